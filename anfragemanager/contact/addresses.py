"""Postal addresses: street with house number, "PLZ Ort" in one line, whole addresses, countries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from . import postcodes
from .companies import has_legal_form
from .countries import country_code
from .given_names import is_given_name, is_surname
from .salutations import is_salutation
from .text import fold

# The mark of a car stands in front with a hyphen, or with a blank alone: "D-50667", "A 1010".
_ZIP = re.compile(
    r"^(?:([A-Z]{1,2})\s?[-–]\s?|(D|A|CH|FL|DE|AT)\s)?(\d{4,5})(?!\d)(?:\s*[-–/,]?\s+|[,/]\s*|$)(.*)$", re.DOTALL
)
_ZIP_LAST = re.compile(r"^(.*?\D)[\s,/]+(?:\(\s*)?(?:([A-Z]{1,2})\s?[-–]\s?)?(\d{4,5})\)?$")
# A Dutch postcode ends in two letters: "1015 CJ Amsterdam". Not with the mark of a canton behind: "1204 GE".
_NL = re.compile(r"^(NL\s?[-–]?\s?)?((\d{4})\s?([A-Z]{2}))[\s,]+([^\W\d_'].{2,})$")
# ISO 3166-2:CH
_CANTONS = frozenset("AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH".split())
# "00-590 Warszawa", "114 51 Stockholm", "1000-205 Lisboa"
_GROUPED = re.compile(r"^(?:[A-Z]{1,3}\s?[-–]\s?)?(\d{2}-\d{3}|\d{3} \d{2}|\d{4}-\d{3})\s+([^\W\d_].*)$")
_UK = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})\b", re.IGNORECASE)
# "10 High Street London": the kind of street ends it
_BRITISH_STREET = re.compile(
    r"^(\d+\w?\s.*?\b(?:street|st|road|rd|lane|avenue|ave|drive|close|court|way|square|gardens|terrace|crescent|row|mews)\.?)"
    r"\s+(\D+)$",
    re.IGNORECASE,
)
_US = re.compile(r"^(.*?)[,\s]+([A-Z]{2})[\s,]+(\d{5}(?:-\d{4})?)$")
_STREET = re.compile(
    r"(?:str(?:\.|aße|asse|eet)?|weg|platz|allee|gasse|ring|damm|ufer|hof|steig|chaussee|promenade|calle|avenida"
    r"|avda?\.?|plaza|road|rd\.?"
    r"|lane|avenue|ave\.?|drive|close|court|way|c/|paseo|markt|berg|feld|graben|kai|zeile|rue|via)\b|\d+\s?[a-z]?$|^\d{1,4}[a-z]?,?\s+[^\W\d]",
    re.IGNORECASE,
)
_US_STATE = re.compile(r"^[A-Z]{2}\s+(\d{5}(?:-\d{4})?)$")
# Between the parts of an address; "5 - 7" are house numbers.
_APART = re.compile(r"[\n,;|]|\s[-–•/]\s(?!\d{1,3}\s?[a-zA-Z]?\s*(?:[\n,;|]|$))")
_DOOR_FIRST = re.compile(
    r"^(\s*\d{1,4}(?:\s?(?:bis|ter|quater))?),\s+(?=(?:rue|avenue|boulevard|place|chemin|allée|quai|route|impasse|cours)\b)",
    re.IGNORECASE,
)
# countries that are a city, too
_CITIES = frozenset({"LU", "MC", "SG", "SM", "VA"})
_NOTHING = frozenset(
    ("", "-", "--", "k.a.", "k. a.", "n/a", "keine angabe", "keine angaben", "unbekannt", "none", "null", ".", ",", "?")
    + ("nicht angegeben", "not provided", "0", "00000", "x")
)


def _is_alpine(postcode: str, letters: str, city: str) -> bool:
    """Whether letters behind four digits open a town's name ("3100 ST PÖLTEN") or are a canton's ("8001 ZH Zürich")."""
    if letters in _CANTONS:
        return True
    named = (_plain(f"{letters} {city}"), _plain(city))
    towns = (_plain(town) for country in ("AT", "CH") for town in postcodes.towns(postcode, country))
    return any(town.startswith(name[:6]) for town in towns for name in named)


def _plain(town: str) -> str:
    return fold(town).replace(".", "")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``country`` is ISO 3166 alpha-2."""

    street: str | None = None
    zip: str | None = None
    city: str | None = None
    country: str | None = None


def clean(text: str | None) -> str | None:
    """``text`` on one line and trimmed, or None where it says nothing."""
    text = " ".join((text or "")[:300].split()).strip(" ,;|*")
    return None if text.lower() in _NOTHING else text


def read_place(text: str | None) -> Address:
    """``50667 Köln``, ``A-1010 Wien``, ``Köln 50667``, ``28013 Madrid``, ``London SW1A 1AA`` as zip, city, country."""
    text = clean(text) or ""
    if not text:
        return Address()
    nation = None
    head, comma, tail = text.rpartition(",")
    if comma and (nation := country_code(tail)):
        text = head.strip(" ,")
    elif (match := re.search(r"\s*\(([^()]{2,40})\)$", text)) and (nation := country_code(match[1])):
        text = text[: match.start()]
    if match := _GROUPED.match(text):
        return Address(zip=match[1], city=clean(match[2]), country=nation)
    if (match := _NL.match(text)) and (match[1] or nation == "NL" or not _is_alpine(*match.group(3, 4, 5))):
        return Address(zip=match[2], city=clean(match[5]), country=nation or "NL")
    if match := _ZIP.match(text):
        nation = country_code(match[1] or match[2]) or nation
        return Address(zip=match[3], city=clean(match[4]), country=nation)
    if match := _UK.search(text):
        city = clean(text[: match.start()] + " " + text[match.end() :])
        return Address(zip=match[0].upper(), city=city, country=nation)
    if match := _US.match(text):
        return Address(zip=match[3], city=clean(match[1]), country=nation)
    if match := _ZIP_LAST.match(text):
        nation = country_code(match[2]) or nation
        return Address(zip=match[3], city=clean(match[1]), country=nation)
    if any(char.isdigit() for char in text) and not any(char.isalpha() for char in text):
        return Address(zip=text, country=nation)
    return Address(city=text, country=nation)


def read_zip(text: str | None) -> Address:
    """A field for the postcode alone, with or without the country's letter, also where the city stands in it."""
    text = clean(text) or ""
    if not any(char.isdigit() for char in text):
        return Address()
    found = read_place(text)
    return found if found.zip else Address(zip=text)


def read_address(text: str | None) -> Address:
    """An address in one field, lines or commas between its parts: ``Öderstr. 1, 50667 Köln, Deutschland``."""
    # "14 bis, rue des Lices" is one part.
    text = _DOOR_FIRST.sub(r"\1\0 ", (text or "")[:500])
    parts = [part.replace("\0", ",") for raw in _APART.split(text) if (part := clean(raw))]
    if not parts:
        return Address()
    nation = None
    if nation := country_code(parts[-1]):
        if len(parts) == 1:
            return Address(city=parts[0] if nation in _CITIES else None, country=nation)
        parts = parts[:-1]
    if nation == "US" and len(parts) > 2 and (match := _US_STATE.match(parts[-1])):
        return Address(", ".join(parts[:-2]), match[1], parts[-2], nation)
    street: list[str] = []
    place = Address()
    for index, part in enumerate(parts):
        if not place.zip and (found := _place(part)) and found.zip:
            place = found
            if index and street and _is_region(place, before := parts[index - 1]):
                # "Leipzig, Sachsen 04229", as American forms write it
                place = replace(place, city=before)
                street.remove(before)
            if not place.city and index + 1 < len(parts) and not any(c.isdigit() for c in parts[index + 1]):
                place = replace(place, city=parts[index + 1])
                parts[index + 1] = ""
        elif part:
            street.append(part)
    if not place.zip and len(parts) == 1:
        return _run_on(parts[0], nation)
    if place.city and not street and (match := _BRITISH_STREET.match(place.city)):
        place, street = replace(place, city=match[2]), [match[1]]
    if not place.city and len(street) > 1:
        # "10 High Street, London, SW1A 1AA"; further lines belong to the street. "Köln, Öderstraße 1" is turned round.
        at = 0 if _STREET.search(street[-1]) and not _STREET.search(street[0]) else -1
        if not any(char.isdigit() for char in street[at]):
            place = replace(place, city=street.pop(at))
    elif not place.zip and not place.city and street and not _STREET.search(street[0]):
        place, street = replace(place, city=street[0]), street[1:]
    return Address(", ".join(street) or None, place.zip, place.city, place.country or nation)


def _is_region(place: Address, before: str) -> bool:
    """Whether what stands with a postcode is no town of it, but what stands ``before`` is one."""
    if not place.city or any(char.isdigit() for char in before):
        return False
    known = [_plain(town) for town in postcodes.towns(place.zip)]
    return any(town.startswith(_plain(before)) for town in known) and _plain(place.city) not in known


def _place(part: str) -> Address | None:
    found = read_place(part)
    # "Q7, 24, 68161 Mannheim": the house number of a block is no postcode
    if not found.zip or len(found.zip) < 3:
        return None
    # "Musterstraße 1234" is no city with its postcode behind it.
    return None if found.city and _ZIP_LAST.match(part) and _STREET.search(found.city) else found


def _run_on(text: str, nation: str | None) -> Address:
    """``Öderstraße 1 50667 Köln``: the postcode in the middle divides."""
    match = re.match(r"^(.*?\S)\s+((?:[A-Z]{1,2}\s?-\s?)?\d{4,5}\s+\D.*)$", text)
    if match:
        place = read_place(match[2])
        return Address(match[1], place.zip, place.city, place.country or nation)
    if _STREET.search(text):
        return Address(street=text, country=nation)
    return Address(city=text, country=nation)


def read_street(text: str | None, number: str | None = None) -> str | None:
    """Street and house number in one value, wherever the form asked for the number."""
    base, extra = clean(text), clean(number)
    if not base:
        return None
    if extra and not re.search(rf"(?:^|\s){re.escape(extra)}$", base):
        base = f"{base} {extra}"
    return base


_CARE_OF = re.compile(
    # "5 bei der Kirche" is a place
    r"(?:c/o|℅|(?<!\w)co\.(?=\s[^\W\d]+,)|care of|z\.?\s?hd\.?|(?<=\d[\sa-z])\s*bei(?=\s(?!d(?:er|em|en|ie|as)\b))"
    r"|bei(?=\s+(?:herrn?|frau|fam|familie)\b))"
    r"\s*:?\s*([^,;|\n]+?)(?:\s*[,;|\n]\s*|$)",
    re.IGNORECASE,
)
_CARE_OF_IN_BRACKETS = re.compile(r"\s*\((?:c/o|℅|bei|b\.|z\.?\s?hd\.?)\s*:?\s*([^()]+)\)", re.IGNORECASE)


# A street in one word: "Hauptstr.", "Lindenweg"; but "Lange Straße" is two.
_WHOLE_STREET = re.compile(r"\w{3,}(?:str\.?|stra(?:ß|ss)e|weg|platz|gasse|allee)", re.IGNORECASE)


def split_care_of(text: str | None) -> tuple[str | None, str | None]:
    """Who a letter goes through, and the street without it: "c/o Müller, Hauptstr. 5" to ("Müller", "Hauptstr. 5").

    He may stand in brackets ("Hauptstr. 5 (bei Müller)"), and without a comma ("c/o Müller Hauptstr. 5").
    """
    line = clean(text) or ""
    if match := _CARE_OF_IN_BRACKETS.search(line):
        return match[1].strip(), clean(f"{line[: match.start()]} {line[match.end() :]}")
    match = _CARE_OF.search(line)
    if not match:
        return None, line or None
    name, front, behind = match[1].strip(), line[: match.start()].rstrip(" ,;"), line[match.end() :]
    if not (_STREET.search(front) or _STREET.search(behind)) and _STREET.search(name):
        name, street = _run_on_care_of(name)
        behind = ", ".join(filter(None, (street, behind)))
    return name, clean(f"{front}, {behind}".strip(" ,;"))


def _run_on_care_of(text: str) -> tuple[str, str]:
    """A name with a street behind it: first names and what stands in front of a surname, one surname, the street."""
    parts = text.split()
    count = next((end for end in range(len(parts) - 1, 1, -1) if has_legal_form(parts[end - 1])), 0)
    if not count and len(parts) > 2 and _WHOLE_STREET.fullmatch(parts[-2]):
        count = len(parts) - 2
    while not count or count < len(parts) and _opens_name(parts[count - 1], parts[max(count - 2, 0)]):
        count += 1
    street = " ".join(parts[count:])
    return (" ".join(parts[:count]), street) if any(map(str.isdigit, street)) else (text, "")


def _opens_name(word: str, before: str) -> bool:
    """Whether a surname is still to come behind a word: salutation, title, initial, particle, first name."""
    given = is_given_name(word) and not is_surname(word) and not before.islower()
    return is_salutation(word) or word.endswith(".") or word.islower() or given
