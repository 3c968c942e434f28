"""Whatever a mail looks like: where a person can be reached and asks for a property, somebody looks at it."""

import itertools
import json

import pytest
from build import mail

from anfragemanager import parsing
from anfragemanager.parsing import Rules

RULES = Rules(own_domains=("makler.example",), references=("MA-1031", "MA-1042"), agents=("Anna Amt",))
NAME, EMAIL, PHONE = "Jana Sievers", "jana.sievers@post.example", "0173 9905521"

SENDERS = {
    "service": "Formulardienst <no-reply@formulare.example>",
    "named service": "Superbrücke <posteingang@bruecke.example>",
    "own site": "Webseite <web@makler.example>",
    "device": "Telefonanlage <anlage@makler.example>",
    "shared mailbox": "info@bueroservice.example",
}
SAID = {
    "known": "Hallo, ist die Wohnung MA-1031 noch frei?",
    "known, no question": "Guten Tag, es geht um MA-1042. Bitte um Rückmeldung.",
    "interest": "Ich interessiere mich für die Wohnung am Markt und würde sie gern besichtigen.",
}
LAYOUTS = {
    "labels": f"Name: {NAME}\nE-Mail: {EMAIL}\nTelefon: {PHONE}\nNachricht: {{said}}\n",
    "labels above": f"name\n{NAME}\n\nmail\n{EMAIL}\n\nfon\n{PHONE}\n\ntext\n{{said}}\n\nip\n203.0.113.44\n",
    "dots": f"Anrufer ..........: {NAME}\nRückrufnummer ....: {PHONE}\nAnliegen .........: {{said}}\n",
    "unknown labels": f"Kontakt: {NAME}\nKanal: WhatsApp\nNummer: {PHONE}\n\n{{said}}\n",
    "machine keys": f"lead_full_name={NAME}\nlead_email={EMAIL}\nlead_message={{said}}\n",
    "card": f"{NAME}\n{EMAIL}\n{PHONE}\n\n{{said}}\n",
    "voice": f"Rufnummer: {PHONE}\nDauer: 0:41 Min\n\nAutomatische Umschrift:\nHallo, hier ist {NAME}. {{said}}\n",
    "chat": f"Name: {NAME}\nEmail: {EMAIL}\n\n(10:02) {NAME}: {{said}}\n(10:03) Anna Amt: Wir melden uns.\n",
    "json": json.dumps({"name": NAME, "email": EMAIL, "phone": PHONE, "message": "{said}"}).replace('"{s', '"{s'),
}
SUBJECTS = [
    "Neue Nachricht",
    "Re: Ihr Formular",
    "Vielen Dank für Ihre Anfrage",
    "Newsletter und Kontakt: neue Einsendung",
    "Urlaubsanfrage",
    "Bestätigung Ihrer Anfrage",
    "Bewerbung um die Wohnung",
]
HEADERS = {
    "none": (),
    "list": (("List-Unsubscribe", "<mailto:u@formulare.example>"), ("List-Id", "<f.formulare.example>")),
    "bulk": (("Precedence", "bulk"), ("List-Unsubscribe", "<mailto:u@formulare.example>")),
    "answer": (("In-Reply-To", "<1@formulare.example>"), ("References", "<1@formulare.example>")),
    "generated": (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
    "replied": (("Auto-Submitted", "auto-replied"),),
    "null path": (("Return-Path", "<>"),),
    "campaign": (("X-Campaign", "7"), ("List-Unsubscribe", "<mailto:u@formulare.example>")),
}


def written(layout: str, said: str) -> str:
    return LAYOUTS[layout].replace("{said}", SAID[said])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_person_who_asks_is_never_filed_away_for_sure(layout):
    lost = []
    for said, sender, subject, head in itertools.product(SAID, SENDERS, SUBJECTS, HEADERS):
        raw = mail(SENDERS[sender], subject, text=written(layout, said), headers=HEADERS[head])
        read = parsing.parse(raw, RULES)
        if read.kind not in ("inquiry", "owner_lead") and not read.unsure:
            lost.append((said, sender, subject, head, read.kind))
    assert not lost, f"{len(lost)} of this look"


@pytest.mark.parametrize("subject", ["Frage", "Re: Wohnung", "Urlaub", "Anfrage Rechnung MA-1031"])
@pytest.mark.parametrize("head", ["none", "list", "bulk"])
def test_a_letter_about_a_known_property_is_looked_at(subject, head):
    text = f"Guten Tag,\n\n{SAID['known']} Ich habe großes Interesse.\n\nViele Grüße\n{NAME}\nTel. {PHONE}\n"
    read = parsing.parse(mail(f"{NAME} <{EMAIL}>", subject, text=text, headers=HEADERS[head]), RULES)
    assert read.kind == "inquiry" or read.unsure


@pytest.mark.parametrize("sender", SENDERS)
def test_what_says_for_sure_that_it_is_none_stays_so(sender):
    """The other side: words of interest without a person's data do not make everything a task."""
    text = "Interesse an Immobilien? Besichtigen Sie unsere Musterhäuser. Abmelden: https://werbung.example/u\n"
    read = parsing.parse(mail(SENDERS["service"], "Newsletter", text=text, headers=HEADERS["bulk"]), RULES)
    assert (read.kind, read.unsure) == ("bulk", False)
