from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize


class AnfragemanagerEnter(models.TransientModel):
    """Somebody calls or walks in: the inquiry goes the same way as one from a portal."""

    _name = "anfragemanager.enter"
    _inherit = ["anfragemanager.prospect", "anfragemanager.fenced"]
    _description = "New Inquiry"

    mailbox_id = fields.Many2one(
        "anfragemanager.mailbox",
        required=True,
        default=lambda self: self.env["anfragemanager.mailbox"].search([], limit=1),
        domain="[('enabled', '=', True)]",
        help="Whose settings count: exposé, processes, main user.",
    )
    channel = fields.Selection(
        lambda self: [
            item
            for item in self.env["anfragemanager.inquiry"]._fields["channel"]._description_selection(self.env)
            if item[0] != "mail"
        ],
        required=True,
        default="phone",
    )
    property_id = fields.Many2one("anfragemanager.property", required=True)
    message = fields.Text(string="What It Is About", help="What the prospect wants to know or said.")
    viewing = fields.Boolean(string="Wants a Viewing")
    callback = fields.Boolean(string="Wants to Be Called Back")
    send_expose = fields.Boolean(string="Send the Exposé", default=True)
    ask_confirmation = fields.Boolean(
        string="Ask to Confirm the E-Mail Address First",
        help="As for an inquiry from a portal. Leave it out when the prospect dictated the address to you.",
    )

    @api.constrains("email")
    def _check_email(self):
        for wizard in self:
            if wizard.email and not email_normalize(wizard.email):
                raise ValidationError(self.env._("“%s” is no e-mail address.", wizard.email))

    def action_enter(self):
        """Create the inquiry, carry it through the flow and open it."""
        self.ensure_one()
        if not (self.last_name or self.first_name or self.company_name):
            raise UserError(self.env._("Please enter a name."))
        if not (self.email or self.phone or self.mobile):
            raise UserError(self.env._("Please enter a phone number or an e-mail address."))
        if self.ask_confirmation and not self.email:
            raise UserError(self.env._("There is no e-mail address that could be confirmed."))
        self.mailbox_id.check_access("read")
        self.property_id.check_access("read")
        self.env["anfragemanager.inquiry"].check_access("create")
        wishes = [name for name in ("viewing", "callback") if self[name]]
        inquiry = (
            self.env["anfragemanager.inquiry"]
            .sudo()
            ._enter(
                {
                    **self._prospect_values(),
                    "channel": self.channel,
                    "mailbox_id": self.mailbox_id.id,
                    "property_id": self.property_id.id,
                    "email": email_normalize(self.email or "") or False,
                    "wishes": wishes or False,
                    "ask_confirmation": self.ask_confirmation,
                    "effect": False if self.send_expose and self.email else "no_expose",
                }
            )
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "anfragemanager.inquiry",
            "res_id": inquiry.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
