"""Word lists: text files in ``data/``, one entry a line, their origin in the lines with # at the head."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of ``data/<name>.txt`` in their order, without comments and empty lines.

    Raises FileNotFoundError where there is no such list.
    """
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The entries of ``data/<name>.txt`` as a set."""
    return frozenset(entries(name))


@cache
def pairs(name: str) -> dict[str, str]:
    """``data/<name>.txt`` with lines of the form ``value: key, key`` as key → value."""
    table: dict[str, str] = {}
    for line in entries(name):
        value, _, keys = line.partition(":")
        table.update(dict.fromkeys((key.strip() for key in keys.split(",") if key.strip()), value.strip()))
    return table
