"""What clerks make of an address book: couples in one row, remarks in the phone field, c/o, countries, placeholders.

Takes a generated book and its queries (german_book.py) and writes a share of the rows as agencies write them, with
traps: a child at a couple's door, strangers on one placeholder number, the other partner on the family's mailbox, two
of one first name at one switchboard.
"""

import random
import re
from dataclasses import replace

import german_book
from german_book import Query, Row

_REMARKS = (" privat", " (ab 18 Uhr)", " Büro", " dienstl.", ", bitte nur abends", " AB", " Handy")
_COUNTRIES = ("D", "Deutschland", "Germany", "DEU", "BRD", "")
PLACEHOLDER = "030 1234560"


def _digits(row: Row) -> set[str]:
    """The last digits of every number of a row: enough to tell whether two rows have one in common."""
    numbers = re.split(r" oder | / |[;,(]", f"{row.phone};{row.mobile}")
    return {re.sub(r"\D", "", number)[-7:] for number in numbers if sum(map(str.isdigit, number)) > 6}


class Generator:
    """The book and the queries of `german_book.Generator`, a share of the rows written by clerks."""

    def __init__(self, seed: int, given: set[str] | None = None) -> None:
        self.random = random.Random(seed * 7 + 1)
        self._plain = german_book.Generator(seed, given)
        self._coupled: list[Row] = []
        self._held: list[Row] = []
        self._shared: list[Row] = []
        self._staff: list[Row] = []

    def book(self, size: int) -> list[Row]:
        return [self._written(row) for row in self._plain.book(size)]

    def queries(self, book: list[Row], size: int) -> list[Query]:
        """Queries of the plain book, and for every hundred of them eight of the kinds above, six of them traps."""
        written = {row.id: row for row in book}
        plain = [self._fair(query, written) for query in self._plain.queries(self._held, size)]
        kinds = (
            (self._trap, self._coupled, size // 25),
            (self._partner_on_shared_mail, self._shared, size // 100),
            (self._owner_of_shared_mail, self._shared, size // 50),
            (self._same_first_name_at_switchboard, self._staff, size // 100),
        )
        return [*plain, *(make() for make, rows, count in kinds if rows for _ in range(count))]

    @staticmethod
    def _fair(query: Query, written: dict[str, Row]) -> Query:
        """The query, without its contact where the clerk's hand left them nothing but the name: nobody can know."""
        row, asked = written.get(query.truth), query.row
        if not row:
            return query
        joined = (
            asked.email and asked.email.lower() == row.email.lower(),
            _digits(asked) & _digits(row),
            asked.street and row.street and (asked.city == row.city or asked.zip == row.zip),
            row.company and (asked.company or asked.email.partition("@")[2] == row.email.partition("@")[2] != ""),
            asked.birth_date or asked.tax_id,
        )
        return query if any(joined) else replace(query, truth=None, kind="only the name in common")

    def _written(self, row: Row) -> Row:
        self._held.append(row)
        dice, spouse = self.random.random(), self._spouse(row)
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
        if row.email and not row.company and self.random.random() < 0.05:
            row = replace(row, email=self._family_mail(row))
            self._shared.append(row)
        elif row.company and row.firm[1] and self.random.random() < 0.5:
            # what a clerk notes of a firm's people: the switchboard, and the office's mailbox
            row = replace(row, phone=row.firm[1], email=self.random.choice((row.firm[2], row.email)))
            self._staff.append(row)
        if row.street and self.random.random() < 0.03:
            row = replace(row, street=f"c/o {self._plain._last_name()}, {row.street}")
        if self.random.random() < 0.02:
            row = replace(row, phone=PLACEHOLDER)
        return row

    def _spouse(self, row: Row) -> str:
        """A partner's first name that nobody at the door has: the couple's row would be that one's as well."""
        return self._other_name(row, german_book._MALE if row.female else german_book._FEMALE)

    def _other_name(self, row: Row, *pools: list[str]) -> str:
        written = " ".join(self._plain.at_home(row)) + row.first_name
        while (name := self._plain._pick(self.random.choice(pools))) in written:
            pass
        return name

    def _number(self, mobile: str) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return "49" + mobile.lstrip("0").replace(" ", "")
        if kind == 1:
            return f"{mobile} oder 030 {self.random.randint(200000, 9999999)}"
        if kind == 2:
            return f"{mobile} / 040 {self.random.randint(200000, 9999999)}"
        return mobile + self.random.choice(_REMARKS)

    def _family_mail(self, row: Row) -> str:
        name = german_book._ascii(row.last_name).lower().replace(" ", "")
        kind = self.random.choice(("familie.{}{}@web.de", "fam-{}{}@gmx.de", "{}{}@t-online.de", "die.{}s{}@posteo.de"))
        return kind.format(name, self.random.randint(1, 99))

    def _partner_on_shared_mail(self) -> Query:
        """The other partner writes from the mailbox that both have."""
        near = self.random.choice(self._shared)
        row, _one = self._plain._relative(near, "spouse")
        first = self._other_name(near, german_book._FEMALE if row.female else german_book._MALE)
        row = replace(row, id=f"shared-{row.id}", first_name=first, email=near.email)
        return Query(row, None, "partner on shared mail", near.id)

    def _owner_of_shared_mail(self) -> Query:
        """The person of the row writes from it, without the address and mostly without a number."""
        near = self.random.choice(self._shared)
        nothing = dict.fromkeys(("street", "zip", "city", "phone", "title", "salutation"), "")
        if self.random.random() < 0.6:
            nothing["mobile"] = ""
        return Query(replace(near, id=f"shared-{near.id}", **nothing), near.id, "shared mail")

    def _same_first_name_at_switchboard(self) -> Query:
        """Thomas Berg of the firm where Thomas Wald is known: one switchboard, one address, perhaps one mailbox."""
        near = self.random.choice(self._staff)
        other = self._plain._person((near.street, near.zip, near.city), None, near.first_name, near.female)
        email = self.random.choice((near.firm[2], other.email))
        changes = {"company": near.company, "firm": near.firm, "phone": near.firm[1], "mobile": "", "email": email}
        while other.last_name == near.last_name:
            other = replace(other, last_name=self._plain._last_name())
        return Query(replace(other, id=f"staff-{other.id}", **changes), None, "first name at switchboard", near.id)

    def _trap(self) -> Query:
        near = self.random.choice(self._coupled)
        first = self._other_name(near, german_book._MALE, german_book._FEMALE)
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
