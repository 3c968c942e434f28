"""Unread mails of an IMAP server, one after the other: exactly what was asked for, and past those it cannot hand out.

Odoo takes the first thing a server says while it answers for the mail. A server may say anything in between, e.g. what
another mail program did (RFC 3501, section 7), and one that cannot read a mail says only that.
"""

import logging
import re

_logger = logging.getLogger(__name__)
# Marks nothing as seen.
PARTS = "(BODY.PEEK[])"
# In this process, by database and server: the mails it could not hand out, and the one it was asked for last.
_unreadable = {}
_asked_last = {}


def unreadable(server):
    """Return how many mails a server could not hand out when it was last asked for them."""
    return _unreadable.get(_key(server), 0)


def retrieve(server, connection):
    """Yield the unread mails that `connection.check_unread_messages` found, as ``(number, bytes)``.

    :param server: record of `fetchmail.server`
    :param connection: one of Odoo's, an `imaplib.IMAP4`
    """
    key, missing = _key(server), 0
    numbers = connection._unread_messages
    # Odoo takes them from the end. One at which the session ended must not hold up all behind it again and again.
    if _asked_last.get(key) in numbers:
        numbers.remove(_asked_last[key])
        numbers.insert(0, _asked_last[key])
    while numbers:
        number = _asked_last[key] = numbers.pop()
        raw = content(number, *connection.fetch(number, PARTS))
        _asked_last.pop(key)
        if raw is None:
            missing += 1
            _logger.error("Incoming server %s cannot hand out one of its mails; it stays there.", server.id)
            continue
        yield number, raw
    _unreadable[key] = missing


def content(number, answer, data):
    """Return the bytes of a mail from what `imaplib` made of the answer to FETCH, or None when it brought none.

    :param bytes number: of the mail
    :param str answer: "OK", "NO"
    :param list data: lines as bytes, and pairs of a line and the bytes it announced

    >>> content(b"2", "OK", [b"1 (FLAGS (\\\\Seen))", (b"2 (BODY[] {3}", b"Hi!"), b")"])
    b'Hi!'
    >>> content(b"2", "NO", [b"[SERVERBUG] Internal error"])
    """
    if answer != "OK":
        return None
    about = re.compile(rb"%s \(" % re.escape(number))
    return next((part[1] for part in data if isinstance(part, tuple) and about.match(part[0])), None)


def _key(server):
    return server.env.cr.dbname, server.id
