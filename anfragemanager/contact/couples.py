"""Two people in one name: "Herr Max und Frau Erika Muster", "Barbara & Peter Fischbach", "Müller/Schmidt"."""

from __future__ import annotations

import re

from .given_names import is_given_name, is_surname
from .halves import halves
from .particles import every_particle
from .salutations import is_salutation, strip_salutation
from .titles import strip_titles

COUPLE = re.compile(r"\s+(und|u\.?|&|\+|and|y|et)\s+|\s+(u\.)(?=[^\W\d_])|\s?(/)\s?")
# Who belongs to a couple and is named by no name: "Max und Erika Muster und Kinder".
_RELATIVES = frozenset(("kind", "kinder", "sohn", "söhne", "tochter", "töchter", "familie", "fam.", "family", "kids"))
_JOINT = re.compile(r"\s+(?:und|u\.?|and|y|et)\s+|\s+u\.(?=[^\W\d_])|\s*[&+/]\s*", re.IGNORECASE)


def split_at_joints(text: str | None) -> list[str]:
    """The parts of "Max und Erika" or "Müller/Schmidt"; one where nothing joins, none of nothing."""
    return [part.strip() for part in _JOINT.split(text or "") if part.strip()]


def join_couple(
    text: str, code: str | None, language: str
) -> tuple[str | None, str | None, str | None, list[str]] | None:
    """Salutation, first names, surname and titles of a couple's name; None where it is none.

    :param code: salutation found in front
    """
    match = COUPLE.search(text)
    if not match or _joins_particles(text, match):
        return None
    left, right = text[: match.start()].strip(), text[match.end() :].strip()
    connector = match[match.lastindex or 0]
    right_code, right = strip_salutation(right)
    title, right = strip_titles(right, addressed=True)
    titles = [title] if title else []
    if not left:
        return ("family" if right_code else code, *halves(right, right_code, language), titles)
    if is_salutation(left.rstrip(".")) and right_code:
        return "family", *halves(right, "family", language), titles
    if right_code != code:
        # Who is addressed alone is one of the two.
        code = "family"
    joint = f" {connector} " if connector != "/" or " / " in text else "/"
    first, last = _join(left, right, joint, code, language)
    return None if first is None and last is None else (code, first, last, titles)


def _joins_particles(text: str, match: re.Match[str]) -> bool:
    """ "von und zu": the word in front is a particle, so that nobody else begins here."""
    before = text[: match.start()].split()
    return bool(before) and before[-1].lower() in every_particle()


def _two_surnames(right: str) -> tuple[str, str]:
    """Behind "Max und": the partner's name with the one's surname, and the joint with the partner's surname, or "".

    "Erika Muster & Beispiel" are Max Muster and Erika Beispiel; "Erika Muster und Kinder" is no third name.
    """
    match = COUPLE.search(right)
    if not match or _joins_particles(right, match):
        return right, ""
    front, rest = right[: match.start()].strip(), right[match.end() :].strip()
    if rest.lower() in _RELATIVES:
        return front, ""
    if len(front.split()) < 2 or not rest or is_given_name(rest.split()[0]):
        return right, ""
    return front, f" {match[match.lastindex or 0]} {rest}"


def _join(left: str, right: str, joint: str, code: str | None, language: str) -> tuple[str | None, str | None]:
    left_words, right_words = left.split(), right.split()
    if not right_words:
        return halves(left, code, language)
    if len(right_words) == 1 and len(left_words) == 1:
        given = is_given_name(left) and is_given_name(right)
        surnames = code or is_surname(left) and is_surname(right) and not given
        return (None, f"{left}{joint}{right}") if surnames else (f"{left}{joint}{right}", None)
    if (
        len(left_words) == 2
        and not is_given_name(left_words[0])
        and all(map(is_given_name, left_words[1:] + right_words))
    ):
        # "Kamiński László + Manuela Sandra"
        return f"{left_words[1]}{joint}{right}", left_words[0]
    if len(right_words) == 1:
        if joint == " y ":
            # "José Ortega y Gasset" has one surname of two
            first, last = halves(left, code, language)
            return (first, f"{last}{joint}{right}") if first and last and not is_given_name(right) else (None, None)
        # "Mustermann Max und Erika" is rare; "Max Mustermann & Erika" keeps both names.
        first, last = halves(left, code, language)
        return (f"{first}{joint}{right}" if first else right), last
    given = len(left_words) == 1 or all(map(is_given_name, left_words)) and not is_surname(left_words[-1])
    right, other = _two_surnames(right) if given else (right, "")
    right_first, right_last = halves(right, None, language)
    if given:
        right_last = f"{right_last}{other}" if right_last else right_last
        return (f"{left}{joint}{right_first}" if right_first else left), right_last
    left_first, left_last = halves(left, None, language)
    if not left_last or not right_last:
        return None, None
    last = left_last if left_last.lower() == right_last.lower() else f"{left_last}{joint}{right_last}"
    return f"{left_first}{joint}{right_first}", last
