"""Level of agreement of two people's names: last name, first name, their order, generation, gender."""

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from ..contact.names import particles
from ..contact.text import collapse
from .names import known_first_name, relate, skeleton
from .person import Prepared
from .phonetic import cologne
from .verdict import SAME_LAST_NAME, Levels

_SAME_FIRST_NAME = {"equal", "spelling", "short_form", "part", "second_part", "initial", "typo", "similar"}


def compare_names(a: Prepared, b: Prepared, levels: Levels) -> None:
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
    return (last if last in SAME_LAST_NAME else "similar"), "spelling" if first == "sounds_alike" else first


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
    return _word_level(collapse(_without_particles(x)), collapse(_without_particles(y)))


def _without_particles(words: tuple[str, ...]) -> str:
    return "".join(word for word in words if word not in particles()) or "".join(words)
