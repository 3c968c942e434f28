"""Decisions of the reader that one small slip would turn round, each by a mail of a few lines."""

import pytest
from build import feedback, mail, part

from anfragemanager import parsing
from anfragemanager.parsing import PORTALS, Portal, Rules, ending, portals, references, subject_shape

IMMONET = "immonet.de <noreply@immonet.de>"
OWN = Rules(own_domains=("makler.example",))
SITE = "Website <web@makler.example>"
HEAD = "Vorname: Max\nNachname: Muster\nE-Mail: max@example.org\nObjekt-Nr.: MA-1\n"


def inquiry(raw: bytes, rules: Rules = OWN):
    (found,) = parsing.parse(raw, rules).inquiries
    return found


def form(text: str, sender: str = SITE):
    return inquiry(mail(sender, "Objektanfrage", text=text))


def page(html: str, sender: str = SITE):
    return inquiry(mail(sender, "Objektanfrage", html=html))


# -- who is who -------------------------------------------------------------------------------------------------------


def test_the_last_bracket_of_a_sender_is_its_address():
    raw = b"From: Max <falsch@x.example> <echt@y.example>\nSubject: x\n\nText"
    assert parsing.parse(raw).from_address == "echt@y.example"


@pytest.mark.parametrize("name", ["Sender", "X-Original-Sender", "X-Original-From", "Reply-To", "Subject"])
def test_whom_a_mail_is_addressed_to_does_not_make_its_sender_ours(name):
    """The writer chooses the recipients: who adds one of their own would speak for every portal."""
    told = [] if name == "Subject" else [(name, "ImmobilienScout24 <noreply@immobilienscout24.de>")]
    raw = mail("ImmobilienScout24 <x@evil.example>", "Kontaktanfrage", text=HEAD, headers=told,
               to="anfragen@makler.example, y@evil.example")  # fmt: skip
    found = parsing.parse(raw, OWN)
    assert (found.kind, found.portal, found.from_address) == ("other", None, "x@evil.example")
    assert any("pretends to come from ImmoScout24" in warning for warning in found.warnings)


def test_the_most_specific_domain_names_the_portal():
    wide, narrow = (Portal(code=code, name=code, domains=(domain,)) for code, domain in
                    (("wide", "portal.example"), ("narrow", "immo.portal.example")))  # fmt: skip
    for known in ((wide, narrow), (narrow, wide)):
        assert portals.find("x@mail.immo.portal.example", known) is narrow
        assert portals.find("x@portal.example", known) is wide
        assert portals.find("x@anderesportal.example", known) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("noreply@formular.example", None),
        ("info@firma.example", "info@firma.example"),
        ("noreply@immobilienscout24.de", None),
        ("makler@makler.example", None),
        ("x@buero.makler.example", None),
        ("x@meinmakler.example", "x@meinmakler.example"),
        ("makler@makler.example, max@example.org", "max@example.org"),
    ],
)
def test_behind_which_address_a_prospect_stands(written, read):
    found = form(f"Vorname: Max\nNachname: Muster\nTelefon: 030 2312500\nE-Mail: {written}\nObjekt-Nr.: MA-1\n")
    assert (found.email, found.last_name) == (read, "Muster")


def test_the_agencys_block_is_not_the_prospects():
    text = HEAD + "Nachricht: Bitte Exposé\n\nIhr Ansprechpartner\nName: Anton Agent\nTelefon: 030 9999999\n"
    found = form(text, IMMONET)
    assert (found.last_name, found.phone, found.message) == ("Muster", None, "Bitte Exposé")


def test_the_propertys_address_before_the_person_is_not_theirs():
    found = form("Objekt\nStraße: Am Markt 1\nPLZ: 50667\nOrt: Köln\n\n" + HEAD)
    assert (found.street, found.zip, found.city) == (None, None, None)


def test_an_address_above_the_name_is_theirs_where_no_property_is_named():
    found = form("Straße: Am Markt 1\nPLZ: 50667\nOrt: Köln\n" + HEAD)
    assert (found.street, found.zip, found.city) == ("Am Markt 1", "50667", "Köln")


def test_the_contact_person_of_a_firm_that_asks_is_the_prospect():
    text = "Firma: Nord Bau GmbH\nAnsprechpartner: Frau Silke Ahrens\nE-Mail: s@nordbau.example\nObjekt-Nr.: MA-1\n"
    read = form(text)
    assert (read.company, read.last_name, read.salutation) == ("Nord Bau GmbH", "Ahrens", "mrs")
    known = Rules(own_domains=("makler.example",), agents=("Silke Ahrens", "Frau Silke Ahrens"))
    assert inquiry(mail(SITE, "Objektanfrage", text=text), known).last_name is None


# -- values -----------------------------------------------------------------------------------------------------------


def test_second_number_of_a_mobile_field_is_the_phone():
    found = form(HEAD + "Mobil: 0171 2345678 / 030 2312500\n")
    assert (found.mobile, found.phone) == ("0171 2345678", "030 2312500")


def test_one_number_in_two_fields_is_one_number():
    found = form(HEAD + "Mobil: 0171 2345678\nTelefon: +49 171 2345678\n")
    assert (found.mobile, found.phone) == ("0171 2345678", None)


def test_the_whole_address_in_the_field_of_the_street():
    found = form(HEAD + "Straße: Am Markt 1, 50667 Köln\n")
    assert (found.street, found.zip, found.city) == ("Am Markt 1", "50667", "Köln")


def test_street_in_the_field_of_the_address_where_the_town_has_its_own():
    found = form(HEAD + "Adresse: Am Markt 1\nPLZ: 50667\nOrt: Köln\n")
    assert (found.street, found.zip, found.city) == ("Am Markt 1", "50667", "Köln")


def test_xml_that_is_cut_off_does_not_beat_the_longer_text():
    xml = feedback([([("oobj_id", "MA-1")], [[("nachname", "Muster"), ("email", "max@example.org"),
                     ("anfrage", "Guten Tag, ist das Haus")]])]).partition("</anfrage>")[0]  # fmt: skip
    text = HEAD + "Nachricht: Guten Tag, ist das Haus noch frei?\n"
    raw = mail(IMMONET, "Anfrage", text=text, attachments=[part(xml, "text/xml", filename="f.xml")])
    assert inquiry(raw).message == "Guten Tag, ist das Haus noch frei?"


def test_what_two_sources_say_differently_is_a_conflict_of_the_lesser():
    xml = feedback([([("oobj_id", "MA-1")], [[("nachname", "Muster"), ("email", "max@example.org"),
                     ("tel", "030 2312500")]])])  # fmt: skip
    raw = mail(IMMONET, "Anfrage", text=HEAD + "Telefon: 030 7777777\n",
               attachments=[part(xml, "text/xml", filename="f.xml")])  # fmt: skip
    found = inquiry(raw)
    assert found.phone == "030 2312500"
    assert dict(found.conflicts[0]) == {
        "field": "phone", "kept": "030 2312500", "other": "030 7777777", "origin": "text"
    }  # fmt: skip


# -- where a message ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tail",
    [
        "<p><a href='https://service.example/1'>Einsendung ansehen</a></p>",
        "</div><div>Eigenes Formular erstellen</div><div>",
        "<p>Newsletter: 0</p>",
    ],
)
def test_a_message_ends_with_its_block_a_button_or_a_switch(tail):
    fields = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    found = page(f"<div>{fields}<div><p>Nachricht</p><p>Ist das Haus noch frei?</p>{tail}</div></div>")
    assert found.message == "Ist das Haus noch frei?"


def test_paragraphs_of_a_message_stay_together():
    fields = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    found = page(f"{fields}<p>Nachricht: Guten Tag,</p><p>ist das Haus noch frei?</p><p>Ich freue mich.</p>")
    assert found.message == "Guten Tag,\n\nist das Haus noch frei?\n\nIch freue mich."


def test_an_address_a_prospect_links_is_no_button():
    fields = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    link = "<a href='https://portal.example/1'>https://portal.example/1</a>"
    found = page(f"{fields}<div>Nachricht<br>Es geht um<br>{link}<br>Ist es noch frei?</div>")
    assert found.message.endswith("https://portal.example/1\nIst es noch frei?")


def test_a_quoted_message_ends_with_its_quotation():
    found = form(HEAD + 'Nachricht:\n"Ist das Haus noch frei?"\n\nBungalow in ruhiger Lage\n30890 Barsinghausen\n')
    assert found.message == "Ist das Haus noch frei?"


def test_a_form_goes_on_in_its_own_notation():
    keys = "kunde_vorname: Max\nkunde_nachname: Muster\nkunde_email: max@example.org\nobjekt_nr: MA-1\n"
    assert form(keys + "kunde_nachricht: Noch frei?\nquelle: landingpage\n").message == "Noch frei?"
    assert form(HEAD + "Nachricht: Noch frei?\nwichtig: bitte bald\n").message.endswith("wichtig: bitte bald")


def test_the_sender_names_itself_below_a_message_and_a_prospect_may_name_the_portal():
    text = HEAD + "Nachricht: Ist das Haus noch frei?\n\n%s\n"
    assert form(text % "Immonet Süd", IMMONET).message == "Ist das Haus noch frei?"
    assert form(text % "Ich fand es bei Immonet", IMMONET).message.endswith("bei Immonet")


def test_a_portals_advice_below_a_message_in_paragraphs_is_not_the_message():
    html = (
        "<div><p>Vorname: Max</p><p>Nachname: Muster</p><p>E-Mail: max@example.org</p><p><b>Nachricht</b></p>"
        "<p>Ist ein Stellplatz dabei?</p><p>LG Max</p><p>Tipp: Antworten Sie innerhalb von 24 Stunden.</p></div>"
    )
    assert page(html, IMMONET).message == "Ist ein Stellplatz dabei?\n\nLG Max"


def test_fields_nobody_knows_end_a_message_of_one_line():
    text = HEAD + "Nachricht: Noch frei?\nSo fanden Sie uns: Google\nIhr Budget bis: 400000\n"
    assert form(text).message == "Noch frei?"
    assert form(HEAD + "Nachricht: Noch frei?\nEinkommen (netto): Eltern bürgen\n").message == "Noch frei?"
    assert form(HEAD + "Nachricht: Noch frei?\nMeine Bitte: bald melden\n").message.endswith("bald melden")


def test_items_of_a_list_are_fields():
    items = "".join(f"<li>{line}</li>" for line in (*HEAD.splitlines(), "Nachricht: Noch frei?", "Quelle: Startseite"))
    assert page(f"<ul>{items}</ul>").message == "Noch frei?"


@pytest.mark.parametrize("tail", ["[Im Dashboard ansehen](https://x.example/1)", "Zum Lead: https://dienst.example/1"])
def test_a_link_of_the_sender_in_text_ends_a_message(tail):
    assert form(HEAD + f"Nachricht:\nNoch frei?\n\n{tail}\n", "Dienst <leads@dienst.example>").message == "Noch frei?"


# -- several properties, reports, verdicts ----------------------------------------------------------------------------


def test_two_properties_side_by_side_are_two_inquiries():
    rules = Rules(own_domains=("makler.example",), references=("MA-1001", "MA-1002"))
    text = "Guten Tag,\nwir interessieren uns für MA-1001 sowie für MA-1002.\nMax Muster"
    found = parsing.parse(mail("Max Muster <max@example.org>", "Besichtigung", text=text), rules).inquiries
    assert [each.property_refs for each in found] == [("MA-1001",), ("MA-1002",)]


def test_a_known_number_is_named_once_whatever_stands_beside_it():
    rules = Rules(own_domains=("makler.example",), references=("MA-1",))
    found = inquiry(mail(SITE, "Zu MA-1", text=f"{HEAD}Scout-ID: 162188779\n"), rules)
    assert found.property_refs == ("MA-1", "162188779")


def test_what_a_portal_appends_to_a_number_does_not_hide_it():
    rules = Rules(references=("2024/109",))
    found = inquiry(mail(IMMONET, "Kontaktanfrage", text=HEAD.replace("MA-1", "2024/109-3")), rules)
    assert found.property_refs[0] == "2024/109"


def test_a_report_of_delay_is_not_permanent_and_never_about_ourselves():
    text = "Delivery of your mail to max@example.org failed: 4.4.1. It was sent by anfragen@makler.example."
    raw = mail(
        "Mailer-Daemon <mailer-daemon@mx.example>", "Delivery failed", text=text, headers=[("Return-Path", "<>")]
    )
    found = parsing.parse(raw, OWN)
    assert [recipient.address for recipient in found.bounced_recipients] == ["max@example.org"]
    report = (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\nFrom: mailer-daemon@mx.example\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        b"Final-Recipient: rfc822; max@example.org\nAction: failed\nStatus: %s\n\n--b--\n"
    )
    for status, permanent in ((b"4.2.2", False), (b"5.1.1", True)):
        (recipient,) = parsing.parse(report % status).bounced_recipients
        assert recipient.permanent is permanent


NUMBERED = """{numbers}
Vorname: Max
Nachname: Muster
E-Mail: max@example.org
Nachricht: Ist das frei? Auch MA-1042 gefiel mir.
"""


def contradictions(subject, numbers):
    known = {"MA1031": 1, "162440917": 1, "MA1042": 2, "162440999": 2}
    rules = Rules(PORTALS, lookup=lambda keys: {key: known[key] for key in keys if key in known})
    sender = "ImmobilienScout24 <noreply@immobilienscout24.de>"
    found = inquiry(mail(sender, subject, text=NUMBERED.format(numbers=numbers)), rules)
    return [(one["kept"], one["other"], one["origin"]) for one in found.conflicts if one["field"] == "property_refs"]


def test_numbers_that_name_two_properties_of_the_agency_contradict_each_other():
    assert contradictions("Anfrage zu MA-1042", "Scout-ID: 162440917") == [("162440917", "MA-1042", "subject")]
    assert contradictions("Anfrage", "Objekt-Nr.: MA-1031\nScout-ID: 162440999") == [("MA-1031", "162440999", "text")]


def test_two_numbers_of_one_property_and_another_in_the_message_do_not():
    assert not contradictions("Anfrage zu MA-1031", "Objekt-Nr.: MA-1031\nScout-ID: 162440917")
    assert not contradictions("Anfrage zu XY-99", "Objekt-Nr.: MA-1031\nScout-ID: 999440917")


def test_what_is_quoted_and_placeholders_of_pictures_are_not_written_now():
    text = "Gern am Dienstag.\n[image: logo.png]\n\n> Image [9]\n>\n> Sehr geehrte Frau Muster,"
    assert ending.written_now(text) == "Gern am Dienstag."
    assert ending.written_now("> Passt Dienstag?") == "> Passt Dienstag?"


KNOWING = Rules(own_domains=("makler.example",), references=("MA-1042",))


def test_who_asks_for_a_known_property_needs_no_name():
    raw = mail("Website <noreply@makler.example>", "Anfrage MA-1042", text="E-Mail: b@example.org\nNachricht: Exposé!")
    assert (parsing.parse(raw, KNOWING).kind, parsing.parse(raw, OWN).kind) == ("inquiry", "other")


@pytest.mark.parametrize("said", ["Ihre Bilder stehen zum Download bereit.", "Der Termin am Freitag wurde verschoben."])
def test_a_services_notice_about_a_known_property_is_no_inquiry(said):
    text = f"Objekt: MA-1042\nE-Mail: team@dienst.example\nTelefon: 030 2312500\nNachricht: {said}\n"
    assert parsing.parse(mail("Dienst <noreply@foto.example>", "Zu MA-1042", text=text), KNOWING).kind != "inquiry"


def test_the_seekers_own_copy_is_no_inquiry_however_complete():
    text = (
        "Hier eine Kopie Ihrer Nachricht an den Anbieter.\n" + HEAD.replace("MA-1", "MA-1042") + "Nachricht: Noch frei?"
    )
    assert parsing.parse(mail(IMMONET, "Ihre Kontaktaufnahme zum Anbieter", text=text), KNOWING).kind == "bulk"


def test_a_message_on_tape():
    text = (
        "Neue Sprachnachricht.\nRufnummer: 0221 445566\nText: Hier ist Frau Becker, ich interessiere mich für MA-1042."
    )
    read = inquiry(mail("Anrufbeantworter <voice@telefon.example>", "Sprachnachricht", text=text), KNOWING)
    assert (read.salutation, read.last_name, read.phone, read.email) == ("mrs", "Becker", "0221 445566", None)


def test_fields_in_a_list_of_names_and_values():
    text = (
        '[{"name": "vorname", "value": "J\\u00f6rn"}, {"label": "E-Mail", "answer": "j@example.org"},'
        ' {"question": "Objektnummer", "value": "MA-1042"}, {"field": "Nachricht", "value": "Mit Keller?"}]'
    )
    read = inquiry(mail(SITE, "Formular", text=text), KNOWING)
    assert (read.first_name, read.email, read.message) == ("Jörn", "j@example.org", "Mit Keller?")


def test_a_portal_nobody_knows_that_quotes_the_message():
    html = (
        "<p>Zu <a href='https://portal.example/1'>Villa (MA-1042)</a> ist eine Anfrage eingegangen.</p>"
        "<table><tr><td>Von</td><td>Theo Brandt</td></tr><tr><td>E-Mail</td><td>theo@example.org</td></tr></table>"
        "<blockquote>Hallo, ist ein Balkon vorhanden?</blockquote><p><a href='https://portal.example/2'>Antworten</a></p>"
    )
    read = inquiry(mail("Portal <noreply@portal.example>", "Neue Anfrage für MA-1042", html=html), KNOWING)
    assert (read.first_name, read.last_name, read.email) == ("Theo", "Brandt", "theo@example.org")
    assert read.message == "Hallo, ist ein Balkon vorhanden?"


def test_no_pets_is_an_answer_and_its_announcement_no_message():
    text = HEAD + "Anmerkungen: Mit Keller?\n\nWeitere Angaben des Interessenten lauten:\nTiere im Haushalt: keine\n"
    read = form(text, IMMONET)
    assert (read.message, dict(read.disclosure)) == ("Mit Keller?", {"Tiere im Haushalt": "keine"})


def test_a_verdict_decides_what_is_unsure_and_nothing_that_is_sure():
    unsure = mail("Max Muster <max@example.org>", "Wohnung 3", text="Guten Tag,\nich suche eine Wohnung.\nMax Muster")
    sure = mail(IMMONET, "Kontaktanfrage", text=HEAD + "Nachricht: Bitte Exposé")
    seen = []

    def saying(verdict):
        return Rules(verdict=lambda *asked: seen.append(asked) or verdict)

    assert parsing.parse(unsure, Rules()).unsure
    no = parsing.parse(unsure, saying(False))
    assert (no.kind, no.unsure, no.judged) == ("other", False, True)
    yes = parsing.parse(unsure, saying(True))
    assert (yes.kind, yes.unsure, yes.judged) == ("inquiry", False, False)
    assert parsing.parse(sure, saying(False)).kind == "inquiry"
    assert seen[0] == ("max@example.org", "Wohnung 3")


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (SITE, "Name: Max Muster\nE-Mail: max@example.org\nNachricht:\nBitte um Rückruf"),
        (SITE, "Max Muster hat geschrieben:\n\nBitte rufen Sie mich zurück, wir suchen eine Wohnung. 0221 2312500"),
        (
            "Baukasten <no-reply@baukasten.example>",
            "Name: Max Muster\nE-Mail: max@example.org\nNachricht: Bitte melden Sie sich.",
        ),
    ],
)
def test_a_verdict_on_what_one_person_wrote_silences_nobody_who_uses_the_same_form(sender, text):
    raw = mail(sender, "Kontaktformular", text=text)
    read = parsing.parse(raw, Rules(own_domains=("makler.example",), verdict=lambda *_asked: False))
    plain = parsing.parse(raw, OWN)
    assert (read.kind, read.unsure, read.judged) == (plain.kind, plain.unsure, False)


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("Drucker <drucker@makler.example>", "Anbei Ihr Scan."),
        ("Laden <noreply@laden.example>", "Ihre Bestellung 4711\n\nGesamt: 12 EUR"),
        ("Max Muster <max@werbung.example>", "Guten Tag,\nmöchten Sie mehr Anfragen? Rufen Sie an.\nMax Muster"),
    ],
)
def test_a_verdict_holds_for_what_machines_and_the_same_writer_send(sender, text):
    learned = Rules(own_domains=("makler.example",), verdict=lambda *_asked: False)
    assert parsing.parse(mail(sender, "Meldung", text=text), learned).judged


@pytest.mark.parametrize(
    ("subject", "shape"),
    [
        ("Abrechnung 2026-11", "abrechnung"),
        ("AW: WG: [Ticket#4711] Ihre Frage (17)", "ihre frage"),
        ("***SPAM*** Hallo", "hallo"),
        ("", ""),
    ],
)
def test_what_subjects_of_a_kind_have_in_common(subject, shape):
    assert subject_shape(subject) == shape


def test_every_portal_of_the_table_can_be_read():
    assert [portal.code for portal in PORTALS][-1] == "website"
    assert all(portal.domains and portal.brand for portal in PORTALS[:-1])


def test_a_telephone_number_is_no_reply_of_a_mail_server():
    text = (
        "Buongiorno, vorrei visitare MA-1. È disponibile?\n\nCordiali saluti\nFabrizio Lombardi\ncell. +39 347 551 2098"
    )
    read = parsing.parse(mail("Fabrizio Lombardi <f@posta.example>", "MA-1", text=text), OWN)
    assert "bounce" not in {found.kind for found in read.evidence}


@pytest.mark.parametrize(
    "line",
    [
        "Log in to view this response.",
        "Die Ergebnisse dieser Übermittlung können hier eingesehen werden:\nhttps://makler.example/node/5/submission/881",
    ],
)
def test_what_the_forms_service_adds_is_no_message(line):
    assert form(HEAD + f"Nachricht: Wie alt ist die Heizung?\n\n{line}\n").message == "Wie alt ist die Heizung?"


def test_a_field_for_text_messages_holds_a_mobile_number():
    assert form(HEAD + "SMS: 491706619045\n").mobile == "491706619045"


# -- who speaks, and for whom -----------------------------------------------------------------------------------------

KNOWING = Rules(own_domains=("makler.example",), references=("MA-1031", "MA-1042", "MA-1050"))


def test_a_label_of_a_caller_may_hold_the_number():
    text = "Kampagne: Exposé MA-1031\nAnrufer: 04307 826 513\nName (Telefonbuch): Uwe Kruse\nDauer: 00:34\n"
    found = inquiry(mail("Anrufe <report@anrufe.example>", "Anruf verpasst - Objekt MA-1031", text=text), KNOWING)
    assert (found.first_name, found.last_name, found.phone) == ("Uwe", "Kruse", "04307 826 513")


def test_a_letter_a_colleague_forwards_is_a_letter_and_as_sure_as_it_is():
    text = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Rune Holm <rune@holm.example>\n"
        "Date: Mon, Nov 23, 2026 at 9:14 PM\nSubject: {subject}\nTo: <a@makler.example>\n\n{said}\n\nRune Holm\n"
    )
    said = "Hej, kan man se ferielejligheden MA-1042 i weekenden?"
    raw = mail("Anna Amt <a@makler.example>", "Fwd: Anfrage", text=text.format(subject="Laboe", said=said))
    read = parsing.parse(raw, KNOWING)
    assert (read.kind, read.unsure, read.inquiries[0].last_name) == ("inquiry", True, "Holm")
    said = "Guten Tag, ich interessiere mich für MA-1042. Wann kann ich besichtigen?"
    raw = mail("Anna Amt <a@makler.example>", "Fwd: Anfrage", text=text.format(subject="Anfrage", said=said))
    assert not parsing.parse(raw, KNOWING).unsure


@pytest.mark.parametrize("subject", ["Besichtigung MA-1031", "Re: Besichtigung MA-1031"])
def test_who_is_not_interested_any_more_answers_or_complains(subject):
    said = "Guten Tag,\n\nan der Wohnung MA-1031 haben wir kein Interesse mehr.\n\nDetlef Junge\n"
    read = parsing.parse(mail("Detlef Junge <d@junge.example>", subject, text=said), KNOWING)
    assert read.kind == ("reply" if subject.startswith("Re:") else "other")


def test_a_number_without_a_code_is_one_of_the_sender_s_country():
    text = "Name: Max Muster\nE-Mail: max@example.org\nTelefon: 0664 1239087\nObjekt-Nr.: MA-1\n"
    assert form(text).phone == "0664 1239087"
    assert form(text, "Webseite <web@makler.at>").mobile == "0664 1239087"


def test_the_next_heading_ends_the_message():
    head = "<dt>Name</dt><dd>Max Muster</dd><dt>E-Mail</dt><dd>max@example.org</dd><dt>Objekt-Nr.</dt><dd>MA-1</dd>"
    found = page(f"<dl>{head}<dt>Nachricht</dt><dd>Ist sie frei?</dd><dt>OPTIN_2</dt><dd>Ja</dd></dl>")
    assert found.message == "Ist sie frei?"


def test_a_line_of_nothing_but_an_international_number_is_one():
    said = "Dear Sir,\n\nis the flat MA-1031 still available?\n\nKind regards\nGraham Whitlock\n+44 7700 900256\n"
    read = parsing.parse(mail("Graham Whitlock <g@navy.example>", "Flat", text=said), KNOWING)
    assert read.inquiries[0].phone == "+44 7700 900256"


FORM = (
    "Vorname: Max\nNachname: Muster\nE-Mail: max@example.org\nObjekt-Nr.: MA-1\nNachricht:\nGuten Tag,\nist sie frei?\n"
)


@pytest.mark.parametrize(
    "block",
    [
        "Kampagne X7: Herbst\nGerät: Smartphone",
        "203.0.113.44",
        "2026-11-24T08:44:12+0000",
        "Wie gefunden: Zeitung",
    ],
)
def test_the_form_s_last_block_is_no_part_of_the_message(block):
    found = form(f"{FORM}\n{block}\n")
    assert found.message == "Guten Tag,\nist sie frei?"
    assert dict(found.disclosure) == ({"Wie gefunden": "Zeitung"} if "Zeitung" in block else found.disclosure)


def test_what_a_person_adds_below_a_gap_is_the_message_s():
    assert form(f"{FORM}\nWir wären am Samstag da: passt das?\n").message.endswith("passt das?")
    assert form(f"{FORM}\nViele Grüße\nMax\n").message.endswith("Max")


def test_labels_above_their_values_end_the_message_as_they_do_above():
    head = "name\nMax Muster\n\nmail\nmax@example.org\n\nfon\n030 2312500\n\nobjektnr\nMA-1\n\ntext\nIst sie frei?\n\n"
    found = form(f"{head}quelle x\nHerbst\n")
    assert (found.last_name, found.message) == ("Muster", "Ist sie frei?")
    assert form(f"{head}Viele Grüße\nMax\n").message.endswith("Max")


def test_a_label_with_what_it_announces_is_no_message():
    head = "Name:\nMax Muster\n\nEmail:\nmax@example.org\n\nObjekt-Nr.:\nMA-1\n\n"
    text = f"{head}Questions:\n\nTelefonnummer\n0171 6620985\n\nSonst?\nNein\n"
    assert form(text).mobile == "0171 6620985"


def test_who_passes_on_another_s_wish_is_not_who_asks():
    text = (
        "Hallo,\n\nunsere Kundin Frau Dörte Wulff interessiert sich für MA-1031:\n\nDörte Wulff\n0431 66 31 207\n"
        "doerte@post.example\n\nBeste Grüße\nJörn Ketels\nTel. 0431 9900-334\n"
    )
    found = inquiry(mail("Jörn Ketels <joern@bank.example>", "Kundin sucht", text=text), KNOWING)
    assert (found.first_name, found.last_name, found.email) == ("Dörte", "Wulff", "doerte@post.example")
    own = "Guten Tag,\n\nich interessiere mich für MA-1031.\n\nViele Grüße\nJörn Ketels\nTel. 0431 9900-334\n"
    assert inquiry(mail("Jörn Ketels <joern@bank.example>", "Frage", text=own), KNOWING).last_name == "Ketels"


def test_a_sentence_with_a_word_of_the_self_disclosure_is_no_label():
    text = "Name: Max Muster\nE-Mail: max@example.org\nObjekt-Nr.: MA-1\n\nDie Finanzierung ist geklärt.\nDanke\n"
    assert not form(text).disclosure


def test_a_letter_that_lists_properties_asks_for_each():
    text = "Guten Tag,\n\nbitte senden Sie mir die Exposés zu MA-1031, MA-1042 und MA-1050.\n\nGruß hannes bock\n"
    found = parsing.parse(mail("bock.h@dorf.example", "Angebote", text=text), KNOWING).inquiries
    assert [inquiry.property_refs for inquiry in found] == [("MA-1031",), ("MA-1042",), ("MA-1050",)]
    assert found[0].last_name == "Bock"


def test_an_address_the_writer_calls_their_own_is_theirs():
    said = "Ich interessiere mich für MA-1031 in 24114 Kiel, Am Ring 9."
    said += " Senden Sie die Unterlagen an meine Anschrift: Am Markt 3, 24306 Plön. Danke"
    text = f"Guten Tag,\n\n{said}\n\nElfriede Rathje\n"
    found = inquiry(mail("Elfriede Rathje <e@rathje.example>", "Angebot", text=text), KNOWING)
    assert (found.street, found.zip, found.city) == ("Am Markt 3", "24306", "Plön")


# -- owners, wishes, who is meant --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Wir möchten unser Haus in Roxel verkaufen. Was wäre ein realistischer Preis?", "owner_lead"),
        ("Ich habe eine Wohnung geerbt. Übernehmen Sie auch die Vermietung?", "owner_lead"),
        ("I own an apartment and would like to sell it. What is your commission?", "owner_lead"),
        ("Ist das Haus MA-1031 noch zu verkaufen? Ich würde es gern ansehen.", "inquiry"),
        ("Wir verkaufen unsere Wohnung und interessieren uns sehr für MA-1031. Ist es noch frei?", "inquiry"),
    ],
)
def test_who_owns_and_parts_with_it_is_an_owner(said, kind):
    text = f"Guten Tag,\n\n{said}\n\nMit freundlichen Grüßen\nMargret Sommer\n0251 712034\n"
    assert parsing.parse(mail("Margret Sommer <m@sommer.example>", "Frage", text=text), KNOWING).kind == kind


def test_a_wish_is_read_from_the_words_where_no_field_has_it():
    assert form(FORM + "Wann wäre eine Besichtigung möglich?\n").wishes == ("viewing",)
    assert form(f"Wunsch: Rückruf\n{FORM}Wann wäre eine Besichtigung möglich?\n").wishes == ("callback",)
    assert form(FORM).wishes == ()


def test_whose_address_a_letter_gives_is_meant():
    said = "meine Tochter Johanna Stein sucht eine Wohnung. MA-1031 wäre perfekt. Bitte melden Sie sich bei ihr:"
    text = f"Guten Tag,\n\n{said} johanna.stein@post.example, 0157 30020118.\n\nHubert Stein\n"
    found = inquiry(mail("Hubert Stein <hubert.stein@post.example>", "Wohnung", text=text), KNOWING)
    assert (found.first_name, found.email) == ("Johanna", "johanna.stein@post.example")


def test_a_notice_without_a_way_to_answer_is_looked_at():
    text = (
        "Hallo,\n\nSie haben eine neue Nachricht von Jonna Weber zu Ihrer Anzeige (Referenz MA-1031):\n\n"
        "Hey! Ich bin Jonna und freue mich über eine Besichtigung!\n\nNachricht beantworten: https://wg.example/n/1\n"
    )
    read = parsing.parse(mail("WG <noreply@wg.example>", "Neue Nachricht von Jonna Weber", text=text), KNOWING)
    assert (read.kind, read.unsure) == ("inquiry", True)
    assert "Besichtigung" in read.inquiries[0].message


def test_a_bounce_tells_whom_it_is_about():
    status = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; k@post.example\nAction: failed\nStatus: 5.1.1\n"
    report = part(status, "message/delivery-status")
    raw = mail("<MAILER-DAEMON@x.example>", "Undelivered", text="x", attachments=[report])
    (about,) = parsing.parse(raw).to_dict()["bounced_recipients"]
    assert (about["address"], about["permanent"]) == ("k@post.example", True)


# -- where others begin to speak --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "block",
    [
        "Antworten Sie bitte zeitnah.\nIhr Team von wohnportal.example",
        "Bitte beachten Sie unsere Tipps.\nWohnportal GmbH & Co. KG, Ringstraße 97, 1030 Wien",
        "Submitted on Nov 10, 2026 from https://makler.example/buero\nFormly Team",
        "Submitted at: 08:12 AM - 11 November 2026\nMark as spam: https://form.example/spam/1",
    ],
)
def test_words_under_the_sender_s_name_are_the_sender_s(block):
    assert form(f"{FORM}\n{block}\n").message == "Guten Tag,\nist sie frei?"


@pytest.mark.parametrize(
    ("number", "text", "is_meant"),
    [
        ("40712", "in 40712 Haan", False), ("40712", "Lange Str. 3, 40712 Haan", False), ("40712", "40712 Haan", False),
        ("88214", "Ihr Exposé 88214 gesehen", True), ("88214", "- 88214 Bungalow in", True),
        ("88214", "88214 Ravensburg", False), ("40712", "hey ist die 40712 noch da?", True), ("1187", "1187", True),
        ("1187", "1187 numaralı evi görmek", True), ("1187", "Warmmiete 1187 €", False), ("1187", "ab 1187", False),
        ("1187", "1187 (Reihenhaus Baunatal)", True), ("1187", "Tel. 0561 1187", False),
        ("2024", "Baujahr 2024", False), ("50667", "Kaltmiete bis zu 50667", False),
        ("50667", "Miete 50667,- im Jahr", False),
        ("50667", "Unser Budget liegt bei netto 50667 im Ganzen", False), ("50667", "PLZ 50667", False),
        ("50667", "Anruf wegen 50667, bitte melden", True), ("50667", "Ihr Zeichen: 50667", True),
    ],
)  # fmt: skip
def test_a_number_that_may_be_anything_is_a_reference_by_what_stands_beside_it(number, text, is_meant):
    assert references.is_meant(number, text) is is_meant


def test_the_writer_s_name_ends_a_letter_in_any_language():
    text = "Dzień dobry,\n\nczy mieszkanie MA-1031 jest wolne?\n\nPozdrawiam\nŁukasz Wiśniewski\ntel. +48 601 555 018\n"
    found = inquiry(mail("Łukasz Wiśniewski <l@post.example>", "Pytanie", text=text), KNOWING)
    assert found.message.endswith("Łukasz Wiśniewski")
    assert found.phone or found.mobile


@pytest.mark.parametrize(
    "rows",
    [
        "[13.11.26, 12:17:03] {0}: ist MA-1031 noch frei?\n[13.11.26, 12:18:11] {0}: Mail geht auch: e@kern.example\n",
        "(10:02:14) {0}: ist MA-1031 noch frei?\n(10:02:40) Anna Amt: Ja.\n(10:03:05) {0}: e@kern.example\n",
        "[19:02] Bot: Name?\n[19:03] Besucher: {0}\n[19:04] Besucher: e@kern.example\n[19:05] Besucher: MA-1031?\n",
        "{0} (10:02): ist MA-1031 noch frei?\nAnna Amt (10:03): Ja.\n{0} (10:04): gut, e@kern.example\n",
    ],
)
def test_a_chat_is_what_the_visitor_says(rows):
    rules = Rules(own_domains=("makler.example",), references=("MA-1031",), agents=("Anna Amt",))
    text = f"Ein Chat wurde beendet.\n\n{rows.format('Emilia Kern')}\nEnde\n"
    read = parsing.parse(mail("Chat <noreply@chat.example>", "Chat", text=text), rules)
    (found,) = read.inquiries
    assert (found.first_name, found.last_name, found.email) == ("Emilia", "Kern", "e@kern.example")
    assert "MA-1031" in found.message
    assert "Ja." not in found.message


def test_a_value_made_of_pairs_is_read_as_pairs():
    rows = "<tr><td>Name</td><td>Klara Pohl</td></tr><tr><td>E-Mail</td><td>k@pohl.example</td></tr>"
    address = "<tr><td>Adresse</td><td>Straße: Ring 61<br>Stadt: Münster<br>PLZ: 48151</td></tr>"
    found = page(f"<table>{rows}{address}<tr><td>Objekt-Nr.</td><td>MA-1</td></tr></table>")
    assert (found.street, found.zip, found.city) == ("Ring 61", "48151", "Münster")


def test_what_a_writer_tells_of_themselves_in_a_conversation_is_theirs():
    text = "Guten Tag,\n\nhier meine Daten:\n\nMarlon Kern\nHofweg 210\n48149 Münster\n0160 9944 5521\nm@kern.example\n"
    sender = "Marlon Kern über ImmoScout24 <b81cc0aa72@anfrage.immobilienscout24.de>"
    found = inquiry(mail(sender, "Re: Ihre Anfrage zu 3-Zimmer-Wohnung (158204417)", text=text))
    assert (found.email, found.email_is_alias, found.mobile) == ("m@kern.example", False, "0160 9944 5521")
    assert found.property_refs == ("158204417",)


def test_cards_are_read_whatever_stands_in_front():
    card = ("👤 Katharina Voss", "✉ k@voss.example", "📞 0151 44556677", "🏠 MA-1042", "Ist es noch frei?")
    page_ = "".join(f"<p>{line}</p>" for line in card)
    read = parsing.parse(mail("Bot <bot@leads.example>", "Neuer Lead: MA-1042", html=page_), KNOWING).inquiries[0]
    assert (read.first_name, read.last_name, read.email) == ("Katharina", "Voss", "k@voss.example")
    note = "Guten Tag,\n\nangerufen hat:\n\nFrau Ingrid Maurer, Tel. 02203 445566\n\nGrund: Interesse an MA-1042.\n"
    read = inquiry(mail("Telefondienst <info@dienst.example>", "Anruf", text=note), KNOWING)
    assert (read.salutation, read.last_name, read.phone) == ("mrs", "Maurer", "02203 445566")


def test_a_missed_call_about_a_known_property_is_looked_at():
    text = "Missed call from Claudia Bergmann (+49 176 5554433) on line Vermietung.\n\nTime: 14:02\nTag: MA-1031\n"
    read = parsing.parse(mail("Calls <notifications@calls.example>", "Missed call", text=text), KNOWING)
    assert read.kind == "inquiry" or read.unsure
    assert (read.inquiries[0].last_name, read.inquiries[0].mobile) == ("Bergmann", "+49 176 5554433")


def test_a_link_says_no_wish():
    text = "Guten Tag,\n\nist https://www.immobilienscout24.de/expose/160775512 noch frei?\n\nMax Muster\n"
    assert inquiry(mail("Max Muster <m@muster.example>", "Frage", text=text), KNOWING).wishes == ()


def test_who_forwards_may_name_the_property():
    head = (
        "Bitte anlegen, MA-1042\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: Kurt Wenzel <kurt@wenzel.example>\n"
    )
    body = "\nDatum: 24. November 2026\nAn: a@makler.example\nBetreff: Haus\n\n"
    body += "Wir würden das Haus gern kaufen. Geht das?\n\nKurt Wenzel\n"
    found = inquiry(mail("Anna Amt <a@makler.example>", "Fwd: Haus", text=head + body), KNOWING)
    assert (found.last_name, found.property_refs) == ("Wenzel", ("MA-1042",))


def test_a_number_called_one_s_own_is_the_writer_s():
    text = 'Lars Henning hat Ihnen zu "MA-1031" geschrieben:\n\n"Hallo, ist es noch frei? Meine Nummer: 0170 9998887"\n'
    read = parsing.parse(mail("Portal <noreply@wohnen.example>", "Nachricht von Lars Henning", text=text), KNOWING)
    assert read.inquiries[0].mobile == "0170 9998887"


def test_an_answer_to_a_mail_odoo_sent_is_one_of_ours():
    headers = (("In-Reply-To", "<123.456-openerp-7-anfragemanager.inquiry@server>"),)
    raw = mail("Max Muster <m@muster.example>", "Re: Exposé", text="Danke, wann kann ich besichtigen?", headers=headers)
    read = parsing.parse(raw, KNOWING)
    assert (read.kind, read.unsure) == ("reply", False)


@pytest.mark.parametrize(
    ("close", "signature", "phone"),
    [
        ("\n\nЗ повагою,\nОксана Литвиненко", "\n+49 151 23456780", "+49 151 23456780"),
        ("\n\nNashledanou,\nH. Novák", "", None),
        ("", "\n\nH. Nowak, Tel. 030 2312500", "030 2312500"),
        ("", "\n\nHanna Nowak | 0151 6767676", "0151 6767676"),
        ("\n\nSrdačan pozdrav i sve najbolje,\nIvo", "\nRing 1\nKiel\na\nb", None),
    ],
)
def test_a_letter_ends_with_its_close_and_name_in_any_language(close, signature, phone):
    said = f"Guten Tag,\nist sie frei?{close}"
    found = inquiry(mail("Hanna Nowak <x@example.org>", "Wohnung", text=said + signature))
    assert found.message == said
    assert (found.phone or found.mobile) == phone


@pytest.mark.parametrize(
    "end",
    [
        "Danke,\nich freue mich.",
        "Am 3. Mai,\nAnna",
        "Sonst,\nAnna\n1\n2\n3\n4\n5",
        "Wir sind es alle noch immer,\nAnna",
        "Danke,\nAnna " + "x" * 56,
        "Am Montag,\nwenn es geht",
        "Und dann noch etwas anderes,\nbitte",
    ],
)
def test_a_last_paragraph_that_says_something_is_no_signature(end):
    said = f"Guten Tag,\nist die Wohnung frei?\n\n{end}"
    assert inquiry(mail("Eva <x@example.org>", "Wohnung", text=said)).message == said


def test_a_sentence_that_opens_with_the_writer_s_name_is_no_signature():
    said = (
        "Guten Tag,\nEva Ott, die Ihnen schon vor einer Woche geschrieben hatte, fragt noch einmal nach.\nIst sie frei?"
    )
    assert inquiry(mail("Eva Ott <x@example.org>", "Wohnung", text=said)).message == said


def test_a_list_of_our_own_passes_letters_on():
    own = Rules(own_domains=("makler.example",))
    raw = mail(
        "'Eva Ott' via Anfragen <anfragen@makler.example>", "Stellplatz",
        text="Hallo Team,\nist der Stellplatz noch frei?\n\nGruß\nEva Ott\n\n-- \n"
        "Sie erhalten diese Nachricht, weil Sie Mitglied sind.\n",
        headers=(("X-Original-From", "Eva Ott <eva@example.org>"), ("Precedence", "list")),
    )  # fmt: skip
    found = inquiry(raw, own)
    assert (found.email, found.last_name, found.company) == ("eva@example.org", "Ott", None)
    assert found.message == "Hallo Team,\nist der Stellplatz noch frei?\n\nGruß\nEva Ott"


def test_who_a_messenger_names_with_a_number_is_who_asks():
    text = "Von: Tina M. (+49 152 23456789)\nEmpfangen: heute\n\nHallo, wir wollen unsere Wohnung verkaufen. LG Tina\n"
    found = inquiry(mail("ChatBrücke <wa@bruecke.example>", "Neue Nachricht", text=text))
    assert (found.first_name, found.email, found.mobile) == ("Tina", None, "+49 152 23456789")
    assert found.message == "Hallo, wir wollen unsere Wohnung verkaufen. LG Tina"


@pytest.mark.parametrize(
    ("options", "salutation", "wishes"),
    [("☐ Frau\n☒ Herr", "mr", ()), ("☒ Frau\n☐ Herr", "mrs", ()), ("☐ Frau\n☐ Herr", None, ())],
)
def test_the_ticked_option_below_a_label_is_its_value(options, salutation, wishes):
    found = form(
        f"Anrede\n{options}\n\nVorname\nMax\n\nNachname\nMuster\n\nE-Mail\nmax@example.org\n\nObjekt-Nr.\nMA-1\n"
    )
    assert (found.salutation, found.last_name, found.wishes) == (salutation, "Muster", wishes)


def test_a_concern_in_a_cell_is_all_of_the_cell():
    html = (
        "<table><tr><td>Ihr Anliegen</td></tr></table><table><tr><td>Guten Tag,<br>geht ein Tausch?</td></tr></table>"
    )
    assert page(f"<p>Name: Eva Ott</p><p>E-Mail: eva@example.org</p>{html}").message == "Guten Tag,\ngeht ein Tausch?"


def test_what_stands_behind_the_message_in_json_is_no_message():
    data = '{"name": "Eva Ott", "email": "e@example.org", "message": "Ist es frei?\\nDanke", "meta": {"step": 3}}'
    assert form(data).message == "Ist es frei?\nDanke"


def test_a_valuation_by_a_service_is_an_owner_s_and_its_property_is_no_home_of_theirs():
    data = (
        '{"type": "valuation", "object": {"street": "Ring 5", "zip": "50667"}, "contact": {"first_name": "Eva",'
        ' "last_name": "Ott", "email": "eva@example.org", "phone": "030 2312500"}}'
    )
    found = parsing.parse(mail("Rechner <f@dienst.example>", "Neue Online-Bewertung", text=data), OWN)
    assert (found.kind, found.inquiries[0].last_name) == ("owner_lead", "Ott")


def test_a_word_and_two_dots_are_two_words():
    assert "MA-1031" in references.tokens("die MA-1031..also")


# -- what stands where ------------------------------------------------------------------------------------------------

KNOWN = Rules(own_domains=("makler.example",), references=("MA-1",))
CARD = "Objekt-Nr.: MA-1\n\nInteressent\nFrau Jana Christ\n%s\nTelefon 0173 2201948\nE-Mail max@example.org\n"


@pytest.mark.parametrize(
    ("lines", "street"),
    [
        ("Nadorster Str. 130, 26123 Oldenburg", "Nadorster Str. 130"),
        ("Am Ring 3\n26123 Oldenburg", "Am Ring 3"),
    ],
)
def test_an_address_between_a_name_and_its_numbers_is_the_persons(lines, street):
    found = form(CARD % lines)
    assert (found.last_name, found.street, found.zip, found.city) == ("Christ", street, "26123", "Oldenburg")


def test_an_address_above_the_name_is_the_propertys():
    text = (
        "Objekt-Nr.: MA-1\nAm Ring 3\n26123 Oldenburg\nFrau Jana Christ\nTelefon 0173 2201948\nE-Mail max@example.org\n"
    )
    assert form(text).street is None


def test_an_address_below_the_numbers_may_be_anybodys():
    assert form(CARD.replace("%s\n", "") + "Am Ring 3\n26123 Oldenburg\n").street is None


def test_a_table_drawn_in_text_has_cells():
    rows = ("Feld | Wert", "---|---", "Name | Jana Christ", "E-Mail | max@example.org", "Objekt-Nr. | MA-1",
            "Nachricht | Noch frei?", "Newsletter | Nein")  # fmt: skip
    found = form("".join(f"| {row} |\n" if "---" not in row else f"|{row}|\n" for row in rows))
    assert (found.last_name, found.message) == ("Christ", "Noch frei?")


def test_a_label_flush_left_ends_a_message_that_is_indented():
    text = "Ihr Name *\n   Jana Christ\nE-Mail *\n   max@example.org\nObjekt-Nr.\n   MA-1\nNachricht *\n   Noch frei?\n"
    assert form(f"{text}Ich bin kein Roboter\n   ja\n").message == "Noch frei?"


def test_a_number_is_taken_as_it_is_seen_where_its_link_is_cut_off():
    link = "<a href='tel:04487112'>04487 112 09</a>"
    html = f"<p>Name: Jana Christ</p><p>{link}</p><p>E-Mail: max@example.org</p><p>Objekt-Nr.: MA-1</p>"
    assert page(html).phone == "04487 112 09"


@pytest.mark.parametrize(("line", "is_told"), [("Ingo 0170 9981226", False), ("Morgen 0170 9981226", True)])
def test_a_given_name_with_a_number_signs_a_letter(line, is_told):
    raw = mail("Ingo Stalling <ingo@example.org>", "Haus MA-1", text=f"Hallo, ist das Haus MA-1 noch frei?\n{line}\n")
    found = inquiry(raw, KNOWN)
    assert (line in found.message) is is_told


def test_a_street_is_told_by_the_place_below_it():
    text = "Hallo, ist das Haus MA-1 noch frei?\nViele Grüße\nIna Holm\n\nBäkeplacken 5\n26129 Oldenburg\n"
    assert inquiry(mail("Ina Holm <ina@example.org>", "Haus MA-1", text=text), KNOWN).street == "Bäkeplacken 5"


def test_what_is_quoted_is_the_message_and_not_what_announces_it():
    text = (
        "Tjark Meinen möchte Ihre Immobilie besichtigen.\nOnline-ID: 2w8yj3s\nReferenz: MA-1\n\nTjark Meinen\n"
        'Telefon: 01573 0098214\nE-Mail: max@example.org\n\n"Kann ich die Wohnung am Donnerstag besichtigen?"\n'
    )
    raw = mail("immowelt <kontakt@immowelt.de>", "Besichtigungswunsch zu Referenz MA-1", text=text)
    assert inquiry(raw, KNOWN).message == "Kann ich die Wohnung am Donnerstag besichtigen?"
