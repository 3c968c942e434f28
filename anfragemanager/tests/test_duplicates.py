"""The duplicate check in the database: keys, look-up, and a person's decisions."""

from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestKeys(common.FlowCase):
    def keys(self, partner):
        self.env.flush_all()
        return set(self.env["anfragemanager.match.key"].search([("partner_id", "=", partner.id)]).mapped("key"))

    def test_keys_follow_the_contact(self):
        partner = self.make_partner(name="Hans Müller", phone="030 2312500", zip="50667", city="Köln")
        before = self.keys(partner)
        self.assertTrue(before)
        partner.phone = "0221 998877"
        after = self.keys(partner)
        self.assertNotEqual(before, after)
        partner.unlink()
        self.assertFalse(self.keys(partner))

    def test_merge_keeps_the_keys_right(self):
        one = self.make_partner(name="Hans Müller", email="hans@example.org", phone="030 2312500")
        two = self.make_partner(name="Hans Mueller", email="hans@example.org", phone="0221 998877")
        self.env["base.partner.merge.automatic.wizard"]._merge([one.id, two.id], one)
        self.assertFalse(two.exists())
        found = self.env["anfragemanager.match.key"].search([("key", "=like", "e:hans@example.org%")])
        self.assertEqual(found.partner_id, one)

    def test_large_import_is_prepared_in_the_background(self):
        self.env.ref("anfragemanager.cron_keys").method_direct_trigger()
        partners = self.env["res.partner"].create(
            [{"name": "Hans Müller", "zip": f"50{number:03}", "city": "Köln"} for number in range(300)]
        )
        self.assertFalse(self.env["anfragemanager.match.key"].search([("partner_id", "in", partners.ids)]))
        done, total = self.env["res.partner"]._anfrage_key_progress()
        self.assertEqual(total - done, 300)
        self.env.ref("anfragemanager.cron_keys").method_direct_trigger()
        self.assertEqual(self.env["res.partner"]._anfrage_key_progress(), (0, 0))
        keyed = self.env["anfragemanager.match.key"].search([("partner_id", "in", partners.ids)]).partner_id
        self.assertEqual(keyed, partners)

    def test_lookup_reads_the_index_only(self):
        """The number of queries does not depend on the address book."""
        inquiry = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "first_name": "Hans", "last_name": "Müller", "email": "h@example.org",
             "zip": "50667", "city": "Köln", "street": "Domstr. 1"}
        )  # fmt: skip
        self.make_partner(name="Hans Müller", zip="50667", city="Köln", street="Domstr. 1")
        self.env.flush_all()
        self.env["res.partner"]._anfrage_find_duplicates(inquiry)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.env["res.partner"]._anfrage_find_duplicates(inquiry)


@tagged("post_install", "-at_install")
class TestDecisions(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        self.known = self.make_partner(
            name="Jördis Mueller-Weiss", phone="030/2312500", street="Öderstr. 1", zip="50667", city="Köln"
        )

    def stopped(self, number=1, **values):
        inquiry = self.deliver(self.portal_mail(number, **values))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))
        candidate = inquiry.duplicate_ids.filtered(lambda candidate: candidate.partner_id == self.known)
        return inquiry, candidate.with_user(self.clerk)

    def test_comparison_shows_both_sides(self):
        inquiry, _candidate = self.stopped()
        shown = inquiry.with_user(self.clerk).get_comparison()
        self.assertIn("Jördis Müller-Weiß", shown["prospect"])
        (column,) = shown["candidates"]
        levels = {value["value"]: value["level"] for value in column["values"]}
        self.assertEqual(levels["50667 Köln"], "equal")
        self.assertTrue(column["explanation"])

    def test_people_are_merged_with_people_and_companies_with_companies(self):
        inquiry, candidate = self.stopped()
        firm = self.make_partner(name="Weiss Bau GmbH", is_company=True)
        inquiry.duplicate_ids.create({"inquiry_id": inquiry.id, "partner_id": firm.id, "verdict": "possible"})
        shown = inquiry.with_user(self.clerk)
        self.assertFalse(shown.get_comparison()["can_merge"])
        with self.assertRaises(UserError):
            shown.action_merge_candidates()
        twin = self.make_partner(name="Jördis Müller")
        inquiry.duplicate_ids.create({"inquiry_id": inquiry.id, "partner_id": twin.id, "verdict": "possible"})
        self.assertTrue(shown.get_comparison()["can_merge"])
        action = shown.action_merge_candidates()
        self.assertEqual(set(action["context"]["active_ids"]), {candidate.partner_id.id, twin.id})

    def test_contact_of_another_company_is_neither_found_nor_shown(self):
        self.known.company_id = self.env["res.company"].create({"name": "Other"})
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "done")
        self.assertFalse(inquiry.duplicate_ids)

    def test_archived_contact_is_found(self):
        self.known.active = False
        inquiry, _candidate = self.stopped()
        self.assertTrue(inquiry.get_comparison()["candidates"][0]["archived"])
        self.assertRegex(inquiry.standing["note"], r"\(archiv", "the preview has no table")

    def test_of_a_company_a_decision_is_noted_in_the_words_of_its_button(self):
        inquiry, candidate = self.stopped()
        self.known.is_company = True
        candidate.action_different()
        noted = inquiry.trace_ids.filtered(lambda line: line.outcome == "manual").mapped("note")
        self.assertEqual(noted, [f"Has Nothing to Do with It: {self.known.name}"])
        self.assertEqual(inquiry.get_comparison()["candidates"][0]["decision_label"], "Has Nothing to Do with It")

    def test_a_possible_duplicate_is_not_called_a_probable_one(self):
        inquiry, candidate = self.stopped()
        for verdict, told in (("duplicate", "probably"), ("possible", "may exist")):
            candidate.sudo().verdict = verdict
            inquiry.invalidate_recordset()
            self.assertIn(told, inquiry.standing["title"])

    def test_same_person_is_remembered(self):
        inquiry, candidate = self.stopped()
        candidate.action_same()
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", self.known))
        again = self.deliver(self.portal_mail(2))
        self.assertEqual((again.state, again.partner_id), ("done", self.known), "the same pair is never asked twice")

    def test_the_list_of_undecided_ones_is_what_waits_for_a_decision(self):
        inquiry, candidate = self.stopped()
        neighbour = self.make_partner(name="Otto Kurz", street="Öderstr. 1", zip="50667", city="Köln")
        related = inquiry.duplicate_ids.create(
            {"inquiry_id": inquiry.id, "partner_id": neighbour.id, "verdict": "related"}
        )
        search = etree.fromstring(self.env.ref("anfragemanager.duplicate_view_search").arch)
        domain = literal_eval(search.find(".//filter[@name='open']").get("domain"))
        Duplicate = related.with_user(self.clerk)
        self.assertEqual(Duplicate.search([*domain, ("inquiry_id", "=", inquiry.id)]), candidate)
        self.assertEqual(candidate.action_open_inquiry()["res_id"], inquiry.id)
        candidate.action_same()
        self.assertFalse(Duplicate.search([*domain, ("inquiry_id", "=", inquiry.id)]))

    def test_take_over_chosen_data(self):
        inquiry, candidate = self.stopped()
        action = candidate.action_same_update()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        lines = {line.field: line for line in wizard.line_ids}
        self.assertTrue(lines["email"].take, "filling an empty field loses nothing")
        self.assertFalse(lines["last_name"].take, "overwriting is a person's choice")
        wizard.action_take_over()
        self.assertEqual(inquiry.state, "done")
        self.assertEqual((self.known.email, self.known.name), ("joerdis@example.org", "Jördis Mueller-Weiss"))

    def test_an_employees_own_street_does_not_become_his_companys(self):
        firm = self.make_partner(name="Weiss Bau GmbH", is_company=True)
        self.known.write({"street": False, "zip": False, "city": False, "email": "j.mueller@weiss-bau.example"})
        self.known.parent_id = firm
        inquiry, candidate = self.stopped()
        action = candidate.action_same_update()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        self.assertIn("email", wizard.line_ids.mapped("field"))
        self.assertNotIn("street", wizard.line_ids.mapped("field"))
        inquiry._correct_partner(self.known, ["phone", "street", "zip", "city"])
        inquiry._enrich(self.known)
        self.assertFalse(firm.street or firm.zip or firm.city)
        notes = "".join(map(str, self.known.message_ids.mapped("body")))
        self.assertIn(f"no. {inquiry.id}", notes)
        self.assertNotIn("Öderstr", notes)

    def test_what_is_compared_is_what_both_hold_now(self):
        inquiry, _candidate = self.stopped()
        self.known.write({"street": "Ehrenfeldgürtel 9", "zip": "50823", "phone": False, "mobile": "0171 2345678"})
        (column,) = inquiry.with_user(self.clerk).get_comparison()["candidates"]
        levels = {value["value"]: value["level"] for value in column["values"]}
        self.assertEqual(levels["Ehrenfeldgürtel 9"], "different")
        self.assertEqual(levels["0171 2345678"], "missing", "a landline and a mobile say nothing of each other")
        self.assertNotIn("street same", column["explanation"])
        inquiry.street, inquiry.zip = "Ehrenfeldgürtel 9", "50823"
        (column,) = inquiry.with_user(self.clerk).get_comparison()["candidates"]
        self.assertIn("equal", [value["level"] for value in column["values"] if value["value"] == "Ehrenfeldgürtel 9"])

    def test_a_company_stands_in_the_line_of_companies(self):
        inquiry, candidate = self.stopped()
        candidate.partner_id.write({"is_company": True, "name": "Müller-Weiß Bau GmbH"})
        shown = inquiry.with_user(self.clerk).get_comparison()
        (column,) = shown["candidates"]
        values = dict(zip(shown["fields"], (item["value"] for item in column["values"]), strict=True))
        self.assertEqual((values["Name"], values["Company"]), ("", "Müller-Weiß Bau GmbH"))
        self.assertEqual(column["choices"][0]["label"], "The Company Itself")

    def test_one_decision_holds_for_all_inquiries_of_the_address(self):
        inquiry, candidate = self.stopped()
        other = self.deliver(self.portal_mail(2))
        self.assertEqual((other.state, other.reason), ("aborted", "duplicate"))
        shown = inquiry.with_user(self.clerk).get_comparison()
        self.assertEqual([item["id"] for item in shown["others"]], other.ids)
        candidate.action_different()
        self.assertTrue(inquiry.partner_created)
        self.assertEqual((other.state, other.partner_id, other.partner_created), ("done", inquiry.partner_id, False))
        self.assertFalse(other.activity_ids)

    def test_one_open_question_is_one_task_however_often_they_ask(self):
        inquiry, candidate = self.stopped()
        self.send_queue()
        told = len(self.sent_to(self.clerk.email))
        others = self.deliver(self.portal_mail(2)) | self.deliver(self.portal_mail(3))
        self.assertEqual(others.bundle_id, inquiry)
        self.assertFalse(others.activity_ids or any(others.mapped("needs_person")))
        self.assertEqual(set(others.mapped("state_text")), {"Waits for a Decision"})
        self.assertIn("(3 Anfragen)", inquiry.activity_ids.summary)
        self.assertEqual(len(self.sent_to(self.clerk.email)), told, "the clerk is written to once")
        names = [item["name"] for item in inquiry.with_user(self.clerk).get_comparison()["others"]]
        self.assertEqual(len(names), 2)
        candidate.with_user(self.clerk).action_same()
        self.assertEqual(set((inquiry | others).mapped("state")), {"done"})
        self.assertEqual((inquiry | others).partner_id, self.known)
        decided = others.duplicate_ids
        self.assertEqual(decided.mapped("decision"), ["same", "same"], "the list of decisions shows it for all")
        self.assertEqual(decided.decided_by_id, self.clerk)

    def test_a_question_that_is_deleted_is_asked_by_those_who_waited_with_it(self):
        inquiry, _candidate = self.stopped()
        other = self.deliver(self.portal_mail(2))
        inquiry.unlink()
        self.work()
        self.assertTrue(other.needs_person)
        self.assertTrue(other.activity_ids)

    def test_who_waited_with_one_on_the_waiting_list_is_decided_for_itself(self):
        inquiry, _candidate = self.stopped()
        other = self.deliver(self.portal_mail(2))
        inquiry.with_user(self.clerk).action_waitlist()
        self.assertEqual((inquiry.reason, other.reason, other.bundle_id.id), ("waitlisted", "duplicate", False))
        self.assertTrue(other.needs_person and other.activity_ids)

    def test_who_waited_with_one_that_is_forgotten_is_decided_for_itself(self):
        inquiry, _candidate = self.stopped()
        other = self.deliver(self.portal_mail(2))
        inquiry._anonymize()
        self.work()
        self.assertTrue(other.needs_person and other.activity_ids)

    def test_who_has_another_address_after_all_is_decided_for_itself(self):
        inquiry, candidate = self.stopped()
        other = self.deliver(self.portal_mail(2))
        other.with_user(self.clerk).email = " Joerdis@Example.org"
        self.assertEqual(other.bundle_id, inquiry, "it only is written otherwise")
        other.with_user(self.clerk).email = "joerdis.elsewhere@example.org"
        self.assertFalse(other.bundle_id)
        self.work()
        candidate.action_same()
        self.assertEqual((other.state, other.reason, other.partner_id.id), ("aborted", "duplicate", False))
        self.assertTrue(other.needs_person and other.activity_ids)

    def test_a_country_that_nobody_wrote_is_no_statement(self):
        self.known.write({"country_id": self.env.ref("base.at").id, "street": False})
        inquiry, candidate = self.stopped()
        inquiry.country_id = False  # neither written nor told by postcode and dialling code
        wizard = self.env["anfragemanager.takeover"].with_context(default_duplicate_id=candidate.id).create({})
        self.assertIn("street", wizard.line_ids.mapped("field"))
        self.assertNotIn("country_id", wizard.line_ids.mapped("field"))

    def bundled(self):
        self.mailbox.confirm_email = True
        inquiry, other = (self.deliver(self.portal_mail(number, city="", zip="", street="")) for number in (1, 2))
        self.assertEqual((other.state, other.bundle_id), ("waiting", inquiry))
        inquiry._submit({"street": "Öderstr. 1", "zip": "50667", "city": "Köln"})
        self.assertEqual((inquiry.reason, other.reason), ("duplicate", "duplicate"))
        return inquiry, other.with_user(self.clerk)

    def test_who_waited_with_another_is_decided_with_it(self):
        inquiry, other = self.bundled()
        self.assertFalse(other.needs_person, "one decision, one task")
        self.assertIn(inquiry.display_name, other.standing["title"])
        self.assertEqual((other.primary_action, other.action_compare()["res_id"]), ("compare", inquiry.id))
        inquiry.duplicate_ids.with_user(self.clerk).action_same()
        self.assertEqual((other.state, other.partner_id), ("done", self.known))

    def test_who_waited_with_one_that_is_closed_is_decided_for_itself(self):
        inquiry, other = self.bundled()
        inquiry.with_user(self.clerk)._by_person("_close_by_hand")
        self.assertEqual((other.state, other.reason, other.bundle_id.id), ("aborted", "duplicate", False))
        self.assertEqual(other.duplicate_ids.partner_id, self.known)
        self.assertTrue(other.needs_person)

    def test_who_is_no_longer_alike_is_shown_so(self):
        inquiry, _candidate = self.stopped()
        self.known.write(
            {"name": "Otto Lehmann", "phone": False, "street": "Ring 4", "zip": "80331", "city": "München"}
        )
        (column,) = inquiry.with_user(self.clerk).get_comparison()["candidates"]
        self.assertEqual(column["verdict"], "unlike")

    def test_another_address_waits_for_its_own_decision(self):
        _inquiry, candidate = self.stopped()
        other = self.deliver(self.portal_mail(2, email="somebody.else@example.org"))
        candidate.action_same()
        self.assertEqual((other.state, other.reason), ("aborted", "duplicate"))

    def test_a_confirmed_address_is_not_asked_again(self):
        self.mailbox.confirm_email = True
        inquiry = self.deliver(self.portal_mail(city="", zip="", street=""))
        self.assertEqual(inquiry.state, "waiting")
        inquiry._submit({"street": "Öderstr. 1", "zip": "50667", "city": "Köln"})
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))
        mails = len(self.sent_to("joerdis@example.org"))
        other = self.deliver(self.portal_mail(2, city="", zip="", street=""))
        self.assertEqual((other.state, other.reason), ("aborted", "duplicate"))
        self.assertEqual(other.confirmed_at, inquiry.confirmed_at)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), mails)
        relative = self.deliver(self.portal_mail(4, first="Otto", city="", zip="", street=""))
        self.assertFalse(relative.confirmed_at, "who else has the mailbox confirms for oneself")
        # a link proves the address it was mailed to and nothing else
        stranger = self.deliver(self.portal_mail(3, email="joerdis.weiss@example.org", phone=""))
        self.assertEqual(stranger.state, "waiting")

    def test_an_archived_contact_that_is_recognised_comes_back(self):
        self.known.active = False
        inquiry, candidate = self.stopped()
        candidate.action_same()
        self.assertEqual(inquiry.partner_id, self.known)
        self.assertTrue(self.known.active)
        candidate.action_undo()
        self.assertFalse(self.known.active)

    def test_a_couples_row_keeps_its_name(self):
        self.known.write({"name": "Eheleute Müller-Weiß", "first_name": False, "last_name": "Eheleute Müller-Weiß"})
        _inquiry, candidate = self.stopped()
        action = candidate.action_same_update()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        self.assertTrue(wizard.keeps_name)
        offered = set(wizard.line_ids.mapped("field"))
        self.assertIn("email", offered)
        self.assertFalse(offered & {"anfrage_salutation", "first_name", "last_name", "name"})

    def test_the_preview_of_a_likely_duplicate_offers_the_likely_answer_first(self):
        inquiry, candidate = self.stopped()
        inquiry = inquiry.with_user(self.clerk)
        [likely] = [action for action in inquiry.get_preview()["actions"] if action["primary"]]
        self.assertEqual(
            (likely["model"], likely["id"], likely["method"]), (candidate._name, candidate.id, "action_same")
        )
        self.assertIn("not_duplicate", [action["name"] for action in inquiry.get_preview()["actions"]])
        candidate.sudo().verdict = "possible"
        self.assertNotIn("likely", [action["name"] for action in inquiry.get_preview()["actions"]])

    def test_another_spelling_of_the_street_is_nothing_to_take_over(self):
        inquiry, _candidate = self.stopped()
        for held, is_offered in (("Öderstr. 1", False), ("ÖDERSTRASSE  1", False), ("Öderstr. 1, 2. OG", True)):
            self.known.street = held
            fields_of = [statement.field for statement in self.known._anfrage_statements(inquiry)]
            self.assertEqual("street" in fields_of, is_offered, held)

    def test_a_mobile_stands_beside_the_landline(self):
        self.known.phone = "0221 9003400"
        inquiry, candidate = self.stopped(phone="+49 151 90013401", first="Jördis")
        action = candidate.action_same_update()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        lines = {line.field: line for line in wizard.line_ids}
        self.assertNotIn("phone", lines)
        self.assertTrue(lines["mobile"].take)
        wizard.action_take_over()
        self.assertEqual((self.known.phone, self.known.mobile), ("0221 9003400", "+49 1519 0013401"))
        self.assertEqual(inquiry.state, "done")

    def test_who_works_for_a_company_becomes_its_contact(self):
        self.known.write({"is_company": True, "name": "Müller-Weiß Bau GmbH", "email": False})
        inquiry, candidate = self.stopped(number=1)
        candidate.action_employee()
        self.assertEqual(inquiry.state, "done")
        self.assertEqual((inquiry.partner_id.parent_id, inquiry.partner_id.is_company), (self.known, False))
        again = self.deliver(self.portal_mail(2))
        self.assertEqual(again.partner_id, inquiry.partner_id)

    def test_an_employee_with_an_address_of_ones_own_keeps_it(self):
        self.known.write({"is_company": True, "name": "Müller-Weiß Bau GmbH", "street": "Gewerbering 4"})
        inquiry, candidate = self.stopped()
        candidate.action_employee()
        self.assertEqual(inquiry.partner_id.street, "Öderstraße 1")
        self.assertEqual(self.known.street, "Gewerbering 4")
        self.assertEqual((inquiry.partner_id.parent_id, inquiry.partner_id.type), (self.known, "other"))

    def test_only_who_may_is_offered_to_merge(self):
        inquiry, candidate = self.stopped()
        twin = self.make_partner(name="Jördis Müller-Weiß", phone="030/2312500")
        inquiry.duplicate_ids.create(
            {"inquiry_id": inquiry.id, "partner_id": twin.id, "verdict": "duplicate", "score": 98}
        )
        self.assertTrue(inquiry.with_user(self.clerk).get_comparison()["can_merge"])
        self.known.email = "joerdis.old@example.org"
        self.assertFalse(inquiry.with_user(self.clerk).get_comparison()["can_merge"], "Odoo refuses, even one and none")
        self.assertTrue(inquiry.get_comparison()["can_merge"])
        self.known.email = False
        candidate.action_different()
        self.assertFalse(inquiry.with_user(self.clerk).get_comparison()["can_merge"], "somebody else")

    def test_the_next_task_is_the_one_that_waited_longest(self):
        inquiry, _candidate = self.stopped()
        later = self.deliver(self.portal_mail(2, email="b@example.org"))
        sooner = self.deliver(self.portal_mail(3, email="c@example.org"))
        sooner.date = "2020-01-01"
        clerk = inquiry.with_user(self.clerk)
        self.assertEqual(clerk.action_next()["res_id"], sooner.id)
        (sooner | later).write({"reason": "manual"})
        others = self.env["anfragemanager.inquiry"].search([("needs_person", "=", True), ("id", "!=", inquiry.id)])
        others.write({"reason": "manual"})
        self.assertEqual(clerk.action_next()["tag"], "display_notification")

    def test_same_household_makes_a_related_contact(self):
        inquiry, candidate = self.stopped()
        candidate.action_household()
        self.assertEqual(inquiry.state, "done")
        self.assertNotEqual(inquiry.partner_id, self.known)
        self.assertEqual(inquiry.partner_id.anfrage_household_ids, self.known)
        self.assertEqual(self.known.anfrage_household_ids, inquiry.partner_id)

    def test_undo_until_the_expose_is_sent(self):
        inquiry, candidate = self.stopped()
        candidate.action_different()
        created = inquiry.partner_id
        self.assertEqual(inquiry.state, "done")
        candidate.action_undo()
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))
        self.assertFalse(created.exists())
        self.assertFalse(self.sent_to("joerdis@example.org"), "the waiting exposé is taken back")
        candidate.action_same()
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", self.known))
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)
        with self.assertRaises(UserError):
            candidate.action_undo()

    def test_undo_gives_back_overwritten_data(self):
        _inquiry, candidate = self.stopped()
        action = candidate.action_same_update()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        wizard.line_ids.filtered(lambda line: line.field == "last_name").take = True
        wizard.action_take_over()
        self.assertEqual(self.known.name, "Jördis Müller-Weiß")
        candidate.action_undo()
        self.assertEqual(self.known.name, "Jördis Mueller-Weiss")
        self.assertFalse(self.known.email)

    def test_actions_on_a_hit(self):
        for number, (action, linked) in enumerate([("link", True), ("enrich", True), ("note", False)], 1):
            with self.subTest(action):
                self.mailbox.on_duplicate = self.mailbox.on_possible = action
                inquiry = self.deliver(self.portal_mail(number, email=f"{action}@example.org"))
                self.assertEqual(inquiry.state, "done")
                self.assertEqual(inquiry.partner_id == self.known, linked)
                self.assertEqual(bool(self.known.email), action in ("enrich", "note"))
        notes = "".join(map(str, inquiry.partner_id.message_ids.mapped("body")))
        self.assertIn(f'data-oe-id="{self.known.id}"', notes.replace("'", '"'))
        self.assertNotIn(self.known.name, notes, "a contact tells of nobody else")

    def test_decision_is_taken_once(self):
        _inquiry, candidate = self.stopped()
        candidate.action_same()
        with self.assertRaises(UserError):
            candidate.action_different()

    def test_father_and_son_are_not_the_same(self):
        self.known.write({"name": "Peter Schulz sen.", "phone": "030 777888"})
        inquiry = self.deliver(
            self.portal_mail(
                first="Jan", last="Schulz", salutation="Herr", phone="+49 30 777888", email="jan@example.org"
            )
        )
        self.assertEqual(inquiry.state, "done")
        self.assertNotEqual(inquiry.partner_id, self.known)

    def test_what_the_check_knows_of_a_prospect(self):
        austria = self.env.ref("base.at")
        for stated, known in (
            ({"company_name": "Muster GmbH"}, {"is_company": True, "company": "Muster GmbH"}),
            ({"company_name": "Muster GmbH", "last_name": "Amsel"}, {"is_company": False, "company": "Muster GmbH"}),
            ({"last_name": "Amsel"}, {"is_company": False, "company": "", "country": "DE"}),
            ({"email": "Amsel@Example.org"}, {"is_company": False, "emails": ("amsel@example.org",)}),
            ({"email": "x1@mail.kleinanzeigen.de", "email_is_alias": True}, {"emails": ()}),
            ({"phone": "+4922147110", "mobile": "+491701234567"}, {"phones": ("+4922147110", "+491701234567")}),
            ({"mobile": "+491701234567"}, {"phones": ("+491701234567",)}),
            ({"country_id": austria.id}, {"country": "AT"}),
        ):
            inquiry = self.env["anfragemanager.inquiry"].create({"mailbox_id": self.mailbox.id, **stated})
            person = self.env["res.partner"]._anfrage_person_of(inquiry)
            with self.subTest(stated):
                self.assertEqual({name: getattr(person, name) for name in known}, known)
