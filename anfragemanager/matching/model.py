"""The model: the table of levels.py in bits, the priors, two thresholds.

The score of a pair is the posterior probability of its being one person; missing fields count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import log2

from .levels import probabilities

SAME, HOUSEHOLD, OFFICE, STRANGER = range(4)

# Odds, before anything is compared, that a candidate is this to the query: a book of fifty thousand strangers, and of a
# person who asks it holds the person more often than a relative or a colleague alone.
PRIORS = (1.0, 0.4, 0.3, 50_000.0)


@dataclass(frozen=True, eq=False)
class Model:
    """The priors and the two thresholds on the score (0 to 1).

    rules: when given, the pair is a hit if every field of one rule agrees, and the table is not asked (see presets.py).
    one_detail: where only the door or the landline agrees, another mobile or another mailbox alone is a reason to ask,
    as is a first name that is missing or an initial, and a firm that bears the person's name.
    A son of his father's name is told from him by that, and so is everybody who has a new number or mailbox: three to
    eight of a hundred known people in books of several makes, where fathers and sons whom nothing else tells apart are
    a few in a thousand.
    """

    name: str
    duplicate: float
    possible: float
    priors: tuple[float, float, float, float] = PRIORS
    rules: tuple[tuple[str, ...], ...] = ()
    one_detail: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.possible <= self.duplicate <= 1:
            raise ValueError(
                f"Thresholds must be 0 ≤ possible ≤ duplicate ≤ 1, not {self.possible} and {self.duplicate}."
            )

    @cached_property
    def weights(self) -> dict[tuple[str, str], tuple[float, float, float, float]]:
        """The table in bits."""
        return {key: tuple(log2(p) for p in row) for key, row in probabilities().items()}

    @cached_property
    def prior_bits(self) -> tuple[float, float, float, float]:
        return tuple(log2(p) for p in self.priors)

    def with_thresholds(self, duplicate: float, possible: float) -> Model:
        """The same model with other thresholds on the score; raises ValueError unless 0 ≤ possible ≤ duplicate ≤ 1."""
        return replace(self, duplicate=duplicate, possible=possible)


BALANCED = Model("balanced", duplicate=0.95, possible=0.5)
