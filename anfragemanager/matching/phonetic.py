"""Kölner Phonetik (Postel 1969): German words that sound alike get the same digits."""

from functools import lru_cache

from cologne_phonetics import encode


@lru_cache(maxsize=131072)
def cologne(word: str) -> str:
    """Code of one folded word; the word itself where the method knows no letter of it (digits, other scripts)."""
    return "".join(code for _word, code in encode(word)) or word
