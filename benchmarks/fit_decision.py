"""Fit the weights of matching/decision.py on pairs whose truth is known, and say what they are worth on unseen books.

make bench ARGS="decision"                        prints what each writer's pairs get from the weights of all others
make bench ARGS="decision fit"                    … and writes the weights of all
make bench ARGS="decision count LABEL FOLDER …"   counts the pairs of address books into judged_pairs.csv.gz

A FOLDER holds book.csv and queries.csv (columns of ``anfrage match``) and truth.json: a list of {"query", "truth"
(id of the row of the book or null), "knowable" (false: nobody could tell)}. What is kept of it are the levels of the
pairs that the rules do not call "different", and whether they were one person: nothing of anybody.

Where the pairs come from: address books of 12,000 to 20,000 contacts with 1,500 inquiries each, two seeds, by writers
who described German, Austrian and Swiss agencies without knowledge of this program; and the three generators of this
folder. All are invented people. LABEL names the writer.
"""

import csv
import gzip
import importlib
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from anfragemanager.matching import BALANCED, Book, Person, prepare
from anfragemanager.matching.candidates import crowded_keys, judge_candidates
from anfragemanager.matching.decision import features, settle
from anfragemanager.matching.verdict import Levels, judge, rests_on

PAIRS = Path(__file__).parent / "judged_pairs.csv.gz"
TABLE = Path(__file__).parents[1] / "anfragemanager" / "matching" / "data" / "decision.txt"
# Strength of the pull towards no weight (scikit-learn's C), and the step to which weights are rounded.
PULL, STEP = 1.0, 0.05
HEAD = """\
# Weight of each level in natural log-odds: field, level, weight. Written by benchmarks/fit_decision.py (fit) from
# {pairs} judged pairs of {writers} writers' books; not to be edited by hand.
"""
# (writer, levels as "field:level|…", best other score, one person?) → how many
Pairs = Counter[tuple[str, str, str, str]]


def judged(writer: str, book: Iterable[Person], queries: Iterable[tuple[Person, str | None]]) -> Pairs:
    """The pairs of one book, counted; the second of a query is the id of the true contact."""
    held = Book(book)
    pairs: Pairs = Counter()
    for person, truth in queries:
        query = prepare(person)
        crowded = crowded_keys(held.carriers(query))
        contacts = [held.contacts[place] for place in held.candidates(query)]
        for contact, levels, _score, _verdict, rival in judge_candidates(query, contacts, BALANCED, crowded):
            shown = "|".join(f"{field}:{level}" for field, level in levels)
            pairs[writer, shown, f"{rival:.2f}", str(int(contact.person.id == truth))] += 1
    return pairs


def of_folder(folder: Path) -> tuple[list[Person], list[tuple[Person, str | None]]]:
    """Contacts and queries of a folder, without those that nobody could tell."""
    truth = {item["query"]: item for item in json.loads((folder / "truth.json").read_text("utf-8"))}
    queries = [row for row in _rows(folder / "queries.csv") if truth[row["id"]].get("knowable", True)]
    return (
        [Person.from_row(row) for row in _rows(folder / "book.csv")],
        [(Person.from_row(row), truth[row["id"]]["truth"]) for row in queries],
    )


def of_generator(name: str, seed: int, size: int) -> tuple[list[Person], list[tuple[Person, str | None]]]:
    """Contacts and queries of one of this folder's generators."""
    generator = importlib.import_module(name).Generator(seed)
    rows = generator.book(size)
    queries = [(Person.from_row(query.row.as_dict()), query.truth) for query in generator.queries(rows, size)]
    return [Person.from_row(row.as_dict()) for row in rows], queries


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_pairs() -> Pairs:
    """The pairs counted so far."""
    if not PAIRS.exists():
        return Counter()
    with gzip.open(PAIRS, "rt", encoding="utf-8", newline="") as file:
        return Counter({tuple(row[:4]): int(row[4]) for row in csv.reader(file)})


def write_pairs(pairs: Pairs) -> None:
    """Sorted and without a time, so that the same pairs make the same file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((*pair, count) for pair, count in sorted(pairs.items()))
    PAIRS.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))


def count(label: str, folders: list[str]) -> None:
    """Replace the pairs of a writer by those of these folders; the generators are counted under their own names."""
    pairs = Counter({pair: number for pair, number in read_pairs().items() if pair[0] != label})
    for folder in folders:
        pairs += judged(label, *of_folder(Path(folder)))
    if not folders:
        pairs += judged(label, *of_generator(label, 7, 3000))
    write_pairs(pairs)
    print(f"{label}: {sum(number for pair, number in pairs.items() if pair[0] == label)} pairs")


def _levels(shown: str) -> Levels:
    return [tuple(item.split(":")) for item in shown.split("|")]


def fit(write: bool) -> None:
    """Print what each writer's pairs get from the weights of all others; write those of all."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    pairs = read_pairs()
    keys = list(pairs)
    levels = [_levels(shown) for _writer, shown, _rival, _same in keys]
    told = [judge(one, BALANCED) for one in levels]
    found = [
        {":".join(name): value for name, value in features(one, score, float(key[2])).items()}
        for key, one, (score, _verdict) in zip(keys, levels, told, strict=True)
    ]
    vectors = DictVectorizer(sparse=False)
    table = vectors.fit_transform(found)
    same, number = np.array([key[3] == "1" for key in keys]), np.array(list(pairs.values()))
    writers = np.array([key[0] for key in keys])
    verdicts = np.array([verdict for _score, verdict in told])
    more = np.array([rests_on(one) not in ("name", "rare_name") for one in levels])

    def fitted(part: np.ndarray) -> np.ndarray:
        model = LogisticRegression(C=PULL, max_iter=3000, fit_intercept=False)
        model.fit(table[part], same[part], sample_weight=number[part])
        return np.round(model.coef_[0] / STEP) * STEP

    print(f"{'writer':16}{'pairs':>7}  rules: sure, false   both: sure, false   asked, needlessly")
    total: Counter[str] = Counter()
    for writer in sorted(set(writers)):
        here = writers == writer
        likely = 1 / (1 + np.exp(-(table[here] @ fitted(~here))))
        rules, one, many, here_more = verdicts[here], same[here], number[here], more[here]
        settled = np.array(
            [
                settle(levels[place], verdicts[place], chance, BALANCED)
                for place, chance in zip(np.flatnonzero(here), likely, strict=True)
            ]
        )
        both, asked = settled == "duplicate", (settled == "possible") & here_more
        figures = {
            "true": many[one & here_more].sum(),
            "rules": many[(rules == "duplicate") & one].sum(),
            "rules_false": many[(rules == "duplicate") & ~one].sum(),
            "both": many[both & one].sum(),
            "both_false": many[both & ~one].sum(),
            "asked": many[asked & one].sum(),
            "needless": many[asked & ~one].sum(),
        }
        total.update({name: int(value) for name, value in figures.items()})
        print(_line(writer, int(many.sum()), figures))
    print(_line("all", int(number.sum()), total))
    if not write:
        return
    weights = fitted(np.ones(len(keys), dtype=bool))
    lines = sorted(
        f"{name.replace(':', ' ')} {weight:.2f}"
        for name, weight in zip(vectors.feature_names_, weights, strict=True)
        if weight
    )
    head = HEAD.format(pairs=sum(pairs.values()), writers=len(set(writers)))
    TABLE.write_text(head + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} weights written to {TABLE.name}")


def _line(name: str, pairs: int, figures: dict[str, int]) -> str:
    true = max(1, figures["true"])
    return (
        f"{name:16}{pairs:7}  {figures['rules'] / true:10.4f} {figures['rules_false']:6}   "
        f"{figures['both'] / true:10.4f} {figures['both_false']:6}   {figures['asked']:7} {figures['needless']:6}"
    )


def main(arguments: list[str]) -> None:
    """One of the three commands above."""
    match arguments:
        case ["count", label, *folders]:
            count(label, folders)
        case [] | ["fit"]:
            fit(bool(arguments))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
