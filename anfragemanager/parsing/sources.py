"""The sources of one mail (XML, labels, patterns, subject, headers) as drafts, best first, and merged into
inquiries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ..contact import phones
from ..contact.countries import country_of
from ..contact.text import fold
from . import (
    ending,
    form,
    headers,
    language,
    layouts,
    portals,
    recognise,
    references,
    relay,
    structure,
)
from .drafts import Draft, person, preferred_contact, wishes
from .feedback import xml_drafts
from .form import Reading
from .form_message import GREETING
from .lines import MARK, Document, Line
from .mail import Mail
from .merge import merge
from .phrases import Phrases, lines
from .tables import table
from .types import HEADER, LABELS, PATTERN, RELAY, SUBJECT, Inquiry
from .values import EMAIL, HTTP

_NAMES = ("first_name", "last_name", "company")
_XML_BEGINS = re.compile(
    r"\s*(?:-{2,}\s?openimmo|<\?xml|<(?:[\w.-]{1,20}:)?(?:openimmo_feedback|objektanfrage)\b)", re.IGNORECASE
)
_ON_BEHALF = re.compile(r"^(?:i\.\s?[av]\.|ppa\.)\s*", re.IGNORECASE)
# What a card sets apart in a line: "Frau Maurer, Tel. 02203 445566", "E-Mail: …".
_VALUES = re.compile(r"\s*(?:,|:|\||·|•|\btel(?:efon)?\b\.?:?)\s+", re.IGNORECASE)
_ADDRESSED = re.compile(r"^(?:herrn?|frau|mrs?|ms)\.?\s+", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"[\s,]+(?:tel\.?:?\s*)?[+(]*\d[\d\s/()-]{5,}$", re.IGNORECASE)
_LEAD = re.compile(r"new realtor\.com lead\s*[-–:]\s*(.{2,80})$", re.IGNORECASE)


@dataclass(slots=True)
class Read:
    """What was read of a mail: its inquiries and in which format, the form it was read from, what the form says of the
    property, the links, what the person wrote and the lines below it, and whether they wrote it freely."""

    inquiries: list[Inquiry] = field(default_factory=list)
    format: str | None = None
    labels: int = 0
    announced: bool = False
    about: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    own_words: str = ""
    signature: str = ""
    is_letter: bool = False
    is_xml: bool = False
    is_relay: bool = False


@cache
def words(name: str) -> Phrases:
    """The phrases of ``data/words.ini``."""
    return Phrases((phrase, name) for phrase in lines(table("words")[name]["phrases"]))


def read(mail: Mail) -> Read:
    """Everything a mail says about prospects, whatever kind it turns out to be."""
    xml, format_ = xml_drafts(mail)
    if xml:
        return _of_xml(mail, xml, format_)
    if address := _relay_address(mail):
        return _relayed(mail, address)
    readings = _readings(mail)
    if mail.portal and mail.portal.claims and not any(reading.labels for _, reading, _ in readings):
        # A conversation's text without its address.
        found = _relayed(mail, None)
        if found.own_words:
            return replace(found, is_relay=False)
    labels = max((reading.labels for _, reading, _ in readings), default=0)
    # Numbers and addresses have labels in the signature of a letter too.
    contact = any(reading.values.keys() & {"name", "first_name", "last_name"} for _, reading, _ in readings)
    if (
        mail.portal is not None
        or labels >= 2
        and contact
        or not _is_personal(mail)
        or _tells_of_another(mail, readings)
    ):
        return _of_form(mail, readings, labels)
    return _letter(mail, readings)


def _tells_of_another(mail: Mail, readings: list) -> bool:
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
        # A line of its own is a card.
        name = _ADDRESSED.sub("", found[0])
        told |= {"name", "card"} if name in body else {"name"} if told else set()
    return "name" in told and len(told) > 1 or _other_address(mail, body) is not None


def _other_address(mail: Mail, texts: Sequence[str]) -> tuple[dict[str, str], str] | None:
    """``(name, address and number, line)`` of somebody else whose address a sentence gives beside their name."""
    sentences = [text for text in texts if len(text) > 40]
    for text, match in [(line, match) for line in sentences for match in EMAIL.finditer(line)][:5]:
        named = recognise.name_of_address(match[0], sentences, mail.rules)
        if named and mail.parties.email(match[0])[0] and match[0].lower() != mail.from_address:
            first = fold(named[0]).split()[0]
            if first in fold(f"{mail.from_name} {mail.from_address}"):
                return None
            numbers = [number.raw for number in phones.find_phones(text) if not mail.rules.is_own_phone(number)]
            return {"name": named[0], "email": match[0], "phone": ", ".join(numbers[:2])}, text
    return None


def _is_of(name: str, sender: str) -> bool:
    """Whether a name is that of the sender, as its folded name and address have it."""
    return any(word in sender for word in fold(name).split() if len(word) > 2)


# -- XML --------------------------------------------------------------------------------------------------------------


def _of_xml(mail: Mail, xml: list[Draft], format_: str | None) -> Read:
    for draft in xml:
        for label, value in (draft.values.get("disclosure") or {}).items():
            if "alias" in label.lower():
                draft.put("alias", value)
    default = mail.portal.language if mail.portal else "de"
    if len(xml) > 1:
        found = Read(format=format_, announced=True, is_xml=True)
        for draft in xml:
            _number_in_message([draft], mail)
            found.inquiries.append(_finish([draft], default))
        return found
    readings = _readings(mail)
    found = _merged(mail, readings, xml)
    found.format, found.is_xml = format_, True
    return found


# -- relayed conversations --------------------------------------------------------------------------------------------


def _relay_address(mail: Mail) -> str | None:
    """The address of the conversation: From, or Reply-To where a gateway has put itself into From."""
    if mail.portal is None:
        return None
    found = [mail.inner.from_address] if mail.inner else [mail.message.sender[1], *mail.message.addresses("reply-to")]
    named = relay.via(mail.from_name) is not None
    for address in found:
        low = address.lower()
        if portals.is_no_reply(low):
            continue
        if portals.is_relay(low, mail.rules.portals) and (named or mail.portal.claims):
            return address
        if named and portals.find(low, mail.rules.portals) is mail.portal:
            return address
    return None


def _relayed(mail: Mail, address: str | None) -> Read:
    labels = mail.rules.table(mail.portal)
    # Some portals put their form into the conversation.
    forms = [] if mail.portal.claims else [entry for entry in _readings(mail) if entry[1].labels > 2]
    drafts = [_label_draft(reading, origin, mail, mail.portal.language) for origin, reading, _ in forms]
    links: list[str] = []
    for origin, document in mail.documents:
        found = relay.read(document, origin, mail.from_name, labels, mail.parties, mail.rules, not drafts)
        found.refs += [(2, ref) for link in document.links[:50] for ref in references.in_url(link)][:3]
        links += document.links[:50]
        drafts.append(found)
    draft = Draft(HEADER)
    person(draft, {"name": relay.via(mail.from_name)}, mail.parties, "de", {"name": mail.from_name})
    if address:
        draft.put("email", address, "From")
        draft.values["email_is_alias"] = True
    draft.put("external_id", _conversation(mail), "X-Conversation-Id")
    if address and mail.documents and not any(found.values.get("message") for found in drafts):
        # Nothing of the portal around it: a letter.
        body = ending.letter(mail.documents[0][1].lines)[0]
        text, _disclosure = ending.clean_message(body, labels)
        drafts[-1].put("message", text, "From")
    if said := next((str(found.values["message"]) for found in drafts if found.values.get("message")), ""):
        drafts.append(_told_of_oneself(said, drafts[0], mail))
    drafts += [_subject_draft(mail), draft] if not mail.portal.claims else [draft]
    _number_in_message(drafts, mail, is_letter=True)
    inquiry = _finish(drafts, "de")
    # Kleinanzeigen's own conversation is a format of its own, with headers that tell it.
    return Read(
        [inquiry],
        RELAY,
        announced=bool(inquiry.property_refs),
        links=links,
        own_words=inquiry.message or "",
        is_relay=True,
    )


def _told_of_oneself(said: str, known: Draft, mail: Mail) -> Draft:
    """The data a writer gives in the words of a conversation."""
    draft = Draft(PATTERN)
    texts = said.split("\n")
    found = recognise.contacts([Line(text) for text in texts], {"email", "phone", "address"}, mail.parties, mail.rules)
    person(draft, dict(found.raw), mail.parties, "de", found.lines)
    named = recognise.name_in_sentence(texts, mail.rules)
    first = str(known.values.get("first_name") or "")
    if named and first and not known.values.get("last_name") and named[0].startswith(f"{first} "):
        person(known, {"name": named[0]}, mail.parties, "de", {"name": named[1]})
    return draft


def _conversation(mail: Mail) -> str | None:
    return mail.message.header("x-conversation-id")[:200] or None


# -- forms ------------------------------------------------------------------------------------------------------------


def _readings(mail: Mail) -> list[tuple[str, Reading, Document]]:
    labels = mail.rules.table(mail.portal)
    closing = bool(mail.portal and mail.portal.closing_ends)
    return [
        (
            origin,
            form.read(
                _before_xml(document),
                labels,
                quoted=mail.portal is not None,
                closing_ends=closing,
                is_own=mail.rules.is_own_name,
                senders=mail.senders,
            ),
            document,
        )
        for origin, document in mail.documents
    ]


def _before_xml(document: Document) -> Document:
    """The document without XML that was pasted into it, which has been read as such."""
    for index, line in enumerate(document.lines):
        if line.text and ("<" in line.text or "--" in line.text) and _XML_BEGINS.match(line.text):
            return Document(document.lines[:index], document.cells, document.links)
    return document


def _of_form(mail: Mail, readings: list, labels: int) -> Read:
    found = _merged(mail, readings, [])
    found.labels = labels
    found.format = LABELS if labels else None
    return found


def _merged(mail: Mail, readings: list, xml: list[Draft]) -> Read:
    """One inquiry from all sources of the mail."""
    default = mail.portal.language if mail.portal else "de"
    if sum(reading.spanish for _, reading, _ in readings) >= 2:
        default = "es"
    elif sum(reading.english for _, reading, _ in readings) >= 3 and default != "es":
        default = "en"
    labelled = [_label_draft(reading, origin, mail, default) for origin, reading, _ in readings]
    drafts = [*xml, *labelled]
    _concern(labelled, readings)
    subject = _subject_draft(mail)
    if readings and not xml:
        drafts.append(_recognised(mail, readings, drafts, default))
    drafts += [subject, _form_header(mail, drafts) if not xml else _header_draft(mail)]
    if not any(rank <= 1 for draft in drafts for rank, _ in draft.refs):
        _reference_in_sentence(labelled, readings)
    _number_in_message(drafts, mail)
    _subject_wishes(drafts, mail)
    inquiry = _finish(drafts, default)
    said = [text for _, reading, _ in readings[:1] for text in reading.wishes if " " in text]
    texts = [line.text for _, _, document in readings[:1] for line in document.lines[:400] if not line.quoted]
    return Read(
        [inquiry],
        announced=any(draft.refs for draft in (*xml, *labelled)),
        about=[text for _, reading, _ in readings for text in reading.about],
        links=[link for _, reading, _ in readings for link in reading.links[:100]],
        own_words="\n".join([inquiry.message, *said]) if inquiry.message else "\n".join(texts),
    )


def _label_draft(reading: Reading, origin: str, mail: Mail, lang: str) -> Draft:
    draft = Draft(origin)
    person(draft, reading.values, mail.parties, lang, reading.found)
    tail = mail.portal.ref_tail if mail.portal else None
    # Immonet appends its own number to the agency's.
    draft.refs += [(0, tail.sub("", ref) if tail else ref) for ref in reading.refs]
    draft.refs += [(1, ref) for ref in reading.portal_refs]
    urls = [ref for link in reading.links[:100] for ref in references.in_url(link)]
    draft.refs += [(2, ref) for ref in list(dict.fromkeys(urls))[:2]]
    if "property_refs" in reading.found:
        draft.found["property_refs"] = reading.found["property_refs"]
    draft.put("message", reading.message, reading.found.get("message"))
    draft.put("disclosure", reading.disclosure, reading.found.get("disclosure"))
    draft.put("wishes", wishes(reading.wishes))
    preferred = reading.values.get("preferred_contact")
    draft.put("preferred_contact", preferred_contact([preferred]) if preferred else None)
    draft.put("external_id", reading.values.get("external_id"), reading.found.get("external_id"))
    draft.put("alias", reading.values.get("alias"))
    return draft


def _concern(labelled: list[Draft], readings: list) -> None:
    """What answering services write behind "Anliegen" is the message where there is no other."""
    if not any(draft.values.get("message") for draft in labelled):
        for draft, (_, reading, _) in zip(labelled, readings, strict=True):
            draft.put("message", reading.values.get("concern"), reading.values.get("concern"))


def _recognised(mail: Mail, readings: list, drafts: list[Draft], lang: str) -> Draft:
    """What no label gave, recognised by what it is."""
    given = {name for draft in drafts for name in draft.values}
    labels_of_person = any(
        reading.values.keys() & {"name", "first_name", "last_name", "email", "phone", "mobile"}
        for _, reading, _ in readings
    )
    wanted = {"email"} - given
    if not given & set(_NAMES):
        wanted.add("name")
    if not labels_of_person:
        wanted |= {"phone", "address"} - ({"phone"} if given & {"phone", "mobile"} else set())
    elif not given & {"phone", "mobile"}:
        wanted.add("number")
    result = Draft(PATTERN)
    _origin, _reading, document = readings[0]
    message = set()
    for draft in drafts:
        message |= set(str(draft.values.get("message") or "").split("\n"))
    body = document.lines[:400] if mail.portal else ending.unquoted(document.lines[:500])
    table_ = mail.rules.table(mail.portal)
    outside = [line if line.text not in message else Line("") for line in body[:400]]
    unlabelled = [line if not layouts.of_line(line.text, table_) else Line("") for line in outside]
    at: list[int] = []
    if "name" in wanted and (other := _other_address(mail, [line.text for line in outside])):
        person(result, other[0], mail.parties, lang, dict.fromkeys(other[0], other[1]))
        wanted -= {"name", *result.values, *({"phone"} if "mobile" in result.values else ())}
    if "name" in wanted:
        texts = [mail.subject, *(line.text for line in outside)] if mail.portal or not _is_personal(mail) else []
        lines_ = [line.text for line in outside]
        if found := (
            recognise.name_in_sentence(lines_, mail.rules) or recognise.name_in_sentence(texts[:1], mail.rules)
        ):
            person(result, {"name": found[0]}, mail.parties, lang, {"name": found[1]})
            wanted.discard("name")
            at = [index for index, line in enumerate(outside) if found[0] in (ending.plain(line.text), line.text)][:2]
            if not at and not ending.is_first_person(found[1]):
                at = [index for index, line in enumerate(outside) if found[1] == " ".join(line.text.split())][:1]
        elif email := next((str(draft.values["email"]) for draft in drafts if draft.values.get("email")), ""):
            # Beside an address that has a label the name may have one that nobody knows.
            at = [index for index, line in enumerate(outside) if email in line.text][:1]
    if wanted:
        home = mail.home
        service = "" if mail.portal or mail.is_from_home else mail.from_address.rpartition("@")[2]
        found = recognise.contacts(outside, wanted, mail.parties, mail.rules, service, at)
        if "email" in found.raw and portals.within(found.raw["email"].rpartition("@")[2].lower(), home):
            del found.raw["email"]
        person(result, dict(found.raw), mail.parties, lang, found.lines)
        at = found.at
    if any(draft.values.get("message") for draft in drafts) or not (result.has_person or given & set(_NAMES)):
        return result
    found_message = recognise.message(unlabelled, at, mail.senders)
    if not found_message and not structure.is_reply_subject(mail.subject):
        found_message = recognise.message(ending.said_in_quotes(document.lines[:500]), [])
    if found_message:
        text, disclosure = ending.clean_message(found_message[0], table_)
        result.put("message", text, found_message[1])
        result.put("disclosure", disclosure)
    return result


def _reference_in_sentence(labelled: list[Draft], readings: list) -> None:
    for draft, (_, reading, document) in zip(labelled, readings, strict=False):
        message = set((reading.message or "").split("\n"))
        texts = [line.text.replace(MARK, "") for line in document.lines if not line.quoted]
        spoken = [text for text in texts if text not in message]
        # What the form says counts more than what the prospect mentions.
        for rank, texts_ in ((1, spoken), (3, list(message))):
            if found := references.in_lines(texts_):
                draft.refs.append((rank, found[0]))
                draft.found.setdefault("property_refs", found[1][:300])
                return


# -- letters ----------------------------------------------------------------------------------------------------------


def _is_personal(mail: Mail) -> bool:
    """Whether a person may have sent the mail from a mailbox of their own."""
    return (
        mail.portal is None
        and not mail.is_from_home
        and bool(mail.from_address)
        and (not portals.is_no_reply(mail.from_address) or mail.from_address.startswith(("info@", "kontakt@")))
    )


def _letter(mail: Mail, readings: list) -> Read:
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
    draft.refs += [(2, ref) for link in document.links[:50] for ref in references.in_url(link)][:3]
    signed = recognise.signature(rest, mail.rules, mail.parties)
    signature = Draft(PATTERN)
    header = _header_draft(mail)
    if (
        len(str(header.values.get("first_name") or "").strip(".")) < 2
        or mail.from_name
        and recognise.likely_name(mail.from_name, mail.rules) == 0
    ):
        last = [text for text in body if text.strip()][-3:]
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
        drafts.append(Draft(PATTERN, {k: v for k, v in signature.values.items() if k not in _NAMES}, signature.found))
    if company and not header.values.get("company"):
        header.put("company", company, signed.lines.get("company"))
    drafts += [_subject_draft(mail), header]
    _number_in_message(drafts, mail, is_letter=True)
    _subject_wishes(drafts, mail)
    inquiry = _finish(drafts, "de")
    return Read(
        [inquiry],
        links=document.links[:100],
        own_words="\n".join(body),
        signature="\n".join(line.text for line in rest[:8] if len(line.text) < 70 and "://" not in line.text),
        is_letter=True,
        announced=bool(draft.refs),
    )


def _written_name(line: str) -> str:
    """A line of a signature without "i. A." in front and a number behind."""
    return _NUMBER_BEHIND.sub("", _ON_BEHALF.sub("", line.strip()))


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


# -- subject, header, finish ------------------------------------------------------------------------------------------


def _subject_draft(mail: Mail) -> Draft:
    draft = Draft(SUBJECT)
    brands = {word for known in mail.rules.portals for word in (known.code, known.name.casefold(), *known.brand)}
    ref = references.named(mail.subject, subject=True)
    draft.refs = [(4, ref)] if ref and ref.casefold() not in brands else []
    if match := _LEAD.search(mail.subject[:300]):
        person(draft, {"name": match[1].strip()}, mail.parties, "en", {"name": mail.subject})
    return draft


def _subject_wishes(drafts: list[Draft], mail: Mail) -> None:
    """Where no field tells the wish, the subject or the message does."""
    if any(draft.values.get("wishes") for draft in drafts):
        return
    subject = next(draft for draft in drafts if draft.origin == SUBJECT)
    found = (name for name in ("viewing", "callback") if words(name).first(mail.subject[:300].lower()))
    subject.put("wishes", tuple(found), mail.subject[:300])
    for draft in drafts:
        said = HTTP.sub(" ", str(draft.values.get("message") or "")[:3000]).lower()
        if said and not subject.values.get("wishes"):
            found = (name for name in ("viewing", "callback", "details") if words(f"says {name}").first(said))
            draft.put("wishes", tuple(found), draft.found.get("message"))


def _header_draft(mail: Mail) -> Draft:
    """Reply-To is the prospect at portals and forms that set it; From only where nobody else could have sent it."""
    draft = Draft(HEADER)
    draft.put("external_id", _conversation(mail), "X-Conversation-Id")
    if mail.inner:
        pairs = [("", mail.inner.reply_to)] if mail.inner.reply_to else []
    else:
        pairs = [pair for value in mail.message.all("reply-to") for pair in headers.addresses(value)]
    if mail.portal is None and not mail.is_from_home:
        pairs.append((mail.from_name, mail.from_address))
    for name, address in pairs:
        email, alias = mail.parties.email(address)
        if not email or portals.is_no_reply(email.lower()) and not email.lower().startswith(("info@", "kontakt@")):
            continue
        if portals.claimed(name or "", mail.rules.portals):
            continue
        draft.put("email", email, "Reply-To")
        if alias:
            draft.values["email_is_alias"] = True
        if name and "@" not in name:
            person(draft, {"name": name}, mail.parties, "de", {"name": name})
        break
    return draft


def _form_header(mail: Mail, drafts: list[Draft]) -> Draft:
    """The header of a form's mail: where the form gives a name and a number, a stranger's From is the form
    service's."""
    header = _header_draft(mail)
    if mail.portal is None and not mail.inner and not mail.message.raw("reply-to"):
        last = next((str(draft.values["last_name"]) for draft in drafts if draft.values.get("last_name")), "")
        called = any(draft.values.get(name) for draft in drafts for name in ("phone", "mobile"))
        local = mail.from_address.partition("@")[0]
        written = any(draft.values.get("email") for draft in drafts)
        if last and called and not written and last.lower() not in f"{mail.from_name} {local}".lower():
            return Draft(HEADER)
    return header


def _number_in_message(drafts: list[Draft], mail: Mail, is_letter: bool = False) -> None:
    if any(draft.values.get(name) for draft in drafts for name in ("phone", "mobile")):
        return
    for draft in drafts:
        if found := recognise.number_in_sentence(str(draft.values.get("message") or ""), is_letter, mail.rules):
            draft.put("mobile" if found[0].mobile else "phone", found[0].raw, found[1][:300])
            return


def _finish(drafts: list[Draft], default: str) -> Inquiry:
    """One inquiry, with its language, and the country where postcode and dialling code tell it together."""
    message = next((draft.values["message"] for draft in drafts if draft.values.get("message")), None)
    inquiry = merge(drafts, language.detect(message, default))
    if inquiry.country:
        return inquiry
    code = country_of(inquiry.zip, [number for number in (inquiry.phone, inquiry.mobile) if number])
    if code is None or default == "es" and code != "ES":
        return inquiry
    return replace(inquiry, country=code, origin={**inquiry.origin, "country": inquiry.origin["zip"]})
