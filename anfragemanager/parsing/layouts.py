"""Layouts: how a line or a table row holds label and value. Each is a function ``(…, table) → pairs | None``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..contact.names import looks_like_person, read_name
from .labels import CONTACT, UNSEEN, Table
from .lines import MARK
from .values import EMAIL, HTTP, unescaped, value_of

BULLET = " \t*•·▪►✓→#>|\x1f–—"
_SEPARATOR = re.compile(r"\t+|[ ]{2,}|\s[|=–—-]\s|\s?\.{3,}\s?|\s?=>?\s?|\s?→\s?")
_COLON = re.compile(r"[:：]")
_INNEN = re.compile(r"(?<=\w):(?:innen|in)\b", re.IGNORECASE)
_REACHED = re.compile(r"@|\([+\d][\d\s/-]{6,}\)")
_NUMBER = re.compile(r"[\d\s()/+.-]{6,30}")
_LOOKS = {"email": EMAIL, "phone": _NUMBER, "mobile": _NUMBER, "zip": re.compile(r"(?:[A-Z]{1,2}-)?\d{4,5}")}
_BOUNDARY = re.compile(r"[;|\t,·•\x1f]")
# Fields whose label needs no colon before a value on the same line, as no sentence begins so.
_STRONG = frozenset(
    "vorname nachname e-mail email e-mail-adresse telefon telefonnummer mobil handy plz postleitzahl anrede".split()
)
_RUN_ON = CONTACT | frozenset(
    "message property_ref portal_ref salutation skip technical wish country alias preferred_contact".split()
)
MESSAGES = ("message", "message_weak")


@dataclass(slots=True)
class Pair:
    """A label with its field (see ``labels``) and its value; ``colon`` tells that nothing but a label ends so."""

    name: str
    label: str
    value: str
    colon: bool


def of_line(text: str, table: Table) -> list[Pair]:
    """The pairs of one line, in order, by the first way that fits; empty where the line holds no label."""
    stripped = text[:20_000].strip().lstrip(BULLET).rstrip(" \t\x1f")
    if not stripped:
        return []
    if ":" in stripped[:60]:
        stripped = _INNEN.sub("", stripped)
    for label, value, mark in _divided(stripped):
        label = label.replace(MARK, "").strip(" *_\t\"'")
        is_sender = mark == ":" and is_from(label, value)
        if (name := table.find(label) or is_sender and "name") and _is_divided(name, label, value, mark):
            return run_on(Pair(name, label, value, bool(value) or mark != MARK), table)
    return _alone(stripped, table) or _within(stripped, table) or _strong_word(stripped, table)


def is_from(label: str, value: str) -> bool:
    """Whether a form or a gateway tells who writes: ``Von: Max Muster``, ``Von: Max <max@example.org>``,
    ``Von: Max (+49 171 …)``."""
    if label.lower() not in ("von", "from", "de"):
        return False
    return bool(_REACHED.search(value)) or _names_somebody(value.replace(MARK, "").strip())


def _names_somebody(text: str) -> bool:
    return looks_like_person(text) or text[:1].isupper() and " " not in text and bool(read_name(text).last_name)


def _divided(text: str) -> Iterator[tuple[str, str, str]]:
    """``(label, value, mark between them)`` in each of the ways to divide a line, the surest first: ``[Name] Max``,
    ``Name: Max``, ``<b>Name</b> Max``, ``Name    Max``, ``Name = Max``, ``Name ..... Max``, ``Name | Max``"""
    end = text.find("]")
    if text[0] == "[" and 1 < end < 60:
        yield text[1:end], text[end + 1 :].lstrip(" :=-"), "]"
    if colon := _COLON.search(text, 1, 100):
        yield text[: colon.start()], text[colon.end() :], ":"
    if MARK in text[:60]:
        label, _, rest = text.partition(MARK)
        yield label, rest.replace(MARK, "").strip(" :-–=|"), MARK
    if separator := _SEPARATOR.search(text, 1, 90):
        yield text[: separator.start()], text[separator.end() :].lstrip(" .:=-–|\t"), separator[0]
    if (semicolon := text.find(";", 1, 60)) > 0 and text[semicolon + 1 : semicolon + 2].strip():
        # "Name;Muster", as of a spreadsheet
        yield text[:semicolon], text[semicolon + 1 :], ";"


def _is_divided(name: str, label: str, value: str, mark: str) -> bool:
    """Whether the mark divides a label from its value and not the words of a sentence or a link."""
    if mark in ":：":
        # "Nachricht beantworten: https://…" is a button.
        return value[:2] != "//" and not (name in MESSAGES and HTTP.fullmatch(value.strip()))
    if mark in ("]", MARK):
        return not label.endswith(".")
    return name not in UNSEEN or any(strong in mark for strong in ("\t", "  ", "=", ";"))


def _alone(text: str, table: Table) -> list[Pair]:
    """``Name:`` or ``Name``; the value stands elsewhere"""
    bare = text.replace(MARK, "").rstrip(": ").strip(" *_")
    if (len(bare) <= 60 or "?" in bare) and (name := table.find(bare)):
        return [Pair(name, bare, "", text.rstrip(" *_\x1f").endswith((":", "：", "?")))]
    return []


def _within(text: str, table: Table) -> list[Pair]:
    """``Anfrage von heute Name: Max E-Mail: …``: labels in the middle of a line"""
    hits = _scan(text, table) if text.count(":") >= 2 else []
    return _cut(text, hits) if len(hits) >= 2 and sum(hit[2] in CONTACT for hit in hits) >= 2 else []


def _strong_word(text: str, table: Table) -> list[Pair]:
    """``Vorname Max``"""
    first, _, rest = text.partition(" ")
    if first.lower() in _STRONG and rest and (name := table.find(first)) and plausible(name, rest):
        return [Pair(name, first, value_of(rest), True)]
    return []


def plausible(name: str, text: str) -> bool:
    """Whether ``text`` may be the value of a field; of those not in ``_LOOKS`` whether it looks like a name."""
    if looks := _LOOKS.get(name):
        return bool(looks.fullmatch(text.strip()))
    return len(text.split()) <= 3 and text[:1].isupper() and not text.rstrip().endswith((".", "!", "?"))


def run_on(pair: Pair, table: Table) -> list[Pair]:
    """Further pairs in the value of the first: ``Name: Max; E-Mail: …`` or a line a gateway has joined."""
    value = pair.value
    if pair.name in MESSAGES:
        pair.value = unescaped(value.replace(MARK, "").strip(" *_\t"))
        return [pair]
    hits = [hit for hit in _scan(value, table) if hit[2] not in UNSEEN] if ":" in value else []
    pair.value = value_of(value[: hits[0][0]].rstrip(" ·•|") if hits else value)
    return [pair, *_cut(value, hits)] if hits else [pair]


def _scan(text: str, table: Table) -> list[tuple[int, int, str, str]]:
    """``(start, end, field, label)`` of every known label with a colon inside ``text``, longest label first."""
    hits: list[tuple[int, int, str, str]] = []
    floor = 0
    for count, colon in enumerate(_COLON.finditer(text)):
        if count > 40 or hits and hits[-1][2] == "message":
            break
        offset = max(floor, colon.start() - 60)
        head = text[offset : colon.start()]
        boundary = max((match.start() for match in _BOUNDARY.finditer(head)), default=-1)
        starts = [boundary + 1] if boundary >= 0 else []
        starts += [boundary + 1 + match.start() for match in re.finditer(r"\S+", head[boundary + 1 :])][-5:]
        for start in sorted(set(starts)):
            label = head[start:].strip(" *_\x1f")
            bounded = boundary >= 0 and start <= boundary + 2
            if not label or not (label[0].isupper() or bounded):
                continue
            name = table.find(label)
            if name and (name in _RUN_ON or bounded and name != "message_weak"):
                hits.append((offset + start, colon.end(), name, label))
                floor = colon.end()
                break
    return hits


def _cut(text: str, hits: list[tuple[int, int, str, str]]) -> list[Pair]:
    pairs = []
    for number, (_, end, name, label) in enumerate(hits):
        stop = hits[number + 1][0] if number + 1 < len(hits) else len(text)
        value = text[end:stop]
        if name == "message":
            value = unescaped(value.replace(MARK, "").strip(" *_\t"))
            value = value.removesuffix(";") if text.count(";") > 2 else value
        else:
            value = value_of(value.rstrip(" ·•|"))
        pairs.append(Pair(name, label, value, True))
    return pairs


# -- table rows: each cell is the list of its lines' texts ------------------------------------------------------------


def label_cell(cell: list[str], table: Table) -> Pair | None:
    """The label a cell consists of, or None."""
    pairs = _alone(cell[0].strip().lstrip(BULLET), table) if len(cell) == 1 else []
    return pairs[0] if pairs else None


def has_colon(cell: list[str]) -> bool:
    return cell[-1].rstrip(" *\x1f").endswith((":", "："))


def is_heading(cells: list[list[str]], alone: list[Pair | None]) -> bool:
    """Whether a row holds labels only, so that the values stand in the row below."""
    return len(cells) > 1 and all(alone) and not (has_colon(cells[0]) and not has_colon(cells[1]))


def is_next_label(cells: list[list[str]], alone: list[Pair | None], at: int) -> bool:
    """Whether the cell behind the label at ``at`` is a label itself, so that this one has no value."""
    following, pair = alone[at + 1], alone[at]
    colon, next_colon = has_colon(cells[at]), has_colon(cells[at + 1])
    return following is not None and (
        next_colon or not colon and following.name in CONTACT and pair.name != "salutation"
    )
