from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.res_partner_stated import FIELDS


class AnfragemanagerTakeover(models.TransientModel):
    """The prospect is an existing contact: choose field by field which new data the contact gets."""

    _name = "anfragemanager.takeover"
    _description = "Take Over New Data"
    _inherit = ["anfragemanager.fenced"]

    duplicate_id = fields.Many2one("anfragemanager.duplicate", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="duplicate_id.partner_id", related_sudo=False)
    line_ids = fields.One2many("anfragemanager.takeover.line", "wizard_id")
    keeps_name = fields.Boolean(readonly=True, help="The contact stands for several people or a company.")
    overwrites = fields.Boolean(compute="_compute_overwrites")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        candidate = self.env["anfragemanager.duplicate"].browse(values.get("duplicate_id"))
        if candidate:
            partner, inquiry = candidate.partner_id, candidate.inquiry_id
            partner.check_access("read")
            values["keeps_name"] = partner._anfrage_stands_for_several()
            values["line_ids"] = [
                Command.create(
                    {
                        "field": statement.field,
                        "label": statement.label,
                        "old_value": statement.held,
                        "new_value": statement.stated,
                        # What is empty can be filled without loss; what would be overwritten is a person's choice.
                        "take": not statement.held,
                    }
                )
                for statement in partner._anfrage_statements(inquiry)
            ]
        return values

    @api.depends("line_ids.take")
    def _compute_overwrites(self):
        for wizard in self:
            wizard.overwrites = any(line.take and line.old_value for line in wizard.line_ids)

    def action_take_over(self):
        """Write the chosen fields, link the contact, and go on."""
        self.ensure_one()
        candidate = self.duplicate_id
        partner = candidate.partner_id
        stated = partner._anfrage_writable(partner._anfrage_values(candidate.inquiry_id))
        taken = self.line_ids.filtered("take").mapped("field")
        chosen = {name: stated[name] for name in FIELDS if name in taken and name in stated}
        if not partner.has_access("write"):
            raise UserError(self.env._("You may not change this contact."))
        candidate.inquiry_id._decide_duplicate(candidate, "same", values=chosen)
        return {"type": "ir.actions.act_window_close"}


class AnfragemanagerTakeoverLine(models.TransientModel):
    """One field of the contact that the prospect states differently."""

    _name = "anfragemanager.takeover.line"
    _description = "Field to Take Over"
    _inherit = ["anfragemanager.fenced"]

    wizard_id = fields.Many2one("anfragemanager.takeover", required=True, ondelete="cascade")
    field = fields.Char(required=True)
    label = fields.Char(readonly=True)
    old_value = fields.Char(string="Contact", readonly=True)
    new_value = fields.Char(string="Inquiry", readonly=True)
    take = fields.Boolean(string="Take Over")
