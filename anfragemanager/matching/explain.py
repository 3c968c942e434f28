"""The evidence of a comparison as a sentence for a clerk; the words stand in levels.py."""

from .compare import Comparison
from .levels import sentence


def explain(comparison: Comparison, lang: str = "de") -> str:
    """ "Nachname klingt gleich, Telefon gleich, Straße gleich, Hausnummer verschieden"; lang is "de" or "en".

    Raises ValueError for another language.
    """
    if lang not in ("de", "en"):
        raise ValueError(f"No wording for language {lang!r}.")
    return ", ".join(sentence(item.field, item.level, lang == "en", bool(item.left)) for item in comparison.evidence)
