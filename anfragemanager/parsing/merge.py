"""Several sources of one mail become one inquiry: the better source wins unless it is evidently cut off."""

from __future__ import annotations

from ..contact import phones
from ..contact.text import fold
from .drafts import CONTACT_FIELDS, Draft
from .references import key
from .types import HEADER, PATTERN, SUBJECT, Inquiry

_SINGLE = (*CONTACT_FIELDS, "message", "external_id")
_LISTS = ("wishes", "preferred_contact")
_NAME = ("first_name", "last_name", "company")
_OTHER_NUMBER = {"phone": "mobile", "mobile": "phone"}
_INQUIRY = Inquiry.__dataclass_fields__


def merge(drafts: list[Draft], language: str) -> Inquiry:
    """One inquiry from ``drafts``, best source first."""
    merged = _Merged()
    for draft in drafts:
        merged.add(draft)
    refs = _refs(drafts)
    if refs:
        first = next(draft for draft in drafts if any(ref == refs[0] for _, ref in draft.refs))
        merged.sources["property_refs"] = first
        merged.found.setdefault("property_refs", first.found.get("property_refs", refs[0]))
    merged.take_alias(drafts)
    origin = {name: merged.sources[name].origin for name in _INQUIRY if name in merged.sources}
    place = {name: merged.found[name] for name in origin if name in merged.found}
    own = next((draft.own_email for draft in drafts if draft.own_email), "")
    if own and not merged.values.get("email"):
        place["own_email"] = own
    values = {name: value for name, value in merged.values.items() if name in _INQUIRY}
    return Inquiry(
        property_refs=refs, language=language, origin=origin, place=place, conflicts=tuple(merged.conflicts), **values
    )


class _Merged:
    """What is known so far: values, the source and the line of each, and where a later source disagrees."""

    def __init__(self):
        self.values: dict[str, object] = {}
        self.sources: dict[str, Draft] = {}
        self.found: dict[str, str] = {}
        self.conflicts: list[dict[str, str]] = []

    def add(self, draft: Draft) -> None:
        given = dict(draft.values)
        known = _NAME[:2] if draft.origin == PATTERN else _NAME
        if draft.origin in (PATTERN, SUBJECT, HEADER) and any(name in self.values for name in known):
            # A name is not put together from what a form and a header say.
            given = {name: value for name, value in given.items() if name not in (*_NAME, "title", "salutation")}
        for name in _SINGLE:
            if given.get(name) and not self._has_number(name, str(given[name])):
                self._add_single(name, draft, given)
        for name in _LISTS:
            if given.get(name) and name not in self.values:
                self._keep(name, draft)
        if given.get("disclosure"):
            known = self.values.get("disclosure") or {}
            if not known:
                self._keep("disclosure", draft)
            self.values["disclosure"] = {**given["disclosure"], **known}

    def _keep(self, name: str, draft: Draft) -> None:
        self.values[name] = draft.values[name]
        self.sources[name] = draft
        if name in draft.found:
            self.found[name] = draft.found[name]
        if name == "email":
            self.values["email_is_alias"] = bool(draft.values.get("email_is_alias"))

    def _add_single(self, name: str, draft: Draft, given: dict[str, object]) -> None:
        kept, other = self.values.get(name), str(given[name])
        if not kept or _is_cut(str(kept), other, name, self.sources[name].truncated):
            self._keep(name, draft)
        elif not (
            _agree(name, str(kept), other)
            or name in ("first_name", "last_name")
            and _full_name(given) in _full_name(self.values)
            or name == "email"
            and given.get("email_is_alias")
        ):
            self.conflicts.append({"field": name, "kept": str(kept), "other": other, "origin": draft.origin})

    def _has_number(self, name: str, number: str) -> bool:
        """Whether the number is known as the other of phone and mobile."""
        known = self.values.get(_OTHER_NUMBER.get(name, ""))
        return bool(known) and phones.phone_key(str(known)) == phones.phone_key(number)

    def take_alias(self, drafts: list[Draft]) -> None:
        """ImmobilienScout24 tells in the self-disclosure that the address is an alias of its own."""
        for draft in drafts:
            alias = str(draft.values.get("alias") or "").strip()
            email = self.values.get("email")
            if "@" in alias and not email:
                self.values["email"], self.values["email_is_alias"] = alias, True
                self.sources["email"] = draft
            elif email and (alias.lower() == str(email).lower() or alias.lower().startswith(("ja", "yes"))):
                self.values["email_is_alias"] = True


def _refs(drafts: list[Draft]) -> tuple[str, ...]:
    """All references, best rank first, those of the better source first within a rank; spelling variants once."""
    ranked = sorted(((rank, ref) for draft in drafts for rank, ref in draft.refs), key=lambda item: item[0])
    result: dict[str, str] = {}
    for _, ref in ranked:
        if name := key(ref):
            result.setdefault(name, ref)
    return tuple(result.values())[:20]


def _agree(name: str, kept: str, other: str) -> bool:
    if name in _OTHER_NUMBER:
        return phones.phone_key(kept) == phones.phone_key(other)
    one, two = _folded(kept), _folded(other)
    return one == two or name == "message" and (one in two or two in one)


def _full_name(values: dict[str, object]) -> str:
    return _folded(f"{values.get('first_name') or ''}{values.get('last_name') or ''}")


def _folded(text: str) -> str:
    return fold(text).replace(" ", "")


def _is_cut(kept: str, other: str, name: str, truncated: bool) -> bool:
    """Whether ``kept`` is the beginning of ``other`` and cut off: by an ellipsis, within a word, or with its file."""
    if name in ("salutation", "country", "phone", "mobile"):
        return False
    short, long = " ".join(kept.split()), " ".join(other.split())
    ellipsis = short.endswith(("...", "…", "[...]"))
    short = short.rstrip(".… []") if ellipsis else short
    if len(long) <= len(short) or not short or not long.casefold().startswith(short.casefold()):
        return False
    in_word = short[-1].isalnum() and long[len(short)].isalnum()
    in_sentence = name == "message" and len(short) > 60 and short[-1].isalnum() and long[len(short)] == " "
    return truncated or ellipsis or in_word or in_sentence and "\n" not in other[len(kept) : len(kept) + 2]
