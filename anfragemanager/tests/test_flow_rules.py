"""Rules of the flow whose loss no other test would show."""

from odoo import fields
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestFlowRules(common.FlowCase):
    # ------------------------------------------------------------------ confirmation

    def ask_again(self, inquiry):
        """A person stops the inquiry and has it go on: another confirmation mail is sent."""
        inquiry._stop_by_person()
        # A stranger is asked once a day.
        self.env.flush_all()
        self.env.cr.execute("UPDATE anfragemanager_token SET create_date = create_date - interval '25 hours'")
        self.env.invalidate_all()
        inquiry._retry()

    def test_signed_mail_counts_for_the_state_it_was_made_for(self):
        self.mailbox.confirmation_transport = "mail"
        inquiry = self.deliver(self.portal_mail())
        inquiry._submit({})
        (signed,) = self.sent_to("anfragen-test@testmakler.example")
        self.ask_again(inquiry)
        self.assertEqual(len(inquiry.token_ids), 2)
        self.receive(signed["EmailMessage"].as_bytes())
        self.work()
        self.assertEqual(inquiry.state, "waiting", "the old confirmation is not for the new question")
        self.assertFalse(inquiry.confirmed_at)

    def test_no_fourth_confirmation_mail(self):
        self.company.anfrage_limit_address = 100
        inquiry = self.deliver(self.portal_mail())
        for _time in range(2):
            self.ask_again(inquiry)
            self.assertEqual(inquiry.state, "waiting")
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 3)
        self.ask_again(inquiry)
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "rate_limited"))
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 3)

    # ------------------------------------------------------------------ limits

    def test_limit_per_mail_domain_delays(self):
        self.company.anfrage_limit_domain = 1
        first = self.deliver(self.portal_mail(email="one@many.example"))
        second = self.deliver(self.portal_mail(2, email="two@many.example", phone="", last="Other"))
        elsewhere = self.deliver(self.portal_mail(3, email="three@few.example", phone="", last="Third"))
        self.assertEqual((first.state, elsewhere.state), ("waiting", "waiting"))
        self.assertEqual((second.state, second.reason), ("aborted", "rate_limited"))
        self.assertFalse(self.sent_to("two@many.example"))
        self.goes_on_by_itself(second)

    def test_limit_of_all_mails_delays(self):
        self.company.anfrage_limit_total = 1
        self.deliver(self.portal_mail(email="one@many.example"))
        second = self.deliver(self.portal_mail(2, email="two@few.example", phone="", last="Other"))
        self.assertEqual((second.state, second.reason), ("aborted", "rate_limited"))
        self.goes_on_by_itself(second)

    def goes_on_by_itself(self, inquiry):
        self.assertGreater(inquiry.next_try, fields.Datetime.now())
        self.company.write({"anfrage_limit_domain": 100, "anfrage_limit_total": 100})
        inquiry.next_try = fields.Datetime.now()
        self.work()
        self.assertEqual(inquiry.state, "waiting")

    # ------------------------------------------------------------------ property and contact

    def test_property_of_the_own_company_goes_first(self):
        other = self.env["res.company"].create({"name": "Schwestermakler GmbH"})
        self.clerk.company_ids += other
        foreign = self.property.copy({"company_id": other.id, "marketing_state": "active", "reference": "TM-1024"})
        self.assertEqual(foreign.reference, self.property.reference)
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.property_id, self.property)
        self.assertEqual(inquiry.state, "waiting")

    def test_half_an_address_is_never_completed_with_another_one(self):
        self.mailbox.write({"confirm_email": False, "collect_data": False, "on_duplicate": "enrich"})
        partner = self.make_partner(name="Jördis Müller-Weiß", phone="+49 30 2312500", zip="50667", city="Köln")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.partner_id, partner)
        self.assertEqual(partner.email, "joerdis@example.org", "what was empty is filled")
        self.assertFalse(partner.street)
        self.assertEqual((partner.zip, partner.city), ("50667", "Köln"))
