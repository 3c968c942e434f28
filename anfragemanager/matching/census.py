"""What a whole book tells about itself: how frequent its names and places are, whether it lists relatives.

The table of model.py must do for any book, one pair at a time. Where the whole book is at hand its own frequencies are
better: in a
book of one town the zip says nothing, in a book of the whole country it says much.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from .model import Model
from .person import Prepared

# Below this size frequencies are chance.
MINIMUM = 1000
# The table is moved by a factor of this at most: a book may hold the same people twice, or those of a few families.
_LIMIT = 20.0
# Of two people in one town, how many have zips one digit apart (Berlin, Hamburg, München: 2 to 8 in a hundred).
_NEAR_ZIP = 0.05
# Fewer contacts than this share of a book live with a relative who is in it too: it holds one entry for a household.
_SHARED_DOORS = 0.002


def fit(model: Model, contacts: Sequence[Prepared]) -> Model:
    """The model with this book's frequencies in its `stranger` column, and as many strangers as it has contacts."""
    if len(contacts) < MINIMUM or model.rules:
        return model
    lasts = [(c.last, c.common_last) for c in contacts if c.last]
    firsts = [(c.partners[0], c.common_first) for c in contacts if c.partners]
    places = [(c.zip, c.city) for c in contacts if c.zip]
    in_place, any_zip = _collision(places), _collision(zip_code for zip_code, _city in places)
    in_city = _collision(c.city for c in contacts if c.city)
    found = {
        ("last_name", "equal"): _collision(name for name, common in lasts if not common) * _share(lasts, False),
        ("last_name", "equal_common"): _collision(name for name, common in lasts if common) * _share(lasts, True),
        ("first_name", "equal"): _collision(name for name, common in firsts if not common) * _share(firsts, False),
        ("first_name", "equal_common"): _collision(name for name, common in firsts if common) * _share(firsts, True),
        ("place", "equal"): in_place,
        ("place", "equal_zip"): any_zip - in_place,
        ("place", "same_city"): in_city,
        ("place", "similar"): in_city * _NEAR_ZIP,
        ("house_number", "equal"): _collision(c.street.number for c in contacts if c.street.number),
        ("house_number", "equal_other_street"): _collision(c.street.number for c in contacts if c.street.number),
    }
    table = dict(model.probabilities)
    for key, frequency in found.items():
        *others, usual = table[key]
        table[key] = (*others, min(max(frequency, usual / _LIMIT), usual * _LIMIT, 0.9))
    return model.with_table(table, strangers=float(len(contacts)))


def lists_households_once(contacts: Iterable[Prepared]) -> bool:
    """Whether a large book has hardly two people of one last name behind one door."""
    doors: dict[tuple[str, ...], set[tuple[tuple[str, ...], ...]]] = defaultdict(set)
    for contact in contacts:
        if contact.last and contact.street.full and contact.partners:
            doors[contact.last, contact.street.full, contact.street.number, contact.zip].add(contact.partners)
    shared = sum(len(names) - 1 for names in doors.values())
    return len(doors) >= MINIMUM and shared < _SHARED_DOORS * len(doors)


def _collision(values: Iterable[Hashable]) -> float:
    """How likely two of them, drawn at random, are equal."""
    counts = Counter(values)
    total = counts.total()
    return sum(count * (count - 1) for count in counts.values()) / (total * (total - 1)) if total > 1 else 0.0


def _share(values: Sequence[tuple[Hashable, bool]], common: bool) -> float:
    """Share of the common names, or of the others: turns a frequency among them into one among all."""
    return sum(flag is common for _value, flag in values) / max(1, len(values))
