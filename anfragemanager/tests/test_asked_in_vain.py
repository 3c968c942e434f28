"""Somebody asks for a property that is reserved, not yet published or gone: a person answers."""

from odoo.tests import tagged

from .common import FlowCase


@tagged("post_install", "-at_install")
class TestAskedInVain(FlowCase):
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

    def test_whom_no_mail_reaches_is_refused_by_phone(self):
        inquiry = self.ask("closed", email="")
        self.assertEqual(self.offered(inquiry)[0], "done_by_hand")
        self.assertNotIn("refuse", self.offered(inquiry))
        self.assertIn("Call", inquiry.standing["hint"])

    def test_a_refusal_that_waits_is_no_suggestion_to_take_it_back(self):
        self.company.anfrage_hold_seconds = 60
        inquiry = self.ask("closed")
        wizard = self.env["anfragemanager.refuse"].with_user(self.clerk).browse(inquiry.action_refuse()["res_id"])
        wizard.action_send()
        self.assertFalse(inquiry.needs_person)
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
        wizard = self.env["anfragemanager.refuse"].with_user(self.clerk).browse(inquiry.action_refuse()["res_id"])
        wizard.action_send()
        self.env.ref("anfragemanager.cron_refusals").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((inquiry.state, inquiry.reason), ("done", "refused"))
        self.assertFalse(inquiry.activity_ids or inquiry.needs_person)
        self.assertTrue(self.sent_to("joerdis@example.org"))

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
