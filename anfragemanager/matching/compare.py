"""Compare two prepared contacts: the score, the verdict, and the evidence for it field by field."""

from dataclasses import dataclass

from .compare_address import compare_address
from .compare_contact import company_level, email_level, phone_level
from .compare_names import compare_names
from .model import BALANCED, SAME, SHOWN_LEVEL, STRANGER, Model
from .person import Prepared
from .verdict import Levels, judge


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
    """score: probability 0 to 1 of being one person. verdict: "duplicate", "possible", "related" or "different"."""

    score: float
    verdict: str
    evidence: tuple[Evidence, ...]


def compare(a: Prepared, b: Prepared, model: Model = BALANCED) -> Comparison:
    """Score of a pair, with the evidence of each field; symmetric but for left and right."""
    levels = compare_fields(a, b)
    score, verdict = judge(levels, model)
    return Comparison(score, verdict, gather_evidence(a, b, levels, model))


def compare_fields(a: Prepared, b: Prepared) -> Levels:
    """(field, level) of every field that both contacts have; the rows of model.PROBABILITIES."""
    levels: Levels = []
    if a.is_company and b.is_company:
        levels.append(("company_name", company_level(a.company, b.company)))
    elif a.is_company or b.is_company:
        levels.append(("party", "company_and_person"))
        if a.company and b.company:
            levels.append(("company", company_level(a.company, b.company)))
    else:
        compare_names(a, b, levels)
        if a.company and b.company:
            levels.append(("company", company_level(a.company, b.company)))
        elif not a.company and not b.company:
            levels.append(("company", "unknown"))
    compare_address(a, b, levels)
    if a.phones and b.phones and (phone := phone_level(a.phones, b.phones)[0]):
        levels.append(("phone", phone))
    if a.emails and b.emails:
        levels.append(("email", email_level(a, b)[0]))
    return levels


def gather_evidence(a: Prepared, b: Prepared, levels: Levels, model: Model) -> tuple[Evidence, ...]:
    """The levels with their weights and both values; fields that only one side has come last, as "missing"."""
    found: list[Evidence] = []
    for name, level in levels:
        if level == "unknown":
            continue
        row = model.weights[name, level]
        left, right = _values(a, b, name)
        found.append(Evidence(name, SHOWN_LEVEL.get(level, level), round(row[SAME] - row[STRANGER], 2), left, right))
    seen = {evidence.field for evidence in found}
    for name in ("last_name", "first_name", "street", "house_number", "place", "phone", "email"):
        if name not in seen:
            left, right = _values(a, b, name)
            if bool(left) != bool(right):
                found.append(Evidence(name, "missing", 0.0, left, right))
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
