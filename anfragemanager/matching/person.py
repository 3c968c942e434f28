"""A contact as it comes in (Person), and the same contact normalised once, cheap to compare (Prepared)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..contact.companies import company_core
from ..contact.countries import country_code
from ..contact.emails import Email, find_emails, read_email
from ..contact.names import PersonName, read_name, take_birth_name
from ..contact.salutations import salutation
from ..contact.text import collapse, fold, repair
from ..contact.titles import strip_titles
from . import names
from .addresses import Street, normalise_city, normalise_zip, parse_street
from .phones import Number, numbers
from .phonetic import cologne


@dataclass(frozen=True, slots=True)
class Person:
    """One contact, every value as written, "" where unknown. country: ISO 3166 alpha-2, or "" for unknown."""

    id: str | int | None = None
    salutation: str = ""
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = "DE"
    is_company: bool = False

    @classmethod
    def from_row(cls, row: Mapping[str, str | None]) -> "Person":
        """From the columns of the match command (csvbook.py).

        Any column may be absent or empty; email, phone and mobile may hold several values apart by ";" or ",". A row
        with one
        `name` column instead of first and last name is taken apart by contact.names.
        """

        def value(column: str) -> str:
            return (row.get(column) or "").strip()

        def all_in(*columns: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(text for column in columns if (text := value(column))))

        code, title, first, last, company = (
            value(c) for c in ("salutation", "title", "first_name", "last_name", "company")
        )
        if value("name") and not (first or last):
            read = read_name(value("name"))
            code, title = code or read.salutation or "", title or read.title or ""
            company, first, last = company or read.company or "", read.first_name or "", full_last_name(read)
        return cls(
            id=value("id"),
            salutation=code,
            title=title,
            first_name=first,
            last_name=last,
            company=company,
            emails=all_in("email"),
            phones=all_in("phone", "mobile"),
            street=value("street"),
            zip=value("zip"),
            city=value("city"),
            country=country_code(value("country")) or "",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A Person normalised. Names are folded and collapsed (normalise.py); keys.py and compare.py read nothing else.

    last: the whole last name in one word; last_words: its words not collapsed, to be read as a first name; last_parts
    and last_codes: its parts and how they sound; birth_parts: of another last
    name in the same field ("geb. Schmidt"); partners: one tuple of first names for each person named (two for "Hans
    und Maria");
    generation: "senior", "junior" or ""; gender: "m", "f" or ""; couple: the contact stands for two people or a family.
    """

    person: Person = field(repr=False)
    is_company: bool
    last: str
    last_words: tuple[str, ...]
    last_parts: tuple[str, ...]
    last_codes: tuple[str, ...]
    birth_parts: tuple[str, ...]
    partners: tuple[tuple[str, ...], ...]
    generation: str
    gender: str
    couple: bool
    common_last: bool
    common_first: bool
    company: str
    emails: tuple[Email, ...]
    phones: tuple[Number, ...]
    street: Street
    zip: str
    city: str
    country: str


# Nobody's name or address is longer; what is comes from an attack or a broken import, and must not cost time.
_LONGEST = 200
_GENDER = {"mr": "m", "mrs": "f"}


def prepare(person: Person) -> Prepared:
    """Normalise a contact once, before it is compared with many."""
    first, last, code = (
        repair(person.first_name[:_LONGEST]),
        repair(person.last_name[:_LONGEST]),
        salutation(person.salutation) or "",
    )
    company = person.company[:_LONGEST]
    if not (first and last) and not person.is_company:
        first, last, code, company = _read_one_field(first, last, code, company)
    is_company = person.is_company or not (first or last) and bool(company)
    if is_company:
        company, first, last = company or f"{first} {last}".strip(), "", ""
    first, last, generation, birth = _take_apart(first, last)
    parts = names.last_name_parts(last)
    partners = tuple(tuple(fold(partner).split()) for partner in names.split_couple(first))
    partners = tuple(tokens for tokens in partners if tokens)
    couple = len(partners) > 1 or code == "family"
    collapsed = tuple(map(collapse, parts))
    gender = _GENDER.get(code, "")
    if not gender and len(partners) == 1:
        gender = names.gender_of(partners[0][0])
    country = (country_code(person.country) or "") if person.country else ""
    return Prepared(
        person=person,
        is_company=is_company,
        last="".join(collapsed),
        last_words=parts,
        last_parts=collapsed,
        last_codes=tuple(map(cologne, parts)),
        birth_parts=tuple(map(collapse, names.last_name_parts(birth))) if birth else (),
        partners=partners,
        generation=generation,
        gender="" if couple else gender,
        couple=couple,
        common_last=bool(collapsed) and all(part in names.common_last_names() for part in collapsed),
        common_first=bool(partners) and collapse(partners[0][0]) in names.common_first_names(),
        company=company_core(company) if company else "",
        emails=tuple(
            dict.fromkeys(email for raw in person.emails for one in find_emails(raw) if (email := read_email(one)))
        ),
        phones=tuple(
            dict.fromkeys(number for raw in person.phones for number in numbers(raw[:_LONGEST], country or "DE"))
        ),
        street=parse_street(repair(person.street[:_LONGEST])),
        zip=normalise_zip(person.zip[:_LONGEST]),
        city=normalise_city(repair(person.city[:_LONGEST])),
        country=country,
    )


def full_last_name(read: PersonName) -> str:
    """The last name with the birth name behind it, as a field holds both: "Schmidt geb. Müller"."""
    return f"{read.last_name or ''} geb. {read.birth_name}" if read.birth_name else read.last_name or ""


def _read_one_field(first: str, last: str, code: str, company: str) -> tuple[str, str, str, str]:
    """A contact with only one of its name fields filled may have the whole name in it."""
    whole = first or last
    if " " not in whole.strip() and "," not in whole:
        return first, last, code, company
    read = read_name(whole)
    if read.company and not (read.first_name or read.last_name):
        return "", "", code, company or read.company
    known = bool(read.first_name) and names.known_first_name((fold(read.first_name).split() or [""])[0])
    if not (known or "," in whole or read.salutation):
        return first, last, code, company
    return read.first_name or "", full_last_name(read), code or read.salutation or "", company or read.company or ""


def _take_apart(first: str, last: str) -> tuple[str, str, str, str]:
    """First name, last name, generation, birth name; titles and suffixes may stand in either field."""
    if first and not first.isalpha():
        first = strip_titles(first, addressed=True)[1]
    if first.isalpha() and last.isalpha():
        return first, last, "", ""
    last, birth = take_birth_name(last)
    last = strip_titles(last, addressed=True)[1]
    last, generation = names.take_generation(last)
    if not generation and first:
        first, generation = names.take_generation(first)
    return first, last, generation, birth or ""
