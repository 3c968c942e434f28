"""The bytes of an XML file as a parser may have them: UTF-8, without DOCTYPE, in bounded pieces.

What senders get wrong below the level of XML is mended here, so that the parser itself may be strict: a wrong or no
encoding, Windows-1252 called ISO-8859-1, control characters, HTML entities, blanks before the declaration. What no
sender needs is refused here, before any parser sees it: entity definitions and document types of strangers.
"""

# pylint: disable=method-required-super
# Files of our own, no records

from __future__ import annotations

import codecs
import html.entities
import re
from typing import BinaryIO
from urllib.parse import urlsplit

from .types import Broken, Note, Refused

MAX_PROLOG = 256 * 1024
_CHUNK = 64 * 1024
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"ansi": "cp1252", "windows1252": "cp1252", "unicode": "utf-8", "utf-8-bom": "utf-8"}
_WESTERN = frozenset(("iso8859-1", "ascii"))
_FAMILIES = re.compile(r"utf-8|utf-8-sig|cp125\d|cp437|cp85\d|iso8859-\d+|mac-roman|koi8-r")
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_REFERENCE = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE
)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_UNFINISHED = re.compile(r"&[#\w]{0,40}$")
_ESCAPED = {code: bytes([code - 0xDC00]).decode("cp1252", "replace") for code in range(0xDC80, 0xDD00)}
_SYSTEM = re.compile(
    r"<!DOCTYPE\s+[\w:.-]+\s*(?:SYSTEM|PUBLIC\s*(?:\"[^\"]*\"|'[^']*'))?\s*(?:\"([^\"]*)\"|'([^']*)')?"
)


class XmlStream:
    """A readable file for ``lxml``. ``notes`` tells what was mended.

    :param raw: the file, at its beginning
    :param limit: most bytes the file may have
    :param gap: most bytes that may pass without :meth:`progress`: a single text of that size is no property's
    :raises Broken, Refused: from :meth:`read`
    """

    def __init__(self, raw: BinaryIO, *, limit: int, gap: int, name: str) -> None:
        self.notes: dict[str, Note] = {}
        self._raw = raw
        self._limit = limit
        self._gap = gap
        self._name = name
        self._seen = 0
        self._since = 0
        self._tail = ""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ready = b""
        self._ended = False

    def progress(self) -> None:
        """The parser made something of what it got; the next ``gap`` bytes may come."""
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        if self._decoder is None:
            self._ready = self._prolog()
        while not self._ready and not self._ended:
            self._ready = self._clean(self._decode())
        if size < 0:
            size = len(self._ready)
        piece, self._ready = self._ready[:size], self._ready[size:]
        self._since += len(piece)
        if self._since > self._gap:
            raise Refused(Note.of("too_large", name="an element", limit=self._gap), file=self._name)
        return piece

    def _bytes(self) -> bytes:
        piece = self._raw.read(_CHUNK)
        self._seen += len(piece)
        if self._seen > self._limit:
            raise Refused(Note.of("too_large", name=self._name, limit=self._limit), file=self._name)
        return piece

    def _decode(self, piece: bytes | None = None) -> str:
        piece = self._bytes() if piece is None else piece
        self._ended = not piece
        try:
            return self._decoder.decode(piece, final=self._ended)
        except UnicodeError as error:
            raise Broken(Note.of("broken_xml", detail=f"it is no {error.encoding}"), file=self._name) from None

    def _prolog(self) -> bytes:
        first = self._bytes()
        self._decoder = codecs.getincrementaldecoder(self._encoding(first))("surrogateescape")
        text = self._decode(first)
        while True:
            start = _Prolog(text, self._name)
            if start.root is not None or self._ended:
                break
            if len(text) > MAX_PROLOG:
                raise Refused(Note.of("too_large", name="the text before the first element", limit=MAX_PROLOG))
            text += self._decode()
        if start.root is None:
            raise Broken(Note.of("not_openimmo", detail="it has no XML element"), file=self._name)
        if start.doctype:
            self._note("doctype_ignored")
        # The line breaks stay, so that the parser's line numbers are the file's.
        return self._clean("\n" * text.count("\n", 0, start.root) + text[start.root :])

    def _encoding(self, head: bytes) -> str:
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        if head[:4] in (b"<\0?\0", b"<\0o\0", b"<\0!\0"):
            return "utf-16-le"
        if head[:4] in (b"\0<\0?", b"\0<\0o", b"\0<\0!"):
            return "utf-16-be"
        match = _DECLARED.search(head[:2048])
        declared = match[1].decode("ascii").lower() if match else "utf-8"
        try:
            name = codecs.lookup(_NAMES.get(declared, declared)).name
        except LookupError:
            raise Broken(Note.of("encoding_unknown", detail=declared), file=self._name, line=1) from None
        if name in _WESTERN:
            return "cp1252"
        if name.startswith(("utf-16", "utf-32")):
            # The declaration could be read byte by byte, so it lies: .NET writes utf-16 into UTF-8 files.
            return "utf-8"
        if not _FAMILIES.fullmatch(name):
            raise Broken(Note.of("encoding_unknown", detail=declared), file=self._name, line=1)
        return name

    def _clean(self, text: str) -> bytes:
        text, self._tail = self._tail + text, ""
        if not self._ended and (match := _UNFINISHED.search(text, max(0, len(text) - 41))):
            text, self._tail = text[: match.start()], match[0]
        if "&" in text:
            text = self._references(text)
        try:
            encoded = text.encode()
        except UnicodeEncodeError:
            self._note("encoding_mended")
            encoded = text.translate(_ESCAPED).encode("utf-8", "replace")
        kept = encoded.translate(None, _CONTROLS)
        if b"\xef\xbf\xbe" in kept or b"\xef\xbf\xbf" in kept:
            kept = kept.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
        if len(kept) != len(encoded):
            self._note("controls_removed")
        return kept

    def _references(self, text: str) -> str:
        cleaned = _REFERENCE.sub(" ", text)
        if cleaned != text:
            self._note("controls_removed")
        return _ENTITY.sub(self._entity, cleaned)

    def _entity(self, match: re.Match) -> str:
        character = html.entities.html5.get(match[1] + ";")
        if match[1] in _XML_ENTITIES or character is None:
            return match[0]
        self._note("html_entities")
        return html.escape(character)

    def _note(self, code: str) -> None:
        self.notes.setdefault(code, Note.of(code))


class _Prolog:
    """What stands before the first element. ``root`` is its offset, None while more text is needed."""

    def __init__(self, text: str, name: str) -> None:
        self.root: int | None = None
        self.doctype = False
        at = 0
        while True:
            while at < len(text) and (text[at].isspace() or text[at] in "\ufeff\0"):
                at += 1
            if len(text) - at < 9:
                break
            if text.startswith("<?", at):
                at = _after(text, "?>", at)
            elif text.startswith("<!--", at):
                at = _after(text, "-->", at + 4)
            elif text[at : at + 9].upper() == "<!DOCTYPE":
                at = self._doctype(text, at, name)
            elif text[at] == "<":
                self.root = at
                return
            else:
                raise Broken(
                    Note.of("not_openimmo", detail="it does not begin like XML"),
                    file=name,
                    line=text.count("\n", 0, at) + 1,
                )
            if at < 0:
                return
        if text[at : at + 1] == "<" and text[at + 1 : at + 2].isalpha() and ">" in text[at:]:
            self.root = at

    def _doctype(self, text: str, start: int, name: str) -> int:
        """The offset after the declaration, -1 while it is not complete."""
        line = text.count("\n", 0, start) + 1
        quote = ""
        depth = 0
        for at in range(start + 9, len(text)):
            char = text[at]
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'":
                quote = char
            elif char == "[":
                depth += 1
            elif char == "]":
                depth -= 1
            elif char == "<" and text.startswith(("<!ENTITY", "<!entity"), at) or char == "%":
                raise Refused(Note.of("entities"), file=name, line=line)
            elif char == ">" and depth <= 0:
                self._system(text[start : at + 1], name, line)
                self.doctype = True
                return at + 1
        if "<!ENTITY" in text[start:].upper():
            raise Refused(Note.of("entities"), file=name, line=line)
        return -1

    @staticmethod
    def _system(declaration: str, name: str, line: int) -> None:
        """Old files name the standard's own definition, by file name or at openimmo.de. It is never fetched."""
        if "<!ENTITY" in declaration.upper():
            raise Refused(Note.of("entities"), file=name, line=line)
        match = _SYSTEM.match(declaration)
        system = (match[1] or match[2] or "") if match else ""
        try:
            parts = urlsplit(system.replace("\\", "/"))
        except ValueError:
            raise Refused(Note.of("doctype", detail=system), file=name, line=line) from None
        host = (parts.hostname or "").lower()
        if parts.scheme in ("http", "https") and (host == "openimmo.de" or host.endswith(".openimmo.de")):
            return
        if parts.scheme or parts.netloc or parts.path.startswith("/") or ".." in parts.path.split("/"):
            raise Refused(Note.of("doctype", detail=system), file=name, line=line)


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return found + len(end) if found >= 0 else -1
