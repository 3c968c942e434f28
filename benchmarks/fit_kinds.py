"""Fit the weights of parsing/opinion.py on mails whose kind is known, and say what they are worth on unseen mails.

make bench ARGS="kinds"                        prints what each set of mails gets from the weights of all others
make bench ARGS="kinds fit"                    … and writes the weights of all
make bench ARGS="kinds count LABEL FOLDER"     counts a folder's mails into judged_mails.csv.gz
make bench ARGS="kinds count"                  counts those of tests/parsing again

A FOLDER holds mails, expected.json (name of the file → an object with its "kind") and rules.json (what the agency
knows, as parsing.from_json takes it). What is kept of a mail are the facts, concepts and rules that were seen in it,
what the rules made of it, and what it is: nothing of anybody.

Where the mails come from: writers who described the inbox of a German agency without knowledge of this program, one
set each, and the mails of the tests. All are invented. LABEL names the set. A set whose mails were used to mend the
rules says little about them, but as much about the weights as any other: it is judged by those of the others.
"""

import csv
import gzip
import importlib
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest import mock

from anfragemanager import parsing
from anfragemanager.parsing import Rules, from_json, opinion
from anfragemanager.parsing.evidence import lead

understand = importlib.import_module("anfragemanager.parsing.understand")
HERE = Path(__file__).parent
MAILS = HERE / "judged_mails.csv.gz"
TABLE = HERE.parent / "anfragemanager" / "parsing" / "data" / "opinion.txt"
TESTS = HERE.parent / "tests" / "parsing"
# Strength of the pull towards no weight (scikit-learn's C), and the step to which weights are rounded.
PULL, STEP = 0.5, 0.05
HEAD = """\
# What was seen, its weights for {classes} in natural log-odds. Written by
# benchmarks/fit_kinds.py (fit) from {mails} judged mails of {sets} sets; not to be edited by hand.
"""
# set, kind the rules found, its lead, true class, features
Row = tuple[str, str, int, str, frozenset[str]]


def judged(label: str, mails: Iterable[tuple[bytes, str, Rules | None]]) -> Iterator[Row]:
    """The mails of one set, each given with its kind and what the agency knows."""
    for raw, kind, rules in mails:
        with mock.patch.object(understand.opinion, "settle", wraps=opinion.settle) as settle:
            parsing.parse(raw, rules) if rules else parsing.parse(raw)
        if settle.call_args:
            found, _unsure, facts, spoken, evidence = settle.call_args.args
            seen = frozenset(opinion.features(facts, spoken, evidence))
            yield label, found, lead(found, evidence), opinion.of_class(kind), seen


def of_folder(folder: Path) -> Iterator[tuple[bytes, str, Rules | None]]:
    """The mails of a folder that are of a kind the opinion tells apart."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    rules = from_json(json.loads((folder / "rules.json").read_text("utf-8")))
    for name, mail in expected.items():
        yield (folder / name).read_bytes(), mail["kind"], rules


def of_tests() -> Iterator[tuple[str, Iterable[tuple[bytes, str, Rules | None]]]]:
    """``(label, mails)`` of each set of the tests."""
    for folder in sorted(path.parent for path in (TESTS / "unseen").glob("*/expected.json")):
        yield folder.name, of_folder(folder)
    paths = sorted((TESTS / "mails").glob("*.eml"))
    yield "mails", ((p.read_bytes(), json.loads(Path(f"{p}.json").read_text("utf-8"))["kind"], None) for p in paths)
    sys.path.insert(0, str(TESTS))
    everyday = importlib.import_module("everyday")
    halves = ("everyday", "every other day")
    for half, label in enumerate(halves):
        found = [mail for at, mail in enumerate(everyday.mails()) if at % 2 == half]
        yield label, ((mail.raw, mail.kind or "other", everyday.KNOWN) for mail in found)


def read_rows() -> list[Row]:
    """The mails counted so far."""
    if not MAILS.exists():
        return []
    with gzip.open(MAILS, "rt", encoding="utf-8", newline="") as file:
        return [
            (label, found, int(led), true, frozenset(seen.split("|")))
            for label, found, led, true, seen in csv.reader(file)
        ]


def write_rows(rows: Iterable[Row]) -> None:
    """Sorted and without a time, so that the same mails make the same file."""
    lines = sorted((label, found, str(led), true, "|".join(sorted(seen))) for label, found, led, true, seen in rows)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    MAILS.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))


def count(sets: Iterable[tuple[str, Iterable[tuple[bytes, str, Rules | None]]]]) -> None:
    """Replace the mails of each set by those given."""
    counted = {label: [*judged(label, mails)] for label, mails in sets}
    write_rows(
        [*(row for row in read_rows() if row[0] not in counted), *(row for rows in counted.values() for row in rows)]
    )
    for label, rows in counted.items():
        print(f"{label}: {len(rows)} mails")


def fit(write: bool) -> None:
    """Print what each set gets from the weights of all others; write those of all."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = read_rows()
    vectors = DictVectorizer(sparse=False)
    table = vectors.fit_transform([dict.fromkeys(seen, 1.0) for *_told, seen in rows])
    sets, true = np.array([row[0] for row in rows]), np.array([row[3] for row in rows])

    def fitted(part: np.ndarray) -> np.ndarray:
        model = LogisticRegression(C=PULL, max_iter=5000, fit_intercept=False).fit(table[part], true[part])
        order = [list(model.classes_).index(kind) for kind in opinion.CLASSES]
        return np.round(model.coef_[order] / STEP) * STEP

    print(f"{'set':16}{'mails':>6}{'rules':>8}{'both':>8}{'mended':>8}{'spoilt':>8}{'alone':>8}")
    total = np.zeros(6)
    for label in [*dict.fromkeys(sets)]:
        here = np.flatnonzero(sets == label)
        sums = table[here] @ fitted(sets != label).T
        shares = np.exp(sums - sums.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        figures = np.zeros(6)
        for at, chances in zip(here, shares, strict=True):
            _label, rules, led, right, _seen = rows[at]
            told = dict(zip(opinion.CLASSES, chances, strict=True))
            both = rules if led > opinion.CLOSE else opinion.decide(rules, False, told)[0]
            ruled, settled = opinion.of_class(rules) == right, opinion.of_class(both) == right
            figures += [
                1,
                ruled,
                settled,
                settled and not ruled,
                ruled and not settled,
                max(told, key=told.get) == right,
            ]
        total += figures
        print(_line(label, figures))
    print(_line("all", total))
    if not write:
        return
    told = fitted(np.ones(len(rows), dtype=bool)).T
    lines = [
        f"{name}\t" + "\t".join(f"{weight:.2f}" for weight in weights)
        for name, weights in zip(vectors.feature_names_, told + 0.0, strict=True)
        if weights.any()
    ]
    head = HEAD.format(classes=", ".join(opinion.CLASSES), mails=len(rows), sets=len(set(sets)))
    TABLE.write_text(head + "\n".join(lines) + "\n", "utf-8")
    print(f"weights of {len(lines)} features written to {TABLE.name}")


def _line(label: str, figures: Iterable[float]) -> str:
    number, rules, both, mended, spoilt, alone = figures
    shares = f"{rules / number:8.3f}{both / number:8.3f}"
    return f"{label:16}{number:6.0f}{shares}{mended:8.0f}{spoilt:8.0f}{alone / number:8.3f}"


def main(arguments: list[str]) -> None:
    """One of the commands above."""
    match arguments:
        case ["count", label, folder]:
            count([(label, of_folder(Path(folder)))])
        case ["count"]:
            count(of_tests())
        case [] | ["fit"]:
            fit(bool(arguments))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
