"""Why a mail server refused a mail: because of the addressee, or because of us.

Odoo keeps what went wrong as text: the name of smtplib's exception, which says where in the dialogue it came, and the
server's reply. Read are the reply's code and its enhanced status (RFC 3463), never digits that merely look like one.
"""

import re
from dataclasses import dataclass

# Enhanced statuses that speak of the addressee: bad mailbox, bad or unknown domain, bad syntax, moved, disabled.
_ADDRESSEE = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)")
# Those that say no more than "refused", so that the words decide; some say 5.5.0 or 5.4.1 of unknown mailboxes.
_VAGUE = re.compile(r"5\.(?:0\.0|1\.0|5\.0|4\.1)")
_REPLY = re.compile(r"""\(\s*(\d{3})\s*,\s*b?(['"])(.*?)\2\s*\)|:\s*(\d{3})[ ,-]+(.*)""", re.DOTALL)
# At the beginning, or in brackets at the end.
_STATUS = re.compile(
    r"^[\s'\"b(]*(?:\d{3}[ -])?#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])|\(#([245]\.\d{1,3}\.\d{1,3})\)\s*$"
)
_OF_ADDRESSEE = re.compile(
    r"user|mailbox|recipient|address|account|no such|unknown|not exist|not found|unbekannt|empf(?:ä|ae)nger|postfach"
    r"|benutzer|utilisateur|inconnu|destinat",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"relay|den(?:y|ied)|block|spam|policy|policies|authenti|sender|\brbl\b|blacklist|blocklist|denylist|listed|reputation"
    r"|reverse|\bptr\b|\bspf\b|\bdkim\b|\bdmarc\b|\btls\b|greylist|too many|rate|quota|limit|try again|service"
    r"|\bip\b|client|\bhosts?\b|h?elo\b|not (?:allowed|permitted|authori)|prohibit|content|absender",
    re.IGNORECASE,
)
_MAILBOXES_OF_A_TENANT = re.compile(r"recipient address rejected: access denied", re.IGNORECASE)
_PHASES = ("SMTPRecipientsRefused", "SMTPSenderRefused", "SMTPDataError", "SMTPHeloError", "SMTPConnectError")


# What the enhanced status (RFC 3463, RFC 7505) says of the address, where a clerk can do something about it.
_TROUBLE = {"5.1.1": "mailbox", "5.1.2": "domain", "5.1.10": "domain", "5.2.1": "closed", "5.2.2": "full"}
_ANY_STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
_PROTOCOL = re.compile(r"^\s*(?:x-)?(?:smtp|lmtp)\s*;\s*", re.IGNORECASE)


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
        if self.status and not _VAGUE.fullmatch(self.status):
            return bool(_ADDRESSEE.fullmatch(self.status))
        return self.phase == "SMTPRecipientsRefused" and self.code in (550, 551, 553) and self._words_of_addressee

    @property
    def _words_of_addressee(self):
        """Whether the words speak of the addressee and of nothing that is ours; an address is no word."""
        words = re.sub(r"[^\s:;,()]*@[^\s:;,()]*|<[^>]*>", " ", self.text)
        if self.status == "5.4.1":
            return bool(_MAILBOXES_OF_A_TENANT.search(words))
        return bool(_OF_ADDRESSEE.search(words)) and not _OURS.search(words)

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
    return Refusal(phase, int(code), (status[1] or status[2]) if status else "", text)


def trouble_with_address(report):
    """Read what a report or a refusal says of the address; never raises.

    :return: ``(trouble, words)``: mailbox, domain, closed, full or an empty string, and the server's own words
    """
    refusal = read_refusal(report)
    words = _PROTOCOL.sub("", refusal.text)
    found = _ANY_STATUS.search(words)
    status = refusal.status or (found[0] if found else "")
    return _TROUBLE.get(status, ""), words.strip()
