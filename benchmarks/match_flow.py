"""What the duplicate check does to inquiries: strangers merged, known people missed, persons asked needlessly.

Goes the flow's own path (matching.match_candidates, matching.kind_of_hit), with books of growing size in memory.
"""

import sys
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import clerks_book  # noqa: E402

from anfragemanager.matching import Book, Person, kind_of_hit, prepare  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
QUERIES = 3_000
HITS = ("duplicate", "possible", "name", "none")


def main(sizes: tuple[int, ...] = SIZES) -> None:
    print("per 1,000 inquiries of a kind (known: the person is in the book; new: nobody like it; trap: somebody alike)")
    print(
        f"{'contacts':>9}{'kind':>8}{'inquiries':>11}{'duplicate':>11}{'asked':>8}{'noted':>8}{'passed':>8}{'merged':>8}{'missed':>8}"
    )
    for size in sizes:
        counts, merged, total = _run(size)
        for kind in ("known", "new", "trap"):
            share = {
                hit: 1000 * counts[kind, hit] / max(1, total[kind]) for hit in ("duplicate", "possible", "name", "none")
            }
            missed = f"{share['none']:8.1f}" if kind == "known" else f"{'':>8}"
            print(
                f"{size:>9}{kind:>8}{total[kind]:>11}{share['duplicate']:>11.1f}{share['possible']:>8.1f}"
                f"{share['name']:>8.1f}{share['none']:>8.1f}{1000 * merged[kind] / max(1, total[kind]):>8.1f}{missed}",
                flush=True,
            )
    print("duplicate, asked (possible), noted (the name alone agrees), passed: what happens with the best hit;")
    print("merged: a duplicate that is another person.")


def _run(size: int) -> tuple[Counter, Counter, Counter]:
    generator = clerks_book.Generator(201)
    rows = generator.book(size)
    book = Book(Person.from_row(row.as_dict()) for row in rows)
    counts: Counter = Counter()
    merged: Counter = Counter()
    total: Counter = Counter()
    for query in generator.queries(rows, min(QUERIES, size)):
        found = book.match(prepare(Person.from_row(query.row.as_dict())))
        kind = "known" if query.truth else "trap" if query.near else "new"
        hit = kind_of_hit((comparison.verdict, comparison.rests_on == "name") for _contact, comparison in found)
        total[kind] += 1
        counts[kind, hit] += 1
        merged[kind] += any(c.verdict == "duplicate" and p.person.id != query.truth for p, c in found)
    return counts, merged, total


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
