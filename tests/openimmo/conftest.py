"""The package under test is imported by the addon's own name: then nothing in it needs a running Odoo."""

import argparse
import importlib
import json
import sys
import types
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
if str(PROJECT) not in sys.path:
    sys.path.insert(0, str(PROJECT))


@pytest.fixture
def command(capfdbinary):
    """Call ``anfrage properties`` and give back its status and the objects it printed."""
    package = sys.modules.setdefault("addon_without_odoo", types.ModuleType("addon_without_odoo"))
    package.__path__ = [str(PROJECT / "anfragemanager")]
    module = importlib.import_module("addon_without_odoo.cli.properties")

    def call(*words):
        parser = argparse.ArgumentParser()
        module.add_arguments(parser)
        status = module.run(parser.parse_args(words))
        return status, [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

    return call
