"""What the duplicate check does to inquiries: strangers merged, known people missed, persons asked needlessly.

Goes the product's own path inside Odoo (`res.partner._anfrage_find_duplicates`, `matching.kind_of_hit`) with address
books of growing size, written past the ORM (book_database.py). Those who ask are the same at every size: what changes
is the book around them.
"""

import sys
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import book_database  # noqa: E402
import clerks_book  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
# Contacts about whom is asked, written by clerks; the book around them is made of plain ones.
ASKED = 900
QUERIES = 1_200
HEAD = "  contacts                       kind inquiries duplicate    asked    noted   passed   merged   missed needless"


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table, for each size of the address book and each kind of inquiry per 1,000 of the kind."""
    env, cr = book_database.open_database()
    inquiries, given = write_asked(cr)
    for number, size in enumerate(sizes):
        book_database.grow(cr, size, seed=1 + number, given=given)
        print_table(size, *outcomes(env, inquiries))
    print_legend()
    cr.rollback()
    cr.close()


def write_asked(cr) -> tuple[list[tuple], set[str]]:
    """Write the contacts about whom is asked.

    :return: the inquiries as (query, id of the contact it is or None), and whose mailboxes and numbers are given
    """
    given: set[str] = set()
    generator = clerks_book.Generator(201, given)
    rows = generator.book(ASKED)
    ids = book_database.write(cr, [row.as_dict() for row in rows])
    contacts = {row.id: id_ for row, id_ in zip(rows, ids, strict=True)}
    return [(query, contacts.get(query.truth)) for query in generator.queries(rows, QUERIES)], given


def print_table(size: int, counts: Counter, merged: Counter, total: Counter) -> None:
    """Print what `outcomes` found at one size."""
    print(HEAD)
    kinds = sorted(total, key=lambda kind: ("known" not in kind, kind != "newcomer", kind))
    for kind in kinds:
        share = {hit: 1000 * counts[kind, hit] / total[kind] for hit in ("duplicate", "possible", "name", "none")}
        known = kind.startswith("known")
        missed = f"{share['none'] + share['name']:9.1f}" if known else f"{'':9}"
        needless = f"{'':9}" if known else f"{share['possible']:9.1f}"
        print(
            f"{size:>10,}{kind:>27}{total[kind]:>10}{share['duplicate']:>10.1f}{share['possible']:>9.1f}"
            f"{share['name']:>9.1f}{share['none']:>9.1f}{1000 * merged[kind] / total[kind]:>9.1f}{missed}{needless}",
            flush=True,
        )


def print_legend() -> None:
    print("per 1,000 inquiries of a kind. duplicate, asked (possible), noted (the name alone agrees), passed: what")
    print(
        "happens with the best hit. merged: a duplicate that is another person; missed: the person is in the book and"
    )
    print("nobody is asked; needless: asked about somebody who is not in the book.")


def outcomes(env, inquiries) -> tuple[Counter, Counter, Counter]:
    """Check every inquiry: (how often each kind met what, was merged with somebody else, was asked at all)."""
    import odoo.addons.anfragemanager.matching as matching

    mailbox = book_database.mailbox(env)
    counts, merged, total = Counter(), Counter(), Counter()
    for query, contact in inquiries:
        found = env["res.partner"]._anfrage_find_duplicates(book_database.inquiry(env, mailbox, query.row))
        kind = _kind(query)
        total[kind] += 1
        counts[kind, matching.kind_of_hit((match.verdict, match.rests_on == "name") for match in found)] += 1
        merged[kind] += any(match.verdict == "duplicate" and match.partner.id != contact for match in found)
        env.invalidate_all()
    return counts, merged, total


def _kind(query) -> str:
    if query.truth:
        return "known, shared mail" if query.kind == "shared mail" else "known"
    return query.kind


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
