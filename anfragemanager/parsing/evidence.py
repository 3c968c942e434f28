"""What kind of mail this is, by weighing evidence: every rule that fires adds its weight to one class.

The rules are rows of ``data/kinds.ini``: ``if`` names facts (see ``facts``) that must hold or, with ``!``, must not;
``where`` and ``says`` look for phrases in a text. The title of a row is what a clerk is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from .phrases import Phrases, lines
from .tables import table
from .types import INQUIRY, OTHER, OWNER_LEAD, Evidence

THRESHOLD = 5
# An inquiry below this weight, or nearer than MARGIN to another class, is one a person should look at.
SURE = 7
MARGIN = 3
_WANTED = frozenset((INQUIRY, OWNER_LEAD))
TEXTS = ("subject", "sender", "opening", "body", "tail", "message")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. ``means`` is the sentence shown to a clerk, ``where`` names texts of ``TEXTS``."""

    means: str
    kind: str
    weight: int
    needs: frozenset[str]
    lacks: frozenset[str]
    where: tuple[str, ...]
    says: tuple[str, ...]
    example: str
    counter_example: str
    german: str = ""

    def holds(self, facts: Collection[str]) -> bool:
        """Whether the facts the rule asks for are given."""
        return all(fact in facts for fact in self.needs) and not any(fact in facts for fact in self.lacks)


@cache
def rules() -> tuple[Rule, ...]:
    """The table."""
    found = []
    for means, row in table("kinds").items():
        conditions = row.get("if", "").split()
        found.append(
            Rule(
                means,
                row["class"],
                int(row["weight"]),
                frozenset(word for word in conditions if not word.startswith("!")),
                frozenset(word[1:] for word in conditions if word.startswith("!")),
                tuple(row.get("where", "").split()),
                tuple(lines(row.get("says", ""))),
                row["example"],
                row["counter_example"],
                row.get("german", ""),
            )
        )
    return tuple(found)


def german(means: str) -> str | None:
    """The German wording of a rule's title, None where there is no such rule."""
    return _german().get(means)


@cache
def _german() -> dict[str, str]:
    return {rule.means: rule.german for rule in rules() if rule.german}


@cache
def _phrases(where: str) -> Phrases:
    return Phrases((phrase, rule) for rule in rules() if where in rule.where for phrase in rule.says)


def fired(facts: Collection[str], texts: Mapping[str, str]) -> list[Evidence]:
    """The evidence in ``facts`` and ``texts`` (name of ``TEXTS`` → text in small letters), heaviest first."""
    seen: dict[Rule, tuple[str, str]] = {}
    for where, text in texts.items():
        if text:
            for rule, words in _phrases(where).find(text):
                seen.setdefault(rule, (where, words))
    result = []
    for rule in rules():
        where, words = seen.get(rule, ("", ""))
        if (where or not rule.says) and rule.holds(facts):
            if not where:
                where, words = "mail", " ".join(sorted(rule.needs))
            result.append(Evidence(rule.kind, rule.weight, where, " ".join(words.split())[:120], rule.means))
    return sorted(result, key=lambda found: -abs(found.weight))


def judge(evidence: list[Evidence]) -> tuple[str, bool]:
    """The class with most weight, ``other`` where none has enough; and whether it is unsure that the mail is, or is
    not,
    an inquiry or an owner's."""
    scores: dict[str, int] = {}
    for found in evidence:
        scores[found.kind] = scores.get(found.kind, 0) + found.weight
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    best, weight = ordered[0] if ordered else (OTHER, 0)
    if weight < THRESHOLD:
        return OTHER, best in _WANTED and weight >= THRESHOLD - 1
    near = {kind for kind, other in ordered[1:] if weight - other < MARGIN}
    if best in _WANTED:
        return best, weight < SURE or bool(near)
    return best, bool(near & _WANTED)
