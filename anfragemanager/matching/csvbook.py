"""Address books as CSV files, as they come out of spreadsheets and other systems."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ..contact.text import fold
from .person import Person

_DATA = Path(__file__).parent / "data"
# Columns of which one may have several; their values are read together.
_SEVERAL = ("email", "phone", "mobile")
# Whose of several addresses and numbers a heading names: at its beginning or its end.
_WHERES = {
    **dict.fromkeys(("privat", "private", "priv", "home", "zuhause", "primary", "haupt"), "home"),
    **dict.fromkeys(("work", "business", "office", "geschaeftlich", "gesch", "buero", "dienstlich", "arbeit"), "work"),
    **dict.fromkeys(("other", "weitere", "weiterer", "weiteres", "sonstige", "sonstiges"), "other"),
}
_ADDRESS = ("street", "street2", "house_number", "whole_address", "zip", "city", "country")
# Which address counts where a row has several: the fullest, of two the private one.
_PLACES = ("home", "", "work", "other")
# What opens a heading of two steps: "Adresse (privat) Straße", "Telefon (Handy)".
_GROUPS = ("adresse", "address", "anschrift", "telefon", "tel", "phone", "kontakt", "contact", "person")
# Columns that tell who somebody is, or how to reach him.
_TELLING = {"first_name", "last_name", "name", "company", "email", "phone", "mobile", "tax_id"}
# Columns that only complete another.
_PARTS = ("middle_name", "birth_name", "street2", "whole_address")
_SHOWN = 20


class BookError(Exception):
    """A file that is no address book; the message is one sentence for the user."""


def read_people(path: str | Path, warn: Callable[[str], None] | None = None) -> Iterator[Person]:
    """The contacts of a CSV file, one after the other.

    UTF-8 with or without BOM, UTF-16, or cp1252; separated by ",", ";", tab or "|". Columns may be absent, in any order
    and headed as other systems do (data/headings.txt); a row without id gets its line number. Rows too short or too
    long are read as far as they go, empty ones skipped.

    Raises BookError, at the first contact asked for, when the file cannot be read, names no known column, or a quote in
    it is never closed.

    :param warn: is told in one sentence what was left out or looks wrong: unknown columns, ids that stand twice, rows
        with more cells than columns, rows that name nobody, a book without contacts
    """
    warn = warn or (lambda _text: None)
    lines = _lines(path)
    header = next((line for line in lines if line.strip()), "")
    if not header:
        raise BookError(f"{path} is empty.")
    csv.field_size_limit(max(csv.field_size_limit(), 10_000_000))
    delimiter = max(",;\t|", key=header.count)
    if header.lower().startswith("sep=") and len(header.strip()) == 5:
        # how Excel is told
        delimiter = header[4]
        lines[lines.index(header)] = "\n"
    _check_quotes(path, lines, delimiter)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        cells = next(row for row in reader if any(cell.strip() for cell in row))
        columns = _columns(path, cells, warn)
        seen: set[str] = set()
        count = 0
        untold: list[str] = []
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[len(columns) :]):
                warn(f"{path}, line {reader.line_num}: more cells than columns; the last ones are not read.")
            values = _values(columns, row)
            id_ = values.get("id", "").strip() or str(reader.line_num)
            if id_ in seen:
                warn(f"{path}, line {reader.line_num}: the id {id_} stands in the file before.")
            seen.add(id_)
            count += 1
            if _TELLING.isdisjoint(key for key, value in values.items() if value):
                untold.append(str(reader.line_num))
            yield Person.from_row({**values, "id": id_})
        if not count:
            warn(f"{path} has a heading but no contacts.")
        if untold:
            warn(f"{path}: neither a name nor a number or an address for e-mail in line {_listed(untold)}.")
    except csv.Error as error:
        raise BookError(f"{path}, line {reader.line_num}, is no CSV: {error}.") from error


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


@dataclass(frozen=True, slots=True)
class _Column:
    """name: the column a heading stands for, "" for none; place: whose address it is part of (_PLACES and a number)."""

    name: str
    place: tuple[str, str] = ("", "")


def _columns(path: str | Path, cells: list[str], warn: Callable[[str], None]) -> list[_Column]:
    columns = [_column(cell) for cell in cells]
    names = {column.name for column in columns}
    unknown = [cell.strip() for cell, column in zip(cells, columns, strict=True) if not column.name and cell.strip()]
    listed = _listed(unknown)
    if not names - {"id", "salutation", "title", "country", "is_company", ""}:
        known = ", ".join(column for column in _headings_by_column() if column not in _PARTS)
        raise BookError(
            f"{path} has no column that is known here; its first line must name some of: {known}."
            + (f" It names: {listed}." if listed else "")
        )
    if unknown:
        warn(f"{path}: these columns are not known and not read: {listed}.")
    if "name" in names and "first_name" in names and "last_name" not in names:
        # "Vorname" beside "Name" is the German way to head the surname
        columns = [replace(column, name="last_name") if column.name == "name" else column for column in columns]
    return columns


def _values(columns: list[_Column], row: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    addresses: dict[tuple[str, str], dict[str, str]] = {}
    for column, cell in zip(columns, row, strict=False):
        cell = cell.strip()
        if not cell or not column.name:
            continue
        if column.name in _ADDRESS:
            addresses.setdefault(column.place, {}).setdefault(column.name, cell)
        elif column.name in _SEVERAL and column.name in values:
            values[column.name] += f"; {cell}"
        else:
            # of two columns with one name the first that is filled counts
            values.setdefault(column.name, cell)
    values |= _best_address(addresses)
    if number := values.pop("house_number", ""):
        street = values.get("street", "")
        values["street"] = street if street.endswith(number) else f"{street} {number}".strip()
    if middle := values.pop("middle_name", ""):
        values["first_name"] = f"{values.get('first_name', '')} {middle}".strip()
    if (birth := values.pop("birth_name", "")) and values.get("last_name"):
        values["last_name"] += f" geb. {birth}"
    extra = values.pop("street2", "")
    whole = values.pop("whole_address", "")
    if not values.get("street"):
        values["street"] = extra or whole
    return values


def _best_address(addresses: dict[tuple[str, str], dict[str, str]]) -> dict[str, str]:
    """One of the addresses of a row, whole: the street of one and the town of another would be nobody's."""
    ranked = sorted(
        addresses.items(),
        key=lambda item: ("street" not in item[1], -len(item[1]), _PLACES.index(item[0][0]), item[0][1]),
    )
    best = dict(ranked[0][1]) if ranked else {}
    if (mixed := addresses.get(("", ""))) and not mixed.keys() & best.keys():
        # "Straße privat" beside "Land", of which there is one for all
        best = {**mixed, **best}
    return best


def _column(cell: str) -> _Column:
    """The column a heading stands for, and which address it belongs to."""
    heading = fold(cell.replace("_", " ").replace("/", " "))
    bare = " ".join(word for word in heading.split() if not (len(word) == 1 and word.isdigit()))
    number = next((word for word in heading.split() if len(word) == 1 and word.isdigit()), "")
    if bare == heading and heading[-1:].isdigit():
        bare, number = heading[:-1].strip(), heading[-1]
    words = bare.split()
    named = words if words and words[0] in _GROUPS else words[:1] + words[-1:]
    where = next((_WHERES[word] for word in named if word in _WHERES), "")
    for text in dict.fromkeys((heading, _without_where(heading), bare, _without_where(bare), _within_group(bare))):
        if found := _headings().get(text):
            return _Column(found, (where, number if number != "1" else ""))
    return _Column("")


def _without_where(heading: str) -> str:
    words = heading.split()
    if words and words[-1] in _WHERES:
        words = words[:-1]
    elif words and words[0] in _WHERES:
        words = words[1:]
    return " ".join(words)


def _within_group(heading: str) -> str:
    """The last step of a heading of several: "strasse" of "adresse privat strasse"."""
    group, *rest = heading.split() or [""]
    return " ".join(word for word in rest if word not in _WHERES) if group in _GROUPS else ""


@cache
def _headings_by_column() -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for line in (_DATA / "headings.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            column, _, headings = line.partition(":")
            columns[column] = tuple(heading.strip() for heading in headings.split(","))
    return columns


@cache
def _headings() -> dict[str, str]:
    return {heading: column for column, headings in _headings_by_column().items() for heading in headings}


def _check_quotes(path: str | Path, lines: list[str], delimiter: str) -> None:
    """A quote that is never closed swallows all that follows; csv reads it without a word."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for _row in reader:
            line = reader.line_num + 1
    except csv.Error as error:
        if "end of data" in str(error):
            raise BookError(f'{path}, line {line}: a quote (") is opened and never closed.') from error


def _lines(path: str | Path) -> list[str]:
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise BookError(f"{path} cannot be read: {error.strerror or error}.") from error
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise BookError(f"{path} is a spreadsheet or another document; save it as CSV first.")
    return _decode(raw).replace("\0", "").splitlines(keepends=True)


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    # UTF-16 without its mark: every second byte of Latin text is zero
    if raw[1:200:2].count(0) > 0.8 * len(raw[1:200:2]) > 0:
        return raw.decode("utf-16-le", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
