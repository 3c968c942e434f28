"""Countries: from any name, code or mark of a car to ISO 3166 alpha-2. The names are Babel's (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from .phones import read_phones
from .text import fold
from .wordlists import pairs

# Languages people write a country's name in, the likeliest first: where two mean different ones the first wins.
_LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "tr", "cs", "hr", "ru", "pt", "sv", "da")
# Digits of the postcodes of the countries that five- and four-digit codes are common to.
_POSTCODE_DIGITS = {"DE": 5, "AT": 4, "CH": 4, "ES": 5, "FR": 5, "IT": 5, "LI": 4, "LU": 4}

# "D-50667", "A-1010", "CH-8001", "FL-9490"
_COUNTRY_MARK = re.compile(r"^(?:[A-Z]{1,2}\s?[-–]\s?)(?=\d)")

# Top-level domains of countries that are sold as words to everybody (ISO 3166 codes)
_OPEN_DOMAINS = frozenset("AC AG AI CC CO EU FM GG IM IN IO LA LY ME MS NU PW SC SH SO ST TK TO TV VC WS".split())


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
    return home not in _POSTCODE_DIGITS or not plain.isdigit() or len(plain) in _POSTCODE_DIGITS.values()


def country_of(zip_: str | None, numbers: Iterable[str]) -> str | None:
    """The country that both the dialling code of one of ``numbers`` and the form of the postcode name.

    Five digits alone are a postcode of half of Europe, a number with +49 may be taken abroad; both together leave no
    doubt. A number without a dialling code names no country.
    """
    if not zip_ or not zip_.isdigit():
        return None
    for number in numbers:
        if not number.lstrip(" (").startswith(("+", "00")):
            continue
        for phone in read_phones(number):
            if phone.country and _POSTCODE_DIGITS.get(phone.country) == len(zip_):
                return phone.country
    return None


def presumed_country(home: str, zip_: str | None, numbers: Iterable[str], email: str | None = "") -> str | None:
    """The country of somebody who names none: ``home`` only where the address looks like one of it.

    The form of the postcode must be that of ``home``, and neither a dialling code nor the e-mail address may name
    another country; see `country_of` for what leaves no doubt. None when it is open.
    """
    numbers = list(numbers)
    if named := country_of(zip_, numbers):
        return named
    if not zip_ or not zip_.isdigit() or _POSTCODE_DIGITS.get(home) != len(zip_):
        return None
    dialled = [number for number in numbers if number.lstrip(" (").startswith(("+", "00"))]
    abroad = {phone.country for number in dialled for phone in read_phones(number)}
    top = (email or "").rpartition(".")[2].upper()
    if top not in _OPEN_DOMAINS and is_country_code(top):
        abroad.add(top)
    return home if abroad <= {home, None} else None


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
