"""Whose inquiry it is when the e-mail address is known, and what happens when only a name is."""

from odoo.tests import new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestKnownAddress(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.mailbox.write({"confirm_email": False, "collect_data": False, "duplicate_check": False})
        self.firm = self.make_partner(name="Muster Bau GmbH", is_company=True, email="info@muster-bau.example")

    def known(self, **values):
        inquiry = self.deliver(self.portal_mail(**values))
        return inquiry, inquiry.partner_id

    def test_person_comes_before_the_company(self):
        person = self.make_partner(name="Jördis Weiß", parent_id=self.firm.id, email="joerdis@example.org")
        self.firm.email = "joerdis@example.org"
        self.assertEqual(self.known()[1], person)

    def test_invoice_address_belongs_to_its_company(self):
        self.make_partner(
            name="Frau Buchhaltung", type="invoice", parent_id=self.firm.id, email="adam.rechnungen@muster-bau.example"
        )
        inquiry, partner = self.known(email="adam.rechnungen@muster-bau.example", first="Jördis", last="Müller-Weiß")
        self.assertEqual(partner, self.firm)
        self.assertEqual(inquiry._greeting_name(), "Müller-Weiß")

    def test_box_of_the_office_is_the_companys_unless_the_name_agrees(self):
        clerk = self.make_partner(name="Eva Adam", parent_id=self.firm.id, email="kontakt@muster-bau.example")
        self.assertEqual(self.known(email="kontakt@muster-bau.example")[1], self.firm)
        inquiry = self.deliver(self.portal_mail(2, email="kontakt@muster-bau.example", first="Eva", last="Adam"))
        self.assertEqual(inquiry.partner_id, clerk)

    def test_second_address_in_one_field_is_known(self):
        person = self.make_partner(name="Jördis Müller-Weiß", email="alt@example.org; joerdis@example.org")
        self.assertEqual(self.known()[1], person)

    def test_another_spelling_of_the_mailbox_is_not_taken_for_it(self):
        person = self.make_partner(name="Jördis Müller-Weiß", email="joerdis+privat@example.org")
        self.assertNotEqual(self.known()[1], person)

    def test_archived_contact_is_not_known(self):
        person = self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org", active=False)
        self.assertNotEqual(self.known()[1], person)

    def test_portal_user_is_a_prospect_and_an_employee_is_nobodys(self):
        portal = new_test_user(self.env, "portal_w", groups="base.group_portal", email="joerdis@example.org")
        self.assertEqual(self.known()[1], portal.partner_id)
        inquiry = self.deliver(self.portal_mail(2, email=self.clerk.email))
        self.assertNotEqual(inquiry.partner_id, self.clerk.partner_id)
        self.assertNotEqual(inquiry.state, "done")

    def test_own_company_is_nobodys_prospect(self):
        self.mailbox.company_id.partner_id.email = "joerdis@example.org"
        self.assertNotEqual(self.known()[1], self.mailbox.company_id.partner_id)

    def test_address_of_an_archived_company_is_not_known(self):
        self.make_partner(name="Rechnungen", type="invoice", parent_id=self.firm.id, email="joerdis@example.org")
        self.firm.active = False
        self.assertNotEqual(self.known()[1], self.firm)

    def test_whoever_the_company_names_so_writes_from_its_address(self):
        self.firm.email = "joerdis@example.org"
        person = self.make_partner(name="Jördis Müller-Weiß", parent_id=self.firm.id, email="jmw@muster-bau.example")
        self.assertEqual(self.known()[1], person)
        inquiry = self.deliver(self.portal_mail(2, first="Eva", last="Adam"))
        self.assertEqual(inquiry.partner_id, self.firm)

    def test_family_member_of_another_name_is_greeted_by_the_inquirys(self):
        self.make_partner(name="Hans Adam", last_name="Adam", email="joerdis@example.org")
        inquiry, _partner = self.known()
        self.assertEqual(inquiry._greeting_name(), "Müller-Weiß")


@tagged("post_install", "-at_install")
class TestNameOnly(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        self.namesake = self.make_partner(name="Jördis Müller-Weiß", phone="040 998877", zip="50668", city="Köln")

    def test_same_name_only_is_noted_on_the_new_contact(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "done")
        self.assertNotEqual(inquiry.partner_id, self.namesake)
        self.assertIn(f'data-oe-id="{self.namesake.id}"', " ".join(inquiry.partner_id.message_ids.mapped("body")))

    def test_the_mailbox_may_ask_all_the_same(self):
        self.mailbox.on_name = "stop"
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))

    def test_a_shared_number_is_a_persons_to_judge(self):
        self.namesake.write({"name": "J. Müller-Weiß", "phone": "030 2312500"})
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))

    def test_a_number_of_many_is_no_proof(self):
        for number in range(30):
            self.make_partner(name=f"Vor{number} Name{number}", phone="030 2312500")
        self.namesake.write({"phone": "030 2312500", "zip": False, "city": False})
        inquiry = self.deliver(self.portal_mail())
        self.assertFalse(inquiry.duplicate_ids.filtered(lambda candidate: candidate.verdict == "duplicate"))
