"""Names in other scripts, and the several ways in which such a name is written in Latin letters.

For comparing and looking up only: the name of a contact stays as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Everything behind the Latin blocks but their own extensions, punctuation, and the full-width forms (NFKD knows them).
_FOREIGN = re.compile("[\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2dff\u3005-\ufdff\ufe70-\ufefe\U00010000-\U0003ffff]+")
# Greek letters that are read together (ELOT 743); the library reads one at a time.
_GREEK = (("ου", "ou"), ("γγ", "ng"), ("γχ", "nch"), ("γκ", "gk"), ("αυ", "av"), ("ευ", "ev"))
_GREEK_INITIAL = re.compile(r"\b(?:(μπ)|(ντ))")


def to_latin(text: str) -> str:
    """Small letters of other scripts written in Latin ones: "игорь" to "igor", "παπαδόπουλος" to "papadopoulos".

    Arabic and Hebrew write few vowels, and so few come back: "محمد" to "mhmd" (see `consonants`).
    """
    return _FOREIGN.sub(lambda match: _run(match[0]), text)


def is_latin(text: str) -> bool:
    """Whether all letters are Latin ones, with accents or without."""
    return not _FOREIGN.search(text)


@lru_cache(maxsize=4096)
def _run(text: str) -> str:
    if any("\u0370" <= char <= "\u03ff" or "\u1f00" <= char <= "\u1fff" for char in text):
        text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
        text = _GREEK_INITIAL.sub(lambda match: "b" if match[1] else "d", text)
        for letters, latin in _GREEK:
            text = text.replace(letters, latin)
    return "".join(map(_letter, text))


def _letter(char: str) -> str:
    """One character; what is no letter, mark or digit stays, so that a symbol is not read as its description."""
    if unicodedata.category(char)[0] not in "LMN":
        return char
    return "".join(filter(str.isalnum, anyascii(char))).lower()


# How German ("Schukow", "Michail"), English ("Zhukov", "Mikhail"), French ("Salloum") and the passports' rules
# (ICAO 9303, BGN/PCGN, DIN 1460: "Sergii", "Sergej") write the same Slavic and Arabic sounds. Longest first.
_SOUNDS = (
    ("schtsch", "sch"), ("shch", "sch"), ("dsch", "j"), ("dzh", "j"), ("tsch", "ch"), ("tch", "ch"), ("zh", "sch"),
    ("sh", "sch"), ("kh", "ch"), ("gh", "g"), ("dj", "j"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"),
    ("q", "k"), ("tz", "s"), ("ts", "s"), ("z", "s"), ("w", "v"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("y", "j"),
)  # fmt: skip
# "Sergej", "Sergey", "Sergei", "Sergii"; "Maryja", "Mariia", "Maria"
_ENDING = re.compile(r"(?:[eij]j|[ei]i|j)$")
# Ё: "Fjodor" and "Fedor", "Gorbatschow" and "Gorbachev"
_SOFT_O = re.compile(r"(?<=[^aeiou])jo(?=[^aeiou])|(?<=ch)o(?=v)")
# "Jelena" and "Elena", but not Jella and Ella
_SOFT = re.compile(r"^[ij]e(?=\w{4})|(?<=[aeiou])[ij]e")
_HARD_C = re.compile(r"c(?!h)")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def romanised(word: str) -> str:
    """One form for the romanisations of a folded name: Kisseljow and Kiselyov, Schukow and Zhukov, Bashar and Baschar.

    Coarse: meant for names of which at least one is no usual German one. "ch" stands for the sounds of Чайка and Хор,
    "sch" for those of Жук, Шура and Щука.
    """
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    word = _ENDING.sub("i", _SOFT_O.sub("e", word))
    word = _HARD_C.sub("k", _SOFT.sub("e", word)).replace("j", "i")
    return _DOUBLED.sub(r"\1", word.removesuffix("h") if word.endswith("ah") else word)


def soft_o_apart(a: str, b: str) -> bool:
    """Whether two folded names are one but for ё: Artjom, Artyom and Artem."""
    one, other = (_SOFT_O.sub("e", word.replace("y", "j")) for word in (a, b))
    return one == other and a != b


# Women bear another form of a Slavic last name: Iwanowa, Kowalska, Tschaikowskaja.
_WOMAN = re.compile(r"(?:(?<=[eo]v)a|(?<=[iy]n)a|(?<=sk)a(?:ia)?)$")
_MAN = re.compile(r"(?<=sk)i$|(?<=[oe])f$")


@lru_cache(maxsize=65536)
def slavic_stem(word: str) -> str:
    """The last name without what tells man from woman: "ivanov" for Iwanowa and Ivanoff; "" for no Slavic ending."""
    word = romanised(word)
    stem = _WOMAN.sub("", _MAN.sub(lambda match: "v" if match[0] == "f" else "", word))
    return stem if len(stem) > 3 and stem.endswith(("ov", "ev", "sk", "in")) else ""


@lru_cache(maxsize=65536)
def consonants(word: str) -> str:
    """The consonants of a folded name, as Arabic and Hebrew write it: "mhmd" for Mohammed and "محمد"."""
    word = re.sub(r"[aeiouvj]", "", romanised(word.replace("w", "v")).removesuffix("h"))
    return _DOUBLED.sub(r"\1", word.replace("ch", "h"))


def is_unvowelled(word: str) -> bool:
    """Whether a folded name may come from a script that writes few vowels: "mhmd", "ftmh", "hsyn"."""
    return len(word) > 2 and not any(char in "aeiou" for char in word)
