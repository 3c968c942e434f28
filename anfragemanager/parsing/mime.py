"""Raw bytes to headers and parts (RFC 5322, RFC 2045), with caps. Never raises, linear in the size of the mail.

The standard library's parser recurses once per nesting level and walks every line through all of them, so a hostile
mail makes it raise or crawl; here a part is a pair of offsets and only what is read is ever decoded.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from functools import cached_property

from . import headers
from .charsets import decode
from .tables import section

MAX_MAIL = 25 * 1024 * 1024
MAX_HEAD = 262_144
MAX_PARTS = 100
MAX_HEADER = 51_200
MAX_HEADERS = 1000
MAX_TEXT = 1024 * 1024
_MAX_DEPTH = 20
_MAX_ATTACHED = 5

# A name, and the value with its continuation lines.
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|$)")
_BLANK = re.compile(rb"\r?\n")
_BLANKS = re.compile(rb"[\r\n]*")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_ONE_LINE = dict.fromkeys(map(ord, "\r\n"), " ")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_BOUNDARY_LINE = re.compile(rb"^--(\S[^\n]{0,150}?)[ \t]*\r?$", re.MULTILINE)
_LIKE_HTML = re.compile(r"\s{0,100}<(?:html|!doctype html|body|table|div|p>)", re.IGNORECASE)
_MBOX = re.compile(rb"^>?From [^\n]*\n")
# What cannot be read: the warning, and the types and file names it is told by.
_UNREADABLE = section("unreadable")


@dataclass(slots=True)
class Part:
    """A leaf of a mail. ``data`` decodes the transfer encoding, ``text`` also the charset, up to a limit in bytes."""

    type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    encoding: str
    raw: memoryview

    def data(self, limit: int = MAX_TEXT) -> bytes:
        """The first ``limit`` bytes of the content."""
        if self.encoding == "base64":
            return headers.base64_bytes(bytes(self.raw[: limit * 2]))[:limit]
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(bytes(self.raw[: limit * 3]))[:limit]
        return bytes(self.raw[:limit])

    def text(self, limit: int = MAX_TEXT) -> str:
        """The content as text with ``\\n`` line ends; format=flowed (RFC 3676) is unwrapped."""
        data = self.data(limit)
        text = decode(data, self.parameters.get("charset") or self._html_charset(data))
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        if self.parameters.get("format", "").lower() == "flowed":
            text = _unflow(text, self.parameters.get("delsp", "").lower() == "yes")
        return text

    def _html_charset(self, data: bytes) -> str | None:
        if self.type != "text/html":
            return None
        found = re.search(rb"charset\s*=\s*[\"']?([\w.:-]{1,40})", data[:2048])
        return found[1].decode("ascii") if found else None


@dataclass
class Message:
    """A mail: its headers (names lower case, values undecoded), its leaves in order, the mails attached to it."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def raw(self, name: str) -> str:
        """The first header of that name, not decoded, or an empty string."""
        return self.fields.get(name, [""])[0]

    def header(self, name: str) -> str:
        """The first header of that name, decoded, white space collapsed to single blanks only where it was folded."""
        return headers.words(self.raw(name)).translate(_ONE_LINE).strip()

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    @cached_property
    def sender(self) -> tuple[str, str]:
        """``(display name, address)`` of From, or empty strings."""
        found = headers.addresses(self.raw("from")) or headers.addresses(self.raw("sender"))
        return found[0] if found else (self.header("from"), "")

    def addresses(self, name: str) -> list[str]:
        return [address for value in self.all(name) for _, address in headers.addresses(value)]

    @cached_property
    def _bodies(self) -> tuple[str, str]:
        plain: list[str] = []
        html: list[str] = []
        left = MAX_TEXT
        readable = [part for part in self.parts if part.type in ("text/plain", "text/html", "text/enriched")]
        inline = [part for part in readable if part.disposition != "attachment"] or readable
        for part in inline:
            if left <= 0:
                self.warn("text beyond 1 MB was not read")
                break
            text = part.text(left)
            if len(part.raw) > 3 * MAX_TEXT or len(text) >= left:
                self.warn("text beyond 1 MB was not read")
            left -= len(text)
            (html if part.type == "text/html" or _LIKE_HTML.match(text) else plain).append(text)
        return "\n".join(plain), "\n".join(html)

    @property
    def plain(self) -> str:
        """All plain text of the body."""
        return self._bodies[0]

    @property
    def html(self) -> str:
        """All HTML of the body, undecoded markup."""
        return self._bodies[1]

    def warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)


def head(raw: bytes) -> Message:
    """The headers of ``raw`` alone, read with bounded effort."""
    message = Message()
    raw = _told_apart(raw[:MAX_HEAD])
    message.fields, _body = _read_headers(raw, 0, len(raw), message)
    return message


def read(raw: bytes) -> Message:
    """The structure of ``raw``."""
    message = Message()
    if len(raw) > MAX_MAIL:
        message.warn("mail is larger than 25 MB: only the first 25 MB were read")
    raw = _told_apart(raw[:MAX_MAIL])
    _read_message(raw, 0, len(raw), message, 0)
    return message


def _told_apart(raw: bytes) -> bytes:
    """``raw`` with lines that end in ``\\n`` or ``\\r\\n`` and without what may stand above its headers."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = decode(raw).encode("utf-8", "replace")
    start = raw[:4096]
    # The last may be half of what ends a line.
    if b"\n" not in start and b"\r" in start[:-1]:
        raw = raw.replace(b"\r", b"\n")
    return _MBOX.sub(b"", raw.removeprefix(b"\xef\xbb\xbf").lstrip(), count=1)


def _read_message(raw: bytes, start: int, end: int, message: Message, depth: int) -> None:
    """Read the mail that lies in ``raw`` from ``start`` to ``end`` into ``message``; nothing of it is copied."""
    view = memoryview(raw)
    message.fields, body = _read_headers(raw, _BLANKS.match(raw, start, end).end(), end, message)
    whole = _part(message.fields, view[body:end], "text/plain")
    message.type, message.parameters = whole.type, whole.parameters
    # An explicit stack, as nesting depth is the sender's choice.
    stack = [(whole, body, end, 0)]
    while stack:
        part, start, end, level = stack.pop()
        if len(message.parts) >= MAX_PARTS:
            message.warn("mail has more than 100 parts: only the first 100 were read")
            break
        if part.type.startswith("multipart/"):
            if level >= _MAX_DEPTH:
                message.warn("mail is nested too deeply: inner parts were not read")
                continue
            if children := _split(raw, start, end, part.parameters.get("boundary", "")):
                default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
                for start, end in reversed(children):
                    fields, body = _read_headers(raw, start, end, message)
                    stack.append((_part(fields, view[body:end], default), body, end, level + 1))
                continue
            part.type = "text/plain"
        name = part.filename.lower()
        if part.type != "message/rfc822" and not name.endswith(".eml"):
            message.parts.append(part)
            for warning, names in _UNREADABLE.items():
                if names.fullmatch(name) or names.fullmatch(part.type):
                    message.warn(warning)
        elif depth >= 3 or len(message.attached) >= _MAX_ATTACHED:
            message.warn("mail holds many mails or mails in mails: not all of them were read")
        else:
            # What could not be read in there is missing from the whole.
            message.attached.append(inner := Message(warnings=message.warnings))
            if part.encoding in ("base64", "quoted-printable"):
                data = part.data(MAX_MAIL)
                _read_message(data, 0, len(data), inner, depth + 1)
            else:
                _read_message(raw, start, end, inner, depth + 1)


def _read_headers(raw: bytes, start: int, end: int, message: Message) -> tuple[dict[str, list[str]], int]:
    """The header fields from ``start`` on and the offset where the body begins."""
    fields: dict[str, list[str]] = {}
    if blank := _BLANK.match(raw, start, end):
        return fields, blank.end()
    close = _BLANK_LINE.search(raw, start, end)
    stop, body = (close.start() + 1, close.end()) if close else (end, end)
    count = 0
    while start < stop:
        match = _HEADER.match(raw, start, stop)
        if not match:
            line_end = raw.find(b"\n", start, stop) + 1 or stop
            if not fields or raw[start] not in b" \t" and b":" not in raw[start:line_end]:
                # No header and no continuation: a gateway has dropped the empty line before the body.
                return fields, start
            start = line_end
            continue
        start = match.end()
        count += 1
        if count > MAX_HEADERS:
            message.warn("mail has more than 1000 headers: the rest was not read")
            break
        value = match[2]
        if len(value) > MAX_HEADER:
            message.warn("a header longer than 50 KB was cut")
        value = _FOLD.sub(b"", value[:MAX_HEADER]).rstrip(b"\r")
        fields.setdefault(match[1].decode("ascii").lower(), []).append(decode(value))
    return fields, body


def _part(fields: dict[str, list[str]], raw: memoryview, default: str) -> Part:
    """A part with what its headers say of it."""
    type_, parameters = headers.parameters(fields.get("content-type", [default])[0])
    disposition, more = headers.parameters(fields.get("content-disposition", [""])[0])
    encoding = fields.get("content-transfer-encoding", [""])[0].partition(";")[0].strip().lower()
    filename = more.get("filename") or parameters.get("name") or ""
    return Part(type_ if "/" in type_ else default, parameters, disposition, filename[:255], encoding, raw)


def _split(raw: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Offsets of the children of a multipart; none where no boundary can be found."""
    token = boundary.encode("utf-8", "surrogateescape")
    if not token or raw.find(b"--" + token, start, end) < 0:
        guess = _BOUNDARY_LINE.search(raw, start, min(end, start + 65536))
        if not guess:
            return []
        token = guess[1].removesuffix(b"--")
    # Found by what it opens with, which is many times faster in a large mail than by the line's beginning.
    boundary_line = re.compile(rb"--" + re.escape(token) + rb"(--)?[ \t]*\r?(?:\n|\Z)")
    children: list[tuple[int, int]] = []
    opened: int | None = None
    for match in boundary_line.finditer(raw, start, end):
        at = match.start()
        if at > start and raw[at - 1 : at] != b"\n":
            continue
        if opened is not None:
            line_end = 2 if raw[at - 2 : at] == b"\r\n" else 1
            children.append((opened, max(opened, at - line_end)))
        opened = None if match[1] else match.end()
        if opened is None or len(children) > MAX_PARTS:
            return children
    return children if opened is None else [*children, (opened, end)]


def _unflow(text: str, delsp: bool) -> str:
    out: list[str] = []
    flows = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        line = line.removeprefix(" ")
        out.append(line if flows and not quoted else f"\n{line}")
        flows = not quoted and line.endswith(" ") and line != "-- "
        if flows and delsp:
            out[-1] = out[-1][:-1]
    return "".join(out)[1:]
