from odoo import api, fields, models
from odoo.exceptions import UserError


class AnfragemanagerAssign(models.TransientModel):
    """A person names the property or the contact of an inquiry, and the flow goes on."""

    _name = "anfragemanager.assign"
    _description = "Assign Property or Contact"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, ondelete="cascade")
    what = fields.Selection([("property", "Property"), ("partner", "Contact")], required=True, default="property")
    property_id = fields.Many2one("real.estate.property")
    partner_id = fields.Many2one("res.partner", string="Contact")
    property_refs_text = fields.Char(related="inquiry_id.property_refs_text")
    candidate_property_ids = fields.Many2many(related="inquiry_id.ambiguous_property_ids", string="Possible Properties")
    learn = fields.Boolean(
        string="Remember the Portal's Number",
        default=True,
        help="The next inquiry with this number is assigned to the property by itself.",
    )

    @api.onchange("what")
    def _onchange_what(self):
        if self.what == "property" and len(self.candidate_property_ids) == 1:
            self.property_id = self.candidate_property_ids

    def action_assign(self):
        """Assign and continue."""
        self.ensure_one()
        inquiry = self.inquiry_id
        inquiry.check_access("write")
        flow = self.env["anfragemanager.flow"].with_context(anfrage_person=self.env.uid).sudo()
        chosen = self.property_id if self.what == "property" else self.partner_id
        if not chosen:
            raise UserError(
                self.env._("Please choose a property.") if self.what == "property" else self.env._("Please choose a contact.")
            )
        chosen.check_access("read")
        if self.what == "property":
            flow._assign_property(inquiry.sudo(), chosen.sudo(), learn=self.learn)
        else:
            flow._assign_partner(inquiry.sudo(), chosen.sudo())
        return {"type": "ir.actions.act_window_close"}
