"""Telephone numbers as people write them: several in one field, with remarks, masked, or none at all.

What a number is, which country it belongs to and whether it is mobile is for `phonenumbers` to say (Google's numbering
plans); here only remarks are cut off and fields with several numbers are divided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from .countries import country_code

_NUMBER = re.compile(r"(?:\(\s?)?(?:\+\s?)?\(?\d[\d \t()/.\u2010-\u2015-]{3,40}\d")
# "030 23125 oder 0171 …", "1. 030 23125 2. 0171 …"
_BETWEEN = re.compile(
    r"[,;|\n]|\s(?:oder|und|or|and|bzw\.?|sowie|od\.?|u\.?|o\.?|y|&|ó)\s|(?<!\s)\s*/\s*(?=[^\W\d_])"
    r"|(?:^|\s)\d\.\s+(?=[0+]\d)",
    re.IGNORECASE,
)
# A slash or blank separates two numbers only where the right one can stand for itself: "030 / 23125" is one.
# "4940291005" is what a spreadsheet leaves of "+4940291005".
_SLASH = re.compile(r"\s*/\s*(?=[0+(])|\s+/\s+(?=4[139]\d{7}|\d{9})|[ \t]{1,3}(?=\(?(?:0[1-9]|\+|00[1-9])\d)")
# When to call: "nach 18 Uhr", "18-20 h", "ab 17.30", "Mo-Fr 9-17".
_HOUR = r"\d{1,2}(?:[.:]\d\d)?"
_WHEN = re.compile(
    rf"(?:\b(?:ab|nach|vor|bis|von|zwischen|gegen|um)\s+{_HOUR}|\b(?:mo|di|mi|do|fr|sa|so)\w*\.?[\s:,]+{_HOUR}|(?<![\d.:]){_HOUR}(?=\s*uhr\b)|(?<![\d.:])(?<!\d\s){_HOUR}(?=\s*h\b)"
    rf"|(?<![\d.:/-]){_HOUR}(?=\s*(?:-|–|bis|und)\s*{_HOUR}\s*(?:uhr|h)\b))"
    rf"(?:\s*(?:-|–|bis|und|u\.)\s*{_HOUR}(?!\d))?(?:\s*(?:uhr|h)\b)?(?![\d])",
    re.IGNORECASE,
)
# "am 04.12.2026": no number is written so
_DAY = re.compile(r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.\s?(?:19|20)\d\d(?![\d]|\.\d)")
# "- 1. Wahl": which of several to try first.
_CHOICE = re.compile(r"[\s(–-]+\d\.\s*wahl\b", re.IGNORECASE)
_FAX_BEHIND = re.compile(r"\b(?:tele)?fax\W*$", re.IGNORECASE)
# "030 555777 / 555778": the second number shares the area code of the first.
_SHARED_AREA = re.compile(r"^(\D*\(?0\d{1,4}\)?[\s/-]+)(\d{5,})\s+/\s+([1-9]\d{4,})$")
# What a note left at the end of a number: "- 1. Wahl", "8-12".
_LAST_GROUP = re.compile(r"[\s–-]+\d{1,2}(?:\s*-\s*\d{1,2})?$")
_MOBILE_WORD = re.compile(r"mobil|handy|movil|móvil|cell|whatsapp|\bm:|\bmob\b", re.IGNORECASE)
_FAX_WORD = re.compile(r"\bfax|telefax", re.IGNORECASE)
# "0171-23XXXXX", "0171 23…": a portal hides the rest of the number. "0800-IMMOHAUS": no digits at all.
_MASKED = re.compile(r"[-./\s]{0,2}(?:[xX*#?]{2,}|[A-Za-z]{2,}\d|[A-Z]{3,}(?![a-zäöüß]))|[xX*]")
_TEL = re.compile(r"\btel:([+\d(][\d().%+-]{4,30})", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?:tel(?:\.|efon(?:nummer|isch)?)?|mobil(?:nummer|telefon)?|handy(?:nummer|nr\.?)?|phone|mobile|cell|fon|rufnummer|nummer"
    r"|erreich\w*|tlf|m[oó]vil|tel[eé]fono)\b",
    re.IGNORECASE,
)
# Bundesnetzagentur, numbering plan: 015x, 016x, 017x.
_GERMAN_MOBILE = re.compile(r"\+491[5-7]")
# The same as a spreadsheet leaves it; no Swiss number looks so.
_GERMAN_MOBILE_BARE = re.compile(r"1[5-7]\d{8,9}")
_NEIGHBOURS = ("41", "43", "49")
# A spreadsheet's number: "4915907252596.0".
_DECIMAL = re.compile(r"(?<=\d{8})\.0(?!\d)")
# The same in national notation, in one piece: "01 71…" is a number of Vienna.
_GERMAN_MOBILE_NATIONAL = re.compile(r"\(?01[5-7]\d")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Phone:
    """One telephone number.

    raw: as written, without the remarks around it. number: international notation ("+49 30 2312500"), or as written
    where the library calls it invalid. e164: "+49302312500", None where it cannot be read as a number at all.
    country: ISO 3166 alpha-2 or None. mobile: by the numbering plan or by the words around it. valid: by the
    numbering plan.
    """

    raw: str
    number: str
    e164: str | None
    country: str | None
    mobile: bool
    valid: bool


def read_phones(text: str | None, country: str | None = "DE") -> tuple[Phone, ...]:
    """The numbers in a field, in order and without repetition.

    "0171 1234568 privat" is one number, "030 123456 oder 0171 2345678" two; nothing comes of masked numbers
    ("0171-XXXXXXX"), vanity numbers, fax numbers, and of less than six digits.

    :param country: ISO 3166 alpha-2, of numbers without a country code; None is Germany
    """
    found: list[Phone] = []
    if not text or not any(char.isdigit() for char in text[:_LONGEST]):
        return ()
    for piece in _BETWEEN.split(
        _WHEN.sub(" ", _CHOICE.sub(" ", _DECIMAL.sub("", _DAY.sub(";", text[:_LONGEST].replace("\xa0", " ")))))
    ):
        for part in _independent(piece):
            phone = _read_one(part, country or "DE")
            if phone and not any(same_number(phone, other) for other in found):
                found.append(phone)
    return tuple(found)


def find_phones(text: str | None, country: str | None = "DE") -> tuple[Phone, ...]:
    """Numbers in running text: links with ``tel:``, and numbers that a word beside them or their own form proves.

    Five-digit groups of an address or a listing number are none: a number counts if it is valid in the numbering plan
    and starts with 0 or +.
    """
    text = text or ""
    linked = (phone for match in _TEL.finditer(text) for phone in read_phones(match[1], country))
    found = {phone_key(phone): phone for phone in linked}
    for line in text.splitlines():
        for match in _NUMBER.finditer(line[:1000]):
            start = line[max(0, match.start() - 1) : match.start()]
            if start and (start.isalnum() or start in "@/=_-#"):
                continue
            labelled = _LABELLED.search(line[max(0, match.start() - 40) : match.start()])
            if not labelled and not match[0].lstrip("( ").startswith(("0", "+")):
                continue
            for phone in read_phones(match[0], country):
                if phone.valid:
                    found.setdefault(phone_key(phone), phone)
    return tuple(found.values())


def same_number(a: Phone | str, b: Phone | str) -> bool:
    """Whether two numbers are one, whatever their notation; text is read as a number of Germany."""
    return phone_key(a) == phone_key(b)


def is_mobile(number: str) -> bool:
    """Whether the text of a number, of Germany unless it says otherwise, is a mobile's."""
    return any(phone.mobile for phone in read_phones(number))


def phone_key(phone: Phone | str) -> str:
    """One form per number: E.164, or its digits where it cannot be read."""
    if isinstance(phone, str):
        return _parse(phone, "DE").e164 or re.sub(r"\D", "", phone)
    return phone.e164 or re.sub(r"\D", "", phone.raw)


def national_digits(key: str) -> str:
    """The digits of a `phone_key` that follow the country's code, without the zero that is dialled inside it."""
    if key.startswith("+"):
        for end in (2, 3, 4):
            if int(key[1:end] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
                return key[end:].lstrip("0")
    return key.lstrip("+0")


def calling_code(country: str) -> str:
    """What stands before a number called from abroad: "+49" for "DE"; an empty string for no country."""
    code = phonenumbers.country_code_for_region(country)
    return f"+{code}" if code else ""


def _read_one(part: str, country: str) -> Phone | None:
    match = _NUMBER.search(part)
    if not match or _FAX_WORD.search(part[: match.start()]):
        return None
    before, after = part[: match.start()], part[match.end() :]
    if _is_masked(match[0], after, country) or before[-1:].isalpha() and before[-1:] != "n":
        return None
    number = match[0].strip(" \t./-")
    if number.count("(") < number.count(")") and "(" in part[: match.start() + 1]:
        number = "(" + number
    elif ")" not in number:
        number = number.lstrip("( ")
    figures = re.sub(r"\D", "", number)
    if not 6 <= len(figures) <= 17 or len(set(figures)) < 2:
        return None
    phone = _parse(number, country)
    for named in _countries_named(before, after):
        if not number.startswith(("+", "00")) and (there := _parse(number, named)).valid:
            phone = there
    if not phone.valid and (cut := _LAST_GROUP.sub("", number)) != number and (shorter := _parse(cut, country)).valid:
        phone = shorter if shorter.mobile else phone
    if not phone.mobile and (_MOBILE_WORD.search(before) or _MOBILE_WORD.search(after)):
        return Phone(phone.raw, phone.number, phone.e164, phone.country, True, phone.valid)
    return phone


def _is_masked(number: str, after: str, country: str) -> bool:
    """Whether a number goes on in characters that are no digits; "05371/992852 VIP" is whole without them."""
    match = _MASKED.match(after)
    remark = match[0].strip().strip("xX") if match else ""
    return bool(match) and not (remark.isalpha() and _parse(number, country).valid)


def _countries_named(*remarks: str) -> set[str]:
    """The country that remarks name: "0660 1234567 (Österreich)". Short words are codes, and anything else as well."""
    words = (word for remark in remarks for word in re.findall(r"[^\W\d_]{5,}", remark))
    found = {code for word in words if (code := country_code(word))}
    return found if len(found) == 1 else set()


@lru_cache(maxsize=65536)
def _parse(number: str, country: str) -> Phone:
    # "(0)" is dialled inside the country only.
    text = re.sub(r"\(\s?0\s?\)", "", number).strip()
    if _GERMAN_MOBILE_NATIONAL.match(text) and 11 <= _count(text) <= 12:
        # a German mobile at a foreign address, as a German office notes it; Austria's and Switzerland's are shorter
        country = "DE"
    elif country in ("CH", "LI") and _GERMAN_MOBILE_BARE.fullmatch(re.sub(r"\D", "", text)) and text[:1] != "+":
        country, text = "DE", "0" + text
    elif country == "LI" and text.startswith("0") and not text.startswith("00"):
        # Liechtenstein's numbers have no zero in front; its people's mobiles are often Swiss
        country = "CH"
    readings = []
    for candidate in _readings(text, country):
        try:
            readings.append(phonenumbers.parse(candidate, country))
        except phonenumbers.NumberParseException:
            continue
    valid = [_phone(number, parsed, True) for parsed in readings if phonenumbers.is_valid_number(parsed)]
    mobile = next((phone for phone in valid if phone.mobile), None)
    if not mobile and len(readings) > 1 and readings[0].country_code == phonenumbers.country_code_for_region(country):
        # "491598751078": the country's code is there, and nobody writes an area code without its zero
        own = _phone(number, readings[0], phonenumbers.is_valid_number(readings[0]))
        mobile = own if own.mobile else None
    if valid or mobile:
        return mobile or valid[0]
    return _phone(number, readings[-1], False) if readings else Phone(number, number, None, None, False, False)


def _readings(text: str, country: str) -> list[str]:
    """Notations to try, the likeliest first: "49171…" is what spreadsheets leave of "+49171…"."""
    figures = re.sub(r"\D", "", text)
    if text.lstrip("( ").startswith("00"):
        return ["+" + figures[2:], text]
    bare = not text.lstrip("( ").startswith(("+", "0"))
    # ten digits are one's own country's without its zero, not Palau's
    whole = len(figures) > 10 or len(figures) == 10 and figures.startswith(_NEIGHBOURS)
    # … and where national numbers begin without a zero, none has more than ten
    zero = phonenumbers.ndd_prefix_for_region(country, True) == "0"
    if bare and whole and (zero or len(figures) > 10):
        return ["+" + figures, text]
    return [text]


def _phone(raw: str, parsed: phonenumbers.PhoneNumber, valid: bool) -> Phone:
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    # A digit too many or too few does not make a German mobile number a landline.
    mobile = phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE if valid else _GERMAN_MOBILE.match(e164)
    return Phone(
        raw=raw,
        number=phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL) if valid else raw,
        e164=e164,
        country=phonenumbers.region_code_for_number(parsed) or None,
        mobile=bool(mobile),
        valid=valid,
    )


def _is_group(left: str, whole: str, between: str) -> bool:
    """Whether a blank only groups the digits of one number, also of one with a digit too many: "0157 133 0246 12"."""
    if not between.isspace() or _parse(left.strip(), "DE").valid:
        return False
    right = whole[len(left) + len(between) :]
    return _parse(whole.strip(), "DE").valid or not _parse(right.strip(), "DE").valid


def _independent(text: str) -> list[str]:
    if shared := _SHARED_AREA.match(text.strip()):
        return [shared[1] + shared[2], shared[1] + shared[3]]
    parts: list[str] = []
    start = 0
    for match in _SLASH.finditer(text):
        left, right = text[start : match.start()], text[match.end() :]
        if (fax := _FAX_BEHIND.search(left)) and _count(left):
            parts.append(left[: fax.start()])
            start += fax.start()
        elif _is_one_abroad(left, text[start:]):
            continue
        elif _may_be_whole(left, right) and not _is_group(left, text[start:], match[0]):
            parts.append(left)
            start = match.end()
    parts.append(text[start:])
    return parts


def _is_one_abroad(left: str, whole: str) -> bool:
    """Whether a slash stands inside one number with a country's code: "0032/498/035186"."""
    if not left.lstrip("( ").startswith("00"):
        return False
    return not _read_abroad(left).valid and _read_abroad(whole).valid


def _read_abroad(text: str) -> Phone:
    return _parse("+" + re.sub(r"\D", "", text)[2:], "DE")


def _may_be_whole(left: str, right: str) -> bool:
    """Whether what stands left of a separator may be a number: of "393180 / 0170 976 89 50" one without its area."""
    if _count(left) >= 7:
        return _count(right) >= 6
    return _count(left) >= 5 and left.strip()[0] in "123456789" and _count(right) >= 9


def _count(text: str) -> int:
    return sum(char.isdigit() for char in text)
