"""A person's name as people write it: salutation, title, particles, birth name, couples, companies, all caps.

Reading a mail, the duplicate check and the fields of a contact in Odoo all read names here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .companies import has_legal_form, is_company, one_company, split_company
from .couples import COUPLE, join_couple, split_at_joints
from .given_names import is_given_name, is_surname
from .halves import GENERATIONS, halves
from .particles import every_particle, particles_to_last, surname_openers
from .salutations import is_salutation, salutation, strip_salutation
from .text import repair, shouted
from .titles import only_titles, strip_titles
from .wordlists import words

__all__ = [
    "PersonName",
    "cased",
    "clean",
    "is_company",
    "is_title",
    "looks_like_person",
    "read_fields",
    "read_name",
    "read_names",
    "salutation",
    "says_who",
    "split_couple",
    "take_birth_name",
]

_LONGEST = 300
# Emoji, dingbats and what joins them.
_SYMBOL = re.compile("[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]")
_BIRTH = re.compile(
    r"(?<![\s,(])[\s,(]+(?:geb(?:\.|orene?[rn]?|(?=\s))(?!\w)|gb\.|(?:née|nee|born)(?!\w))\s*:?\s*([^\s,()]+(?:\s+[^\s,()]+)*)\)?",
    re.IGNORECASE,
)
# "Mit freundlichen Grüßen, Ihre Anna Muster"
CLOSING = re.compile(r"^(?:ihre?|dein|deine|euer|eure)\s+(?=\S+\s)", re.IGNORECASE)
_ADDRESSED_BEHIND = re.compile(r"(\S.{0,100})\s\((\w{2,10}\.?)\)")
# Who is to read what a firm gets: "z. Hd. Frau Muster"
_CARE_OF = re.compile(
    r"^(?:z\.?\s?h(?:d|nd)?n?s?\.(?:\s?v(?:on|\.))?|zu händen(?:\s+von)?|att(?:n|ention)?[.:]|c/o)\s+", re.IGNORECASE
)
_ESCAPED_BREAK = re.compile(r"\\[rn]")
# What is asked for, as an office shortens it behind a name.
_PROPERTY_KINDS = frozenset("ETW EFH MFH ZFH DHH RH REH RMH WHG Whg Mietwhg Mietwohnung Eigentumswohnung".split())
_FROM = re.compile(r"\s+(?:aus|in|from)\s+[A-ZÄÖÜ]\S*(?:\s\S+)?$")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name taken apart, None where unknown. ``salutation`` is one of mr, mrs, family, company, diverse.

    Titles stand in no name; particles and ranks of nobility belong to the last name, and so do "jun." and "sen.".
    """

    salutation: str | None = None
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    birth_name: str | None = None
    company: str | None = None


def read_name(text: str | None, order: str | None = None, language: str = "de") -> PersonName:
    """A whole name in one field.

    A couple comes back as one name ("Max und Erika" "Mustermann"); see `read_names`.

    :param order: "last" where the surname comes first ("Muster Max"), "first" where it does not, None: the lists of
        names decide
    :param language: "es" means two surnames
    """
    return read_fields(text, language=language, order=order)


def read_names(text: str | None, language: str = "de") -> tuple[PersonName, ...]:
    """The persons in one field: "Barbara & Peter Fischbach" are two, each with the surname; () where there is none."""
    whole = clean(text)
    if whole and (both := _two_whole_names(whole, language)):
        return both
    name = read_name(text, language=language)
    return () if name == PersonName() else split_couple(name)


def split_couple(name: PersonName) -> tuple[PersonName, ...]:
    """The partners of a couple in one name, each with a surname; a single person is returned as it is."""
    firsts, lasts = split_at_joints(name.first_name), split_at_joints(name.last_name)
    # "von und zu" joins no two surnames
    if any(part.split()[-1].lower() in every_particle() for part in lasts[:-1]):
        lasts = [name.last_name or ""]
    if len(firsts) < 2 and len(lasts) < 2:
        if name.salutation != "family" or name.company:
            return (name,)
        return replace(name, salutation=None), replace(name, salutation=None, first_name=None)
    count = max(len(firsts), len(lasts))
    if len(firsts) != count:
        firsts = [name.first_name] * count if not firsts else firsts + [None] * (count - len(firsts))
    if len(lasts) != count:
        lasts = [name.last_name] * count
    code = None if name.salutation == "family" else name.salutation
    return tuple(
        PersonName(code, name.title, first, last, name.birth_name, name.company)
        for first, last in zip(firsts, lasts, strict=True)
    )


def looks_like_person(text: str | None) -> bool:
    """Whether ``text`` can be a person's name: two to six words that start with a letter, no digits, no company."""
    text = clean(text) or ""
    parts = text.replace(",", " ").split()
    if not 2 <= len(parts) <= 6 or any(char.isdigit() or char in "?!:;@/" for char in text) or is_company(text):
        return False
    return all(part[0].isalpha() for part in parts) and sum(part[0].isupper() for part in parts) >= 2


def says_who(text: str) -> bool:
    """Whether ``text`` says how to address somebody: a salutation or an academic title."""
    return salutation(text) is not None or is_title(text)


def is_title(text: str) -> bool:
    """Whether ``text`` is an academic title and nothing else, or a salutation in the field of one."""
    text = text.strip()
    short = len(text) <= 20 and ("." in text or text.isupper())
    return bool(short or only_titles(text) or salutation(text))


def read_fields(
    name: str | None = None,
    first: str | None = None,
    last: str | None = None,
    salutation_text: str | None = None,
    title: str | None = None,
    company: str | None = None,
    language: str = "de",
    order: str | None = None,
) -> PersonName:
    """The name in the fields of a form, whichever of them were filled, with or without titles in the wrong place.

    ``name`` is a whole name, ``first`` and ``last`` its halves. ``language`` "es" means two surnames.
    """
    first, last, name, company = (clean(text) for text in (first, last, name, company))
    first, last, name = (text and strip_note(text) for text in (first, last, name))
    # English forms ask for the salutation as "Title".
    title_code, title = strip_salutation(f"{title or ''} #".strip())
    code = salutation(salutation_text) or title_code
    titles = [_title_in(salutation_text), _title_field(title.removesuffix("#"))]
    name, first, last, company = _sort_fields(name, first, last, company)
    birth = None
    if name:
        # Whom to ask for in a firm is a person.
        is_contact = code == "company" and bool(company) and looks_like_person(name) and not has_legal_form(name)
        whole = _whole(name, None if is_contact else code, language, order)
        code = code or whole.salutation
        titles.append(whole.title)
        company = one_company(company, whole.company)
        first, last, birth = whole.first_name, whole.last_name, whole.birth_name
    else:
        code, first, last, company, birth, more = _halves_given(code, first, last, company)
        titles += more
    if code == "company" and not company:
        company = " ".join(part for part in (first, last) if part) or None
        first = last = None
    title_text = " ".join(dict.fromkeys(part for part in titles if part)) or None
    return PersonName(code, title_text, cased(first), cased(last), cased(birth), company)


def _sort_fields(
    name: str | None, first: str | None, last: str | None, company: str | None
) -> tuple[str | None, str | None, str | None, str | None]:
    """Which of the fields is the whole name: forms call the surname "Name", and people write all into one."""
    if name and first and not last:
        # "Vorname" next to "Name" is the German way to ask for the surname.
        name, last = None, _without_prefix(name, first)
    if name and last and not first:
        if has_legal_form(name):
            company, name = company or name, None
        elif name.lower() == last.lower():
            name = None
        elif name.lower().endswith(" " + last.lower()):
            first, name = name[: -len(last) - 1], None
        elif last.lower() in name.lower():
            last = None
        else:
            # "Nombre" next to "Apellidos" asks for the given name.
            first, name = name, None
    if name and first and last:
        name = None
    if not name and last and not first and len(last.split()) > 1 and last.split()[0].lower() not in surname_openers():
        name, last = last, None
    if not name and first and not last and len(first.split()) > 1:
        parts = first.split()
        known = all(is_given_name(part.strip(",")) or part.lower() in ("und", "&", "+") for part in parts)
        if is_salutation(parts[0]) or not known:
            name, first = first, None
    return name, first, last, company


def _halves_given(
    code: str | None, first: str | None, last: str | None, company: str | None
) -> tuple[str | None, str | None, str | None, str | None, str | None, list[str | None]]:
    """Two fields: salutation, first name, last name, company, birth name, titles."""
    titles: list[str | None] = []
    birth = None
    if first and last and is_salutation(first) and not is_given_name(first):
        # "Fam." + "Oberwimmer", whom the portal calls "Frau"
        told = salutation(first)
        code, first = told if told == "family" else code or told, None
    if first:
        first_code, first = strip_salutation(first)
        code = code or first_code
        more, first = strip_titles(first, addressed=True)
        titles.append(more)
    if last:
        last_code, last = strip_salutation(last)
        code = code or last_code
        last, birth = take_birth_name(last)
        more, last = strip_titles(last, addressed=True)
        titles.append(more)
        if code != "company" and has_legal_form(last) and (not first or company and is_given_name(first)):
            # "Max" + "Muster GmbH" alone may be the company of that name
            company, last = one_company(company, last), None
    if first and last and first.lower() != last.lower() and first.lower().endswith(" " + last.lower()):
        first = first[: -len(last) - 1]
    first, last = particles_to_last(first, last)
    return code, first, last, company, birth, titles


def clean(text: str | None) -> str | None:
    """``text`` trimmed, or None where it says nothing (``k. A.``, ``-``, an e-mail address)."""
    if not text:
        return None
    # "Eva\\r\\nBcc: …" is an attempt on the headers of a mail
    text = _ESCAPED_BREAK.split(repair(text[:_LONGEST]))[0]
    if not text.isascii():
        text = _SYMBOL.sub(" ", text)
    text = " ".join(text.split()).strip(" \"'“”„«»,;:*_|<>")
    if text.lower() in words("no_answer") or not any(char.isalpha() for char in text):
        return None
    if "@" in text:
        text = re.sub(r"\S*@\S*", "", text).strip(" <>()[],;-\"'")
        return text or None
    return text


def cased(text: str | None) -> str | None:
    """Words in all caps or all small letters as a name is spelt; particles stay small."""
    if not text:
        return None
    every = every_particle()
    shouting = shouted(text)
    found = []
    for index, word in enumerate(text.split(" ")):
        letters = sum(char.isalpha() for char in word)
        if "." in word or letters < 2:
            found.append(word)
        elif shouted(word) and (shouting or letters > 3) and not re.fullmatch(r"[IVX]+", word):
            # Python writes the Turkish capital as two signs
            small = word.lower().replace("i\u0307", "i")
            keep = small in every - {"al", "ben", "el"} and (index or " " in text)
            found.append(small if keep else _capital(small))
        elif re.fullmatch("ii|iii|iv", word):
            found.append(word.upper())
        elif word.islower() and (word not in every or " " not in text) and word not in GENERATIONS:
            found.append(_capital(word))
        else:
            found.append(word)
    return " ".join(found)


def _capital(word: str) -> str:
    return re.sub(r"(^|[-'’/])(\w)", lambda match: match[1] + match[2].upper(), word)


def _whole(text: str, code: str | None, language: str, order: str | None) -> PersonName:
    text = _CARE_OF.sub("", text)
    if text.endswith(")") and (beside := _ADDRESSED_BEHIND.fullmatch(text)) and is_salutation(beside[2]):
        # "Max Muster (Herr)"
        text = f"{beside[2]} {beside[1]}"
    found, text = strip_salutation(text)
    code = code or found
    if is_salutation(text):
        return PersonName(code or salutation(text))
    company = None
    if code == "company":
        return PersonName(code, company=text or None)
    company, text = split_company(text)
    if company and not text:
        return PersonName(code, company=company)
    if company:
        found, text = strip_salutation(text)
        code = code or found
    text, birth = take_birth_name(CLOSING.sub("", text))
    text = _without_remark(text)
    title, text = strip_titles(text, addressed=code is not None)
    if not title and "," not in text and " " in text:
        # "Muster Dr. med. Max": what stands in front of a title inside a name is the surname
        front, behind = text.split(maxsplit=1)
        inside, behind = strip_titles(behind, addressed=True)
        if inside and (is_given_name(behind) or not is_given_name(front)):
            title, order, text = inside, "last", f"{front} {behind}"
    first, last, code, more = _person(text, code, language, order)
    titles = " ".join(part for part in (title, *more) if part) or None
    return PersonName(code, titles, first, last, birth, company)


# Set a note apart from the name in front of it.
_APART = "-–,;:/"


def strip_note(text: str) -> str:
    """A name without a note behind it: "Kern wg. Besichtigung" to "Kern", "Kern ETW" to "Kern".

    What stands in front of the note must be a name. Where all is written small, and where nothing follows, the word may
    be the last name: "maria alt", "Peter will"; but "Kern alt!", and set apart "Kern - Interessent".
    """
    parts = text.split()
    for place, part in enumerate(parts[1:] if not text.islower() else (), 1):
        goes_on = place + 1 < len(parts) or not part[-1].isalpha()
        word = part.strip(f"{_APART}.!?()*")
        set_apart = (parts[place - 1][-1] in _APART or part[0] in _APART) and not is_surname(word)
        begins = word.lower() in words("note_words") and (set_apart or goes_on and part.islower())
        if begins or word in _PROPERTY_KINDS:
            front = " ".join(parts[:place]).rstrip(" -–,;:/")
            return front if not all(map(is_salutation, parts[:place])) else text
    return text


def take_birth_name(text: str) -> tuple[str, str | None]:
    """A name without "geb. Müller", and the birth name."""
    match = _BIRTH.search(text)
    if not match or not text[: match.start()].strip():
        return text, None
    # "geb. 12.03.1980" is the day
    name = None if any(char.isdigit() for char in match[1]) else match[1].strip()
    return (text[: match.start()] + text[match.end() :]).strip(" ,"), name


def _without_remark(text: str) -> str:
    """Without a place or remark in brackets behind the name, or "aus Hamburg"."""
    match = re.search(r"\s*\(([^()]*)\)\s*$", text)
    if match and not only_titles(text[: match.start()].rpartition(" ")[2]):
        front = text[: match.start()].strip()
        if only_titles(match[1]):
            return f"{front} {match[1]}".strip()
        text = front or match[1]
    return _FROM.sub("", text)


def _person(
    text: str, code: str | None, language: str, order: str | None
) -> tuple[str | None, str | None, str | None, list[str]]:
    """First name, last name, salutation and further titles of a name without company and birth name."""
    titles: list[str] = []
    segments = []
    for segment in (part.strip() for part in text.split(",")):
        if segment and only_titles(segment):
            titles.append(segment)
        elif segment and not any(char.isdigit() for char in segment):
            segments.append(segment)
    if len(segments) > 1 and not _is_place(segments[0], segments[1]):
        last, first = segments[0], segments[1]
        more, first = strip_titles(first, addressed=True)
        found, first = strip_salutation(first)
        late, last = strip_titles(last, addressed=True)
        first, last = particles_to_last(first or None, last or None)
        return first, last, code or found, [part for part in (late, more, *titles) if part]
    if not segments:
        return None, None, code, titles
    couple = join_couple(segments[0], code, language)
    if couple:
        code, first, last, more = couple
        return first, last, code, titles + more
    title, rest = strip_titles(segments[0], addressed=code is not None)
    first, last = halves(rest, code, language, order)
    return first, last, code, [part for part in (title, *titles) if part]


def _is_place(front: str, behind: str) -> bool:
    """Whether "Max Muster, Köln" is meant, not "Muster, Max"."""
    parts = front.split()
    if len(parts) < 2 or parts[0].lower() in surname_openers() or COUPLE.search(behind):
        return False
    return is_given_name(parts[0]) and not is_given_name(behind.split()[0])


def _two_whole_names(text: str, language: str) -> tuple[PersonName, ...]:
    """ "Tom Rau, Anna Beck": each part is a given name and a surname."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or is_company(text):
        return ()
    stripped = [strip_salutation(part) for part in parts]
    if not all(len(rest.split()) == 2 and is_given_name(rest.split()[0]) for _code, rest in stripped):
        return ()
    return tuple(read_name(part, language=language) for part in parts)


def _title_in(text: str | None) -> str | None:
    """The title in the field of a salutation: "Herr Dr."."""
    text = clean(text)
    if not text:
        return None
    _code, rest = strip_salutation(text + " #")
    return strip_titles(rest, addressed=True)[0]


def _title_field(text: str) -> str | None:
    text = clean(text)
    return text if text and salutation(text) is None else None


def _without_prefix(name: str, first: str) -> str:
    return name[len(first) :].strip() or name if name.lower().startswith(first.lower() + " ") else name
