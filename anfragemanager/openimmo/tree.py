"""One ``immobilie`` as a flat list of elements, from which values are taken by path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from . import values
from .types import Note

# Sections whose elements mean other people's names, addresses and files: never looked into for a misplaced element.
_CLOSED = ("kontaktperson", "weitere_adresse", "anhaenge", "bieterverfahren", "versteigerung", "infrastruktur", "geo")
_LANGUAGE = frozenset(("LANG", "SPRACHE"))


@dataclass(slots=True)
class Leaf:
    """An element with text or attributes.

    ``path`` consists of lower-case local names, ``place`` also counts repeated groups (``weitere_adresse[2]/name``);
    ``attributes`` have upper-case names.
    """

    path: str
    text: str
    attributes: dict[str, str]
    place: str
    written: tuple[tuple[str, str], ...] = ()
    language: str | None = None
    taken: bool = False


@lru_cache(maxsize=4096)
def local(tag: object) -> str:
    """Lower-case name without namespace; ``""`` for comments and processing instructions."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _language(element: etree._Element) -> str | None:
    """``lang``, ``xml:lang`` or ``sprache`` of an element."""
    return next((value for name, value in element.items() if _bare(name).upper() in _LANGUAGE and value.strip()), None)


def _bare(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def attributes(element: etree._Element) -> dict[str, str]:
    """Attributes by upper-case local name: senders write ``KAUF``, ``kauf``, ``Kauf``."""
    return {_bare(name).upper(): value.strip() for name, value in element.items()}


class Tree:
    """Values of one property. What cannot be read is noted once, with the element's name."""

    def __init__(self, element: etree._Element, skip: frozenset[str]) -> None:
        self.leaves: list[Leaf] = []
        self.notes: list[Note] = []
        self._paths: dict[str, list[Leaf]] = {}
        self._names: dict[str, list[Leaf]] = {}
        self._collect(element, skip)

    def _collect(self, element: etree._Element, skip: frozenset[str]) -> None:
        stack: list[tuple[etree._Element, str, str, str | None]] = [(element, "", "", None)]
        while stack:
            parent, path, place, language = stack.pop()
            groups: dict[str, int] = {}
            inner = []
            for child in parent:
                name = local(child.tag)
                if not name or name in skip:
                    continue
                step = f"{place}{name}"
                if len(child):
                    groups[name] = groups.get(name, 0) + 1
                    step += f"[{groups[name]}]" if groups[name] > 1 else ""
                    inner.append((child, f"{path}{name}/", f"{step}/", _language(child) or language))
                self._leaf(child, f"{path}{name}", step, language)
            stack.extend(reversed(inner))

    def _leaf(self, element: etree._Element, path: str, place: str, language: str | None) -> None:
        found = attributes(element)
        text = (element.text or "").strip()
        if not text and len(element) and not found.keys() - _LANGUAGE:
            return
        written = tuple((_bare(key), value.strip()) for key, value in element.items())
        leaf = Leaf(path, text, found, place, written, _language(element) or language)
        self.leaves.append(leaf)
        self._paths.setdefault(path, []).append(leaf)
        if not path.startswith(_CLOSED):
            self._names.setdefault(path.rpartition("/")[2], []).append(leaf)

    def all(self, path: str) -> list[Leaf]:
        """Every element at ``path``; where there is none, one of that name that a sender put elsewhere."""
        found = self._paths.get(path)
        if found is None and not path.startswith(_CLOSED):
            name = path.rpartition("/")[2]
            found = [leaf for leaf in self._names.get(name, ()) if not leaf.taken]
        for leaf in found or ():
            leaf.taken = True
        return found or []

    def below(self, path: str) -> Iterator[Leaf]:
        """Every element below ``path``, in order."""
        prefix = path + "/"
        for leaf in self.leaves:
            if leaf.path.startswith(prefix):
                leaf.taken = True
                yield leaf

    def peek(self, path: str) -> list[Leaf]:
        """The elements at ``path`` without taking them: they stay among the extras."""
        return self._paths.get(path, [])

    def raw(self, *paths: str) -> str | None:
        """The first text that is not empty at one of ``paths``."""
        return next((leaf.text for path in paths for leaf in self.all(path) if leaf.text), None)

    def text(self, *paths: str) -> str | None:
        return values.text(self.raw(*paths))

    def attribute(self, path: str, *names: str) -> str | None:
        for leaf in self.all(path):
            for name in names:
                if leaf.attributes.get(name):
                    return leaf.attributes[name]
        return None

    def boolean(self, path: str) -> bool | None:
        return values.boolean(self.raw(path))

    def amount(self, *paths: str, kind: str = "plain") -> float | None:
        """The first positive number at one of ``paths``; what is no number is noted."""
        for path in paths:
            raw = self.raw(path)
            if raw is None:
                continue
            figure = values.number(raw, kind)
            name = path.rpartition("/")[2]
            if figure is None:
                self.note("number_unreadable", name=name, value=raw)
            elif figure < 0:
                self.note("negative", name=name, value=raw)
            elif figure > 0:
                return figure
        return None

    def day(self, path: str):
        raw = self.raw(path)
        found = values.day(raw)
        if raw and found is None and any(char in raw for char in "123456789") and not raw.startswith(("19", "00")):
            self.note("date_unreadable", name=path.rpartition("/")[2], value=raw)
        return found

    def note(self, code: str, **words: object) -> None:
        note = Note.of(code, **words)
        if note not in self.notes:
            self.notes.append(note)
