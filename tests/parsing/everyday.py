"""The mails of ``everyday/*.txt`` as messages."""

import re
from pathlib import Path
from typing import NamedTuple

from anfragemanager.parsing import from_json

HERE = Path(__file__).parent / "everyday"
KNOWN = from_json(
    {
        "own_domains": ["hafenkontor.example"],
        "own_phones": ["+49 431 889900"],
        "agents": ["Lena Brandt", "Hafenkontor Immobilien"],
        "references": [f"HK-{number}" for number in range(101, 111)],
    }
)


class Everyday(NamedTuple):
    """``kind`` is empty where the mail is no inquiry."""

    name: str
    kind: str
    raw: bytes


def mails() -> list[Everyday]:
    """All of them, in the order of the files."""
    return [_mail(block) for path in sorted(HERE.glob("*.txt")) for block in _blocks(path)]


def _blocks(path: Path) -> list[str]:
    return re.split(r"(?m)^=== ", path.read_text("utf-8"))[1:]


def _mail(block: str) -> Everyday:
    head, _, body = block.partition("\n")
    name, *kind, sender, subject = (text.strip() for text in head.split("|"))
    lines = body.split("\n")
    extra = [line[2:] for line in lines if line.startswith("> ")]
    headers = [
        f"From: {sender}",
        "To: info@hafenkontor.example",
        f"Subject: {subject}",
        "Date: Thu, 26 Nov 2026 09:00:00 +0100",
        f"Message-ID: <{name}@post.example>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *extra,
    ]
    text = "\n".join(line for line in lines if not line.startswith("> "))
    return Everyday(name, kind[0] if kind else "", ("\n".join(headers) + "\n\n" + text).encode())
