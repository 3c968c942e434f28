"""Inquiries a colleague forwards inline: the header block mail programs write above the forwarded text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from . import headers
from .lines import MARK, Document, Line
from .tables import pattern, table

_FIELDS = {word: name for name, words in table("words")["forwarded"].items() for word in words.split(" | ")}
_LABEL = re.compile(r"^[*\s\x1f]*([A-Za-zä-ü-]{2,12}(?: [a-z]{1,3})?)[*\s\x1f]*:[*\s\x1f]*(.*)$", re.DOTALL)
MARKER = pattern("forwarded.marker")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside a forwarding one: its sender, subject, reply address, and its lines."""

    from_name: str
    from_address: str
    subject: str
    reply_to: str | None
    document: Document


def find(document: Document) -> Forwarded | None:
    """The first forwarded header block in ``document`` with a sender and one more field, and what follows it."""
    lines = document.lines
    tries = 0
    for index in range(len(lines)):
        line = lines[index]
        if len(line.text) > 1000 or ":" not in line.text or _field(line)[0] is None:
            continue
        tries += 1
        if tries > 50:
            break
        block, end = _block(lines, index)
        if "from" not in block or len(block) < 3:
            continue
        name, address = _sender(*block["from"])
        if not address:
            continue
        rest = [_unquoted(other) for other in lines[end:]]
        reply = headers.addresses(block["reply-to"][0]) if "reply-to" in block else []
        inner = Document(rest, document.cells, document.links)
        return Forwarded(
            name, address.lower(), block.get("subject", ("", None))[0], reply[0][1] if reply else None, inner
        )
    return None


def starts_with_marker(document: Document) -> bool:
    """Whether a mail program's line announces forwarded text."""
    return any(MARKER.match(line.text) for line in document.lines[:200] if line.text)


def _field(line: Line) -> tuple[str | None, str]:
    match = _LABEL.match(line.text)
    if not match:
        return None, ""
    return _FIELDS.get(match[1].strip().lower()), match[2].replace(MARK, "").strip(" *")


def _block(lines: list[Line], index: int) -> tuple[dict[str, tuple[str, str | None]], int]:
    block: dict[str, tuple[str, str | None]] = {}
    last: str | None = None
    end = index
    blanks = 0
    while end < len(lines) and end < index + 30:
        line = lines[end]
        if not line.text:
            # Word puts an empty line between header lines; a second one ends the block.
            blanks += 1
            following = lines[end + 1] if end + 1 < len(lines) else None
            if (
                blanks > 1
                and len(block) > 2
                or following is None
                or _field(following)[0] is None
                or _field(following)[0] in block
            ):
                end += 1
                break
            end += 1
            continue
        name, value = _field(line)
        if name is None:
            if last and not block[last][0]:
                block[last] = (line.text.replace(MARK, "").strip(), line.mail)
            elif (
                last in ("to", "cc", "subject", "from")
                and len(block) < 5
                and line.row == lines[end - 1].row
                and not blanks
                and _continues(lines, end, last)
            ):
                block[last] = (block[last][0] + " " + line.text.strip(), block[last][1] or line.mail)
            else:
                break
        elif name in block and name != "other":
            break
        else:
            block[name] = (value, line.mail)
            last = name
            blanks = 0
        end += 1
    return block, end


def _continues(lines: list[Line], index: int, last: str) -> bool:
    """A header value wrapped by the mail program: further header lines follow at once."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is not None and following.text and _field(following)[0] not in (None, last):
        return True
    return last == "from" and "@" in lines[index].text and "@" not in lines[index - 1].text


def _sender(value: str, mail: str | None) -> tuple[str, str]:
    value = re.sub(r"\[(?:mailto:)?([^\[\]\s]+@[^\[\]\s]+)\]", r"<\1>", value).replace("<mailto:", "<")
    found = headers.addresses(value)
    if found:
        return found[0]
    return value, headers.tidy(mail) if mail and "@" in mail else ""


def _unquoted(line: Line) -> Line:
    return replace(line, quoted=max(0, line.quoted - 1)) if line.quoted else line
