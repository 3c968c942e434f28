"""Conversations a portal relays: the prospect writes through an address of the portal, first message or later
answer."""

from __future__ import annotations

import re

from ..contact import phones
from . import ending, recognise
from .drafts import Draft, Parties, person
from .ending import plain
from .labels import Table
from .lines import MARK, Document, Line
from .rules import Rules
from .tables import pattern

_VIA = pattern("relay.via")
_OPENING = pattern("relay.opening")
_SENTENCE = pattern("relay.sentence", re.DOTALL | re.IGNORECASE)
# "… gesendet: 3394403772: Guten Tag" and the English app's "replied to your ad 3394403772: …"
_RUN_ON = pattern("relay.run_on")
_NUMBER = re.compile(r"(?:anzeigen?(?:nummer|-?nr\.?|-?id)?|\bad(?: id| number)?)\s*:?\s*(\d{6,12})", re.IGNORECASE)
_ENDS_AS_WELL = pattern("relay.ends_as_well")
_ENDS_IN_LINE = pattern("relay.ends_in_line")
_BUTTON = re.compile(r"(?<=[.!?])\s+\w+(?: \w+)?$")
# A number in a line above the message, or in brackets before it.
_TEL_FIRST = re.compile(
    r"\(?\s*(?:tel(?:efon)?|mobil|handy)\.?:?\s*([\d ()/+.-]{6,40}?)(?:\)\s*|\)?$)", re.IGNORECASE | re.MULTILINE
)
_TEL = re.compile(r"\s*\(?\s*(?:tel(?:efon)?|mobil|handy)\.?\s*:?\s*([^()]{4,60})\)?\s*$", re.IGNORECASE)
_NOBODY = frozenset("interessent interessentin nutzer user jemand".split()) | {"ein interessent", "ein nutzer"}


def via(sender_name: str) -> str | None:
    """The person in a display name such as ``Jördis über Kleinanzeigen``; empty where it names nobody."""
    match = _VIA.match(sender_name)
    if not match:
        return None
    name = match[1].strip(" \"'")
    return "" if name.lower() in _NOBODY else name


def read(
    document: Document, origin: str, sender_name: str, table: Table, parties: Parties, rules: Rules, bare: bool
) -> Draft:
    """What the body of a relayed mail says; name, number and message of its newest part. ``bare`` tells that the
    message may stand without any word of the portal."""
    draft = Draft(origin)
    lines = document.lines
    known = via(sender_name)
    # Where labels name the sender and announce the message, what runs on behind "sent:" is the advertisement's title.
    labels = {table.find(line.text.partition(":")[0].strip()) for line in lines if ":" in line.text}
    run_on = () if {"name", "message"} <= labels else (_one_line,)
    for source in (_block, _sentence_block, *run_on, *((_bare,) if bare else ())):
        if found := source(lines, known):
            title, body = found
            name, number = _name_and_number(title)
            said = "\n".join(body).replace(MARK, "").lstrip()
            if number is None and (match := _TEL_FIRST.match(said)):
                number, body = match[1], said[match.end() :].split("\n")
            raw = {"name": None if (name or "").lower() in _NOBODY else name, "phone": number}
            person(draft, raw, parties, "de", {"name": title[:300], "phone": title[:300]})
            draft.say(body, table, title[:300])
            break
    for line in lines:
        if (match := _NUMBER.search(line.text[:2000])) or (match := _RUN_ON.search(line.text[:2000])):
            draft.refs.append((1, match[1]))
            draft.found.setdefault("property_refs", line.text[:300])
            break
    return draft


def _block(lines: list[Line], known: str | None) -> tuple[str, list[str]] | None:
    """ "Nachricht von NAME" as a line of its own, the message below."""
    first = None
    for index, line in enumerate(lines):
        match = _OPENING.match(" ".join(line.text.replace(MARK, " ").split()))
        if not match:
            continue
        # The name may stand in one of the next lines.
        at = (
            index
            if match[1]
            else next((n for n in range(index + 1, min(index + 4, len(lines))) if lines[n].text), None)
        )
        if at is None:
            continue
        title = match[1] or lines[at].text.replace(MARK, " ").strip()
        if known and known.lower() == (_name_and_number(title)[0] or "").lower():
            return title, _body(lines, at + 1)
        first = first or (title, at + 1)
    if first is None or len(first[0]) > 100 and not _TEL.search(first[0]):
        return None
    return first[0], _body(lines, first[1])


def _sentence_block(lines: list[Line], _known: str | None) -> tuple[str, list[str]] | None:
    """ "du hast eine Nachricht von NAME zu deiner Anzeige … erhalten:", the message below."""
    for index, line in enumerate(lines):
        if "ast " not in line.text:
            continue
        match = _SENTENCE.search(" ".join(other.text for other in lines[index : index + 3]))
        if not match:
            continue
        end = index + 1
        while end < min(index + 3, len(lines)) and lines[end].text and not lines[end - 1].text.rstrip().endswith(":"):
            end += 1
        return match[1].replace(MARK, "").strip(), _body(lines, end)
    return None


def _one_line(lines: list[Line], known: str | None) -> tuple[str, list[str]] | None:
    """The whole conversation flattened to one line."""
    for line in lines:
        text = " ".join(line.text.replace(MARK, " ").split())[:20_000]
        if match := _RUN_ON.search(text):
            message = match[2]
        elif known and (at := text.lower().find(f"von {known.lower()} ")) >= 0:
            message = text[at + len(known) + 5 :]
        else:
            continue
        if end := _ENDS_IN_LINE.search(f" {message}"):
            # Behind the last sentence stands at most a button of the portal.
            message = _BUTTON.sub("", message[: end.start()].strip())
        return known or "", [message]
    return None


def _bare(lines: list[Line], known: str | None) -> tuple[str, list[str]] | None:
    """Nothing but the message, with a sentence of the portal above and below perhaps."""
    # Or the portal quotes what the prospect said.
    found = recognise.message(ending.unquoted(lines), []) or recognise.message(ending.said_in_quotes(lines), [])
    return (known or "", found[0]) if found else None


def _name_and_number(title: str) -> tuple[str | None, str | None]:
    number = None
    if match := _TEL.search(title):
        number = match[1]
        title = title[: match.start()]
    elif found := phones.read_phones(title):
        number = found[0].raw
        title = title.partition(number)[0]
    return title.strip(" :,(-") or None, number


def _body(lines: list[Line], start: int) -> list[str]:
    body: list[str] = []
    anchor = None
    for line in lines[start:]:
        text = plain(line.text)
        if not text:
            body.append("")
            continue
        if anchor is None and (ending.is_rule(text) or len(text) < 60 and _NUMBER.search(text)):
            continue
        anchor = anchor or (line.row, line.cell)
        ends = ending.speaks_again(text) or ending.is_team(text, True) or _ENDS_AS_WELL.match(text)
        if (line.row, line.cell) != anchor or ending.is_rule(text) or ends and (body or len(text) <= 120):
            break
        body.append(line.text)
    return body
