"""Personal and company names: taking them apart, and how two first names relate (data/first_name_equivalents.txt)."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from string import ascii_lowercase

from rapidfuzz.distance import OSA, JaroWinkler

from ..contact.given_names import common_surnames, is_usual_given_name, known_given_names
from ..contact.particles import particles
from ..contact.scripts import consonants, is_unvowelled, romanised, soft_o_apart
from ..contact.text import collapse, fold
from ..contact.wordlists import words
from .phonetic import cologne

_DATA = Path(__file__).parent / "data"

_GENERATION = re.compile(
    r"(?:^|[\s,(]+)(?:(sen(?:\.|ior)?|sr\.?|der\s+ältere|d\.\s?ä\.)|(jun(?:\.|ior)?|jr\.?|der\s+jüngere|d\.\s?j\.)|(iii|ii|iv|[23]\.?))\)?(?=[\s,)]|$)",
    re.IGNORECASE,
)
# Initials that folding writes with two letters.
_UMLAUTS = frozenset({"ae", "oe", "ue"})
# Ukrainian and Belarusian write the letter that is Russian g with h: Olha, Oleh, Serhii.
_H = re.compile("(?<!c)h")
_VAGUE_VOWELS = str.maketrans("eo", "iu")
# What a salutation tells of the gender.
GENDER = {"mr": "m", "mrs": "f"}
# Between a Vietnamese last and first name: they tell the gender and no more.
MIDDLE_NAMES = frozenset(("thi", "van"))
_LEVEL_ORDER = ("equal", "spelling", "short_form", "cognate")


@cache
def common_first_names() -> frozenset[str]:
    """First names so frequent that sharing one says little, folded and collapsed."""
    lines = (_DATA / "common_first_names.txt").read_text("utf-8").splitlines()
    return frozenset(collapse(line) for line in lines if not line.startswith("#"))


@cache
def common_last_names() -> frozenset[str]:
    """Last names so frequent that sharing one says little, folded and collapsed."""
    return frozenset(map(collapse, common_surnames()))


@cache
def _equivalents() -> tuple[dict[str, list[tuple[int, int]]], dict[str, str]]:
    roles: dict[str, list[tuple[int, int]]] = defaultdict(list)
    gender: dict[str, str] = {}
    for number, line in enumerate((_DATA / "first_name_equivalents.txt").read_text("utf-8").splitlines()):
        if line and not line.startswith("#"):
            sex, *columns = line.split("|")
            for role, column in enumerate(columns):
                for name in column.split():
                    roles[name].append((number, role))
                    if role < 2:
                        gender[name] = sex if gender.get(name, sex) == sex else "u"
    return dict(roles), gender


def known_first_name(name: str) -> bool:
    """Whether a folded first name exists in the data files, as a full name or as a short form."""
    return name in known_given_names() or name in _equivalents()[0]


def gender_of(name: str) -> str:
    """ "m", "f", or "" where a folded first name does not tell."""
    sexes = {known_given_names().get(name, "").rstrip("+"), _equivalents()[1].get(name)} - {None, ""}
    return sexes.pop() if len(sexes) == 1 and "u" not in sexes else ""


def _is_usual(name: str) -> bool:
    return is_usual_given_name(name) or name in _equivalents()[1]


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """A folded first name without its interchangeable letters: Stephan = Stefan, Kathrin = Catrin, Yannick = Janik."""
    name = collapse(name)
    for old, new in (
        ("ph", "f"),
        ("ck", "k"),
        ("x", "ks"),
        ("sch", "S"),
        ("chr", "kr"),
        ("chl", "kl"),
        ("ch", "C"),
        ("c", "k"),
        ("th", "t"),
        ("w", "v"),
        ("z", "s"),
    ):
        name = name.replace(old, new)
    name = re.sub(r"(?<=[aeiou])h(?![aeiou])", "", name)
    name = re.sub(r"(?:ij|iy|ej|ey|ei)$", "i", name).replace("y", "i").replace("j", "i")
    name = re.sub(r"i(?:i?a)$", "ia", re.sub(r"ie$", "i", name))
    return re.sub(r"(.)\1", r"\1", name)


@lru_cache(maxsize=65536)
def first_name_classes(name: str) -> tuple[str, ...]:
    """Skeletons a folded first name is to be looked up under: of itself and of every full name it may be short for."""
    roles, _gender = _equivalents()
    found = {skeleton(name), romanised(name)}
    for number, role in roles.get(name, ()):
        if role < 2:
            found.add(skeleton(_head(number)))
    return tuple(sorted(found))


@cache
def _heads() -> dict[int, str]:
    heads: dict[int, str] = {}
    for number, line in enumerate((_DATA / "first_name_equivalents.txt").read_text("utf-8").splitlines()):
        if line and not line.startswith("#"):
            heads[number] = line.split("|")[1].split()[0]
    return heads


def _head(number: int) -> str:
    return _heads()[number]


def _full_names(name: str) -> list[str]:
    """The full names a folded first name is short for: J. may be Hanni, whose name is Johanna."""
    return [_head(number) for number, role in _equivalents()[0].get(name, ()) if role == 1]


def _spellings(name: str) -> list[str]:
    """The other spellings of a folded first name: Wladimir of Vladimir."""
    own = {number for number, role in _equivalents()[0].get(name, ()) if role == 0}
    return [form for number in own for form, role in _lines()[number] if role == 0 and form != name]


@lru_cache(maxsize=262144)
def relate(a: str, b: str) -> str:
    """How two folded single first names relate.

    Returns "equal", "spelling" (Stephan/Stefan), "short_form" (Sepp/Josef), "cognate" (Hans/Hannes: one root, perhaps
    two people),
    "initial" (H./Hans), "typo" (an unknown name one slip away from the other), "similar" (less alike), "near"
    (two names that both exist, one letter apart, or two slips) or "different".
    """
    if a == b:
        return "equal"
    short, name = sorted((a, b), key=len)
    if (
        len(short) == 1
        or short in _UMLAUTS
        or len(short) <= 3
        and name.startswith(short)
        and not known_first_name(short)
    ):
        # "J.", "Ü.", "Chr.", and "W." of Vladimir
        forms = (name, *_full_names(name), *_spellings(name))
        return "initial" if any(form.startswith(short) for form in forms) else "different"
    man_and_woman = {gender_of(a), gender_of(b)} == {"m", "f"}
    if len(a) > 2 and len(b) > 2 and skeleton(a) == skeleton(b) and not man_and_woman:
        return "spelling"
    if not man_and_woman and (written := _other_script(a, b)):
        return written
    if man_and_woman:
        # Andrea and Andreas are two people, Petar is perhaps a Petra
        return "different" if a.startswith(b) or b.startswith(a) else _one_letter(a, b)
    roles, _gender = _equivalents()
    places = roles.get(a, ())
    best = 4
    for number_a, role_a in places:
        for number_b, role_b in roles.get(b, ()):
            if number_a == number_b:
                best = min(best, 1 if role_a == role_b == 0 else 2 if role_a + role_b == 1 else 3)
    if best < 4:
        return _LEVEL_ORDER[best]
    if _is_diminutive(a, b) or _is_diminutive(b, a):
        return "short_form"
    known = known_first_name(a) + known_first_name(b)
    if known == 2:
        slip = min(len(a), len(b)) >= 5 and _is_usual(a) != _is_usual(b) and OSA.distance(a, b, score_cutoff=1) == 1
        return "similar" if slip else _one_letter(a, b)
    return _slip(a, b, known)


def _other_script(a: str, b: str) -> str:
    """ "spelling" or "similar" where two folded names may be one of another script, in Latin letters; else ""."""
    if soft_o_apart(a, b):
        return "spelling"
    if is_usual_given_name(a) and is_usual_given_name(b):
        # Jella and Ella are two German names
        return ""
    one, other = romanised(a), romanised(b)
    if min(len(one), len(other)) > 2 and _H.sub("g", one) == _H.sub("g", other):
        return "spelling"
    known = known_first_name(a), known_first_name(b)
    if not all(known) and one.translate(_VAGUE_VOWELS) == other.translate(_VAGUE_VOWELS):
        # Arabic has three vowels: Kassem and Qasim; but Samir and Samer are two names
        return "" if is_usual_given_name(a) or is_usual_given_name(b) else "spelling"
    if any(is_unvowelled(name) and not is_known for name, is_known in zip((a, b), known, strict=True)):
        return "similar" if len(consonants(a)) > 1 and consonants(a) == consonants(b) else ""
    return ""


def _is_diminutive(short: str, name: str) -> bool:
    """Whether a folded name is made of the beginning of another: Przemek of Przemyslaw, Raphi of Raphael."""
    stem = short.removesuffix("ek") if short.endswith("ek") else short.removesuffix("i")
    shortest = 3 if short.endswith("ek") else 4
    return shortest <= len(stem) < len(short) < len(name) and name.startswith(stem) and not is_usual_given_name(short)


def _one_letter(a: str, b: str) -> str:
    """Two names that both exist: Martin and Marin are two people, or one and a slip."""
    return "near" if min(len(a), len(b)) >= 3 and OSA.distance(a, b, score_cutoff=1) == 1 else "different"


def _slip(a: str, b: str, known: int) -> str:
    distance = OSA.distance(a, b, score_cutoff=2)
    longest = max(len(a), len(b))
    if distance == 1 and longest >= 4:
        return "typo" if known else "similar"
    if distance == 1 and longest == 3 and known and cologne(a) == cologne(b):
        # Efa and Eva
        return "typo"
    if known and any(
        OSA.distance(unknown, form, score_cutoff=1) == 1 for unknown, name in ((a, b), (b, a)) for form in _forms(name)
    ):
        return "similar"
    if known and distance == 2 and _nearer_name(a if known_first_name(b) else b):
        return "cognate"
    if distance == 2 and longest >= 6:
        return "typo" if known and longest >= 7 else "similar"
    likeness = JaroWinkler.similarity(a, b)
    return "similar" if likeness >= 0.88 else "near" if likeness >= 0.8 and longest >= 5 else "different"


@lru_cache(maxsize=65536)
def _nearer_name(unknown: str) -> bool:
    """Whether a misspelt name is one slip from another name than the one compared with (Lauura is not Lara)."""
    return len(unknown) > 3 and not known_given_names().keys().isdisjoint(_slips(unknown))


def _slips(word: str) -> set[str]:
    """A word and all that one slip makes of it: few beside the names there are, so they are looked up, not compared."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = {front + back[1:] for front, back in cuts if back}
    exchanged = {front + back[1] + back[0] + back[2:] for front, back in cuts if len(back) > 1}
    replaced = {front + letter + back[1:] for front, back in cuts if back for letter in ascii_lowercase}
    added = {front + letter + back for front, back in cuts for letter in ascii_lowercase}
    return {word} | left_out | exchanged | replaced | added


@cache
def _lines() -> dict[int, tuple[tuple[str, int], ...]]:
    lines: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name, places in _equivalents()[0].items():
        for number, role in places:
            lines[number].append((name, role))
    return {number: tuple(names) for number, names in lines.items()}


@lru_cache(maxsize=65536)
def _forms(name: str) -> tuple[str, ...]:
    """Spellings and short forms, of four letters at least, that may stand for a folded first name."""
    own = [(number, role) for number, role in _equivalents()[0].get(name, ()) if role < 2]
    return tuple(
        {form for number, role in own for form, other in _lines()[number] if len(form) > 3 and role + other < 2}
    )


def take_generation(text: str) -> tuple[str, str]:
    """Text without Sen./Jun./II, and "senior", "junior" or ""."""
    match = _GENERATION.search(text)
    front, behind = (text[: match.start()].strip(), text[match.end() :].strip()) if match else ("", "")
    if not match or not front and (not behind or match[0].strip().lower() in ("jun", "sen")):
        # "Jun Liu"
        return text, ""
    generation = "senior" if match[1] else "junior"
    if "(" in match[0] and match[3] and match[3][0].isdigit():
        # "Kern (2)", as programs mark what was imported twice
        generation = ""
    return (text[: match.start()] + " " + text[match.end() :]).strip(" ,()"), generation


def last_name_parts(text: str) -> tuple[str, ...]:
    """Folded parts of a last name without particles and noble ranks: "von der Heide-Müller" to ("heide", "mueller")."""
    words = fold(text).split()
    parts = tuple(word for word in words if word not in particles())
    return parts or tuple(words)


def is_family_name_first(last_parts: tuple[str, ...]) -> bool:
    """Whether a folded last name is of a language that puts it in front, and what somebody goes by at the end."""
    return bool(last_parts) and all(part in words("family_name_first") for part in last_parts)
