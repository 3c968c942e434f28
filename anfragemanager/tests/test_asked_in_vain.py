"""Somebody asks for a property that is reserved, not yet published or gone: a person answers."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import FlowCase


@tagged("post_install", "-at_install")
class TestAskedInVain(FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What is tested is the part that the code says, whatever the catalogue makes of the words around it.
        refusal = cls.env.ref("anfragemanager.mail_template_refusal")
        refusal.with_context(lang="de_DE").body_html = refusal.with_context(lang="en_US").body_html

    def ask(self, marketing_state, number=1, **stated):
        self.property.marketing_state = marketing_state
        return self.deliver(self.portal_mail(number, **stated))

    def offered(self, inquiry):
        return [button["name"] for button in inquiry.with_user(self.clerk)._preview_actions()]

    def test_a_person_sees_it_and_the_agent_has_a_task(self):
        agent = self.clerk.copy({"login": "agent_in_vain", "email": "agent@testmakler.example", "name": "Anna Agent"})
        self.property.user_id = agent
        inquiry = self.ask("reserved")
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "property_inactive"))
        self.assertTrue(inquiry.needs_person)
        self.assertEqual(inquiry.activity_ids.user_id, agent)
        self.assertEqual(inquiry.activity_ids.summary, "Die Immobilie ist reserviert.")
        self.assertEqual(inquiry.state_text, "To Be Answered")
        self.assertEqual(inquiry.standing["level"], "danger")

    def test_who_is_known_is_shown(self):
        partner = self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        self.assertEqual(self.ask("reserved").partner_id, partner)

    def test_the_mailbox_can_let_it_lie(self):
        self.mailbox.task_property_inactive = False
        inquiry = self.ask("reserved")
        self.assertFalse(inquiry.needs_person)
        self.assertFalse(inquiry.activity_ids)

    def test_a_dry_run_asks_nobody_to_answer(self):
        self.mailbox.dry_run = True
        inquiry = self.ask("reserved")
        self.assertEqual(inquiry.reason, "property_inactive")
        self.assertFalse(inquiry.needs_person or inquiry.activity_ids)

    def test_the_suggestion_depends_on_how_it_stands_with_the_property(self):
        inquiry = self.ask("reserved")
        self.assertEqual(self.offered(inquiry)[:2], ["waitlist", "refuse"])
        self.property.marketing_state = "preparation"
        self.assertEqual(self.offered(inquiry)[:3], ["open_property", "waitlist", "refuse"])
        self.assertEqual(inquiry.reason_short, "Property not published yet")
        self.property.marketing_state = "closed"
        self.assertEqual(self.offered(inquiry)[0], "refuse")
        self.property.marketing_state = "active"
        self.assertEqual(self.offered(inquiry)[0], "retry")
        self.assertIn("Retry", inquiry.standing["hint"])

    def test_what_a_source_publishes_is_not_published_here(self):
        inquiry = self.ask("preparation")
        self.assertIn("Publish the property", inquiry.standing["hint"])
        self.property.source_id = self.env["anfragemanager.property.source"].create(
            {"name": "Maklersoft", "company_id": self.company.id, "user_id": self.clerk.id}
        )
        self.assertEqual(self.offered(inquiry)[:2], ["waitlist", "refuse"])
        self.assertIn("retry", self.offered(inquiry))
        self.assertIn("“Maklersoft”), not here", inquiry.standing["hint"])

    def test_whom_no_mail_reaches_is_refused_by_phone(self):
        inquiry = self.ask("closed", email="")
        self.assertEqual(self.offered(inquiry)[0], "done_by_hand")
        self.assertNotIn("refuse", self.offered(inquiry))
        self.assertIn("Call", inquiry.standing["hint"])

    def test_a_refusal_that_waits_is_no_suggestion_to_take_it_back(self):
        self.company.anfrage_hold_seconds = 60
        inquiry = self.ask("closed")
        self.assertIs(inquiry.with_user(self.clerk).action_refuse(), True, "no question where it can be taken back")
        self.assertFalse(inquiry.needs_person)
        self.assertEqual(inquiry.standing["note"], inquiry._refusal_told())
        with self.assertRaises(UserError):
            inquiry.with_user(self.clerk).action_refuse()
        self.assertFalse(any(button["primary"] for button in inquiry.with_user(self.clerk)._preview_actions()))

    def test_the_waiting_list_ends_the_task_and_is_told_when_the_property_is_free(self):
        inquiry = self.ask("reserved")
        inquiry.with_user(self.clerk).action_waitlist()
        self.assertEqual((inquiry.state, inquiry.reason), ("done", "waitlisted"))
        self.assertFalse(inquiry.activity_ids or inquiry.needs_person)
        self.property.marketing_state = "active"
        self.assertEqual(self.property.activity_ids.summary, "Free again: 1 on the waiting list")

    def test_the_waiting_list_of_a_property_in_preparation_is_told_when_it_is_published(self):
        self.ask("preparation").with_user(self.clerk).action_waitlist()
        self.property.marketing_state = "active"
        self.assertEqual(self.property.activity_ids.summary, "Published: 1 on the waiting list")

    def test_off_the_waiting_list_it_waits_for_an_answer_again(self):
        inquiry = self.ask("reserved")
        inquiry.with_user(self.clerk).action_waitlist()
        inquiry.with_user(self.clerk).action_leave_waitlist()
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "property_inactive"))
        self.assertTrue(inquiry.needs_person)
        self.assertTrue(inquiry.activity_ids)

    def test_a_refusal_ends_the_task(self):
        inquiry = self.ask("closed")
        wizard = self.dialog(inquiry)
        wizard.action_send()
        self.env.ref("anfragemanager.cron_refusals").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((inquiry.state, inquiry.reason), ("done", "refused"))
        self.assertFalse(inquiry.activity_ids or inquiry.needs_person)
        self.assertTrue(self.sent_to("joerdis@example.org"))

    def dialog(self, inquiries):
        """Return the dialog that refuses them."""
        inquiries = inquiries.with_user(self.clerk)
        return self.env["anfragemanager.refuse"].with_user(self.clerk).browse(inquiries.action_refuse()["res_id"])

    def test_the_dialog_of_one_shows_the_mail_as_it_goes_out(self):
        inquiry = self.ask("reserved")
        dialog = self.dialog(inquiry)
        self.assertIn("joerdis@example.org", dialog.example)
        self.assertIn(inquiry.with_context(lang="de_DE")._refusal_told(), dialog.body)
        with Form(dialog) as form:
            self.assertEqual((form.count, form.many), (1, False))
            form.template_id = dialog.template_id.copy({"body_html": "<p>Leider nein.</p>"})
            self.assertIn("Leider nein.", form.body)

    def test_the_dialog_of_many_shows_on_request_what_is_said_to_whom(self):
        first = self.ask("reserved")
        self.property = self.property.copy({"reference": "TM-2"})
        self.property.marketing_state = "preparation"
        second = self.deliver(self.portal_mail(2, email="second@example.org", phone="", reference="TM-2", scout=""))
        self.assertEqual(second.property_id, self.property)
        dialog = self.dialog(first | second)
        self.assertFalse(dialog.body)
        dialog.action_look()
        self.assertTrue(dialog.body)
        spoken = (first | second).with_user(self.clerk)
        for inquiry in spoken:
            self.assertIn(f"{inquiry._refusal_told()} – {inquiry._who()}", dialog.told)
        dialog.action_write()
        self.assertFalse(dialog.body)

    def refused(self, inquiry):
        """Refuse an inquiry; return the text of the mail that went out."""
        self.dialog(inquiry).action_send()
        self.env.ref("anfragemanager.cron_refusals").method_direct_trigger()
        self.env.invalidate_all()
        return self.sent_to(inquiry.email)[-1]["body"]

    def test_the_refusal_says_how_it_stands_with_the_property(self):
        for number, (state, kind, told) in enumerate(
            (
                ("reserved", "buy", "The property is reserved at the moment."),
                ("reserved", "rent", "The property is reserved at the moment."),
                ("preparation", "lease", "The property is not on offer at the moment."),
                ("closed", "buy", "The property has been sold in the meantime."),
                ("closed", "rent", "The property has been let in the meantime."),
                ("closed", "lease", "The property has been leased in the meantime."),
                ("closed", "leasehold", "The property has been given to somebody else in the meantime."),
            )
        ):
            with self.subTest(state, kind=kind):
                self.property.marketing_type = kind
                inquiry = self.ask(state, number=number, email=f"vain{number}@example.org", phone="")
                self.assertEqual(inquiry.with_context(lang="en_US")._refusal_told(), told)
                in_german = inquiry.with_context(lang="de_DE")._refusal_told()
                self.assertIn(in_german, self.refused(inquiry), "the mail says it in the prospect's language")
                self.assertEqual((inquiry.reason, inquiry.reason_note), ("refused", in_german))
                self.property.marketing_state = "active"
                self.assertEqual(inquiry.reason_note, in_german, "as it stood then")

    def test_who_was_refused_before_is_not_said_to_have_been_told_again(self):
        self.refused(self.ask("reserved"))
        again = self.ask("closed", number=2)
        told = len(self.sent_to(again.email))
        self.refused(again)
        self.assertEqual(len(self.sent_to(again.email)), told, "no second mail")
        self.assertEqual(again.reason, "refused")
        self.assertNotEqual(again.reason_note, again.with_context(lang="de_DE")._refusal_told())

    def test_the_refusal_of_what_is_on_the_market_does_not_say_that_it_is_gone(self):
        inquiry = self.ask("active").with_context(lang="en_US")
        self.assertEqual(inquiry._refusal_told(), "The inquiry could not be considered.")
        inquiry.property_id.active = False
        self.assertEqual(inquiry._refusal_told(), "The property has been sold in the meantime.")
        inquiry.property_id = False
        self.assertEqual(inquiry._refusal_told(), "The inquiry could not be considered.")

    def test_the_dashboard_counts_it_once_as_something_to_do(self):
        inquiry = self.ask("reserved")
        mailbox = self.mailbox.with_user(self.clerk)
        dashboard = mailbox.get_dashboard(self.mailbox.ids)
        card = dashboard["cards"][self.mailbox.id]
        self.assertEqual(card["todo"], 1)
        self.assertFalse(card["counts"]["week"]["ignored"], "not among those for whom nobody is responsible")
        self.assertEqual([line["id"] for line in dashboard["lines"]], inquiry.ids)
        not_responsible = mailbox.with_context(anfrage_state="ignored").action_view_inquiries()["domain"]
        self.assertNotIn(inquiry, inquiry.search(not_responsible))
        self.mailbox.task_property_inactive = False
        self.ask("reserved", number=2)
        card = mailbox.get_dashboard(self.mailbox.ids)["cards"][self.mailbox.id]
        self.assertEqual((card["todo"], card["counts"]["week"]["ignored"]), (1, 1))

    def test_the_setup_counts_what_inquiries_are_answered_for(self):
        def told():
            steps = self.env["anfragemanager.setup"].get_setup(self.mailbox.id)["steps"]
            return next(step["text"] for step in steps if step["code"] == "properties")

        self.assertEqual(told(), "On the market: 1")
        self.property.copy({"reference": "TM-2", "marketing_state": "reserved"})
        self.assertEqual(told(), "On the market: 1")
