"""The sources of one mail (XML, labels, patterns, subject, headers) as drafts, best first, and merged into
inquiries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from ..contact.companies import is_company
from ..contact.given_names import is_given_name
from ..contact.postcodes import is_town
from ..contact.salutations import is_salutation, salutation
from ..contact.text import fold
from . import ending, form, layouts, portals, recognise, references, relay, structure
from .assemble import NAMES, Read, complete, conversation, finish, form_header, header_draft
from .drafts import Draft, person, preferred_contact, wishes
from .feedback import xml_drafts
from .form import Reading
from .form_message import GREETING
from .labels import Table
from .letters import is_personal, letter, other_address, tells_of_another
from .lines import MARK, Document, Line
from .mail import Mail
from .types import HEADER, LABELS, PATTERN, RELAY

# An imprint above so many lines is another one's than the sender's.
_MOST_OF_FOOT = 12
WAYS = ("email", "phone", "mobile")
# What somebody calls themselves where no name is asked for; a name cut to a letter tells no more.
_HANDLE = re.compile(r"[\d_]")
# A line that tells a name has so many characters at most.
_MOST_OF_NAME = 120
# What is longer and speaks of "me" is no line of a card.
_SENTENCE = 40
_OF_A_PERSON = {"name", "first_name", "last_name", *WAYS}
_XML_BEGINS = re.compile(
    r"\s*(?:-{2,}\s?openimmo|<\?xml|<(?:[\w.-]{1,20}:)?(?:openimmo_feedback|objektanfrage)\b)", re.IGNORECASE
)


def read(mail: Mail) -> Read:
    """Everything a mail says about prospects, whatever kind it turns out to be."""
    xml, format_ = xml_drafts(mail)
    if len(xml) > 1:
        inquiries, stated = [finish([draft], mail.language) for draft in xml], [draft.stated for draft in xml]
        return Read(inquiries, format_, announced=True, stated=stated, is_xml=True)
    readings = _readings(mail)
    if xml:
        return replace(_merged(mail, readings, xml), format=format_, is_xml=True)
    labels = max((reading.labels for _, reading, _ in readings), default=0)
    address = _relay_address(mail)
    if address or not labels and mail.portal and mail.portal.claims:
        # A conversation's text may come without its address.
        found = _relayed(mail, readings, address)
        if found.is_relay or found.own_words:
            return found
    # Numbers and addresses have labels in the signature of a letter too.
    given = {name for _, reading, _ in readings for name in reading.values}
    contact = given & {"name", "first_name", "last_name"} and (labels >= 2 or given & {*WAYS})
    if contact or not is_personal(mail) or tells_of_another(mail, readings):
        return replace(_merged(mail, readings, []), labels=labels, format=LABELS if labels else None)
    return letter(mail, readings)


# -- relayed conversations --------------------------------------------------------------------------------------------


def _relay_address(mail: Mail) -> str | None:
    """The address of the conversation: From, or Reply-To where a gateway has put itself into From."""
    if mail.portal is None:
        return None
    known, named = mail.rules.portals, relay.via(mail.from_name) is not None
    message = mail.message
    for address in [mail.from_address] if mail.inner else [message.sender[1], *message.addresses("reply-to")]:
        low = address.lower()
        is_portals = mail.portal.claims and portals.is_relay(low, known)
        if is_portals or named and portals.find(low, known) is mail.portal and not portals.is_no_reply(low):
            return address
    return None


def _relayed(mail: Mail, readings: list, address: str | None) -> Read:
    # Some portals put their form into the conversation.
    forms = [entry for entry in readings if entry[1].labels > 2 and (entry[1].message or not mail.portal.claims)]
    drafts = [_label_draft(reading, origin, mail, mail.language) for origin, reading, _ in forms]
    for origin, document in mail.documents:
        is_bare = not _first(drafts, "message")
        drafts.append(relay.read(document, origin, mail.from_name, mail.labels, mail.parties, mail.rules, is_bare))
        drafts[-1].refer(document.links[:50])
    if not any(draft.values.keys() & {*NAMES} for draft in drafts) and not relay.via(mail.from_name):
        texts = [line.text for _, document in mail.documents[:1] for line in document.lines[:60]]
        if named := recognise.name_in_sentence(texts, mail.rules, recognise.TOLD):
            person(drafts[-1], {"name": named[0]}, mail.parties, "de", {"name": named[1]})
    header = Draft(HEADER)
    person(header, {"name": relay.via(mail.from_name)}, mail.parties, "de", {"name": mail.from_name})
    header.put("external_id", conversation(mail), "X-Conversation-Id")
    if address:
        header.put("email", address, "From")
        header.put("email_is_alias", True)
        if mail.documents and not _first(drafts, "message"):
            # Nothing of the portal around it: a letter.
            drafts[-1].say(ending.letter(mail.documents[0][1].lines)[0], mail.labels, "From")
    if said := _first(drafts, "message"):
        drafts.append(_told_of_oneself(said, [*drafts, header], mail))
    inquiry = complete(mail, drafts, header, is_letter=True)
    return Read(
        [inquiry],
        RELAY,
        announced=bool(inquiry.property_refs),
        links=[link for _, document in mail.documents for link in document.links[:50]],
        own_words=inquiry.message or "",
        is_relay=bool(address),
    )


def _first(drafts: list[Draft], name: str) -> str:
    """The first value ``name`` that a draft has."""
    return next((str(draft.values[name]) for draft in drafts if draft.values.get(name)), "")


def _told_of_oneself(said: str, drafts: list[Draft], mail: Mail) -> Draft:
    """The data a writer gives in the words of a conversation; what the ``drafts`` name them by gives way to a name."""
    known = next((draft for draft in drafts if draft.values.get("first_name")), drafts[-1])
    draft = Draft(PATTERN)
    texts = said.split("\n")
    found = recognise.contacts([Line(text) for text in texts], {"email", "phone", "address"}, mail.parties, mail.rules)
    person(draft, dict(found.raw), mail.parties, "de", found.lines)
    named = recognise.name_in_sentence(texts, mail.rules)
    first = str(known.values.get("first_name") or "")
    called = [first, str(known.values.get("last_name") or "")]
    is_handle = bool(_HANDLE.search(first)) or any(len(part.strip(".")) == 1 for part in called)
    if not named and first and not known.values.get("last_name"):
        named = _signed_formally(texts, first)
        is_handle = named is not None
    if named and is_handle:
        for other in drafts:
            if other.values.get("first_name") == first:
                for part in NAMES[:2]:
                    other.values.pop(part, None)
    if named and (not first or is_handle or named[0].startswith(f"{first} ")):
        person(known, {"name": named[0]}, mail.parties, "de", {"name": named[1]})
    return draft


def _signed_formally(texts: list[str], word: str) -> tuple[str, str] | None:
    """``(name, line)`` below a message that has the one ``word`` behind a form of address: "Ehepaar Tolk"."""
    for text in [text.strip() for text in texts if text.strip()][1:][-3:]:
        address, _, name = text.rpartition(" ")
        if address and fold(name) == fold(word) and is_salutation(address):
            return text, text
    return None


# -- forms ------------------------------------------------------------------------------------------------------------


def _readings(mail: Mail) -> list[tuple[str, Reading, Document]]:
    how = {
        "quoted": mail.portal is not None,
        "closing_ends": bool(mail.portal and mail.portal.closing_ends),
        "is_own": mail.rules.is_own_name,
        "senders": mail.senders,
    }
    bodies = [(origin, _of_prospect(document, mail)) for origin, document in mail.documents]
    return [(origin, form.read(found, mail.labels, **how), found) for origin, found in bodies]


def _of_prospect(document: Document, mail: Mail) -> Document:
    """The document without XML that was pasted into it, which has been read as such, and a portal's imprint."""
    for index, line in enumerate(document.lines):
        is_xml = ("<" in line.text or "--" in line.text) and _XML_BEGINS.match(line.text)
        is_foot = mail.portal and index >= len(document.lines) - _MOST_OF_FOOT
        if line.text and (is_xml or is_foot and _is_imprint(document.lines, index, mail.senders)):
            return Document(document.lines[:index], document.cells, document.links)
    return document


def _is_imprint(lines: list[Line], index: int, senders: Iterable[str]) -> bool:
    """Whether a line opens the sender's imprint: a company with its address, in a paragraph that names the sender where
    it takes two lines."""
    if ending.is_imprint(lines[index].text):
        return True
    above, following = (lines[at].text if 0 <= at < len(lines) else "" for at in (index - 1, index + 1))
    if above and not ending.is_rule(above) or not ending.is_imprint(f"{lines[index].text}, {following}"):
        return False
    paragraph = takewhile(bool, (line.text for line in lines[index : index + _MOST_OF_FOOT]))
    named = fold(" ".join(paragraph)).replace(" ", "")
    return any(name in named for name in senders)


def _merged(mail: Mail, readings: list, xml: list[Draft]) -> Read:
    """One inquiry from all sources of the mail."""
    default = mail.language
    if sum(reading.spanish for _, reading, _ in readings) >= 2:
        default = "es"
    elif sum(reading.english for _, reading, _ in readings) >= 3 and default != "es":
        default = "en"
    labelled = [_label_draft(reading, origin, mail, default) for origin, reading, _ in readings]
    drafts = [*xml, *labelled]
    if not _first(labelled, "message"):
        # What answering services write behind "Anliegen" is the message where there is no other.
        for draft, (_, reading, _) in zip(labelled, readings, strict=True):
            draft.put("message", reading.values.get("concern"), reading.values.get("concern"))
    if readings and not xml:
        drafts.append(_recognised(mail, readings, drafts, default))
        if not _first(drafts[:-1], "message"):
            said = _letter_around(mail, readings[0][2], _first(drafts, "last_name"))
            if said:
                # More than what was recognised of it.
                drafts[-1].values.pop("message", None)
                drafts[-1].say(said, mail.labels, mail.subject)
    if not any(rank <= 1 for draft in drafts for rank, _ in draft.refs):
        _reference_in_sentence(labelled, readings)
    for draft in xml:
        told = (value for label, value in (draft.values.get("disclosure") or {}).items() if "alias" in label.lower())
        draft.put("alias", next(told, None))
    _full_name(drafts, mail)
    if readings and not xml:
        _given_name_told(drafts, [mail.subject, *(line.text for line in readings[0][2].lines[:200])], mail)
    inquiry = complete(mail, drafts, form_header(mail, drafts) if not xml else header_draft(mail), default)
    said = [text for _, reading, _ in readings[:1] for text in reading.wishes if text not in ("viewing", "callback")]
    texts = [line.text for _, _, document in readings[:1] for line in document.lines[:400] if not line.quoted]
    return Read(
        [inquiry],
        announced=any(draft.refs for draft in (*xml, *labelled)),
        stated=[tuple(ref for draft in drafts for ref in draft.stated)],
        about=[text for _, reading, _ in readings for text in reading.about],
        links=[link for _, reading, _ in readings for link in reading.links[:100]],
        own_words="\n".join([inquiry.message, *said]) if inquiry.message else "\n".join(texts),
    )


def _letter_around(mail: Mail, document: Document, name: str) -> list[str]:
    """The letter its sender, of this last ``name``, wrote around their own data ("hier unsere Angaben:"): it greets,
    and says in words what the data are for. Empty where there is none."""
    texts = [text for line in document.lines[:60] if (text := ending.plain(line.text))]
    is_writer = is_personal(mail) and fold(name) in fold(f"{mail.from_name} {mail.from_address}")
    if not name or not is_writer or not texts or not GREETING.match(texts[0]):
        return []
    said = (text for text in texts[1:] if not any(pair.value for pair in layouts.of_line(text, mail.labels)))
    return ending.letter(document.lines)[0] if any(map(ending.is_personal, said)) else []


def _full_name(drafts: list[Draft], mail: Mail) -> None:
    """The last name a message gives where the sender tells the first one alone ("Ida", "Hi, I am Ida Wolf …")."""
    first = _first(drafts, "first_name")
    if _first(drafts, "last_name") or not first and _first(drafts, "company"):
        return
    said = _first(drafts, "message").split("\n")
    named = recognise.name_in_sentence(said, mail.rules, recognise.INTRODUCES)
    if named and not first and drafts and (" " in named[0] or f"bin {named[0]}" not in named[1]):
        # A machine that takes calls asks nobody's name. "Ich bin Rentner" tells none.
        _name_told(drafts[-1], named, mail, "de")
        return
    if not first:
        return
    if named and named[0].startswith(f"{first} "):
        known = next(draft for draft in drafts if draft.values.get("first_name"))
        del known.values["first_name"]
        person(known, {"name": named[0]}, mail.parties, "de", {"name": named[1]})


def _given_name_told(drafts: list[Draft], texts: list[str], mail: Mail) -> None:
    """The given name a short line has in front of the last name, which is all that the labels told: "von Frau Ida
    Wolf", above "Nachricht von Frau Wolf"."""
    last = _first(drafts, "last_name")
    if not last or _first(drafts, "first_name") or _first(drafts, "salutation") == "family":
        return
    for text in texts:
        before, found, _behind = text[:_MOST_OF_NAME].partition(f" {last}")
        if not found or len(text) >= _MOST_OF_NAME or ending.is_first_person(text):
            continue
        given = before.replace(MARK, " ").rpartition(" ")[2]
        if is_given_name(given) and not mail.rules.is_own_name(f"{given} {last}"):
            next(draft for draft in drafts if draft.values.get("last_name")).put("first_name", given, text)
            return


def _name_told(draft: Draft, named: tuple[str, str], mail: Mail, lang: str) -> None:
    """Take the name a sentence tells: one word is the last name, unless it is a given name."""
    is_surname = " " not in named[0] and not is_given_name(named[0])
    part = "last_name" if is_surname else "name"
    person(draft, {part: named[0]}, mail.parties, lang, {part: named[1]})


def _label_draft(reading: Reading, origin: str, mail: Mail, lang: str) -> Draft:
    draft = Draft(origin)
    values = {**reading.values}
    if not values.keys() & {*NAMES[:2]} and _is_surname(values.get("name", ""), values.get("email", "")):
        values["last_name"] = values.pop("name")
    person(draft, values, mail.parties, lang, reading.found)
    tail = mail.portal.ref_tail if mail.portal else None
    # Immonet appends its own number to the agency's.
    draft.refs += [(0, tail.sub("", ref) if tail else ref) for ref in reading.refs]
    draft.refs += [(1, ref) for ref in reading.portal_refs]
    draft.refer(reading.links[:100], 2)
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


def _is_surname(text: str, email: str) -> bool:
    """Whether the one word somebody gives as their name is the last one, as a form's "Name" asks for: no given name,
    nor what stands first in their address ("hauke.t@…")."""
    if not text.isalpha() or not text[0].isupper() or is_given_name(text) or salutation(text):
        return False
    first, *others = re.findall(r"[^\W\d_]+", fold(email.partition("@")[0])) or [""]
    return first != fold(text) or not others or is_given_name(others[0])


def _recognised(mail: Mail, readings: list, drafts: list[Draft], lang: str) -> Draft:
    """What no label gave, recognised by what it is."""
    given = {name for draft in drafts for name in draft.values}
    wanted = {"email"} - given | (set() if given & {"first_name", "last_name"} else {"name"})
    is_labelled = any(reading.values.keys() & _OF_A_PERSON for _, reading, _ in readings)
    wanted |= set() if given & {"phone", "mobile"} else {"number"} if is_labelled else {"phone"}
    wanted |= set() if is_labelled else {"address"}
    result = Draft(PATTERN)
    document = readings[0][2]
    message = {text for draft in drafts for text in str(draft.values.get("message") or "").split("\n")}
    body = document.lines if mail.portal else ending.unquoted(document.lines[:500])
    others = {
        text for text in (line.text for line in body[:400]) if text in message or _is_of_agency(text, mail.labels)
    }
    outside = [line if line.text not in others else Line("") for line in body[:400]]
    texts = [line.text for line in outside]
    mailbox = _first(drafts, "email") or mail.answered
    at: list[int] = []
    if "name" in wanted and (other := other_address(mail, texts)):
        person(result, other[0], mail.parties, lang, dict.fromkeys(other[0], other[1]))
        wanted -= other[0].keys()
    if "name" in wanted:
        subject = [mail.subject] if mail.portal or not is_personal(mail) else []
        if found := recognise.name_in_sentence(texts, mail.rules) or recognise.name_in_sentence(subject, mail.rules):
            _name_told(result, found, mail, lang)
            wanted.discard("name")
            beside = [found[0]]
        else:
            # Beside a way of contact that has a label the name may have one that nobody knows, or none.
            names_of_ways = WAYS if mail.portal is None and not mail.is_from_home else WAYS[:1]
            beside = [str(draft.values[way]) for draft in drafts for way in names_of_ways if draft.values.get(way)]
        cards = (text if not ending.is_first_person(text) else "" for text in texts)
        at = [index for index, text in enumerate(cards) if any(value in text for value in beside)][:1]
        at += [index for index, text in enumerate(cards) if mailbox and mailbox in text][:1]
    service = "" if mail.portal or mail.is_from_home else mail.from_address.rpartition("@")[2]
    found = recognise.contacts(outside, wanted, mail.parties, mail.rules, service, at, mailbox)
    if portals.within(found.raw.get("email", "").rpartition("@")[2].lower(), mail.home):
        del found.raw["email"]
    if "name" in wanted - found.raw.keys():
        email = _first(drafts, "email") or found.raw.get("email", "")
        if named := recognise.name_of_address(email, texts, mail.rules):
            found.put("name", *named, 0)
    person(result, dict(found.raw), mail.parties, lang, found.lines)
    if is_labelled and not given & {"street", "zip", "city"}:
        _address_on_card(result, [*drafts, result], texts, mail, lang)
    everyone = [*drafts, result]
    if "company" not in given and (firm := _firm_on_card(everyone, texts, mail.senders)):
        result.put("company", firm, firm)
    if not _first(everyone, "salutation") and (told := _salutation_beside(everyone, texts)):
        next(draft for draft in everyone if draft.values.get("last_name")).put("salutation", *told)
    if not _first(everyone, "city") and (town := _town_beside(everyone, texts)):
        result.put("city", *town)
    is_wordless = any(reading.wordless for _, reading, _ in readings)
    if is_wordless or _first(drafts, "message") or not (result.has_person or given & set(NAMES)):
        return result
    called = [_first([*drafts, result], name) for name in NAMES[:2]]
    others = {
        text for text in texts[:60] if any(name and name in text for name in called) and _is_announced(text, mail)
    }
    unlabelled = [
        line if line.text not in others and not layouts.of_line(line.text, mail.labels) else Line("")
        for line in outside
    ]
    # A number among the words of a sentence does not make a card of it.
    taken = [at for at in found.at if len(texts[at]) < _SENTENCE or not ending.is_first_person(texts[at])]
    said = recognise.message(unlabelled, taken, mail.senders, called[1])
    if not said and not structure.is_reply_subject(mail.subject):
        said = recognise.message(ending.said_in_quotes(document.lines[:500]), [])
    if said:
        result.say(said[0], mail.labels, said[1])
    return result


def _firm_on_card(drafts: list[Draft], texts: list[str], senders: Iterable[str]) -> str | None:
    """The company of a card, each in a line of its own: between somebody's name and their street, or above the name
    with nothing above it, unless it is one of the ``senders``."""
    name, street = _first(drafts, "last_name"), _first(drafts, "street")
    if not name:
        return None
    for above, text, below in zip(["", *texts], texts, [*texts[1:], ""], strict=False):
        is_inside = street and name in above and below.startswith(street)
        is_head = (
            not above
            and name in below
            and len(below) < _SENTENCE
            and below[-1].isalpha()
            and not below.startswith(street or " ")
        )
        if not (is_inside or is_head and ":" not in text) or not is_company(text) or len(text) > _SENTENCE * 2:
            continue
        if is_inside or not any(sender in fold(text).replace(" ", "") for sender in senders):
            return text.strip()
    return None


def _salutation_beside(drafts: list[Draft], texts: list[str]) -> tuple[str, str] | None:
    """``(salutation, line)`` that stands before or behind the person's name, where it is told again, or in a line of
    its own."""
    name = _first(drafts, "last_name")
    alone = {code for text in texts if len(text) < _SENTENCE and (code := _alone(text))}
    for text in texts if name else ():
        # Both are a form's options.
        if len(alone) == 1 and _alone(text) or len(text) < _MOST_OF_NAME and name in text:
            before, _, behind = text.partition(name)
            *_, title, last = ["", "", *before.strip().removesuffix(_first(drafts, "first_name")).split()]
            # "Herr Dr. Max Muster"; what stands further in front is somebody else's.
            told = [last, title if last.endswith(".") else ""] + behind.strip(" ").split()[:1] * behind.startswith(" (")
            if found := next((code for word in told if (code := salutation(word.strip("()"))) in ("mr", "mrs")), None):
                return found, text
    return None


def _alone(text: str) -> str | None:
    """The salutation a line consists of."""
    word = text.strip(" *,")
    return salutation(word) if is_salutation(word) else None


def _town_beside(drafts: list[Draft], texts: list[str]) -> tuple[str, str] | None:
    """``(town, line)`` where a line is nothing but the person's name and a town: "Max Muster, Kiel"."""
    name = _first(drafts, "last_name")
    for text in texts[:60] if name else ():
        who, comma, town = text.strip().partition(f"{name}, ")
        if comma and town[:1].isupper() and len(who.split()) < 4 and not is_given_name(town) and is_town(town):
            return town, text
    return None


def _is_of_agency(text: str, labels: Table) -> bool:
    """Whether a line tells who works on the matter ("Ansprechpartner: Frau Preil, Telefon 0341 …")."""
    pair = next(iter(layouts.of_line(text, labels)), None) if ":" in text else None
    return bool(pair and pair.name == "agency" and pair.value)


def _is_announced(text: str, mail: Mail) -> bool:
    """Whether a line tells who asks, as only the portal would ("Max Muster möchte mehr über Ihr Objekt erfahren.")."""
    return not ending.is_first_person(text) and recognise.name_in_sentence([text], mail.rules) is not None


def _address_on_card(result: Draft, drafts: list[Draft], texts: list[str], mail: Mail, lang: str) -> None:
    name, ways = (
        _first(drafts, "last_name"),
        [str(draft.values[way]) for draft in drafts for way in WAYS if way in draft.values],
    )
    if name and (found := recognise.address_on_card(texts, name, ways)):
        person(result, {"address": found[0]}, mail.parties, lang, {"address": found[1]})


def _reference_in_sentence(labelled: list[Draft], readings: list) -> None:
    for draft, (_, reading, document) in zip(labelled, readings, strict=False):
        message = set((reading.message or "").split("\n"))
        texts = [line.text.replace(MARK, "") for line in document.lines if not line.quoted]
        spoken = [text for text in texts if not {text, text.partition(": ")[2]} & message]
        # What the form says counts more than what the prospect mentions.
        for rank, texts_ in ((1, spoken), (3, list(message))):
            if found := references.in_lines(texts_):
                draft.refs.append((rank, found[0]))
                draft.found.setdefault("property_refs", found[1][:300])
                return
