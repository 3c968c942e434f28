"""The commands that need no database, loaded without Odoo around them."""

import argparse
import importlib
import json
import sys
import types
from pathlib import Path

import pytest

from anfragemanager.parsing import parse

ADDON = Path(__file__).resolve().parents[2] / "anfragemanager"
MAILS = Path(__file__).parent / "mails"


@pytest.fixture
def command(capfdbinary):
    """Call a command by name and give back its status and the objects it printed."""
    package = sys.modules.setdefault("addon_without_odoo", types.ModuleType("addon_without_odoo"))
    package.__path__ = [str(ADDON)]

    def call(name, *words):
        module = importlib.import_module(f"addon_without_odoo.cli.{name}")
        parser = argparse.ArgumentParser()
        module.add_arguments(parser)
        status = module.run(parser.parse_args(words))
        out, err = capfdbinary.readouterr()
        call.said = err.decode()
        return status, [json.loads(line) for line in out.splitlines()]

    return call


def test_parse_prints_one_object_per_file_in_order(command, tmp_path):
    files = [
        str(MAILS / "neg_autoreply.eml"),
        str(tmp_path / "missing.eml"),
        str(tmp_path),
        str(MAILS / "is24_xml.eml"),
    ]
    status, objects = command("parse", *files)
    assert status == 1, "two of them could not be read"
    assert [found["file"] for found in objects] == files
    assert [found["kind"] for found in objects] == ["auto_reply", "unreadable", "unreadable", "inquiry"]
    assert set(objects[1]) == {"file", "kind", "warnings"}
    assert objects[3] == {"file": files[3]} | parse(Path(files[3]).read_bytes()).to_dict()


def test_replay_prints_what_would_change(command, tmp_path):
    (tmp_path / "a.eml").write_bytes((MAILS / "is24_xml.eml").read_bytes())
    then = json.loads((MAILS / "is24_xml.eml.json").read_text("utf-8"))
    then["inquiries"][0]["last_name"] = "Anders"
    (tmp_path / "a.eml.json").write_text(json.dumps(then), "utf-8")
    status, (found,) = command("replay", str(tmp_path))
    assert status == 0
    assert found["changes"] == [{"inquiry": 0, "field": "last_name", "old": "Anders", "new": "Müller-Weiß"}]


def test_replay_of_no_folder_is_wrong_usage(command, tmp_path):
    assert command("replay", str(tmp_path / "nothing")) == (2, [])


def test_parse_says_which_file_it_could_not_read(command, tmp_path):
    assert command("parse", str(MAILS / "is24_xml.eml"))[0] == 0
    assert command.said == ""
    assert command("parse", str(tmp_path))[0] == 1
    assert command.said == f"{tmp_path} cannot be read: Is a directory.\n"


def test_replay_of_an_empty_folder_says_so(command, tmp_path):
    assert command("replay", str(tmp_path)) == (0, [])
    assert command.said == "0 mails read, 0 changes\n"


def test_replay_since_no_date_gets_a_sentence(command, capfdbinary):
    with pytest.raises(SystemExit):
        command("replay", "--since", "gestern")
    assert "“gestern” is no date; write it as 2026-01-31" in capfdbinary.readouterr().err.decode()
