"""Address books as CSV files, as they come out of spreadsheets and other systems."""

import csv
from collections.abc import Iterator
from pathlib import Path

from .person import Person

_COLUMNS = (
    "id",
    "salutation",
    "title",
    "first_name",
    "last_name",
    "name",
    "company",
    "email",
    "phone",
    "mobile",
    "street",
    "zip",
    "city",
    "country",
)
# Headings of German exports for the same columns.
_ALIASES = {
    "nr": "id", "kontaktnummer": "id", "kundennummer": "id", "anrede": "salutation", "titel": "title",
    "vorname": "first_name", "firstname": "first_name",
    "given_name": "first_name", "nachname": "last_name", "lastname": "last_name", "surname": "last_name",
    "familienname": "last_name", "firma": "company",
    "firmenname": "company", "unternehmen": "company", "e_mail": "email", "mail": "email", "emailadresse": "email",
    "e_mail_adresse": "email",
    "telefon": "phone", "telefonnummer": "phone", "festnetz": "phone", "tel": "phone", "mobil": "mobile",
    "handy": "mobile", "mobiltelefon": "mobile",
    "strasse": "street", "straße": "street", "adresse": "street", "address": "street", "plz": "zip",
    "postleitzahl": "zip", "postcode": "zip",
    "ort": "city", "stadt": "city", "suburb": "city", "land": "country",
}  # fmt: skip


class BookError(Exception):
    """A file that is no address book; the message is one sentence for the user."""


def read_people(path: str | Path) -> Iterator[Person]:
    """The contacts of a CSV file, one after the other.

    UTF-8 with or without BOM, UTF-16 with BOM, or cp1252; separated by ",", ";", tab or "|". Columns may be absent, in
    any order and
    headed in German; a row without id gets its line number. Rows too short or too long are read as far as they go,
    empty ones
    skipped. Raises BookError, at the first contact asked for, when the file cannot be read or names no known column.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise BookError(f"{path} cannot be read: {error.strerror or error}.") from error
    lines = _decode(raw).replace("\0", "").splitlines(keepends=True)
    header = next((line for line in lines if line.strip()), "")
    if not header:
        raise BookError(f"{path} is empty.")
    csv.field_size_limit(max(csv.field_size_limit(), 10_000_000))
    reader = csv.reader(lines, delimiter=max(",;\t|", key=header.count))
    try:
        names = [_column(cell) for cell in next(row for row in reader if any(cell.strip() for cell in row))]
        if not set(names) & (set(_COLUMNS) - {"id"}):
            raise BookError(
                f"{path} has no column that is known here; its first line must name some of: {', '.join(_COLUMNS)}."
            )
        for row in reader:
            cells = {}
            for name, cell in zip(names, row, strict=False):
                # of two columns with one name the first that is filled counts
                cells[name] = cells.get(name) or cell
            if any(cell.strip() for cell in row):
                yield Person.from_row({**cells, "id": cells.get("id", "").strip() or str(reader.line_num)})
    except csv.Error as error:
        raise BookError(f"{path}, line {reader.line_num}, is no CSV: {error}.") from error


def _column(cell: str) -> str:
    name = cell.strip().casefold().replace(" ", "_").replace("-", "_")
    return _ALIASES.get(name, name)


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
