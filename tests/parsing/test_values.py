"""Names, phones, addresses, languages taken apart on their own."""

import pytest

from anfragemanager.contact import addresses, names, phones
from anfragemanager.contact.countries import country_code
from anfragemanager.contact.names import PersonName
from anfragemanager.parsing import language


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"name": "Frau Dr. Jördis Müller-Weiß"},
            PersonName(salutation="mrs", title="Dr.", first_name="Jördis", last_name="Müller-Weiß"),
        ),
        (
            {"name": "Herr Prof. Dr. med. dent. Karl von der Heide"},
            PersonName(salutation="mr", title="Prof. Dr. med. dent.", first_name="Karl", last_name="von der Heide"),
        ),
        ({"name": "Herr von der Heide"}, PersonName(salutation="mr", last_name="von der Heide")),
        ({"name": "Mustermann, Max"}, PersonName(first_name="Max", last_name="Mustermann")),
        ({"name": "Max und Erika Mustermann"}, PersonName(first_name="Max und Erika", last_name="Mustermann")),
        (
            {"name": "Herr Max Mustermann und Frau Erika Mustermann"},
            PersonName(salutation="family", first_name="Max und Erika", last_name="Mustermann"),
        ),
        ({"name": "Familie Müller"}, PersonName(salutation="family", last_name="Müller")),
        ({"name": "MAX MÜLLER-WEISS"}, PersonName(first_name="Max", last_name="Müller-Weiss")),
        ({"name": "max mustermann"}, PersonName(first_name="Max", last_name="Mustermann")),
        ({"name": "Muster & Söhne GmbH"}, PersonName(company="Muster & Söhne GmbH")),
        ({"name": "Firma Muster"}, PersonName(salutation="company", company="Muster")),
        ({"name": "Jördis"}, PersonName(first_name="Jördis")),
        ({"name": "Frau Schmidt"}, PersonName(salutation="mrs", last_name="Schmidt")),
        ({"name": "María García López", "language": "es"}, PersonName(first_name="María", last_name="García López")),
        ({"name": "Karl Freiherr von Stein"}, PersonName(first_name="Karl", last_name="Freiherr von Stein")),
        ({"name": "k. A."}, PersonName()),
        ({"name": "max@example.org"}, PersonName()),
        ({"first": "Dr. Max", "last": "Muster"}, PersonName(title="Dr.", first_name="Max", last_name="Muster")),
        ({"first": "Max", "name": "Muster"}, PersonName(first_name="Max", last_name="Muster")),
        ({"first": "Karl von", "last": "Stein"}, PersonName(first_name="Karl", last_name="von Stein")),
        (
            {"salutation_text": "Herr Dr.", "last": "Muster"},
            PersonName(salutation="mr", title="Dr.", last_name="Muster"),
        ),
        (
            {"salutation_text": "Firma", "company": "ACME AG", "last": "Muster"},
            PersonName(salutation="company", last_name="Muster", company="ACME AG"),
        ),
    ],
)
def test_name(fields, expected):
    assert names.read_fields(**fields) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Herr", "mr"),
        ("HERRN", "mr"),
        ("Frau Dr.", "mrs"),
        ("Sra.", "mrs"),
        ("Mr.", "mr"),
        ("Eheleute", "family"),
        ("Herr und Frau", "family"),
        ("Firma", "company"),
        ("Divers", "diverse"),
        ("Herr/Frau", None),
        ("keine Angabe", None),
        ("", None),
    ],
)
def test_salutation(text, code):
    assert names.salutation(text) == code


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("+49 30 2312500", [("+49 30 2312500", False)]),
        ("0171/2345678", [("0171/2345678", True)]),
        ("030 / 2312500", [("030 / 2312500", False)]),
        ("030/123456 / 0171/2345678", [("030/123456", False), ("0171/2345678", True)]),
        ("030 123456, mobil: +43 664 1234567", [("030 123456", False), ("+43 664 1234567", True)]),
        ("0049 (0) 160 1234567", [("0049 (0) 160 1234567", True)]),
        ("Tel.: 030-123 456-78 (ab 18 Uhr)", [("030-123 456-78", False)]),
        ("0171-XXXXXXX", []),
        ("0171-23XXXXX", []),
        ("0800-IMMOHAUS", []),
        ("n/a", []),
        ("110", []),
        ("000000000", []),
    ],
)
def test_phone(text, numbers):
    assert [(phone.raw, phone.mobile) for phone in phones.read_phones(text)] == numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Musterstr. 12a, 10115 Berlin", ("Musterstr. 12a", "10115", "Berlin", None)),
        ("Musterstr. 12a 10115 Berlin", ("Musterstr. 12a", "10115", "Berlin", None)),
        ("Ring 1/2/3\nA-1010 Wien", ("Ring 1/2/3", "1010", "Wien", "AT")),
        ("Bahnhofstrasse 1, CH-8001 Zürich", ("Bahnhofstrasse 1", "8001", "Zürich", "CH")),
        ("Am Markt 3, 50667 Köln, Deutschland", ("Am Markt 3", "50667", "Köln", "DE")),
        ("10 High Street, London, SW1A 1AA", ("10 High Street", "SW1A 1AA", "London", None)),
        ("Calle Mayor 5, 28013 Madrid", ("Calle Mayor 5", "28013", "Madrid", None)),
        ("50667 Köln", (None, "50667", "Köln", None)),
        ("Köln", (None, None, "Köln", None)),
        ("", (None, None, None, None)),
    ],
)
def test_address(text, expected):
    found = addresses.read_address(text)
    assert (found.street, found.zip, found.city, found.country) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DEU", "DE"),
        ("Österreich", "AT"),
        ("che", "CH"),
        ("Suiza", "CH"),
        ("United Kingdom", "GB"),
        ("fr", "FR"),
        ("Nirgendwo", None),
        ("", None),
    ],
)
def test_country(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Guten Tag, ist das Haus noch frei?", "de"),
        ("Hello, is the house still available?", "en"),
        ("Hola, ¿sigue disponible el piso?", "es"),
        ("Bonjour, l'appartement est-il toujours disponible ?", "fr"),
        ("Здравствуйте, квартира ещё свободна?", "ru"),
        ("ok", "de"),
        ("", "de"),
    ],
)
def test_language(text, code):
    assert language.detect(text, "de") == code
