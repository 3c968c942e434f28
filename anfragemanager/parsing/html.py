"""HTML to lines and table cells in one pass over the markup, in linear time whatever the nesting.

No tree is built: portals change classes and nesting without notice, only the order of the visible text, line breaks,
table cells and what stands together in one block are reliable.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from .lines import MARK, MAX_LINES, Block, Document, Line, visible

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>|<[!?][^<>]*>|([^<]+|<+(?=<)|<)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]+))", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:name|id)\s*=", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|\shidden(?:[\s=]|$)", re.IGNORECASE
)
# A line drawn across the page.
RULE = "----"
_PARAGRAPH = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table hr form fieldset".split())
_BLOCK = _PARAGRAPH | frozenset(
    "div li dt dd section header article footer main aside address center nav figure figcaption body html tbody thead"
    " tfoot caption legend option select button td th tr".split()
)
# What holds lines together; a paragraph ends where any of them begins.
_HOLDS = _BLOCK - frozenset("hr body html tbody thead tfoot table tr option select button".split())
_INLINE = frozenset("b strong label span em i u font th small".split())
_UNSEEN = frozenset("style script title noscript template svg object applet map".split())
_NOT_HIDDEN = frozenset("br hr img input meta link area base col embed source track wbr body html".split())
# Paragraphs that follow each other like lines, as Outlook sets every line of a mail: an empty one parts them.
_TIGHT = re.compile(
    r"\bMso(?:Normal|PlainText)|margin-bottom\s*:\s*0(?![.\d])|margin\s*:\s*0(?![.\d])\w*\s*(?:[;\"']|$)", re.IGNORECASE
)
# A style that parts them all the same.
_SPACED = re.compile(r"margin-bottom\s*:\s*\.?[1-9]", re.IGNORECASE)
_SPACED_SHEET = re.compile(rf"p\.MsoNormal[^{{}}]{{0,200}}\{{[^{{}}]{{0,500}}?{_SPACED.pattern}", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
_MAX_DEPTH = 40
# Tags and texts; a mail of a hundred screens has a tenth of them.
_MAX_TOKENS = 150_000


def read(markup: str) -> Document:
    """The visible lines of ``markup``. What nobody sees is left out, unless nothing else is there."""
    document = _Walk(markup, True).document
    return document if any(line.text for line in document.lines) else _Walk(markup, False).document


class _Walk:
    """One pass over the markup; ``document`` is what it saw."""

    def __init__(self, markup: str, skip_hidden: bool):
        self.document = Document()
        self.lines = self.document.lines
        self.skip_hidden = skip_hidden
        self.tables: list[list[int]] = []  # [row, cell] per open table; row 0 between rows
        self.buffer: list[str] = []
        self.linked = 0  # characters of the buffer inside a link
        self.in_link = False
        self.row = self.cell = self.quoted = self.rows = self.pre = 0
        self.block: Block | None = None
        self.mail: str | None = None
        self.tel: str | None = None
        self.gap = False  # a paragraph ended
        self.tight = -1  # the number of lines above an open paragraph that is set like a line
        self.spaced = "MsoNormal" in markup and bool(_SPACED_SHEET.search(markup))
        self.plain = not re.search(r"<(?:br|p|div|td|li|table)\b", markup, re.IGNORECASE)
        self.walk(_COMMENT.sub("", markup) if "<!--" in markup else markup)
        self.flush()

    def walk(self, markup: str) -> None:
        hidden, depth = None, 0
        for count, token in enumerate(_TOKEN.finditer(markup)):
            if len(self.lines) >= MAX_LINES or count >= _MAX_TOKENS:
                self.document.is_cut = True
                break
            closing, name, attributes, text = token.groups()
            if text is not None:
                if not hidden:
                    self.text(text)
                continue
            name = (name or "").lower()
            if hidden:
                depth += (-1 if closing else 1) if name == hidden else 0
                hidden = hidden if depth else None
            elif not closing and self.is_hidden(name, attributes):
                hidden, depth = name, 1
            elif name:
                self.tag(name, bool(closing), attributes)

    def is_hidden(self, name: str, attributes: str) -> bool:
        by_style = name not in _NOT_HIDDEN and attributes and _HIDDEN.search(attributes)
        return self.skip_hidden and bool(name in _UNSEEN or by_style) and not attributes.endswith("/")

    def text(self, text: str) -> None:
        literal = self.pre or self.plain
        text = visible(unescape(text) if "&" in text else text)
        if literal:
            *whole, rest = text.replace("\r", "").split("\n", MAX_LINES - len(self.lines))
            for part in whole:
                self.buffer.append(part)
                self.break_line()
            text = rest
        else:
            text = _SPACE.sub(" ", text)
            if text == " " and not (self.buffer and not self.buffer[-1].endswith(" ")):
                return
        if text:
            self.buffer.append(text)
            self.linked += len(text.replace(" ", "")) if self.in_link else 0

    def line(self, text: str) -> Line:
        self.lines.append(Line(text, self.row, self.cell, self.quoted, block=self.block))
        return self.lines[-1]

    def flush(self) -> None:
        if not self.buffer:
            return
        text = "".join(self.buffer).strip(MARK + " \n\t\r\f\v")
        self.buffer.clear()
        linked, self.linked = self.linked, 0
        if not text:
            return
        if self.gap and self.lines and self.lines[-1].text and self.is_same_cell(self.lines[-1]):
            self.line("")
        line = self.line(text)
        line.mail, line.tel = self.mail, self.tel
        line.is_link = linked >= len(text.replace(" ", "").replace(MARK, "")) and not _ADDRESS.search(text)
        self.gap, self.mail, self.tel = False, None, None

    def is_same_cell(self, line: Line) -> bool:
        return line.row == self.row and line.cell == self.cell

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        if name == "br":
            self.break_line()
        elif name == "a":
            self.link(closing, attributes)
        elif name in _BLOCK:
            self.flush()
            self.hold(name, closing)
            step = -1 if closing else 1
            if name in ("td", "th", "tr"):
                self.gap = self.gap and name != "tr" and (closing or not self.tables)
                if self.tables:
                    self.table_row(closing) if name == "tr" else self.table_cell(closing)
            elif name == "table":
                # In place: a mail may open tables by the thousand.
                self.tables[len(self.tables) - closing :] = [] if closing else [[0, -1]]
                self.row, self.cell = _outer(self.tables)
            elif name == "blockquote":
                self.quoted = max(0, self.quoted + step)
            elif name == "pre":
                self.pre = max(0, self.pre + step)
            if name == "hr" and self.lines:
                self.line(RULE)
            parts = self.parts(closing, attributes) if name == "p" else name in _PARAGRAPH
            self.gap = self.gap or parts
        elif name in _INLINE and closing and self.buffer and self.buffer[-1] != MARK:
            self.buffer.append(MARK)

    def parts(self, closing: bool, attributes: str) -> bool:
        """Whether a paragraph that begins or ends here parts lines; one set like a line does where it is empty."""
        above, self.tight = self.tight, -1
        is_empty = above == len(self.lines)
        if closing:
            return above < 0 or is_empty
        if _TIGHT.search(attributes) and not self.spaced and not _SPACED.search(attributes):
            self.tight = len(self.lines)
            return is_empty
        return True

    def hold(self, name: str, closing: bool) -> None:
        """Keep track of which block text stands in."""
        if name not in _HOLDS:
            return
        block = self.block
        if closing or name == "p" and block and block.tag == "p":
            while block and block.tag != name:
                block = block.parent
            self.block = block.parent if block else self.block
        depth = self.block.depth if self.block else 0
        if not closing and depth < _MAX_DEPTH:
            self.block = Block(self.block, depth + 1, name)

    def break_line(self) -> None:
        if "".join(self.buffer).strip(" " + MARK):
            self.flush()
            return
        self.buffer.clear()
        if self.lines and self.is_same_cell(self.lines[-1]):
            self.line("")

    def table_cell(self, closing: bool) -> None:
        if closing:
            return
        top = self.tables[-1]
        if not top[0]:
            self.rows += 1
            top[:] = [self.rows, -1]
        top[1] += 1
        self.row, self.cell = top
        self.document.cells[self.row] = self.cell + 1

    def table_row(self, closing: bool) -> None:
        self.rows += not closing
        self.tables[-1][:] = [0 if closing else self.rows, -1]
        self.row, self.cell = _outer(self.tables)

    def link(self, closing: bool, attributes: str) -> None:
        self.in_link = False
        if closing:
            return
        if not (target := _HREF.search(attributes)):
            # A gateway took the target; what has a name is a place to jump to.
            self.in_link = not _PLACE.search(attributes)
            return
        link = unescape(target[1] or target[2] or target[3] or "").strip()
        scheme = link.partition(":")[0].lower()
        if scheme == "mailto":
            self.mail = self.mail or unquote(link[7:].partition("?")[0])
        elif scheme == "tel":
            self.tel = self.tel or unquote(link[4:])[:40]
        else:
            self.in_link = True
            if link[:4].lower() == "http" and len(self.document.links) < 500:
                self.document.links.append(link)


def _outer(tables: list[list[int]]) -> tuple[int, int]:
    """The cell text belongs to now: that of the innermost open row."""
    return next(((row, max(cell, 0)) for row, cell in reversed(tables[-8:]) if row), (0, 0))
