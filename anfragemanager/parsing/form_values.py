"""What a form's labels hold: each value taken as what its label, and what stands around it, makes of it."""

from __future__ import annotations

import re
from dataclasses import replace

from ..contact import names, phones
from ..contact.salutations import salutation
from . import ending, layouts, references
from .drafts import name_apart
from .ending import disclosure_in, plain
from .form_message import ABOUT_PROPERTY, GREETING, MACHINE_KEY, REFS
from .labels import ADDRESS, PERSON, SECTIONS, UNSEEN, is_empty, is_of, spelt
from .layouts import MESSAGES, Pair
from .lines import Line, has_digit
from .tables import pattern
from .values import EMAIL, HTTP, value_of

_AT = re.compile(r"\s?[(\[{]\s?(?:at|ät)\s?[)\]}]\s?", re.IGNORECASE)
# "Interessentin", not "Interessent:in"
_WOMAN = re.compile(r"[a-zäöü]{4}in$")
_YES = pattern("form.yes")
_BARE_REF = re.compile(r"\(?\s*#?[A-Za-z]{0,8}[-_/ ]?\d[\w./-]{1,20}\)?")
# What nobody offers for a choice: somebody wrote it.
_WRITTEN = re.compile(r"[.!]$|\bdanke\b|\bbitte (?!um\b)", re.IGNORECASE)
# No inquiry is about more properties; a mail that names thousands is an attempt to keep us busy.
MAX_REFS = 200
NUMBERS = frozenset(("phone", "landline", "mobile"))
WISHES = ("wish", "viewing", "callback", "details")
_REF_LIKE = frozenset(
    "objekt|immobilie|inserat|anzeige|property|listing|inmueble|anfrage|ihr objekt|angefragtes objekt|anfrage zu objekt"
    "|anfrage zum objekt|ihre immobilie|ihre anzeige|zum objekt".split("|")
)


class ValuesOfForm:
    """The part of ``form`` that takes values; it works on the lines and the reading of the whole."""

    def _take(self, pair: Pair, lines: list[Line]) -> None:
        out, name = self.out, pair.name
        out.labels += 1
        self.machine_keys += bool(MACHINE_KEY.fullmatch(pair.label))
        self._count_language(pair.label)
        if name in MESSAGES:
            self._take_message_cell(pair, lines)
            return
        if self._take_inner(lines):
            return
        # Beside what was filled in a link is a button ("Karte anzeigen").
        lines = [line for line in lines if not line.is_link or has_digit(line.text)] or lines
        # Of a self-disclosure "keine" is an answer.
        told = name == "disclosure"
        texts = [value for line in lines if (value := value_of(line.text)) and (told or not is_empty(value))]
        text = "\n".join(texts)
        if name in ABOUT_PROPERTY or name == "skip" and spelt(pair.label) in ("betreff", "subject", "asunto"):
            out.about += [text] if text else []
        if name == "disclosure":
            if text:
                self._disclose({pair.label: " ".join(texts)})
        elif name in SECTIONS:
            self._section(name, text, pair)
        elif name in REFS or name == "property_link":
            self._take_ref(name, text)
        elif name == "callback" and layouts.plausible("phone", text):
            # "Rückruf: 0174 …"
            out.wishes.append(name)
            self._take_contact(replace(pair, name="phone"), text, None)
        elif name in WISHES:
            self._take_wish(name, text, [plain(line.text) for line in lines])
        elif name in ("alias", "preferred_contact", "external_id"):
            if 0 < len(text) < 100:
                out.values.setdefault(name, text)
                out.disclosure.update({pair.label: text} if name == "alias" else {})
        elif name == "technical":
            # The page on which a form was filled in may be the property's.
            out.links += HTTP.findall(text)[:5]
        elif name not in (*UNSEEN, "fax", "object_address"):
            mail = next((line.mail for line in lines if line.mail), None)
            self._take_contact(pair, text, mail)

    def _take_inner(self, lines: list[Line]) -> bool:
        """Take the pairs a value is made of: "Adresse" above "Straße: …", "Stadt: …"."""
        inner = [layouts.of_line(line.text, self.table)[:1] for line in lines if line.text] if len(lines) > 1 else []
        if not inner or not all(found and found[0].colon and found[0].value for found in inner):
            return False
        for (found,) in inner:
            self._take(found, [Line(found.value)])
        return True

    def _take_wish(self, name: str, text: str, texts: list[str]) -> None:
        boxes = [box for line in texts for box in (ending.box(line),) if box]
        if boxes:
            for ticked, label in boxes:
                self._tick(ticked, label)
        elif name == "wish" and text:
            self.out.wishes.append(text)
            if len(text) > 40 or "?" in text or GREETING.match(text) or _WRITTEN.search(text):
                self.out.values.setdefault("concern", "\n".join(texts))
        elif _YES.match(text):
            self.out.wishes.append(name)
        elif name == "details" and re.fullmatch(r"[\w./-]*\d[\w./-]*", text):
            self.out.portal_refs.append(text)

    def _take_contact(self, pair: Pair, text: str, mail: str | None) -> None:
        name = pair.name
        if name == "salutation" and not names.says_who(text) or name == "title" and not names.is_title(text):
            # "Title" may as well be that of the property.
            return
        if self.context == "agency" or self.context == "object" and name in ADDRESS:
            return
        if self.context == "object" and name in PERSON:
            self.context = None
        if name == "email":
            match = EMAIL.search(text) or EMAIL.search(mail or "") or EMAIL.search(_AT.sub("@", text))
            if not match:
                return
            beside = phones.find_phones(text.replace(match[0], " ")) if len(text) > len(match[0]) + 6 else ()
            self.doubtful += [("phone", number.raw, pair.label) for number in beside[:1]]
            text = match[0]
        if name in ("name", "company", "last_name") and self.is_own(text):
            return
        # Of each kind there is room for two; reading a number takes a while.
        full = f"{name}_2" in self.out.values
        if not text or name in NUMBERS and (full or not phones.read_phones(text)):
            return
        if name == "name" and _WOMAN.search(pair.label):
            self.out.values.setdefault("salutation", "Frau")
        if name == "name" and len(text.split()) == 1 and salutation(text):
            # "Wie dürfen wir Sie ansprechen?: Herr"
            name = "salutation"
        if name in ("name", "last_name", "first_name"):
            apart = name_apart(text)
            # A field of its own is surer: whoever fills in the form may write somebody's address into the name.
            self.doubtful += [(beside, apart[beside], pair.label) for beside in apart.keys() - {"name"}]
            text = apart["name"]
        if not text or name in PERSON and len(text) > 150:
            return
        self._keep(name, text, pair.label)

    def _keep(self, name: str, text: str, label: str) -> None:
        out = self.out
        if name in NUMBERS and self.names_agent or name in ADDRESS and not self.person_seen:
            if name in NUMBERS or not self.object_seen:
                self.doubtful.append((name, text, label))
            return
        if name in PERSON:
            self.person_seen = True
        if name in NUMBERS and name in out.values and out.values[name] != text:
            out.values.setdefault(name + "_2", text)
        if name not in out.values:
            out.values[name] = text
            out.found[name] = f"{label}: {text}"[:300]

    def _take_ref(self, name: str, text: str) -> None:
        if name == "property_link":
            self.out.links.extend(HTTP.findall(text))
            return
        refs = self.out.refs if name == "property_ref" else self.out.portal_refs
        if len(refs) >= MAX_REFS:
            return
        for part in re.split(r"[;\n]|,\s", text):
            ref = re.split(r"\s[-–|·•]\s|\s\(|: ", part.strip())[0].strip(" .#\"'")
            numbered = has_digit(ref) and len(ref) <= 40 and not ref.startswith("http")
            if (numbered or re.fullmatch(r"[A-Z][A-Z_-]{2,19}", ref)) and ref not in refs:
                refs.append(ref)
                self.out.found.setdefault("property_refs", text[:300])

    def _section(self, name: str, text: str, pair: Pair) -> None:
        if name == "object":
            self.object_seen = True
            if inner := [found for found in layouts.of_line(text, self.table) if found.name in REFS and found.value]:
                for found in inner:
                    self._take_ref(found.name, found.value)
            elif _BARE_REF.fullmatch(text) and spelt(pair.label) in _REF_LIKE:
                self._take_ref("property_ref", text.strip("()"))
            elif ref := references.named(text, subject=True):
                self._take_ref("property_ref", ref)
            if not text and not pair.value or not self.person_seen:
                self.context = "object"
        elif name == "agency":
            if not text:
                self.context = "agency"
            elif self._is_of_firm(text):
                self._keep("name", text, pair.label)
            else:
                self.names_agent = True
        else:
            self.context = None
            self.after_message = False
            if text and _is_person(text.partition("\n")[0]):
                # A card below "Kontaktdaten".
                self._take_contact(replace(pair, name="name"), text, None)

    def _is_of_firm(self, text: str) -> bool:
        """Whether the contact person is that of the firm which asks, not the agency's."""
        known = self.out.values.keys()
        return (
            "company" in known
            and self.context is None
            and not known & {"name", "last_name"}
            and _is_person(text)
            and not self.is_own(text)
        )

    def _disclose(self, found: dict[str, str]) -> None:
        for label, value in found.items():
            self.out.disclosure.setdefault(label, value)
            self.out.found.setdefault("disclosure", label)

    def _disclosure_tail(self, index: int) -> int:
        """``Weitere Daten zum Interessenten; K: V; K: V;`` in one line or as a list of lines below the heading."""
        self._disclose(disclosure_in(self.lines[index].text, self.table))
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

    def _take_doubtful(self) -> None:
        """An address above any person may be the property's, numbers in a block that names somebody of the agency
        theirs: they count where no other follows."""
        values = self.out.values
        is_called = bool(values.keys() & NUMBERS)
        for name, text, label in self.doubtful:
            if name not in values and not (name in NUMBERS and is_called):
                values[name] = text
                self.out.found[name] = f"{label}: {text}"[:300]

    def _count_language(self, label: str) -> None:
        if is_of(label, "es"):
            self.out.spanish += 1
        elif is_of(label, "en"):
            self.out.english += 1


def _is_person(text: str) -> bool:
    """Whether a text of the form is a person's name."""
    return names.looks_like_person(text) or salutation(text) is not None
