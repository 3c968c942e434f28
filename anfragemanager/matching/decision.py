"""The second opinion on a pair: how often pairs of such levels were one person, as counted on judged pairs.

levels.py estimates each level by itself, and verdict.py says what has to agree before a person is spared the look. Both
were written by people, who foresee some combinations and not others. Here one weight for each level, fitted by logistic
regression on pairs whose truth is known, says what the levels of a pair together were worth (data/decision.txt, written
by ``benchmarks/fit_decision.py``, which tells where the pairs come from and tests each writer's book with the weights
of the others). Where it is surer than the rules, it decides; what rests on the names alone it leaves to them.
"""

from __future__ import annotations

from functools import cache
from math import exp, log
from pathlib import Path

from .model import Model
from .verdict import Levels, are_clearly_two, may_be_counted, rests_on

_TABLE = Path(__file__).parent / "data" / "decision.txt"
# Of the table's score, in natural log-odds; what is further from even than this is no surer.
SCORE_LIMIT = 12.0
# The rules call it sure, and pairs like it were two people more often than one.
DOUBT = 0.4
# Sure from this share of the odds that the model asks for: of the pairs between 90 and 95 % 96 in a hundred were one
# person, of those below 84.
AS_GOOD_AS_SURE = 0.5
# A look costs a clerk a minute, a second contact of a known person many: asked, if this share of the threshold is met
# (of four asked about at the edge one is known).
WORTH_A_LOOK = 0.4


@cache
def weights() -> dict[tuple[str, str], float]:
    """(field, level) → its weight in natural log-odds, as are those of what is no level (`features`)."""
    lines = (line.split() for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {(field, level): float(weight) for field, level, weight in lines}


def features(levels: Levels, score: float, rival: float) -> dict[tuple[str, str], float]:
    """What is weighed of a pair: its levels, the table's score, what it rests on, and the best other contact's score.

    :param score: of the pair, 0 to 1
    :param rival: the highest score among the other contacts found for the same prospect, 0 if there is none
    """
    found = dict.fromkeys(levels, 1.0)
    found["rests_on", rests_on(levels)] = 1.0
    found["pair", "constant"] = 1.0
    found["pair", "score"] = max(-SCORE_LIMIT, min(SCORE_LIMIT, _log_odds(score)))
    found["pair", "rival"] = rival
    return found


def probability(levels: Levels, score: float, rival: float = 0.0) -> float:
    """How likely the pair is one person, 0 to 1; a level that was never counted weighs nothing."""
    table = weights()
    total = sum(table.get(name, 0.0) * value for name, value in features(levels, score, rival).items())
    return 1 / (1 + exp(-total))


def decide(levels: Levels, score: float, verdict: str, model: Model, rival: float = 0.0) -> str:
    """The verdict of the rules, or the one that pairs of such levels have earned."""
    if model.rules or verdict == "different":
        return verdict
    return settle(levels, verdict, probability(levels, score, rival), model)


def settle(levels: Levels, verdict: str, likely: float, model: Model) -> str:
    """`decide`, with the probability given.

    A model that is sure of less (`Model.one_detail`) may be made to ask, not to be sure.
    """
    if verdict == "duplicate":
        return verdict if likely >= DOUBT else "possible"
    if verdict == "possible":
        earned = _log_odds(likely) >= _log_odds(model.duplicate) + log(AS_GOOD_AS_SURE) and not model.one_detail
        return "duplicate" if earned and may_be_counted(levels) else verdict
    return "possible" if likely >= model.possible * WORTH_A_LOOK and not are_clearly_two(levels) else verdict


def _log_odds(score: float) -> float:
    score = min(max(score, 1e-9), 1 - 1e-9)
    return log(score / (1 - score))
