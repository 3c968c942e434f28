"""In which country somebody lives who names none: by postcode, telephone number and e-mail address."""

from __future__ import annotations

from collections.abc import Iterable

from .countries import POSTCODE_DIGITS, is_country_code
from .phones import read_phones

# Top-level domains of countries that are sold as words to everybody (ISO 3166 codes)
_OPEN_DOMAINS = frozenset("AC AG AI CC CO EU FM GG IM IN IO LA LY ME MS NU PW SC SH SO ST TK TO TV VC WS".split())


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
            if phone.country and POSTCODE_DIGITS.get(phone.country) == len(zip_):
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
    if not zip_ or not zip_.isdigit() or POSTCODE_DIGITS.get(home) != len(zip_):
        return None
    dialled = [number for number in numbers if number.lstrip(" (").startswith(("+", "00"))]
    abroad = {phone.country for number in dialled for phone in read_phones(number)}
    top = (email or "").rpartition(".")[2].upper()
    if top not in _OPEN_DOMAINS and is_country_code(top):
        abroad.add(top)
    return home if abroad <= {home, None} else None
