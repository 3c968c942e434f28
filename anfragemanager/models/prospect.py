from odoo import api, fields, models

SALUTATIONS = [
    ("mr", "Mr."),
    ("mrs", "Ms."),
    ("family", "Family"),
    ("company", "Company"),
    ("diverse", "Diverse"),
]


class AnfragemanagerProspect(models.AbstractModel):
    """Who asks, and what for: read from a mail, or typed by a clerk where an inquiry is taken down by hand."""

    _name = "anfragemanager.prospect"
    _description = "Prospect"

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

    @api.model
    def _own_fields(self):
        every = self.env["anfragemanager.prospect"]._fields.items()
        return [field for name, field in every if name != "id" and not field.compute]

    @api.model
    def _lines(self):
        """Return the names of those fields that hold one line of text."""
        return [field.name for field in self._own_fields() if field.type == "char"]

    def _prospect_values(self):
        """Return these fields, for another record that has them."""
        self.ensure_one()
        return {field.name: self[field.name] for field in self._own_fields()}
