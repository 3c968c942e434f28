"""Mails that the database refused, as files: a file with its final name is complete and on the disk.

Each machine takes up its own: the lanes look first thing, and on a machine that runs none, or whose turn it never is,
the caretaker does it.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from odoo.tools import config

STALE_SECONDS = 3600


def folder(dbname):
    """Return where this machine puts aside the mails of a database. Raises OSError when it cannot be made.

    :rtype: pathlib.Path
    """
    path = _path(dbname)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _path(dbname):
    return Path(config["data_dir"]) / "anfragemanager" / dbname


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
    return [path for _date, path in sorted(_dated(folder))]


def oldest(dbname):
    """Return when this machine put aside the oldest mail that is still to be taken up, in seconds since 1970, or None.

    Who only looks makes no folder, and what cannot be looked into holds nothing.
    """
    with suppress(OSError):
        return min((date for date, _file in _dated(_path(dbname))), default=None)
    return None


def _dated(folder):
    for path in folder.glob("*.eml"):
        # Another process may take it up meanwhile.
        with suppress(FileNotFoundError):
            yield path.stat().st_mtime, path
