"""Which Python the project runs on, and how it gets one where the caller's is another.

Readable for every Python 3: no annotations, no f-strings, nothing newer than 3.4.
"""

import os
import shutil
import subprocess
import sys

# what Odoo 19 declares: from 3.10 up to and including 3.13
FIRST, BEYOND = (3, 10), (3, 14)
# brings interpreters where the system has none, and resolves the lock files
UV = "uv>=0.9,<1"


def suitable(version):
    return FIRST <= tuple(version[:2]) < BEYOND


def hand_over():
    """Go on under a suitable Python: one of this machine, else one that uv fetches. Ends the program without one."""
    python = _installed() or _fetched()
    own = "%s is Python %d.%d" % ((sys.executable,) + tuple(sys.version_info[:2]))
    if python is None:
        sys.exit(
            "This project needs Python 3.10 to 3.13, but %s and no other could be found or fetched: "
            "install one, or run `make PYTHON=/path/to/python3.13 ...`." % own
        )
    sys.stderr.write("  %s, which Odoo 19 does not run on: going on with %s\n" % (own, python))
    arguments = ["-m", "toolbox"] + sys.argv[1:] if sys.argv[0] == "-m" else sys.argv
    os.execv(python, [python] + arguments)


def _installed():
    for minor in range(BEYOND[1] - 1, FIRST[1] - 1, -1):
        # asked, because version managers put programs there that only say which version is not chosen
        python = _output(["python3.%d" % minor, "-c", "import sys; print(sys.executable)"], os.environ)
        if python:
            return python
    return None


def require_linux():
    """End the program elsewhere: what it started it finds again in /proc."""
    if sys.platform != "linux":
        sys.exit("This project is developed on Linux: use a container or a virtual machine, on Windows WSL.")


def settle():
    """Give programs a place to write to where the user has none, as in many containers: one in the clone."""
    home = os.path.expanduser("~")
    local = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))), ".local")
    if not os.path.isdir(home):
        os.environ["HOME"] = os.path.join(local, "home")
    elif not any(os.access(place, os.W_OK) for place in (home, os.path.join(home, ".cache"))):
        # the home itself may hold settings: a proxy, a package index
        os.environ.setdefault("XDG_CACHE_HOME", os.path.join(local, "cache"))
        os.environ.setdefault("npm_config_cache", os.path.join(local, "cache", "npm"))


def cache_folder():
    """Where what every clone of a user's shares is kept."""
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "anfragemanager")


def _fetched():
    """The path of a Python that uv has or fetches into the cache, None where it cannot."""
    cache = cache_folder()
    uv = shutil.which("uv") or _own_uv(os.path.join(cache, "uv"))
    if not uv:
        return None
    environment = dict(os.environ, UV_PYTHON_INSTALL_DIR=os.path.join(cache, "python"))
    wanted = ">=%d.%d,<%d.%d" % (FIRST + BEYOND)
    sys.stderr.write("· Looking for a Python %s with uv …\n" % wanted)
    for command in (["python", "install", wanted], ["python", "find", "--no-project", wanted]):
        found = _output([uv] + command, environment)
    return found or None


def _own_uv(folder):
    uv = os.path.join(folder, "bin", "uv")
    if not os.path.exists(uv):
        if _output([sys.executable, "-m", "venv", folder], os.environ) is None:
            return None
        _output([os.path.join(folder, "bin", "pip"), "install", "--quiet", UV], os.environ)
    return uv if os.path.exists(uv) else None


def _output(command, environment):
    try:
        output = subprocess.check_output(command, env=environment, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return output.decode().strip()
