from odoo import api, fields, models
from odoo.exceptions import UserError


class AnfragemanagerAssign(models.TransientModel):
    """A person names the property or the contact of an inquiry, and the flow goes on."""

    _name = "anfragemanager.assign"
    _description = "Assign Property or Contact"
    _inherit = ["anfragemanager.fenced"]

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, ondelete="cascade")
    inquiry_ids = fields.Many2many(
        "anfragemanager.inquiry",
        "anfragemanager_assign_inquiry_rel",
        string="Inquiries",
        help="All of them, when it is not only one.",
    )
    what = fields.Selection([("property", "Property"), ("partner", "Contact")], required=True, default="property")
    property_id = fields.Many2one("anfragemanager.property", compute="_compute_property_id", store=True, readonly=False)
    partner_id = fields.Many2one("res.partner", string="Contact")
    property_refs_text = fields.Char(related="inquiry_id.property_refs_text", related_sudo=False)
    candidate_property_ids = fields.Many2many(
        related="inquiry_id.ambiguous_property_ids", related_sudo=False, string="Possible Properties"
    )
    suggested_property_ids = fields.Many2many(
        "anfragemanager.property",
        "anfragemanager_assign_suggestion_rel",
        string="Suggestions",
        compute="_compute_suggested_property_ids",
        help="Properties whose title or address stands in the mail. Nothing is assigned without you.",
    )
    learn = fields.Boolean(
        string="Remember the Portal's Number",
        default=True,
        help="The next inquiry with this number is assigned to the property by itself.",
    )

    @api.depends("inquiry_id")
    def _compute_suggested_property_ids(self):
        for wizard in self:
            # The main user may see properties of a company that the person at the dialog may not.
            readable = wizard.candidate_property_ids._origin._filtered_access("read")
            wizard.suggested_property_ids = readable or wizard._suggest()

    @api.depends("suggested_property_ids")
    def _compute_property_id(self):
        for wizard in self:
            # The only suggestion is put in, for a person to confirm; a choice among several is the person's.
            only = wizard.suggested_property_ids if len(wizard.suggested_property_ids) == 1 else None
            wizard.property_id = wizard.property_id or only

    def _suggest(self):
        """Return the properties the mail may mean, the likeliest first, among those the user may see."""
        inquiry = self.inquiry_id
        mail = inquiry.mail_id
        text = "\n".join(filter(None, (mail.subject, inquiry.message, mail.text)))
        return self.env["anfragemanager.property"]._suggest_by_text(text, inquiry.company_id)

    def action_assign(self):
        """Assign and continue."""
        self.ensure_one()
        (self.inquiry_ids | self.inquiry_id).check_access("write")
        chosen = self.property_id if self.what == "property" else self.partner_id
        if not chosen:
            raise UserError(
                self.env._("Please choose a property.")
                if self.what == "property"
                else self.env._("Please choose a contact.")
            )
        chosen.check_access("read")
        inquiries = self.inquiry_ids or self.inquiry_id
        if self.what == "property":
            return inquiries._by_person("_assign_property", chosen.sudo(), self.learn)
        return inquiries._by_person("_assign_partner", chosen.sudo())
