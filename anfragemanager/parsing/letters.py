"""A mail somebody wrote in their own words, for themselves or for somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise, takewhile

from ..contact import names, phones
from ..contact.companies import has_legal_form, is_company
from ..contact.emails import is_made_of, is_public_provider
from ..contact.given_names import is_given_name
from ..contact.text import fold
from ..contact.titles import strip_titles
from . import ending, portals, recognise, references, structure
from .assemble import NAMES, Read, complete, header_draft
from .drafts import Draft, name_apart, person
from .form_message import GREETING
from .lines import Document, Line, has_digit
from .mail import Mail
from .tables import pattern
from .types import PATTERN, SUBJECT
from .values import EMAIL, HTTP

_ON_BEHALF = re.compile(r"^(?:i\.\s?[av]\.|ppa\.)\s*", re.IGNORECASE)
_ADDRESSED = re.compile(r"^(?:herrn?|frau|mrs?|ms)\.?\s+", re.IGNORECASE)
# Rules that frame a card stand above so many lines.
_MOST_FRAMED = 60
# A firm stands above so many lines below a letter.
_MOST_OF_CARD = 15
_WOMAN = re.compile(r"^[A-ZÄÖÜ][a-zäöüß-]*(?:(?:er|or|ar|ist|ent|ant|ekt|ält|ärzt|eut|eur|wirt|ät)in|frau|dame)$")
# "hier unsere Angaben zur Bewerbung:" announces nobody else's
_OWN_DATA = pattern("letters.own_data")
_WAYS = frozenset(("email", "mobile", "landline"))


def is_personal(mail: Mail) -> bool:
    """Whether a person may have sent the mail from a mailbox of their own."""
    if mail.portal is not None or mail.is_from_home or not mail.from_address:
        return False
    if mail.from_address.startswith(("info@", "kontakt@")) or not portals.is_no_reply(mail.from_address):
        return True
    return _is_answered_elsewhere(mail)


def _is_answered_elsewhere(mail: Mail) -> bool:
    """Whether a gateway gave the mail an address of its own: whom the header names signs below the text, and is
    answered to another address."""
    answered = (mail.parties.email(address)[0] for address in mail.message.addresses("reply-to"))
    if mail.inner or not mail.from_name or not any(answered):
        return False
    texts = [text for _, document in mail.documents[:1] for line in document.lines if (text := line.text.strip())]
    return len(texts) > 1 and fold(texts[-1]) == fold(mail.from_name) and names.looks_like_person(texts[-1])


def letter(mail: Mail, readings: list) -> Read:
    """A mail somebody wrote in their own words."""
    origin, _reading, document = readings[0] if readings else (SUBJECT, None, Document())
    body, rest = ending.letter(document.lines, lambda text: _signs(text, mail))
    if all(_signs(text, mail) or recognise.is_number(text.strip()) for text in body if text.strip()):
        # Nothing but a signature: the subject says it all.
        body, rest = [mail.subject], [*map(Line, body), *rest]
    draft = Draft(origin)
    draft.say(body, mail.rules.table(None), next((line for line in body if line.strip()), "")[:300])
    if found := references.in_lines(body):
        draft.refs.append((1, found[0]))
        draft.found["property_refs"] = found[1][:300]
    links = document.links[:100]
    if structure.is_forward(mail.subject):
        links = [*links, *(url for line in document.lines[:300] for url in HTTP.findall(line.text))][:100]
    draft.refer(links[:50])
    header = header_draft(mail)
    signed = recognise.signature(body, rest, mail.rules, mail.parties)
    if not has_legal_form(signed.raw.get("company", "")) and (firm := _firm_of_address(rest, mail)):
        # Of several the one that is called as its domain: others may be what somebody is.
        signed.raw.pop("company", None)
        signed.put("company", firm, firm, 0)
    line = _signed(body, rest, mail)
    if line and (firm := _firm_of_sender(line, rest, mail)):
        # Both stand there: the header names the firm alone.
        signed.put("company", firm, firm, 0)
        for part in NAMES:
            header.values.pop(part, None)
    if named := _named(header, line, body, mail):
        is_surname = " " not in named[0] and not is_given_name(named[0])
        signed.put("last_name" if is_surname else "name", *named, 0)
        # The header may name the firm beside the writer, or instead.
        if company := header.values.pop("company", None):
            signed.put("company", str(company), mail.from_name, 0)
        for part in ("first_name", "last_name", "salutation", "title"):
            header.values.pop(part, None)
    else:
        if company := signed.raw.pop("company", None):
            # Of the header's name.
            header.put("company", company, signed.lines["company"])
        _title(header, line)
    if line and (trade := _trade_of_woman(line, [*body, *(below.text for below in rest[:3])])):
        header.put("salutation", "mrs", trade)
    if "email" not in signed.raw and (told := _answered_at(body, line, header, mail)):
        signed.put("email", *told, 0)
        header.values.pop("email", None)
    signature = Draft(PATTERN)
    person(signature, dict(signed.raw), mail.parties, "de", signed.lines)
    below = takewhile(lambda line: line.text.rstrip() != "--", rest[:8])
    return Read(
        [complete(mail, [draft, signature], header, is_letter=True)],
        links=links,
        own_words="\n".join(body),
        signature="\n".join(line.text for line in below if len(line.text) < 70 and "://" not in line.text),
        is_letter=True,
        announced=bool(draft.refs),
    )


def _answered_at(body: Sequence[str], line: str | None, header: Draft, mail: Mail) -> tuple[str, str] | None:
    """``(address, line)`` in the letter that is called after whom the ``line`` below it names, where the account it
    comes from is somebody else's."""
    name = _written_name(line) if line else ""
    if (
        not name
        or "last_name" in header.values
        or is_made_of(mail.from_address, names.read_name(name).first_name or "-")
    ):
        return None
    first = names.read_name(name).first_name or ""
    told = ((match[0], text) for text in body for match in EMAIL.finditer(text[:1000]))
    return next(
        (found for found in told if first and is_made_of(found[0], first) and mail.parties.email(found[0])[0]), None
    )


def _firm_of_address(rest: Sequence[Line], mail: Mail) -> str | None:
    """The firm below a letter whose first words are the domain the letter comes from: "Zum Anker Segelschule" of
    zum-anker.example."""
    domain = mail.from_address.rpartition("@")[2]
    host = fold(domain.rpartition(".")[0].rpartition(".")[2]).replace(" ", "")
    if len(host) < 5 or is_public_provider(domain):
        return None
    for text in (part.strip() for line in rest[:_MOST_OF_CARD] for part in recognise.parts(ending.plain(line.text))):
        words = fold(text.replace("&", " und ")).split()
        is_name = len(words) > 1 and text[:1].isupper() and len(text) < 60 and not is_given_name(words[0])
        is_writer = {*words} <= {*fold(mail.from_name).split()}
        if is_name and not is_writer and not has_digit(text) and "@" not in text and host in accumulate(words):
            return text
    return None


def _firm_of_sender(line: str, rest: Sequence[Line], mail: Mail) -> str | None:
    """The sender's name in the header where it is a firm's: it stands in a line of its own below a letter that
    somebody of another name signs in this ``line``."""
    sender, signer = fold(mail.from_name).split(), fold(_written_name(line)).split()
    if len(sender) < 2 or {*signer} <= {*sender} or {*sender} <= {*signer} or is_given_name(sender[0]):
        return None
    below = (
        text for text in (ending.plain(other.text) for other in rest[:_MOST_OF_CARD]) if fold(text).split() == sender
    )
    return next(below, None)


def _trade_of_woman(line: str, texts: Sequence[str]) -> str | None:
    """The line below the name that tells a woman by what she is: "Rechtsanwältin", "Bankkauffrau"."""
    below = [text for text in map(str.strip, texts) if text]
    at = max((at for at, text in enumerate(below) if text == line.strip()), default=len(below))
    text = ending.plain(next(iter(below[at + 1 : at + 2]), ""))
    words = text.split() if len(text) < 60 and not is_company(text) else []
    return next((text for word in words if _WOMAN.search(word) and not is_given_name(word)), None)


def _title(header: Draft, line: str | None) -> None:
    """Give the name in the header the title it has below the letter."""
    title, name = strip_titles(_written_name(line)) if line else (None, "")
    if title and fold(name).split()[-1:] == fold(str(header.values.get("last_name") or "")).split()[-1:]:
        header.put("title", title, line)


def _is_named(header: Draft, mail: Mail) -> bool:
    """Whether the header gives more than an initial or the name of a mailbox, and of one person."""
    first = str(header.values.get("first_name") or "").strip(".")
    is_one = len(first) > 1 and len(names.read_names(mail.from_name)) == 1
    return is_one and recognise.likely_name(mail.from_name, mail.rules) > 0


def _named(header: Draft, line: str | None, body: Sequence[str], mail: Mail) -> tuple[str, str] | None:
    """``(name, line)`` of the writer where it tells more than the header: in the ``line`` below the letter, in a
    sentence, or by what their address is made of."""
    is_known = "last_name" in header.values
    if line:
        name = _written_name(line)
        if is_known and _is_of_family(name, header):
            return name, line
        if is_known and " " not in name or _is_named(header, mail):
            return None
        # "Norwin und Edelgard" tells less than the header.
        return (name, line) if not is_known or names.read_name(name).last_name else None
    if is_known:
        return None
    found = recognise.name_in_sentence(body, mail.rules, recognise.INTRODUCES)
    both = None if found else recognise.name_in_sentence(body, mail.rules, recognise.WE_ARE)
    if both and recognise.likely_name(both[0], mail.rules) and _is_of_sender(both[0], mail):
        return both
    return found or recognise.name_of_address(mail.from_address, body, mail.rules)


def _is_of_family(name: str, header: Draft) -> bool:
    """Whether one of another given name signs than the header's, whose last name they share: they use one account."""
    first = fold(str(header.values.get("first_name") or "")).split()
    if not {*first}.isdisjoint(fold(name).split()):
        return False
    signer = names.read_name(name)
    is_same = fold(signer.last_name or "") == fold(str(header.values["last_name"]))
    given = fold(signer.first_name or "").split()
    is_other = bool(first) and len(given) == 1 and all(map(is_given_name, [given[0], first[0]]))
    return is_same and is_other and not any(one[0] == other[0] for one in given for other in first)


def _signed(body: Sequence[str], rest: Sequence[Line], mail: Mail) -> str | None:
    """The line below a letter, or behind its complimentary close, that is its writer's name."""
    # The first line greets.
    last = [text for text in body if text.strip()][1:][-3:]
    closed = [name for text in last if (name := ending.behind_closing(text))]
    lines = [*closed, *reversed(last), *(line.text for line in rest[:3])]
    # Whom a sentence names between commas does not sign.
    parts = (part for line in lines for part in ([line] if _is_said(line) else recognise.parts(line)))
    found = next((part for part in parts if _signs(part, mail)), None)
    return found if found or mail.from_name and not is_company(mail.from_name) else _below_close(last, mail)


def _is_said(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?")) and ending.is_first_person(line)


def _below_close(last: Sequence[str], mail: Mail) -> str | None:
    """The line below the complimentary close where nothing else names who writes: "G. Zimmerschied"."""
    if len(last) < 2 or not ending.is_closing(ending.plain(last[-2])):
        return None
    line = last[-1].strip()
    words = _written_name(line).split()
    is_name = 0 < len(words) < 4 and all(word[0].isupper() and word.strip(".-").isalpha() for word in words)
    is_ours = mail.rules.is_own_name(line) or is_company(line) or ending.is_team(line)
    return line if is_name and not is_ours and any(len(word) > 2 for word in words) else None


def _written_name(line: str) -> str:
    """A line of a signature without "i. A." or "Ihre" in front and what stands behind."""
    return names.CLOSING.sub("", name_apart(_ON_BEHALF.sub("", line.strip()[:200]))["name"])


def _signs(line: str, mail: Mail) -> bool:
    """Whether a line below the letter is its writer's name: any person's, the one in the sender's header, given names
    as letters perhaps, or what the address is made of."""
    text = _written_name(line.partition(",")[0])
    if f"{text}:" in line:
        # "Mobil Ingo: 0170 …"
        return False
    is_called = fold(text) in fold(mail.from_name).split() or not mail.from_name and is_given_name(text)
    if text and is_called and phones.find_phones(line):
        # "Ingo 0170 9981226"
        return True
    if not 1 < len(text.split()) < 8:
        return False
    if _ON_BEHALF.match(line.strip()) and names.looks_like_person(text):
        return True
    if recognise.likely_name(text.title() if text.islower() else text, mail.rules):
        return True
    writer, local = fold(mail.from_name).split(), mail.from_address.partition("@")[0]
    if not any(word in writer or word in local for word in fold(text).split()):
        return False
    words = fold(strip_titles(text)[1]).split()
    if not 2 <= len(words) <= 3 or not all(word.isalpha() for word in words):
        return False
    known = [word for word in words if word in writer]
    is_writer = max(known, key=len, default="")[1:] and {*words} <= {*writer, *(name[0] for name in writer)}
    # Below a given name of the header stands all of it.
    is_writer = is_writer or words[:1] == writer and all(word[0].isupper() for word in text.split())
    return bool(is_writer) or any(len(word) > 3 and word in local for word in words)


def tells_of_another(mail: Mail, readings: list) -> bool:
    """Whether the sender passes on somebody else's wish: it names another person and a way to reach them, on a card
    above what is said or below the line that announces it, or in a sentence."""
    if not readings:
        return False
    document = readings[0][2]
    body = ending.letter(document.lines)[0]
    if _has_framed_card(document, mail):
        return True
    colons = (at + 1 for at, text in enumerate(body) if text.endswith(":") and not _OWN_DATA.search(text))
    announced = max(colons, default=len(body))
    is_reached = False
    for start in (0, announced):
        texts = takewhile(_is_of_card, map(ending.plain, body[start:]))
        lines = [Line(text) for text in texts if not GREETING.match(text)]
        card = recognise.contacts(lines, {"email", "phone", "number", "name"}, mail.parties, mail.rules)
        if card.raw.get("email", "").lower() == mail.from_address:
            # The sender's own.
            return False
        is_reached = is_reached or bool(card.raw.keys() & _WAYS)
        if card.raw.keys() & _WAYS and not _is_of_sender(card.raw.get("name", ""), mail):
            return True
    name, said = recognise.name_in_sentence([mail.subject, *body], mail.rules) or ("", "")
    # "Frau Kramm (0561 515253) rief an"
    is_called = not ending.is_first_person(said) and bool(phones.find_phones(said))
    if not _is_of_sender(name, mail) and (is_reached or is_called or _ADDRESSED.sub("", name) in body):
        return True
    answered = fold(" ".join(mail.message.addresses("reply-to"))) if not mail.inner else ""
    if name and not _is_of_sender(name, mail) and any(word in answered for word in fold(name).split() if len(word) > 2):
        # "Okka hat Ihnen geantwortet:", and the answer goes to Okka.
        return True
    return other_address(mail, body) is not None


def _has_framed_card(document: Document, mail: Mail) -> bool:
    """Whether rules drawn above and below set off a card with another's name and address of the net, and the sender
    names itself above them, as no person does in a letter."""
    lines = document.lines[:_MOST_FRAMED]
    rules = [at for at, line in enumerate(lines) if ending.is_rule(ending.plain(line.text))]
    if len(rules) < 3 or not 0 < rules[0] < 4:
        return False
    for above, below in pairwise(rules):
        lines_of_card = [line for line in lines[above + 1 : below] if line.text]
        if 1 < len(lines_of_card) < 10 and not any(
            ending.is_first_person(EMAIL.sub("", line.text)) for line in lines_of_card
        ):
            card = recognise.contacts(lines_of_card, {"email", "name"}, mail.parties, mail.rules)
            address = card.raw.get("email", "").lower()
            if address and address != mail.from_address and not _is_of_sender(card.raw.get("name", ""), mail):
                return True
    return False


def _is_of_card(text: str) -> bool:
    """Whether a line may stand on a card with somebody's data, and above none with the writer's own."""
    return (len(text) < 26 or not ending.is_personal(text)) and not _OWN_DATA.search(text)


def other_address(mail: Mail, texts: Sequence[str]) -> tuple[dict[str, str], str] | None:
    """``(name, address and number, line)`` of somebody else whose address a sentence gives beside their name."""
    sentences = [text for text in texts if len(text) > 40]
    for text, match in [(line, match) for line in sentences for match in EMAIL.finditer(line)][:5]:
        named = recognise.name_of_address(match[0], sentences, mail.rules)
        if named and mail.parties.email(match[0])[0] and match[0].lower() != mail.from_address:
            numbers = [number.raw for number in phones.find_phones(text) if not mail.rules.is_own_phone(number)]
            return {"name": named[0], "email": match[0], "phone": ", ".join(numbers[:2])}, text
    return None


def _is_of_sender(name: str, mail: Mail) -> bool:
    """Whether a name is that of the sender, or none."""
    sender = fold(f"{mail.from_name} {mail.from_address}")
    return not name or any(word in sender for word in fold(name).split() if len(word) > 2)
