"""Countries: from any name, code or mark of a car to ISO 3166 alpha-2. The names are Babel's (CLDR)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from .text import fold
from .wordlists import pairs

# Languages people write a country's name in, the likeliest first: where two mean different ones the first wins.
_LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "tr", "cs", "hr", "ru", "pt", "sv", "da")
# Digits of the postcodes of the countries that five- and four-digit codes are common to.
POSTCODE_DIGITS = {"DE": 5, "AT": 4, "CH": 4, "ES": 5, "FR": 5, "IT": 5, "LI": 4, "LU": 4}

# "D-50667", "A-1010", "CH-8001", "FL-9490"
_COUNTRY_MARK = re.compile(r"^(?:[A-Z]{1,2}\s?[-–]\s?)(?=\d)")


@lru_cache(maxsize=4096)
def country_code(text: str | None) -> str | None:
    """The alpha-2 code of a country: by its name, alpha-2 or alpha-3 code, or mark of a car (D, A); None if unknown."""
    key = fold((text or "")[:80])
    if not key:
        return None
    return _by_name().get(key) or _by_name().get(re.sub(r"^(?:the|republik|bundesrepublik|republic of|die) ", "", key))


def is_country_code(code: str) -> bool:
    """Whether ``code`` is an alpha-2 code in capital letters."""
    return code in Locale("en").territories and len(code) == 2 and code.isalpha()


def may_be_postcode(text: str, home: str | None = None) -> bool:
    """Whether an answer may be a postcode of ``home`` (alpha-2) or of anywhere else: "50667", "D-50667", "SW1A 1AA".

    Who lives abroad must be able to answer: where ``home`` has a postcode of digits alone, a number is refused only if
    it has the length of no neighbour's either.
    """
    plain = _COUNTRY_MARK.sub("", text.strip().upper())
    if not 3 <= len(plain) <= 10:
        return False
    return home not in POSTCODE_DIGITS or not plain.isdigit() or len(plain) in POSTCODE_DIGITS.values()


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(fold(name), code)
    codes = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()} - {"EU", "EZ", "UN", "ZZ"}
    names.update({code.lower(): code for code in codes})
    for alias, replacements in get_global("territory_aliases").items():
        if alias.isalpha() and len(replacements) == 1 and replacements[0] in codes:
            names.setdefault(alias.lower(), replacements[0])
    names.update({fold(name): code for name, code in pairs("countries").items()})
    return names
