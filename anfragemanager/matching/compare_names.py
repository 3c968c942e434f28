"""Level of agreement of two people's names: last name, first name, their order, generation, gender."""

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from ..contact.emails import Email
from ..contact.given_names import is_usual_given_name
from ..contact.particles import particles
from ..contact.scripts import consonants, is_unvowelled, romanised, slavic_stem
from ..contact.text import collapse
from .names import gender_of, is_family_name_first, known_first_name, relate, skeleton
from .person import Name, Prepared
from .phonetic import cologne
from .verdict import SAME_LAST_NAME, Levels

_PARTICLES_GLUED = re.compile(
    r"(?:freiherr|freifrau|graefin|graf|baron|ritter|prinz)?(?:von|vom|zu[rm]?|van|de)(?:der|den|dem|zu)?|abu|bin|ibn"
)
# First names that one person may go by.
SAME_FIRST_NAME = {
    "equal", "spelling", "short_form", "pet_name", "part", "second_part", "in_mail", "initial", "typo", "similar",
}  # fmt: skip
_ONE_FIRST_NAME = ("equal", "spelling", "short_form")
_DIFFERENT = ("different", "different_gender", "different_unclear")
_SAME_WORD = ("equal", "sounds_alike", "typo")
# Of two partners the one who is compared is the one that agrees better, in this order.
_FIRST_RANK = (
    "equal", "spelling", "short_form", "part", "typo", "initial", "second_part", "similar", "", "cognate", "near",
)  # fmt: skip
_LAST_RANK = ("equal", "spelling", "part", "sounds_alike", "typo", "", "similar")


def same_name(a: Prepared, b: Prepared) -> bool:
    """Whether two contacts bear one first and last name, spelling and short forms aside."""
    return any(
        _last_level(x, y) in ("equal", "spelling")
        and _given_level(x.first, y.first) in ("equal", "spelling", "short_form", "part")
        for x in a.people
        for y in b.people
        if x.last and y.last and x.first and y.first
    )


def compare_names(a: Prepared, b: Prepared, levels: Levels) -> None:
    """The levels of two contacts that are no companies; of a couple the partner counts who agrees better."""
    if len(a.people) == len(b.people) == 1:
        x, y = a.people[0], b.people[0]
        last, first, swapped = _pair_levels(x, y)
    elif len(a.people) == 1 or len(b.people) == 1:
        x, y, (last, first, swapped) = _better_partner(a.people, b.people)
    else:
        x, y, (last, first, swapped) = _two_couples(a.people, b.people)
    if swapped:
        levels.append(("name_order", "swapped"))
    if last:
        if last == "equal" and min(len(x.last_parts), len(y.last_parts)) > 1:
            last = "equal_double"
        elif last == "equal" and x.rare_last:
            last = "equal_rare"
        common = last == "equal" and (x.common_last or y.common_last)
        if last == "different" and first in SAME_FIRST_NAME and "m" in (x.gender, y.gender):
            last = "different_man"
        levels.append(("last_name", "equal_common" if common else last))
    first = _first_level(first, swapped, a, x, b, y)
    party = _party(a, b, first)
    if party == "family_and_person" and first.startswith("different") and not (x.gender and x.gender == y.gender):
        # the row of a family that names another of them; of two men of a couple's name the one who asks is a son
        first = ""
    if first:
        common = first == "equal" and (x.common_first or y.common_first)
        levels.append(("first_name", "equal_common" if common else first))
    if a.generation or b.generation:
        both = "equal" if a.generation == b.generation else "different"
        one = "one_sided_row" if b.generation else "one_sided_senior" if a.generation == "senior" else "one_sided"
        levels.append(("generation", both if a.generation and b.generation else one))
    if party:
        levels.append(("party", party))
    # of a couple the partner of the right first name is compared; where only the mail tells it, the other may write
    if party and first != "in_mail":
        return
    if x.gender and y.gender and first not in _DIFFERENT and not swapped:
        # Of "Eman" and "Iman" the lists take one for a man's; who are both addressed as women are no man and woman.
        # Where only who asks has a first name, that tells: his salutation may be preselected, the clerk's is not.
        told = bool(x.addressed and (first or not x.first))
        is_equal = x.gender == y.gender or told and x.addressed == y.addressed
        gender = "equal" if is_equal else "different"
        levels.append(("gender", gender if first else gender + "_nameless"))


def _first_level(first: str, swapped: bool, a: Prepared, x: Name, b: Prepared, y: Name) -> str:
    """The level of the first names, by what genders and mailboxes tell of them."""
    if swapped and known_first_name(y.last_words[-1]):
        y = _exchanged(y)
    elif swapped and x.last_words:
        x = _exchanged(x)
    if first in ("", "initial") and not swapped and _mail_tells_first_name(a, x, b, y):
        return "in_mail"
    if first == "initial" and _mail_names_another(a, x, b, y):
        first = "different"
    if first == "near" and _mail_tells_one_name(a, x, b, y):
        return "typo"
    if first in ("typo", "similar") and _each_has_named_mail(a, x, b, y):
        # Heike and Helke, each of whom has a mailbox made of her own name
        return "near"
    if first in ("short_form", "cognate") and x.first and y.first and x.first[0] != y.first[0]:
        pet_name = first == "short_form" and _is_pet_name(x.first[0], y.first[0])
        if _mail_tells_one_name(a, x, b, y) or pet_name and not _each_has_named_mail(a, x, b, y):
            return "pet_name"
    if first == "part" and len(a.people) == 1 < len(b.people) and len(x.first) > 1 and "-" in a.person.first_name:
        # Henning-Erik is Henning's and Susanne's son as often as Henning
        return "second_part"
    if first == "different" and {_told_gender(x), _told_gender(y)} == {"m", "f"}:
        return "different_gender"
    if first == "different" and len(a.people) == len(b.people) == 1 and _may_yet_be_one(x, y):
        return "different_unclear"
    return first


def _exchanged(name: Name) -> Name:
    """The name with first and last name exchanged."""
    parts = tuple(map(collapse, name.first))
    return replace(name, first=name.last_words, last="".join(parts), last_words=name.first, last_parts=parts)


def _told_gender(name: Name) -> str:
    """What the first names tell, all of them: "Andrea Maria" may be a man of Italy; a salutation may be preselected."""
    told = {gender_of(word) for word in name.first}
    return told.pop() if len(told) == 1 else ""


def _is_unclear(x: Name, y: Name) -> bool:
    """Whether two first names may yet be one person's: an initial, or a word that is no known name."""
    return not all(known_first_name(name.first[0]) for name in (x, y))


def _may_yet_be_one(x: Name, y: Name) -> bool:
    """Whether two names that are not alike may be one person's beside something of his own.

    An initial or an unlisted word may, and Mimi may be Michelle.
    """
    if _is_unclear(x, y):
        return True
    short, long = sorted((x.first[0], y.first[0]), key=len)
    is_pet_name = len(short) < 6 and short.endswith(("i", "y", "ie")) and short[:2] == long[:2]
    return is_pet_name and "" != gender_of(short) == gender_of(long)


def _mail_tells_first_name(a: Prepared, x: Name, b: Prepared, y: Name) -> bool:
    """Whether who has no first name, or an initial, writes from a mailbox made of the other's: peter.huber@."""
    one, owner, named = (a, x, y) if len("".join(x.first)) < len("".join(y.first)) else (b, y, x)
    if len(one.people) > 1 or not owner.last:
        return False
    return any(_names_first_name(email, owner, named) for email in one.emails)


def _mail_names_another(a: Prepared, x: Name, b: Prepared, y: Name) -> bool:
    """Whether who writes an initial has a mailbox made of another first name than the known one: C., clara.berg@."""
    one, owner, other = (a, x, y) if len(x.first[0]) == 1 else (b, y, x)
    if len(one.people) > 1:
        return False
    initial, known = owner.first[0], other.first[0]
    firsts = {
        word
        for email in one.emails
        for word in map(collapse, re.split(r"[\W\d_]+", email.written))
        if len(word) > 2 and word.startswith(initial) and word not in owner.last_parts and is_usual_given_name(word)
    }
    return len(known) > 2 and bool(firsts) and all(_given_level((word,), other.first) == "different" for word in firsts)


def _names_first_name(email: Email, owner: Name, other: Name) -> bool:
    """Whether a mailbox is made of another's first name and, at most, of its owner's last name."""
    word = collapse(other.first[0]) if other.first else ""
    if len(word) < 3 or email.shared:
        return False
    words = [collapse(part) for part in re.split(r"[\W\d_]+", email.written)]
    if any(gender_of(part) and gender_of(part) != gender_of(word) for part in words if part not in (word, owner.last)):
        # "alfons.martina.jahn@" is both partners'
        return False
    letters = collapse("".join(filter(str.isalpha, email.local)))
    # "annalena.huber" is no Lena; what is left may be the last name only
    rest = letters.replace(word, "", 1)
    return word in words or word in letters and rest in ("", owner.last, *owner.last_parts)


def _mail_tells_one_name(a: Prepared, x: Name, b: Prepared, y: Name) -> bool:
    """Whether who bears one of two related first names has a mailbox made of the other: Heinrich, heinz.czerny@.

    One mailbox on both sides tells nothing: twins may share it.
    """
    theirs = {email.address for email in a.emails} & {email.address for email in b.emails}
    return any(
        _names_first_name(email, name, other)
        for owner, name, other in ((a, x, y), (b, y, x))
        for email in owner.emails
        if email.address not in theirs
    )


def _each_has_named_mail(a: Prepared, x: Name, b: Prepared, y: Name) -> bool:
    """Whether each has a mailbox made of his own name: heinz.pfeiffer@ and heinrich.pfeiffer@ are father and son."""
    both = {email.address for email in a.emails} & {email.address for email in b.emails}
    return all(
        any(_names_first_name(email, one, one) for email in owner.emails if email.address not in both)
        for owner, one in ((a, x), (b, y))
    )


def _is_pet_name(a: str, b: str) -> bool:
    """Whether a name and its short form are hardly those of brothers and sisters.

    Those may be Tim and Timo, Jan and Jannis; but nobody is christened Geli, and Heinz and Heinrich are not alike.
    """
    alike = OSA.distance(a, b, score_cutoff=3) <= 2 or (a.startswith(b) or b.startswith(a)) and abs(len(a) - len(b)) < 4
    return not (alike and is_usual_given_name(a) and is_usual_given_name(b))


def _party(a: Prepared, b: Prepared, first: str) -> str:
    couples = len(a.people) > 1, len(b.people) > 1
    if couples[0] != couples[1]:
        return "couple_and_person" if first else "family_and_person"
    if all(couples) and first in (*_ONE_FIRST_NAME, "pet_name"):
        # of two couples the partner who agrees less is compared
        return "same_couple"
    # who asks as "Familie" and names himself is a person
    family = a.family and not any(name.first for name in a.people)
    if any(couples) or not (family or b.family):
        return ""
    if first in SAME_FIRST_NAME - {"in_mail"}:
        # the row of a family that names the one who asks
        return "couple_and_person"
    return "two_families" if family and b.family else "family_and_person"


def _better_partner(a: tuple[Name, ...], b: tuple[Name, ...]) -> tuple[Name, Name, tuple[str, str, bool]]:
    pairs = [(x, y, _pair_levels(x, y)) for x in a for y in b]
    return min(pairs, key=lambda pair: _rank(pair[2]))


def _two_couples(a: tuple[Name, ...], b: tuple[Name, ...]) -> tuple[Name, Name, tuple[str, str, bool]]:
    """Two couples are one if each partner has one of the other couple's names; else at most one of them is known."""
    # of a couple whose fields can be read in two ways each partner stands there twice
    best, second, *_rest = sorted((_better_partner((x,), b) for x in a), key=lambda pair: _rank(pair[2]))
    if len(a) == 2:
        other = max((_better_partner(a, (y,)) for y in b), key=lambda pair: _rank(pair[2])) if len(b) == 2 else second
        second = max(second, other, key=lambda pair: _rank(pair[2]))
    if second[2][1] in SAME_FIRST_NAME or second[2][1] == "":
        return second
    last, first, _swapped = best[2]
    return best[0], best[1], (last, "one_of_couple" if first in SAME_FIRST_NAME else "different", False)


def _rank(levels: tuple[str, str, bool]) -> tuple[bool, int, int]:
    last, first, _swapped = levels
    by_first = _FIRST_RANK.index(first) if first in _FIRST_RANK else len(_FIRST_RANK)
    by_last = _LAST_RANK.index(last) if last in _LAST_RANK else len(_LAST_RANK)
    # another last name is worse than a misspelt first name
    return by_first == len(_FIRST_RANK) or by_last == len(_LAST_RANK), by_first + by_last, by_first


def _pair_levels(x: Name, y: Name) -> tuple[str, str, bool]:
    """Level of last name and first name ("" where one has none), and whether they agree crosswise only."""
    x, y = _read_alike(x, y), _read_alike(y, x)
    last = _last_level(x, y) if x.last and y.last else ""
    first = _given_level(x.first, y.first) if x.first and y.first else ""
    if first == "different" and 1 in (len(x.first[0]), len(y.first[0])) and is_family_name_first(x.last_parts):
        # "H." of "Hong Nhung", who goes by the latter
        first = "initial" if _given_level(x.first[::-1], y.first[::-1]) == "initial" else first
    if last in ("different", "similar") and first in ("", *_ONE_FIRST_NAME) and 1 in (len(x.last), len(y.last)):
        # "Irmgard B.", as small ads name who writes
        return ("" if x.last[0] == y.last[0] else "different"), first, False
    if not last and first == "different" and (crossed := _alone_in_last(x, y) or _alone_in_last(y, x)):
        return "", crossed, False
    if last == "different" and not first and (known := x.first or y.first):
        # "Benali" + "Samira" against "Benali" alone: exchanged, the other has no first name
        alone = y if x.first else x
        crossed = _word_level(collapse(_without_particles(known)), alone.last)
        words = (x if x.first else y).last_words
        exchanged = any(known_first_name(word) or len(word) == 1 for word in words)
        if crossed in _SAME_WORD and (exchanged or not any(map(known_first_name, known))):
            return crossed, "", True
        only = _given_level(known, alone.last_words) if any(map(known_first_name, alone.last_words)) else ""
        if only in _ONE_FIRST_NAME:
            # "Matthias", who told no more than his first name
            return "", only, False
    if last and first and "different" in (last, first) and "equal" not in (last, first):
        crossed = _swapped_levels(x, y)
        if crossed:
            return *crossed, True
    return last, first, False


def _alone_in_last(alone: Name, other: Name) -> str:
    """The level of somebody's only name, a first name, to the other's who has it in the field of the last name."""
    if alone.last or not other.last_words or known_first_name(other.first[0]):
        return ""
    level = _given_level(alone.first, other.last_words)
    return level if level in _ONE_FIRST_NAME else ""


def _read_alike(whole: Name, other: Name) -> Name:
    """A name whose field may hold the first name as well, where the other's halves tell so: "Hoxha Emia"."""
    words, count = whole.last_words, len(other.last_parts)
    if len(other.first) > 1 and {*whole.first, *words} == {*other.first} and whole.last != other.last:
        # "Anna Maria", who told no more than her first names
        return replace(whole, first=other.first, last="", last_words=(), last_parts=(), last_codes=())
    if count > 1 and len(whole.first) == 1 and collapse(whole.first[0]) + whole.last == other.last and other.first:
        # "Martins Coelho" without a first name, of which the one is a first name, too
        return replace(whole, first=(), last=other.last, last_words=other.last_words, last_parts=other.last_parts)
    if whole.first or not (other.first and count):
        return whole
    glued = "".join(map(collapse, other.first)) + other.last
    if len(words) == 1 and len(glued) > 8 and OSA.distance(whole.last, glued, score_cutoff=1) <= 1:
        # "OliverAigner"
        return replace(other, gender=whole.gender or other.gender, addressed=whole.addressed)
    if len(words) <= count:
        return whole
    for last, first in ((words[:count], words[count:]), (words[-count:], words[:-count])):
        same = _word_level("".join(map(collapse, last)), other.last) in _SAME_WORD
        if same and _given_level(first, other.first) in (*_ONE_FIRST_NAME, "part", "typo"):
            parts = tuple(map(collapse, last))
            return replace(whole, last="".join(parts), last_words=last, last_parts=parts, first=first)
    if count and words[0] == other.first[0] and not any(map(is_family_name_first, ((words[0],), other.last_parts))):
        # "Fenja Sierk", whom no list tells apart, and Fenja Waldrich
        parts = tuple(map(collapse, words[1:]))
        return replace(whole, last="".join(parts), last_words=words[1:], last_parts=parts, first=words[:1])
    return whole


def _last_level(x: Name, y: Name) -> str:
    if x.last == y.last:
        return "equal"
    if set(x.last_parts) == set(y.last_parts):
        return "spelling"
    if _glued_particles(x.last, y.last):
        return "spelling"
    best = _word_level(x.last, y.last)
    if best in ("different", "similar"):
        parts_x, parts_y = x.last_parts + x.birth_parts, y.last_parts + y.birth_parts
        if (len(parts_x) > 1 or len(parts_y) > 1) and any(
            one == other or len(one) > 4 and _word_level(one, other) in ("sounds_alike", "typo")
            for one in parts_x
            for other in parts_y
            if len(one) > 2
        ):
            return "part"
    return best


def _glued_particles(x: str, y: str) -> bool:
    """Whether one is the other with its particles written on: "freiherrvonzeller" and "zeller"."""
    short, long = sorted((x, y), key=len)
    if len(short) < 4 or len(short) == len(long) or not long.endswith(short):
        return False
    return bool(_PARTICLES_GLUED.fullmatch(long[: -len(short)]))


@lru_cache(maxsize=262144)
def _word_level(x: str, y: str) -> str:
    """Two collapsed last names."""
    if x == y:
        return "equal"
    if (stem := slavic_stem(x)) and stem == slavic_stem(y):
        return "spelling"
    shortest = min(len(x), len(y))
    likeness = JaroWinkler.similarity(x, y)
    if likeness >= 0.7 and cologne(x) == cologne(y) or shortest > 3 and romanised(x) == romanised(y):
        return "sounds_alike"
    distance = OSA.distance(x, y, score_cutoff=3)
    if distance == 1 and shortest >= 4 or distance == 2 and shortest >= 7 or distance == 3 and shortest >= 11:
        return "typo"
    if distance <= 2 and shortest >= 3 and likeness >= 0.8 or likeness >= 0.88 or distance == 1 and shortest >= 2:
        return "similar"
    if is_unvowelled(x) != is_unvowelled(y) and len(consonants(x)) > 2 and consonants(x) == consonants(y):
        return "similar"
    return "different"


@lru_cache(maxsize=262144)
def _given_level(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Two people's first names, each one or several words ("Hans-Peter")."""
    if a == b:
        return "equal"
    if len(a) == len(b) == 1:
        return relate(a[0], b[0])
    whole_a, whole_b = "".join(a), "".join(b)
    # the two syllables of a Chinese name are one word or two, here the last in front as of Vietnamese ones
    if whole_a == whole_b or a == ("".join(b[::-1]),) or b == ("".join(a[::-1]),):
        return "equal"
    if skeleton(whole_a) == skeleton(whole_b):
        return "spelling"
    near = ("equal", "spelling", "short_form", "typo")
    if len(a) == 1 or len(b) == 1:
        if relate(a[0], b[0]) in near:
            return "part"
        if any(relate(x, y) in near for x in a for y in b if len(x) > 1):
            return "second_part"
        short, long = sorted((a, b), key=len)
        if len(short[0]) == 1 and any(word.startswith(short[0]) for word in long[1:]):
            # "A." of "Carolin Antonia"
            return "initial"
        whole = relate(whole_a, whole_b)
        if whole in near:
            # Marie-Luise is Marlies
            return whole
        front = relate(a[0], b[0])
        return front if front in ("initial", "cognate", "similar", "near") else "different"
    pairs = [relate(x, y) for x, y in zip(a, b, strict=False)]
    if all(level in (*near, "initial") for level in pairs):
        return "equal" if pairs[0] == "equal" and "typo" not in pairs else pairs[0] if pairs[0] != "equal" else "typo"
    if set(a) & set(b) and (len(a) != len(b) or set(a) == set(b)):
        return "part"
    if pairs[0] in near and all(level in (*near, "cognate", "similar", "near") for level in pairs[1:]):
        # Anna-Maria and Anna-Marie
        return "part"
    if OSA.distance(whole_a, whole_b, score_cutoff=2) <= (1 if pairs[0] in near else 2):
        return "typo"
    # Anna Maria and Anna Sophie: one first name shared, another of its own; Melanie-Anna and Elisabeth-Anna are two
    return "cognate" if pairs[0] in (*near, "cognate", "similar", "initial") else "different"


def _swapped_levels(a: Name, b: Name) -> tuple[str, str] | None:
    """(last, first) level when one of the two has first and last name exchanged."""
    if sorted((*a.first, *a.last_words)) == sorted((*b.first, *b.last_words)):
        # "Hoang Duc" + "Long" and "Duc Long" + "Hoang"
        return "equal", "equal"
    one, other = _crossed_level(a.last_words, b.first), _crossed_level(b.last_words, a.first)
    fewer, more = sorted(({*a.first, *a.last_words}, {*b.first, *b.last_words}), key=len)
    if "different" in (one, other) and len(fewer) > 1 and fewer <= more and min(map(len, fewer)) > 1:
        # "Le Bich" + "Trang", who is Trang Le for short
        return "equal", "part"
    if _initial(a.last_words, b.first) or _initial(b.last_words, a.first):
        last = next((level for level in ("equal", "part") if level in (one, other)), "")
        if last:
            return last, "initial"
    for same, rest, words, names in (
        (one, other, a.last_words + b.first, b.last_words + a.first),
        (other, one, b.last_words + a.first, a.last_words + b.first),
    ):
        if same == "equal" and rest == "different" and any(map(known_first_name, words)):
            # "Guarino" + "Raffaella" and "Lucia" + "Guarino" share the last name, as two first names differ
            two = all(map(known_first_name, names)) or any(is_family_name_first((word,)) for word in words)
            return ("equal", "different") if two else ("different", "equal")
    if "different" in (one, other) or one == other == "similar":
        return None
    if "cognate" in (one, other) and "equal" not in (one, other):
        return None
    # whichever of the two is a first name is compared as one
    first_is_one = any(map(known_first_name, a.last_words)) or any(map(known_first_name, b.first))
    last, first = (other, one) if first_is_one else (one, other)
    return (last if last in SAME_LAST_NAME else "similar"), "spelling" if first == "sounds_alike" else first


def _initial(x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    """Whether one of two words is the other's initial: "Holzknecht", "Peter" and "P.", "Holzknecht"."""
    return bool(x and y) and min(len(x[0]), len(y[0])) == 1 and x[0][0] == y[0][0]


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
    level = _word_level(collapse(_without_particles(x)), collapse(_without_particles(y)))
    if level == "different" and len(x) + len(y) > 2 and any(len(word) > 3 for word in {*x} & {*y}):
        # "Kern-Berg" and "Kern"
        return "part"
    return level


def _without_particles(words: tuple[str, ...]) -> str:
    return "".join(word for word in words if word not in particles()) or "".join(words)
