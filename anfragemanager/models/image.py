import base64
import binascii

from odoo import api, fields, models

from .printing import plain_picture


class AnfragemanagerPictured(models.AbstractModel):
    """A picture that prospects see, whoever uploaded it: see `plain_picture`."""

    _name = "anfragemanager.pictured"
    _description = "Picture for Prospects"
    _inherit = ["image.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_plain_picture(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_plain_picture(vals))

    @api.model
    def _with_plain_picture(self, vals):
        if not vals.get("image_1920"):
            return vals
        try:
            plain = plain_picture(base64.b64decode(vals["image_1920"]))
        except (ValueError, binascii.Error):
            return vals  # Odoo says what is wrong with it.
        return {**vals, "image_1920": base64.b64encode(plain)}


class AnfragemanagerImage(models.Model):
    _name = "anfragemanager.image"
    _description = "Image of a Property"
    _inherit = ["anfragemanager.fenced", "anfragemanager.pictured"]
    _order = "sequence, id"

    name = fields.Char("Caption", required=True)
    sequence = fields.Integer(default=10)
    property_id = fields.Many2one("anfragemanager.property", required=True, ondelete="cascade", index=True)
    image_1920 = fields.Image(required=True)
    source_digest = fields.Char(copy=False, readonly=True, help="By which a source knows its picture again.")
