"""Inquiries a colleague forwards inline: the header block mail programs write above the forwarded text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from . import ending, headers
from .lines import MARK, Document, Line
from .tables import pattern, table

_FIELDS = {word: name for name, words in table("words")["forwarded"].items() for word in words.split(" | ")}
_LABEL = re.compile(r"^[*\s\x1f]*([A-Za-zä-ü-]{2,12}(?: [a-z]{1,3})?)[*\s\x1f]*:[*\s\x1f]*(.*)$", re.DOTALL)
MARKER = pattern("forwarded.marker")
# "Am 3.11.2026 um 9:12 schrieb Max Muster <max@example.org>:", "On 3 Nov 2026, Max Muster wrote:"
_WROTE = pattern("forwarded.wrote")
# A mail that is answered begins above so many lines.
_MOST_ABOVE = 400


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside a forwarding one: its sender, subject, reply address, and its lines."""

    from_name: str
    from_address: str
    subject: str
    reply_to: str | None
    document: Document
    origin: str


def find(document: Document, origin: str = "") -> Forwarded | None:
    """The first forwarded header block in ``document`` (a body of ``origin``) with a sender and one more field,
    and what follows it."""
    lines = document.lines
    starts = (n for n, line in enumerate(lines) if ":" in line.text and _field(line)[0])
    for index in islice(starts, 50):
        block, end = _block(lines, index)
        if "from" not in block or len(block) < 3:
            continue
        name, address = _sender(*block["from"])
        if not address:
            continue
        subject, reply = (block.get(name, ("", None))[0] for name in ("subject", "reply-to"))
        # Below what was quoted whoever forwards it signs.
        rest = takewhile(lambda line, depth=lines[index].quoted: line.quoted >= depth or not line.text, lines[end:])
        rest = [replace(line, quoted=line.quoted - 1) if line.quoted else line for line in rest]
        inner = Document(rest, document.cells, document.links)
        replies = [found for _name, found in headers.addresses(reply)]
        return Forwarded(name, address.lower(), subject, replies[0] if replies else None, inner, origin)
    return None


def quoted_sender(document: Document) -> tuple[str, str] | None:
    """``(name, address)`` of who wrote the mail that is quoted first, either empty perhaps; None where none is."""
    lines = document.lines[:_MOST_ABOVE]
    for index, line in enumerate(lines):
        if ":" not in line.text and "_" not in line.text and "--" not in line.text:
            continue
        if not ending.is_history(line.text, lines[index + 1 : index + 4]):
            continue
        if told := _WROTE.search(line.text):
            return _sender(told[1] or told[2], line.mail)
        block = find(Document(lines[index : index + 8]))
        return (block.from_name, block.from_address) if block else None
    return None


def starts_with_marker(document: Document) -> bool:
    """Whether a mail program's line announces forwarded text."""
    return any(MARKER.match(line.text) for line in document.lines[:200])


def _field(line: Line) -> tuple[str | None, str]:
    match = _LABEL.match(line.text)
    if not match:
        return None, ""
    return _FIELDS.get(match[1].strip().lower()), match[2].replace(MARK, "").strip(" *")


def _block(lines: list[Line], index: int) -> tuple[dict[str, tuple[str, str | None]], int]:
    """The fields of a header block with the address of a link in them, and where it ends."""
    block: dict[str, tuple[str, str | None]] = {}
    last, end = "", index
    for line in lines[index : index + 30]:
        name, value = _field(line)
        following = _field(lines[end + 1])[0] if end + 1 < len(lines) else None
        end += 1
        if name and (name == "other" or name not in block):
            block[name], last = (value, line.mail), name
        elif not line.text:
            # Word puts an empty line between header lines.
            if following is None:
                return block, end
        elif not name and not block[last][0]:
            block[last] = (line.text.replace(MARK, "").strip(), line.mail)
        elif not name and following not in (None, *block):
            # A value wrapped by the mail program: further header lines follow at once.
            block[last] = (f"{block[last][0]} {line.text.strip()}", block[last][1] or line.mail)
        else:
            return block, end - 1
    return block, end


def _sender(value: str, mail: str | None) -> tuple[str, str]:
    value = re.sub(r"\[(?:mailto:)?([^\[\]\s]+@[^\[\]\s]+)\]", r"<\1>", value).replace("<mailto:", "<")
    found = headers.addresses(value)
    return found[0] if found else (value, headers.tidy(mail) if mail and "@" in mail else "")
