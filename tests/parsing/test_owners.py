"""Owners, and whoever hands them on: what tells them from those who look for a property."""

import pytest
from build import mail

from anfragemanager import parsing
from anfragemanager.parsing import Rules, concepts

KNOWN = Rules(own_domains=("makler.example",), references=("MA-1031",), agents=("Anna Amt",))
EVA = "Eva Ottwald <eva.ottwald@post.example>"
ANNA = "Anna Amt <amt@makler.example>"


def read(text: str, subject: str = "Frage", sender: str = EVA):
    return parsing.parse(mail(sender, subject, text=text), KNOWN)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("Würden Sie die MA-1031 für uns noch einmal verkaufen?", "owner_lead"),
        ("Würden Sie die MA-1031 auch an uns verkaufen?", "inquiry"),
        ("Lieber verkaufe ich die Kate in Mölln selbst.", "owner_lead"),
        ("Meine Mieterin zieht aus. Finden Sie mir jemanden?", "owner_lead"),
        ("Sie suchen doch Häuser. Wir hätten eins in Mölln.", "owner_lead"),
        ("Wir suchen einen Käufer für unser Lokal samt Haus.", "owner_lead"),
        ("Ein Landwirt bietet mir 9 Euro für die Wiese.", "owner_lead"),
        ("Die Treppen werden uns zu viel. Könnten Sie einmal vorbeikommen?", "owner_lead"),
        ("In unserer Wohnung klemmt das Fenster. Könnten Sie einmal vorbeikommen?", "other"),
        ("Für die Wohnung unserer Betreuten suchen wir einen Makler.", "owner_lead"),
        ("Für einen Artikel suche ich einen Makler. Redaktion Wolfshaus", "other"),
        ("Bitte senden Sie mir den Grundriss zu MA-1031. MA-1042 kommt nicht in Betracht.", "inquiry"),
        ("Wir suchen jemanden, der für zwei Häuser die Mietverwaltung übernimmt.", "owner_lead"),
    ],
)
def test_what_owners_say(given, right):
    assert read(f"Guten Tag,\n\n{given}\n\nViele Grüße\nEva Ottwald\n0171 2345670\n").kind == right


def test_a_form_tells_by_its_fields_what_it_is_for():
    form = "Name: Arno Petri\nTelefon: 0171 2345671\nImmobilienart: Bungalow\n{}: in 6 Monaten\n"
    sender = "Portal <noreply@kontakte.example>"
    assert read(form.format("Verkauf geplant"), "Neuer Kontakt", sender).kind == "owner_lead"
    assert read(form.format("Einzug geplant"), "Neuer Kontakt", sender).kind != "owner_lead"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (
            "Ich überlege, die Praxisetage in der Bahnhofstraße in Barsinghausen am Deister zu veräußern.",
            "owner_lead",
        ),
        ("Wir denken darüber nach, das Büro zu verkaufen.", "owner_lead"),
        ("Überlegen Sie, das Büro zu verkaufen? Wir haben Interesse.", "inquiry"),
        ("Ich überlege noch, ob das Haus MA-1031 passt: Bis wann soll es verkauft werden?", "inquiry"),
    ],
)
def test_who_weighs_to_sell_is_an_owner(said, kind):
    head = f"---------- Forwarded message ---------\nVon: {EVA}\nDate: Mo., 2. Nov. 2026\nSubject: Büro\n"
    passed_on = f"Bitte Termin machen.\n\n{head}\n{said}\n"
    assert read(passed_on, "Fwd: Büro", ANNA).kind == kind


def test_a_service_for_owners_is_known_by_its_name():
    form = "Name: Frau Ida Petri\nTelefon: 0171 2345671\n\nNachricht:\nWas wird so etwas heute bringen?\n"
    assert read(form, "Neue Nachricht", "immowelt Eigentümeranfragen <owner@immowelt.de>").kind == "owner_lead"
    assert read(form, "Neue Nachricht", "immowelt Anfragen <owner@immowelt.de>").kind == "inquiry"


def test_a_colleague_notes_who_called():
    note = "Tom, Frau Edda Thode (0431 909192) hat angerufen: sie will ihre Halle in Suchsdorf verkaufen.\n\nAnna"
    (found,) = read(note, "Rückruf", ANNA).inquiries
    assert (found.first_name, found.last_name, found.phone) == ("Edda", "Thode", "0431 909192")


def test_what_a_customer_wishes_is_the_message():
    form = "Vorhaben: Verkauf\nObjekt: Mehrfamilienhaus, 6 WE\nKunde: Frau Ida Wolf\nTelefonnummer: 0511 2136690\n"
    (found,) = read(
        f"{form}Kundenwunsch: Bitte nur vormittags anrufen.\n", "Haus verkaufen", "Lead <x@lead.example>"
    ).inquiries
    assert found.message == "Bitte nur vormittags anrufen."


@pytest.mark.parametrize(
    ("value", "phone"), [("0174 2345672", "0174 2345672"), ("ab 18 Uhr", None), ("gewünscht", None)]
)
def test_behind_a_callback_stands_a_number_or_a_wish(value, phone):
    (found,) = read(
        f"Anrufer: Frau Edda Mohr\nRückruf: {value}\nE-Mail: e.mohr@post.example\nNachricht: Fragt nach MA-1031.\n",
        sender="Telefondienst <notiz@telefondienst.example>",
    ).inquiries
    assert (found.phone or found.mobile) == phone


FORWARDED = """

---------- Forwarded message ---------
Von: Cem Aslan <cem.aslan@post.example>
Date: Mo., 2. Nov. 2026 um 20:10
Subject: Haus
To: Eva Ottwald <eva.ottwald@post.example>

Schau mal, wäre MA-1031 nichts für euch? Ich möchte es auch besichtigen. Ruf an, 0171 9988776
"""


def test_who_asks_above_a_mail_passed_on_is_the_prospect():
    asks = "Hallo, gibt es zu MA-1031 einen Keller?\n\nEva Ottwald\n0171 2345673" + FORWARDED
    assert read(asks, "Fwd: Haus").inquiries[0].last_name == "Ottwald"
    passes_on = "Zur Info, bitte kümmern." + FORWARDED
    assert read(passes_on, "Fwd: Haus", ANNA).inquiries[0].last_name == "Aslan"


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("Am 24.10. habe ich Ihr Inserat (Nr. 12) gesehen.", {"saw_it", "advertised"}),
        ("Es geht um Haus Nr. 12. Die Zeitung liegt hier.", set()),
        ("Ich las am 3.10. Zeitung.", set()),
    ],
)
def test_a_date_and_an_abbreviation_end_no_sentence(given, right):
    assert {"saw_it", "advertised"} & concepts.find(given).keys() == right


@pytest.mark.parametrize(
    ("given", "right"),
    [("Neue Bewerbung: MA-1031", "inquiry"), ("Neue Bewerbung: Praktikum", "other")],
)
def test_an_application_for_a_property_we_know_is_one_for_no_job(given, right):
    form = "Name: Arno Petri\nE-Mail: a.petri@post.example\nTelefon: 0171 2345671\nBeruf: Koch\n"
    assert read(form, given, "Bewerbung <noreply@bewerbung.example>").kind == right


def test_whose_lease_ends_asks_for_the_next_place():
    text = "Guten Tag,\n\nunser Mietvertrag läuft zum 30.06.2027 aus. Reicht das Büro MA-1031 für zwölf?\n\nEva Ottwald"
    assert read(text, "Büro").kind == "inquiry"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("wir sind uns einig: Bitte verkaufen Sie das Haus in Preetz für uns.", "owner_lead"),
        ("wir sind uns einig: Bitte verkaufen Sie das Haus in Preetz nicht.", "reply"),
    ],
)
def test_a_mandate_in_an_answer(said, kind):
    below = "Am 3.11.2025 um 9:12 schrieb Anna Amt:\n> Danke für das Gespräch.\n"
    assert read(f"Guten Tag,\n\n{said}\n\nEva Ottwald\n\n{below}", "Re: Gespräch").kind == kind
