"""What an administrator can set: more portals and labels, whom to trust, which addresses are our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .labels import Table
from .portals import PORTALS, Portal


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules a mail is read by.

    ``portals`` is the whole table (``PORTALS + extras``). ``labels`` maps a field (see ``labels.FIELDS``) to further
    labels for every sender; those of one portal stand in its entry. ``trusted_authserv`` are the authserv-ids of our
    own mail servers. ``own_domains`` are the agency's domains and addresses: never a prospect's, and a form sent from
    there is the agency's website. Keep one instance: it holds the compiled tables.
    """

    portals: tuple[Portal, ...] = PORTALS
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trusted_authserv: tuple[str, ...] = ()
    own_domains: tuple[str, ...] = ()
    _tables: dict[str, Table] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table(self, portal: Portal | None) -> Table:
        """The labels in force for mails of ``portal``."""
        key = portal.code if portal and portal.labels else ""
        if key not in self._tables:
            self._tables[key] = Table([self.labels, portal.labels if portal and portal.labels else {}])
        return self._tables[key]


DEFAULT = Rules()
