"""Phone numbers as people write them: several in one field, with remarks, masked, or not a number at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(?:\(\s?)?(?:\+\s?)?\(?\d[\d \t()/.\u2010-\u2015-]{3,40}\d")
_BETWEEN = re.compile(r"[,;|\n]|\s(?:oder|und|or|and|bzw\.?|sowie|o|y|&|ó)\s", re.IGNORECASE)
# A slash or blank separates two numbers only where the right one can stand for itself: "030 / 23125" is one.
_SLASH = re.compile(r"\s*/\s*(?=[0+(])|[ \t]{1,3}(?=(?:0[1-9]|\+|00[1-9])\d)")
_MOBILE_WORD = re.compile(r"mobil|handy|movil|móvil|cell|whatsapp|\bm:|\bmob\b", re.IGNORECASE)
_FAX_WORD = re.compile(r"\bfax|telefax", re.IGNORECASE)
_GERMAN_MOBILE = re.compile(r"01[567]\d")


@dataclass(frozen=True, slots=True)
class Phone:
    """One number as written, and whether it is a mobile number (by prefix or by the words around it)."""

    number: str
    mobile: bool


def digits(text: str) -> str:
    """``text`` as a German would dial it: digits only, +49 and 0049 as 0, other countries with 00."""
    number = re.sub(r"\(0\)", "", text)
    plus = number.lstrip(" (").startswith("+")
    number = re.sub(r"\D", "", number)
    if plus:
        number = "00" + number
    if number.startswith("0049"):
        number = "0" + number[4:].removeprefix("0")
    elif number.startswith("49") and len(number) >= 11:
        number = "0" + number[2:].removeprefix("0")
    return number


def is_mobile(number: str) -> bool:
    """German mobile prefixes 015x, 016x, 017x (Bundesnetzagentur numbering plan)."""
    return bool(_GERMAN_MOBILE.match(digits(number)))


def find(text: str | None) -> list[Phone]:
    """The numbers in ``text`` in order; nothing for masked (``0171-XXXXXXX``), vanity and too short ones."""
    found: list[Phone] = []
    if not text or not any(char.isdigit() for char in text[:300]):
        return found
    for piece in _BETWEEN.split(text[:300].replace("\xa0", " ")):
        for part in _independent(piece):
            match = _NUMBER.search(part)
            if not match or _FAX_WORD.search(part[: match.start()]):
                continue
            before, after = part[: match.start()][-1:], part[match.end() :]
            if (
                re.match(r"[-./\s]{0,2}(?:[xX*#?]{2,}|[A-Za-z]{2,}\d|[A-Z]{3,})|[xX*]", after)
                or before.isalpha()
                and before not in "n"
            ):
                continue
            number = match[0].strip(" \t./-")
            if number.count("(") < number.count(")") and "(" in part[: match.start() + 1]:
                number = "(" + number
            count = sum(char.isdigit() for char in number)
            if not 6 <= count <= 17 or len(set(re.sub(r"\D", "", number))) < 2:
                continue
            words = _MOBILE_WORD.search(part[: match.start()]) or _MOBILE_WORD.search(after)
            if not any(digits(number) == digits(other.number) for other in found):
                found.append(Phone(number, bool(words) or is_mobile(number)))
    return found


def _independent(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _SLASH.finditer(text):
        left, right = text[start : match.start()], text[match.end() :]
        if _count(left) >= 7 and _count(right) >= 6:
            parts.append(left)
            start = match.end()
    parts.append(text[start:])
    return parts


def _count(text: str) -> int:
    return sum(char.isdigit() for char in text)
