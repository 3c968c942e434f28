"""The links of prospects are keys: who reads the server's log must not be able to open them."""

import logging
import re

# Whatever the page: one secret opens all of them. In the query the key of the monitoring page.
_SECRET = re.compile(r"(/(?:anfrage|bild|abmelden|widerruf)/|/anfrage/health\?(?:[^ ]*&)?token=)[A-Za-z0-9_%=-]{20,}")
# Who writes paths of requests: the servers of threads, workers and long polling, and Odoo's own messages about errors
_LOGGERS = (
    "werkzeug", "odoo.http", "odoo.service.server", "longpolling", "gevent.pywsgi", "odoo.addons.base.models.ir_http",
)  # fmt: skip


class Masked(logging.Filter):
    """Take the secret out of every line; the line itself stays."""

    def filter(self, record):
        message = record.getMessage()
        masked = _SECRET.sub(r"\1…", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


def install():
    """Mask the lines of all loggers that write paths, once."""
    for name in _LOGGERS:
        log = logging.getLogger(name)
        if not any(isinstance(known, Masked) for known in log.filters):
            log.addFilter(Masked())


install()
