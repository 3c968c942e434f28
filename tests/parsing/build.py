"""Raw mails for tests, byte by byte: the standard library's generators would repair what must stay broken."""

import base64
import itertools
import quopri
from email.header import Header
from email.utils import parseaddr

_COUNT = itertools.count(1)


def encoded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode()


def part(content, type_, charset="utf-8", encoding="quoted-printable", filename=None) -> bytes:
    """One MIME part with its headers."""
    data = content if isinstance(content, bytes) else content.encode(charset or "utf-8", "replace")
    head = f"Content-Type: {type_}"
    if charset and type_.startswith("text/"):
        head += f'; charset="{charset}"'
    if filename:
        head += f'; name="{filename}"\nContent-Disposition: attachment; filename="{filename}"'
    head += f"\nContent-Transfer-Encoding: {encoding}\n\n"
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    return head.encode() + data


def multipart(subtype, parts, parameters="") -> bytes:
    boundary = f"=_{next(_COUNT)}"
    lines = [f'Content-Type: multipart/{subtype}; boundary="{boundary}"{parameters}\n\n'.encode()]
    for content in parts:
        lines += [f"--{boundary}\n".encode(), content, b"" if content.endswith(b"\n") else b"\n"]
    return b"".join([*lines, f"--{boundary}--\n".encode()])


def mail(
    sender, subject, *, text=None, html=None, attachments=(), headers=(), to="anfragen@makler.example", **how
) -> bytes:
    """A whole mail; ``how`` (charset, encoding) goes to its text parts, ``headers`` are pairs."""
    bodies = [part(text, "text/plain", **how)] if text is not None else []
    bodies += [part(html, "text/html", **how)] if html is not None else []
    body = bodies[0] if len(bodies) == 1 else multipart("alternative", bodies) if bodies else b"\n"
    if attachments:
        body = multipart("mixed", [*([body] if bodies else []), *attachments])
    name, address = parseaddr(sender)
    lines = [
        f"From: {encoded(name)} <{address}>",
        f"To: {to}",
        f"Subject: {encoded(subject)}",
        f"Message-ID: <{next(_COUNT)}@fixture.invalid>",
        "Date: Mon, 10 Nov 2025 09:15:00 +0100",
        "MIME-Version: 1.0",
        *(f"{key}: {encoded(value)}" for key, value in headers),
    ]
    return ("\n".join(lines) + "\n").encode() + body


def elements(values) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in values)


def feedback(properties, declaration='<?xml version="1.0" encoding="UTF-8"?>') -> str:
    """An OpenImmo feedback document; ``properties`` are pairs (elements of objekt, [elements of interessent, …])."""
    content = "".join(
        "<objekt>"
        + elements(about)
        + "".join(f"<interessent>{elements(who)}</interessent>" for who in prospects)
        + "</objekt>"
        for about, prospects in properties
    )
    return (
        f"{declaration}<openimmo_feedback><version>1.2.5</version><sender><name>Portal</name><datum>2025-11-10</datum></sender>"
        f"{content}</openimmo_feedback>"
    )
