"""Every mail ends where somebody sees it."""

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestReview(common.FlowCase):
    def mail(self, raw):
        before = self.env["anfragemanager.mail"].search([]).ids
        self.deliver(raw)
        return self.env["anfragemanager.mail"].search([("id", "not in", before)])

    def number(self):
        return (
            self.env["anfragemanager.mailbox"].with_user(self.clerk).get_dashboard()["cards"][self.mailbox.id]["review"]
        )

    def test_list_and_number_mean_the_same(self):
        before = self.number()
        letter = self.mail(self.text_mail("Einladung", "Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein."))
        self.mail(self.portal_mail())
        self.mail(self.text_mail("Abwesend", "Ich bin im Urlaub.", number=2, Auto_Submitted="auto-replied"))
        self.assertTrue(letter.needs_review)
        self.assertEqual(self.number(), before + 1)
        found = self.env["anfragemanager.mail"].search(self.mailbox.action_view_other_mails()["domain"])
        self.assertIn(letter, found)

    def test_a_person_decides_and_can_change_it(self):
        letter = self.mail(self.text_mail("Einladung", "Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein."))
        letter.with_user(self.clerk).action_is_no_inquiry()
        self.assertFalse(letter.needs_review)
        letter.with_user(self.clerk).action_review_again()
        self.assertTrue(letter.needs_review)

    def test_a_number_nobody_knows_may_be_a_lost_prospect(self):
        mail = self.mail(self.portal_mail(reference="TM-1O24", scout="999999999"))
        inquiry = mail.inquiry_ids
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        self.assertTrue(mail.needs_review)
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        inquiry.property_id = self.property
        inquiry._retry()
        self.assertFalse(mail.needs_review, "it found its property")
        self.mailbox.task_no_property = False
        other = self.mail(self.portal_mail(2, reference="TM-9999", scout="888888888", email="max@example.org"))
        self.assertFalse(other.inquiry_ids.activity_ids)
        self.assertTrue(other.needs_review, "seen all the same")
