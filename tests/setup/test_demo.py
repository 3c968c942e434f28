"""The demo database stays where it was made, whatever PGHOST says for once."""

import shutil

import pytest

from toolbox import __main__ as main_module
from toolbox import console, demo, paths, postgres, server, state


@pytest.fixture
def own(local, monkeypatch):
    """A clone whose demo database is on the embedded server, called while PGHOST names another."""
    monkeypatch.delenv("PGHOST", raising=False)
    (local / "postgres").mkdir()
    files = paths.FILESTORE / paths.DEMO_DATABASE
    files.mkdir(parents=True)
    state.Stamp("demo").set("of an addon")
    embedded = postgres.demo_server()
    asked = []
    monkeypatch.setattr(postgres, "query", lambda server, statement, **_: asked.append(statement) or [])
    monkeypatch.setattr(server, "stop", lambda: None)
    monkeypatch.setenv("PGHOST", "db.example")
    yield embedded
    assert not asked


def test_another_server_is_refused_and_the_files_stay(own):
    for call in (lambda: demo.ensure(postgres.External(), ""), lambda: demo.drop(postgres.External())):
        with pytest.raises(console.Failure, match="on this project's own PostgreSQL, not on the server of PGHOST=db"):
            call()
    assert (paths.FILESTORE / paths.DEMO_DATABASE).exists()
    assert state.Stamp("demo").known()
    assert demo.elsewhere(own) is None


def test_clean_drops_nothing_on_a_server_that_holds_nothing_of_ours(own, monkeypatch):
    removed = []
    monkeypatch.setattr(shutil, "rmtree", lambda folder, **_: removed.append(folder))
    main_module.clean()
    assert paths.LOCAL in removed


def test_only_a_server_of_ones_own_can_hold_somebody_elses(local, monkeypatch):
    monkeypatch.setattr(postgres, "exists", lambda server, database: True)
    monkeypatch.setattr(postgres, "query", lambda *_, **__: [])
    upgraded = []
    monkeypatch.setattr(demo, "upgrade", upgraded.append)
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(console.Failure, match="that this clone did not make"):
        demo.ensure(postgres.demo_server(), "")
    monkeypatch.delenv("PGHOST")
    ours = postgres.demo_server()
    demo.ensure(ours, "")
    assert upgraded == [ours]
