"""What is known of a mail before its kind is weighed: facts of its head, of its sender, of what was read."""

import json

from build import mail, multipart, part
from cases import table

from anfragemanager import parsing
from anfragemanager.parsing import PORTALS, Portal, Rules, concepts, mime, properties, references, sources, structure
from anfragemanager.parsing.mail import Mail
from anfragemanager.parsing.understand import (
    _claims_portal,
    _facts_of_reading,
    _follows,
    _is_report,
    _of_person,
    _of_sender,
    _spoken,
    derived,
)

KNOWN = Rules(
    own_domains=("makler.example",), references=("MA-1031", "MA-1042", "4711"), agents=("Anna Amt",),
    own_phones=("040 5553210",),
)  # fmt: skip
MAX = "Max Muster <max@example.org>"
IMMONET = "immonet.de <noreply@immonet.de>"
SITE = "Webseite <web@makler.example>"


def of_head(head: str, text: str = "x") -> set[str]:
    return structure.facts(mime.read(f"{head}\n\n{text}".encode()), text)


# -- the head ---------------------------------------------------------------------------------------------------------


@table(
    ("Subject: Re: x", {"reply"}), ("Subject: AW: x", {"reply"}), ("Subject: x\nIn-Reply-To: <a@b>", {"reply"}),
    ("Subject: x\nReferences: <a@b>", {"reply"}),
    ("Subject: x\nReferences:  ", set()), ("Subject: Fwd: x\nIn-Reply-To: <a@b>", {"forward"}),
    ("Subject: WG: x", {"forward"}),
    ("Subject: x", set()), ("Subject: Regal", set()),
    ("List-Id: x", {"list_header", "bulk_header"}), ("List-Unsubscribe: x", {"list_header", "bulk_header"}),
    ("X-Campaign: 1", {"campaign", "bulk_header"}),
    ("Precedence: Bulk", {"precedence_bulk", "bulk_header"}), ("Precedence: list", {"precedence_bulk", "bulk_header"}),
    ("Precedence: junk", {"precedence_bulk", "bulk_header"}),
    ("Precedence: first-class", set()), ("X-Spam-Flag: YES", {"spam"}), ("X-Spam-Flag: NO", set()),
    ("Subject: *** SPAM *** x", {"spam"}),
    ("Precedence: auto_reply", {"auto_header"}), ("Precedence: auto-reply", {"auto_header"}),
    ("X-Autoreply: yes", {"auto_header"}), ("X-Autoreply: No", set()),
    ("X-Autoreply: 0", set()), ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", {"auto_header"}),
    ("Auto-Submitted: auto-replied", {"auto_header", "auto_generated"}),
    ("Auto-Submitted: auto-generated", {"auto_generated"}), ("Auto-Submitted: no", set()),
    ("Return-Path: <>", {"null_path"}), ("Return-Path: <a@b>\nReturn-Path: <>", {"null_path"}),
    ("Return-Path: <a@b>", set()),
    ("From: MAILER-DAEMON@x.example", {"machine"}), ("From: postmaster", set()),
    ("From: Mail Delivery System <a@x.example>", {"machine"}), ("From: MAILER-DAEMON (Mail System)", {"machine"}),
    ("Precedence: autoreply", {"auto_header"}), ("Auto-Submitted: Auto-Notified; x", {"auto_header", "auto_generated"}),
    ("X-Vacation: none", set()), ("X-Vacation: false", set()), ("X-Spam-Flag: yes, 5", {"spam"}),
    ("X-Campaign: 1\nList-Id: x", {"campaign", "list_header", "bulk_header"}),
    ("From: Max <max@example.org>", set()), ("Content-Type: text/calendar", {"calendar"}),
    ("Subject: Gelesen: x", {"receipt"}), ("Subject: Gelesenes", set()),
    ("Content-Type: multipart/report; report-type=delivery-status", {"report", "dsn"}),
    ("Content-Type: multipart/report; report-type=feedback-report", {"report", "abuse_report"}),
    ("Content-Type: multipart/report; report-type=disposition-notification", {"report", "receipt"}),
    ("X-Failed-Recipients: a@x.example", {"dsn"}),
)  # fmt: skip
def test_facts_of_the_head(given, right):
    assert of_head(given) == right


@table(
    ("550 5.1.1 unknown", {"smtp_status"}), ("Status 4.2.2", {"smtp_status"}), ("Code 550 unknown", {"smtp_status"}),
    ("Tel. 0171 550 12", set()),
    ("SMTP error", {"smtp_status"}), ('{"notificationType":"Bounce"}', {"dsn"}),
    ('{"eventType": "Complaint"}', {"abuse_report"}),
    (" " * 4000 + "5.1.1", set()),
)  # fmt: skip
def test_facts_of_the_text(given, right):
    assert of_head("Subject: x", given) == right


def test_a_subject_alone_makes_no_receipt_of_a_long_mail():
    assert "receipt" in of_head("Subject: Gelesen: x", "x" * 1499)
    assert "receipt" not in of_head("Subject: Gelesen: x", "x" * 1500)
    assert "receipt" in of_head("Subject: Gelesen: x\nReturn-Path: <>", "x" * 1500)


def of_parts(*parts: bytes) -> set[str]:
    return structure.facts(mime.read(b"Subject: x\n" + multipart("mixed", parts)), "x")


@table(
    (("message/delivery-status", "Action: failed"), {"dsn"}),
    (("message/delivery-status", "Action: delivered"), {"receipt"}),
    (("message/delivery-status", "Action: delivered\n\nAction: failed"), {"dsn"}),
    (("message/delivery-status", "x: y"), {"dsn"}),
    (("message/global-delivery-status", "Action: relayed"), {"receipt"}),
    (("message/delivery-status", "Action: Expanded"), {"receipt"}),
    (("text/plain", "Action: delivered"), set()),
    (("text/plain", "Disposition: automatic-action/MDN-sent; deleted"), set()),
    (("message/feedback-report", "x: y"), {"abuse_report"}),
    (("message/disposition-notification", "Disposition: manual-action/MDN-sent; displayed"), {"receipt"}),
    (("message/disposition-notification", "Disposition: automatic-action/MDN-sent; deleted"), {"dsn"}),
    (("message/disposition-notification", "Disposition: automatic-action/MDN-sent; displayed"), {"receipt"}),
    (("text/calendar; method=CANCEL", "x"), {"calendar", "called_off"}),
    (("text/calendar; method=REQUEST", "x"), {"calendar"}),
    (("text/calendar", "x"), {"calendar"}), (("application/ics", "x"), {"calendar"}),
    (("text/rfc822-headers", "x"), {"returned"}),
    (("message/rfc822", "Subject: x\n\nx"), {"returned"}), (("application/pdf", "x"), set()),
)  # fmt: skip
def test_facts_of_the_parts(given, right):
    type_, text = given
    assert of_parts(part(text, type_, charset=None, encoding="7bit")) == right


@table(
    ("Re: AW: Fwd: [SPAM] Haus", "Haus"), ("*** SPAM *** Re: Haus", "Haus"), ("Haus: Re: x", "Haus: Re: x"),
    ("AW[2]: Haus", "Haus"),
)  # fmt: skip
def test_subject_without_marks(given, right):
    assert structure.without_marks(given).strip() == right


@table(
    ("In-Reply-To: <a@makler.example>", True), ("References: <x@y.example> <a@mail.makler.example>", True),
    ("In-Reply-To: <a@y.example>", False), ("In-Reply-To: <a>", False), ("In-Reply-To: <a@MAKLER.example>", True),
    ("In-Reply-To: <1-openerp-2@y.example>", True), ("X: x", False),
    ("In-Reply-To: =?utf-8?q?=3C1-ope?=\n =?utf-8?q?nerp-2=40y=2Eexample=3E?=", True),
)  # fmt: skip
def test_answer_to_a_mail_of_ours(given, right):
    assert structure.answers(mime.read(f"{given}\n\nx".encode()), ("makler.example",)) is right


# -- what was read ----------------------------------------------------------------------------------------------------


def of_mail(raw: bytes, rules: Rules = KNOWN) -> set[str]:
    found = Mail(mime.read(raw), rules)
    read = sources.read(found)
    read.inquiries = properties.with_references(found, read)
    return set(_facts_of_reading(found, read, _spoken(found, read)))


def letter(said: str, sender: str = MAX, subject: str = "Haus", **how) -> set[str]:
    return of_mail(mail(sender, subject, text=f"Guten Tag,\n\n{said}\n\nViele Grüße\nMax Muster\n", **how))


def form(text: str, sender: str = SITE, subject: str = "Kontakt", **how) -> set[str]:
    return of_mail(mail(sender, subject, text=text, **how))


def has(found: set[str], wanted: str) -> None:
    """``a !b``: a is among what was found, b is not."""
    for name in wanted.split():
        assert (name.lstrip("!") in found) is not name.startswith("!"), (name, sorted(found))


FORM = "Name: Max Muster\nE-Mail: max@example.org\n"


@table(
    ("Ist MA-1031 noch frei?",
     "personal asks about known referenced named contact person complete message !form !declined !clickable"),
    ("Das Wetter ist schön.",
     "personal !asks !about_property !interest !wants !known !referenced !wish person complete"),
    ("Ich interessiere mich für die Wohnung.", "interest wants asks about_property"),
    ("An MA-1031 haben wir kein Interesse mehr.", "declined !interest !wants"),
    ("Wann kann ich das Haus besichtigen?", "wish asks about_property"),
    ("Siehe https://x.example/1 dazu.", "clickable foreign_link !link"),
    ("Siehe https://www.makler.example/1 dazu.", "clickable !foreign_link"),
    ("MA-1031, siehe https://x.example/1", "!foreign_link known"),
    ("Objekt-Nr. 9999 bitte", "referenced !known complete"), ("um 4711 Euro", "!known"),
    ("Siehe https://www.immobilienscout24.de/expose/162188779", "!foreign_link"),
)  # fmt: skip
def test_facts_of_a_letter(given, right):
    has(letter(given, subject="Frage"), right)


@table(
    (FORM, "form named contact person !complete !complete_form !personal own_sender !portal !message"),
    (FORM + "Nachricht: Hallo", "form complete complete_form message"),
    (FORM + "Referenz: 77", "referenced about !known !about_property"),
    (FORM + "Objekt-Nr.: 77", "referenced about complete complete_form !known"),
    (FORM + "Objekt-Nr.: MA-1031", "referenced known about complete"), (FORM + "Rückruf: ja", "wish complete"),
    ("Name: Max Muster\n", "named !contact !person !form"),
    ("E-Mail: max@example.org\nOrt: Kiel\n", "!named contact !person form"),
    ("Name: Max Muster\nTelefon: 030 1234567", "contact person"),
    ("E-Mail: max@example.org\nNachricht: Ist MA-1031 frei?", "!named contact person known"),
    ("E-Mail: max@example.org\nNachricht: Schön: MA-1031", "!named contact !person known"),
    ("Firma: Bau GmbH\nE-Mail: max@example.org\n", "named person"),
    ("Name: Anna Amt\nE-Mail: max@example.org\n", "!named !person"),
    ("Vorname: Anna\nNachname: Amt\nE-Mail: max@example.org\n", "own_person !known"), (FORM, "!own_person"),
    (FORM + "Link: https://www.immobilienscout24.de/expose/162188779", "link"),
    (FORM + "Link: https://x.example/expose/162188779", "!link"),
    (FORM + "Link: https://www.makler.example/expose/162188779", "link !foreign_link"),
)  # fmt: skip
def test_facts_of_a_form(given, right):
    has(form(given), right)


@table(
    (IMMONET, "portal no_reply portal_form !portal_bulk !portal_person !own_sender"),
    ("immonet <max.m@immonet.de>", "portal portal_person !no_reply"),
    (SITE, "!portal own_sender !portal_form"), ("Dienst <form@dienst.example>", "!portal !own_sender !no_reply"),
    ("Dienst <noreply@dienst.example>", "no_reply"),
)  # fmt: skip
def test_facts_of_the_sender(given, right):
    has(form(FORM, given), right)


@table(("Name: Max Muster\n", False), ("Name: Max Muster\nOrt: Kiel\n", True))
def test_two_labels_make_a_portal_s_form(given, right):
    has(form(given, IMMONET), "portal_form" if right else "!portal_form")


def test_subjects_and_bulk_senders_of_a_portal():
    portal = Portal("x", "X", domains=("x.example",), subjects=("Neue Anfrage", ""), bulk=("news@",))
    rules = Rules(portals=(*PORTALS, portal))
    has(of_mail(mail("X <a@x.example>", "Neue anfrage zu 1", text=FORM), rules), "portal_subject")
    for subject in ("Neue Anfragen", "Haus"):
        has(of_mail(mail("X <a@x.example>", subject, text=FORM), rules), "!portal_subject")
    has(of_mail(mail("X <news@x.example>", "x", text=FORM), rules), "portal_bulk !portal_person")


def test_an_address_that_only_the_head_gives():
    """Who sent it is reachable where a person wrote, a property is named, or the portal says who it is."""
    has(form("Name: Max Muster\nOrt: Kiel\n", "Dienst <max@example.org>"), "!contact")
    has(
        form("Name: Max Muster\nOrt: Kiel\nObjekt-Nr.: 1\nNachricht: Hallo\n", "Dienst <max@example.org>"),
        "contact referenced",
    )
    has(form("Name: Max Muster\nOrt: Kiel\nObjekt-Nr.: 1\n", "Dienst <max@example.org>"), "!contact referenced")
    reply = [("Reply-To", "max@example.org")]
    has(form("Name: Max Muster\nOrt: Kiel\n", SITE, headers=reply), "contact")
    has(form("Name: Max Muster\nOrt: Kiel\n", IMMONET, headers=reply), "contact")
    has(form("Ort: Kiel\nLand: x\n", IMMONET, headers=reply), "!contact")


def test_a_link_tells_the_property():
    linked = "https://x.example/immobilie/ma-1031-haus\n"
    has(form(FORM + linked), "known")
    for sender in (IMMONET, MAX, "X <noreply@x.example>"):
        has(form(f"Guten Tag {linked}", sender), "known")


def test_a_conversation():
    sender = "Max über ImmoScout24 <b81cc0aa72@anfrage.immobilienscout24.de>"
    has(form("Nachricht von Max\nIst es frei?", sender), "relay named person contact complete !personal !form")


def test_an_answer_and_html():
    has(letter("Danke.", headers=[("In-Reply-To", "<a@makler.example>")]), "answers_us")
    has(letter("Danke."), "!answers_us")
    has(of_mail(mail(MAX, "x", html="<p>Danke</p>")), "clickable")


def test_what_is_said_without_what_was_answered():
    found = Mail(mime.read(mail(MAX, "Re: Haus verkaufen", text="Danke")), KNOWN)
    assert _spoken(found, sources.read(found)).keys() & {"says:home"} == set()
    found = Mail(mime.read(mail(MAX, "Haus verkaufen", text="Danke")), KNOWN)
    assert "says:home" in _spoken(found, sources.read(found))


@table(
    ({"machine"}, True), ({"smtp_status"}, False), ({"smtp_status", "null_path"}, True),
    ({"smtp_status", "auto_header"}, True), ({"null_path"}, False),
)  # fmt: skip
def test_a_mail_server_wrote_it(given, right):
    assert _is_report(given) is right


@table(
    ((IMMONET, "Haus"), None), ((SITE, "immonet"), None), (("immonet <a@x.example>", "Haus"), "immonet"),
    (("Max <a@x.example>", "Ihr immonet"), "immonet"),
    (("Max <a@immonet.example>", "x"), "immonet"), (("Max <a@x.example>", "Fwd: immonet"), None),
    (("Max <a@x.example>", "Re: immonet"), None),
    (("Max <a@x.example>", 'Ihr Inserat "immonet"'), None), (("Max <a@x.example>", "Haus"), None),
)  # fmt: skip
def test_a_stranger_who_names_itself_after_a_portal(given, right):
    sender, subject = given
    found = _claims_portal(Mail(mime.read(mail(sender, subject, text="x")), KNOWN))
    assert (found and found.code) == right


# What is told of a reading beside its sender and its person, and of the structure.
TOLD = (
    "calendar called_off xml relay personal labelled clickable question interested declining refusing settled"
    " about_property"
).split()


def test_what_follows_from_facts_asks_for_what_is_told():
    found = Mail(mime.read(mail(SITE, "x", text=FORM)), KNOWN)
    read = sources.read(found)
    told = {*TOLD, *_of_sender(found), *_of_person(found, read, read.inquiries[0])}
    told |= {f"says:{name}" for name in concepts.names()}
    for name, needs, lacks in _follows():
        assert needs | lacks <= told, name
        assert name in derived(set(needs)), name
        told.add(name)


@table(
    ("interested question", "interest asks wants !declined"), ("interested says:looks", "interest !wants"),
    ("interested declining", "!interest declined"), ("refusing", "declined"), ("question", "!declined asks"),
    ("settled", "declined"), ("settled interested", "!declined"), ("addressed", "!contact"),
    ("addressed at_home named", "contact person"), ("links_elsewhere inquiry", "foreign_link"),
    ("posted named labelled own_sender", "contact person"), ("posted named labelled", "!contact"),
    ("posted named own_sender", "!contact"),
    ("written labelled named wish", "person complete complete_form form"),
    ("written labelled personal named wish", "complete !complete_form !form"),
    ("written known message asks_in_message", "person"), ("written known message asks_in_message portal", "!person"),
    ("written known portal interested", "person complete"), ("called known portal interested", "!person"),
)  # fmt: skip
def test_what_follows_from_facts(given, right):
    has(derived(set(given.split())), right)


_LETTER = "Guten Tag,\nist die Wohnung MA-1024 noch frei? Ich würde sie gern besichtigen.\n\nMax Muster"
_FORM = "Anfrage\nName: Paul Opfer\nE-Mail: opfer@y.example\nObjekt: MA-1024\nNachricht: Bitte um das Exposé."


@table(
    (("Max Muster <max@x.example>", _LETTER), "inquiry"), (("immonet <max@x.example>", _LETTER), "other"),
    (("Max Muster <max@x.example>", _FORM), "other"),
)  # fmt: skip
def test_whoever_writes_for_themselves_may_say_where_they_found_it(given, right):
    sender, text = given
    found = parsing.parse(mail(sender, "Ich habe diese Immobilie bei immonet gefunden", text=text), KNOWN)
    assert found.kind == right


# -- mails as documents -----------------------------------------------------------------------------------------------


def lines_of(text: str) -> list[str]:
    return [line.text for line in Mail(mime.read(mail(SITE, "x", text=text)), KNOWN).plain.lines]


@table(
    ({"name": "Max", "n": 5, "x": None, "ok": True}, ["name: Max", "n: 5"]),
    ({"data": {"name": "Max"}}, ["data:", "name: Max"]),
    ([{"label": "Name", "value": "Max"}, {"question": "Ort", "answer": "Kiel"}], ["Name: Max", "Ort: Kiel"]),
    ({"a": ["x", "y"]}, ["a: x", "a: y"]),
    ({"label": "Name", "value": {"first": "Max"}}, ["Name:", "first: Max"]),
    ([{"label": "Name", "value": None}], ["label: Name"]),
)  # fmt: skip
def test_a_form_in_json(given, right):
    assert Mail(mime.read(mail(SITE, "x", text=json.dumps(given))), KNOWN).plain.text().split("\n") == right


def test_values_of_json_stand_beside_their_names():
    found = Mail(mime.read(mail(SITE, "x", text='{"a": {"name": "Max"}}')), KNOWN).plain
    rows = [(line.text, line.row, line.cell) for line in found.lines if line.text]
    assert (rows, found.cells[2]) == ([("a:", 0, 0), ("name:", 2, 0), ("Max", 2, 1)], 2)


def test_json_among_other_lines():
    assert lines_of('Formular: x\n\n[{"field":"Ort","value":"Kiel"}]\n\nGesendet') == [
        "Formular: x",
        "",
        "",
        "Ort:",
        "Kiel",
        "",
        "",
        "Gesendet",
    ]
    assert lines_of('Die Menge {"a"} und\n{"b"} stehen so da.') == ['Die Menge {"a"} und', '{"b"} stehen so da.']


def test_a_value_that_was_escaped_twice():
    raw = mail(SITE, "x", html="<p>Gr&amp;uuml;n&lt;br /&gt;und Wei&amp;szlig;</p>")
    assert [line.text for line in Mail(mime.read(raw), KNOWN).html.lines] == ["Grün", "und Weiß"]


def test_markup_that_came_as_text():
    row = "<table><tr><td>Name</td><td>Max</td></tr></table>"
    assert lines_of(f"Hallo {row}") == ["Hallo", "Name", "Max"]
    assert lines_of(row.replace("<", "&lt;").replace(">", "&gt;")) == ["Name", "Max"]
    assert lines_of("{kein JSON") == ["{kein JSON"]
    raw = mail(SITE, "x", html=f"<p>{row.replace('<', '&lt;').replace('>', '&gt;')}</p>")
    assert [line.text for line in Mail(mime.read(raw), KNOWN).html.lines] == ["Name", "Max"]


@table(
    ("[10:02] Max Muster: Ist es frei?\n[10:03] Anna Amt: Ja.\n", ["Name: Max Muster", "Nachricht:", "Ist es frei?"]),
    ("[10:02] Bot: Name?\n[10:03] Max: Max Muster\n[10:04] Max: 030 1234567\n[10:05] Max: max@example.org",
     ["Name: Max Muster", "Telefon: 030 1234567", "E-Mail: max@example.org", "Nachricht:"]),
    ("[10:02] Max: meine Adresse ist wohl max@example.org\n[10:03] Max: ja",
     ["E-Mail: max@example.org", "Nachricht:", "meine Adresse ist wohl max@example.org", "ja"]),
    ("[10:02] Max: eins\nzwei\n\ndrei\n[10:03] Max: vier", ["drei", "Nachricht:", "eins", "zwei", "vier"]),
    ("[10:02] Max: ja\n[10:03] Max: max@example.org 0171 1234567",
     ["E-Mail: max@example.org", "Telefon: 0171 1234567", "Nachricht:", "ja"]),
    ("[10:02] Max: eins", ["[10:02] Max: eins"]),
    ("[10:02] Max: eins\n[10:03] Eva: zwei\n[10:04] Max: drei", ["Nachricht:", "eins", "drei"]),
    ("Bot 10:02\nGuten Tag\n\nMax Muster, 10:03\nIst es frei?", ["Name: Max Muster", "Nachricht:", "Ist es frei?"]),
    ("Anna Amt 10:02\nGuten Tag\n\nXyrill 10:03\nIst es frei?", ["Anna Amt 10:02", "Guten Tag", "Xyrill 10:03",
     "Ist es frei?"]),
    ("Montag 10:02\nMax 10:03\nIst es frei?", ["Montag 10:02", "Max 10:03", "Ist es frei?"]),
    ("Max 10:03\nIst es frei?", ["Max 10:03", "Ist es frei?"]),
    ("10:02 - Max: Ist es frei?\nMax [10.11.2025, 10:03 AM]: Ja?", ["Nachricht:", "Ist es frei?", "Ja?"]),
    ("[10:02] Anna Amt: a\n[10:03] Bot: b", ["[10:02] Anna Amt: a", "[10:03] Bot: b"]),
)  # fmt: skip
def test_a_chat_as_a_form(given, right):
    assert [line for line in lines_of(given) if line] == right


@table(
    (("Kurz", "<p>Die ganze Nachricht</p>"), "Die ganze Nachricht"),
    (("Kurz und knapp", "<p>Kurz</p>"), "Kurz und knapp"),
    (("x" * 60, "<p>" + "y" * 70 + "</p>"), "x" * 60), (("x" * 59, "<p>" + "y" * 70 + "</p>"), "y" * 70),
    ((None, "<p>a</p>"), "a"), (("a", None), "a"),
)  # fmt: skip
def test_what_a_person_reads(given, right):
    text, markup = given
    assert Mail(mime.read(mail(SITE, "x", text=text, html=markup)), KNOWN).text == right


def test_whose_mail_it_is():
    def found(sender, to="a@makler.example", headers=(), rules=KNOWN):
        return Mail(mime.read(mail(sender, "x", text="x", to=to, headers=headers)), rules)

    assert found("A <a@makler.example>").is_from_home
    assert found("A <a@sub.makler.example>").is_from_home
    assert not found("A <a@notmakler.example>").is_from_home
    assert found("A <a@buero.example>", "b@buero.example", rules=Rules()).is_from_home
    assert not found("A <a@gmail.com>", "b@gmail.com", rules=Rules()).is_from_home
    assert found("A <a@makler.example>", headers=[("X-Original-From", "x@immonet.de")]).portal.code == "immonet"
    assert found("A <a@x.example>", headers=[("X-Original-From", "x@immonet.de")]).portal is None
    for name in ("X-Original-Sender", "Reply-To", "Sender"):
        headers = [(name, "x@immonet.de")]
        assert found("A <a@makler.example>", headers=headers).portal.code == "immonet"
        assert found("A <a@x.example>", headers=headers).portal is None
    assert found("A <a@x.at>").parties.country == "AT"
    assert found("A <a@x.example>").parties.country == "DE"
    assert found("A <a@formulardienst.example>").senders == {"formulardienst"}
    assert found("A <a@form.example>").senders == frozenset()
    assert found("A <a@makler.example>").senders == frozenset()
    assert "immonet" in found(IMMONET).senders


# -- which property ---------------------------------------------------------------------------------------------------


def asked(text: str, subject: str = "Haus", sender: str = MAX, rules: Rules = KNOWN) -> list[tuple[str, ...]]:
    return [found.property_refs for found in parsing.parse(mail(sender, subject, text=text), rules).inquiries]


SAID = "Guten Tag,\n\n{}\n\nViele Grüße\nMax Muster\n"


@table(
    ("ich hätte Interesse an MA-1031.", [("MA-1031",)]),
    ("ich hätte Interesse an MA-1031 und MA-1042.", [("MA-1031",), ("MA-1042",)]),
    ("ich hätte Interesse an MA-1031, MA-1042.", [()]),
    ("ich hätte Interesse an beiden Wohnungen: MA-1031, MA-1042.", [("MA-1031",), ("MA-1042",)]),
    ("ich hätte Interesse an MA-1031. Früher war es MA-1042.", [()]),
    ("ich hätte Interesse an Haus 4711.", [("4711",)]), ("ich hätte um 4711 Euro Interesse.", [()]),
    ("ich hätte Interesse an Objekt-Nr. 4711.", [("4711",)]), ("ich hätte Interesse an der Wohnung MA-9999.", [()]),
    ("ich hätte Interesse an MA-1031 (MA-1031).", [("MA-1031",)]),
)  # fmt: skip
def test_which_properties_a_letter_asks_for(given, right):
    found = asked(SAID.format(given))
    assert found == right


def test_numbers_of_one_property():
    known = {"MA1031": 1, "162440917": 1, "MA1042": 2}
    rules = Rules(lookup=lambda keys: {key: known[key] for key in keys if key in known})
    said = "ich hätte Interesse an MA-1031 (162440917) und MA-1042."
    assert asked(SAID.format(said), rules=rules) == [("MA-1031", "162440917"), ("MA-1042",)]
    assert asked(SAID.format("ich hätte Interesse an MA-1031 (162440917)."), rules=rules) == [("MA-1031", "162440917")]


def test_candidates_are_what_is_known_and_then_what_may_be():
    (found,) = parsing.parse(
        mail(SITE, "XY-99", text=f"{FORM}Objekt-Nr.: ZZ-1\nNachricht: MA-1031? Früher war es MA-1042."), KNOWN
    ).inquiries
    assert found.property_refs == ("ZZ-1",)
    assert found.reference_candidates == ("MA-1031", "MA-1042", "XY-99")


def test_what_is_a_part_of_a_number_that_was_given_is_no_candidate():
    text = "Name: Max Muster\nTelefon: 0171 1234567\nNachricht: Ab 1234567 oder 7654321 für 450.000 bitte."
    (found,) = parsing.parse(mail(SITE, "Haus", text=text), KNOWN).inquiries
    assert found.reference_candidates == ("7654321",)


def test_first_look_up_asks_once():
    asked_for = []

    def lookup(keys):
        asked_for.append(keys)
        return {}

    asked(SAID.format("ich hätte Interesse an MA-1031 und MA-1042."), rules=Rules(lookup=lookup))
    assert len(asked_for) >= 1
    assert {"MA1031", "MA1042"} <= set(asked_for[0])
    assert references.key("MA-1031") == "MA1031"
