"""The toolbox is tested from outside where it can be: real processes, a real PostgreSQL, a real SMTP dialogue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))


@pytest.fixture
def local(tmp_path, monkeypatch):
    """An empty folder in place of the project's .local."""
    from toolbox import paths

    folder = tmp_path / "local"
    folder.mkdir()
    for name, part in (
        ("LOCAL", ""),
        ("LOGS", "log"),
        ("STAMPS", "stamps"),
        ("PIDS", "pids"),
        ("FILESTORE", "filestore"),
    ):
        monkeypatch.setattr(paths, name, folder / part)
    return folder


@pytest.fixture
def toolbox():
    """Run `python -m toolbox …` and return the finished process."""

    def run(*arguments, **variables):
        return subprocess.run(
            [sys.executable, "-m", "toolbox", *arguments],
            env=os.environ | {"PYTHONPATH": str(SCRIPTS)} | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run
