"""From a mail's structure to what it means, in the order in which it is decided: read, weigh, tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from functools import cache

from . import (
    authentication,
    bounces,
    concepts,
    evidence,
    forwarded,
    portals,
    properties,
    references,
    sources,
    structure,
)
from .assemble import Read, words
from .lines import Document
from .mail import Mail
from .phrases import lines
from .portals import WEBSITE, Portal
from .tables import conditions, pattern, table
from .types import (
    BOUNCE,
    HEADER,
    HTML,
    INQUIRY,
    OTHER,
    OWNER_LEAD,
    PATTERN,
    REPLY,
    SUBJECT,
    TEXT,
    BouncedRecipient,
    Evidence,
    Inquiry,
)

_URL = re.compile(r"(?:https?://|www\.)([\w.-]{3,200})", re.IGNORECASE)
_QUOTED_TITLE = re.compile(r"[\"„“»'].{0,200}?[\"“”«']")
# "[Ticket#4711] "
_TAG = re.compile(r"^\s*(?:\[[^\]]{1,60}\]\s*)+")
# A question that its writer left without a mark: the verb stands in front of who it is about.
_ASKS = pattern("understand.asks", re.IGNORECASE | re.MULTILINE)
_ANSWERED = re.compile(r"\b(?:re|aw|antw|antwort)\s*:", re.IGNORECASE)
# A line of a form is shorter than one that somebody wrote.
_FIELD = 80
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
# The words (data/words.ini) of who does not want it any more.
_REFUSALS = ("declined", "refused", "settled")
_DECIDED = frozenset(("dsn", "receipt", "abuse_report"))
# the warning about an address that was left out because it is the agency's
OWN_EMAIL = "the e-mail address given is the agency's own"


@dataclass(slots=True)
class Found:
    """What a mail turned out to be."""

    kind: str
    portal: str | None = None
    format: str | None = None
    inquiries: list[Inquiry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    unsure: bool = False
    auth: str = authentication.NONE
    recipients: tuple[BouncedRecipient, ...] = ()
    spoken: dict[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()


def understand(mail: Mail) -> Found:
    """What ``mail`` is and the inquiries in it."""
    facts = structure.facts(mail.message, mail.text) if not mail.inner else set()
    portal = mail.portal
    found = Found(OTHER, portal.code if portal else None)
    found.auth, doubtful = _sender_check(mail)
    claimed = _claims_portal(mail)
    if doubtful:
        facts.add("doubtful")
    if claimed:
        facts.add("spoof")
    if mail.rules.verdict and not mail.inner:
        said = mail.rules.verdict(mail.from_address, mail.subject)
        facts |= set() if said is None else {"said_inquiry" if said else "said_none"}
    if facts & _DECIDED:
        return _decide(mail, found, facts, Read())
    read = sources.read(mail)
    if claimed and _asks_for_themselves(mail, read):
        claimed = None
        facts.discard("spoof")
    inner = None if facts & {"machine", "null_path", "spoof"} else _inner(mail, read)
    if inner is not None and inner.portal in (WEBSITE, None) and read.is_letter and _asks_above(mail, read):
        # Who passes on somebody's mail and asks is the prospect.
        inner = None
    if inner is not None:
        facts.add("inner_unsure" if inner.unsure else "inner_owner" if inner.kind == OWNER_LEAD else "inner")
        found.portal, found.format = inner.portal, inner.format
        read = replace(read, inquiries=properties.named_outside(mail, inner.inquiries), is_xml=False)
    else:
        read.inquiries = properties.with_references(mail, read)
        if not _is_report(facts):
            found.spoken = _spoken(mail, read)
            facts |= _facts_of_reading(mail, read, found.spoken, facts)
            if {"answers_us", "others_words"} & facts:
                # Who answers us, or speaks through a form that anybody may fill in, is heard, whatever was said of the
                # sender's other mails.
                facts.discard("said_none")
        found.format = read.format
        if read.is_xml and found.portal is None and structure.is_forward(mail.subject):
            found.portal = _forwarded_portal(mail)
    found = _decide(mail, found, facts, read)
    if found.kind in (REPLY, OTHER) and portal is None and not mail.inner:
        found.auth = _writer_check(mail)
    found.warnings += _warnings(mail, found, facts, claimed, doubtful)
    return found


def _warnings(mail: Mail, found: Found, facts: Set[str], claimed: Portal | None, doubtful: bool) -> Iterator[str]:
    """What a person should know of the mail."""
    portal = mail.portal
    if claimed and found.kind == OTHER:
        yield f"pretends to come from {claimed.name}, but the sender is not one of its addresses"
    if doubtful and found.kind == OTHER:
        yield f"the sender check failed for {portal.name}: not taken as an inquiry"
    if portal and found.kind == OTHER and not doubtful and "person" not in facts:
        yield f"looks like an inquiry from {portal.name}, but no person could be read from it"
    if any("own_email" in inquiry.place for inquiry in found.inquiries):
        yield OWN_EMAIL


def _decide(mail: Mail, found: Found, facts: set[str], read: Read) -> Found:
    found.evidence = evidence.fired(facts, _texts(mail, read), found.spoken)
    found.kind, found.unsure = evidence.judge(found.evidence)
    inquiries = read.inquiries
    person = bool(inquiries) and "person" in facts
    if found.kind not in (INQUIRY, OWNER_LEAD, BOUNCE) and person and not found.unsure:
        told = any(inquiries[0].origin.get(name) in (HTML, TEXT, PATTERN) for name in ("email", "phone", "mobile"))
        found.unsure = evidence.may_be_lost(found.kind, found.evidence, facts, told and "personal" not in facts)
    if found.kind == INQUIRY and not inquiries:
        found.kind, found.unsure = OTHER, True
    if found.kind in (INQUIRY, OWNER_LEAD):
        found.portal = found.portal or WEBSITE
    if found.kind == OWNER_LEAD:
        inquiries = inquiries[:1]
    if found.kind in (INQUIRY, OWNER_LEAD) or found.unsure and person:
        found.inquiries = list(inquiries)
    else:
        found.format = None
    if found.kind == BOUNCE:
        found.recipients, found.ids = bounces.read(mail.message, mail.text, mail.parties.is_own)
    return found


def _texts(mail: Mail, read: Read) -> dict[str, str]:
    text = mail.text
    message = read.own_words or text
    subject = _TAG.sub("", _QUOTED_TITLE.sub(" ", mail.subject[:400]))
    if structure.is_reply_subject(subject):
        subject = subject.partition(":")[2]
    return {
        "subject": subject.lower(),
        "sender": f"{mail.from_address} {mail.from_name}"[:200].lower(),
        "opening": (read.own_words if read.is_letter else text)[:1500].lower(),
        "message": message[:3000].lower(),
        "tail": f"{text[:1500]}\n{text[-3000:] if len(text) > 1500 else ''}".lower(),
    }


# -- facts of the reading ---------------------------------------------------------------------------------------------


def _is_report(facts: set[str]) -> bool:
    """Whether a mail server wrote the mail: what it quotes is nobody's inquiry."""
    return "machine" in facts or "smtp_status" in facts and bool(facts & {"null_path", "auto_header"})


def _spoken(mail: Mail, read: Read) -> dict[str, str]:
    """The concepts in what the person wrote (``says:``) and in who they say they are (``from:``)."""
    # What is answered there are words of ours.
    subject = "" if _ANSWERED.search(mail.subject[:400]) else _TAG.sub("", mail.subject[:400])
    sender = f"{mail.from_name} {mail.from_address}\n\n{read.signature}"
    said = f"{read.own_words[:5000]}\n\n{subject}"
    return concepts.told(
        said, sender, "" if read.is_letter or mail.portal or _is_numbered(read) else _fields(mail.text)
    )


def _is_numbered(read: Read) -> bool:
    return bool(read.inquiries) and bool(read.inquiries[0].property_refs)


def _fields(text: str) -> str:
    """The short lines of a form, each as a sentence: what it asks tells what it is for."""
    return "\n\n".join(line for line in text[:4000].splitlines() if len(line) < _FIELD and line[-1:] not in ".!?")


def _facts_of_reading(mail: Mail, read: Read, spoken: dict[str, str], known: Set[str] = frozenset()) -> set[str]:
    """What holds of the sender, the words and the person, and what follows from it (``data/facts.ini``)."""
    said = read.own_words[:4000].lower()
    text = f"{mail.subject}\n{read.own_words[:3000]}\n{mail.text[:2000]}".lower()
    asks = "?" in said or bool(_ASKS.search(said))
    is_home = {"says:home", "says:saw_it"} & spoken.keys()
    # A subject is often ours: in a letter the text tells interest.
    interest = [spoken[name] for name in ("says:interest", "says:looks") if name in spoken]
    refused = {name: not asks or name == "declined" for name in _REFUSALS if words(name).first(said)}
    if refused and _asks_for_another(mail, read.own_words[:4000]):
        refused = {}
    holds = {
        **_of_sender(mail),
        "xml": read.is_xml,
        "relay": read.is_relay,
        "personal": read.is_letter,
        "labelled": read.labels >= 2,
        "clickable": bool(mail.message.html) or "http" in mail.text,
        "question": asks,
        "interested": any(not read.is_letter or seen in said for seen in interest),
        "declining": "declined" in refused,
        "refusing": "says:asks_papers" not in spoken and refused.get("refused", False),
        "settled": refused.get("settled", False),
        "about_property": bool(is_home or words("about").first(text)),
        **(_of_person(mail, read, read.inquiries[0]) if read.inquiries else {}),
    }
    return derived({name for name, value in holds.items() if value} | spoken.keys() | known) - spoken.keys()


def _asks_for_another(mail: Mail, said: str) -> bool:
    """Whether a letter declines a property it names by its number, and names one of ours besides."""
    declined, named = set(), set()
    for sentence in _SENTENCE.split(said):
        tokens = {references.key(token) for token in references.tokens(sentence) if references.is_strong(token)}
        low = sentence.lower()
        (declined if any(words(name).first(low) for name in _REFUSALS) else named).update(tokens)
    return bool(declined) and bool((named - declined) & mail.rules.known([*named]).keys())


def derived(facts: set[str]) -> set[str]:
    """``facts`` with those that follow from them."""
    found = {*facts}
    for name, needs, lacks in _follows():
        if name not in found and needs <= found and lacks.isdisjoint(found):
            found.add(name)
    return found


@cache
def _follows() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    return tuple((name, *conditions(line)) for name, row in table("facts").items() for line in lines(row["if"]))


def _of_sender(mail: Mail) -> dict[str, bool]:
    portal, subject = mail.portal, f"{mail.subject.casefold()} "
    is_no_reply = portals.is_no_reply(mail.from_address)
    is_bulk = portal is not None and portals.is_bulk_sender(portal, mail.from_address)
    marks = portal.subjects if portal else ()
    quotes_us = portal is None and not mail.inner and _quotes_us(mail)
    answers_us = quotes_us or structure.answers(mail.message, mail.home)
    in_conversation = _in_conversation(mail, answers_us)
    return {
        "portal": portal is not None,
        "portal_bulk": is_bulk,
        "portal_person": portal is not None and not is_bulk and not is_no_reply,
        "portal_subject": any(re.search(re.escape(mark.casefold()) + r"(?!\w)", subject) for mark in marks if mark),
        "own_sender": mail.is_from_home and not mail.inner,
        "at_home": mail.is_from_home or bool(mail.inner),
        "passed_on": bool(mail.inner) and not mail.is_forwarded_by_us,
        "no_reply": is_no_reply,
        "answers_us": answers_us or in_conversation,
        "in_conversation": in_conversation,
        "reply": quotes_us or in_conversation,
    }


def _in_conversation(mail: Mail, answers_us: bool) -> bool:
    """Whether the agency knows what it wrote the sender and the mail answers that. What a portal or our own site sends
    under such a subject is somebody's inquiry."""
    asks = mail.rules.conversation
    if asks is None or mail.portal is not None or mail.inner or mail.is_from_home:
        return False
    ids = structure.answered(mail.message)
    may_answer = bool(ids) or answers_us or structure.is_reply_subject(mail.subject)
    return may_answer and asks(ids, mail.from_address, mail.subject, answers_us)


def _quotes_us(mail: Mail) -> bool:
    """Whether below what is said stands a mail of ours, as in an answer, whatever the head says."""
    if not mail.documents or structure.is_forward(mail.subject):
        return False
    name, address = forwarded.quoted_sender(mail.documents[0][1]) or ("", "")
    is_ours = portals.within(address.rpartition("@")[2].lower(), mail.home) or address.lower() in mail.home
    return bool(address) and is_ours or bool(name) and mail.rules.is_own_name(name)


def _of_person(mail: Mail, read: Read, inquiry: Inquiry) -> dict[str, bool]:
    origin, is_own_way = inquiry.origin, read.is_letter or read.is_relay
    weak = () if is_own_way else (HEADER, SUBJECT)
    given = [name for name in ("first_name", "last_name", "company") if getattr(inquiry, name)]
    is_ours = portals.within((inquiry.email or "").rpartition("@")[2].lower(), mail.home)
    return {
        "inquiry": True,
        "named": any(origin.get(name) not in weak for name in given),
        "called": bool(inquiry.phone or inquiry.mobile),
        "addressed": bool(inquiry.email),
        "written": bool(inquiry.email) and (origin.get("email") != HEADER or is_own_way),
        "posted": bool(inquiry.street and inquiry.zip and inquiry.city),
        "own_person": is_ours or mail.rules.is_own_name(f"{inquiry.first_name or ''} {inquiry.last_name or ''}"),
        "message": bool(inquiry.message),
        "asks_in_message": "?" in (inquiry.message or "")[:4000],
        "numbered": bool(inquiry.property_refs),
        "referenced": read.announced or bool(inquiry.property_refs and read.is_letter),
        "known": read_known(mail, inquiry),
        "wish": bool(inquiry.wishes),
        "link": any(_is_known_host(mail, _URL.match(link)) and references.in_url(link) for link in read.links[:50]),
        "links_elsewhere": any(not _is_known_host(mail, match) for match in _URL.finditer(read.own_words[:4000])),
    }


def read_known(mail: Mail, inquiry: Inquiry) -> bool:
    tokens = [*inquiry.property_refs, *inquiry.reference_candidates[:5]]
    known = mail.rules.known(tokens)
    return any(
        references.key(token) in known and (token in inquiry.property_refs or references.is_strong(token))
        for token in tokens
    )


def _is_known_host(mail: Mail, match: re.Match | None) -> bool:
    """Whether a link leads to a portal or to the agency."""
    host = match[1].lower().removeprefix("www.").rstrip(".") if match else ""
    return portals.within(host, mail.home) or portals.find("@" + host, mail.rules.portals) is not None


# -- who sent it ------------------------------------------------------------------------------------------------------


def _sender_check(mail: Mail) -> tuple[str, bool]:
    if mail.portal is None or mail.inner:
        return authentication.NONE, False
    results = mail.message.all("authentication-results")
    if not results:
        return authentication.NONE, False
    domains = mail.portal.domains or tuple(address.rpartition("@")[2] for address in mail.portal.addresses)
    read = (*domains, mail.from_address.rpartition("@")[2], *mail.ours)
    another = authentication.reads_another(results, mail.rules.trusted_authserv or mail.home, read)
    if trusted := mail.rules.trusted_authserv:
        verdict = authentication.check(results, trusted, domains)
        return authentication.FAIL if another and verdict == authentication.NONE else verdict, False
    # Nobody has said whom to trust, but our own server doubts the sender: a person decides.
    failed = another or authentication.check(results, mail.home, domains) == authentication.FAIL
    return (authentication.FAIL, True) if failed else (authentication.NONE, False)


def _writer_check(mail: Mail) -> str:
    """The same of somebody's own words, for whom the domain of their address has to speak; who writes in our own name
    is nobody of ours when our server looked at the sender and found nothing to prove it."""
    results, ours = mail.message.all("authentication-results"), mail.rules.trusted_authserv or mail.home
    verdict = authentication.check(results, ours, [mail.from_address.rpartition("@")[2]])
    if not mail.rules.trusted_authserv and verdict == authentication.PASS:
        verdict = authentication.NONE
    elif verdict == authentication.NONE and mail.is_from_us and authentication.looked_at(results, ours):
        verdict = authentication.FAIL
    return verdict


def _claims_portal(mail: Mail) -> Portal | None:
    """The portal a foreign sender names itself after."""
    if mail.portal is not None or mail.is_from_us or mail.inner:
        return None
    known = mail.rules.portals
    low = mail.subject.casefold()
    if found := next((portal for portal in known if low.startswith(portal.claims) and portal.claims), None):
        return found
    if found := _of_sender_claimed(mail):
        return found
    # A colleague who forwards or a prospect who answers keeps the portal's subject.
    if structure.is_forward(mail.subject) or structure.is_reply(mail.message):
        return None
    return portals.claimed(_QUOTED_TITLE.sub(" ", mail.subject), known)


def _of_sender_claimed(mail: Mail) -> Portal | None:
    texts = (mail.from_name, mail.from_address.rpartition("@")[2])
    return next((portal for text in texts if (portal := portals.claimed(text, mail.rules.portals))), None)


def _asks_for_themselves(mail: Mail, read: Read) -> bool:
    """Whether a letter only tells in its subject where the property was seen: what it asks is answered to the address
    it came from, so that nobody else can be meant."""
    if not read.is_letter or _of_sender_claimed(mail):
        return False
    return all(inquiry.email in (None, mail.from_address) for inquiry in read.inquiries)


# -- mails in mails ---------------------------------------------------------------------------------------------------


def _inner(mail: Mail, read: Read) -> Found | None:
    """An inquiry in a mail attached to this one or forwarded in its text."""
    if mail.depth >= 3:
        return None
    own = mail.portal is not None or read.is_xml
    if own and read.inquiries and not structure.is_forward(mail.subject):
        inquiry = read.inquiries[0]
        if inquiry.email or inquiry.phone or inquiry.mobile:
            return None
    attached = (Mail(inner, mail.rules, depth=mail.depth + 1) for inner in mail.message.attached if not mail.inner)
    first, *further = [found for found in map(understand, attached) if _is_wanted(found)] or [None]
    for found in further:
        first.inquiries += found.inquiries
    return first or next((found for found in map(understand, _forwarded(mail)) if _is_wanted(found)), None)


def _forwarded(mail: Mail) -> Iterator[Mail]:
    """The mails forwarded in the text."""
    is_forward = mail.inner is not None or structure.is_forward(mail.message.header("subject"))
    if not is_forward and structure.is_reply(mail.message):
        return
    for origin, document in mail.documents:
        is_marked = is_forward or forwarded.starts_with_marker(document) or _opens_with_header(document)
        if is_marked and (inner := forwarded.find(document, origin)):
            yield Mail(mail.message, mail.rules, inner, mail.depth + 1)


def _asks_above(mail: Mail, read: Read) -> bool:
    """Whether the letter above a mail that is passed on asks for something itself: for what it names or offers, or
    for an answer to a number of its own."""
    spoken = _spoken(mail, read)
    if spoken.keys() & {"says:wants", "says:own_offer"}:
        return True
    inquiry = next(iter(read.inquiries), None)
    is_about = inquiry is not None and (read.announced or bool(inquiry.phone or inquiry.mobile))
    return is_about and "says:question" in spoken


def _is_wanted(found: Found) -> bool:
    return found.kind in (INQUIRY, OWNER_LEAD) or found.unsure and bool(found.inquiries)


def _forwarded_portal(mail: Mail) -> str | None:
    """The portal whose mail was forwarded, by the header block in the text."""
    for _, document in mail.documents:
        if inner := forwarded.find(document):
            portal = portals.find(inner.from_address, mail.rules.portals)
            return portal.code if portal else None
    return None


def _opens_with_header(document: Document) -> bool:
    head = [line for line in document.lines[:12] if line.text]
    return forwarded.find(Document(head, document.cells)) is not None
