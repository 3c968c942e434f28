"""Precision, recall, traps and blocking of the duplicate check on generated German books."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import process_time

from german_book import Query, Row

from anfragemanager.matching import BALANCED, Book, Model, Person, prepare


@dataclass(frozen=True)
class Best:
    """The best candidate of a query: its verdict, and whether it is the one."""

    verdict: str
    right: bool


@dataclass
class Outcome:
    """Counts over all queries. A pair counts once; `found` is duplicate or possible."""

    queries: int = 0
    true: int = 0
    duplicate_true: int = 0
    duplicate_false: int = 0
    found_true: int = 0
    blocked: int = 0
    candidates: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    build_seconds: float = 0.0
    false_kinds: Counter[str] = field(default_factory=Counter)
    missed_kinds: Counter[str] = field(default_factory=Counter)
    trap_verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    best: list[Best] = field(default_factory=list)
    mistakes: list[tuple] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.duplicate_true / max(1, self.duplicate_true + self.duplicate_false)

    @property
    def recall(self) -> float:
        return self.duplicate_true / max(1, self.true)


def evaluate(book: Iterable[Row], queries: Iterable[Query], model: Model = BALANCED) -> Outcome:
    """Every duplicate reported counts, not only the best: a wrong second one is a wrong merge too."""
    outcome = Outcome()
    start = process_time()
    held = Book(Person.from_row(row.as_dict()) for row in book)
    outcome.build_seconds = process_time() - start
    for query in queries:
        outcome.queries += 1
        start = process_time()
        prepared = prepare(Person.from_row(query.row.as_dict()))
        results = {contact.person.id: (contact, comparison) for contact, comparison in held.match(prepared, model)}
        outcome.seconds.append(process_time() - start)
        if results:
            first = next(iter(results))
            outcome.best.append(Best(results[first][1].verdict, first == query.truth))
        candidates = held.candidates(prepared)
        outcome.candidates.append(len(candidates))
        for id_, (contact, comparison) in results.items():
            if comparison.verdict == "duplicate" and id_ == query.truth:
                outcome.duplicate_true += 1
            elif comparison.verdict == "duplicate":
                outcome.duplicate_false += 1
                outcome.false_kinds[query.kind] += 1
                outcome.mistakes.append((query, contact.person, comparison))
        if query.truth is not None:
            outcome.true += 1
            outcome.blocked += any(held.contacts[position].person.id == query.truth for position in candidates)
            verdict = results[query.truth][1].verdict if query.truth in results else "different"
            outcome.found_true += verdict in ("duplicate", "possible")
            if verdict != "duplicate":
                outcome.missed_kinds[query.kind] += 1
                outcome.mistakes.append((query, None, results[query.truth][1] if query.truth in results else None))
        elif query.near is not None:
            verdict = results[query.near][1].verdict if query.near in results else "different"
            outcome.trap_verdicts[query.kind, verdict] += 1
    return outcome
