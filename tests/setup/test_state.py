"""What is done once is not done again, and half of something never passes for the whole."""

import subprocess
import sys
import time

import pytest

from toolbox import paths, state

SCRIPTS = paths.PROJECT / "scripts"


def test_digest_sees_content_names_and_order(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text("1")
    first = state.digest(folder)
    assert state.digest(folder) == first
    (folder / "a").write_text("2")
    assert state.digest(folder) != first
    (folder / "a").write_text("1")
    (folder / "a").rename(folder / "b")
    assert state.digest(folder) != first
    assert state.digest("x", "y") != state.digest("y", "x")
    assert state.digest("xy", "") != state.digest("x", "y")


def test_digest_leaves_out_compiled_files_and_named_folders(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "__pycache__").mkdir()
    before = state.digest(tmp_path, without=(tmp_path / "tests",))
    (tmp_path / "tests" / "test_a.py").write_text("1")
    (tmp_path / "__pycache__" / "a.pyc").write_text("1")
    assert state.digest(tmp_path, without=(tmp_path / "tests",)) == before


def test_stamp_holds_only_for_what_it_was_set_to(local):
    stamp = state.Stamp("thing")
    assert not stamp.known()
    stamp.set("one")
    assert stamp.holds("one")
    assert not stamp.holds("two")
    stamp.clear()
    assert not stamp.known()


def test_folder_gets_its_name_only_when_it_is_complete(tmp_path):
    target = tmp_path / "odoo"
    with pytest.raises(KeyboardInterrupt), state.building(target) as folder:
        (folder / "half").touch()
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    with state.building(target) as folder:
        (folder / "whole").touch()
        assert not target.exists()
    assert (target / "whole").exists()
    assert list(tmp_path.iterdir()) == [target]


def test_left_over_of_a_killed_run_is_removed(tmp_path):
    (tmp_path / ".building-odoo-abc").mkdir()
    with state.building(tmp_path / "odoo"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["odoo"]


def test_failed_write_keeps_the_old_file(tmp_path):
    file = tmp_path / "odoo.conf"
    state.write(file, "old")
    with pytest.raises(UnicodeEncodeError):
        state.write(file, "\ud800")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_files_are_the_same_in_every_locale(tmp_path):
    """`make` sets UTF-8, `scripts/odoo` is called without it."""
    file = tmp_path / "odoo.conf"
    program = (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); from toolbox import state; state.write({{}}, 'B\\xfcro')"
    )
    program = f"from pathlib import Path; {program.format(f'Path({str(file)!r})')}"
    # with -X utf8=0 and LC_ALL=C files are ASCII
    variables = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-X", "utf8=0", "-c", program], env=variables, check=True)
    assert file.read_bytes() == "Büro".encode()


def test_second_caller_waits_and_a_killed_holder_does_not_block(tmp_path):
    program = f"""
import sys; sys.path.insert(0, {str(SCRIPTS)!r})
from pathlib import Path
from toolbox import state
with state.lock(Path({str(tmp_path)!r})):
    print("mine", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as first, subprocess.Popen(command, **pipes) as second:
        owner, waiter = (first, second) if _speaks(first) else (second, first)
        assert "Waiting for another run" in waiter.stderr.readline()
        owner.kill()
        assert waiter.stdout.readline() == "mine\n"
        waiter.stdin.close()


def _speaks(process):
    """Whether the process says within a while that it holds the lock."""
    import select

    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 0.1)[0]:
            return process.stdout.readline() == "mine\n"
    return False


def test_a_folder_in_use_is_seen_as_such(tmp_path):
    assert not state.used(tmp_path, "test")
    with state.using(tmp_path, "test"), state.using(tmp_path, "test"):
        assert state.used(tmp_path, "test")
    assert not state.used(tmp_path, "test")
    assert not state.used(tmp_path / "removed", "test")
