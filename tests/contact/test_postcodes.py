"""Postcodes and their towns."""

import pytest

from anfragemanager.contact import postcodes
from anfragemanager.contact.postcodes import is_town, towns


@pytest.mark.parametrize(
    ("postcode", "country", "town"),
    [
        ("50667", None, "Köln"),
        ("D-01067", "AT", "Dresden"),
        ("1010", "AT", "Wien"),
        ("A-5020", "DE", "Salzburg"),
        ("8001", "CH", "Zürich"),
        ("FL-9490", None, "Vaduz"),
    ],
)
def test_one_town(postcode, country, town):
    assert towns(postcode, country) == (town,)


def test_several_towns_of_one_postcode():
    assert {"Hallein", "Oberalm"} < set(towns("5400", "AT"))


@pytest.mark.parametrize("postcode", [None, "", "1010", "99999999", "SW1A 1AA", "00000", "x" * 1000, "５０６６７"])
def test_what_is_no_postcode_of_ours(postcode):
    assert towns(postcode) == ()


def test_each_code_has_towns_that_people_write():
    for name in ("postcodes_de", "postcodes_at", "postcodes_ch"):
        table = postcodes._table(name)
        assert len(table) > 2000
        assert all(names and all(town and town == town.strip() for town in names) for names in table.values())


@pytest.mark.parametrize(
    ("name", "right"),
    [("Kiel", True), ("Kiel-Holtenau", True), ("zürich", True), ("Wien", True), ("Architektin", False), ("", False)],
)
def test_the_name_of_a_town(name, right):
    assert is_town(name) is right
