"""Which addresses and domains are the agency's own: mails from them are no prospect's.

Own are the addresses and domains of the company, its alias domain, its mailboxes; but never the domain of a public
provider: an agency at live.com does not own live.com.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .emails import ascii_domain, is_public_provider, mailbox_key, normalise


@dataclass(frozen=True, slots=True)
class Own:
    """addresses: keys of mailboxes (emails.mailbox_key); domains: in ASCII, without public providers."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def holds(self, address: str) -> bool:
        """Whether ``address`` is the agency's: one of its addresses, or at one of its domains or below it."""
        key = mailbox_key(address)
        domain = key.rpartition("@")[2]
        return key in self.addresses or any(domain == own or domain.endswith("." + own) for own in self.domains)

    def __iter__(self):
        """Addresses and domains in one sorted list, as the rules of reading take them."""
        return iter(sorted(self.addresses | self.domains))


def own_from(entries: Iterable[str | None], *, senders: Iterable[str | None] = ()) -> Own:
    """Sort what the agency calls its own into addresses and domains.

    :param entries: domains, web addresses ("https://www.muster.de/"), "@muster.de", e-mail addresses; an e-mail
        address stands for itself alone
    :param senders: e-mail addresses of the company, whose domains are own as well
    """
    addresses: set[str] = set()
    domains: set[str] = set()
    for entry in entries:
        text = (entry or "").strip()
        if address := normalise(text):
            addresses.add(mailbox_key(address))
        elif domain := _domain(text):
            domains.add(domain)
    for sender in senders:
        if address := normalise(sender):
            addresses.add(mailbox_key(address))
            domains.add(ascii_domain(address.rpartition("@")[2]))
    return Own(frozenset(addresses), frozenset(domain for domain in domains if not is_public_provider(domain)))


def _domain(text: str) -> str:
    text = text.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").lstrip("@")
    domain = ascii_domain(text.partition("/")[0].partition(":")[0])
    return domain if "." in domain else ""
