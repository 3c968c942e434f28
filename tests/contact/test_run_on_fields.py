"""Titles, companies, towns and letters that run on into the next part of a field."""

import pytest

from anfragemanager.contact.addresses import Address, read_address, split_care_of
from anfragemanager.contact.names import PersonName, is_title, read_fields, read_name
from anfragemanager.contact.phones import read_phones


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("Abc.", True),
        ("HB", True),
        ("Hb", False),
        ("Frau", True),
        ("Hauptstr. 5 in Musterstadt am See", False),
        ("MUSTERSTADT AM SEE UND FLUSS", False),
    ],
)
def test_what_stands_in_the_field_of_a_title(given, right):
    assert is_title(given) == right


def test_a_company_in_the_field_of_the_last_name():
    assert read_fields(last="Berg Bau GmbH") == PersonName(company="Berg Bau GmbH")


def test_a_couple_in_front_of_the_town():
    assert read_name("Max und Eva Muster, Köln") == PersonName(first_name="Max und Eva", last_name="Muster")


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("London SW1A 2AA", Address(None, "SW1A 2AA", "London", None)),
        ("10 Downing Street\nLondon SW1A 2AA", Address("10 Downing Street", "SW1A 2AA", "London", None)),
        ("Lindenhof\nKöln", Address("Lindenhof", None, "Köln", None)),
        ("Köln\nLindenhof 5", Address("Lindenhof 5", None, "Köln", None)),
        ("Hof Sonnenschein\nHinterdorf\nÖsterreich", Address("Hof Sonnenschein", None, "Hinterdorf", "AT")),
    ],
)
def test_addresses_without_a_postcode_of_figures(given, right):
    assert read_address(given) == right


def test_nine_figures_are_a_number_without_its_zero():
    (kiel,) = read_phones("431588580", "DE")
    assert kiel.e164 == "+49431588580"  # with another sign in front it would be Vienna
    (mobile,) = read_phones("4915158858012", "DE")
    assert mobile.e164 == "+4915158858012"


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("c/o Hans Peter Müller Hauptstr. 5", ("Hans Peter Müller", "Hauptstr. 5")),
        ("c/o Müller Hauptstr. 5", ("Müller", "Hauptstr. 5")),
        ("c/o Müller Lange Straße 5", ("Müller", "Lange Straße 5")),
        ("c/o Hauptstr. 5", ("Hauptstr. 5", None)),
    ],
)
def test_whose_letters_run_on_into_the_street(given, right):
    assert split_care_of(given) == right
