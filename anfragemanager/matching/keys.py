"""Blocking keys: short strings, stored and indexed; two contacts are compared only if they share one.

Every key is exact, so that a btree index finds it. Each kind survives another change in a person's data (the comment
beside it), and
each one but e-mail and phone joins a name with a place or a second name, so that it stays rare in a book of a million.

A key that has grown frequent has stopped to mean anything: a switchboard, Müller in a town that is the agency's home.
The look-up
therefore skips a key that more than KEY_LIMIT contacts carry; what it would have found is found by the narrower keys
beside it.
"""

from ..contact.emails import Email
from ..contact.scripts import romanised
from ..contact.text import collapse
from .names import first_name_classes, known_first_name, skeleton
from .person import Name, Prepared
from .phones import Number
from .phonetic import cologne

KEY_LIMIT = 40
# A shared number, address or tax number counts for as many shared keys made of names and places: who has moved and
# married shares nothing else.
OWN_KEY_WEIGHT = 8
OWN_KEYS = ("e:", "p:", "t:")
# A longer one is no name or address a person has; cut, it still meets its like.
_LENGTH = 80


def email_key(email: Email) -> str:
    """The key under which contacts with an address are found."""
    return ("e:" + email.address)[:_LENGTH]


def company_key(prepared: Prepared) -> str:
    """The key under which a company and whoever names it are found; "" where none is named."""
    core = prepared.company.replace(" ", "")
    return "c:" + core[:24] if core else ""


def phone_key(phone: Number) -> str:
    """The key under which contacts with a number are found, with or without its country's code."""
    return ("p:" + phone.national)[:_LENGTH]


def is_own_key(key: str) -> bool:
    """Whether a key is of a number or an address, not of a name and a place."""
    return key.startswith(OWN_KEYS)


def contact_keys(prepared: Prepared) -> tuple[str, ...]:
    """The keys of a contact's numbers and addresses: how many others carry them tells how little they prove."""
    return tuple(dict.fromkeys([*map(email_key, prepared.emails), *map(phone_key, prepared.phones)]))


def blocking_keys(prepared: Prepared) -> tuple[str, ...]:
    """Keys of a contact, without duplicates: a dozen as a rule, forty for many names; short, nearly always ASCII."""
    keys: dict[str, None] = {}
    street, zip_code = prepared.street, prepared.zip
    place = zip_code or prepared.city[:6]
    for email in prepared.emails:
        keys[email_key(email)] = None  # moved, married
    for phone in prepared.phones:
        keys[phone_key(phone)] = None  # moved, married
    if prepared.tax_id:
        keys["t:" + prepared.tax_id] = None  # whatever else changed
    if prepared.is_company:
        _company_keys(keys, prepared, place)
        return tuple(dict.fromkeys(key[:_LENGTH] for key in keys))
    if prepared.company:
        keys[company_key(prepared)] = None  # the firm itself asks
    city, house, near = cologne(prepared.city)[:4], street.number, street.code[:3]
    for name in prepared.people:
        _name_keys(keys, name, prepared, city, place)
    if born := prepared.birth_date:
        for name in prepared.people:
            keys[f"bl:{born}:{(name.last_codes or ('',))[0][:2]}"] = None  # moved, slip in the name
        if place:
            keys[f"bz:{born}:{place[:2]}"] = None  # slips in both names
    if near:
        if city:
            keys[f"sc:{near}:{city}"] = None  # slips in both names
        if house:
            keys[f"sh:{near}:{house}"] = None  # slips in both names and in the place
            if city:
                keys[f"sn:{near}:{house}:{city}"] = None  # the same in a street or a town with many contacts
    return tuple(dict.fromkeys(key[:_LENGTH] for key in keys))


def _company_keys(keys: dict[str, None], prepared: Prepared, place: str) -> None:
    core = prepared.company.replace(" ", "")
    keys["c:" + core[:24]] = None
    if place:
        keys[f"cz:{cologne(core)[:5]}:{place}"] = None
    for name in prepared.staff:
        _name_keys(keys, name, prepared, cologne(prepared.city)[:4], place)


def _name_keys(keys: dict[str, None], name: Name, prepared: Prepared, city: str, place: str) -> None:
    zip_code, house = prepared.zip, prepared.street.number
    firsts = _first_codes(name)
    firms = _firm_words(prepared)
    for last in _last_codes(name):
        if zip_code:
            keys[f"nz:{last}:{zip_code}"] = None  # other first name, other street
            if house:
                keys[f"nh:{last[:2]}:{zip_code}:{house}"] = None  # slip in the last name and in the street
        if city:
            keys[f"nc:{last}:{city}"] = None  # other zip
        for phone in prepared.phones:
            # without or with another area code: 222 was Vienna's, 1 Zürich's; of a mobile a slip in front
            keys[f"pl:{last}:{phone.national[-5:]}"] = None
            if phone.mobile:
                keys[f"pf:{last}:{phone.national[:6]}"] = None  # a slip behind
        for firm in firms:
            keys[f"nf:{last}:{firm}"] = None  # no address, other first name, other number
    for last in _crossing_codes(name):
        for first in firsts:
            one, other = sorted((first, last))
            keys[f"fn:{one}:{other}"] = None  # moved; sorted, because first and last name may be exchanged
            if place:
                keys[f"fz:{one}:{other}:{place[:2]}"] = None  # the same for a Thomas Müller
    for first in firsts:
        if zip_code and house:
            keys[f"fh:{first}:{zip_code}:{house}"] = None  # married, slip in the street
        if prepared.street.code:
            keys[f"fs:{first}:{prepared.street.code}"] = None  # married, slip in the number or the zip


def _firm_words(prepared: Prepared) -> list[str]:
    """The beginning of a person's company and of the domains of its mailboxes: one as a rule."""
    domains = (email.domain.rpartition(".")[0] for email in prepared.emails if email.company)
    words = ("".join(filter(str.isalnum, collapse(name)))[:12] for name in (prepared.company, *domains))
    return list(dict.fromkeys(filter(None, words)))


def _last_codes(name: Name) -> list[str]:
    codes = list(dict.fromkeys((*name.last_codes, *(cologne(part) for part in name.birth_parts))))
    codes += [cologne(romanised(part)) for part in name.last_parts]
    if len(name.last_parts) > 1:
        codes.append(cologne(name.last))
    return list(dict.fromkeys(codes))


def _crossing_codes(name: Name) -> list[str]:
    """Codes of the last name made as those of first names are, so that exchanged names meet."""
    words = dict.fromkeys((*name.last_words, *name.birth_parts))
    codes = [cologne(skeleton(word)) for word in words]
    if len(name.last_parts) > 1:
        codes.append(cologne(skeleton(name.last)))
    for word in words:
        # the last name is a first name: Thomas, exchanged with one's own
        codes += [cologne(form) for form in first_name_classes(word) if known_first_name(word)]
    return list(dict.fromkeys(codes))


def _first_codes(name: Name) -> list[str]:
    return list(
        dict.fromkeys(cologne(form) for word in name.first[:3] if len(word) > 1 for form in first_name_classes(word))
    )
