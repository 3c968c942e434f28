"""What the subject of a portal mail tells: the number of the property, sometimes the prospect's name."""

from __future__ import annotations

import re

_REF = r"([A-Za-z0-9][\w./-]{0,30})"
# Most specific first; a match without a digit names no property ("Objekt in Köln").
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\(\s*objekt\s{1,5}([^()]{1,40}?)\s*\)",
        r"\bref\.?-?\s?nr\.?:?\s*([^:,()\"|]{1,40}?)\s*(?=:|,|\(|\"|\||$|\s[-–]\s)",
        r"\breferenz-?(?:nummer|nr\.?)?\s*:?\s*" + _REF,
        r"\b(?:objekt|immobilien|wohnungs)-?\s?(?:nr\.?|nummer|id|kennung)\s*:?\s*" + _REF,
        r"\b(?:scout|expos[ée]|anzeigen?|inserats?|online|portal)-?\s?(?:id|nr\.?|nummer)\s*:?\s*" + _REF,
        r"\b(?:mls\s?(?:id|no\.?|number)?)\s*[:#]\s*" + _REF,
        r"\b(?:referencia|c[óo]digo)\s*:?\s*" + _REF,
        r"\b(?:property|listing|agent|your)?\s?(?:ref(?:erence)?|id)(?:\s?(?:no|number|nr))?\.?\s*[:#]\s*" + _REF,
    )
)
_PATTERNS = _NAMED + tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bobjekt(?:anfrage)?\s*:?\s+\(?\s*" + _REF,
        r"\b(?:kontakt|exposé|expose|immobilien)?anfrage(?:\s+(?:zu|für|zum|zur"
        r"|nr\.?))?(?:\s+objekt)?\s+(?=[A-Za-z]{0,5}[-_/]?\d)" + _REF,
        r"\b(?:property|listing|agent|your)?\s?(?:ref(?:erence)?|id)(?:\s?(?:no|number|nr))?\.?\s*[:#]?\s*" + _REF,
        r"[#(\[]\s*(?=[A-Za-z-]{0,6}\d)" + _REF + r"\s*[)\]]?",
    )
)
_LEAD = re.compile(r"new realtor\.com lead\s*[-–:]\s*(.{2,80})$", re.IGNORECASE)


def refs(subject: str) -> list[str]:
    """References in ``subject``, the most explicitly named one only."""
    return _refs(subject, _PATTERNS)


def named_refs(line: str) -> list[str]:
    """The reference a line of running text names as one ("die Wohnung (Objekt-Nr. B-44)")."""
    return _refs(line, _NAMED)


def _refs(text: str, patterns: tuple[re.Pattern, ...]) -> list[str]:
    for pattern in patterns:
        for match in pattern.finditer(text[:500]):
            ref = match[1].strip(" .-–/")
            if any(char.isdigit() for char in ref):
                return [ref]
    return []


def name(subject: str) -> str | None:
    """The prospect's name where a portal writes it into the subject."""
    match = _LEAD.search(subject[:300])
    return match[1].strip() if match else None
