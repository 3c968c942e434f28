"""A document read as a form, once from top to bottom: what each label means depends on where it stands.

In a block about the property or the agency a name is not the prospect's, and after the label of the message everything
is message until the sender speaks again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile

from ..contact.companies import is_company
from . import ending, layouts, orientation
from .drafts import PLACE
from .ending import is_rule, plain
from .form_message import MessageOfForm
from .form_values import WISHES, ValuesOfForm
from .labels import DISCLOSURE_INTRO, SECTIONS, UNSEEN, Table, spelt
from .layouts import MESSAGES, Pair
from .lines import Document, Line, has_digit
from .values import HTTP

_WHOLE_ADDRESS = re.compile(r"\d, .*\b\d{4,5} \w")
_MOST_OPTIONS = 50
# A value goes on over so many lines: a card with name, firm, ways of contact and address.
_MOST_BELOW = 6
# A line of more characters that ends with a colon is no label.
_MOST_OF_LABEL = 60


@dataclass(slots=True)
class Reading:
    """What the labels of one document say. ``values`` is raw text by field, ``found`` the line it came from,
    ``about`` the texts in which the form speaks of the property; ``wordless`` tells that it has no message, as it
    says."""

    values: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)
    portal_refs: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    disclosure: dict[str, str] = field(default_factory=dict)
    message: str | None = None
    wordless: bool = False
    spanish: int = 0
    english: int = 0
    labels: int = 0


def read(document: Document, table: Table, **how) -> Reading:
    """Everything labelled in ``document``; ``how`` as for ``_Form``."""
    return _Form(document, table, **how).run()


class _Form(MessageOfForm, ValuesOfForm):
    """The reading of one document.

    :param quoted: whether quoted lines count, as in a portal's mail
    :param closing_ends: whether a complimentary close ends the message even when no footer follows (the text layout of
        ImmobilienScout24)
    :param is_own: whether a name is one of the agency's
    :param senders: folded words by which the sender names itself
    """

    def __init__(
        self,
        document: Document,
        table: Table,
        *,
        quoted: bool = True,
        closing_ends: bool = False,
        is_own: Callable[[str], bool] = lambda text: False,
        senders: frozenset[str] = frozenset(),
    ):
        self.lines = orientation.upright(document, document.lines if quoted else ending.unquoted(document.lines), table)
        self.cells = document.cells
        self.table = table
        self.is_portal = quoted
        self.closing_ends = closing_ends
        self.is_own = is_own
        self.senders = senders
        self.out = Reading(links=list(document.links))
        self.pairs: dict[int, list[Pair]] = {}
        # Where the reading stands: the block it is in, and what it has come past.
        self.context: str | None = None
        self.object_seen = self.person_seen = self.after_message = self.names_agent = False
        # Values with their field and label that count only where the prospect gives none.
        self.doubtful: list[tuple[str, str, str]] = []
        self.machine_keys = 0
        self.below = 0  # labels that are nothing but a line above their value

    def run(self) -> Reading:
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if not line.text:
                above = self.pairs.get(index - 1)
                if self.context == "agency" and not self.after_message and above and above[-1].value:
                    self.context = None
                self.names_agent = False
                index += 1
            elif line.row and self.cells.get(line.row, 1) > 1 and self._starts_row(index):
                index = self._row(index)
            else:
                index = self._line(index)
        self._take_doubtful()
        return self.out

    # -- table rows -------------------------------------------------------------------------------------------------

    def _starts_row(self, index: int) -> bool:
        return index == 0 or self.lines[index - 1].row != self.lines[index].row

    def _row_cells(self, index: int) -> tuple[dict[int, list[int]], int]:
        row = self.lines[index].row
        cells: dict[int, list[int]] = {}
        while index < len(self.lines) and self.lines[index].row == row:
            if self.lines[index].text:
                cells.setdefault(self.lines[index].cell, []).append(index)
            index += 1
        return cells, index

    def _texts(self, numbers: list[int]) -> list[str]:
        return [self.lines[number].text for number in numbers]

    def _row(self, index: int) -> int:
        cells, end = self._row_cells(index)
        # Filler such as ":" stands in a column of its own.
        filled = [
            numbers for numbers in cells.values() if "".join(self._texts(numbers)).strip(layouts.BULLET).strip(":")
        ]
        texts = [self._texts(numbers) for numbers in filled]
        alone = [layouts.label_cell(cell, self.table) for cell in texts]
        if len(texts) == 2 and len(texts[0]) == 1 and not alone[0] and layouts.is_from(texts[0][0], texts[1][0]):
            alone[0] = Pair("name", texts[0][0], "", True)
        if layouts.is_heading(texts, alone):
            if below := self._columns(index, end, cells, filled, alone):
                return below
            if all(pair.name in ("message_weak", *UNSEEN) for pair in alone):
                # "Frage | Antwort" above the rows of a form.
                return end
        # What has an empty cell beside it, heads a section or is not the first in its row has no value below.
        has_room = self.cells[self.lines[index].row] > max(cells, default=0) + 1
        position = 0
        while position < len(filled):
            pair = alone[position]
            is_last = position + 1 == len(filled)
            is_empty = pair and (has_room or pair.name in SECTIONS or position)
            if pair is None:
                for number in filled[position]:
                    index = max(index, self._line(number)) if number >= index else index
            elif is_last and not is_empty:
                # The value stands in the next row.
                return self._value_below(filled[position][-1], pair)
            elif is_last or layouts.is_next_label(texts, alone, position):
                self._take(pair, [])
            else:
                position += 1
                self._take(pair, self._cell_lines(filled[position]))
            position += 1
        return max(end, index)

    def _columns(self, index: int, end: int, cells: dict, filled: list[list[int]], alone: list) -> int | None:
        """Labels in one row, their values in the same columns of the next."""
        if end == len(self.lines) or self.cells.get(self.lines[end].row) != self.cells[self.lines[index].row]:
            return None
        values, values_end = self._row_cells(end)
        if any(layouts.label_cell(self._texts(numbers), self.table) for numbers in values.values()):
            return None
        keys = [number for number, numbers in cells.items() if numbers in filled]
        for key, pair in zip(keys, alone, strict=True):
            self._take(pair, [self.lines[n] for n in values.get(key, [])])
        return values_end

    def _cell_lines(self, numbers: list[int]) -> list[Line]:
        """All lines of a cell, empty ones between included."""
        return self.lines[numbers[0] : numbers[-1] + 1]

    # -- lines ------------------------------------------------------------------------------------------------------

    def _split(self, index: int) -> list[Pair]:
        if (known := self.pairs.get(index)) is None:
            line = self.lines[index]
            known = layouts.of_line(line.text, self.table)
            # "Nachricht beantworten" on a button announces none.
            known = self.pairs[index] = known if not (line.is_link and known and known[0].name in MESSAGES) else []
        return known

    def _line(self, index: int) -> int:
        """Read the pairs of one line; the index of the next line to look at."""
        line = self.lines[index]
        if (ticked := ending.box(plain(line.text))) and not self.after_message:
            self._tick(*ticked)
            return index + 1
        pairs = self._split(index)
        if not pairs:
            if not self.after_message and DISCLOSURE_INTRO.match(spelt(line.text[:80])):
                return self._disclosure_tail(index)
            self._free_text(index)
            return index + 1
        for pair in pairs[:-1]:
            self._take(pair, [Line(pair.value, mail=line.mail)])
        pair = pairs[-1]
        if pair.name in MESSAGES:
            return self._message(index, pair)
        if pair.value:
            hanging = self._hanging(index)
            value = " ".join([pair.value, *(below.text.strip() for below in hanging)])
            more = self._goes_on(index, "address") if pair.name == "address" and not hanging else []
            self._take(pair, [Line(value, mail=line.mail), *more])
            return index + 1 + len(hanging) + len(more)
        return self._value_below(index, pair)

    def _hanging(self, index: int) -> list[Line]:
        """The lines below that are indented as far as the value: they continue it."""
        end = index + 1
        while end < len(self.lines) and self.lines[end].text[:6].isspace() and not self._split(end):
            end += 1
        return self.lines[index + 1 : end]

    def _tick(self, ticked: bool, label: str) -> None:
        """A check box: only a ticked one says something."""
        self.out.labels += 1
        if not ticked or ending.is_consent(label):
            return
        name = self.table.find(label.rstrip(" :.")) or "wish"
        if name in ("viewing", "callback", "details"):
            self.out.wishes.append(name)
        elif name in ("phone", "landline", "mobile", "email", "fax"):
            self.out.values.setdefault("preferred_contact", label)
        else:
            self.out.wishes.append(label)

    def _free_text(self, index: int) -> None:
        """A line without a label: links to the property, the portal's signature, perhaps an unlabelled message."""
        text = plain(self.lines[index].text)
        if "http" in text:
            self.out.links.extend(HTTP.findall(text)[:20])
        if self.person_seen and len(text) < 200 and ending.speaks_again(text):
            # From here on the portal speaks, its hotline is not the prospect's number.
            self.after_message = True
            self.context = "agency"

    def _value_below(self, index: int, pair: Pair) -> int:
        if pair.name in MESSAGES:
            return self._message(index, pair)
        lines, end = self._lines_below(index, pair)
        self._take(pair, lines)
        return end

    def _lines_below(self, index: int, pair: Pair) -> tuple[list[Line], int]:
        """The value below a label, and the line to look at next; none where something else stands there."""
        following = self._next_text(index + 1, 3)
        if following is None:
            return [], index + 1
        target, end = self.lines[following], following + 1
        if target.row != self.lines[index].row and target.row and self.cells.get(target.row, 1) > 1:
            cells, end = self._row_cells(following)
            numbers, *others = cells.values()
            is_label = layouts.label_cell(self._texts(numbers), self.table)
            is_value = not others and not is_label and (pair.name == "wish" or not self._split(numbers[0]))
            return (self._cell_lines(numbers), end) if is_value else ([], index + 1)
        boxes = (ending.box(plain(line.text)) for line in self.lines[following : following + _MOST_OPTIONS])
        if (options := list(takewhile(bool, boxes))) and pair.name not in WISHES:
            return [Line(label) for ticked, label in options if ticked], following + len(options)
        is_framed = self.lines[index].text.startswith("---") and pair.name not in SECTIONS
        framed = is_framed and not target.text.startswith("---")
        is_next = pair.colon and len(target.text) < _MOST_OF_LABEL and plain(target.text).endswith(":")
        if (self._is_label(following, pair) or is_next) and not framed or is_rule(target.text) or options:
            return [], index + 1
        if pair.name in ("address", "phone", "name", "prospect"):
            end += len(self._goes_on(following, pair.name))
        elif pair.name in WISHES and target.row:
            end = self._wish_ends(following)
        self.below += not pair.colon
        return self.lines[following:end], end

    def _wish_ends(self, index: int) -> int:
        """The line at which what is wished for in a cell ends: its end, or where the form goes on below a gap."""
        end = self._row_cells(index)[1]
        gaps = (number for number in range(index + 1, end) if not self.lines[number - 1].text)
        return next((number for number in gaps if self._split(number) and not ending.box(self.lines[number].text)), end)

    def _goes_on(self, index: int, name: str) -> list[Line]:
        """The lines below ``index`` that belong to the value which begins there."""
        anchor = self.lines[index]
        if name == "address" and _WHOLE_ADDRESS.search(anchor.text):
            return []
        found: list[Line] = []
        for number, line in enumerate(self.lines[index + 1 : index + _MOST_BELOW], index + 1):
            is_beside = line.text and (line.row, line.cell) == (anchor.row, anchor.cell) and not self._split(number)
            is_other = "http" in line.text or is_rule(line.text) or ending.speaks_again(plain(line.text))
            if not is_beside or is_other or len(line.text) > 60:
                break
            found.append(line)
        # Below a name goes on who that is and where they live.
        more = has_digit if name in ("address", "phone") else lambda text: PLACE.match(text) or is_company(text)
        return found if any(more(line.text) for line in found) else []

    def _next_text(self, index: int, reach: int) -> int | None:
        for number in range(index, min(index + reach, len(self.lines))):
            if self.lines[number].text:
                return number
        return None

    def _is_label(self, index: int, before: Pair) -> bool:
        """Whether the line is a label itself and not the value of ``before``."""
        pairs = self._split(index)
        return bool(pairs) and (pairs[0].colon or not before.colon)
