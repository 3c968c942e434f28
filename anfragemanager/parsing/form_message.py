"""The message in a form: where it begins, where it ends, which fields below it are the form's again."""

from __future__ import annotations

import re

from ..contact.companies import is_company
from ..contact.text import fold
from . import ending, layouts, recognise
from .ending import clean_message, disclosure_in, is_rule, plain
from .labels import CONTACT, DISCLOSURE_INTRO, SECTIONS, is_empty, spelt
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
        was_field = False
        in_cell = anchor.row and end < len(self.lines) and self.lines[end].row != anchor.row
        if not in_cell:
            kept = self._without_fields(body, bool(head), end)
            end -= len(body) - kept
            was_field = len(body) > kept
            body = body[:kept]
        self.out.labels += 1
        self._count_language(pair.label)
        self._set_message(body, pair.label)
        ended = end < len(self.lines) and (self.lines[end].row, self.lines[end].cell) == (anchor.row, anchor.cell)
        if ended and not ((body or was_field) and self._split(end)) and not ending.box(plain(self.lines[end].text)):
            if DISCLOSURE_INTRO.match(spelt(self.lines[end].text[:80])):
                end = self._disclosure_tail(end)
            self.after_message = True
            self.context = "agency"
        return max(end, index + 1)

    def _paragraph(self, index: int) -> str:
        """The lines up to the next empty one."""
        texts = []
        for line in self.lines[index : index + 100]:
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
        return len(text) < 200 and not ending.speaks(text) and self._names_sender(text)

    def _names_sender(self, text: str) -> bool:
        folded = fold(text).replace(" ", "")
        return any(name in folded for name in self.senders)

    def _stronger_below(self, index: int) -> bool:
        for number in range(index, min(len(self.lines), index + 60)):
            line = self.lines[number]
            if not line.text:
                continue
            pairs = self._split(number)
            if pairs and pairs[-1].name == "message" and (pairs[-1].colon or line.row or not pairs[-1].value):
                return True
        return False

    def _without_fields(self, body: list[str], is_headed: bool, ended: int) -> int:
        """How many lines of ``body`` are left without what the form or its sender adds at its end.

        :param is_headed: whether the first line stands beside the label
        :param ended: the line that ended the message
        """
        first, kept, end = int(is_headed), len(body), len(body)
        spoken = plain(self.lines[ended].text) if ended < len(self.lines) else ""
        names: list[str] = []
        while end > first:
            if not body[end - 1].strip():
                end -= 1
                continue
            start = next(at for at in range(end - 1, first - 1, -1) if at == first or not body[at - 1].strip())
            texts = [plain(text) for text in body[start:end]]
            below = is_headed and start == 1
            found = self._fields_at_end(texts, below)
            names += [name for name, _text in found]
            apart = start > 0 and not body[start - 1].strip()
            if (
                len(found) == len(texts)
                and self._is_of_form(names, texts, apart, below and len(names) > (not spoken and not self.is_portal))
                or apart
                and self._is_of_sender([*texts, spoken] if spoken and end == len(body) else texts)
            ):
                kept = start
            elif found and self._is_of_form(names, texts, False, False):
                return end - len(found)
            else:
                break
            end = start
        for text in (plain(text) for text in body[kept:]):
            label, _, value = text.partition(": ")
            if value and self._is_field(text) and self.table.find(label) is None and not _DATA.search(value):
                self._disclose({label.strip(): value.strip()})
        return kept

    def _fields_at_end(self, texts: list[str], below: bool) -> list[tuple[str, str]]:
        """``(name, line)`` of the lines at the end of a paragraph that are fields, the last first."""
        found: list[tuple[str, str]] = []
        for at in range(len(texts) - 1, -1, -1):
            pairs = layouts.of_line(texts[at], self.table)
            if pairs and pairs[0].colon and pairs[0].name not in MESSAGES:
                found += [(pairs[0].name, texts[at])]
            elif ending.is_consent(texts[at]):
                found += [("technical", texts[at])]
            elif self._is_field(texts[at]) or below and _UNKNOWN_FIELD.fullmatch(texts[at]):
                found += [("unknown", texts[at])]
            else:
                break
        return found

    def _is_of_form(self, names: list[str], texts: list[str], apart: bool, below: bool) -> bool:
        """Whether fields at the end of a message are the form's: what nobody writes, or what is still unknown."""
        known = [name for name in names if name in CONTACT or name in ABOUT_PROPERTY]
        if any(self._is_filled(name) for name in known):
            return False
        if {*names} <= {"technical", "agency", "skip"}:
            return apart or below or len(names) > 1 or "skip" not in names
        if not known:
            return below or apart and self.out.labels > 2
        pairs = layouts.of_line(texts[0], self.table)
        typed = apart and bool(pairs) and pairs[0].name in _TYPED and layouts.plausible(pairs[0].name, pairs[0].value)
        return (
            len(known) > 1 and set(known) - ABOUT_PROPERTY or "email" in known or names[-1] in ABOUT_PROPERTY or typed
        )

    def _is_of_sender(self, texts: list[str]) -> bool:
        """Whether a paragraph set apart is not the prospect's."""
        if self.out.labels < 3 or any(ending.is_closing(text) or GREETING.match(text) for text in texts):
            return False
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

    def _is_filled(self, name: str) -> bool:
        values = self.out.values
        if name in REFS:
            return bool(self.out.refs if name == "property_ref" else self.out.portal_refs)
        if name == "name":
            return bool(values.keys() & {"name", "last_name"})
        if name in ("first_name", "last_name"):
            return bool(values.keys() & {"name", name})
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
