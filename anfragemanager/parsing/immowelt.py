"""immowelt's own ``objektanfrage`` XML: one property, one or more prospects."""

from __future__ import annotations

from . import markup
from .drafts import Draft, Parties, person
from .ending import clean_message
from .labels import Table
from .references import in_url
from .types import XML

ROOT = "objektanfrage"
_LEAVES = frozenset(
    "o_datum o_refnr o_maklernr o_link o_vertrieb o_stichwort o_strasse o_plz o_ort o_preis o_lw i_anrede i_titel"
    " i_vorname i_name i_firma i_strasse"
    " i_plz i_ort i_land i_tel i_fax i_mobil i_email i_info".split()
)
_NAMES = _LEAVES | {ROOT, "objekt", "interessent"}
_FIELDS = {
    "salutation": "i_anrede",
    "title": "i_titel",
    "first_name": "i_vorname",
    "last_name": "i_name",
    "company": "i_firma",
    "email": "i_email",
    "phone": "i_tel",
    "mobile": "i_mobil",
    "street": "i_strasse",
    "zip": "i_plz",
    "city": "i_ort",
    "country": "i_land",
}


def read(text: str, table: Table, parties: Parties, language: str) -> list[Draft] | None:
    """The prospects of the document in ``text``; None where there is no such document."""
    document = markup.find(text, ROOT)
    if document is None:
        return None
    properties: list[dict[str, str]] = []
    prospects: list[tuple[int, dict[str, str]]] = []
    leaf: str | None = None
    chunks: list[str] = []
    closed = False

    def close_leaf() -> None:
        nonlocal leaf
        if leaf is not None:
            target = properties if leaf.startswith("o_") else [values for _, values in prospects]
            if not target:
                properties.append({})
                if leaf.startswith("i_"):
                    prospects.append((0, {}))
                target = properties if leaf.startswith("o_") else [prospects[-1][1]]
            target[-1].setdefault(leaf, "".join(chunks).strip())
            leaf = None
        chunks.clear()

    for kind, name, content in markup.events(document, _NAMES):
        if kind == "text":
            if leaf is not None and (not name or leaf == "i_info"):
                chunks.append(content)
        elif kind == "open":
            close_leaf()
            if name == "objekt":
                properties.append({})
            elif name == "interessent":
                prospects.append((max(len(properties) - 1, 0), {}))
            elif name in _LEAVES:
                leaf = name
        else:
            close_leaf()
            closed = closed or name == ROOT
    truncated = leaf is not None or not closed
    close_leaf()
    result = []
    for owner, values in prospects:
        draft = _prospect(values, table, parties, language)
        if not (draft.has_person or draft.values.get("message")):
            continue
        # A property written after its prospect is still theirs where there is only one.
        about = properties[owner] if owner < len(properties) else {}
        draft.refs = [(0, about.get("o_maklernr", "")), (1, about.get("o_refnr", ""))]
        draft.refs += [(2, ref) for ref in in_url(about.get("o_link", ""))]
        draft.refs = [(rank, ref) for rank, ref in draft.refs if ref]
        if draft.refs:
            draft.found["property_refs"] = draft.refs[0][1]
        draft.truncated = truncated
        result.append(draft)
    return result


def _prospect(values: dict[str, str], table: Table, parties: Parties, language: str) -> Draft:
    draft = Draft(XML)
    raw = {name: values.get(element) for name, element in _FIELDS.items()}
    found = {name: f"{_FIELDS[name]}: {value}"[:300] for name, value in raw.items() if value}
    person(draft, raw, parties, language, found)
    message, disclosure = clean_message(
        values.get("i_info", "").replace("\r\n", "\n").replace("\r", "\n").split("\n"), table
    )
    draft.put("message", message, "i_info")
    draft.put("disclosure", disclosure, "i_info")
    return draft
