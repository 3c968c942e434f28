"""Compare two prepared contacts: the score, the verdict, and the evidence for it field by field."""

import re
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from ..contact.companies import company_core, legal_form
from ..contact.given_names import is_usual_given_name
from ..contact.salutations import salutation
from ..contact.text import collapse, fold
from .compare_address import compare_address
from .compare_contact import (
    OTHER_MAIL,
    brings_others,
    company_level,
    email_level,
    email_of_couple,
    goes_by_another_name,
    names_last,
    phone_level,
    writes_from,
)
from .compare_names import compare_names, same_name
from .decision import decide
from .levels import MISSING, shown_level
from .model import BALANCED, SAME, STRANGER, Model
from .person import Name, Prepared
from .verdict import Levels, judge, last_name_agrees, names_agree, rests_on


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field of a pair.

    level: "equal", "spelling", "sounds_alike", "similar", "part", "short_form", "different" …; "missing" where one
    side has none.
    weight: bits for (positive) or against one person rather than two strangers; "missing" weighs nothing.
    left, right: the two values as written, phone and e-mail normalised.
    """

    field: str
    level: str
    weight: float
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """score: probability 0 to 1 of being one person. verdict: "duplicate", "possible", "related" or "different".

    rests_on: what agrees beside the names: "own" (a mobile, a mailbox, a date of birth of one person), "contact" (a
    landline, a shared mailbox, a company), "address", "rare_name" (of a couple, or of two parts in one place: no
    namesake's), or "name" where nothing else does but perhaps the town.
    """

    score: float
    verdict: str
    evidence: tuple[Evidence, ...]
    rests_on: str = "name"


def compare(a: Prepared, b: Prepared, model: Model = BALANCED, crowded: frozenset[str] = frozenset()) -> Comparison:
    """Score of a pair, with the evidence of each field.

    Symmetric but for left and right, for what only who asks has of his own (compare_contact.brings_others) or says of
    himself ("jun."), and for who writes from a firm's mailbox.

    :param a: who asks
    :param crowded: keys of numbers and addresses that many contacts carry (compare_contact.CROWD)
    """
    levels = compare_fields(a, b, crowded)
    score, verdict = judge(levels, model)
    return comparison_of(a, b, levels, score, decide(levels, score, verdict, model), model)


def comparison_of(a: Prepared, b: Prepared, levels: Levels, score: float, verdict: str, model: Model) -> Comparison:
    """The comparison with its evidence: gathering that costs ten times as much as the score."""
    return Comparison(score, verdict, gather_evidence(a, b, levels, model), rests_on(levels))


def compare_fields(a: Prepared, b: Prepared, crowded: frozenset[str] = frozenset()) -> Levels:
    """(field, level) of every field that both contacts have; the rows of levels.FIELDS."""
    levels: Levels = []
    if a.is_company != b.is_company:
        a, b = _read_alike(a, b), _read_alike(b, a)
    if (a.is_company or a.company) and not b.is_company or (b.is_company or b.company) and not a.is_company:
        a, b = _read_as_company(a, b), _read_as_company(b, a)
    if a.is_company and b.is_company:
        levels.append(("company_name", _company_name_level(a, b)))
    elif a.is_company or b.is_company:
        levels.append(("party", "company_of_name" if _bears_name(a, b) else "company_and_person"))
        if a.company and b.company:
            levels.append(("company", company_level(a.company, b.company)))
    else:
        compare_names(a, b, levels)
        _look_into_mail(a, b, levels)
        if a.company and b.company:
            levels.append(("company", company_level(a.company, b.company)))
        elif not a.company and not b.company:
            levels.append(("company", "unknown"))
        elif writes_from(a, b) or writes_from(b, a):
            levels.append(("company", "in_domain"))
        if a.birth_date and b.birth_date:
            levels.append(("birth_date", _birth_level(a.birth_date, b.birth_date)))
    if a.tax_id and b.tax_id:
        levels.append(("tax_id", _tax_level(a.tax_id, b.tax_id)))
    compare_address(a, b, levels)
    _compare_contact(a, b, levels, crowded)
    if a.is_company != b.is_company and ("company", "equal") in levels and _is_firm_itself(a, levels):
        mailbox = not _MAILBOX.isdisjoint(levels)
        levels = [(field, level) for field, level in levels if field != "email" or mailbox]
        itself = "firm_of_person" if a.is_company else "firm_itself"
        levels = [("party", itself) if field == "party" else (field, level) for field, level in levels]
    return levels


def _is_firm_itself(a: Prepared, levels: Levels) -> bool:
    """Whether who asks is the firm that is told on both sides, or the row is of whoever stands for it.

    Who writes in the firm's name from its mailbox, or gives its line and its door, or its line and bears its name, is
    the firm, whoever signs. A firm that names nobody may be known by the row of one of its people, from its line or
    mailbox: about one of those who keep such books takes it for the firm's row, the other for somebody else's.
    """
    line, mailbox = ("phone", "equal") in levels, not _MAILBOX.isdisjoint(levels)
    return mailbox or line and (a.is_company or not _DOOR_OR_NAME.isdisjoint(levels))


_DOOR_OR_NAME = {("house_number", "equal"), ("party", "company_of_name")}
_MAILBOX = {("email", "equal"), ("email", "equal_shared"), ("email", "equal_named")}


def _compare_contact(a: Prepared, b: Prepared, levels: Levels, crowded: frozenset[str]) -> None:
    couple = ("party", "couple_and_person") in levels
    phone = email = ""
    if a.phones and b.phones and (phone := phone_level(a.phones, b.phones, crowded)[0]):
        if couple or ("party", "family_and_person") in levels:
            phone = _phone_of_couple(a, b, phone)
        if a.is_company and b.is_company and phone == "same_exchange":
            # two extensions of one firm are the firm's
            phone = "similar"
        if phone == "equal" and _has_family_name_only(levels):
            phone = "equal_nameless"
        levels.append(("phone", phone))
    if a.emails and b.emails:
        email = email_level(a, b, crowded)[0]
        if a.is_company and b.is_company and email.startswith("same_company"):
            # two boxes of one firm are the firm's
            email = "same_firm"
        if couple:
            email = email_of_couple(a, b, email)
        if email == "equal" and not (any(map(_is_named, a.people)) and any(map(_is_named, b.people))):
            # who gives no name at all tells himself apart from nobody
            email = "equal_named"
        if email == "equal_relatives" and ("party", "family_and_person") in levels:
            # whoever of the family it is named after, the row is the family's
            email = "equal"
        if (
            email in ("different", *OTHER_MAIL)
            and names_agree(levels)
            and (goes_by_another_name(a) or goes_by_another_name(b))
        ):
            email = "different_named"
        levels.append(("email", email))
    if brings_others(a, phone, email, couple):
        levels.append(("own_details", "unknown"))


def _is_named(name: Name) -> bool:
    return bool(name.last or name.first)


def _has_family_name_only(levels: Levels) -> bool:
    """Whether the whole last names agree, and one of the two contacts has no first name."""
    found = dict(levels)
    return last_name_agrees(found) and found["last_name"] not in ("part", "in_mail") and "first_name" not in found


def _phone_of_couple(a: Prepared, b: Prepared, level: str) -> str:
    """The mobile in a couple's row may be the partner's; with two of them each has one."""
    mobiles = sum(number.mobile for number in (a if len(a.people) > 1 or a.family else b).phones)
    if level == "different_mobile" and mobiles > 1:
        return "different_each"
    return "equal" if level == "equal_other_mobile" else level


def _read_alike(company: Prepared, person: Prepared) -> Prepared:
    """A person whose whole name stands in the field of the company, where nothing but the other contact tells so."""
    if not company.is_company:
        return company
    if company.staff:
        named = replace(company, is_company=False, people=company.staff)
        if same_name(named, person) or _is_addressed(company.staff[0], person):
            return named
    words = sorted(collapse(fold(company.person.company)).split())
    for name in person.people:
        if name.first and name.last and sorted(map(collapse, (*name.first, *name.last_words))) == words:
            return replace(company, is_company=False, people=(name,), company="")
    return company


def _is_addressed(contact: Name, person: Prepared) -> bool:
    """Whether "Frau Kern", to whom a company's letters go, may be this person."""
    return not contact.first and any(
        name.last == contact.last and contact.gender in ("", name.gender or contact.gender) for name in person.people
    )


def _read_as_company(person: Prepared, company: Prepared) -> Prepared:
    """A company that is kept as a person, as the other tells: "Tan Döner & Grill" in one field of the name.

    Or addressed as "Firma", with the name of its contact, where a company asks.
    """
    if person.is_company or not company.company:
        return person
    if company.is_company and person.company and salutation(person.person.salutation) == "company":
        return replace(person, is_company=True, people=(), staff=person.people)
    first, last = person.person.first_name, person.person.last_name
    whole = first or last
    if first and last or " " not in whole or company_core(whole) != company.company:
        return person
    return replace(person, is_company=True, people=(), company=company.company)


def _company_name_level(a: Prepared, b: Prepared) -> str:
    level = company_level(a.company, b.company)
    if level != "equal" or " " not in a.company:
        return level
    one, other = (fold(firm.person.company or firm.person.last_name) for firm in (a, b))
    if one == other:
        return "equal_whole"
    # "Gao Capital" and "Gao Capital UG"; a GmbH and a KG of one name are two
    if a.company in (_plain(one), _plain(other)):
        return "equal_short"
    forms = {legal_form(firm.person.company or firm.person.last_name) for firm in (a, b)}
    return "other_form" if len(forms) > 1 and "" not in forms else level


def _plain(name: str) -> str:
    return " ".join(collapse(word) for word in re.split(r"\W+", name) if word)


def _bears_name(a: Prepared, b: Prepared) -> bool:
    """Whether the name of the one, a company, holds the last name of the other, a person."""
    words = set((a if a.is_company else b).company.split())
    words |= set(map(collapse, words))
    people = (*a.people, *b.people)
    parts = [part for name in people for part in name.last_parts]
    if any(part in words for part in parts if len(part) > (2 if len(parts) == 1 else 4)):
        return True
    # the two names exchanged: "Wagh" + "Nisha" of "Wagh Hausverwaltung"
    exchanged = (name.first[0] for name in people if name.first and not is_usual_given_name(name.first[0]))
    return any(collapse(first) in words for first in exchanged if len(first) > 3)


def _look_into_mail(a: Prepared, b: Prepared, levels: Levels) -> None:
    """Who married or is listed under the partner's name has kept the mailbox: "Ion Popa", i.dumitrescu@."""
    for place, (field, level) in enumerate(levels):
        if field == "last_name" and level.startswith("different") and (names_last(a, b) or names_last(b, a)):
            levels[place] = (field, "in_mail")


def _birth_level(x: str, y: str) -> str:
    if x == y:
        return "equal"
    swapped = x[:4] == y[:4] and x[4:6] == y[6:] and x[6:] == y[4:6]
    return "similar" if swapped or sum(one != other for one, other in zip(x, y, strict=True)) == 1 else "different"


def _tax_level(x: str, y: str) -> str:
    return "equal" if x == y else "similar" if OSA.distance(x, y, score_cutoff=2) <= 2 else "different"


def gather_evidence(a: Prepared, b: Prepared, levels: Levels, model: Model) -> tuple[Evidence, ...]:
    """The levels with their weights and both values; fields that only one side has come last, as "missing"."""
    found: list[Evidence] = []
    for name, level in levels:
        if level == "unknown":
            continue
        row = model.weights[name, level]
        left, right = _values(a, b, name)
        found.append(Evidence(name, shown_level(name, level), round(row[SAME] - row[STRANGER], 2), left, right))
    seen = {evidence.field for evidence in found}
    for name in ("last_name", "first_name", "street", "house_number", "place", "phone", "email"):
        if name not in seen:
            left, right = _values(a, b, name)
            if bool(left) != bool(right):
                found.append(Evidence(name, MISSING, 0.0, left, right))
            elif left and name == "street":
                found.append(Evidence(name, "different", 0.0, left, right))
    return tuple(found)


def _values(a: Prepared, b: Prepared, name: str) -> tuple[str, str]:
    if name == "phone" and a.phones and b.phones:
        return phone_level(a.phones, b.phones)[1:]
    if name == "email" and a.emails and b.emails:
        return email_level(a, b)[1:]
    return _value(a, name), _value(b, name)


def _value(p: Prepared, name: str) -> str:
    person = p.person
    match name:
        case "last_name":
            return person.last_name
        case "first_name":
            return person.first_name
        case "name_order" | "generation" | "party":
            return " ".join(filter(None, (person.first_name, person.last_name))) or person.company
        case "birth_date":
            return person.birth_date
        case "tax_id":
            return person.tax_id
        case "gender":
            return person.salutation or person.first_name
        case "company" | "company_name":
            return person.company or person.last_name
        case "place":
            return " ".join(filter(None, (person.zip, person.city)))
        case "street":
            return person.street if p.street.full else ""
        case "house_number":
            return p.street.number + p.street.addition
        case "phone":
            return p.phones[0].number if p.phones else ""
        case "email":
            return p.emails[0].address if p.emails else ""
    raise KeyError(name)
