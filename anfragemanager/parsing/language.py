"""The language a prospect writes in, by its commonest words: small, fast and enough for a few sentences."""

from __future__ import annotations

import re

from .tables import table

_STOP = {language: frozenset(words.split()) for language, words in table("languages")["words"].items()}
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[а-яА-Я]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[α-ωΑ-Ω]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)


def detect(text: str | None, default: str) -> str:
    """ISO 639-1 code of the language of ``text``; ``default`` where it is too short to tell."""
    if not text:
        return default
    sample = text[:2000]
    letters = sum(char.isalpha() for char in sample)
    if not sample.isascii():
        for code, pattern in _SCRIPTS:
            threshold = 1 if code == "uk" else max(3, letters // 3)
            if len(pattern.findall(sample)) >= threshold and (
                code != "uk" or len(_SCRIPTS[1][1].findall(sample)) > letters // 3
            ):
                return code
    words = [word.lower() for word in _WORD.findall(sample)]
    scores = {code: sum(word in stop for word in words) for code, stop in _STOP.items()}
    best = max(scores, key=lambda code: (scores[code], code == default))
    if scores[best] == 0 or best != default and scores[best] < scores.get(default, 0) + 1:
        return default
    if (
        best != default
        and scores[best] == 1
        and (len(words) > 3 or not any(len(word) > 3 and word in _STOP[best] for word in words))
    ):
        return default
    return best
