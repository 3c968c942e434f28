import re

from odoo import models
from odoo.tools.mail import email_normalize_all

# Enhanced (RFC 3463) and basic reply codes by which a mail server refuses an address for good.
REFUSED = re.compile(r"\b(?:550|551|553|5\.1\.[0-9]{1,2})\b")


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Tell the inquiry when the prospect's address is refused at once; other failures are tried again."""
        refused = failure_type == "unknown" and REFUSED.search(str(failure_reason or ""))
        if refused or failure_type in ("mail_email_invalid", "mail_email_missing"):
            for mail in self:
                inquiry = mail.sudo()._anfrage_prospect()
                if inquiry:
                    inquiry._undeliverable(failure_reason or "")
                    mail.sudo().state = "cancel"
        return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)

    def _anfrage_prospect(self):
        """Return the inquiry whose prospect this mail goes to; empty for notices to colleagues and for other mails."""
        self.ensure_one()
        Inquiry = self.env["anfragemanager.inquiry"]
        inquiry = Inquiry.browse(self.res_id if self.model == Inquiry._name else ()).exists()
        return inquiry if inquiry.email_normalized in email_normalize_all(self.email_to) else inquiry.browse()
