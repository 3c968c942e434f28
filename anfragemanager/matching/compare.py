"""Compare two prepared contacts: a level for each field, the score, the verdict."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from .emails import Email
from .model import BALANCED, HOUSEHOLD, OFFICE, SAME, SHOWN_LEVEL, STRANGER, Model
from .names import PARTICLES, known_first_name, relate, skeleton
from .person import Prepared
from .phones import Phone
from .phonetic import cologne

Levels = list[tuple[str, str]]

_SAME_FIRST_NAME = {"equal", "spelling", "short_form", "part", "second_part", "initial", "typo", "similar"}
_SAME_LAST_NAME = {"equal", "spelling", "part", "sounds_alike", "typo"}
_SAME_PLACE = {"equal", "equal_zip", "similar", "same_city"}
_SAME_STREET = {"equal", "similar", "equal_elsewhere", "similar_elsewhere"}
_SAME_HOUSE = {"equal", "addition_missing"}
# Two persons, whatever else agrees: never a duplicate without a person's look.
_TWO_PERSONS = {
    ("first_name", "different"),
    ("first_name", "cognate"),
    ("first_name", "one_of_couple"),
    ("generation", "different"),
    ("generation", "one_sided"),
    ("gender", "different"),
    ("party", "couple_and_person"),
    ("party", "company_and_person"),
}
_SHARED_CONTACT = {
    ("phone", "equal"),
    ("phone", "equal_mobile"),
    ("phone", "equal_other_mobile"),
    ("phone", "same_exchange"),
    ("email", "equal"),
    ("email", "equal_shared"),
    ("company", "equal"),
    ("company_name", "equal"),
}
# A name, even with the town, is not enough: there are namesakes. One of these has to agree as well …
_SAME_ADDRESS = {
    ("street", "equal"),
    ("street", "similar"),
    ("house_number", "equal_other_street"),
}
_NEARLY_SAME_NAME = {("last_name", level) for level in ("part", "sounds_alike", "typo", "similar")} | {
    ("first_name", level) for level in ("part", "second_part", "typo", "similar")
}
_SAME_CONTACT = {
    ("phone", "equal"),
    ("phone", "equal_other_mobile"),
    ("phone", "equal_mobile"),
    ("phone", "similar"),
    ("email", "equal"),
    ("email", "equal_shared"),
    ("email", "same_local_part"),
    ("email", "similar"),
    ("company", "equal"),
    ("company_name", "equal"),
}
# … and where the last name differs, one of these, or both of the others: two Marias in one house are not yet one who married.
_OWN_CONTACT = {("phone", "equal_mobile"), ("email", "equal")}
_OTHER_CONTACT = {("phone", "different"), ("email", "different")}
# Rule presets: how much a level counts as "the same".
RULE_AGREEMENT = {
    "equal": 1.0,
    "equal_common": 1.0,
    "equal_mobile": 1.0,
    "equal_other_mobile": 1.0,
    "equal_shared": 1.0,
    "spelling": 0.95,
    "short_form": 0.8,
    "addition_missing": 0.8,
    "sounds_alike": 0.8,
    "typo": 0.8,
    "same_city": 1.0,
    "equal_zip": 1.0,
}


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


def judge(levels: Levels, model: Model) -> tuple[float, str]:
    """Score and verdict."""
    weights = model.weights
    same, household, office, stranger = model.prior_bits
    for level in levels:
        row = weights[level]
        same += row[SAME]
        household += row[HOUSEHOLD]
        office += row[OFFICE]
        stranger += row[STRANGER]
    top = max(same, household, office, stranger)
    p_same, p_household, p_office, p_stranger = (2 ** max(x - top, -200.0) for x in (same, household, office, stranger))
    score = p_same / (p_same + p_household + p_office + p_stranger)
    if model.rules:
        score = max(min(_agreement(levels, field) for field in rule) for rule in model.rules)
    if score >= model.duplicate and (model.rules or _may_be_sure(levels)):
        return score, "duplicate"
    if score >= model.possible:
        return score, "possible"
    if p_household + p_office >= p_stranger and _is_related(levels):
        return score, "related"
    return score, "different"


def _may_be_sure(levels: Levels) -> bool:
    """Whether a duplicate may be stated without a person's look."""
    if not _TWO_PERSONS.isdisjoint(levels):
        return False
    same_contact, same_address = not _SAME_CONTACT.isdisjoint(levels), not _SAME_ADDRESS.isdisjoint(levels)
    if ("last_name", "different") in levels:
        return not _OWN_CONTACT.isdisjoint(levels) or same_contact and same_address
    if ("first_name", "initial") in levels:
        return not _OWN_CONTACT.isdisjoint(levels)
    if same_contact:
        return True
    if ("house_number", "equal_other_street") in levels and not _OTHER_CONTACT.isdisjoint(levels):
        return False
    # another number in the same street is a neighbour unless the name is the very same
    return same_address and (("house_number", "different") not in levels or not _NEARLY_SAME_NAME.intersection(levels))


def _agreement(levels: Levels, field: str) -> float:
    return max((RULE_AGREEMENT.get(level, 0.0) for name, level in levels if name == field), default=0.0)


def _is_related(levels: Levels) -> bool:
    """One household (last name and house agree) or one line or mailbox: neighbours in a big house are strangers."""
    if not _SHARED_CONTACT.isdisjoint(levels):
        return True
    found = dict(levels)
    return (
        found.get("last_name", "").removesuffix("_common") in _SAME_LAST_NAME
        and found.get("street") in _SAME_STREET
        and found.get("house_number", "equal") in _SAME_HOUSE
        and found.get("place", "equal") in _SAME_PLACE
    )


def compare_fields(a: Prepared, b: Prepared) -> Levels:
    """(field, level) of every field that both contacts have; the rows of model.PROBABILITIES."""
    levels: Levels = []
    if a.is_company and b.is_company:
        levels.append(("company_name", _company_level(a.company, b.company)))
    elif a.is_company or b.is_company:
        levels.append(("party", "company_and_person"))
        if a.company and b.company:
            levels.append(("company", _company_level(a.company, b.company)))
    else:
        _compare_names(a, b, levels)
        if a.company and b.company:
            levels.append(("company", _company_level(a.company, b.company)))
        elif not a.company and not b.company:
            levels.append(("company", "unknown"))
    _compare_address(a, b, levels)
    if a.phones and b.phones and (phone := _phone_level(a.phones, b.phones)[0]):
        levels.append(("phone", phone))
    if a.emails and b.emails:
        levels.append(("email", _email_level(a, b)[0]))
    return levels


def _compare_names(a: Prepared, b: Prepared, levels: Levels) -> None:
    last = _last_level(a, b) if a.last and b.last else ""
    first = _first_level(a.partners, b.partners) if a.partners and b.partners else ""
    if last and first and (first == "different" or last == "different") and not (last == "equal" or first == "equal"):
        swapped = _swapped_levels(a, b)
        if swapped:
            last, first = swapped
            levels.append(("name_order", "swapped"))
    if last:
        levels.append(("last_name", last + "_common" if last == "equal" and (a.common_last or b.common_last) else last))
    if first:
        levels.append(
            ("first_name", first + "_common" if first == "equal" and (a.common_first or b.common_first) else first)
        )
    if a.generation or b.generation:
        levels.append(
            (
                "generation",
                "equal"
                if a.generation == b.generation
                else "different"
                if a.generation and b.generation
                else "one_sided",
            )
        )
    if a.couple != b.couple:
        levels.append(("party", "couple_and_person"))
    elif a.gender and b.gender and first != "different" and ("name_order", "swapped") not in levels:
        levels.append(("gender", "equal" if a.gender == b.gender else "different"))


def _last_level(a: Prepared, b: Prepared) -> str:
    if a.last == b.last:
        return "equal"
    if set(a.last_parts) == set(b.last_parts):
        return "spelling"
    best = _word_level(a.last, b.last)
    if best == "different":
        parts_a, parts_b = a.last_parts + a.birth_parts, b.last_parts + b.birth_parts
        if (len(parts_a) > 1 or len(parts_b) > 1) and any(
            x == y or len(x) > 4 and _word_level(x, y) in ("sounds_alike", "typo")
            for x in parts_a
            for y in parts_b
            if len(x) > 2
        ):
            return "part"
    return best


@lru_cache(maxsize=262144)
def _word_level(x: str, y: str) -> str:
    """Two collapsed last names."""
    if x == y:
        return "equal"
    shortest = min(len(x), len(y))
    likeness = JaroWinkler.similarity(x, y)
    if likeness >= 0.7 and cologne(x) == cologne(y):
        return "sounds_alike"
    distance = OSA.distance(x, y, score_cutoff=3)
    if distance == 1 and shortest >= 4 or distance == 2 and shortest >= 7 or distance == 3 and shortest >= 11:
        return "typo"
    if distance <= 2 and shortest >= 3 and likeness >= 0.8 or likeness >= 0.88 or distance == 1 and shortest >= 2:
        return "similar"
    return "different"


def _first_level(a: tuple[tuple[str, ...], ...], b: tuple[tuple[str, ...], ...]) -> str:
    if len(a) == len(b) == 1:
        return _given_level(a[0], b[0])
    if len(a) == len(b):
        pairs = [max(_given_level(x, y) in _SAME_FIRST_NAME for y in b) for x in a]
        return "equal" if all(pairs) else "one_of_couple" if any(pairs) else "different"
    return "one_of_couple" if any(_given_level(x, y) in _SAME_FIRST_NAME for x in a for y in b) else "different"


@lru_cache(maxsize=262144)
def _given_level(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Two people's first names, each one or several words ("Hans-Peter")."""
    if a == b:
        return "equal"
    if len(a) == len(b) == 1:
        return relate(a[0], b[0])
    whole_a, whole_b = "".join(a), "".join(b)
    if whole_a == whole_b:
        return "equal"
    if skeleton(whole_a) == skeleton(whole_b):
        return "spelling"
    near = ("equal", "spelling", "short_form", "typo")
    if len(a) == 1 or len(b) == 1:
        if relate(a[0], b[0]) in near:
            return "part"
        if any(relate(x, y) in near for x in a for y in b if len(x) > 1 and len(y) > 1):
            return "second_part"
        if relate(whole_a, whole_b) == "typo":
            return "typo"
        front = relate(a[0], b[0])
        return front if front in ("initial", "cognate", "similar") else "different"
    pairs = [relate(x, y) for x, y in zip(a, b, strict=False)]
    if all(level in (*near, "initial") for level in pairs):
        return "equal" if pairs[0] == "equal" and "typo" not in pairs else pairs[0] if pairs[0] != "equal" else "typo"
    if set(a) & set(b) and (len(a) != len(b) or set(a) == set(b)):
        return "part"
    if pairs[0] in near:
        # Anna Maria and Anna Sophie: one first name shared, another one of its own
        return "cognate"
    return "typo" if OSA.distance(whole_a, whole_b, score_cutoff=2) <= 2 else "different"


def _swapped_levels(a: Prepared, b: Prepared) -> tuple[str, str] | None:
    """(last, first) level when one of the two has first and last name exchanged."""
    if len(a.partners) != 1 or len(b.partners) != 1:
        return None
    one, other = _crossed_level(a.last_words, b.partners[0]), _crossed_level(b.last_words, a.partners[0])
    if one == "equal" and other == "different" and any(map(known_first_name, a.last_words + b.partners[0])):
        return "different", "equal"
    if other == "equal" and one == "different" and any(map(known_first_name, b.last_words + a.partners[0])):
        return "different", "equal"
    if "different" in (one, other) or "cognate" in (one, other) or one == other == "similar":
        return None
    # whichever of the two is a first name is compared as one
    first_is_one = any(map(known_first_name, a.last_words)) or any(map(known_first_name, b.partners[0]))
    last, first = (other, one) if first_is_one else (one, other)
    return (last if last in _SAME_LAST_NAME else "similar"), "spelling" if first == "sounds_alike" else first


def _crossed_level(x: tuple[str, ...], y: tuple[str, ...]) -> str:
    """The last name of one contact against the first name of the other, in folded words."""
    if any(map(known_first_name, x)) or any(map(known_first_name, y)):
        level = _given_level(x, y)
        if (
            level in ("equal", "spelling", "short_form", "part", "typo")
            or any(map(known_first_name, x))
            and any(map(known_first_name, y))
        ):
            return "different" if level == "initial" else level
    return _word_level(_collapsed(_without_particles(x)), _collapsed(_without_particles(y)))


def _without_particles(words: tuple[str, ...]) -> str:
    return "".join(word for word in words if word not in PARTICLES) or "".join(words)


@lru_cache(maxsize=65536)
def _collapsed(name: str) -> str:
    return name.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _compare_address(a: Prepared, b: Prepared, levels: Levels) -> None:
    place = _place_level(a, b)
    if place:
        levels.append(("place", place))
    street_a, street_b = a.street, b.street
    near = place != "different"
    street = (
        _street_level(street_a.full, street_a.name, street_b.full, street_b.name)
        if street_a.full and street_b.full
        else ""
    )
    if street and (near or street != "different"):
        levels.append(("street", street if near else street + "_elsewhere"))
    if street_a.number and street_b.number:
        number = _number_level(street_a.number, street_a.addition, street_b.number, street_b.addition)
        if street in ("equal", "similar"):
            levels.append(("house_number", number))
        elif near and place and number == "equal":
            levels.append(("house_number", "equal_other_street"))


def _place_level(a: Prepared, b: Prepared) -> str:
    city = _city_agrees(a.city, b.city) if a.city and b.city else None
    if a.zip and b.zip:
        if a.zip == b.zip:
            if city is not False:
                return "equal"
            return "different" if a.country and b.country and a.country != b.country else "equal_zip"
        if len(a.zip) == len(b.zip) and city is not False and OSA.distance(a.zip, b.zip, score_cutoff=1) == 1:
            return "similar"
        return "same_city" if city else "different"
    return "" if city is None else "same_city" if city else "different"


@lru_cache(maxsize=65536)
def _city_agrees(x: str, y: str) -> bool:
    if x == y:
        return True
    short, long = sorted((x, y), key=len)
    return len(short) >= 4 and (long.startswith(short) or OSA.normalized_similarity(x, y) >= 0.75)


@lru_cache(maxsize=262144)
def _street_level(full_a: str, name_a: str, full_b: str, name_b: str) -> str:
    if full_a == full_b:
        return "equal"
    if name_a == name_b and len(name_a) > 2:
        # one without its type is the same; Stanley Street and Stanley Crescent are not quite
        return "equal" if full_a == name_a or full_b == name_b else "similar"
    typed = full_a != name_a and full_b != name_b
    if OSA.normalized_similarity(full_a, full_b) >= 0.8 and (
        not typed or OSA.normalized_similarity(name_a, name_b) >= 0.6
    ):
        return "similar"
    if (
        len(name_a) > 3
        and len(name_b) > 3
        and (cologne(name_a) == cologne(name_b) or JaroWinkler.similarity(name_a, name_b) >= 0.93)
    ):
        return "similar"
    return "different"


def _number_level(number_a: str, addition_a: str, number_b: str, addition_b: str) -> str:
    """House numbers are compared exactly: 12 and 21 are two houses."""
    if number_a != number_b:
        return "different"
    if addition_a == addition_b:
        return "equal"
    return "addition_different" if addition_a and addition_b else "addition_missing"


def _phone_level(a: tuple[Phone, ...], b: tuple[Phone, ...]) -> tuple[str, str, str]:
    """Best level over all numbers, and the two numbers it comes from; "" where one has landlines and the other mobiles only."""
    comparable = any(x.mobile == y.mobile for x in a for y in b)
    best = (0, "different" if comparable else "", a[0].number, b[0].number)
    for x in a:
        for y in b:
            rank, level = _number_pair(x, y)
            if rank > best[0]:
                best = (rank, level, x.number, y.number)
    if best[1] == "equal" and any(x.mobile for x in a) and any(y.mobile for y in b):
        # one landline, but each a mobile of their own: what relatives look like
        return "equal_other_mobile", *best[2:]
    return best[1:]


def _number_pair(x: Phone, y: Phone) -> tuple[int, str]:
    if x.number == y.number:
        return (5, "equal_mobile") if x.mobile else (4, "equal")
    short, long = sorted((x.number, y.number), key=len)
    if not short.startswith("+") and len(short) >= 7 and long.endswith(short.lstrip("0")):
        return 3, "similar"
    if len(short) >= 9 and short[:7] == long[:7]:
        # a switchboard and its extensions differ in the last digits only
        if not x.mobile and not y.mobile and len(long) - len(short) <= 3 and short[:-2] == long[: len(short) - 2]:
            return 2, "same_exchange"
    if len(short) == len(long) >= 9 and OSA.distance(x.number, y.number, score_cutoff=1) == 1:
        return 3, "similar"
    return 0, "different"


_PUNCTUATION = str.maketrans("", "", "._-+")
_EMAIL_RANK = {
    "different": 0,
    "same_company": 1,
    "same_name_and_number": 2,
    "similar": 2,
    "same_local_part": 3,
    "equal_shared": 4,
    "equal": 5,
}


def _email_level(a: Prepared, b: Prepared) -> tuple[str, str, str]:
    """Best level over all addresses, and the two addresses it comes from."""
    best = ("different", a.emails[0].address, b.emails[0].address)
    for x in a.emails:
        for y in b.emails:
            level = _email_pair(x, y)
            if level in ("same_local_part", "similar") and _names_its_owner(x, a) and _names_its_owner(y, b):
                # anna.mueller@ here and annamueller@ or anna.mueller@ there: every Anna Müller calls herself so
                level = "same_name_and_number" if level == "same_local_part" and x.local[-2:].isdigit() else "different"
            if _EMAIL_RANK[level] > _EMAIL_RANK[best[0]]:
                best = (level, x.address, y.address)
    return best


def _names_its_owner(email: Email, owner: Prepared) -> bool:
    local = email.local.translate(_PUNCTUATION)
    letters = _collapsed(local.rstrip("0123456789"))
    return (
        any(len(part) > 2 and part in letters for part in owner.last_parts)
        or bool(owner.partners)
        and _collapsed(owner.partners[0][0]) in letters
    )


def _email_pair(x: Email, y: Email) -> str:
    if x.address == y.address:
        return "equal_shared" if x.shared else "equal"
    if x.shared or y.shared:
        return "same_company" if x.company and x.domain == y.domain else "different"
    if x.local == y.local and len(x.local) >= 6:
        return "same_local_part"
    if x.domain == y.domain:
        if (
            len(x.local) >= 6
            and OSA.distance(x.local, y.local, score_cutoff=1) == 1
            and not (x.local[-1].isdigit() and y.local[-1].isdigit())
        ):
            return "similar"
        return "same_company" if x.company else "different"
    return "different"


@lru_cache(maxsize=65536)
def _company_level(x: str, y: str) -> str:
    if x == y:
        return "equal"
    words_x, words_y = set(x.split()), set(y.split())
    if x.replace(" ", "") == y.replace(" ", "") or words_x == words_y:
        return "equal"
    if (
        OSA.normalized_similarity(x, y) >= 0.85
        or (words_x <= words_y or words_y <= words_x)
        and len(words_x & words_y) >= 2
    ):
        return "similar"
    return "different"


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
        return _phone_level(a.phones, b.phones)[1:]
    if name == "email" and a.emails and b.emails:
        return _email_level(a, b)[1:]
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
