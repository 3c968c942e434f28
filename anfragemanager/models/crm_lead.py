from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    anfrage_inquiry_id = fields.Many2one("anfragemanager.inquiry", string="Inquiry", index="btree_not_null", copy=False)
    anfrage_property_id = fields.Many2one("anfragemanager.property", string="Property", index="btree_not_null")
