"""What headers and structure of a mail say about its kind: facts by name, before any word of it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from . import headers
from .mime import Message, Part
from .portals import within
from .tables import pattern

_MACHINE = pattern("structure.machine")
_MACHINE_NAME = re.compile(r"mail delivery (?:sub)?system|mailer-daemon", re.IGNORECASE)
_REPLY = pattern("structure.reply")
_FORWARD = pattern("structure.forward")
_RECEIPT = pattern("structure.receipt")
_SPAM = re.compile(r"\s*(?:\*+\s*spam\s*\*+|\[spam\])", re.IGNORECASE)
_AUTO_HEADERS = (
    "x-autoreply x-autorespond x-autoresponder x-auto-reply x-mail-autoreply x-autoreply-from x-autoreply-to"
    " x-auto-response x-vacation x-ooo"
).split()
_LIST_HEADERS = ("list-unsubscribe", "list-id", "list-post")
_CAMPAIGN_HEADERS = "x-campaign x-campaignid x-mailchimp-id x-mc-user x-csa-complaints x-newsletter".split()
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RECEIPT_TYPE = "message/disposition-notification"
# A server that threw the mail away by itself and says so as a receipt (RFC 8098): nobody read it.
_REFUSED = re.compile(
    r"^disposition:\s*automatic-action\b[^;\n]*;\s*(?:deleted|denied|failed)", re.IGNORECASE | re.MULTILINE
)
_SNS = re.compile(r'"(?:notificationType|eventType)"\s*:\s*\\?"(Bounce|Complaint)', re.IGNORECASE)
# A reply code opens what the server says; within a telephone number it says nothing.
_SMTP = re.compile(
    r"\b[45]\.\d\.\d{1,3}\b|(?<![\d/+)][ -])\b55[0-4][ -](?!\d{2})|\b(?:smtp|esmtp) (?:error|response|server)",
    re.IGNORECASE,
)


def is_forward(subject: str) -> bool:
    return bool(_FORWARD.match(subject))


def is_reply_subject(subject: str) -> bool:
    return bool(_REPLY.match(subject))


def without_marks(subject: str) -> str:
    """The subject without what mail programs put in front of it."""
    while match := _REPLY.match(subject) or _FORWARD.match(subject) or _SPAM.match(subject):
        subject = subject[match.end() :]
    return subject


def facts(message: Message, text: str) -> set[str]:
    """The facts of the envelope that the rules of evidence ask for; ``text`` is the visible body."""
    return set(_facts(message, text))


def _facts(message: Message, text: str) -> Iterator[str]:
    subject = message.header("subject")
    forward = is_forward(subject)
    if forward:
        yield "forward"
    if not forward and (
        is_reply_subject(subject) or message.raw("in-reply-to").strip() or message.raw("references").strip()
    ):
        yield "reply"
    yield from _of_lists(message, subject)
    yield from _of_machines(message, subject, text)
    if message.type == "text/calendar" or any(
        part.type in ("text/calendar", "application/ics") for part in message.parts
    ):
        yield "calendar"


def _of_lists(message: Message, subject: str) -> Iterator[str]:
    listed = any(message.raw(name) for name in _LIST_HEADERS)
    campaign = any(message.raw(name) for name in _CAMPAIGN_HEADERS)
    precedence = message.raw("precedence").strip().lower()
    if listed:
        yield "list_header"
    if campaign:
        yield "campaign"
    if precedence in ("bulk", "list", "junk"):
        yield "precedence_bulk"
    if listed or campaign or precedence in ("bulk", "list", "junk"):
        yield "bulk_header"
    if message.raw("x-spam-flag").strip().upper().startswith("YES") or _SPAM.match(subject):
        yield "spam"


def _of_machines(message: Message, subject: str, text: str) -> Iterator[str]:
    submitted = message.raw("auto-submitted").strip().lower()
    precedence = message.raw("precedence").strip().lower().replace("-", "_")
    if (
        submitted.startswith(("auto-replied", "auto-notified"))
        or precedence in ("auto_reply", "autoreply")
        or any(message.raw(name).strip().lower() not in ("", "no", "none", "0", "false") for name in _AUTO_HEADERS)
        or message.raw("x-ms-exchange-generated-message-source").strip().lower().startswith("mailbox rules")
    ):
        yield "auto_header"
    if submitted and not submitted.startswith("no"):
        yield "auto_generated"
    null_path = any(value.strip() == "<>" for value in message.all("return-path"))
    if null_path:
        yield "null_path"
    address = message.sender[1] or message.raw("from").strip(' <>"')
    if _MACHINE.match(address) or _MACHINE_NAME.search(message.sender[0]):
        yield "machine"
    yield from _of_reports(message, subject, text, null_path)


def _of_reports(message: Message, subject: str, text: str, null_path: bool) -> Iterator[str]:
    types = {part.type for part in message.parts}
    kind = message.parameters.get("report-type", "").lower()
    report = message.type == "multipart/report"
    sns = _SNS.search(text[:20_000])
    if report:
        yield "report"
    status = next((part for part in message.parts if part.type in STATUS_TYPES), None)
    delivered = status is not None and is_delivered(status)
    refused = any(part.type == _RECEIPT_TYPE and _REFUSED.search(part.text(16 * 1024)) for part in message.parts)
    if not refused and (
        kind == "disposition-notification"
        or _RECEIPT_TYPE in types
        or delivered
        or _RECEIPT.match(subject)
        and (kind or null_path or len(text) < 1500)
    ):
        yield "receipt"
    elif kind == "feedback-report" or "message/feedback-report" in types or sns and sns[1].lower() == "complaint":
        yield "abuse_report"
    elif status is not None or refused or kind == "delivery-status" or message.raw("x-failed-recipients") or sns:
        yield "dsn"
    if message.attached or types & {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
        yield "returned"
    if _SMTP.search(text[:4000]):
        yield "smtp_status"


def is_delivered(status: Part) -> bool:
    """Whether a delivery status (RFC 3464) reports success only."""
    actions = re.findall(r"^action:[ \t]*(\w+)", status.text(64 * 1024), re.IGNORECASE | re.MULTILINE)
    return bool(actions) and all(action.lower() in ("delivered", "relayed", "expanded") for action in actions)


def answers(message: Message, home: Collection[str]) -> bool:
    """Whether it answers a mail of ours: by the host of the message id, or as Odoo writes its ids (the host is that
    of the server there, whatever the agency's domain is)."""
    identifiers = [found for name in ("in-reply-to", "references") for found in headers.message_ids(message.raw(name))]
    hosts = {identifier.rstrip(">").rpartition("@")[2].lower() for identifier in identifiers}
    return any("-openerp-" in found for found in identifiers) or any(host and within(host, home) for host in hosts)
