"""The message in a form: where it begins, where it ends, which fields below it are the form's again."""

from __future__ import annotations

import re

from ..contact.companies import is_company
from ..contact.text import fold
from . import ending, layouts, recognise
from .ending import clean_message, disclosure_in, is_rule, plain
from .labels import CONTACT, DISCLOSURE_INTRO, SECTIONS, UNSEEN, is_empty, spelt
from .layouts import MESSAGES, Pair
from .lines import MARK, Line, common, is_within
from .tables import pattern

GREETING = pattern("form_message.greeting")
REFS = ("property_ref", "portal_ref")
ABOUT_PROPERTY = frozenset((*REFS, "property_link", "object"))


# A switch of the form, as no person writes it ("consent: true", "Newsletter: 0").
_SWITCH = re.compile(r"^[^:=]{2,120}[:=]\s?(?:0|1|true|false|on|off)$", re.IGNORECASE)
# What only machines write: an address of the net, a link alone, a date with a time, a long key.
_DATA = re.compile(
    r"^ ?(?:\d{1,3}(?:\.\d{1,3}){3}|https?://\S+|\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*|[0-9a-f-]{24,}|Mozilla/.*)$",
    re.IGNORECASE,
)
# "Übermittelt am 25. Nov. 2026, 10:11"
_STAMP = re.compile(
    r"(?:[^\W\d]+ ){1,3}(?:(?:on |am )?[\w., ]{0,20}\b20\d\d,? [\w ]{0,4}\d?\d:\d\d(?: uhr)?\.?"
    r"|(?:at |um )?\d?\d:\d\d(?: [ap]m)?,?[ -]{1,3}[\w., ]{0,20}\b20\d\d)",
    re.IGNORECASE,
)
MACHINE_KEY = re.compile(r"[a-z][a-z0-9]*(?:[A-Z_.\[-][\w.\[\]-]*)?|[A-Z]+_[A-Z_]+")
_KEYED = re.compile(rf"(?:{MACHINE_KEY.pattern})\s?[:=]\s")


_UNKNOWN_FIELD = re.compile(r"[A-ZÄÖÜ][^:.!;,]{2,60}:\s\S.{0,60}(?<![.!?])")


_TYPED = frozenset(("email", "phone", "mobile", "zip"))
# Elements that head what follows them: the next of the kind ends it.
_HEADINGS = frozenset("dt h1 h2 h3 h4 h5 h6 legend".split())


class _Scope:
    """Where in the markup a message may stand: what its label and its first line have in common."""

    def __init__(self, label: Line, first: Line, is_portal: bool):
        self.inner = inner = first.block
        self.is_portal = is_portal
        self.outer = common(label.block, inner)
        if inner and self.outer is inner:
            self.outer = inner if inner.tag == "li" else inner.parent
        # "<h3>Nachricht</h3><p>…</p><h3>Verlauf</h3>", "<dt>Kommentar</dt><dd>…</dd><dt>Newsletter</dt>"
        heading = label.block.tag if label.block and inner and label.block.tag != inner.tag else ""
        self.heading = heading if heading in _HEADINGS else ""

    def holds(self, line: Line, paragraph: str, before: str) -> bool:
        """Whether ``line`` may go on the message; ``paragraph`` is the text that a gap sets apart from ``before``.

        A portal leaves a message in one block; forms make paragraphs of it.
        """
        if not is_within(line.block, self.outer) or line.block and line.block.tag == self.heading:
            return False
        if not paragraph or is_within(line.block, self.inner):
            return True
        if ending.is_closing(before) and len(paragraph) < 60 and paragraph[-1].isalnum():
            # The writer's name.
            return True
        if self.is_portal:
            return ending.is_personal(paragraph) or ending.is_closing(paragraph)
        # Two words may be a name or thanks.
        return ending.speaks(paragraph) or len(paragraph.split()) < 3


class MessageOfForm:
    """The part of ``form`` that finds the message; it works on the lines and the reading of the whole."""

    def _message(self, index: int, pair: Pair) -> int:
        opened = self._message_opens(index, pair)
        if isinstance(opened, int):
            return opened
        head, start, anchor = opened
        body: list[str] = list(head)
        end = start
        scope = _Scope(self.lines[index], anchor, self.is_portal)
        while end < len(self.lines):
            line = self.lines[end]
            apart = self._paragraph(end) if line.block and body and not body[-1].strip() else ""
            before = next((plain(text) for text in reversed(body) if text.strip()), "")
            if line.text and not scope.holds(line, apart, before):
                break
            if (line.row, line.cell) != (anchor.row, anchor.cell) or self._ends(end, body):
                break
            body.append(line.text)
            end += 1
        in_cell = anchor.row and end < len(self.lines) and self.lines[end].row != anchor.row
        if not in_cell:
            body, rest = self._trailing_fields(body, 1 if head else 0)
            if not rest and (rest := self._last_block(body, 1 if head else 0, end)):
                body = body[:-rest]
            if head and not rest and self._are_fields(body[1:], end):
                body, rest = body[:1], len(body) - 1
            end -= rest
        self.out.labels += 1
        self._count_language(pair.label)
        self._set_message(body, pair.label)
        ended = end < len(self.lines) and (self.lines[end].row, self.lines[end].cell) == (anchor.row, anchor.cell)
        if ended and not (body and self._split(end)) and not ending.box(plain(self.lines[end].text)):
            if DISCLOSURE_INTRO.match(spelt(self.lines[end].text[:80])):
                end = self._disclosure_tail(end)
            self.after_message = True
            self.context = "agency"
        return max(end, index + 1)

    def _are_fields(self, texts: list[str], end: int) -> bool:
        """Whether lines directly below a message of one line are fields nobody knows yet: several, or up to where the
        form speaks again."""
        spoken = end < len(self.lines) and bool(self.lines[end].text)
        fields = [plain(text) for text in texts if text.strip()]
        adjacent = all(text.strip() for text in texts[: len(fields)])
        return (
            adjacent
            and len(fields) > (not spoken and not self.is_portal)
            and all(_UNKNOWN_FIELD.fullmatch(text) for text in fields)
        )

    def _paragraph(self, index: int) -> str:
        """The lines up to the next empty one."""
        texts = []
        for line in self.lines[index : index + 50]:
            if not line.text:
                break
            texts.append(plain(line.text))
        return " ".join(texts)

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
            if pair.name == "message_weak" and not pair.colon and ending.is_closing(self.lines[following].text):
                return index + 1
            start, anchor = following, self.lines[following]
        if pair.name == "message_weak" and self._stronger_below(start):
            return index + 1 if pair.value else start
        if self.out.message is not None:
            # A second message label belongs to a footer or to the history.
            return start
        if anchor.row and self.cells.get(anchor.row, 1) > 1 and anchor.row != self.lines[index].row:
            cells, _ = self._row_cells(start)
            if len(cells) > 1:
                return start
        return ([pair.value] if pair.value else []), start, anchor

    def _holds(self, index: int, pair: Pair) -> bool:
        """Whether the label has a value that is what it announces: no person writes so in a message."""
        below = self._next_text(index + 1, 2)
        value = pair.value or (self.lines[below].text if below is not None else "")
        return layouts.plausible(pair.name, plain(value))

    def _set_message(self, body: list[str], found: str) -> None:
        text, disclosure = clean_message(body, self.table)
        self._disclose(disclosure)
        if text and is_empty(text):
            text = None
        self.out.message = text
        if text:
            self.out.found["message"] = found

    def _ends(self, index: int, body: list[str]) -> bool:
        text = plain(self.lines[index].text)
        if not text:
            return False
        if ending.speaks_again(text) or ending.is_history(text, self.lines[index + 1 : index + 4]):
            return True
        if self.lines[index].is_link or self._is_field_of_machine(text):
            return True
        if ending.box(text) or ending.is_consent(text) and (":" in text[-8:] or len(text) > 60):
            return True
        if body and not body[-1].strip() and self._ends_after_gap(index, text, body):
            return True
        if is_rule(text):
            # A rule under the heading opens the message, the next one closes it.
            return bool("".join(body).strip())
        if ending.is_closing(text):
            if self.closing_ends and len(text) < 40 and text.lower().startswith("mit freundlich"):
                return True
            following = self._next_text(index + 1, 4)
            below = self.lines[following] if following is not None else None
            if below is None or (below.row, below.cell) != (self.lines[index].row, self.lines[index].cell):
                return False
            return len(below.text) < 80 and ending.is_team(plain(below.text))
        return ending.is_team(text, True)

    def _is_field_of_machine(self, text: str) -> bool:
        """Whether the form goes on in the notation of its other fields ("quelle: landingpage"), or with a switch."""
        if _SWITCH.search(text[:200]):
            return True
        return self.machine_keys > 2 and 2 * self.machine_keys > self.out.labels and bool(_KEYED.match(text))

    def _ends_after_gap(self, index: int, text: str, body: list[str]) -> bool:
        """Whether the sender's own fields or its name follow an empty line."""
        if ending.is_quoted(body) or self._opens_field(index, text):
            return True
        pairs = self._split(index)
        if pairs and pairs[0].colon:
            name = pairs[0].name
            if name in ("agency", *REFS) or name == "object" and ":" in text:
                return True
            if name == "disclosure" and not pairs[0].value:
                return True
        following = self._next_text(index + 1, 3)
        if not pairs and following is not None and len(text) < 40 and text[-1].isalnum() and not GREETING.match(text):
            # A heading above further fields.
            below = self._split(following)
            if below and below[0].colon and below[0].name in ("disclosure", *REFS):
                return True
        if pairs and not pairs[0].value and pairs[0].name in SECTIONS and following is not None:
            # "Ihr Ansprechpartner" above "Name: …"
            below = self._split(following)
            return bool(below) and below[0].colon
        last = self._next_text(index + 1, 2) is None
        return (last or "http" in text) and len(text) < 200 and not ending.speaks(text) and self._names_sender(text)

    def _names_sender(self, text: str) -> bool:
        folded = fold(text).replace(" ", "")
        return any(name in folded for name in self.senders)

    def _stronger_below(self, index: int) -> bool:
        for number in range(index, min(len(self.lines), index + 60)):
            line = self.lines[number]
            if not line.text or len(line.text) > 4000:
                continue
            pairs = self._split(number)
            if pairs and pairs[-1].name == "message" and (pairs[-1].colon or line.row or not pairs[-1].value):
                return True
        return False

    def _trailing_fields(self, body: list[str], first: int) -> tuple[list[str], int]:
        """Form fields behind the message: a closing block that is nothing but labels for what is still unknown."""
        end = len(body)
        while end > first and (not body[end - 1].strip() or self._is_of_form(body[end - 1])):
            end -= 1
        tail = [pair.name for text in body[end:] for pair in layouts.of_line(text, self.table)]
        # Date and time of sending, set apart by an empty line.
        apart = end < len(body) and not body[end].strip() and any(body[end:])
        machine = len(tail) > 1 or bool({"technical", "agency"} & set(tail))
        if apart or end < len(body) and (machine or any(ending.is_consent(plain(text)) for text in body[end:])):
            above, more = self._trailing_fields(body[:end], first)
            return above, more + len(body) - end
        for position in range(max(first, len(body) - 30), len(body)):
            pairs = layouts.of_line(body[position], self.table)
            if not pairs or not pairs[0].colon or pairs[0].name in (*MESSAGES, "disclosure", *UNSEEN):
                continue
            found = self._structured(body[position:])
            if found is None:
                continue
            known = [name for name in found if name in CONTACT or name in ABOUT_PROPERTY]
            if any(self._is_filled(name) for name in known):
                continue
            apart = not body[position - 1].strip() and layouts.plausible(pairs[0].name, pairs[0].value)
            about = bool(known) and position > 0 and (known[0] in ABOUT_PROPERTY or known[0] in _TYPED and apart)
            if len(known) > 1 and set(known) - ABOUT_PROPERTY or "email" in known or about:
                return body[:position], len(body) - position
        return body, 0

    def _last_block(self, body: list[str], first: int, ended: int) -> int:
        """How many lines at the end are the form's or its sender's: paragraphs of nothing but fields, a machine's
        data, words under the sender's name. ``ended`` is the line that ended the message."""
        if self.out.labels < 3:
            return 0
        starts = [at for at in range(first + 1, len(body)) if body[at].strip() and not body[at - 1].strip()]
        start = end = len(body)
        for at in reversed(starts):
            texts = [plain(text) for text in body[at:end] if text.strip()]
            if end == len(body) and body[-1].strip() and ended < len(self.lines):
                texts.append(plain(self.lines[ended].text))
            if self._is_of_sender(texts):
                start = at
            elif any(ending.is_closing(text) or "?" in text or ending.is_first_person(text) for text in texts):
                break
            end = at
        for text in (plain(text) for text in body[start:]):
            label, _, value = text.partition(": ")
            if value and self._is_field(text) and self.table.find(label) is None and not _DATA.search(value):
                self._disclose({label.strip(): value.strip()})
        return len(body) - start

    def _is_of_sender(self, texts: list[str]) -> bool:
        """Whether a paragraph set apart is not the prospect's."""
        if any(ending.is_closing(text) or GREETING.match(text) for text in texts):
            return False
        if all(self._is_field(text) for text in texts):
            return True
        said, last = " ".join(texts), texts[-1]
        if ending.is_first_person(said):
            return False
        return len(last) < 120 and (ending.is_team(last[:60]) or is_company(last.partition(",")[0]))

    def _is_field(self, text: str) -> bool:
        """Whether a line without a message's words is a field: a short label with a value, or a machine's data."""
        if _DATA.search(text) or _STAMP.fullmatch(text) or _SWITCH.search(text[:200]):
            return True
        field = recognise.FIELD.match(text)
        if not field or len(text) > 160 or text.endswith((".", "!", "?")) or ending.is_personal(text):
            return False
        return self.table.find(text[: field.end()].rstrip(" :.")) not in CONTACT

    def _opens_field(self, index: int, text: str) -> bool:
        """Whether the form goes on with a label above its value, as it did before: a short line, one value, a gap."""
        if self.below < 3 or len(text) > 40 or ":" in text or not text[-1].isalnum() or len(text.split()) > 4:
            return False
        lines = self.lines[index + 1 : index + 3]
        filled = bool(lines) and bool(lines[0].text) and not any(line.text for line in lines[1:])
        return filled and not ending.is_closing(text) and not GREETING.match(text) and not ending.is_personal(text)

    def _is_of_form(self, text: str) -> bool:
        pairs = layouts.of_line(text, self.table)
        if pairs and pairs[0].colon and all(pair.name in (*UNSEEN, "agency") for pair in pairs):
            return True
        return ending.is_consent(plain(text))

    def _structured(self, texts: list[str]) -> list[str] | None:
        found: list[str] = []
        waiting = False
        for text in texts:
            if not text.strip():
                continue
            pairs = layouts.of_line(text, self.table)
            if pairs and pairs[0].colon and pairs[0].name not in MESSAGES:
                found += [pair.name for pair in pairs]
                waiting = not pairs[-1].value
            elif waiting:
                waiting = False
            else:
                return None
        return found

    def _is_filled(self, name: str) -> bool:
        values = self.out.values
        if name in REFS:
            return bool(self.out.refs if name == "property_ref" else self.out.portal_refs)
        if name == "name":
            return bool(values.keys() & {"name", "last_name"})
        if name in ("first_name", "last_name"):
            return bool(values.keys() & {"name", name})
        if name in ("zip", "city", "zip_city", "address", "street"):
            early = {found for found, _, _ in self.early_address}
            return bool((values.keys() | early) & {name, "address", "zip_city"})
        return name in values

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

    def _take_loose_message(self) -> None:
        """A message without a label: what follows the person's data and begins as people begin."""
        if self.out.message is not None or self.loose is None:
            return
        anchor = self.lines[self.loose]
        body: list[str] = []
        for index in range(self.loose, len(self.lines)):
            line = self.lines[index]
            if (line.row, line.cell) != (anchor.row, anchor.cell) or self._ends(index, body):
                break
            # These labels have been read as the form's own, so they are no part of a message.
            if (pairs := self._split(index)) and pairs[0].colon and pairs[0].name in CONTACT | {*REFS}:
                break
            body.append(line.text)
        self._set_message(body, anchor.text[:300])
