"""A real SMTP server that keeps every mail instead of sending it on."""

import asyncio
import re
import threading
import time
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from .waiting import free_port, until

LINK = re.compile(r"https?://[^\s\"'<>]+/anfrage/[A-Za-z0-9_-]{20,}(?:/expose)?")


class Sent:
    """One mail that went over the wire."""

    def __init__(self, envelope):
        self.raw = envelope.original_content
        self.recipients = [address.lower() for address in envelope.rcpt_tos]
        self.message = message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self):
        return str(self.message["Subject"])

    @property
    def text(self):
        """All text of the mail, whatever its parts."""
        parts = (part for part in self.message.walk() if part.get_content_maintype() == "text")
        return "\n".join(part.get_content() for part in parts)

    @property
    def link(self):
        """The link to our pages in this mail."""
        links = set(LINK.findall(self.text))
        assert len(links) == 1, f"one link expected, found {links}"
        return links.pop()

    def __repr__(self):
        return f"<{', '.join(self.recipients)}: {self.subject}>"


class SmtpSink:
    """Keeps what it is given; `refusing` addresses are answered with 550, and nothing is taken while `closed`.

    It ends a session after `hangs_up_after` mails, as some servers do, and `answers` says what a whole place of the
    dialogue is answered with: ``{"MAIL" | "RCPT" | "DATA": "550 …"}``.
    """

    def __init__(self):
        self.mails: list[Sent] = []
        self.refusing: set[str] = set()
        self.closed = False
        self.answers: dict[str, str] = {}
        self.hangs_up_after: int | None = None
        self._lock = threading.Lock()
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, data_size_limit=64 * 1024 * 1024, enable_SMTPUTF8=True
        )
        self._controller.start()

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 (name set by aiosmtpd)
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        if self.hangs_up_after and getattr(session, "taken", 0) >= self.hangs_up_after:
            asyncio.get_running_loop().call_later(0.02, server.transport.close)
            return "421 4.7.0 Too many mails in one session"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (name set by aiosmtpd)
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        if self.closed:
            return "451 Try again later"
        if address.lower() in self.refusing:
            return "550 5.1.1 User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (name set by aiosmtpd)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        with self._lock:
            self.mails.append(Sent(envelope))
        session.taken = getattr(session, "taken", 0) + 1
        return "250 Caught"

    def to(self, address: str) -> list[Sent]:
        """Return the mails to an address, oldest first."""
        with self._lock:
            return [mail for mail in self.mails if address.lower() in mail.recipients]

    def wait_for(self, address: str, count: int = 1, timeout: float = 60) -> list[Sent]:
        """Return the mails to an address as soon as there are `count`."""
        return until(
            lambda: self.to(address) if len(self.to(address)) >= count else None,
            lambda: f"{count} mails to {address}; there are {self.to(address)}",
            timeout,
        )

    def settle(self, seconds: float = 1.5):
        """Return once no further mail came in for a while, so that a mail too many would be seen."""
        known, quiet_since = len(self.mails), time.monotonic()
        while time.monotonic() - quiet_since < seconds:
            time.sleep(0.1)
            if len(self.mails) != known:
                known, quiet_since = len(self.mails), time.monotonic()

    def forget(self):
        """Start anew, as for another office."""
        with self._lock:
            self.mails.clear()
        self.refusing.clear()
        self.closed = False
        self.hangs_up_after = None
        self.answers.clear()

    def stop(self):
        self._controller.stop()
