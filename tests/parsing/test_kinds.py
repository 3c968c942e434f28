"""What a mail turns out to be when all is read: warnings, mails in mails, heads and subjects."""

from build import feedback, mail, part
from cases import table

from anfragemanager import parsing
from anfragemanager.parsing import PORTALS, Portal, Rules, assemble, authentication, mime, properties
from anfragemanager.parsing.mail import Mail
from anfragemanager.parsing.types import Inquiry
from anfragemanager.parsing.understand import OWN_EMAIL

KNOWN = Rules(own_domains=("makler.example",), references=("MA-1031", "MA-1042"), agents=("Anna Amt",))
MAX = "Max Muster <max@example.org>"
IMMONET = "immonet.de <noreply@immonet.de>"
SITE = "Webseite <web@makler.example>"
FORM = "Name: Max Muster\nE-Mail: max@example.org\nObjekt-Nr.: MA-1031\nNachricht: Ist es noch frei?\n"


def of(sender: str, subject: str = "x", text: str = "x", **how) -> Mail:
    return Mail(mime.read(mail(sender, subject, text=text, **how)), KNOWN)


# -- warnings ---------------------------------------------------------------------------------------------------------


def warned(raw: bytes) -> str:
    return " | ".join(parsing.parse(raw, KNOWN).warnings)


def test_why_a_mail_is_no_inquiry():
    assert "pretends to come from immonet" in warned(mail("immonet <a@x.example>", "Haus", text="Bitte zahlen Sie."))
    assert warned(mail(MAX, "Haus", text="Hallo")) == ""
    assert warned(mail(IMMONET, "Kontaktanfrage", text=FORM)) == ""
    failed = [("Authentication-Results", "makler.example; dmarc=fail header.from=immonet.de")]
    found = warned(mail(IMMONET, "Kontaktanfrage", text=FORM, headers=failed))
    assert "sender check failed" in found
    assert "no person could be read" not in found


def test_an_own_address_is_named():
    assert (
        warned(mail(SITE, "x", text=FORM.replace("max@example.org", "a@makler.example\nTelefon: 030 1234567")))
        == OWN_EMAIL
    )


def test_a_mail_that_breaks_the_reader_is_looked_at(monkeypatch):
    def broken(_mail):
        raise IndexError

    monkeypatch.setattr(parsing, "understand", broken)
    found = parsing.parse(mail(MAX, "Haus", text="x"), KNOWN)
    assert (found.kind, found.warnings, found.from_address) == (
        "other", ("the mail could not be read (IndexError)",), "max@example.org")  # fmt: skip


def test_what_is_told_of_a_mail():
    raw = (
        b"From: Max <max@Example.org>\nTo: a@x.example, b@x.example, a@x.example\nReply-To: r@x.example\nSubject: s\n"
        b"Message-ID: bare\nIn-Reply-To: <c@x> <d@x>\nReferences: <e@x> <c@x>\n"
        b"Received: by x; Mon, 10 Nov 2025 09:15:00 +0100\nDate: Tue, 11 Nov 2025 09:15:00 +0100\n\nText"
    )
    found = parsing.parse(raw)
    assert (found.from_name, found.from_address, found.reply_to) == ("Max", "max@example.org", "r@x.example")
    assert (found.to, found.subject, found.message_id) == (("a@x.example", "b@x.example"), "s", None)
    assert (found.in_reply_to, found.references) == ("<c@x>", ("<e@x>", "<c@x>"))
    assert (found.received.day, found.date.day, found.text) == (10, 11, "Text")
    nothing = parsing.parse(b"Text")
    assert (nothing.message_id, nothing.from_name, nothing.in_reply_to) == (None, None, None)
    assert parsing.NO_MAIL in nothing.warnings


# -- whose mail it is -------------------------------------------------------------------------------------------------


@table(
    (("makler.example; dmarc=fail header.from=immonet.de", ()), ("fail", "other")),
    (("makler.example; dmarc=pass header.from=immonet.de", ()), ("none", "inquiry")),
    (("mx.x.example; dmarc=fail header.from=immonet.de", ()), ("none", "inquiry")),
    (("mx.x.example; dmarc=fail header.from=immonet.de", ("mx.x.example",)), ("fail", "inquiry")),
    (("mx.x.example; dmarc=pass header.from=immonet.de", ("mx.x.example",)), ("pass", "inquiry")),
    (("mx.x.example; dmarc=pass header.from=immonet.de", ("y.example",)), ("none", "inquiry")),
)  # fmt: skip
def test_check_of_the_sender(given, right):
    value, trusted = given
    rules = Rules(own_domains=("makler.example",), trusted_authserv=trusted)
    found = parsing.parse(
        mail(IMMONET, "Kontaktanfrage", text=FORM, headers=[("Authentication-Results", value)]), rules
    )
    assert (found.auth, found.kind) == right


@table(
    ("MX.Example 1; dmarc=Pass header.from=X.example",
     ("mx.example", [("dmarc", "pass", {"header.from": "x.example"})])),
    ("a; spf=pass (x (y) z) smtp.mailfrom=b; dkim=none",
     ("a", [("spf", "pass", {"smtp.mailfrom": "b"}), ("dkim", "none", {})])),
    ('a; spf=pass smtp.mailfrom="b@c"', ("a", [("spf", "pass", {"smtp.mailfrom": "b@c"})])), ("", ("", [])),
    ("a", ("a", [])),
    ('a; spf=pass smtp.mailfrom="b; x"', ("a", [("spf", "pass", {"smtp.mailfrom": "?"})])),
)  # fmt: skip
def test_results_of_the_check(given, right):
    assert authentication.parse(given) == right


@table(
    (("dmarc", {"header.from": "x.example"}), True), (("dmarc", {"header.from": "y.example"}), False),
    (("dmarc", {}), None),
    (("dkim", {"header.d": "a.x.example"}), True), (("dkim", {"header.i": "@x.example"}), True),
    (("dkim", {"header.d": "y.example", "header.i": "@x.example"}), False),
    (("spf", {"smtp.mailfrom": "<a@x.example>"}), True), (("spf", {"smtp.helo": "x.example"}), True),
    (("arc", {"header.from": "x.example"}), False),
)  # fmt: skip
def test_whether_a_result_speaks_of_the_portal(given, right):
    assert authentication._aligned(*given, ("x.example",)) is right


# -- mails in mails ---------------------------------------------------------------------------------------------------

INLINE = (
    "{0}\n\nVon: Eva Meier <eva@meier.example>\nDatum: heute\nBetreff: Haus\nAn: a\n\n"
    "Guten Tag, ist MA-1031 noch frei?\n\nEva Meier\n"
)


@table(
    (("a@makler.example", "Fwd: Haus", "FYI"), "Meier"), (("a@makler.example", "Haus", ""), "Meier"),
    (("a@makler.example", "Haus", "-----Weitergeleitete Nachricht-----"), "Meier"),
    (("a@makler.example", "Haus", "\n".join("abcdefghijklm")), None), (("a@makler.example", "Re: Haus", "FYI"), None),
)  # fmt: skip
def test_a_mail_in_the_text_of_another(given, right):
    address, subject, above = given
    found = parsing.parse(mail(f"Anna Amt <{address}>", subject, text=INLINE.format(above)), KNOWN).inquiries
    assert (found[0].last_name if found else None) == right


def test_mails_are_looked_for_three_deep():
    raw = mail(IMMONET, "Anfrage", text=FORM)
    for level in range(1, 6):
        inner = part(raw, "message/rfc822", charset=None, encoding="8bit")
        raw = mail("Anna Amt <a@makler.example>", "Haus", text="siehe", attachments=[inner])
        assert bool(parsing.parse(raw, KNOWN).inquiries) is (level <= 3), level


def test_a_forwarded_document_keeps_its_portal():
    text = feedback([([("oobj_id", "A")], [[("nachname", "Muster"), ("email", "m@x.example")]])])
    above = "Von: immonet <noreply@immonet.de>\nDatum: heute\nBetreff: x\nAn: a\n\nsiehe Anhang"
    for subject, portal in (("Fwd: x", "immonet"), ("x", "website")):
        raw = mail("Anna Amt <a@makler.example>", subject, text=above, attachments=[part(text, "text/xml")])
        assert parsing.parse(raw, KNOWN).portal == portal


@table(
    (("Fwd: Haus", "Bitte MA-1042 anlegen\n"), ("MA-1042",)), (("Fwd: MA-1042", "Bitte anlegen\n"), ("MA-1042",)),
    (("Fwd: Haus", "MA-1031 oder MA-1042\n"), ()),
    (("Fwd: Haus", "a@x.example\nMA-1042\n"), ()),
    (("Fwd: Haus", "-----Weitergeleitete Nachricht-----\nMA-1042\n"), ()), (("Fwd: Haus", "x\n" * 40 + "MA-1042"), ()),
    (("Fwd: Haus", "x\n" * 39 + "MA-1042"), ("MA-1042",)),
)  # fmt: skip
def test_the_property_noted_above_a_forwarded_mail(given, right):
    subject, text = given
    (found,) = properties.named_outside(of("Anna Amt <a@makler.example>", subject, text), [Inquiry()])
    assert found.property_refs == right
    above = of("Anna Amt <a@makler.example>", subject, text)
    unknown, known = properties.named_outside(
        above, [Inquiry(property_refs=("B",)), Inquiry(property_refs=("B", "MA-1031"))]
    )
    assert (unknown.property_refs, known.property_refs) == (("B", *right), ("B", "MA-1031"))


# -- heads and subjects -----------------------------------------------------------------------------------------------


@table(
    (("Kontakt zu Objekt-Nr. 4711", MAX), ([(4, "4711")], None)),
    (("Ihr Objekt bei Immobilienscout24", MAX), ([], None)), (("New realtor.com lead - Eva Meier", MAX), ([], "Meier")),
    (("Haus", MAX), ([], None)),
)  # fmt: skip
def test_what_a_subject_says(given, right):
    subject, sender = given
    draft = assemble.subject_draft(of(sender, subject))
    assert (draft.refs, draft.values.get("last_name")) == right


@table(
    ((MAX, []), ("max@example.org", "Max")), ((SITE, []), (None, None)), ((IMMONET, []), (None, None)),
    ((MAX, [("Reply-To", "Eva <eva@x.example>")]), ("eva@x.example", "Eva")),
    ((SITE, [("Reply-To", "Eva <eva@x.example>")]), ("eva@x.example", "Eva")),
    (("X <info@x.example>", []), ("info@x.example", None)), (("X <service@x.example>", []), (None, None)),
    ((SITE, [("Reply-To", "immonet <eva@x.example>")]), (None, None)),
    ((SITE, [("Reply-To", "eva@x.example <eva@x.example>")]), ("eva@x.example", None)),
    ((SITE, [("Reply-To", "a@makler.example"), ("Reply-To", "Eva <eva@x.example>")]), ("eva@x.example", "Eva")),
)  # fmt: skip
def test_whom_the_head_names(given, right):
    sender, headers = given
    values = assemble.header_draft(of(sender, headers=headers)).values
    assert (values.get("email"), values.get("first_name")) == right


def test_the_best_part_of_a_portal_s_table_counts():
    known = Portal("x", "X", domains=("x.example",), addresses=("form@y.example",))
    rules = Rules(portals=(*PORTALS, known))
    assert parsing.parse(mail("X <form@y.example>", "x", text=FORM), rules).portal == "x"
    assert parsing.parse(mail("X <other@y.example>", "x", text=FORM), rules).portal == "website"


# -- what a letter answers and asks -----------------------------------------------------------------------------------

SAID = "Der Termin passt uns gut. Dürfen wir MA-1031 zu dritt ansehen?\n\nMax Muster\n\n"
OUTLOOK = "____________\nVon: {} \nGesendet: Montag, 3. November 2025 9:12\nAn: {}\nBetreff: Haus\n\nHallo"


@table(
    (OUTLOOK.format("Makler <post@makler.example>", "Max"), "reply"),
    (OUTLOOK.format("Eva <eva@x.example>", "post@makler.example"), "inquiry"),
    ("Am 3.11.2025 um 9:12 schrieb Anna Amt:\n> Hallo", "reply"),
    ("Am 3.11.2025 um 9:12 schrieb Uwe Amt:\n> Hallo", "inquiry"),
    ("On 3 Nov 2025, Anna Amt wrote:\n> Hello", "reply"),
    ("Anna Amt schrieb mir das.", "inquiry"), ("", "inquiry"),
)  # fmt: skip
def test_a_mail_of_ours_below_makes_a_letter_an_answer(given, right):
    assert parsing.parse(mail(MAX, "Haus", text=SAID + given), KNOWN).kind == right


def test_who_passes_on_a_mail_of_ours_answers_nothing():
    text = SAID + OUTLOOK.format("Makler <post@makler.example>", "Eva")
    means = [row.means for row in parsing.parse(mail(MAX, "Fwd: Haus", text=text), KNOWN).evidence]
    assert "It answers one of our mails" not in means


@table(
    ("ist die Halle MA-1031 auch einzeln zu haben", True), ("Hallo, kann man MA-1031 am Samstag ansehen", True),
    ("Hello, can I see MA-1031 on Monday", True), ("Haben Sie vielen Dank für MA-1031", False),
    ("MA-1031 ist die Halle", False), ("Hat sich erledigt, MA-1031", False),
)  # fmt: skip
def test_a_question_without_its_mark(given, right):
    found = parsing.parse(mail(MAX, "Haus", text=given), KNOWN)
    assert any(row.means.startswith("A person asks something") for row in found.evidence) is right


@table(
    ("Für MA-1031 interessiere ich mich sehr. MA-1042 kommt für mich nicht in Betracht.", "inquiry"),
    ("Danke für die Pläne zu MA-1031. Das Haus kommt für mich nicht in Betracht.", "other"),
    ("Danke für die Pläne. MA-1031 und MA-1042 kommen für mich nicht in Betracht.", "other"),
    ("MA-1042 kommt für mich nicht in Betracht. MA-9999 auch nicht.", "other"),
)  # fmt: skip
def test_who_declines_one_property_may_ask_for_another(given, right):
    assert parsing.parse(mail(MAX, "Haus", text=f"Guten Tag,\n\n{given}\n\nMax Muster"), KNOWN).kind == right


def test_an_office_that_answers_us_answers():
    text = "Gern machen wir das so.\n\nMax Muster\nMuster Immobilien\n\n"
    below = OUTLOOK.format("Makler <post@makler.example>", "Max")
    assert parsing.parse(mail(MAX, "Re: Termin", text=text + below), KNOWN).kind == "reply"
    assert parsing.parse(mail(MAX, "Termin", text=text), KNOWN).kind == "other"


@table(
    ("ich bin Mieterin im 2. OG und würde meine Wohnung MA-1031 gern kaufen.", "inquiry"),
    ("ich bin Mieterin im 2. OG von MA-1031, der Keller ist nass.", "other"),
    ("wir haben MA-1031 ja gekauft und möchten für unsere Wohnung eine Küche kaufen.", "other"),
    ("wir haben MA-1031 gekauft und wollen eine Küche für die neue Wohnung kaufen. Wie hoch ist sie?", "other"),
)  # fmt: skip
def test_who_lives_there_may_want_to_buy_it(given, right):
    assert parsing.parse(mail(MAX, "Wohnung", text=f"Guten Tag,\n\n{given}\n\nMax Muster"), KNOWN).kind == right


HEAD = "Gesendet: Montag, 3. November 2025 9:12\nAn: info@hv-kern.example\nBetreff: Haus\n"


@table(
    ("Sehr geehrte Kollegen, folgende Mail ging bei uns ein, zuständig sind Sie.", "inquiry"),
    ("Zur Info.", "inquiry"),
)  # fmt: skip
def test_an_office_passes_on_a_letter_meant_for_us(given, right):
    letter = "Guten Tag,\n\nmir fehlt der Grundriss von MA-1031.\n\nMax Muster"
    below = f"-----Ursprüngliche Nachricht-----\nVon: Max Muster <max@x.example>\n{HEAD}\n{letter}"
    text = f"{given}\n\nHausverwaltung Kern\n\n{below}"
    found = parsing.parse(mail("HV Kern <info@hv-kern.example>", "WG: Haus", text=text), KNOWN)
    assert (found.kind, [one.last_name for one in found.inquiries]) == (right, ["Muster"])


@table(
    ("Ich bin bis zum 12. August verreist und antworte danach.", "auto_reply"),
    ("Ich bin auf Langeoog. Übernimmst du bitte am Mittwoch die Schlüssel?", "other"),
)  # fmt: skip
def test_who_asks_something_is_not_away(given, right):
    assert parsing.parse(mail(MAX, "Urlaub KW 36", text=f"Hallo,\n\n{given}\n\nMax"), KNOWN).kind == right


@table(
    ("ich erhöhe mein Angebot für MA-1031 auf 372.500 €.", "reply"),
    ("anbei mein Angebot für die Reinigung.", "other"),
)  # fmt: skip
def test_who_raises_an_offer_for_a_property_of_ours_answers(given, right):
    below = "\n\nMax Muster\n\n" + OUTLOOK.format("Makler <post@makler.example>", "Max")
    assert parsing.parse(mail(MAX, "Re: Angebot", text=f"Guten Tag,\n\n{given}{below}"), KNOWN).kind == right
