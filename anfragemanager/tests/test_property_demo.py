"""The delivery that `make run` carries over."""

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path


@tagged("post_install", "-at_install")
class TestDemoDelivery(TransactionCase):
    def test_the_demo_delivery_is_carried_over_without_a_remark(self):
        company = self.env["res.company"].create({"name": "Rheinblick", "country_id": self.env.ref("base.de").id})
        source = self.env["anfragemanager.property.source"].create({"name": "Demo", "company_id": company.id})
        run = source._import_path(file_path("anfragemanager/demo/files/immobilien.zip"))
        self.assertEqual((run.state, run.created_count, run.skipped_count), ("done", 20, 0))
        properties = self.env["anfragemanager.property"].search([("company_id", "=", company.id)])
        self.assertTrue(all(prop.image_1920 for prop in properties))
        self.assertTrue(all(prop.energy_certificate_type for prop in properties if prop.property_type == "house"))
        terraced = properties.filtered(lambda prop: prop.reference == "MA-1024")
        self.assertEqual(len(terraced.document_ids), 2)
        self.assertEqual(terraced.commission_buyer_percent, 3.57)
