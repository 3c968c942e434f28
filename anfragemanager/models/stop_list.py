from odoo import api, fields, models

REASONS = [
    ("not_me", "“This was not me”"),
    ("unsubscribed", "No more e-mails"),
    ("complaint", "Complaint"),
    ("person", "Entered by a person"),
]


class AnfragemanagerStop(models.Model):
    """An address that gets no automatic mail any more, whatever is forged in its name, until a person lifts it.

    Only a keyed digest of the address is kept: who said “this was not me” must not stay on file for it.
    """

    _name = "anfragemanager.stop"
    _description = "Stopped Address"
    _inherit = ["anfragemanager.fenced", "anfragemanager.named"]
    _order = "id desc"
    _rec_name = "why"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    address_key = fields.Char(string="Digest of the Address", required=True, readonly=True)
    why = fields.Selection(REASONS, required=True, default="person", readonly=True)
    active = fields.Boolean(default=True, help="Archive the entry to lift the stop.")

    _once = models.UniqueIndex("(company_id, address_key) WHERE active", "This address is stopped already.")

    @api.model
    def _stops(self, company, email):
        """Whether an address of a company gets no automatic mail."""
        key = self.env["anfragemanager.token"]._address_key(email) if email else ""
        domain = [("company_id", "=", company.id), ("address_key", "=", key)]
        return bool(key) and bool(self.sudo().search_count(domain, limit=1))

    @api.model
    def _add(self, company, key, why):
        """Put an address on the list, once.

        :param str key: what `token._address_key` returned
        """
        domain = [("company_id", "=", company.id), ("address_key", "=", key)]
        if key and not self.sudo().search_count(domain, limit=1):
            self.sudo().create({"company_id": company.id, "address_key": key, "why": why})
