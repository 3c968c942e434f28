"""What a name, a number, an address is, recognised by what it is: cards without labels, sentences, signatures.

Only what the labels did not give is looked for, above the end of what the sender has to say, and never what the agency
knows as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from ..contact import names, phones
from ..contact.companies import has_legal_form, is_community, is_company
from ..contact.emails import is_made_of
from ..contact.given_names import is_given_name
from ..contact.particles import particles
from ..contact.salutations import is_salutation, salutation
from ..contact.text import fold
from ..contact.titles import only_titles
from . import ending
from .drafts import Parties
from .lines import MARK, Line, has_digit
from .rules import Rules
from .tables import pattern, patterns, table
from .values import EMAIL

_WORD = r"[^\W\d_]+(?:[.'’-]+[^\W\d_]+)*\.?"
# What joins a place to a name ("Max Muster aus Kiel") is in no name.
_NAME = rf"({_WORD}(?:\s+(?!aus\s){_WORD}){{0,5}})(?!\w)"
_SENTENCES = patterns("recognise.sentences", name=_NAME)
_CONTACTED = patterns("recognise.contacted", name=_NAME)
# "Mein Name ist …"
INTRODUCES = _SENTENCES[-2:]
# What a portal tells of who writes.
TOLD = _SENTENCES[:-2]
# "wir sind … und …", which tells a name as often as what they are
WE_ARE = patterns("recognise.we_are", name=_NAME)
_NO_NAME = frozenset(table("words")["no_name"]["phrases"].split())
# "30159 Hannover", "1017 KD Amsterdam"
_PLACE = re.compile(
    r"(?:^|[\s,|·•])((?:[A-Z]{1,2}-)?(?:\d{4,5}|\d\d-\d{3}|\d{4} [A-Z]{2})\s+[A-ZÄÖÜ][\w.'’ß/() -]{2,40})$"
)
# "Leeds LS6 2AB"
_BRITISH_PLACE = re.compile(r"(?:^|, )([A-Z][\w.'’ -]{2,40}?,? [A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$")
_GREETING = pattern("form_message.greeting")
_STREET = pattern("recognise.street")
# What stands in front of a place and ends with a number.
_DOOR = re.compile(
    r"[A-ZÄÖÜ][\w.'’-]* (?:[^\W\d][\w.'’-]* ){0,4}\d{1,4} ?[a-zA-Z]?(?: ?[-/] ?(?:\d{1,4} ?[a-zA-Z]?|[IVX]{1,4}))*"
    r"|\d{1,4}[a-zA-Z]? [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}"
)
_CALL = pattern("recognise.call")
# The end of a sentence, not of an abbreviation: "M." is one letter, "St." has no vowel.
_STOP = re.compile(r"\w{4,}\.$|(?=\w*[aeiouyäöüéèáóí])\w{2,}\.$", re.IGNORECASE)
# A line that is nothing but a number.
_BARE = re.compile(r"[+(\d][\d\s()/.+–-]{6,24}")
_LIKE_A_NUMBER = re.compile(r"(?<![\w.,/-])(?:(?:\+\d|0)\d{2,5}[ /-]{1,3}|0\d[ /])\d[\d -]{4,10}\d(?![\w.,/-])")
_SIGNS_OF_PHONES = "☎📞📱✆☏ "
_FAX = re.compile(r"\b(?:tele)?fax", re.IGNORECASE)
# "Guten Tag Frau Amt,"
_HAILS = re.compile(r"(?:\w+[ -]){0,6}\w+[,!]")
FIELD = re.compile(r"[\w/()-]{1,30}(?: [\w/()-]{1,25}){0,3}[?]?[ .]*[:=]\s")
_SAYS = pattern("recognise.says")
_TO_AGENCY = pattern("recognise.to_agency")
_WRITER = pattern("recognise.writer")
_TWO_WORDS = re.compile(r"\b(?=([A-ZÄÖÜ][\w'’-]+)\s+([A-ZÄÖÜ][\w'’-]+))[A-ZÄÖÜ]")
_IN_BRACKETS = re.compile(
    r"(?:([A-ZÄÖÜ][\w'’-]+\s+[A-ZÄÖÜ][\w'’-]+)\s*\(|((?:Herrn?|Frau|Mr|Mrs|Ms)\.?(?:\s+[A-ZÄÖÜ][\w'’-]+){1,3})\s*,)"
    r"\s*(?:(?:[Tt]el(?:efon)?|[Mm]obil|[Pp]hone|[Hh]andy)\b[.:]*\s*)?$"
)
# "(Herr)" behind a name
_IN_BRACKETS_SAYS = re.compile(r"(?<=\w)\s\((\w{2,10}\.?)\)")
_BESIDE = re.compile(r"\s*[|·•,:]\s*|\s{3,}")
# "Einkauf | Muster Bau GmbH"
_BARS = re.compile(r"\s+[|·•]\s+")
_NO_COMPANY = re.compile(r"\d|gericht|geschäftsführ", re.IGNORECASE)
_ENDS = re.compile(r"(?<=[.!?])\s+")
# A sentence in which somebody is named is shorter.
_LONG = 300
_MAX_SAID = 5000
_MAX_SENTENCES = 20
_MAX_LINES = 400
_MOST_OF_CARD = 8
_MAX_SIGNATURE = 15


@dataclass(slots=True)
class Found:
    """Raw texts by field and the line of each, as ``drafts.person`` takes them; the numbers of the lines they stand
    in."""

    raw: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    at: list[int] = field(default_factory=list)

    def put(self, name: str, text: str, line: str, at: int) -> None:
        if name not in self.raw:
            self.raw[name] = text
            self.lines[name] = line[:300]
            self.at.append(at)


def contacts(
    document_lines: Sequence[Line],
    wanted: set[str],
    parties: Parties,
    rules: Rules,
    service: str = "",
    at: Sequence[int] = (),
    mailbox: str = "",
) -> Found:
    """Ways of contact first; name and address are taken from beside them, as elsewhere they may be the property's.

    :param wanted: of email, number (nothing but one), phone (also where a word announces it), name, address, company
    :param service: domain of the form's or answering service's own addresses
    :param at: lines of the person's name, where it is known: any number in them is theirs
    :param mailbox: the person's address, where it is known
    """
    found = Found(at=list(at))
    below_trade = -1
    last = min(len(document_lines), _MAX_LINES)
    for index in range(last):
        line = document_lines[index]
        text = ending.plain(line.text.replace(MARK, " "))
        if found.at and index > min(found.at) and ending.speaks_again(text):
            last = index
            break
        if "email" in wanted and ("@" in text or line.mail):
            address, _alias = parties.email(text if "@" in text else line.mail)
            if address and address.rpartition("@")[2] != service:
                found.put("email", address, text, index)
        if "company" in wanted and len(text) < 80 and (firm := _company(text)):
            if index == below_trade and has_legal_form(firm):
                # "Steuerberater" above "Kern Treuhand GmbH" is what somebody is, not where.
                del found.raw["company"]
            below_trade = index + 1 if "company" not in found.raw and not has_legal_form(firm) else -1
            found.put("company", firm, text, index)
        if (line.tel or has_digit(text)) and not _FAX.match(text):
            reach = "" if "phone" not in wanted else "all" if index in at else "phone"
            for number in _numbers(line, text, reach or "number", rules) if reach or "number" in wanted else ():
                found.put("mobile" if number.mobile else "landline", _as_written(number, text), text, index)
    if "name" in wanted:
        _name(found, document_lines[:last], rules, mailbox or found.raw.get("email", ""))
    if "address" in wanted:
        _address(found, document_lines[:last])
    return found


def _company(text: str) -> str | None:
    """The company a line names, if any; a number is in the name of owners alone."""
    if not is_company(text) or _NO_COMPANY.search(text) and not is_community(text):
        return None
    return next(filter(is_company, _BARS.split(text)), text)


def signature(body: Sequence[str], rest: Sequence[Line], rules: Rules, parties: Parties) -> Found:
    """Number, company and address of the writer: where the letter calls them their own ("meine Anschrift: …"), and in
    the lines below its complimentary close."""
    own = [Line(match[1].replace(": ", ", ")) for text in body if (match := _WRITER.search(text))]
    lines = [Line(part, tel=line.tel) for line in [*own, *rest[:_MAX_SIGNATURE]] for part in parts(line.text)]
    return contacts(lines, {"company", "phone", "address"}, parties, rules, at=range(len(lines)))


def parts(text: str) -> list[str]:
    """A line, or its parts where all of a signature stands in one ("Bau GmbH, Am Ring 1, 24114 Kiel, Tel. …")."""
    found = re.split(r"\s*[,|·•]\s+|\s+—\s+", text[:300])
    return found if len(found) > 2 else [text]


def _of_unknown_label(text: str, rules: Rules) -> str:
    """The value behind a label nobody knows ("Nummer: 0171 …"), or all of the line."""
    text = EMAIL.sub("", text).strip(_SIGNS_OF_PHONES).rstrip(" /|,;")
    field = FIELD.match(text)
    return text[field.end() :] if field and not rules.table(None).find(field[0].rstrip(" :")) else text


def is_number(text: str) -> bool:
    """Whether ``text`` is nothing but a telephone number."""
    return bool(_BARE.fullmatch(text)) and text[0] in "+0(" and bool(phones.find_phones(text))


def _numbers(line: Line, text: str, reach: str, rules: Rules) -> list[phones.Phone]:
    """The numbers of a line that are not the agency's: a link's and a bare one ("number"), those a word announces
    ("phone"), or any, by the numbering plan or else by how they look, as a digit may be missing ("all")."""
    alone = _of_unknown_label(text, rules)
    said = _FAX.split(text[:1000])[0]
    is_bare = bool(_BARE.fullmatch(alone))
    if is_bare and (alone.startswith(("+", "00")) or _LIKE_A_NUMBER.fullmatch(alone)):
        # Nothing else is written so, whether the numbering plan knows it or not; what is seen counts more than a link.
        numbers = phones.read_phones(alone)
    elif line.tel:
        numbers = phones.read_phones(line.tel)
    elif is_bare:
        numbers = phones.find_phones(alone)
    elif reach == "all" or reach == "phone" and _CALL.search(text[:200]):
        numbers = phones.find_phones(said)
    else:
        numbers = ()
    if reach == "all" and not numbers:
        numbers = [number for match in _LIKE_A_NUMBER.finditer(said) for number in phones.read_phones(match[0])]
    return [one for one in numbers if not rules.is_own_phone(one) and sum(map(str.isdigit, one.raw)) > 6]


def _as_written(number: phones.Phone, text: str) -> str:
    """The number as the line spells it, where a link gave only its digits."""
    return next((other.raw for other in phones.read_phones(text) if phones.same_number(other, number)), number.raw)


def _name(found: Found, document_lines: Sequence[Line], rules: Rules, mailbox: str) -> None:
    """Put the likeliest name beside a way of contact, else a heading that is nothing but a name. Unusual ones are known
    by the ``mailbox``, or as they stand above an address."""
    near = {at + step for at in found.at[:6] for step in range(-4, 3)} & {*range(len(document_lines))}
    whole = [ending.plain(line.text.replace(MARK, "  ")) for line in document_lines]
    for at in found.at[:3]:
        # Up to the head of the card that goes on down to there.
        above = takewhile(bool, reversed(whole[max(0, at - _MOST_OF_CARD) : at]))
        near |= {at - step for step, _ in enumerate(above, 1)}
    beside = [(part, index) for index in sorted(near) for part in _parts_of_name(whole[index])]
    headings = [(line.text.replace(MARK, ""), index) for index, line in enumerate(document_lines[:40]) if found.at]

    def sure(name: str, index: int) -> int:
        likely = likely_name(name, rules, mailbox)
        is_head = name == whole[index] and _heads_card(whole, index) and (likely or _as_name(name, rules))
        return likely + 2 * bool(is_head)

    for candidates in (beside, headings):
        scored = [(sure(name, index), name, index) for name, index in candidates]
        score, name, index = max(scored, key=lambda candidate: candidate[0], default=(0, "", 0))
        if score:
            above = document_lines[index - 1].text.strip() if index else ""
            addressed = f"{above} " if len(above) > 1 and is_salutation(above) else ""
            found.put("name", addressed + name.strip(), name, index)
            return


def _parts_of_name(text: str) -> list[str]:
    """The parts of a line that may be a name; "Frau Muster, Anna" and "Muster, Anna" are one."""
    last, comma, first = text.partition(", ")
    is_alone = last.isalpha() and last[:1].isupper() and not is_given_name(last)
    is_turned = bool(comma) and is_given_name(first) and (is_alone or len(last.split()) < 4 and _is_addressed(last))
    return [text] if is_turned else _BESIDE.split(text)


def likely_name(text: str, rules: Rules, mailbox: str = "") -> int:
    """0 where ``text`` is no person's name, more the surer it is one: by how it addresses somebody, the given name, or
    their address ``mailbox``."""
    name = _as_name(text, rules)
    if name is None:
        return 0
    given = is_given_name((name.first_name or "").split("-")[0].split(" ")[0])
    return 4 * _is_addressed(text) + 3 * given + 5 * (bool(mailbox) and is_made_of(mailbox, text))


def _is_addressed(text: str) -> bool:
    return salutation(text) is not None and len(text.split()) < 7


def _as_name(text: str, rules: Rules) -> names.PersonName | None:
    """The name a text may be by its shape."""
    text = text.strip(" :*_-–").replace(" & ", " und ")
    if (
        len(text) >= 60
        or _GREETING.match(text)
        or rules.is_own_name(text)
        or is_company(text)
        or has_digit(text)
        or ":" in text
    ):
        return None
    words = text.split()
    inner = (*particles(), "und", "and", "y", "u.")
    if not text.islower() and sum(word[0].islower() and word not in inner for word in words) > 1:
        # A sentence; one such word may be "meier", "geb." or "et".
        return None
    if not _is_addressed(text) and not names.looks_like_person(text):
        return None
    name = names.read_name(text)
    if name.first_name and name.last_name and is_given_name(name.last_name) and not is_given_name(name.first_name):
        # "Schuster Martin"
        name = names.read_name(text, order="last")
    if not name.last_name or rules.is_own_name(f"{name.first_name or ''} {name.last_name}"):
        return None
    return name


def _heads_card(texts: Sequence[str], index: int) -> bool:
    """Whether a line stands right above a street and its place."""
    below = [*takewhile(bool, texts[index + 1 : index + 5])]
    streets = (at for at, text in enumerate(below[:2]) if _is_street(text))
    return any(_PLACE.search(place) for at in streets for place in below[at + 1 : at + 2])


def _address(found: Found, document_lines: Sequence[Line]) -> None:
    for index in sorted({at + step for at in found.at[:8] for step in range(-2, 5)}):
        if not 0 <= index < len(document_lines):
            continue
        text = document_lines[index].text.replace(MARK, " ").strip()
        written = text.title() if text.islower() else text
        match = (_BRITISH_PLACE if text[-2:].isupper() else _PLACE).search(written)
        if not match or len(text) > 100 or is_company(text):
            continue
        before = text[: match.start()].strip(" ,|·•-–")
        if not before and index:
            before = document_lines[index - 1].text.replace(MARK, " ").strip(" ,|·•")
        street = before if len(before) < 60 and _is_street(before) else ""
        place = text[match.start(1) : match.end(1)]
        beside = any(document_lines[at].row == document_lines[index].row for at in found.at if at < len(document_lines))
        if street or beside and re.match(r"(?:[A-Z]{1,2}-)?\d{5}\s", place):
            found.put("address", f"{street}\n{place}" if street else place, text, index)
            return


def _is_street(text: str) -> bool:
    """Whether a text is a street with its number, and where to find the door there perhaps: "Ring 1, Hinterhaus"."""
    if _STREET.search(text) or _DOOR.fullmatch(text.title() if text.islower() else text):
        return True
    street, _, door = text.partition(", ")
    is_door = 0 < len(door.split()) < 4 and not is_company(door)
    return is_door and not has_digit(door) and bool(_STREET.fullmatch(street) or _DOOR.fullmatch(street))


def address_on_card(texts: Sequence[str], name: str, ways: Iterable[str]) -> tuple[str, str] | None:
    """``(address, line)`` that stands between somebody's ``name`` and one of the ways to reach them, line by line."""
    ways = [*ways]
    for start, text in enumerate(texts):
        if name not in text:
            continue
        # "Herr Max Muster, Am Ring 1, 24114 Kiel"
        found = Found(at=[0])
        _address(found, [Line(text.partition(name)[2].strip(" ,|·"))])
        if found.raw:
            return found.raw["address"], text
        below = start + 1 + (texts[start + 1 : start + 2] == [""])
        card = [*takewhile(bool, texts[below : below + 7])]
        reached = next((at for at, line in enumerate(card) if any(way in line for way in ways)), 0)
        found = Found(at=[0])
        _address(found, [Line(line if ":" not in line else "") for line in card[:reached]])
        if found.raw:
            return found.raw["address"], found.lines["address"]
    return None


def name_of_address(email: str, texts: Iterable[str], rules: Rules) -> tuple[str, str] | None:
    """``(name, line)`` of the person in ``texts`` whose two names make up the address ("j.weber@…")."""
    local = re.sub(r"\d", " ", fold(email.partition("@")[0])).split()
    for text in texts:
        for match in _TWO_WORDS.finditer(text[:1000]):
            first, last, name = fold(match[1]), fold(match[2]), f"{match[1]} {match[2]}"
            above = text[: match.start()].split()[-1:]
            name = " ".join([*(word for word in above if salutation(word)), name])
            if last in local and (first in local or first[0] in local) and not rules.is_own_name(name):
                return name, text
    return None


def name_in_sentence(
    texts: Iterable[str], rules: Rules, sentences: Sequence[re.Pattern] = _SENTENCES
) -> tuple[str, str] | None:
    """``(name, line)`` of the first sentence such as "A NAME le interesa tu anuncio" among the first lines."""
    for count, raw in enumerate(texts):
        if count > 60:
            break
        line = " ".join(raw.replace(MARK, "").split())
        for text in [line] if len(line) < _LONG else _ENDS.split(line[:_MAX_SAID])[:_MAX_SENTENCES]:
            if 6 < len(text) < _LONG and (name := _name_in(text, rules, sentences)):
                return name, text
    return None


def _name_in(text: str, rules: Rules, sentences: Sequence[re.Pattern]) -> str | None:
    told = ""
    if "(" in text and (beside := _IN_BRACKETS_SAYS.search(text)) and is_salutation(beside[1]):
        # "Max Muster (Herr) hat …"
        told, text = f"{beside[1]} ", text[: beside.start()] + text[beside.end() :]
    # Few lines hold what these begin with.
    further = _CONTACTED if len(sentences) > 1 and "hat " in text else ()
    for sentence in (*sentences, *further):
        match = sentence.search(text)
        name = _capitalised(match[1]) if match else ""
        if not name or rules.is_own_name(name) or " " not in name and name != match[1].strip():
            # "ich bin Rentner und …"
            continue
        inner = particles()
        said = [word for at, word in enumerate(name.lower().split()) if not at or word not in inner]
        if not any(word.strip(".,") in _NO_NAME for word in said):
            return told + name
    return None


def _capitalised(text: str) -> str:
    """The name within the words a sentence gave: from a form of address or the first capital on, as far as names go."""
    words = text.split()
    # "M." is a middle name as often as "Monsieur", which the first capital finds as well.
    start = next(
        (at for at, word in enumerate(words) if len(word) > 2 and salutation(word) and word[0].isupper()), None
    )
    if start is None:
        start = next((at for at, word in enumerate(words) if word[:1].isupper()), len(words))
    end = start
    for at in range(start, len(words)):
        if words[at][:1].isupper():
            end = at + 1
        elif words[at].lower() not in particles():
            break
        if _STOP.search(words[at]) and not only_titles(words[at]):
            break
    return " ".join(words[start:end]).rstrip(".")


def number_in_sentence(text: str, is_letter: bool, rules: Rules, writer: str = "") -> tuple[phones.Phone, str] | None:
    """``(number, line)`` where the prospect, named ``writer``, gives a number of theirs among the words of a message.

    Lines that look like those of a form, or a signature, count in a letter only.
    """
    for line in text.split("\n")[:300]:
        if not is_letter:
            if ending.is_closing(line.strip()):
                # In the message of a form the signature may be anybody's.
                break
            match = _CALL.search(line[:1000])
            # "Tel.: …" in a line of its own may be of a signature; a sentence has no colon there.
            is_own = bool(match) and match[0].lower().startswith("mein")
            if not match or not is_own and ":" in line[match.start() : match.end() + 2]:
                continue
        if not has_digit(line) or _FAX.match(line.strip()):
            continue
        for number in _numbers(Line(line), line, "all", rules):
            if not _is_of_another(line.partition(number.raw)[0], writer):
                return number, line
    return None


def _is_of_another(before: str, writer: str) -> bool:
    """Whether a number stands behind somebody else's name ("mein Kollege Max Muster (0171 …)", "Herr Kern, Tel. …")."""
    match = _IN_BRACKETS.search(before[-80:])
    named = (match[1] or match[2]) if match else ""
    name = fold(named).split() if not ending.is_personal(named) else []
    return bool(name) and {*name}.isdisjoint(fold(writer).split())


def message(
    document_lines: Sequence[Line], taken: Sequence[int], senders: Iterable[str] = (), writer: str = ""
) -> tuple[list[str], str] | None:
    """The lines of an unlabelled message: the first block that speaks as a person does, after the person's data or a
    greeting; ``senders`` are folded words by which the sender names itself below it, ``writer`` is the last name of the
    person, who may sign."""
    blocks: list[list[Line]] = [[]]
    above, was_rule = 0, False
    for index, line in enumerate(document_lines[:_MAX_LINES]):
        text, block = ending.plain(line.text), blocks[-1]
        if index == min(taken, default=0):
            above = sum(map(bool, blocks))
        is_rule = ending.is_rule(text)
        if not text or is_rule or was_rule or block and _place(line) != _place(block[-1]):
            blocks.append([])
        was_rule = is_rule
        if text and (index not in taken or _signs(text, writer)):
            blocks[-1].append(line)
    blocks = [block for block in blocks if block]
    if len(asked := [block for block in blocks if _is_answered(block)]) > 1:
        # So the form asks, not who answers.
        blocks = [block for block in blocks if block not in asked]
    # Above the person stands rather what a service tells of the message.
    numbered = [*enumerate(blocks)]
    said = [entry for entry in numbered if ending.is_quoted([line.text for line in entry[1]])]
    for number, block in said + numbered[above:] + numbered[:above]:
        if body := _own_words(block, writer):
            if body == [line.text for line in block] and not ending.is_quoted(body):
                # Further paragraphs in the same cell belong to it, up to where somebody else speaks.
                for other in blocks[number + 1 :]:
                    is_name = _place(other[0]) == _place(block[0]) and _signs(other[0].text, writer)
                    # Once is enough, and what heads a card is no signature.
                    is_name = is_name and len(other) == 1 and not _heads(document_lines, other[0])
                    is_name = is_name and fold(writer) not in fold(" ".join(body))
                    if not is_name and not _goes_on(other, block[0], senders):
                        break
                    body += ["", *(line.text for line in other)]
            # The first greeting of all is the sender's.
            above = blocks[number - 1] if number > 1 else []
            if len(above) == 1 and _place(above[0]) == _place(block[0]) and _HAILS.fullmatch(above[0].text.strip()):
                body = [above[0].text, "", *body]
            return body, body[0][:300]
    return None


def _is_answered(block: Sequence[Line]) -> bool:
    """Whether a paragraph is a question with a few words below that are no sentence: "Wo liegt es?" above a place."""
    question, answer = (ending.plain(line.text) for line in block) if len(block) == 2 else ("", "")
    return question.endswith("?") and not ending.speaks(answer) and not _GREETING.match(question)


def _signs(text: str, writer: str) -> bool:
    """Whether a short line ends with the last name of the ``writer``: "Danke, Max Muster"."""
    last, words = fold(writer).split(), fold(text).split()
    return bool(last) and len(text) < 60 and words[-len(last) :] == last


def _heads(document_lines: Sequence[Line], line: Line) -> bool:
    """Whether something stands right below a line, beside it."""
    at = next(at for at, other in enumerate(document_lines) if other is line)
    below = document_lines[at + 1] if at + 1 < len(document_lines) else Line("")
    return bool(below.text) and _place(below) == _place(line)


def _own_words(block: Sequence[Line], writer: str = "") -> list[str]:
    """What of a paragraph a person said, up to where facts of a listing follow a finished sentence; nothing where
    somebody else speaks."""
    texts = [ending.plain(line.text) for line in block]
    if len(block) > 1 and len(texts[0]) < 60 and texts[0].endswith(":"):
        # "Automatische Umschrift:"
        block, texts = block[1:], texts[1:]
    text = " ".join(texts)
    label = FIELD.match(text)
    if label and label[0][0].islower() and has_digit(label[0]):
        # "zu MA-1031: …"
        label = None
    if label and _SAYS.search(label[0]):
        block = [replace(block[0], text=texts[0][label.end() :]), *block[1:]]
        texts, text = [ending.plain(line.text) for line in block], text[label.end() :]
    elif label and not _SAYS.search(text[:60]):
        # A field with a label nobody knows yet: it holds what was said, or something else.
        said = text[label.end() :]
        is_sentence = len(said) > (20 if said.endswith("?") else 40) and said.endswith((".", "!", "?", '"'))
        return [said] if len(block) == 1 and is_sentence and ending.is_personal(said) else []
    is_other = ending.speaks_again(text) or ending.is_consent(text) or _TO_AGENCY.match(text)
    if len(text) < 12 or text.endswith(":") or is_other or not ending.is_personal(EMAIL.sub("", text)):
        return []
    closed = False
    for at, text in enumerate(texts):
        is_over = at and not closed and texts[at - 1].endswith((".", "!", "?", "“", '"')) and not ending.speaks(text)
        if is_over and not _signs(text, writer):
            return [line.text for line in block[:at]]
        closed = closed or ending.is_closing(text)
    return [line.text for line in block]


def _place(line: Line) -> tuple:
    """Where a message stays: its cell, what is quoted, an item of a list."""
    return line.row, line.cell, line.quoted, line.block if line.block and line.block.tag == "li" else None


def _goes_on(block: Sequence[Line], first: Line, senders: Iterable[str]) -> bool:
    """Whether a paragraph goes on the message that begins with the line ``first``."""
    text = ending.plain(block[0].text)
    whole = " ".join(ending.plain(line.text) for line in block)
    folded = fold(whole).replace(" ", "")
    return (
        _place(block[0]) == _place(first)
        and not (ending.speaks_again(text) or ending.is_rule(text))
        and ending.speaks(whole)
        and (":" not in text[:40] or ending.is_personal(text))
        and (ending.is_first_person(whole) or not any(name in folded for name in senders))
    )
