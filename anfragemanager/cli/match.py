"""``odoo anfrage match BOOK.csv QUERIES.csv``: the duplicate check without a database."""

# What a command says goes to standard error, what it finds to standard output.
# pylint: disable=print-used

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from ..matching import PRESETS, Model, Result, match_books, match_within
from ..matching.csvbook import BookError, read_people


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "book", metavar="BOOK.csv", help="the contacts to look in (UTF-8 or cp1252; separated by , ; or tab)"
    )
    parser.add_argument(
        "queries",
        metavar="QUERIES.csv",
        help="the contacts to look for; the same file again finds the pairs inside it, each once",
    )
    parser.add_argument(
        "--preset", choices=sorted(PRESETS), default="balanced", help="the rules to go by (default: balanced)"
    )
    parser.add_argument(
        "--duplicate", type=float, metavar="SCORE", help="score, 0 to 1, from which a pair is a duplicate"
    )
    parser.add_argument(
        "--possible", type=float, metavar="SCORE", help="score, 0 to 1, from which a pair is a possible one"
    )


def run(args: argparse.Namespace) -> int:
    """Print one JSON line for each pair that is not different; 0 when all queries were answered, 2 for wrong usage."""
    model = PRESETS[args.preset]
    try:
        if args.duplicate is not None or args.possible is not None:
            duplicate = model.duplicate if args.duplicate is None else args.duplicate
            possible = min(model.possible, duplicate) if args.possible is None else args.possible
            model = model.with_thresholds(duplicate, possible)
        for result in _pairs(args.book, args.queries, model):
            comparison = result.comparison
            answer = {
                "query": result.query.id,
                "candidate": result.candidate.id,
                "score": round(comparison.score, 9),
                "verdict": comparison.verdict,
                "evidence": [
                    {"field": e.field, "level": e.level, "weight": e.weight, "left": e.left, "right": e.right}
                    for e in comparison.evidence
                ],
            }
            sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    except (BookError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.buffer.flush()
    return 0


def _pairs(book: str, queries: str, model: Model) -> Iterator[Result]:
    people = read_people(book, _warn)
    same = Path(book).exists() and Path(queries).exists() and Path(book).samefile(queries)
    return match_within(people, model) if same else match_books(people, read_people(queries, _warn), model)


def _warn(text: str) -> None:
    print(text, file=sys.stderr)
