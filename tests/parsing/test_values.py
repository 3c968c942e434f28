"""Names, phones, addresses, languages taken apart on their own."""

import pytest
from parsing import addresses, language, names, phones
from parsing.names import Name


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name": "Frau Dr. Jördis Müller-Weiß"}, Name("mrs", "Dr.", "Jördis", "Müller-Weiß", None)),
        (
            {"name": "Herr Prof. Dr. med. dent. Karl von der Heide"},
            Name("mr", "Prof. Dr. med. dent.", "Karl", "von der Heide", None),
        ),
        ({"name": "Herr von der Heide"}, Name("mr", None, None, "von der Heide", None)),
        ({"name": "Mustermann, Max"}, Name(None, None, "Max", "Mustermann", None)),
        ({"name": "Max und Erika Mustermann"}, Name(None, None, "Max und Erika", "Mustermann", None)),
        (
            {"name": "Herr Max Mustermann und Frau Erika Mustermann"},
            Name("family", None, "Max und Erika", "Mustermann", None),
        ),
        ({"name": "Familie Müller"}, Name("family", None, None, "Müller", None)),
        ({"name": "MAX MÜLLER-WEISS"}, Name(None, None, "Max", "Müller-Weiss", None)),
        ({"name": "max mustermann"}, Name(None, None, "Max", "Mustermann", None)),
        ({"name": "Muster & Söhne GmbH"}, Name(None, None, None, None, "Muster & Söhne GmbH")),
        ({"name": "Firma Muster"}, Name("company", None, None, None, "Muster")),
        ({"name": "Jördis"}, Name(None, None, "Jördis", None, None)),
        ({"name": "Frau Schmidt"}, Name("mrs", None, None, "Schmidt", None)),
        ({"name": "María García López", "language": "es"}, Name(None, None, "María", "García López", None)),
        ({"name": "Karl Freiherr von Stein"}, Name(None, None, "Karl", "Freiherr von Stein", None)),
        ({"name": "k. A."}, Name()),
        ({"name": "max@example.org"}, Name()),
        ({"first": "Dr. Max", "last": "Muster"}, Name(None, "Dr.", "Max", "Muster", None)),
        ({"first": "Max", "name": "Muster"}, Name(None, None, "Max", "Muster", None)),
        ({"first": "Karl von", "last": "Stein"}, Name(None, None, "Karl", "von Stein", None)),
        ({"salutation_text": "Herr Dr.", "last": "Muster"}, Name("mr", "Dr.", None, "Muster", None)),
        (
            {"salutation_text": "Firma", "company": "ACME AG", "last": "Muster"},
            Name("company", None, None, "Muster", "ACME AG"),
        ),
    ],
)
def test_name(fields, expected):
    assert names.read(**fields) == expected


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
    assert [(phone.number, phone.mobile) for phone in phones.find(text)] == numbers


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
    found = addresses.whole(text)
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
    assert addresses.country(text) == code


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
