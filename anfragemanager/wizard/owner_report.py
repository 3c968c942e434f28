import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class AnfragemanagerOwnerReport(models.TransientModel):
    """Prints what was done for a property, for its owner: numbers, nobody's data."""

    _name = "anfragemanager.owner.report"
    _description = "Owner's Report"
    _inherit = ["anfragemanager.fenced"]

    property_id = fields.Many2one("anfragemanager.property", required=True, ondelete="cascade")
    since = fields.Date(
        string="From", required=True, compute="_compute_since", store=True, readonly=False, precompute=True
    )
    until = fields.Date(string="To", required=True, default=fields.Date.context_today)
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char()

    @api.depends("property_id")
    def _compute_since(self):
        """The first inquiry about the property, else the day it was entered."""
        for wizard in self:
            prop = wizard.property_id
            first = self.env["anfragemanager.inquiry"].search([("property_id", "=", prop.id)], order="date", limit=1)
            day = first.date or prop.create_date
            wizard.since = day.date() if day else fields.Date.context_today(self)

    def action_print(self):
        """Make the PDF and offer it as download."""
        self.ensure_one()
        self.property_id.check_access("read")
        if self.since > self.until:
            raise UserError(self.env._("The period ends before it begins."))
        pdf = self.property_id._owner_report(self.since, self.until)
        name = self.env._("Owner report %s", self.property_id.reference or self.property_id.id)
        self.write({"file": base64.b64encode(pdf), "filename": f"{name.replace('/', '-')}.pdf"})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.filename}?download=true",
            "target": "download",
        }
