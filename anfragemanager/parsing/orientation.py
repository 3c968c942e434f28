"""Which way the labels of a form point: most stand above their values, those of some services below.

It is decided once for the whole document, by the way in which more values are what their labels announce.
"""

from __future__ import annotations

from dataclasses import replace

from ..contact import names
from ..contact.given_names import is_given_name
from . import layouts
from .labels import Table
from .layouts import MESSAGES, Pair
from .lines import Document, Line, common, has_digit, is_within

# A label alone in its line is shorter than what was said.
_MOST_OF_LABEL = 60
_NUMBERS = ("phone", "landline", "mobile")


def upright(document: Document, lines: list[Line], table: Table) -> list[Line]:
    """``lines`` of ``document`` with each label above its value, whichever way the form has it."""
    if not any(_may_be_below(lines, at) for at in range(1, len(lines))):
        return lines
    labels = {at: pair for at in range(len(lines)) if (pair := _label(document, lines, at, table))}
    if not _is_below(lines, labels):
        return lines
    out: list[Line] = []
    done = 0
    for at, pair in labels.items():
        begin = _value_from(lines, labels, at, pair)
        label = replace(lines[at], text=f"{lines[at].text.strip()}:")
        out += [*lines[done:begin], label, *lines[begin:at]]
        done = at + 1
    return [*out, *lines[done:]]


def _may_be_below(lines: list[Line], at: int) -> bool:
    """Whether a line without a colon stands right below nothing but an address or a number: worth a closer look."""
    above, below = lines[_above(lines, at)].text, lines[at].text
    if not below or len(below) > _MOST_OF_LABEL or ":" in below or not 6 < len(above) < _MOST_OF_LABEL:
        return False
    return "@" in above and layouts.plausible("email", above) or layouts.plausible("phone", above)


def _above(lines: list[Line], at: int) -> int:
    """The line above ``at``, over an empty one between."""
    return at - 1 - (at > 1 and not lines[at - 1].text)


def _label(document: Document, lines: list[Line], at: int, table: Table) -> Pair | None:
    """The label a line consists of, without a colon, as that would announce what follows."""
    line = lines[at]
    if not line.text or len(line.text) > _MOST_OF_LABEL or ":" in line.text:
        return None
    if document.cells.get(line.row, 1) > 1 and not (at and _is_beside(lines[at - 1], line)):
        # A row of labels is a table's.
        return None
    return layouts.label_cell([line.text], table)


def _is_beside(one: Line, other: Line) -> bool:
    return bool(one.text) and (one.row, one.cell) == (other.row, other.cell)


def _is_below(lines: list[Line], labels: dict[int, Pair]) -> bool:
    """Whether more labels fit the lines above them alone than the lines below them alone."""
    above = below = 0
    for at, pair in labels.items():
        over = _above(lines, at)
        fits_above = over >= 0 and over not in labels and _fits(pair.name, lines[over].text)
        following = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n].text), None)
        fits_below = following is not None and following not in labels and _fits(pair.name, lines[following].text)
        above += fits_above and not fits_below
        below += fits_below and not fits_above
    return above > 1 and above > 2 * below


def _fits(name: str, text: str) -> bool:
    """Whether ``text`` is what a field of this ``name`` holds, as far as that can be told."""
    text = text.strip()
    if name in ("email", "zip"):
        return layouts.plausible(name, text)
    if name in _NUMBERS:
        return layouts.plausible("phone", text)
    if name == "salutation":
        return names.says_who(text)
    if name == "name":
        return names.looks_like_person(text)
    if name == "first_name":
        return is_given_name(text)
    return name in ("property_ref", "portal_ref") and " " not in text and bool(has_digit(text))


def _value_from(lines: list[Line], labels: dict[int, Pair], at: int, pair: Pair) -> int:
    """The line from which on the value of the label at ``at`` stands above it; ``at`` where it has none."""
    above = _above(lines, at)
    if above < 0 or above in labels or not lines[above].text:
        return at
    if pair.name not in MESSAGES:
        return above
    # What was said goes up to the label before, in the block beside its own.
    outer = common(lines[at].block, lines[above].block)
    holds, block = outer, lines[above].block
    while block and block is not outer:
        holds, block = block, block.parent
    first = next(iter(labels)) == at
    begin = above
    while begin > 0 and begin - 1 not in labels and is_within(lines[begin - 1].block, holds):
        if first and not lines[begin - 1].text:
            break
        begin -= 1
    while not lines[begin].text:
        begin += 1
    return begin
