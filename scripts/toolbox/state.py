"""What is already done, so that it is not done again; safe against interruption and against a second caller."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import paths
from .console import say


def digest(*parts: Path | str, without: tuple[Path, ...] = ()) -> str:
    """A hash over texts, files and folders (compiled Python and the folders `without` left out); the order counts."""
    result = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            result.update(part.encode() + b"\0")
            continue
        files = sorted(path for path in part.rglob("*") if path.is_file()) if part.is_dir() else [part]
        for file in files:
            if "__pycache__" in file.parts or any(folder in file.parents for folder in without):
                continue
            result.update(str(file.relative_to(part)).encode() + b"\0")
            result.update(hashlib.sha256(file.read_bytes()).digest())
    return result.hexdigest()


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None


class Stamp:
    """Remembers for which inputs a part was finished."""

    def __init__(self, name: str):
        self._path = paths.STAMPS / name

    def holds(self, value: str) -> bool:
        return read(self._path) == value

    def known(self) -> bool:
        return self._path.exists()

    def set(self, value: str) -> None:
        write(self._path, value)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


@contextlib.contextmanager
def lock(folder: Path, name: str = "setup") -> Iterator[None]:
    """Hold a lock of the folder; a second caller waits. The kernel frees it when the holder dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"· Waiting for another run that is at work in {folder} …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def using(folder: Path, name: str) -> Iterator[None]:
    """Be one of those who are at work in the folder; see `used`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def used(folder: Path, name: str) -> bool:
    """Whether somebody is `using` the folder; the kernel forgets those who died."""
    try:
        with (folder / f"{name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextlib.contextmanager
def building(target: Path) -> Iterator[Path]:
    """A folder to build `target` in; it gets its name only when the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(f".building-{target.name}-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".building-{target.name}-"))
    temporary.chmod(0o755)
    try:
        yield temporary
        shutil.rmtree(target, ignore_errors=True)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
