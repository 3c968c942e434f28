"""What the newcomer sees: one line per step while it works, one sentence when it cannot go on."""

import contextlib
import errno
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import paths

PULSE_SECONDS = 15
# Odoo in the cache, and the virtual environment, databases and test databases in the clone
DISK_GIGABYTES = 3
NO_NETWORK_MARKS = (
    "Temporary failure resolving",
    "Could not resolve",
    "Could not connect",
    "Failed to fetch",
    "Name or service not known",
    "Temporary failure in name resolution",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Network is unreachable",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
)


class Failure(Exception):
    """An expected failure. Its text is the one sentence that is shown: what happened and what to do."""


def say(text: str, end: str = "\n") -> None:
    """Tell the person at work; on the error stream, because standard output belongs to Odoo's commands."""
    print(text, end=end, file=sys.stderr, flush=True)


class Step:
    """A running step: a line that counts the seconds on a terminal, a sign of life now and then elsewhere."""

    def __init__(self, title: str):
        self.title = title
        self._started = time.monotonic()
        self._done = threading.Event()
        self._live = sys.stderr.isatty()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Step":
        say(f"· {self.title} …", end="" if self._live else "\n")
        self._ticker.start()
        return self

    def __exit__(self, kind, error, traceback) -> None:
        self._done.set()
        self._ticker.join()
        seconds = time.monotonic() - self._started
        mark = "✗" if kind else "✓"
        if self._live:
            say(f"\r\033[K{mark} {self.title} ({seconds:.0f} s)")
        elif seconds > PULSE_SECONDS or kind:
            say(f"{mark} {self.title} ({seconds:.0f} s)")

    def _tick(self) -> None:
        while not self._done.wait(1 if self._live else PULSE_SECONDS):
            seconds = time.monotonic() - self._started
            if self._live:
                say(f"\r\033[K· {self.title} … {seconds:.0f} s", end="")
            else:
                say(f"  still working on it ({seconds:.0f} s)")


@contextlib.contextmanager
def running(command: Sequence[str], **options) -> Iterator[subprocess.Popen]:
    """The started process; it is ended when the block is left early, also by a kill that leaves us no time."""
    guard = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
    with subprocess.Popen([*guard, *command], start_new_session=True, **options) as process:
        try:
            yield process
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            raise


def run(
    title: str,
    command: Sequence[str | Path],
    *,
    hint: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
) -> str:
    """Run a command as a step of the set-up and return its output.

    The output goes to .local/log/setup.log too. Raises Failure with `hint` when the command fails, or with the plain
    cause where it can be told from the output (no network, disk full).
    """
    command = [str(part) for part in command]
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    with (
        Step(title),
        running(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        output = process.communicate(stdin)[0].decode(errors="replace")
        log = paths.LOGS / "setup.log"
        with log.open("a") as file:
            file.write(f"$ {' '.join(command)}\n{output}[exit {process.returncode}]\n")
        # inside the step, so that it ends as failed
        if process.returncode:
            raise Failure(_cause(output) or f"{hint} (details: {log})")
    return output


def _cause(output: str) -> str | None:
    if os.strerror(errno.ENOSPC) in output:
        return DISK_FULL
    if any(mark in output for mark in NO_NETWORK_MARKS):
        return "The network cannot be reached: check the connection (or the proxy settings) and run the command again."
    if found := re.search(r"No matching distribution found for (\S+)", output):
        return (
            f"The package index has no {found[1]} for Python {platform.python_version()} on this {platform.machine()}: "
            "take another Python (`make PYTHON=/path …`), or a Linux with glibc 2.28 or later."
        )
    return None


DISK_FULL = f"The disk is full: the whole needs about {DISK_GIGABYTES} GB; free some and run the command again."


def answer_for(error: OSError) -> str:
    """The sentence for an operating system error nobody expected at its place."""
    if error.errno == errno.ENOSPC:
        return DISK_FULL
    if error.errno == errno.EROFS:
        return (
            f"{error.filename or paths.PROJECT} is on a read-only file system: copy the project to where you can write."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{error.filename or paths.PROJECT} cannot be written: make it yours (it may belong to another user)."
    return f"{error.strerror or error}: {error.filename or 'see ' + str(paths.LOGS)}."
