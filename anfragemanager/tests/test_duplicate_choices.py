"""What a person can say of a candidate: of a company and its people, of couples and families, of an employer."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from . import common

FIRM = "Reimers Dachbau GmbH"


class ChoicesCase(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.mailbox.write({"confirm_email": False, "collect_data": False})

    def inquire(self, partner=None, verdict="duplicate", **values):
        """Return an inquiry that waits for a decision on a contact, and the candidate as the clerk sees it."""
        inquiry = self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "property_id": self.property.id,
                "email": "einkauf@reimers-dachbau.example",
                "state": "aborted",
                "reason": "duplicate",
                "next_step": "duplicate_check",
                **values,
            }
        )
        candidate = self.env["anfragemanager.duplicate"].create(
            {"inquiry_id": inquiry.id, "partner_id": partner.id, "verdict": verdict, "score": 98.7}
        )
        return inquiry, candidate.with_user(self.clerk)

    def reader(self, login):
        """Return a clerk who may not change contacts."""
        return new_test_user(
            self.env, login=login, groups="anfragemanager.group_user", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip

    def labels(self, candidate):
        return [choice.label for choice in candidate._choices()]

    def usual(self, candidate):
        return [choice.method for choice in candidate._choices() if choice.primary]


@tagged("post_install", "-at_install")
class TestCompanyAsks(ChoicesCase):
    def setUp(self):
        super().setUp()
        self.ulla = self.make_partner(
            name="Ulla Reimers", company_name=FIRM, phone="04321 4712", street="Hinterhof 3", zip="24534"
        )
        self.inquiry, self.candidate = self.inquire(
            self.ulla, company_name=FIRM, street="Gewerbering 8", zip="24539", city="Neumünster", phone="04321 4711"
        )

    def test_of_one_of_its_people_is_asked_whether_it_is_the_contact_person(self):
        self.assertEqual(self.labels(self.candidate), ["Contact Person of This Company", "Has Nothing to Do with It"])
        self.assertEqual(self.usual(self.candidate), ["action_staff"])
        for action in ("action_same", "action_household", "action_employee"):
            with self.assertRaises(UserError):
                getattr(self.candidate, action)()
        self.assertIn("Somebody of this company", self.inquiry.standing["title"])
        shown = self.inquiry.with_user(self.clerk).get_comparison()["candidates"][0]
        self.assertEqual(shown["verdict_label"], "Works there?")
        self.assertEqual([choice["method"] for choice in shown["choices"]], ["action_staff", "action_different"])

    def test_the_box_of_a_company_does_not_contradict_that_of_its_person(self):
        self.ulla.write({"email": "u.reimers@reimers-dachbau.example", "phone": "04321 4711"})
        shown = self.inquiry.with_user(self.clerk).get_comparison()
        levels = {item["value"]: item["level"] for item in shown["candidates"][0]["values"]}
        self.assertEqual(levels["u.reimers@reimers-dachbau.example"], "missing")

    def test_the_company_becomes_a_contact_and_the_person_is_put_below_it(self):
        self.candidate.action_staff()
        firm = self.inquiry.partner_id
        self.assertTrue(firm.is_company and self.inquiry.partner_created)
        self.assertEqual((firm.name, firm.email), (FIRM, "einkauf@reimers-dachbau.example"))
        self.assertEqual(self.ulla.parent_id, firm)
        self.assertEqual((self.ulla.street, firm.street), ("Hinterhof 3", "Gewerbering 8"), "each keeps its address")
        self.assertEqual(self.inquiry.state, "done")
        told = " ".join(filter(None, self.inquiry.trace_ids.mapped("note")))
        self.assertIn("Contact Person of This Company: ", told)
        again, _candidate = self.inquire(self.ulla, company_name=FIRM)
        self.assertEqual(self.env["res.partner"]._anfrage_known_by_email(again), firm)

    def test_undone_the_person_is_as_before(self):
        self.candidate.action_staff()
        firm = self.inquiry.partner_id
        self.candidate.action_undo()
        self.assertFalse(firm.exists())
        self.assertEqual((self.ulla.parent_id.id, self.ulla.company_name), (False, FIRM))
        self.assertEqual((self.ulla.type, self.ulla.street), ("contact", "Hinterhof 3"))
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("aborted", "duplicate"))
        self.assertEqual(len(self.candidate._choices()), 2)

    def test_undone_an_address_of_ones_own_that_changed_meanwhile_stays(self):
        self.candidate.action_staff()
        self.ulla.street = "Hinterhof 5"
        self.candidate.action_undo()
        self.assertEqual((self.ulla.parent_id.id, self.ulla.street), (False, "Hinterhof 5"))

    def test_undone_the_companys_address_is_given_back(self):
        firm = self.make_partner(name=FIRM, is_company=True, street="Hinterhof 3", zip="24534", city="Neumünster")
        self.ulla.city = "Neumünster"
        before = self.ulla._anfrage_employ(firm, True)
        firm.street = "Neue Straße 1"
        self.assertEqual(self.ulla.street, "Neue Straße 1", "Odoo keeps both the same")
        self.assertEqual(before["street"], "Hinterhof 3")

    def test_whoever_may_not_see_the_contact_sees_the_inquiry_all_the_same(self):
        self.ulla.company_id = self.env["res.company"].create({"name": "Somebody Else's"})
        self.env.invalidate_all()
        inquiry = self.inquiry.with_user(self.clerk)
        self.assertTrue(inquiry.standing["title"])
        self.assertIn("not_duplicate", [button["name"] for button in inquiry.get_preview()["actions"]])
        self.assertFalse(inquiry.get_comparison()["candidates"])
        self.candidate.sudo().decision = "staff"
        self.env.invalidate_all()
        self.assertEqual(self.candidate.decision_told, "Contact Person of This Company")

    def test_a_list_of_decisions_asks_the_database_no_more_often_for_more_of_them(self):
        self.candidate.action_different()
        for number in range(5):
            _inquiry, candidate = self.inquire(self.make_partner(name=f"Ulla Reimers {number}"), last_name="Reimers")
            candidate.action_different()
        decided = self.env["anfragemanager.duplicate"].search([("decision", "=", "different")]).with_user(self.clerk)
        self.assertGreater(len(decided), 5)

        def cost(candidates):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(candidates.mapped("decision_told")))
            return self.env.cr.sql_log_count - before

        cost(decided)
        self.assertEqual(cost(decided), cost(decided[:2]))

    def test_of_whom_is_forgotten_nothing_is_kept_at_the_companys_inquiry(self):
        self.candidate.action_staff()
        self.assertIn(FIRM, str(self.candidate.sudo().undo_values))
        self.ulla._anfrage_forget_inquiries()
        self.assertFalse(self.candidate.exists())
        self.assertFalse(self.inquiry.anonymized_at, "it is the company's")

    def test_held_nothing_is_written_before_it_is_carried_out(self):
        self.company.anfrage_hold_seconds = 60
        self.candidate.action_staff()
        self.assertTrue(self.inquiry.is_held)
        self.assertFalse(self.ulla.parent_id)
        self.assertIn("Contact Person of This Company", self.inquiry.standing["note"])
        self.inquiry.with_user(self.clerk).action_undo_held()
        self.assertFalse(self.candidate.decision)
        self.candidate.action_staff()
        self.inquiry.with_user(self.clerk).action_carry_out()
        self.assertEqual(self.ulla.parent_id, self.inquiry.partner_id)

    def test_the_company_that_is_known_is_used(self):
        firm = self.make_partner(name=FIRM, is_company=True, street="Gewerbering 8", zip="24539", city="Neumünster")
        self.candidate.action_staff()
        self.assertEqual((self.inquiry.partner_id, self.inquiry.partner_created), (firm, False))
        self.assertEqual(self.ulla.parent_id, firm)
        self.assertIn("Not taken over: ", self.inquiry.standing["note"])
        again = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "company_name": FIRM, "email": self.inquiry.email}
        )
        self.assertEqual(again._remembered_company(), firm)

    def test_who_has_a_company_stays_there_and_the_inquiry_goes_to_it(self):
        firm = self.make_partner(name="Dachbau Reimers", is_company=True)
        self.ulla.parent_id = firm
        self.assertIn("Dachbau Reimers", self.candidate._choices()[0].help)
        self.candidate.action_staff()
        self.assertEqual((self.inquiry.partner_id, self.ulla.parent_id), (firm, firm))

    def test_a_person_below_a_company_is_written_with_the_clerks_rights(self):
        with self.assertRaises(UserError):
            self.candidate.with_user(self.reader("reader_choices")).action_staff()
        self.assertFalse(self.ulla.parent_id)

    def test_nothing_to_do_with_it_makes_the_company_alone(self):
        self.candidate.action_different()
        self.assertTrue(self.inquiry.partner_id.is_company)
        self.assertFalse(self.ulla.parent_id)
        self.assertEqual(self.candidate.decision_told, "Has Nothing to Do with It")

    def test_of_a_company_is_asked_whether_it_is_the_same(self):
        firm = self.make_partner(name="Reimers Dachbau KG", is_company=True)
        _inquiry, candidate = self.inquire(firm, company_name=FIRM)
        self.assertEqual(
            self.labels(candidate),
            ["The Company Itself", "The Company Itself, New Data …", "Has Nothing to Do with It"],
        )
        self.assertEqual(self.usual(candidate), ["action_same"])

    def test_where_the_company_is_known_its_person_is_not_suggested(self):
        self.candidate.sudo().verdict = "related"
        self.assertEqual(self.usual(self.candidate), [])
        self.assertEqual(len(self.candidate._choices()), 2, "it can still be said")

    def test_the_automation_fills_no_person_with_a_companys_data(self):
        self.ulla.write({"email": False, "mobile": False})
        self.inquiry._link_to(self.candidate.sudo(), "", enrich=True)
        self.assertFalse(self.ulla.email or self.ulla.mobile)


@tagged("post_install", "-at_install")
class TestCouplesAndFamilies(ChoicesCase):
    LABELS = (
        "Belongs to This Contact", "Belongs to This Contact, New Data …", "Own Contact in the Same Household",
        "Has Nothing to Do with It",
    )  # fmt: skip

    def ask(self, row, **prospect):
        partner = self.make_partner(name=row, street="Am Hang 2", zip="50667", city="Köln")
        return self.inquire(partner, email="m@example.org", **prospect)

    def test_one_of_them_belongs_to_their_row(self):
        for row, first, last in (
            ("Familie Kowalczyk", "Monika", "Kowalczyk"),
            ("Hanna und Detlef Mühlbauer", "Detlef", "Mühlbauer"),
            ("Detlef Mühlbauer", "Hanna und Detlef", "Mühlbauer"),
        ):
            with self.subTest(row):
                _inquiry, candidate = self.ask(row, first_name=first, last_name=last)
                self.assertEqual(self.labels(candidate), list(self.LABELS))
                told = {choice.method: choice.help for choice in candidate._choices()}
                self.assertTrue(told["action_same"] and told["action_household"], "each says what it does")
                self.assertEqual(self.usual(candidate), ["action_same"])

    def test_a_decision_is_noted_in_the_words_of_its_button(self):
        inquiry, candidate = self.ask("Familie Kowalczyk", first_name="Monika", last_name="Kowalczyk")
        candidate.action_same()
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", candidate.partner_id))
        self.assertEqual(candidate.decision_told, "Belongs to This Contact")
        notes = " ".join(filter(None, inquiry.trace_ids.mapped("note")))
        self.assertIn("Belongs to This Contact: Familie Kowalczyk", notes)
        self.assertEqual(candidate.partner_id.name, "Familie Kowalczyk")

    def test_an_own_contact_is_linked_with_theirs(self):
        inquiry, candidate = self.ask("Hanna und Detlef Mühlbauer", first_name="Detlef", last_name="Mühlbauer")
        candidate.action_household()
        self.assertEqual(inquiry.partner_id.name, "Detlef Mühlbauer")
        self.assertEqual(inquiry.partner_id.anfrage_household_ids, candidate.partner_id)
        self.assertEqual(candidate.decision_told, "Own Contact in the Same Household")

    def test_two_people_are_asked_about_as_people(self):
        _inquiry, candidate = self.ask("Detlef Mühlbauer", first_name="Detlef", last_name="Mühlbauer")
        self.assertEqual(
            self.labels(candidate),
            ["Same Person", "Same Person, New Data …", "Same Household", "Different Person"],
        )

    def test_of_one_that_is_only_possible_or_no_longer_alike_nothing_is_suggested_in_haste(self):
        inquiry, candidate = self.ask("Detlef Mühlbauer", first_name="Detlef", last_name="Mühlbauer")
        for verdict, usual in (("possible", []), ("related", ["action_different"])):
            candidate.sudo().verdict = verdict
            self.assertEqual(self.usual(candidate), usual)
        self.assertEqual([one.method for one in candidate._choices(alike=False) if one.primary], ["action_different"])
        self.assertFalse(inquiry.partner_id)

    def test_what_none_of_them_is_called_follows_the_candidates(self):
        inquiry, candidate = self.ask("Familie Kowalczyk", first_name="Monika", last_name="Kowalczyk")

        def label():
            return {action["name"]: action["label"] for action in inquiry._preview_actions()}["not_duplicate"]

        self.assertEqual(label(), "Has Nothing to Do with It", "one act has one name")
        other = self.make_partner(name="Monika Kowalczyk")
        candidate.sudo().copy({"partner_id": other.id})
        self.assertEqual(label(), "None of Them")


@tagged("post_install", "-at_install")
class TestEmployer(ChoicesCase):
    NAME = "Steinhoff Elektrotechnik GmbH"

    def setUp(self):
        super().setUp()
        self.firm = self.make_partner(
            name=self.NAME,
            is_company=True,
            email="info@steinhoff.example",
            street="Werkstr. 1",
            zip="50667",
            city="Köln",
        )

    def create_contact(self, **values):
        inquiry = self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "property_id": self.property.id,
                "first_name": "Torsten",
                "last_name": "Behnke",
                "email": "t.behnke@steinhoff.example",
                "company_name": self.NAME,
                "next_step": "duplicate_check",
                **values,
            }
        )
        inquiry._run()
        self.assertEqual(inquiry.state, "done")
        return inquiry, inquiry.partner_id

    def test_who_names_a_known_company_is_put_below_it(self):
        inquiry, contact = self.create_contact()
        self.assertEqual((contact.parent_id, contact.company_name), (self.firm, False))
        self.assertIn(contact, self.firm.child_ids)
        candidate = inquiry.duplicate_ids
        self.assertEqual((candidate.partner_id, candidate.decision), (self.firm, "employee"))
        self.assertEqual(inquiry.state, "done", "without a question")

    def test_a_private_address_stays_and_does_not_become_the_companys(self):
        inquiry, contact = self.create_contact(street="Gartenweg 7", zip="50823", city="Köln")
        self.assertEqual((contact.parent_id, contact.type), (self.firm, "other"))
        self.assertEqual((contact.street, self.firm.street), ("Gartenweg 7", "Werkstr. 1"))
        self.firm.street = "Werkstr. 99"
        self.assertEqual(contact.street, "Gartenweg 7")
        again = inquiry.copy({"partner_id": False})
        self.assertEqual(self.env["res.partner"]._anfrage_known_by_email(again), contact, "a person, no address")

    def test_a_company_without_an_address_does_not_get_the_private_one(self):
        self.firm.write({"street": False, "zip": False, "city": False})
        _inquiry, contact = self.create_contact(street="Gartenweg 7", zip="50823", city="Köln")
        self.assertEqual((contact.parent_id, contact.street), (self.firm, "Gartenweg 7"))
        self.assertFalse(self.firm.street or self.firm.zip or self.firm.city)

    def test_who_gives_the_companys_address_shares_it(self):
        town = {"zip": "50667", "city": "Köln"}
        for first, last, street in (("Torsten", "Behnke", "Werkstraße 1"), ("Ayla", "Yıldız", False)):
            with self.subTest(street):
                _inquiry, contact = self.create_contact(
                    first_name=first, last_name=last, email=f"{first}@steinhoff.example", street=street, **town
                )
                self.assertEqual((contact.parent_id, contact.type), (self.firm, "contact"))

    def test_what_is_not_certain_is_asked_for_afterwards(self):
        other = self.make_partner(name=self.NAME, is_company=True)
        inquiry, contact = self.create_contact(email="torsten@gmx.example", phone="0221 4711")
        self.assertFalse(contact.parent_id)
        self.assertEqual(contact.company_name, self.NAME)
        candidates = inquiry.duplicate_ids.with_user(self.clerk)
        self.assertEqual(candidates.partner_id, self.firm | other)
        for candidate in candidates:
            self.assertEqual(self.labels(candidate), ["Works There"])
        chosen = candidates.filtered(lambda candidate: candidate.partner_id == other)
        chosen.action_employee()
        self.assertEqual((contact.parent_id, inquiry.state), (other, "done"))
        self.assertFalse([choice for candidate in candidates for choice in candidate._choices()])
        self.assertTrue(chosen.can_undo)
        chosen.action_undo()
        self.assertEqual((contact.parent_id.id, contact.company_name), (False, self.NAME))
        self.assertEqual(self.labels(chosen), ["Works There"])

    def test_a_link_made_without_a_question_can_be_taken_back(self):
        inquiry, contact = self.create_contact(street="Gartenweg 7", zip="50823", city="Köln")
        candidate = inquiry.duplicate_ids.with_user(self.clerk)
        self.assertTrue(candidate.can_undo)
        candidate.action_undo()
        self.assertEqual((contact.parent_id.id, contact.type, contact.street), (False, "contact", "Gartenweg 7"))
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", contact), "the rest stays")

    def test_a_link_is_taken_back_with_the_clerks_rights(self):
        inquiry, contact = self.create_contact(street="Gartenweg 7", zip="50823", city="Köln")
        with self.assertRaises(AccessError):
            inquiry.duplicate_ids.with_user(self.reader("reader_undo")).action_undo()
        self.assertEqual(contact.parent_id, self.firm)

    def test_of_whom_is_still_under_way_nothing_is_said_afterwards(self):
        self.make_partner(name=self.NAME, is_company=True)
        inquiry, _contact = self.create_contact(email="torsten@gmx.example", phone="0221 4711")
        candidate = inquiry.duplicate_ids[:1].with_user(self.clerk)
        self.assertTrue(candidate._choices())
        self.assertFalse(candidate.with_user(self.reader("reader_later"))._choices(), "nor by who may not write it")
        inquiry.state = "waiting"
        self.assertFalse(candidate._choices())

    def test_a_decision_taken_back_takes_its_consequence_along(self):
        namesake = self.make_partner(name="Torsten Behnke", phone="0221 4711")
        inquiry, candidate = self.inquire(
            namesake, first_name="Torsten", last_name="Behnke", company_name=self.NAME, email="t@steinhoff.example"
        )
        candidate.action_different()
        self.assertEqual(inquiry.partner_id.parent_id, self.firm)
        candidate.action_undo()
        self.assertFalse([one.decision for one in inquiry.duplicate_ids if one.decision])

    def test_only_companies_that_the_main_user_may_see(self):
        self.firm.company_id = self.env["res.company"].create({"name": "Other"})
        inquiry, contact = self.create_contact()
        self.assertFalse(contact.parent_id or inquiry.duplicate_ids)

    def test_a_rule_of_visibility_holds(self):
        self.env["ir.rule"].create(
            {
                "name": "not this one",
                "model_id": self.env.ref("base.model_res_partner").id,
                "groups": [(4, self.env.ref("anfragemanager.group_user").id)],
                "domain_force": f"[('id', '!=', {self.firm.id})]",
            }
        )
        self.env["ir.rule"].search(
            [("model_id.model", "=", "res.partner"), ("groups", "in", self.clerk.all_group_ids.ids)]
        ).filtered(lambda rule: rule.name != "not this one").active = False
        inquiry, contact = self.create_contact(email="torsten@gmx.de")
        self.assertFalse(contact.parent_id or inquiry.duplicate_ids)

    def test_nobody_is_put_below_our_own_company(self):
        self.company.partner_id.write({"name": "Testmakler Immobilien GmbH", "email": False})
        _inquiry, contact = self.create_contact(company_name="Testmakler Immobilien GmbH", email="b@gmx.example")
        self.assertFalse(contact.parent_id)

    def test_what_a_person_denied_is_not_linked(self):
        inquiry, candidate = self.inquire(
            self.firm, first_name="Torsten", last_name="Behnke", company_name=self.NAME, email="t@steinhoff.example"
        )
        candidate.action_different()
        self.assertFalse(inquiry.partner_id.parent_id)
        self.assertEqual(inquiry.partner_id.company_name, self.NAME)

    def test_without_the_check_nothing_is_compared(self):
        self.mailbox.duplicate_check = False
        inquiry, contact = self.create_contact()
        self.assertFalse(contact.parent_id or inquiry.duplicate_ids)

    def test_none_of_them_says_nothing_of_a_company_nobody_was_asked_about(self):
        namesake = self.make_partner(name="Torsten Behnke", phone="0221 4711")
        inquiry, _candidate = self.inquire(
            namesake, first_name="Torsten", last_name="Behnke", company_name=self.NAME, email="t@steinhoff.example"
        )
        related = inquiry.duplicate_ids.create(
            {"inquiry_id": inquiry.id, "partner_id": self.firm.id, "verdict": "related"}
        )
        inquiry.with_user(self.clerk).action_not_duplicate()
        self.assertEqual(related.decision, "employee")
        self.assertEqual(inquiry.partner_id.parent_id, self.firm)
