"""Who a raw mail is for and which mail it is, read before anything else of it: bounded effort, never an error.

The gateway, the fingerprint of a mail and its reading know the same headers and read them in the same way.
"""

from __future__ import annotations

import hashlib
import re

from . import headers, mime

# Set by the mail system that delivered it, or by the sender for its addressee.
DELIVERY_HEADERS = (
    "to delivered-to x-original-to envelope-to x-envelope-to x-delivered-to x-forwarded-to resent-to apparently-to"
).split()
# What tells one mail from another, however many servers wrote their trace into it.
IDENTITY_HEADERS = ("message-id", "from", "subject", "date")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_PIECE = 1024 * 1024


def addressed(message: mime.Message, *names: str) -> dict[str, None]:
    """The addresses (lower case) in the headers ``names`` and in those of delivery, in order, each once."""
    found = (address.lower() for name in (*DELIVERY_HEADERS, *names) for address in message.addresses(name))
    return dict.fromkeys(found)


def recipients(raw: bytes) -> set[str]:
    """The addresses in the recipients' headers of a raw mail, in lower case."""
    return set(addressed(mime.head(raw), "cc", "bcc"))


def identity(raw: bytes) -> tuple[str, str | None]:
    """``(fingerprint, Message-ID or None)`` of a raw mail.

    The same mail delivered twice differs in its trace headers (Received, Delivered-To …), line ends and white space at
    its end only, so the digest takes the identifying headers and the body. The Message-ID alone would not do: a sender
    that reuses it for different mails must lose none.
    """
    message = mime.head(raw)
    digest = hashlib.sha256()
    for name in IDENTITY_HEADERS:
        digest.update(b"\0" + " ".join(message.raw(name).split()).encode("utf-8", "replace"))
    digest.update(b"\0")
    blank = _BLANK_LINE.search(raw)
    start, end = blank.end() if blank else len(raw), len(raw)
    # In pieces: a large mail is not copied.
    while tail := raw[max(start, end - 4096) : end]:
        kept = len(tail.rstrip())
        end -= len(tail) - kept
        if kept:
            break
    for at in range(start, end, _PIECE):
        digest.update(raw[at : min(at + _PIECE, end)].replace(b"\r", b""))
    return digest.hexdigest(), headers.first_id(message.raw("message-id"))
