"""The second opinion on a kind: what mails with such facts turned out to be, as counted on judged mails.

The weights of data/kinds.ini were set by people, one rule at a time, on mails they had seen; on mails nobody had seen
their sums were right where many rules agreed and worth little where they were close. There one weight for each fact,
concept and rule that fired, fitted by logistic regression on mails whose kind is known, says what all of them together
were worth (data/opinion.txt, written by ``benchmarks/fit_kinds.py``, which tells where the mails come from and tests
each set with the weights of the others). Where the rules leave no doubt it is not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from functools import cache
from math import exp
from pathlib import Path

from .evidence import MARGIN, lead
from .types import INQUIRY, OTHER, OWNER_LEAD, REPLY, Evidence

_TABLE = Path(__file__).parent / "data" / "opinion.txt"
# What it tells apart; OTHER stands for all that nobody has to answer as a prospect, an owner or a partner of a talk.
CLASSES = (INQUIRY, OWNER_LEAD, REPLY, OTHER)
_WANTED = (INQUIRY, OWNER_LEAD)
# The rules are close where the winner leads by no more than this, as they say themselves.
CLOSE = MARGIN
# From this probability on it decides, and from that one on without a person's look.
DECIDES = 0.6
SURE = 0.85
# A person has said what such mails are.
_SAID = frozenset(("said_inquiry", "said_none"))
CONSTANT = "constant"


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Name of what was seen → its weight for each of ``CLASSES``, in natural log-odds."""
    rows = (line.split("\t") for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {name: tuple(map(float, told)) for name, *told in rows}


def of_class(kind: str) -> str:
    """The class of a kind."""
    return kind if kind in CLASSES else OTHER


def features(facts: Set[str], spoken: Collection[str], evidence: Collection[Evidence]) -> set[str]:
    """What is weighed of a mail: its facts, the concepts spoken of ("says:home"), the titles of the rules that
    fired."""
    return {CONSTANT, *facts, *spoken, *(found.means for found in evidence)}


def likely(seen: Collection[str]) -> dict[str, float]:
    """How likely a mail with such features is of each class; what was never counted weighs nothing."""
    table = weights()
    told = [table[name] for name in seen if name in table]
    sums = [sum(column) for column in zip(*told, strict=True)] or [0.0] * len(CLASSES)
    shares = [exp(total - max(sums)) for total in sums]
    return {kind: share / sum(shares) for kind, share in zip(CLASSES, shares, strict=True)}


def settle(
    kind: str, unsure: bool, facts: Set[str], spoken: Collection[str], evidence: list[Evidence]
) -> tuple[str, bool]:
    """The kind the rules found and whether a person should look, or what such mails turned out to be where the rules
    are close."""
    if lead(kind, evidence) > CLOSE or _SAID & facts:
        return kind, unsure
    return decide(kind, unsure, likely(features(facts, spoken, evidence)))


def decide(kind: str, unsure: bool, chances: dict[str, float]) -> tuple[str, bool]:
    """``settle``, with the probabilities given."""
    best = max(CLASSES, key=chances.__getitem__)
    if best == of_class(kind) or chances[best] < DECIDES:
        return kind, unsure
    if best in _WANTED:
        return best, chances[best] < SURE
    if kind not in _WANTED:
        return (best if best == REPLY else kind), unsure
    # Whom the rules wanted to be seen is seen.
    return (best if chances[best] >= SURE else kind), True
