"""What may be a postcode, and which country an address is of."""

import pytest

from anfragemanager.contact.countries import (
    country_code,
    is_country_code,
    may_be_postcode,
)
from anfragemanager.contact.emails import find_emails, normalise, plain_at
from anfragemanager.contact.phones import read_phones
from anfragemanager.contact.residence import country_of, presumed_country


@pytest.mark.parametrize("text", ["50667", "D-50667", "d – 50667", "1010", "A-1010", "CH-8001", "SW1A 1AA", "1234 AB"])
def test_answers_from_anywhere_are_postcodes(text):
    assert may_be_postcode(text, "DE")
    assert may_be_postcode(text, None)


@pytest.mark.parametrize("text", ["", "12", "123", "123456", "D-123", "x" * 11])
def test_no_postcode_of_germany_or_a_neighbour(text):
    assert not may_be_postcode(text, "DE")


def test_a_country_with_other_postcodes_decides_less():
    assert may_be_postcode("123456", "PL")
    assert not may_be_postcode("12", "PL")


@pytest.mark.parametrize(
    ("text", "code"),
    [("Deutschland", "DE"), ("D", "DE"), ("the Netherlands", "NL"), ("Republik Österreich", "AT"), ("Atlantis", None),
     ("", None), (None, None)],
)  # fmt: skip
def test_names_codes_and_marks_of_countries(text, code):
    assert country_code(text) == code


def test_country_codes():
    assert is_country_code("DE") and not is_country_code("de") and not is_country_code("ZZ9")


@pytest.mark.parametrize(
    ("zip_", "numbers", "country"),
    [
        ("50667", ["+49 221 4711081"], "DE"),
        ("50667", ["0221 4711081"], None),
        ("8001", ["0041 44 6681800"], "CH"),
        ("8001", ["+49 221 4711081"], None),
        ("8001", ["+49 221 4711081", "+43 1 5131234"], "AT"),
        ("", ["+49 221 4711081"], None),
        ("SW1A", ["+44 20 79460000"], None),
    ],
)
def test_postcode_and_dialling_code_name_a_country_together(zip_, numbers, country):
    assert country_of(zip_, numbers) == country


@pytest.mark.parametrize(
    ("home", "zip_", "numbers", "email", "country"),
    [
        ("DE", "50667", [], "", "DE"),
        ("DE", "50667", ["0171 2345678"], "a@web.de", "DE"),
        ("DE", "50667", [], "a@orange.fr", None),
        ("DE", "50667", ["+33 1 42685300"], "", "FR"),
        ("DE", "1010", [], "", None),
        ("DE", "50667", [], "a@firma.io", "DE"),
        ("AT", "1010", [], "a@gmx.at", "AT"),
        ("DE", None, [], "", None),
    ],
)
def test_whoever_names_no_country_is_of_home_if_nothing_says_otherwise(home, zip_, numbers, email, country):
    assert presumed_country(home, zip_, numbers, email) == country


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        ("a.b(at)web.de", "a.b@web.de"),
        ("a.b [AT] web.de", "a.b@web.de"),
        ("a.b @ web.de", "a.b@web.de"),
        ("a.b@ web.de; c @web.de", "a.b@web.de; c@web.de"),
        ("at home", "at home"),
    ],
)
def test_addresses_that_hide_their_sign(field, plain):
    assert plain_at(field) == plain


def test_addresses_in_a_field():
    assert find_emails("Max <a@X.de>, b@y.de; a@x.de") == ("a@x.de", "b@y.de")
    assert normalise("mailto:A@B.DE") == "A@b.de"
    assert normalise("nobody") is None


@pytest.mark.parametrize(
    ("text", "country", "e164", "mobile"),
    [
        ("0171 23456789", "AT", "+4917123456789", True),
        ("(0171) 2345678", "CH", "+491712345678", True),
        ("0151-12345678", "CH", "+4915112345678", True),
        ("01 7123456", "AT", "+4317123456", False),
        ("0171 234567", "AT", "+43171234567", False),
        ("079 123 45 67", "CH", "+41791234567", True),
        ("0664 1234567", "AT", "+436641234567", True),
    ],
)
def test_german_mobiles_at_foreign_addresses(text, country, e164, mobile):
    (phone,) = read_phones(text, country)
    assert (phone.e164, phone.mobile) == (e164, mobile)
