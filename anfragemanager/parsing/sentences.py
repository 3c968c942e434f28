"""What stands in a sentence instead of behind a label: a name, a reference, a number, the interest itself."""

from __future__ import annotations

import re

from ..contact import phones
from . import subject
from .lines import MARK, Document

_NAME = r"((?:[^\W\d_][\w.'’-]*)(?:\s+(?:[^\W\d_][\w.'’-]*)){0,5})"
_SENTENCES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:¡?hola[,!.]?\s+)?a\s+" + _NAME + r"\s+le\s+(?:interesa|ha interesado)\b",
        r"^(?:el usuario |la usuaria )?" + _NAME + r"\s+(?:está|esta)\s+interesad[oa]\b",
        _NAME + r"\s+is\s+interested\s+in\b",
        _NAME + r"\s+(?:interessiert\s+sich|hat\s+interesse|hat\s+(?:ihnen\s+)?eine\s+(?:nachricht|anfrage))\b",
        r"\b(?:nachricht|anfrage|kontaktanfrage|message|enquiry|mensaje)\s+(?:von|from|de)\s+"
        + _NAME
        + r"\s*(?:[:.,!(]|$|zu\b|zum\b|zur\b|about\b|sobre\b|für\b|hat\b)",
    )
)
_NO_NAME = frozenset(
    "ein eine einem einer interessent interessentin un una usuario usuaria user someone jemand ihr ihre ihrem der"
    " die das kunde a an the nutzer person"
    " cliente persona buyer tenant sie immobilienscout24 immoscout24 immowelt idealista fotocasa ihnen uns dir".split()
)


def name(document: Document) -> tuple[str, str] | None:
    """``(name, line)`` of the first sentence such as "A NAME le interesa tu anuncio" among the first lines."""
    for line in document.lines[:60]:
        text = " ".join(line.text.replace(MARK, "").split())
        if not 6 < len(text) < 300:
            continue
        for pattern in _SENTENCES:
            match = pattern.search(text)
            if match and match[1][:1].isupper() and not any(word.lower() in _NO_NAME for word in match[1].split()):
                return match[1].strip(), text
    return None


_CALL = re.compile(
    r"\b(?:tel(?:efon(?:nummer|isch)?)?|mobil(?:nummer|telefon)?|handy(?:nummer)?|rufnummer|fon|phone|mobile|cell"
    r"|tel[eé]fono|m[oó]vil|erreichbar|erreichen|whatsapp)\b",
    re.IGNORECASE,
)
_INTEREST = re.compile(
    r"\binteressier(?:e|en|t)\b.{0,40}\b(?:mich|uns|an|für|wir|ich)\b|\binteresse (?:an|für)\b"
    r"|(?:möchte|würde|gern|könnte|kann|können|bitte|wann|wünsch|um einen?|vereinbar).{0,80}"
    r"\bbesichtig(?:en|t|ung\w*)\b"
    r"|\banschauen\b|\bexpos[eé]\b|noch (?:frei|verfügbar|zu haben|aktuell|zu vermieten|zu verkaufen)\b"
    r"|still available|interested in|\bviewing\b|view (?:it|the|this)|estoy interesad|me interesa"
    r"|(?:visitar|ver) (?:el|la|este|esta)|disponible",
    re.IGNORECASE,
)


def reference(texts: list[str]) -> tuple[str, str] | None:
    """``(reference, line)`` of the first line that names a property's number as one."""
    for text in texts[:300]:
        if any(char.isdigit() for char in text[:500]) and (found := subject.named_refs(text)):
            return found[0], text
    return None


def number(text: str, is_letter: bool = False) -> tuple[phones.Phone, str] | None:
    """``(number, line)`` where the prospect gives a number among the words of a message.

    Lines that look like those of a form, or a signature, count in a letter only: in the message of a form they may
    be anybody's.
    """
    for line in text.split("\n")[:300]:
        match = _CALL.search(line[:1000])
        if not match or not is_letter and (line.count(" ", 0, match.start()) < 2 or ":" in line[: match.start()]):
            continue
        if found := phones.read_phones(line[match.start() : match.start() + 120]):
            return found[0], line
    return None


def says_interest(text: str) -> bool:
    """Whether somebody writes that they want to see, rent or buy."""
    return bool(_INTEREST.search(text[:3000]))
