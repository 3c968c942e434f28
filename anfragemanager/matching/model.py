"""The model: one table of weights, the priors, two thresholds.

Fellegi and Sunter (1969) ask of every field how likely its agreement is when two records are one person, and how
likely when they
are two. Father and son, spouses and colleagues agree in much that two strangers never share, so "two persons" is three
hypotheses
here, each with its own column:

    same       one person, perhaps after moving house, marrying, changing the number, or a slip of the pen
    household  two people of one family or flat: same address and last name, often the same landline, another first name
    office     two people of one firm: same company, switchboard or shared mailbox
    stranger   two people who have nothing to do with each other

The score of a pair is the posterior probability of `same`; missing fields count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import log2

SAME, HOUSEHOLD, OFFICE, STRANGER = range(4)

# P(level | hypothesis): same, household, office, stranger.
#
# Origin. same: estimated, then corrected by the duplicates of generated German books and of FEBRL4 (benchmarks/),
# rounded, and kept away from 0 and 1 so that no single field decides. stranger: frequencies of names and places,
# rounded towards the more frequent, since an agency's book covers one region; census.py replaces them where the whole
# book is at hand. household and office: judgement (who shares a landline, a mobile, a mailbox), corrected by the traps
# of the generated books. "common" rows are for common names (names.py).
PROBABILITIES: dict[tuple[str, str], tuple[float, float, float, float]] = {
    ("last_name", "equal"): (0.85, 0.90, 0.0010, 0.0010),
    ("last_name", "equal_common"): (0.85, 0.90, 0.0060, 0.0060),
    ("last_name", "spelling"): (0.05, 0.01, 0.0005, 0.0005),
    ("last_name", "part"): (0.04, 0.05, 0.0015, 0.0015),
    ("last_name", "sounds_alike"): (0.04, 0.005, 0.0020, 0.0020),
    ("last_name", "typo"): (0.06, 0.005, 0.0020, 0.0020),
    ("last_name", "similar"): (0.02, 0.01, 0.0100, 0.0100),
    ("last_name", "different"): (0.06, 0.15, 0.9900, 0.9900),
    ("first_name", "equal"): (0.80, 0.010, 0.0040, 0.0040),
    ("first_name", "equal_common"): (0.80, 0.010, 0.0120, 0.0120),
    ("first_name", "spelling"): (0.05, 0.0008, 0.0030, 0.0030),
    ("first_name", "short_form"): (0.06, 0.0012, 0.0050, 0.0050),
    ("first_name", "part"): (0.05, 0.003, 0.0060, 0.0060),
    ("first_name", "second_part"): (0.010, 0.003, 0.0060, 0.0060),
    ("first_name", "cognate"): (0.010, 0.040, 0.0100, 0.0100),
    ("first_name", "initial"): (0.03, 0.006, 0.0040, 0.0040),
    ("first_name", "typo"): (0.05, 0.001, 0.0010, 0.0010),
    ("first_name", "similar"): (0.03, 0.003, 0.0050, 0.0050),
    ("first_name", "one_of_couple"): (0.02, 0.700, 0.0100, 0.0100),
    ("first_name", "different"): (0.004, 0.850, 0.9700, 0.9700),
    ("name_order", "swapped"): (0.03, 0.005, 0.0200, 0.0500),
    ("generation", "equal"): (0.90, 0.010, 0.3000, 0.3000),
    ("generation", "one_sided"): (0.30, 0.600, 0.5000, 0.5000),
    ("generation", "different"): (0.001, 0.500, 0.4000, 0.4000),
    ("gender", "equal"): (0.99, 0.600, 0.6000, 0.6000),
    ("gender", "different"): (0.01, 0.400, 0.4000, 0.4000),
    ("party", "couple_and_person"): (0.05, 0.600, 0.1000, 0.1000),
    ("party", "company_and_person"): (0.002, 0.100, 0.9000, 0.9000),
    ("place", "equal"): (0.78, 0.93, 0.570, 0.0150),
    ("place", "equal_zip"): (0.02, 0.02, 0.030, 0.0030),
    ("place", "similar"): (0.06, 0.02, 0.050, 0.0050),
    ("place", "same_city"): (0.06, 0.02, 0.100, 0.0400),
    ("place", "different"): (0.12, 0.02, 0.300, 0.9400),
    ("street", "equal"): (0.78, 0.95, 0.800, 0.0080),
    ("street", "similar"): (0.08, 0.03, 0.030, 0.0040),
    ("street", "different"): (0.14, 0.04, 0.200, 0.9850),
    ("street", "equal_elsewhere"): (0.15, 0.10, 0.100, 0.0080),
    ("street", "similar_elsewhere"): (0.03, 0.02, 0.020, 0.0060),
    ("house_number", "equal"): (0.90, 0.97, 0.900, 0.0300),
    ("house_number", "addition_missing"): (0.03, 0.02, 0.050, 0.0100),
    ("house_number", "addition_different"): (0.01, 0.01, 0.020, 0.0100),
    ("house_number", "different"): (0.07, 0.03, 0.100, 0.9500),
    ("house_number", "equal_other_street"): (0.30, 0.30, 0.100, 0.0300),
    ("phone", "equal_mobile"): (0.45, 0.100, 0.010, 0.0000010),
    ("phone", "equal"): (0.45, 0.550, 0.400, 0.0000030),
    ("phone", "equal_other_mobile"): (0.08, 0.350, 0.250, 0.0000030),
    ("phone", "similar"): (0.03, 0.005, 0.003, 0.0000300),
    ("phone", "same_exchange"): (0.02, 0.020, 0.300, 0.0001000),
    ("phone", "different"): (0.35, 0.400, 0.500, 0.9990000),
    ("email", "equal"): (0.50, 0.080, 0.005, 0.0000003),
    ("email", "equal_shared"): (0.40, 0.500, 0.500, 0.0000100),
    ("email", "same_local_part"): (0.05, 0.003, 0.001, 0.0002000),
    ("email", "same_name_and_number"): (0.04, 0.004, 0.001, 0.0100000),
    ("email", "similar"): (0.04, 0.004, 0.002, 0.0000500),
    ("email", "same_company"): (0.03, 0.050, 0.700, 0.0010000),
    ("email", "different"): (0.35, 0.800, 0.250, 0.9980000),
    ("company", "unknown"): (1.0, 1.0, 0.100, 1.0),
    ("company", "equal"): (0.60, 0.100, 0.900, 0.0005000),
    ("company", "similar"): (0.10, 0.010, 0.060, 0.0020000),
    ("company", "different"): (0.30, 0.850, 0.100, 0.9950000),
    ("company_name", "equal"): (0.80, 0.010, 0.020, 0.0000500),
    ("company_name", "similar"): (0.15, 0.050, 0.100, 0.0010000),
    ("company_name", "different"): (0.05, 0.900, 0.800, 0.9980000),
}

# Odds, before anything is compared, that a candidate is this to the query: a book of fifty thousand strangers, and of a
# person who asks it holds the person more often than a relative or a colleague alone.
PRIORS = (1.0, 0.4, 0.3, 50_000.0)

# The level shown and stored where the table tells two cases of it apart.
SHOWN_LEVEL = {
    "equal_zip": "same_zip",
    "equal_common": "equal",
    "equal_elsewhere": "equal",
    "similar_elsewhere": "similar",
    "equal_other_street": "equal",
    "equal_mobile": "equal",
    "equal_other_mobile": "equal",
    "same_name_and_number": "same_local_part",
    "second_part": "part",
    "typo": "similar",
}


@dataclass(frozen=True, eq=False)
class Model:
    """A table, its priors and the two thresholds on the score (0 to 1).

    rules: when given, the pair is a hit if every field of one rule agrees, and the table is not asked (see presets.py).
    """

    name: str
    duplicate: float
    possible: float
    probabilities: tuple[tuple[tuple[str, str], tuple[float, float, float, float]], ...] = tuple(PROBABILITIES.items())
    priors: tuple[float, float, float, float] = PRIORS
    rules: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.possible <= self.duplicate <= 1:
            raise ValueError(
                f"Thresholds must be 0 ≤ possible ≤ duplicate ≤ 1, not {self.possible} and {self.duplicate}."
            )

    @cached_property
    def weights(self) -> dict[tuple[str, str], tuple[float, float, float, float]]:
        """The table in bits."""
        return {key: tuple(log2(p) for p in row) for key, row in self.probabilities}

    @cached_property
    def prior_bits(self) -> tuple[float, float, float, float]:
        return tuple(log2(p) for p in self.priors)

    def with_thresholds(self, duplicate: float, possible: float) -> Model:
        """The same model with other thresholds on the score; raises ValueError unless 0 ≤ possible ≤ duplicate ≤ 1."""
        return replace(self, duplicate=duplicate, possible=possible)

    def with_table(
        self, probabilities: dict[tuple[str, str], tuple[float, float, float, float]], strangers: float
    ) -> Model:
        """The same model with another table, and another number of strangers for each person sought."""
        return replace(self, probabilities=tuple(probabilities.items()), priors=(*self.priors[:STRANGER], strangers))

    def for_single_entries(self) -> Model:
        """The same model for a book that holds one entry for a household, whoever of it is written down there.

        No relative stands beside the person, so the `household` explanation falls away; and another first name on the
        same door is
        what such books differ in. It still never makes a duplicate without a person's look.
        """
        same, _household, office, stranger = self.priors
        table = dict(self.probabilities)
        _same, *others = table["first_name", "different"]
        table["first_name", "different"] = (0.06, *others)
        return replace(self, priors=(same, 0.0001, office, stranger), probabilities=tuple(table.items()))


BALANCED = Model("balanced", duplicate=0.95, possible=0.5)
