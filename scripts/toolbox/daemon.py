"""Programs that keep running after `make` has returned."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import paths, state

GRACE_SECONDS = 15


class Daemon:
    """One program in the background, found again by its pid file.

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
                env=environment,
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
            self._signal(pid, signal.SIGTERM)
            deadline = time.monotonic() + GRACE_SECONDS
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.1)
            if self.alive():
                self._signal(pid, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)
        return pid is not None

    def _signal(self, pid: int, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)

    def _pid(self) -> int | None:
        """Its process id; the start time beside it tells it from a later process with the same number."""
        pid, _, started = (state.read(self._pid_file) or "").partition(" ")
        return int(pid) if pid and started and _started(int(pid)) == started else None


def _started(pid: int) -> str | None:
    """Clock ticks from boot to the start of a process (field 22 of proc(5)'s stat); None if it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


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
