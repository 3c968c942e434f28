"""Prozessmanager: which processes start, when their steps run, when they end, and what a failing step does."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestProcesses(common.FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What ran is written down in the language of the mailbox's main user.
        cls.clerk.lang = "en_US"
        cls.mailbox.write({"confirm_email": False, "collect_data": False})
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Still interested?",
                "model_id": cls.env["ir.model"]._get_id("anfragemanager.inquiry"),
                "subject": "Still interested?",
                "body_html": "<p>Hello</p>",
                "use_default_to": False,
            }
        )

    def process(self, *steps, **values):
        return self.env["anfragemanager.process"].create(
            {
                "name": "Process",
                "company_id": self.company.id,
                "step_ids": [Command.create(step) for step in steps],
                **values,
            }
        )

    def run_steps(self, days=0):
        """Let so many days pass and the job run."""
        if days:
            self.env.flush_all()
            for table, column in (("anfragemanager_process_task", "due_at"),
                                  ("anfragemanager_process_run", "started_at")):  # fmt: skip
                self.env.cr.execute(f"UPDATE {table} SET {column} = {column} - interval '{days} days'")
            self.env.invalidate_all()
        self.env.ref("anfragemanager.cron_processes").method_direct_trigger()
        self.env.invalidate_all()

    def states(self, inquiry):
        return inquiry.process_task_ids.mapped("state")

    def mail_step(self, days=3, **values):
        return {"action": "mail", "template_id": self.template.id, "delay": days, "advertising": False, **values}

    # ------------------------------------------------------------------ start

    def test_steps_run_in_their_time_and_stand_in_the_timeline(self):
        tag = self.env["res.partner.category"].create({"name": "Prospect"})
        self.process(
            {"summary": "Call", "delay": 0},
            {"action": "tag", "tag_ids": [Command.link(tag.id)], "delay": 1},
            {"action": "opportunity", "delay": 1},
            self.mail_step(3),
        )
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.process_run_ids.state), ("done", "running"))
        self.run_steps()
        self.assertEqual(self.states(inquiry), ["done", "due", "due", "due"])
        self.assertEqual(inquiry.activity_ids.summary, "Call")
        self.run_steps(days=1)
        self.assertEqual(self.states(inquiry), ["done", "done", "done", "due"])
        self.assertIn(tag, inquiry.partner_id.category_id)
        self.assertEqual(inquiry.lead_id.partner_id, inquiry.partner_id)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1, "the exposé")
        self.run_steps(days=3)
        self.assertEqual(self.states(inquiry), ["done"] * 4)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 2)
        self.assertEqual(inquiry.process_run_ids.state, "done")
        notes = "\n".join(
            filter(None, inquiry.trace_ids.filtered(lambda line: line.step == "processes").mapped("note"))
        )
        self.assertIn("Still interested?", notes)
        self.assertIn("Call", notes)

    def test_conditions(self):
        scout, immowelt = (self.env.ref(f"anfragemanager.portal_{name}") for name in ("immoscout24", "immowelt"))
        other_mailbox = self.mailbox.copy({"alias_name": "other"})
        fitting = self.process({}, portal_ids=[Command.link(scout.id)], contact="new", marketing_type="buy")
        known = self.process({}, contact="known")
        self.process({}, portal_ids=[Command.link(immowelt.id)])
        self.process({}, marketing_type="rent")
        self.process({}, property_domain="[('purchase_price', '>', 1000000)]")
        self.process({}, mailbox_ids=[Command.link(other_mailbox.id)])
        self.process()
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.process_run_ids.process_id, fitting)
        cheaper = self.property.copy({"reference": "TM-2", "marketing_state": "active"})
        second = self.deliver(self.portal_mail(2, reference="TM-2", scout="4712"))
        self.assertEqual((second.property_id, second.process_run_ids.process_id), (cheaper, known))

    def test_process_for_what_was_archived_does_not_start_for_all(self):
        other, sold = self.mailbox.copy({"alias_name": "andere-test"}), self.property.copy({"reference": "TM-SOLD"})
        portal = self.env.ref("anfragemanager.portal_immowelt")
        named = self.process({"summary": "Call"}, mailbox_ids=[Command.link(other.id)])
        self.process({"summary": "Call"}, property_ids=[Command.link(sold.id)])
        self.process({"summary": "Call"}, portal_ids=[Command.link(portal.id)])
        other.active = sold.active = portal.active = False
        self.assertFalse(self.deliver(self.portal_mail()).process_run_ids)
        with self.assertRaises(ValidationError):
            other.unlink()
        named.unlink()
        other.unlink()

    def test_dry_run_starts_nothing_and_says_what(self):
        self.mailbox.dry_run = True
        self.process({"summary": "Call"}, name="Call them")
        inquiry = self.deliver(self.portal_mail())
        self.assertFalse(inquiry.process_run_ids)
        self.assertIn("Call them", inquiry.reason_note)

    def test_sample_address_only_starts_a_process(self):
        self.mailbox._apply_sample("address_only")
        self.mailbox._apply_sample("address_only")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "done")
        self.run_steps()
        self.assertEqual(len(inquiry.process_run_ids), 1)
        self.assertEqual(inquiry.activity_ids.summary, "Call the new prospect")
        self.assertFalse(self.sent_to("joerdis@example.org"))

    # ------------------------------------------------------------------ end

    def started(self, *steps, **values):
        self.process(*(steps or [self.mail_step()]), **values)
        inquiry = self.deliver(self.portal_mail())
        self.run_steps()
        return inquiry

    def assert_ended(self, inquiry, why):
        self.run_steps(days=5)
        self.assertEqual((inquiry.process_run_ids.state, inquiry.process_run_ids.why), ("stopped", why))
        self.assertEqual(set(self.states(inquiry)), {"skipped"})
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1, "only the exposé")
        self.assertIn(why, inquiry.trace_ids[-1].note)

    def test_ends_when_the_prospect_answers_by_mail(self):
        inquiry = self.started()
        (expose,) = self.sent_to("joerdis@example.org")
        answer = self.text_mail(
            "Re: Exposé", "Danke, ich melde mich.", "Jördis <joerdis@example.org>", In_Reply_To=expose["message_id"]
        )
        self.receive(answer)
        self.work()
        self.assert_ended(inquiry, "The prospect answered.")

    def test_ends_when_a_viewing_is_asked_for_or_arranged(self):
        inquiry = self.started(stop_on_reply=False)
        inquiry._prospect_asks("viewing", "", "Tomorrow", "", "de_DE")
        self.assert_ended(inquiry, "The prospect asks for a viewing.")

    def test_ends_when_a_meeting_stands_in_the_calendar(self):
        inquiry = self.started()
        self.env["calendar.event"].create(
            {
                "name": "Viewing",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "partner_ids": [Command.link(inquiry.partner_id.id)],
            }
        )
        self.assert_ended(inquiry, "A viewing is arranged.")

    def test_ends_with_a_withdrawal_and_when_the_property_is_gone(self):
        inquiry = self.started()
        inquiry.write({"gate_withdrawn_at": fields.Datetime.now(), "reason": "withdrawn"})
        self.assert_ended(inquiry, "The prospect withdrew.")

    def test_ends_when_the_property_is_gone(self):
        inquiry = self.started()
        self.property.marketing_state = "closed"
        self.assert_ended(inquiry, "The property is no longer marketed.")

    def test_what_was_done_before_it_ended_stays_done(self):
        inquiry = self.started({"summary": "Call", "delay": 0}, self.mail_step())
        called = inquiry.process_task_ids.filtered(lambda task: task.state == "done")
        inquiry.process_run_ids._stop("Enough.")
        self.assertEqual(called.state, "done")
        self.assertNotEqual(called.note, "Enough.")
        left = inquiry.process_task_ids - called
        self.assertEqual((left.state, left.note), ("skipped", "Enough."))
        inquiry.process_run_ids._stop("Once more.")
        self.assertEqual((inquiry.process_run_ids.why, left.note), ("Enough.", "Enough."))

    def test_a_clerk_ends_it(self):
        inquiry = self.started()
        inquiry.with_user(self.clerk).action_stop_processes()
        self.assertEqual(inquiry.process_run_ids.state, "stopped")
        self.assertFalse(inquiry.with_user(self.clerk).process_running)

    # ------------------------------------------------------------------ mails

    def test_advertising_needs_consent(self):
        inquiry = self.started(self.mail_step(advertising=True))
        self.run_steps(days=3)
        self.assertEqual(self.states(inquiry), ["skipped"])
        self.assertIn("consent", inquiry.process_task_ids.note)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_advertising_with_consent_until_it_is_withdrawn(self):
        inquiry = self.started(self.mail_step(3, advertising=True), self.mail_step(6, advertising=True))
        inquiry._put_on_record("marketing", "Offers, please", "Send", "de_DE")
        self.run_steps(days=3)
        self.assertEqual(self.states(inquiry), ["done", "due"])
        inquiry._stop_mails(inquiry.address_key, "unsubscribed")
        self.assertFalse(inquiry.consent_ids.sorted("id")[-1].granted, "the withdrawal is on record")
        self.run_steps(days=3)
        self.assertEqual(self.states(inquiry), ["done", "skipped"])

    def test_stop_list_keeps_mails_back_and_tasks_go_on(self):
        inquiry = self.started(self.mail_step(1), {"summary": "Call", "delay": 1})
        inquiry._stop_mails(inquiry.address_key, "unsubscribed")
        self.run_steps(days=1)
        self.assertEqual(sorted(self.states(inquiry)), ["done", "skipped"])
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_limit_of_mails_delays_without_counting_as_a_failure(self):
        inquiry = self.started(self.mail_step(1))
        self.company.anfrage_limit_address = 0
        self.run_steps(days=1)
        task = inquiry.process_task_ids
        self.assertEqual((task.state, task.attempts), ("due", 0))
        self.assertGreater(task.due_at, fields.Datetime.now())
        self.company.anfrage_limit_address = 100
        self.run_steps(days=1)
        self.assertEqual(task.state, "done")

    # ------------------------------------------------------------------ failure

    @mute_logger("odoo.addons.anfragemanager.flow", "odoo.addons.base.models.ir_actions")
    def test_a_failing_step_holds_up_nothing(self):
        broken = self.env["ir.actions.server"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "record.write({'comment': 'half done'})\n1 / 0",
            }
        )
        inquiry = self.started({"action": "server_action", "server_action_id": broken.id, "delay": 0}, {"delay": 0})
        failing = inquiry.process_task_ids.filtered(lambda task: task.step_id.action == "server_action")
        other = inquiry.process_task_ids - failing
        self.assertEqual((failing.state, failing.attempts), ("due", 1), "tried again later")
        self.assertEqual(other.state, "done")
        self.assertFalse(inquiry.partner_id.comment, "what it did before it failed is undone")
        for _time in range(5):
            self.run_steps(days=2)
        self.assertEqual(failing.state, "failed")
        self.assertIn("ZeroDivisionError", failing.note)
        self.assertIn("Broken", " ".join(filter(None, inquiry.activity_ids.mapped("note"))))

    def test_nothing_is_done_twice(self):
        inquiry = self.started(self.mail_step(0))
        self.run_steps()
        inquiry.process_task_ids.write({"state": "due"})
        with mute_logger("odoo.sql_db", "odoo.addons.anfragemanager.flow"):
            self.run_steps()
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 2, "exposé and one mail")

    # ------------------------------------------------------------------ rights

    def test_incomplete_steps_and_foreign_people_are_refused(self):
        stranger = new_test_user(self.env, login="am_process_stranger", groups="base.group_user")
        for step in (
            {"action": "mail"},
            {"action": "tag"},
            {"action": "server_action"},
            {"responsible": "user"},
            {"responsible": "user", "user_id": stranger.id},
        ):
            with self.subTest(step=step), self.assertRaises(ValidationError):
                self.process(step)

    def test_clerks_read_administrators_write_and_other_companies_see_nothing(self):
        inquiry = self.started()
        process = inquiry.process_run_ids.process_id
        records = (process, process.step_ids, inquiry.process_run_ids, inquiry.process_task_ids)
        other = self.env["res.company"].create({"name": "Andere Makler GmbH"})
        in_other = {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        chief = new_test_user(self.env, login="am_p_chief", groups="anfragemanager.group_manager", **in_other)
        for record in records:
            with self.subTest(model=record._name):
                self.assertTrue(record.with_user(self.clerk).has_access("read"))
                self.assertFalse(record.with_user(self.clerk).has_access("write"))
                self.assertFalse(record.with_user(chief).has_access("read"))
        with self.assertRaises(AccessError):
            process.with_user(self.clerk).name = "Mine"
        with self.assertRaises(AccessError):
            inquiry.with_user(chief).action_stop_processes()
