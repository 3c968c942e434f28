"""What is kept how long, by purpose; self-disclosures are hidden until somebody asks for one property."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestRetention(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.retention = self.env["anfragemanager.retention"]

    def inquiry(self, state, days, **values):
        return self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id, "last_name": "Müller", "email": f"{state}{days}@example.org",
                "state": state, "date": fields.Datetime.now() - timedelta(days=days), **values,
            }
        )  # fmt: skip

    def test_each_purpose_has_its_own_time(self):
        due = (
            self.inquiry("expired", 31, reason="not_confirmed"),
            self.inquiry("aborted", 31, reason="declined"),
            self.inquiry("ignored", 181, reason="no_property"),
            self.inquiry("aborted", 181, reason="manual"),
            self.inquiry("done", 181),
        )
        kept = (
            self.inquiry("expired", 29, reason="not_confirmed"),
            self.inquiry("ignored", 100, reason="no_property"),
            self.inquiry("done", 100),
            self.inquiry("waiting", 400),
            self.inquiry("failed", 400, reason="error"),
        )
        preview = self.retention._preview(self.company)
        self.worker._forget()
        self.assertTrue(all(inquiry.anonymized_at and not inquiry.last_name for inquiry in due))
        self.assertTrue(all(inquiry.last_name == "Müller" for inquiry in kept))
        log = self.retention.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            {line.purpose: line.number for line in log}, {"unconfirmed": 2, "unconcluded": 2, "concluded": 1}
        )
        self.assertEqual(preview.count(": "), 3)
        self.assertIn(": 2", preview)
        self.worker._forget()
        self.assertEqual(self.retention.search_count([("company_id", "=", self.company.id)]), 3)

    def test_links_go_some_time_after_they_expired(self):
        inquiry = self.inquiry("done", 1)
        Token = self.env["anfragemanager.token"]
        old, _secret = Token._issue(inquiry, "confirmation", 1)
        young, _secret = Token._issue(inquiry, "expose", 1)
        old.expires_at = fields.Datetime.now() - timedelta(days=40)
        young.expires_at = fields.Datetime.now() - timedelta(days=20)
        self.company.anfrage_keep_links = 0
        self.worker._forget()
        self.assertTrue(old.exists())
        self.company.anfrage_keep_links = 30
        self.assertIn("Links in Mails: 1", self.retention._preview(self.company))
        self.worker._forget()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())
        self.assertEqual(self.retention.search([("company_id", "=", self.company.id)]).purpose, "links")

    def test_mails_go_after_ninety_days_and_zero_keeps_them(self):
        mail = self.deliver(self.portal_mail()).mail_id
        old = fields.Datetime.now() - timedelta(days=91)
        self.env.cr.execute("UPDATE anfragemanager_mail SET received_at = %s WHERE id = %s", (old, mail.id))
        self.env.invalidate_all()
        self.company.anfrage_keep_mails = 0
        self.worker._forget()
        self.assertTrue(mail.exists())
        self.company.anfrage_keep_mails = 90
        self.worker._forget()
        self.assertFalse(mail.exists())

    def test_self_disclosure_is_hidden_until_asked_for_one_property(self):
        inquiry = self.inquiry("new", 1, disclosure={"Einkommen": "4.000 €", "SCHUFA": "liegt vor"})
        mine = inquiry.with_user(self.clerk)
        self.assertTrue(mine.has_disclosure)
        self.assertFalse(mine.disclosure_text)
        with self.assertRaises(AccessError):
            mine.read(["disclosure"])
        with self.assertRaises(AccessError):
            mine.write({"disclosure_shown_at": fields.Datetime.now()})
        with self.assertRaises(UserError):
            mine.action_show_disclosure()
        inquiry.property_id = self.property
        mine.action_show_disclosure()
        self.assertIn("4.000 €", mine.disclosure_text)
        self.assertEqual(inquiry.trace_ids[-1].outcome, "manual")

    def test_self_disclosure_and_its_mail_go_after_thirty_days(self):
        inquiry = self.deliver(self.portal_mail())
        mail = inquiry.mail_id
        inquiry.write({"disclosure": {"Einkommen": "4.000 €"}, "date": fields.Datetime.now() - timedelta(days=31)})
        self.env.flush_all()
        self.worker._forget()
        self.assertFalse(inquiry.has_disclosure)
        self.assertFalse(mail.exists())
        self.assertEqual(inquiry.last_name, "Müller-Weiß", "The inquiry itself still waits.")
