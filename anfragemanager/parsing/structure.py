"""What headers and structure of a mail say about its kind: facts by name, before any word of it is read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from . import headers
from .mime import Message
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
FEEDBACK_TYPE = "message/feedback-report"
HEADER_TYPES = {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
# What a status (RFC 3464) says of a mail that came through.
ARRIVED = ("delivered", "relayed", "expanded")
_ACTION = re.compile(r"^action:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)
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
    subject = message.header("subject")
    said = defaultdict(str, {name: values[0].strip().lower() for name, values in message.fields.items()})
    forward = is_forward(subject)
    precedence, submitted = said["precedence"].replace("-", "_"), said["auto-submitted"]
    name, address = message.sender
    types = {part.type for part in message.parts}
    bulk = {
        "list_header": any(said[name] for name in _LIST_HEADERS),
        "campaign": any(said[name] for name in _CAMPAIGN_HEADERS),
        "precedence_bulk": precedence in ("bulk", "list", "junk"),
    }
    machine = {
        "auto_header": submitted.startswith(("auto-replied", "auto-notified"))
        or precedence in ("auto_reply", "autoreply")
        or any(said[name] not in ("", "no", "none", "0", "false") for name in _AUTO_HEADERS)
        or said["x-ms-exchange-generated-message-source"].startswith("mailbox rules"),
        "auto_generated": submitted and not submitted.startswith("no"),
        "null_path": "<>" in message.all("return-path"),
        "machine": _MACHINE.match(address) or _MACHINE_NAME.search(name),
        "report": message.type == "multipart/report",
        "returned": message.attached or types & HEADER_TYPES,
        "smtp_status": _SMTP.search(text[:4000]),
    }
    holds = {
        **bulk,
        **machine,
        "bulk_header": any(bulk.values()),
        "forward": forward,
        "reply": not forward and (is_reply_subject(subject) or said["in-reply-to"] or said["references"]),
        "spam": said["x-spam-flag"].startswith("yes") or _SPAM.match(subject),
        "calendar": types & {"text/calendar", "application/ics"},
    }
    short = machine["null_path"] or len(text) < 1500
    about = _reported(message, text, bool(_RECEIPT.match(subject)) and short)
    return {name for name, value in holds.items() if value} | about


def _reported(message: Message, text: str, is_receipt: bool) -> set[str]:
    """What a report is about: that a mail was read or arrived, that it did not, that somebody complained."""
    types = {part.type for part in message.parts} | {f"message/{message.parameters.get('report-type', '').lower()}"}
    actions = [
        action.lower()
        for part in message.parts
        if part.type in STATUS_TYPES
        for action in _ACTION.findall(part.text(65_536))
    ]
    refused = any(part.type == _RECEIPT_TYPE and _REFUSED.search(part.text(16_384)) for part in message.parts)
    arrived = actions and not set(actions) - set(ARRIVED)
    sns = _SNS.search(text[:20_000])
    if not refused and (_RECEIPT_TYPE in types or arrived or is_receipt):
        return {"receipt"}
    if FEEDBACK_TYPE in types or sns and sns[1].lower() == "complaint":
        return {"abuse_report"}
    return {"dsn"} if refused or sns or types & {*STATUS_TYPES} or message.raw("x-failed-recipients") else set()


def answers(message: Message, home: Collection[str]) -> bool:
    """Whether it answers a mail of ours: by the host of the message id, or as Odoo writes its ids (the host is that
    of the server there, whatever the agency's domain is)."""
    identifiers = [found for name in ("in-reply-to", "references") for found in headers.message_ids(message.raw(name))]
    hosts = {identifier.rstrip(">").rpartition("@")[2].lower() for identifier in identifiers}
    return any("-openerp-" in found for found in identifiers) or any(host and within(host, home) for host in hosts)
