"""A mail somebody wrote in their own words, for themselves or for somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ..contact import phones
from ..contact.text import fold
from . import ending, portals, recognise, references, structure
from .assemble import NAMES, Read, finish, header_draft, number_in_message, subject_draft, wishes_said
from .drafts import Draft, person
from .form_message import GREETING
from .mail import Mail
from .types import PATTERN
from .values import EMAIL, HTTP

_ON_BEHALF = re.compile(r"^(?:i\.\s?[av]\.|ppa\.)\s*", re.IGNORECASE)
# What a card sets apart in a line: "Frau Maurer, Tel. 02203 445566", "E-Mail: …".
_VALUES = re.compile(r"\s*(?:,|:|\||·|•|\btel(?:efon)?\b\.?:?)\s+", re.IGNORECASE)
_ADDRESSED = re.compile(r"^(?:herrn?|frau|mrs?|ms)\.?\s+", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"[\s,]+(?:tel\.?:?\s*)?[+(]*\d[\d\s/()-]{5,}$", re.IGNORECASE)


def is_personal(mail: Mail) -> bool:
    """Whether a person may have sent the mail from a mailbox of their own."""
    return (
        mail.portal is None
        and not mail.is_from_home
        and bool(mail.from_address)
        and (not portals.is_no_reply(mail.from_address) or mail.from_address.startswith(("info@", "kontakt@")))
    )


def letter(mail: Mail, readings: list) -> Read:
    """A mail somebody wrote in their own words."""
    if not readings:
        return Read(is_letter=True)
    origin, _reading, document = readings[0]
    body, rest = ending.letter(document.lines, mail.from_name)
    draft = Draft(origin)
    text, disclosure = ending.clean_message(body, mail.rules.table(None))
    draft.put("message", text, next((line for line in body if line.strip()), "")[:300])
    draft.put("disclosure", disclosure)
    if found := references.in_lines(body):
        draft.refs.append((1, found[0]))
        draft.found["property_refs"] = found[1][:300]
    links = document.links[:100]
    if structure.is_forward(mail.subject):
        links = [*links, *(url for line in document.lines[:300] for url in HTTP.findall(line.text))][:100]
    draft.refs += [(2, ref) for link in links[:50] for ref in references.in_url(link)][:3]
    signed = recognise.signature(rest, mail.rules, mail.parties)
    signed_lines = list(takewhile(lambda line: line.text.rstrip() != "--", rest[:8]))
    signature = Draft(PATTERN)
    header = header_draft(mail)
    if (
        len(str(header.values.get("first_name") or "").strip(".")) < 2
        or recognise.likely_name(mail.from_name, mail.rules) == 0
    ):
        # The first line greets.
        last = [text for text in body if text.strip()][1:][-3:]
        closed = [name for text in last if (name := ending.behind_closing(text))]
        for line in [*closed, *reversed(last), *(line.text for line in rest[:3])]:
            if _signs(line, mail):
                signed.raw["name"] = _written_name(line)
                signed.lines["name"] = line[:300]
                for name in ("first_name", "last_name", "company", "salutation", "title"):
                    header.values.pop(name, None)
                break
    person(signature, dict(signed.raw), mail.parties, "de", signed.lines)
    if not {"zip", "city"} & signature.values.keys() and (place := recognise.address_of_writer([*body, *signed.lines])):
        person(signature, {"address": place[0]}, mail.parties, "de", {"address": place[1]})
    drafts = [draft]
    company = signature.values.pop("company", None)
    if signed.raw.get("name"):
        if company:
            signature.put("company", company, signed.lines.get("company"))
        drafts.append(signature)
    else:
        drafts.append(Draft(PATTERN, {k: v for k, v in signature.values.items() if k not in NAMES}, signature.found))
    header.put("company", company, signed.lines.get("company"))
    drafts += [subject_draft(mail), header]
    number_in_message(drafts, mail, is_letter=True)
    wishes_said(drafts, mail)
    inquiry = finish(drafts, "de")
    return Read(
        [inquiry],
        links=links,
        own_words="\n".join(body),
        signature="\n".join(line.text for line in signed_lines if len(line.text) < 70 and "://" not in line.text),
        is_letter=True,
        announced=bool(draft.refs),
    )


def _written_name(line: str) -> str:
    """A line of a signature without "i. A." in front and a number behind."""
    return _NUMBER_BEHIND.sub("", _ON_BEHALF.sub("", line.strip()[:200]))


def _signs(line: str, mail: Mail) -> bool:
    """Whether a line below the letter is its writer's name."""
    text = _written_name(line)
    if recognise.likely_name(text.title() if text.islower() else text, mail.rules) >= 3:
        return True
    local = mail.from_address.partition("@")[0]
    words_ = [word.lower() for word in text.split()]
    return (
        2 <= len(words_) <= 3
        and all(word.isalpha() for word in words_)
        and any(len(word) > 3 and word in local for word in words_)
    )


def tells_of_another(mail: Mail, readings: list) -> bool:
    """Whether the sender passes on somebody else's wish: it names another person and, above what is said, a way to
    reach them."""
    if not readings:
        return False
    body = ending.letter(readings[0][2].lines)[0]
    sender = fold(f"{mail.from_name} {mail.from_address}")
    told = set()
    for text in (ending.plain(text) for text in body):
        if len(text) > 25 and ending.is_personal(text):
            break
        for value in () if GREETING.match(text) or len(text) > 200 else _VALUES.split(text):
            if EMAIL.fullmatch(value):
                if value.lower() == mail.from_address:
                    # The sender's own card.
                    return False
                told |= {"email"} if mail.parties.email(value)[0] else set()
            elif recognise.is_number(value):
                told.add("number")
            elif value and not _is_of(value, sender) and recognise.likely_name(value, mail.rules) >= 3:
                told.add("name")
    found = recognise.name_in_sentence([mail.subject, *body], mail.rules)
    if found and not _is_of(found[0], sender):
        if not ending.is_first_person(found[1]) and phones.find_phones(found[1]):
            # "Frau Kramm (0561 515253) rief an"
            told.add("number")
        # A line of its own is a card.
        name = _ADDRESSED.sub("", found[0])
        told |= {"name", "card"} if name in body else {"name"} if told else set()
    return "name" in told and len(told) > 1 or other_address(mail, body) is not None


def other_address(mail: Mail, texts: Sequence[str]) -> tuple[dict[str, str], str] | None:
    """``(name, address and number, line)`` of somebody else whose address a sentence gives beside their name."""
    sentences = [text for text in texts if len(text) > 40]
    for text, match in [(line, match) for line in sentences for match in EMAIL.finditer(line)][:5]:
        named = recognise.name_of_address(match[0], sentences, mail.rules)
        if named and mail.parties.email(match[0])[0] and match[0].lower() != mail.from_address:
            numbers = [number.raw for number in phones.find_phones(text) if not mail.rules.is_own_phone(number)]
            return {"name": named[0], "email": match[0], "phone": ", ".join(numbers[:2])}, text
    return None


def _is_of(name: str, sender: str) -> bool:
    """Whether a name is that of the sender, as its folded name and address have it."""
    return any(word in sender for word in fold(name).split() if len(word) > 2)
