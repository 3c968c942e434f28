"""Bounded work: what lies beyond a limit is left, named where a person should know, and what lies at it is read."""

import pytest

from anfragemanager.parsing import PORTALS, Rules, concepts, feedback, form, form_values, headers, html, mime, recognise
from anfragemanager.parsing.drafts import Parties
from anfragemanager.parsing.labels import Table
from anfragemanager.parsing.lines import from_text


@pytest.fixture
def limit(monkeypatch):
    return lambda module, name, value: monkeypatch.setattr(module, name, value)


def test_number_of_headers(limit):
    limit(mime, "MAX_HEADERS", 2)
    within, beyond = mime.read(b"A: 1\nB: 2\n\nx"), mime.read(b"A: 1\nB: 2\nC: 3\n\nx")
    assert (list(within.fields), within.warnings, within.plain) == (["a", "b"], [], "x")
    assert (list(beyond.fields), len(beyond.warnings), beyond.plain) == (["a", "b"], 1, "x")


def test_length_of_a_header(limit):
    limit(mime, "MAX_HEADER", 4)
    within, beyond = mime.read(b"A: 1234\n\nx"), mime.read(b"A: 12345\n\nx")
    assert (within.raw("a"), within.warnings) == ("1234", [])
    assert (beyond.raw("a"), len(beyond.warnings)) == ("1234", 1)


def test_size_of_a_mail(limit):
    raw = b"A: 1\n\n1234"
    limit(mime, "MAX_MAIL", len(raw))
    assert (mime.read(raw).plain, mime.read(raw).warnings) == ("1234", [])
    beyond = mime.read(raw + b"5")
    assert (beyond.plain, len(beyond.warnings)) == ("1234", 1)


def test_length_of_the_text(limit):
    def bodies(*texts: str):
        parts = "".join(f"--b\n\n{text}\n" for text in texts)
        message = mime.read(f"Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--".encode())
        return message.plain, len(message.warnings)

    limit(mime, "MAX_TEXT", 5)
    assert bodies("1234") == ("1234", 0)
    assert bodies("12345") == ("12345", 1)
    assert bodies("123456") == ("12345", 1)
    assert bodies("123", "456", "789") == ("123\n45", 1)
    assert bodies("1", "2") == ("1\n2", 0)


def test_tags_and_lines_of_html(limit):
    limit(html, "_MAX_TOKENS", 3)
    assert [html.read(text).is_cut for text in ("a<br>b", "a<br>b<br>")] == [False, True]
    limit(html, "_MAX_TOKENS", 100)
    limit(html, "MAX_LINES", 2)
    found = html.read("a<br>b<br>c<br>d<br>e")
    assert ([line.text for line in found.lines], found.is_cut) == (["a", "b"], True)


def test_recipients_of_a_header(limit):
    limit(headers, "MAX_RECIPIENTS", 2)
    assert [address for _, address in headers.addresses("a@x.example, b@x.example, c@x.example")] == [
        "a@x.example", "b@x.example"]  # fmt: skip


def test_prospects_of_a_document(limit):
    limit(feedback, "MAX_PROSPECTS", 2)
    text = "<objektanfrage>" + "<interessent></interessent>" * 9 + "</objektanfrage>"
    assert len(feedback.Document(text, "objektanfrage").prospects) == 3


def test_length_of_a_text_with_concepts(limit):
    said = "Wann wäre eine Besichtigung möglich?"
    limit(concepts, "_MAX", len(said))
    assert "question" in concepts.find(said)
    assert "question" not in concepts.find(f" {said}")
    limit(concepts, "_MAX", 1000)
    limit(concepts, "_MAX_SENTENCES", 2)
    assert "question" in concepts.find(f"Hallo. {said}")
    assert "question" not in concepts.find(f"Hallo. Ja. {said}")


def test_lines_in_which_contacts_are_looked_for(limit):
    limit(recognise, "_MAX_LINES", 2)
    parties = Parties(PORTALS)
    for text, found in (("x\na@x.example", True), ("x\nx\na@x.example", False)):
        assert bool(recognise.contacts(from_text(text).lines, {"email"}, parties, Rules()).raw) is found
    assert recognise.message(from_text("x\n\nIch hätte gern mehr gewusst").lines, []) is None


def test_links_are_contacts_as_they_are_written():
    def found(markup: str, *wanted: str):
        return recognise.contacts(html.read(f"<p>{markup}</p>").lines, set(wanted), Parties(PORTALS), Rules()).raw

    assert found('<a href="tel:+49301234567">030 1234567</a>', "phone") == {"landline": "030 1234567"}
    assert found('<a href="tel:+49301234567">(030) 1234567</a>', "phone") == {"landline": "(030) 1234567"}
    assert found('<a href="tel:+49301234567">anrufen</a>', "phone") == {"landline": "+49301234567"}
    assert found('<a href="tel:+491711234567">anrufen</a>', "number") == {"mobile": "+491711234567"}
    assert found('<a href="mailto:a@x.example">schreiben</a>', "email") == {"email": "a@x.example"}
    assert found('<a href="mailto:a@x.example">b@x.example</a>', "email") == {"email": "b@x.example"}


def test_numbers_of_a_form(limit):
    def of_form(count: int):
        rows = "".join(f"Objektnummer: MA-{number}\nTelefon: 0221 12345{number:02d}\n" for number in range(count))
        return form.read(from_text(f"Name: Erika Muster\n{rows}"), Table())

    limit(form_values, "MAX_REFS", 5)
    assert of_form(4).refs == [f"MA-{number}" for number in range(4)]
    assert of_form(9).refs == [f"MA-{number}" for number in range(5)]
    read, asked = form_values.phones.read_phones, []
    limit(form_values.phones, "read_phones", lambda text: asked.append(text) or read(text))
    values = of_form(2).values
    assert (values["phone"], values["phone_2"]) == ("0221 1234500", "0221 1234501")
    of_two = len(asked)
    assert of_form(9).values == values
    assert len(asked) == 2 * of_two, "A third number is not read."
