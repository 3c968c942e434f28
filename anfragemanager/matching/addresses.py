"""Postal addresses: street without its spelling, house number split off, zip by country."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ..contact.addresses import split_care_of
from ..contact.text import collapse, fold
from .phonetic import cologne

# "12", "12a", "12 A", "12-14", "12/3", "12 1/2", "12a-c" at the end; "8 Stanley Street" in front (not "1. Mai Str.").
_NUMBER_LAST = re.compile(
    r"^(.*?[^\W\d].*?)[\s,]+(?:nr\.?|no\.?|hausnr\.?)?\s*(\d{1,5})\s*([a-z](?![a-z]))?((?:\s*[-–/+,].*)|\s+1/2.*)?$",
    re.IGNORECASE,
)
_NUMBER_GLUED = re.compile(r"^(.*?[^\W\d](?:\.|\)))(\d{1,5})\s*([a-z])?((?:\s*[-–/+].*))?$", re.IGNORECASE)
_NUMBER_TOUCHING = re.compile(r"^(.*?[^\W\d]{4})(\d{1,5})\s*([a-z])?()$", re.IGNORECASE)
_NUMBER_FIRST = re.compile(
    r"^(?:unit|flat|apt\.?|lot|no\.?)?\s*(?:\d+\s*/\s*)?(\d{1,5})([a-z])?(?:\s*[-–/]\s*\d+[a-z]?)?[\s,]+(?!\.)(.*[^\W\d].*)$",
    re.IGNORECASE,
)
# "Mühlweg 16 (Rückgebäude)", "Bergstr. 5 Rgb. links": what follows the number says where in the house.
_NUMBER_AMID = re.compile(r"^(.*?[^\W\d].*?)[\s,]+(\d{1,5})\s?([a-z](?![a-z]))?[\s,;(]+[^\W\d][^\d]*$", re.IGNORECASE)
# "bei Frank, Enzianweg 12": a place may be called so, but no street is named behind it.
_AT_SOMEBODYS = re.compile(r"^bei\s+[^\W\d]+(?:\s[^\W\d]+)?\s*,\s*(?=.*[^\W\d]{3}.*\d)", re.IGNORECASE)
# "Bahnhofstr. 5 (alt: Ring 3, 50667 Köln)", "Bahnhofstr. 5 vorher Ring 3": where somebody lived before.
_FORMER = re.compile(r"(?<=\w)\s*[(,;]?\s*\b(?:alt|vorher|früher|ehemals|ehem\.|bisher):?\s+(?=[A-ZÄÖÜ]).*$")
# Squares of Mannheim: block letter and number are the street ("C 4, 12").
_MANNHEIM = re.compile(r"^([a-u])\s*([1-7])\s*[,\s]\s*(\d{1,2})\s*([a-z])?$", re.IGNORECASE)
_ADDITION = re.compile(
    r"\b(?:hinterhaus|hh|vorderhaus|vh|seitenfl(?:ue|ü)gel|\d+\.\s*(?:og|stock|etage|ug)|eg|dg|whg\.?|wohnung|we\s*(?:nr\.?\s*)?\d+|apartment|app\.?\s*(?:nr\.?\s*)?\d+|zi(?:mmer|\.)?\s*\d+|top)\b.*$",
    re.IGNORECASE,
)
# Austria: "12 Stg.2 Top 18", "12/Stiege 2/Tür 18" and "12/2/18" are one door.
_DOOR = re.compile(r"(?<=[\da-z])[\s,/]*\b(?:stiege|stg|top|tür|tuer)\b\.?\s*(?:nr\.?\s*)?(?=\d)", re.IGNORECASE)
# "Rochusg. 29", but "Birkenweg. 29"
_LANE = re.compile(r"(?<=[^\W\d_]{2})(?<!we)(?<!ber)(?<!bur)g\.(?=\s*\d|$)", re.IGNORECASE)
_TYPES = {
    "strasse": "strasse", "str": "strasse", "strase": "strasse", "street": "street", "st": "street", "road": "road",
    "rd": "road", "avenue": "avenue",
    "ave": "avenue", "av": "avenue", "drive": "drive", "dr": "drive", "crescent": "crescent", "cres": "crescent",
    "cr": "crescent", "place": "place",
    "pl": "place", "platz": "platz", "circuit": "circuit", "cct": "circuit", "court": "court", "ct": "court",
    "close": "close", "cl": "close",
    "lane": "lane", "ln": "lane", "terrace": "terrace", "tce": "terrace", "highway": "highway", "hwy": "highway",
    "parade": "parade", "pde": "parade",
}  # fmt: skip
_TYPE_SUFFIX = re.compile(r"(?:strasse|strase|straße|str)$")
_ZIP_JUNK = re.compile(r"[^A-Z0-9]")
_ZIP_COUNTRY = re.compile(r"^(?:DE?|AT?|CH|LI|LU?|[FI]T?)(?=\d)")
_CITY_NOISE = re.compile(r"\b(?:a d|a m|an der|am|im|in|bei|b|ob der|i|v d|vor der|ot|ortsteil|stadt|st|sankt|bad)\b")


@dataclass(frozen=True, slots=True)
class Street:
    """full: comparable, without blanks, type written out; name: without the type; code: how name sounds;
    number: "12"; addition: "a", "14" or "".
    """

    full: str
    name: str
    code: str
    number: str
    addition: str


_NO_STREET = Street("", "", "", "", "")


@lru_cache(maxsize=65536)
def parse_street(raw: str) -> Street:
    """One address line to a Street; all fields empty for an empty line."""
    raw = raw.strip().strip(",;").strip()
    if not raw:
        return _NO_STREET
    if match := _MANNHEIM.match(raw):
        name = (match[1] + match[2]).lower()
        return Street(name, name, name, match[3], (match[4] or "").lower())
    raw = _FORMER.sub("", raw) or raw
    raw = _AT_SOMEBODYS.sub("", split_care_of(raw)[1] or raw)
    raw = _LANE.sub("gasse", _DOOR.sub("/", raw))
    line = _ADDITION.sub("", raw).strip(" ,;(") or raw
    number = addition = ""
    if (
        (match := _NUMBER_LAST.match(line))
        or (match := _NUMBER_GLUED.match(line))
        or (match := _NUMBER_TOUCHING.match(line))
    ):
        line, number, addition = match[1], match[2], (match[3] or "") + (match[4] or "")
    elif match := _NUMBER_FIRST.match(line):
        number, addition, line = match[1], match[2] or "", match[3]
    elif match := _NUMBER_AMID.match(line):
        line, number, addition = match[1], match[2], match[3] or ""
    elif line.isdigit():
        line, number = "", line
    words = fold(line).split()
    kind = ""
    if len(words) > 1 and words[-1] in _TYPES:
        kind = _TYPES[words.pop()]
    name = collapse("".join(words))
    if not kind and _TYPE_SUFFIX.search(name) and len(name) > 4:
        kind, name = "strasse", _TYPE_SUFFIX.sub("", name)
    return Street(
        name + kind, name, cologne(name)[:5] if name else "", number.lstrip("0"), fold(addition).replace(" ", "")
    )


def same_street(one: str, other: str) -> bool:
    """Whether two address lines differ in nothing but spelling: "Rösrather Str. 18 a" and "Rösrather Straße 18a".

    Stricter than comparing two ``Street``: what stands behind the number ("2. OG") is part of an address that is kept.
    """
    behind = ("".join(fold(text).replace("/", " ").split()) for text in (one, other))
    first, second = (re.sub(r"^\D*", "", text) for text in behind)
    return first == second and parse_street(one) == parse_street(other)


@lru_cache(maxsize=65536)
def normalise_zip(raw: str) -> str:
    """Upper case letters and digits without country prefix, and without leading zeros: spreadsheets eat them."""
    text = _ZIP_JUNK.sub("", raw.upper().removesuffix(".0"))
    if text[-4:].isdigit():
        text = _ZIP_COUNTRY.sub("", text)
    return text.lstrip("0")


@lru_cache(maxsize=65536)
def normalise_city(raw: str) -> str:
    """Comparable place name: no river, district or bracket behind it ("Frankfurt a. M. (Höchst)" = "Frankfurt")."""
    text = fold(re.sub(r"\(.*?\)|/.*$|,.*$", " ", raw))
    text = " ".join(word for word in text.split() if not word.isdigit())
    head = _CITY_NOISE.split(text)[0].strip()
    return collapse(head if len(head) > 3 else text).replace(" ", "")
