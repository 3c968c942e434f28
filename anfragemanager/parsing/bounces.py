"""Whom a report of a mail system is about: recipients that could not be reached or complained, and our mails' ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..contact.emails import find_emails, normalise
from . import headers
from .mime import Message, Part
from .structure import ARRIVED, FEEDBACK_TYPE, HEADER_TYPES, STATUS_TYPES
from .tables import pattern
from .types import BouncedRecipient

_COPY = pattern("bounces.copy")
_TEMPORARY = pattern("bounces.temporary")
_DAEMON = re.compile(r"(?:mailer-?daemon|postmaster|mail-?delivery|bounces?|no-?reply)", re.IGNORECASE)
_CODE = re.compile(r"\b([45]\.\d\.\d{1,3})\b")
# "SMTP=a@b.example", "rfc822;a@b.example"
_KIND = re.compile(r"\b(?:smtp|rfc822|mailto)\s*[=:;]\s*", re.IGNORECASE)
_ID = re.compile(r"^[> \t]*message-id:\s*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(r"^([\w-]{3,40}):[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)


def read(message: Message, text: str, is_own) -> tuple[tuple[BouncedRecipient, ...], tuple[str, ...]]:
    """Who a report says could not be reached, and the ids of the mails it speaks of.

    :param is_own: whether an address is the agency's, so that it never counts as the recipient
    """
    recipients: dict[str, BouncedRecipient] = {}
    for source in (_from_status, _from_headers, _from_json, _from_text):
        for found in source(message, text, is_own):
            recipients.setdefault(found.address.lower(), found)
        if recipients:
            break
    return tuple(recipients.values()), tuple(dict.fromkeys(_message_ids(message, text)))


def _from_status(message: Message, _text: str, _is_own) -> Iterator[BouncedRecipient]:
    inner = [part for attached in message.attached for part in attached.parts]
    for part in [*message.parts, *inner]:
        if part.type in (*STATUS_TYPES, "message/disposition-notification"):
            yield from _status(part)
        elif part.type == FEEDBACK_TYPE:
            # RFC 5965: who complained; often left out, then the To of the returned mail is next.
            for name, value in _FIELD.findall(part.text(64 * 1024)):
                if name.lower() in ("original-rcpt-to", "removal-recipient") and (address := normalise(value)):
                    yield BouncedRecipient(address)
    if any(part.type == FEEDBACK_TYPE for part in message.parts):
        for inner in message.attached:
            for address in inner.addresses("to"):
                yield BouncedRecipient(headers.tidy(address))


def _from_headers(message: Message, _text: str, _is_own) -> Iterator[BouncedRecipient]:
    for value in message.all("x-failed-recipients"):
        for address in find_emails(value):
            yield BouncedRecipient(address)


def _from_json(_message: Message, text: str, _is_own) -> Iterator[BouncedRecipient]:
    """Amazon SES by SNS: a JSON object, itself sometimes the text of another."""
    start = text.find("{")
    if start < 0 or '"' not in text[:200_000]:
        return
    try:
        data, _end = json.JSONDecoder().raw_decode(text[start : start + 200_000])
        if isinstance(data, dict) and isinstance(data.get("Message"), str):
            data = json.loads(data["Message"])
    except (ValueError, RecursionError):
        return
    if not isinstance(data, dict):
        return
    for name, key in (("bounce", "bouncedRecipients"), ("complaint", "complainedRecipients")):
        report = data.get(name)
        if not isinstance(report, dict):
            continue
        permanent = str(report.get("bounceType", "Permanent")).lower() != "transient"
        for entry in report.get(key) or ():
            address = normalise(str(entry.get("emailAddress", ""))) if isinstance(entry, dict) else None
            if address:
                status = entry.get("status")
                yield BouncedRecipient(
                    address,
                    permanent,
                    status if isinstance(status, str) else None,
                    str(entry["diagnosticCode"])[:500] if entry.get("diagnosticCode") else None,
                )


def _from_text(message: Message, text: str, is_own) -> Iterator[BouncedRecipient]:
    temporary = bool(_TEMPORARY.search(message.header("subject") + text[:1500]))
    cut = _COPY.search(text, 40)
    said = text[: cut.start() if cut else 5000]
    own = {address.lower() for address in message.addresses("to")} | {message.sender[1].lower()}
    status = _CODE.search(text[:5000])
    permanent = not temporary and not (status and status[1].startswith("4"))
    for address in find_emails(_KIND.sub(" ", said[:5000]))[:50]:
        low = address.lower()
        if low not in own and not _DAEMON.match(low) and not is_own(low):
            yield BouncedRecipient(address, permanent, status[1] if status else None)


def _message_ids(message: Message, text: str) -> Iterator[str]:
    found = [value for inner in message.attached for value in headers.message_ids(inner.raw("message-id"))]
    for part in message.parts:
        if part.type in HEADER_TYPES:
            found += _ID.findall(part.text(64 * 1024))
    yield from found or _ID.findall(text[:200_000])
    yield from headers.message_ids(message.raw("in-reply-to"))
    yield from headers.message_ids(message.raw("references"))


def _status(part: Part) -> Iterator[BouncedRecipient]:
    for block in re.split(r"\n[ \t]*\n", part.text(256 * 1024))[:200]:
        fields = {name.lower(): value.strip() for name, value in _FIELD.findall(block)}
        # The first is the mailbox that failed, the second what we wrote to, where mail was passed on between them.
        named = (normalise(fields.get(name)) for name in ("final-recipient", "original-recipient"))
        addresses = dict.fromkeys(headers.tidy(address) for address in named if address)
        action, status = fields.get("action", "failed").lower(), fields.get("status", "").split(" ")[0]
        if action in ARRIVED:
            continue
        permanent = not (action.startswith("delayed") or status.startswith("4"))
        diagnostic = " ".join(fields.get("diagnostic-code", "").split())[:500]
        for address in addresses:
            yield BouncedRecipient(address, permanent, status or None, diagnostic or None)
