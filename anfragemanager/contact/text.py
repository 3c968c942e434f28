"""Fold text to one comparable form: case, umlauts, accents, wrongly decoded UTF-8."""

import html
import re
import unicodedata
from functools import lru_cache

from .scripts import to_latin

# German transliteration (DIN 5007-2: ä = ae) before the accents go: Müller meets Mueller. The rest has no NFKD form.
_LETTERS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)
_NOT_WORD = re.compile(r"[^\w]+|_+")
_STREET_SIGN = re.compile(r"(?<=[sS]tra)\?(?=e)")
_MOJIBAKE = re.compile("[ÃÂÅ][\x80-\xbf\u0152-\u2122]")


def repair(text: str) -> str:
    """What exports have broken back to what was meant: "MÃ¼ller", "M&uuml;ller", "Bergstra?e"; else unchanged."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if "?" in text:
        text = _STREET_SIGN.sub("ß", text)
    if _MOJIBAKE.search(text):
        try:
            return text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text
    return text


def shouted(text: str) -> bool:
    """Whether all letters of ``text`` are capitals; "ß" has none that anybody types: "SAß"."""
    return (text.replace("ß", "") if len(text) > 1 else text).isupper()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, umlauts written out, accents dropped, other scripts in Latin letters, all else one space."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    text = unicodedata.normalize("NFC", repair(text)).casefold().translate(_LETTERS)
    text = to_latin(text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text).strip()


@lru_cache(maxsize=65536)
def collapse(folded: str) -> str:
    """Umlauts of folded text down to their base letter, so that Müller, Mueller and Muller are one."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
