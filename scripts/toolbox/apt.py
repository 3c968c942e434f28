"""Debian packages: unpacked into a folder without root, or installed into the system with it."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from .console import Failure, run

KEYRINGS = ("/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp")
OWN_ODOO = "or point ODOO_HOME at an Odoo 19 of your own."


class Archive:
    """The Debian archive, read through a private apt configuration under `folder`; the system's stays untouched.

    The mirror is the one the machine already uses (or DEBIAN_MIRROR), the signatures are checked by apt against the
    Debian archive keyring.
    """

    def __init__(self, folder: Path, suites: Iterable[str]):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Failure(f"Odoo 19 is fetched with apt, which this system does not have: use Debian 12, {OWN_ODOO}")
        keyring = next((path for path in KEYRINGS if os.path.exists(path)), None)
        if not keyring:
            raise Failure(f"The Debian archive keyring is missing: install debian-archive-keyring, {OWN_ODOO}")
        for name in ("lists/partial", "cache/archives/partial", "sources"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "sources" / "debian.sources").write_text(
            f"Types: deb\nURIs: {_mirror()}\nSuites: {' '.join(suites)}\nComponents: main\nSigned-By: {keyring}\n"
        )
        self._config = folder / "apt.conf"
        self._config.write_text(_network_settings() + _OWN_SETTINGS.format(folder=folder))

    def update(self) -> None:
        self._apt("Reading Debian's list of packages", "update")

    def version(self, package: str) -> str | None:
        """The version on offer, None if there is none."""
        for line in self._query("policy", package).splitlines():
            if line.strip().startswith("Candidate:"):
                version = line.split(":", 1)[1].strip()
                return None if version == "(none)" else version
        return None

    def names(self, pattern: str) -> list[str]:
        return [line.split(" ")[0] for line in self._query("search", "--names-only", pattern).splitlines()]

    def download(self, title: str, packages: Iterable[str], folder: Path) -> list[Path]:
        """Fetch packages ("name" or "name/suite") into the folder; apt verifies size and hash of each."""
        folder.mkdir(parents=True, exist_ok=True)
        self._apt(title, "download", *packages, cwd=folder)
        return sorted(folder.glob("*.deb"))

    def _apt(self, title: str, *arguments: str, cwd: Path | None = None) -> None:
        run(
            title,
            ["apt-get", *arguments],
            cwd=cwd,
            env=self._environment(),
            hint=f"apt could not read the Debian archive: check `apt-get update`, {OWN_ODOO}",
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
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{folder}/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::Lists "{folder}/lists";
Dir::Cache "{folder}/cache";
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
"""


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
    raise Failure(f"apt knows no Debian mirror: set DEBIAN_MIRROR to the address of one, {OWN_ODOO}")


def unpack(title: str, packages: Iterable[Path], folder: Path) -> None:
    script = 'folder=$1; shift; for package; do dpkg-deb -x "$package" "$folder" || exit; done'
    hint = "A Debian package could not be unpacked: run the command again to fetch it anew."
    run(title, ["sh", "-c", script, "unpack", folder, *packages], hint=hint)


def install(commands: dict[str, str], why: str) -> None:
    """Install into the system what is missing.

    :param commands: name or path of a program → Debian package that brings it
    :param why: who needs it, for the sentence that is shown where neither root nor sudo is at hand
    """
    missing = sorted({package for program, package in commands.items() if not available(program)})
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Failure(f"{why} needs {', '.join(missing)}: install them with your system's package manager.")
    prefix = _root_prefix()
    by_hand = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
    if prefix is None:
        raise Failure(f"{why} needs packages that only root can install: run `{by_hand}`, then this command again.")
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    hint = f"{why} needs packages that could not be installed: run `{by_hand}` and see what it says."
    run("Reading the system's list of packages", [*prefix, *environment, "apt-get", "update"], hint=hint)
    run(
        f"Installing {', '.join(missing)}",
        [*prefix, *environment, "apt-get", "install", "-y", "--no-install-recommends", *missing],
        hint=hint,
    )
    if "dovecot-imapd" in missing and os.path.isdir("/run/systemd/system"):
        # only the program is wanted: Debian's package would leave a mail server listening on the newcomer's machine
        subprocess.run([*prefix, "systemctl", "disable", "--now", "dovecot.socket", "dovecot.service"], check=False)


def available(program: str) -> bool:
    return os.path.exists(program) if program.startswith("/") else shutil.which(program) is not None


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None
