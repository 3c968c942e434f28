"""Given names and surnames that are known to exist; what gender a given name tells."""

from __future__ import annotations

from functools import cache

from .scripts import is_latin, romanised
from .text import fold
from .wordlists import entries


@cache
def known_given_names() -> dict[str, str]:
    """Folded given names with the gender they tell: m, f or u, and a + where they are not usual in German."""
    return dict(entry.split(" ") for entry in entries("given_names"))


def is_given_name(name: str) -> bool:
    """Whether a name, in any spelling of its letters, is a known given name; of a double name the first part counts."""
    folded = fold(name)
    front = folded.partition(" ")[0]
    known = known_given_names()
    return folded in known or front in known or not is_latin(name) and romanised(front) in _romanised_given_names()


@cache
def _romanised_given_names() -> frozenset[str]:
    """The given names as one in another script may come back: Людмила is listed as Ljudmila."""
    return frozenset(romanised(name) for name in known_given_names() if len(name) > 3)


def is_usual_given_name(name: str) -> bool:
    """Whether a folded given name is usual in German; others may as well be one of these misspelt (Micael)."""
    return known_given_names().get(name, "+")[-1] != "+"


def is_surname(name: str) -> bool:
    """Whether a name, in any spelling of its letters, is a known surname; of a double name the last part counts."""
    folded = fold(name)
    return folded in _surnames() or folded.rpartition(" ")[2] in _surnames()


def is_common_surname(name: str) -> bool:
    """Whether many people bear a surname: Müller, Schmidt, Yılmaz."""
    return fold(name) in common_surnames()


@cache
def common_surnames() -> frozenset[str]:
    """Folded surnames that many people bear: the first hundred of Germany, Austria, Switzerland, and others."""
    return frozenset(name for name, common in _surnames().items() if common)


@cache
def _surnames() -> dict[str, bool]:
    return {entry.rstrip("+").rstrip(): entry.endswith("+") for entry in entries("surnames")}


def gender_of(name: str) -> str:
    """ "m", "f", or "" where a folded given name does not tell."""
    return known_given_names().get(name, "").rstrip("+").replace("u", "")
