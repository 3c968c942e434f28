from odoo import api, fields, models

from ..contact.phones import same_number

# What CRM copies from the contact into its opportunities
COPIED = (
    "partner_id", "email_from", "email_cc", "phone", "contact_name", "partner_name", "street", "street2", "zip", "city",
    "function", "website",
)  # fmt: skip
OURS = ("anfrage_inquiry_id", "anfrage_property_id")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    anfrage_inquiry_id = fields.Many2one("anfragemanager.inquiry", string="Inquiry", index="btree_not_null", copy=False)
    anfrage_property_id = fields.Many2one("anfragemanager.property", string="Property", index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._anfrage_check_seen(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._anfrage_check_seen(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._anfrage_check_seen(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        self._anfrage_check_seen(values)
        return super().onchange(values, field_names, fields_spec)

    @api.depends("partner_id.mobile")
    def _compute_phone(self):
        """Call who has no landline under the mobile number, which Odoo's contact does not know."""
        computed = super()._compute_phone()
        for lead in self.filtered(lambda lead: not lead.phone and not lead.partner_id.phone):
            lead.phone = lead.partner_id.mobile
        return computed

    def _get_partner_phone_update(self, force_void=True):
        """The mobile number stands at the contact already, and is not written to its landline's field."""
        known = self.partner_id.mobile
        if self.phone and known and same_number(self.phone, known):
            return False
        return super()._get_partner_phone_update(force_void=force_void)

    def _anfrage_check_seen(self, vals):
        """Refuse to name what the writer may not see, for Odoo shows the name of whatever a record names.

        What an opportunity of theirs names already is no secret, e.g. for a copy of it.
        """
        if self.env.su:
            return
        for name in OURS:
            number = vals.get(name)
            number = number.get("id") if isinstance(number, dict) else number
            named = self.env[self._fields[name].comodel_name].browse(number or ())
            if named and not named.has_access("read") and not self.search_count([(name, "=", named.id)], limit=1):
                named.check_access("read")

    def action_anfrage_inquiry(self):
        """Open the inquiry this opportunity came from."""
        self.ensure_one()
        return self.anfrage_inquiry_id.get_formview_action()

    def action_anfrage_property(self):
        """Open the property the prospect asked about."""
        self.ensure_one()
        return self.anfrage_property_id.get_formview_action()

    def _anfrage_forget_contact(self):
        """Forget whose opportunity it is, in its history, too; that there was one stays."""
        names = [name for name in COPIED if name in self._fields]
        self.with_context(tracking_disable=True).write(dict.fromkeys(names, False))
        self.message_ids.tracking_value_ids.filtered(lambda change: change.field_id.name in names).unlink()
