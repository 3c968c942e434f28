"""What answers a mail that the agency wrote its sender is an answer, whatever it asks for and whatever was learned."""

from build import mail
from cases import table

from anfragemanager import parsing
from anfragemanager.parsing import PORTALS, Rules

MAX = "Max Muster <max@example.org>"
OURS = "Re: Exposé: Altbauwohnung (MA-1031)"
ASKS = "Guten Tag,\n\nvielen Dank für das Exposé. Wann kann ich die Wohnung besichtigen?\n\nMax Muster\n"
FILLED = "Name: Max Muster\nTelefon: 0171 5551234\nStraße: Hauptstr. 1\nPLZ Ort: 50667 Köln\nObjekt: MA-1031\n"


def rules(conversation=None, **known) -> Rules:
    return Rules(PORTALS, own_domains=("makler.example",), references=("MA-1031",), conversation=conversation, **known)


def known(*_asked) -> bool:
    return True


@table((ASKS, "reply"), (FILLED, "reply"), ("Danke!", "reply"))
def test_an_answer_to_what_we_wrote_is_no_inquiry(given, right):
    found = parsing.parse(mail(MAX, OURS, text=given), rules(known))
    assert (found.kind, found.unsure) == (right, False)


def test_without_knowing_what_was_written_it_is_read_by_its_words():
    assert parsing.parse(mail(MAX, OURS, text=ASKS), rules()).kind == "inquiry"
    assert parsing.parse(mail(MAX, OURS, text=ASKS), rules(lambda *_asked: False)).kind == "inquiry"


def test_only_what_may_be_an_answer_is_looked_up():
    asked = []
    for subject in ("Altbauwohnung MA-1031", OURS):
        parsing.parse(mail(MAX, subject, text=ASKS), rules(lambda *said: asked.append(said)))
    assert asked == [((), "max@example.org", OURS, False)]


def test_the_ids_of_the_mails_it_answers_are_looked_up():
    asked = []
    raw = b"In-Reply-To: <1@x.example>\r\nReferences: <2@x.example>\r\n" + mail(MAX, "Termin", text=ASKS)
    parsing.parse(raw, rules(lambda *said: asked.append(said)))
    assert asked == [(("<1@x.example>", "<2@x.example>"), "max@example.org", "Termin", False)]


def test_a_portals_mail_under_such_a_subject_is_an_inquiry():
    raw = mail("immonet.de <noreply@immonet.de>", OURS, text=FILLED)
    assert parsing.parse(raw, rules(known)).kind == "inquiry"


def test_a_form_of_the_own_site_under_such_a_subject_is_an_inquiry():
    raw = mail("Website <web@makler.example>", OURS, text=FILLED)
    assert parsing.parse(raw, rules(known)).kind == "inquiry"


def test_what_was_learned_silences_no_answer_to_us():
    learned = rules(known, verdict=lambda *_asked: False)
    assert parsing.parse(mail(MAX, OURS, text=ASKS), learned).judged is False
    odoos = b"In-Reply-To: <1-openerp-2@x.example>\r\n" + mail(MAX, "Termin", text="Danke, bis dann!\n")
    assert parsing.parse(odoos, rules(verdict=lambda *_asked: False)).judged is False
    other = mail(MAX, "Termin", text="Danke, bis dann!\n")
    assert parsing.parse(other, rules(verdict=lambda *_asked: False)).judged is True
