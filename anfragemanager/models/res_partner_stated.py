"""What a prospect states that their contact does not hold."""

from typing import NamedTuple

from odoo import api, models

from ..contact.addresses import split_care_of
from ..contact.phones import same_number
from ..matching.addresses import same_street

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
PLACES = ("email", "zip", "city")
# What is one person's: in the row of a couple, a family or a company it would make another contact of it.
PERSONAL = FIELDS[: FIELDS.index("name") + 1]


class Statement(NamedTuple):
    """A field of a contact of which a prospect states something else; the values as they are shown."""

    field: str
    label: str
    held: str
    stated: str


def _says_the_same(statement):
    """Return whether nothing but the spelling differs: "Rösrather Str. 18" is "Rösrather Straße 18".

    Of names each letter counts: how somebody writes their own is a correction.
    """
    held, stated = [" ".join(text.split()) for text in (statement.held, statement.stated)]
    if statement.field == "street":
        (held_for, held), (stated_for, stated) = split_care_of(held), split_care_of(stated)
        return held_for == stated_for and same_street(held or "", stated or "")
    return held.casefold() == stated.casefold() if statement.field in PLACES else held == stated


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _anfrage_statements(self, inquiry):
        """Return what the prospect of an inquiry states otherwise than this contact: ``[Statement]``."""
        self.ensure_one()
        stated = self._anfrage_writable(self._anfrage_values(inquiry))
        # A contact that was never taken apart has its parts in its name.
        parts = self._anfrage_read_name()
        keeps_name = self._anfrage_stands_for_several()
        found = [
            Statement(
                name,
                self._anfrage_label(name),
                self._anfrage_shown(name, self[name] or parts.get(name)),
                self._anfrage_shown(name, stated[name]),
            )
            for name in FIELDS
            # The name of a person follows its parts.
            if stated.get(name)
            and not (keeps_name and name in PERSONAL)
            and not (name == "name" and inquiry.last_name)
            and not (name in PHONES and self._anfrage_has_number(stated[name]))
        ]
        # Of the country mostly nobody wrote anything: it is presumed, and no statement.
        return [
            statement
            for statement in found
            if not _says_the_same(statement) and (statement.field != "country_id" or inquiry.country_id)
        ]

    def _anfrage_not_taken_over(self, inquiry):
        """Return in words which statements of an inquiry its contact does not hold, or an empty string."""
        labels = [statement.label for statement in self._anfrage_statements(inquiry)]
        return self.env._("Not taken over: %s", ", ".join(dict.fromkeys(labels))) if labels else ""

    @api.model
    def _anfrage_label(self, name):
        """Return what a field is called; as at the inquiry, where it has the same."""
        model = self.env["anfragemanager.inquiry"]
        return (model if name in model._fields else self)._fields[name]._description_string(self.env)

    def _anfrage_has_number(self, stated):
        """Return whether the contact has a number already, in whichever field and notation."""
        return any(same_number(stated, self[name]) for name in PHONES if name in self._fields and self[name])

    def _anfrage_shown(self, name, value):
        field = self._fields[name]
        if field.type == "many2one":
            record = value if isinstance(value, models.BaseModel) else self.env[field.comodel_name].browse(value or ())
            return record.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return value or ""
