"""Where in a mail a value stands, whatever its writing."""

import pytest

from anfragemanager.parsing.places import find_places

MAIL = """Sehr geehrte Damen und Herren,
Name: Jördis Müller-Weiß
Telefon: 0221 / 47 10-322, mobil +49 (0) 171 3920088
Ist das Haus
> noch frei?
Müllerin, Köln, 50667 Köln"""


@pytest.mark.parametrize(
    ("value", "is_phone", "found"),
    [
        ("Müller-Weiß", False, ["Müller-Weiß"]),
        ("jördis müller-weiß", False, ["Jördis Müller-Weiß"]),
        ("Müller", False, ["Müller"]),
        ("Köln", False, ["Köln", "Köln"]),
        ("Ist das Haus noch frei?", False, ["Ist das Haus\n> noch frei?"]),
        ("+49 221 4710322", True, ["0221 / 47 10-322"]),
        ("0171 3920088", True, ["+49 (0) 171 3920088"]),
        (["50667", "Nirgends"], False, ["50667"]),
        ("", False, []),
        (None, False, []),
        (True, False, []),
        ("110", True, []),
        ("Hamburg", False, []),
        ("(?=.*){9}", False, []),
    ],
)
def test_places(value, is_phone, found):
    assert [MAIL[start:end] for start, end in find_places(MAIL, value, is_phone)] == found


def test_a_long_mail_and_a_long_value_end_soon():
    text = "a b " * 200_000
    assert len(find_places(text, "a b")) == 5
    assert find_places(text, "b b " * 5000) == []
