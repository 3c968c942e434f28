from odoo import api, models
from odoo.tools.mail import email_normalize_all


class MailMail(models.Model):
    _inherit = "mail.mail"

    # Looked for before every turn of the worker, by Odoo's own queue, too.
    _anfrage_unsent = models.Index("(state) WHERE state IN ('exception', 'outgoing')")

    @api.model_create_multi
    def create(self, vals_list):
        secret = self.env.context.get("anfrage_secret")
        for vals in vals_list if secret else ():
            if vals.get("body"):
                vals["body"] = vals["body"].replace(secret, "…")
        return super().create(vals_list)

    def _anfrage_prospect(self):
        """Return the inquiry whose prospect this mail goes to; empty for notices to colleagues and for other mails."""
        self.ensure_one()
        Inquiry = self.env["anfragemanager.inquiry"]
        inquiry = Inquiry.browse(self.res_id if self.model == Inquiry._name else ()).exists()
        return inquiry if inquiry.email_normalized in email_normalize_all(self.email_to) else inquiry.browse()
