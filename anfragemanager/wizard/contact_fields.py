"""What a clerk types about a prospect, wherever an inquiry is taken down by hand."""

from odoo import fields, models

from ..models.inquiry import SALUTATIONS

CONTACT = (
    "salutation", "title", "first_name", "last_name", "company_name", "email", "phone", "mobile", "street", "zip",
    "city", "message",
)  # fmt: skip


class AnfragemanagerContactFields(models.AbstractModel):
    """Fields of a prospect that an inquiry has under the same names."""

    _name = "anfragemanager.contact.fields"
    _description = "Prospect Typed by a Clerk"

    salutation = fields.Selection(SALUTATIONS)
    title = fields.Char(string="Academic Title")
    first_name = fields.Char()
    last_name = fields.Char()
    company_name = fields.Char()
    email = fields.Char()
    phone = fields.Char()
    mobile = fields.Char()
    street = fields.Char(string="Street and House Number")
    zip = fields.Char()
    city = fields.Char()
    message = fields.Text()

    def _contact_values(self):
        """Return what was typed, for an inquiry."""
        self.ensure_one()
        return {name: self[name] for name in CONTACT}
