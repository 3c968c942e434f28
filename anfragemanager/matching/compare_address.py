"""Level of agreement of two addresses: place, then street given the place, then house number given the street."""

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from .person import Prepared
from .phonetic import cologne
from .verdict import Levels


def compare_address(a: Prepared, b: Prepared, levels: Levels) -> None:
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
    short, long = sorted((addition_a, addition_b), key=len)
    # 52a and 52a/4: the door stands on one side only
    return "addition_missing" if not short or long.startswith(short) else "addition_different"
