"""The common shape of a body, whether it came as text or as HTML: lines that know their table cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Stands where inline markup ended, as ``<b>Name</b> Max`` separates label and value by nothing else.
MARK = "\x1f"
# No portal writes a hundredth of that; a mail with more is no inquiry but an attempt to keep us busy.
MAX_LINES = 8_000
has_digit = re.compile(r"\d").search
# "[Im Browser ansehen](https://…)", "Jetzt antworten <https://…>"
_LINK = re.compile(
    r"\s*(?:\[[^\]\[]{3,80}\]\(https?://[^\s()]{4,500}\)|[^\W\d_][\w-]{1,20}(?: [\w-]{1,20}){0,3} ?<https?://[^\s<>]{4,500}>)\s*"
)
_QUOTE = re.compile(r"^(?:[ \t]?>)+ ?")
# "| Name | Okka Muster |", of a table that some forms draw in text, and the row that tells it is one.
_ROW = re.compile(r"\|(.+)\|")
_RULED = re.compile(r"^\|(?: *:?-{3,}:? *\|){2,}$", re.MULTILINE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u034f"), "")
_INVISIBLE[0xA0] = _INVISIBLE[0x202F] = _INVISIBLE[0x2007] = " "
_INVISIBLE[0x2028] = _INVISIBLE[0x2029] = _INVISIBLE[0x85] = "\n"


class Block:
    """A block of markup, known by itself and by what it stands in; ``depth`` counts from 1, ``tag`` is the element."""

    __slots__ = ("depth", "parent", "tag")

    def __init__(self, parent: Block | None, depth: int, tag: str):
        self.parent = parent
        self.depth = depth
        self.tag = tag


def is_within(block: Block | None, outer: Block | None) -> bool:
    """Whether ``block`` is ``outer`` or stands in it; None is the whole document."""
    while outer and block and block.depth > outer.depth:
        block = block.parent
    return outer is None or block is outer


def common(one: Block | None, two: Block | None) -> Block | None:
    """The innermost block in which both stand."""
    while one and not is_within(two, one):
        one = one.parent
    return one


@dataclass(slots=True)
class Line:
    """One line as a reader sees it. ``row`` is 0 outside tables, ``cell`` counts from 0; ``quoted`` is the depth of
    quoting, ``mail`` and ``tel`` the targets of ``mailto:`` and ``tel:`` links in the line. ``block`` is the block of
    markup it stands in, ``is_link`` tells that it is nothing but a link with a wording: a button of the sender."""

    text: str
    row: int = 0
    cell: int = 0
    quoted: int = 0
    mail: str | None = None
    tel: str | None = None
    block: Block | None = None
    is_link: bool = False


@dataclass(slots=True)
class Document:
    """The lines of one body; ``cells`` counts the cells of each row, ``links`` are the targets of its
    links, ``is_cut`` tells that there were more than ``MAX_LINES``."""

    lines: list[Line] = field(default_factory=list)
    cells: dict[int, int] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    is_cut: bool = False

    def text(self) -> str:
        """The lines as plain text; cells of one row are joined by a blank."""
        out: list[str] = []
        row = 0
        for line in self.lines:
            text = line.text.replace(MARK, "")
            if line.row and line.row == row and text and out and out[-1] and line.cell:
                out[-1] += " " + text
            else:
                out.append(text)
            row = line.row
        return "\n".join(out).strip()


def visible(text: str) -> str:
    """``text`` without characters nobody sees, every kind of blank as a blank."""
    return text.translate(_INVISIBLE) if not text.isascii() else text


def from_text(text: str) -> Document:
    """Plain text as a document, quote marks taken off and counted."""
    lines: list[Line] = []
    cells: dict[int, int] = {}
    rows = visible(text).split("\n", MAX_LINES)
    is_drawn = "-|" in text and bool(_RULED.search(text))
    for raw in rows[:MAX_LINES]:
        line = raw.rstrip()
        if is_drawn and (drawn := _ROW.fullmatch(line)):
            values = [value.strip() for value in drawn[1].split("|")]
            if any(value.strip(":- ") for value in values):
                cells[row := len(cells) + 1] = len(values)
                lines += [Line(value, row, cell) for cell, value in enumerate(values)]
            continue
        depth = 0
        if line.lstrip().startswith(">") and (match := _QUOTE.match(line)):
            depth = match[0].count(">")
            line = line[match.end() :]
        lines.append(
            Line(line, quoted=depth, is_link=bool(("](http" in line or "<http" in line) and _LINK.fullmatch(line)))
        )
    return Document(lines, cells, is_cut=len(rows) > MAX_LINES)
