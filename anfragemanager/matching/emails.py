"""E-mail addresses as identities: one form per mailbox, and what an address tells about its owner."""

import re
from dataclasses import dataclass
from functools import lru_cache

_SHAPE = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]{2,}")
_CANONICAL_DOMAIN = {
    "googlemail.com": "gmail.com",
    "hotmail.de": "hotmail.de",
    "pm.me": "protonmail.com",
    "proton.me": "protonmail.com",
    "protonmail.ch": "protonmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
# Providers that deliver name+anything@ to name@ (their own help pages); elsewhere "+" may be part of the name.
_PLUS = {
    "gmail.com", "icloud.com", "outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.com", "live.de",
    "protonmail.com",
    "fastmail.com", "posteo.de", "mailbox.org", "yandex.ru", "tutanota.com", "tuta.io",
}  # fmt: skip
PUBLIC_DOMAINS = _PLUS | {
    "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "gmx.eu", "gmx.info", "gmx.org", "web.de", "email.de",
    "t-online.de", "magenta.de", "freenet.de", "arcor.de",
    "aol.com", "aol.de", "yahoo.com", "yahoo.de", "yahoo.at", "yahoo.ch", "ymail.com", "rocketmail.com", "vodafone.de",
    "kabelmail.de", "unitybox.de",
    "1und1.de", "online.de", "onlinehome.de", "mail.de", "mail.com", "email.com", "msn.com", "live.at", "live.ch",
    "hotmail.at", "hotmail.ch", "outlook.at",
    "bluewin.ch", "hispeed.ch", "sunrise.ch", "a1.net", "aon.at", "chello.at", "liwest.at", "utanet.at", "drei.at",
    "kabsi.at", "inode.at",
    "o2online.de", "o2mail.de", "netcologne.de", "ewetel.net", "ewe.net", "alice.de", "alice-dsl.net", "hanse.net",
    "tele2.de", "versanet.de", "osnanet.de",
    "htp-tel.de", "mnet-online.de", "mnet-mail.de", "swissonline.ch", "lycos.de", "firemail.de", "smart-mail.de",
    "genion.de", "compuserve.de", "compuserve.com",
    "gmx.li", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "wp.pl", "o2.pl", "onet.pl", "interia.pl",
    "libero.it", "orange.fr", "wanadoo.fr",
    "laposte.net", "hotmail.co.uk", "hotmail.fr", "hotmail.it", "bigpond.com", "optusnet.com.au", "btinternet.com",
    "comcast.net", "posteo.net", "tutanota.de",
    "riseup.net", "zoho.com", "hushmail.com", "ok.de", "kabelbw.de", "wtnet.de", "gmx.biz", "abv.bg", "seznam.cz",
    "freemail.hu", "citromail.hu",
    "example.org", "example.com", "example.net", "example.de",
}  # fmt: skip
# Addresses a portal lends for one conversation, and its senders: they name the portal or the inquiry, never the person.
_RELAY = re.compile(
    r"(?:^|\.)(?:mail\.ebay-kleinanzeigen|mail\.kleinanzeigen|kleinanzeigen|ebay-kleinanzeigen|immobilienscout24|immoscout24|is24"
    r"|immowelt|immonet|ivd24immobilien|ivd24|willhaben|homegate|newhome|comparis|idealista|fotocasa|rightmove|zoopla|realtor"
    r"|privaterelay\.appleid|relay\.firefox|mozmail|duck|anonaddy|addy|simplelogin|mailinator|yopmail)\.[a-z]{2,3}(?:\.[a-z]{2})?$"
)
_NO_REPLY = re.compile(r"(?:do)?[-_.]?not?[-_.]?reply|noreply|no-reply|mailer-daemon|postmaster|bounce")
_SHARED_BOX = re.compile(
    r"(?:info|kontakt|contact|office|mail|post|email|buero|bureau|service|team|verwaltung|zentrale|empfang|sekretariat|anfragen?|vertrieb|verkauf|sales"
    r"|immobilien|kanzlei|praxis|shop|support|buchhaltung|rechnung|hausverwaltung|hallo|hello|welcome|admin|webmaster|familie|family|fam)[-_.]?\d*"
    r"|(?:familie|family|fam)[-_.].+"
)


@dataclass(frozen=True, slots=True)
class Email:
    """address: canonical form; shared: a box of a household or an office; company: domain is no public provider's."""

    address: str
    local: str
    domain: str
    shared: bool
    company: bool


@lru_cache(maxsize=65536)
def normalise_email(raw: str) -> Email | None:
    """Canonical address; None for what is none, and for relay and no-reply addresses: they are nobody's identity."""
    match = _SHAPE.search(raw)
    if not match:
        return None
    local, _at, domain = match[0].lower().strip(".,;").rpartition("@")
    local = local.removeprefix("mailto:")
    domain = _CANONICAL_DOMAIN.get(domain, domain)
    if _RELAY.search(domain) or _NO_REPLY.search(local) or not local:
        return None
    if domain in _PLUS:
        local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    return Email(f"{local}@{domain}", local, domain, bool(_SHARED_BOX.fullmatch(local)), domain not in PUBLIC_DOMAINS)
