"""The opportunity of an inquiry: what it is worth, what it shows, whom it bothers."""

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestOpportunity(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.mailbox.write(
            {"confirm_email": False, "collect_data": False, "duplicate_check": False, "create_opportunity": True}
        )
        agent = self.clerk.with_context(no_reset_password=True).copy(
            {"login": "agent_lead", "email": "agent@testmakler.example"}
        )
        self.property.write({"commission_buyer_percent": 3.57, "user_id": agent.id})

    def lead(self, number=1):
        return self.deliver(self.portal_mail(number, email=f"p{number}@example.org", last=f"Lead{number}")).lead_id

    def test_the_commission_is_what_is_expected(self):
        lead = self.lead()
        self.assertAlmostEqual(lead.expected_revenue, 16065)
        self.assertEqual(lead.anfrage_property_id, self.property)
        self.assertTrue(lead.anfrage_inquiry_id)
        self.property.commission_shared = True
        self.assertAlmostEqual(self.lead(2).expected_revenue, 32130)
        self.property.commission_buyer_amount = 9000
        self.assertAlmostEqual(self.lead(3).expected_revenue, 18000)

    def test_a_mobile_number_is_the_contacts_mobile_and_the_opportunitys_phone(self):
        text = (
            "Objektnummer: TM-1024\nVorname: Silke\nNachname: Drees\nE-Mail: silke@example.org\n"
            "Mobil: 0172 1234599\nNachricht: Ist das Haus noch frei?"
        )
        inquiry = self.deliver(self.text_mail("Anfrage", text, "Website <web@testmakler.example>"))
        self.assertEqual((inquiry.partner_id.mobile, inquiry.partner_id.phone), ("+49 172 1234599", False))
        self.assertEqual(inquiry.lead_id.phone, "+49 172 1234599")
        self.assertFalse(inquiry.lead_id.partner_phone_update, "nothing is to be written back")

    def test_the_price_or_nothing_where_wanted(self):
        self.mailbox.lead_revenue = "price"
        self.assertEqual(self.lead().expected_revenue, 450000)
        self.mailbox.lead_revenue = "none"
        self.assertFalse(self.lead(2).expected_revenue)

    def test_a_price_on_request_is_told_nowhere(self):
        self.property.price_on_request = True
        self.assertFalse(self.lead().expected_revenue)
        self.assertNotIn("450", self.property._card()["price"])
        self.mailbox.lead_revenue = "price"
        self.assertFalse(self.lead(2).expected_revenue)

    def test_no_mail_for_each_unless_wanted(self):
        self.lead()
        self.assertFalse(self.told())
        self.mailbox.lead_notify = True
        self.lead(2)
        self.assertTrue(self.told())

    def told(self):
        """The mails to the salesperson about an opportunity; the name stands beside the address."""
        self.send_queue()
        mails = [mail for mail in self._mails if "agent@testmakler.example" in str(mail["email_to"])]
        return [mail for mail in mails if "Lead" in mail["subject"]]

    def test_the_opportunity_leads_back(self):
        lead = self.lead()
        lead.user_id = self.clerk
        self.assertEqual(lead.action_anfrage_inquiry()["res_id"], lead.anfrage_inquiry_id.id)
        self.assertEqual(lead.action_anfrage_property()["res_id"], self.property.id)
