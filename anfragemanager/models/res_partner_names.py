"""What a contact is called: one way to read its name parts and one to write them, whoever keeps them.

Odoo keeps one `name`; formal German letters and the duplicate check need the parts. Where OCA's `partner_firstname` is
installed, its parts are the contact's, and ours stay empty and hidden; likewise the gender of `partner_contact_gender`
and the title of `partner_title`.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

from ..contact.names import read_name
from .prospect import SALUTATIONS

GENDERS = {"mr": "male", "mrs": "female", "diverse": "other"}
PARTS = ("first_name", "last_name")


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Odoo 19 took `title` and `mobile` off the contact. Portals deliver both and clerks need both.
    anfrage_salutation = fields.Selection(SALUTATIONS)
    academic_title = fields.Char()
    first_name = fields.Char()
    last_name = fields.Char()
    mobile = fields.Char()
    anfrage_foreign_parts = fields.Boolean(
        compute="_compute_anfrage_foreign_parts", help="Another addon keeps first and last name."
    )
    anfrage_foreign_title = fields.Boolean(
        compute="_compute_anfrage_foreign_parts", help="Another addon keeps the academic title."
    )

    def _compute_anfrage_foreign_parts(self):
        self.anfrage_foreign_parts = self._anfrage_part_fields() != PARTS
        self.anfrage_foreign_title = "title_id" in self._fields

    @api.model_create_multi
    def create(self, vals_list):
        if self._anfrage_part_fields() == PARTS:
            for vals in vals_list:
                if not vals.get("name") and any(vals.get(part) for part in PARTS):
                    # An import of first and last name alone
                    vals["name"] = _joined(vals.get("first_name"), vals.get("last_name"))
        return super().create(vals_list)

    def write(self, vals):
        """Keep the name and its parts together: whichever is written alone leads the other."""
        result = super().write(vals)
        if self._anfrage_part_fields() != PARTS:
            return result
        if "name" not in vals and not set(PARTS).isdisjoint(vals):
            for partner in self:
                partner._anfrage_follow_parts(vals)
        elif "name" in vals and set(PARTS).isdisjoint(vals):
            for partner in self:
                if partner.first_name or partner.last_name:
                    super(ResPartner, partner).write(_split(partner.name))
        return result

    def _anfrage_follow_parts(self, vals):  # pylint: disable=missing-return
        """The name follows its parts; a part that was never known is taken from the name before it is lost."""
        first, last = self.first_name, self.last_name
        missing = {part: value for part, value in _split(self.name).items() if part not in vals and not self[part]}
        if missing and not self.is_company:
            first, last = first or missing.get("first_name"), last or missing.get("last_name")
        name = _joined(first, last)
        if name and not self.is_company:
            # pylint: disable-next=super-method-mismatch
            super().write({"name": name, "first_name": first or False, "last_name": last or False})

    # ------------------------------------------------------------------ one way each

    @api.model
    def _anfrage_part_fields(self):
        """Return the names of the fields that hold first and last name."""
        return ("firstname", "lastname") if {"firstname", "lastname"} <= self._fields.keys() else PARTS

    def _anfrage_read_name(self):
        """Return the name parts of a contact: ``{salutation, title, first_name, last_name}``, all str.

        A person with one name only is taken apart; a company has none.
        """
        self.ensure_one()
        first_field, last_field = self._anfrage_part_fields()
        foreign_title = self.title_id.shortcut or self.title_id.name if "title_id" in self._fields else False
        genders = {gender: salutation for salutation, gender in GENDERS.items()}
        gender = self.gender if "gender" in self._fields else False
        parts = {
            "salutation": self.anfrage_salutation or genders.get(gender, ""),
            "title": foreign_title or self.academic_title or "",
            "first_name": self[first_field] or "",
            "last_name": self[last_field] or "",
        }
        if self.is_company:
            return {**parts, "first_name": "", "last_name": ""}
        if not parts["last_name"]:
            read = read_name(self.name or "")
            parts = {
                "salutation": parts["salutation"] or read.salutation or "",
                "title": parts["title"] or read.title or "",
                "first_name": read.first_name or "",
                "last_name": read.last_name or "",
            }
        return parts

    @api.model
    def _anfrage_name_columns(self):
        """Return the same four parts as SQL expressions over a table called `partner`, for who reads many at once."""
        first_field, last_field = self._anfrage_part_fields()
        salutation = SQL("partner.anfrage_salutation")
        if "gender" in self._fields:
            cases = SQL(" ").join(SQL("WHEN %s THEN %s", gender, own) for own, gender in GENDERS.items())
            salutation = SQL("COALESCE(partner.anfrage_salutation, CASE partner.gender %s END)", cases)
        title = SQL("partner.academic_title")
        if "title_id" in self._fields:
            # Translated names are JSON; a title is the same in every language.
            title = SQL(
                "(SELECT COALESCE(shortcut->>'en_US', name->>'en_US') FROM res_partner_title"
                " WHERE id = partner.title_id)"
            )
        return salutation, title, SQL.identifier("partner", first_field), SQL.identifier("partner", last_field)

    @api.model
    def _anfrage_name_values(self, salutation, title, first_name, last_name):
        """Return the values with which a person's name parts are written."""
        first_field, last_field = self._anfrage_part_fields()
        values = {"anfrage_salutation": salutation, first_field: first_name, last_field: last_name}
        if "gender" in self._fields:
            values["gender"] = GENDERS.get(salutation, False)
        if "title_id" in self._fields:
            values["title_id"] = self._anfrage_title_record(title).id
        else:
            values["academic_title"] = title
        return values

    @api.model
    def _anfrage_title_record(self, title):
        """Return the record of `partner_title` for a title, made if there is none."""
        Title = self.env["res.partner.title"]
        if not title:
            return Title
        same = escape_psql(title)
        domain = Domain("shortcut", "=ilike", same) | Domain("name", "=ilike", same)
        # An archived one would stand in the way of a second of its name.
        found = Title.with_context(active_test=False).search(domain, limit=1).with_env(self.env)
        return found or Title.sudo().create({"name": title, "shortcut": title})


def _joined(*parts):
    return " ".join(part for part in parts if part)


def _split(name):
    read = read_name(name or "")
    return {"first_name": read.first_name or False, "last_name": read.last_name or False}
