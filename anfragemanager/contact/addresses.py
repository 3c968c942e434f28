"""Postal addresses: street with house number, "PLZ Ort" in one line, whole addresses, countries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

_COUNTRY_PREFIX = {
    "D": "DE",
    "DE": "DE",
    "A": "AT",
    "AT": "AT",
    "CH": "CH",
    "L": "LU",
    "LU": "LU",
    "FL": "LI",
    "I": "IT",
    "F": "FR",
}
_COUNTRY_PREFIX |= {
    "B": "BE",
    "NL": "NL",
    "E": "ES",
    "ES": "ES",
    "PL": "PL",
    "CZ": "CZ",
    "DK": "DK",
    "IT": "IT",
    "FR": "FR",
    "BE": "BE",
}
_ZIP = re.compile(r"^(?:([A-Z]{1,2})\s?[-–]\s?)?(\d{4,5})(?!\d)(?:\s*[-–/,]?\s+|[,/]\s*|$)(.*)$", re.DOTALL)
_ZIP_LAST = re.compile(r"^(.*?\D)[\s,/]+(?:\(\s*)?(?:([A-Z]{1,2})\s?[-–]\s?)?(\d{4,5})\)?$")
_UK = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})\b", re.IGNORECASE)
_US = re.compile(r"^(.*?)[,\s]+([A-Z]{2})[\s,]+(\d{5}(?:-\d{4})?)$")
_STREET = re.compile(
    r"(?:str(?:\.|aße|asse|eet)?|weg|platz|allee|gasse|ring|damm|ufer|hof|steig|chaussee|promenade|calle|avenida"
    r"|avda?\.?|plaza|road|rd\.?"
    r"|lane|avenue|ave\.?|drive|close|court|way|c/|paseo|markt|berg|feld|graben|kai|zeile|rue|via)\b|\d+\s?[a-z]?$|^\d{1,4}[a-z]?,?\s+[^\W\d]",
    re.IGNORECASE,
)
_NOTHING = frozenset(
    ("", "-", "--", "k.a.", "k. a.", "n/a", "keine angabe", "keine angaben", "unbekannt", "none", "null", ".", ",", "?")
    + ("nicht angegeben", "not provided", "0", "00000", "x")
)

_NAMES = {
    "DE": (
        "deutschland germany alemania allemagne bundesrepublik-deutschland brd federal-republic-of-germany duitsland"
        " germania niemcy deu ger d"
    ),
    "AT": "österreich oesterreich austria autriche oostenrijk aut a republik-österreich oe ö",
    "CH": "schweiz switzerland suiza suisse svizzera che sui helvetia",
    "LI": "liechtenstein lie fl",
    "LU": "luxemburg luxembourg luxemburgo lux",
    "FR": "frankreich france francia fra",
    "IT": "italien italy italia ita",
    "ES": "spanien spain españa espana esp espagne",
    "PT": "portugal prt",
    "NL": "niederlande netherlands holland the-netherlands países-bajos paises-bajos nederland nld",
    "BE": "belgien belgium bélgica belgica belgique belgië bel",
    "GB": (
        "großbritannien grossbritannien vereinigtes-königreich united-kingdom uk great-britain england reino-unido"
        " gbr scotland schottland wales"
    ),
    "IE": "irland ireland irlanda irl",
    "US": (
        "usa vereinigte-staaten united-states united-states-of-america estados-unidos vereinigte-staaten-von-amerika"
        " amerika u.s.a. us"
    ),
    "CA": "kanada canada canadá can",
    "DK": "dänemark daenemark denmark dinamarca danmark dnk",
    "SE": "schweden sweden suecia sverige swe",
    "NO": "norwegen norway noruega norge nor",
    "FI": "finnland finland finlandia suomi fin",
    "PL": "polen poland polonia polska pol",
    "CZ": "tschechien tschechische-republik czech-republic czechia república-checa cze",
    "SK": "slowakei slovakia eslovaquia svk",
    "HU": "ungarn hungary hungría hun",
    "SI": "slowenien slovenia eslovenia svn",
    "HR": "kroatien croatia croacia hrv",
    "RS": "serbien serbia srb",
    "BA": "bosnien bosnien-und-herzegowina bosnia bih",
    "RO": "rumänien rumaenien romania rumania rou",
    "BG": "bulgarien bulgaria bgr",
    "GR": "griechenland greece grecia grc",
    "TR": "türkei tuerkei turkey turquía turquia türkiye tur",
    "RU": "russland russia rusia russische-föderation rus",
    "UA": "ukraine ucrania ukr",
    "LV": "lettland latvia lva",
    "LT": "litauen lithuania ltu",
    "EE": "estland estonia est",
    "CN": "china chn",
    "IN": "indien india ind",
    "IL": "israel isr",
    "AE": "vereinigte-arabische-emirate united-arab-emirates emiratos-árabes-unidos are vae uae",
    "AU": "australien australia aus",
    "BR": "brasilien brazil brasil bra",
    "AR": "argentinien argentina arg",
    "MX": "mexiko mexico méxico mex",
    "MT": "malta mlt",
    "CY": "zypern cyprus chipre cyp",
    "MC": "monaco mco",
    "ZA": "südafrika suedafrika south-africa sudáfrica zaf",
    "SY": "syrien syria syr",
    "IR": "iran irn",
    "AF": "afghanistan afg",
    "VN": "vietnam vnm",
    "TH": "thailand tha",
    "JP": "japan jpn",
    "KR": "südkorea south-korea kor",
    "MA": "marokko morocco marruecos mar",
    "EG": "ägypten egypt egy",
    "AL": "albanien albania alb",
    "XK": "kosovo xkx",
    "MK": "nordmazedonien mazedonien north-macedonia mkd",
    "ME": "montenegro mne",
    "MD": "moldau moldova mda",
    "BY": "belarus weißrussland blr",
    "GE": "georgien georgia geo",
    "SA": "saudi-arabien saudi-arabia sau",
    "SG": "singapur singapore sgp",
}


# Dialling code → country and the digits of its postcodes.
_NATIONS = {"49": ("DE", 5), "43": ("AT", 4), "41": ("CH", 4), "34": ("ES", 5), "33": ("FR", 5), "39": ("IT", 5)}


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``country`` is ISO 3166 alpha-2."""

    street: str | None = None
    zip: str | None = None
    city: str | None = None
    country: str | None = None


def country_code(text: str | None) -> str | None:
    """The alpha-2 code of a country named in German, English, Spanish or by its alpha-2 or alpha-3 code."""
    key = " ".join((text or "").split()).strip(" .,;()").lower()
    if not key or len(key) > 60:
        return None
    if found := _by_name().get(key):
        return found
    return key.upper() if len(key) == 2 and key.upper() in _alpha2() else None


def nation(zip_: str | None, numbers: Iterable[str]) -> str | None:
    """The country that both the dialling code of one of ``numbers`` and the form of the postcode name.

    Five digits alone are a postcode of half of Europe, a number with +49 may be taken abroad;
    both together leave no doubt.
    """
    if not zip_ or not zip_.isdigit():
        return None
    for number in numbers:
        code = re.sub(r"\D", "", number)[:6]
        code = code if number.lstrip(" (").startswith("+") else code.removeprefix("00") if code[:2] == "00" else ""
        found = _NATIONS.get(code[:2])
        if found and found[1] == len(zip_):
            return found[0]
    return None


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {
        name.replace("-", " ") if len(name) > 3 else name: code
        for code, names in _NAMES.items()
        for name in names.split()
    } | {code.lower(): code for code in _NAMES}


@lru_cache(maxsize=1)
def _alpha2() -> frozenset[str]:
    return frozenset(
        "AD AG AI AM AO AQ AS AW AX AZ BB BD BF BH BI BJ BL BM BN BO BQ BS BT BV BW BZ CC CD CF CG CI CK CL CM CO CR"
        " CU CV CW CX DJ DM DO DZ EC EH"
        " ER ET FJ FK FM FO GA GD GF GG GH GI GL GM GN GP GQ GS GT GU GW GY HK HM HN HT ID IM IO IQ IS JE JM JO KE"
        " KG KH KI KM KN KP KW KY KZ LA LB"
        " LC LK LR LS LY MF MG MH ML MM MN MO MP MQ MR MS MU MV MW MY MZ NA NC NE NF NG NI NP NR NU NZ OM PA PE PF"
        " PG PH PK PM PN PR PS PW PY QA RE"
        " RW SB SC SD SH SJ SL SM SN SO SR SS ST SV SX SZ TC TD TF TG TJ TK TL TM TN TO TT TV TW TZ UG UM UY UZ VA"
        " VC VE VG VI VU WF WS YE YT ZM ZW".split()
    )


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
    if match := _ZIP.match(text):
        nation = _COUNTRY_PREFIX.get(match[1] or "") or nation
        return Address(zip=match[2], city=clean(match[3]), country=nation)
    if match := _UK.search(text):
        city = clean(text[: match.start()] + " " + text[match.end() :])
        return Address(zip=match[0].upper(), city=city, country=nation)
    if match := _US.match(text):
        return Address(zip=match[3], city=clean(match[1]), country=nation)
    if match := _ZIP_LAST.match(text):
        nation = _COUNTRY_PREFIX.get(match[2] or "") or nation
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
    parts = [part for raw in re.split(r"[\n,;|]|\s[-–•/]\s", (text or "")[:500]) if (part := clean(raw))]
    if not parts:
        return Address()
    nation = None
    if len(parts) > 1 and (nation := country_code(parts[-1])):
        parts = parts[:-1]
    street: list[str] = []
    place = Address()
    for index, part in enumerate(parts):
        if not place.zip and (found := _place(part)) and found.zip:
            place = found
            if not place.city and index + 1 < len(parts) and not any(c.isdigit() for c in parts[index + 1]):
                place = replace(place, city=parts[index + 1])
                parts[index + 1] = ""
        elif part:
            street.append(part)
    if not place.zip and len(parts) == 1:
        return _run_on(parts[0], nation)
    if not place.city and len(street) > 1:
        # "10 High Street, London, SW1A 1AA"; further lines belong to the street.
        place = replace(place, city=street.pop())
    elif not place.zip and not place.city and street and not _STREET.search(street[0]):
        place, street = replace(place, city=street[0]), street[1:]
    return Address(", ".join(street) or None, place.zip, place.city, place.country or nation)


def _place(part: str) -> Address | None:
    found = read_place(part)
    if not found.zip:
        return None
    # "Musterstraße 1234" is no city with its postcode behind it.
    return None if found.city and _ZIP_LAST.match(part) and _STREET.search(found.city) else found


def _run_on(text: str, nation: str | None) -> Address:
    """``Öderstraße 1 50667 Köln``: the postcode in the middle divides."""
    match = re.match(r"^(.*?\S)\s+((?:[A-Z]{1,2}\s?-\s?)?\d{4,5}\s+\D.*)$", text)
    if match:
        place = read_place(match[2])
        return Address(match[1], place.zip, place.city, place.country or nation)
    if match := _UK.search(text):
        return Address(clean(text[: match.start()]), match[0].upper(), clean(text[match.end() :]), nation)
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
