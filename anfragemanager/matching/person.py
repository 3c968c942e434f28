"""A contact as it comes in (Person), and the same contact normalised once, cheap to compare (Prepared)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..contact.addresses import read_address, read_place, split_care_of
from ..contact.companies import company_core
from ..contact.countries import country_code
from ..contact.emails import Email, find_emails, normalise, plain_at, read_email
from ..contact.given_names import is_given_name, is_surname, is_usual_given_name
from ..contact.names import read_name
from ..contact.postcodes import towns
from ..contact.salutations import strip_salutation
from ..contact.text import collapse, fold, repair
from . import names
from .addresses import Street, normalise_city, normalise_zip, parse_street
from .name_fields import LONGEST, NameFields, full_last_name, read_name_fields
from .partners import read_partners
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
    birth_date: str = ""
    tax_id: str = ""

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
        if not code and strip_salutation(f"{title} #")[1] == "#":
            # Odoo's "Titel" is "Frau" or "Dr."
            code, title = title, ""
        is_company = value("is_company").lower() in _YES
        if is_company and not company:
            company, first, last = value("name") or last, "", ""
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
            is_company=is_company,
            birth_date=value("birth_date"),
            tax_id=value("tax_id"),
        )


@dataclass(frozen=True, slots=True)
class Name:
    """The name of one person, folded and collapsed (contact/text.py); empty where unknown.

    last: the whole last name in one word; last_words: its words not collapsed, to be read as a first name; last_parts
    and last_codes: its parts and how they sound; birth_parts: of another last name in the same field ("geb. Schmidt");
    first: the words of the first name; gender: "m", "f" or ""; addressed: the salutation's; common_last, common_first:
    many bear it; rare_last: hardly anybody does, as far as lists tell.
    """

    last: str = ""
    last_words: tuple[str, ...] = ()
    last_parts: tuple[str, ...] = ()
    last_codes: tuple[str, ...] = ()
    birth_parts: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    gender: str = ""
    addressed: str = ""
    common_last: bool = False
    common_first: bool = False
    rare_last: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A Person normalised; keys.py and compare.py read nothing else.

    people: the persons the contact stands for, two for a couple ("Hans und Maria Huber"), none for a company; staff:
    whoever stands for a company by its own words ("Kern Bau, Inh. Uwe Kern", "c/o Uwe Kern"); family: it stands for
    more people than it names; generation: "senior", "junior" or ""; birth_date: "19600430" or ""; tax_id: capital
    letters and digits.
    """

    person: Person = field(repr=False)
    is_company: bool
    people: tuple[Name, ...]
    staff: tuple[Name, ...]
    family: bool
    generation: str
    birth_date: str
    tax_id: str
    company: str
    emails: tuple[Email, ...]
    phones: tuple[Number, ...]
    street: Street
    zip: str
    city: str
    country: str


# "Weg 5, 80331 München", "Weg 5 80331 München"
_PLACE_BEHIND = re.compile(r"\S[\s,]+(?:[A-Z]{1,2}-)?\d{4,5}\s+[^\W\d]")
_INITIAL = re.compile(r"[^\W\d_]\.")
_VOWEL = re.compile("[AEIOUYÄÖÜ]")
_YES = frozenset(("1", "true", "yes", "ja", "wahr", "x"))
_SEVERAL = re.compile(r"[\s;,|<>()\[\]]")


def prepare(person: Person) -> Prepared:
    """Normalise a contact once, before it is compared with many."""
    emails, phones, firm = _ways(person)
    first, last = _names(person)
    read = read_name_fields(person.salutation, first, last, firm, person.is_company)
    people = () if read.is_company else _people(read)
    street, zip_code, city, country = _address(person)
    return Prepared(
        person=person,
        is_company=read.is_company,
        people=people,
        staff=_staff(read, person.street) if read.is_company else (),
        family=read.code == "family" and len(people) < 2,
        generation=read.generation,
        birth_date=_birth_date(person.birth_date),
        tax_id=_tax_id(person.tax_id),
        company=company_core(read.company) if read.company else "",
        emails=tuple(dict.fromkeys(email for raw in emails for email in _emails(raw[:1000]))),
        phones=tuple(dict.fromkeys(number for raw in phones for number in numbers(raw[:LONGEST], country or "DE"))),
        street=parse_street(repair(street)),
        zip=normalise_zip(zip_code),
        city=normalise_city(repair(city)),
        country=country,
    )


def _ways(person: Person) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The fields of addresses, numbers and the company, each where it belongs: an import may have moved a column."""
    # "Bar@home GmbH" is a company
    moved = person.company if "@" in person.company and normalise(person.company) else ""
    if moved or any("@" in phone for phone in person.phones):
        emails = (*person.emails, *(raw for raw in person.phones if "@" in raw), *filter(None, (moved,)))
        phones = tuple(raw for raw in person.phones if "@" not in raw)
        return emails, phones, "" if moved else person.company
    return person.emails, person.phones, person.company


def _names(person: Person) -> tuple[str, str]:
    """First and last name, where an import has moved them by a column: "Anna" for a title, "Kern" for a first name."""
    title, first, last = person.title.strip(), person.first_name, person.last_name
    moved = first.strip() and not last.strip() and (is_given_name(title) or _INITIAL.fullmatch(title))
    return (title, first) if moved else (first, last)


def _address(person: Person) -> tuple[str, str, str, str]:
    """Street, postcode, town and country, wherever in the fields they stand: "80331 München" as a town."""
    street, zip_code, city = (text[:LONGEST] for text in (person.street, person.zip, person.city))
    country = (country_code(person.country) or "") if person.country else ""
    if not zip_code and any(map(str.isdigit, city)):
        read = read_place(city)
        zip_code, city, country = read.zip or "", read.city or "", country or read.country or ""
    elif not (zip_code or city) and _PLACE_BEHIND.search(street):
        read = read_address(street)
        street, zip_code, city = read.street or "", read.zip or "", read.city or ""
        country = country or read.country or ""
    return street, zip_code, city, country or _country_of(zip_code, normalise_city(city))


@lru_cache(maxsize=65536)
def _country_of(zip_code: str, city: str) -> str:
    """The country of four digits and a town, where it is told by both: 1060 Wien. Five digits are Germany's anyway."""
    found = [code for code in ("AT", "CH") if city in map(normalise_city, towns(zip_code, code))]
    return found[0] if len(zip_code) == 4 and city and len(found) == 1 else ""


def _staff(read: NameFields, street: str) -> tuple[Name, ...]:
    """Whoever stands for a company by its name, or by the street its mail goes to."""
    contact = read.contact or split_care_of(street[:LONGEST])[0] or ""
    one = read_name(contact)
    whole = one.first_name and one.last_name and (read.contact or is_given_name(one.first_name))
    addressed = names.GENDER.get(one.salutation or "", "")
    named = (whole or read.contact and one.last_name and addressed) and not one.company
    return (_name(one.first_name or "", one.last_name or "", "", addressed),) if named else ()


def _people(read: NameFields) -> tuple[Name, ...]:
    """The persons named in the fields: one, or the partners of a couple."""
    if couple := read_partners(read.first, read.last, read.code):
        gender = names.GENDER
        return tuple(
            _name(one.first_name or "", one.last_name or "", read.birth, gender.get(one.salutation or "", ""))
            for one in couple
        )
    return (_name(read.first, read.last, read.birth, names.GENDER.get(read.code, "")),)


def _without_middle(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in names.MIDDLE_NAMES) or words


@lru_cache(maxsize=65536)
def _name(first: str, last: str, birth: str, gender: str) -> Name:
    parts = names.last_name_parts(last)
    firsts = tuple(fold(first).split())
    if any(map(names.is_family_name_first, (parts[:1], parts[-1:], firsts[:1]))):
        # "Hoa" + "Nguyễn Thị", "Thi Hoa" + "Nguyen", "Tran" + "Thi Hoa": the middle name tells the gender and no more
        parts, firsts = _without_middle(parts), _without_middle(firsts)
    if len(firsts) == 1 and first.isupper() and len(first) == 2 and not _VOWEL.search(fold(first).upper()):
        # "HP" for Hans-Peter
        firsts = tuple(firsts[0])
    if len(firsts) > 1 and names.is_family_name_first(parts) and not is_usual_given_name(firsts[0]):
        # Vietnamese: of "Thanh Hang" the last one is what she goes by
        firsts = firsts[::-1]
    collapsed = tuple(map(collapse, parts))
    return Name(
        last="".join(collapsed),
        last_words=parts,
        last_parts=collapsed,
        last_codes=tuple(map(cologne, parts)),
        birth_parts=tuple(map(collapse, names.last_name_parts(birth))) if birth else (),
        first=firsts,
        # Portals preselect a salutation; a first name is typed.
        gender=(names.gender_of(firsts[0]) if firsts else "") or gender,
        addressed=gender,
        common_last=bool(collapsed) and all(part in names.common_last_names() for part in collapsed),
        common_first=bool(firsts) and collapse(firsts[0]) in names.common_first_names(),
        rare_last=bool(collapsed) and all(map(_is_rare, parts)),
    )


def _is_rare(last: str) -> bool:
    """Whether a last name is none of the lists', nor a first name, and long enough to be no other misspelt."""
    return len(last) > 4 and not is_surname(last) and not is_given_name(last)


@lru_cache(maxsize=65536)
def _emails(raw: str) -> tuple[Email, ...]:
    """The mailboxes in a field; nearly every field holds one address, which needs no search."""
    raw = plain_at(raw)
    found = [raw.strip()] if raw.count("@") == 1 and not _SEVERAL.search(raw.strip()) else find_emails(raw)
    return tuple(email for one in found if (email := read_email(one) or _cut_off(one)))


def _cut_off(raw: str) -> Email | None:
    """An address whose end is missing, as a field that is too short or a hasty hand leaves it: "anna.berg@gmx.d"."""
    local, at, domain = raw.lower().partition("@")
    if normalise(raw):
        # whole, and a portal's or a placeholder
        return None
    whole = read_email(f"{local}@{domain.rstrip('.')}.invalid") if at and len(domain) > 3 else None
    return whole and replace(whole, address=raw.lower(), domain=domain, company=False)


def _birth_date(text: str) -> str:
    """Year, month and day as eight digits: of "30.4.1960", "1960-04-30", "19600430"; "" for what is no date."""
    if not (text := text.strip()):
        return ""
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\D.*)?", text):
        year, month, day = match[3], match[2], match[1]
    elif match := re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})(?:\D.*)?", text):
        year, month, day = match[1], match[2], match[3]
    else:
        return ""
    return f"{year}{int(month):02}{int(day):02}"


def _tax_id(text: str) -> str:
    """Capital letters and digits; "" for what is too short to be a number of somebody."""
    found = re.sub(r"[^A-Z0-9]", "", text.upper())[:20]
    return found if sum(char.isdigit() for char in found) >= 5 and len(set(found)) > 2 else ""
