"""The rule tables in ``data/``: sections of keys and values, read once (INI, so that Python 3.10 reads them too)."""

from __future__ import annotations

from configparser import ConfigParser
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def table(name: str) -> dict[str, dict[str, str]]:
    """The rows of ``data/<name>.ini`` in their order: section → key → value. Raises configparser.Error on bad
    tables."""
    parser = ConfigParser(
        interpolation=None, delimiters=("=",), comment_prefixes=(";",), inline_comment_prefixes=None, strict=True
    )
    parser.optionxform = str
    with (_DATA / f"{name}.ini").open(encoding="utf-8") as file:
        parser.read_file(file)
    return {section: dict(parser[section]) for section in parser.sections()}
