from odoo import fields, models

# What a clerk can teach; the reader knows some more fields, which are of no use by hand.
TEACHABLE = [
    ("property_ref", "Property number of the agency"),
    ("portal_ref", "Number at the portal"),
    ("salutation", "Salutation"),
    ("title", "Academic title"),
    ("name", "Full name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("company", "Company"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("mobile", "Mobile"),
    ("address", "Full address"),
    ("street", "Street"),
    ("zip", "ZIP"),
    ("city", "City"),
    ("zip_city", "ZIP and city"),
    ("country", "Country"),
    ("message", "Message"),
    ("wish", "Wish"),
    ("preferred_contact", "Preferred contact"),
]


class AnfragemanagerLabel(models.Model):
    """A label synonym that somebody taught: in mails of this portal, this label announces that field."""

    _name = "anfragemanager.label"
    _inherit = ["anfragemanager.cached"]
    _description = "Label Synonym"
    _order = "portal_id, field, name"

    portal_id = fields.Many2one("anfragemanager.portal", index=True, ondelete="cascade", help="Empty: for all mails.")
    name = fields.Char(string="Label", required=True, help="As it stands in the mail, e.g. “Interessent”.")
    field = fields.Selection(TEACHABLE, required=True, string="Announces")

    _label_uniq = models.UniqueIndex("(portal_id, lower(name))", "This label is known for the portal already.")
