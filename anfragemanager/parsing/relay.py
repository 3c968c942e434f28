"""Kleinanzeigen's relayed conversations: the prospect writes through a token address, first message or later answer."""

from __future__ import annotations

import re

from ..contact import phones
from .drafts import Draft, Parties, person
from .labels import Table
from .lines import MARK, Document
from .reader import clean_message

_VIA = re.compile(r"^(.*?)\s+(?:über|ueber|via|\S{0,2}ber)\s+(?:ebay[ -]?)?kleinanzeigen\b", re.IGNORECASE)
_OPENING = re.compile(r"^(?:neue )?(?:nachricht|antwort|anfrage) von:?\s+(.{1,200})$", re.IGNORECASE)
_BARE_OPENING = re.compile(r"^(?:neue )?(?:nachricht|antwort|anfrage) von:?$", re.IGNORECASE)
_SENTENCE = re.compile(
    r"du hast (?:eine )?(?:neue )?(?:nachricht|antwort|anfrage) von (.{1,120}?) (?:zu deiner|zur|zu|auf deine"
    r"|zum)\b.{0,300}?(?:erhalten|anzeige)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"anzeigen(?:nummer|-?nr\.?|-?id)\s*:?\s*(\d{6,12})", re.IGNORECASE)
_END = re.compile(
    r"(?:beantworte (?:diese|die)|antworte (?:einfach|direkt|auf|jetzt)|schütze? dich|zum schutz|zur anzeige\b"
    r"|anzeige ansehen|nachricht beantworten|tipps? (?:für|zu)|hinweis:"
    r"|dein (?:team|kleinanzeigen)|(?:viele|liebe|schöne|beste) grüße,? dein|viel erfolg (?:bei|beim|mit)"
    r"|diese (?:e-?mail|nachricht) (?:wurde|ist)|wir verschlüsseln|wir schützen|impressum|©|kleinanzeigen gmbh"
    r"|du kannst (?:einfach|direkt|auf diese)|bitte antworte (?:nicht|nur)|sicherheitshinweis|sicher (?:handeln"
    r"|bezahlen)|so schützt|jetzt antworten|mit der app|lade dir|\(?anzeigennummer|nachrichtenverlauf"
    r"|(?:frühere|vorherige) nachrichten|(?:neue )?(?:nachricht|antwort) von\b|deine (?:nachricht|antwort)\b|-----"
    r"|am .{5,60}schrieb|um (?:auf diese|diese) nachricht)",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[-_=*]{3,}$")
_TEL_LINE = re.compile(r"\(?\s*(?:tel(?:efon)?|mobil|handy)\.?\s*:\s*([\d\s()/+.-]{6,40}?)\)?", re.IGNORECASE)
_TEL = re.compile(r"\s*\(?\s*(?:tel(?:efon)?|mobil|handy)\.?\s*:?\s*([^()]{4,60})\)?\s*$", re.IGNORECASE)


def read(document: Document, origin: str, sender_name: str, table: Table, parties: Parties) -> Draft:
    """What the body of a relayed mail says; name, number and message of its newest part."""
    draft = Draft(origin)
    lines = document.lines
    known = via(sender_name)
    block = _block(lines, known)
    if block is None:
        block = _sentence_block(lines)
    if block is not None:
        start, title = block
        name, number = _name_and_number(title)
        if number is None:
            following = next(
                (line.text.replace(MARK, "").strip() for line in lines[start : start + 3] if line.text), ""
            )
            if match := _TEL_LINE.fullmatch(following):
                number = match[1]
        raw = {"name": name, "phone": number}
        person(draft, raw, parties, "de", {"name": title[:300], "phone": title[:300]})
        body = _body(lines, start)
        text, disclosure = clean_message(body, table)
        draft.put("message", text, title[:300])
        draft.put("disclosure", disclosure, "message")
    for line in lines:
        if "nzeige" in line.text and (match := _NUMBER.search(line.text)):
            draft.refs.append((1, match[1]))
            draft.found.setdefault("property_refs", line.text[:300])
            break
    return draft


def via(sender_name: str) -> str | None:
    """The person in a display name such as ``Jördis über Kleinanzeigen``."""
    match = _VIA.match(sender_name)
    return match[1].strip(" \"'") or None if match else None


def _block(lines: list, known: str | None) -> tuple[int, str] | None:
    first = None
    for index, line in enumerate(lines):
        text = line.text.replace(MARK, " ").strip()
        text = " ".join(text.split())
        match = _OPENING.match(text)
        title = match[1] if match else None
        if title is None and _BARE_OPENING.match(text):
            following = next(
                (number for number in range(index + 1, min(index + 4, len(lines))) if lines[number].text), None
            )
            if following is None:
                continue
            index, title = following, lines[following].text.replace(MARK, " ").strip()
        if title is None:
            continue
        found = (index + 1, title)
        name = _name_and_number(title)[0]
        if known and name and name.lower() == known.lower():
            return found
        first = first or found
    return first


def _sentence_block(lines: list) -> tuple[int, str] | None:
    for index, line in enumerate(lines):
        if "ast " not in line.text:
            continue
        window = " ".join(other.text for other in lines[index : index + 3])
        match = _SENTENCE.search(window)
        if not match:
            continue
        end = index + 1
        while end < min(index + 3, len(lines)) and lines[end].text and not lines[end - 1].text.rstrip().endswith(":"):
            end += 1
        return end, match[1].replace(MARK, "").strip()
    return None


def _name_and_number(title: str) -> tuple[str | None, str | None]:
    number = None
    if match := _TEL.search(title):
        number = match[1]
        title = title[: match.start()]
    elif found := phones.read_phones(title):
        number = found[0].raw
        title = title.partition(number)[0]
    return title.strip(" :,(-") or None, number


def _body(lines: list, start: int) -> list[str]:
    body: list[str] = []
    anchor = None
    for index in range(start, len(lines)):
        line = lines[index]
        text = line.text.replace(MARK, "").strip()
        if not text:
            body.append("")
            continue
        if anchor is None:
            if _RULE.match(text) or _TEL_LINE.fullmatch(text) or len(text) < 60 and _NUMBER.search(text):
                continue
            anchor = (line.row, line.cell)
        elif (line.row, line.cell) != anchor:
            break
        if _RULE.match(text) or _END.match(text) and not (len(body) == 0 and len(text) > 120):
            break
        body.append(line.text)
    return body
