"""What a text speaks of: the concepts of ``data/concepts.ini``, found sentence by sentence in all languages at once.

A concept is a set of words; a joined one asks for several of them near each other. So "we want to part with our old
flat" is an owner's intention by what it is made of, not by its wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from .phrases import Phrases, lines
from .tables import table

# Behind a number or an abbreviation a full stop ends no sentence, unless a capital follows the number.
_SENTENCE = re.compile(
    r"(?<=[.!?;])(?<!\b[NnDdSs][rt]\.)(?<!\b[Cc]a\.)(?<!\d\.)\s+(?=\D)|(?<=\d\.)\s+(?=[A-ZÄÖÜ])|\n\s*\n"
)
# The concept that is no word.
QUESTION = "question"
_MAX = 6000
_MAX_SENTENCES = 120
# Between "our" and "house" stand adjectives: no more than these many words, and none that joins other things.
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Part:
    """Concepts that stand in one sentence, in any order or (``next_to``) the second right behind the first."""

    concepts: tuple[str, ...]
    next_to: bool = False


def _words() -> Iterator[tuple[str, str]]:
    """``(phrase, concept)`` of the table, whatever the language."""
    for section, row in table("concepts").items():
        if "example" in row:
            yield from ((word.strip(), section.partition(".")[0]) for word in row["words"].split(",") if word.strip())


@cache
def joined() -> dict[str, tuple[tuple[Part, ...], ...]]:
    """The joined concepts in their order, which may name earlier ones → the ways to say each."""
    return {
        section: tuple(tuple(_part(part) for part in line.split("&")) for line in lines(row["any"]))
        for section, row in table("concepts").items()
        if "any" in row
    }


@cache
def _ways() -> tuple[tuple[str, str, frozenset[str], tuple[Part, ...]], ...]:
    """``(joined concept, the concept asked for that the fewest ways ask for, all of them, way)`` of each way."""
    ways = [
        (concept, frozenset(name for part in way for name in part.concepts), way)
        for concept, ways in joined().items()
        for way in ways
    ]
    asked_for = Counter(name for _concept, asked, _way in ways for name in asked)
    return tuple((concept, min(sorted(asked), key=asked_for.__getitem__), asked, way) for concept, asked, way in ways)


def _part(text: str) -> Part:
    next_to = "~" in text
    names = tuple(name.strip() for name in text.split("~" if next_to else "+"))
    if not all(name.isidentifier() for name in names) or next_to and len(names) != 2:
        raise ValueError(f"not a way to join concepts: {text!r}")
    return Part(names, next_to)


@cache
def _shadowed() -> dict[str, frozenset[str]]:
    return {concept: frozenset(others.split()) for concept, others in table("concepts")["shadows"].items()}


@cache
def _joints() -> frozenset[str]:
    return frozenset(table("concepts")["joints"]["words"].split())


@cache
def _phrases() -> Phrases:
    return Phrases(_words())


def names() -> frozenset[str]:
    """Every concept that a rule may ask for."""
    return frozenset(concept for _word, concept in _words()) | joined().keys() | {QUESTION}


def told(said: str, sender: str, fields: str = "") -> dict[str, str]:
    """The concepts of the texts as rules name them ("says:home", "from:office", "form:sell") → the words seen."""
    texts = (("says", said), ("from", sender), ("form", fields))
    return {f"{name}:{concept}": words for name, text in texts if text for concept, words in find(text).items()}


def speaks_of(concept: str, text: str) -> bool:
    """Whether a plain concept is spoken of in a few words."""
    return any(found == concept for found, _seen in _phrases().find(text[:200].lower()))


def find(text: str) -> dict[str, str]:
    """The concepts in ``text`` → the words seen. Linear in the text, of which the first 6,000 characters count."""
    sentences = []
    for written in _SENTENCE.split(text[:_MAX])[:_MAX_SENTENCES]:
        sentence = written.lower()
        sentence = sentence if sentence.isascii() else sentence.replace("i̇", "i")
        found: dict[str, list[tuple[int, int]]] = {}
        for concept, start, end in _phrases().spans(sentence):
            found.setdefault(concept, []).append((start, end))
        for concept, others in _shadowed().items():
            for other in others & found.keys() if concept in found else ():
                found[other] = [place for place in found[other] if not _lies_in(place, found[concept])]
        if (mark := sentence.rfind("?")) >= 0:
            found[QUESTION] = [(mark, mark + 1)]
        if found:
            sentences.append((sentence, found))
    result: dict[str, str] = {}
    for sentence, found in sentences:
        for concept, places in found.items():
            if places:
                result.setdefault(concept, sentence[slice(*places[0])])
    for concept, rarest, asked, way in _ways():
        if rarest in result and asked <= result.keys() and concept not in result:
            seen = [_seen(part, sentences, result) for part in way]
            if all(seen):
                result[concept] = " … ".join(dict.fromkeys(seen))
    return result


def _lies_in(place: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end and (start, end) != place for start, end in others)


def _seen(part: Part, sentences: list, known: dict[str, str]) -> str:
    """The words that hold one part of a way, empty where there are none."""
    if len(part.concepts) == 1:
        return known[part.concepts[0]]
    for sentence, found in sentences:
        places = [_places(name, found) for name in part.concepts]
        if not all(places):
            continue
        if part.next_to:
            for (start, end), (start_2, end_2) in product(*places):
                if start_2 > end and _is_near(sentence[end:start_2]):
                    return sentence[start:end_2]
        elif chosen := _apart(places):
            return " … ".join(sentence[start:end] for start, end in chosen)
    return ""


def _apart(places: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """One place of each, no two the same; empty where that cannot be."""
    chosen: list[tuple[int, int]] = []
    for options in places:
        place = next((option for option in options if option not in chosen), None)
        if place is None:
            return []
        chosen.append(place)
    return sorted(chosen)


def _places(concept: str, found: dict) -> list[tuple[int, int]]:
    """Where a concept stands in a sentence; of a joined one, where any of the plain ones it is made of stands."""
    if concept not in joined():
        return found.get(concept, [])
    plain = [part.concepts[0] for way in joined()[concept] if len(way) == 1 for part in way if len(part.concepts) == 1]
    return [place for name in plain for place in _places(name, found)]


def _is_near(between: str) -> bool:
    words = between.split()
    return len(words) <= _BETWEEN and not any(word.strip(",.:()") in _joints() for word in words)
