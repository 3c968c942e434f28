"""What came in goes out equal in meaning; what is missing for an exposé is said."""

# pylint: disable=method-required-super
# Files of our own, no records

import base64
import tempfile
from dataclasses import replace
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.misc import file_path

from odoo.addons.anfragemanager.openimmo import Delivery

from . import sources as shared

DELIVERY = "anfragemanager/demo/files/immobilien.zip"


@tagged("post_install", "-at_install")
class TestPropertyExport(shared.SourceCase):
    def read(self, path):
        with Delivery(path, date(2026, 11, 26)) as delivery:
            return {
                found.reference: (
                    found,
                    [(file.role, len(delivery.open(file).read())) for file in found.attachments],
                )
                for found in delivery
            }

    def export(self, properties):
        wizard = (
            self.env["anfragemanager.property.export"]
            .with_user(self.agent)
            .create({"property_ids": properties.ids, "full": True})
        )
        wizard.action_export()
        file = self.enterContext(tempfile.NamedTemporaryFile(suffix=".zip"))
        file.write(base64.b64decode(wizard.file))
        file.flush()
        return file.name

    def meaning(self, found):
        """Without what belongs to the sender or is another word for the same."""
        return replace(
            found,
            key=None, reference_intern=None, active_from=None,
            energy=replace(found.energy, vintage=None),
            commission=replace(found.commission, seller_text=None, seller_with_vat=None),
            contact=replace(found.contact, salutation=None, phone=None, email_central=None),
            attachments=(), provider=None, line=None, notes=(), extras=(), listings=frozenset(found.listings),
        )  # fmt: skip

    def test_a_delivery_comes_out_as_it_went_in(self):
        for login, name, email in (
            ("keller_x", "Sabine Keller", "keller@rheinblick-immobilien.example"),
            ("brandt_x", "Jonas Brandt", "brandt@rheinblick-immobilien.example"),
        ):
            self.agent.copy({"login": login, "name": name, "email": email})
        self.company.name = "Rheinblick Immobilien GmbH"
        run = self.source._import_path(file_path(DELIVERY))
        before = self.read(file_path(DELIVERY))
        marketed = run.line_ids.property_id.filtered(lambda prop: prop.marketing_state != "preparation")
        after = self.read(self.export(marketed))
        self.assertEqual(len(after), 19)
        for reference, (found, files) in after.items():
            with self.subTest(reference=reference):
                old, old_files = before[reference]
                self.assertEqual(self.meaning(found), self.meaning(old))
                self.assertEqual(sorted(files), sorted(old_files))
        again = self.source.copy({"name": "Back", "company_id": self.env["res.company"].create({"name": "N"}).id,
                                  "user_id": self.env.user.id})  # fmt: skip
        self.assertEqual(again._import_path(self.export(marketed)).created_count, 19)

    def test_a_delivery_speaks_for_one_company(self):
        other = self.env["res.company"].create({"name": "Zweite"})
        properties = self.env["anfragemanager.property"].create(
            [
                {"name": "A", "reference": "X-1", "company_id": company.id, "marketing_state": "active"}
                for company in (self.company, other)
            ]
        )
        wizard = self.env["anfragemanager.property.export"].create({"property_ids": properties.ids})
        with self.assertRaises(UserError):
            wizard.action_export()
        with self.assertRaises(UserError):
            self.env["anfragemanager.property.export"].create({"property_ids": []}).action_export()

    def test_what_is_missing_for_an_expose_is_said(self):
        prop = self.env["anfragemanager.property"].create(
            {"name": "A", "reference": "X-1", "company_id": self.company.id, "property_type": "house"}
        )
        self.assertIn("A picture", prop.expose_gaps)
        self.assertFalse(prop.expose_ready)
        prop.write(
            {
                "image_1920": base64.b64encode(shared.picture("red")),
                "description": "Schön",
                "purchase_price": 5,
                "zip": "50667",
                "city": "Köln",
                "commission_due": "no",
                "energy_certificate_type": "exempt",
                "user_id": self.agent.id,
            }
        )
        self.assertEqual(prop.expose_gaps, "")
        mine = [("company_id", "=", self.company.id)]
        self.assertIn(prop, prop.search([*mine, ("expose_ready", "=", True)]))
        self.assertNotIn(prop, prop.search([*mine, ("expose_ready", "=", False)]))
        prop.energy_certificate_type = "demand"
        self.assertFalse(prop.expose_ready)

    def test_one_click_changes_the_state(self):
        prop = self.env["anfragemanager.property"].create(
            {"name": "A", "reference": "X-1", "company_id": self.company.id}
        )
        for action, state in (("activate", "active"), ("reserve", "reserved"), ("close", "closed")):
            getattr(prop.with_user(self.agent), f"action_{action}")()
            self.assertEqual(prop.marketing_state, state)
