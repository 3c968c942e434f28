"""Which part of a mail says what: letters, conversations, XML, heads; and what the rules of evidence make of facts."""

import json

import pytest
from build import elements, feedback, mail, multipart, part
from cases import table

from anfragemanager import parsing
from anfragemanager.parsing import FIELDS, Rules, bounces, evidence, from_json, letters, mime, sources
from anfragemanager.parsing.labels import SYNONYMS
from anfragemanager.parsing.mail import Mail

KNOWN = Rules(own_domains=("makler.example",), agents=("Anna Amt",), own_phones=("040 5553210",))
MAX = "Max Muster <max@example.org>"
IMMONET = "immonet.de <noreply@immonet.de>"
SITE = "Webseite <web@makler.example>"


def of(raw: bytes, rules: Rules = KNOWN) -> Mail:
    return Mail(mime.read(raw), rules)


def read(sender: str, text: str, subject: str = "Haus", **how):
    return sources.read(of(mail(sender, subject, text=text, **how)))


# -- letters ----------------------------------------------------------------------------------------------------------


@table(
    (MAX, True), ("Max <info@x.example>", True), ("Max <kontakt@x.example>", True), ("X <noreply@x.example>", False),
    (SITE, False), (IMMONET, False),
)  # fmt: skip
def test_who_may_write_letters(given, right):
    assert letters.is_personal(of(mail(given, "x", text="x"))) is right


def test_without_a_sender_nobody_wrote():
    assert not letters.is_personal(of(b"Subject: x\n\nx"))


@table(
    (("Max Muster", "m@x.example"), True), (("max muster", "m@x.example"), True),
    (("i. A. Max Muster", "m@x.example"), True),
    (("Max Muster, Tel. 030 1234567", "m@x.example"), True), (("Xyrill Quonk", "quonk@x.example"), True),
    (("Xyrill Quonk", "q@x.example"), False),
    (("quonk", "quonk@x.example"), False), (("ja das quonk von hier", "quonk@x.example"), False),
    (("die uhr", "uhr@x.example"), False),
    (("nach 4711", "nach@x.example"), False),
)  # fmt: skip
def test_the_writer_s_name_below_a_letter(given, right):
    line, sender = given
    assert letters._signs(line, of(mail(f"<{sender}>", "x", text="x"))) is right


@table(
    (("Xyr Quonk", "Xyr Quonk"), True), (("X. Quonk", "Xyr Quonk"), True), (("X. Q.", "Xyr Quonk"), True),
    (("Quonk", "Xyr Quonk"), False), (("Xyr Q", "Xyr Q"), True), (("Xyr Quonk da", "Xyr Quonk"), False),
    (("Xyr Quonk, Tel. 030 1234567", "Xyr Quonk"), True), (("Xyr Quonk, Kiel", "Xyr Quonk"), True),
    (("Xyr Quonk", ""), False),
)  # fmt: skip
def test_the_name_in_the_head_in_a_line_of_its_own(given, right):
    line, writer = given
    assert letters._signs(line, of(mail(f"{writer} <post@x.example>", "x", text="x"))) is right


def letter(text: str, sender: str = MAX, **how):
    (found,) = read(sender, text, **how).inquiries
    return found


@table(
    ("Hallo\nViele Grüße\nMax Meier", ("Max", "Muster")), ("Hallo\nViele Grüße\nEva Meier", ("Max", "Muster")),
)  # fmt: skip
def test_the_name_of_the_sender_is_the_writer_s(given, right):
    found = letter(given)
    assert (found.first_name, found.last_name) == right


@table(
    ("Hallo\nViele Grüße\nMax Meier", ("Max", "Meier")), ("Hallo\nLG Max Meier", ("Max", "Meier")),
    ("Hallo\n\nMax Meier", ("Max", "Meier")),
    ("Hallo\nViele Grüße\n\nFrau Eva Meier", ("Eva", "Meier")), ("Hallo\nDanke", (None, None)),
)  # fmt: skip
def test_where_the_sender_has_no_name_the_letter_has(given, right):
    found = letter(given, "<m47@example.org>")
    assert (found.first_name, found.last_name) == right


def test_whom_a_lawyer_writes_for_does_not_sign():
    said = "hiermit zeige ich an, dass meine Mandantin, Frau Ida Wolf, MA-1031 zu erwerben wünscht. Ich bitte darum."
    text = f"Guten Tag,\n\n{said}\n\nMit freundlichen Grüßen\nDr. Sixtus Hohenlobbe\n"
    found = letter(text, "Kanzlei Hohenlobbe <kanzlei@hohenlobbe.example>")
    assert (found.title, found.first_name, found.last_name) == ("Dr.", "Sixtus", "Hohenlobbe")


def test_what_stands_below_a_letter():
    below = "Viele Grüße\nMax Muster\nBau GmbH\nAm Ring 1\n24114 Kiel\nTel. 030 1234567\n"
    found = letter(f"Hallo\n{below}")
    assert (found.company, found.street, found.zip, found.city, found.phone) == (
        "Bau GmbH",
        "Am Ring 1",
        "24114",
        "Kiel",
        "030 1234567",
    )
    assert found.message == "Hallo\nViele Grüße\nMax Muster"
    said = read(MAX, f"Hallo\n{below}")
    assert said.signature.startswith("Max Muster\nBau GmbH")
    assert said.own_words.startswith("Hallo")
    assert (said.is_letter, said.announced) == (True, False)
    assert read(MAX, "Zu Objekt-Nr. 4711").announced
    assert letter("Hallo\nTel. 030 1234567").phone == "030 1234567"


@table(
    ("Guten Tag,\nFrau Eva Meier, Tel. 0431 123456\nHallo", True), ("Eva Meier\neva@x.example\nHallo", True),
    ("Eva Meier\nHallo", False),
    ("Max Muster\n0431 123456", False), ("Eva Meier\nmax@example.org", False),
    ("Ich habe mit ihr gesprochen gestern.\nEva Meier\n0431 123456", False),
    ("Tel. 0431 123456\nHallo", False),
    ("hier die Angaben:\nEva Meier, Tel. 0431 123456\nHallo", True),
    ("hier unsere Angaben:\nJetziger Vermieter: Frau Eva Meier, Tel. 0431 123456\nHallo", False),
)  # fmt: skip
def test_who_passes_on_a_wish_of_another(given, right):
    mail_ = of(mail(MAX, "x", text=given))
    assert letters.tells_of_another(mail_, sources._readings(mail_)) is right


@table(
    ("meine Tochter Eva Meier sucht: eva.meier@x.example, 0171 1234567.",
     {"name": "Eva Meier", "email": "eva.meier@x.example", "phone": "0171 1234567"}),
    ("meine Tochter Eva Meier sucht: eva.meier@x.example, 0171 1234567, 0431 123456 oder 030 1234567.",
     {"name": "Eva Meier", "email": "eva.meier@x.example", "phone": "0171 1234567, 0431 123456"}),
    ("schreiben Sie an meine Tochter: eva.meier@x.example bitte", None),
    ("Eva Meier: eva.meier@x.example", None),
    ("meine Tochter Eva Meier sucht, sie hat eva.meier@makler.example.", None),
)  # fmt: skip
def test_whose_address_a_sentence_gives(given, right):
    found = letters.other_address(of(mail(MAX, "x", text="x")), [given])
    assert found == (right and (right, given))


# -- conversations ----------------------------------------------------------------------------------------------------

ALIAS = "Max über ImmoScout24 <b81cc0aa72@anfrage.immobilienscout24.de>"


def test_a_conversation_of_a_portal():
    found = read(ALIAS, "Nachricht von Max\nIst es frei?", headers=[("X-Conversation-Id", "c1")])
    (inquiry,) = found.inquiries
    assert (found.format, found.is_relay, found.announced, found.own_words) == ("relay", True, False, "Ist es frei?")
    assert (inquiry.email, inquiry.email_is_alias, inquiry.first_name, inquiry.external_id) == (
        "b81cc0aa72@anfrage.immobilienscout24.de", True, "Max", "c1")  # fmt: skip
    assert (inquiry.origin["email"], inquiry.place["email"]) == ("header", "From")
    bare = read(ALIAS, "Guten Tag\nist das Haus zu haben.\nMax")
    assert bare.inquiries[0].message == "Guten Tag\nist das Haus zu haben.\nMax"


@table(
    (ALIAS, True), ("Max <b81cc0aa72@anfrage.immobilienscout24.de>", False),
    ("Max über ImmoScout24 <noreply@immobilienscout24.de>", False),
    (f"Max <a-{'0af' * 12}-ek-ek@mail.kleinanzeigen.de>", True), ("Max <max@kleinanzeigen.de>", False),
    ("Max über ImmoScout24 <max@immobilienscout24.de>", True), ("Max über ImmoScout24 <max@x.example>", False),
)  # fmt: skip
def test_address_of_a_conversation(given, right):
    assert bool(sources._relay_address(of(mail(given, "x", text="x")))) is right


KLEINANZEIGEN = "Kleinanzeigen <noreply@kleinanzeigen.de>"


@table(
    ("Max Muster\n0171 1234567", (None, "Muster", "0171 1234567", None)),
    ("Du hast eine Nachricht von Max zu deiner Anzeige Haus erhalten:\nIst es frei?",
     ("relay", None, None, "Ist es frei?")),
    ("Du hast Post!\nDu hast eine Nachricht von Max zu deiner Anzeige Haus erhalten:\nIst es frei?",
     ("relay", None, None, "Ist es frei?")),
    ("Name: Max Muster\nTelefon: 0171 1234567\nNachricht: Ist es frei?",
     ("labels", "Muster", "0171 1234567", "Ist es frei?")),
)  # fmt: skip
def test_a_conversation_without_its_address(given, right):
    found = read(KLEINANZEIGEN, given, "Nutzer-Anfrage zu deiner Anzeige Haus")
    (inquiry,) = found.inquiries
    assert (found.format, inquiry.last_name, inquiry.mobile, inquiry.message) == right
    assert (found.is_relay, inquiry.email, inquiry.email_is_alias) == (False, None, False)


def test_a_conversation_of_which_nothing_came():
    (inquiry,) = read(ALIAS, "").inquiries
    assert (inquiry.first_name, inquiry.email_is_alias, inquiry.message) == ("Max", True, None)
    assert parsing.parse(mail(ALIAS, "Haus", text=""), KNOWN).warnings == ()


def test_numbers_of_a_conversation():
    link = "https://www.immobilienscout24.de/expose/162188779"
    said = read(
        ALIAS, f"Nachricht von Max\nMeine Nummer ist 0171 1234567, siehe {link}", "Zu Objekt-Nr. 4711"
    ).inquiries[0]
    assert (said.mobile, said.property_refs) == ("0171 1234567", ("4711",))
    (linked,) = sources.read(
        of(mail(ALIAS, "Haus", html=f'<p>Nachricht von Max</p><p><a href="{link}">x</a></p>'))
    ).inquiries
    assert linked.property_refs == ("162188779",)
    nobody = read("Ein Nutzer über Kleinanzeigen <x@mail.kleinanzeigen.de>", "Nachricht von Max\nHallo").inquiries[0]
    assert nobody.first_name == "Max"


@table(
    ("b81cc0aa72@anfrage.immobilienscout24.de", "b81cc0aa72@anfrage.immobilienscout24.de"), ("max@x.example", None),
    ("noreply@immobilienscout24.de", None), ("x@immonet.de", None),
)  # fmt: skip
def test_a_conversation_answered_to_another_address(given, right):
    raw = mail("Max über ImmoScout24 <noreply@immobilienscout24.de>", "x", text="x", headers=[("Reply-To", given)])
    assert sources._relay_address(of(raw)) == right


def test_a_form_that_a_person_s_mailbox_sends():
    (inquiry,) = read(MAX, "Name: Max Meier\nOrt: Kiel\nNachricht: Ist es frei?").inquiries
    assert (inquiry.last_name, inquiry.city, inquiry.message) == ("Meier", "Kiel", "Ist es frei?")
    assert read(MAX, "Ist es frei?\n\nMax Meier\nTelefon: 030 1234567").is_letter
    assert not read(MAX, "Name: Max Meier\nOrt: Kiel").is_letter
    assert not read(MAX, "Name: Max Meier <max@example.org>").is_letter
    assert read(MAX, "Ich habe eine Frage.\nName: Max Meier").is_letter


def test_a_name_told_in_a_conversation():
    found = read(ALIAS, "Nachricht von Max\nMein Name ist Max Muster. Schreiben Sie an max@example.org").inquiries[0]
    assert (found.first_name, found.last_name, found.email) == ("Max", "Muster", "max@example.org")
    other = read(ALIAS, "Nachricht von Max\nMein Name ist Eva Muster.").inquiries[0]
    assert (other.first_name, other.last_name) == ("Max", None)
    # The conversation stands in one of the two texts, or says nothing of who writes.
    (beside,) = read(ALIAS, "Nachricht von Max\nMein Name ist Max Muster.", html="<p>Bild</p>").inquiries
    assert (beside.first_name, beside.last_name, beside.origin["last_name"]) == ("Max", "Muster", "text")
    nameless = f"<a-{'0af' * 12}-ek-ek@mail.kleinanzeigen.de>"
    chat = read(nameless, "Guten Tag, mein Name ist Max Muster. Ist es noch frei?")
    (told,) = chat.inquiries
    assert (chat.is_relay, told.first_name, told.last_name) == (True, "Max", "Muster")
    (own,) = read(nameless, "Guten Tag, mein Name ist Anna Amt. Ist es noch frei?").inquiries
    assert own.last_name is None


# -- forms ------------------------------------------------------------------------------------------------------------


def form(text: str, sender: str = SITE, subject: str = "Kontakt", **how):
    (found,) = read(sender, text, subject, **how).inquiries
    return found


@table(
    ("First name: Max\nLast name: Muster\nPostcode: 1\nMessage: Hallo", "en"), ("Vorname: Max\nNachricht: Hallo", "de"),
    ("Nombre: Max\nApellidos: Muster\nTeléfono: 1\nMensaje: Hola", "es"),
)  # fmt: skip
def test_language_of_a_form(given, right):
    mail_ = of(mail(SITE, "x", text=given))
    reading = sources._readings(mail_)[0][1]
    assert (reading.spanish >= 2, reading.english >= 3) == (right == "es", right == "en")


@table(
    ("Name: Max Muster\nWunsch: Rückruf", ("callback",)),
    ("Name: Max Muster\nNachricht: Rufen Sie mich bitte zurück?", ("callback",)),
    ("Name: Max Muster\nNachricht: Hallo", ()),
)  # fmt: skip
def test_the_wish_of_a_form(given, right):
    assert form(given).wishes == right


def test_a_number_among_the_words_of_a_form():
    assert form("Name: Max Muster\nNachricht: Meine Nummer ist 0171 1234567.").mobile == "0171 1234567"
    assert form("Name: Max Muster\nTelefon: 030 1234567\nNachricht: Meine Nummer ist 0171 1234567.").mobile is None


def test_references_by_where_they_stand():
    said = "Name: Max Muster\nNachricht: Es geht um Objekt-Nr. 4712.\nLink: https://www.immobilienscout24.de/expose/162188779\n"
    assert form(f"Zu Objekt-Nr. 4711\n{said}").property_refs == ("4711", "162188779")
    assert form(said).property_refs == ("162188779", "4712")
    assert form("Name: Max Muster\nNachricht: Hallo", subject="Anfrage zu Objekt-Nr. 4711").property_refs == ("4711",)
    assert form("Name: Max Muster\nObjekt-Nr.: 4711", subject="Anfrage zu Objekt-Nr. 4712").property_refs == (
        "4711",
        "4712",
    )
    assert form("Name: Max Muster\nScout-ID: 162188779\nObjekt-Nr.: 4711").property_refs == ("4711", "162188779")
    assert form("Name: Max Muster\nScout-ID: 162188779\nNachricht: Objekt-Nr. 4712?").property_refs == ("162188779",)
    told = "Name: Max Muster\nNachricht: Es geht um Objekt-Nr. 4712."
    assert form(told, subject="Anfrage zu Objekt-Nr. 4711").property_refs == ("4712", "4711")
    assert form("Name: Max Muster\nObjekt-Nr.: A1-123456", IMMONET).property_refs == ("A1",)
    assert form("Name: Max Muster\nObjekt-Nr.: A1-123456").property_refs == ("A1-123456",)


def test_a_stranger_s_form_service_is_not_the_prospect():
    called = "Name: Max Muster\nTelefon: 030 1234567\n"
    assert form(called, "Dienst <form@dienst.example>").email is None
    assert form(called, "Dienst <muster@dienst.example>").email == "muster@dienst.example"
    assert form(called, "Max Muster <m@dienst.example>").email == "m@dienst.example"
    assert form(called, "Dienst <form@dienst.example>", headers=[("Reply-To", "m@x.example")]).email == "m@x.example"
    assert form(called, SITE).email is None
    assert form(called, SITE, headers=[("Reply-To", "noreply@x.example, m@x.example")]).email == "m@x.example"
    assert form("Ort: Kiel\nLand: x\n", SITE, headers=[("Reply-To", "Eva Meier <m@x.example>")]).last_name == "Meier"


def test_country_by_postcode_and_number():
    assert form("Name: Max Muster\nPLZ: 1010\nTelefon: +43 1 5134567\n").country == "AT"
    assert form("Name: Max Muster\nPLZ: 1010\n").country is None
    found = form("Name: Max Muster\nPLZ: 8001\nTelefon: +41 44 2211111\n")
    assert (found.country, found.origin["country"]) == ("CH", found.origin["zip"])


def test_what_no_label_gave():
    card = "Neuer Kontakt\n\nMax Muster\n0171 1234567\nmax@example.org\n\nIch hätte gern mehr zum Haus gewusst.\n"
    found = form(card)
    assert (found.last_name, found.mobile, found.email) == ("Muster", "0171 1234567", "max@example.org")
    assert found.message == "Ich hätte gern mehr zum Haus gewusst."
    assert set(found.origin.values()) == {"pattern"}
    assert form(card, "Dienst <form@dienst.example>").last_name == "Muster"
    assert form("Nachricht von Eva Meier:\n\nIch hätte gern mehr zum Haus gewusst.\neva@x.example").first_name == "Eva"
    assert form("Neuer Kontakt\n\nneu@makler.example\nmax@example.org").email == "max@example.org"


def test_the_words_of_a_form_without_a_message():
    assert read(SITE, "Name: Max Muster\nOrt: Kiel\n> alt").own_words == "Name: Max Muster\nOrt: Kiel"


def test_a_concern_is_the_message_where_there_is_no_other():
    assert form("Name: Max Muster\nAnliegen: Ich möchte das Haus sehen").message == "Ich möchte das Haus sehen"
    assert form("Name: Max Muster\nAnliegen: Ich möchte das Haus sehen\nNachricht: Hallo").message == "Hallo"


@table(
    ("<?xml version='1.0'?>", None), ("<openimmo_feedback>", None), ("-- openimmo", None), ("<b>", "Kiel"),
    ("--", "Kiel"),
)  # fmt: skip
def test_xml_pasted_into_a_text_is_not_read_as_a_form(given, right):
    assert form(f"Name: Max Muster\n{given}\nOrt: Kiel\n").city == right


def test_a_wish_in_the_subject():
    found = form("Name: Max Muster\nOrt: Kiel\n", subject="Besichtigungstermin")
    assert (found.wishes, found.origin["wishes"]) == (("viewing",), "subject")
    found = form("Name: Max Muster\nNachricht: Rückruf bitte\n", subject="Besichtigungstermin")
    assert found.wishes == ("viewing",)


def test_what_belongs_to_a_signature():
    said = read(MAX, "Hallo\nViele Grüße\nMax Muster\nMakler\nhttps://x.example\n" + "x" * 70 + "\n" + "y" * 69)
    assert said.signature == "Max Muster\nMakler\n" + "y" * 69


# -- XML --------------------------------------------------------------------------------------------------------------

WHO = [("vorname", "Max"), ("nachname", "Muster"), ("email", "max@example.org")]
ABOUT = [("oobj_id", "A-1")]


def xml(document: str, **how):
    return sources.read(of(mail(IMMONET, "x", attachments=[part(document, "text/xml")], **how)))


def test_xml_and_its_text():
    found = xml(feedback([(ABOUT, [WHO])]), text="Name: Eva Meier\nOrt: Kiel\n")
    (inquiry,) = found.inquiries
    assert (found.is_xml, found.format, found.announced) == (True, "openimmo_feedback", True)
    assert (inquiry.first_name, inquiry.city, inquiry.property_refs) == ("Max", "Kiel", ("A-1",))
    assert (inquiry.origin["first_name"], inquiry.origin["city"]) == ("xml", "text")
    assert inquiry.place["first_name"] == "vorname: Max"
    assert inquiry.conflicts[0]["field"] == "first_name"


def test_several_prospects_of_one_document():
    other = [("nachname", "Meier"), ("telefon", "030 1234567")]
    found = xml(feedback([(ABOUT, [WHO, other]), ([("oobj_id", "B-2")], [WHO])]), text="Ort: Kiel")
    assert [(one.last_name, one.property_refs) for one in found.inquiries] == [
        ("Muster", ("A-1",)), ("Meier", ("A-1",)), ("Muster", ("B-2",))]  # fmt: skip
    assert found.inquiries[0].city is None


def test_xml_twice_is_one_prospect():
    text = feedback([(ABOUT, [WHO])])
    raw = mail(IMMONET, "x", attachments=[part(text, "text/xml"), part(text, "application/xml")])
    assert len(sources.read(of(raw)).inquiries) == 1


def test_xml_that_is_cut_off():
    text = feedback([(ABOUT, [[*WHO, ("anfrage", "Ist es frei")]])])
    cut = text[: text.index("</anfrage>")]
    found = xml(cut, text="Nachricht: Ist es frei? Danke")
    assert found.inquiries[0].message == "Ist es frei? Danke"


def test_fields_of_xml():
    fields = [
        *WHO,
        ("anrede", "Herr"),
        ("strasse", "Am Ring"),
        ("plz", "24114"),
        ("ort", "Kiel"),
        ("tel", "030 1234567"),
        ("mobil", "0171 1234567"),
    ]
    (found,) = xml(feedback([(ABOUT, [fields])])).inquiries
    assert (found.salutation, found.street, found.zip, found.city, found.phone, found.mobile) == (
        "mr", "Am Ring", "24114", "Kiel", "030 1234567", "0171 1234567")  # fmt: skip
    extra = "<user_defined_simplefield feldname='Haustiere'>Hund</user_defined_simplefield>"
    text = feedback([(ABOUT, [WHO])]).replace("</interessent>", f"{extra}</interessent>")
    (found,) = xml(text).inquiries
    assert (found.disclosure, found.last_name) == ({"Haustiere": "Hund"}, "Muster")
    assert elements([("a", "b")]) == "<a>b</a>"


# -- weighing ---------------------------------------------------------------------------------------------------------


def seen(kind: str, weight: int) -> evidence.Evidence:
    return evidence.Evidence(kind, weight, "x", "x", "x")


@table(
    ([], ("other", False)), ([("inquiry", 3)], ("other", False)), ([("inquiry", 4)], ("other", True)),
    ([("inquiry", 5)], ("inquiry", True)),
    ([("inquiry", 6)], ("inquiry", True)), ([("inquiry", 7)], ("inquiry", False)),
    ([("inquiry", 4), ("inquiry", 3)], ("inquiry", False)),
    ([("inquiry", 9), ("bulk", 6)], ("inquiry", False)), ([("inquiry", 9), ("bulk", 7)], ("inquiry", True)),
    ([("bulk", 4)], ("other", False)),
    ([("bulk", 9), ("inquiry", 7)], ("bulk", True)), ([("bulk", 9), ("inquiry", 6)], ("bulk", False)),
    ([("bulk", 9), ("reply", 8)], ("bulk", False)),
    ([("bulk", 9), ("owner_lead", 8)], ("bulk", True)), ([("inquiry", -3), ("inquiry", 8)], ("inquiry", True)),
)  # fmt: skip
def test_the_kind_with_most_weight(given, right):
    assert evidence.judge([seen(*row) for row in given]) == right


@table(
    (("bulk", [("bulk", 9), ("inquiry", 5)], {"known"}, False), True),
    (("bulk", [("bulk", 9), ("inquiry", 4)], {"known"}, False), False),
    (("bulk", [("bulk", 9), ("inquiry", 4)], {"known"}, True), True),
    (("bulk", [("bulk", 9), ("inquiry", 4)], set(), True), False),
    (("bulk", [("bulk", 9), ("inquiry", 2)], {"known", "interest"}, False), True),
    (("bulk", [("bulk", 9), ("inquiry", 1)], {"known", "interest"}, False), False),
    (("reply", [("reply", 9), ("inquiry", 2)], {"known"}, False), True),
    (("reply", [("reply", 9), ("inquiry", 2)], {"known", "answers_us"}, False), False),
    (("other", [], {"known"}, False), False), (("other", [], {"known"}, True), True),
    (("bulk", [("bulk", 20)], {"known"}, True), False),
    # Nothing speaks for the kind, or nothing for an inquiry.
    (("other", [("inquiry", -7)], {"known", "interest"}, False), True),
    (("other", [("inquiry", -8)], {"known", "interest"}, False), False),
    (("bulk", [("bulk", 7)], {"known", "interest"}, False), True),
    (("bulk", [("bulk", 8)], {"known", "interest"}, False), False),
    (("bulk", [("bulk", 19)], {"known"}, True), True), (("bulk", [("bulk", 19)], {"known", "spam"}, True), False),
)  # fmt: skip
def test_what_may_be_lost_is_looked_at(given, right):
    kind, rows, facts, told = given
    assert evidence.may_be_lost(kind, [seen(*row) for row in rows], facts, told) is right


def test_a_rule_tells_where_it_saw_what():
    found = evidence.fired({"portal", "spam", "calendar"}, {"subject": "newsletter abmelden", "body": ""})
    seen_ = [(row.where, row.saw) for row in found]
    assert {("mail", "calendar"), ("subject", "newsletter")} <= set(seen_)
    assert [abs(row.weight) for row in found] == sorted((abs(row.weight) for row in found), reverse=True)
    spoken = {"says:owner": "wir verkaufen", "says:home": "unser haus"}
    rules = [rule for rule in evidence.rules() if rule.needs & spoken.keys()]
    told = evidence.fired(set().union(*(rule.needs for rule in rules)), {}, spoken)
    assert {row.where for row in told if row.means in {rule.means for rule in rules if not rule.says}} == {"message"}


# -- mails in mails ---------------------------------------------------------------------------------------------------

FORM = "Name: {0} Muster\nE-Mail: {0}@example.org\nObjekt-Nr.: 4711\nNachricht: Ist es noch frei?\n"


def attached(*names: str) -> list[bytes]:
    return [
        part(mail(IMMONET, "Anfrage", text=FORM.format(name)), "message/rfc822", charset=None, encoding="8bit")
        for name in names
    ]


def test_attached_inquiries_are_those_of_who_sent_them():
    raw = mail("Anna Amt <a@makler.example>", "Anfragen", text="Zur Kenntnis", attachments=attached("Max", "Eva"))
    read_ = parsing.parse(raw, KNOWN)
    assert (read_.kind, [found.first_name for found in read_.inquiries]) == ("inquiry", ["Max", "Eva"])
    assert read_.portal == "immonet"


def test_what_is_attached_to_a_portal_s_own_inquiry_is_not_asked():
    raw = mail(IMMONET, "Anfrage", text=FORM.format("Uwe"), attachments=attached("Max"))
    assert [found.first_name for found in parsing.parse(raw, KNOWN).inquiries] == ["Uwe"]
    raw = mail(IMMONET, "Anfrage", text="Siehe Anhang", attachments=attached("Max"))
    assert [found.first_name for found in parsing.parse(raw, KNOWN).inquiries] == ["Max"]
    raw = mail(IMMONET, "Fwd: Anfrage", text=FORM.format("Uwe"), attachments=attached("Max"))
    assert [found.first_name for found in parsing.parse(raw, KNOWN).inquiries] == ["Max"]


# -- reports ----------------------------------------------------------------------------------------------------------


def reported(raw: bytes):
    message = mime.read(raw)
    found, ids = bounces.read(message, message.plain, lambda address: address.endswith("@makler.example"))
    return [one.address for one in found], ids


def test_who_complained():
    about = part("Original-Rcpt-To: <max@example.org>\n", "message/feedback-report", charset=None, encoding="7bit")
    inner = part("To: eva@example.org\nMessage-ID: <a@x>\n\nx", "message/rfc822", charset=None, encoding="7bit")
    assert reported(b"Subject: x\n" + multipart("report", [about, inner])) == (
        ["max@example.org", "eva@example.org"],
        ("<a@x>",),
    )
    assert reported(b"Subject: x\n" + multipart("mixed", [inner]))[0] == []


def status(*blocks: str) -> bytes:
    return part("\n\n".join(blocks), "message/delivery-status", charset=None, encoding="7bit")


def test_what_a_status_says_of_each_recipient():
    failed = (
        "Final-Recipient: rfc822; MAX@Example.org\nAction: failed\nStatus: 5.1.1 (unknown)\nDiagnostic-Code: smtp;\n no"
    )
    arrived = "Final-Recipient: rfc822; eva@example.org\nAction: Relayed"
    silent = "Original-Recipient: rfc822; uwe@example.org"
    text = part("kai@example.org is unknown", "text/plain")
    message = mime.read(
        b"Subject: x\n" + multipart("report", [text, status(f"MTA: {'x' * 2000}", failed, arrived, silent)])
    )
    found, _ids = bounces.read(message, message.plain, lambda address: False)
    assert [(one.address, one.permanent, one.status, one.diagnostic) for one in found] == [
        ("MAX@example.org", True, "5.1.1", "smtp; no"),
        ("uwe@example.org", True, None, None),
    ]


AMAZON = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "max@example.org"}]}


@table(
    ({"bounce": AMAZON}, [("max@example.org", True, None, None)]),
    ({"Message": json.dumps({"bounce": AMAZON})}, [("max@example.org", True, None, None)]),
    ({"bounce": {**AMAZON, "bounceType": "Transient"}}, [("max@example.org", False, None, None)]),
    ({"complaint": {"complainedRecipients": AMAZON["bouncedRecipients"]}}, [("max@example.org", True, None, None)]),
    ({"bounce": {"bouncedRecipients": [{"emailAddress": "a@x.example", "status": "5.1.1", "diagnosticCode": "no"}]}},
     [("a@x.example", True, "5.1.1", "no")]),
    ({"bounce": {"bouncedRecipients": [{"emailAddress": None}, {"emailAddress": "a@x.example"}]}},
     [("a@x.example", True, None, None)]),
    ({"bounce": {"bouncedRecipients": 5}}, []), ({"bounce": 5}, []), ([1], []), ({"complaint": {}}, []),
)  # fmt: skip
def test_reports_in_json(given, right):
    text = f"Report: {json.dumps(given)} sender@makler.example"
    found, _ids = bounces.read(mime.read(b"Subject: x\n\n"), text, lambda address: address.endswith("makler.example"))
    assert [(one.address, one.permanent, one.status, one.diagnostic) for one in found] == right


@table(
    (("Undelivered", "max@example.org is unknown 5.1.1"), (True, "5.1.1")),
    (("Undelivered", "max@example.org is full 4.2.2"), (False, "4.2.2")),
    (("Delayed Mail (still being retried)", "max@example.org"), (False, None)),
    (("Undelivered", "max@example.org: Zustellung verzögert"), (False, None)),
    (("Undelivered", "max@example.org" + " " * 1500 + "verzögert"), (True, None)),
)  # fmt: skip
def test_whether_a_mail_may_still_arrive(given, right):
    subject, text = given
    (found,), _ids = bounces.read(mime.read(f"Subject: {subject}\n\n".encode()), text, lambda address: False)
    assert (found.permanent, found.status) == right


def test_mails_a_report_is_about():
    returned = part("Message-ID: <b@x>\n", "text/rfc822-headers", charset=None, encoding="7bit")
    assert reported(b"In-Reply-To: <c@x>\nReferences: <d@x> <c@x>\n" + multipart("report", [returned]))[1] == (
        "<b@x>",
        "<c@x>",
        "<d@x>",
    )
    assert reported(b"Subject: x\n\n> Message-ID: <e@x>\n")[1] == ("<e@x>",)
    about = part("Message-ID: <f@x>\nabout it", "text/plain", charset=None, encoding="7bit")
    assert reported(b"Subject: x\n" + multipart("report", [about, returned]))[1] == ("<b@x>",)


@table(
    ("<max@example.org> unknown", ["max@example.org"]),
    ("a@makler.example unknown", []),
    ("us@y.example mta@z.example", []),
    ("SMTP=max@example.org", ["max@example.org"]), ("postmaster@x.example: max@example.org", ["max@example.org"]),
)  # fmt: skip
def test_recipients_named_in_words(given, right):
    assert (
        reported(f"To: us@y.example\nFrom: mta@z.example\n\n{'Your mail did not arrive. ' * 2}{given}".encode())[0]
        == right
    )


# -- what administrators set ------------------------------------------------------------------------------------------


def test_what_may_be_taught():
    assert set(FIELDS) == set(SYNONYMS) - {"technical"}


@pytest.mark.parametrize("data", [[], {"x": []}, {"agents": "Anna"}, {"agents": [1]}])
def test_rules_that_cannot_be_read(data):
    with pytest.raises(ValueError, match=r"rules|must be"):
        from_json(data)


def test_rules_of_a_file():
    found = from_json(
        {"own_domains": ["a.example"], "own_addresses": ["b@x.example"], "agents": ["Anna Amt"], "own_phones": None}
    )
    assert (found.own_domains, found.agents, found.own_phones) == (("a.example", "b@x.example"), ("Anna Amt",), ())
    assert found.is_own_name("anna amt")
    assert not found.is_own_name("")
    assert KNOWN.is_own_phone("+49 40 5553210")


@table(
    (({"inquiries": [{"a": 1, "place": 1}]}, {"inquiries": [{"a": 2, "place": 2}]}), [(0, "a", 1, 2)]),
    (({"inquiries": []}, {"inquiries": [{"a": 1}]}), [(0, "inquiry", None, {"a": 1})]),
    (({}, {"inquiries": [{"a": 1}, {"b": 2}]}), [(0, "inquiry", None, {"a": 1}), (1, "inquiry", None, {"b": 2})]),
    (({"kind": "a"}, {"kind": "b"}), [(None, "kind", "a", "b")]),
    (({"portal": "a", "format": "x"}, {"format": "y"}), [(None, "portal", "a", None), (None, "format", "x", "y")]),
    (({"warnings": ["a"]}, {}), [(None, "warnings", ["a"], [])]),
    (({"inquiries": [{"a": 1}]}, {"inquiries": [{"b": 1}]}), [(0, "a", 1, None), (0, "b", None, 1)]),
)  # fmt: skip
def test_what_a_change_of_rules_changes(given, right):
    assert [(one.inquiry, one.field, one.old, one.new) for one in parsing.diff(*given)] == right
