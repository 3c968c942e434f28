"""scripts/odoo: PostgreSQL only for what needs it, standard output for Odoo alone."""

import os
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest

from toolbox import environment, launcher, postgres


class Became(Exception):
    """In place of becoming Odoo: with which words and which environment."""


@pytest.fixture
def launch(monkeypatch):
    started = []

    class Server:
        environment = {"PGHOST": "/somewhere"}

        def start(self):
            started.append(self)

    def become(path, words, variables):
        raise Became(words, variables)

    monkeypatch.setattr(environment, "ensure", lambda: None)
    monkeypatch.setattr(postgres, "demo_server", Server)
    monkeypatch.setattr(os, "execve", become)
    monkeypatch.delenv("ODOO_RC", raising=False)

    def call(*arguments):
        started.clear()
        with pytest.raises(Became) as caught:
            launcher.main(arguments)
        words, variables = caught.value.args
        return words[2:], variables, bool(started)

    return call


@pytest.mark.parametrize(
    "arguments",
    [("anfrage", "parse", "a.eml"), ("anfrage", "match", "a.csv", "b.csv"), ("anfrage", "--help"), ("--version",)],
)
def test_reading_mails_starts_no_server(launch, arguments):
    words, _, started = launch(*arguments)
    assert words == list(arguments)
    assert not started


@pytest.mark.parametrize(
    "arguments", [("anfrage", "deliver", "a.eml"), ("shell",), ("module", "upgrade", "x"), (), ("-d", "x")]
)
def test_what_needs_a_database_finds_one(launch, arguments):
    words, variables, started = launch(*arguments)
    assert words == list(arguments)
    assert started
    assert variables["PGHOST"] == "/somewhere"
    assert variables["ODOO_RC"].endswith(".local/odoo.conf")


def test_configuration_of_ones_own_wins(launch, monkeypatch):
    monkeypatch.setenv("ODOO_RC", "/my/odoo.conf")
    assert launch("shell")[1]["ODOO_RC"] == "/my/odoo.conf"


@pytest.mark.parametrize(("words", "database"), [(["db", "drop", "x"], ""), (["shell", "-d", "x"], "of the caller")])
def test_database_commands_see_every_database(monkeypatch, words, database):
    """Also when the program is started by the virtual environment itself, as benchmarks do."""
    loader = SourceFileLoader("odoo_program", str(environment.LAUNCHER))
    program = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(program)
    seen = []
    cli = ModuleType("odoo.cli")
    cli.main = lambda: seen.append(os.environ["PGDATABASE"])
    odoo = ModuleType("odoo")
    odoo.cli = cli
    monkeypatch.setitem(sys.modules, "odoo", odoo)
    monkeypatch.setitem(sys.modules, "odoo.cli", cli)
    monkeypatch.setattr(sys, "prefix", str(program.SCRIPTS.parent / ".local" / "venv"))
    monkeypatch.setattr(sys, "argv", ["odoo", *words])
    monkeypatch.setattr(sys, "path", [str(program.SCRIPTS), *sys.path])
    monkeypatch.setenv("PGDATABASE", "of the caller")
    program.main()
    assert seen == [database]
