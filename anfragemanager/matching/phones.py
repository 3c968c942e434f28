"""Telephone numbers as the check compares them: E.164, and whether one belongs to a person (mobile) or a place."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ..contact.phones import Phone, national_digits, phone_key, read_phones

_FILLER = re.compile(r"[\s()/\-.–‐‑\u00a0]+")
_GERMAN = re.compile(r"(?:\+49|0049|0)([1-9]\d{5,12})")
# Bundesnetzagentur, numbering plan.
_GERMAN_MOBILE = ("+4915", "+4916", "+4917")


@dataclass(frozen=True, slots=True)
class Number:
    """One telephone number.

    number: E.164 ("+49302312500"), or bare digits where it cannot be read as a number of the country. national: its
    digits without the country's and without the leading zero. international: whether the country's code was written
    with it; without one, the country is that of the address or a guess, and near a border often wrong. local: written
    without an area code, as people of one town do: "62 97 29 38".
    """

    number: str
    mobile: bool
    national: str = ""
    international: bool = False
    local: bool = False


@lru_cache(maxsize=65536)
def numbers(raw: str, country: str = "DE") -> tuple[Number, ...]:
    """The numbers in a field; nothing for placeholders (all digits alike, 123456789)."""
    # The library takes 60 µs a number; plain German notation, nearly all of a book, needs no parser.
    match = _GERMAN.fullmatch(_FILLER.sub("", raw.replace("(0)", ""))) if country == "DE" else None
    if match and not (" / " in raw and len(match[1]) > 11):
        number = "+49" + match[1]
        found = (Number(number, number.startswith(_GERMAN_MOBILE), match[1], raw.lstrip("( ").startswith(("+", "00"))),)
    else:
        found = tuple(_number(phone) for phone in read_phones(raw, country))
    return tuple(phone for phone in found if not _is_placeholder(phone.number))


def _number(phone: Phone) -> Number:
    number = phone_key(phone)
    national = national_digits(number)
    written = re.sub(r"[^\d+]", "", phone.raw)
    international = written.lstrip("+0") != national
    return Number(number, phone.mobile, national, international, not international and written[:1] not in "+0")


def _is_placeholder(number: str) -> bool:
    digits = number.lstrip("+")
    return len(digits) < 6 or len(set(digits[-6:])) == 1 or digits.endswith("123456789") or set(digits) == {"0"}
