"""Countries by any name, who a letter goes through."""

import pytest

from anfragemanager.contact.addresses import split_care_of
from anfragemanager.contact.countries import country_code
from anfragemanager.contact.residence import country_of, presumed_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("D", "DE"),
        ("Deutschland", "DE"),
        ("Germany", "DE"),
        ("DEU", "DE"),
        ("Österreich", "AT"),
        ("OESTERREICH", "AT"),
        ("Austria", "AT"),
        ("A", "AT"),
        ("Schweiz", "CH"),
        ("Svizzera", "CH"),
        ("Suisse", "CH"),
        ("Vereinigtes Königreich", "GB"),
        ("UK", "GB"),
        ("Türkei", "TR"),
        ("Turkey", "TR"),
        ("The Netherlands", "NL"),
        ("Holland", "NL"),
        ("Hrvatska", "HR"),
        ("ÖS", None),
        ("Bayern", None),
        ("", None),
    ],
)
def test_country(text, code):
    assert country_code(text) == code


def test_country_needs_dialling_code_and_postcode():
    assert country_of("1010", ["+43 664 1234567"]) == "AT"
    assert country_of("50667", ["+43 664 1234567"]) is None
    assert country_of("50667", ["0171 1234568"]) is None


@pytest.mark.parametrize(
    ("text", "care_of", "street"),
    [
        ("c/o Müller, Hauptstr. 5", "Müller", "Hauptstr. 5"),
        ("Hauptstr. 5, c/o Müller", "Müller", "Hauptstr. 5"),
        ("c/o Muster GmbH | Hauptstr. 5", "Muster GmbH", "Hauptstr. 5"),
        ("bei Familie Huber, Ring 1", "Familie Huber", "Ring 1"),
        ("Rosenweg 102 (bei Deuchler)", "Deuchler", "Rosenweg 102"),
        ("Rosenweg 102 (c/o Deuchler), 2. OG", "Deuchler", "Rosenweg 102 , 2. OG"),
        ("Rosenweg 102b bei Deuchler", "Deuchler", "Rosenweg 102b"),
        ("c/o Altenleitner Eichendorffstraße 52b", "Altenleitner", "Eichendorffstraße 52b"),
        ("c/o Zimber Schillerstraße 71b, 2. OG", "Zimber", "Schillerstraße 71b, 2. OG"),
        ("c/o Anna von der Heide Am Weinberg 7", "Anna von der Heide", "Am Weinberg 7"),
        ("c/o Frau Dr. Kern Lange Str. 4", "Frau Dr. Kern", "Lange Str. 4"),
        ("c/o Muster Bau GmbH Hauptstr. 5", "Muster Bau GmbH", "Hauptstr. 5"),
        ("c/o Büro 24, Hauptstr. 5", "Büro 24", "Hauptstr. 5"),
        ("Neustadt bei Coburg", None, "Neustadt bei Coburg"),
        ("Bei der Kirche 5", None, "Bei der Kirche 5"),
        ("Am Markt 5 bei der Kirche", None, "Am Markt 5 bei der Kirche"),
        ("Hauptstr. 5", None, "Hauptstr. 5"),
        ("", None, None),
    ],
)
def test_care_of(text, care_of, street):
    assert split_care_of(text) == (care_of, street)


def test_who_names_no_country_is_at_home_only_where_nothing_speaks_for_another():
    assert presumed_country("DE", "50667", ["0221 2312500"]) == "DE"
    assert presumed_country("DE", "50667", [], "a@startup.io") == "DE"
    assert presumed_country("AT", "1010", []) == "AT"
    assert presumed_country("DE", "1010", []) is None
    assert presumed_country("DE", "75001", [], "a@example.fr") is None
    assert presumed_country("DE", "10001", ["+1 212 7365000"]) is None
    assert presumed_country("DE", None, ["0221 2312500"]) is None
