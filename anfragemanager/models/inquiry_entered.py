"""Inquiries that come by phone or over the counter and that a clerk takes down."""

from odoo import api, fields, models


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    channel = fields.Selection(
        [("mail", "E-Mail"), ("phone", "Phone"), ("visit", "Walk-In"), ("letter", "Letter"), ("other", "Other")],
        string="Came By",
        default="mail",
        readonly=True,
        required=True,
    )
    entered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    ask_confirmation = fields.Boolean(readonly=True, copy=False, help="Although a person entered the inquiry.")

    @api.model
    def _enter(self, values):
        """Create an inquiry that a person took down and carry it through the flow."""
        mailbox = self.env["anfragemanager.mailbox"].browse(values["mailbox_id"])
        inquiry = self.create(
            {**values, "entered_by_id": self.env.uid, "lang": mailbox._lang_code(), "state": "new", "next_step": "gate"}
        )
        inquiry._trace("read", "manual", note=self.env._("Entered by a person."))
        inquiry._run()
        return inquiry
