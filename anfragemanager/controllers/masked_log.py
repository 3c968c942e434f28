"""The links of prospects are keys: who reads the server's log must not be able to open them.

Nor is it told who wrote to the agency: Odoo names addresses where a mail cannot be sent or goes nowhere, and all values
of a statement that the database refused.
"""

import logging
import re

# Whatever the page: one secret opens all of them. In the query the key of the monitoring page.
_SECRET = re.compile(r"(/(?:anfrage|bild|abmelden|widerruf)/|/anfrage/health\?(?:[^ ]*&)?token=)[A-Za-z0-9_%=-]{20,}")
# Who writes paths of requests: the servers of threads, workers and long polling, and Odoo's own messages about errors
_LOGGERS = (
    "werkzeug", "odoo.http", "odoo.service.server", "longpolling", "gevent.pywsgi", "odoo.addons.base.models.ir_http",
)  # fmt: skip
# Who writes about mails
_POST = (
    "odoo.addons.mail.models.mail_mail", "odoo.addons.mail.models.mail_thread", "odoo.addons.mail.models.fetchmail",
    "odoo.addons.base.models.ir_mail_server",
)  # fmt: skip
# The domain stays, and with it what somebody needs who looks after a mail server. Message-IDs are nobody's address.
_LOCAL_PART = re.compile(
    r"""((?:message-id|mail\.mail|references|in-reply-to)\W{1,6}[^\s@]{1,400}@)|[^\s<>"'\[\](){},;:@]{1,200}@(?=\w)""",
    re.IGNORECASE,
)
# Who writes about statements that were refused
_STATEMENTS = ("odoo.sql_db", "odoo.http", "odoo.addons.base.models.ir_cron")
_STATEMENT = re.compile(r"""(bad query: )(?:b?["'])?\s*(\w+(?: INTO| FROM)?\s+"?[\w.]+"?)?.*(?=\nERROR: )""", re.DOTALL)
# What PostgreSQL adds to the first line of an error: the row, the key, a piece of the statement
_PARTICULARS = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*?(?=\n\n(?:The above|During) |\Z)", re.DOTALL | re.MULTILINE)
_CALLED = re.compile(r'"[^"\n]{1,200}"\s{1,3}(?=<[^>\s]{1,320}@)')
_FORMATTER = logging.Formatter()


def without_addresses(text):
    """Return a line of a log without whose e-mail addresses it names: neither what is before the @ nor a name."""
    return _LOCAL_PART.sub(lambda found: found[1] or "…@", _CALLED.sub("", text))


def without_values(text):
    """Return a line about a refused statement without the values in it: what was tried, on which table, and why not."""
    return _PARTICULARS.sub(r"\1: …", _STATEMENT.sub(r"\1\2 …", text))


class Masked(logging.Filter):
    """Take the secret out of every line; the line itself stays."""

    mask = staticmethod(lambda text: _SECRET.sub(r"\1…", text))

    def filter(self, record):
        message = record.getMessage()
        masked = self.mask(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


class Anonymous(Masked):
    """Take addresses out, also those of a mail server's refusal."""

    mask = staticmethod(without_addresses)

    def filter(self, record):
        if record.exc_info and not record.exc_text:
            record.exc_text = self.mask(_FORMATTER.formatException(record.exc_info))
        return super().filter(record)


class Valueless(Anonymous):
    """Take values out of refused statements."""

    mask = staticmethod(without_values)


def install():
    """Mask the lines of all loggers that write paths or addresses, once."""
    for kind, names in ((Masked, _LOGGERS), (Anonymous, _POST), (Valueless, _STATEMENTS)):
        for name in names:
            log = logging.getLogger(name)
            if not any(type(known) is kind for known in log.filters):
                log.addFilter(kind())


install()
