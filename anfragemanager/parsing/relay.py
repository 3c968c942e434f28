"""Conversations a portal relays: the prospect writes through an address of the portal, first message or later
answer."""

from __future__ import annotations

import re

from . import ending, layouts, recognise
from .drafts import Draft, Parties, name_apart, person
from .ending import plain
from .form_message import ABOUT_PROPERTY
from .labels import Table
from .lines import MARK, Document, Line
from .rules import Rules
from .tables import pattern, patterns

_VIA = pattern("relay.via")
_OPENINGS = patterns("relay.openings")
# A portal's own words end a message that was flattened to one line with them.
_ENDS_IN_LINE = pattern("relay.ends_in_line")
_GREETING = pattern("form_message.greeting")
_BUTTON = re.compile(r"(?<=[.!?])\s+\w+(?: \w+)?$")
_NUMBER = pattern("relay.number")
_ENDS_AS_WELL = pattern("relay.ends_as_well")
# What the message is about, above it.
_ABOUT = pattern("relay.about")
# A number in a line above the message, or in brackets before it.
_TEL_FIRST = pattern("relay.tel_first", re.IGNORECASE | re.MULTILINE)
# An opening runs over no more lines than these, empty ones included.
_WINDOW = 4
_MOST_OF_PROFILE = 4
_WAYS = frozenset(("email", "phone", "mobile"))
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
    known = via(sender_name) or ""
    found = _opened(lines, known, table) or (_bare(lines, known) if bare else None)
    if found:
        title, body = found
        raw = name_apart(title)
        said = "\n".join(body).replace(MARK, "").lstrip()
        if "phone" not in raw and (match := _TEL_FIRST.match(said)):
            raw["phone"], body = match[1], said[match.end() :].split("\n")
        told, body = _fields_around(body, table)
        raw = told | raw
        if raw["name"].lower() in _NOBODY:
            del raw["name"]
        person(draft, raw, parties, "de", dict.fromkeys(raw, title[:300]))
        draft.say(body, table, title[:300])
    numbered = ((line.text, _NUMBER.search(line.text[:2000])) for line in lines)
    if ref := next(((match[1] or match[2], text) for text, match in numbered if match), None):
        draft.refs.append((1, ref[0]))
        draft.found["property_refs"] = ref[1][:300]
    return draft


def _opened(lines: list[Line], known: str, table: Table) -> tuple[str, list[str]] | None:
    """The title that names the person, and the message below it: of the person who is ``known``, else the first."""
    # Where labels name the sender and announce the message, what runs on is the advertisement's title.
    labels = {table.find(line.text.partition(":")[0].strip()) for line in lines if ":" in line.text}
    texts = [" ".join(line.text.replace(MARK, " ").split())[:20_000] for line in lines]
    who = re.escape(known)
    of_known = rf"(?P<name>)(?:.*?von {who} (?:[^\n]*:$)?|{who} (?:schreibt|schrieb|writes|wrote)[^\n:]{{0,60}}:$)"
    openings = [*_OPENINGS, *([re.compile(of_known, re.IGNORECASE | re.MULTILINE)] if known else ())]
    for opening in openings:
        first = None
        for index in range(len(lines)):
            text = "\n".join(texts[index : index + _WINDOW])
            match = opening.match(text) if text[:1].strip() and not ending.speaks_again(text) else None
            title = (match["name"] or known) if match else ""
            runs_on = text[match.end() :].partition("\n")[0].strip() if match else ""
            told = name_apart(title)
            if not match or runs_on and {"name", "message"} <= labels or len(title) > 100 and "phone" not in told:
                continue
            at = index + text.count("\n", 0, match.end())
            found = title, _body(lines, at if runs_on else _below_profile(lines, at), runs_on, table)
            if known and known.lower() == told["name"].lower():
                return found
            first = first or found
        if first:
            return first
    at = next((at for at in range(len(lines) - 1) if known and _heads_greeting(lines, at, known)), None)
    return (known, _body(lines, at, "", table)) if at is not None else None


def _heads_greeting(lines: list[Line], at: int, known: str) -> bool:
    """Whether a line is nothing but the name of the person who is ``known`` and greets in the next."""
    below = lines[at + 1]
    is_beside = (below.row, below.cell) == (lines[at].row, lines[at].cell)
    return is_beside and plain(lines[at].text) == known and bool(_GREETING.match(plain(below.text)))


def _below_profile(lines: list[Line], at: int) -> int:
    """The last line of what the portal says of who writes, beside the name in the line ``at``: in the same block, or
    without a gap, a few words that are no sentence; below it goes on."""
    end = at
    for line in lines[at + 1 : at + 1 + _MOST_OF_PROFILE]:
        text = plain(line.text)
        is_told = 0 < len(text) < 40 and " " in text and text[-1].isalnum() and ":" not in text
        is_said = ending.is_personal(text) or ending.is_closing(text) or bool(_GREETING.match(text))
        if not is_told or is_said or line.block is not lines[at].block:
            break
        end += 1
    below = lines[end + 1 : end + 3]
    is_set_off = any(ending.speaks(plain(line.text)) for line in below if line.text)
    is_set_off = is_set_off and (not below[0].text or below[0].block is not lines[at].block)
    return end if is_set_off else at


def _bare(lines: list[Line], known: str) -> tuple[str, list[str]] | None:
    """Nothing but the message, with a sentence of the portal above and below perhaps."""
    # Or the portal quotes what the prospect said.
    found = recognise.message(ending.unquoted(lines), []) or recognise.message(ending.said_in_quotes(lines), [])
    return (known, found[0]) if found else None


def _body(lines: list[Line], at: int, runs_on: str, table: Table) -> list[str]:
    """The message that runs on in the line ``at`` or stands below it."""
    body = []
    anchor = None
    if runs_on:
        anchor = (lines[at].row, lines[at].cell)
        if end := _ENDS_IN_LINE.search(f" {runs_on}"):
            # Behind the last sentence stands at most a button of the portal.
            return [_BUTTON.sub("", runs_on[: end.start()].strip())]
        body = [runs_on]
    for line in lines[at + 1 :]:
        text = plain(line.text)
        if not text:
            body.append("")
            continue
        if anchor is None and (
            ending.is_rule(text) or len(text) < 60 and _NUMBER.search(text) or not runs_on and _ABOUT.match(text)
        ):
            continue
        anchor = anchor or (line.row, line.cell)
        ends = ending.speaks_again(text) or _ENDS_AS_WELL.match(text) or body[-1:] == [""] and _is_of_ad(text, table)
        is_over = (line.row, line.cell) != anchor or line.is_link or ending.is_rule(text)
        if is_over or ends and (body or len(text) <= 120):
            break
        body.append(line.text)
    return body


def _fields_around(body: list[str], table: Table) -> tuple[dict[str, str], list[str]]:
    """The ways of contact a portal tells in lines set apart above or below the message ("Telefon: 0171 …"), and the
    message."""
    above: dict[str, str] = {}
    below: dict[str, str] = {}
    begin, end = 0, len(body)
    for at, line in enumerate(body):
        if line.strip():
            if not (pair := _way(line, table)):
                break
            above[pair.name] = pair.value
            begin = at + 1
    for at in range(len(body) - 1, begin, -1):
        if body[at].strip():
            if not (pair := _way(body[at], table)):
                break
            below[pair.name] = pair.value
            end = at
    begin = begin if begin < end and not body[begin].strip() else 0
    end = end if end > begin and not body[end - 1].strip() else len(body)
    return (above if begin else {}) | (below if end < len(body) else {}), body[begin:end]


def _way(text: str, table: Table) -> layouts.Pair | None:
    """The way of contact a line is, if it is one."""
    pair = next(iter(layouts.of_line(text, table)), None)
    return pair if pair and pair.colon and pair.name in _WAYS and layouts.plausible(pair.name, pair.value) else None


def _is_of_ad(text: str, table: Table) -> bool:
    """Whether a line is a field that tells of the advertisement ("Anzeige: 3 Zimmer in Laatzen")."""
    pair = next(iter(layouts.of_line(text, table)), None)
    return bool(pair and pair.colon and pair.name in ABOUT_PROPERTY)
