"""Reports and answers: what came back stops its inquiry, and Odoo files it with the document it belongs to."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from .automated import logger
from .failure import repeats_transaction, where_raised


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    @api.model
    def _handle_bounce(self, parsed, mailbox=None):
        """Stop the inquiries whose mail came back.

        :param mailbox: where the report came in. A report that names no mail of ours stops nothing elsewhere, because
            anybody can write one.
        """
        Token = self.env["anfragemanager.token"]
        permanent = [bounced for bounced in parsed.bounced_recipients if bounced.permanent]
        if parsed.bounced_recipients and not permanent:
            return
        addresses = {email_normalize(bounced.address, strict=False) for bounced in permanent} - {False}
        tokens = (
            Token.search([("message_id", "in", list(parsed.bounced_message_ids))])
            if parsed.bounced_message_ids
            else Token
        )
        if not tokens and addresses and mailbox:
            since = fields.Datetime.now() - timedelta(days=14)
            tokens = Token.search(
                [
                    ("inquiry_id.mailbox_id", "=", mailbox.id),
                    ("email_normalized", "in", list(addresses)),
                    ("create_date", ">=", since),
                ]
            )
        note = "\n".join(filter(None, (bounced.diagnostic for bounced in permanent)))
        inquiries = tokens.filtered(
            lambda token: token.email_normalized == token.inquiry_id.email_normalized
        ).inquiry_id
        if self:
            self.about_id = inquiries[:1]
        for inquiry in inquiries:
            inquiry._undeliverable(note)

    @api.model
    def _file_with_document(self, raw):
        """Let Odoo file answers and delivery reports with the document they belong to; ours is stored in any case."""
        try:
            with self.env.cr.savepoint():
                filed = self.env["mail.thread"]._anfrage_file(raw)
                self.about_id = self.about_id or filed[:1]
        except Exception as error:
            if repeats_transaction(error):
                raise
            self.env.invalidate_all()
            logger.info("A reply could not be filed with a document: %s", where_raised(error))
