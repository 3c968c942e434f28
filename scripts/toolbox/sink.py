"""The mail catcher: takes every mail Odoo sends and keeps it as a file, so that nothing leaves the machine.

Runs in the virtual environment: python -m toolbox.sink PORT FOLDER
"""

import itertools
import os
import re
import signal
import sys
import threading
from email import message_from_bytes, policy
from pathlib import Path

LONGEST_PART = 60
LARGEST_MAIL = 64 * 1024 * 1024


def file_name(number: int, recipient: str, content: bytes) -> str:
    """NNNN-recipient-subject.eml, of characters that every file system takes."""
    try:
        subject = str(message_from_bytes(content, policy=policy.default)["subject"] or "")
    except (ValueError, LookupError, IndexError):
        # the headers come from templates somebody is just working on
        subject = ""
    parts = (re.sub(r"[^\w@.+-]+", "_", text).strip("._")[:LONGEST_PART] for text in (recipient, subject))
    return f"{number:04d}-{'-'.join(part for part in parts if part)}.eml"


class Outbox:
    """Handler of aiosmtpd: one file for each recipient of a mail, numbered in order of arrival."""

    def __init__(self, folder: Path):
        self._folder = folder
        numbers = (re.match(r"\d+", path.name) for path in folder.glob("*.eml"))
        self._numbers = itertools.count(1 + max((int(number[0]) for number in numbers if number), default=0))

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (name set by aiosmtpd)
        self._folder.mkdir(parents=True, exist_ok=True)
        for recipient in envelope.rcpt_tos:
            target = self._folder / file_name(next(self._numbers), recipient, envelope.content)
            temporary = target.with_suffix(".part")
            temporary.write_bytes(envelope.content)
            os.replace(temporary, target)
        return "250 Caught"


def main(port: int, folder: Path) -> None:
    from aiosmtpd.controller import Controller

    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(
        Outbox(folder), hostname="127.0.0.1", port=port, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True
    )
    controller.start()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
