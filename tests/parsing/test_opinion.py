"""The second opinion: it is asked where the rules are close, and whom they wanted to be seen stays seen."""

import pytest
from build import mail

from anfragemanager import parsing
from anfragemanager.parsing import Evidence, Rules, concepts, evidence, opinion

KNOWN = Rules(own_domains=("makler.example",), references=("MA-1031",))
EVA = "Eva Ottwald <eva.ottwald@post.example>"


def seen(kind: str, weight: int) -> Evidence:
    return Evidence(kind, weight, "mail", "x", "x")


def chances(**told) -> dict:
    return dict.fromkeys(opinion.CLASSES, 0.0) | told


def test_what_is_counted_is_what_the_reader_sees():
    titles = {rule.means for rule in evidence.rules()}
    named = {f"{where}:{name}" for where in ("says", "from", "form") for name in concepts.names()}
    facts = {name for name in opinion.weights() if name.isidentifier()}
    assert opinion.weights().keys() <= titles | named | facts
    assert {opinion.CONSTANT, "known", "person", "personal"} <= facts


def test_chances_are_shares_and_what_was_never_counted_weighs_nothing():
    told = opinion.likely({opinion.CONSTANT, "personal", "person"})
    assert sum(told.values()) == pytest.approx(1)
    assert opinion.likely({opinion.CONSTANT, "personal", "person", "never counted"}) == told
    assert opinion.likely(()) == dict.fromkeys(opinion.CLASSES, 0.25)


@pytest.mark.parametrize(
    ("kind", "rows", "right"),
    [
        ("other", [("other", 11), ("inquiry", 7)], 4),
        ("other", [], 0),
        ("inquiry", [("inquiry", 6)], 2),
        ("other", [("inquiry", 3)], 0),
        ("bulk", [("bulk", 6)], 2),
        ("bulk", [("bulk", 9), ("inquiry", 2)], 5),
    ],
)
def test_how_far_a_kind_leads(kind, rows, right):
    assert evidence.lead(kind, [seen(*row) for row in rows]) == right


def test_it_is_not_asked_where_the_rules_leave_no_doubt_or_a_person_has_said():
    facts = {"personal", "person", "known", "wants", "interest", "asks", "numbered"}
    close, clear = [seen("other", 5)], [seen("other", 15)]
    assert opinion.settle("other", False, facts, {"says:home"}, close)[0] == "inquiry"
    assert opinion.settle("other", False, facts, {"says:home"}, clear) == ("other", False)
    assert opinion.settle("other", False, facts | {"said_none"}, {"says:home"}, close) == ("other", False)


@pytest.mark.parametrize(
    ("kind", "unsure", "told", "right"),
    [
        ("other", False, {"inquiry": 0.55}, ("other", False)),
        ("other", False, {"inquiry": 0.8}, ("inquiry", True)),
        ("other", False, {"owner_lead": 0.9}, ("owner_lead", False)),
        ("bulk", False, {"other": 0.9}, ("bulk", False)),
        ("other", True, {"reply": 0.9}, ("reply", True)),
        # Whom the rules wanted to be seen is seen.
        ("inquiry", False, {"other": 0.8}, ("inquiry", True)),
        ("inquiry", False, {"other": 0.9}, ("other", True)),
    ],
)
def test_what_it_decides(kind, unsure, told, right):
    assert opinion.decide(kind, unsure, chances(**told)) == right


def test_a_question_the_rules_did_not_foresee_is_an_inquiry():
    text = "Guten Tag,\n\nsteht MA-1031 denn leer? Danke.\n\nEva Ottwald"
    assert parsing.parse(mail(EVA, "Atelier", text=text), KNOWN).kind == "inquiry"
