"""Match the contacts of one list against another, in memory, through the blocking keys."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .candidates import match_candidates
from .compare import Comparison
from .keys import KEY_LIMIT, OWN_KEY_WEIGHT, blocking_keys, contact_keys, is_own_key
from .model import BALANCED, Model
from .person import Person, Prepared, prepare

# Compared at most, those that share most keys first: bounds the time of a query whatever the book holds. Who is meant
# is among the first ten.
CANDIDATE_LIMIT = 30
# Carriers of a number or an address that are looked at, to tell a crowd from one person who is listed often.
CARRIERS_SEEN = 100


@dataclass(frozen=True, slots=True)
class Result:
    """One pair that is not "different"."""

    query: Person
    candidate: Person
    comparison: Comparison


class Book:
    """A list of contacts with its index of blocking keys."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.contacts: list[Prepared] = []
        self.index: dict[str, list[int]] = defaultdict(list)
        for person in people:
            prepared = prepare(person)
            position = len(self.contacts)
            self.contacts.append(prepared)
            for key in blocking_keys(prepared):
                self.index[key].append(position)

    def candidates(self, query: Prepared) -> list[int]:
        """Positions of the contacts that share a key, most shared keys first (keys.OWN_KEY_WEIGHT)."""
        shared: Counter[int] = Counter()
        for key in blocking_keys(query):
            positions = self.index.get(key, ())
            if len(positions) <= KEY_LIMIT:
                weight = OWN_KEY_WEIGHT if is_own_key(key) else 1
                for position in positions:
                    shared[position] += weight
        return [position for position, _count in shared.most_common(CANDIDATE_LIMIT)]

    def match(self, query: Prepared, model: Model = BALANCED) -> list[tuple[Prepared, Comparison]]:
        """Contacts of the book that are not "different" from the query, best first.

        A query that is one of the book's own `contacts` is not compared with itself.
        """
        contacts = (self.contacts[position] for position in self.candidates(query))
        return match_candidates(query, contacts, model, self.carriers(query))

    def carriers(self, query: Prepared) -> dict[str, int]:
        """How many names carry each of the query's numbers and addresses."""
        return {key: self._names_with(key) for key in contact_keys(query)}

    def _names_with(self, key: str) -> int:
        carriers = (self.contacts[position] for position in self.index.get(key, ())[:CARRIERS_SEEN])
        return len({carrier.people[0].last if carrier.people else carrier.company for carrier in carriers})


def match_books(book: Iterable[Person], queries: Iterable[Person], model: Model = BALANCED) -> Iterator[Result]:
    """Every pair of query and contact that is not "different", query by query, best first.

    The book is held in memory (about 3 KB a contact), the queries stream.
    """
    held = Book(book)
    for person in queries:
        for contact, comparison in held.match(prepare(person), model):
            yield Result(person, contact.person, comparison)


def match_within(book: Iterable[Person], model: Model = BALANCED) -> Iterator[Result]:
    """The pairs inside one book that are not "different", each once and under its first contact, best first.

    A row is never compared with itself, so this is how a book is cleaned of its own duplicates.
    """
    held = Book(book)
    places = {id(contact): place for place, contact in enumerate(held.contacts)}
    for place, query in enumerate(held.contacts):
        for contact, comparison in held.match(query, model):
            if places[id(contact)] > place:
                yield Result(query.person, contact.person, comparison)
