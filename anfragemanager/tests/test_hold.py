"""A decision waits a moment, and can be taken back until then; what a clerk does to many, by hand and by phone."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestHold(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.company.anfrage_hold_seconds = 60
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        self.known = self.make_partner(
            name="Jördis Mueller-Weiss", phone="030/2312500", street="Öderstr. 1", zip="50667", city="Köln"
        )
        self.inquiry = self.deliver(self.portal_mail())
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("aborted", "duplicate"))
        self.candidate = self.inquiry.duplicate_ids.with_user(self.clerk)

    def test_nothing_happens_for_a_minute(self):
        self.candidate.action_household()
        self.assertTrue(self.inquiry.is_held)
        self.assertFalse(self.inquiry.needs_person)
        self.assertIn(self.known.name, self.inquiry.with_user(self.clerk).standing["note"], "what was decided")
        self.work()
        self.assertTrue(self.inquiry.is_held)
        self.assertFalse(self.inquiry.partner_id)
        self.assertFalse(self.sent_to("joerdis@example.org"))
        with freeze_time(fields.Datetime.now() + timedelta(seconds=61)):
            self.work()
        self.assertEqual((self.inquiry.state, self.inquiry.partner_created), ("done", True))
        self.assertTrue(self.sent_to("joerdis@example.org"))
        self.assertFalse(self.inquiry.is_held)

    def test_taking_back_leaves_no_trace_of_it(self):
        self.candidate.action_same()
        self.assertEqual(self.inquiry.partner_id, self.known)
        told = [("model", "=", self.inquiry._name), ("message_type", "=", "user_notification")]
        before = self.env["mail.message"].search_count(told)
        self.inquiry.with_user(self.clerk).action_undo_held()
        self.assertEqual(self.env["mail.message"].search_count(told), before, "nobody is told of the task again")
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("aborted", "duplicate"))
        self.assertFalse(self.inquiry.partner_id or self.candidate.decision or self.inquiry.duplicate_decided)
        self.assertTrue(self.inquiry.activity_ids, "the task is back")
        with freeze_time(fields.Datetime.now() + timedelta(seconds=120)):
            self.work()
        self.assertEqual(self.inquiry.state, "aborted")
        self.assertFalse(self.sent_to("joerdis@example.org"))

    def choose_one_who_is_deleted(self):
        self.candidate.action_same()
        self.known.unlink()
        self.inquiry.invalidate_recordset()
        with freeze_time(fields.Datetime.now() + timedelta(seconds=61)):
            self.work()
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("aborted", "duplicate"))

    def test_a_contact_deleted_meanwhile_is_looked_for_again(self):
        twin = self.make_partner(
            name="Jördis Mueller-Weiss", phone="030/2312500", street="Öderstr. 1", zip="50667", city="Köln"
        )
        self.choose_one_who_is_deleted()
        self.assertEqual(self.inquiry.duplicate_ids.partner_id, twin)
        self.assertFalse(self.inquiry.partner_id)

    def test_a_contact_deleted_meanwhile_is_not_made_anew_without_a_word(self):
        self.choose_one_who_is_deleted()
        self.assertTrue(self.inquiry.reason_note, "why it is asked again")
        self.assertEqual(self.inquiry.with_user(self.clerk).primary_action, "retry")

    def test_data_taken_over_is_given_back(self):
        action = self.candidate.action_same_update()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        wizard.action_take_over()
        self.assertEqual(self.known.email, "joerdis@example.org")
        standing = self.inquiry.with_user(self.clerk).standing
        self.assertIn("changed already", standing["title"], "who opens the contact now sees the new address")
        self.assertRegex(standing["note"], r"Taken over already: .*Email")
        self.candidate.action_undo()
        self.assertFalse(self.known.email)
        self.assertEqual(self.inquiry.reason, "duplicate")

    def test_statements_that_the_contact_does_not_get_are_named(self):
        self.candidate.action_same()
        shown = self.inquiry.with_user(self.clerk)
        self.assertRegex(shown.standing["note"], r"Not taken over: .*Email")
        self.assertIn("nothing is created or sent", shown.standing["title"])
        shown.action_carry_out()
        self.assertEqual(shown.state, "done")
        self.assertRegex(shown.standing["note"], r"Not taken over: .*Email")
        self.assertRegex("".join(map(str, shown.message_ids.mapped("body"))), r"Not taken over: .*Email")
        self.known.write({"email": shown.email, "name": "Jördis Müller-Weiß"})
        shown.invalidate_recordset()
        self.assertNotIn("Email", shown.standing["note"], "written by hand since")

    def test_neither_way_to_say_no_asks_back(self):
        actions = {button["name"]: button for button in self.inquiry.with_user(self.clerk)._preview_actions()}
        self.assertFalse(actions["not_duplicate"]["question"], "it can be taken back, as a candidate's button can")

    def questions(self, inquiry):
        actions = inquiry.with_user(self.clerk)._preview_actions()
        return {button["name"] for button in actions if button["question"]}

    def test_what_can_be_taken_back_is_not_asked_about(self):
        self.mailbox.confirm_email = True
        waiting = self.deliver(self.portal_mail(2, email="b@example.org", last="Adler", phone="", street=""))
        self.assertEqual(waiting.state, "waiting")
        self.assertIn("continue_unconfirmed", waiting.with_user(self.clerk).possible_actions)
        self.assertEqual(self.questions(waiting), {"stop"}, "what is stopped cannot be taken back so")
        waiting.with_user(self.clerk).action_continue()
        self.assertTrue(waiting.is_held)
        waiting.with_user(self.clerk).action_undo_held()
        self.assertEqual((waiting.state, waiting.next_step), ("waiting", "confirmation"))
        self.company.anfrage_hold_seconds = 0
        self.assertEqual(self.questions(waiting), {"stop", "continue_unconfirmed"}, "nothing could be taken back")

    def test_an_expose_sent_again_is_asked_about_where_it_cannot_be_taken_back(self):
        self.candidate.action_same()
        self.inquiry.with_user(self.clerk).action_carry_out()
        self.send_queue()
        self.inquiry.invalidate_recordset()
        self.assertIn("send_expose_again", self.inquiry.with_user(self.clerk).possible_actions)
        self.assertFalse(self.questions(self.inquiry))
        self.company.anfrage_hold_seconds = 0
        self.assertEqual(self.questions(self.inquiry), {"send_expose_again"})

    def test_of_many_exposes_likewise(self):
        view = self.env.ref("anfragemanager.inquiry_view_list").id

        def asks():
            Inquiry = self.env["anfragemanager.inquiry"].with_user(self.clerk)
            arch = etree.fromstring(Inquiry.get_view(view, "list")["arch"])
            return [button.get("confirm") for button in arch.iterfind("header/button[@name='action_send_expose']")]

        self.assertEqual(asks(), [None])
        self.company.anfrage_hold_seconds = 0
        self.assertTrue(all(asks()))

    def test_the_button_of_the_candidate_and_not_a_duplicate(self):
        self.inquiry.with_user(self.clerk).action_not_duplicate()
        self.assertTrue(self.inquiry.is_held)
        self.candidate.action_undo()
        self.assertEqual(self.inquiry.reason, "duplicate")
        self.inquiry.with_user(self.clerk).action_not_duplicate()
        self.inquiry.with_user(self.clerk).action_carry_out()
        self.assertEqual(self.inquiry.state, "done")
        with self.assertRaisesRegex(UserError, "carried out"):
            self.inquiry.with_user(self.clerk).action_undo_held()

    def test_an_assigned_contact_is_held_too(self):
        self.env["anfragemanager.assign"].with_user(self.clerk).create(
            {"inquiry_id": self.inquiry.id, "what": "partner", "partner_id": self.known.id}
        ).action_assign()
        self.assertTrue(self.inquiry.is_held)
        self.assertEqual(self.inquiry.with_user(self.clerk).primary_action, "undo_held")
        self.inquiry.with_user(self.clerk).action_undo_held()
        self.assertFalse(self.inquiry.partner_id)

    def later(self):
        return freeze_time(fields.Datetime.now() + timedelta(seconds=61))

    def test_an_expose_sent_now_can_be_taken_back(self):
        inquiry = self.inquiry
        inquiry.with_user(self.clerk).action_send_expose()
        self.assertTrue(inquiry.is_held)
        with self.assertRaisesRegex(UserError, "Undo it first"):
            inquiry.with_user(self.clerk).action_send_expose()
        inquiry.with_user(self.clerk).action_undo_held()
        with self.later():
            self.work()
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))
        self.assertFalse(self.sent_to("joerdis@example.org"))

    def test_what_a_person_wants_sent_is_sent_after_the_minute_whatever_the_mailbox_says(self):
        self.mailbox.send_expose = False
        inquiry = self.inquiry
        inquiry.with_user(self.clerk).action_send_expose()
        with self.later():
            self.work()
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)
        inquiry.with_user(self.clerk).action_send_expose()
        self.assertTrue(inquiry.is_held)
        inquiry.with_user(self.clerk).action_undo_held()
        self.assertEqual(inquiry.state, "done", "as it stood before")
        inquiry.with_user(self.clerk).action_send_expose()
        inquiry.with_user(self.clerk).action_carry_out()
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 2)

    def test_continuing_and_creating_the_address_wait_as_well(self):
        for method in ("action_continue", "action_create_address"):
            with self.subTest(method):
                getattr(self.inquiry.with_user(self.clerk), method)()
                self.assertTrue(self.inquiry.is_held)
                self.inquiry.with_user(self.clerk).action_undo_held()
                self.assertEqual((self.inquiry.reason, self.inquiry.duplicate_decided), ("duplicate", False))
                self.assertFalse(self.inquiry.partner_id)

    def test_an_assigned_property_and_its_learnt_number_are_taken_back(self):
        inquiry = self.deliver(self.portal_mail(reference="XX-1", scout="998877665"))
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        wizard = {"inquiry_id": inquiry.id, "what": "property", "property_id": self.property.id}
        self.env["anfragemanager.assign"].with_user(self.clerk).create(wizard).action_assign()
        learnt = [("external_id", "=", "998877665")]
        self.assertTrue(inquiry.is_held)
        self.assertTrue(self.env["anfragemanager.listing"].search(learnt))
        inquiry.with_user(self.clerk).action_undo_held()
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        self.assertFalse(inquiry.property_id)
        self.assertFalse(self.env["anfragemanager.listing"].search(learnt))
        self.env["anfragemanager.assign"].with_user(self.clerk).create(wizard).action_assign()
        with self.later():
            self.work()
        self.assertEqual(inquiry.property_id, self.property)

    def test_in_a_dry_run_nothing_has_to_wait(self):
        self.mailbox.dry_run = True
        inquiry = self.deliver(self.portal_mail(reference="XX-1", scout="1"))
        self.assertIn(" done_by_hand ", inquiry.possible_actions)
        inquiry.with_user(self.clerk).action_continue()
        self.assertFalse(inquiry.is_held)
        inquiry._close_by_hand("Angerufen")
        self.assertEqual((inquiry.state, inquiry.reason), ("done", "by_hand"))


@tagged("post_install", "-at_install")
class TestByHand(common.FlowCase):
    STOPS = ("no_property", "alias_email", "undeliverable", "unsure", "on_hold", "spoofed", "error", "too_old")

    def make(self, **values):
        data = {"mailbox_id": self.mailbox.id, "last_name": "Muster", "email": "m@example.org", **values}
        return self.env["anfragemanager.inquiry"].create(data)

    def test_every_stop_can_be_closed_with_a_note(self):
        stopped = self.env["anfragemanager.inquiry"].union(
            *(self.make(state="aborted", reason=reason) for reason in self.STOPS),
            self.make(state="expired", reason="not_confirmed"),
            self.make(state="ignored", reason="property_inactive"),
            self.make(state="waiting", next_step="confirmation"),
        )
        for inquiry in stopped:
            self.assertIn(" done_by_hand ", inquiry.possible_actions)
        action = stopped.with_user(self.clerk).action_done_by_hand()
        dialog = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"])
        dialog.create({"note": "Angerufen"}).action_close()
        self.assertEqual(set(stopped.mapped("state")), {"done"})
        self.assertEqual(set(stopped.mapped("reason")), {"by_hand"})
        self.assertEqual(set(stopped.mapped("reason_note")), {"Angerufen"})
        self.assertEqual(set(stopped.mapped("state_text")), {"Completed by Hand"})
        self.assertFalse(any(stopped.mapped("needs_person")))
        self.assertFalse(self.automatic_mails())

    def test_taken_up_again(self):
        inquiry = self.deliver(self.portal_mail(reference="XX-1", scout="1"))
        inquiry._close_by_hand("irrtümlich")
        self.assertEqual(inquiry.with_user(self.clerk).primary_action, "take_up")
        inquiry.with_user(self.clerk).action_retry()
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))

    def test_a_mass_action_reports_each(self):
        stopped, completed = self.make(state="aborted", reason="on_hold"), self.make(state="done")
        action = (stopped | completed).with_user(self.clerk).action_stop()
        report = self.env[action["res_model"]].browse(action["res_id"])
        lines = {line.inquiry_id: line for line in report.line_ids}
        self.assertTrue(lines[stopped].ok)
        self.assertFalse(lines[completed].ok)
        self.assertIn("completed already", lines[completed].text)
        self.assertEqual((report.done_count, report.refused_count), (1, 1))

    def test_refusals_say_why_and_change_nothing(self):
        inquiry = self.make(state="aborted", reason="no_property")
        for method, why in (("action_send_expose", "property"), ("action_undo_held", "carried out")):
            with self.subTest(method), self.assertRaisesRegex(UserError, why):
                getattr(inquiry.with_user(self.clerk), method)()
        self.assertEqual(inquiry.reason, "no_property")

    def test_answering_many(self):
        one, other = self.make(lang="de_DE", property_id=self.property.id), self.make(email="o@example.org")
        same, silent = self.make(), self.make(email=False)
        inquiries = one | other | same | silent
        wizard = self.env["anfragemanager.answer"].with_user(self.clerk)
        wizard = wizard.create({"inquiry_ids": inquiries.ids, "text": "Ja, <b>noch frei</b>.", "close": True})
        report = self.env["anfragemanager.mass.report"].browse(wizard.action_send()["res_id"])
        self.assertEqual(report.refused_count, 1)
        (mail,) = self.sent_to("m@example.org")
        self.assertIn("&lt;b&gt;noch frei", mail["body"])
        self.assertEqual(len(self.sent_to("o@example.org")), 1)
        self.assertEqual(set((one | other | same).mapped("reason")), {"by_hand"})
        self.assertTrue(one.answered_at)

    def test_an_answer_to_many_is_looked_at_before_it_goes(self):
        values = {"lang": "de_DE", "salutation": "mrs", "last_name": "Öztürk", "property_id": self.property.id}
        inquiries = self.make(**values) | self.make(**values) | self.make(**values, email="o@example.org")
        inquiries |= self.make(email=False, last_name="Stumm")
        wizard = self.env["anfragemanager.answer"].with_user(self.clerk)
        wizard = wizard.create({"inquiry_ids": inquiries.ids})
        with self.assertRaises(UserError):
            wizard.action_look()
        wizard.text = "Ja, <b>noch frei</b>."
        wizard.action_look()
        self.assertTrue(wizard.looking)
        self.assertEqual(wizard.count, 2, "one mail a person")
        self.assertIn("Öztürk", wizard.recipients)
        self.assertIn("Stumm", wizard.left_out)
        self.assertIn(self.property.name, wizard.subject)
        for part in ("Öztürk", "&lt;b&gt;noch frei", self.clerk.name):
            self.assertIn(part, str(wizard.body))
        self.assertFalse(self.sent_to("m@example.org"))
        wizard.action_write()
        self.assertFalse(wizard.looking or wizard.body)
        wizard.action_send()
        (mail,) = self.sent_to("m@example.org")
        self.assertIn("Öztürk", mail["body"])

    def test_a_template_with_a_link_of_the_automation_is_not_offered(self):
        wizard = self.env["anfragemanager.answer"].with_user(self.clerk).create({"inquiry_ids": self.make().ids})
        self.assertNotIn(self.mailbox.expose_template_id, wizard.allowed_template_ids)
        wizard.template_id = self.mailbox.expose_template_id
        with self.assertRaises(UserError):
            wizard.action_send()

    def test_a_phone_has_the_menu_for_what_a_clerk_selected(self):
        Inquiry = self.env["anfragemanager.inquiry"].with_user(self.clerk)
        offered = Inquiry.get_views([[False, "kanban"]], {"toolbar": True})["views"]["kanban"]["toolbar"]["action"]
        self.assertTrue(offered, "without an entry Odoo hides the buttons, too")
        action = self.env["ir.actions.server"].browse(offered[0]["id"]).with_user(self.clerk)
        inquiries = self.make() | self.make()
        context = {"active_model": inquiries._name, "active_ids": inquiries.ids, "active_id": inquiries[0].id}
        self.assertEqual(action.with_context(**context).run()["context"]["default_inquiry_ids"], inquiries.ids)

    def test_handing_over(self):
        colleague = self.clerk.copy({"login": "colleague", "email": "c@testmakler.example"})
        stranger = self.clerk.copy({"login": "stranger", "email": "s@testmakler.example"})
        other = self.env["res.company"].create({"name": "Andere"})
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        inquiry = self.deliver(self.portal_mail(email=""))
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        Dialog = self.env["anfragemanager.hand.over"].with_user(self.clerk)
        Dialog.create({"inquiry_ids": inquiry.ids, "user_id": colleague.id}).action_hand_over()
        self.assertEqual(inquiry.activity_ids.user_id, colleague)
        with self.assertRaises(UserError):
            Dialog.create({"inquiry_ids": inquiry.ids, "user_id": stranger.id}).action_hand_over()

    def test_blocking_a_sender(self):
        inquiry = self.deliver(self.portal_mail(email="jm@firma-mueller.example", reference="XX-1", scout="1"))
        Dialog = self.env["anfragemanager.block"].with_user(self.clerk)
        Dialog.create({"inquiry_ids": inquiry.ids, "scope": "domain"}).action_block()
        again = self.deliver(self.portal_mail(2, email="other@firma-mueller.example"))
        self.assertEqual((again.state, again.reason), ("aborted", "excluded_address"))
        with self.assertRaisesRegex(UserError, "already"):
            Dialog.create({"inquiry_ids": inquiry.ids, "scope": "domain"}).action_block()
        free = self.make(email="jemand@gmail.com")
        with self.assertRaisesRegex(UserError, "Everybody"):
            Dialog.create({"inquiry_ids": free.ids, "scope": "domain"}).action_block()

    def enter(self, **values):
        data = {"mailbox_id": self.mailbox.id, "property_id": self.property.id, "last_name": "Anruf", **values}
        action = self.env["anfragemanager.enter"].with_user(self.clerk).create(data).action_enter()
        return self.env["anfragemanager.inquiry"].browse(action["res_id"])

    def test_an_inquiry_by_phone_goes_the_same_way(self):
        inquiry = self.enter(email="anruf@example.org", first_name="Anna")
        self.assertEqual((inquiry.state, inquiry.partner_created), ("done", True))
        self.assertEqual(len(self.sent_to("anruf@example.org")), 1)
        self.assertEqual((inquiry.channel, inquiry.entered_by_id), ("phone", self.clerk))

    def test_confirmation_only_if_wanted(self):
        inquiry = self.enter(email="anruf@example.org", ask_confirmation=True)
        self.assertEqual(inquiry.state, "waiting")

    def test_without_an_address_only_the_contact_is_created(self):
        inquiry = self.enter(phone="0221 4710322")
        self.assertEqual((inquiry.state, inquiry.reason, inquiry.partner_created), ("done", "no_expose", True))

    def test_refusals_of_the_dialog(self):
        for values, why in (
            ({"phone": False}, "phone number or an e-mail"),
            ({"phone": "1", "last_name": False}, "name"),
            ({"phone": "0221 4710322", "ask_confirmation": True}, "confirmed"),
        ):
            with self.subTest(why), self.assertRaisesRegex(UserError, why):
                self.enter(**values)

    def test_the_property_must_be_marketed_as_for_every_inquiry(self):
        self.property.marketing_state = "closed"
        self.assertEqual(self.enter(email="anruf@example.org").reason, "property_inactive")
