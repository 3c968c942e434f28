"""What reading a mail yields: frozen, typed, without a trace of where it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

INQUIRY, REPLY, AUTO_REPLY, BOUNCE, BULK, OTHER, UNREADABLE = KINDS = (
    "inquiry",
    "reply",
    "auto_reply",
    "bounce",
    "bulk",
    "other",
    "unreadable",
)
OPENIMMO, IMMOWELT_XML, LABELS, RELAY = FORMATS = ("openimmo_feedback", "immowelt_xml", "labels", "relay")

# Sources of a value, most trustworthy first; a header comes last because portals and gateways rewrite it.
XML, HTML, TEXT, SUBJECT, HEADER = ORIGINS = ("xml", "html", "text", "subject", "header")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One prospect asking about one property. Every text is as the prospect wrote it, trimmed; see ``parse``.

    ``disclosure`` maps a label as written to its value as written, ``origin`` a field to one of ``ORIGINS``;
    each conflict is ``{"field", "kept", "other", "origin"}``, where ``origin`` is the source of ``other``.
    """

    property_refs: tuple[str, ...] = ()
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
    conflicts: tuple[Mapping[str, str], ...] = ()

    def to_dict(self) -> dict:
        """JSON-ready ``dict`` with exactly the keys of the class, in their order."""
        result = {f.name: getattr(self, f.name) for f in fields(self)}
        for name in ("property_refs", "wishes", "preferred_contact"):
            result[name] = list(result[name])
        result["disclosure"] = dict(self.disclosure)
        result["origin"] = dict(self.origin)
        result["conflicts"] = [dict(conflict) for conflict in self.conflicts]
        return result


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """An address a mail could not be delivered to. ``permanent`` is False for a delay or a 4.x.x status (RFC 3463)."""

    address: str
    permanent: bool = True
    status: str | None = None
    diagnostic: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as understood: what it is, who sent it, and the inquiries read from it.

    ``auth`` is the sender check ("pass", "fail" or "none", see ``sender.check``). ``source_lines`` runs parallel to
    ``inquiries``: for each a mapping from field to the line or element its value was read from.
    ``bounced_message_ids`` are the ids of the mails a bounce speaks of, angle brackets included.
    """

    kind: str = OTHER
    portal: str | None = None
    format: str | None = None
    inquiries: tuple[Inquiry, ...] = ()
    warnings: tuple[str, ...] = ()
    message_id: str | None = None
    from_name: str | None = None
    from_address: str | None = None
    reply_to: str | None = None
    to: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auth: str = "none"
    bounced_recipients: tuple[BouncedRecipient, ...] = ()
    bounced_message_ids: tuple[str, ...] = ()
    text: str = ""
    source_lines: tuple[Mapping[str, str], ...] = ()

    def to_dict(self) -> dict:
        """The JSON object ``anfrage parse`` prints, without its ``file``."""
        return {
            "kind": self.kind,
            "portal": self.portal,
            "format": self.format,
            "inquiries": [inquiry.to_dict() for inquiry in self.inquiries],
            "warnings": list(self.warnings),
        }
