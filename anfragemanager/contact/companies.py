"""Companies: what names one, and a name field that holds a company and a person."""

from __future__ import annotations

import re
from functools import cache

from .salutations import salutation
from .text import collapse, fold, repair, shouted
from .wordlists import entries, words

_LEGAL = re.compile(
    r"(?<![\w.])(?:gmbh\s*(?:&|und|u\.)\s*co\.?(?:\s*kg(?:aa)?)?|ug\s*\(haftungsbeschr(?:ä|ae)nkt\)|gemeinnützige|g?gmbh|mbh|gesmbh"
    r"|ges\.\s?m\.\s?b\.\s?h|ag|kg|ohg|og|ug|gbr|se|kgaa|eg|partg(?:\s?mbb)?|mbb|partnerschaft|limited|ltd|llc|inc|plc|corp"
    r"|llp|pty|aps|kft|d\.\s?o\.\s?o|s\.\s?r\.\s?o|slu|sl|srl|sàrl|sarl|spa|bv|nv|oü|sp\.\s?z\s?o\.\s?o|s\.\s?l|s\.\s?a|s\.\s?r\.\s?l|s\.\s?p\.\s?a|[bn]\.\s?v"
    r"|co\.\s?kg|& co|und partner|& partners?|& s(?:ö|oe)hne"
    # with dots at the end only: E. K. Müller is a person
    r"|(?:e\.\s?[kuvg]|ev|ek)\.?$)(?:\.|(?![\w]))",
    re.IGNORECASE,
)
# In small letters these are words or parts of names: Se Young, Ag., "sl".
_ONLY_UPPER = frozenset({"se", "ag", "kg", "og", "eg", "ug", "sl", "spa", "inc", "bv", "nv", "ek", "ev"})
# What is said of a form, or joins its parts.
_NO_FORM = frozenset({"und", "u", "haftungsbeschraenkt", "gemeinnuetzige", "mbb", "partner", "partners", "soehne"})
# "MAX SE" shouted is no European company; "Kern SE" is.
_ALSO_NAMES = frozenset({"se", "og", "eg", "spa"})
# Who stands for a company, behind its name: "z. Hd. Frau Kern", "Inh. Uwe Kern", "vertreten durch Uwe Kern".
_STANDS_FOR = (
    r"(?:z\.?\s?hd\.?(?:\s+v(?:on|\.))?|zu\s+händen(?:\s+von)?|attn\.?:?|i\.\s?fa\.?|inh(?:\.|aber(?:in)?)?:?"
    r"|(?:ihr\s+)?ansprechp(?:artner(?:in)?:?|\.)|vertreten\s+durch|v\.\s?d\.|gf\.?:?|geschäftsführer(?:in)?:?)\s+"
)
_FOR_IT = rf"(?:{_STANDS_FOR}|(?:c/o|bei)\s+)"
_DEPARTMENT = re.compile(r"(?:abt\b|abteilung|dept\b|department|referat|ressort)", re.IGNORECASE)
# "Max Muster, 2. OG", "Max Muster, EG"
_FLOORS = frozenset({"OG", "EG", "UG"})
_BETWEEN = re.compile(rf"(?<!\s)(?:\s*[,;|\n]\s*(?:{_FOR_IT})?|\s+[-–—/]\s+(?:{_FOR_IT})?|\s+{_FOR_IT})", re.IGNORECASE)
# "Kern Bau Frau Stein"
_ADDRESSED = re.compile(r"(?<=\w)\s+((?:Herrn?|Frau|Hr\.|Fr\.)\s+\S+(?:\s\S+)?)$")
# "Kern Bau (2)", "Kern Bau - Interessent", "Kern Bau alt"
_NOTED = re.compile(r"\s*\(([^()]*)\)$|\s+[-–/]\s+(\w+)$|,\s*(\w+)$|\s([a-zäöüß]+)$")
_ADDRESSEE = re.compile(
    rf"^(?:{_STANDS_FOR}|(?:z\.?\s?h\.?|vertreter(?:in)?:?|kontakt(?:person)?:|ap:)\s+)(?=\S)", re.IGNORECASE
)
_CONTACT = re.compile(rf"(?<=\w)[.)]?[\s,;–-]+(?:{_STANDS_FOR}|c/o\s+)(.+)$", re.IGNORECASE)
_FIRM = re.compile(r"^(?:(?:c/o|p\.\s?a\.|vertr(?:eten|\.)?\s+durch)\s+)?(?:(?:fa\.?|firma)\s+)?(?=\S)", re.IGNORECASE)
_OFFICE = re.compile(
    r"\s+[-–]\s+(?:büro|buero|sekretariat|zentrale|empfang|verwaltung|buchhaltung|geschäftsstelle)$", re.IGNORECASE
)
_SAINT = re.compile(r"\bSt\.\s*(?=[A-ZÄÖÜ][a-zäöüß])(?!GmbH)")
# A community of owners bears the name of its house, one of heirs that of the dead.
_OWNERS = re.compile(
    r"^(?:w\.?e\.?g\.?|(?:wohnungs)?eigent(?:ü|ue)mergem(?:einschaft|\.))\s+(?:der\s+|haus\s+)?"
    r"(?P<street>[^\d,]*[^\d\s,.])\.?\s*(?P<number>\d{1,4}(?:\s?[a-z](?![\w/]))?(?:\s*[-–/+]\s*\d{1,4}(?:\s?[a-z](?![\w/]))?)*)?",
    re.IGNORECASE,
)
_HEIRS = re.compile(r"^erbengem(?:einschaft|\.)\s+(?:nach\s+|von\s+)?", re.IGNORECASE)
_STREET = re.compile(r"\s*str(?:a(?:ß|ss)e|\.)?$", re.IGNORECASE)
# "Busch & Stein" is written "Busch und Stein" too; the sign is gone when folded.
_AND = re.compile(r"(?<=\w) (?:und|and|u) (?=\w)")


def has_legal_form(text: str) -> bool:
    """Whether ``text`` holds a legal form: GmbH, AG, e. K., Ltd. …"""
    for match in _LEGAL.finditer(text):
        word = match[0].strip(" .")
        if word.startswith("E. "):
            # initials: "Müller, E. K."
            continue
        if word in _FLOORS and re.search(r"(?:^|,\s*(?:\d\.?)?|(?<!\S)\d\.)\s*$", text[: match.start()]):
            continue
        also_a_name = shouted(text) and word.lower() in _ALSO_NAMES
        if not also_a_name and not (word.islower() and word.lower() in _ONLY_UPPER):
            return True
    return False


def is_company(text: str | None) -> bool:
    """Whether ``text`` names a company: it has a legal form or a word of trade ("Bäckerei Hofmann")."""
    text = repair(text or "")[:300]
    return is_community(text) or has_legal_form(text) or _has_trade_word(text)


def split_company(text: str) -> tuple[str | None, str]:
    """The company in a field and the rest: "Müller GmbH, Frau Adam" to ("Müller GmbH", "Frau Adam").

    The rest is "" where the whole is the company; (None, text) where there is none.
    """
    match = re.search(r"\s*\(([^()]*)\)\s*$", text)
    before = text[: match.start()].strip() if match else ""
    if match and is_company(match[1]) and before and not has_legal_form(before):
        return match[1].strip(), before
    if match and has_legal_form(before) and salutation(match[1].partition(" ")[0]):
        return before, match[1].strip()
    if not is_company(text):
        return None, text
    parts = [part.strip() for part in _BETWEEN.split(_ADDRESSED.sub(r", \1", text)) if part and part.strip()]
    firms = [part for part in parts if is_company(part)]
    persons = [part for part in parts if not is_company(part) and not _DEPARTMENT.match(part)]
    if len(parts) > 1 and firms and persons:
        return firms[0], ", ".join(persons)
    return text, ""


def legal_form(text: str) -> str:
    """The legal form in a company's name, folded: "Kern GmbH und Co. KG" to "gmbh co kg"; "" for none."""
    words_of_form = fold(" ".join(match[0] for match in _LEGAL.finditer(text))).split()
    form = " ".join(word for word in words_of_form if word not in _NO_FORM)
    # "GmbH & Co." leaves out the KG
    return f"{form} kg" if form.endswith(" co") else form


def is_community(text: str) -> bool:
    """Whether ``text`` names the owners of a house or the heirs of somebody: "WEG Weg 5", "Erbengemeinschaft Kern"."""
    if owners := _OWNERS.match(text):
        # "Weg beim Jäger 55" is a street, "Eigentümergemeinschaft mit 6 Parteien" no name
        is_name = text[:3].lower() != "weg" or text.startswith("WEG")
        return is_name and owners["street"][0].isupper() and bool(owners["number"])
    heirs = _HEIRS.match(text)
    return bool(heirs) and text[heirs.end() : heirs.end() + 1].isupper()


def strip_addressee(text: str) -> str:
    """A name without what a firm's row puts before whoever stands for it: "z. Hd. Frau Kern" to "Frau Kern"."""
    return _ADDRESSEE.sub("", text)


def split_contact(company: str) -> tuple[str, str]:
    """A company and whoever it names to turn to: "Kern Design, z. Hd. Uwe Stein", "Kern Bau e.K., Uwe Stein".

    ("Kern Design", "") where it names nobody.
    """
    if match := _CONTACT.search(company):
        return company[: match.start()].rstrip(" ,;-–"), match[1].strip()
    firm, person = split_company(company)
    return (firm, person) if firm and " " in person else (company, "")


def told_company(text: str) -> str:
    """The text of a field for the company; "" for what stands there in place of one: "privat", "Eigennutzer", "n/a"."""
    return "" if text.strip(" .,;:-()").lower() in words("no_answer") else text


def one_company(field: str | None, read: str | None) -> str | None:
    """The company of a filled field and one that was read in another field, the fuller name where they are one.

    Two companies are both kept: "Kern Holding GmbH (Kern Bau GmbH)".
    """
    if not field or not read or field == read:
        return field or read
    one, other = (set(company_core(name).split()) for name in (field, read))
    two = has_legal_form(field) and has_legal_form(read)
    if one == other or not two and (one < other or other < one):
        return max(field, read, key=lambda name: (has_legal_form(name), len(name)))
    return f"{field} ({read})"


def company_core(text: str) -> str:
    """Company name without legal form, folded and collapsed: "Müller & Co. KG" to "muller"."""
    text = _SAINT.sub("Sankt ", _OFFICE.sub("", _FIRM.sub("", repair(text[:300]))))
    if (owners := _OWNERS.match(text)) and is_community(text):
        # "WEG Hermannstr. 10-16, Essen": the town behind it is left out as often as not
        street = _STREET.sub("strasse", owners["street"])
        return collapse("weg " + fold(street).replace(" ", "") + " " + fold(owners["number"] or "")).strip()
    core = fold(_LEGAL.sub(" ", _HEIRS.sub("Erbengemeinschaft ", _without_note(text))))
    return collapse(_AND.sub(" ", core).strip() or fold(text))


def _without_note(firm: str) -> str:
    """A company's name without what an office noted behind it, or a program that found it twice."""
    match = _NOTED.search(firm)
    if not match:
        return firm
    bracketed, *words_behind = match.groups()
    if bracketed is None:
        is_note = next(filter(None, words_behind)).lower() in words("note_words")
    else:
        is_note = not has_legal_form(bracketed) and (bracketed.isdigit() or is_community(f"{bracketed} Kern"))
    return firm[: match.start()] if is_note else firm


def _has_trade_word(text: str) -> bool:
    exact, endings, first = _trade_words()
    words = [word.strip(".,;:()\"'„“").casefold() for word in re.split(r"[\s/]+|-(?=\w)", text)]
    if len(words) > 1 and words[0] in first:
        return True
    return len(words) > 1 and any(word in exact or word.endswith(endings) and len(word) > 5 for word in words if word)


@cache
def _trade_words() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    exact, endings, first = set(), [], set()
    for entry in entries("company_words"):
        word, _, mark = entry.partition(" ")
        if mark == "^":
            first.add(word)
            continue
        exact.add(word.rstrip("*"))
        if word.endswith("*"):
            endings.append(word.rstrip("*"))
    return frozenset(exact), tuple(endings), frozenset(first)
