"""Phrases of the rule tables: what is looked for in a text, written so that a clerk can read and extend it.

A phrase is matched in small letters from the start of a word to the end of one. ``*`` stands for the rest of a word
("besichtig*"; in front, as in "*anfrage", for its beginning), ``…`` for a gap of at most 60 characters within a
sentence, ``#`` for a number, ``^`` and ``$`` for the beginning and the end of the text, ``( | )`` for alternatives,
``( )?`` for what may be
missing. A phrase opens with two characters meant literally, or with ``#``. As nothing can repeat without a limit,
the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+")
_SPECIAL = {
    "*": r"\w*",
    "…": r"(?:[^.!?\n]|(?<=\d)\.|(?<=nr)\.|(?<=ca)\.|(?<=str)\.|(?<=dr)\.){0,60}?",
    "#": r"\d+",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "?": "?",
}
_SUFFIX = 4


class Phrases:
    """A set of phrases, each with what it stands for."""

    def __init__(self, rows: Iterable[tuple[str, object]]):
        self._starts: dict[str, list[tuple[re.Pattern, bool, object]]] = {}
        self._ends: dict[str, list[tuple[str, object]]] = {}
        for phrase, payload in rows:
            self._add(phrase.strip().lower(), payload)

    def _add(self, phrase: str, payload: object) -> None:
        anchored = phrase.startswith("^")
        phrase = phrase.removeprefix("^")
        if phrase.startswith("*"):
            word = phrase[1:]
            if len(word) < _SUFFIX or not word.isalpha():
                raise ValueError(f"the phrase {phrase!r} needs at least {_SUFFIX} letters behind the star")
            self._ends.setdefault(word[-_SUFFIX:], []).append((word, payload))
            return
        if not re.match(r"\w[\w '’-]|# ", phrase):
            raise ValueError(f"the phrase {phrase!r} must open with a letter and another literal")
        ends = phrase.endswith("$")
        pattern = re.sub(r"\s*…\s*", "…", phrase.removesuffix("$"))
        pattern = "".join(_SPECIAL.get(char) or (r"\s+" if char == " " else re.escape(char)) for char in pattern)
        if ends:
            pattern += r"\W*$"
        elif phrase[-1].isalnum() or phrase.endswith(")"):
            pattern += r"(?!\w)"
        self._starts.setdefault("#" if phrase[0] == "#" else phrase[:2], []).append(
            (re.compile(pattern), anchored, payload)
        )

    def find(self, text: str) -> Iterator[tuple[object, str]]:
        """``(what it stands for, the words seen)`` of every hit in ``text``, which is in small letters."""
        opening = True
        starts, ends = self._starts, self._ends
        for match in _WORD.finditer(text):
            at = match.start()
            for pattern, anchored, payload in starts.get("#" if text[at].isdigit() else text[at : at + 2], ()):
                if (opening or not anchored) and (hit := pattern.match(text, at)):
                    yield payload, hit[0]
            if ends and (found := ends.get(text[match.end() - _SUFFIX : match.end()])):
                for word, payload in found:
                    if match[0].endswith(word):
                        yield payload, match[0]
            opening = False

    def opens(self, text: str) -> object | None:
        """What the phrase stands for that ``text``, in small letters, begins with; None where there is none."""
        match = _WORD.search(text)
        if match:
            for pattern, _anchored, payload in self._starts.get(text[match.start() : match.start() + 2], ()):
                if pattern.match(text, match.start()):
                    return payload
        return None

    def first(self, text: str) -> object | None:
        """What the first hit stands for, or None."""
        return next((payload for payload, _seen in self.find(text)), None)


def lines(text: str) -> list[str]:
    """The phrases of a cell of a table: one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
