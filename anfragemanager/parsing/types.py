"""What reading a mail yields: frozen, typed, without a trace of where it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

INQUIRY, REPLY, AUTO_REPLY, BOUNCE, BULK, OWNER_LEAD, OTHER, UNREADABLE = KINDS = (
    "inquiry",
    "reply",
    "auto_reply",
    "bounce",
    "bulk",
    "owner_lead",
    "other",
    "unreadable",
)
OPENIMMO, IMMOWELT_XML, LABELS, RELAY = FORMATS = ("openimmo_feedback", "immowelt_xml", "labels", "relay")

# Sources of a value, most trustworthy first: "pattern" was recognised by what it is, without a label; a header comes
# last because portals and gateways rewrite it.
XML, HTML, TEXT, PATTERN, SUBJECT, HEADER = ORIGINS = ("xml", "html", "text", "pattern", "subject", "header")


def _plain(value: object) -> object:
    """A value as JSON has it: tuples as lists, mappings and what tells of itself as dicts."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a kind: the class it speaks for, its weight, the text or header it stands in, the words seen, and
    the sentence a clerk reads (English, translated by the addon)."""

    kind: str
    weight: int
    where: str
    saw: str
    means: str

    def to_dict(self) -> dict:
        """JSON-ready, with the keys of the contract."""
        return {"class": self.kind, "weight": self.weight, "where": self.where, "saw": self.saw, "means": self.means}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One prospect asking about one property. Every text is as the prospect wrote it, trimmed; see ``parse``.

    ``reference_candidates`` are further tokens that may name the property, most trustworthy first. ``origin`` maps a
    field to one of ``ORIGINS``, ``place`` to the line or element its value was read from (under ``own_email`` the
    agency's address that was left out). ``disclosure`` maps a
    label as written to its value as written; each conflict is ``{"field", "kept", "other", "origin"}``, where
    ``origin`` is the source of ``other``.
    """

    property_refs: tuple[str, ...] = ()
    reference_candidates: tuple[str, ...] = ()
    salutation: str | None = None
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    email: str | None = None
    email_is_alias: bool = False
    phone: str | None = None
    mobile: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    country: str | None = None
    message: str | None = None
    wishes: tuple[str, ...] = ()
    preferred_contact: tuple[str, ...] = ()
    language: str | None = None
    disclosure: Mapping[str, str] = field(default_factory=dict)
    external_id: str | None = None
    origin: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[Mapping[str, str], ...] = ()

    def to_dict(self) -> dict:
        """JSON-ready ``dict`` with exactly the keys of the class, in their order."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """An address a mail could not be delivered to. ``permanent`` is False for a delay or a 4.x.x status (RFC 3463)."""

    address: str
    permanent: bool = True
    status: str | None = None
    diagnostic: str | None = None

    def to_dict(self) -> dict:
        """JSON-ready, without what the server wrote."""
        return {"address": self.address, "permanent": self.permanent, "status": self.status}


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as understood: what it is, who sent it, and the inquiries read from it.

    ``evidence`` tells why the mail is taken for its kind, heaviest first; ``unsure`` that another kind comes close, so
    that a person should look (``inquiries`` are then given whatever the kind). ``withdrawn`` tells that the portal says
    the prospect takes the inquiry back, ``complaint`` that it is an abuse report (RFC 5965),
    ``judged`` that a person said of such mails that they are no inquiries. ``auth`` is the sender
    check ("pass", "fail" or "none", see ``authentication.check``).
    ``bounced_message_ids`` are the ids of the mails a bounce speaks of, angle brackets included.
    """

    kind: str = OTHER
    portal: str | None = None
    format: str | None = None
    inquiries: tuple[Inquiry, ...] = ()
    warnings: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unsure: bool = False
    withdrawn: bool = False
    complaint: bool = False
    judged: bool = False
    message_id: str | None = None
    from_name: str | None = None
    from_address: str | None = None
    reply_to: str | None = None
    to: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    received: datetime | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auth: str = "none"
    bounced_recipients: tuple[BouncedRecipient, ...] = ()
    bounced_message_ids: tuple[str, ...] = ()
    text: str = ""

    def to_dict(self) -> dict:
        """The JSON object ``anfrage parse`` prints, without its ``file``."""
        told = "kind portal format inquiries warnings evidence unsure bounced_recipients".split()
        return {name: _plain(getattr(self, name)) for name in told}
