"""What mails and pages promise while a contract comes before the exposé, and in which words they say the rest."""

from datetime import date

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..models.dates import plain_date
from .test_gate import GateCase


@tagged("post_install", "-at_install")
class TestGateWords(GateCase, HttpCase):
    def inquiry(self, **values):
        return self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id, "email": "ada@example.org", "last_name": "Amsel", "lang": "en_US",
                "property_id": self.property.id, **values,
            }
        )  # fmt: skip

    def link(self, inquiry, purpose):
        _token, secret = self.env["anfragemanager.token"]._issue(inquiry, purpose, 5)
        return f"/anfrage/{secret}"

    def page(self, path):
        self.env.flush_all()
        return self.url_open(path).text

    def test_the_mail_promises_what_its_link_opens(self):
        inquiry = self.inquiry(state="done", confirmed_at=fields.Datetime.now())
        for marketing, mode, said, unsaid in (
            ("buy", "contract", "See the contract", "View exposé"),
            ("buy", "none", "View exposé", "See the contract"),
            ("rent", "contract", "See the contract", "View exposé"),
            ("rent", "none", "View exposé", "See the contract"),
        ):
            with self.subTest(marketing=marketing, mode=mode):
                self.property.write({"gate_mode": mode, "marketing_type": marketing, "cold_rent": 900})
                inquiry.action_send_expose()
                body = self.sent_to("ada@example.org")[-1]["body"]
                self.assertIn(said, body)
                self.assertNotIn(unsaid, body)
                self.assertEqual("A brokerage contract with us comes before the exposé" in body, mode == "contract")

    def test_the_confirmation_page_promises_no_expose_before_the_contract(self):
        inquiry = self.inquiry(state="waiting", next_step="confirmation", expires_at="2099-01-01 00:00:00")
        link = self.link(inquiry, "confirmation")
        for mode, said in (("contract", "Confirm and continue"), ("none", "Confirm and receive the exposé")):
            with self.subTest(mode):
                self.property.gate_mode = mode
                page = self.page(link)
                self.assertIn(said, page)
                self.assertEqual("receive the exposé" in page, mode == "none")

    def test_a_commission_in_words_only_is_missing_for_the_contract(self):
        gap = "The commission in percent or as an amount, as the contract names it"
        self.assertNotIn(gap, self.property._expose_gaps())
        self.property.commission_buyer_percent = 0
        self.assertIn(gap, self.property._expose_gaps())
        for values in ({"gate_mode": "none"}, {"gate_mode": False, "marketing_type": "rent"}, {"commission_due": "no"}):
            with self.subTest(values):
                self.property.write({"gate_mode": False, "marketing_type": "buy", "commission_due": False} | values)
                self.assertNotIn(gap, self.property._expose_gaps())

    def test_the_commission_speaks_the_language_of_the_page(self):
        def told(lang):
            return dict(self.property.with_context(lang=lang)._expose_details())

        self.assertEqual(told("de_DE")["Provision"], "3,57 % inkl. MwSt.")
        self.assertEqual(told("en_US")["Commission"], "3.57 % of the purchase price, including 19 % VAT")

    def test_months_are_named_where_figures_could_be_read_either_way(self):
        day = date(2026, 2, 1)
        self.assertEqual(plain_date(self.env(context={"lang": "en_US"}), day), "Feb 1, 2026")
        self.assertEqual(plain_date(self.env(context={"lang": "de_DE"}), day), "01.02.2026")

    def test_the_own_page_promises_what_its_button_opens(self):
        link = self.link(self.inquiry(state="done", confirmed_at=fields.Datetime.now()), "expose")
        for mode, said, unsaid in (
            ("contract", "See the contract", "View exposé"),
            ("none", "View exposé", "See the contract"),
        ):
            self.property.gate_mode = mode
            page = self.page(link + "/my")
            self.assertIn(said, page)
            self.assertNotIn(unsaid, page)

    def test_own_page_names_each_property_once(self):
        self.property.gate_mode = "none"
        sent = self.inquiry(state="done", confirmed_at=fields.Datetime.now(), expose_sent_at=fields.Datetime.now())
        self.inquiry(state="expired")
        page = self.page(self.link(sent, "expose") + "/my")
        self.assertIn("The exposé is open to you.", page)
        self.assertNotIn("Closed.", page)

    def test_own_page_says_what_became_of_the_property(self):
        self.property.gate_mode = "none"
        link = self.link(self.inquiry(state="done", confirmed_at=fields.Datetime.now()), "expose")
        for state, said in (("active", "The exposé is open to you."), ("closed", "not on offer at the moment")):
            self.property.marketing_state = state
            self.assertIn(said, self.page(link + "/my"), state)

    def test_a_browsers_language_is_content_with_a_near_one(self):
        path = f"/anfrage/legal/{self.company.id}/privacy"
        for spoken, tag in (("en-GB,en;q=0.9", "en-US"), ("de-AT,de;q=0.9", "de-DE"), ("ja-JP", "de-DE")):
            page = self.url_open(path, headers={"Accept-Language": spoken}).text
            self.assertIn(f'lang="{tag}"', page, spoken)

    def test_nobody_lives_in_utc(self):
        for chosen, zone in (("UTC", "Europe/Berlin"), (False, "Europe/Berlin"), ("Europe/Zurich", "Europe/Zurich")):
            self.mailbox.user_id.tz = chosen
            self.assertEqual(self.mailbox._automation_env().context["tz"], zone)

    def test_links_of_the_law_speak_the_language_of_the_page(self):
        sent = self.inquiry(state="done", confirmed_at=fields.Datetime.now(), expose_sent_at=fields.Datetime.now())
        self.assertIn(
            f"/anfrage/legal/{self.company.id}/privacy?lang=en_US", self.page(self.link(sent, "expose") + "/my")
        )
