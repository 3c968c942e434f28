"""Several sources of one mail become one inquiry: the better source wins unless it is evidently cut off."""

from __future__ import annotations

from ..contact import phones
from .drafts import CONTACT_FIELDS, Draft
from .types import HEADER, PATTERN, SUBJECT, Inquiry

_SINGLE = (*CONTACT_FIELDS, "message", "external_id")
_LISTS = ("wishes", "preferred_contact")


def merge(drafts: list[Draft], language: str) -> Inquiry:
    """One inquiry from ``drafts``, best source first."""
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    found: dict[str, str] = {}
    conflicts: list[dict[str, str]] = []

    def keep(name: str, draft: Draft) -> None:
        values[name] = draft.values[name]
        origin[name] = draft.origin
        if name in draft.found:
            found[name] = draft.found[name]

    for draft in drafts:
        if draft.origin in (PATTERN, SUBJECT, HEADER) and values.keys() & {"first_name", "last_name", "company"}:
            draft.values = {
                name: value
                for name, value in draft.values.items()
                if name not in ("first_name", "last_name", "title", "company", "salutation")
            }
        for name in _SINGLE:
            other = draft.values.get(name)
            if not other:
                continue
            if name in ("phone", "mobile") and _same_number(str(other), values, but=name):
                continue
            kept = values.get(name)
            if not kept:
                keep(name, draft)
                if name == "email":
                    values["email_is_alias"] = bool(draft.values.get("email_is_alias"))
                continue
            source = next(known for known in drafts if known.origin == origin[name])
            if _is_cut(str(kept), str(other), name, source.truncated):
                keep(name, draft)
                if name == "email":
                    values["email_is_alias"] = bool(draft.values.get("email_is_alias"))
            elif not (
                _agree(name, str(kept), str(other))
                or name in ("first_name", "last_name")
                and _same_name(values, draft.values)
                or name == "email"
                and draft.values.get("email_is_alias")
            ):
                conflicts.append({"field": name, "kept": str(kept), "other": str(other), "origin": draft.origin})
        for name in _LISTS:
            if draft.values.get(name) and name not in values:
                keep(name, draft)
        if draft.values.get("disclosure"):
            if "disclosure" not in values:
                keep("disclosure", draft)
            values["disclosure"] = {**draft.values["disclosure"], **values["disclosure"]}
    refs = _refs(drafts)
    if refs:
        first = next(draft for draft in drafts if any(ref == refs[0] for _, ref in draft.refs))
        origin["property_refs"] = first.origin
        found.setdefault("property_refs", first.found.get("property_refs", refs[0]))
    _alias(drafts, values, origin)
    ordered = {name: origin[name] for name in Inquiry.__dataclass_fields__ if name in origin}
    known = {name: value for name, value in values.items() if name in Inquiry.__dataclass_fields__}
    place = {name: found[name] for name in ordered if name in found}
    own = next((draft.own_email for draft in drafts if draft.own_email), "")
    if own and not known.get("email"):
        place["own_email"] = own
    return Inquiry(
        property_refs=refs, language=language, origin=ordered, place=place, conflicts=tuple(conflicts), **known
    )


def _refs(drafts: list[Draft]) -> tuple[str, ...]:
    """All references, best rank first, those of the better source first within a rank; spelling variants once."""
    ranked = sorted(
        ((rank, order, ref) for order, draft in enumerate(drafts) for rank, ref in draft.refs),
        key=lambda item: item[:2],
    )
    result: dict[str, str] = {}
    for _, _, ref in ranked:
        key = "".join(char for char in ref.upper() if char.isalnum())
        if key:
            result.setdefault(key, ref)
    return tuple(result.values())[:20]


def _alias(drafts: list[Draft], values: dict[str, object], origin: dict[str, str]) -> None:
    """ImmobilienScout24 tells in the self-disclosure that the address is an alias of its own."""
    for draft in drafts:
        alias = draft.values.get("alias")
        if not alias:
            continue
        text = str(alias).strip().lower()
        if "@" not in text:
            if text.startswith(("ja", "yes")) and values.get("email"):
                values["email_is_alias"] = True
        elif not values.get("email"):
            values["email"], values["email_is_alias"] = str(alias).strip(), True
            origin["email"] = draft.origin
        elif str(values["email"]).lower() == text:
            values["email_is_alias"] = True


def _same_number(number: str, values: dict[str, object], but: str) -> bool:
    other = "mobile" if but == "phone" else "phone"
    return bool(values.get(other)) and phones.phone_key(str(values[other])) == phones.phone_key(number)


def _agree(name: str, kept: str, other: str) -> bool:
    if name in ("phone", "mobile"):
        return phones.phone_key(kept) == phones.phone_key(other)
    one, two = _folded(kept), _folded(other)
    if name == "message":
        return one == two or one in two or two in one
    return one == two


def _same_name(kept: dict[str, object], other: dict[str, object]) -> bool:
    """Whether the names are one, only divided differently or not given in full."""
    one, two = (_folded(f"{values.get('first_name') or ''}{values.get('last_name') or ''}") for values in (kept, other))
    return two in one


def _folded(text: str) -> str:
    return "".join(
        char
        for char in text.casefold().replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
        if char.isalnum()
    )


def _is_cut(kept: str, other: str, name: str, truncated: bool) -> bool:
    """Whether ``kept`` is the beginning of ``other`` and cut off: by an ellipsis, within a word, or with its file."""
    if name in ("salutation", "country", "phone", "mobile"):
        return False
    short, long = " ".join(kept.split()), " ".join(other.split())
    ellipsis = short.endswith(("...", "…", "[...]"))
    short = short.rstrip(".… []") if ellipsis else short
    if len(long) <= len(short) or not short or not long.casefold().startswith(short.casefold()):
        return False
    if truncated or ellipsis:
        return True
    if short[-1].isalnum() and long[len(short)].isalnum():
        return True
    return (
        name == "message"
        and len(short) > 60
        and short[-1].isalnum()
        and long[len(short)] == " "
        and "\n" not in other[len(kept) : len(kept) + 2]
    )
