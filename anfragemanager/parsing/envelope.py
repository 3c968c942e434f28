"""Who a raw mail is for and which mail it is, read before anything is parsed: bounded effort, never an error.

One list of headers serves the gateway, the fingerprint of a mail and its reading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

# Set by the mail system that delivered it, or by the sender for its addressee.
DELIVERY_HEADERS = (
    "to",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-forwarded-to",
    "resent-to",
    "apparently-to",
)
RECIPIENT_HEADERS = (*DELIVERY_HEADERS, "cc", "bcc")
# What tells one mail from another, however many servers wrote their trace into it.
IDENTITY_HEADERS = ("message-id", "from", "subject", "date")

HEAD_LIMIT = 256 * 1024
_ADDRESS = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_PIECE = 1024 * 1024
_MESSAGE_ID = re.compile(rb"^\s*(<[^<>\s]{1,900}>)")


def _split(raw: bytes) -> tuple[bytes, int]:
    """The headers with ``\\n`` line ends, and where the body begins in ``raw``."""
    end = _BLANK_LINE.search(raw)
    head = raw[: end.start()] if end else raw
    return head.replace(b"\r\n", b"\n"), end.end() if end else len(raw)


def _body(raw: bytes, start: int) -> Iterator[bytes]:
    """The body with ``\\n`` line ends, without white space at its end, in pieces: a large mail is not copied."""
    end = len(raw)
    while end > start and (tail := raw[max(start, end - 4096) : end]).rstrip() != tail:
        kept = len(tail.rstrip())
        end += kept - len(tail)
        if kept:
            break
    while start < end:
        stop = min(start + _PIECE, end)
        # A line end is not taken apart.
        stop += raw[stop - 1 : stop] == b"\r" and raw[stop : stop + 1] == b"\n" and stop < end
        yield raw[start:stop].replace(b"\r\n", b"\n")
        start = stop


def _values(head: bytes, names: tuple[str, ...]) -> list[bytes]:
    """The values of headers as they stand, continuation lines included."""
    alternatives = b"|".join(re.escape(name.encode()) for name in names)
    pattern = rb"^(?:" + alternatives + rb"):([^\n]*(?:\n[ \t][^\n]*)*)"
    return re.findall(pattern, head, re.IGNORECASE | re.MULTILINE)


def recipients(raw: bytes) -> set[str]:
    """The addresses in the recipients' headers of a raw mail, in lower case."""
    head, _start = _split(raw[:HEAD_LIMIT])
    return {
        address.decode("ascii").lower()
        for value in _values(head, RECIPIENT_HEADERS)
        for address in _ADDRESS.findall(value)
    }


def identity(raw: bytes) -> tuple[str, str | None]:
    """``(fingerprint, Message-ID or None)`` of a raw mail.

    The same mail delivered twice differs in its trace headers (Received, Delivered-To …) and line ends only, so the
    digest takes the identifying headers and the body. The Message-ID alone would not do: a sender that reuses it for
    different mails must lose none.
    """
    head, start = _split(raw)
    digest = hashlib.sha256()
    first = {name: next(iter(_values(head, (name,))), b"") for name in IDENTITY_HEADERS}
    for value in first.values():
        digest.update(b"\0" + b" ".join(value.split()))
    digest.update(b"\0")
    for piece in _body(raw, start):
        digest.update(piece)
    found = _MESSAGE_ID.match(first["message-id"])
    return digest.hexdigest(), found[1].decode("ascii", "replace").replace("\0", "") if found else None
