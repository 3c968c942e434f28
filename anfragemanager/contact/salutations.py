"""How a person is to be addressed: the code of "Frau Dr.", "Sra.", "Eheleute"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .wordlists import entries

_AND = frozenset({"und", "u.", "u", "&", "+", "/", "and", "y", "et"})
_POLITE = re.compile(
    r"^(?:sehr\s+geehrte[rs]?|liebe[rs]?|guten\s+tag|hallo|dear|estimad[oa]|querid[oa]|ihre?|eure?|deine?)\s+(?=(?:herrn?|frau|familie|mr|mrs|ms)\b)",
    re.IGNORECASE,
)


@cache
def _codes() -> tuple[dict[str, str], frozenset[str]]:
    codes, alone = {}, set()
    for entry in entries("salutations"):
        word, code = entry.split(" ")
        code = code if code != "-" else ""
        codes[word.rstrip("*")] = code
        if word.endswith("*"):
            alone.add(word.rstrip("*"))
    return codes, frozenset(alone)


def salutation(text: str | None) -> str | None:
    """The code of a salutation such as "Frau Dr.", "Sra." or "Eheleute"; None where it says nothing or both.

    Codes are mr, mrs, family, company, diverse.
    """
    codes, _alone = _codes()
    low = (text or "").lower()
    if len([word for word in re.split(r"[\s.,:;*()]+", low) if word]) > 8:
        return None
    found = list(dict.fromkeys(code for word in _words(low) if (code := codes.get(word))))
    if len(found) == 1:
        return found[0]
    if set(found) == {"mr", "mrs"} and re.search(r"\b(?:und|u\.|and|y)\b|&|\+", low):
        return "family"
    return "family" if "family" in found else None


def _words(text: str) -> Iterator[str]:
    """Words of a field; a dot ends one, unless it belongs to it: "Frau.Dr." are two, "Sig.ra" is one."""
    codes, _alone = _codes()
    for word in re.split(r"[\s,:;*()/|+&]+", text):
        if word.strip(".") in codes:
            yield word.strip(".")
        else:
            yield from word.split(".")


def strip_salutation(text: str) -> tuple[str | None, str]:
    """The salutations in front of a name, and the name: "Herr und Frau Max Muster" to ("family", "Max Muster")."""
    codes, alone = _codes()
    code = None
    words = _POLITE.sub("", text).split()
    while len(words) > 1:
        word = words[0].lower().strip(".,:*")
        if word not in codes or word in alone:
            break
        found = codes[word]
        code = "family" if code and code != found and {code, found} == {"mr", "mrs"} else code or found or None
        words = words[1:]
        if len(words) > 2 and words[0].lower() in _AND and words[1].lower().strip(".") in codes:
            words = words[1:]
    return code, " ".join(words)


def is_salutation(word: str) -> bool:
    """Whether one word, without its dot, is a salutation."""
    return word.lower().strip(".,:*") in _codes()[0]
