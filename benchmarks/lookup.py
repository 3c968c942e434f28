"""The duplicate check inside Odoo at growing address books: candidate look-up and whole check, per inquiry, and what it
finds (match_flow.py).

Run by `make bench`; `python benchmarks/lookup.py 10000 100000` chooses the sizes.
"""

import os
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import book_database  # noqa: E402
import match_flow  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 300


def main(sizes=SIZES) -> None:
    """Print p50 and p95 in milliseconds and how much memory the checks took, for each size of the address book."""
    env, cr = book_database.open_database()
    inquiries, given = match_flow.write_asked(cr)
    print("  contacts        keys  look-up p50      p95  check p50      p95    growth   (ms, MB)")
    first = None
    for number, size in enumerate(sizes):
        book_database.grow(cr, size, seed=1 + number, given=given)
        before = _resident()
        lookups, checks = _measure(env)
        cr.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'anfragemanager_match_key'")
        row = (*_percentiles(lookups), *_percentiles(checks))
        first = first or row
        memory = _resident() - before
        times = "{:>13.2f}{:>9.2f}{:>11.2f}{:>9.2f}"
        print(f"{size:>10,}{cr.fetchone()[0]:>12,}{times.format(*row)}{memory:>10.0f}")
        print(
            f"{'× the first':>22}{times.format(*(now / then for now, then in zip(row, first, strict=True)))}",
            flush=True,
        )
        match_flow.print_table(size, *match_flow.outcomes(env, inquiries))
    match_flow.print_legend()
    cr.rollback()
    cr.close()


def _measure(env):
    """Return the seconds of the candidate look-up and of the whole check for each of the queries."""
    from german_book import Generator

    import odoo.addons.anfragemanager.matching as matching

    box = book_database.mailbox(env)
    Partner = env["res.partner"]
    lookups, checks = [], []
    generator = Generator(4711)
    queries = generator.queries(generator.book(2 * QUERIES), QUERIES)
    for query in queries:
        asked = book_database.inquiry(env, box, query.row)
        keys = matching.blocking_keys(matching.prepare(Partner._anfrage_person_of(asked)))
        start = time.perf_counter()
        Partner._anfrage_candidates(keys, box.company_id)
        lookups.append(time.perf_counter() - start)
        env.flush_all()
        env.invalidate_all()
        # the flow has read both when it comes to the check
        Partner._anfrage_person_of(asked)
        box._matching_model()
        start = time.perf_counter()
        Partner._anfrage_find_duplicates(asked)
        checks.append(time.perf_counter() - start)
    env.cr.rollback()
    return lookups, checks


def _resident():
    """Return the resident memory of this process in MB; the difference is what the checks themselves needed."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _percentiles(seconds):
    ordered = sorted(seconds)
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(len(ordered) * 0.95)]


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
