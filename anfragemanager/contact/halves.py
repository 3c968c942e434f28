"""Where the first name ends and the surname begins, in a name without salutation, titles and commas."""

from __future__ import annotations

from .given_names import is_common_surname, is_given_name, is_surname, is_usual_given_name
from .particles import every_particle, surname_openers
from .text import fold, shouted
from .wordlists import words

# Behind a surname, and part of it
GENERATIONS = frozenset("jun jr junior sen sr senior ii iii iv".split())


def halves(text: str, code: str | None, language: str, order: str | None = None) -> tuple[str | None, str | None]:
    """First and last name in a text without salutation, titles and commas."""
    parts = text.split()
    if not parts:
        return None, None
    if len(parts) == 1:
        is_last = code or is_surname(text) and not all(map(is_usual_given_name, fold(text).split()))
        is_last = is_last or _is_double_surname(text)
        return (None, text) if is_last else (text, None)
    if parts[0].lower() in words("noble_ranks") and is_given_name(parts[1]) and len(parts) > 2:
        # "Gräfin Sophie zu Erbach": the rank is part of the surname.
        first, last = halves(" ".join(parts[1:]), code, language)
        return first, f"{parts[0]} {last}"
    if len(parts) == 2 and parts[1].lower().strip(".") in GENERATIONS and not is_given_name(parts[0]):
        return None, text
    if (cut := _particle_at(parts, text)) is not None:
        if cut > 1 and is_given_name(parts[0]) and is_surname(parts[cut - 1]) and not is_given_name(parts[cut - 1]):
            # "Jürgen Schulze zur Wiesche", as Westphalian farms are called
            cut -= 1
        named = not {part.lower() for part in parts[:-1]} <= every_particle() | words("noble_ranks")
        if not cut and named and _is_given_rather(parts[-1]):
            # "von Thurn Renate", but not "von der Heide"
            return parts[-1], " ".join(parts[:-1])
        return " ".join(parts[:cut]) or None, " ".join(parts[cut:])
    if order == "last" or order is None and _surname_first(parts):
        return " ".join(parts[1:]), parts[0]
    if code == "family" and len(parts) == 2 and not is_given_name(parts[0]):
        return None, text
    count = _surname_length(parts, language)
    return " ".join(parts[:-count]), " ".join(parts[-count:])


def _is_double_surname(word: str) -> bool:
    """Whether a word joins a surname to another: "Berber-Holtkamp", but not "Karl-Heinz"."""
    front, hyphen, behind = word.rpartition("-")
    is_name = bool(front and hyphen) and behind[:1].isupper() and len(behind) > 3
    return is_name and not is_given_name(behind)


def _particle_at(parts: list[str], text: str) -> int | None:
    openers = surname_openers()
    for index, word in enumerate(parts[:-1]):
        low = word.lower().rpartition("-")[2]
        if low not in openers or not (word[0].islower() or index or shouted(text) or low in words("noble_ranks")):
            continue
        if index == 0 and low in ("al", "ben", "el", "della", "abu"):
            continue
        if low.endswith(".") and word != low:
            # "Max V. Muster" has an initial
            continue
        # "Nguyen Van Minh" is a Vietnamese name, its Van no particle.
        if low == "van" and word != low and not shouted(text) and is_surname(parts[0]) and not is_given_name(parts[0]):
            continue
        return index
    return None


def _surname_first(parts: list[str]) -> bool:
    """Whether the surname stands in front: "Muster Max", "MUSTERMANN Max", "Nguyen Thi Lan".

    Only where the lists of names leave no doubt: the first word is no given name, the last is one and no surname.
    """
    front, behind = parts[0], parts[-1]
    if len(front) > 2 and shouted(front) and "." not in front and not shouted(behind):
        # Unless only the given name was stressed: "ANNA Müller"
        return is_surname(front) or not is_given_name(front) or not is_surname(behind)
    if any(len(part.strip(".")) == 1 for part in parts):
        initial_last = len(parts) == 2 and len(behind.strip(".")) == 1 < len(front.strip("."))
        return initial_last and is_surname(front) and not is_given_name(front)
    if len(parts) > 2 and fold(parts[1]) == "thi" and is_surname(front):
        # The middle name of Vietnamese women
        return True
    if is_given_name(front):
        # Yılmaz is a surname that is a given name too, but no German one.
        rare = is_common_surname(front) and not is_usual_given_name(fold(front))
        return rare and is_given_name(behind) and not is_common_surname(behind)
    if is_given_name(behind):
        given = front.lower() not in surname_openers() and all(map(_is_given_rather, parts[1:]))
        return given or not is_surname(behind) or is_surname(front) and len(parts) == 2
    return is_surname(front) and not is_surname(behind) and fold(front) in words("family_name_first")


def _is_given_rather(word: str) -> bool:
    """Whether a word is a usual given name, and a surname, if at all, of few: Sebastian, Ernestine; not Lorenz."""
    return is_usual_given_name(fold(word)) and not is_common_surname(word)


def _surname_length(parts: list[str], language: str) -> int:
    count = 1
    if parts[-1].lower().strip(".") in GENERATIONS and len(parts) > 2:
        count = 2
    givens = [is_given_name(part) for part in parts]
    if language == "es" and len(parts) >= 3 and not (len(parts) == 3 and all(givens[:2])):
        return max(count, 2)
    # "Marie Müller Lüdenscheidt": a word that is a surname and no given name.
    if count == 1 and len(parts) > 2 and givens[0] and is_surname(parts[-2]) and not givens[-2]:
        count = 2
    return count
