"""A contact as it comes in (Person), and the same contact normalised once, cheap to compare (Prepared)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..contact.addresses import read_address, read_place
from ..contact.companies import company_core, is_company, told_company
from ..contact.countries import country_code
from ..contact.emails import Email, find_emails, is_shared, normalise, plain_at, read_email
from ..contact.given_names import is_common_surname, is_given_name, is_surname, is_usual_given_name
from ..contact.names import PersonName, read_name, read_names, split_couple, take_birth_name
from ..contact.particles import opens_surname, particles_to_last, surname_openers
from ..contact.postcodes import towns
from ..contact.salutations import salutation, strip_salutation
from ..contact.text import collapse, fold, repair
from ..contact.titles import only_titles, strip_titles
from ..contact.wordlists import words as listed
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

    people: the persons the contact stands for, two for a couple ("Hans und Maria Huber"), none for a company; family:
    it stands for more people than it names; generation: "senior", "junior" or ""; birth_date: "19600430" or ""; tax_id:
    capital letters and digits.
    """

    person: Person = field(repr=False)
    is_company: bool
    people: tuple[Name, ...]
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


# Nobody's name or address is longer; what is comes from an attack or a broken import, and must not cost time.
_LONGEST = 200
# Two partners, and each once more where the fields can be read in two ways.
_MOST_PEOPLE = 4
# "Weg 5, 80331 München", "Weg 5 80331 München"
_PLACE_BEHIND = re.compile(r"\S[\s,]+(?:[A-Z]{1,2}-)?\d{4,5}\s+[^\W\d]")
_VOWEL = re.compile("[AEIOUYÄÖÜ]")
_YES = frozenset(("1", "true", "yes", "ja", "wahr", "x"))
_GENDER = {"mr": "m", "mrs": "f"}
# "Brunnmaier - sucht 3 Zi.", "Ramkamp /alt"; but "Müller - Schmidt"
_NOTED = re.compile(r"(?<=[a-zß])\s+(?:[-–]+\s+(?=[^\W\dA-ZÄÖÜ]|[A-Z]{2,4}$|.*\d)|/\s?(?=[a-zäöüß])).*$")
# What stands in brackets or between stars behind or in a name.
_BRACKETED = re.compile(r"\s*\((\w[\w. -]*)\)?")
_STARRED = re.compile(r"\*[^*]*\*|\*+")
_SEVERAL = re.compile(r"[\s;,|<>()\[\]]")
# A partner whom an office noted: "(Mann: Jürgen)", "Partner: Julia Lipańska", "Ehefrau Tina", "mit Armin".
_PARTNER = re.compile(
    r"(?:^|[\s,;(]+)(?:(?<=\()(?:frau|mann|partner(?:in)?)[\s:]|(?:frau|mann|partner(?:in)?):"
    r"|(?:ehe(?:frau|mann)|gatt(?:e|in)|lebensgefährt(?:e|in))[\s:]|mit\s(?!.*\d))"
    r"\s*([^\W\d_][^\W\d_.' -]*(?:[ '-][^\W\d_]+){0,3})\)?\s*$",
    re.IGNORECASE,
)
# A partner without a name: "Näf u. Ehefrau", "Krawczyk + Frau", "Berg mit Familie".
_UNNAMED = re.compile(
    r"(?:\s*[&+/]\s*|\s+(?:und|u\.?|mit)\s+)(?:ehe)?(?:frau|mann|partner(?:in)?|gatt(?:e|in)|fam(?:ilie|\.)|kind(?:er)?)\s*$",
    re.IGNORECASE,
)
# What joins two people in a field of a name.
_JOINS = re.compile(r"\s*[&+/]\s*|\s+(?:und|u\.?|and|et)\s+", re.IGNORECASE)
# The same at the border of the two fields.
_JOINED = re.compile(r"(?:[&+/]|\s(?:und|u\.?))\s*\n\s*\S|\S\s*\n\s*(?:[&+/]|(?:und|u\.?)\s)", re.IGNORECASE)


def prepare(person: Person) -> Prepared:
    """Normalise a contact once, before it is compared with many."""
    first, last, company = _with_partner(_text(person.first_name), _text(person.last_name), person.company[:_LONGEST])
    first, last = _without_note(first), _without_remark(last)
    code = salutation(person.salutation) or ""
    if _UNNAMED.search(first) or _UNNAMED.search(last):
        code, first, last = "family", _UNNAMED.sub("", first), _UNNAMED.sub("", last)
    if first and last and strip_salutation(f"{first} #")[1] == "#":
        # "Fam." + "Oberwimmer", whom a portal calls "Frau"
        code, first = "family" if salutation(first) == "family" else code or salutation(first) or "", ""
    if last and strip_salutation(f"{last} #")[1] == "#":
        # "Hr.", in the field of the last name
        code, last = code or salutation(last) or "", ""
    elif first and strip_salutation(first)[0] == "family":
        # "Eheleute Stefan" + "Hoppe"
        code, first = "family", strip_salutation(first)[1]
    elif last and not first and strip_salutation(last)[0] == "family":
        # "Eheleute Singh", whom a program calls "Herr"
        code, last = "family", strip_salutation(last)[1]
    if " " in first and only_titles(last):
        # the whole name in one field, "lic. iur." in the other
        last = ""
    company = told_company(company)
    if company and last and not first and is_shared(f"{fold(last)}@firm"):
        # "Buchhaltung" is nobody's name
        last = ""
    if not (first and last) and not person.is_company:
        first, last, code, company = _read_one_field(first, last, code, company)
    if not (first or last or person.is_company) and (whole := _person_as_company(company, code)):
        (first, last), company = whole, ""
    is_firm = person.is_company or not (first or last) and bool(company)
    if is_firm:
        company, first, last = company or f"{first} {last}".strip(), "", ""
    first, last, generation, birth = _take_apart(first, last)
    people = () if is_firm else _people(first, last, birth, code)
    street, zip_code, city, country = _address(person)
    return Prepared(
        person=person,
        is_company=is_firm,
        people=people,
        family=code == "family" and len(people) < 2,
        generation=generation,
        birth_date=_birth_date(person.birth_date),
        tax_id=_tax_id(person.tax_id),
        company=company_core(company) if company else "",
        emails=tuple(dict.fromkeys(email for raw in person.emails for email in _emails(raw))),
        phones=tuple(
            dict.fromkeys(number for raw in person.phones for number in numbers(raw[:_LONGEST], country or "DE"))
        ),
        street=parse_street(repair(street)),
        zip=normalise_zip(zip_code),
        city=normalise_city(repair(city)),
        country=country,
    )


def _address(person: Person) -> tuple[str, str, str, str]:
    """Street, postcode, town and country, wherever in the fields they stand: "80331 München" as a town."""
    street, zip_code, city = (text[:_LONGEST] for text in (person.street, person.zip, person.city))
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


def _text(name: str) -> str:
    """A field of a name; "" for what stands in place of one: "-", "?", "12", "unbekannt"."""
    text = repair(name[:_LONGEST])
    return text if any(map(str.isalpha, text)) and text.lower() not in listed("no_answer") else ""


def _without_remark(last: str) -> str:
    """A last name without what an office noted in it: "*VIP*", "(Mieter)"; another last name in brackets is kept.

    "Zengin (Bayram)" was born Bayram, or is called so now.
    """
    if "*" in last:
        last = _STARRED.sub(" ", last).strip()
    if last[:1].isupper() and (noted := _NOTED.search(last)):
        last = last[: noted.start()]
    match = _BRACKETED.search(last)
    if not match or _JOINS.search(f" {match[1]} "):
        return last
    front, behind = last[: match.start()].strip(), last[match.end() :].strip()
    if (
        not front
        or any(map(only_titles, (front.rpartition(" ")[2], match[1])))
        or names.take_generation(f"# {match[1]}")[0] == "#"
    ):
        return last
    whole = f"{front} {behind}".strip()
    is_name = is_surname(match[1]) or is_given_name(match[1])
    return f"{whole} geb. {match[1]}" if is_name and not behind else whole


def _with_partner(first: str, last: str, company: str) -> tuple[str, str, str]:
    """The fields with a noted partner as the other half of a couple: "Emanuel (Ehefrau Tina)" is Emanuel & Tina."""
    for noted in (first, last, company):
        match = _PARTNER.search(noted) or noted == last and _named_in_brackets(noted)
        if not match or not (first and last):
            continue
        front, partner = noted[: match.start()].strip(), match[1].strip()
        if not front and noted != company or not is_given_name(partner.partition(" ")[0]):
            continue
        first, last, company = (front if each is noted else each for each in (first, last, company))
        if " " in partner:
            return first, f"{last} & {partner}", company
        return f"{first} & {partner}", last, company
    return first, last, company


def _named_in_brackets(last: str) -> re.Match[str] | None:
    """The bracket behind a last name, if a whole other name stands in it: "Neuending (Inga Neuending-Krüger)"."""
    match = _BRACKETED.search(last)
    words = match[1].split() if match else ()
    is_name = len(words) > 1 and not any(map(only_titles, words))
    return match if is_name and match and match.end() == len(last) else None


def _without_note(first: str) -> str:
    """A first name without what an office noted in brackets: "Besim (sucht EG)"; what he is called is kept."""
    match = _BRACKETED.search(first)
    if not match or not first[: match.start()].strip() or any(map(is_given_name, match[1].split())):
        return first
    if any(map(only_titles, match[1].split())) or _JOINS.search(f" {match[1]} "):
        return first
    return first[: match.start()]


def _people(first: str, last: str, birth: str, code: str) -> tuple[Name, ...]:
    """The persons named in two fields: one, or the partners of a couple however the fields divide them."""
    couple = _couple(first, last, code)
    if len(couple) > 1:
        partners = couple
        # "Dirk Stefan und Viviane Peters": Stefan is Dirk's last name or, more likely, his second first name
        shared = (one for one in couple[:-1] if one.last_name and one.last_name != couple[-1].last_name)
        family_name = names.is_family_name_first(names.last_name_parts(couple[-1].last_name or ""))
        couple += tuple(
            _with_last_name(one, couple[-1]) for one in shared if family_name or is_given_name(one.last_name)
        )
        # "Adam Piatek" + "und Eva Piątek Nowak": the last name begins where the other partner's does
        couple += tuple(filter(None, (_from_shared_name(one, partners) for one in partners)))
        # "Onur Güler und Nurcan Bulut": Güler is a first name, too
        couple += tuple(_with_own_last_name(one) for one in couple[:-1] if _may_end_in_last_name(one.first_name or ""))
        return tuple(_name(one.first_name or "", one.last_name or "", birth, "") for one in couple[:_MOST_PEOPLE])
    return (_name(first, last, birth, _GENDER.get(code, "")),)


def _couple(first: str, last: str, code: str) -> tuple[PersonName, ...]:
    if _JOINED.search(f"{first}\n{last}"):
        # "Hans und" + "Maria Huber"
        return read_names(f"{first} {last}")
    firsts, lasts = _JOINS.split(first), _JOINS.split(last)
    if len(firsts) < 2 and "," in first and (code == "family" or all(is_given_name(part) for part in first.split(","))):
        # "Tatjana, Goran" in the field of the first name
        firsts = first.split(",")
    if len(firsts) < 2 and len(lasts) < 2:
        return ()
    if not first and (listed := _listed_couple(lasts)):
        return listed
    if len(lasts) > 1 and first and len(firsts) == 1 and not is_given_name(first) and all(map(is_given_name, lasts)):
        # the two fields exchanged: "Neudorf" + "Maximilian u. Nicole"
        firsts, lasts, first, last = lasts, firsts, last, first
    # "Lennard" + "Weinhage u. Anna Kloiber", "Sven Kirchmeier und Brigitte" + "Oderwald": read as it would be spoken
    crosswise = len(lasts) > len(firsts) and first or any(" " in part.strip() for part in firsts)
    spoken = read_names(f"{first} {last}".strip()) if crosswise or not first or not last else ()
    if len(lasts) > len(firsts) and first and last:
        # "Orhan" + "Karataş & Nazlı Çetin": the fields tell where his last name begins, though it is a first name, too
        told = (PersonName(first_name=first, last_name=lasts[0].strip()), *map(read_name, lasts[1:]))
        fields_tell = len(firsts) == 1 and all(one.first_name and one.last_name for one in told)
        return tuple(dict.fromkeys((*told, *spoken))) if fields_tell else spoken
    if not first or not last:
        return spoken
    columns = split_couple(PersonName(first_name=" & ".join(firsts), last_name=last))
    # "Trung Kien / Bara" + "Huynh" may be either: both readings stand, the better one is compared
    return tuple(dict.fromkeys((*spoken, *columns))) if len(spoken) > 1 else columns


def _listed_couple(lasts: list[str]) -> tuple[PersonName, ...]:
    """A couple in the field of the last name: "Altun, Ali / Falke, Nicole", "Bauer/Dornstein" without first names."""
    if len(lasts) < 2:
        return ()
    if all("," in part for part in lasts):
        return tuple(read_name(part) for part in lasts)
    parts = [part.strip() for part in lasts]
    if all(map(str.isalpha, parts)) and (
        not any(map(is_given_name, parts)) or any(not is_usual_given_name(fold(part)) for part in parts)
    ):
        # of "Dimitriadis/Romano" and "Şahin/Kurt" the one is a first name, too
        return tuple(PersonName(last_name=part.strip()) for part in lasts)
    return ()


def _with_last_name(one: PersonName, other: PersonName) -> PersonName:
    whole = " ".join(filter(None, (one.first_name, one.last_name)))
    return PersonName(first_name=whole, last_name=other.last_name)


def _from_shared_name(one: PersonName, couple: tuple[PersonName, ...]) -> PersonName | None:
    """A partner whose double name was read as a first name, told by the word of it that the other partner has."""
    words = fold(one.first_name or "").split()
    theirs = {
        collapse(word)
        for other in couple
        if other is not one
        for word in (*fold(other.first_name or "").split()[1:], *names.last_name_parts(other.last_name or ""))
    }
    at = next((place for place, word in enumerate(words) if place and collapse(word) in theirs), 0)
    if not at or len(words) != len((one.first_name or "").split()):
        return None
    written = (one.first_name or "").split()
    return PersonName(first_name=" ".join(written[:at]), last_name=" ".join((*written[at:], one.last_name or "")))


def _may_end_in_last_name(first: str) -> bool:
    return " " in first and is_surname(first.rpartition(" ")[2])


def _with_own_last_name(one: PersonName) -> PersonName:
    first, _blank, last = (one.first_name or "").rpartition(" ")
    return PersonName(first_name=first, last_name=last)


_MIDDLE_NAMES = frozenset(("thi", "van"))


def _without_middle(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _MIDDLE_NAMES) or words


@lru_cache(maxsize=65536)
def _name(first: str, last: str, birth: str, gender: str) -> Name:
    parts = names.last_name_parts(last)
    firsts = tuple(fold(first).split())
    if names.is_family_name_first(parts[:1]) or names.is_family_name_first(parts[-1:]):
        # "Hoa" + "Nguyễn Thị" and "Thi Hoa" + "Nguyen": the middle name tells no more than a salutation
        parts, firsts = _without_middle(parts), _without_middle(firsts)
    if len(firsts) == 1 and first.isupper() and len(first) == 2 and not _VOWEL.search(first):
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


def full_last_name(read: PersonName) -> str:
    """The last name with the birth name behind it, as a field holds both: "Schmidt geb. Müller"."""
    return f"{read.last_name or ''} geb. {read.birth_name}" if read.birth_name else read.last_name or ""


def _read_one_field(first: str, last: str, code: str, company: str) -> tuple[str, str, str, str]:
    """A contact with only one of its name fields filled may have the whole name in it."""
    if first and not last and _is_surname_alone(first):
        # the surname in the wrong column
        first, last = "", first
    whole = (first or last).strip(" ,")
    if not first and _listed_couple(_JOINS.split(last)):
        return first, last, code, company
    words = whole.split()
    if len(words) == 2 and fold(words[1]) in _MIDDLE_NAMES and names.is_family_name_first((fold(words[0]),)):
        # "Bui Thi"
        return "", whole, code, company
    opened = bool(words) and opens_surname(words[0])
    if "," not in whole and (len(words) < 2 or opened and not _ends_in_given_name(words)):
        # "Müller", "Abu Bakr"; but "von Thurn Renate"
        return first and whole, last and whole, code, company
    whole, generation = names.take_generation(whole)
    if generation and " " not in whole:
        return first, last, code, company
    read = read_name(whole)
    if read.company and not (read.first_name or read.last_name):
        return "", "", code, company or read.company
    if read.birth_name and last and not read.last_name:
        # "Sidorowa, geb. Schukowa"
        return first, last, code, company
    if last and read.first_name and not read.last_name and not is_given_name(read.first_name):
        # "Hasslbacher, Bakk."
        return "", read.first_name, code, company
    front = (fold(read.first_name or "").split() or [""])[0]
    # "S. Brinkbach", as small ads name who writes
    known = bool(front) and (names.known_first_name(front) or len(front) == 1)
    if first and not last and " " in first and is_surname(first.rpartition(" ")[2]):
        known = True
    last_parts = names.last_name_parts(read.last_name or "")
    if read.first_name and names.is_family_name_first(last_parts):
        known = True
    if code and read.first_name and len(last_parts) == 1:
        # "Frau" + "Aetra Oberberg": after a salutation an unlisted word is a first name unless it is a known surname
        known = known or not is_surname(read.first_name)
    if not (known or "," in whole or read.salutation):
        return first, last, code, company
    suffix = {"senior": " sen.", "junior": " jun."}.get(generation, "")
    return (
        read.first_name or "",
        full_last_name(read) + suffix,
        code or read.salutation or "",
        company or read.company or "",
    )


def _ends_in_given_name(words: list[str]) -> bool:
    return len(words) > 2 and words[0].islower() and is_usual_given_name(fold(words[-1]))


def _is_surname_alone(first: str) -> bool:
    """Whether what stands in the field of the first name is a last name: "Obermoser", "van Aken"."""
    opener, _blank, rest = first.partition(" ")
    if rest and is_surname(rest) and not is_surname(opener) and opener.lower() not in surname_openers():
        # "malwine roth": a first name that is in no list, and a last name
        return False
    return not is_given_name(first) or opener.lower() in surname_openers() and bool(rest) and not is_given_name(rest)


def _person_as_company(company: str, code: str) -> tuple[str, str] | None:
    """First and last name, when a moved book has a whole name in the column of the company; None for a company.

    Every first name must be known, or follow a salutation; the last name must not be one, or follow a salutation.
    """
    if is_company(company) or any(char.isdigit() or char in "?!:;@" for char in company):
        return None
    read = read_names(company)
    if not read or any(one.company or not one.first_name or not one.last_name for one in read):
        return None
    given = all(_may_be_given(one, code) for one in read)
    if not given or any(is_given_name(one.last_name) for one in read) and not code:
        return None
    if len(read) == 1 and not code and len(names.last_name_parts(read[0].last_name.replace("-", ""))) > 1:
        # "Peter Hahn Moden"
        return None
    return " & ".join(one.first_name for one in read), " & ".join(dict.fromkeys(map(full_last_name, read)))


def _may_be_given(one: PersonName, code: str) -> bool:
    """Whether a person, and no company, can be read; after a salutation also an initial, and an unlisted first name."""
    first = one.first_name or ""
    if is_given_name(first) or names.known_first_name(fold(first)):
        return True
    unlisted = " " not in f"{first}{one.last_name}" and first.isalpha() and not is_common_surname(first)
    return code in _GENDER and (unlisted or len(first.rstrip(".")) == 1)


def _take_apart(first: str, last: str) -> tuple[str, str, str, str]:
    """First name, last name, generation, birth name; titles and suffixes may stand in either field."""
    if first and not first.isalpha():
        first = strip_titles(strip_salutation(first)[1], addressed=True)[1]
    if first.isalpha() and last.isalpha():
        return first, last, "", ""
    last, birth = take_birth_name(last)
    if not birth and " " in first:
        # "Anna Berg, geb. Stein" + "und Max Berg"
        first, birth = take_birth_name(first)
    # "Angelika" + "Fr. Meyer"
    last = strip_titles(strip_salutation(last)[1], addressed=True)[1]
    last, generation = names.take_generation(last)
    if not generation and first:
        first, generation = names.take_generation(first)
    front, back = particles_to_last(first, last)
    return front or "", back or "", generation, birth or ""
