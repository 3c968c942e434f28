"""Headers that machines read are not folded into encoded words; the setup tests with the addresses it was given."""

import email.policy

from odoo import models

LINKS = ("list-unsubscribe", "list-unsubscribe-post")
_UNFOLDED = email.policy.SMTP.clone(max_line_length=998)


class _LinksStayWhole(type(email.policy.SMTP)):
    """Python breaks a link that is longer than a line into encoded words (RFC 2047), which stand for text only.

    Mail programs look for the plain address there (RFC 2369, RFC 8058) and would offer no one-click way out.
    """

    def _fold(self, name, value, *args, **kwargs):
        if name.lower() in LINKS:
            return _UNFOLDED._fold(name, value, *args, **kwargs)
        return super()._fold(name, value, *args, **kwargs)


POLICY = _LinksStayWhole(linesep=email.policy.SMTP.linesep)


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _get_test_email_from(self):
        # Odoo's own is the user's, who has none in a new database.
        return self.env.context.get("anfrage_test_from") or super()._get_test_email_from()

    def _get_test_email_to(self):
        # Odoo's own is another house's, to which a careful server passes nothing on.
        return self.env.context.get("anfrage_test_to") or super()._get_test_email_to()

    def _build_email__(self, *args, **kwargs):
        message = super()._build_email__(*args, **kwargs)
        if "List-Unsubscribe" in message:
            message.policy = POLICY
        return message
