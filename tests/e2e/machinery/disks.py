"""Disks that are full, may only be read, or are small."""

import contextlib
import os
import subprocess
from pathlib import Path

import pytest


@contextlib.contextmanager
def mounted(folder: Path, *options: str):
    """Mount something at a folder; skips where this machine cannot."""
    if os.geteuid():
        pytest.skip("optional: mounting needs root")
    done = subprocess.run(["mount", *options, str(folder)], check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"optional: this machine cannot mount: {done.stderr.decode()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def small(folder: Path, size: str):
    """Return a disk of such a size at a folder, to be entered."""
    folder.mkdir(exist_ok=True)
    return mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs")


def fill(folder: Path) -> Path:
    """Leave no byte on the disk of a folder; returns the file that takes them all."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler
