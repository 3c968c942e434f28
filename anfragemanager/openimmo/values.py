"""What senders write for a number, a yes, a day: read by habit, not by the schema.

The standard asks for a decimal point; German software writes ``1.250,00``, Swiss software ``1'250.50``, Java ``2.5E5``.
"""

from __future__ import annotations

import calendar
import html
import re
from datetime import date

from ..contact.addresses import country_code

_YES = frozenset("true 1 ja j yes y wahr x on -1".split())
_NO = frozenset("false 0 nein n no falsch off".split())
# Windows-1252 read as ISO-8859-1: the typographic characters of Word and the euro sign land among the C1 controls.
_C1 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_GROUPS = re.compile(r"(?<=\d)[\s'’´`\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"[-−]?\d[\d.,]*(?:[eE][+-]?\d{1,2}(?!\w))?")
_HALVES = {"½": ".5", "¼": ".25", "¾": ".75"}
_FRACTION = re.compile(r"(?<=\d)\s*([½¼¾])")
_SLASH = re.compile(r"(\d+)\s+1/2\b")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^<>]{0,1000}>")
_ENTITY = re.compile(r"&#?\w{1,31};")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_GERMAN_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\b")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\D|$)")
_MONTH = re.compile(r"(\d{1,2})[./-](\d{4})$")
_ISO_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})$")
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d|21\d\d)(?!\d)")
_LONGEST_NUMBER = 80
_CURRENCIES = {
    "€": "EUR",
    "EURO": "EUR",
    "SFR": "CHF",
    "FR": "CHF",
    "FRANKEN": "CHF",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "DM": None,
    "DEM": None,
}


def text(value: str | None) -> str | None:
    """One line: blanks run together, Word's characters repaired, None where nothing is left."""
    if not value:
        return None
    value = value.translate(_C1)
    if "&" in value:
        value = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
    return " ".join(value.split()) or None


def prose(value: str | None) -> str | None:
    """A description as plain text: line breaks kept, ``<br>`` and paragraphs become them, other markup goes."""
    if not value:
        return None
    value = value.translate(_C1).replace("\r\n", "\n").replace("\r", "\n")
    if "<" in value and _TAG.search(value):
        value = _TAG.sub("", _ITEM.sub("\n- ", _BREAK.sub("\n", value)))
    if "&" in value:
        value = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
        if "<" in value and _BREAK.search(value):
            value = _TAG.sub("", _ITEM.sub("\n- ", _BREAK.sub("\n", value)))
    lines = (_BLANKS.sub(" ", line).strip() for line in value.replace("\u2028", "\n").split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip() or None


def boolean(value: str | None) -> bool | None:
    """Yes, no, or None for neither."""
    word = (value or "").strip().lower()
    return True if word in _YES else False if word in _NO else None


def number(value: str | None, kind: str = "plain") -> float | None:
    """The first number in ``value``, without its unit.

    A point or comma before exactly three digits is ambiguous. ``kind`` decides: ``money`` knows no thousandths, so it
    groups thousands; an ``area`` below ten square metres is not meant, so ``1.250`` is 1250 while ``120.500`` is
    120.5; for everything else it is the decimal sign of the standard.
    """
    raw = (value or "").strip()[:_LONGEST_NUMBER]
    if not raw:
        return None
    raw = _SLASH.sub(r"\1.5", _FRACTION.sub(lambda match: _HALVES[match[1]], raw))
    match = _NUMBER.search(_GROUPS.sub("", raw))
    if not match:
        return 0.5 if raw[:1] == "½" else None
    token = match[0].replace("−", "-").rstrip(".,")
    mantissa, mark, exponent = token.replace("E", "e").partition("e")
    if mark:
        figure = _plain(mantissa)
        figure = figure * 10 ** int(exponent) if figure is not None and abs(int(exponent)) < 13 else None
    else:
        figure = _grouped(mantissa, kind)
    # More than the land of a continent or the debt of a state is a slip of the sender, not a price.
    return figure if figure is not None and abs(figure) < 1e12 else None


def _grouped(token: str, kind: str) -> float | None:
    point, comma = token.rfind("."), token.rfind(",")
    if point >= 0 and comma >= 0:
        decimal = max(point, comma)
        head = re.sub(r"[.,]", "", token[:decimal])
        return _plain(f"{head}.{token[decimal + 1 :]}")
    sign = "." if point >= 0 else ","
    parts = token.split(sign)
    if len(parts) > 2:
        grouped = all(len(part) == 3 for part in parts[1:])
        return _plain("".join(parts) if grouped else "".join(parts[:-1]) + "." + parts[-1])
    figure = _plain(token.replace(",", "."))
    if figure is None or len(parts) < 2 or len(parts[1]) != 3 or len(parts[0].lstrip("-")) > 3:
        return figure
    if parts[0].lstrip("-0") and (kind == "money" or kind == "area" and abs(figure) < 10):
        return _plain("".join(parts))
    return figure


def _plain(token: str) -> float | None:
    try:
        return float(token)
    except ValueError:
        return None


def amount(value: str | None, kind: str = "plain") -> float | None:
    """A price, an area, a count: positive, or None. Senders write 0 for what they do not say."""
    figure = number(value, kind)
    return figure if figure is not None and figure > 0 else None


def whole(value: str | None) -> int | None:
    figure = amount(value)
    return round(figure) if figure is not None else None


def year(value: str | None) -> int | None:
    """The first plausible year of ``ca. 1910``, ``1910/1995``, ``01.01.1968``."""
    match = _YEAR.search(value or "")
    return int(match[1]) if match else None


def day(value: str | None) -> date | None:
    """A date, ISO or German, with or without time; a month means its last day. None for ``0000-00-00`` and prose."""
    raw = (value or "").strip()[:60]
    try:
        if match := _ISO_DAY.match(raw):
            found = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _GERMAN_DAY.match(raw):
            long_year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            found = date(long_year, int(match[2]), int(match[1]))
        elif match := _PLAIN_DAY.match(raw):
            found = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _MONTH.match(raw):
            found = _month_end(int(match[2]), int(match[1]))
        elif match := _ISO_MONTH.match(raw):
            found = _month_end(int(match[1]), int(match[2]))
        else:
            return None
    except ValueError:
        return None
    # 01.01.1900, 30.12.1899 and 0001-01-01 are the empty dates of databases.
    return found if found.year > 1900 else None


def _month_end(in_year: int, month: int) -> date:
    return date(in_year, month, calendar.monthrange(in_year, month)[1])


def currency(value: str | None) -> str | None:
    """ISO 4217 code of ``EUR``, ``€``, ``sFr.``."""
    word = (value or "").strip().upper().rstrip(".")
    if word in _CURRENCIES:
        return _CURRENCIES[word]
    return word if len(word) == 3 and word.isascii() and word.isalpha() else None


def country(code: str | None, name: str | None = None) -> str | None:
    """ISO 3166 alpha-2 of ``DEU``, ``DE``, ``D``, ``Deutschland``."""
    for word in (code, name):
        key = (word or "").strip()
        found = country_code(_PLATES.get(key.upper(), key))
        if found:
            return found
    return None


# What stands on cars and in front of postcodes.
_PLATES = {"D": "DE", "A": "AT", "E": "ES", "F": "FR", "I": "IT", "L": "LU", "B": "BE", "P": "PT", "FL": "LI"}
