"""The table of portals, and which of them a mail comes from.

Only the domain of the sender counts: a phishing kit copies display name and subject of a portal, never its domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WEBSITE = "website"


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal.

    ``domains`` match themselves and their subdomains, ``addresses`` exactly; ``bulk`` are senders of ours that never
    forward an inquiry. ``subjects`` are plain, case-blind substrings that mark an inquiry (never patterns: users
    write them). ``relay`` matches addresses of the portal behind which a prospect stands. ``closing_ends`` tells that a
    complimentary close ends the message in its text layout, ``ref_tail`` what it appends to the agency's numbers,
    ``claims`` are subjects (small letters) that only its own mails open with. ``labels`` maps a field
    name of ``labels.FIELDS`` to further labels this portal uses for it. ``brand`` are the words by which a stranger
    would pretend to be this portal; ``language`` is that of its labels.
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
    utm: str | None = None

    def owns(self, address: str | None) -> bool:
        """Whether ``address`` (lower case) belongs to this portal."""
        if not address:
            return False
        return address in self.addresses or within(address.rpartition("@")[2], self.domains)


def within(domain: str, domains: Iterable[str]) -> bool:
    """Whether ``domain`` is one of ``domains`` or lies below one of them."""
    return any(domain == known or domain.endswith("." + known) for known in domains)


PORTALS: tuple[Portal, ...] = (
    Portal(
        code="immoscout24",
        name="ImmoScout24",
        domains=("immobilienscout24.de", "immobilienscout24.at", "immoscout24.de", "immoscout24.at", "is24.de"),
        bulk=("agent@", "mailing.", "newsletter.", "news."),
        subjects=("kontaktanfrage", "anfrage zu", "neue anfrage", "objekt  "),
        relay=re.compile(r"[\w.+-]*(?:alias|relay|[0-9a-f]{8}|\d{5})[\w.+-]*@", re.ASCII),
        closing_ends=True,
        brand=("immobilienscout", "immoscout", "scout24"),
        utm="ImmoScout24",
    ),
    Portal(
        code="immowelt",
        name="immowelt",
        domains=("immowelt.de", "immowelt.at", "immowelt.ch", "immowelt.com"),
        bulk=("newsletter.", "news.", "suchauftrag@"),
        subjects=("ref.-nr.", "anfrage zu"),
        brand=("immowelt",),
        utm="immowelt",
    ),
    Portal(
        code="immonet",
        name="immonet",
        domains=("immonet.de", "immonet.at"),
        bulk=("newsletter.", "news.", "suchauftrag@"),
        subjects=("kontaktanfrage", "referenznummer"),
        ref_tail=re.compile(r"-\d{5,}$"),
        brand=("immonet",),
        utm="immonet",
    ),
    Portal(
        code="kleinanzeigen",
        name="Kleinanzeigen",
        domains=("kleinanzeigen.de", "ebay-kleinanzeigen.de"),
        subjects=("nutzer-anfrage", "anfrage zu"),
        # Tokens are 40 hex digits long; one of 39 was seen.
        relay=re.compile(r"[a-z0-9]+-[a-f0-9]{32,}-ek-ek@mail\.(?:ebay-)?kleinanzeigen\.de$"),
        claims=("nutzer-anfrage zu deiner anzeige",),
        brand=("kleinanzeigen",),
        utm="Kleinanzeigen",
    ),
    Portal(
        code="ivd24",
        name="IVD24",
        domains=("ivd24.de", "ivd24immobilien.de", "ivd24-immobilien.de", "ivd24.com", "ivd24.net"),
        subjects=("anfrage",),
        brand=("ivd24",),
        utm="IVD24",
    ),
    Portal(
        code="willhaben",
        name="willhaben",
        domains=("willhaben.at",),
        subjects=("anfrage",),
        labels={"name": ("anfrage von", "nachricht von", "von")},
        brand=("willhaben",),
        utm="willhaben",
    ),
    Portal(
        code="homegate",
        name="Homegate",
        domains=("homegate.ch",),
        subjects=("kontaktanfrage", "anfrage zu ihrer immobilie", "objektanfrage", "besichtigungsanfrage"),
        labels={"name": ("von",)},
        brand=("homegate",),
        utm="Homegate",
    ),
    Portal(
        code="immoscout24_ch",
        name="ImmoScout24 Schweiz",
        domains=("immoscout24.ch", "immobilienscout24.ch"),
        subjects=("kontaktanfrage", "anfrage zu ihrer immobilie", "objektanfrage", "besichtigungsanfrage"),
        labels={"name": ("von",)},
        brand=("immoscout24.ch",),
        utm="ImmoScout24 CH",
    ),
    Portal(
        code="idealista",
        name="idealista",
        domains=("idealista.com", "idealista.es", "idealista.it", "idealista.pt"),
        bulk=("newsletter.", "alertas@", "alerts@"),
        subjects=("interesado en tu inmueble", "solicita información"),
        brand=("idealista",),
        language="es",
        utm="idealista",
    ),
    Portal(
        code="fotocasa",
        name="Fotocasa",
        domains=("fotocasa.es", "fotocasa.com"),
        bulk=("newsletter.", "alertas@"),
        subjects=("le interesa tu anuncio", "contacto"),
        brand=("fotocasa",),
        language="es",
        utm="Fotocasa",
    ),
    Portal(
        code="rightmove",
        name="Rightmove",
        domains=("rightmove.co.uk", "rightmove.com"),
        bulk=("newsletter.", "alerts@", "propertyalerts."),
        subjects=("enquiry", "lead"),
        brand=("rightmove",),
        language="en",
        utm="Rightmove",
    ),
    Portal(
        code="zoopla",
        name="Zoopla",
        domains=("zoopla.co.uk", "zoopla.com"),
        bulk=("newsletter.", "alerts@"),
        subjects=("enquiry", "lead"),
        brand=("zoopla",),
        language="en",
        utm="Zoopla",
    ),
    Portal(
        code="realtor",
        name="realtor.com",
        domains=("realtor.com",),
        bulk=("newsletter.", "alerts@"),
        subjects=("new realtor.com lead",),
        brand=("realtor.com",),
        language="en",
        utm="realtor.com",
    ),
    Portal(code=WEBSITE, name="Website", utm="Website"),
)

_NO_REPLY = re.compile(
    r"(?:no|do[-_.]?not|dont|nicht)[-_.]?(?:reply|antworten)|^(?:mailer-daemon|postmaster|bounces?|service|support"
    r"|kundenservice|kundenbetreuung|info|kontakt|help|hilfe|notifications?|newsletter|agent|system|daemon|wordpress"
    r"|www-data|webmaster|billing|rechnung|privacy|datenschutz)(?:[+@]|$)"
)


def find(address: str | None, portals: tuple[Portal, ...]) -> Portal | None:
    """The portal a sender address (lower case) belongs to, the most specific domain first."""
    if not address:
        return None
    domain = address.rpartition("@")[2]
    best = None
    for portal in portals:
        if address in portal.addresses:
            return portal
        for known in portal.domains:
            if (domain == known or domain.endswith("." + known)) and (best is None or len(known) > best[0]):
                best = (len(known), portal)
    return best[1] if best else None


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
    for portal in portals:
        if any(brand in folded for brand in portal.brand):
            return portal
    return None
