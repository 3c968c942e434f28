from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    anfrage_inquiry_id = fields.Many2one("anfragemanager.inquiry", string="Inquiry", index="btree_not_null", copy=False)
    anfrage_property_id = fields.Many2one("anfragemanager.property", string="Property", index="btree_not_null")

    def action_anfrage_inquiry(self):
        """Open the inquiry this opportunity came from."""
        self.ensure_one()
        return self.anfrage_inquiry_id.get_formview_action()

    def action_anfrage_property(self):
        """Open the property the prospect asked about."""
        self.ensure_one()
        return self.anfrage_property_id.get_formview_action()
