"""Names as people write them (names.txt, couples.txt): reading and the duplicate check read them alike."""

from pathlib import Path

import pytest

from anfragemanager.contact.names import looks_like_person, read_fields, read_name, read_names
from anfragemanager.matching import Person, full_last_name

HERE = Path(__file__).parent


def _lines(name):
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _table():
    for line in _lines("names.txt"):
        text, *parts = line.rsplit("|", 6)
        yield pytest.param(text, tuple(part or None for part in parts), id=text)


@pytest.mark.parametrize(("text", "parts"), list(_table()))
def test_name_is_taken_apart(text, parts):
    name = read_name(text)
    assert (name.salutation, name.title, name.first_name, name.last_name, name.birth_name, name.company) == parts


@pytest.mark.parametrize(("text", "parts"), list(_table()))
def test_reading_and_matching_agree(text, parts):
    name, person = read_name(text), Person.from_row({"name": text})
    read = (name.salutation, name.title, name.first_name, full_last_name(name), name.company)
    found = (person.salutation, person.title, person.first_name, person.last_name, person.company)
    assert found == tuple(part or "" for part in read)


@pytest.mark.parametrize("line", _lines("couples.txt"))
def test_couple_is_two_people(line):
    text, *people = line.split("|")
    read = [(name.first_name or "", name.last_name or "") for name in read_names(text)]
    assert read == [tuple(person.split(",")) for person in people]


def test_the_order_of_a_name_can_be_told():
    assert read_name("Anna Maria", order="last").last_name == "Anna"
    assert read_name("Muster Max", order="first").last_name == "Max"


def test_two_fields_with_everything_in_the_wrong_place():
    name = read_fields(first="Frau Dr. Anna", last="Schmidt geb. Müller, M.A.")
    assert (name.salutation, name.title, name.first_name) == ("mrs", "Dr. M.A.", "Anna")
    assert (name.last_name, name.birth_name) == ("Schmidt", "Müller")


@pytest.mark.parametrize("text", ["Max Muster", "Otto von der Heide", "Ayşe Çelik", "Muster, Max"])
def test_looks_like_a_person(text):
    assert looks_like_person(text)


@pytest.mark.parametrize(
    "text", ["", "Max", "Muster GmbH", "Wohnung 12", "Ist das noch frei?", "ich habe interesse an"]
)
def test_does_not_look_like_a_person(text):
    assert not looks_like_person(text)
