"""A reader for the XML portals really send: user text pasted in unescaped, tags left open, wrong declarations.

Only the element names of one known vocabulary are markup, everything else is text; no DTD is read, no entity but
the predefined and HTML's is replaced, nothing is nested deeper than the vocabulary. So neither ``<3`` in a message
nor an entity bomb can break it, and the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from itertools import zip_longest

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
_TWICE = re.compile(r"&(?:amp|lt|gt|quot|#\d{1,6}|[aou]uml|szlig|nbsp);", re.IGNORECASE)
# Characters of markup that are meant literally, until all markup has been read.
_MASK = {ord("<"): "\x01", ord("&"): "\x02"}
_UNMASK = {1: "<", 2: "&"}


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


def elements(text: str, names: Collection[str]) -> Iterator[tuple[bool, str, str, str]]:
    """``(is an end tag, name, attributes, raw text up to the next tag)`` of each tag of ``names``, in order.

    The raw text is for ``words``: it still holds entities and tags of other names.
    """
    text = _without_sections(_CONTROL.sub("", text))
    tags = [tag for tag in _TAG.finditer(text) if tag[2] and tag[2].lower() in names]
    for tag, following in zip_longest(tags, tags[1:]):
        behind = text[tag.end() : following.start() if following else len(text)]
        yield bool(tag[1]), tag[2].lower(), tag[3], behind if not tag[4] else ""


def words(raw: str, keeps_tags: bool) -> str:
    """What is read in a raw text of ``elements``; ``keeps_tags`` tells that unknown tags are the writer's own words."""

    def shown(tag: re.Match) -> str:
        name = (tag[2] or "").lower()
        if name in _BREAK:
            return "\n" if name != "br" or not tag[1] else ""
        return tag[0] if keeps_tags and name and name not in _FORMAT else ""

    text = unescape(_TAG.sub(shown, raw))
    if _TWICE.search(text):
        # Escaped twice by a sender that does not trust its own library.
        text = unescape(text)
    return _CONTROL.sub("", text.translate(_UNMASK)).strip()


def _without_sections(text: str) -> str:
    """``text`` with CDATA sections as text that holds no markup, and without comments."""
    pieces = []
    for literal, rest in _sections(text, "<![CDATA[", "]]>"):
        pieces.append((words(literal, True) if _EDITOR.search(literal) else literal).translate(_MASK))
        pieces += [between for _, between in _sections(rest, "<!--", "-->")]
    return "".join(pieces)


def _sections(text: str, opening: str, closing: str) -> Iterator[tuple[str, str]]:
    """``(inside, behind)`` of each section; one that never ends is none."""
    first, *pieces = text.split(opening)
    yield "", first
    for piece in pieces:
        inside, closed, behind = piece.partition(closing)
        yield (inside, behind) if closed else ("", piece)
