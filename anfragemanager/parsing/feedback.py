"""Formats with a schema: OpenImmo feedback and immowelt's ``objektanfrage``, in whatever part of a mail they lie.

A document is found by its root element, never by a file's name; its vocabulary stands in ``data/feedback.ini``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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
# A sender's own field: label and value in elements that are none anywhere else, or the label in an attribute.
_CHILD = re.compile(r"<(?:[\w.-]{1,40}:)?(name|wert)\b[^<>]*>([^<]*)", re.IGNORECASE)
_SIMPLE_FIELD = "user_defined_simplefield"
_FIELD_NAME = re.compile(r"feldname\s*=\s*([\"'])(.*?)\1", re.DOTALL)


@dataclass(slots=True)
class Node:
    """A property or a prospect: its elements, several of one name are legal, and its user-defined fields."""

    kind: str
    values: dict[str, list[str]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def first(self, names: str) -> tuple[str, str]:
        """``(element, text)`` of the first of ``names`` that is filled, or empty strings."""
        found = ((name, value) for name in names.split() for value in self.values.get(name, ()) if value)
        return next(found, ("", ""))


class Document:
    """One document read from top to bottom: ``prospects`` with the property each asks about, ``truncated`` where its
    end is missing. An element outside of its part, or in a part left open, still belongs to the only one that has it.
    """

    def __init__(self, text: str, root: str):
        self.words = table("feedback")[root]
        self.leaves = {part: self.words[part].split() for part in ("objekt", "interessent")}
        self.prospects: list[tuple[Node, Node]] = []
        self.property, self.current = Node("objekt"), Node("")
        names = {root, "feld", _SIMPLE_FIELD, *self.leaves}.union(*self.leaves.values())
        closing = False
        for closing, name, attributes, behind in markup.elements(text, names):
            value = markup.words(behind, name == self.words["text"])
            if closing:
                self.leave(name)
            elif name == _SIMPLE_FIELD:
                attribute = _FIELD_NAME.search(attributes)
                self.current.extra.setdefault(attribute[2] if attribute else "", value)
            elif name == "feld":
                told = {child.lower(): markup.words(raw, False) for child, raw in _CHILD.findall(behind)}
                self.current.extra.setdefault(told.get("name", ""), told.get("wert", ""))
            elif name in self.leaves:
                self.enter(name)
            elif self.has(name):
                self.current.values.setdefault(name, []).append(value)
            if len(self.prospects) > MAX_PROSPECTS:
                break
        self.truncated = not closing or name != root

    def enter(self, kind: str) -> None:
        self.current = Node(kind)
        if kind == "interessent":
            self.prospects.append((self.property, self.current))
        elif self.property.values:
            self.property = self.current
        else:
            # A property written after its prospect is still theirs where there is only one.
            self.current = self.property

    def leave(self, part: str) -> None:
        if part == self.current.kind:
            self.current = self.property if part == "interessent" else Node("")

    def has(self, leaf: str) -> bool:
        """Whether a part has that element; it is the current one then."""
        if leaf in self.leaves.get(self.current.kind, ()):
            return True
        owners = [part for part, leaves in self.leaves.items() if leaf in leaves]
        if owners == ["objekt"]:
            self.current = self.property
        elif owners == ["interessent"] and self.prospects:
            self.current = self.prospects[-1][1]
        elif owners == ["interessent"]:
            self.enter("interessent")
        return len(owners) == 1


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
    for label, value in prospect.extra.items():
        if label and value:
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
