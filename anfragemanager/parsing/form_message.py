"""The message in a form: where it begins, where it ends, which fields below it are the form's again."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

from ..contact.companies import is_company
from ..contact.text import fold
from . import ending, layouts, recognise
from .ending import clean_message, disclosure_in, is_rule, plain
from .labels import CONTACT, DISCLOSURE_INTRO, SECTIONS, is_empty, spelt
from .layouts import MESSAGES, Pair
from .lines import MARK, Block, Line, common, is_within
from .tables import pattern
from .values import EMAIL, HTTP

GREETING = pattern("form_message.greeting")
REFS = ("property_ref", "portal_ref")
ABOUT_PROPERTY = frozenset((*REFS, "property_link", "object"))
MACHINE_KEY = pattern("form_message.machine_key", 0)
# A switch of the form, as no person writes it ("consent: true", "Newsletter: 0").
_SWITCH = pattern("form_message.switch")
# What only machines write: an address of the net, a link alone, a date with a time, a long key.
_DATA = pattern("form_message.data")
_ANSWER = pattern("form_message.answer")
# "Möchten Sie kontaktiert werden: ja"
_ANSWERED = re.compile(r"[A-ZÄÖÜ][^:.!]{2,80}:\s?(?:ja|nein|yes|no|oui|non|s[iì])", re.IGNORECASE)
_UNKNOWN_FIELD = re.compile(r"[A-ZÄÖÜ][^:.!;,]{2,60}:\s\S.{0,60}(?<![.!?])")
# "Käuferprofil" above fields
_HEADING = re.compile(r"[A-ZÄÖÜ][\w-]+(?: [\w-]+){0,2}:?")
_TYPED = frozenset(("email", "phone", "mobile", "zip"))
# What may stand above a card with somebody's data.
_HEADS_CARD = frozenset((*SECTIONS, "name"))
# A card of somebody's data has no more lines.
_MOST_OF_CARD = 12
# What nobody tells in a message: a paragraph that opens with one of these is the form's, whatever follows.
_OFFICIAL = frozenset(("agency", "object", "disclosure", *REFS))
# How much a field tells that the form goes on; any other counts once.
_WEIGHT = {"technical": 2, "agency": 2, "email": 2, **dict.fromkeys(ABOUT_PROPERTY, 2)}
# "*** Nachricht ***", "== Nachricht =="
_FRAMED = re.compile(r"([*=#~+-]{2,})\s?[^\W_].*\1")
# Elements that head what follows them: the next of the kind ends it.
_HEADINGS = frozenset("dt h1 h2 h3 h4 h5 h6 legend".split())


class MessageOfForm:
    """The part of ``form`` that finds the message; it works on the lines and the reading of the whole.

    A message goes on to a line that nobody else could have written (``_stops``). Of its paragraphs one that only the
    form writes ends it, and so do the last ones that are nothing but fields or the sender's name.
    """

    def _message(self, index: int, pair: Pair) -> int:
        opened = self._message_opens(index, pair)
        if isinstance(opened, int):
            return opened
        head, start, anchor = opened
        stop, scope = start, _scope(self.lines[index], anchor)
        frame = _frame(self.lines[index].text)
        while stop < len(self.lines) and not self._stops(stop, scope, anchor, bool(head) or stop > start):
            if frame and _frame(self.lines[stop].text) == frame:
                # The form's next heading.
                break
            stop += 1
        end = self._message_ends(head, start, stop, anchor)
        body = [*head, *(line.text for line in self.lines[start:end])]
        self.out.labels += 1
        self._count_language(pair.label)
        self._set_message(body, pair.label)
        ended = end < len(self.lines) and _cell(self.lines[end]) == _cell(anchor)
        is_field = (body or end < stop) and ended and self._split(end)
        if ended and not is_field and not ending.box(plain(self.lines[end].text)):
            if DISCLOSURE_INTRO.match(spelt(self.lines[end].text[:80])):
                end = self._disclosure_tail(end)
            self.after_message = True
            self.context = "agency"
        return max(end, index + 1)

    def _message_opens(self, index: int, pair: Pair) -> int | tuple[list[str], int, Line]:
        """Text in the label's line, the first line of the message below and the line whose cell it stays in; or the
        next line to look at, where there is no message here."""
        anchor = self.lines[index]
        start = index + 1
        if not pair.value:
            following = self._next_text(index + 1, 6)
            if following is None:
                return index + 1
            target = self._split(following)
            if target and target[0].name in _TYPED and self._holds(following, target[0]):
                return index + 1
            if target and target[0].name in CONTACT | SECTIONS | {*REFS}:
                unfilled = all(not self._is_filled(found.name) for found in target)
                if not pair.colon or target[0].colon and unfilled:
                    return index + 1
            start, anchor = following, self.lines[following]
        if pair.name == "message_weak" and self._stronger_below(start):
            return start
        if self.out.message is not None:
            # A second message label belongs to a footer or to the history.
            return start
        return ([pair.value] if pair.value else []), start, anchor

    def _holds(self, index: int, pair: Pair) -> bool:
        """Whether the label has a value that is what it announces: no person writes so in a message."""
        below = self._next_text(index + 1, 2)
        value = pair.value or (self.lines[below].text if below is not None else "")
        return layouts.plausible(pair.name, plain(value))

    def _stronger_below(self, index: int) -> bool:
        for number, line in enumerate(self.lines[index : index + 60], index):
            pair = next(reversed(self._split(number)), None) if line.text else None
            if pair and pair.name == "message" and (pair.colon or line.row or not pair.value):
                return True
        return False

    def _set_message(self, body: list[str], found: str) -> None:
        text, disclosure = clean_message(body, self.table)
        if text and text.endswith(";") and sum(line.text.endswith(";") for line in self.lines) > 2:
            # So the form ends each of its fields.
            text = text[:-1].rstrip()
        self._disclose(disclosure)
        self.out.wordless = bool(text) and is_empty(text)
        self.out.message = None if self.out.wordless else text
        if self.out.message:
            self.out.found["message"] = found

    # -- where it stops at the latest -------------------------------------------------------------------------------

    def _stops(self, index: int, scope: tuple[Block | None, str], anchor: Line, said: bool) -> bool:
        """Whether the line is not the prospect's whatever stands around it; ``said`` tells that the message has
        begun."""
        line = self.lines[index]
        text = plain(line.text)
        outer, heading = scope
        is_outside = not is_within(line.block, outer) or line.block and line.block.tag == heading
        if text and is_outside or _cell(line) != _cell(anchor):
            return True
        if not text:
            return False
        if (anchor.text[:2].isspace() or anchor.text[0] == "\t") and not line.text[0].isspace():
            # The form sets off its values from its labels.
            return True
        if is_rule(text):
            # A rule under the heading opens the message, the next one closes it.
            return said
        if ending.is_closing(text):
            return self._is_close_of_sender(index, text)
        return (
            line.is_link
            or ending.speaks_again(text)
            or said
            and line.block is not anchor.block
            and ending.is_imprint(text)
            or ending.is_history(text, self.lines[index + 1 : index + 4])
            or bool(_SWITCH.search(text[:200]))
            or ending.box(text) is not None
            or ending.is_consent(text)
            and (":" in text[-8:] or len(text) > 60 or self._is_answered(index))
        )

    def _is_answered(self, index: int) -> bool:
        """Whether the next line is nothing but the answer to a question of the form."""
        below = plain(self.lines[index + 1].text) if index + 1 < len(self.lines) else ""
        return len(below) < 20 and bool(_ANSWER.fullmatch(below))

    def _is_close_of_sender(self, index: int, text: str) -> bool:
        following = self._next_text(index + 1, 4)
        # In markup the block tells where the message ends.
        is_block = following is not None and self.lines[following].block is not None
        is_signed = is_block and self._names_prospect(plain(self.lines[following].text))
        if self.closing_ends and not is_signed and len(text) < 40 and text.lower().startswith("mit freundlich"):
            return True
        below = self.lines[following] if following is not None else None
        is_beside = below is not None and _cell(below) == _cell(self.lines[index])
        text = plain(below.text) if is_beside and len(below.text) < 80 else ""
        return bool(text) and (ending.is_team(text) or self._names_sender(text))

    # -- what at its end is not the prospect's ----------------------------------------------------------------------

    def _message_ends(self, head: list[str], start: int, stop: int, anchor: Line) -> int:
        """The line up to ``stop`` at which the form or its sender goes on."""
        paragraphs: list[tuple[int, int]] = []
        for index in range(start, stop):
            if not self.lines[index].text.strip():
                continue
            begins = paragraphs.pop()[0] if paragraphs and paragraphs[-1][1] == index else index
            paragraphs.append((begins, index + 1))
        opening = head[0] if head else self.lines[start].text if start < stop else ""
        last = opening
        for number, (begin, over) in enumerate(paragraphs):
            if begin > start and (ending.is_quoted([opening, last]) or self._is_of_others(begin, anchor)):
                paragraphs, stop = paragraphs[:number], begin
                break
            last = self.lines[over - 1].text
        else:
            if anchor.row and stop < len(self.lines) and self.lines[stop].row != anchor.row:
                # The cell holds nothing else.
                return stop
        return self._without_fields(paragraphs, bool(head), start, stop)

    def _plain(self, begin: int, over: int) -> list[str]:
        return [plain(line.text) for line in self.lines[begin:over]]

    def _is_of_others(self, begin: int, anchor: Line) -> bool:
        """Whether a paragraph set apart from what was said is the form's or its sender's, whatever follows."""
        text, block = plain(self.lines[begin].text), self.lines[begin].block
        paragraph = takewhile(lambda line: line.text and _cell(line) == _cell(anchor), self.lines[begin : begin + 100])
        whole = " ".join(plain(line.text) for line in paragraph)
        if self._is_official(begin, text) or ending.is_imprint(text) or self._is_card(begin):
            return True
        if block and not is_within(block, anchor.block):
            # A portal leaves a message in one block; forms make paragraphs of it. Two words may be a name or thanks.
            is_told = ending.is_personal(whole) or ending.is_closing(whole) or self._names_prospect(whole)
            if not is_told and (self.is_portal or not ending.speaks(whole) and len(whole.split()) > 2):
                return True
        is_last = self.lines[begin:] and not any(line.text for line in self.lines[begin + 1 : begin + 3])
        is_spoken = ending.is_personal(whole) if self.is_portal and is_last else ending.speaks(text)
        if self._names_sender(text) and len(text) < 200 and not is_spoken:
            return True
        # "Bitte bewerten Sie uns: https://…", with an address of the sender's.
        addresses = " ".join(EMAIL.findall(whole) + HTTP.findall(whole)) if self.senders else ""
        return self._names_sender(addresses) and not ending.is_first_person(whole)

    def _is_card(self, begin: int) -> bool:
        """Whether a paragraph is nothing but fields of a person nobody has told of yet, a name and a typed one among
        them."""
        found: list[Pair] = []
        for index in range(begin, min(begin + _MOST_OF_CARD, len(self.lines))):
            if not self.lines[index].text:
                break
            pairs = self._split(index)
            if not pairs or not all(pair.colon and pair.value and pair.name in CONTACT for pair in pairs):
                return False
            found += pairs
        names = {pair.name for pair in found if not self._is_filled(pair.name)}
        typed = any(pair.name in _TYPED and layouts.plausible(pair.name, pair.value) for pair in found)
        return typed and bool(names & {"name", "first_name", "last_name"})

    def _names_prospect(self, text: str) -> bool:
        """Whether a short text has the last name the form gave."""
        last = fold(self.out.values.get("last_name") or self.out.values.get("name", "").partition(" ")[2]).split()[-1:]
        return bool(last) and len(last[0]) > 2 and len(text) < 60 and last[0] in fold(text).split()

    def _names_sender(self, text: str) -> bool:
        folded = fold(text).replace(" ", "") if text and self.senders else ""
        return any(name in folded for name in self.senders)

    def _is_official(self, index: int, text: str) -> bool:
        """Whether a paragraph opens with a field that nobody tells in a message, or with the heading of such."""
        pair = next(iter(self._split(index)), None)
        if pair and pair.colon and pair.name in _OFFICIAL and not (pair.name == "disclosure" and pair.value):
            return True
        if pair and not pair.value and pair.name in _HEADS_CARD and self._holds_field(index, _TYPED):
            return True
        if not pair and self._is_heading(text) and not GREETING.match(text) and self._holds_field(index, REFS):
            return True
        following = self._next_text(index + 1, 3)
        below = next(iter(self._split(following)), None) if following is not None else None
        if pair and pair.value or len(text) > 39 or not text[-1:].isalnum() or GREETING.match(text):
            return False
        if below and below.colon and (pair.name in SECTIONS if pair else below.name in ("disclosure", *REFS)):
            return True
        return self._is_label_above(index, text)

    def _holds_field(self, index: int, names: Collection[str]) -> bool:
        """Whether the paragraph below the heading at ``index`` has a field of ``names`` with a value fit for it."""
        paragraph = takewhile(lambda at: self.lines[at].text, range(index + 1, min(index + 10, len(self.lines))))
        pairs = (next(iter(self._split(at)), None) for at in paragraph)
        return any(
            pair
            and pair.colon
            and pair.name in names
            and (pair.name in REFS or layouts.plausible(pair.name, pair.value))
            for pair in pairs
        )

    def _is_label_above(self, index: int, text: str) -> bool:
        """Whether the form goes on with a label above its value, as it did before: a short line, one value, a gap."""
        near = [line for line in self.lines[index + 1 : index + 3] if _cell(line) == _cell(self.lines[index])]
        value, *gap = [line.text for line in near] or [""]
        is_label = self.below > 2 and ":" not in text and len(text.split()) < 5 and not ending.is_personal(text)
        return is_label and bool(value) and not any(gap) and not ending.is_closing(text)

    def _without_fields(self, paragraphs: list[tuple[int, int]], is_headed: bool, start: int, stop: int) -> int:
        """The line up to which a message goes without what the form or its sender adds below it.

        :param is_headed: whether the message begins beside its label
        """
        spoken = plain(self.lines[stop].text) if stop < len(self.lines) else ""
        end, told, weight = stop, [], 0
        # A machine's form goes on in the notation of its other fields ("quelle: landingpage").
        is_machine = self.machine_keys > 2 and 2 * self.machine_keys > self.out.labels
        for begin, over in reversed(paragraphs):
            texts, is_apart, is_below = self._plain(begin, over), begin > start, is_headed and begin == start
            fields = self._fields_at_end(texts, is_below)
            is_headed_by = is_apart and len(fields) == len(texts) - 1 and bool(fields) and self._is_heading(texts[0])
            is_whole = len(fields) == len(texts) or is_headed_by
            told += [name for name, _weight in fields]
            # A field nobody knows tells something only where it is set off from what is said.
            counts = is_machine or is_whole and (is_below or is_apart and self.out.labels > 2)
            weight += sum(weight for name, weight in fields if counts or name != "unknown")
            is_new = bool(fields) and not any(self._is_filled(name) for name in told)
            signed = [*texts, spoken] if spoken and end == stop else texts
            # In a form of a line a field, each with its value, the next line is the next field.
            is_next = self.out.labels > 3 and not any(map(ending.is_personal, texts))
            is_set_off = is_machine or is_apart or is_below and bool(spoken or self.is_portal or is_next)
            if not (is_new and is_whole and weight + is_set_off > 1 or is_apart and self._is_of_sender(signed)):
                end = over - len(fields) if is_new and weight + is_machine > 1 else end
                is_heading = is_apart and end == begin + 1 < over and self._is_heading(texts[0])
                end = begin if is_heading else end
                break
            end = begin
        for text in self._plain(end, stop):
            label, _, value = text.partition(": ")
            if value and self._is_field(text) and self.table.find(label) is None and not _DATA.search(value):
                self._disclose({label.strip(): value.strip()})
        return end

    def _is_heading(self, text: str) -> bool:
        return bool(_HEADING.fullmatch(text)) and not ending.is_closing(text) and not ending.is_personal(text)

    def _fields_at_end(self, texts: list[str], is_below: bool) -> list[tuple[str, int]]:
        """``(name, weight)`` of the lines at the end of a paragraph that are fields, or the value of a label above."""
        found: list[tuple[str, int]] = []
        is_open = False
        for text in texts:
            pair = next(iter(layouts.of_line(text, self.table)), None)
            is_value, is_open = is_open, False
            if pair and pair.colon and pair.name not in MESSAGES:
                is_typed = pair.name not in _TYPED or layouts.plausible(pair.name, pair.value)
                found.append((pair.name, _WEIGHT.get(pair.name, 1) if is_typed else 0))
                is_open = not pair.value
            elif ending.is_consent(text):
                found.append(("technical", 2))
            elif self._is_field(text) or is_below and _UNKNOWN_FIELD.fullmatch(text):
                found.append(("unknown", 1))
            elif is_value:
                found.append(("skip", 1))
            else:
                found = []
        return found

    def _is_field(self, text: str) -> bool:
        """Whether a line without a message's words is a field: a short label with a value, or a machine's data."""
        if _DATA.search(text) or _ANSWERED.fullmatch(text):
            return True
        field = recognise.FIELD.match(text)
        if not field or len(text) > 160 or text.endswith((".", "!", "?")) or ending.is_personal(text):
            return False
        return self.table.find(text[: field.end()].rstrip(" :.")) not in CONTACT

    def _is_of_sender(self, texts: list[str]) -> bool:
        """Whether a paragraph set apart is not the prospect's."""
        if self.out.labels < 3 or any(ending.is_closing(text) or GREETING.match(text) for text in texts):
            return False
        last = texts[-1]
        is_firm = ending.is_team(last[:60]) or is_company(last.partition(",")[0])
        return len(last) < 120 and is_firm and not ending.is_first_person(" ".join(texts))

    def _is_filled(self, name: str) -> bool:
        """Whether a field of a person or a property was read already."""
        values = self.out.values
        if name in REFS:
            return bool(self.out.refs if name == "property_ref" else self.out.portal_refs)
        whole = {"name": {"name", "last_name"}, "first_name": {"name", name}, "last_name": {"name", name}}
        return (name in CONTACT or name in ABOUT_PROPERTY) and bool(values.keys() & whole.get(name, {name}))

    # -- in a cell of its own ---------------------------------------------------------------------------------------

    def _take_message_cell(self, pair: Pair, lines: list[Line]) -> None:
        if self.out.message is not None or not lines:
            return
        body: list[str] = []
        for line in lines:
            text = line.text.replace(MARK, "").strip()
            if ending.is_history(text, ()) or ending.speaks_again(text) and "".join(body).strip():
                break
            body.append(line.text)
        for line in lines[len(body) :]:
            self._disclose(disclosure_in(line.text, self.table))
        self._set_message(body, pair.label)


def _cell(line: Line) -> tuple[int, int]:
    return line.row, line.cell


def _frame(text: str) -> str | None:
    """What a heading is framed by, None where it is none."""
    match = _FRAMED.fullmatch(text.strip()) if len(text) < 80 else None
    return match[1] if match else None


def _scope(label: Line, first: Line) -> tuple[Block | None, str]:
    """Where the markup may hold a message: in what its label and its first line have in common, above the next heading
    of the label's kind ("<h3>Nachricht</h3><p>…</p><h3>Verlauf</h3>", "<dt>Text</dt><dd>…</dd><dt>Newsletter</dt>")."""
    inner = first.block
    outer = common(label.block, inner)
    if inner and outer is inner:
        outer = inner if inner.tag == "li" else inner.parent
    heading = label.block.tag if label.block and inner and label.block.tag != inner.tag else ""
    return outer, heading if heading in _HEADINGS else ""
