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

MAX_MAIL = 25 * 1024 * 1024
MAX_PARTS = 100
MAX_HEADER = 50 * 1024
MAX_HEADERS = 1000
MAX_TEXT = 1024 * 1024
_MAX_DEPTH = 20
_MAX_ATTACHED = 5

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*([^\n]*)(?:\n|$)")
_FOLD = re.compile(rb"\n(?=[ \t])")
_BOUNDARY_LINE = re.compile(rb"^--(\S[^\n]{0,150}?)[ \t]*$", re.MULTILINE)
_MBOX = re.compile(rb"^>?From [^\n]*\n")


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
            return headers.base64_bytes(bytes(self.raw[: limit * 3 // 2]))[:limit]
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
        values = self.fields.get(name)
        return values[0] if values else ""

    def header(self, name: str) -> str:
        """The first header of that name, decoded, white space collapsed to single blanks only where it was folded."""
        return headers.words(self.raw(name)).replace("\r", " ").replace("\n", " ").strip()

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    @cached_property
    def sender(self) -> tuple[str, str]:
        """``(display name, address)`` of From, or empty strings."""
        found = headers.addresses(self.raw("from"))
        if not found:
            found = headers.addresses(self.raw("sender"))
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
            is_html = part.type == "text/html" or _looks_like_html(text)
            (html if is_html else plain).append(text)
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


def read(raw: bytes) -> Message:
    """The structure of ``raw``."""
    message = Message()
    if len(raw) > MAX_MAIL:
        message.warn("mail is larger than 25 MB: only the first 25 MB were read")
        raw = raw[:MAX_MAIL]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = decode(raw).encode("utf-8", "replace")
    raw = raw.replace(b"\r\n", b"\n")
    if b"\n" not in raw[:4096]:
        raw = raw.replace(b"\r", b"\n")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\n")
    _read_message(_MBOX.sub(b"", raw, count=1), message, 0)
    return message


def _read_message(raw: bytes, message: Message, depth: int) -> None:
    fields, body = _read_headers(raw, 0, len(raw), message)
    message.fields = fields
    type_, parameters, disposition, filename, encoding = _describe(fields, message)
    message.type, message.parameters = type_, parameters
    # An explicit stack, as nesting depth is the sender's choice.
    stack = [(type_, parameters, disposition, filename, encoding, body, len(raw), 0)]
    view = memoryview(raw)
    while stack:
        type_, parameters, disposition, filename, encoding, start, end, level = stack.pop()
        if len(message.parts) >= MAX_PARTS:
            message.warn("mail has more than 100 parts: only the first 100 were read")
            break
        if type_.startswith("multipart/") and level < _MAX_DEPTH:
            children = _split(raw, start, end, parameters.get("boundary", ""))
            if children is not None:
                subtype = "message/rfc822" if type_ == "multipart/digest" else "text/plain"
                found = []
                for child_start, child_end in children[: MAX_PARTS + 1]:
                    child_fields, child_body = _read_headers(raw, child_start, child_end, message)
                    found.append((*_describe(child_fields, message, subtype), child_body, child_end, level + 1))
                stack.extend(reversed(found))
                continue
            type_ = "text/plain"
        elif type_.startswith("multipart/"):
            message.warn("mail is nested too deeply: inner parts were not read")
            continue
        part = Part(type_, parameters, disposition, filename, encoding, view[start:end])
        name = filename.lower()
        if type_ == "message/rfc822" or name.endswith(".eml"):
            if depth < 3 and len(message.attached) < _MAX_ATTACHED:
                inner = Message()
                data = part.data(MAX_MAIL).replace(b"\r\n", b"\n").lstrip(b"\n")
                _read_message(data, inner, depth + 1)
                message.attached.append(inner)
            continue
        message.parts.append(part)
        if name == "winmail.dat" or type_ in ("application/ms-tnef", "application/vnd.ms-tnef"):
            message.warn("attachment winmail.dat (Outlook's own format) cannot be read")
        elif name == "smime.p7m" or type_ in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            message.warn("mail is encrypted or sealed (S/MIME): its content cannot be read")
        elif type_ == "application/pgp-encrypted":
            message.warn("mail is encrypted (PGP): its content cannot be read")


def _read_headers(raw: bytes, start: int, end: int, message: Message) -> tuple[dict[str, list[str]], int]:
    """The header fields from ``start`` on and the offset where the body begins."""
    fields: dict[str, list[str]] = {}
    if raw.startswith(b"\n", start):
        return fields, min(start + 1, end)
    close = raw.find(b"\n\n", start, end)
    stop = close + 1 if close >= 0 else end
    body = close + 2 if close >= 0 else end
    position, count = start, 0
    while position < stop:
        match = _HEADER.match(raw, position, stop)
        if not match:
            line_end = raw.find(b"\n", position, stop)
            line_end = stop if line_end < 0 else line_end + 1
            if not fields:
                return {}, start
            if raw[position : position + 1] not in b" \t" and b":" not in raw[position:line_end]:
                # No header and no continuation: a gateway has dropped the empty line before the body.
                return fields, position
            position = line_end
            continue
        value_start, value_end = match.span(2)
        position = match.end()
        while position < stop and raw[position : position + 1] in b" \t" and raw[position : position + 1]:
            line_end = raw.find(b"\n", position, stop)
            value_end = stop if line_end < 0 else line_end
            position = stop if line_end < 0 else line_end + 1
        count += 1
        if count > MAX_HEADERS:
            message.warn("mail has more than 1000 headers: the rest was not read")
            break
        if value_end - value_start > MAX_HEADER:
            message.warn("a header longer than 50 KB was cut")
            value_end = value_start + MAX_HEADER
        value = raw[value_start:value_end]
        if b"\n" in value:
            value = _FOLD.sub(b"", value)
        name = match[1].decode("ascii").lower()
        fields.setdefault(name, []).append(value.decode("ascii") if value.isascii() else decode(value))
    return fields, body


def _describe(fields: dict[str, list[str]], message: Message, default: str = "text/plain") -> tuple:
    type_, parameters = headers.parameters(fields["content-type"][0]) if "content-type" in fields else (default, {})
    disposition, more = "", {}
    if "content-disposition" in fields:
        disposition, more = headers.parameters(fields["content-disposition"][0])
    encoding = fields["content-transfer-encoding"][0].strip().lower() if "content-transfer-encoding" in fields else ""
    filename = more.get("filename") or parameters.get("name") or ""
    return type_ if "/" in type_ else default, parameters, disposition, filename[:255], encoding.split(";")[0].strip()


def _split(raw: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]] | None:
    """Offsets of the children of a multipart; None where no boundary can be found."""
    token = boundary.encode("utf-8", "surrogateescape") if boundary else b""
    if not token or raw.find(b"--" + token, start, end) < 0:
        guess = _BOUNDARY_LINE.search(raw, start, min(end, start + 65536))
        if not guess:
            return None
        token = guess[1].removesuffix(b"--")
    pattern = re.compile(rb"^--" + re.escape(token) + rb"(--)?[ \t]*$", re.MULTILINE)
    children: list[tuple[int, int]] = []
    opened: int | None = None
    for match in pattern.finditer(raw, start, end):
        if opened is not None:
            children.append((opened, max(opened, match.start() - 1)))
        opened = None
        if match[1]:
            break
        opened = min(match.end() + 1, end)
        if len(children) > MAX_PARTS:
            break
    if opened is not None and len(children) <= MAX_PARTS:
        children.append((opened, end))
    return children


def _unflow(text: str, delsp: bool) -> str:
    lines: list[str] = []
    paragraph: list[str] = []
    for line in text.split("\n"):
        stripped = line[1:] if line.startswith(" ") else line
        flows = stripped.endswith(" ") and stripped != "-- "
        if line.startswith(">"):
            if paragraph:
                lines.append("".join(paragraph))
                paragraph = []
            lines.append(line)
            continue
        paragraph.append(stripped[:-1] if flows and delsp else stripped)
        if not flows:
            lines.append("".join(paragraph))
            paragraph = []
    if paragraph:
        lines.append("".join(paragraph))
    return "\n".join(lines)


def _looks_like_html(text: str) -> bool:
    head = text[:200].lstrip().lower()
    return head.startswith(("<html", "<!doctype html", "<body", "<table", "<div", "<p>"))
