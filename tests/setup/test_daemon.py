"""Programs in the background are found again, and nobody else's is ever ended."""

import os
import shutil
import subprocess
import time

import pytest

from toolbox import daemon


@pytest.fixture
def program(local):
    found = daemon.Daemon("program")
    yield found
    found.stop()


def test_runs_until_it_is_stopped(program):
    program.start(["sleep", "60"], os.environ)
    assert program.alive()
    assert program.stop()
    assert not program.alive()
    assert not program.stop()


def test_program_that_ended_by_itself_is_not_alive(program):
    program.start(["true"], os.environ)
    deadline = time.monotonic() + 5
    while program.alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not program.alive()


def test_stubborn_program_is_killed(program, monkeypatch):
    monkeypatch.setattr(daemon, "GRACE_SECONDS", 0.5)
    program.start(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], os.environ)
    while "ready" not in program.log.read_text():
        time.sleep(0.05)
    assert program.stop()
    assert not program.alive()


def test_later_process_with_the_same_number_is_spared(program, local):
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (local / "pids").mkdir()
        (local / "pids" / "program").write_text(f"{stranger.pid} 12345")
        assert not program.alive()
        program.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_log_of_the_run_before_is_kept(program, local):
    for word in ("first", "second"):
        program.start(["echo", word], os.environ)
        while word not in program.log.read_text():
            time.sleep(0.05)
    assert (local / "log" / "program.log.1").read_text() == "first\n"


def test_taken_port_is_noticed():
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert daemon.port_taken(port)
        assert daemon.listening(port)
    assert not daemon.port_taken(port)


def test_program_is_found_after_its_folder_was_removed(program, local):
    program.start(["sleep", "60"], os.environ)
    shutil.rmtree(local)
    assert program.alive()
    assert daemon.Daemon("program").stop()
    assert not program.alive()
    assert not daemon.Daemon("another").alive()


def test_what_a_program_started_is_not_taken_for_it(program, local):
    program.start(["sh", "-c", "sleep 60 & wait"], os.environ)
    pid = program._pid()
    shutil.rmtree(local)
    assert program._pid() == pid
