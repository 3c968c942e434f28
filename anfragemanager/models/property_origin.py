from odoo import api, fields, models

# What a source may say of a property; everything else is the agency's own.
SOURCED = (
    "name property_type property_subtype openimmo_category usage marketing_type marketing_state street zip"
    " city district state_name country_id latitude longitude floor floors show_address available_from"
    " currency_id purchase_price price_on_request cold_rent warm_rent additional_costs heating_costs"
    " ground_rent deposit deposit_text commission commission_due commission_buyer_percent"
    " commission_buyer_amount commission_with_vat commission_shared commission_note living_area usable_area"
    " total_area plot_area commercial_area rooms bedrooms bathrooms parking_spaces year_built"
    " energy_certificate_type energy_value energy_value_electricity energy_class energy_source"
    " energy_with_hot_water energy_valid_until energy_issued_on energy_year energy_hwb_value energy_hwb_class"
    " energy_fgee_value energy_fgee_class heating_type summary description equipment_description"
    " location_description other_information translations user_id image_ids document_ids"
).split()
# The answer to "is it on the market?" stays the source's, whoever corrected it for an hour.
_NEVER_LOCKED = ("marketing_state",)


class AnfragemanagerPropertyLock(models.Model):
    _name = "anfragemanager.property.lock"
    _description = "Field that a Source No Longer Changes"
    _inherit = ["anfragemanager.fenced", "anfragemanager.named"]
    _rec_name = "field_name"

    property_id = fields.Many2one("anfragemanager.property", required=True, ondelete="cascade", index=True)
    field_name = fields.Selection("_selection_field_name", string="Field", required=True)

    _once = models.UniqueIndex("(property_id, field_name)", "This field is locked already.")

    @api.model
    def _selection_field_name(self):
        described = self.env["anfragemanager.property"].fields_get(SOURCED, ["string"])
        return [(name, described[name]["string"]) for name in SOURCED if name in described]


class AnfragemanagerProperty(models.Model):
    """Where a property comes from, and what of it the source no longer changes."""

    _inherit = "anfragemanager.property"

    source_id = fields.Many2one(
        "anfragemanager.property.source",
        string="Comes From",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
        help="The source that keeps this property up to date. Empty: it is kept by hand.",
    )
    source_key = fields.Char(copy=False, readonly=True, help="The property's identifier in its source.")
    source_provider = fields.Char(copy=False, readonly=True, help="The agency in a delivery of several.")
    source_record_id = fields.Integer(copy=False, readonly=True)
    source_image_digest = fields.Char(copy=False, readonly=True)
    source_images = fields.Json(copy=False, readonly=True)
    source_documents = fields.Json(copy=False, readonly=True)
    source_extra = fields.Json("Further Data of the Source", copy=False, readonly=True)
    lock_ids = fields.One2many("anfragemanager.property.lock", "property_id", string="Locked Fields", copy=False)

    _source_key_uniq = models.UniqueIndex(
        "(source_id, source_key) WHERE source_id IS NOT NULL AND source_key IS NOT NULL",
        "This source has the property already.",
    )

    def write(self, vals):
        if not self.env.context.get("anfrage_sync"):
            self._lock_edited(vals)
        return super().write(vals)

    def _lock_edited(self, vals):
        """What a person changes on a property of a source stays changed, if the source is set up so."""
        names = [name for name in vals if name in SOURCED and name not in _NEVER_LOCKED]
        if not names:
            return
        for prop in self.filtered(lambda prop: prop.source_id.sudo().lock_edited):
            locked = set(prop.lock_ids.mapped("field_name"))
            changed = [
                name
                for name in names
                if name not in locked and (prop._fields[name].type.endswith("2many") or prop._differs(name, vals[name]))
            ]
            self.env["anfragemanager.property.lock"].create(
                [{"property_id": prop.id, "field_name": name} for name in changed]
            )

    def _differs(self, name, value):
        """Whether writing ``value`` would change the field, judged as the field itself rounds and converts."""
        self.ensure_one()
        field = self._fields[name]
        wanted = field.convert_to_record(field.convert_to_cache(value, self), self)
        current = self[name]
        if field.type in ("float", "monetary"):
            return abs((wanted or 0.0) - (current or 0.0)) > 1e-9
        return (wanted or False) != (current or False)

    def action_open_source(self):
        """Open the original: the record it was read from, or the source."""
        self.ensure_one()
        source = self.source_id
        if source.kind == "model" and self.source_record_id and source.model_name in self.env:
            model, record_id = source.model_name, self.source_record_id
        else:
            model, record_id = source._name, source.id
        return {"type": "ir.actions.act_window", "res_model": model, "res_id": record_id, "view_mode": "form"}
