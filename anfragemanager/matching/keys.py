"""Blocking keys: short strings, stored and indexed; two contacts are compared only if they share one.

Every key is exact, so that a btree index finds it. Each kind survives another change in a person's data (the comment
beside it), and
each one but e-mail and phone joins a name with a place or a second name, so that it stays rare in a book of a million.

A key that has grown frequent has stopped to mean anything: a switchboard, Müller in a town that is the agency's home.
The look-up
therefore skips a key that more than KEY_LIMIT contacts carry; what it would have found is found by the narrower keys
beside it.
"""

from .names import first_name_classes
from .person import Prepared
from .phonetic import cologne

KEY_LIMIT = 40
# A longer one is no name or address a person has; cut, it still meets its like.
_LENGTH = 80


def blocking_keys(prepared: Prepared) -> tuple[str, ...]:
    """Keys of a contact, without duplicates: a dozen as a rule, forty for many names; short, nearly always ASCII."""
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
        return tuple(dict.fromkeys(key[:_LENGTH] for key in keys))
    city, house, near = cologne(prepared.city)[:4], street.number, street.code[:3]
    firsts = _first_codes(prepared)
    for last in _last_codes(prepared):
        if zip_code:
            keys[f"nz:{last}:{zip_code}"] = None  # other first name, other street
            if house:
                keys[f"nh:{last[:2]}:{zip_code}:{house}"] = None  # slip in the last name and in the street
        if city:
            keys[f"nc:{last}:{city}"] = None  # other zip
        for first in firsts:
            one, other = sorted((first, last))
            keys[f"fn:{one}:{other}"] = None  # moved; sorted, because first and last name may be exchanged
            if place:
                keys[f"fz:{one}:{other}:{place[:2]}"] = None  # the same for a Thomas Müller
    for first in firsts:
        if zip_code and house:
            keys[f"fh:{first}:{zip_code}:{house}"] = None  # married, slip in the street
        if street.code:
            keys[f"fs:{first}:{street.code}"] = None  # married, slip in the number or the zip
    if near:
        if city:
            keys[f"sc:{near}:{city}"] = None  # slips in both names
        if house:
            keys[f"sh:{near}:{house}"] = None  # slips in both names and in the place
            if city:
                keys[f"sn:{near}:{house}:{city}"] = None  # the same in a street or a town with many contacts
    return tuple(dict.fromkeys(key[:_LENGTH] for key in keys))


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
