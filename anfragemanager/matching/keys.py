"""Blocking keys: short strings, stored and indexed; two contacts are compared only if they share one.

Every key is exact, so that a btree index finds it. Each kind survives another change in a person's data (the comment beside it), and
each one but e-mail and phone joins a name with a place or a second name, so that it stays rare in a book of a million.

A key that has grown frequent has stopped to mean anything: a switchboard, Müller in a town that is the agency's home. The look-up
therefore skips a key that more than KEY_LIMIT contacts carry; what it would have found is found by the narrower keys beside it.
"""

from .names import first_name_classes
from .person import Prepared
from .phonetic import cologne

KEY_LIMIT = 60


def blocking_keys(prepared: Prepared) -> tuple[str, ...]:
    """Keys of a contact, without duplicates; at most about twenty, each under 40 characters, ASCII but for foreign scripts."""
    keys: dict[str, None] = {}
    street, zip_code = prepared.street, prepared.zip
    place = zip_code or prepared.city[:6]
    for email in prepared.emails:
        keys["e:" + email.address] = None  # moved, married
    for phone in prepared.phones:
        keys["p:" + phone.number.lstrip("+")] = None  # moved, married
    if prepared.is_company:
        core = prepared.company.replace(" ", "")
        keys["c:" + core[:24]] = None
        if place:
            keys[f"cz:{cologne(core)[:5]}:{place}"] = None
        return tuple(keys)
    lasts = _last_codes(prepared)
    firsts = _first_codes(prepared)
    for last in lasts:
        if place:
            keys[f"nz:{last}:{place}"] = None  # other first name or street
        if street.number and street.code:
            keys[f"ns:{last}:{street.code}:{street.number}"] = None  # wrong zip
        if zip_code and street.number:
            keys[f"nh:{last[:2]}:{zip_code}:{street.number}"] = None  # slip in the last name
        for first in firsts:
            one, other = sorted((first, last))
            keys[f"fn:{one}:{other}"] = None  # moved; sorted: first and last name exchanged
            if place:
                keys[f"fz:{one}:{other}:{place[:2]}"] = None  # the same for Thomas Müller
    for first in firsts:
        if zip_code and street.number:
            keys[f"fh:{first}:{zip_code}:{street.number}"] = None  # married, slip in the street
        if street.code and place:
            keys[f"fs:{first}:{street.code}:{place}"] = None  # married, slip in the number
    if street.code and street.number and place:
        keys[f"sh:{street.code}:{street.number}:{place}"] = None  # both names wrong, household
    return tuple(keys)


def _last_codes(prepared: Prepared) -> list[str]:
    codes = list(dict.fromkeys((*prepared.last_codes, *(cologne(part) for part in prepared.birth_parts))))
    if len(prepared.last_parts) > 1:
        codes.append(cologne(prepared.last))
    return codes


def _first_codes(prepared: Prepared) -> list[str]:
    names = [tokens[0] for tokens in prepared.partners]
    if len(prepared.partners) == 1 and len(prepared.partners[0]) > 1:
        names.append(prepared.partners[0][1])
    return list(dict.fromkeys(cologne(form) for name in names if len(name) > 1 for form in first_name_classes(name)))
