"""Particles and ranks of nobility: "von", "zu", "de la", "Freiherr". They belong to the surname."""

from __future__ import annotations

from functools import cache

from .given_names import is_given_name
from .text import fold
from .wordlists import entries, words


@cache
def every_particle() -> frozenset[str]:
    """All particles in small letters."""
    return frozenset(entry.rstrip("!") for entry in entries("particles"))


@cache
def surname_openers() -> frozenset[str]:
    """Particles and ranks, in small letters, that can open a surname."""
    return frozenset(entry for entry in entries("particles") if not entry.endswith("!")) | words("noble_ranks")


@cache
def particles() -> frozenset[str]:
    """Folded particles and ranks of nobility: what of a surname tells nothing."""
    return frozenset(fold(word) for word in every_particle() | words("noble_ranks"))


def opens_surname(word: str) -> bool:
    """Whether a word opens a surname and is no first name: "Abu", "von", but not "Ben" or "Van"."""
    return word.lower() in surname_openers() and not is_given_name(word)


def particles_to_last(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """``Karl von`` + ``Stein`` is ``Karl`` + ``von Stein``."""
    if not first or not last:
        return first or None, last or None
    parts = first.split()
    index = len(parts)
    attached = every_particle() | words("noble_ranks")
    if index > 1 and parts[index - 1].lower().rpartition("-")[2] in attached and "-" in parts[index - 1]:
        # "Toscani-Dal Farra"
        index -= 1
    while index > 1 and parts[index - 1].lower() in attached and parts[index - 1].lower() != "und":
        index -= 1
    if index < len(parts):
        last = " ".join([*parts[index:], last])
        first = " ".join(parts[:index])
    return first, last
