"""Labels that no table has, known within one mail by what stands behind them.

Where a service's mail gives somebody's address, what else it calls by a name is a form's too: a number, an address, the
name the mailbox is made of. The longest words of that person are the message.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from ..contact import names, phones
from ..contact.companies import is_company
from ..contact.emails import is_made_of
from ..contact.given_names import is_given_name
from ..contact.salutations import salutation
from ..contact.scripts import to_latin
from ..contact.text import collapse, fold
from . import ending, recognise
from .drafts import Parties
from .labels import ADDRESS, CONTACT, Table, spelt
from .lines import MARK, Document, Line, has_digit
from .rules import Rules
from .values import EMAIL, value_of

_PAIR = re.compile(r"[\s*_•·>-]{0,6}([^\W\d_][^:=\n]{0,40}?)[\s*_]{0,20}(?::\s+|=\s*)(\S.*)")
_ADDRESS = re.compile(r"[^\W\d][^,@:]{2,50} \d{1,4}[^,@:]{0,12}, (?:[A-Z]{1,2}-)?\d{4,5} [^\W\d][^,@:]{1,40}")
_PLACE = re.compile(r"(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d][^,@:\d]{1,40}")
_MARKED = re.compile("[:=]")
# Labels that are known where they stand above their values.
_STACKED = CONTACT | {"property_ref", "portal_ref"}
_MOST_LINES = 200
_MOST_OF_LABEL = 60
_MOST_OF_VALUE = 300
# A message has so many words.
_LEAST_WORDS = 5
# What tells of somebody stands so many fields apart at most.
_NEAR = 2
_NAMES = frozenset(("name", "first_name", "last_name"))
_NUMBERS = frozenset(("phone", "landline", "mobile"))
_MESSAGES = frozenset(("message", "message_weak"))
_WAYS = _NUMBERS | {"email", "ways"}


@dataclass(slots=True)
class _Field:
    label: str
    value: str
    name: str | None  # by the table
    looks: str | None = field(default=None)  # by the value


def labels(
    documents: Iterable[Document], table: Table, parties: Parties, rules: Rules, sender: str, answered: str
) -> Mapping[str, str]:
    """Labels as ``spelt`` → fields, of the first of the ``documents`` that has some the ``table`` does not know.

    :param sender: the address the mail came from: who gives no other writes in their own words
    :param answered: the address it is answered to, empty where it is the same
    """
    for document in documents:
        lines = document.lines[:_MOST_LINES]
        if not answered and not any("@" in line.text for line in lines):
            continue
        fields = [*_fields(lines, document.cells, table)]
        if all(found.name is not None and (found.name not in _NUMBERS or "@" not in found.value) for found in fields):
            continue
        given = [parties.email(found.value)[0] or "" for found in fields if "@" in found.value]
        mailbox = next((address for address in [*given, answered] if address and address.lower() != sender), "")
        if mailbox and (learned := _learned(_alone(fields, mailbox, parties, rules), mailbox, rules)):
            return learned
    return {}


def _alone(fields: list[_Field], mailbox: str, parties: Parties, rules: Rules) -> list[_Field]:
    """The fields with what their values look like, without whom talks in more than one line and without questions of
    the prospect's own: those of a form are answered by data."""
    count = Counter(found.label for found in fields)
    fields = [found for found in fields if count[found.label] == 1]
    for found in fields:
        found.looks = _looks(found.value, parties, rules)
    asked = [found for found in fields if found.label.endswith("?")]
    of_person = (
        found.looks in _WAYS or found.name in CONTACT or _is_prospect(found.value, mailbox, rules) for found in asked
    )
    return fields if sum(of_person) > 1 else [found for found in fields if found not in asked]


def _fields(lines: list[Line], cells: Mapping[int, int], table: Table) -> Iterator[_Field]:
    """What may be a field: "label: value" in a line or side by side in a row, a question or "label:" above its
    value, and what stands above a line in step with labels that are known."""
    lines = [line for line in lines if line.text and not line.quoted]
    stacked: dict[int, _Field] = {}
    for at, (line, below) in enumerate(zip_longest(lines, lines[1:], fillvalue=Line(""))):
        # The first of the two cells of a row.
        is_beside = line.row and line.row == below.row and not line.cell and below.cell == 1 and cells[line.row] == 2
        text = ending.plain(line.text) if len(line.text) < _MOST_OF_VALUE else ""
        # A question longer than a label is what somebody says.
        is_question = text[-1:] == "?" and (len(text) < _MOST_OF_LABEL or ":" not in text[:_MOST_OF_LABEL])
        if is_beside or text[-1:] == ":" or is_question:
            is_label = len(text) < _MOST_OF_LABEL and bool(below.text)
            label, value = text.rstrip(": "), ending.plain(below.text[:_MOST_OF_VALUE]) if is_label else ""
        elif match := _MARKED.search(text[:_MOST_OF_LABEL]) and _PAIR.fullmatch(line.text.replace(MARK, "")):
            label, value = match[1], value_of(match[2])
        else:
            if below.text and len(text) < _MOST_OF_LABEL and text[:1].isupper() and text[-1].isalpha():
                stacked[at] = _Field(text, ending.plain(below.text[:_MOST_OF_VALUE]), table.find(text))
            continue
        if label and value and len(label.split()) < 9:
            yield _Field(label, value, table.find(label))
    known = [at for at, found in stacked.items() if found.name in _STACKED]
    if len(known) > 1:
        yield from (found for at, found in stacked.items() if at in known or {at - 2, at + 2} & {*known})


def _looks(value: str, parties: Parties, rules: Rules) -> str | None:
    """The field a value is of by itself."""
    if "@" in value:
        is_address = parties.email(value)[0] is not None and len(value) < _MOST_OF_LABEL
        return "email" if is_address and EMAIL.fullmatch(value) else "ways" if is_address else None
    if not has_digit(value):
        return None
    if recognise.is_number(value):
        return "phone" if not any(map(rules.is_own_phone, phones.find_phones(value))) else None
    return "address" if _ADDRESS.fullmatch(value) else "zip_city" if _PLACE.fullmatch(value) else None


def _learned(fields: list[_Field], mailbox: str, rules: Rules) -> dict[str, str]:
    told = {found.name for found in fields if found.name and found.looks != "email" or found.name == "email"}
    learned: dict[str, str] = {}
    of_person = [at for at, found in enumerate(fields) if found.looks in _WAYS or found.name in _WAYS | _NAMES]

    def learn(found: _Field, name: str, known: Iterable[str]) -> None:
        if not told & {*known}:
            learned[spelt(found.label)] = name
            told.add(name)

    if not of_person:
        return {}
    for at, found in enumerate(fields):
        is_near = any(abs(at - other) <= _NEAR for other in of_person)
        if found.looks in ("email", "ways") and (found.name is None or found.name in _NUMBERS):
            learn(found, "email", ("email",))
        elif found.name is not None:
            continue
        elif found.looks == "phone":
            learn(found, "phone", _NUMBERS)
        elif found.looks in ("address", "zip_city") and is_near:
            learn(found, found.looks, ADDRESS)
        elif found.looks is None and is_near and _is_prospect(found.value, mailbox, rules):
            learn(found, "name", _NAMES)
    if not told & _NAMES and (halves := _halves(fields, of_person, mailbox, rules)):
        for found, name in zip(halves, ("first_name", "last_name"), strict=True):
            learned[spelt(found.label)] = name
    if not told & _MESSAGES:
        unknown = (found for found in fields if found.name is None and spelt(found.label) not in learned)
        said = [found for found in unknown if _is_said(found.value)]
        if said and len(fields) > 2:
            learn(max(said, key=lambda found: len(found.value)), "message", _MESSAGES)
    return learned


def _halves(fields: list[_Field], of_person: list[int], mailbox: str, rules: Rules) -> tuple[_Field, _Field] | None:
    """The fields of first and last name in a language nobody knows here: two in a row, near a way to reach the person,
    a word each, of which the ``mailbox`` is made."""
    for at, (found, other) in enumerate(pairwise(fields)):
        both = (found, other)
        is_near = any(abs(place - way) <= _NEAR for place in (at, at + 1) for way in of_person)
        if not is_near or any(one.name or one.looks or not _is_word(one.value) for one in both):
            continue
        told = f"{found.value} {other.value}"
        if is_made_of(mailbox, to_latin(told)) and not rules.is_own_name(told) and not is_company(told):
            # The mailbox begins with the given name, if with either.
            is_in_order = collapse(fold(mailbox)).startswith(collapse(fold(to_latin(found.value))))
            is_turned = is_given_name(other.value) and not is_given_name(found.value) and not is_in_order
            return both[::-1] if is_turned else both
    return None


def _is_word(text: str) -> bool:
    return text[:1].isupper() and text.replace("-", "").replace("'", "").isalpha() and len(text) < 30


def _is_prospect(text: str, mailbox: str, rules: Rules) -> bool:
    """Whether a text is the name the ``mailbox`` is made of."""
    is_name = names.looks_like_person(text.partition(" (")[0]) or salutation(text.partition(" ")[0]) is not None
    is_ours = rules.is_own_name(text) or is_company(text)
    return is_name and len(text) < 60 and not has_digit(text) and not is_ours and is_made_of(mailbox, text)


def _is_said(text: str) -> bool:
    """Whether somebody speaks for themselves in a text of some words."""
    is_own = ending.is_first_person(text) or text.endswith("?") or "? " in text
    return (
        is_own and len(text.split()) >= _LEAST_WORDS and not ending.speaks_again(text) and not ending.is_consent(text)
    )
