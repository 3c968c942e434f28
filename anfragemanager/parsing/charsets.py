"""Bytes to text when the label on them cannot be trusted."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

# Decoders that are no charset of a mail; idna and punycode take quadratic time besides.
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
# Senders who write Windows punctuation label it Latin-1 or ASCII (WHATWG encoding standard, "windows-1252").
_WINDOWS = {"iso8859-1", "ascii", "cp1252"}
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203f\u20ac\u2122]"
)


def decode(data: bytes, charset: str | None = None) -> str:
    """``data`` as text. Never raises; what is valid UTF-8 is UTF-8 whatever ``charset`` says.

    Umlauts that a gateway has encoded twice are repaired.
    """
    for bom, name in _MARKS.items():
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    if utf16 := _utf16(data):
        return data.decode(utf16, "replace")
    name = _codec(charset)
    # ISO-2022, UTF-7 and HZ are made of ASCII bytes and would pass for UTF-8.
    if not (name and name.startswith(("iso2022", "utf-7", "hz"))):
        with suppress(UnicodeDecodeError):
            return repair(data.decode("utf-8"))
    if name and name not in _WINDOWS and not name.startswith("utf-8"):
        with suppress(LookupError, ValueError):
            return data.decode(name, "replace")
    if name == "utf-8" and _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "as_latin1")


def repair(text: str) -> str:
    """Undo UTF-8 that was taken for Windows-1252 and encoded again (``MÃ¼ller``), where that explains all of it."""
    if "Ã" not in text and "Â" not in text or not _MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252", "as_latin1").decode("utf-8")
    except UnicodeError:
        return text


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a byte order mark shows in every second byte being zero."""
    sample = data[:400]
    if 0 not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if 3 * max(even, odd) < len(sample):
        return None
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else None


def _codec(charset: str | None) -> str | None:
    if not charset or len(charset) > 100:
        return None
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS or name.startswith("utf-16") else name


def _mostly_utf8(data: bytes) -> bool:
    """A single byte cut or broken in declared UTF-8 must not turn all other umlauts into two characters each."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken <= 3 and sum(char > "\x7f" for char in text[:100_000]) > 2 * broken


def _as_latin1(error: UnicodeError) -> tuple[str | bytes, int]:
    """Five bytes are undefined in Windows-1252; browsers take them as control characters."""
    piece = error.object[error.start : error.end]
    return piece.decode("latin-1") if isinstance(piece, bytes) else piece.encode("latin-1"), error.end


codecs.register_error("as_latin1", _as_latin1)
