"""The match command as a user calls it, without Odoo around it."""

import argparse
import importlib
import json
import sys
import types
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[2] / "anfragemanager"
HEAD = "id,first_name,last_name,email,street,zip,city\n"


@pytest.fixture(scope="module")
def command():
    # the addon's own __init__ imports Odoo's models; a package of another name over the same files does not
    package = types.ModuleType("addon_without_odoo")
    package.__path__ = [str(ADDON)]
    sys.modules[package.__name__] = package
    return importlib.import_module("addon_without_odoo.cli.match")


@pytest.fixture
def call(command, capfdbinary, tmp_path):
    def run(book, queries, *options):
        files = []
        for name, text in (("book.csv", book), ("queries.csv", queries)):
            files.append(tmp_path / name)
            files[-1].write_text(text, "utf-8")
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        status = command.run(parser.parse_args([*map(str, files), *options]))
        out, err = capfdbinary.readouterr()
        return status, [json.loads(line) for line in out.decode().splitlines()], err.decode()

    return run


BOOK = HEAD + "1,Jörg,Weiß,j.w@x.de,Ring 1,50667,Köln\n2,Ute,Weiß,,Ring 1,50667,Köln\n3,Jan,Voss,,Weg 9,20095,Hamburg\n"


def test_one_json_line_for_everything_not_different(call):
    status, lines, _err = call(BOOK, HEAD + "q,Joerg,Weiss,,Ringstr. 1,50667,Köln\n")
    assert status == 0
    assert [(line["query"], line["candidate"], line["verdict"]) for line in lines] == [
        ("q", "1", "duplicate"),
        ("q", "2", "related"),
    ]
    assert set(lines[0]) == {"query", "candidate", "score", "verdict", "evidence"}
    assert 1 >= lines[0]["score"] > lines[1]["score"] >= 0
    assert {"field", "level", "weight", "left", "right"} == set(lines[0]["evidence"][0])


def test_nothing_found_is_no_error(call):
    assert call(BOOK, HEAD + "q,Eva,Stein,,,,\n") == (0, [], "")


def test_presets_and_thresholds_are_options(call):
    query = HEAD + "q,Eva,Stein,j.w@x.de,,,\n"
    assert call(BOOK, query, "--preset", "onoffice")[1][0]["verdict"] == "duplicate"
    assert call(BOOK, query)[1][0]["verdict"] == "related"
    assert (
        call(BOOK, HEAD + "q,Jörg,Weiß,j.w@x.de,,,\n", "--duplicate", "1", "--possible", "1")[1][0]["verdict"]
        != "duplicate"
    )


@pytest.mark.parametrize(
    ("book", "options"), [("", ()), ("foo\n1\n", ()), (BOOK, ("--duplicate", "0.3", "--possible", "0.5"))]
)
def test_wrong_usage_is_one_sentence_and_status_2(call, book, options):
    status, lines, err = call(book, BOOK, *options)
    assert (status, lines) == (2, [])
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_book_against_itself_gives_each_pair_once_and_no_row_with_itself(command, capfdbinary, tmp_path):
    book = tmp_path / "book.csv"
    book.write_text(BOOK + "4,Joerg,Weiss,,Ringstr. 1,50667,Köln\n", "utf-8")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    # one file under two names
    (tmp_path / "link.csv").symlink_to(book)
    assert command.run(parser.parse_args([str(book), str(tmp_path / "link.csv")])) == 0
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    pairs = {(line["query"], line["candidate"]): line["verdict"] for line in lines}
    assert len(pairs) == len(lines)
    assert pairs == {("1", "4"): "duplicate", ("1", "2"): "related", ("2", "4"): "related"}
