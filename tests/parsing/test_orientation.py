"""Forms whose labels stand below their values, told from all others by what the values are."""

import pytest

from anfragemanager.parsing import form, html, lines
from anfragemanager.parsing.labels import Table

TABLE = Table()
PAIRS = (
    ("Vorname", "Okka"), ("Nachname", "Tietjen"), ("E-Mail", "okka@post.example"), ("Telefon", "0421 5550123"),
    ("Firma", "Tietjen Boote"), ("Nachricht", "Ist der Steg noch frei?"),
)  # fmt: skip
RIGHT = {
    "first_name": "Okka",
    "last_name": "Tietjen",
    "email": "okka@post.example",
    "phone": "0421 5550123",
    "company": "Tietjen Boote",
}


def read(text: str) -> form.Reading:
    return form.read(html.read(text) if text.startswith("<") else lines.from_text(text), TABLE, quoted=False)


def drawn(shape: str, pairs=PAIRS) -> str:
    return "".join(shape.format(label=label, value=value) for label, value in pairs)


@pytest.mark.parametrize(
    "shape",
    [
        "{value}\n{label}\n\n",
        "{value}\n{label}\n",
        "<div><div>{value}</div><div>{label}</div></div>",
        "<p>{value}<br><small>{label}</small></p>",
        "<table><tr><td>{value}</td></tr><tr><td>{label}</td></tr></table>",
        "<table><tr><td><div>{value}</div><div>{label}</div></td><td>&nbsp;</td></tr></table>",
        "{label}\n{value}\n\n",
        "{label}\n{value}\n",
        "<div><div>{label}</div><div>{value}</div></div>",
        "<table><tr><td>{label}</td></tr><tr><td>{value}</td></tr></table>",
    ],
)
def test_values_above_or_below_their_labels(shape):
    found = read(drawn(shape))
    assert found.values == RIGHT
    assert found.message == "Ist der Steg noch frei?"


def test_all_that_was_said_above_its_label():
    said = "Ist der Steg noch frei?\n\nWir haben ein Boot.\nName: Else."
    found = read(drawn("{value}\n{label}\n\n", [*PAIRS[:3], ("Nachricht", said), PAIRS[3]]))
    assert found.message == said
    assert found.values["phone"] == "0421 5550123"


def test_what_stands_around_such_a_form_is_none_of_it():
    text = drawn("<div><div>{value}</div><div>{label}</div></div>")
    found = read(f"<h2>Neue Nachricht im Formular</h2>{text}<p>Bootshandel im Norden</p>")
    assert (found.values, found.message) == (RIGHT, "Ist der Steg noch frei?")


@pytest.mark.parametrize(
    "shape",
    ["<table><tr><td>{value}</td></tr><tr><td>{label}</td></tr></table>", "<p>{value}</p><p>{label}</p>"],
)
def test_what_was_said_stands_in_one_block_beside_labels_nobody_knows(shape):
    found = read(drawn(shape, [*PAIRS[:4], ("Bootsklasse", "Jolle"), ("Nachricht", "Geht das?<br>Bis bald")]))
    assert found.message == "Geht das?\nBis bald"


def test_a_field_left_empty_takes_no_other_s_value():
    pairs = [("Vorname", "Okka"), ("E-Mail", "okka@post.example"), ("Telefon", "0421 5550123")]
    found = read(drawn("{value}\n{label}\n", pairs) + "Firma\nMoorweg 3\nStraße\n")
    assert "company" not in found.values and found.values["street"] == "Moorweg 3"


def test_a_button_below_an_address_does_not_turn_a_form():
    found = read("Name\nOkka Tietjen\n\nE-Mail\nokka@post.example\n\nTelefon\n0421 5550123\nE-Mail\n")
    assert found.values == {"name": "Okka Tietjen", "email": "okka@post.example", "phone": "0421 5550123"}


def test_a_label_with_a_colon_announces_what_follows():
    found = read("Okka Tietjen\nName:\nokka@post.example\nE-Mail:\n0421 5550123\nTelefon:\n")
    assert found.values.get("name") != "Okka Tietjen"


def test_two_values_side_by_side_each_above_its_label():
    cells = [f"<td><div>{value}</div><div>{label}</div></td>" for label, value in PAIRS]
    found = read(
        "<table>" + "".join(f"<tr>{a}{b}</tr>" for a, b in zip(cells[::2], cells[1::2], strict=True)) + "</table>"
    )
    assert (found.values, found.message) == (RIGHT, "Ist der Steg noch frei?")
