"""Telephone numbers to E.164, and whether a number belongs to a person (mobile) or to a place (landline)."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

_GERMAN = re.compile(r"(?:\+49|0049|0)([1-9]\d{5,12})")
_FILLER = re.compile(r"[\s()/\-.–‐‑\u00a0]+")
# Mobile prefixes of Germany (BNetzA: 15, 16, 17), Austria (RTR: 650-699) and Switzerland (BAKOM: 74-79).
_MOBILE = re.compile(r"\+(?:49(?:15|16[023]|17)|43(?:6[5-9])|417[4-9])")


@dataclass(frozen=True, slots=True)
class Phone:
    """number: E.164 ("+49302312500"), or bare digits where it cannot be read as a number of the country."""

    number: str
    mobile: bool


@lru_cache(maxsize=65536)
def normalise_phone(raw: str, country: str = "DE") -> Phone | None:
    """Any notation to a Phone; None for what is no telephone number (fewer than six digits, all digits alike)."""
    text = _FILLER.sub("", raw.replace("(0)", ""))
    if text.startswith("+") and text[1:].isdigit() and 9 <= len(text) <= 16 and not text.startswith("+490"):
        number = text
    elif country == "DE" and (match := _GERMAN.fullmatch(text)):
        # phonenumbers takes 16 µs a number; plain German notation, nearly all of a book, needs no parser
        number = "+49" + match[1]
    else:
        number = _parse(raw, country)
    digits = number.lstrip("+")
    if len(digits) < 6 or len(set(digits[-6:])) == 1 or set(text) == {"0"} or digits.endswith("123456789"):
        return None
    return Phone(number, bool(_MOBILE.match(number)))


def _parse(raw: str, country: str) -> str:
    try:
        parsed = phonenumbers.parse(raw, country or "DE")
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", raw)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
