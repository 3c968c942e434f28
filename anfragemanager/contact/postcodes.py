"""Which towns a postcode of Germany, Austria, Switzerland or Liechtenstein belongs to, without asking anybody."""

from __future__ import annotations

import re
from functools import cache

from .text import fold
from .wordlists import entries

_LISTS = {"DE": "postcodes_de", "AT": "postcodes_at", "CH": "postcodes_ch", "LI": "postcodes_ch"}
_DIGITS = {"DE": 5, "AT": 4, "CH": 4, "LI": 4}
_WRITTEN = re.compile(r"(?:(D|DE|A|AT|CH|FL|LI)[ -]{0,2})?(\d{4,5})", re.IGNORECASE)
_MARKS = {"D": "DE", "A": "AT", "FL": "LI"}


def towns(postcode: str | None, country: str | None = None) -> tuple[str, ...]:
    """The towns of a postcode, empty where it is none we know.

    ``towns("50667")`` is ``("Köln",)``; "A-1010" says its country itself.

    :param country: ISO 3166 alpha-2 of a code that does not say it; without one five digits are Germany's, four unknown
    """
    written = _WRITTEN.fullmatch((postcode or "").strip())
    if not written:
        return ()
    mark, code = (written[1] or "").upper(), written[2]
    country = (_MARKS.get(mark, mark) or country or "").upper()
    if _DIGITS.get(country) != len(code):
        country = "DE" if len(code) == 5 else ""
    return _table(_LISTS[country]).get(code, ()) if country else ()


def is_town(name: str) -> bool:
    """Whether a town of Germany, Austria, Switzerland or Liechtenstein has this name, with a part of it perhaps:
    "Kiel", "Kiel-Holtenau"."""
    key = fold(name)
    return key in _names() or fold(name.partition("-")[0]) in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(fold(town) for name in {*_LISTS.values()} for found in _table(name).values() for town in found)


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for line in entries(name):
        code, _, names = line.partition(": ")
        found[code] = tuple(names.split("; "))
    return found
