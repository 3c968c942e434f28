"""The language a prospect writes in, by its commonest words: small, fast and enough for a few sentences."""

from __future__ import annotations

import re

from .tables import table

_STOP = {language: frozenset(words.split()) for language, words in table("languages")["words"].items()}
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ru": re.compile("[а-яіїєґ]", re.IGNORECASE),
    "ar": re.compile("[\u0600-\u06ff]"),
    "el": re.compile("[α-ω]", re.IGNORECASE),
    "zh": re.compile("[\u4e00-\u9fff]"),
}
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)


def detect(text: str | None, default: str) -> str:
    """ISO 639-1 code of the language of ``text``; ``default`` where it is too short to tell."""
    sample = (text or "")[:2000]
    if not sample.isascii():
        least = max(3, sum(char.isalpha() for char in sample) // 3)
        for code, letters in _SCRIPTS.items():
            if len(letters.findall(sample)) >= least:
                return "uk" if code == "ru" and _UKRAINIAN.search(sample) else code
    words = [word.lower() for word in _WORD.findall(sample)]
    scores = {code: sum(word in stop for word in words) for code, stop in _STOP.items()}
    best = max(scores, key=lambda code: (scores[code], code == default))
    # One word tells the language of a few only.
    is_sure = scores[best] > 1 or len(words) <= 3 and any(len(word) > 3 and word in _STOP[best] for word in words)
    return best if is_sure else default
