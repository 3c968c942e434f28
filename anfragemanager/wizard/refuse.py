from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.inquiry_mass import MANY
from ..models.refusal import TEMPLATE


class AnfragemanagerRefuse(models.TransientModel):
    """Refuses all who still wait for a property, or chosen inquiries, with one click."""

    _name = "anfragemanager.refuse"
    _description = "Refuse Politely"
    _inherit = ["anfragemanager.fenced"]

    property_id = fields.Many2one("anfragemanager.property", readonly=True)
    inquiry_ids = fields.Many2many("anfragemanager.inquiry", string="Inquiries", required=True)
    informed = fields.Boolean(string="Also Those Who Got the Exposé")
    template_id = fields.Many2one(
        "mail.template",
        required=True,
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref(TEMPLATE, raise_if_not_found=False),
    )
    count = fields.Integer(string="Prospects", compute="_compute_count")
    unreachable = fields.Integer(
        string="Without Mail", compute="_compute_count", help="They have no address, or stopped our mails."
    )

    @api.model
    def _open(self, inquiries, prop=None):
        wizard = self.create({"inquiry_ids": [Command.set(inquiries.ids)], "property_id": prop.id if prop else False})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse Politely"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("inquiry_ids")
    def _compute_count(self):
        for wizard in self:
            reachable = wizard.inquiry_ids.filtered(lambda inquiry: not inquiry.sudo()._why_no_mail(False))
            wizard.count = len(set(reachable.mapped("address_key")))
            wizard.unreachable = len(wizard.inquiry_ids - reachable)

    @api.onchange("informed")
    def _onchange_informed(self):
        if self.property_id:
            domain = Domain("property_id", "=", self.property_id.id) & self.property_id._refusable(self.informed)
            self.inquiry_ids = [Command.set(self.env["anfragemanager.inquiry"].search(domain, limit=5000).ids)]

    def action_send(self):
        """Queue them; they go out in the background after the time in which they can be taken back."""
        self.ensure_one()
        inquiries = self.inquiry_ids
        inquiries.check_access("write")
        if self.template_id.model != "anfragemanager.inquiry":
            raise UserError(self.env._("“%s” is no template for inquiries.", self.template_id.name))
        decided = self.env["anfragemanager.refusal"].sudo()._decide(inquiries, self.template_id)
        if len(inquiries) == 1:
            return {"type": "ir.actions.act_window_close"}
        if len(inquiries) <= MANY:
            return inquiries._each(lambda inquiry: inquiry._refusal_decided(inquiry in decided))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refusals"),
            "res_model": "anfragemanager.refusal",
            "view_mode": "list",
            "domain": [("inquiry_id", "in", inquiries.ids)],
        }
