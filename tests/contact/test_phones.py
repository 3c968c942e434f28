"""Telephone numbers with remarks, several in one field, of several countries, in running text."""

import pytest

from anfragemanager.contact.phones import find_phones, phone_key, read_phones, same_number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0171 1234568 privat", [("+491711234568", True)]),
        ("0171 1234568 (ab 18 Uhr)", [("+491711234568", True)]),
        ("0171 1234568 Büro", [("+491711234568", True)]),
        ("Büro: 040 123456", [("+4940123456", False)]),
        ("0171 1234568 oder 030 555777", [("+491711234568", True), ("+4930555777", False)]),
        ("0171 1234568 / +49 30 555777", [("+491711234568", True), ("+4930555777", False)]),
        ("0171 1234568; 030 555777", [("+491711234568", True), ("+4930555777", False)]),
        ("491711234568", [("+491711234568", True)]),
        (
            "Uwe: 0049 171 1234568 / Eva: 0049 172 7654321 / 4930555777",
            [("+491711234568", True), ("+491727654321", True), ("+4930555777", False)],
        ),
        ("030 / 491234567", [("+4930491234567", False)]),
        ("49 171 1234568", [("+491711234568", True)]),
        ("0049 171 1234568", [("+491711234568", True)]),
        ("+49 (0)171 1234568", [("+491711234568", True)]),
        ("1711234568", [("+491711234568", True)]),
        ("+43 664 1234567", [("+436641234567", True)]),
        ("+41 79 123 45 67", [("+41791234567", True)]),
        ("+34 612 345 678", [("+34612345678", True)]),
        ("+44 7400 123456", [("+447400123456", True)]),
        ("+44 20 7946 0958", [("+442079460958", False)]),
        ("Fax 030 555777", []),
        ("0171-XXXXXXX", []),
    ],
)
def test_field(text, numbers):
    assert [(phone.e164, phone.mobile) for phone in read_phones(text)] == numbers


@pytest.mark.parametrize(("text", "country"), [("0664 1234567", "AT"), ("079 123 45 67", "CH"), ("612 345 678", "ES")])
def test_the_country_of_the_agency_decides_without_a_code(text, country):
    [phone] = read_phones(text, country)
    assert (phone.country, phone.mobile, phone.valid) == (country, True, True)


def test_an_invalid_number_is_kept_as_written():
    [phone] = read_phones("01234/99 ab 18 Uhr")
    assert (phone.raw, phone.number, phone.valid) == ("01234/99", "01234/99", False)


def test_running_text():
    text = "Mobil: 0171 1234568, Objekt 162188779, 50667 Köln\n<a href=tel:+4930555777>anrufen</a> IBAN DE02 1203 0000"
    assert [phone.e164 for phone in find_phones(text)] == ["+4930555777", "+491711234568"]


def test_notations_of_one_number():
    assert same_number("0171/1234568", "+49 171 1234568")
    assert not same_number("0171/1234568", "0171/1234569")
    assert phone_key("n/a") == ""


def test_slashes_inside_a_number_from_abroad():
    assert [phone.e164 for phone in read_phones("0032/498/035186")] == ["+32498035186"]
    two = read_phones("004930123456/0049171234567")
    assert [phone.e164 for phone in two] == ["+4930123456", "+49171234567"]


@pytest.mark.parametrize("country", ["PT", "PL", "IT", "US"])
def test_a_foreign_number_without_its_plus_is_read_at_any_address(country):
    assert [phone.e164 for phone in read_phones("491709426919", country)] == ["+491709426919"]
