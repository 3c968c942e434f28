"""E-mail addresses: one form per address and per mailbox, and what an address tells about its owner."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from .text import collapse, fold
from .wordlists import words

_SHAPE = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@(?:[^\s@<>\"',;:()\[\]\\.]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}")
# How people hide an address from robots.
_DISGUISED_AT = re.compile(
    r"\s*[\[({]\s*(?:at|ät|@)\s*[\])}]\s*|(?<=\w)\s*@\s+(?=\w)|(?<=\w)\s+@\s*(?=\w)", re.IGNORECASE
)
_COMMA_FOR_DOT = re.compile(r"(@[\w-]+),(?=[a-z]{2,4}(?:$|[\s;,]))")
# Domains under which one provider delivers to the same mailboxes (their own help pages).
_SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "pm.me": "protonmail.com",
    "proton.me": "protonmail.com",
    "protonmail.ch": "protonmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
# Providers that deliver what follows a plus to the mailbox named before it (their own help pages). Elsewhere it may be
# another person's.
_TAGS = frozenset(
    "gmail.com outlook.com outlook.de hotmail.com hotmail.de live.com live.de icloud.com protonmail.com fastmail.com"
    " posteo.de mailbox.org yandex.ru".split()
)
# Addresses a portal lends for one conversation, and its senders: they name the portal or the inquiry, never the person.
_RELAY = re.compile(
    r"(?:^|\.)(?:mail\.ebay-kleinanzeigen|mail\.kleinanzeigen|kleinanzeigen|ebay-kleinanzeigen|immobilienscout24|immoscout24|is24"
    r"|immowelt|immonet|ivd24immobilien|ivd24|willhaben|homegate|newhome|comparis|idealista|fotocasa|rightmove|zoopla|realtor"
    r"|privaterelay\.appleid|relay\.firefox|mozmail|duck|anonaddy|addy|simplelogin|mailinator|yopmail)\.[a-z]{2,3}(?:\.[a-z]{2})?$"
)
_NO_REPLY = re.compile(r"(?:do)?[-_.]?not?[-_.]?reply|noreply|no-reply|mailer-daemon|postmaster|bounce")
# What is typed where an address is asked for and there is none: "keine@mail.de", "unbekannt@unbekannt.de".
_NONE = re.compile(
    r"keine?(?:e?mail(?:adresse|vorhanden)?|adresse|angaben?)?|ohne(?:e?mail)?|noe?mail|none|unbekannt|unknown"
    r"|nicht(?:vorhanden|bekannt)|leer|dummy|platzhalter|x{3,}"
)
_SHARED_BOX = re.compile(
    r"(?:info|kontakt|contact|office|mail|post|email|buero|bureau|service|team|verwaltung|zentrale|empfang|sekretariat|anfragen?|vertrieb|verkauf|sales"
    r"|immobilien|kanzlei|praxis|shop|support|buchhaltung|rechnung(?:swesen)?|einkauf|gesch(?:ae|ä)fts(?:leitung|f(?:ue|ü)hrung)|personal(?:abteilung)?|kunden(?:service|dienst)|hausverwaltung|hallo|hello|welcome|admin|webmaster|familie|family|fam)[-_.]?\d*"
    r"|(?:familie|family|fam)[-_.].+|(?:familie|family)[a-zäöüß]+|.+[-_.](?:familie|family|fam)\d*|die[-_.].+s"
)


@dataclass(frozen=True, slots=True)
class Email:
    """One address, as the mailbox it names.

    address: key of the mailbox. shared: a box of a household or an office. company: no public provider's domain.
    written: the local part with its dots, which Google drops: they tell of what names it is made.
    """

    address: str
    local: str
    domain: str
    shared: bool
    company: bool
    written: str = field(default="", compare=False)


def find_emails(text: str | None) -> tuple[str, ...]:
    """The addresses in a text or a field in order, normalised, each once: "a@x.de; Max <b@y.de>" holds two."""
    found = (normalise(match[0]) for match in _SHAPE.finditer((text or "")[:100_000]))
    return tuple(dict.fromkeys(address for address in found if address))


def plain_at(field: str) -> str:
    """A field with addresses, their signs written as such: "a.muster (at) web.de", "a.muster @ web.de", "@web,de"."""
    return _COMMA_FOR_DOT.sub(r"\1.", _DISGUISED_AT.sub("@", field))


def normalise(text: str | None) -> str | None:
    """The first address in ``text`` as it is kept: domain in lower case, no mailto:, no bracket; None where none is."""
    match = _SHAPE.search((text or "")[:1000].replace("mailto:", " ").strip())
    if not match:
        return None
    local, _at, domain = unicodedata.normalize("NFC", match[0]).strip(".").rpartition("@")
    local = local.strip(".")
    return f"{local}@{domain.lower()}" if local else None


@lru_cache(maxsize=65536)
def mailbox_key(address: str) -> str:
    """One form for the spellings of one mailbox: "A.Muster+immo@googlemail.com" to "amuster@gmail.com".

    Lower case, without what follows a plus, domain in ASCII (IDNA), Google's addresses without dots. An address that
    is none comes back in lower case.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    domain = ascii_domain(domain)
    domain = _SAME_PROVIDER.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "") or local
    return f"{local}@{domain}" if local else domain


def same_mailbox(address: str, other: str) -> bool:
    """Whether who reads ``address`` surely reads ``other``, too: proof of the one is proof of the other."""
    address, other = address.strip().lower(), other.strip().lower()
    key = mailbox_key(address)
    certain = "+" not in address + other or key.rpartition("@")[2] in _TAGS
    return address == other or certain and key == mailbox_key(other)


def ascii_domain(domain: str) -> str:
    """``domain`` in lower case and ASCII: "Müller.de" to "xn--mller-kva.de"; unchanged where IDNA forbids it."""
    domain = domain.strip().strip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def is_public_provider(domain: str) -> bool:
    """Whether anybody can have a mailbox at ``domain``: then it is no agency's own, and proves no common employer."""
    return ascii_domain(domain) in words("public_providers")


def is_relay(address: str) -> bool:
    """Whether a portal or a privacy service lends ``address`` for one conversation."""
    return bool(_RELAY.search(address.rpartition("@")[2].lower()))


def is_no_reply(address: str) -> bool:
    """Whether nobody reads what is sent to ``address``: no-reply, mailer-daemon, bounces."""
    return bool(_NO_REPLY.search(address.rpartition("@")[0].lower()))


def is_shared(address: str) -> bool:
    """Whether ``address`` is the box of an office or a household rather than of one person: info@, familie.huber@."""
    return bool(_SHARED_BOX.fullmatch(mailbox_key(address).rpartition("@")[0]))


def is_made_of(address: str, name: str) -> bool:
    """Whether the mailbox ``address`` is called after a person of this ``name``: "h.ott@", "ottheike@", "heik.o@" for
    Heike Ott; a single letter tells nobody."""
    parts = [part for part in re.split(r"[\W\d_]+", collapse(fold(address.partition("@")[0]))) if len(part) > 2]
    words_ = [word for word in collapse(fold(name)).split() if len(word) > 2]
    return any(
        word == part
        or len(word) > 3
        and part.startswith(word)
        or len(word) > 3
        and part.endswith(word)
        or len(part) > 3
        and word.startswith(part)
        for part in parts
        for word in words_
    )


@lru_cache(maxsize=65536)
def read_email(raw: str) -> Email | None:
    """The mailbox an address names; None for what is none, and for relay and no-reply addresses: they are nobody's."""
    address = normalise(raw)
    if not address or is_relay(address) or is_no_reply(address):
        return None
    key = mailbox_key(address)
    local, _at, domain = key.rpartition("@")
    if _NONE.fullmatch(re.sub(r"[-_.]", "", local)):
        return None
    written = address.rpartition("@")[0].lower().partition("+")[0] or local
    return Email(key, local, domain, is_shared(key), not is_public_provider(domain), written)
