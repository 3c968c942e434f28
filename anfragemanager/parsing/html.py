"""HTML to lines and table cells in one pass over the markup, in linear time whatever the nesting.

No tree is built: portals change classes and nesting without notice, only the order of the visible text, line breaks
and table cells are reliable.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from .lines import MARK, MAX_LINES, Document, Line, visible

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>|<[!?][^<>]*>|([^<]+|<+(?=<)|<)", re.DOTALL)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]+))", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|\shidden(?:[\s=]|$)", re.IGNORECASE
)
_PARAGRAPH = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table hr form fieldset".split())
_BLOCK = _PARAGRAPH | frozenset(
    "div li dt dd section article header footer main aside address center nav figure figcaption body html tbody thead"
    " tfoot caption legend option select button".split()
)
_INLINE = frozenset("b strong label span em i u font th small".split())
_UNSEEN = frozenset("style script title noscript template svg object applet map".split())
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())


def read(markup: str) -> Document:
    """The visible lines of ``markup``. Text hidden by style is left out, unless nothing else is there."""
    document = _walk(_without_comments(markup), skip_hidden=True)
    if not any(line.text for line in document.lines):
        document = _walk(_without_comments(markup), skip_hidden=False)
    return document


def _without_comments(markup: str) -> str:
    if "<!--" not in markup:
        return markup
    out: list[str] = []
    position = 0
    while (start := markup.find("<!--", position)) >= 0:
        end = markup.find("-->", start + 2)
        if end < 0:
            break
        out.append(markup[position:start])
        position = end + 3
    out.append(markup[position:])
    return "".join(out)


def _walk(markup: str, skip_hidden: bool) -> Document:
    document = Document()
    lines, cells = document.lines, document.cells
    tables: list[list[int]] = []  # [row, cell] per open table; row 0 between rows
    buffer: list[str] = []
    row = cell = quoted = rows = pre = 0
    mail: str | None = None
    tel: str | None = None
    gap = False  # a paragraph ended
    skip_to = 0
    hidden: str | None = None
    hidden_depth = 0
    closers: dict[str, int] = {}
    lowered = ""
    plain = not re.search(r"<(?:br|p|div|td|li|table)\b", markup, re.IGNORECASE)

    def flush() -> None:
        nonlocal gap, mail, tel
        if not buffer:
            return
        text = "".join(buffer)
        buffer.clear()
        text = text.strip() if text.strip(" " + MARK) else ""
        if text:
            if gap and lines and lines[-1].text and lines[-1].row == row and lines[-1].cell == cell:
                lines.append(Line("", row, cell, quoted))
            lines.append(Line(text.strip(MARK + " "), row, cell, quoted, mail, tel))
            gap = False
            mail = tel = None

    for token in _TOKEN.finditer(markup):
        if token.start() < skip_to:
            continue
        if len(lines) >= MAX_LINES:
            document.is_cut = True
            break
        closing, name, attributes, text = token.groups()
        if text is not None:
            if hidden or not buffer and text.isspace() and not (pre or plain):
                continue
            if "&" in text:
                text = unescape(text)
            text = visible(text)
            if pre or plain:
                *whole, rest = text.replace("\r", "").split("\n", MAX_LINES - len(lines))
                for part in whole:
                    buffer.append(part)
                    if not "".join(buffer).strip():
                        buffer.clear()
                        if lines and lines[-1].text:
                            lines.append(Line("", row, cell, quoted))
                    flush()
                if rest:
                    buffer.append(rest)
            else:
                text = _SPACE.sub(" ", text)
                if text != " " or (buffer and not buffer[-1].endswith(" ")):
                    buffer.append(text)
            continue
        if name is None:
            continue
        name = name.lower()
        if hidden:
            if name == hidden:
                hidden_depth += -1 if closing else 1
                if hidden_depth == 0:
                    hidden = None
            continue
        if not closing:
            if name in _UNSEEN:
                lowered = lowered or markup.lower()
                if closers.get(name, 0) >= 0:
                    closers[name] = lowered.find("</" + name, token.end())
                    if closers[name] > 0:
                        skip_to = closers[name]
                continue
            if (
                skip_hidden
                and attributes
                and name not in _VOID
                and name not in ("body", "html")
                and _HIDDEN.search(attributes)
                and not attributes.endswith("/")
            ):
                hidden, hidden_depth = name, 1
                continue
        if name == "br":
            if not "".join(buffer).strip(" " + MARK):
                buffer.clear()
                if lines and lines[-1].row == row and lines[-1].cell == cell:
                    lines.append(Line("", row, cell, quoted))
                    gap = False
            else:
                flush()
        elif name in ("td", "th"):
            flush()
            if tables and not closing:
                top = tables[-1]
                if not top[0]:
                    rows += 1
                    top[:] = [rows, -1]
                top[1] += 1
                row, cell = top
                cells[row] = cell + 1
                gap = False
        elif name == "tr":
            flush()
            gap = False
            if tables:
                if closing:
                    tables[-1][:] = [0, -1]
                    row, cell = _outer(tables)
                else:
                    rows += 1
                    tables[-1][:] = [rows, -1]
                    row, cell = rows, 0
        elif name == "a":
            if not closing and (target := _HREF.search(attributes)):
                link = unescape(target[1] or target[2] or target[3] or "").strip()
                if link[:7].lower() == "mailto:":
                    mail = mail or unquote(link[7:].partition("?")[0])
                elif link[:4].lower() == "tel:":
                    tel = tel or unquote(link[4:])[:40]
                elif link[:4].lower() == "http" and len(document.links) < 500:
                    document.links.append(link)
        elif name in _BLOCK:
            flush()
            if name == "table":
                if closing:
                    if tables:
                        tables.pop()
                else:
                    tables.append([0, -1])
                row, cell = _outer(tables)
            elif name == "blockquote":
                quoted = max(0, quoted - 1) if closing else quoted + 1
            elif name == "pre":
                pre = max(0, pre - 1) if closing else pre + 1
            if name in _PARAGRAPH:
                gap = True
        elif name in _INLINE and closing and buffer and buffer[-1] != MARK:
            buffer.append(MARK)
    flush()
    return document


def _outer(tables: list[list[int]]) -> tuple[int, int]:
    """The cell text belongs to now: that of the innermost open row."""
    for row, cell in reversed(tables[-8:]):
        if row:
            return row, max(cell, 0)
    return 0, 0
