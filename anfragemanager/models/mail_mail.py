import re

from odoo import models

# Enhanced (RFC 3463) and basic reply codes by which a mail server refuses an address for good.
REFUSED = re.compile(r"\b(?:550|551|553|5\.1\.[0-9]{1,2})\b")


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Tell the inquiry when the prospect's address is refused at once; other failures are tried again."""
        refused = failure_type == "unknown" and REFUSED.search(str(failure_reason or ""))
        if refused or failure_type in ("mail_email_invalid", "mail_email_missing"):
            flow = self.env["anfragemanager.flow"].sudo()
            for mail in self.filtered(lambda mail: mail.model == "anfragemanager.inquiry"):
                inquiry = flow._prospect_of(mail)
                if inquiry:
                    flow._undeliverable(inquiry, failure_reason or "")
                    mail.sudo().state = "cancel"
        return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)
