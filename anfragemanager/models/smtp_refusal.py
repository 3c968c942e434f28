"""Why a mail server refused a mail: because of the addressee, or because of us.

Odoo keeps what went wrong as text: the name of smtplib's exception, which says where in the dialogue it came, and the
server's reply. Read are the reply's code and its enhanced status (RFC 3463), never digits that merely look like one.
"""

import re
from dataclasses import dataclass

# Enhanced statuses that speak of the addressee: bad mailbox, bad or unknown domain, bad syntax, moved, disabled.
_ADDRESSEE = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)")
_REPLY = re.compile(r"""\(\s*(\d{3})\s*,\s*b?(['"])(.*?)\2\s*\)|:\s*(\d{3})[ ,-]+(.*)""", re.DOTALL)
_STATUS = re.compile(r"^[\s'\"b(]*(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})\b")
# Without an enhanced status the words decide: what speaks of us, the sender or a policy is not the addressee's.
_OURS = re.compile(
    r"relay|den(?:y|ied)|block|spam|policy|policies|authenti|sender|\brbl\b|blacklist|blocklist|denylist|listed|reputation"
    r"|reverse|\bptr\b|\bspf\b|\bdkim\b|\bdmarc\b|\btls\b|greylist|too many|rate|quota|limit|try again|service",
    re.IGNORECASE,
)
_PHASES = ("SMTPRecipientsRefused", "SMTPSenderRefused", "SMTPDataError", "SMTPHeloError", "SMTPConnectError")


@dataclass(frozen=True)
class Refusal:
    """A server's refusal.

    :param phase: name of smtplib's exception, or an empty string
    :param code: basic reply code, 0 when there is none
    :param status: enhanced status such as "5.1.1", or an empty string
    :param text: the server's words
    """

    phase: str = ""
    code: int = 0
    status: str = ""
    text: str = ""

    @property
    def of_addressee(self):
        """Whether the address is refused for good; everything else is our trouble or passes."""
        if not 500 <= self.code <= 559:
            return False
        if self.phase not in ("SMTPRecipientsRefused", "SMTPDataError"):
            return False
        if self.status:
            return bool(_ADDRESSEE.fullmatch(self.status))
        return self.phase == "SMTPRecipientsRefused" and self.code in (550, 551, 553) and not _OURS.search(self.text)

    @property
    def signature(self):
        """What equal refusals have in common: the reply without addresses and numbers."""
        words = re.sub(r"\S*@\S*|<[^>]*>|\d+|\s+", " ", self.text.lower())
        return f"{self.code} {self.status} {' '.join(words.split())[:80]}"


def read_refusal(reason):
    """Read the reason Odoo notes for a failed mail; never raises.

    :rtype: Refusal
    """
    reason = str(reason or "")[:5000]
    phase = next((name for name in _PHASES if name in reason), "")
    if not phase:
        return Refusal(text=reason)
    found = _REPLY.search(reason[reason.index(phase) + len(phase) :])
    if not found:
        return Refusal(phase, text=reason)
    code, text = (found[1], found[3]) if found[1] else (found[4], found[5])
    status = _STATUS.match(text)
    return Refusal(phase, int(code), status[1] if status else "", text)
