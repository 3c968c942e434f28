"""Where a message ends: the sender speaks again, quoted mail follows, a signature, a rule, a consent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from ..contact.companies import is_company
from .labels import Table
from .lines import MARK, Line, from_text, has_digit
from .phrases import Phrases, lines
from .tables import pattern, table
from .values import value_of

_TABLE = {name: Phrases((phrase, name) for phrase in lines(row["phrases"])) for name, row in table("endings").items()}
_RULE = re.compile(r"^[-_=*~#–—•. +|]{4,}$|^-{3}$|^_{3}$|^-- ?$")
_TEAM = pattern("ending.team")
_TEAM_OPENS = ("ihr ", "ihre ", "dein ", "euer ", "the ", "your ", "das ", "votre ", "il ", "uw ")
# Signs that no letter follows: a copyright, XML pasted into the text, an appended document.
_SIGNS = pattern("ending.signs")
_OF_FORM = pattern("ending.of_form")
_HISTORY = pattern("ending.history")
_HISTORY_SENDER = pattern("ending.history_sender")
_HISTORY_DATE = pattern("ending.history_date")
_HISTORY_TO = pattern("ending.history_to")
_TAIL = re.compile(r"weitere (?:daten|angaben) zum interessenten\s*[;:]?", re.IGNORECASE)
BOX = re.compile(r"^\s*(?:[-*•]\s*)?(\[\s?\]|\[[xX✓✔]\]|[☐☑☒□■✅✓✔✗]|\( \)|\([xX]\))\s*(\S.*)$")
# ", 10557 Berlin"
_AT_PLACE = re.compile(r"(?:^|[,\s])(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d]")
_TICKED = re.compile(r"[xX✓✔☑☒■✅]")


_FIRST_PERSON = pattern("ending.first_person")
_I = pattern("ending.i")
_FACT = pattern("ending.fact")
_PICTURE = re.compile("^(?:(?![\u2610-\u2612\u2705\u2713\u2714\u2717])[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]\\s*)+")
_CLOSES = pattern("ending.closes")
_PROGRAM = pattern("ending.program")
_GREETS = pattern("ending.greets")
_QUOTES = {'"': '"', "„": "“”", "“": "”", "»": "«", "«": "»"}
# What mail programs write where a picture was: Odoo "Image [9]", Gmail "[image: logo.png]", Outlook "[cid:…]".
_PLACEHOLDER = re.compile(r"(?:image|bild) ?\[\d{1,4}\]|\[(?:image|bild|cid):[^\]\n]{0,200}\]", re.IGNORECASE)


def plain(line: str) -> str:
    """A line without marks of markup around it, or a picture in front; a check box is none."""
    text = line.replace(MARK, "").strip(" *_\t")
    return text if text.isascii() else _PICTURE.sub("", text)


def _opens(name: str, text: str) -> bool:
    return _TABLE[name].opens(text[:300].lower()) is not None


def is_rule(text: str) -> bool:
    return not text[:1].isalnum() and bool(_RULE.match(text))


def is_closing(text: str) -> bool:
    return len(text) < 60 and (_opens("closing", text) or bool(_GREETS.match(text)) and not is_first_person(text))


def behind_closing(text: str) -> str:
    """What stands behind a complimentary close in its line: "LG Max", "Viele Grüße, Anna Muster"."""
    end = next((match.end() for match in _CLOSES.finditer(text) if is_closing(text)), None)
    return text[end:].strip(" ,.!-–") if end else ""


def is_consent(text: str) -> bool:
    """Whether the prospect agrees to something here, ticked or not."""
    text = text.lstrip(" \t*•-[]xX☐☑✓✔()")
    return len(text) < 400 and _opens("consent", text)


def is_program(text: str) -> bool:
    """Whether a mail program, not a person, wrote the line ("Von meinem iPhone gesendet")."""
    if len(text) < 80 and _PROGRAM.match(text) and not is_personal(text):
        return True
    return len(text) < 300 and _opens("program", text)


def is_team(text: str, opens_as_team: bool = False) -> bool:
    """Whether the line is the signature of a portal or a company."""
    if opens_as_team:
        return len(text) < 60 and text.lower().startswith(_TEAM_OPENS) and bool(_TEAM.fullmatch(text))
    return bool(_TEAM.match(text))


def is_imprint(text: str) -> bool:
    """Whether a line gives a company with its address, as what the law asks for at the end of a business letter."""
    company, _, place = text[:200].replace("·", ",").replace("|", ",").partition(",")
    return ":" not in company and bool(_AT_PLACE.search(place)) and is_company(company)


def speaks_again(text: str) -> bool:
    """Whether the portal or the form speaks again in this line."""
    if _SIGNS.match(text) or _OF_FORM.search(text[:200]):
        return True
    return is_team(text, True) or _opens("sender", text.lstrip("([<-– "))


def is_personal(text: str) -> bool:
    """Whether somebody speaks of themselves, or asks."""
    return bool(_FIRST_PERSON.search(text))


def is_first_person(text: str) -> bool:
    """Whether "I" or "we" speak, whoever it may be that says "our" and "please"."""
    return bool(_I.search(text))


def speaks(text: str) -> bool:
    """Whether a paragraph reads as a person's words rather than as facts of a listing."""
    if is_closing(text[:50]) or is_personal(text):
        return True
    return text.endswith((".", "!", "…", ")")) and len(_FACT.findall(text)) < 2


def is_quoted(texts: Sequence[str]) -> bool:
    """Whether ``texts`` open with a quotation mark and end with the one that closes it: all of it was said."""
    text = "\n".join(texts).strip()
    return len(text) > 2 and text[-1] in _QUOTES.get(text[0], "")


def box(text: str) -> tuple[bool, str] | None:
    """``(ticked, label)`` of a line that is a check box."""
    match = BOX.match(text)
    return (bool(_TICKED.search(match[1])), match[2].strip()) if match else None


def is_history(text: str, following: Sequence[Line]) -> bool:
    """Whether quoted mail begins here: a mail program's rule, its introducing sentence, or Outlook's header block."""
    if _HISTORY.match(text):
        return True
    if ":" not in text[:30]:
        return False
    text = text.replace(MARK, "")
    texts = [line.text.replace(MARK, "") for line in following]
    if _HISTORY_DATE.match(text):
        # GMX and WEB.DE give the date first.
        return bool(texts) and bool(_HISTORY_SENDER.match(texts[0])) and any(map(_HISTORY_TO.match, texts[1:]))
    if not _HISTORY_SENDER.match(text):
        return False
    # Within a firm Outlook gives no addresses.
    return any(map(_HISTORY_DATE.match, texts)) and ("@" in text or any(map(_HISTORY_TO.match, texts)))


def unquoted(document_lines: list[Line], signs: Callable[[str], bool] = lambda text: False) -> list[Line]:
    """The lines above quoted mail, quoted ones left out; a rule above a line that ``signs`` opens a signature."""
    kept: list[Line] = []
    for index, line in enumerate(document_lines):
        if line.quoted:
            continue
        if is_history(line.text, document_lines[index + 1 : index + 4]):
            below = next((text for other in document_lines[index + 1 : index + 3] if (text := plain(other.text))), "")
            if is_rule(line.text) and below and signs(below):
                continue
            break
        kept.append(line)
    return kept


def written_now(text: str) -> str:
    """What the writer of an answer adds to the mail it answers: ``text`` without quoted lines, without the history and
    what stands in place of pictures. All of it where nothing is left, e.g. answers within the quoted mail."""
    own = [line.text for line in unquoted(from_text(text).lines) if not _PLACEHOLDER.fullmatch(line.text.strip())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip() or text.strip()


def signed_by(text: str) -> str:
    """The line below the complimentary close of a letter; empty where it has none."""
    texts, _ = letter(from_text(text).lines)
    closed = len(texts) > 1 and is_closing(plain(texts[-2]))
    return plain(texts[-1]) if closed else ""


def said_in_quotes(document_lines: list[Line]) -> list[Line]:
    """What the markup quotes, where no mail is quoted: so some portals set off the prospect's words."""
    if any(is_history(line.text, document_lines[at + 1 : at + 4]) for at, line in enumerate(document_lines)):
        return []
    return [line for line in document_lines if line.quoted == 1 and line.block]


def letter(
    document_lines: list[Line], signs: Callable[[str], bool] = lambda text: False
) -> tuple[list[str], list[Line]]:
    """What a person wrote, and the signature below it, which the name of the ``writer`` opens in any language.

    The message goes to the complimentary close and one short line (the name) below it, or to a line that is the
    writer's name; what a mail program adds belongs to neither.
    """
    said = list(takewhile(lambda line: not is_program(plain(line.text)), unquoted(document_lines, signs)))
    texts = [line.text.replace(MARK, "") for line in said]
    for at, line in enumerate(said):
        text = plain(line.text)
        if text == "--":
            return texts[:at], said[at:]
        if is_closing(text):
            name = next((below for below in map(plain, texts[at + 1 :]) if below), "")
            is_name = 0 < len(name) < 60 and not has_digit(name) and not is_rule(name)
            return texts[: at + 1] + ([name] if is_name else []), said[at + 1 :]
        if at and len(text) < 60 and signs(text):
            # "Hanna Nowak | 0151 …" is no word to the agency.
            return texts[: at + (not has_digit(text))], said[at:]
    if at := _signed_from(texts):
        return texts[: at + 2], said[at:]
    return texts, said[-8:]


def _signed_from(body: list[str]) -> int:
    """Where the last paragraph is a signature in whatever language: a few words and a comma above short lines that
    are no sentences. 0 where there is none."""
    last = next((at for at in range(len(body), 0, -1) if body[at - 1].strip()), 0)
    at = next((at for at in range(last, 0, -1) if not body[at - 1].strip()), 0)
    opening, *below = (text.strip() for text in (body[at:last] if at else [""]))
    is_close = opening.endswith(",") and len(opening.split()) < 6 and not has_digit(opening)
    is_named = bool(below) and all(word[0].isupper() for word in below[0].split())
    return at if is_close and is_named and len(below) < 6 and all(len(text) < 60 for text in below) else 0


def clean_message(body_lines: Sequence[str], labels: Table) -> tuple[str | None, dict[str, str]]:
    """The message without quoted history, self-disclosure and rules around it; and the self-disclosure."""
    body: list[str] = []
    disclosure: dict[str, str] = {}
    for raw in body_lines:
        line = raw.replace(MARK, "").rstrip()
        # A hanging indent below a label.
        line = line.strip() if line.startswith(" " * 8) else line
        if _HISTORY.match(line.strip()):
            break
        tail = _TAIL.search(line)
        told = tail or labels.is_disclosure(line.partition(":")[0])
        if told and (found := disclosure_in(line, labels)):
            disclosure.update(found)
            line = line[: tail.start()].rstrip() if tail else ""
            if not line:
                continue
        body.append(line)
    while body and (not body[0].strip() or is_rule(body[0].strip())):
        body.pop(0)
    while body and (not body[-1].strip() or is_rule(body[-1].strip()) or _announces(body)):
        body.pop()
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(body)).strip().lstrip("→➜►▶ ")
    if len(text) > 2 and text[0] in '"„“»' and text[-1] in '"“”«' and not re.search('["„“”»«]', text[1:-1]):
        text = text[1:-1].strip()
    return text or None, disclosure


def _announces(body: Sequence[str]) -> bool:
    """Whether the last line, set apart, announces what the sender writes below ("… weitere Angaben gemacht:")."""
    return len(body) > 1 and not body[-2].strip() and body[-1].rstrip().endswith(":") and not is_personal(body[-1])


def disclosure_in(text: str, labels: Table) -> dict[str, str]:
    """``K: V; K: V;`` as a mapping, the introducing phrase left out; empty where the line is nothing of the kind."""
    text = text.replace(MARK, "")
    match = _TAIL.search(text)
    introduced = match or labels.is_disclosure(text.partition(":")[0])
    text = text[match.end() :] if match else text
    found: dict[str, str] = {}
    last: str | None = None
    for piece in re.split(r"[;\n]", text[:20_000]):
        label, colon, value = piece.partition(":")
        label = label.strip(" *•-–\t")
        if colon and label and len(label) <= 60 and (introduced or labels.find(label) in ("disclosure", "alias")):
            if value.strip():
                found[label] = value_of(value)
            last = label if value.strip() else None
        elif piece.strip() and last and introduced:
            found[last] += "; " + piece.strip()
    return found
