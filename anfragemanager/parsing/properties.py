"""Which properties a mail asks for: what is announced, what the agency knows, one inquiry for each of several."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from . import ending, forwarded, references, structure
from .assemble import Read, words
from .lines import has_digit
from .mail import Mail
from .types import SUBJECT, TEXT, Inquiry

_AND = re.compile(r"\s*(?:,|;|&|\+|\s/\s|alternativ|und|sowie|and|oder|bzw\.?|y)\s*", re.IGNORECASE)
_AND_WORD = re.compile(r",?\s+(?:und|sowie|and|oder|bzw\.?|y|&|\+)(?:\s+[a-zäöü]{2,6}){0,2}\s+", re.IGNORECASE)


def with_references(mail: Mail, read: Read) -> list[Inquiry]:
    """The inquiries with their candidates, what the agency knows first; one per property where several are asked
    for."""
    if not read.inquiries:
        return []
    said = [*read.about, mail.subject, read.own_words[:6000]]
    above = [line for _, document in mail.documents[:1] for line in ending.unquoted(document.lines[:400])[:300]]
    spoken = "\n".join(line.text for line in above if len(line.text) < 1000)
    by_place = [references.tokens(text) for text in said]
    links = dict.fromkeys([*read.links[:30], *_urls(spoken)])
    slugs = [token for link in links for token in references.slug_tokens(link)]
    by_place += [slugs, references.tokens(spoken)]
    below = (
        _passed_on(mail) if read.is_letter and not mail.rules.known([t for found in by_place for t in found]) else ""
    )
    by_place.append(references.tokens(below))
    told = "\n".join([*said, spoken, below])
    every = list(dict.fromkeys(token for found in by_place for token in found))
    announced = [ref for inquiry in read.inquiries for ref in inquiry.property_refs]
    known = mail.rules.known([*announced, *every, *references.cut(announced)])
    every = [token for token in every if references.key(token) not in known or _counts(token, told)]
    result = [_referenced(inquiry, by_place, every, known) for inquiry in read.inquiries]
    if len(result) == 1 and not read.is_xml:
        result = _several(mail, result[0], above, read, known)
    if len(result) != len(read.stated):
        return result  # a letter, or several properties asked for at once
    subject = mail.subject if len(result) == 1 else ""
    return [_contradicted(inquiry, stated, subject, known) for inquiry, stated in zip(result, read.stated, strict=True)]


def _contradicted(inquiry: Inquiry, stated: tuple[str, ...], subject: str, known) -> Inquiry:
    """The inquiry with a conflict where a portal or form names two of the agency's properties as the one asked about:
    by the numbers it states, or in the subject it writes.

    ``kept`` is the number the flow takes first; one conflict for each further property.
    """
    kept = next((ref for ref in inquiry.property_refs if references.key(ref) in known), None)
    if kept is None:
        return inquiry
    source = inquiry.origin.get("property_refs", TEXT)
    said = [(token, source) for ref in stated for token in references.unfold(ref, known)]
    said += [(token, SUBJECT) for token in _in_line(subject, known)]
    others = {repr(known[references.key(kept)]): ()}
    for token, origin in said:
        conflict = {"field": "property_refs", "kept": kept, "other": token, "origin": origin}
        others.setdefault(repr(known[references.key(token)]), conflict)
    return replace(inquiry, conflicts=(*inquiry.conflicts, *filter(None, others.values())))


def _passed_on(mail: Mail) -> str:
    """What stands in the mail somebody passes on to ask about it."""
    if not structure.is_forward(mail.subject) or not mail.documents:
        return ""
    lines = mail.documents[0][1].lines[:400]
    return "\n".join(line.text for line in lines[len(ending.unquoted(lines)) :] if len(line.text) < 1000)


def named_outside(mail: Mail, inquiries: list[Inquiry]) -> list[Inquiry]:
    """Inquiries of a forwarded mail with the property that who forwards it has noted above it, where it names none that
    the agency knows."""
    texts = [mail.subject]
    for line in mail.documents[0][1].lines[:40] if mail.documents else ():
        if forwarded.MARKER.match(line.text) or "@" in line.text:
            break
        texts.append(line.text)
    text = "\n".join(texts)
    found = references.tokens(text)
    known = mail.rules.known(found)
    named = references.without_parts([t for t in found if references.key(t) in known and _counts(t, text)])
    if len({repr(known[references.key(token)]) for token in named}) != 1:
        return inquiries
    return [
        inquiry
        if mail.rules.known(inquiry.property_refs)
        else replace(inquiry, property_refs=(*inquiry.property_refs, *named))
        for inquiry in inquiries
    ]


def _counts(token: str, text: str) -> bool:
    return references.is_strong(token) or references.is_meant(token, text)


def _urls(text: str) -> list[str]:
    return [match[0] for match in re.finditer(r"https?://[^\s<>\"]{4,300}", text)][:20]


def _referenced(inquiry: Inquiry, by_place: list[list[str]], every: list[str], known) -> Inquiry:
    labelled = [token for ref in inquiry.property_refs for token in references.unfold(ref, known)]
    strong = references.without_parts([token for token in every if references.key(token) in known])
    refs = sorted(inquiry.property_refs, key=lambda ref: references.key(ref) not in known)
    if not refs or references.key(refs[0]) not in known:
        # What the agency knows for sure and is named by nothing else is taken, unless it may be several.
        sure = [*labelled, *strong]
        if len({repr(known[references.key(token)]) for token in sure}) == 1:
            refs = [*references.without_parts(sure)[:3], *refs]
    called = [references.key(number) for number in (inquiry.phone, inquiry.mobile) if number]
    further = (token for found in by_place[:4] for token in found if references.is_plausible(token))
    further = (token for token in further if not any(references.key(token) in number for number in called))
    unique: dict[str, str] = {}
    for token in (*refs, *labelled, *strong, *further):
        unique.setdefault(references.key(token), token)
    candidates = [token for name, token in unique.items() if name not in {references.key(ref) for ref in refs}]
    kept = tuple(candidates[: references.MAX_CANDIDATES])
    return replace(inquiry, property_refs=tuple(refs), reference_candidates=kept)


def _several(mail: Mail, inquiry: Inquiry, above: list, read: Read, known) -> list[Inquiry]:
    """One inquiry per property where the mail says that there are several and names them."""
    if len({repr(identity) for identity in known.values()}) < 2:
        return [inquiry]
    told = f"{mail.subject}\n{read.own_words[:2000] if read.is_letter else mail.text[:1000]}"
    side_by_side = _joined(mail.subject, known, _AND) or any(
        _joined(line.text, known, _AND_WORD) for line in above if has_digit(line.text)
    )
    if not words("several").first(told.lower()) and not side_by_side:
        return [inquiry]
    groups: dict[object, list[str]] = {}
    for text in [mail.subject, *(line.text for line in above)]:
        lead = None
        found = _in_line(text, known)
        for token in found:
            identity = known[references.key(token)]
            before = text[: text.find(token)]
            if identity not in groups and lead is not None and not _AND.search(before[-14:]):
                # A further number of the same property in the same line: "MA-1031 (Scout-ID 162440917)".
                identity = lead
            groups.setdefault(identity, [])
            if token not in groups[identity] and not any(token in tokens for tokens in groups.values()):
                groups[identity].append(token)
            lead = identity
    filled = [tokens for tokens in groups.values() if tokens]
    if not 2 <= len(filled) <= 20:
        return [inquiry]
    return [replace(inquiry, property_refs=tuple(tokens), reference_candidates=()) for tokens in filled]


def _in_line(text: str, known) -> list[str]:
    """The known references in a line, in order; a short number only where a word announces it."""
    found = references.without_parts([t for t in references.tokens(text) if references.key(t) in known])
    named = references.named(text)
    return sorted((t for t in found if t == named or len(found) > 1 or _counts(t, text)), key=text.find)


def _joined(text: str, known, joint: re.Pattern) -> bool:
    """Whether the line names two properties side by side ("MA-1 und MA-2")."""
    text = text[:1000]
    found = [(text.find(token), token) for token in _in_line(text, known)]
    pairs = pairwise(found)
    return any(joint.search(text[at + len(token) : following]) for (at, token), (following, _) in pairs)
