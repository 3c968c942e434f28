"""The table of portals, and which of them a mail comes from.

Only the domain of the sender counts: a phishing kit copies display name and subject of a portal, never its domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .tables import pattern, table

WEBSITE = "website"
# A domain of a portal has no more parts than these.
_MAX_LABELS = 8


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal.

    ``domains`` match themselves and their subdomains, ``addresses`` exactly; ``bulk`` are senders of ours that never
    forward an inquiry. ``subjects`` are plain, case-blind substrings that mark an inquiry (never patterns: users
    write them). ``relay`` matches addresses of the portal behind which a prospect stands. ``closing_ends`` tells that a
    complimentary close ends the message in its text layout, ``ref_tail`` what it appends to the agency's numbers,
    ``claims`` are subjects (small letters) that only its own mails open with. ``labels`` maps a field
    name of ``labels.FIELDS`` to further labels this portal uses for it. ``brand`` are the words by which a stranger
    would pretend to be this portal; ``language`` is that of its labels, ``country`` (ISO 3166 alpha-2) that of
    telephone numbers without a code.
    """

    code: str
    name: str
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    bulk: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    relay: re.Pattern | None = None
    closing_ends: bool = False
    ref_tail: re.Pattern | None = None
    claims: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    brand: tuple[str, ...] = ()
    language: str = "de"
    country: str = "DE"
    utm: str | None = None


def within(domain: str, domains: Iterable[str]) -> bool:
    """Whether ``domain`` is one of ``domains`` or lies below one of them."""
    return any(domain == known or domain.endswith("." + known) for known in domains)


def _listed(text: str) -> tuple[str, ...]:
    """The items of a cell; quotation marks keep blanks at an item's end."""
    return tuple(item.strip().strip('"') for item in text.split("|")) if text else ()


def _portal(code: str, row: Mapping[str, str]) -> Portal:
    known = {name: _listed(row[name]) for name in _LISTS if name in row}
    known |= {name: re.compile(row[name], re.ASCII) for name in ("relay", "ref_tail") if name in row}
    known |= {name: row[name] for name in ("language", "country", "utm") if name in row}
    labels = {name.removeprefix("labels."): _listed(text) for name, text in row.items() if name.startswith("labels.")}
    return Portal(code, row["name"], labels=labels, closing_ends="closing_ends" in row, **known)


_LISTS = ("domains", "addresses", "bulk", "subjects", "claims", "brand")
PORTALS = tuple(_portal(code, row) for code, row in table("portals").items())

_NO_REPLY = pattern("portals.no_reply", 0)


def find(address: str | None, portals: tuple[Portal, ...]) -> Portal | None:
    """The portal a sender address (lower case) belongs to, the most specific domain first."""
    labels = (address or "").rpartition("@")[2].split(".")[-_MAX_LABELS:]
    hosts = {".".join(labels[at:]) for at in range(len(labels))}
    best: tuple[str, Portal | None] = ("", None)
    for portal in portals:
        if address in portal.addresses:
            return portal
        for domain in hosts.intersection(portal.domains):
            best = max(best, (domain, portal), key=lambda found: len(found[0]))
    return best[1]


def is_bulk_sender(portal: Portal, address: str) -> bool:
    """Whether the portal uses ``address`` only for search agents and advertising."""
    local, _, domain = address.partition("@")
    return any(mark[:-1] == local if mark.endswith("@") else domain.startswith(mark) for mark in portal.bulk)


def is_no_reply(address: str) -> bool:
    """Whether nobody who looks for a property stands behind ``address`` (its local part is a role of a sender)."""
    return bool(_NO_REPLY.search(address.partition("@")[0] + "@"))


def is_relay(address: str, portals: tuple[Portal, ...]) -> bool:
    """Whether a portal forwards what is sent to ``address`` to a prospect."""
    portal = find(address, portals)
    return bool(portal and portal.relay and portal.relay.match(address) and not is_no_reply(address))


def claimed(text: str, portals: tuple[Portal, ...]) -> Portal | None:
    """The portal whose brand stands in ``text`` (a display name, a subject, a domain), however it is spelt."""
    folded = re.sub(r"[\s_-]+", "", text.casefold())
    return next((portal for portal in portals if any(brand in folded for brand in portal.brand)), None)
