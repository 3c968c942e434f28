"""A mail to be understood: its headers and bodies, read once and only where asked for, and whose it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cached_property
from html import unescape
from itertools import islice

from ..contact import phones
from ..contact.companies import is_company
from ..contact.emails import is_public_provider
from ..contact.given_names import is_given_name
from ..contact.text import fold
from . import forwarded, headers, html, learned, lines, portals, recognise
from .drafts import Parties
from .envelope import addressed
from .labels import Table
from .lines import Document, Line
from .mime import Message
from .portals import Portal
from .rules import Rules
from .types import HTML, TEXT
from .values import EMAIL

_MARKUP = re.compile(r"<(?:table|tr|td)\b[^<>]{0,300}>", re.IGNORECASE)


_LABEL_KEYS = ("display", "label", "title", "question", "name", "field", "key", "handle", "frage", "feld")
# Where senders write their numbers without a code.
_COUNTRIES = {"at": "AT", "ch": "CH"}
_VALUE_KEYS = ("value", "values", "answer", "answers", "wert", "antwort")


# What opens an object or a list of objects at the beginning of a line.
_JSON = re.compile(r"^[ \t]*[{\[](?=\s*[{\[\"])", re.MULTILINE)
# A form's value that was escaped before it was set into HTML.
_ESCAPED_TWICE = re.compile(r"&amp;(?=(?:[a-zA-Z]{2,8}|#\d{2,5});)")
_ESCAPED_BREAK = re.compile(r"&lt;br\s?/?&gt;", re.IGNORECASE)


def _of_json(text: str) -> Document | None:
    """The JSON value that begins one of the first lines of ``text`` as rows of label and value, an object's name as
    their heading; None where there is none."""
    for opening in islice(_JSON.finditer(text[:5000]), 3):
        start = opening.end() - 1
        try:
            data, length = json.JSONDecoder().raw_decode(text[start : start + 200_000])
        except (ValueError, RecursionError):
            continue
        leaves = _leaves(data)
        if any(value is not None for _name, value in leaves):
            document = lines.from_text(text[:start])
            for row, (name, value) in enumerate(leaves, 1):
                document.cells[row] = 2
                told = [Line(part, row, 1) for part in lines.visible(value).split("\n")] if value is not None else []
                document.lines += [Line(f"{name}:", row if told else 0), *told]
            document.lines += lines.from_text(text[start + length :]).lines
            return document
    return None


def _leaves(data: object) -> list[tuple[str, str | None]]:
    """The leaves of a JSON value by their innermost name; without a value the name of an object."""
    found: list[tuple[str, str | None]] = []
    stack: list[tuple[str, object]] = [("", data)]
    while stack and len(found) < 300:
        name, value = stack.pop()
        if isinstance(value, dict):
            # {"name": "email", "value": …} is a pair, whatever a form calls the two.
            label = next((value[key] for key in _LABEL_KEYS if isinstance(value.get(key), str)), None)
            told = next((value[key] for key in _VALUE_KEYS if key in value), None)
            if label and told is not None:
                stack.append((label, told))
                continue
            found += [(name, None)] if name else []
            stack += [(str(key), item) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            stack += [(name, item) for item in reversed(value)]
        elif name and isinstance(value, str | int | float) and not isinstance(value, bool):
            found.append((name, str(value)))
    return found


_CLOCK = r"[\[(]?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4},?\s+)?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?[\])]?"
_TALK = re.compile(r"^\W?\d[\d./-]*[,:]? ?\d|\d\d[\])]?: |\d:\d\d[\])]?$", re.MULTILINE)
# "Bot: Wie heißen Sie?", as a talk without times is written
_SCRIPT = re.compile(r"^([^\W\d][^:\d\[?!]{1,29}): (.+)$")
_SCRIPTED = re.compile(r"^[^\W\d][^:\n\d\[?!]{1,29}(?=: )", re.MULTILINE)
_LEAST_TURNS = 3
# A talk has begun by this line.
_MOST_OF_TALK = 100
_MAX_SAID = 500
_NOBODY = re.compile(r"bot\b|assisten|support|system\b|service|team\b|agent\b|berater", re.IGNORECASE)
# A number speaks where the address book has no name.
_SPEAKER = r"\+?\d[\d ()/-]{6,22}\d|[^:\d\[(]{2,40}"
_SPOKEN = re.compile(rf"^(?:{_CLOCK}\s*[-–]?\s*({_SPEAKER})|([^:\d\[(]{{2,40}}?)\s*{_CLOCK}):\s(.*)$")
# "Anna Muster  10:02" above what she says
_HEADED = re.compile(rf"^([^\W\d][^:\d\[(]{{1,40}}?),?\s+{_CLOCK}()$")
# How the answers to a machine's questions are called in the form that is made of them.
_ANSWERS = {"name": "Name", "email": "E-Mail", "phone": "Telefon", "mobile": "Telefon", "property_ref": "Objekt-Nr."}


def _is_talk(text: str) -> bool:
    speakers = _SCRIPTED.findall(text)
    return len(speakers) > len({*speakers}) or bool(_TALK.search(text))


def _dialogue(text: str, rules: Rules, sender: str) -> str:
    """A chat ("[10:02] Anna: …") as a form: what the first who is neither the agency's nor the ``sender`` (its name)
    says is the message, and what is nothing but a name, a number, an address, or the answer to a question for one,
    stands before it."""
    table = rules.table(None)

    def is_ours(name: str) -> bool:
        is_sender = fold(name.partition("(")[0]) in fold(sender).split()
        return rules.is_own_name(name) or bool(_NOBODY.search(name)) or is_company(name) or is_sender

    def may_speak(name: str) -> bool:
        return is_ours(name) or is_given_name(name.partition(" ")[0]) or recognise.likely_name(name, rules) >= 3

    rows = text.split("\n", lines.MAX_LINES)
    kept: list[str] = []
    said: dict[str, list[tuple[str, str]]] = {}
    speaker = asked = ""
    heads = [found[1] for row in rows[:200] if (found := _HEADED.match(row.strip()[:80]))]
    # "Montag 17:00" is a wish.
    headed = len(heads) > 1 and all(may_speak(name.strip(" ,")) for name in heads)
    talkers = _talkers(rows, table)
    for row in rows:
        match = _SCRIPT.match(row.strip()[:5000]) if talkers else None
        match = match if match and match[1] in talkers else _SPOKEN.match(row.strip()[:5000])
        if match := match or headed and _HEADED.match(row.strip()[:80]):
            *names, row = match.groups()
            speaker = next(filter(None, names)).strip()
        elif not speaker or not row.strip():
            speaker = ""
            kept.append(row)
            continue
        said.setdefault(speaker, []).extend(row and [(row, asked)])
        asked = row if is_ours(speaker) else ""
    strangers = [name for name in said if not is_ours(name)]
    if not strangers or len(rows) - len(kept) < 2 or talkers and len(said) < 2:
        return text
    is_called = recognise.is_number(strangers[0])
    told = [f"Telefon: {strangers[0]}"] if is_called else [f"Name: {strangers[0]}"] if " " in strangers[0] else []
    message = []
    mailbox = next((match[0] for match in [EMAIL.search(text[:20_000])] if match), "")
    for row, question in said[strangers[0]][:_MAX_SAID]:
        field = _ANSWERS.get(table.find(question) or "") if question.endswith("?") else None
        named = recognise.name_in_sentence([row], rules, recognise.INTRODUCES) if field == "Name" else None
        if named or recognise.likely_name(row, rules, mailbox) >= 3:
            told.append(f"Name: {named[0] if named else row}")
        elif recognise.is_number(row.strip()):
            told.append(f"Telefon: {row}")
        elif address := EMAIL.search(row):
            told += [f"E-Mail: {address[0]}", *(f"Telefon: {number.raw}" for number in phones.find_phones(row)[:1])]
            message += [row] if len(row.split()) > 4 else []
        elif field in ("Name", "Objekt-Nr.") and len(row.split()) < 5:
            told.append(f"{field}: {row}")
        else:
            message.append(row)
    return "\n".join([*kept, "", *told, "Nachricht:", *message])


def _talkers(rows: list[str], table: Table) -> set[str]:
    """Who talks line by line, at least two turns of somebody and one of somebody else: a form's labels stand there
    once, and what a field is called nobody is."""
    turns = [(at, found[1]) for at, row in enumerate(rows[:200]) if (found := _SCRIPT.match(row.strip()[:200]))]
    turns = [(at, name) for at, name in turns if table.find(name) in (None, "name", "prospect")]
    count = Counter(name for _, name in turns)
    at_turns = [at for at, name in turns if count[name] > 1]
    if len(at_turns) < 2:
        return set()
    # Between the first and the last of them may stand who says something once.
    talkers = {name for at, name in turns if at_turns[0] - 1 <= at <= at_turns[-1] + 1}
    return talkers if len(talkers) > 1 and sum(count[name] for name in talkers) >= _LEAST_TURNS else set()


def _is_among(address: str, ours: tuple[str, ...]) -> bool:
    domain = address.rpartition("@")[2]
    return bool(domain) and (portals.within(domain, ours) or address in ours)


class Mail:
    """A message, or a mail forwarded inline in one, with its bodies as documents."""

    def __init__(self, message: Message, rules: Rules, inner: forwarded.Forwarded | None = None, depth: int = 0):
        self.message = message
        self.rules = rules
        self.inner = inner
        self.depth = depth
        if inner:
            self.from_name, self.from_address, self.subject = inner.from_name, inner.from_address, inner.subject
        else:
            # Mailing lists of our own put themselves into From and keep the sender elsewhere.
            originals = headers.addresses(message.header("x-original-from"))
            name, address = originals[0] if originals and self._is_ours(message.sender[1].lower()) else message.sender
            self.from_name, self.from_address, self.subject = name, address.lower(), message.header("subject")

    @cached_property
    def plain(self) -> Document | None:
        text = self.message.plain
        if not text.strip():
            return None
        if told := _of_json(text):
            return told
        if "&lt;t" in text and _MARKUP.search(raw := unescape(text)) or _MARKUP.search(raw := text):
            # A form's HTML table that arrives as text, escaped or not.
            return html.read(raw)
        return lines.from_text(_dialogue(text, self.rules, self.from_name) if _is_talk(text[:5000]) else text)

    @cached_property
    def html(self) -> Document | None:
        markup = self.message.html
        if not markup.strip():
            return None
        document = html.read(_ESCAPED_TWICE.sub("&", _ESCAPED_BREAK.sub("<br>", markup)))
        if "&lt;t" in markup and _MARKUP.search(shown := document.text()):
            return html.read(shown)
        head = "\n".join(line.text for line in document.lines[:_MOST_OF_TALK])
        if _is_talk(head) and (told := _dialogue(shown := document.text(), self.rules, self.from_name)) != shown:
            return lines.from_text(told)
        return document

    @property
    def documents(self) -> list[tuple[str, Document]]:
        """``(origin, document)`` of each body, the better one first."""
        if self.inner:
            return [(self.inner.origin, self.inner.document)]
        return [(name, found) for name, found in ((HTML, self.html), (TEXT, self.plain)) if found is not None]

    @cached_property
    def text(self) -> str:
        """What a person reads: the plain text, or the HTML where the text part is only a placeholder."""
        if self.inner:
            return self.inner.document.text()
        plain = self.message.plain.strip()
        seen = self.html.text() if self.html is not None and len(plain) < 60 else ""
        return seen if len(seen) > len(plain) else plain

    @property
    def is_cut(self) -> bool:
        """Whether there were more lines than are read."""
        return any(document.is_cut for _, document in self.documents)

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        return tuple(addressed(self.message))

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return tuple(own.lower().lstrip("@") for own in self.rules.own_domains)

    @cached_property
    def home(self) -> tuple[str, ...]:
        """Domains and addresses that are ours: as set, and those the mail was sent to."""
        domains = {address.rpartition("@")[2] for address in self.recipients}
        return (*self._own, *sorted(domain for domain in domains if not is_public_provider(domain)))

    @property
    def language(self) -> str:
        """The language a portal's or a form's own words are in, as long as nothing else tells."""
        return self.portal.language if self.portal else "de"

    @cached_property
    def labels(self) -> Table:
        """The labels of the sender's forms, with those that only this mail has."""
        table = self.rules.table(self.portal)
        found = learned.labels(
            (document for _, document in self.documents),
            table,
            self.parties,
            self.rules,
            self.from_address,
            self.answered,
        )
        return table.knowing(found) if found else table

    @property
    def answered(self) -> str:
        """The prospect's address in the header, empty where it has none of its own."""
        if self.inner:
            return self.inner.reply_to or ""
        addresses = map(self.parties.email, self.message.addresses("reply-to"))
        return next((address for address, _alias in addresses if address), "")

    @cached_property
    def senders(self) -> frozenset[str]:
        """The folded words by which a portal or a service names itself; a person's own name is none."""
        portal = self.portal
        if portal is None and self.is_from_home:
            return frozenset()
        hosts = self.from_address.rpartition("@")[2].split(".")[:-1]
        names = [*portal.brand, portal.name, *hosts[-1:]] if portal else hosts
        return frozenset(name for name in (fold(word).replace(" ", "") for word in names) if len(name) > 4)

    @cached_property
    def parties(self) -> Parties:
        portal, domain = self.portal, self.from_address.rpartition(".")[2]
        country = portal.country if portal and portal.country != "DE" else _COUNTRIES.get(domain, "DE")
        return Parties(self.rules.portals, (*self._own, *self.recipients), country)

    @cached_property
    def is_from_home(self) -> bool:
        return _is_among(self.from_address, self.home)

    @property
    def ours(self) -> tuple[str, ...]:
        """Domains and addresses that are ours as the agency says. Whom a mail names as its recipients is its writer's
        choice, so that they vouch for nobody while there is somebody better to ask."""
        return self._own or self.home

    @cached_property
    def is_forwarded_by_us(self) -> bool:
        """Whether the sender of the mail around this one is one of us."""
        return _is_among(self.message.sender[1].lower(), self.home)

    @cached_property
    def is_from_us(self) -> bool:
        return self._is_ours(self.from_address)

    def _is_nobody_of(self, portal: Portal, address: str) -> bool:
        """Whether a From that names several senders names one that is neither the portal's nor ours."""
        return portals.find(address, self.rules.portals) is not portal and not self._is_ours(address.lower())

    def _is_ours(self, address: str) -> bool:
        return _is_among(address, self.ours)

    @cached_property
    def portal(self) -> Portal | None:
        found = portals.find(self.from_address, self.rules.portals)
        if found and not self.inner and any(self._is_nobody_of(found, name) for name in self.message.addresses("from")):
            return None
        if found is None and self.is_from_us and not self.inner:
            # Gateways of our own put themselves into From.
            for name in ("x-original-sender", "reply-to", "sender"):
                for address in self.message.addresses(name):
                    if found := portals.find(address.lower(), self.rules.portals):
                        return found
        return found
