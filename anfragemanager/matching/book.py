"""Match the contacts of one list against another, in memory, through the blocking keys."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .census import fit, lists_households_once
from .compare import Comparison, compare_fields, gather_evidence, judge
from .keys import KEY_LIMIT, blocking_keys
from .model import BALANCED, Model
from .person import Person, Prepared, prepare

# Compared at most, those that share most keys first: bounds the time of a query whatever the book holds.
CANDIDATE_LIMIT = 100
# Of two candidates the better is beyond doubt if it is this many times less likely to be wrong.
_MUCH_STRONGER = 4.0


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
        self.single_entries = lists_households_once(self.contacts)
        self._models: dict[Model, tuple[Model, Model]] = {}

    def candidates(self, query: Prepared) -> list[int]:
        """Positions of the contacts that share a key, most shared keys first."""
        shared: Counter[int] = Counter()
        for key in blocking_keys(query):
            positions = self.index.get(key, ())
            if len(positions) <= KEY_LIMIT:
                shared.update(positions)
        return [position for position, _count in shared.most_common(CANDIDATE_LIMIT)]

    def match(self, query: Prepared, model: Model = BALANCED) -> list[tuple[Prepared, Comparison]]:
        """Contacts of the book that are not "different" from the query, best first.

        A query that is one of the book's own `contacts` is not compared with itself.
        """
        found = []
        usual, single = self._fitted(model)
        for position in self.candidates(query):
            contact = self.contacts[position]
            if contact is query:
                continue
            # where a phone or an e-mail is known, it tells relatives apart better than a census of the book
            reachable = query.phones or query.emails or contact.phones or contact.emails
            model = usual if reachable else single
            levels = compare_fields(query, contact)
            score, verdict = judge(levels, model)
            if verdict != "different":
                found.append((contact, Comparison(score, verdict, gather_evidence(query, contact, levels, model))))
        return settle(sorted(found, key=lambda pair: -pair[1].score))

    def _fitted(self, model: Model) -> tuple[Model, Model]:
        """The model fitted to this book, and the one for pairs of which only name and address are known."""
        if model not in self._models:
            fitted = fit(model, self.contacts)
            self._models[model] = fitted, fitted.for_single_entries() if self.single_entries else fitted
        return self._models[model]


def settle(found: list[tuple[Prepared, Comparison]]) -> list[tuple[Prepared, Comparison]]:
    """At most one of several people can be the one who asks.

    Of two duplicates that are clearly two people the weaker is only possible, and so is the stronger if it
    is not much stronger: Chris Wald, when Christian and Christoph Wald share a house.

    Takes and returns (contact, comparison), best first; the scores stay.
    """
    sure = [(contact, comparison) for contact, comparison in found if comparison.verdict == "duplicate"]
    doubtful: set[int] = set()
    for place, (contact, comparison) in enumerate(sure):
        for other, weaker in sure[place + 1 :]:
            if judge(compare_fields(contact, other), BALANCED)[1] in ("related", "different"):
                doubtful.add(id(other))
                if (1 - weaker.score) <= _MUCH_STRONGER * (1 - comparison.score):
                    doubtful.add(id(contact))
    return [
        (contact, replace(comparison, verdict="possible") if id(contact) in doubtful else comparison)
        for contact, comparison in found
    ]


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
