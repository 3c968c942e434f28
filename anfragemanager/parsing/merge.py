"""Several sources of one mail become one inquiry: the better source wins unless it is evidently cut off."""

from __future__ import annotations

from collections.abc import Iterator

from ..contact import phones
from ..contact.text import fold
from .drafts import CONTACT_FIELDS, Draft
from .references import key
from .types import HEADER, PATTERN, SUBJECT, Inquiry

_TEXTS = (*CONTACT_FIELDS, "message", "external_id")
_LISTS = ("wishes", "preferred_contact", "disclosure")
_NAME = ("first_name", "last_name", "company")
_OTHER_NUMBER = {"phone": "mobile", "mobile": "phone"}


def merge(drafts: list[Draft], language: str) -> Inquiry:
    """One inquiry from ``drafts``, best source first."""
    is_alias = _alias(drafts)
    sources: dict[str, Draft] = {}
    conflicts: list[dict[str, str]] = []
    for draft in drafts:
        for name in _offered(draft, sources):
            if name not in sources or name in _TEXTS and _is_cut(sources[name], draft, name):
                sources[name] = draft
            elif name in _TEXTS and not _agree(sources, draft, name):
                kept, other = str(sources[name].values[name]), str(draft.values[name])
                conflicts.append({"field": name, "kept": kept, "other": other, "origin": draft.origin})
    values = {name: source.values[name] for name, source in sources.items()}
    place = {name: source.found[name] for name, source in sources.items() if name in source.found}
    if "disclosure" in values:
        values["disclosure"] = {
            label: answer for draft in reversed(drafts) for label, answer in draft.values.get("disclosure", {}).items()
        }
    if "email" in values:
        values["email_is_alias"] = is_alias or bool(sources["email"].values.get("email_is_alias"))
    elif own := next((draft.own_email for draft in drafts if draft.own_email), ""):
        place["own_email"] = own
    if refs := _refs(drafts):
        first = next(draft for draft in drafts if any(ref == refs[0] for _, ref in draft.refs))
        sources["property_refs"] = first
        place["property_refs"] = first.found.get("property_refs", refs[0])
    origin = {name: source.origin for name, source in sources.items()}
    return Inquiry(
        property_refs=refs, language=language, origin=origin, place=place, conflicts=tuple(conflicts), **values
    )


def _alias(drafts: list[Draft]) -> bool:
    """Whether the address is an alias of ImmobilienScout24, which tells so in the self-disclosure; it is taken from
    there where no source gives one."""
    email = next((str(draft.values["email"]) for draft in drafts if draft.values.get("email")), "").lower()
    for draft in drafts:
        alias = str(draft.values.get("alias") or "").strip()
        if not email and "@" in alias:
            draft.put("email", alias)
            return True
        if email and (alias.lower() == email or alias.lower().startswith(("ja", "yes"))):
            return True
    return False


def _offered(draft: Draft, sources: dict[str, Draft]) -> Iterator[str]:
    """The fields for which ``draft`` has a value that counts beside what ``sources`` have said."""
    known = _NAME[:2] if draft.origin == PATTERN else _NAME
    # A name is not put together from what a form and a header say.
    is_nobody = draft.origin in (PATTERN, SUBJECT, HEADER) and not sources.keys().isdisjoint(known)
    for name in (*_TEXTS, *_LISTS):
        value, other = draft.values.get(name), sources.get(_OTHER_NUMBER.get(name, ""))
        if not value or is_nobody and name in (*_NAME, "title", "salutation"):
            continue
        # Nor is a number that is known as the other of phone and mobile.
        if not other or phones.phone_key(str(value)) != phones.phone_key(str(other.values[_OTHER_NUMBER[name]])):
            yield name


def _refs(drafts: list[Draft]) -> tuple[str, ...]:
    """All references, best rank first, those of the better source first within a rank; spelling variants once."""
    ranked = sorted(((rank, ref) for draft in drafts for rank, ref in draft.refs), key=lambda item: item[0])
    result: dict[str, str] = {}
    for _, ref in ranked:
        if name := key(ref):
            result.setdefault(name, ref)
    return tuple(result.values())[:20]


def _agree(sources: dict[str, Draft], draft: Draft, name: str) -> bool:
    """Whether two sources give the same value in another spelling, or one less of it."""
    kept, other = str(sources[name].values[name]), str(draft.values[name])
    if name in _OTHER_NUMBER:
        return phones.phone_key(kept) == phones.phone_key(other)
    one, two = _folded(kept), _folded(other)
    if name in _NAME[:2]:
        known = "".join(str(sources[part].values[part]) for part in _NAME[:2] if part in sources)
        given = "".join(str(draft.values.get(part) or "") for part in _NAME[:2])
        return one == two or _folded(given) in _folded(known)
    is_alias = name == "email" and bool(draft.values.get("email_is_alias"))
    return one == two or is_alias or name == "message" and (one in two or two in one)


def _folded(text: str) -> str:
    return fold(text).replace(" ", "")


def _is_cut(kept: Draft, other: Draft, name: str) -> bool:
    """Whether a value is the beginning of the other and cut off: by an ellipsis, within a word, or with its file."""
    if name in ("salutation", "country", "phone", "mobile"):
        return False
    short, long = (" ".join(str(draft.values[name]).split()) for draft in (kept, other))
    ellipsis = short.endswith(("...", "…", "[...]"))
    short = short.rstrip(".… []") if ellipsis else short
    if len(long) <= len(short) or not short or not long.casefold().startswith(short.casefold()):
        return False
    in_word = short[-1].isalnum() and long[len(short)].isalnum()
    in_sentence = name == "message" and len(short) > 60 and short[-1].isalnum() and long[len(short)] == " "
    if kept.truncated or ellipsis or in_word:
        return True
    at = len(str(kept.values[name]))
    return in_sentence and "\n" not in str(other.values[name])[at : at + 2]
