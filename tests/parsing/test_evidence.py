"""The table of evidence: every rule fires where it should, not where it only looks so, and is needed."""

import json
from pathlib import Path

import everyday
import pytest

from anfragemanager import parsing
from anfragemanager.parsing import Evidence, concepts, evidence, from_json
from anfragemanager.parsing.phrases import Phrases
from anfragemanager.parsing.tables import table

HERE = Path(__file__).parent
RULES = evidence.rules()
ROWS = table("kinds")
CONCEPTS = {section: row for section, row in table("concepts").items() if "example" in row}
MAILS = [*(HERE / "mails").glob("*.eml"), *(HERE / "unseen").glob("*/*.eml")]
# What structure.py and understand.py tell.
FACTS = set(
    "xml reply portal relay complete inner own_person person message contact named form own_sender known referenced"
    " link interest personal answers_us about about_property forward portal_subject portal_form portal_bulk"
    " portal_person no_reply auto_header auto_generated receipt complete_form null_path bulk_header dsn abuse_report"
    " machine returned smtp_status report list_header campaign precedence_bulk spam clickable calendar spoof doubtful"
    " foreign_link wish said_inquiry said_none declined inner_unsure inner_owner asks wants booking moves"
    " parcel in_conversation passed_on question".split()
)


def asked(rule) -> set:
    """The conditions of a rule that ask for a concept."""
    return {name for name in rule.needs | rule.lacks if ":" in name}


def spoken(rule, text: str) -> dict:
    """The concepts the rule asks for that are in ``text``, wherever it looks for them."""
    found = concepts.find(text)
    return {name: found[name.partition(":")[2]] for name in asked(rule) if name.partition(":")[2] in found}


def fires(rule, text: str) -> bool:
    if asked(rule):
        facts = {name for name in rule.needs if ":" not in name}
        return any(found.means == rule.means for found in evidence.fired(facts, {}, spoken(rule, text)))
    if rule.says:
        return any(found.means == rule.means for found in evidence.fired(rule.needs, {rule.where[0]: text.lower()}))
    facts = set(text.split())
    return any(found.means == rule.means for found in evidence.fired(facts, {}))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.means[:60])
def test_rule_fires_on_its_example_and_not_on_its_counter_example(rule):
    assert fires(rule, ROWS[rule.means]["example"])
    assert not fires(rule, ROWS[rule.means]["counter_example"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.means[:60])
def test_rule_names_what_exists_and_is_worded_in_german(rule):
    assert rule.kind in parsing.KINDS
    assert (rule.needs | rule.lacks) - asked(rule) <= FACTS
    assert {name.partition(":")[2] for name in asked(rule)} <= concepts.names()
    assert set(rule.where) <= set(evidence.TEXTS)
    assert bool(rule.says) == bool(rule.where)
    assert evidence.german(rule.means)


@pytest.mark.parametrize("section", CONCEPTS)
def test_a_concept_is_in_its_example_and_not_in_its_counter_example(section):
    concept = section.partition(".")[0]
    assert concept in concepts.find(CONCEPTS[section]["example"])
    assert concept not in concepts.find(CONCEPTS[section]["counter_example"])
    words = [word.strip() for word in CONCEPTS[section]["words"].split(",")]
    assert len(set(words)) == len(words) and not any("\n" in word for word in words)


def test_phrases_are_written_once_and_can_be_read():
    for rule in RULES:
        assert len(set(rule.says)) == len(rule.says), rule.means
        Phrases((phrase, rule) for phrase in rule.says)
    for row in table("endings").values():
        phrases = row["phrases"].split("\n")
        assert len(set(phrases)) == len(phrases)


def test_every_rule_is_needed():
    """A rule whose absence changes the kind of no mail must decide its own example; what does neither is refused."""
    known = {path.parent: from_json(json.loads(path.read_text("utf-8"))) for path in HERE.glob("unseen/*/rules.json")}
    needed = set()
    read = [parsing.parse(path.read_bytes(), known.get(path.parent)) for path in MAILS]
    read += [parsing.parse(mail.raw, everyday.KNOWN) for mail in everyday.mails()]
    for mail in read:
        found = list(mail.evidence)
        judged = evidence.judge(found)
        needed.update(
            rule.means for rule in found if evidence.judge([row for row in found if row.means != rule.means]) != judged
        )
    idle = []
    for rule in RULES:
        if rule.means in needed:
            continue
        texts = {rule.where[0]: ROWS[rule.means]["example"].lower()} if rule.says else {}
        facts = rule.needs if rule.says or asked(rule) else set(ROWS[rule.means]["example"].split())
        said = spoken(rule, ROWS[rule.means]["example"]) if asked(rule) else {}
        found = evidence.fired({name for name in facts if ":" not in name}, texts, said)
        found += [Evidence(rule.kind, 12, "mail", "", "")] if rule.weight < 0 else []
        # Against what else could be an inquiry.
        found += [Evidence("inquiry", evidence.SURE, "mail", "", "")] if rule.kind != "inquiry" else []
        without = [row for row in found if row.means != rule.means]
        idle += [rule.means] if evidence.judge(found) == evidence.judge(without) else []
    assert not idle, "no example or mail needs these rules"


def test_what_was_read_outweighs_the_marks_of_a_mailing_list():
    facts = {"form", "complete", "person", "about", "known", "list_header", "precedence_bulk", "contact"}
    assert evidence.judge(evidence.fired(facts, {})) == ("inquiry", False)
    assert evidence.judge(evidence.fired({"list_header", "contact"}, {}))[0] == "bulk"


def test_two_kinds_that_come_close_are_a_persons():
    facts = {"reply", "personal", "interest", "wants", "known", "person", "answers_us"}
    assert evidence.judge(evidence.fired(facts, {}))[1]
