"""Header values: encoded words, addresses, parameters, dates. Linear in size and without recursion.

The standard library's structured header parser recurses on nested comments and raises on some real headers.
"""

from __future__ import annotations

import binascii
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from .charsets import decode, repair

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|<([^<>]*)>?|([(),;:])|([^"<>(),;:]+)|[>"]', re.DOTALL)
_PARAMETER = re.compile(r';\s*([\w*-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))', re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:\\]{1,128}@[^\s@<>()\[\]\",;:\\]{1,255}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")
MAX_RECIPIENTS = 500


def words(value: str) -> str:
    """``value`` with its encoded words (RFC 2047) decoded, also where they stand where they may not."""
    if "=?" not in value:
        return repair(value)
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    end = 0
    for match in _ENCODED.finditer(value):
        between = value[end : match.start()]
        charset = match[1].partition("*")[0].lower()
        data = _encoded_bytes(match[2], match[3])
        if pending and not between.strip():
            # A character may be split over two words, so words of one charset are joined as bytes.
            if pending[0] == charset:
                pending = (charset, pending[1] + data)
            else:
                out.append(decode(pending[1], pending[0]))
                pending = (charset, data)
        else:
            if pending:
                out.append(decode(pending[1], pending[0]))
            out.append(between)
            pending = (charset, data)
        end = match.end()
    if pending:
        out.append(decode(pending[1], pending[0]))
    out.append(value[end:])
    return "".join(out)


def _encoded_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "))
    return base64_bytes(raw)


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
    found = _addresses(value)
    if not found and "=?" in value:
        found = _addresses(words(value))
    return found


def _addresses(value: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    phrase: list[str] = []
    comment: list[str] = []
    angle: str | None = None
    depth = 0
    checked, addressed = 0, False
    quoted_pairs = re.compile(r"\\(.)")

    def flush() -> None:
        nonlocal angle, checked, addressed
        text = "".join(phrase)
        address = _ADDRESS.search(angle) if angle is not None else None
        if address is None and (address := _ADDRESS.search(text)):
            text = text[: address.start()] + text[address.end() :]
        if address:
            name = words(" ".join((text.strip() or "".join(comment)).split()))
            found.append((name.strip(" '\""), normal(address[0])))
        phrase.clear()
        comment.clear()
        angle, checked, addressed = None, 0, False

    for token in _TOKEN.finditer(value):
        quoted, bracket, special, plain = token.groups()
        if special == "(":
            depth += 1
        elif special == ")":
            depth = max(0, depth - 1)
        elif depth:
            if plain or quoted:
                comment.append(plain or quoted)
        elif quoted is not None:
            phrase.append(quoted_pairs.sub(r"\1", quoted))
        elif bracket is not None:
            # A display name may hold an address in brackets of its own: the last one is the sender.
            angle = bracket
        elif special in (",", ";"):
            flush()
            if len(found) >= MAX_RECIPIENTS:
                return found
        elif special == ":":
            # Only what came since the last colon is looked at, or a header of colons would cost the square of its size.
            addressed = addressed or bool(_ADDRESS.search("".join(phrase[checked:])))
            checked = len(phrase)
            if angle is None and not addressed:
                phrase.clear()
                checked = 0
        elif plain:
            phrase.append(plain)
    flush()
    return found


def normal(address: str) -> str:
    """``address`` with a lower-case domain and without the full stop of a sentence."""
    local, _, domain = address.strip(" .'`").rpartition("@")
    return f"{local}@{domain.rstrip('.').lower()}"


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A value such as ``text/html; charset="utf-8"`` as ``("text/html", {"charset": "utf-8"})``, RFC 2231 resolved."""
    main = value.partition(";")[0].strip().lower()
    result: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(value):
        name = match[1].lower()
        text = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3] or ""
        base, star, number = name.partition("*")
        if star:
            encoded = name.endswith("*")
            index = number.rstrip("*")
            pieces.setdefault(base, []).append(
                (int(index) if index.isdecimal() and len(index) < 4 else 0, encoded, text)
            )
        else:
            result.setdefault(name, words(text))
    for base, found in pieces.items():
        data, charset = b"", None
        for index, encoded, text in sorted(found):
            if encoded and index == 0 and text.count("'") >= 2:
                charset, _, text = text.split("'", 2)
            data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
        result.setdefault(base, decode(data, charset))
    return main, result


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
    """Every message id in ``value``, brackets included, in order."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value)))[:100]
