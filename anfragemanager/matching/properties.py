"""Which property may a mail without a usable number mean? A suggestion for a person, never an automatic match."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from ..contact.text import fold

# Below this the texts share no more than any two mails about flats do.
PLAUSIBLE = 60.0
_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Place:
    """A property as it may be named in a mail: title and address, "" where unknown."""

    id: int
    title: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""


def suggest(text: str, places: Iterable[Place], limit: int = 5) -> list[tuple[int, float]]:
    """Properties whose title or address stands in a text: ``[(id, score 0 to 100)]``, best first, at most `limit`.

    :param text: subject and body of the mail
    """
    haystack = fold(text)[:_LIMIT]
    scored = [(place.id, _score(haystack, place)) for place in places]
    plausible = [(id_, score) for id_, score in scored if score >= PLAUSIBLE]
    return sorted(plausible, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _score(haystack: str, place: Place) -> float:
    title, street = fold(place.title), fold(place.street)
    scores = [0.0]
    if len(title) >= 8:
        scores.append(fuzz.partial_ratio(title, haystack))
    if len(street) >= 6:
        found = fuzz.partial_ratio(street, haystack)
        # A street alone stands in many towns.
        town = place.zip and place.zip in haystack or len(place.city) > 2 and fold(place.city) in haystack
        scores.append(found if town else found * 0.75)
    return max(scores)
