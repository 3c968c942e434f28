"""Dialogs open and do what they show."""

from odoo.models import BaseModel
from odoo.tests import Form, tagged

from .common import FlowCase


@tagged("post_install", "-at_install")
class TestDialogs(FlowCase):
    def test_new_data_of_a_known_person_is_taken_over_field_by_field(self):
        partner = self.make_partner(name="Jördis Müller-Weiß", email="alt@example.org", city="Bonn")
        inquiry = self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "property_id": self.property.id,
                "first_name": "Jördis",
                "last_name": "Müller-Weiß",
                "email": "neu@example.org",
                "city": "Bonn",
                "phone": "+49 30 2312500",
                "state": "aborted",
                "reason": "duplicate",
                "next_step": "duplicate_check",
            }
        )
        candidate = self.env["anfragemanager.duplicate"].create(
            {"inquiry_id": inquiry.id, "partner_id": partner.id, "score": 90, "verdict": "duplicate"}
        )
        dialog = Form(self.env["anfragemanager.takeover"].with_context(default_duplicate_id=candidate.id))
        lines = {line["field"]: line for line in dialog.line_ids._records}
        self.assertEqual(
            {
                name: (line["old_value"], line["new_value"], line["take"])
                for name, line in lines.items()
                if name == "email"
            },
            {"email": ("alt@example.org", "neu@example.org", False)},
        )
        self.assertTrue(lines["phone"]["take"], "what is empty can be filled without loss")
        self.assertNotIn("city", lines)
        # the same number in the other field, and as another notation, is nothing new
        partner.mobile = "030 / 2312500"
        again = Form(self.env["anfragemanager.takeover"].with_context(default_duplicate_id=candidate.id))
        self.assertNotIn("phone", [line["field"] for line in again.line_ids._records])
        partner.mobile = False
        dialog.save().action_take_over()
        self.assertEqual(inquiry.partner_id, partner)
        self.assertEqual(partner.email, "alt@example.org")
        self.assertTrue(partner.phone)

    def test_an_upgrade_prepares_the_contacts_at_once(self):
        job = self.env.ref("anfragemanager.cron_keys")
        self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
        self.env["res.partner"].init()
        self.assertTrue(self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]))

    def test_no_field_hides_a_method_of_the_framework(self):
        hidden = [
            f"{model._name}.{name}"
            for model in (self.env[name] for name in self.env)
            if model._name.startswith("anfragemanager.")
            for name in model._fields
            if callable(getattr(BaseModel, name, None))
        ]
        self.assertEqual(hidden, [])
