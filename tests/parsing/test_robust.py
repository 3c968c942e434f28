"""Whatever the bytes: an answer, at once, and a warning where something was left out."""

import time
from pathlib import Path

import pytest
from build import mail, multipart, part
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anfragemanager import parsing
from anfragemanager.parsing.lines import MAX_LINES

RAW = [path.read_bytes() for path in sorted((Path(__file__).parent / "mails").glob("*.eml"))]
HEAD = b"From: ImmobilienScout24 <noreply@immobilienscout24.de>\nTo: b@makler.example\nSubject: Anfrage\n"
TEXT, HTML = HEAD + b"Content-Type: text/plain\n\n", HEAD + b"Content-Type: text/html\n\n"
MB = 1_000_000


def check(raw: bytes) -> parsing.ParsedMail:
    result = parsing.parse(raw)
    assert result.kind in parsing.KINDS
    assert not [warning for warning in result.warnings if "Error" in warning or "could not be read (" in warning], (
        result.warnings
    )
    result.to_dict()
    return result


@given(st.binary(max_size=3000))
def test_any_bytes_are_answered(raw):
    check(raw)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300, deadline=None)
@given(st.data())
def test_mutated_mails_are_answered(data):
    raw = bytearray(data.draw(st.sampled_from(RAW)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        action = data.draw(st.sampled_from(["cut", "insert", "repeat", "end", "splice"]))
        if action == "cut":
            del raw[at : at + data.draw(st.integers(1, 60))]
        elif action == "insert":
            raw[at:at] = data.draw(st.binary(min_size=1, max_size=20))
        elif action == "repeat":
            raw[at:at] = raw[at : at + 40] * data.draw(st.integers(1, 30))
        elif action == "end":
            del raw[at:]
        else:
            raw[at:at] = data.draw(st.sampled_from(RAW))[:500]
    check(bytes(raw))


@pytest.mark.parametrize("label", ["Message-ID", "Message", "Nachricht"])
@pytest.mark.parametrize("rule", ["_" * 32, "-" * 20, "* * *", "> "])
def test_nothing_but_a_rule_stands_below_a_message(label, rule):
    check(f"From: Petra Muster <p@immobilienscout24.de>\n\n{label}: <m128@fixture.invalid>\n\n{rule}".encode())


@given(st.text(max_size=400))
def test_any_message_stays_a_message(text):
    """Nothing a prospect writes into the message changes another field."""
    raw = mail(
        "immonet.de <noreply@immonet.de>",
        "Kontaktanfrage Referenznummer: 4711000",
        html=(
            "<table><tr><td>Vorname:</td><td>Max</td></tr><tr><td>Nachname:</td><td>Muster</td></tr>"
            "<tr><td>E-Mail:</td><td>max@example.org</td></tr><tr><td>Nachricht:</td><td>"
            + text.replace("&", "&amp;").replace("<", "&lt;")
            + "</td></tr></table>"
        ),
    )
    (inquiry,) = check(raw).inquiries
    assert (inquiry.first_name, inquiry.last_name, inquiry.email) == ("Max", "Muster", "max@example.org")


HOSTILE = {
    "nested comments in From": b"From: " + b"(" * MB + b"\n\nx",
    "recipients": b"From: x@y.de\nTo: " + b"a@b.de, " * 20_000 + b"\n\nx",
    "html parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\n\n'
    + b"--b\nContent-Type: text/html\n\n<p>Name: x</p>\n" * 20_000,
    "nested multiparts": HEAD
    + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(5000)),
    "nested mails": HEAD + b"Content-Type: message/rfc822\n\n" + (HEAD + b"Content-Type: message/rfc822\n\n") * 5000,
    "headers": b"X: y\n" * 200_000 + b"\nx",
    "one header": b"From: " + b"a" * 10 * MB + b"\n\nx",
    "colons in addresses": b"From: " + b"Von: a@b.de " * 4000 + b"\nReply-To: " + b"a@b.de: " * 6000 + b"\n\nx",
    "processing instructions": TEXT + b"<openimmo_feedback>" + b"<?" * (MB // 2),
    "mentions": HEAD.replace(b"immobilienscout24", b"unbekannt")
    + b"\nObjekt-Nr. 5\n"
    + b"tel 0171 m\xc3\xb6chte " * (MB // 18),
    "folding": b"From: a\n" + b" x\n" * 300_000 + b"\nx",
    "encoded words": b"From: " + b"=?utf-8?q?a?= " * 3000 + b"<a@b.de>\nSubject: " + b"=?utf-8?b?" * 4000 + b"\n\nx",
    "lower than": HTML + b"<" * MB,
    "open tags": HTML + b"<a " * (MB // 3),
    "open comments": HTML + b"<!--" * (MB // 4),
    "open tables": HTML + b"<table><tr><td>" * (MB // 15),
    "one row": HTML + b"<table><tr>" + b"<td>Name:</td><td>x</td>" * (MB // 24),
    "preformatted": HTML + b"<pre>" + b"a\n" * (MB // 2),
    "entities": HTML + b"&amp" * (MB // 4),
    "colons": TEXT + b":" * MB,
    "labels in a line": TEXT + b"Name: " * (MB // 6),
    "label lines": TEXT + b"Name: x\n" * (MB // 8),
    "message labels": TEXT + b"Anfrage: x\n" * (MB // 11),
    "message": TEXT + b"Vorname: A\nE-Mail: a@b.de\nNachricht: " + b"hallo welt\n" * (MB // 11),
    "quote marks": TEXT + b"> " * (MB // 2),
    "at signs": TEXT + b"a@" * (MB // 2),
    "digits": TEXT + b"Telefon: " + b"1 " * (MB // 2),
    "couples": TEXT + b"E-Mail: a@b.de\nName: " + b"a und " * (MB // 6),
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * (MB // 3),
    "xml containers": TEXT + b"<openimmo_feedback>" + b"<objekt><interessent>" * (MB // 21),
    "xml sections": TEXT + b"<openimmo_feedback>" + b"<![CDATA[" * (MB // 9),
    "xml extensions": TEXT + b"<openimmo_feedback><objekt><interessent>" + b"<user_defined_extend><feld>" * (MB // 27),
    "xml in a message": TEXT + b"<openimmo_feedback><objekt><interessent><anfrage>" + b"<x " * (MB // 3),
    "forwards": b"From: a@makler.example\nSubject: WG: x\n\n" + b"Von: a@b.de\nAn: x\n" * (MB // 19),
    "bounce": b"From: mailer-daemon@x.de\nSubject: failure notice\n\n" + b"a@b.de " * (MB // 7),
    "checks": HEAD + b"Authentication-Results: " + b"(" * 9000 + b";" * 9000 + b"\n\nx",
    "boundaries": HEAD + b"Content-Type: multipart/mixed\n\n" + b"--a\n" * (MB // 4),
    "zero bytes": TEXT + b"\0" * MB,
    "attachment": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\n\n'
    + b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
    + (b"A" * 76 + b"\n") * 320_000,
}


def shortest(raw: bytes) -> float:
    """Return the seconds of processor time that reading takes, the better of two times."""
    times = []
    for _ in range(2):
        start = time.process_time()
        check(raw)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_takes_no_longer_than_a_few_long_ones(name):
    plain = shortest(TEXT + b"Ein Satz der Nachricht.\n" * (MB // 24))
    # Of the long one no more than `MAX_LINES` are read.
    assert shortest(HOSTILE[name]) < 25 * plain


@pytest.mark.parametrize("shape", ["text", "html", "table"])
def test_time_grows_with_size_and_not_faster(shape):
    def seconds(size: int) -> float:
        line = {
            "text": "Ein Satz der Nachricht.\n",
            "html": "<p>Ein Satz.</p>",
            "table": "<tr><td>Ein</td><td>Satz</td></tr>",
        }[shape]
        body = (
            "Vorname: Max\nE-Mail: max@example.org\nNachricht: x\n" if shape == "text" else "<p>Vorname: Max</p><table>"
        )
        raw = (TEXT if shape == "text" else HTML) + (body + line * (size // len(line))).encode()
        times = []
        for _ in range(3):
            start = time.process_time()
            parsing.parse(raw)
            times.append(time.process_time() - start)
        return min(times)

    small, large = seconds(50_000), seconds(500_000)
    assert large < 25 * small


def test_caps_leave_a_warning():
    parts = multipart("mixed", [part("x", "text/plain")] * 150)
    assert any("100 parts" in warning for warning in check(b"From: a@b.de\n" + parts).warnings)
    assert any("25 MB" in warning for warning in check(TEXT + b"x" * (26 * 1024 * 1024)).warnings)
    assert any("50 KB" in warning for warning in check(b"From: a@b.de\nX-Long: " + b"y" * 60_000 + b"\n\nx").warnings)
    assert any("1 MB" in warning for warning in check(TEXT + b"x" * (2 * MB)).warnings)
    assert any(f"{MAX_LINES} lines" in warning for warning in check(TEXT + b"x\n" * 30_000).warnings)


def test_unreadable_attachment_is_named():
    raw = mail(
        "a@b.de",
        "x",
        text="x",
        attachments=[part(b"x\x9f>", "application/ms-tnef", filename="winmail.dat", encoding="base64")],
    )
    assert any("winmail.dat" in warning for warning in check(raw).warnings)


def test_document_type_is_never_interpreted():
    xml = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y SYSTEM "file:///etc/passwd">]><openimmo_feedback><objekt><oobj_id>D1</oobj_id>'
        "<interessent><nachname>Huber</nachname><email>h@example.org</email><anfrage>&y;&x;</anfrage></interessent></objekt></openimmo_feedback>"
    )
    raw = mail("IVD24 <noreply@ivd24.de>", "Anfrage", text="x", attachments=[part(xml, "text/xml", filename="f.xml")])
    (inquiry,) = check(raw).inquiries
    assert inquiry.message == "&y;&x;"


@pytest.mark.parametrize(
    "charset", ["x-unknown", "idna", "rot13", "utf-8\x00", "", "unicode_escape", "utf-16", "a" * 500]
)
def test_strange_charset_does_not_matter(charset):
    head = (
        b"From: a@makler.example\nSubject: =?"
        + charset.encode()
        + b'?q?Objektanfrage?=\nContent-Type: text/plain; charset="'
        + charset.encode()
        + b'"\n\n'
    )
    raw = head + "Name: Jördis Groß\nE-Mail: j@example.org\nObjekt-Nr.: MA-1\nNachricht: Bitte Exposé".encode()
    (inquiry,) = check(raw.replace(b"From: a@", b"To: b@makler.example\nFrom: a@")).inquiries
    assert (inquiry.last_name, inquiry.message) == ("Groß", "Bitte Exposé")
