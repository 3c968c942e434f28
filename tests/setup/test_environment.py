"""What the caller set for another Python, Odoo or PostgreSQL does not reach this project's."""

import os

import pytest

from toolbox import environment, interpreter, paths, postgres, venv


@pytest.fixture
def embedded(monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    return postgres.demo_server()


@pytest.mark.parametrize(
    "name",
    [
        *("ODOO_HTTP_PORT", "ODOO_ADDONS_PATH", "ODOO_DATA_DIR", "PGDATABASE"),
        *("PYTHONPATH", "PYTHONHOME", "PYTHONOPTIMIZE", "PYTHONIOENCODING", "PYTHONWARNINGS"),
    ],
)
def test_odoo_and_python_listen_to_their_configuration_alone(monkeypatch, embedded, name):
    monkeypatch.setenv(name, "of the caller")
    assert name not in environment.variables(embedded)
    assert name not in environment.variables_without_database()


def test_odoo_finds_the_projects_configuration(monkeypatch, embedded):
    monkeypatch.setenv("ODOO_RC", "/of/the/caller.conf")
    assert environment.variables(embedded)["ODOO_RC"] == str(paths.LOCAL / "odoo.conf")


@pytest.mark.parametrize("name", ["ODOO_HOME", "ODOO_GIT"])
def test_what_this_project_is_told_is_passed_on(monkeypatch, embedded, name):
    monkeypatch.setenv(name, "/somewhere")
    assert environment.variables(embedded)[name] == "/somewhere"


@pytest.mark.parametrize("name", ["PGSERVICE", "PGHOSTADDR", "PGOPTIONS", "PGCLIENTENCODING"])
def test_our_server_is_found_whatever_other_the_caller_uses(monkeypatch, embedded, name):
    monkeypatch.setenv(name, "of the caller")
    assert name not in environment.variables(embedded)


def test_server_of_ones_own_keeps_what_it_needs_but_the_database(monkeypatch):
    for name, value in {"PGHOST": "db.example", "PGSSLMODE": "require", "PGDATABASE": "production"}.items():
        monkeypatch.setenv(name, value)
    variables = environment.variables(postgres.demo_server())
    assert variables["PGHOST"] == "db.example"
    assert variables["PGSSLMODE"] == "require"
    assert "PGDATABASE" not in variables


@pytest.mark.parametrize("name", ["PIP_TARGET", "PIP_PREFIX", "PIP_NO_BINARY", "PIP_CONSTRAINT", "PIP_DRY_RUN"])
def test_pip_installs_what_is_locked_where_it_belongs(monkeypatch, name):
    monkeypatch.setenv(name, "of the caller")
    monkeypatch.setenv("PIP_USER", "1")
    assert name not in venv._clean_environment()
    assert venv._clean_environment()["PIP_USER"] == "0"


@pytest.mark.parametrize("name", ["PIP_INDEX_URL", "PIP_CERT", "PIP_PROXY", "PIP_CONFIG_FILE", "https_proxy"])
def test_pip_goes_the_callers_way_to_the_index(monkeypatch, name):
    monkeypatch.setenv(name, "of the caller")
    assert venv._clean_environment()[name] == "of the caller"


def settled(home, monkeypatch, writable=True):
    """The variables HOME and XDG_CACHE_HOME after the toolbox has looked at the caller's home."""
    for name in ("XDG_CACHE_HOME", "npm_config_cache"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    # root may write everywhere but to what is mounted read-only
    monkeypatch.setattr(os, "access", lambda path, mode: writable)
    interpreter.settle()
    result = os.environ["HOME"], os.environ.get("XDG_CACHE_HOME")
    for name in ("XDG_CACHE_HOME", "npm_config_cache"):
        monkeypatch.delenv(name, raising=False)
    return result


def test_home_of_the_user_is_used(tmp_path, monkeypatch):
    assert settled(tmp_path, monkeypatch) == (str(tmp_path), None)


def test_user_without_a_home_gets_one_in_the_clone(tmp_path, monkeypatch):
    assert settled(tmp_path / "none", monkeypatch) == (str(paths.PROJECT / ".local" / "home"), None)


def test_home_that_cannot_be_written_keeps_its_settings(tmp_path, monkeypatch):
    assert settled(tmp_path, monkeypatch, writable=False) == (str(tmp_path), str(paths.PROJECT / ".local" / "cache"))
