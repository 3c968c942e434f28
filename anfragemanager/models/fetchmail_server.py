from odoo import models

from odoo.addons.mail.models.fetchmail import OdooIMAP4


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        """Fetch over IMAP without marking the mail as seen.

        Odoo's way marks it and takes the mark back at once; a process that dies in between never sees the mail again.
        """
        connection = super()._connect__(allow_archived=allow_archived)
        if isinstance(connection, OdooIMAP4):
            fetch = connection.fetch
            connection.fetch = lambda number, parts: fetch(number, "(BODY.PEEK[])" if parts == "(RFC822)" else parts)
        return connection
