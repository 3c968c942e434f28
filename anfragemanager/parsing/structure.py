"""What head and structure of a mail say about its kind, before any word is read: facts of ``data/envelope.ini``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from . import headers
from .mime import Message
from .portals import within
from .tables import pattern, table

_TESTS = [
    (fact, name, re.compile("".join(test.split("\n")), re.IGNORECASE))
    for fact, rows in table("envelope").items()
    for names, test in rows.items()
    for name in names.split()
]
_SUBJECTS = {fact: test for fact, name, test in _TESTS if name == "@subject"}
_MARKS = [_SUBJECTS[mark] for mark in ("reply", "forward", "spam")]
_BULK = {"list_header", "campaign", "precedence_bulk"}
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
FEEDBACK_TYPE = "message/feedback-report"
RECEIPT_TYPE = "message/disposition-notification"
HEADER_TYPES = {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
# What a status (RFC 3464) says of a mail that came through.
ARRIVED = ("delivered", "relayed", "expanded")
_ACTION = pattern("structure.action", re.IGNORECASE | re.MULTILINE)
_REFUSED = pattern("structure.refused", re.IGNORECASE | re.MULTILINE)
_NOTIFICATION = pattern("structure.notification")


def is_forward(subject: str) -> bool:
    return bool(_MARKS[1].match(subject))


def is_reply_subject(subject: str) -> bool:
    return bool(_MARKS[0].match(subject))


def is_reply(message: Message) -> bool:
    """Whether it answers another mail, by its subject or its headers; what is passed on does not."""
    subject = message.header("subject")
    sources = {**message.fields, "@subject": [subject]}
    tests = ((name, test) for fact, name, test in _TESTS if fact == "reply")
    return not is_forward(subject) and any(_holds(test, sources.get(name, ())) for name, test in tests)


def without_marks(subject: str) -> str:
    """The subject without what mail programs put in front of it."""
    while match := next(filter(None, (mark.match(subject) for mark in _MARKS)), None):
        subject = subject[match.end() :]
    return subject


def facts(message: Message, text: str) -> set[str]:
    """The facts of the envelope that the rules of evidence ask for; ``text`` is the visible body."""
    subject = message.header("subject")
    is_short = len(text) < 1500 or "<>" in message.all("return-path")
    attached = ["message/rfc822"] if message.attached else []
    types = [message.type, f"message/{message.parameters.get('report-type')}"]
    types += [f"{part.type} {part.parameters.get('method', '')}" for part in message.parts]
    sources = {
        **message.fields,
        "@subject": [subject],
        "@short": [subject] if is_short else [],
        "@sender": ["{} <{}>".format(*message.sender)],
        "@text": [text[:4000]],
        "@notification": _NOTIFICATION.findall(text[:20_000])[:1],
        "@types": [" ".join([*types, *attached])],
    }
    found = {fact for fact, name, test in _TESTS if name in sources and _holds(test, sources[name])}
    if "forward" in found:
        found.discard("reply")
    if found & _BULK:
        found.add("bulk_header")
    return _one_report(message, found)


def _holds(test: re.Pattern, texts: Iterable[str]) -> bool:
    return any(test.search(said.strip()) for said in texts)


def _one_report(message: Message, found: set[str]) -> set[str]:
    """``found`` with the one thing a report is about: a mail was read or arrived, it did not, somebody complained."""
    told = dict.fromkeys((*STATUS_TYPES, RECEIPT_TYPE), "")
    for part in message.parts:
        if part.type in told:
            told[part.type] += part.text(65_536) + "\n"
    actions = {action.lower() for type_ in STATUS_TYPES for action in _ACTION.findall(told[type_])}
    if actions and actions <= set(ARRIVED):
        found.add("receipt")
    if _REFUSED.search(told[RECEIPT_TYPE]):
        found.discard("receipt")
        found.add("dsn")
    reports = [name for name in ("receipt", "abuse_report", "dsn") if name in found]
    return found.difference(reports[1:])


def answered(message: Message) -> tuple[str, ...]:
    """The message ids of the mails that it says it answers."""
    return tuple(found for name in ("in-reply-to", "references") for found in headers.message_ids(message.raw(name)))


def answers(message: Message, home: Collection[str]) -> bool:
    """Whether it answers a mail of ours: by the host of the message id, or as Odoo writes its ids (the host is that
    of the server there, whatever the agency's domain is)."""
    identifiers = answered(message)
    hosts = {identifier.rstrip(">").rpartition("@")[2].lower() for identifier in identifiers}
    return any("-openerp-" in found for found in identifiers) or any(host and within(host, home) for host in hosts)
