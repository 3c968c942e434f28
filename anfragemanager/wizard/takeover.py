from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..contact.phones import same_number

FIELDS = (
    "anfrage_salutation",
    "gender",
    "academic_title",
    "title_id",
    "first_name",
    "firstname",
    "last_name",
    "lastname",
    "name",
    "email",
    "phone",
    "mobile",
    "street",
    "zip",
    "city",
    "country_id",
)

PHONES = ("phone", "mobile")
# What is one person's: in the row of a couple, a family or a company it would make another contact of it.
PERSONAL = FIELDS[: FIELDS.index("name") + 1]


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
            stated = partner._anfrage_writable(partner._anfrage_values(inquiry))
            # A contact that was never taken apart has its parts in its name.
            parts = partner._anfrage_read_name()
            held = {name: partner[name] or parts.get(name) for name in FIELDS if name in stated}
            values["keeps_name"] = keeps_name = partner._anfrage_stands_for_several()
            values["line_ids"] = [
                Command.create(
                    {
                        "field": name,
                        "label": partner._fields[name]._description_string(self.env),
                        "old_value": self._shown(name, held[name]),
                        "new_value": self._shown(name, stated[name]),
                        # What is empty can be filled without loss; what would be overwritten is a person's choice.
                        "take": not held[name],
                    }
                )
                for name in FIELDS
                # The name of a person follows its parts.
                if stated.get(name)
                and not (keeps_name and name in PERSONAL)
                and not (name == "name" and inquiry.last_name)
                and self._shown(name, stated[name]) != self._shown(name, held[name])
                and not (name in PHONES and self._has_number(partner, stated[name]))
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

    def _has_number(self, partner, stated):
        """Return whether the contact has a number already, in whichever field and notation."""
        return any(same_number(stated, partner[name]) for name in PHONES if name in partner._fields and partner[name])

    def _shown(self, name, value):
        field = self.env["res.partner"]._fields[name]
        if field.type == "many2one":
            record = value if isinstance(value, models.BaseModel) else self.env[field.comodel_name].browse(value or ())
            return record.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return value or ""


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
