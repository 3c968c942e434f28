"""Layouts whose values are told by where they stand: cards, imprints, buttons, greetings, names without a label."""

import time

import pytest
from build import mail
from cases import table

from anfragemanager import parsing
from anfragemanager.parsing import Rules, ending
from anfragemanager.parsing.drafts import name_apart
from anfragemanager.parsing.labels import Table

RULES = Rules(own_domains=("makler.example",), references=("MA-1031", "MA-1042"))
IS24 = "ImmoScout24 <noreply@immobilienscout24.de>"
IMMOWELT = "immowelt <noreply@immowelt.de>"
SITE = "Website <web@makler.example>"
TALK = "Eva Ott via immowelt <7c81e0d2@reply.immowelt.de>"
AD = "Max Ott über Kleinanzeigen <interessent-0pl9-ek-ek@mail.kleinanzeigen.de>"
FOOT = "Immobilien Scout GmbH, Invalidenstraße 65, 10557 Berlin\nTelefon: +49 30 24301-1100\n"


def inquiry(sender: str, text: str = "", html: str | None = None, subject: str = "Anfrage MA-1031"):
    raw = mail(sender, subject, html=html) if html else mail(sender, subject, text=text)
    (found,) = parsing.parse(raw, RULES).inquiries
    return found


# -- cards ------------------------------------------------------------------------------------------------------------


@table(
    ("Max Muster, Am Ring 1, 24114 Kiel", {"name": "Max Muster", "address": "Am Ring 1, 24114 Kiel"}),
    ("Muster, Am Ring 1", {"name": "Muster, Am Ring 1"}),
    ("Max Muster\n0163 7788901\nAm Ring 1\n24114 Kiel",
     {"name": "Max Muster", "phone": "0163 7788901", "address": "Am Ring 1\n24114 Kiel"}),
    ("Max Muster\nStiftung Alpina\nAm Ring 1\n24114 Kiel",
     {"name": "Max Muster", "company": "Stiftung Alpina", "address": "Am Ring 1\n24114 Kiel"}),
    ("Max Muster\nc/o Ott\nAm Ring 1\n24114 Kiel", {"name": "Max Muster", "address": "c/o Ott\nAm Ring 1\n24114 Kiel"}),
    ("Max Muster\nHerr Udo Ott\nAm Ring 1\n24114 Kiel",
     {"name": "Max Muster", "address": "Herr Udo Ott\nAm Ring 1\n24114 Kiel"}),
    ("Max Muster\nMuster GmbH", {"name": "Max Muster", "company": "Muster GmbH"}),
    ("Max Muster\nWohnung in Kiel", {"name": "Max Muster"}),
)  # fmt: skip
def test_what_a_name_s_value_holds(given, right):
    assert name_apart(given) == right


def test_a_card_below_the_heading_of_the_person():
    text = "Objektnummer: MA-1031\n\nKontaktdaten\nFrau Eva Ott\nOtt e.K.\neva@ott.example\n+49 (0)511 / 2157 443\n\n"
    found = inquiry(IS24, f"Eva Ott möchte mehr über Ihr Objekt erfahren.\n\n{text}{FOOT}")
    assert (found.salutation, found.first_name, found.company) == ("mrs", "Eva", "Ott e.K.")
    assert (found.phone, found.email, found.message) == ("+49 (0)511 / 2157 443", "eva@ott.example", None)


def test_a_heading_in_a_frame_has_no_value():
    text = (
        "--- Interessent ---\nAnrede: Frau\nVorname: Eva\nNachname: Ott\nE-Mail: eva@ott.example\nObjekt-Nr.: MA-1031\n"
    )
    assert inquiry(SITE, text.replace("Interessent ", "Angaben zum Interessenten ")).salutation == "mrs"


@table(("Interessentin: Eva Ott", "mrs"), ("Interessent/in: Eva Ott", None), ("Interessent: Eva Ott", None))
def test_a_label_that_tells_a_woman(given, right):
    assert inquiry(SITE, f"{given}\nE-Mail: eva@ott.example\nObjekt-Nr.: MA-1031\n").salutation == right


def test_a_button_is_no_part_of_an_address():
    address = "<td>Ring 1<br>24114 Kiel<br><a href='https://maps.example'>Karte anzeigen</a></td>"
    rows = "<tr><td>Name</td><td>Eva Ott</td></tr><tr><td>E-Mail</td><td>eva@ott.example</td></tr>"
    assert inquiry(SITE, html=f"<table>{rows}<tr><td>Adresse</td>{address}</tr></table>").street == "Ring 1"


def test_a_number_with_a_label_of_one_letter():
    contact = "<td>T: 0511 856 77 09<br>M: eva@ott.example</td>"
    html = f"<table><tr><td>Interessent</td><td>Eva Ott</td></tr><tr><td>Kontakt</td>{contact}</tr></table>"
    assert inquiry("Formular <web@formulare.example>", html=html).phone == "0511 856 77 09"


@table(
    ("NPA / Lieu", "zip_city"), ("PLZ und Ort", "zip_city"), ("PLZ Ort", "zip_city"), ("Straße, Hausnummer", "street"),
    ("Vorname und Nachname", "name"), ("Telefon oder Mobil", "phone"), ("Straße, PLZ, Ort", "address"),
    ("E-Mail / Mail", "email"), ("Ort und Firma", None), ("Ort", "city"),
)  # fmt: skip
def test_a_label_that_joins_two(given, right):
    assert Table().find(given) == right


@table(("Von: Eva Ott", "Ott"), ("From: Eva Ott", "Ott"), ("From: the page", None))
def test_a_form_that_begins_as_a_mail_does(given, right):
    text = f"New message (reference: MA-1031).\n\n{given}\nMessage:\nHello, do you still have the flat available?\n"
    assert inquiry("Rent <no-reply@rent.example>", text, subject="New message").last_name == right


def test_the_page_of_a_form_names_the_property():
    text = "Name: Eva Ott\nE-Mail: eva@ott.example\nNachricht: Noch frei?\n\n---\n\n"
    link = "Seiten-URL: https://makler.example/immobilien/?objekt=MA-1031\n"
    assert inquiry(SITE, text + link, subject="Neue Nachricht").property_refs == ("MA-1031",)


def test_an_address_below_a_close_belongs_to_the_name():
    text = "Name: Eva Ott\nBeruf: Lehrerin\n\nHerzlich\nEva Ott\n\nAm Ring 1\n24114 Kiel\nHandy 0179 4455662\n"
    assert inquiry("Eva Ott <eva@ott.example>", text).street == "Am Ring 1"


def test_a_long_value_is_no_card():
    start = time.perf_counter()
    name_apart("a, " + "1" * 60_000)
    ending.is_imprint("a GmbH " * 3000 + ", 24114 Kiel")
    assert time.perf_counter() - start < 1


# -- the sender's own -------------------------------------------------------------------------------------------------


@table(
    ("Immobilien Scout GmbH, Invalidenstraße 65, 10557 Berlin", True), ("AVIV GmbH · Ring 3 · 90411 Nürnberg", True),
    ("Eva Ott, Am Ring 1, 24114 Kiel", False), ("Firma: Bau GmbH, Ring 1, 24114 Kiel", False),
    ("Muster GmbH", False), ("Muster GmbH, Berlin", False),
)  # fmt: skip
def test_an_imprint(given, right):
    assert ending.is_imprint(given) is right


def test_a_portal_s_number_is_nobody_s():
    text = "Eva Ott interessiert sich für Ihre Immobilie.\n\nE-Mail: eva@ott.example\nObjekt-Nr.: MA-1031\n\n"
    two = "AVIV Germany GmbH\nNordostpark 3-5, 90411 Nürnberg\nTel. +49 911 520 25-0\nwww.immowelt.de\n"
    for sender, foot in ((IS24, FOOT), (IMMOWELT, two)):
        found = inquiry(sender, text + foot)
        assert (found.phone, found.mobile) == (None, None)
    # A firm that asks is none.
    own = "Firma: Bau GmbH\nBau GmbH\nRing 1, 24114 Kiel\nTel.: 0431 5550100\n"
    assert inquiry(IMMOWELT, text + own).phone == "0431 5550100"


@pytest.mark.parametrize(
    "below",
    [
        "Der Interessent hat der Weitergabe seiner Daten zugestimmt: Ja",
        "-- tawk.to",
        "Käuferprofil\nEigennutzung: Ja\nEigenkapital: 100.000 €\nFinanzierung: geklärt",
    ],
)
def test_what_the_sender_adds_is_no_message(below):
    text = f"Name: Eva Ott\nE-Mail: eva@ott.example\nObjekt-Nr.: MA-1031\n\nNachricht:\nIst sie noch frei?\n\n{below}\n"
    assert inquiry(SITE, text).message == "Ist sie noch frei?"


def test_an_interesting_flat_is_no_word_of_the_sender():
    said = "Ist sie noch frei?\n\nDie interessante Lage in Kiel gefällt uns."
    text = f"Name: Eva Ott\nE-Mail: eva@ott.example\nObjekt-Nr.: MA-1031\n\nNachricht:\n{said}\n"
    assert inquiry(SITE, text).message == said


def test_a_label_above_its_value_at_the_end_of_a_cell():
    fields = {"Vorname": "Eva", "Nachname": "Ott", "E-Mail": "eva@ott.example", "Telefon": "0431 5550100"}
    fields |= {"Nachricht": "Ist sie noch frei?", "Widerruf bestätigt": "Ja, ich verlange, dass Sie tätig werden"}
    html = "".join(f"<p>{label}<br><b>{value}</b></p>" for label, value in fields.items())
    html = f"<table><tr><td>{html}</td></tr><tr><td>Propstack GmbH, Berlin</td></tr></table>"
    assert inquiry("Propstack <noreply@propstack.example>", html=html).message == "Ist sie noch frei?"


def test_a_rule_below_a_message_without_a_label():
    text = "Von: Eva Ott\nE-Mail: eva@ott.example\nTelefon: 0431 5550100\n\nIst MA-1031 noch frei?\n\n"
    text += "-- \nDiese E-Mail wurde von einem Kontaktformular gesendet (https://makler.example)\n"
    assert inquiry(SITE, text).message == "Ist MA-1031 noch frei?"


# -- messages ---------------------------------------------------------------------------------------------------------


def test_the_greeting_set_apart_belongs_to_the_message():
    said = "Guten Tag Frau Amt,\n\nist die Wohnung MA-1031 noch frei? Ich würde sie gern sehen."
    text = "Hallo Anna Amt,\n\nEva Ott interessiert sich für Ihr Objekt.\n\nObjekt-Nr.: MA-1031\n\n"
    text += f"{said}\n\nE-Mail: eva@ott.example\n"
    assert inquiry(IMMOWELT, text).message == said


def test_the_greeting_of_the_sender_is_none_of_the_message():
    text = "Hallo,\n\nist die Wohnung noch frei? Ich würde sie gern sehen.\n\nE-Mail: eva@ott.example\nName: Eva Ott\n"
    assert inquiry(IMMOWELT, text).message == "ist die Wohnung noch frei? Ich würde sie gern sehen."


def test_a_quoted_message_ends_with_the_quote():
    html = "<p>Objekt-Nr.: MA-1031</p><p>Eva schreibt:</p><blockquote>wann kann ich sie sehen?</blockquote>"
    html += "<p>E-Mail: eva@ott.example</p><p>Ich bin ein Satz, mit dem das Portal wirbt.</p>"
    assert inquiry(IS24, html=html).message == "wann kann ich sie sehen?"


def test_an_item_of_a_list_is_the_message():
    html = "<ul><li>Interessentin: Eva Ott</li><li>Erreichbar: eva@ott.example</li>"
    html += "<li>Sie schreibt: <i>Ich hätte gern die Wohnung.</i></li></ul><p>Mehr Anfragen? Werden Sie Partner!</p>"
    assert inquiry("Finder <anfrage@finder.example>", html=html).message == "Ich hätte gern die Wohnung."


def test_a_conversation_with_a_form_and_the_message_in_quotes():
    text = 'Hallo,\n\nEva Ott interessiert sich für Ihre Anzeige.\n\n"Ist sie noch frei? Danke."\n\n'
    text += "Telefonnummer: 0170 9234561\nE-Mail-Adresse: eva@ott.example\nReferenz: MA-1031\n"
    assert inquiry(TALK, text).message == "Ist sie noch frei? Danke."


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hallo,<br>du hast eine Anfrage von <b>Max Ott</b> (aktiv seit 12.03.2024) erhalten:</p><p>{0}</p>"
        "<p>Anzeige: 4 Zimmer in Laatzen<br>Anzeigennummer: 2950081123</p>",
        "<p>Nachricht von Max Ott:</p><p>{0}</p><a href='#'>Nachricht beantworten</a><p>Viel Erfolg damit</p>",
        "<p>{0}</p><hr><p>Anzeigennummer: 2930018842<br>Diese Nachricht wurde dir von Max Ott über Kleinanzeigen "
        "gesendet.</p>",
    ],
)
def test_a_conversation_of_the_small_ads(html):
    said = "Guten Tag, ich suche eine Wohnung. Ist sie frei?"
    assert inquiry(AD, html=html.format(said)).message == said


def test_a_form_in_a_conversation_of_the_small_ads():
    said = "Guten Tag,\n\nich suche eine Wohnung. Ist sie frei?\n\nMax Ott"
    text = f"Ein Interessent hat eine Anfrage gesendet:\n'Haus', Anzeigen-ID 2877301954\n\nNachricht: {said}\n\n"
    found = inquiry(
        AD, f"{text}Name: Max O.\nTelefonnummer: 015226018834\n\nViele Grüße\ndein Team von Kleinanzeigen\n"
    )
    assert found.message == said


@table(
    ("Mit freundlichen kollegialen Grüßen", True), ("Mit herzlichem Gruß", True), ("Mit Garten. Gruß", False),
    ("Mit dem Hund käme ich gern", False), ("Winterliche Grüße aus Kiel", True), ("Grüß Gott Herr Amt", False),
    ("Ganz liebe Grüße", True), ("Ich sende Grüße", False), ("eins zwei drei vier fünf Grüße", False),
)  # fmt: skip
def test_a_complimentary_close(given, right):
    assert ending.is_closing(given) is right


# -- who writes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "said", "name"),
    [
        ("x84@post.example", "mein Name ist Eva Ottwald, ich bin neu." + " Ist MA-1031 noch frei?" * 20, "Eva Ottwald"),
        ("Ionut <ionut.campeanu92@x.example>", "Ist MA-1031 frei? Tel 0152 04883177 Ionuț Câmpeanu", "Ionuț Câmpeanu"),
        ("Quirina <q@post.example>", "Ist MA-1031 noch frei?\n\nIhre Quirina Zabelstein", "Quirina Zabelstein"),
        ("Udo & Eva Ottwald <wir@ott.example>", "Ist MA-1031 frei?\nViele Grüße\nEva Ottwald", "Eva Ottwald"),
        ("Udo & Eva Ottwald <wir@ott.example>", "Ist MA-1031 frei?\nGruß\nEva (0176 30044128)", "Udo & Eva Ottwald"),
        ("Ottwald <wir@ott.example>", "Ist MA-1031 frei?\nViele Grüße\nUdo & Eva Ottwald\nMobil Udo: 0173 9904128",
         "Udo & Eva Ottwald"),
    ],
)  # fmt: skip
def test_the_name_of_who_writes_a_letter(sender, said, name):
    found = inquiry(sender, said)
    assert f"{found.first_name} {found.last_name}" == name


def test_the_firm_in_a_sender_s_name():
    said = "Ist MA-1031 noch frei?\n\nLiebe Grüße\nMinou\n\nMinou Farrokhzad\nInhaberin"
    found = inquiry("Minou Farrokhzad | Atelier Safran <hallo@safran.example>", said)
    assert (found.last_name, found.company) == ("Farrokhzad", "Atelier Safran")


def test_a_name_that_makes_up_the_address():
    text = "Objekt-Nr.: MA-1031\n\nIch suche etwas.\n\nWer fragt:\nFiorenza Zanella\nfiorenza.zanella@x.example\n"
    assert inquiry(IMMOWELT, text).last_name == "Zanella"


@table(
    ("Mein Kollege Bjarne Thorvaldsen (+47 911 22 334) kommt mit.", None),
    ("Meine Handynummer (0171 1234567) gilt immer.", "0171 1234567"),
    ("Sie erreichen Eva Ottwald (0171 1234567) immer.", "0171 1234567"),
)
def test_a_number_in_brackets_is_whose_name_stands_in_front(given, right):
    found = inquiry("Eva Ottwald <eva@ottwald.example>", f"Ist MA-1031 noch frei? Ich käme gern.\n{given}\n\nGruß\nEva")
    assert (found.mobile or found.phone) == right


def test_a_prospect_somebody_else_names_with_a_form_of_address():
    text = (
        "hier ein Interessent für MA-1031: Herr Ingolf Strutz, 05072 771190, ingolf.strutz@x.example, will sie sehen."
    )
    found = inquiry("Torben Wille <wille@bank.example>", f"Hallo Jens,\n\n{text}\n\nGruß\nTorben Wille\n")
    assert (found.salutation, found.last_name) == ("mr", "Strutz")


# -- what kind it is --------------------------------------------------------------------------------------------------


@table(
    ("ich schreibe für meine Oma, die eine Wohnung sucht. MA-1031 wäre passend. Gibt es einen Hausnotruf?", "inquiry"),
    ("wir überlegen, uns zu verkleinern. Kommen Sie vorbei und sagen uns, was unseres wert ist.", "owner_lead"),
    ("als Insolvenzverwalter suche ich einen Makler für die Verwertung von drei Wohneinheiten.", "owner_lead"),
    ("Tante Hiltruds Wohnung muss nun doch verkauft werden.", "owner_lead"),
    ("habt ihr auch Häuser? Grundstück von Opa loswerden, ruft an.", "owner_lead"),
)
def test_kind_of_a_letter(given, right):
    raw = mail(
        "Eva Ottwald <eva@ottwald.example>", "Frage", text=f"Guten Tag,\n\n{given}\n\nViele Grüße\nEva Ottwald\n"
    )
    assert parsing.parse(raw, RULES).kind == right


@pytest.mark.parametrize(
    ("said", "below"),
    [
        ("leider muss ich den Termin absagen. Entschuldigung", ""),
        (
            "wie groß ist der Garten von MA-1031?",
            "Von: Makler\nGesendet: Freitag\nAn: Eva\nBetreff: Neues\n\nMakler Immobilien",
        ),
    ],
)
def test_an_answer_to_one_of_our_mails(said, below):
    answers = (("In-Reply-To", "<1@makler.example>"),)
    raw = mail(
        "Eva Ottwald <eva@ottwald.example>", "Re: Termin", text=f"{said}\n\nEva Ottwald\n\n{below}\n", headers=answers
    )
    assert parsing.parse(raw, RULES).kind == "reply"


# -- labels as spreadsheets, builders of forms and hostile hands write them --------------------------------------------


def test_values_behind_a_semicolon():
    text = (
        "Objekt-Referenz: MA-1031\nAnrede;Herr\nName;Ott\nVorname;Eli\nMail;eli@ott.example\nText;Ist es noch frei?\n"
    )
    found = inquiry(SITE, text)
    assert (found.salutation, found.first_name, found.last_name) == ("mr", "Eli", "Ott")
    assert (found.email, found.message) == ("eli@ott.example", "Ist es noch frei?")


@table(
    ("Mobile phone number", "mobile"), ("Tel. G", "phone"), ("Handynummer privat", "mobile"),
    ("Telefon tagsüber", "phone"), ("Number", None), ("Telefon Firma", None),
)  # fmt: skip
def test_which_number_it_is(given, right):
    assert Table().find(given) == right


def test_an_address_written_into_the_name_is_not_believed_before_the_one_given():
    text = (
        "Name: Eva\\r\\nBcc: victim@spam.example Ott\nEmail: eva@ott.example\nObjekt: MA-1031\nNachricht: Noch frei?\n"
    )
    found = inquiry(SITE, text)
    assert (found.first_name, found.email) == ("Eva", "eva@ott.example")
    assert inquiry(SITE, "Name: Eva Ott <eva@ott.example>\nObjekt: MA-1031\n").email == "eva@ott.example"


@table(
    ("MfG\nG. Zimmerschied", ("G.", "Zimmerschied")), ("Viele Grüße\nZimmerschied", (None, "Zimmerschied")),
    ("MfG\nGerda Zimmerschied", ("Gerda", "Zimmerschied")), ("MfG\nZimmerschied GmbH", (None, None)),
    ("MfG\nvom Team", (None, None)), ("MfG", (None, None)),
)  # fmt: skip
def test_the_name_below_a_letter_of_a_nameless_sender(given, right):
    raw = mail("sonne1957@gmx.example", "Frage MA-1031", text=f"Guten Tag,\n\nist der Kamin erlaubt?\n\n{given}\n")
    (found,) = parsing.parse(raw, RULES).inquiries
    assert (found.first_name, found.last_name) == right
