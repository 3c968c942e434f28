"""Formats with a schema: OpenImmo feedback and immowelt's ``objektanfrage``, in whatever part of a mail they lie.

A document is found by its root element, never by a file's name; its vocabulary stands in ``data/feedback.ini``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from . import html, markup
from .drafts import CONTACT_FIELDS, Draft, person, preferred_contact, wishes
from .ending import clean_message
from .mail import Mail
from .mime import Part
from .references import in_url
from .tables import table
from .types import XML

MAX_PROSPECTS = 500
_ROOTS = re.compile("|".join(table("feedback")).encode(), re.IGNORECASE)
_PARTS = ("sender", "objekt", "interessent", "feld")
# An element with its label in an attribute: its text is the value.
_SIMPLE_FIELD = "user_defined_simplefield"
_FIELD_NAME = re.compile(r"feldname\s*=\s*([\"'])(.*?)\1", re.DOTALL)


@dataclass(slots=True)
class Node:
    """An element whose children are read; several of one name are legal. ``extra`` are its user-defined fields."""

    kind: str
    values: dict[str, list[str]] = field(default_factory=dict)
    extra: list[Node] = field(default_factory=list)

    def first(self, names: str) -> tuple[str, str]:
        """``(element, text)`` of the first of ``names`` that is filled, or empty strings."""
        found = ((name, value) for name in names.split() for value in self.values.get(name, ()) if value)
        return next(found, ("", ""))


class Document:
    """One document read from top to bottom: ``prospects`` with the property each asks about, ``truncated`` where its
    end is missing."""

    def __init__(self, text: str, root: str):
        self.words = table("feedback")[root]
        self.leaves, self.owner, names = _vocabulary(root)
        self.prospects: list[tuple[Node, Node]] = []
        self.property, self.current, self.outer = Node("objekt"), Node(""), Node("")
        self.leaf: str | None = None
        self.chunks: list[str] = []
        closed = False
        for kind, name, content in markup.events(text, names):
            if kind == "text":
                if self.leaf and (not name or self.leaf == self.words["text"]):
                    self.chunks.append(content)
            elif kind == "open":
                self.open(name, content)
            else:
                closed = closed or name == root
                self.close(name)
            if len(self.prospects) > MAX_PROSPECTS:
                break
        self.truncated = bool(self.leaf) or not closed
        self.close_leaf()

    def open(self, name: str, attributes: str) -> None:
        if name == _SIMPLE_FIELD:
            self.enter("feld")
            label = _FIELD_NAME.search(attributes)
            self.current.values["name"] = [label[2] if label else ""]
            self.leaf = "wert"
        elif name in _PARTS:
            self.enter(name)
        elif name in self.leaves.get(self.current.kind, ()) or self.owner.get(name):
            self.close_leaf()
            if name not in self.leaves.get(self.current.kind, ()):
                self.back_to(self.owner[name])
            self.leaf = name

    def enter(self, kind: str) -> None:
        self.close_leaf()
        node = Node(kind)
        if kind == "feld":
            self.outer = self.current if self.current.kind != "feld" else self.outer
            self.outer.extra.append(node)
        elif kind == "interessent":
            self.prospects.append((self.property, node))
        elif kind == "objekt":
            # A property written after its prospect is still theirs where there is only one.
            self.property = node = node if self.property.values else self.property
        self.current = node

    def back_to(self, owner: str) -> None:
        """Go on where an element belongs that stands outside."""
        if owner == "objekt":
            self.current = self.property
        elif self.prospects:
            self.current = self.prospects[-1][1]
        else:
            self.enter(owner)

    def close(self, name: str) -> None:
        if name == self.leaf or name in (*_PARTS, _SIMPLE_FIELD):
            self.close_leaf()
        if name in ("feld", _SIMPLE_FIELD):
            self.current = self.outer
        elif name == self.current.kind:
            self.current = self.property if name == "interessent" else Node("")

    def close_leaf(self) -> None:
        if self.leaf:
            self.current.values.setdefault(self.leaf, []).append("".join(self.chunks).strip())
        self.leaf = None
        self.chunks.clear()


@cache
def _vocabulary(root: str) -> tuple[dict[str, frozenset[str]], dict[str, str], frozenset[str]]:
    """The elements of each part, the part of those that stand in one only, and all names that are markup."""
    words = table("feedback")[root]
    leaves = {part: frozenset(words[part].split()) for part in _PARTS}
    every = [name for part in ("objekt", "interessent") for name in leaves[part]]
    owner = {name: part for part in ("objekt", "interessent") for name in leaves[part] if every.count(name) == 1}
    names = {root, _SIMPLE_FIELD, *_PARTS, *words["others"].split()}.union(*leaves.values())
    return leaves, owner, frozenset(names)


def xml_drafts(mail: Mail) -> tuple[list[Draft], str | None]:
    """Prospects from XML in any part of the mail, or in its text; and the format of the first."""
    if mail.inner:
        return _drafts(mail.text, mail) or ([], None)
    drafts, format_ = [], None
    for part in mail.message.parts:
        if not _may_hold_xml(part):
            continue
        text = markup.text_of(part.data(), part.parameters.get("charset"))
        if "&lt;" in text and part.type == "text/html":
            text = html.read(text).text()
        if found := _drafts(text, mail):
            format_ = format_ or found[1]
            drafts += [draft for draft in found[0] if draft not in drafts]
    return drafts, format_


def _may_hold_xml(part: Part) -> bool:
    if part.type.startswith(("image/", "audio/", "video/", "font/")) and not part.filename.lower().endswith(".xml"):
        return False
    # In a text it is looked for far down, in an attachment it stands at the top.
    sample = part.data() if part.type.startswith("text/") or part.encoding != "base64" else part.data(16_384)
    return bool(_ROOTS.search(sample.replace(b"\0", b"")))


def _drafts(text: str, mail: Mail) -> tuple[list[Draft], str] | None:
    for root, words in table("feedback").items():
        if (found := markup.find(text, root)) is None:
            continue
        document = Document(found, root)
        drafts = [_draft(about, prospect, document, mail) for about, prospect in document.prospects]
        drafts = [draft for draft in drafts if draft.has_person or draft.values.get("message")][:MAX_PROSPECTS]
        if drafts or root == "objektanfrage":
            return (drafts, words["format"]) if drafts else None
    return None


def _draft(about: Node, prospect: Node, document: Document, mail: Mail) -> Draft:
    """One prospect asking about one property."""
    words = document.words
    draft = Draft(XML, truncated=document.truncated)
    raw, found = {}, {}
    for name in (*CONTACT_FIELDS, "house_number"):
        element, value = prospect.first(words[name])
        raw[name] = value or None
        if value and name != "house_number":
            found[name] = f"{element}: {value}"[:300]
    person(draft, raw, mail.parties, mail.language, found)
    said = prospect.first(words["text"])[1].replace("\r\n", "\n").replace("\r", "\n")
    message, disclosure = clean_message(said.split("\n"), mail.labels)
    for extra in prospect.extra:
        if (label := extra.first("name")[1]) and (value := extra.first("wert")[1]):
            disclosure.setdefault(label, value)
    draft.put("message", message, words["text"])
    draft.put("disclosure", disclosure, words["text"])
    draft.put("external_id", prospect.first(words["external_id"])[1], words["external_id"])
    draft.put("wishes", wishes(prospect.values.get(words["wishes"], ())), words["wishes"])
    preferred = prospect.values.get(words["preferred_contact"], ())
    draft.put("preferred_contact", preferred_contact(preferred), words["preferred_contact"])
    for entry in words["references"].split():
        name, _, rank = entry.partition(":")
        for value in about.values.get(name, ()):
            draft.refs += [(int(rank), ref) for ref in (in_url(value) if rank == "2" else [value]) if ref]
    if draft.refs:
        draft.found["property_refs"] = draft.refs[0][1]
    return draft
