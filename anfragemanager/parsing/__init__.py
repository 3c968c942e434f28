"""Raw mail to inquiries: what a portal mail says, and what is not an inquiry at all.

Imports nothing of Odoo. ``parse`` is the door; behind it one file per question, and tables in ``data/``:

structure    ``mime``/``headers``/``charsets`` bytes to parts and text · ``html``/``lines`` a body as lines and cells
             · ``structure`` facts of the envelope · ``mail`` one mail with its bodies · ``forwarded`` a mail in a mail
pairs        ``layouts`` where label and value stand · ``orientation`` which of them is above
             · ``labels``/``values`` what they say · ``learned`` labels that only one mail has
             · ``form``/``form_values``/``form_message`` a document as a form
             · ``ending`` where a message ends · ``recognise`` names, numbers, addresses without a label
formats      ``feedback``/``markup`` XML · ``relay`` conversations · ``letters`` somebody's own words
references   ``references``/``properties`` numbers of properties, and what the agency knows (``rules``)
merge        ``sources`` what each part of a mail says · ``drafts``/``assemble``/``merge`` one inquiry of several
kind         ``concepts`` what is spoken of · ``evidence`` (``data/kinds.ini``) what kind of mail it is and why
             · ``portals`` whose it is · ``authentication`` whether that is proved
             · ``bounces`` whom a report is about · ``understand`` the order in which all this is decided
"""

from __future__ import annotations

from . import headers, mime
from .diff import Change, diff
from .labels import FIELDS
from .lines import MAX_LINES
from .mail import Mail
from .portals import PORTALS, Portal
from .rules import DEFAULT, Rules, from_json, subject_shape
from .types import FORMATS, KINDS, OTHER, BouncedRecipient, Evidence, Inquiry, ParsedMail
from .understand import OWN_EMAIL, Found, understand

__all__ = [
    "FIELDS",
    "FORMATS",
    "KINDS",
    "NO_MAIL",
    "OWN_EMAIL",
    "PORTALS",
    "BouncedRecipient",
    "Change",
    "Evidence",
    "Inquiry",
    "ParsedMail",
    "Portal",
    "Rules",
    "diff",
    "from_json",
    "parse",
    "subject_shape",
]

# the warning about bytes that have not one header
NO_MAIL = "no headers: this does not look like a mail"
_MAX_VIEW = 200_000
# The titles of rows in data/kinds.ini.
WITHDRAWN = "The prospect withdrew the inquiry"
COMPLAINED = "Somebody complained about one of our mails"
JUDGED = ("A person said that such mails are no inquiries", "A person said that such notices are no inquiries")


def parse(raw: bytes, rules: Rules | None = None) -> ParsedMail:
    """What the raw mail (RFC 5322, any encoding) says, by ``rules`` (the built-in ones if None).

    Never raises: a mail that breaks a reader comes back as ``other`` with a warning, so that a person looks at it.
    """
    rules = rules or DEFAULT
    try:
        message = mime.read(bytes(raw))
    except Exception as error:
        return ParsedMail(warnings=(f"the mail could not be taken apart ({type(error).__name__})",))
    mail = Mail(message, rules)
    try:
        found = understand(mail)
    except Exception as error:
        found = Found(OTHER, warnings=[f"the mail could not be read ({type(error).__name__})"])
    return _envelope(mail, found)


def _envelope(mail: Mail, found: Found) -> ParsedMail:
    message = mail.message
    name, address = message.sender
    reply = message.addresses("reply-to")
    warnings = list(dict.fromkeys([*message.warnings, *found.warnings]))
    if mail.is_cut:
        warnings.append(f"text beyond {MAX_LINES} lines was not read")
    if not message.fields:
        warnings.append(NO_MAIL)
    return ParsedMail(
        kind=found.kind,
        portal=found.portal,
        format=found.format,
        inquiries=tuple(found.inquiries),
        warnings=tuple(warnings),
        evidence=tuple(found.evidence),
        unsure=found.unsure,
        withdrawn=any(row.means == WITHDRAWN for row in found.evidence),
        judged=any(row.means in JUDGED for row in found.evidence),
        complaint=any(row.means == COMPLAINED for row in found.evidence),
        message_id=headers.first_id(message.raw("message-id")),
        from_name=name or None,
        from_address=address or None,
        reply_to=reply[0] if reply else None,
        to=tuple(dict.fromkeys(message.addresses("to")))[: headers.MAX_RECIPIENTS],
        subject=message.header("subject")[:1000],
        date=headers.date(message.raw("date")),
        received=headers.date(message.raw("received").rpartition(";")[2]),
        in_reply_to=headers.first_id(message.raw("in-reply-to")),
        references=headers.message_ids(message.raw("references")),
        auth=found.auth,
        bounced_recipients=found.recipients,
        bounced_message_ids=found.ids,
        text=mail.text[:_MAX_VIEW],
    )
