"""Numbers by which a property is named, wherever they stand: behind a label, in a sentence, a subject, a link.

A labelled number counts as announced. Everything else that could be one is a candidate: the agency's own knowledge
(``Rules.known``) decides, in one look-up per mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice

from ..contact import postcodes
from ..contact.text import fold
from . import concepts
from .lines import MARK, has_digit, visible
from .tables import pattern, patterns

MAX_TOKENS = 300
MAX_CANDIDATES = 20
_REF = r"([A-Za-z0-9][\w./-]{0,30})"
_NAMED = patterns("references.named", ref=_REF)
_SUBJECT = _NAMED + patterns("references.subjects", ref=_REF)
# "2 Objekte", "(0:41)"
_NO_END = pattern("references.no_end")
# "3-Zimmer-Wohnung"
_ROOMS = re.compile(r"\d+(?:,5|½)?-?(?:zimmer|zi\b|raum|familien)", re.IGNORECASE)
_URL_REF = pattern("references.url_ref")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]{4,500}", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:!?()\[\]{}\"'„“”»«<>|·•=#]+")
# Numbers of other kinds: dates, prices, areas, times; telephone numbers are left to their own reader.
_NO_REF = pattern("references.no_ref")
# What beside a number makes it an amount, part of a telephone number, a postcode; what points at a thing by its number.
_OF_AMOUNT = pattern("references.of_amount")
_UNIT = pattern("references.unit")
_AT_PLACE = re.compile(r"(?:\d[a-z]?,|\b(?:in|nach|aus|um|bei|D-?))\s*$")
_POINTS = pattern("references.points")
# "DD 3", "BG7": short, but nothing else; "W 44" may be.
_CODE = re.compile(r"[A-ZÄÖÜ]{2} ?\d")
_SHORT = re.compile(r"[A-Za-z] \d\d|[A-Za-z]{2} \d{1,2}")
_BREAK = re.compile(r"[,;:!?()\[\]]")


@lru_cache(maxsize=16384)
def key(token: str) -> str:
    """One form per reference: only its letters and digits, in capitals ("WHG_33" and "whg 33" are one)."""
    return "".join(char for char in token.upper() if char.isascii() and char.isalnum())


def named(text: str, subject: bool = False) -> str | None:
    """The reference ``text`` names as one ("die Wohnung (Objekt-Nr. B-44)"); a subject needs less of a hint."""
    for wording in _SUBJECT if subject else _NAMED:
        for match in wording.finditer(text[:500]):
            ref = match[1].strip(" .-–/")
            if has_digit(ref) and not _ROOMS.match(ref) and not _NO_END.match(text, match.end(1)):
                return ref
    return None


def in_lines(texts: Iterable[str]) -> tuple[str, str] | None:
    """``(reference, line)`` of the first line that names a reference as one."""
    for text in islice(texts, 300):
        if has_digit(text[:500]) and (found := named(text)):
            return found, text
    return None


def in_url(url: str) -> list[str]:
    """The reference in the address of an exposé page, if there is one."""
    match = _URL_REF.search(visible(url[:500]))
    if not match:
        return []
    ref = match[1] or match[2]
    # Kleinanzeigen appends category and place: 2412345678-196-3331.
    if short := re.fullmatch(r"(\d{8,12})-\d{1,4}-\d{1,6}", ref):
        ref = short[1]
    return [ref]


def tokens(text: str, limit: int = MAX_TOKENS) -> list[str]:
    """What in ``text`` could be a reference, as written, in order: single words with a digit, and up to four words in
    a row where only together they are one ("HH 3021 a", "IA 2026 / 012")."""
    found: dict[str, None] = {}
    text = _URL.sub(" ", text[:20_000]).replace(MARK, " ").replace("..", " ")
    for line in text.split("\n"):
        if not has_digit(line):
            continue
        words = [(match[0].strip(".-–_/*"), match.start(), match.end()) for match in _WORD.finditer(line)]
        numbers = [bool(has_digit(word)) for word, _start, _end in words]
        for index, (word, start, _end) in enumerate(words):
            if not any(numbers[index : index + 4]):
                continue
            if len(found) >= limit:
                return list(found)
            for last in range(index, min(index + 4, len(words))):
                is_run, joined = last > index, line[start : words[last][2]].strip(".-–_/* ")
                if is_run and (len(joined) > 22 or _BREAK.search(joined)):
                    break
                is_long = len(key(joined)) > 2 + is_run and len(joined) <= 30
                if any(numbers[index : last + 1]) and (is_long or is_run and _SHORT.fullmatch(joined)):
                    found.setdefault(joined)
            parts = word.split("/") if "/" in word and word in found else ()
            found |= dict.fromkeys(part for part in parts if len(key(part)) >= 4 and has_digit(part))
    return list(found)


def cut(found: Iterable[str]) -> list[str]:
    """What is left of tokens without what a portal has appended to the agency's number ("2024/109-3")."""
    parts = (token.rpartition("-")[0] for token in found)
    return [part for part in parts if len(key(part)) >= 4 and has_digit(part)]


def slug_tokens(url: str) -> list[str]:
    """What in the path of a link could be a reference: ``/immobilie/ma-1042-bungalow`` → ``ma-1042``, …"""
    path = re.sub(r"^[a-z]+://[^/]*", "", url[:500], flags=re.IGNORECASE).partition("?")[0]
    words = (re.sub(r"[-_.]", " ", segment) for segment in path.split("/")[:12])
    return list(dict.fromkeys(token.replace(" ", "-") for text in words for token in tokens(text)))[:60]


def is_plausible(token: str) -> bool:
    """Whether an unknown ``token`` may be offered as a reference: no date, price, year, area or short number."""
    return (
        not _NO_REF.fullmatch(token)
        and " " not in token
        and (not token.isdigit() or 6 <= len(token) <= 12)
        and has_digit(token)
        and "@" not in token
    )


def is_strong(token: str) -> bool:
    """Whether a known ``token`` counts without a word that announces it: a year or a house number may be a property's
    number and still mean the year."""
    mixed = any(char.isalpha() for char in token) and any(char in "-_/." for char in token) or _CODE.fullmatch(token)
    return bool(len(key(token)) >= 4 or mixed) and not (token.isdigit() and len(token) <= 5)


def is_meant(token: str, text: str) -> bool:
    """Whether ``text`` names the known ``token``, which by itself may be a postcode, a year, an amount: a word for
    properties, an article or a bracket stands beside it, or it stands alone; and it is no amount or a town's."""
    number = re.compile(rf"(?<![\w.,/+-]){re.escape(token)}(?![\w/]|[.,-][\d–-])")
    for match in islice(number.finditer(text[:20_000]), 5):
        before = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - 60) : match.start()]
        after = text[match.end() : match.end() + 60].partition("\n")[0]
        if _OF_AMOUNT.search(before) or _UNIT.match(after) or _is_postcode(token, before, after):
            continue
        beside = " ".join([*before.split()[-2:], "…", *_WORD.findall(after)[:2]])
        if _POINTS.search(before) or concepts.speaks_of("home", beside) or not (before + after).strip():
            return True
    return False


def _is_postcode(token: str, before: str, after: str) -> bool:
    """Whether five digits stand where a postcode does: behind a street or "in", or in front of their town."""
    if len(token) != 5 or not token.isdigit():
        return False
    word = fold(after.strip().partition(" ")[0])
    towns = postcodes.towns(token, "DE") if word else ()
    return bool(_AT_PLACE.search(before)) or any(fold(town).startswith(word) for town in towns)


def unfold(value: str, known: Mapping[str, object]) -> list[str]:
    """The known references in a labelled value ("MA-1031 - Altbauwohnung", "Referenz / Objekt-Nr.: MA-1050 (Villa)"),
    longest reading first where one lies within another."""
    found = tokens(value[:500])
    hits = [token for token in found if key(token) in known and len(key(token)) >= 3]
    return without_parts(hits) or [token for token in cut(found) if key(token) in known]


def without_parts(found: list[str]) -> list[str]:
    """``found`` without spelling variants and without what is only a piece of a longer one."""
    kept: dict[str, str] = {}
    for token in found:
        kept.setdefault(key(token), token)
    return [
        token
        for name, token in kept.items()
        if not any(name != other and name in other and token in longer for other, longer in kept.items())
    ]
