"""What kind of mail this is, by weighing evidence: every rule that fires adds its weight to one class.

The rules are rows of ``data/kinds.ini``: ``if`` names facts (see ``facts``) that must hold or, with ``!``, must not;
``where`` and ``says`` look for phrases in a text. The title of a row is what a clerk is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from functools import cache

from .phrases import Phrases, lines
from .tables import conditions, table
from .types import AUTO_REPLY, BULK, INQUIRY, OTHER, OWNER_LEAD, REPLY, Evidence

THRESHOLD = 5
# An inquiry below this weight, or nearer than MARGIN to another class, is one a person should look at.
SURE = 7
MARGIN = 3
# An inquiry this much behind the winner may be one.
_CLOSE = 8
_CLOSE_BEHIND = {BULK: 5, AUTO_REPLY: 5}
# What makes a mail no inquiry whatever stands in it, and from which weight on a rule does.
_CERTAIN = frozenset("portal spoof doubtful calendar spam foreign_link said_none own_person".split())
_NO_DOUBT = 20
_WANTED = frozenset((INQUIRY, OWNER_LEAD))
TEXTS = ("subject", "sender", "opening", "body", "tail", "message")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row. ``means`` is the sentence shown to a clerk, ``where`` names some of ``TEXTS``, ``rank`` is the order."""

    means: str
    kind: str
    weight: int
    needs: frozenset[str]
    lacks: frozenset[str]
    where: tuple[str, ...]
    says: tuple[str, ...]
    rank: tuple[int, int]

    def holds(self, facts: Set[str]) -> bool:
        """Whether the facts the rule asks for are given."""
        return self.needs <= facts and self.lacks.isdisjoint(facts)


@cache
def rules() -> tuple[Rule, ...]:
    """The table."""
    return tuple(
        Rule(
            means,
            row["class"],
            int(row["weight"]),
            *conditions(row.get("if", "")),
            tuple(row.get("where", "").split()),
            tuple(lines(row.get("says", ""))),
            (-abs(int(row["weight"])), number),
        )
        for number, (means, row) in enumerate(table("kinds").items())
    )


def german(means: str) -> str | None:
    """The German wording of a rule's title, None where there is no such rule."""
    return table("kinds").get(means, {}).get("german")


@cache
def _phrases(where: str) -> Phrases:
    return Phrases((phrase, rule) for rule in rules() if where in rule.where for phrase in rule.says)


@cache
def _by_fact() -> dict[str, list[Rule]]:
    """The rules without phrases, by the fact they ask for that the fewest others do."""
    asked = Counter(fact for rule in rules() for fact in rule.needs)
    found: dict[str, list[Rule]] = {}
    for rule in rules():
        if not rule.says:
            found.setdefault(min(rule.needs, key=asked.__getitem__), []).append(rule)
    return found


def fired(facts: Collection[str], texts: Mapping[str, str], spoken: Mapping[str, str] | None = None) -> list[Evidence]:
    """The evidence in ``facts`` and ``texts`` (name of ``TEXTS`` → text in small letters), heaviest first.

    :param spoken: the concepts found, as the rules name them ("says:home") → the words seen; they are facts too
    """
    spoken = spoken or {}
    facts = {*facts, *spoken}
    seen: dict[Rule, tuple[str, str]] = {}
    for where, text in texts.items():
        if text:
            for rule, words in _phrases(where).find(text):
                seen.setdefault(rule, (where, words))
    told = [rule for fact in facts for rule in _by_fact().get(fact, ())]
    result = []
    for rule in sorted((rule for rule in (*seen, *told) if rule.holds(facts)), key=lambda rule: rule.rank):
        where, words = seen.get(rule) or ("mail", " ".join(sorted(rule.needs)))
        if where == "mail" and (seen_words := [spoken[name] for name in sorted(rule.needs & spoken.keys())]):
            where, words = "message", ", ".join(seen_words)
        result.append(Evidence(rule.kind, rule.weight, where, " ".join(words.split())[:120], rule.means))
    return result


def may_be_lost(kind: str, evidence: list[Evidence], facts: Collection[str], told: bool) -> bool:
    """Whether a person should look at a mail of another kind: nothing with somebody's data and a known property or
    their interest may end where nobody sees it, unless what speaks against it leaves no doubt.

    :param told: whether a form or a service gives a way to reach the person
    """
    wishes = {"known", "interest"}.intersection(facts)
    if not wishes:
        return False
    scores = _scores(evidence)
    # Nobody asks in a mass mailing about a property of ours.
    both = len(wishes) == 2 or kind == BULK and "known_asks" in facts
    # What answers us is filed with its inquiry, what is none of the kinds known stands on a list of its own.
    settled = kind == OTHER or kind == REPLY and "answers_us" in facts
    close = _CLOSE if both else _CLOSE_BEHIND.get(kind, _CLOSE)
    if kind == REPLY and "in_conversation" in facts:
        return False
    if (both or not settled) and scores.get(kind, 0) - scores.get(INQUIRY, 0) < close:
        return True
    if _CERTAIN.intersection(facts) or any(row.weight >= _NO_DOUBT and row.kind == kind for row in evidence):
        return False
    return told


def _scores(evidence: list[Evidence]) -> dict[str, int]:
    scores: dict[str, int] = {}
    for found in evidence:
        scores[found.kind] = scores.get(found.kind, 0) + found.weight
    return scores


def judge(evidence: list[Evidence]) -> tuple[str, bool]:
    """The class with most weight, ``other`` where none has enough; and whether it is unsure that it is, or is not, an
    inquiry or an owner's."""
    ordered = sorted(_scores(evidence).items(), key=lambda item: -item[1])
    best, weight = ordered[0] if ordered else (OTHER, 0)
    if weight < THRESHOLD:
        return OTHER, best in _WANTED and weight >= THRESHOLD - 1
    near = {kind for kind, other in ordered[1:] if weight - other < MARGIN}
    if best in _WANTED:
        return best, weight < SURE or bool(near)
    return best, bool(near & _WANTED)
