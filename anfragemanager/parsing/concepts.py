"""What a text speaks of: the concepts of ``data/concepts.ini``, found sentence by sentence in all languages at once.

A concept is a set of words; a joined one asks for several of them near each other. So "we want to part with our old
flat" is an owner's intention by what it is made of, not by its wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .phrases import Phrases, lines
from .tables import table

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\D)|\n\s*\n")
_MAX = 6000
_MAX_SENTENCES = 120
# Between "our" and "house" stand adjectives: no more than these many words, and none that joins other things.
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Row:
    """The words of one concept in one language."""

    concept: str
    language: str
    words: tuple[str, ...]
    example: str
    counter_example: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a joined concept: each part is found in one sentence (``parts``), by one or two concepts."""

    parts: tuple[tuple[str, str, str], ...]


@cache
def rows() -> tuple[Row, ...]:
    """The words of the table, row by row."""
    found = []
    for section, row in table("concepts").items():
        if "example" in row:
            concept, _, language = section.partition(".")
            words = tuple(word for line in lines(row["words"]) for word in _split(line))
            found.append(Row(concept, language, words, row["example"], row["counter_example"]))
    return tuple(found)


def _split(line: str) -> Iterator[str]:
    """The phrases of a line at its commas."""
    return (word.strip() for word in line.split(",") if word.strip())


@cache
def joined() -> dict[str, tuple[Way, ...]]:
    """The joined concepts in their order, which may name earlier ones."""
    return {
        section: tuple(_way(line) for line in lines(row["any"]))
        for section, row in table("concepts").items()
        if "any" in row
    }


def _way(line: str) -> Way:
    parts = []
    for part in line.split("&"):
        match = re.fullmatch(r"\s*(\w+)\s*(?:([~+])\s*(\w+)\s*)?", part)
        if match is None:
            raise ValueError(f"not a way to join concepts: {line!r}")
        parts.append((match[1], match[2] or "", match[3] or ""))
    return Way(tuple(parts))


@cache
def _shadowed() -> dict[str, frozenset[str]]:
    return {concept: frozenset(others.split()) for concept, others in table("concepts")["shadows"].items()}


@cache
def _joints() -> frozenset[str]:
    return frozenset(table("concepts")["joints"]["words"].split())


@cache
def _phrases() -> Phrases:
    return Phrases((word, row.concept) for row in rows() for word in row.words)


def names() -> frozenset[str]:
    """Every concept that a rule may ask for."""
    return frozenset(row.concept for row in rows()) | joined().keys()


def told(said: str, sender: str) -> dict[str, str]:
    """The concepts of both texts as rules name them ("says:home", "from:office") → the words seen."""
    texts = (("says", said), ("from", sender))
    return {f"{name}:{concept}": words for name, text in texts for concept, words in find(text).items()}


def find(text: str) -> dict[str, str]:
    """The concepts in ``text`` → the words seen. Linear in the text, of which the first 6,000 characters count."""
    text = text[:_MAX].lower().replace("i̇", "i")
    sentences = []
    for sentence in _SENTENCE.split(text)[:_MAX_SENTENCES]:
        found: dict[str, list[tuple[int, int]]] = {}
        for concept, start, end in _phrases().spans(sentence):
            found.setdefault(concept, []).append((start, end))
        for concept, others in _shadowed().items():
            for other in others & found.keys() if concept in found else ():
                found[other] = [place for place in found[other] if not _lies_in(place, found[concept])]
        if found:
            sentences.append((sentence, found))
    result: dict[str, str] = {}
    for sentence, found in sentences:
        for concept, places in found.items():
            if places:
                result.setdefault(concept, sentence[slice(*places[0])])
    for concept, ways in joined().items():
        for way in ways:
            seen = [_part(part, sentences, result) for part in way.parts]
            if all(seen):
                result[concept] = " … ".join(dict.fromkeys(seen))
                break
    return result


def _lies_in(place: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end and (start, end) != place for start, end in others)


def _part(part: tuple[str, str, str], sentences: list, known: dict[str, str]) -> str:
    """The words that hold one part of a way, empty where there are none."""
    first, join, second = part
    if not join or first not in known or second not in known:
        return "" if join else known.get(first, "")
    for sentence, found in sentences:
        for start, end in _places(first, found, sentence, known):
            for start_2, end_2 in _places(second, found, sentence, known):
                if join == "+" and (start, end) != (start_2, end_2):
                    return f"{sentence[start:end]} … {sentence[start_2:end_2]}"
                if join == "~" and start_2 > end and _is_near(sentence[end:start_2]):
                    return sentence[start:end_2]
    return ""


def _places(concept: str, found: dict, sentence: str, known: dict[str, str]) -> list[tuple[int, int]]:
    """Where a concept stands in a sentence; of a joined one, where any of the plain ones it is made of stands."""
    if concept not in joined():
        return found.get(concept, [])
    parts = [part for way in joined()[concept] if len(way.parts) == 1 for part in way.parts if not part[1]]
    return [place for first, _, _ in parts for place in _places(first, found, sentence, known)]


def _is_near(between: str) -> bool:
    words = between.split()
    return len(words) <= _BETWEEN and not any(word.strip(",.:()") in _joints() for word in words)
