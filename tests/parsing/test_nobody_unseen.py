"""Nobody who asks or offers ends where nobody looks, whatever way their mail takes and whatever it carries."""

import random

import pytest
from build import mail
from everyday import KNOWN

from anfragemanager import parsing

PERSON = ("Ayla Brandis", "ayla.brandis@post.example", "0171 2345678")
ASKS = (
    "Ist die Wohnung HK-104 noch frei?",
    "Bitte senden Sie mir den Grundriss und den Preis zu HK-104.",
    "Wir suchen ein Haus mit Garten und würden Ihres gern besichtigen.",
    "Könnten wir uns das Haus am Samstag ansehen?",
    "Is the flat still available? Could we come for a viewing?",
    "We are interested in the house HK-104.",
    "L'appartement est-il toujours disponible ? Peut-on le visiter ?",
    "Daire hâlâ kiralık mı? Hafta sonu görmek istiyoruz.",
    "Czy mieszkanie jest nadal dostępne? Chcemy je obejrzeć.",
    "Is de woning nog te koop? Wij willen graag bezichtigen.",
    "L'appartamento è ancora disponibile? Vorrei visitarlo.",
    "¿Sigue disponible el piso? Me gustaría visitarlo.",
)
OWNS = (
    ("unser Haus in Laboe", "Wir möchten {} verkaufen."),
    ("meine Eigentumswohnung", "Was könnte ich für {} verlangen? Ich denke an eine Vermietung."),
    ("unser altes Elternhaus", "Können Sie {} bewerten?"),
    ("our house", "We are thinking of selling {}."),
    ("my flat in Kiel", "I need a valuation of {}."),
    ("notre maison", "Nous souhaitons vendre {}."),
    ("evimizi", "{} satmak istiyoruz."),
    ("nasz dom", "Chcemy sprzedać {}."),
    ("ons huis", "Wij willen {} verkopen."),
    ("la nostra casa", "Vorremmo vendere {}."),
    ("nuestra casa", "Queremos vender {}."),
)
# What mails of machines carry too, and people's by accident: header lines and a footer, one accident a mail.
ACCIDENTS = (
    ((), ""),
    (("List-Unsubscribe: <mailto:ab@dienst.example>",), ""),
    (("Precedence: bulk",), ""),
    (("Auto-Submitted: auto-generated",), ""),
    (("In-Reply-To: <fremd@anderswo.example>", "References: <fremd@anderswo.example>"), ""),
    ((), "\n\nVon meinem iPhone gesendet"),
    ((), "\n\n-- \nGesendet mit der Mail-App. Newsletter abbestellen: https://app.example/ab"),
)
SUBJECTS = ("Frage", "", "Re: Frage", "Haus außer der Reihe: Urlaub am Meer", "Anfrage", "Wohnung")


def letter(says: str) -> tuple[str, str]:
    name, address, phone = PERSON
    return f"{name} <{address}>", f"Guten Tag,\n\n{says}\n\nViele Grüße\n{name}\n{phone}"


def site(says: str) -> tuple[str, str]:
    name, address, phone = PERSON
    return "Webseite <web@hafenkontor.example>", f"Name: {name}\nE-Mail: {address}\nTelefon: {phone}\nNachricht: {says}"


def service(says: str) -> tuple[str, str]:
    return "Formulardienst <noreply@formulardienst.example>", site(says)[1]


def forwarded(says: str) -> tuple[str, str]:
    sender, text = letter(says)
    head = f"---------- Forwarded message ---------\nFrom: {sender}\nDate: Mon, 23 Nov 2026 21:14\nSubject: Frage"
    return "Lena Brandt <lena.brandt@hafenkontor.example>", f"Zur Info\n\n{head}\nTo: <l@hafenkontor.example>\n\n{text}"


def written(way, says: str, headers=(), subject="Frage", footer="") -> bytes:
    sender, text = way(says)
    subject = f"Fwd: {subject}" if way is forwarded else subject
    head = [
        f"From: {sender}",
        "To: info@hafenkontor.example",
        f"Subject: {subject}",
        "Message-ID: <1@post.example>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *headers,
    ]
    return ("\n".join(head) + f"\n\n{text}{footer}").encode()


def is_seen(found) -> bool:
    return bool(found.inquiries) and (found.kind in ("inquiry", "owner_lead") or found.unsure)


WAYS = (letter, site, service, forwarded)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("says", ASKS)
def test_who_asks_is_found_whatever_way_the_mail_takes(way, says):
    found = parsing.parse(written(way, says), KNOWN)
    assert found.kind == "inquiry", found.evidence
    assert found.inquiries


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("thing", "says"), OWNS)
def test_who_offers_is_found_whatever_way_the_mail_takes(way, thing, says):
    found = parsing.parse(written(way, says.format(thing)), KNOWN)
    assert found.kind == "owner_lead", found.evidence
    assert found.inquiries


def test_nobody_who_asks_or_offers_ends_unseen():
    """Every wish with every accident a mail may have, in a sample of their combinations."""
    chance = random.Random(20261126)
    lost = []
    wishes = [*ASKS, *(says.format(thing) for thing, says in OWNS)]
    for says in wishes:
        for way in WAYS:
            for _ in range(6):
                headers, footer = chance.choice(ACCIDENTS)
                mail = written(way, says, headers, chance.choice(SUBJECTS), footer)
                found = parsing.parse(mail, KNOWN)
                if not is_seen(found):
                    lost.append(
                        (mail.decode(), found.kind, [(row.kind, row.weight, row.saw) for row in found.evidence])
                    )
    assert lost == []


@pytest.mark.parametrize(
    "letter",
    [
        "wir möchten unser Lager nach Köln verlegen und haben Interesse an HK-104. Bitte senden Sie uns das Exposé.",
        "das Haus HK-104 ist unser Traum vom Eigenheim und geht uns nicht mehr aus dem Kopf. Wann dürfen wir kommen?",
    ],
    ids=["tenants", "owners"],
)
def test_words_of_tenants_and_owners_in_a_buyers_letter(letter):
    text = f"Guten Tag,\n\n{letter}\n\nMit freundlichen Grüßen\nMax Muster\nTel. 0171 1234567"
    assert parsing.parse(mail("Max Muster <max@example.org>", "Haus", text=text), KNOWN).kind == "inquiry"
