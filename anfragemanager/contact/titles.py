"""Academic titles, degrees and professions in front of a name and behind it (data/titles.txt)."""

from __future__ import annotations

import re
from functools import cache

from .text import shouted
from .wordlists import entries

_PIECES = re.compile(r"[.\-–/]+")
_MARKS = dict.fromkeys(map(ord, ".-–,:()"))
# "(FH)", "(Univ.)", "(Köln)" behind a degree belong to it.
_BRACKET = re.compile(r"\([\w. ]{1,12}\),?")


@cache
def _roles() -> dict[str, str]:
    roles: dict[str, str] = {}
    for entry in entries("titles"):
        word, role = entry.rsplit(" ", 1)
        roles[word] = roles.get(word, "") + role
    return roles


def strip_titles(text: str, addressed: bool = False) -> tuple[str | None, str]:
    """The titles of a name, as written, and the name without them; (None, text) where nothing else is left.

    "Prof. Dr. Eva Muster, LL.M." gives ("Prof. Dr. LL.M.", "Eva Muster"). Commas inside the name stay.

    :param addressed: a salutation stood in front, so that one word behind a profession is the surname ("Notarin Kern")
    """
    words = _separated(text)
    start = _front(words, addressed)
    end = _back(words, start)
    if start >= end:
        return None, text.strip()
    title = " ".join(words[:start] + words[end:]).replace(" ,", ",")
    title = re.sub(r"(?<!\w),|,(?=\s|$)", "", title).strip(" ,")
    if _BRACKET.fullmatch(title):
        title = title[1:-1]
    return title or None, " ".join(words[start:end]).strip(" ,")


def only_titles(text: str) -> bool:
    """Whether ``text`` is titles and nothing else: "Dr. med.", "LL.M.", "Rechtsanwältin"."""
    words = _separated(text)
    if not words or _run(words, 0, behind=True) < len(words):
        return False
    # "Ma" and "Ba" are surnames unless they are written as degrees.
    return len(words[0].strip(",.")) > 2 or "." in words[0] or words[0].isupper()


def _separated(text: str) -> list[str]:
    """Words, with "Dr.Max" and "Prof.Dr." apart where the parts are a title and something else."""
    found: list[str] = []
    for word in text.split():
        while _norm(word) not in _roles() and (cut := re.match(r"(\w+\.)(?=\w{2})", word)):
            if _roles().get(_norm(cut[1]), "")[:1] != "<":
                break
            if all(_norm(piece) in _roles() for piece in _PIECES.split(word.strip(",")) if piece):
                break
            found.append(cut[1])
            word = word[cut.end() :]
        found.append(word)
    return found


def _front(words: list[str], addressed: bool) -> int:
    end = _run(words, 0, behind=False)
    left = len(words) - end
    # "Hauptmann, Gerhart" and "Pastor Anna" have a surname in front; "Pfarrer Josef Engel" has a profession.
    if end and left < 2 and not addressed and _roles().get(_norm(words[0]), "").startswith("<?"):
        return 0
    return end if left else 0


def _back(words: list[str], start: int) -> int:
    for index in range(start + 1, len(words)):
        after_comma = words[index - 1].endswith(",")
        if _may_stand_behind(words, index, after_comma) and _run(words, index, behind=True) == len(words):
            return index
    return len(words)


def _may_stand_behind(words: list[str], index: int, after_comma: bool) -> bool:
    word = words[index].strip(",")
    role = _role(words, index)[0]
    if after_comma:
        return role[:1] in ("<", ">")
    if "<" in role and "?" not in role:
        # "Muster Max Dr. med."; a surname "Ing" or "Mag" has no dot
        return "." in word or "-" in word
    if ">" not in role:
        return False
    # "Ma" and "Ba" are surnames unless they are written as degrees.
    if "." in word:
        return True
    all_shouted = all(shouted(other) for other in words if other.strip(",").isalpha())
    return (
        word.isupper() and not all_shouted or word in ("MSc", "BSc", "PhD", "BEd", "MEd", "LLM", "LLB", "MEng", "BEng")
    )


def _run(words: list[str], index: int, behind: bool) -> int:
    """The position behind the titles that start at ``index``."""
    # "med. E. Fiore", whose "Dr." stands in another field
    open_title = not behind and not index and bool(words) and words[0].islower() and words[0].endswith(".")
    diploma = False
    while index < len(words):
        word = words[index]
        if (open_title or behind) and _BRACKET.fullmatch(word):
            index += 1
            continue
        role, count = _role(words, index)
        if not role:
            break
        opens = role.startswith("<") or behind and ">" in role
        if role.startswith("<!") and not (sum(char.isupper() for char in word) > 1 or "." in word):
            break
        if not opens and not (open_title and "+" in role and (not role.endswith("+d") or diploma)):
            break
        if not opens and role == "+" and "." not in word and not (index + 1 < len(words)):
            break
        diploma = role == "+d" or _norm(word).startswith("dipl")
        open_title = True
        index += count
    return index


def _role(words: list[str], index: int) -> tuple[str, int]:
    """How the word at ``index`` takes part in a title, and how many words it is: "h. c." are two."""
    word = words[index]
    if (role := _roles().get(_norm(word))) is not None:
        return role, 1
    if index + 1 < len(words) and re.fullmatch(r"\w{1,3}\.", word) and len(_norm(words[index + 1])) <= 3:
        joined = _norm(word + words[index + 1])
        if joined in _roles() and len(joined) <= 4:
            return _roles()[joined], 2
    pieces = [piece for piece in _PIECES.split(word.strip(",:()").lower()) if piece]
    if len(pieces) > 1:
        roles = [_roles().get(piece, "") for piece in pieces]
        if pieces[0] in ("dipl", "diplom") and word[0].isupper():
            return "<>", 1
        if all(roles):
            return ("<>" if any(role.startswith("<") for role in roles) else "+"), 1
    if len(pieces) == 1 and re.match(r"diplom\w{3,}$", pieces[0]):
        return "<>", 1
    return "", 1


def _norm(word: str) -> str:
    return word.translate(_MARKS).lower()
