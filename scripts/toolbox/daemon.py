"""Programs that keep running after `make` has returned."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import paths, state

GRACE_SECONDS = 15
# in the environment of each program started here: the path of its pid file
MARK = "ANFRAGEMANAGER_PID_FILE"


class Daemon:
    """One program in the background, found again by its pid file, or without that by a mark in its environment.

    :ivar log: where its output goes; the previous run's is kept beside it as `….1`
    """

    def __init__(self, name: str):
        self.log = paths.LOGS / f"{name}.log"
        self._pid_file = paths.PIDS / name

    def start(self, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=paths.PROJECT,
                env={**environment, MARK: str(self._pid_file)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        state.write(self._pid_file, f"{process.pid} {_started(process.pid)}")

    def alive(self) -> bool:
        return self._pid() is not None

    def stop(self) -> bool:
        """End it, first kindly; False if it was not running."""
        pid = self._pid()
        if pid is not None:
            end(pid, signal.SIGTERM, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)
        return pid is not None

    def _pid(self) -> int | None:
        """Its process id; the start time beside it tells it from a later process with the same number."""
        pid, _, started = (state.read(self._pid_file) or "").partition(" ")
        if pid and started and _started(int(pid)) == started:
            return int(pid)
        # the clone, or only its .local, may have been removed and made anew since
        mark = f"{MARK}={self._pid_file}".encode()
        return next((pid for pid in processes() if _leads_session(pid) and mark in _environment(pid)), None)


def processes() -> Iterator[int]:
    """The processes that see the same file system as this one; another container's paths mean other files.

    Where that cannot be seen (in a container root may not look at `nobody`), they count as if they did.
    """
    own = os.stat("/")
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                same = os.path.samestat(os.stat(folder / "root"), own)
            except PermissionError:
                same = True
            except OSError:
                same = False
            if same:
                yield int(folder.name)


def command_of(pid: int) -> list[str]:
    """The words of its command line; none where it is gone or somebody else's."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return []


def end(pid: int, *signals: int) -> bool:
    """Send the signals one after the other, each with some seconds to obey; False if it is still alive."""
    for number in signals:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
        deadline = time.monotonic() + GRACE_SECONDS
        while running(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        if not running(pid):
            return True
    return False


def _environment(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return []


def _leads_session(pid: int) -> bool:
    """Whether it is the program itself, not something that it started."""
    with contextlib.suppress(OSError):
        return os.getsid(pid) == pid
    return False


def parent(pid: int) -> int | None:
    fields = _fields(pid)
    return int(fields[1]) if fields else None


def _started(pid: int) -> str | None:
    """Clock ticks from boot to the start of a process (field 22 of proc(5)'s stat); None if it does not run."""
    fields = _fields(pid)
    return None if not fields or fields[0] == "Z" else fields[19]


def _fields(pid: int) -> list[str]:
    """The fields of proc(5)'s stat from the third, the state, on; none where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def running(pid: int) -> bool:
    """Whether there is such a process; one that ended and only was not waited for counts as gone."""
    return _started(pid) is not None


def port_taken(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        # as Odoo does, so that a port in TIME_WAIT counts as free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
