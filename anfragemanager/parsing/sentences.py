"""Names that stand in a sentence instead of behind a label."""

from __future__ import annotations

import re

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
