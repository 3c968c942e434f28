"""Header values: encoded words, addresses, parameters, dates. Linear in size and without recursion.

The standard library's structured header parser recurses on nested comments and raises on some real headers.
"""

from __future__ import annotations

import binascii
import email.message
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from .charsets import decode, repair

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_ENCODED_WORDS = re.compile(rf"(?:{_ENCODED.pattern}\s*)*{_ENCODED.pattern}")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|<([^<>]*)>?|([(),;:])|([^"<>(),;:]+)|[>"]', re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:\\]{1,128}@[^\s@<>()\[\]\",;:\\]{1,255}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,998}>")
MAX_RECIPIENTS = 500
_MAX_PARAMETERS = 4000


def words(value: str) -> str:
    """``value`` with its encoded words (RFC 2047) decoded, also where they stand where they may not."""
    return _ENCODED_WORDS.sub(_decoded, value) if "=?" in value else repair(value)


def _decoded(found: re.Match) -> str:
    # A character may be split over two words, so words of one charset are joined as bytes.
    encoded = _ENCODED.findall(found[0])
    joined: list[tuple[str, bytes]] = []
    for charset, kind, text in encoded:
        charset, data = charset.partition("*")[0].lower(), _encoded_bytes(kind, text)
        if joined and joined[-1][0] == charset:
            data = joined.pop()[1] + data
        joined.append((charset, data))
    return "".join(decode(data, charset) for charset, data in joined)


def _encoded_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    return binascii.a2b_qp(raw.replace(b"_", b" ")) if encoding in "qQ" else base64_bytes(raw)


_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


def base64_bytes(raw: bytes) -> bytes:
    """What can be decoded of ``raw``, whatever stands between and however the padding is broken."""
    clean = raw.translate(None, _NOT_BASE64)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def addresses(value: str) -> list[tuple[str, str]]:
    """``(display name, address)`` of each address in a header; the domain is lower case, the name decoded.

    Groups are flattened, comments used as a name only where there is no other (``max@example.org (Max)``).
    """
    return _addresses(value) or ("=?" in value and _addresses(words(value))) or []


def _addresses(value: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    phrase, comment, angle, depth, addressed = [], [], "", 0, False
    for token in (*_TOKEN.finditer(value), None):
        quoted, bracket, special, plain = token.groups() if token else (None, None, ",", None)
        if special in ("(", ")"):
            depth = max(0, depth + (1 if special == "(" else -1))
        elif depth and token:
            comment.append(plain or quoted or "")
        elif bracket is not None:
            # A display name may hold an address in brackets of its own: the last one is the sender.
            angle = bracket
        elif special == ":":
            # The name of a group.
            phrase = phrase if angle or addressed else []
        elif special:
            text = "".join(phrase)
            address = _ADDRESS.search(angle)
            if not address and (address := _ADDRESS.search(text)):
                text = text[: address.start()] + text[address.end() :]
            if address:
                name = words(" ".join((text.strip() or "".join(comment)).split()))
                found.append((name.strip(" '\""), tidy(address[0])))
            if len(found) >= MAX_RECIPIENTS:
                break
            phrase, comment, angle, addressed = [], [], "", False
        else:
            phrase.append(plain or re.sub(r"\\(.)", r"\1", quoted or ""))
            addressed = addressed or "@" in phrase[-1]
    return found


def tidy(address: str) -> str:
    """``address`` with a lower-case domain and without the full stop of a sentence."""
    local, _, domain = address.strip(" .'`").rpartition("@")
    return f"{local}@{domain.rstrip('.').lower()}"


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A value such as ``text/html; charset="utf-8"`` as ``("text/html", {"charset": "utf-8"})``, RFC 2231 resolved."""
    holder = email.message.Message()
    holder["content-type"] = value[:_MAX_PARAMETERS]
    (main, _), *found = holder.get_params([("", "")])
    result: dict[str, str] = {}
    for name, text in found:
        if isinstance(text, tuple):
            charset, _language, encoded = text
            text = decode(encoded.encode("latin-1", "replace"), charset)
        result.setdefault(name.lower(), words(text))
    return main.strip().lower(), result


def date(value: str) -> datetime | None:
    """The date of a mail, aware; None for what is no date. timezone.utc where the zone is missing or nonsense."""
    try:
        parsed = parsedate_to_datetime(value[:200])
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)
        parsed.astimezone(timezone.utc)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return parsed


def message_ids(value: str) -> tuple[str, ...]:
    """Every message id in ``value``, brackets included, in order.

    Some programs write a long one as encoded words, where RFC 2047 (5) allows none.
    """
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(words(value))))[:100]


def first_id(value: str) -> str | None:
    """The first message id in ``value``, brackets included; None where there is none."""
    return next(iter(message_ids(value)), None)
