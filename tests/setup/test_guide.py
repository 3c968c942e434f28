"""The guide speaks in the words of the screen: states, reasons, buttons and menus are called as they are there."""

import ast
import re
from pathlib import Path

import polib
import pytest

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
# Odoo's own names, of menus and records that are not ours.
ODOO = {
    "Technisch", "Geplante Aktionen", "CRM", "Publisher: Update Notification", "Nachschlagen von Datenschutzregelung",
    "Alle löschen", "privacy_partner_to_be_forgotten",
}  # fmt: skip
# Stressed, and no name of anything.
STRESSED = {"nicht", ","}
NAME = re.compile(r"(?<!\*)\*(?!\*)([^*`\n]+?)(?<!\*)\*(?!\*)")
CODE = re.compile(r"```.*?```", re.DOTALL)


def plain(text):
    """Return a text of the screen without markup, each white space a blank."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


@pytest.fixture(scope="module")
def german():
    """Give the German terms by their English ones: ``{msgid: msgstr}``."""
    return {plain(entry.msgid): plain(entry.msgstr) for entry in polib.pofile(PROJECT / "anfragemanager/i18n/de.po")}


def selection(name):
    """Return the labels of a list in `models/inquiry.py`, in English."""
    tree = ast.parse((PROJECT / "anfragemanager/models/inquiry.py").read_text("utf-8"))
    [value] = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name
    ]
    return [label for _code, label in ast.literal_eval(value)]


def column(heading):
    """Return the first column of the table below a heading of `zustaende.md`."""
    section = (DOCS / "zustaende.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


@pytest.mark.parametrize(("heading", "name"), [("Status", "STATES"), ("Gründe", "REASONS")])
def test_states_and_reasons_are_those_of_the_screen(german, heading, name):
    assert sorted(column(heading)) == sorted(german[label] for label in selection(name))


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_buttons_and_menus_are_called_as_on_the_screen(german, path):
    known = {text.rstrip(" …") for text in german.values()} | ODOO | STRESSED
    text = CODE.sub("", path.read_text("utf-8"))
    named = {part.strip().rstrip(" …") for name in NAME.findall(text) for part in name.split("→")}
    assert sorted(named - known) == []
