"""Whom a report of a mail system is about: recipients that could not be reached or complained, and our mails' ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..contact.emails import find_emails, normalise
from . import headers, mime
from .mime import Message, Part
from .structure import ARRIVED, FEEDBACK_TYPE, HEADER_TYPES, RECEIPT_TYPE, STATUS_TYPES
from .tables import pattern
from .types import BouncedRecipient

_COPY = pattern("bounces.copy")
_TEMPORARY = pattern("bounces.temporary")
_DAEMON = re.compile(r"(?:mailer-?daemon|postmaster|mail-?delivery|bounces?|no-?reply)", re.IGNORECASE)
_CODE = re.compile(r"\b[45]\.\d\.\d{1,3}\b")
# "SMTP=a@b.example", "rfc822;a@b.example"
_KIND = re.compile(r"\b(?:smtp|rfc822|mailto)\s*[=:;]\s*", re.IGNORECASE)
_ID = re.compile(r"^[> \t]*message-id:\s*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)
_BETWEEN = re.compile(rb"\n[ \t]*\r?\n")


def read(message: Message, text: str, is_own) -> tuple[tuple[BouncedRecipient, ...], tuple[str, ...]]:
    """Who a report says could not be reached, and the ids of the mails it speaks of.

    :param is_own: whether an address is the agency's, so that it never counts as the recipient
    """
    recipients: dict[str, BouncedRecipient] = {}
    for source in (_from_parts(message), _from_headers(message), _from_json(text), _from_text(message, text, is_own)):
        for found in source:
            recipients.setdefault(found.address.lower(), found)
        if recipients:
            break
    return tuple(recipients.values()), tuple(dict.fromkeys(_message_ids(message, text)))


def _from_parts(message: Message) -> Iterator[BouncedRecipient]:
    for part in [*message.parts, *(part for inner in message.attached for part in inner.parts)]:
        if part.type in (*STATUS_TYPES, RECEIPT_TYPE):
            yield from _status(part)
        elif part.type == FEEDBACK_TYPE:
            # RFC 5965: who complained; often left out, then the To of the returned mail is next.
            report = mime.head(part.data())
            named = [report.raw("original-rcpt-to"), report.raw("removal-recipient")]
            named += [address for inner in message.attached for address in inner.addresses("to")]
            yield from (BouncedRecipient(address) for value in named if (address := normalise(value)))


def _status(part: Part) -> Iterator[BouncedRecipient]:
    for block in _BETWEEN.split(part.data(262_144))[:200]:
        fields = mime.head(block)
        action, status = fields.raw("action").lower(), fields.raw("status").partition(" ")[0]
        if action in ARRIVED:
            continue
        permanent = not (action.startswith("delayed") or status.startswith("4"))
        diagnostic = " ".join(fields.raw("diagnostic-code").split())[:500]
        # The first is the mailbox that failed, the second what we wrote to, where mail was passed on between them.
        for name in ("final-recipient", "original-recipient"):
            if address := normalise(fields.raw(name)):
                yield BouncedRecipient(address, permanent, status or None, diagnostic or None)


def _from_headers(message: Message) -> Iterator[BouncedRecipient]:
    for value in message.all("x-failed-recipients"):
        yield from map(BouncedRecipient, find_emails(value))


def _from_json(text: str) -> Iterator[BouncedRecipient]:
    """Amazon SES by SNS: a JSON object, itself sometimes the text of another."""
    start = text.find("{")
    try:
        data, _end = json.JSONDecoder().raw_decode(text[start : start + 200_000])
        data = json.loads(data["Message"]) if "Message" in data else data
        report = data.get("bounce") or data["complaint"]
        permanent = report.get("bounceType", "").lower() != "transient"
        for entry in report.get("bouncedRecipients") or report["complainedRecipients"]:
            if address := normalise(entry["emailAddress"]):
                status, diagnostic = entry.get("status") or "", entry.get("diagnosticCode") or ""
                yield BouncedRecipient(address, permanent, status[:20] or None, diagnostic[:500] or None)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        # No JSON, or another one.
        return


def _from_text(message: Message, text: str, is_own) -> Iterator[BouncedRecipient]:
    cut = _COPY.search(text, 40)
    said = text[: cut.start() if cut else 5000][:5000]
    own = {address.lower() for address in (*message.addresses("to"), message.sender[1])}
    status = _CODE.search(text[:5000])
    later = status and status[0].startswith("4") or _TEMPORARY.search(message.header("subject") + text[:1500])
    for address in find_emails(_KIND.sub(" ", said))[:50]:
        low = address.lower()
        if low not in own and not _DAEMON.match(low) and not is_own(low):
            yield BouncedRecipient(address, not later, status[0] if status else None)


def _message_ids(message: Message, text: str) -> Iterator[str]:
    returned = [*message.attached, *(mime.head(part.data()) for part in message.parts if part.type in HEADER_TYPES)]
    found = [value for inner in returned for value in headers.message_ids(inner.raw("message-id"))]
    yield from found or _ID.findall(text[:200_000])
    yield from headers.message_ids(message.raw("in-reply-to"))
    yield from headers.message_ids(message.raw("references"))
