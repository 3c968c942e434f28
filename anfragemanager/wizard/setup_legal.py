from odoo import api, fields, models
from odoo.exceptions import AccessError

# What the imprint, the mails and the check of forged mails need of the company, in the order of the dialog.
COMPANY_FIELDS = (
    "name", "street", "zip", "city", "phone", "email", "anfrage_imprint_url", "anfrage_privacy_url",
    "anfrage_authority", "anfrage_trusted_authserv",
)  # fmt: skip


class AnfragemanagerSetupLegal(models.TransientModel):
    """Asks for what the law wants on every page and in every mail, in one place."""

    _name = "anfragemanager.setup.legal"
    _description = "Setup of the Legal Texts"
    _inherit = ["anfragemanager.fenced"]

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    name = fields.Char(string="Company Name", required=True)
    street = fields.Char(required=True)
    zip = fields.Char(string="ZIP", required=True)
    city = fields.Char(required=True)
    phone = fields.Char()
    email = fields.Char(string="E-Mail")
    anfrage_imprint_url = fields.Char(string="Imprint", help="Empty: a page made from the data of your company.")
    anfrage_privacy_url = fields.Char(string="Privacy Policy", help="Address of your privacy policy.")
    anfrage_authority = fields.Text(string="Supervisory Authority", help="Who licensed you under § 34c GewO.")
    anfrage_trusted_authserv = fields.Char(
        string="Trusted Mail Server",
        help="The name under which your mail server writes Authentication-Results into received mails; with it forged "
        "portal mails are recognised.",
    )
    may_save = fields.Boolean(compute="_compute_may_save")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        mailbox = self.env["anfragemanager.mailbox"].browse(self.env.context.get("default_mailbox_id") or ()).exists()
        company = mailbox.company_id or self.env.company
        values |= {name: company[name] for name in COMPANY_FIELDS if name in fields_list}
        return values | {"company_id": company.id}

    @api.depends("company_id")
    def _compute_may_save(self):
        for wizard in self:
            wizard.may_save = wizard.company_id.has_access("write")

    def action_save(self):
        """Write it to the company, with the person's own rights."""
        self.ensure_one()
        if not self.may_save:
            raise AccessError(self.env._("Only an administrator of Odoo itself changes the company."))
        self.company_id.write({name: self[name] for name in COMPANY_FIELDS})
        return {"type": "ir.actions.act_window_close"}
