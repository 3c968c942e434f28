"""The XML of a mail, in whatever part it lies: found by its root element, never by a file's name."""

from __future__ import annotations

import re

from . import html, immowelt, markup, openimmo
from .drafts import Draft, Parties
from .mail import Mail
from .mime import Part
from .types import IMMOWELT_XML, OPENIMMO

_ROOTS = re.compile(rb"openimmo_feedback|objektanfrage", re.IGNORECASE)


def xml_drafts(mail: Mail) -> tuple[list[Draft], str | None]:
    """Prospects from XML in any part of the mail, or in its text."""
    labels = mail.rules.table(mail.portal)
    lang = mail.portal.language if mail.portal else "de"
    if mail.inner:
        body = mail.plain or mail.html
        return _documents(body.text(), labels, mail.parties, lang) or ([], None) if body else ([], None)
    drafts: list[Draft] = []
    format_: str | None = None
    for part in mail.message.parts:
        if not _may_hold_xml(part):
            continue
        text = markup.text_of(part.data(), part.parameters.get("charset"))
        if "&lt;" in text and part.type == "text/html":
            text = html.read(text).text()
        if found := _documents(text, labels, mail.parties, lang):
            format_ = format_ or found[1]
            seen = [(draft.refs, draft.values) for draft in drafts]
            drafts += [draft for draft in found[0] if (draft.refs, draft.values) not in seen]
    return drafts, format_


def _may_hold_xml(part: Part) -> bool:
    if part.type.startswith(("image/", "audio/", "video/", "font/")) and not part.filename.lower().endswith(".xml"):
        return False
    if part.encoding == "base64":
        sample = part.data(16_384)
        if not part.type.startswith("text/") and b"<" not in sample:
            return False
        return (
            bool(_ROOTS.search(sample.replace(b"\0", b"")))
            or part.type in ("text/plain", "text/html")
            and bool(_ROOTS.search(part.data()))
        )
    raw = bytes(part.raw[: 1024 * 1024])
    # Quoted-printable may break the name over two lines.
    if part.encoding == "quoted-printable":
        raw = raw.replace(b"=\n", b"")
    if _ROOTS.search(raw):
        return True
    return b"\0" in raw[:2000] and bool(_ROOTS.search(raw.replace(b"\0", b"")))


def _documents(text: str, labels, parties: Parties, lang: str) -> tuple[list[Draft], str] | None:
    feedback = openimmo.read(text)
    if feedback is not None and (drafts := openimmo.drafts(feedback, labels, parties, lang)):
        return drafts, OPENIMMO
    drafts = immowelt.read(text, labels, parties, lang)
    return (drafts, IMMOWELT_XML) if drafts else None
