"""What clerks make of an address book: couples in one row, remarks in the phone field, c/o, countries, placeholders.

Takes a generated book and its queries (german_book.py) and writes a share of the rows as agencies write them, with
traps: a child at a couple's door, strangers on one placeholder number.
"""

import random
from dataclasses import replace

import german_book
from german_book import Query, Row

_REMARKS = (" privat", " (ab 18 Uhr)", " Büro", " dienstl.", ", bitte nur abends", " AB", " Handy")
_COUNTRIES = ("D", "Deutschland", "Germany", "DEU", "BRD", "")
PLACEHOLDER = "030 1234560"


class Generator:
    """The book and the queries of `german_book.Generator`, a share of the rows written by clerks."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed * 7 + 1)
        self._plain = german_book.Generator(seed)
        self._coupled: list[Row] = []
        self._held: list[Row] = []

    def book(self, size: int) -> list[Row]:
        return [self._written(row) for row in self._plain.book(size)]

    def queries(self, book: list[Row], size: int) -> list[Query]:
        """Queries of the plain book, four in a hundred of them traps of the kinds above."""
        plain = self._plain.queries(self._held, size)
        return [*plain, *(self._trap() for _ in range(size // 25) if self._coupled)]

    def _written(self, row: Row) -> Row:
        self._held.append(row)
        dice, spouse = self.random.random(), self._plain._pick(german_book._MALE if row.female else german_book._FEMALE)
        if row.first_name and row.salutation and dice < 0.1:
            names = [row.first_name, spouse]
            self.random.shuffle(names)
            row = replace(
                row,
                salutation=self.random.choice(("Herr und Frau", "Familie", "Eheleute")),
                first_name=self.random.choice((" & ", " und ", "/", " u. ")).join(names),
            )
            self._coupled.append(row)
        if row.mobile and self.random.random() < 0.2:
            row = replace(row, mobile=self._number(row.mobile))
        if self.random.random() < 0.3:
            row = replace(row, country=self.random.choice(_COUNTRIES))
        if row.street and self.random.random() < 0.03:
            row = replace(row, street=f"c/o {self._plain._last_name()}, {row.street}")
        if self.random.random() < 0.02:
            row = replace(row, phone=PLACEHOLDER)
        return row

    def _number(self, mobile: str) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return "49" + mobile.lstrip("0").replace(" ", "")
        if kind == 1:
            return f"{mobile} oder 030 {self.random.randint(200000, 9999999)}"
        if kind == 2:
            return f"{mobile} / 040 {self.random.randint(200000, 9999999)}"
        return mobile + self.random.choice(_REMARKS)

    def _trap(self) -> Query:
        near = self.random.choice(self._coupled)
        first = self._plain._pick(self.random.choice((german_book._MALE, german_book._FEMALE)))
        while first in near.first_name:
            first = self._plain._pick(german_book._MALE)
        changes = {"first_name": first, "salutation": "", "mobile": self._plain._mobile(), "id": f"trap-{first}"}
        if self.random.random() < 0.5:
            email = self._plain._email(first, near.last_name)
            return Query(replace(near, **changes, email=email), None, "child at a couple's door", near.id)
        other = {
            "last_name": self._plain._last_name(),
            "email": "",
            "street": "",
            "zip": "",
            "city": "",
            "phone": PLACEHOLDER,
        }
        return Query(replace(near, **{**changes, **other}), None, "placeholder number", near.id)
