"""Debian packages: unpacked into a folder without root, or installed into the system with it."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from . import download, system
from .console import Failure, Step, run, say

KEYRINGS = ("/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp")
SYSTEM_LISTS = Path("/var/lib/apt/lists")
OWN_ODOO = "or point ODOO_HOME at an Odoo 19 of your own."


class Unavailable(Failure):
    """Debian's Odoo cannot be had on this system, connection or not."""


class Archive:
    """A package archive, read through a private apt configuration under `folder`; the system's stays untouched.

    With `suites` it is Debian's: the mirror is the one the machine already uses (or DEBIAN_MIRROR), the signatures are
    checked by apt against the Debian archive keyring. Without, it is what the machine's own sources name.
    """

    def __init__(self, folder: Path, suites: Iterable[str] = ()):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Unavailable("This system has no apt")
        for name in ("lists/partial", "cache/archives/partial", "sources"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        settings = _OWN_SETTINGS
        if suites:
            keyring = next((path for path in KEYRINGS if os.path.exists(path)), None)
            if not keyring:
                raise Unavailable("The package debian-archive-keyring is not installed")
            (folder / "sources" / "debian.sources").write_text(
                f"Types: deb\nURIs: {_mirror()}\nSuites: {' '.join(suites)}\nComponents: main\nSigned-By: {keyring}\n"
            )
            settings += _ONLY_THESE_SOURCES
        self._config = folder / "apt.conf"
        self._config.write_text(_network_settings() + settings.format(folder=folder))

    def update(self) -> None:
        self._apt("Reading the list of packages", "update")

    def version(self, package: str) -> str | None:
        """The version on offer, None if there is none."""
        return _candidate(package, self._query("policy", package))

    def names(self, pattern: str) -> list[str]:
        return [line.split(" ")[0] for line in self._query("search", "--names-only", pattern).splitlines()]

    def download(self, title: str, packages: Iterable[str], folder: Path) -> list[Path]:
        """Fetch packages ("name" or "name/suite") into the folder, each verified by what the archive's list says."""
        folder.mkdir(parents=True, exist_ok=True)
        remotes = [remote for line in self._listed(packages) if (remote := _remote(line))]
        with Step(title), contextlib.suppress(OSError):
            # apt itself would begin a file anew
            if remotes and all(remote.url.startswith(("http://", "https://")) for remote in remotes):
                return [remote.fetch(folder, _proxies()) for remote in remotes]
        self._apt(title, "download", *packages, cwd=folder)
        return sorted(folder.glob("*.deb"))

    def _listed(self, packages: Iterable[str]) -> list[str]:
        command = ["apt-get", "download", "--print-uris", *packages]
        answer = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        return answer.stdout.splitlines()

    def _apt(self, title: str, *arguments: str, cwd: Path | None = None) -> None:
        run(
            title,
            ["apt-get", *arguments],
            cwd=cwd,
            env=self._environment(),
            hint=f"apt could not read the package archive: check `apt-get update`, {OWN_ODOO}",
        )

    def _query(self, *arguments: str) -> str:
        return subprocess.run(
            ["apt-cache", *arguments], env=self._environment(), capture_output=True, text=True, check=False
        ).stdout

    def _environment(self) -> dict[str, str]:
        return os.environ | {"APT_CONFIG": str(self._config), "LC_ALL": "C.UTF-8"}


# The machine's own configuration files are left out as a whole (hooks, pinning); what they say about fetching (proxy,
# certificates, age of the lists) is copied. Without Error-Mode, apt-get update ends well although it fetched nothing.
_OWN_SETTINGS = """
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::Lists "{folder}/lists";
Dir::Cache "{folder}/cache";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "2";
"""
# one broken source among the machine's own is no reason to stop, among these it is
_ONLY_THESE_SOURCES = """
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{folder}/sources";
APT::Update::Error-Mode "any";
"""


def _remote(line: str) -> download.Remote | None:
    """A line of `apt-get download --print-uris`: 'address' name bytes SHA256:hash."""
    words = shlex.split(line)
    if len(words) != 4 or not words[2].isdecimal() or not words[3].startswith("SHA256:"):
        return None
    return download.Remote(words[0], words[1], int(words[2]), words[3].removeprefix("SHA256:"))


def _proxies() -> dict[str, str]:
    """apt's own proxies by scheme; none where it has none of its own."""
    found = re.findall(r'^Acquire::(https?)::Proxy "(.+)";$', _network_settings(), re.MULTILINE)
    return {scheme: proxy for scheme, proxy in found if proxy != "DIRECT"}


def _network_settings() -> str:
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    lines = (line for line in dump.splitlines() if line.startswith("Acquire::"))
    return (
        "\n".join(line for line in lines if not line.startswith(("Acquire::IndexTargets", "Acquire::Changelogs")))
        + "\n"
    )


def _mirror() -> str:
    if mirror := os.environ.get("DEBIAN_MIRROR"):
        return mirror
    for origin in ("Origin: Debian", "Created-By: Packages"):
        # the second question is for machines whose package lists were never fetched: they know no origin yet
        answer = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(SITE)", origin], capture_output=True, text=True, check=False
        )
        sites = sorted(set(answer.stdout.split()))
        for site in sites:
            if urlsplit(site).path.rstrip("/").endswith("/debian"):
                return site
    raise Unavailable("apt knows no Debian mirror (DEBIAN_MIRROR names one)")


def unpack(title: str, packages: Iterable[Path], folder: Path) -> None:
    script = 'folder=$1; shift; for package; do dpkg-deb -x "$package" "$folder" || exit; done'
    hint = "A Debian package could not be unpacked: run the command again to fetch it anew."
    run(title, ["sh", "-c", script, "unpack", folder, *packages], hint=hint)


def install(needs: Iterable[system.Need]) -> None:
    """Install into the system what is missing of these and on offer there, if root or sudo is at hand.

    Otherwise, or where it fails, say in one command what is missing: only what needs it is left out.
    """
    missing = system.missing(needs)
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(f"  Left out: {_purposes(missing)}; the system lacks {', '.join(need.package for need in missing)}.")
        return
    prefix = _root_prefix()
    if prefix is not None:
        environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
        with contextlib.suppress(Failure):
            run("Reading the system's list of packages", [*environment, "apt-get", "update"], hint="")
        if packages := _offered(missing):
            command = [*environment, "apt-get", "install", "-y", "--no-install-recommends", *packages]
            with contextlib.suppress(Failure):
                run(f"Installing with apt-get: {' '.join(packages)}", command, hint="")
            if "dovecot-imapd" in packages and os.path.isdir("/run/systemd/system"):
                # only the program is wanted: Debian's package would leave a mail server listening
                command = [*prefix, "systemctl", "disable", "--now", "dovecot.socket", "dovecot.service"]
                subprocess.run(command, capture_output=True, check=False)
    _say_missing(needs, _offered(system.missing(needs)) or _read_anew(needs))


def say_missing(needs: Iterable[system.Need]) -> None:
    """One line about what is left out and the command that mends it; nothing where apt offers none of it."""
    _say_missing(needs, _offered(system.missing(needs)))


def _say_missing(needs: Iterable[system.Need], packages: Sequence[str]) -> None:
    if packages:
        purposes = _purposes(need for need in needs if need.package in packages)
        say(f"  Left out: {purposes}. They need (as root): {command_by_hand(packages)}")


def command_by_hand(packages: Iterable[str]) -> str:
    """The command that installs packages on this machine, for the person at work."""
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    return f"sudo {command}" if os.geteuid() and shutil.which("sudo") else command


def _offered(needs: Iterable[system.Need]) -> list[str]:
    """The packages that this system's apt has, as far as its lists were ever fetched."""
    packages = [need.package for need in needs]
    if not packages or not shutil.which("apt-cache") or not _lists_fetched():
        return []
    answer = subprocess.run(
        ["apt-cache", "policy", *packages],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return [package for package in packages if _candidate(package, answer)]


def _read_anew(needs: Iterable[system.Need]) -> list[str]:
    """The same for a machine whose lists were never fetched, as many containers: reading them needs no root."""
    if _lists_fetched():
        return []
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(Failure):
        archive = Archive(Path(folder))
        archive.update()
        return [need.package for need in system.missing(needs) if archive.version(need.package)]
    return []


def _lists_fetched() -> bool:
    return any(SYSTEM_LISTS.glob("*Packages*"))


def _candidate(package: str, policies: str) -> str | None:
    """The version that `apt-cache policy` names for a package, None if there is none."""
    found = re.search(rf"^{re.escape(package)}:\n.*\n\s+Candidate: (?!\(none\))(.+)$", policies, re.MULTILINE)
    return found and found[1]


def _purposes(needs: Iterable[system.Need]) -> str:
    return ", ".join(sorted({need.purpose for need in needs}))


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None
