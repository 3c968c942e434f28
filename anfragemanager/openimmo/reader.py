"""One XML file, property by property, in constant memory."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from lxml import etree

from . import attachments, elements, values
from .stream import XmlStream
from .tree import attributes, local
from .types import Blob, Broken, Note, Property, Provider, Refused, Transfer

ROOT = "openimmo"
MAX_XML = 4 * 1024**3
MAX_GAP = 64 * 1024**2
MAX_DEPTH = 64
MAX_ELEMENTS = 20_000
MAX_ERRORS = 10_000
MAX_EMBEDDED = 1024**3
_TRUNCATED = ("premature end", "document is empty")
_PROVIDER = {
    "anbieternr": "anbieternr",
    "anbieterid": "anbieternr",
    "firma": "firma",
    "openimmo_anid": "openimmo_anid",
    "lizenzkennung": "lizenzkennung",
}


class XmlReader:
    """Iterate over the properties of one OpenImmo file.

    ``transfer`` and ``provider`` are those the property last given belongs to. ``full`` are the providers whose whole
    stock the file holds, also those without a property. Embedded data stands in ``spool`` until the next property.

    ``known`` are the providers by position, from an earlier pass over a file that names them after their properties.

    :raises Broken: the XML ends or errs somewhere, with line and property
    :raises Refused: hostile input
    """

    def __init__(
        self, raw: BinaryIO, spool: BinaryIO, *, name: str, today: date, known: list[Provider] | None = None
    ) -> None:
        self.transfer = Transfer()
        self.provider = Provider()
        self.full: list[Provider] = []
        self.providers: list[Provider] = []
        self.name = name
        self._known = known
        self._stream = XmlStream(raw, limit=MAX_XML, gap=MAX_GAP, name=name)
        self._spool = spool
        self._today = today
        self._position = 0
        self._reference: str | None = None
        self._inside = False
        self._namespaces = False
        self._depth = 0
        self._count = 0
        self._line: int | None = None
        self._parts: dict[str, str | None] = {}

    @property
    def notes(self) -> tuple[Note, ...]:
        undeclared = (Note.of("namespaces"),) if self._namespaces else ()
        return (*self._stream.notes.values(), *undeclared)

    def __iter__(self) -> Iterator[Property]:
        events = etree.iterparse(
            self._stream,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            # Embedded pictures are texts beyond ten megabytes; what is too much is bounded here instead.
            huge_tree=True,
        )
        depth = 0
        try:
            for event, element in events:
                name = local(element.tag)
                if event == "start":
                    depth += 1
                    self._start(element, name, depth)
                    continue
                depth -= 1
                if self._inside:
                    if name == "immobilie" and depth == self._depth:
                        self._inside = False
                        if len(events.error_log) > MAX_ERRORS:
                            raise Broken(Note.of("broken_xml", detail=events.error_log[0].message))
                        yield elements.build(element, self.transfer, self.provider, self._today, self._line)
                        self._forget(element)
                        self._reference = None
                    else:
                        self._inner(element, name)
                else:
                    self._outer(element, name)
                    self._forget(element)
        except etree.XMLSyntaxError as error:
            fatal = next((entry for entry in events.error_log if entry.level_name == "FATAL"), None)
            if fatal is not None or depth:
                raise self._broken(fatal, error) from None
            # Prefixes such as xsi: that nobody declared are all that is wrong, and the end was reached.
            self._namespaces = True
        except (Broken, Refused) as error:
            error.file = error.file or self.name
            error.reference = error.reference or self._where()
            raise
        if self._parts:
            self._close_provider()

    def _start(self, element: etree._Element, name: str, depth: int) -> None:
        if depth == 1 and name != ROOT:
            raise Broken(Note.of("not_openimmo", detail=f"its root element is <{name}>"), file=self.name)
        if depth > MAX_DEPTH:
            raise Refused(Note.of("too_deep", limit=MAX_DEPTH), line=element.sourceline)
        if self._inside:
            self._count += 1
            if self._count > MAX_ELEMENTS:
                raise Refused(Note.of("too_complex", limit=MAX_ELEMENTS), line=element.sourceline)
        elif name == "immobilie":
            self._inside = True
            self._depth = depth - 1
            self._count = 0
            self._line = element.sourceline
            self._position += 1
            self._reference = None
            self._spool.seek(0)
            self._spool.truncate()
            position = len(self.providers)
            self.provider = self._known[position] if self._known and position < len(self._known) else self._provider()
        elif name == "anbieter":
            self._close_provider()
        elif name == "uebertragung":
            self.transfer = _transfer(attributes(element))

    def _inner(self, element: etree._Element, name: str) -> None:
        if name == "anhanginhalt":
            attachments.mark(element, self._keep(element.text))
            self._stream.progress()
        elif name == "objektnr_extern" or name == "objektnr_intern" and not self._reference:
            self._reference = values.text(element.text)

    def _outer(self, element: etree._Element, name: str) -> None:
        if name in _PROVIDER and self._parts.get(_PROVIDER[name]) is None:
            self._parts[_PROVIDER[name]] = values.text(element.text)
        elif name == "anbieter":
            self._close_provider()

    def _provider(self) -> Provider:
        parts = self._parts
        return Provider(
            parts.get("anbieternr"), parts.get("firma"), parts.get("openimmo_anid"), parts.get("lizenzkennung")
        )

    def _close_provider(self) -> None:
        if self._parts:
            self.providers.append(self._provider())
            if self.transfer.full:
                self.full.append(self._provider())
        self._parts = {}

    def _keep(self, text: str | None) -> Blob | None:
        """Move embedded data out of the memory. None where it cannot be decoded."""
        encoded = (text or "").strip()
        if encoded.startswith("data:"):
            encoded = encoded.partition(",")[2]
        try:
            data = base64.b64decode(encoded + "=" * (-len("".join(encoded.split())) % 4))
        except (binascii.Error, ValueError):
            return None
        if not data:
            return None
        offset = self._spool.seek(0, 2)
        if offset + len(data) > MAX_EMBEDDED:
            raise Refused(Note.of("too_large", name="the embedded files of a property", limit=MAX_EMBEDDED))
        self._spool.write(data)
        return Blob(offset, len(data), hashlib.sha1(data, usedforsecurity=False).hexdigest())

    def _forget(self, element: etree._Element) -> None:
        """Free what was read: the element's content and everything before it."""
        self._stream.progress()
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]

    def _where(self) -> str | None:
        if not self._inside:
            return None
        return self._reference or f"No. {self._position}"

    def _broken(self, fatal: etree._LogEntry | None, error: etree.XMLSyntaxError) -> Broken:
        detail = fatal.message if fatal else (error.msg or "").partition(", line ")[0]
        code = "truncated" if any(word in detail.lower() for word in _TRUNCATED) else "broken_xml"
        return Broken(
            Note.of(code, detail=detail),
            file=self.name,
            line=fatal.line if fatal else error.lineno,
            reference=self._where(),
        )


def _transfer(found: dict[str, str]) -> Transfer:
    scope = found.get("UMFANG", "").upper()
    kind = found.get("ART", "").upper()
    return Transfer(
        full=scope in ("VOLL", "FULL", "KOMPLETT"),
        online=None if not kind else kind != "OFFLINE",
        mode=found.get("MODUS") or None,
        version=found.get("VERSION") or None,
        software=found.get("SENDERSOFTWARE") or None,
        software_version=found.get("SENDERVERSION") or None,
        email=found.get("TECHN_EMAIL") or None,
        timestamp=found.get("TIMESTAMP") or None,
        registration=found.get("REGI_ID") or None,
    )
