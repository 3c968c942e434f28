import contextlib
import logging
import threading
from functools import partial

from odoo import models

from odoo.addons.mail.models import fetchmail

from . import fetch_reading
from .backlog import imap_date

_logger = logging.getLogger(__name__)

# A server that accepts connections and says nothing would block the job, and every other server's mail, for minutes.
TIMEOUT_SECONDS = 20
_receipt = threading.local()


@contextlib.contextmanager
def receipt():
    """Within it a mail is being taken over; an exception leaves it on its server, unseen, to be collected again.

    Odoo's collector swallows whatever goes wrong with one mail and marks the mail as seen all the same, so what was
    cancelled or could not be written would be gone.
    """
    _receipt.held = False
    yield
    _receipt.held = True


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        """Collect mail without losing any: nothing is marked as seen, or deleted, before it is ours.

        Odoo's way of fetching over IMAP marks a mail and takes the mark back at once; a process that dies in between
        never sees the mail again. What it takes for the mail may be something else; see `fetch_reading`.
        """
        with _timeout():
            connection = super()._connect__(allow_archived=allow_archived)
        if isinstance(connection, fetchmail.OdooIMAP4):
            connection.retrieve_unread_messages = partial(fetch_reading.retrieve, self, connection)
            if self.anfrage_since:
                search, since = connection.search, f"(UNSEEN SINCE {imap_date(self.anfrage_since)})"
                connection.search = lambda charset, what, *more: search(
                    charset, since if what == "(UNSEEN)" else what, *more
                )
        handled = connection.handled_message
        connection.handled_message = lambda number: self._handled(handled, number)
        return connection

    def _handled(self, handled, number):
        held, _receipt.held = getattr(_receipt, "held", True), True
        if held:
            return handled(number)
        _logger.error("A mail could not be taken over from incoming server %s and stays there.", self.id)
        return None


@contextlib.contextmanager
def _timeout():
    """Odoo reads its limit from a constant of its module; a longer one would be no harm to who meets it meanwhile."""
    usual = fetchmail.MAIL_TIMEOUT
    fetchmail.MAIL_TIMEOUT = min(usual, TIMEOUT_SECONDS)
    try:
        yield
    finally:
        fetchmail.MAIL_TIMEOUT = usual
