"""Phrases of the rule tables: what is looked for in a text, written so that a clerk can read and extend it.

A phrase is matched in small letters from the start of a word to the end of one. ``*`` stands for the rest of a word
("besichtig*"; in front, as in "*anfrage", for its beginning), ``…`` for a gap of at most 60 characters within a
sentence, ``#`` for a number, ``^`` and ``$`` for the beginning and the end of the text, ``( | )`` for alternatives,
``( )?`` for what may be missing. A phrase is one word, or opens with two characters meant literally or with ``#``. As
nothing can repeat without a limit, the time is linear in the text.
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
# A phrase is looked up by the letters it opens with, as many of these as it has.
_LEAD = re.compile(r"\w{2,4}(?!\?)")
_LEADS = (2, 3, 4)
_REMEMBERED = 20_000
_LONGEST = 40
# A phrase: its pattern, none where it is one word; whether it opens the text; what it stands for.
_Entry = tuple[re.Pattern | None, bool, object]


class Phrases:
    """A set of phrases, each with what it stands for."""

    def __init__(self, rows: Iterable[tuple[str, object]]):
        self._words: dict[str, list[_Entry]] = {}
        self._starts: dict[str, list[_Entry]] = {}
        self._ends: dict[str, list[tuple[str, object]]] = {}
        self._memory: dict[str, tuple[_Entry, ...]] = {}
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
        if phrase.isalpha() and not anchored:
            self._words.setdefault(phrase, []).append((None, False, payload))
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
        lead = _LEAD.match(phrase)
        self._starts.setdefault("#" if phrase[0] == "#" else lead[0] if lead else phrase[:2], []).append(
            (re.compile(pattern), anchored, payload)
        )

    def find(self, text: str) -> Iterator[tuple[object, str]]:
        """``(what it stands for, the words seen)`` of every hit in ``text``, which is in small letters."""
        return ((payload, text[start:end]) for payload, start, end in self.spans(text))

    def spans(self, text: str) -> Iterator[tuple[object, int, int]]:
        """``(what it stands for, start, end)`` of every hit in ``text``, which is in small letters."""
        opening = True
        memory = self._memory
        for match in _WORD.finditer(text):
            lead = match[0]
            if len(lead) < 2:
                # A phrase may go on without a blank behind a single letter ("e-mail").
                lead = text[match.start() : match.start() + 2]
            if (entries := memory.get(lead)) is None:
                entries = self._entries(lead)
            if entries:
                yield from _hits(entries, text, match, opening)
            opening = False

    def _entries(self, lead: str) -> tuple[_Entry, ...]:
        """The phrases that are the word ``lead`` begins with, or may open with it, remembered."""
        word = _WORD.match(lead)[0]
        leads = ("#",) if word[0].isdigit() else dict.fromkeys(lead[:length] for length in _LEADS)
        found = [*self._words.get(word, ())]
        found += [entry for key in leads for entry in self._starts.get(key, ())]
        ends = self._ends.get(word[-_SUFFIX:], ())
        found += [(None, False, payload) for ending, payload in ends if word.endswith(ending)]
        if len(self._memory) < _REMEMBERED and len(lead) < _LONGEST:
            self._memory[lead] = tuple(found)
        return tuple(found)

    def opens(self, text: str) -> object | None:
        """What the phrase stands for that ``text``, in small letters, begins with; None where there is none."""
        if not (word := _WORD.search(text)):
            return None
        lead = text[word.start() : max(word.end(), word.start() + 2)]
        hits = _hits(self._memory.get(lead) or self._entries(lead), text, word, True)
        return next((payload for payload, _start, _end in hits), None)

    def first(self, text: str) -> object | None:
        """What the first hit stands for, or None."""
        return next((payload for payload, _seen in self.find(text)), None)


def _hits(entries: Iterable[_Entry], text: str, word: re.Match, opening: bool) -> Iterator[tuple[object, int, int]]:
    for pattern, anchored, payload in entries:
        if pattern is None:
            yield payload, *word.span()
        elif (opening or not anchored) and (hit := pattern.match(text, word.start())):
            yield payload, *hit.span()


def lines(text: str) -> list[str]:
    """The phrases of a cell of a table: one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
