"""From drafts to one inquiry: what the subject and the header add, the wishes that are said, the language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from ..contact.names import looks_like_person
from ..contact.residence import country_of
from ..contact.text import fold
from . import headers, language, portals, recognise, references
from .drafts import Draft, person
from .mail import Mail
from .merge import merge
from .phrases import Phrases, lines
from .tables import table
from .types import HEADER, SUBJECT, Inquiry
from .values import HTTP

NAMES = ("first_name", "last_name", "company")
# What a mailing list makes of a sender's name: "Max Muster via Anfragen".
_VIA = re.compile(r"\s+via\s+\S.{0,60}$", re.IGNORECASE)
_LEAD = re.compile(r"new realtor\.com lead\s*[-–:]\s*(.{2,80})$", re.IGNORECASE)


@dataclass(slots=True)
class Read:
    """What was read of a mail: its inquiries and in which format, the form it was read from, what the form says of the
    property, the numbers given as the property's for each inquiry, the links, what the person wrote and the lines below
    it, and whether they wrote it freely."""

    inquiries: list[Inquiry] = field(default_factory=list)
    format: str | None = None
    labels: int = 0
    announced: bool = False
    about: list[str] = field(default_factory=list)
    stated: list[tuple[str, ...]] = field(default_factory=list)
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


def subject_draft(mail: Mail) -> Draft:
    draft = Draft(SUBJECT)
    ref = references.named(mail.subject, subject=True)
    if ref and not any(ref.casefold() in (at.code, at.name.casefold(), *at.brand) for at in mail.rules.portals):
        draft.refs = [(4, ref)]
    if match := _LEAD.search(mail.subject[:300]):
        person(draft, {"name": match[1].strip()}, mail.parties, "en", {"name": mail.subject})
    return draft


def wishes_said(drafts: list[Draft], mail: Mail) -> None:
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


def header_draft(mail: Mail) -> Draft:
    """Reply-To is the prospect at portals and forms that set it; From only where nobody else could have sent it."""
    draft = Draft(HEADER)
    draft.put("external_id", conversation(mail), "X-Conversation-Id")
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
            # "Max Muster | Muster Bau"
            name = _VIA.sub("", name)
            who, _, firm = name.partition(" | ")
            raw = {"name": who, "company": firm} if firm and looks_like_person(who) else {"name": name}
            person(draft, raw, mail.parties, "de", {"name": name})
        break
    return draft


def form_header(mail: Mail, drafts: list[Draft]) -> Draft:
    """The header of a form's mail: where the form gives a name and a number, a stranger's From is the form
    service's."""
    header = header_draft(mail)
    if mail.portal is None and not mail.inner and not mail.message.raw("reply-to"):
        last = next((str(draft.values["last_name"]) for draft in drafts if draft.values.get("last_name")), "")
        called = any(draft.values.get(name) for draft in drafts for name in ("phone", "mobile"))
        local = mail.from_address.partition("@")[0]
        written = any(draft.values.get("email") for draft in drafts)
        if last and called and not written and fold(last) not in fold(f"{mail.from_name} {local}"):
            return Draft(HEADER)
    return header


def number_in_message(drafts: list[Draft], mail: Mail, is_letter: bool = False) -> None:
    if any(draft.values.get(name) for draft in drafts for name in ("phone", "mobile")):
        return
    writer = " ".join(str(draft.values[name]) for draft in drafts for name in NAMES[:2] if draft.values.get(name))
    for draft in drafts:
        said = str(draft.values.get("message") or "")
        if found := recognise.number_in_sentence(said, is_letter, mail.rules, writer):
            draft.put("mobile" if found[0].mobile else "phone", found[0].raw, found[1][:300])
            return


def complete(mail: Mail, drafts: list[Draft], header: Draft, default: str = "de", is_letter: bool = False) -> Inquiry:
    """One inquiry from what the bodies say, best source first, the subject and the header."""
    drafts = [*drafts, subject_draft(mail), header]
    number_in_message(drafts, mail, is_letter)
    wishes_said(drafts, mail)
    return finish(drafts, default)


def finish(drafts: list[Draft], default: str) -> Inquiry:
    """One inquiry, with its language, and the country where postcode and dialling code tell it together."""
    message = next((draft.values["message"] for draft in drafts if draft.values.get("message")), None)
    inquiry = merge(drafts, language.detect(message, default))
    if inquiry.country:
        return inquiry
    code = country_of(inquiry.zip, [number for number in (inquiry.phone, inquiry.mobile) if number])
    if code is None or default == "es" and code != "ES":
        return inquiry
    return replace(inquiry, country=code, origin={**inquiry.origin, "country": inquiry.origin["zip"]})


def conversation(mail: Mail) -> str | None:
    return mail.message.header("x-conversation-id")[:200] or None
