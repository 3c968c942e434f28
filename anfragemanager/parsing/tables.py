"""The rule tables in ``data/``: sections of keys and values, read once (INI, so that Python 3.10 reads them too)."""

from __future__ import annotations

import re
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


def pattern(where: str, flags: int = re.IGNORECASE) -> re.Pattern:
    """The regular expression ``section.key`` of ``data/patterns.ini``, whose lines are one."""
    section, _, key = where.partition(".")
    return re.compile("".join(table("patterns")[section][key].split("\n")), flags)


def patterns(where: str, **parts: str) -> tuple[re.Pattern, ...]:
    """The regular expressions of a cell, one a line; ``parts`` replace ``{name}`` in them."""
    section, _, key = where.partition(".")
    text = table("patterns")[section][key]
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return tuple(re.compile(line, re.IGNORECASE) for line in text.split("\n") if line)


def section(name: str) -> dict[str, re.Pattern]:
    """The regular expressions of a section by their keys, in its order."""
    return {key: pattern(f"{name}.{key}") for key in table("patterns")[name]}


def conditions(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The facts a cell asks for, and those that must not hold ("person !portal")."""
    names = text.split()
    return (
        frozenset(name for name in names if not name.startswith("!")),
        frozenset(name[1:] for name in names if name.startswith("!")),
    )
