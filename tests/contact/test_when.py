"""Remarks in the field of a telephone number that hold digits of their own."""

import pytest

from anfragemanager.contact.phones import read_phones


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0157 - 133 024 6 - nach 18 Uhr", ["+491571330246"]),
        ("0171 1234567 / 18-20 Uhr", ["+491711234567"]),
        ("0171.1234567 ab 17 Uhr", ["+491711234567"]),
        ("0171-2345678 (nur vormittags 8 bis 12 Uhr)", ["+491712345678"]),
        ("0171 234 56 78 Mo-Fr 9-17", ["+491712345678"]),
        ("069/123456 von 8 bis 17 Uhr", ["+4969123456"]),
        ("(0171) 1234567 u. 18-20h", ["+491711234567"]),
        ("0171 1234567 bis 20.00 Uhr", ["+491711234567"]),
        # groups of digits are no hours
        ("0511 10 12 14", ["+49511101214"]),
        ("040 - 18 20 22 24", ["+494018202224"]),
        ("069 97 12 12 h", ["+4969971212"]),
        # two numbers with nothing but a blank between them
        ("0711 12345 0171 2345678", ["+4971112345", "+491712345678"]),
        ("069 nach 18 Uhr", []),
    ],
)
def test_hours_beside_a_number(text, numbers):
    assert [phone.e164 for phone in read_phones(text)] == numbers
