"""A reader for the XML portals really send: user text pasted in unescaped, tags left open, wrong declarations.

Only the element names of one known vocabulary are markup, everything else is text; no DTD is read, no entity but
the predefined and HTML's is replaced, nothing is nested deeper than the vocabulary. So neither ``<3`` in a message
nor an entity bomb can break it, and the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from .charsets import decode

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
# A document type is skipped with its internal subset, never interpreted.
_TAG = re.compile(
    r"<\?[^<>]*>|<!DOCTYPE[^>\[]{0,300}(?:\[[^\]]{0,2000}\])?[^>]{0,300}(?:>|\Z)"
    r"|<(/?)\s*(?:[\w.-]{1,40}:)?([A-Za-z_][\w.-]{0,60})((?:\s[^<>]*)?)(/?)>",
    re.IGNORECASE,
)
_BREAK = frozenset(("br", "p", "div", "li"))
_FORMAT = frozenset("b strong i em u span a font ul ol html body table tr td".split())
# What a form's rich text editor makes of an empty line; anything else in CDATA is meant literally.
_EDITOR = re.compile(r"<(?:br|p|div)\s{0,3}/?>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def text_of(data: bytes, charset: str | None = None) -> str:
    """The document as text; bytes that are valid UTF-8 or UTF-16 are that, whatever the declaration says."""
    declared = _DECLARED.search(data[:1000].replace(b"\0", b""))
    return decode(data, declared[1].decode("ascii") if declared else charset)


def find(text: str, root: str) -> str | None:
    """The part of ``text`` from the start tag of ``root`` to its end tag, or to the end where that is missing."""
    match = re.search(rf"<\s*(?:[\w.-]{{1,40}}:)?{root}(?:\s[^<>]*)?>", text, re.IGNORECASE)
    if not match:
        return None
    end = re.compile(rf"</\s*(?:[\w.-]{{1,40}}:)?{root}\s*>", re.IGNORECASE).search(text, match.end())
    return text[match.start() : end.end() if end else len(text)]


def events(text: str, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """``("open", name, attributes)``, ``("close", name, "")`` and ``("text", "", characters)`` in document order."""
    for literal, rest in _sections(text, "<![CDATA[", "]]>"):
        if _EDITOR.search(literal):
            yield from _tags(literal, frozenset())
        elif literal:
            yield "text", "", _CONTROL.sub("", literal)
        yield from _tags("".join(between for _, between in _sections(rest, "<!--", "-->")), names)


def _sections(text: str, opening: str, closing: str) -> Iterator[tuple[str, str]]:
    """``(inside, behind)`` of each section; one that never ends is none."""
    first, *pieces = text.split(opening)
    yield "", first
    for piece in pieces:
        inside, closed, behind = piece.partition(closing)
        yield (inside, behind) if closed else ("", piece)


def _tags(text: str, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    position = 0
    for match in _TAG.finditer(text):
        if match.start() > position:
            yield "text", "", _plain(text[position : match.start()])
        position = match.end()
        if match[2]:
            yield from _element(match, names)
    if position < len(text):
        yield "text", "", _plain(text[position:])


def _element(match: re.Match, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    closing, name, attributes = match[1], match[2].lower(), match[3]
    if name in names:
        yield ("close" if closing else "open"), name, attributes
        if not closing and (match[4] or attributes.rstrip().endswith("/")):
            yield "close", name, ""
    elif name in _BREAK:
        if not closing or name != "br":
            yield "text", "", "\n"
    elif name not in _FORMAT:
        yield "text", "?", _plain(match[0])


def _plain(text: str) -> str:
    if "&" in text:
        text = unescape(text)
        if "&" in text and re.search(r"&(?:amp|lt|gt|quot|#\d{1,6}|[aou]uml|szlig|nbsp);", text, re.IGNORECASE):
            # Escaped twice by a sender that does not trust its own library.
            text = unescape(text)
    return _CONTROL.sub("", text)
