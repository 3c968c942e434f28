"""Mails that the database refused, as files: a file with its final name is complete and on the disk."""

import os
import time
from contextlib import suppress

STALE_SECONDS = 3600


def put(folder, name, raw):
    """Keep a raw mail. Raises OSError when the disk does not take it; then nothing remains that could be held for one.

    :param pathlib.Path folder: where
    :param str name: of the file, without suffix
    :return: the file
    """
    path = folder / f"{name}.eml"
    part = folder / f"{name}.{os.getpid()}-{time.monotonic_ns()}.part"
    try:
        with part.open("wb") as spooled:
            spooled.write(raw)
            spooled.flush()
            os.fsync(spooled.fileno())
        part.rename(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync(folder)
    return path


def _sync(folder):
    """Write the new name to the disk, too, where the system can."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def held(folder):
    """Return the files that hold a mail, the oldest first; what a killed process left half written is removed."""
    for part in folder.glob("*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE_SECONDS:
                part.unlink()
    return sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime, path.name))
