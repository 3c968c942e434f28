from odoo import fields, models


class AnfragemanagerImage(models.Model):
    _name = "anfragemanager.image"
    _description = "Image of a Property"
    _inherit = ["anfragemanager.fenced", "image.mixin"]
    _order = "sequence, id"

    name = fields.Char("Caption", required=True)
    sequence = fields.Integer(default=10)
    property_id = fields.Many2one("anfragemanager.property", required=True, ondelete="cascade", index=True)
    image_1920 = fields.Image(required=True)
    source_digest = fields.Char(copy=False, readonly=True, help="By which a source knows its picture again.")
