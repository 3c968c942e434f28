"""OpenImmo feedback, every version: ``openimmo_feedback`` → ``objekt`` × ``interessent``.

Element names and their order are those of the feedback schema 1.2.5; senders leave elements out, write values that
are not in the enumerations, and paste the prospect's text in unescaped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import markup
from .drafts import Draft, Parties, person, preferred_contact, wishes
from .ending import clean_message
from .labels import Table
from .references import in_url
from .types import XML

ROOT = "openimmo_feedback"
MAX_PROSPECTS = 500
MAX_NODES = 10_000
_SENDER = frozenset("name openimmo_anid datum makler_id regi_id".split())
_PROPERTY = frozenset(
    "portal_unique_id portal_obj_id anbieter_id oobj_id zusatz_refnr expose_url vermarktungsart bezeichnung etage"
    " whg_nr strasse ort land"
    " stadtbezirk preis gebot wae anzahl_zimmer flaeche".split()
)
_PROSPECT = frozenset(
    "int_id anrede titel vorname nachname firma strasse hausnummer postfach plz ort land tel tel_privat fax mobil"
    " email bevorzugt wunsch anfrage".split()
)
_CONTAINERS = frozenset(
    (
        ROOT,
        "sender",
        "objekt",
        "interessent",
        "user_defined_extend",
        "user_defined_simplefield",
        "user_defined_anyfield",
        "feld",
    )
)
_FIELD = frozenset(("name", "wert", "typ"))
_NAMES = _SENDER | _PROPERTY | _PROSPECT | _CONTAINERS | _FIELD | {"version", "fehlerliste", "fehler", "status"}
_LEAVES = {
    "sender": _SENDER,
    "objekt": _PROPERTY,
    "interessent": _PROSPECT,
    "feld": _FIELD,
    "user_defined_simplefield": frozenset(),
}


@dataclass(slots=True)
class Node:
    """A container: its leaves by name (several of one name are legal) and the prospects or fields in it."""

    name: str
    leaves: dict[str, list[str]] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    def first(self, name: str) -> str | None:
        return next((value for value in self.leaves.get(name, ()) if value), None)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One document: the portal's name, its properties with their prospects, whether the end is missing."""

    sender: str | None
    properties: tuple[Node, ...]
    truncated: bool


def read(text: str) -> Feedback | None:
    """The feedback document in ``text``, or None where there is none."""
    document = markup.find(text, ROOT)
    if document is None:
        return None
    root = Node(ROOT)
    stack: list[Node] = [root]
    leaf: str | None = None
    chunks: list[str] = []
    cut = False
    nodes = 0

    def close_leaf() -> None:
        nonlocal leaf
        if leaf is not None:
            value = "".join(chunks).strip()
            top = stack[-1]
            top.leaves.setdefault(leaf, []).append(value)
            leaf = None
        chunks.clear()

    closed = False
    for kind, name, content in markup.events(document, _NAMES):
        if kind == "text":
            if leaf is not None and (not name or leaf == "anfrage"):
                chunks.append(content)
            continue
        if kind == "open":
            allowed = _LEAVES.get(stack[-1].name, frozenset())
            if name in _CONTAINERS and not (name in ("sender",) and len(stack) > 2):
                close_leaf()
                if name == ROOT:
                    continue
                if name == "interessent":
                    while len(stack) > 1 and stack[-1].name != "objekt":
                        stack.pop()
                    if len(stack) == 1:
                        # A prospect outside any property still asks about one.
                        holder = Node("objekt")
                        root.children.append(holder)
                        stack.append(holder)
                elif name in ("objekt", "sender"):
                    del stack[1:]
                elif stack[-1].name in ("feld", "user_defined_simplefield"):
                    stack.pop()
                node = Node(name)
                if name == "user_defined_simplefield":
                    node.leaves["name"] = [_attribute(content, "feldname")]
                    leaf = "wert"
                    chunks.clear()
                stack[-1].children.append(node)
                stack.append(node)
                nodes += 1
                if nodes > MAX_NODES:
                    break
            elif name in allowed:
                close_leaf()
                leaf = name
        elif name == leaf or leaf == "wert" and name == "user_defined_simplefield":
            close_leaf()
            if name == "user_defined_simplefield":
                stack.pop()
        elif name in _CONTAINERS:
            close_leaf()
            closed = closed or name == ROOT
            for depth in range(len(stack) - 1, 0, -1):
                if stack[depth].name == name:
                    del stack[depth:]
                    break
    if leaf is not None:
        cut = True
    close_leaf()
    sender = next((node.first("name") for node in root.children if node.name == "sender"), None)
    return Feedback(sender, tuple(node for node in root.children if node.name == "objekt"), cut or not closed)


def _attribute(attributes: str, name: str) -> str:
    _, found, rest = attributes.partition(name)
    return rest.lstrip(" =")[1:].partition(rest.lstrip(" =")[:1])[0] if found and rest.lstrip(" =") else ""


def drafts(feedback: Feedback, table: Table, parties: Parties, language: str) -> list[Draft]:
    """One draft per property × prospect."""
    result: list[Draft] = []
    for node in feedback.properties:
        refs = _refs(node)
        for child in node.children:
            if child.name != "interessent":
                continue
            draft = _prospect(child, table, parties, language)
            if not (draft.has_person or draft.values.get("message")):
                continue
            draft.refs = list(refs)
            if refs:
                draft.found["property_refs"] = refs[0][1]
            draft.truncated = feedback.truncated
            result.append(draft)
            if len(result) >= MAX_PROSPECTS:
                return result
    return result


def _refs(node: Node) -> list[tuple[int, str]]:
    refs = [(0, ref) for ref in node.leaves.get("oobj_id", ())]
    refs += [(1, ref) for name in ("portal_obj_id", "portal_unique_id") for ref in node.leaves.get(name, ())]
    refs += [(2, ref) for url in node.leaves.get("expose_url", ()) for ref in in_url(url)]
    refs += [(3, ref) for ref in node.leaves.get("zusatz_refnr", ())]
    return [(rank, ref) for rank, ref in refs if ref]


def _prospect(node: Node, table: Table, parties: Parties, language: str) -> Draft:
    draft = Draft(XML)
    raw = {
        "salutation": node.first("anrede"),
        "title": node.first("titel"),
        "first_name": node.first("vorname"),
        "last_name": node.first("nachname"),
        "company": node.first("firma"),
        "email": node.first("email"),
        "phone": node.first("tel") or node.first("tel_privat"),
        "mobile": node.first("mobil"),
        "street": node.first("strasse"),
        "house_number": node.first("hausnummer"),
        "zip": node.first("plz"),
        "city": node.first("ort"),
        "country": node.first("land"),
    }
    elements = {
        "salutation": "anrede",
        "first_name": "vorname",
        "last_name": "nachname",
        "company": "firma",
        "phone": "tel",
    }
    elements |= {
        "mobile": "mobil",
        "street": "strasse",
        "zip": "plz",
        "city": "ort",
        "country": "land",
        "email": "email",
        "title": "titel",
    }
    found = {name: f"{elements[name]}: {value}"[:300] for name, value in raw.items() if value and name in elements}
    person(draft, raw, parties, language, found)
    message, disclosure = clean_message(
        (node.first("anfrage") or "").replace("\r\n", "\n").replace("\r", "\n").split("\n"), table
    )
    for child in _descendants(node):
        if (
            child.name in ("feld", "user_defined_simplefield")
            and (label := child.first("name"))
            and (value := child.first("wert"))
        ):
            disclosure.setdefault(label, value)
    draft.put("message", message, "anfrage")
    draft.put("disclosure", disclosure, "anfrage")
    draft.put("external_id", node.first("int_id"), "int_id")
    draft.put("wishes", wishes(node.leaves.get("wunsch", ())), "wunsch")
    preferred = node.leaves.get("bevorzugt", ())
    draft.put("preferred_contact", preferred_contact(preferred), "bevorzugt")
    return draft


def _descendants(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(node.children)
    while stack:
        child = stack.pop(0)
        found.append(child)
        stack.extend(child.children)
    return found
