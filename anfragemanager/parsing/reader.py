"""Label and value in every layout people send: same line, next line, table rows and columns, lists, run-on lines.

A document is walked once from top to bottom. What a label means depends on where it stands: in a block about the
property or the agency it is not the prospect's, and after the label of the message everything is message until the
portal speaks again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..contact import names, phones
from .labels import ADDRESS, CONTACT, DISCLOSURE_INTRO, PERSON, SECTIONS, Table, is_english, is_spanish, normal
from .lines import MARK, Document, Line

_BULLET = " \t*•·▪►✓→#>|\x1f–—"
_SEPARATOR = re.compile(r"\t+|[ ]{2,}|\s[|=–—-]\s|\s?\.{3,}\s?|\s?=>?\s?|\s?→\s?")
_COLON = re.compile(r"[:：]")
_INNEN = re.compile(r"(?<=\w):(?=innen\b|in\b)", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,24}")
_AT = re.compile(r"\s?[(\[{]\s?(?:at|ät)\s?[)\]}]\s?", re.IGNORECASE)
_RULE = re.compile(r"^[-_=*~#–—•. ]{4,}$|^-{3}$|^_{3}$|^-- ?$")
_TEAM = re.compile(
    r"(?:ihr|ihre|dein|euer|das|the|your|el|tu|su)\b.{0,60}(?:team|service|support|kundenservice|portal|equipo|scout"
    r"|immo\w*|kleinanzeigen)"
    r"|.{0,30}\bteam\b|(?:immobilien|immo)scout24|immowelt|immonet|kleinanzeigen|ivd ?24|willhaben|homegate"
    r"|idealista|fotocasa|rightmove|zoopla"
    r"|realtor\.com|wordpress|.{0,30}\b(?:gmbh|ag)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:mit )?(?:freundlichen|freundliche|vielen|viele|besten|beste|herzlichen|herzliche|liebe|schöne) (?:grüßen"
    r"|grüße|grüssen|grüsse|gruß|gruessen|gruesse)"
    r"|freundlichst|mfg\b|(?:kind|best|warm) regards|yours (?:sincerely|faithfully)|(?:un )?(?:cordial )?saludos?\b"
    r"|atentamente",
    re.IGNORECASE,
)
_END = re.compile(
    r"nachrichtenverlauf|beantworte (?:diese|die) nachricht|antworten sie (?:direkt|einfach|dem interess"
    r"|der interess|auf diese)"
    r"|sie können (?:direkt |einfach )?(?:auf diese|dem interess|der interess|den interess)|jetzt antworten"
    r"|direkt antworten|nachricht beantworten"
    r"|anfrage beantworten|zum expos[eé]\b|zur anzeige\b|zur anfrage\b|zum inserat\b|zum objekt\b|auf anfrage antworten"
    r"|diese (?:e-?mail|nachricht|anfrage) (?:wurde|kam|stammt|erreicht|ist) .{0,60}(?:automatisch|über|von|gesendet"
    r"|generiert|versendet|versandt|verschickt)"
    r"|dies ist eine (?:automatisch|system)|bitte antworten sie nicht auf|bitte antworten sie dem interess"
    r"|bitte antworten sie direkt"
    r"|this (?:e-?mail|message|enquiry|lead|inquiry) (?:was|is|has been) .{0,60}(?:sent|generated|automat|via|from)"
    r"|sent (?:via|from|by) (?:the )?\w+"
    r"|(?:please )?reply (?:directly )?to this|este (?:correo|mensaje|email) (?:ha sido|fue|se ha|es|se envía|ha)"
    r"|responde(?:r)? (?:a este|al (?:mensaje|correo|interesado))"
    r"|©|\(c\) ?\d{4}|copyright|impressum\b|datenschutz(?:$|erklärung|hinweis|:)|powered by|gesendet (?:über|von"
    r"|via) |ip-?adresse|abmelden\b|unsubscribe|newsletter abbestellen"
    r"|schütze dich|schützen sie sich|tipps? (?:zu|für) |sicherheitshinweis|vorsicht vor|dein kleinanzeigen"
    r"|weitere daten zum interessenten|weitere angaben zum interessenten"
    r"|-{2,}\s?openimmo|<\?xml|<openimmo|selbstauskunft\s*:?$|mieterselbstauskunft\s*:?$|angaben zur selbstauskunft"
    r"|immobilien ?scout ?(?:24)? gmbh|immowelt gmbh|immonet gmbh"
    r"|dein team|ihr team|ihr .{0,40}-team\b|kleinanzeigen gmbh|diese daten wurden|wir wünschen ihnen viel erfolg"
    r"|viel erfolg(?: bei| beim| mit|!|$)|el equipo de|das .{0,30}-team\b"
    r"|\[?view in browser|privacy policy|terms and conditions|ansicht im browser|objektdaten\s*:?$"
    r"|angaben zum objekt\s*:?$"
    r"|kontaktdaten\b.{0,30}:?$|angaben zum interessenten|datum der anfrage|anfrage vom \d|the \w+ team\b"
    r"|ende der nachricht",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"-{2,}\s*(?:urspr(?:ü|ue)ngliche|original|weitergeleitete|mensaje|forwarded|begin)[^\n]{0,30}(?:-{2,}|:)?"
    r"|(?:am|on|el|le|il)\b.{4,200}(?:schrieb|wrote|escribió|a écrit|ha scritto)\b.{0,100}:$|_{10,}$"
    r"|(?:.{3,100})schrieb am .{4,60}:$",
    re.IGNORECASE,
)
_HISTORY_SENDER = re.compile(r"[*_]{0,2}(?:von|from|de):.{3,200}@", re.IGNORECASE)
_HISTORY_DATE = re.compile(r"[*_]{0,2}(?:gesendet|sent|datum|date|enviado(?: el)?|fecha):", re.IGNORECASE)
_TEAM_OPENS = ("ihr ", "ihre ", "dein ", "euer ", "the ", "your ", "das ")
_HTTP = re.compile(r"https?://[^\s<>\"]{4,500}")
_GREETING = re.compile(
    r"(?:hallo|guten (?:tag|morgen|abend)|sehr geehrte|liebe[rs]?\b|hi\b|hey\b|moin|servus|grüß (?:gott|sie|dich)"
    r"|grüezi|ich |wir |hello|dear |good (?:morning|day|afternoon|evening)|i |we "
    r"|i'm |hola\b|buen[oa]s|estimad|me gustaría|me interesa|estoy |quisiera|bonjour|buongiorno)",
    re.IGNORECASE,
)
_INTERESTED = re.compile(r"le interesa tu anuncio|(?:está|esta) interesad[oa] en tu", re.IGNORECASE)
_YES = re.compile(
    r"(?:ja|yes|s[ií]|x|1|true|gewünscht|erwünscht|erbeten|bitte|on|✓|✔|☑|angefordert|requested)\b|[x✓✔☑]",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:datenschutz\w*|privacy policy|\bagb\b|widerrufsbelehrung).{0,120}(?::\s*(?:ja|yes|ok|on|1|x|✓)"
    r"|akzeptiert|zugestimmt|accepted|zur kenntnis genommen)\W*$",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"<(?:mailto|tel|https?):[^<>\s]*>|\[(?:mailto|tel|https?):[^\]\s]*\]|\]\((?:mailto|tel|https?):[^)\s]*\)"
)
# Fields whose label needs no colon before a value on the same line, as no sentence begins so.
_STRONG = frozenset(
    "vorname nachname e-mail email e-mail-adresse telefon telefonnummer mobil handy plz postleitzahl anrede".split()
)


_REF_BEHIND_TITLE = re.compile(
    r"\((?:nr\.? ?|id ?|ref\.? ?)?([A-Za-z]{1,8}[-_/]?\d[\w./-]{0,20}|\d{5,12})\)$", re.IGNORECASE
)
_ABOUT_PROPERTY = frozenset(("property_ref", "portal_ref", "property_link", "object"))


@dataclass(slots=True)
class Reading:
    """What the labels of one document say. ``values`` is raw text by field, ``found`` the line it came from."""

    values: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)
    portal_refs: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    disclosure: dict[str, str] = field(default_factory=dict)
    message: str | None = None
    spanish: int = 0
    english: int = 0
    labels: int = 0

    @property
    def is_readable(self) -> bool:
        """Whether a person and a way to reach them were found."""
        contact = self.values.keys() & {"email", "phone", "mobile", "landline"}
        return bool(contact) and bool(self.values.keys() & {"name", "first_name", "last_name"} or self.message)


@dataclass(slots=True)
class _Pair:
    name: str
    label: str
    value: str
    colon: bool


def read(document: Document, table: Table, *, quoted: bool = True, closing_ends: bool = False) -> Reading:
    """Everything labelled in ``document``.

    ``quoted`` tells whether quoted lines count; ``closing_ends`` that a complimentary close ends the message even
    when no footer follows (the text layout of ImmobilienScout24).
    """
    lines = document.lines if quoted else _unquoted(document.lines)
    return _Walk(lines, document, table, closing_ends).run()


def _unquoted(lines: list[Line]) -> list[Line]:
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if line.quoted:
            continue
        if _is_history(line.text, lines[index + 1 : index + 4]):
            break
        kept.append(line)
    return kept


def _is_history(text: str, following: list[Line]) -> bool:
    """Whether quoted mail begins here: a mail program's rule, its introducing sentence, or Outlook's header block."""
    if _HISTORY.match(text):
        return True
    if not _HISTORY_SENDER.match(text.replace(MARK, "")):
        return False
    return any(_HISTORY_DATE.match(line.text.replace(MARK, "")) for line in following)


class _Walk:
    def __init__(self, lines: list[Line], document: Document, table: Table, closing_ends: bool):
        self.lines = lines
        self.cells = document.cells
        self.table = table
        self.closing_ends = closing_ends
        self.out = Reading(links=list(document.links))
        self.context: str | None = None
        self.context_used = False
        self.object_seen = False
        self.person_seen = False
        self.after_message = False
        self.pairs: dict[int, list[_Pair]] = {}
        self.early_address: list[tuple[str, str, str]] = []
        self.loose: int | None = None

    def run(self) -> Reading:
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if not line.text:
                if self.context == "agency" and self.context_used and not self.after_message:
                    self.context = None
                index += 1
            elif line.row and self.cells.get(line.row, 1) > 1 and self._starts_row(index):
                index = self._row(index)
            else:
                index = self._line(index)
        self._settle_address()
        self._take_loose_message()
        return self.out

    # -- table rows -------------------------------------------------------------------------------------------------

    def _starts_row(self, index: int) -> bool:
        return index == 0 or self.lines[index - 1].row != self.lines[index].row

    def _row_cells(self, index: int) -> tuple[dict[int, list[int]], int]:
        row = self.lines[index].row
        cells: dict[int, list[int]] = {}
        while index < len(self.lines) and self.lines[index].row == row:
            if self.lines[index].text:
                cells.setdefault(self.lines[index].cell, []).append(index)
            index += 1
        return cells, index

    def _row(self, index: int) -> int:
        cells, end = self._row_cells(index)
        # Filler such as ":" stands in a column of its own.
        filled = [
            numbers for numbers in cells.values() if _strip("".join(self.lines[n].text for n in numbers)).strip(":")
        ]
        alone = [self._alone(numbers) for numbers in filled]
        if (
            len(filled) > 1
            and all(alone)
            and not (len(filled) == 2 and self._has_colon(filled[0]) and not self._has_colon(filled[1]))
        ):
            following = end
            while following < len(self.lines) and not self.lines[following].text:
                following += 1
            if following < len(self.lines) and self.lines[following].row:
                values, values_end = self._row_cells(following)
                count = self.cells.get(self.lines[following].row, 0)
                if count == self.cells.get(self.lines[index].row) and not any(
                    self._alone(numbers) for numbers in values.values()
                ):
                    keys = [number for number, numbers in cells.items() if numbers in filled]
                    for key, pair in zip(keys, alone, strict=True):
                        self._take(pair, [self.lines[n] for n in values.get(key, [])])
                    return values_end
        position = 0
        while position < len(filled):
            pair = alone[position]
            if pair is None:
                for number in filled[position]:
                    if number >= index:
                        index = max(index, self._line(number, stop=filled[position][-1] + 1))
                position += 1
                continue
            last_of_row = position + 1 >= len(filled)
            if last_of_row:
                if (
                    (
                        self.cells.get(self.lines[filled[position][0]].row, 1) > max(cells) + 1
                        or len(cells) == 1
                        and filled[position][0] != index
                    )
                    or pair.name in SECTIONS
                    or self.cells[self.lines[filled[position][0]].row] == 1
                    or position
                ):
                    self._take(pair, [])
                else:
                    # A label in the last cell of its row: the value stands in the next row.
                    return self._value_below(filled[position][-1], pair)
                position += 1
                continue
            if position == 0 and len(filled) > 2 and not any(alone[1:]) and pair.name != "address":
                # The value is the last cell of its row, whatever stands between.
                self._take(pair, self._cell_lines(filled[-1]))
                break
            following = alone[position + 1]
            colon, next_colon = self._has_colon(filled[position]), self._has_colon(filled[position + 1])
            if following is not None and (
                next_colon or not colon and following.name in CONTACT and pair.name != "salutation"
            ):
                self._take(pair, [])
                position += 1
                continue
            self._take(pair, self._cell_lines(filled[position + 1]))
            position += 2
        return max(end, index)

    def _cell_lines(self, numbers: list[int]) -> list[Line]:
        """All lines of a cell, empty ones between included."""
        return self.lines[numbers[0] : numbers[-1] + 1]

    def _alone(self, numbers: list[int]) -> _Pair | None:
        """The label a cell consists of, or None."""
        if len(numbers) != 1:
            return None
        text = _strip(self.lines[numbers[0]].text)
        name = self.table.find(text.rstrip(": "))
        return _Pair(name, text.rstrip(": "), "", text.endswith(":")) if name else None

    def _has_colon(self, numbers: list[int]) -> bool:
        return self.lines[numbers[-1]].text.rstrip(" *\x1f").endswith((":", "："))

    # -- lines ------------------------------------------------------------------------------------------------------

    def _split(self, index: int) -> list[_Pair]:
        if (known := self.pairs.get(index)) is None:
            known = self.pairs[index] = split(self.lines[index].text, self.table)
        return known

    def _line(self, index: int, stop: int | None = None) -> int:
        """Read the pairs of one line; the index of the next line to look at."""
        pairs = self._split(index)
        line = self.lines[index]
        if not pairs:
            if not self.after_message and DISCLOSURE_INTRO.match(normal(line.text[:80])):
                return self._disclosure_tail(index)
            self._free_text(index)
            return index + 1
        for pair in pairs[:-1]:
            self._take(pair, [Line(pair.value, mail=line.mail)])
        pair = pairs[-1]
        if pair.name in ("message", "message_weak"):
            return self._message(index, pair)
        if pair.value:
            if pair.name == "address" and (lines := self._address_goes_on(index, pair)):
                self._take(pair, [Line(pair.value), *lines])
                return index + 1 + len(lines)
            self._take(pair, [Line(pair.value, mail=line.mail)])
            return index + 1
        if pair.name == "email" and line.mail:
            self._take(pair, [Line("", mail=line.mail)])
            return index + 1
        return self._value_below(index, pair)

    def _address_goes_on(self, index: int, pair: _Pair) -> list[Line]:
        """Lines of an address below the line of its label, up to the next label or an empty line."""
        anchor = self.lines[index]
        found: list[Line] = []
        for number in range(index + 1, min(index + 5, len(self.lines))):
            line = self.lines[number]
            if not line.text or (line.row, line.cell) != (anchor.row, anchor.cell) or self._split(number):
                break
            if len(line.text) > 60 or _END.match(line.text) or _RULE.match(line.text):
                return []
            found.append(line)
        numbered = any(char.isdigit() for line in found for char in line.text)
        return found if len(found) < 4 and (numbered or pair.value.endswith(",")) else []

    def _free_text(self, index: int) -> None:
        """A line without a label: links to the property, the portal's signature, perhaps an unlabelled message."""
        text = self.lines[index].text.replace(MARK, "").strip(" *_")
        if "http" in text:
            self.out.links.extend(_HTTP.findall(text)[:20])
        if _INTERESTED.search(text[:200]):
            # Fotocasa and idealista name the person in this sentence; the message may follow without a label.
            self.person_seen = True
        elif (
            self.person_seen
            and len(text) < 200
            and (_END.match(text) or _TEAM.fullmatch(text) and text.lower().startswith(_TEAM_OPENS))
        ):
            # From here on the portal speaks, its hotline is not the prospect's number.
            self.after_message = True
            self.context, self.context_used = "agency", False
        elif (
            self.person_seen
            and not self.after_message
            and self.out.message is None
            and self.loose is None
            and _GREETING.match(text)
        ):
            self.loose = index

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
            if (
                (pairs := self._split(index))
                and pairs[0].colon
                and pairs[0].name in CONTACT | {"property_ref", "portal_ref"}
            ):
                break
            body.append(line.text)
        text, disclosure = clean_message(body, self.table)
        self._disclose(disclosure)
        if text:
            self.out.message = text
            self.out.found["message"] = anchor.text[:300]

    def _value_below(self, index: int, pair: _Pair) -> int:
        if pair.name in ("message", "message_weak"):
            return self._message(index, pair)
        following = self._next_text(index + 1, 3)
        if following is None:
            self._take(pair, [Line(pair.value)] if pair.value else [])
            return index + 1
        target = self.lines[following]
        if target.row != self.lines[index].row and target.row and self.cells.get(target.row, 1) > 1:
            cells, end = self._row_cells(following)
            filled = list(cells.values())
            if (
                len(filled) == 1
                and not self._alone(filled[0])
                and not any(self._split(number) for number in filled[0][:1])
            ):
                self._take(pair, self._cell_lines(filled[0]))
                return end
            self._take(pair, [])
            return index + 1
        if self._is_label(following, pair) or _RULE.match(target.text):
            self._take(pair, [Line(pair.value)] if pair.value else [])
            return index + 1
        end = following + 1
        if pair.name in ("address", "phone"):
            while (
                end < len(self.lines)
                and end < following + 4
                and self.lines[end].text
                and self.lines[end].row == target.row
            ):
                if self._split(end) or _RULE.match(self.lines[end].text) or _END.match(self.lines[end].text):
                    break
                end += 1
        if pair.name in SECTIONS:
            # A heading needs no value; what follows is read by itself.
            self._take(pair, [] if pair.name != "object" else [target])
            return index + 1 if pair.name != "object" else end
        taken = self.lines[following:end]
        self._take(pair, [Line(pair.value), *taken] if pair.value else taken)
        return end

    def _next_text(self, index: int, reach: int) -> int | None:
        for number in range(index, min(index + reach, len(self.lines))):
            if self.lines[number].text:
                return number
        return None

    def _is_label(self, index: int, before: _Pair) -> bool:
        """Whether the line is a label itself and not the value of ``before``."""
        pairs = self._split(index)
        if not pairs:
            return False
        first = pairs[0]
        if before.name == "salutation" and not first.colon:
            return False
        if first.value and first.colon:
            return first.name != "disclosure" or before.name != "disclosure"
        return first.colon or not before.colon

    # -- message ----------------------------------------------------------------------------------------------------

    def _message(self, index: int, pair: _Pair) -> int:
        start = index + 1
        head: list[str] = []
        anchor = self.lines[index]
        if pair.value:
            head = [pair.value]
        else:
            following = self._next_text(index + 1, 6)
            if following is None:
                return index + 1
            target = self._split(following)
            if target and target[0].name in CONTACT | SECTIONS | {"property_ref", "portal_ref"}:
                unfilled = all(not self._is_filled(found.name) for found in target)
                if not pair.colon or target[0].colon and unfilled:
                    return index + 1
            if pair.name == "message_weak" and not pair.colon and _CLOSING.match(self.lines[following].text):
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
        body: list[str] = list(head)
        end = start
        while end < len(self.lines):
            line = self.lines[end]
            if (line.row, line.cell) != (anchor.row, anchor.cell):
                break
            if self._ends(end, body):
                break
            body.append(line.text)
            end += 1
        in_cell = anchor.row and end < len(self.lines) and self.lines[end].row != anchor.row
        if not in_cell:
            body, rest = self._trailing_fields(body, 1 if head else 0)
            end -= rest
        self.out.labels += 1
        self._count_language(pair.label)
        text, disclosure = clean_message(body, self.table)
        self._disclose(disclosure)
        self.out.message = text
        if text:
            self.out.found["message"] = pair.label
        ended = end < len(self.lines) and (self.lines[end].row, self.lines[end].cell) == (anchor.row, anchor.cell)
        if ended and not (body and len(body) and self._split(end)):
            if DISCLOSURE_INTRO.match(normal(self.lines[end].text[:80])):
                end = self._disclosure_tail(end)
            self.after_message = True
            self.context = "agency"
            self.context_used = False
        return max(end, index + 1)

    def _ends(self, index: int, body: list[str]) -> bool:
        text = self.lines[index].text.replace(MARK, "").strip(" *_")
        if not text:
            return False
        if _END.match(text) or _is_history(text, self.lines[index + 1 : index + 4]):
            return True
        if (
            body
            and not body[-1].strip()
            and (pairs := self._split(index))
            and pairs[0].colon
            and pairs[0].name == "agency"
        ):
            return True
        if _RULE.match(text):
            # A rule under the heading opens the message, the next one closes it.
            return bool("".join(body).strip())
        if _CLOSING.match(text) and len(text) < 60:
            if self.closing_ends and len(text) < 40 and text.lower().startswith("mit freundlich"):
                return True
            following = self._next_text(index + 1, 4)
            if following is not None and len(self.lines[following].text) < 80:
                return bool(_TEAM.match(self.lines[following].text.replace(MARK, "").strip()))
            return False
        return bool(len(text) < 60 and _TEAM.fullmatch(text) and text.lower().startswith(_TEAM_OPENS))

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
        if end < len(body) and not body[end].strip() and any(body[end:]):
            # Date and time of sending, set apart by an empty line.
            return body[:end], len(body) - end
        start = max(first, len(body) - 30)
        for position in range(start, len(body)):
            pairs = split(body[position], self.table)
            if not pairs or not pairs[0].colon or pairs[0].name in ("message", "message_weak", "disclosure", "skip"):
                continue
            names = self._structured(body[position:])
            if names is None:
                continue
            known = [name for name in names if name in CONTACT or name in _ABOUT_PROPERTY]
            if any(self._is_filled(name) for name in known):
                continue
            after_gap = bool(known) and known[0] in _ABOUT_PROPERTY and position > 0 and not body[position - 1]
            if len(known) > 1 and set(known) - _ABOUT_PROPERTY or "email" in known or after_gap:
                return body[:position], len(body) - position
        return body, 0

    def _is_of_form(self, text: str) -> bool:
        pairs = split(text, self.table)
        if pairs and pairs[0].colon and all(pair.name == "skip" for pair in pairs):
            return True
        return len(text) < 200 and bool(_CONSENT.search(text))

    def _structured(self, texts: list[str]) -> list[str] | None:
        names: list[str] = []
        waiting = False
        for text in texts:
            if not text.strip():
                continue
            pairs = split(text, self.table)
            if pairs and pairs[0].colon and pairs[0].name not in ("message", "message_weak"):
                names += [pair.name for pair in pairs]
                waiting = not pairs[-1].value
            elif waiting:
                waiting = False
            else:
                return None
        return names

    def _is_filled(self, name: str) -> bool:
        values = self.out.values
        if name in ("property_ref", "portal_ref"):
            return bool(self.out.refs if name == "property_ref" else self.out.portal_refs)
        if name == "name":
            return bool(values.keys() & {"name", "last_name"})
        if name in ("first_name", "last_name"):
            return bool(values.keys() & {"name", name})
        if name in ("zip", "city", "zip_city", "address", "street"):
            early = {found for found, _, _ in self.early_address}
            return bool((values.keys() | early) & {name, "address", "zip_city"})
        return name in values

    # -- taking values ----------------------------------------------------------------------------------------------

    def _take(self, pair: _Pair, lines: list[Line]) -> None:
        out, name = self.out, pair.name
        out.labels += 1
        self._count_language(pair.label)
        if name in ("message", "message_weak"):
            self._take_message_cell(pair, lines)
            return
        texts = [value for line in lines if (value := value_of(line.text))]
        text = "\n".join(texts)
        mail = next((line.mail for line in lines if line.mail), None)
        if name == "disclosure":
            if text:
                self._disclose({pair.label: " ".join(texts)})
            return
        if name in SECTIONS:
            self._section(name, text, pair)
            return
        if name == "alias":
            if text:
                out.disclosure.setdefault(pair.label, text)
                out.values.setdefault("alias", text)
            return
        if name in ("property_ref", "portal_ref", "property_link"):
            self._take_ref(name, text)
            return
        if name in ("wish", "viewing", "callback", "details"):
            if name == "wish" and text:
                out.wishes.append(text)
            elif _YES.match(text):
                out.wishes.append(name)
            elif name == "details" and re.fullmatch(r"[\w./-]*\d[\w./-]*", text):
                out.portal_refs.append(text)
            return
        if name in ("skip", "object_address"):
            return
        if name == "salutation" and not names.says_who(text) or name == "title" and not names.is_title(text):
            # "Title" may as well be that of the property.
            return
        if name in CONTACT:
            self.context_used = True
            if self.after_message and self.context == "agency":
                return
            if self.context == "agency":
                return
            if name in PERSON:
                if self.context == "object":
                    self.context = None
            elif name in ADDRESS and self.context == "object":
                return
        if name == "email":
            match = _EMAIL.search(text) or (_EMAIL.search(mail) if mail else None) or _EMAIL.search(_AT.sub("@", text))
            if not match:
                return
            text = match[0]
        elif name == "name" and not text and mail:
            return
        if not text:
            return
        if name in ("phone", "mobile", "landline") and not phones.read_phones(text):
            return
        if name in PERSON and name != "email":
            if len(text) > 150:
                return
            if name in ("name", "last_name", "first_name"):
                text = self._contact_in_name(text, mail)
        if name in ADDRESS and not self.person_seen:
            if not self.object_seen:
                self.early_address.append((name, text, pair.label))
            return
        if name in PERSON:
            self.person_seen = True
        if name in ("phone", "landline", "mobile") and name in out.values and out.values[name] != text:
            out.values.setdefault(name + "_2", text)
        if name not in out.values:
            out.values[name] = text
            out.found[name] = f"{pair.label}: {text}"[:300]

    def _contact_in_name(self, text: str, mail: str | None) -> str:
        """``Max Muster <max@example.org>`` and ``Max (Tel.: 0171 …)`` hold more than a name."""
        if match := _EMAIL.search(text):
            if "email" not in self.out.values:
                self.out.values["email"] = match[0]
                self.out.found["email"] = text[:300]
            text = (text[: match.start()] + text[match.end() :]).strip(" <>()[],;\n-")
            text = text.replace("mailto:", "").strip(" <>()[]")
        if found := phones.read_phones(text):
            number = found[0].raw
            start = text.find(number)
            if start >= 0:
                self.out.values.setdefault("phone", number)
                self.out.found.setdefault("phone", text[:300])
                text = re.sub(
                    r"[\s(,;|-]*(?:\b(?:tel|telefon|mobil|handy|phone)\b\.?:?)?[\s(]*$",
                    "",
                    text[:start],
                    flags=re.IGNORECASE,
                )
        return text.split("\n")[0].strip()

    def _take_message_cell(self, pair: _Pair, lines: list[Line]) -> None:
        if self.out.message is not None or not lines:
            return
        body: list[str] = []
        for line in lines:
            text = line.text.replace(MARK, "").strip()
            if _HISTORY.match(text) or _END.match(text) and "".join(body).strip():
                break
            body.append(line.text)
        text, disclosure = clean_message(body, self.table)
        for line in lines[len(body) :]:
            more = disclosure_in(line.text, self.table)
            if more:
                disclosure.update(more)
        self._disclose(disclosure)
        self.out.message = text
        if text:
            self.out.found["message"] = pair.label

    def _take_ref(self, name: str, text: str) -> None:
        if name == "property_link":
            self.out.links.extend(_HTTP.findall(text))
            return
        refs = self.out.refs if name == "property_ref" else self.out.portal_refs
        for part in re.split(r"[;\n]|,\s", text):
            ref = re.split(r"\s[-–|]\s|\s\(|: ", part.strip())[0].strip(" .#\"'")
            numbered = any(char.isdigit() for char in ref) and len(ref) <= 40 and not ref.startswith("http")
            if (numbered or re.fullmatch(r"[A-Z][A-Z_-]{2,19}", ref)) and ref not in refs:
                refs.append(ref)
                self.out.found.setdefault("property_refs", text[:300])

    def _section(self, name: str, text: str, pair: _Pair) -> None:
        if name == "object":
            self.object_seen = True
            if (
                re.fullmatch(r"\(?\s*#?[A-Za-z]{0,8}[-_/ ]?\d[\w./-]{1,20}\)?", text)
                and normal(pair.label) in _REF_LIKE
            ):
                self._take_ref("property_ref", text.strip("()"))
            elif match := _REF_BEHIND_TITLE.search(text[:300]):
                self._take_ref("property_ref", match[1])
            if not text and not pair.value or not self.person_seen:
                self.context = "object"
        elif name == "agency":
            if not text:
                self.context, self.context_used = "agency", False
        else:
            self.context = None
            self.after_message = False

    def _disclose(self, found: dict[str, str]) -> None:
        for label, value in found.items():
            if normal(label) in ("e mail alias", "email alias"):
                self.out.values.setdefault("alias", value)
            self.out.disclosure.setdefault(label, value)
            self.out.found.setdefault("disclosure", label)

    def _disclosure_tail(self, index: int) -> int:
        """``Weitere Daten zum Interessenten; K: V; K: V;`` in one line or as a list of lines below the heading."""
        line = self.lines[index]
        self._disclose(disclosure_in(line.text, self.table))
        index += 1
        blanks = 0
        while index < len(self.lines) and blanks < 2:
            text = self.lines[index].text
            if not text:
                blanks += 1
            elif found := disclosure_in(text, self.table):
                self._disclose(found)
                blanks = 0
            else:
                break
            index += 1
        return index

    def _settle_address(self) -> None:
        """An address before any person is theirs only where no other follows, as the property's may come first."""
        for name, text, label in self.early_address:
            self.out.values.setdefault(name, text)
            self.out.found.setdefault(name, f"{label}: {text}"[:300])

    def _count_language(self, label: str) -> None:
        if is_spanish(label):
            self.out.spanish += 1
        elif is_english(label):
            self.out.english += 1


_REF_LIKE = frozenset(
    "objekt immobilie inserat anzeige property listing inmueble ihr objekt angefragtes objekt anfrage zu objekt".split()
) | {
    "ihr objekt",
    "angefragtes objekt",
    "anfrage zu objekt",
    "anfrage zum objekt",
    "ihre immobilie",
    "ihre anzeige",
    "zum objekt",
}


def split(text: str, table: Table) -> list[_Pair]:
    """The labels and values of one line, in order; empty where the line is no label."""
    if len(text) > 20_000:
        text = text[:20_000]
    stripped = _strip(text)
    if not stripped:
        return []
    if ":" in stripped[:60]:
        stripped = _INNEN.sub("", stripped)
    if stripped[0] == "[" and 1 < stripped.find("]") < 60 and (found := table.find(stripped[1 : stripped.find("]")])):
        label, _, rest = stripped[1:].partition("]")
        return [_Pair(found, label.strip(), value_of(rest.lstrip(" :=-")), True)]
    colon = _COLON.search(stripped, 0, 70)
    if colon and colon.start():
        label = stripped[: colon.start()].replace(MARK, "").strip(" *_\t")
        if name := table.find(label):
            rest = stripped[colon.end() :]
            if rest[:2] == "//":
                return []
            return _run_on(_Pair(name, label, rest, True), table)
        if label.lower() in ("von", "from", "de") and "@" in stripped:
            # The forms of WordPress begin so: ``Von: Max Muster <max@example.org>``.
            return [_Pair("name", label, value_of(stripped[colon.end() :]), True)]
    if MARK in stripped[:60]:
        label, _, rest = stripped.partition(MARK)
        if (name := table.find(label.strip())) and not label.strip().endswith("."):
            rest = rest.replace(MARK, "").strip(" :-–=|")
            return [_Pair(name, label.strip(), value_of(rest), bool(rest))]
    separator = _SEPARATOR.search(stripped, 1, 70)
    if separator:
        label = stripped[: separator.start()].replace(MARK, "").strip(" *_")
        if name := table.find(label):
            rest = stripped[separator.end() :].lstrip(" .:=-–|\t")
            if "\t" in separator[0] or "  " in separator[0] or name != "skip":
                return _run_on(_Pair(name, label, rest, True), table)
    bare = stripped.replace(MARK, "").rstrip(": ").strip(" *_")
    if len(bare) <= 60 and (name := table.find(bare)):
        return [_Pair(name, bare, "", stripped.rstrip(" *_\x1f").endswith((":", "：")))]
    if stripped.count(":") >= 2:
        hits = _scan(stripped, table)
        if len(hits) >= 2 and sum(hit[2] in CONTACT for hit in hits) >= 2:
            return _cut(stripped, hits)
    first, _, rest = stripped.partition(" ")
    if first.lower() in _STRONG and rest and len(rest) < 80 and (name := table.find(first)) and _plausible(name, rest):
        return [_Pair(name, first, value_of(rest), True)]
    return []


def _plausible(name: str, text: str) -> bool:
    if name == "email":
        return bool(_EMAIL.fullmatch(text.strip()))
    if name in ("phone", "mobile"):
        return bool(re.fullmatch(r"[\d\s()/+.-]{6,30}", text.strip()))
    if name == "zip":
        return bool(re.fullmatch(r"(?:[A-Z]{1,2}-)?\d{4,5}", text.strip()))
    return len(text.split()) <= 3 and text[:1].isupper() and not text.rstrip().endswith((".", "!", "?"))


def _run_on(pair: _Pair, table: Table) -> list[_Pair]:
    """Further pairs in the value of the first: ``Name: Max; E-Mail: …`` or a line a gateway has joined."""
    if pair.name in ("message", "message_weak") or pair.value.count(":") < 1:
        pair.value = _message_value(pair.value) if pair.name in ("message", "message_weak") else value_of(pair.value)
        return [pair]
    hits = [hit for hit in _scan(pair.value, table) if hit[2] != "skip"]
    if not hits:
        pair.value = value_of(pair.value)
        return [pair]
    rest = _cut(pair.value, hits)
    pair.value = value_of(pair.value[: hits[0][0]])
    return [pair, *rest]


def _message_value(text: str) -> str:
    return text.replace(MARK, "").strip(" *_\t")


def _scan(text: str, table: Table) -> list[tuple[int, int, str, str]]:
    """``(start, end, field, label)`` of every known label with a colon inside ``text``, longest label first."""
    hits: list[tuple[int, int, str, str]] = []
    floor = 0
    for count, colon in enumerate(_COLON.finditer(text)):
        if count > 40:
            break
        end = colon.start()
        head = text[max(floor, end - 60) : end]
        offset = max(floor, end - 60)
        boundary = max(head.rfind(";"), head.rfind("|"), head.rfind(MARK), head.rfind("\t"), head.rfind(","))
        starts = [boundary + 1] if boundary >= 0 else []
        words = [match.start() for match in re.finditer(r"\S+", head[boundary + 1 :])][-5:]
        starts += [boundary + 1 + word for word in words]
        for start in sorted(set(starts)):
            label = head[start:].strip(" *_\x1f")
            if not label or not (label[0].isupper() or boundary >= 0 and start <= boundary + 2):
                continue
            name = table.find(label)
            if name and (
                name in CONTACT
                or name
                in (
                    "message",
                    "property_ref",
                    "portal_ref",
                    "salutation",
                    "skip",
                    "wish",
                    "country",
                    "alias",
                    "preferred_contact",
                )
                or boundary >= 0
                and start <= boundary + 2
                and name != "message_weak"
            ):
                hits.append((offset + start, colon.end(), name, label))
                floor = colon.end()
                break
        if hits and hits[-1][2] == "message":
            break
    return hits


def _cut(text: str, hits: list[tuple[int, int, str, str]]) -> list[_Pair]:
    pairs = []
    for number, (_, end, name, label) in enumerate(hits):
        stop = hits[number + 1][0] if number + 1 < len(hits) else len(text)
        value = text[end:stop]
        if name == "message":
            value = _message_value(value)
            value = value.removesuffix(";") if text.count(";") > 2 else value
        else:
            value = value_of(value)
        pairs.append(_Pair(name, label, value, True))
    return pairs


def _strip(text: str) -> str:
    return text.strip().lstrip(_BULLET).rstrip(" \t\x1f")


def value_of(text: str) -> str:
    """A value without markup left by gateways: bold markers, link targets, trailing separators."""
    if MARK in text:
        text = text.replace(MARK, "")
    if "<" in text or "[" in text:
        text = _LINK.sub("", text)
        if text.startswith("["):
            text = text[1:].rstrip("]") if text.count("[") == 1 else text
    return text.strip(" \t*_;|").rstrip(",").strip().removeprefix(": ")


def clean_message(lines: list[str], table: Table) -> tuple[str | None, dict[str, str]]:
    """The message without quoted history, self-disclosure and rules around it; and the self-disclosure."""
    body: list[str] = []
    disclosure: dict[str, str] = {}
    for raw in lines:
        line = raw.replace(MARK, "").rstrip()
        if _HISTORY.match(line.strip()):
            break
        head, found = _inline_disclosure(line, table)
        if found:
            disclosure.update(found)
            if head.strip():
                body.append(head.rstrip())
            continue
        body.append(line)
    while body and (not body[0].strip() or _RULE.match(body[0].strip())):
        body.pop(0)
    while body and (not body[-1].strip() or _RULE.match(body[-1].strip())):
        body.pop()
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(body)).strip()
    if len(text) > 2 and text[0] in '"„“»' and text[-1] in '"“”«' and not re.search('["„“”»«]', text[1:-1]):
        text = text[1:-1].strip()
    return text or None, disclosure


_TAIL = re.compile(r"weitere (?:daten|angaben) zum interessenten\s*[;:]?", re.IGNORECASE)


def _inline_disclosure(line: str, table: Table) -> tuple[str, dict[str, str]]:
    if match := _TAIL.search(line):
        return line[: match.start()], disclosure_in(line[match.start() :], table) or {}
    label, colon, value = line.partition(":")
    if colon and value.strip() and len(label) <= 60:
        name = table.find(label.strip(" *•-–\t"))
        if name in ("disclosure", "alias") and table.is_disclosure(label):
            return "", {label.strip(" *•-–\t"): value_of(value)}
    return line, {}


def disclosure_in(text: str, table: Table) -> dict[str, str]:
    """``K: V; K: V;`` as a mapping, the introducing phrase left out; empty where the line is nothing of the kind."""
    text = text.replace(MARK, "")
    introduced = bool(match := _TAIL.search(text))
    if match:
        text = text[match.end() :]
    found: dict[str, str] = {}
    last: str | None = None
    for piece in re.split(r"[;\n]", text[:20_000]):
        label, colon, value = piece.partition(":")
        label = label.strip(" *•-–\t")
        if colon and label and len(label) <= 60 and (introduced or table.find(label) in ("disclosure", "alias")):
            if value.strip():
                found[label] = value_of(value)
            last = label if value.strip() else None
        elif piece.strip() and last and introduced:
            found[last] += "; " + piece.strip()
    return found
