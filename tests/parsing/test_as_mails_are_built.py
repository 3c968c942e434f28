"""How senders build their mails, each rule beside what looks alike and must not be read so."""

import pytest
from build import mail
from cases import table

from anfragemanager import parsing
from anfragemanager.contact import addresses, names
from anfragemanager.parsing import Rules, ending, evidence, form, html, recognise
from anfragemanager.parsing.drafts import name_apart
from anfragemanager.parsing.labels import Table
from anfragemanager.parsing.lines import Line, from_text

RULES = Rules(own_domains=("makler.example",), references=("MA-1031",), agents=("Anna Amt",))
TABLE = Table()
EVA = "Eva Ottwald <eva@ottwald.example>"
SITE = "Website <web@makler.example>"
IMMOWELT = "immowelt <noreply@immowelt.de>"
IS24 = "ImmoScout24 <noreply@immobilienscout24.de>"


def parse(sender: str, text: str | None = None, subject: str = "Anfrage MA-1031", **how):
    return parsing.parse(mail(sender, subject, text=text, **how), RULES)


def inquiry(sender: str, text: str | None = None, subject: str = "Anfrage MA-1031", **how):
    (found,) = parse(sender, text, subject, **how).inquiries
    return found


# -- paragraphs that are lines ----------------------------------------------------------------------------------------

WORD = "<p class=MsoNormal>{}<o:p></o:p></p>"


def seen(source: str) -> list[str]:
    return [line.text for line in html.read(source).lines]


@table(
    (WORD.format("a") + WORD.format("b"), ["a", "b"]),
    (WORD.format("a") + WORD.format("&nbsp;") + WORD.format("b"), ["a", "", "b"]),
    (WORD.format("a") + WORD.format("&nbsp;") * 2 + WORD.format("b") + WORD.format("c"), ["a", "", "b", "c"]),
    (WORD.format("a") + "<p>b</p>" + WORD.format("c"), ["a", "", "b", "", "c"]),
    ('<p style="margin:0">a</p><p style="margin:0">b</p>', ["a", "b"]),
    ('<p style="margin:0 0 10px">a</p><p style="margin:0 0 10px">b</p>', ["a", "", "b"]),
    ('<p style="margin:0;margin-bottom:16px">a</p><p style="margin:0;margin-bottom:16px">b</p>', ["a", "", "b"]),
    ("<style>p.MsoNormal {margin:0; margin-bottom:8.0pt}</style>" + WORD.format("a") * 2, ["a", "", "a"]),
    ("<style>p.MsoNormal {margin:0; margin-bottom:.0001pt}</style>" + WORD.format("a") * 2, ["a", "a"]),
    ("<p>a</p><p>b</p>", ["a", "", "b"]),
)  # fmt: skip
def test_paragraphs_set_like_lines(given, right):
    assert seen(given) == right


def test_the_address_in_a_signature_of_outlook():
    lines = ["Ist MA-1031 frei?", "&nbsp;", "Mit besten Grüßen", "Eva Ottwald", "Ottwald Bau GmbH", "Am Ring 27",
             "30175 Hannover", "T +49 511 897720"]  # fmt: skip
    found = inquiry(EVA, html="".join(map(WORD.format, lines)))
    assert (found.company, found.street, found.zip) == ("Ottwald Bau GmbH", "Am Ring 27", "30175")


# -- where a message ends ---------------------------------------------------------------------------------------------


@table(
    ("Gesendet: Montag, 1. Mai um 12:00\nVon: Makler <a@makler.example>\nAn: eva@x.example\nBetreff: Neu", True),
    ("Gesendet: Montag\nVon: Makler\nBetreff: Neu", True), ("Gesendet: Montag\nAn: Eva\nVon: Makler", False),
    ("Datum: 1. Mai\nVon: 8 bis 10 Uhr\nOrt: Kiel", False), ("Datum: 1. Mai", False),
)  # fmt: skip
def test_quoted_mail_may_begin_with_its_date(given, right):
    first, *below = from_text(given).lines
    assert ending.is_history(first.text, below) is right


HEAD = "Name: Max Muster\nE-Mail: max@example.org\n"


@table(
    ("*** Nachricht ***\nIst es frei?\n\n*** Hinweis ***\nx", "Ist es frei?"),
    ("== Nachricht ==\nIst es frei?\n\n== Ende ==\nx", "Ist es frei?"),
    ("*** Nachricht ***\nIst es frei?\n\n== Wichtig ==\nIch rauche.", "Ist es frei?\n\n== Wichtig ==\nIch rauche."),
    ("Nachricht:\nIst es frei?\n\n*** Wichtig ***\nIch rauche.", "Ist es frei?\n\n*** Wichtig ***\nIch rauche."),
    ("Nachricht\nIst es frei?\n\nIch habe die Datenschutzhinweise gelesen\nja", "Ist es frei?"),
    ("Nachricht\nIst es frei?\n\nIch habe die Datenschutzhinweise gelesen\nWas kostet es?",
     "Ist es frei?\n\nIch habe die Datenschutzhinweise gelesen\nWas kostet es?"),
    ("Nachricht: (keine Nachricht)", None), ("Nachricht: keine Nachricht von Ihnen", "keine Nachricht von Ihnen"),
)  # fmt: skip
def test_message_of_a_form(given, right):
    assert form.read(from_text(HEAD + given), TABLE).message == right


@table(("(keine Nachricht)", None), ("Ist es frei?", "Ist es frei?"))
def test_where_a_form_tells_that_there_is_no_message_none_is_looked_for(given, right):
    text = f"{HEAD}*** Nachricht ***\n{given}\n\n*** Hinweis ***\nBitte beachten Sie, dass wir nichts prüfen.\n"
    assert inquiry(SITE, text).message == right


@table(
    ("eva.me@ottwald.example", None), ("Bitte kontaktieren Sie den Eigentümer sofort.", None),
    ("Bitte rufen Sie mich wegen der Eigentümer an.", "Bitte rufen Sie mich wegen der Eigentümer an."),
    ("Bitte kontaktieren Sie mich sofort.", "Bitte kontaktieren Sie mich sofort."),
)  # fmt: skip
def test_what_nobody_says_to_an_agency(given, right):
    found = recognise.message([Line(given)], [])
    assert (found and "\n".join(found[0])) == right


# -- labels and values ------------------------------------------------------------------------------------------------


@table(
    ("Rückrufbitte von", "name"), ("Besichtigungswunsch von", "name"), ("Antrag von", None), ("Bitte", None),
    ("Derzeitige Anschrift", "address"), ("Aktuelle Adresse", "address"), ("Jetziger Vermieter", None),
    ("Derzeitige Nutzung", None), ("Civilité", "salutation"), ("Société", "company"),
)  # fmt: skip
def test_field_of_a_label(given, right):
    assert TABLE.find(given) == right


def test_a_callback_from_a_portal_names_who_waits_for_it():
    text = "Hallo,\n\nein Interessent bittet um Rückruf.\n\nObjekt: Villa, MA-1031\n\nRückrufbitte von\nFrau Oyelaran\n"
    found = parse(IS24, f"{text}Telefonnummer\n0152 08874411\n\nIhr ImmoScout24-Team\n")
    assert (found.kind, found.inquiries[0].last_name, found.inquiries[0].salutation) == ("inquiry", "Oyelaran", "mrs")


@table(
    ("0171 1234567 Max", {"name": "Max", "phone": "0171 1234567"}),
    ("Max 0171 1234567 abends", {"name": "Max", "phone": "0171 1234567"}),
    ("0171 1234567", {"name": "", "phone": "0171 1234567"}),
)
def test_a_name_beside_its_number(given, right):
    assert name_apart(given) == right


@table(
    (("Firma", "Ott KG", "Max Muster"), ("Max", "Muster", "Ott KG")),
    (("Firma", None, "Max Muster"), (None, None, "Max Muster")),
    (("Firma", "Ott KG", "Muster GmbH"), (None, None, "Ott KG (Muster GmbH)")),
)
def test_whom_to_ask_for_in_a_firm(given, right):
    salutation, company, name = given
    found = names.read_fields(name, salutation_text=salutation, company=company)
    assert (found.first_name, found.last_name, found.company) == right


@table(
    ("14 bis, rue des Lices\n35000 Rennes", ("14 bis, rue des Lices", "35000", "Rennes")),
    ("14, 35000 Rennes", ("14", "35000", "Rennes")),
    ("Am Ring 60\nLeipzig, Sachsen 04229\nDeutschland", ("Am Ring 60", "04229", "Leipzig")),
    ("Am Ring 60\nHinterhaus, Leipzig 04229", ("Am Ring 60, Hinterhaus", "04229", "Leipzig")),
)
def test_address(given, right):
    found = addresses.read_address(given)
    assert (found.street, found.zip, found.city) == right


@pytest.mark.parametrize(
    ("below", "street", "company"),
    [
        ("ul. Długa 9, 80-831 Gdańsk", "ul. Długa 9", None),
        ("Landstraße 40/3/12, A-4020 Linz", "Landstraße 40/3/12", None),
        ("Landstraße, A-4020 Linz", None, None),
        ("Einkauf | Ottwald Bau GmbH", None, "Ottwald Bau GmbH"),
        ("Ein Kauf, Ottwald & Bau GmbH", None, "Ein Kauf, Ottwald & Bau GmbH"),
    ],
)
def test_lines_of_a_signature(below, street, company):
    found = inquiry(EVA, f"Ist MA-1031 frei?\n\nViele Grüße\nEva Ottwald\n{below}\nTel. 0511 897720\n")
    assert (found.street, found.company) == (street, company)


# -- who writes -------------------------------------------------------------------------------------------------------


@table(
    (("Eva Ottwald", "Eva Ottwald <eva@ottwald.example>", "Eva Ottwald"), "inquiry"),
    # Nobody signs, somebody else does, nobody could be answered.
    (("Eva Ottwald", "Eva Ottwald <eva@ottwald.example>", "Ihr Team"), "other"),
    (("Bahn Reisen", "Eva Ottwald <eva@ottwald.example>", "Eva Ottwald"), "other"),
    (("Eva Ottwald", "noreply@dienst.example", "Eva Ottwald"), "other"),
)
def test_a_gateway_s_address_is_no_hindrance_to_who_signs_and_can_be_answered(given, right):
    name, reply, signed = given
    said = f"ich suche ein Haus ab 180 m². Ist MA-1031 noch frei?\n\n{signed}\n"
    found = parse(f"{name} <noreply-webmail@dienst.example>", said, headers=[("Reply-To", reply)])
    assert (found.kind if found.inquiries and found.inquiries[0].message else "other") == right


@table(
    ("Ist MA-1031 noch zu haben? Ich habe drei Kinder.", "eva@ottwald.example"),
    ("Zur Kenntnis.", "inka@rosen.example"),
)
def test_who_asks_above_a_mail_they_forward_is_the_prospect(given, right):
    inner = (
        "---------- Forwarded message ---------\nVon: Inka Rosen <inka@rosen.example>\nDate: 2. Nov. 2025\n"
        "Subject: Schau mal\nTo: Eva Ottwald <eva@ottwald.example>\n\nHey, ist MA-1031 was für euch? Ruf mal an!\n"
    )
    found = parse(EVA, f"Hallo,\n{given}\n\nEva Ottwald\n\n{inner}", "Fwd: Schau mal")
    assert [one.email for one in found.inquiries] == [right]


@table(
    ("laden MA-1031 noch frei??\n\n0155 60112233 hamza", "Hamza"),
    ("laden MA-1031 noch frei??\n\n0155 60112233 ab 8", None),
)
def test_a_given_name_behind_a_number_signs(given, right):
    assert inquiry("imbiss_king@gmx.example", given).first_name == right


@table(
    ("wir sind Juna Petersilge und Malte Overdyck.", "Petersilge und Overdyck"),
    ("wir sind Deutsche Bahner.", None),
)
def test_two_who_tell_their_names(given, right):
    said = f"Hallo,\n\n{given} Ist MA-1031 noch frei?\n\nLiebe Grüße\nJuna"
    assert inquiry("Juna & Malte <juna.malte@post.example>", said).last_name == right


@table(
    ("Dott. Eva Ottwald", ("Dott.", "Eva", "Ottwald")),
    ("Dr. Udo Kern", (None, "Eva", "Ottwald")), ("Eva Ottwald", (None, "Eva", "Ottwald")),
)  # fmt: skip
def test_the_title_below_a_letter(given, right):
    found = inquiry(EVA, f"Ist MA-1031 noch frei?\n\nViele Grüße\n{given}")
    assert (found.title, found.first_name, found.last_name) == right


def talk(name: str, said: str):
    text = f"Du hast eine neue Anfrage erhalten.\n\nNachricht von {name}:\n{said}\n\nBeantworte diese Nachricht."
    return inquiry(f"{name} über Kleinanzeigen <interessent-77c1e0@mail.kleinanzeigen.de>", text)


@table(
    (("hrvoje_s", "mein Name ist Hrvoje Muster, ist es frei?"), ("Hrvoje", "Muster")),
    (("max77", "mein Name ist Hrvoje Muster, ist es frei?"), ("Hrvoje", "Muster")),
    (("Eva", "mein Name ist Hrvoje Muster, ist es frei?"), ("Eva", None)),
    (("Isenbügel", "Ist es frei?\n\nHochachtungsvoll\nEhepaar Isenbügel"), (None, "Isenbügel")),
    (("Eva", "Ist es frei?\n\nHochachtungsvoll\nEhepaar Isenbügel"), ("Eva", None)),
    (("Eva", "Ist es frei?\n\nGruß\nEva"), ("Eva", None)),
)
def test_a_name_told_in_a_conversation(given, right):
    found = talk(*given)
    assert (found.first_name, found.last_name) == right


@table(
    ("zu: Haus am See (Objekt-Nr. MA-1031)\n\nIst es frei?", "Ist es frei?"),
    ("Ist es frei?\nzu: Haus am See", "Ist es frei?\nzu: Haus am See"),
    ("zu teuer ist es auch!", "zu teuer ist es auch!"),
)
def test_what_a_conversation_is_about_stands_above_the_message(given, right):
    text = f"Neue Nachricht von Eva Ott\n\n{given}\n\n--\nAntworten Sie auf diese E-Mail.\n"
    found = inquiry("Eva Ott über ImmoScout24 <4f0c9a21b7@nachrichten.immobilienscout24.de>", text)
    assert found.message == right


# -- what kind it is --------------------------------------------------------------------------------------------------


@table(
    ("Ihr Paket konnte nicht zugestellt werden. Zoll zahlen: http://paket.example/z", "other"),
    ("Ihre Nachricht konnte nicht zugestellt werden.", "bounce"),
)
def test_what_was_not_delivered_may_be_a_parcel(given, right):
    assert parse("Zustellung <info@dienst.example>", given, "Hinweis").kind == right


@table(
    ("unser Mietvertrag endet am 30.06. Wir benötigen ca. 180 qm. Wäre MA-1031 ab Mai beziehbar?", "inquiry"),
    ("unser Mietvertrag endet am 30.06. Wann kommt die Kaution für MA-1031?", "other"),
    ("in unserem Haus MA-1031 tropft es. Unser Mietvertrag sagt: Sie zahlen. Wann kommt jemand?", "other"),
)
def test_whose_lease_ends_looks_for_the_next_place(given, right):
    assert parse(EVA, f"Guten Tag,\n\n{given}\n\nViele Grüße\nEva Ottwald\n", "Frage").kind == right


@table(("Wäre MA-1031 als Probenraum mietbar?", True), ("Am Montag ist Plenum.", False))
def test_who_asks_about_our_property_through_a_list_is_looked_at(given, right):
    head = [("List-Id", "<wohnen.listen.example>"), ("Precedence", "list")]
    found = parse(EVA, f"Hallo,\n\n{given}\n\nGruß\nEva Ottwald\n", "Haus", headers=head)
    assert (found.unsure and bool(found.inquiries)) is right


def test_a_mass_mailing_that_asks_nothing_of_ours_stays_one():
    heavy = [evidence.Evidence("bulk", 11, "mail", "", "x"), evidence.Evidence("inquiry", 6, "mail", "", "x")]
    assert evidence.may_be_lost("bulk", heavy, {"known", "known_asks"}, False)
    assert not evidence.may_be_lost("bulk", heavy, {"known"}, False)
