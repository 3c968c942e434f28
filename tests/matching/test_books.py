"""Two lists as CSV files, and the aims of the duplicate check on generated books."""

import csv
import sys
from pathlib import Path

import pytest

from anfragemanager.matching import Person, match_books
from anfragemanager.matching.csvbook import BookError, read_people

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator(tmp_path, encoding, separator):
    text = (
        separator.join(("id", "first_name", "last_name", "zip"))
        + "\r\n"
        + separator.join(("7", "Jörg", "Weiß", "01067"))
        + "\r\n"
    )
    (person,) = read_people(write(tmp_path / "book.csv", text, encoding))
    assert (person.id, person.first_name, person.last_name, person.zip) == ("7", "Jörg", "Weiß", "01067")


def test_german_headings_ragged_and_empty_rows(tmp_path):
    book = write(
        tmp_path / "b.csv",
        '\nVorname;Nachname;PLZ;E-Mail;Telefon\nEva;Stein\n;;;;\nJan;Voss;20095;j@y.de;"040 1, 040 2";zu;viel\n',
    )
    eva, jan = read_people(book)
    assert (eva.first_name, eva.zip, eva.emails) == ("Eva", "", ())
    assert (jan.emails, jan.phones) == (("j@y.de",), ("040 1, 040 2",))
    assert eva.id != jan.id


def test_one_name_column_is_taken_apart(tmp_path):
    (person,) = read_people(write(tmp_path / "b.csv", "name,email\nFrau Dr. Eva von Stein,e@x.de\n"))
    assert (person.first_name, person.last_name) == ("Eva", "von Stein")


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), ("\n \n", "empty"), ("foo;bar\n1;2\n", "no column"), ("id\n1\n", "no column")]
)
def test_no_address_book_is_said_in_one_sentence(tmp_path, text, reason):
    with pytest.raises(BookError, match=reason):
        list(read_people(write(tmp_path / "b.csv", text)))


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_unreadable_file(tmp_path, name):
    with pytest.raises(BookError, match="cannot be read"):
        list(read_people(tmp_path / name))


def test_results_come_query_by_query_best_first():
    book = [
        Person(id="a", first_name="Eva", last_name="Stein", emails=("e@x.de",)),
        Person(id="b", last_name="Kramer", emails=("e@x.de",)),
    ]
    queries = [
        Person(id="q", first_name="Eva", last_name="Stein", emails=("e@x.de",)),
        Person(id="r", last_name="Nobody"),
    ]
    results = list(match_books(book, queries))
    assert next(result.candidate.id for result in results if result.query.id == "q") == "a"
    assert not [result for result in results if result.query.id == "r"]
    assert [r.comparison.score for r in results] == sorted((r.comparison.score for r in results), reverse=True)


@pytest.mark.parametrize("module", ["german_book", "holdout_book"])
def test_generated_book_reaches_the_aims(module):
    """Recall at least 0.98 and precision at least 0.998 (the aims), on books of a seed that no weight was chosen by."""
    generator = __import__(module).Generator(4242)
    from match_german import evaluate

    book = generator.book(2500)
    outcome = evaluate(book, generator.queries(book, 2500))
    assert outcome.precision >= 0.998
    assert outcome.recall >= 0.975
    assert outcome.blocked / outcome.true >= 0.99
    merged = {kind for (kind, verdict) in outcome.trap_verdicts if verdict == "duplicate"}
    assert not merged & {"father", "namesake_son", "twin"}


def test_generators_repeat_themselves(tmp_path):
    import german_book

    one, other = ([row.as_dict() for row in german_book.Generator(5).book(200)] for _ in range(2))
    assert one == other
    path = tmp_path / "book.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, german_book.Row.COLUMNS)
        writer.writeheader()
        writer.writerows(one)
    assert [person.id for person in read_people(path)] == [row["id"] for row in one]
