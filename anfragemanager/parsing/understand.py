"""From a mail's structure to what it means, in the order in which it is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..contact.countries import country_of
from ..contact.emails import is_public_provider
from . import (
    forwarded,
    headers,
    html,
    immowelt,
    kinds,
    language,
    lines,
    markup,
    openimmo,
    portals,
    reader,
    relay,
    sender,
    sentences,
    subject,
)
from .drafts import Draft, Parties, person, preferred_contact, refs_in_url, wishes
from .envelope import DELIVERY_HEADERS
from .lines import MARK, Document
from .mime import Message, Part
from .portals import WEBSITE, Portal
from .reader import Reading
from .reconcile import merge
from .rules import Rules
from .types import (
    BOUNCE,
    BULK,
    HEADER,
    HTML,
    IMMOWELT_XML,
    INQUIRY,
    LABELS,
    OPENIMMO,
    OTHER,
    RELAY,
    REPLY,
    SUBJECT,
    TEXT,
    BouncedRecipient,
    Inquiry,
)

_ABOUT_PROPERTY = re.compile(
    r"immobilie|wohnung|\bhaus\b|häuser|objekt|expos[eé]|besichtig|grundstück|miet|\bkauf|zimmer|apartment"
    r"|appartement|reihenhaus|doppelhaus|einfamilien|villa\b|gewerbe|bürofläche"
    r"|anfrage|property|enquir|viewing|\bflat\b|\bhouse\b|inmueble|\bpiso\b|vivienda|anuncio",
    re.IGNORECASE,
)
_NOT_PROPERTY = re.compile(
    r"bewerbung|lebenslauf|stellenangebot|newsletter-?anmeldung|bestellung|bestellnummer|rechnung|warenkorb"
    r"|kündigung|application for|your order|gewinnspiel|spende|terminbuchung bestätigt|passwort",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"wasserschaden|rohrbruch|tropft|undicht|schimmel|defekt\b|kaputt|mietminderung|ausgefallen|funktioniert nicht"
    r"|(?:nebenkosten|betriebskosten)abrechnung|mängelanzeige|ruhestörung|schlüssel verloren",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)([\w.-]{3,200})", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """What a mail turned out to be."""

    kind: str
    portal: str | None = None
    format: str | None = None
    inquiries: list[Inquiry] = field(default_factory=list)
    lines: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    auth: str = sender.NONE
    recipients: tuple[BouncedRecipient, ...] = ()
    ids: tuple[str, ...] = ()


class Mail:
    """A mail to be understood: a message or a mail forwarded inline in one, with its bodies as documents."""

    def __init__(
        self,
        message: Message,
        rules: Rules,
        inner: forwarded.Forwarded | None = None,
        is_html: bool = False,
        depth: int = 0,
    ):
        self.message = message
        self.rules = rules
        self.inner = inner
        self.depth = depth
        self._inner_html = is_html
        if inner:
            self.from_name, self.from_address, self.subject = inner.from_name, inner.from_address, inner.subject
        else:
            name, address = message.sender
            self.from_name, self.from_address, self.subject = name, address.lower(), message.header("subject")

    @cached_property
    def plain(self) -> Document | None:
        if self.inner:
            return None if self._inner_html else self.inner.document
        text = self.message.plain
        return lines.from_text(text) if text.strip() else None

    @cached_property
    def html(self) -> Document | None:
        if self.inner:
            return self.inner.document if self._inner_html else None
        markup_text = self.message.html
        return html.read(markup_text) if markup_text.strip() else None

    @cached_property
    def text(self) -> str:
        """What a person reads: the plain text, or the HTML where the text part is only a placeholder."""
        plain = self.plain.text() if self.plain and self.inner else self.message.plain.strip() if not self.inner else ""
        if self.html is not None and (len(plain) < 60 or not plain):
            seen = self.html.text()
            return seen if len(seen) > len(plain) else plain
        return plain

    @property
    def is_cut(self) -> bool:
        """Whether there were more lines than are read."""
        return any(document is not None and document.is_cut for document in (self.plain, self.html))

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        found = (address for name in DELIVERY_HEADERS for address in self.message.addresses(name))
        return tuple(dict.fromkeys(address.lower() for address in found))

    @cached_property
    def home(self) -> tuple[str, ...]:
        """Domains and addresses that are ours: as set, and those the mail was sent to."""
        domains = {address.rpartition("@")[2] for address in self.recipients}
        return (
            *(own.lower().lstrip("@") for own in self.rules.own_domains),
            *sorted(domain for domain in domains if not is_public_provider(domain)),
        )

    @cached_property
    def parties(self) -> Parties:
        own = tuple(own.lower().lstrip("@") for own in self.rules.own_domains)
        return Parties(self.rules.portals, (*own, *self.recipients))

    @cached_property
    def is_from_home(self) -> bool:
        domain = self.from_address.rpartition("@")[2]
        return bool(domain) and (portals.within(domain, self.home) or self.from_address in self.home)

    @cached_property
    def portal(self) -> Portal | None:
        found = portals.find(self.from_address, self.rules.portals)
        if found is None and self.is_from_home and not self.inner:
            # Mailing lists and gateways of our own put themselves into From and keep the portal elsewhere.
            for name in ("x-original-from", "x-original-sender", "reply-to", "sender"):
                for address in self.message.addresses(name):
                    if found := portals.find(address.lower(), self.rules.portals):
                        return found
        return found


def understand(mail: Mail) -> Found:
    """What ``mail`` is and the inquiries in it."""
    message = mail.message
    if kind := kinds.report(message, mail.text):
        return _not_an_inquiry(mail, kind)
    xml, xml_format = _xml(mail)
    if mail.portal is not None:
        return _from_portal(mail, xml, xml_format)
    if xml and kinds.is_forward(mail.subject) and (found := _forwarded_inline(mail)):
        return found
    if xml and not _claims_portal(mail) and not kinds.is_auto_reply(message, ""):
        return _build(mail, WEBSITE, xml_format, xml, None)
    if claimed := _claims_portal(mail):
        found = _not_an_inquiry(mail)
        if found.kind == OTHER:
            found.warnings.append(f"pretends to come from {claimed.name}, but the sender is not one of its addresses")
        return found
    if found := _attached(mail):
        return found
    if found := _forwarded_inline(mail):
        return found
    if found := _website(mail) or _letter(mail):
        return found
    return _not_an_inquiry(mail)


def _not_an_inquiry(mail: Mail, kind: str | None = None) -> Found:
    kind = kind or kinds.classify(mail.message, mail.text, mail.message.html)
    found = Found(kind, mail.portal.code if mail.portal else None)
    if kind == BOUNCE:
        found.recipients, found.ids = kinds.bounced(mail.message, mail.text)
    return found


# -- portals -----------------------------------------------------------------------------------------------------------


def _from_portal(mail: Mail, xml: list[Draft], xml_format: str | None) -> Found:
    portal = mail.portal
    auth, doubtful = _sender_check(mail)
    found = _portal_inquiry(mail, xml, xml_format)
    if found is None and not mail.inner:
        found = _attached(mail)
    if found is None:
        found = _portal_notice(mail)
    if found.kind == INQUIRY and doubtful:
        # Nobody has said whom to trust, but our own server doubts the sender: a person decides.
        found = Found(
            OTHER, portal.code, warnings=[f"the sender check failed for {portal.name}: not taken as an inquiry"]
        )
    found.auth = auth
    return found


def _sender_check(mail: Mail) -> tuple[str, bool]:
    results = mail.message.all("authentication-results")
    if not results or mail.inner:
        return sender.NONE, False
    domains = mail.portal.domains or tuple(address.rpartition("@")[2] for address in mail.portal.addresses)
    trusted = mail.rules.trusted_authserv
    if trusted:
        return sender.check(results, trusted, domains), False
    verdict = sender.check(results, mail.home, domains)
    return (sender.FAIL, True) if verdict == sender.FAIL else (sender.NONE, False)


def _portal_inquiry(mail: Mail, xml: list[Draft], xml_format: str | None) -> Found | None:
    portal = mail.portal
    if xml:
        return _build(mail, portal.code, xml_format, xml, portal)
    if portals.is_bulk_sender(portal, mail.from_address):
        return None
    if portal.code == "kleinanzeigen" and (address := _relay_address(mail)):
        return _relayed(mail, address)
    readings = _readings(mail, portal)
    if not any(reading.labels for _, reading, _ in readings):
        return None
    found = _build(mail, portal.code, LABELS, [], portal, readings)
    return found if _is_portal_inquiry(mail, found.inquiries[0]) else None


def _is_portal_inquiry(mail: Mail, inquiry: Inquiry) -> bool:
    """Whether what the labels of a portal's mail say is a prospect, and not the agency in a notice to itself."""
    named = inquiry.first_name or inquiry.last_name or inquiry.company
    written = inquiry.email and inquiry.origin.get("email") != HEADER
    called = inquiry.phone or inquiry.mobile
    if not (inquiry.email or called) or not (named or inquiry.message):
        return False
    if not (written or called or named and inquiry.message):
        return False
    noticed = kinds.BULK_SUBJECT.search(_without_quotes(mail.subject)) and not kinds.OPENS_AS_INQUIRY.match(
        mail.subject
    )
    if noticed:
        return bool(named and inquiry.message)
    if named and inquiry.message or _says_inquiry(mail):
        return True
    # Notices name the agency's own agent.
    return bool(written) and not portals.within(inquiry.email.rpartition("@")[2], mail.home)


def _without_quotes(text: str) -> str:
    """A subject without the title of the property, which may speak of anything."""
    return re.sub(r"[\"„“»'].{0,200}?[\"“”«']", " ", text)


def _says_inquiry(mail: Mail) -> bool:
    low = mail.subject.casefold()
    marks = mail.portal.subjects if mail.portal else ()
    return any(mark.casefold() in low for mark in marks) or bool(kinds.INQUIRY_SUBJECT.search(mail.subject))


def _portal_notice(mail: Mail) -> Found:
    """A portal's mail without a readable inquiry: advertising and notices, or a layout we do not know."""
    portal, message = mail.portal, mail.message
    found = Found(BULK, portal.code)
    if mail.inner:
        return Found(OTHER, portal.code)
    if kinds.is_invitation(message):
        found.kind = OTHER
        return found
    personal = not portals.is_no_reply(mail.from_address) and not portals.is_bulk_sender(portal, mail.from_address)
    if (
        kinds.is_auto_reply(message, mail.text)
        and not message.raw("precedence")
        and (personal or kinds.is_reply(message))
    ):
        found.kind = kinds.AUTO_REPLY
        return found
    noticed = kinds.BULK_SUBJECT.search(_without_quotes(mail.subject)) and not kinds.OPENS_AS_INQUIRY.match(
        mail.subject
    )
    if noticed or portals.is_bulk_sender(portal, mail.from_address):
        return found
    if personal and not kinds.is_bulk(message, mail.text):
        found.kind = REPLY if kinds.is_reply(message) else OTHER
        return found
    if _says_inquiry(mail) and not message.raw("list-unsubscribe"):
        found.kind = OTHER
        found.warnings.append(f"looks like an inquiry from {portal.name}, but no person could be read from it")
    return found


def _relay_address(mail: Mail) -> str | None:
    """The token address of the conversation: From, or Reply-To where a gateway has put itself into From."""
    found = [mail.inner.from_address] if mail.inner else [mail.message.sender[1], *mail.message.addresses("reply-to")]
    return next((address for address in found if portals.is_relay(address.lower(), mail.rules.portals)), None)


def _relayed(mail: Mail, address: str) -> Found:
    draft = Draft(HEADER)
    table = mail.rules.table(mail.portal)
    drafts: list[Draft] = []
    for origin, document in ((HTML, mail.html), (TEXT, mail.plain)):
        if document is not None:
            found = relay.read(document, origin, mail.from_name, table, mail.parties)
            found.refs += [(2, ref) for link in document.links[:50] for ref in refs_in_url(link)][:3]
            drafts.append(found)
    name = relay.via(mail.from_name)
    person(draft, {"name": name}, mail.parties, "de", {"name": mail.from_name})
    draft.put("email", address, "From")
    draft.values["email_is_alias"] = True
    draft.put("external_id", _conversation(mail), "X-Conversation-Id")
    drafts.append(draft)
    _number_in_message(drafts)
    message = next((known.values["message"] for known in drafts if known.values.get("message")), None)
    inquiry, found_lines = merge(drafts, language.detect(message, "de"))
    return Found(INQUIRY, mail.portal.code, RELAY, [inquiry], [found_lines])


def _conversation(mail: Mail) -> str | None:
    return mail.message.header("x-conversation-id")[:200] or None


# -- reading -----------------------------------------------------------------------------------------------------------


def _xml(mail: Mail) -> tuple[list[Draft], str | None]:
    """Prospects from XML in any part of the mail, or in its text."""
    rules = mail.rules
    table = rules.table(mail.portal)
    lang = mail.portal.language if mail.portal else "de"
    drafts: list[Draft] = []
    format_: str | None = None
    if not mail.inner:
        for part in mail.message.parts:
            if not _may_hold_xml(part):
                continue
            text = markup.text_of(part.data(), part.parameters.get("charset"))
            if "&lt;" in text and part.type == "text/html":
                text = html.read(text).text()
            if found := _documents(text, table, mail.parties, lang):
                is_body = part.type in ("text/plain", "text/html") and not part.is_attachment
                if is_body and kinds.is_reply(mail.message) and mail.portal is None:
                    continue
                format_ = format_ or found[1]
                seen = [(draft.refs, draft.values) for draft in drafts]
                drafts += [draft for draft in found[0] if (draft.refs, draft.values) not in seen]
    elif body := mail.plain or mail.html:
        return _documents(body.text(), table, mail.parties, lang) or ([], None)
    return drafts, format_


_ROOTS = re.compile(rb"openimmo_feedback|objektanfrage", re.IGNORECASE)


def _may_hold_xml(part: Part) -> bool:
    if part.type.startswith(("image/", "audio/", "video/", "font/")) and not part.filename.lower().endswith(".xml"):
        return False
    if part.encoding == "base64":
        sample = part.data(16_384)
        if not part.type.startswith("text/") and b"<" not in sample:
            return False
        return (
            bool(_ROOTS.search(sample.replace(b"\0", b"")))
            or part.type in ("text/plain", "text/html")
            and bool(_ROOTS.search(part.data()))
        )
    raw = bytes(part.raw[: 1024 * 1024])
    # Quoted-printable may break the name over two lines.
    if part.encoding == "quoted-printable":
        raw = raw.replace(b"=\n", b"")
    if _ROOTS.search(raw):
        return True
    return b"\0" in raw[:2000] and bool(_ROOTS.search(raw.replace(b"\0", b"")))


def _documents(text: str, table, parties: Parties, lang: str) -> tuple[list[Draft], str] | None:
    feedback = openimmo.read(text)
    if feedback is not None and (drafts := openimmo.drafts(feedback, table, parties, lang)):
        return drafts, OPENIMMO
    drafts = immowelt.read(text, table, parties, lang)
    return (drafts, IMMOWELT_XML) if drafts else None


def _readings(mail: Mail, portal: Portal | None) -> list[tuple[str, Reading, Document]]:
    table = mail.rules.table(portal)
    scout_text = bool(portal and portal.code == "immoscout24")
    result = []
    for origin, document in ((HTML, mail.html), (TEXT, mail.plain)):
        if document is not None:
            visible = _before_xml(document)
            result.append(
                (origin, reader.read(visible, table, quoted=portal is not None, closing_ends=scout_text), document)
            )
    return result


_XML_BEGINS = re.compile(
    r"\s*(?:-{2,}\s?openimmo|<\?xml|<(?:[\w.-]{1,20}:)?(?:openimmo_feedback|objektanfrage)\b)", re.IGNORECASE
)


def _before_xml(document: Document) -> Document:
    """The document without XML that was pasted into it, which has been read as such."""
    for index, line in enumerate(document.lines):
        if line.text and ("<" in line.text or "--" in line.text) and _XML_BEGINS.match(line.text):
            return Document(document.lines[:index], document.cells, document.links)
    return document


def _label_draft(reading: Reading, origin: str, mail: Mail, portal: Portal | None, lang: str) -> Draft:
    draft = Draft(origin)
    person(draft, reading.values, mail.parties, lang, reading.found)
    for ref in reading.refs:
        if portal and portal.code == "immonet" and (match := re.fullmatch(r"(.+?)-\d{5,}", ref)):
            # Immonet appends its own number to the agency's.
            ref = match[1]
        draft.refs.append((0, ref))
    draft.refs += [(1, ref) for ref in reading.portal_refs]
    urls = [ref for link in reading.links[:100] for ref in refs_in_url(link)]
    draft.refs += [(2, ref) for ref in list(dict.fromkeys(urls))[:2]]
    if "property_refs" in reading.found:
        draft.found["property_refs"] = reading.found["property_refs"]
    draft.put("message", reading.message, reading.found.get("message"))
    draft.put("disclosure", reading.disclosure, reading.found.get("disclosure"))
    draft.put("wishes", wishes(reading.wishes))
    draft.put(
        "preferred_contact",
        preferred_contact([reading.values["preferred_contact"]]) if "preferred_contact" in reading.values else None,
    )
    draft.put("external_id", reading.values.get("external_id"), reading.found.get("external_id"))
    draft.put("alias", reading.values.get("alias"))
    return draft


def _build(
    mail: Mail, code: str, format_: str | None, xml: list[Draft], portal: Portal | None, readings: list | None = None
) -> Found:
    """Inquiries from all sources of the mail."""
    found = Found(INQUIRY, code, format_)
    default = portal.language if portal else "de"
    if len(xml) > 1:
        for draft in xml:
            _xml_alias(draft)
            _number_in_message([draft])
            inquiry, known = merge([draft], language.detect(draft.values.get("message"), default))
            found.inquiries.append(_with_country(inquiry, default))
            found.lines.append(known)
        return found
    if readings is None:
        readings = _readings(mail, portal)
    if sum(reading.spanish for _, reading, _ in readings) >= 2:
        default = "es"
    elif sum(reading.english for _, reading, _ in readings) >= 3 and not (portal and portal.language == "es"):
        default = "en"
    drafts = list(xml)
    for draft in xml:
        _xml_alias(draft)
    drafts += [_label_draft(reading, origin, mail, portal, default) for origin, reading, _ in readings]
    if portal is not None and not any(draft.values.keys() & {"first_name", "last_name", "company"} for draft in drafts):
        _name_from_sentence(drafts[len(xml) :], readings, mail, default)
    if portal is not None and not any(draft.values.get("email") for draft in drafts):
        _email_anywhere(drafts[len(xml) :], readings, mail)
    drafts += [_subject_draft(mail), _header_draft(mail, portal)]
    if not any(rank <= 1 for draft in drafts for rank, _ in draft.refs):
        _reference_in_sentence(drafts[len(xml) :], readings)
    _number_in_message(drafts)
    message = next((draft.values["message"] for draft in drafts if draft.values.get("message")), None)
    inquiry, known = merge(drafts, language.detect(message, default))
    found.inquiries.append(_with_country(inquiry, default))
    found.lines.append(known)
    return found


def _reference_in_sentence(drafts: list[Draft], readings: list) -> None:
    for draft, (_, reading, document) in zip(drafts, readings, strict=False):
        message = set((reading.message or "").split("\n"))
        texts = [line.text.replace(MARK, "") for line in document.lines if not line.quoted]
        spoken = [text for text in texts if text not in message]
        # What the form says counts more than what the prospect mentions.
        for rank, lines_ in ((1, spoken), (3, list(message))):
            if found := sentences.reference(lines_):
                draft.refs.append((rank, found[0]))
                draft.found.setdefault("property_refs", found[1][:300])
                return


def _number_in_message(drafts: list[Draft], is_letter: bool = False) -> None:
    if any(draft.values.get(name) for draft in drafts for name in ("phone", "mobile")):
        return
    for draft in drafts:
        if found := sentences.number(str(draft.values.get("message") or ""), is_letter):
            draft.put("mobile" if found[0].mobile else "phone", found[0].raw, found[1][:300])
            return


def _with_country(inquiry: Inquiry, default: str) -> Inquiry:
    """The country, where postcode and dialling code tell it together."""
    if inquiry.country:
        return inquiry
    code = country_of(inquiry.zip, [number for number in (inquiry.phone, inquiry.mobile) if number])
    if code is None or default == "es" and code != "ES":
        return inquiry
    return replace(inquiry, country=code, origin={**inquiry.origin, "country": inquiry.origin["zip"]})


def _name_from_sentence(drafts: list[Draft], readings: list, mail: Mail, lang: str) -> None:
    for draft, (_, _, document) in zip(drafts, readings, strict=True):
        if found := sentences.name(document):
            person(draft, {"name": found[0]}, mail.parties, lang, {"name": found[1]})
            return


def _email_anywhere(drafts: list[Draft], readings: list, mail: Mail) -> None:
    """The first address of a person in a portal's mail, unless it stands in the message."""
    for draft, (_, reading, document) in zip(drafts, readings, strict=True):
        for line in document.lines[:400]:
            if "@" in line.text or line.mail:
                address, alias = mail.parties.email(line.text if "@" in line.text else line.mail)
                if (
                    not address
                    or address in (reading.message or "")
                    or portals.within(address.rpartition("@")[2], mail.home)
                ):
                    continue
                draft.put("email", address, line.text[:300])
                if alias:
                    draft.values["email_is_alias"] = True
                return


def _xml_alias(draft: Draft) -> None:
    for label, value in (draft.values.get("disclosure") or {}).items():
        if "alias" in label.lower():
            draft.put("alias", value)


def _subject_draft(mail: Mail) -> Draft:
    draft = Draft(SUBJECT)
    brands = {word for known in mail.rules.portals for word in (known.code, known.name.casefold(), *known.brand)}
    draft.refs = [(4, ref) for ref in subject.refs(mail.subject) if ref.casefold() not in brands]
    if name := subject.name(mail.subject):
        person(draft, {"name": name}, mail.parties, "en", {"name": mail.subject})
    return draft


def _header_draft(mail: Mail, portal: Portal | None) -> Draft:
    """Reply-To is the prospect at portals and forms that set it; From only where nobody else could have sent it."""
    draft = Draft(HEADER)
    draft.put("external_id", _conversation(mail), "X-Conversation-Id")
    if mail.inner:
        pairs = [("", mail.inner.reply_to)] if mail.inner.reply_to else []
    else:
        pairs = [pair for value in mail.message.all("reply-to") for pair in headers.addresses(value)]
    if portal is None and not mail.is_from_home:
        pairs.append((mail.from_name, mail.from_address))
    for name, address in pairs:
        email, alias = mail.parties.email(address)
        if not email or portals.is_no_reply(email.lower()) or portals.claimed(name or "", mail.rules.portals):
            continue
        draft.put("email", email, "Reply-To")
        if alias:
            draft.values["email_is_alias"] = True
        if name and "@" not in name:
            person(draft, {"name": name}, mail.parties, "de", {"name": name})
        break
    return draft


# -- forwarded and other senders ---------------------------------------------------------------------------------------


def _attached(mail: Mail) -> Found | None:
    """Inquiries in mails attached to this one."""
    if mail.depth >= 3:
        return None
    result: Found | None = None
    for inner in mail.message.attached:
        found = understand(Mail(inner, mail.rules, depth=mail.depth + 1))
        if found.kind != INQUIRY:
            continue
        if result is None:
            result = found
        else:
            result.inquiries += found.inquiries
            result.lines += found.lines
    return result


def _forwarded_inline(mail: Mail) -> Found | None:
    is_forward = kinds.is_forward(mail.message.header("subject")) if not mail.inner else True
    if not is_forward and kinds.is_reply(mail.message):
        return None
    for is_html, document in ((True, mail.html), (False, mail.plain)):
        if document is None:
            continue
        if not is_forward and not forwarded.starts_with_marker(document) and not _opens_with_header(document):
            continue
        inner = forwarded.find(document)
        if inner is None or mail.depth >= 3:
            continue
        forward = Mail(mail.message, mail.rules, inner, is_html, mail.depth + 1)
        xml, xml_format = _xml(forward)
        if not xml:
            xml, xml_format = _xml(mail)
        if forward.portal is not None:
            found = _portal_inquiry(forward, xml, xml_format)
        elif xml:
            found = _build(forward, WEBSITE, xml_format, xml, None)
        else:
            found = _forwarded_inline(forward) or _website(forward)
        if found and found.kind == INQUIRY:
            return found
    return None


def _opens_with_header(document: Document) -> bool:
    head = [line for line in document.lines[:12] if line.text]
    return forwarded.find(Document(head, document.cells)) is not None


def _claims_portal(mail: Mail) -> Portal | None:
    """The portal a foreign sender names itself after."""
    if mail.is_from_home or mail.inner:
        return None
    known = mail.rules.portals
    if mail.subject.casefold().startswith("nutzer-anfrage zu deiner anzeige"):
        return next((portal for portal in known if portal.code == "kleinanzeigen"), None)
    domain = mail.from_address.rpartition("@")[2]
    texts = [mail.from_name, domain]
    # A colleague who forwards or a prospect who answers keeps the portal's subject.
    if not kinds.is_forward(mail.subject) and not kinds.is_reply(mail.message):
        texts.append(_without_quotes(mail.subject))
    return next((portal for text in texts if (portal := portals.claimed(text, known))), None)


def _website(mail: Mail) -> Found | None:
    """A form of the agency's own site or of an unknown sender with everything an inquiry needs."""
    message = mail.message
    if kinds.is_invitation(message) or not mail.inner and _is_answer(mail):
        return None
    readings = _readings(mail, None)
    if not any(reading.labels >= 2 for _, reading, _ in readings):
        return None
    found = _build(mail, WEBSITE, LABELS, [], None, readings)
    inquiry = found.inquiries[0]
    reachable = inquiry.origin.get("email") in (HTML, TEXT) or inquiry.phone or inquiry.mobile
    referenced = any(reading.refs or reading.portal_refs for _, reading, _ in readings)
    if mail.is_from_home or mail.inner or referenced and inquiry.message:
        reachable = reachable or inquiry.email
    named = any(inquiry.origin.get(name) in (HTML, TEXT) for name in ("first_name", "last_name", "company"))
    if not reachable or not named or not (inquiry.message or referenced or inquiry.property_refs):
        return None
    about = f"{mail.subject}\n{inquiry.message or ''}\n{mail.text[:2000]}"
    if _NOT_PROPERTY.search(mail.subject) or _NOT_PROPERTY.search(inquiry.message or "") and not inquiry.property_refs:
        return None
    if not referenced and not _ABOUT_PROPERTY.search(about):
        return None
    if _COMPLAINT.search(about) and not mail.is_from_home and not sentences.says_interest(inquiry.message or mail.text):
        return None
    if not inquiry.property_refs and _has_foreign_link(mail, inquiry.message or ""):
        return None
    return found


_LETTER_ABOUT_ELSE = re.compile(
    r"bewerb|lebenslauf|rechnung|kündig|notar|mahnung|kooperation|dienstleist|reinigung|handwerk|mein mieter"
    r"|mein vermieter|unser mietvertrag|mein mietvertrag|kaufvertrag|unsubscribe|abmelden"
    r"|gemeinschaftsgeschäft|kolleg|(?:unsere[nm]?|unserer|einen|meinen?) (?:kund|mandant)|im auftrag|provision"
    r"|finanzierungsbestätigung|ihre bank|gutacht|energieausweis|grundbuch|steuer|versicherung|hausverwaltung"
    r"|eigentümer|mein (?:haus|objekt|inserat)|meiner? (?:wohnung|immobilie)|unterlagen nachreichen|rückabwicklung",
    re.IGNORECASE,
)


def _letter(mail: Mail) -> Found | None:
    """A mail somebody wrote in their own words about a property whose number they give."""
    message, document = mail.message, mail.html or mail.plain
    text = mail.text
    if document is None or len(text) > 4000 or mail.inner or mail.is_from_home or _is_answer(mail):
        return None
    if kinds.classify(message, text, message.html) != OTHER or kinds.is_forward(mail.subject):
        return None
    if (
        kinds.is_invitation(message)
        or portals.is_no_reply(mail.from_address)
        or not mail.from_address
        or _has_foreign_link(mail, text)
    ):
        return None
    named = sentences.reference([mail.subject, *text.split("\n")])
    about = f"{mail.subject}\n{text}"
    if not named or not sentences.says_interest(about):
        return None
    if _LETTER_ABOUT_ELSE.search(about) or _COMPLAINT.search(about):
        return None
    origin = HTML if document is mail.html else TEXT
    draft = Draft(origin)
    body, disclosure = reader.clean_message(text.split("\n"), mail.rules.table(None))
    draft.put("message", body)
    draft.put("disclosure", disclosure)
    if found := sentences.reference(text.split("\n")):
        draft.refs.append((1, found[0]))
        draft.found["property_refs"] = found[1][:300]
    drafts = [draft, _subject_draft(mail), _header_draft(mail, None)]
    _number_in_message(drafts, is_letter=True)
    inquiry, known = merge(drafts, language.detect(body, "de"))
    return Found(INQUIRY, WEBSITE, None, [_with_country(inquiry, "de")], [known]) if inquiry.email else None


def _is_answer(mail: Mail) -> bool:
    message = mail.message
    if kinds.is_reply(message):
        return True
    if kinds.is_auto_reply(message, mail.text):
        return not (
            mail.is_from_home
            and not message.raw("auto-submitted").lower().startswith("auto-replied")
            and not kinds.report(message, mail.text)
            and not _away(mail)
        )
    if message.raw("x-spam-flag").strip().upper().startswith("YES"):
        return True
    return any(message.raw(name) for name in ("list-unsubscribe", "list-id")) and not mail.is_from_home


def _away(mail: Mail) -> bool:
    probe = Message(fields={"subject": [mail.subject]})
    return kinds.is_auto_reply(probe, mail.text)


def _has_foreign_link(mail: Mail, text: str) -> bool:
    for match in _URL.finditer(text):
        host = match[1].lower().removeprefix("www.").rstrip(".")
        if not portals.within(host, mail.home) and portals.find("@" + host, mail.rules.portals) is None:
            return True
    return False
