"""What a mail is read by: portals and labels an administrator added, whom to trust, and what the agency knows of
itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..contact import phones
from ..contact.text import fold
from .labels import Table
from .portals import PORTALS, Portal
from .references import key
from .structure import without_marks

# Sender (lower case) and subject → whether a person said that such mails are inquiries, None where nobody has.
Verdict = Callable[[str, str], "bool | None"]
# Message ids it refers to, sender, subject, whether its head or text says that it answers a mail of ours → whether it
# belongs to the correspondence with its sender.
Conversation = Callable[[Sequence[str], str, str, bool], bool]
# Keys of references (references.key) → what identifies the property, the same for all numbers of one property.
Lookup = Callable[[Sequence[str]], Mapping[str, object]]


@dataclass(frozen=True)
class Rules:
    """The rules a mail is read by.

    ``portals`` is the whole table (``PORTALS + extras``). ``labels`` maps a field (see ``labels.FIELDS``) to further
    labels for every sender; those of one portal stand in its entry. ``trusted_authserv`` are the authserv-ids of our
    own mail servers. What the agency knows: ``own_domains`` are its domains and addresses, ``own_phones`` its telephone
    numbers, ``agents`` the names of its people and firms; none of them is ever a prospect's, and a form sent from an
    own domain is the agency's website. ``references`` are the numbers of its properties; ``lookup`` finds them where
    they are too many to list. ``verdict`` tells what a person said of such mails, ``conversation`` whether a mail that
    may be an answer belongs to what we wrote its sender. Keep one instance: it holds the compiled tables.
    """

    portals: tuple[Portal, ...] = PORTALS
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trusted_authserv: tuple[str, ...] = ()
    own_domains: tuple[str, ...] = ()
    own_phones: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    lookup: Lookup | None = None
    verdict: Verdict | None = None
    conversation: Conversation | None = None
    _tables: dict[str, Table] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table(self, portal: Portal | None) -> Table:
        """The labels in force for mails of ``portal``."""
        code = portal.code if portal and portal.labels else ""
        if code not in self._tables:
            self._tables[code] = Table([self.labels, portal.labels if portal and portal.labels else {}])
        return self._tables[code]

    def knowing(self, **known) -> Rules:
        """The same rules with what the agency knows now (``own_phones``, ``agents``, ``lookup`` …), tables shared."""
        other = replace(self, **known)
        object.__setattr__(other, "_tables", self._tables)
        return other

    def known(self, tokens: Iterable[str]) -> Mapping[str, object]:
        """Of ``tokens`` those that are references of the agency: key → what identifies the property. One look-up."""
        keys = dict.fromkeys(name for token in tokens if len(name := key(token)) >= 3)
        if not keys:
            return {}
        if self.lookup is not None:
            return self.lookup(list(keys))
        return {name: name for name in keys if name in self._reference_keys}

    def is_own_phone(self, number: phones.Phone | str) -> bool:
        return phones.phone_key(number) in self._phone_keys

    def is_own_name(self, text: str) -> bool:
        """Whether ``text`` names one of the agency's people or the agency itself."""
        return bool(self._agent_keys) and fold(text) in self._agent_keys

    @cached_property
    def _reference_keys(self) -> frozenset[str]:
        return frozenset(key(reference) for reference in self.references)

    @cached_property
    def _phone_keys(self) -> frozenset[str]:
        return frozenset(phones.phone_key(number) for number in self.own_phones)

    @cached_property
    def _agent_keys(self) -> frozenset[str]:
        return frozenset(fold(name) for name in self.agents if name)


_PARTICULAR = re.compile(r"\S*\d\S*|[\[\](){}<>\"„“”»«]")


def subject_shape(subject: str) -> str:
    """What the subjects of one kind of mail have in common: no numbers, brackets, capitals, marks of answers."""
    return " ".join(_PARTICULAR.sub(" ", without_marks(subject).casefold()).split())[:200]


DEFAULT = Rules()
_JSON = ("own_domains", "own_addresses", "own_phones", "agents", "references")


def from_json(data: object) -> Rules:
    """What the agency knows, as ``anfrage parse --rules`` takes it: an object of lists of text, all optional.

    :raises ValueError: saying what is wrong
    """
    if not isinstance(data, dict):
        raise ValueError("the rules must be a JSON object")
    if unknown := sorted(set(data) - set(_JSON)):
        raise ValueError(f"unknown rules: {', '.join(unknown)}; known are {', '.join(_JSON)}")
    lists = {}
    for name in _JSON:
        value = data.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"{name} must be a list of texts")
        lists[name] = tuple(value)
    own = (*lists["own_domains"], *lists["own_addresses"])
    return Rules(
        own_domains=own, own_phones=lists["own_phones"], agents=lists["agents"], references=lists["references"]
    )
