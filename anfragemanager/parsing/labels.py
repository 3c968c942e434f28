"""The words people and portals put before a value: ``data/labels.ini`` and what administrators add to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import lru_cache

from .phrases import Phrases, lines
from .tables import pattern, table

_LABELS = table("labels")
# Field → labels.
SYNONYMS: dict[str, tuple[str, ...]] = {
    name: tuple(word.strip() for line in lines(text) for word in line.split("|"))
    for name, text in _LABELS["labels"].items()
}


def _set(section: str, name: str) -> frozenset[str]:
    return frozenset(word.strip() for line in lines(_LABELS[section][name]) for word in line.split("|"))


_DISCLOSURE = _set("disclosure", "labels")
_DISCLOSURE_WORD = re.compile("|".join(sorted(_set("disclosure", "words"))))
_TICKS = re.compile("[✓✔☑☒✅☐]")
_EMPTY = _set("empty", "values")
_LANGUAGES = {code: _set("languages", code) for code in _LABELS["languages"]}
_OWNERS = frozenset(_LABELS["keys"]["owners"].split())
_WHICH_NUMBER = frozenset(_LABELS["keys"]["numbers"].split())
_QUESTIONS = Phrases((phrase, name) for name, text in _LABELS["questions"].items() for phrase in lines(text))
DISCLOSURE_INTRO = pattern("labels.disclosure_intro")

PERSON = frozenset(("salutation", "title", "first_name", "last_name", "name", "company", "email"))
ADDRESS = frozenset(("street", "house_number", "zip", "city", "zip_city", "address", "country"))
CONTACT = PERSON | ADDRESS | {"phone", "landline", "mobile", "fax"}
# What several fields are together.
_WHOLES = (
    ("zip_city", {"zip", "city"}), ("street", {"street", "house_number"}),
    ("name", {"first_name", "last_name", "name"}),
    ("phone", {"phone", "landline", "mobile"}), ("address", {"street", "house_number", "zip", "city"}),
)  # fmt: skip
_AND = frozenset("und u and et e y o oder".split())
# Labels whose values nobody needs.
UNSEEN = ("skip", "technical")
SECTIONS = frozenset(("object", "prospect", "agency"))
# What a taught synonym may be taught for.
FIELDS = tuple(name for name in SYNONYMS if name != "technical")

_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "á": "a", "à": "a", "â": "a"}
    | {"í": "i", "ì": "i", "ó": "o", "ò": "o", "ô": "o", "ú": "u", "ù": "u", "ñ": "n", "ç": "c", "’": " "}
)
_CAMEL = re.compile(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])")
# Builders of forms name a field by its kind and what it is for: "text-vorname", "input_email".
_KIND_OF_FIELD = re.compile(r"^(?:text|txt|input|field|feld|your)[-_ ](?=[^\W\d])", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<=[a-zäöüß])[-_ ]?\d{1,2}$")
_NOT_WORD = re.compile(r"[\W_]+")
_DECOMPOSED = re.compile("[\u0300-\u036f]")
_MINE = pattern("labels.mine")
_OF_PROSPECT = pattern("labels.of_prospect")
# "Absender*in", as it is spelt
_GENDER = re.compile(r"(?<=\w{4}) (?:innen|in)$")
# "Enquirer's comments"
_GENITIVE = re.compile(r"(?<=[a-z]r)['’]s(?=\s)")
_OPTIONAL = pattern("labels.optional")
_SENT_BY = pattern("labels.sent_by")


def spelt(label: str) -> str:
    """``label`` as the table spells it: ``Straße / Haus-Nr.*`` → ``strasse haus nr``."""
    folded = _OPTIONAL.sub(" ", label.lower())
    if "'" in folded or "’" in folded:
        folded = _GENITIVE.sub("", folded)
    if not folded.isascii():
        if _DECOMPOSED.search(folded):
            folded = folded.replace("a\u0308", "ä").replace("o\u0308", "ö").replace("u\u0308", "ü")
            folded = _DECOMPOSED.sub("", folded)
        folded = folded.translate(_FOLD)
    return _NOT_WORD.sub(" ", folded).strip()


class Table:
    """The synonyms in force for one portal: the built-in ones, those taught in general, those of the portal."""

    def __init__(self, extra: Iterable[Mapping[str, Iterable[str]]] = ()):
        self._fields: dict[str, str] = dict(_builtin())
        for synonyms in extra:
            for name, labels in synonyms.items():
                if name == "tel":
                    name = "phone"
                for label in labels:
                    if key := spelt(label):
                        self._fields[key] = name
        self.find = lru_cache(maxsize=4096)(self._find)

    def knowing(self, learned: Mapping[str, str]) -> Table:
        """The same table with further labels (as ``spelt``) that count more than its own."""
        other = copy(self)
        other.find = lru_cache(maxsize=512)(lambda label: learned.get(spelt(label)) or self.find(label))
        return other

    @staticmethod
    def is_disclosure(label: str) -> bool:
        """Whether ``label`` is exactly one of the self-disclosure, so that it counts even within a message."""
        return spelt(label) in _DISCLOSURE

    def _find(self, label: str) -> str | None:
        """The field ``label`` announces (or "disclosure"), or None."""
        if len(label) > 90:
            return None
        name, colon, rest = label.partition("[")
        if colon and rest.endswith("]") and " " not in label:
            # ``form[kunde][email]``: the innermost key says what it is.
            label = re.sub(r"[\[\]]+", " ", rest).split()[-1] if rest.strip("[]") else name
        if " " not in label:
            label = _KIND_OF_FIELD.sub("", label if label.islower() else _CAMEL.sub(" ", label))
        key = spelt(label)
        if not key:
            return None
        if len(label) <= 60:
            # "Email-2" of a form that was copied
            spellings = (name for text in dict.fromkeys((label, _NUMBERED.sub("", label))) for name in _spellings(text))
            found = next((self._fields[name] for name in spellings if name in self._fields), None)
            if found := found or self._likely(key, label):
                return found
            if found := self._joined(label, key):
                return found
        found = _QUESTIONS.first(key)
        # Without a question mark only a consent is told from a sentence.
        return found if "?" in label or found == "technical" else None

    def _joined(self, label: str, key: str) -> str | None:
        """What a label is made of that joins two: "NPA / Lieu", "Vorname und Name", "Straße Hausnummer"."""
        sides = {self._fields.get(spelt(part)) for part in label.split("/")}
        if len(sides) == 1 and "/" in label:
            return sides.pop()
        words = [word for word in key.split() if word not in _AND]
        fields = {self._fields.get(word) for word in words}
        kinds = [word for word in words if word not in _WHICH_NUMBER]
        number = self._fields.get(" ".join(kinds)) if len(kinds) < len(words) else None
        if number in ("phone", "landline", "mobile"):
            # "Mobile phone number", "Tel. G"
            return number
        return next((whole for whole, parts in _WHOLES if fields <= parts), None) if len(words) > 1 else None

    def _likely(self, key: str, label: str) -> str | None:
        """What a label is that no table has: the text of a message, a machine's own, or of the self-disclosure."""
        words = list(_without_owners(key.split()))[-1]
        if len(words) < 4 and self._fields.get(words[0]) == "message":
            return "message"
        if key.endswith(" von") and _SENT_BY.fullmatch(key):
            return "name"
        if label[:1] == "_" or "wpcf7" in key:
            return "technical"
        is_phrase = len(key) <= 50 and key.count(" ") <= 5 and not re.search(r"[,;] |\.\s*$", label)
        return "disclosure" if is_phrase and _DISCLOSURE_WORD.search(key) else None


def _spellings(label: str) -> Iterator[str]:
    """How the table may spell ``label``: all of it first, then without what tells only whose it is."""
    key = spelt(label)
    yield key
    yield _GENDER.sub("", _OF_PROSPECT.sub("", _MINE.sub("", key) if _MINE.match(key) else key))
    if "(" in label:
        yield spelt(label.partition("(")[0])
    yield from (" ".join(words) for words in _without_owners(key.split()))


def _without_owners(words: list[str]) -> Iterator[list[str]]:
    """``words`` without each of the first that name nothing but the owner ("kunde vorname")."""
    yield words
    while len(words) > 1 and words[0] in _OWNERS:
        words = words[1:]
        yield words


@lru_cache(maxsize=1)
def _builtin() -> dict[str, str]:
    known = {spelt(label): name for name, labels in SYNONYMS.items() for label in labels}
    return dict.fromkeys(_DISCLOSURE, "disclosure") | known


def is_of(label: str, language: str) -> bool:
    """Whether ``label`` tells that the form is in ``language`` ("es" or "en")."""
    return spelt(label) in _LANGUAGES[language]


def is_empty(value: str) -> bool:
    """Whether ``value`` is what a form sends for a field nobody filled in ("k. A.", "left blank", "-")."""
    value = value.strip()
    if any(char.isalnum() for char in value):
        return len(value) < 24 and spelt(value) in _EMPTY
    return not value or len(value) < 4 and not _TICKS.search(value)
