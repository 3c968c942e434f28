"""Hostile mails, forged reports and clever callers, and what must not get lost or go out twice on their account."""

import time
from contextlib import suppress
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.confirmation_mail import signed_block
from . import common


@tagged("post_install", "-at_install")
class TestAttacks(common.FlowCase):
    def rpc(self, user, records, method, *args, **kwargs):
        """Call a method as a web client does."""
        return call_kw(records.browse().with_user(user), method, [records.ids, *args], kwargs)

    def known(self, **values):
        return self.make_partner(
            **{
                "name": "Jördis Mueller-Weiss",
                "phone": "030/2312500",
                "street": "Öderstr. 1",
                "zip": "50667",
                "city": "Köln",
            }
            | values
        )

    # ------------------------------------------------------------------ colleagues

    def test_undo_deletes_nothing_but_what_the_automation_created(self):
        """A clerk without the right to delete contacts must not get one deleted by pretending it was just created."""
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        self.known()
        inquiry = self.deliver(self.portal_mail())
        candidate = inquiry.duplicate_ids.with_user(self.clerk)
        candidate.action_different()
        victim = self.make_partner(name="Long-standing customer")
        mine = inquiry.with_user(self.clerk)
        with self.assertRaises(AccessError):
            mine.write({"partner_id": victim.id, "partner_created": True})
        mine.write({"partner_id": victim.id})
        candidate.action_undo()
        self.assertTrue(victim.exists() and victim.active)

    def test_clerk_cannot_write_what_the_flow_keeps(self):
        inquiry = self.deliver(self.portal_mail()).with_user(self.clerk)
        now = fields.Datetime.now()
        for values in (
            {"state": "new"}, {"reason": "manual"}, {"next_step": "expose"}, {"confirmed_at": now}, {"expires_at": now},
            {"expose_sent_at": now}, {"email_normalized": "x@example.org"}, {"plan_done": True},
            {"duplicate_decided": True}, {"ambiguous_property_ids": [Command.set(self.property.ids)]},
            {"company_id": self.company.id},
        ):  # fmt: skip
            with self.subTest(values), self.assertRaises(AccessError):
                inquiry.write(values)
            with self.subTest(create=values), self.assertRaises(AccessError):
                inquiry.create({"mailbox_id": self.mailbox.id, "email": "x@example.org", **values})
        inquiry.write({"email": "right@example.org", "street": "Neue Straße 2"})

    def test_dialog_does_not_name_a_foreign_contact(self):
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        self.known()
        inquiry = self.deliver(self.portal_mail())
        other = self.env["res.company"].create({"name": "Andere Makler GmbH"})
        stranger = new_test_user(
            self.env, login="am_other", groups="anfragemanager.group_user", company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        dialog = self.env["anfragemanager.takeover"].with_user(stranger)
        values = {"duplicate_id": inquiry.duplicate_ids.id, "line_ids": []}
        with self.assertRaises(AccessError):
            dialog.create(values)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.new(values).partner_id.name  # noqa: B018

    def test_only_actions_meant_for_inquiries_and_contacts_can_be_chosen(self):
        chief = new_test_user(
            self.env, login="am_boss", groups="anfragemanager.group_manager", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        Action = self.env["ir.actions.server"]
        partner_model = self.env["ir.model"]._get_id("res.partner")
        common_values = {"name": "Action", "state": "code", "code": "pass"}
        fine = Action.create({**common_values, "model_id": partner_model})
        foreign = Action.create({**common_values, "model_id": self.env["ir.model"]._get_id("res.users")})
        reserved = Action.create(
            {
                **common_values,
                "model_id": partner_model,
                "group_ids": [Command.set(self.env.ref("base.group_system").ids)],
            }
        )
        job = self.env.ref("anfragemanager.cron_process").ir_actions_server_id
        mailbox = self.mailbox.with_user(chief)
        mailbox.write({"server_action_ids": [Command.link(fine.id)]})
        for action in (foreign, job, reserved):
            with self.subTest(action.id), self.assertRaises(UserError):
                mailbox.write({"server_action_ids": [Command.link(action.id)]})

    def test_exception_is_no_oracle(self):
        """The conditions of a rule are judged with a person's rights, or they would answer questions about anything."""
        chief = new_test_user(
            self.env, login="am_boss2", groups="anfragemanager.group_manager", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        with self.assertRaises(UserError):
            self.env["anfragemanager.exception"].with_user(chief).create(
                {
                    "name": "Oracle", "mailbox_id": self.mailbox.id,
                    "property_domain": "[('inquiry_ids.token_ids.digest', 'like', 'a%')]",
                }
            )  # fmt: skip

    def test_portal_user_cannot_put_mails_into_a_mailbox(self):
        guest = new_test_user(self.env, login="am_guest2", groups="base.group_portal")
        raw = self.portal_mail()
        # How Odoo itself refuses is its own business.
        with mute_logger("odoo.addons.mail.models.mail_thread"), suppress(Exception):
            call_kw(self.env["mail.thread"].with_user(guest), "message_process", [False, raw.decode()], {})
        self.assertFalse(self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)]))

    # ------------------------------------------------------------------ forged and mistaken delivery reports

    def report(self, address, status="5.1.1", action="failed", message_id=None, number=1):
        """Return the raw delivery status notification that a mail server would send."""
        headers = (
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n" if message_id else ""
        )
        return (
            "From: MAILER-DAEMON@mx.example\r\nTo: anfragen-test@testmakler.example\r\nSubject: Delivery report\r\n"
            f"Message-ID: <dsn-{self._testMethodName}-{number}@mx.example>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n{headers}--b--\r\n"
        ).encode()

    def test_forged_report_does_not_reach_other_mailboxes(self):
        other = self.env["anfragemanager.mailbox"].create(
            {
                "name": "Other",
                "dry_run": False,
                "company_id": self.company.id,
                "alias_name": "other-test",
                "user_id": self.clerk.id,
            }
        )
        inquiry = self.deliver(self.portal_mail())
        self.receive(self.report("joerdis@example.org").replace(b"anfragen-test@", b"other-test@"))
        self.work()
        self.assertTrue(
            self.env["anfragemanager.mail"].search([("mailbox_id", "=", other.id), ("kind", "=", "bounce")])
        )
        self.assertEqual(inquiry.state, "waiting")

    def test_who_opens_the_link_was_reached(self):
        """A forged report stops nothing for good: the prospect holds the link and can confirm all the same."""
        inquiry = self.deliver(self.portal_mail())
        self.deliver(self.report("joerdis@example.org"))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "undeliverable"))
        self.assertEqual(inquiry._page_state(), "form")
        inquiry._submit({})
        self.assertEqual((inquiry.state, inquiry.reason), ("done", False))
        self.assertFalse(inquiry.activity_ids)

    def test_notice_of_delay_stops_nothing(self):
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        message_id = sent["EmailMessage"]["Message-ID"]
        report = self.report("joerdis@example.org", "4.4.1", "delayed", message_id)
        self.deliver(report)
        self.assertEqual(inquiry.state, "waiting")
        # The same by way of Odoo's own bounce address.
        self.receive(report.replace(b"anfragen-test@", b"bounce@").replace(b"<dsn-", b"<dsn2-"))
        self.assertEqual(inquiry.state, "waiting")

    def test_report_to_the_bounce_address_stops_the_inquiry(self):
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        report = self.report("joerdis@example.org", message_id=sent["EmailMessage"]["Message-ID"])
        self.receive(report.replace(b"anfragen-test@", b"bounce@"))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "undeliverable"))

    def test_failing_notice_to_a_colleague_is_not_the_prospects(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        mail = self.env["mail.mail"].create(
            {
                "model": inquiry._name,
                "res_id": inquiry.id,
                "email_to": "colleague@testmakler.example",
                "body_html": "Task",
            }
        )
        mail._postprocess_sent_message([], [], failure_reason="550 unknown user", failure_type="unknown")
        mail.state = "exception"
        self.env["mail.mail"]._anfrage_retry(everything=True)
        self.assertEqual(inquiry.state, "done")

    def test_corrected_address_gets_the_expose(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        self.deliver(self.report("joerdis@example.org", message_id=sent["EmailMessage"]["Message-ID"]))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "undeliverable"))
        inquiry.with_user(self.clerk).write({"email": "right@example.org"})
        inquiry.with_user(self.clerk).action_retry()
        self.assertEqual(inquiry.state, "done")
        self.assertEqual(len(self.sent_to("right@example.org")), 1)

    # ------------------------------------------------------------------ strangers: mails that we send

    def test_limit_counts_the_mailbox_not_its_spellings(self):
        self.company.anfrage_limit_address = 2
        spellings = ("vic.tim@gmail.com", "victim+1@gmail.com", "V.ictim+x@googlemail.com", "victim+2@GMAIL.com")
        states = [self.deliver(self.portal_mail(number, email=email)).state for number, email in enumerate(spellings)]
        # All wait with the first, in whose inbox the one mail lies.
        self.assertEqual(states.count("waiting"), 4)
        self.assertEqual(len(self.automatic_mails()), 1)

    def test_limit_counts_both_spellings_of_a_domain(self):
        self.company.anfrage_limit_address = 1
        self.deliver(self.portal_mail(1, email="victim@xn--mller-kva.example"))
        self.deliver(self.portal_mail(2, email="victim+2@müller.example"))
        self.assertEqual(len(self.automatic_mails()), 1)

    def test_declining_does_not_reset_the_limit(self):
        self.company.anfrage_limit_address = 1
        self.deliver(self.portal_mail())._declined()
        again = self.deliver(self.portal_mail(2))
        self.assertEqual((again.state, again.reason), ("aborted", "rate_limited"))

    def test_greeting_is_no_place_for_advertising(self):
        """Whoever knows a contact's address must not be able to write to it in the agency's name."""
        self.make_partner(name="Erika Beispiel", first_name="Erika", last_name="Beispiel", email="joerdis@example.org")
        self.deliver(self.portal_mail(first="Click", last="Buy Pills"))
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertNotIn("pills", mail["body"].lower())
        self.assertIn("Beispiel", mail["body"])
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        for number, name in enumerate(("www.pills.example", "pills.example", "Win 1000 Euro", "x" * 300), 2):
            with self.subTest(name):
                inquiry = self.deliver(
                    self.portal_mail(number, last=name, email=f"p{number}@example.net", phone="", street="")
                )
                self.assertEqual(inquiry._greeting_name(), "")
        inquiry = self.deliver(
            self.portal_mail(9, last="von der Heide-O’Neill", email="heide@example.net", phone="", street="")
        )
        self.assertEqual(inquiry._greeting_name(), "von der Heide-O’Neill")

    def test_retry_does_not_ask_again_who_is_asked_already(self):
        inquiry = self.deliver(self.portal_mail())
        with self.assertRaises(UserError):
            inquiry.with_user(self.clerk).action_retry()
        self.assertEqual(inquiry.state, "waiting")
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    # ------------------------------------------------------------------ strangers: mails that we read

    def test_many_confirmation_marks_take_no_time(self):
        start = time.process_time()
        for text in (
            "-----BEGIN ANFRAGE-----\n" * 40_000,
            "-----BEGIN ANFRAGE-----" + "A" * 900_000 + "-----END ANFRAGE-----",
        ):
            self.assertFalse(signed_block(text))
        self.assertLess(time.process_time() - start, 0.5)

    def test_confirmation_read_again_stays_what_it_is(self):
        inquiry = self.deliver(self.portal_mail(street="", zip="", city=""))
        inquiry._submit({"street": "Öderstraße 1", "zip": "50667", "city": "Köln"})
        record = self.env["anfragemanager.mail"].search([("kind", "=", "confirmation")])
        record.action_read_again()
        self.assertEqual((record.kind, record.inquiry_ids.ids), ("confirmation", []))

    # ------------------------------------------------------------------ nothing lost

    def test_confirmation_survives_a_step_that_breaks_a_constraint(self):
        """The prospect confirms once; what goes wrong afterwards is ours and must not throw the confirmation away."""
        inquiry = self.deliver(self.portal_mail())
        with patch.object(
            type(self.env["anfragemanager.inquiry"]), "_step_address", side_effect=psycopg2.errors.UniqueViolation()
        ):
            inquiry._submit({})
        self.assertTrue(inquiry.confirmed_at)
        self.assertEqual(inquiry.state, "new")
        self.work()
        self.assertEqual(inquiry.state, "done")

    def test_signed_confirmation_is_sent_again_when_no_server_answered(self):
        self.mailbox.confirmation_transport = "mail"
        inquiry = self.deliver(self.portal_mail())
        inquiry._submit({})
        mail = self.env["mail.mail"].search([("email_to", "=", self.mailbox.email), ("state", "=", "outgoing")])
        mail.write({"state": "exception", "failure_type": "mail_smtp"})
        self.env["mail.mail"]._anfrage_retry(everything=True)
        self.assertEqual(mail.state, "outgoing")

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_spooled_mail_stays_until_it_is_stored(self):
        Mail = type(self.env["anfragemanager.mail"])
        with patch.object(Mail, "_store", side_effect=psycopg2.errors.DiskFull()):
            self.receive(self.portal_mail())

            def killed(_self, *_args):
                raise KeyboardInterrupt

            with (
                patch.object(type(self.env["anfragemanager.mail"]), "_receive", killed),
                self.assertRaises(KeyboardInterrupt),
            ):
                self.worker._take_up_spool()
            self.assertTrue(list(self.worker._spool().glob("*.eml")))
            self.worker._take_up_spool()
            self.assertTrue(list(self.worker._spool().glob("*.eml")))
        self.worker._take_up_spool()
        self.assertFalse(list(self.worker._spool().glob("*.eml")))
        self.assertEqual(len(self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])), 1)

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_one_bad_reminder_does_not_stop_the_regular_care(self):
        self.mailbox.reminder_days = 1
        inquiry = self.deliver(self.portal_mail())
        inquiry.confirmation_sent_at = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        with (
            patch.object(type(self.env["anfragemanager.inquiry"]), "_send", side_effect=RuntimeError("boom")),
            patch.object(type(self.worker), "_forget") as forget,
        ):
            self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
        self.assertTrue(forget.called)
        self.assertEqual(inquiry.state, "waiting")

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_retry_of_an_unreadable_mail_says_what_is_wrong_with_it(self):
        self.receive(self.portal_mail())
        with patch.object(type(self.env["anfragemanager.mail"]), "_read_mail", side_effect=RuntimeError("boom")):
            self.work()
            inquiry = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", self.mailbox.id)])
            self.assertEqual((inquiry.state, inquiry.next_step), ("failed", "read"))
            inquiry.with_user(self.clerk).action_retry()
        self.assertEqual(inquiry.state, "failed")
        self.assertNotIn("_step_read", inquiry.reason_note or "")
        inquiry.with_user(self.clerk).action_retry()
        self.assertEqual(inquiry.state, "waiting")

    def test_deleting_the_first_inquiry_frees_those_that_wait_with_it(self):
        first = self.deliver(self.portal_mail())
        others = self.deliver(self.portal_mail(2)) | self.deliver(self.portal_mail(3))
        self.assertEqual(others.bundle_id, first)
        first.unlink()
        self.work()
        self.assertEqual(set(others.mapped("state")), {"waiting"})
        self.assertEqual(len(others.bundle_id), 1)
        self.send_queue()
        self.assertTrue(others.filtered("expires_at"))

    def test_continuing_behind_the_gate_finds_the_property(self):
        self.mailbox.enabled = False
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "mailbox_off"))
        inquiry.with_user(self.clerk).action_continue()
        self.assertEqual((inquiry.state, inquiry.property_id), ("waiting", self.property))

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_missing_template_is_named(self):
        self.mailbox.confirmation_template_id.unlink()
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "on_hold"))
        self.assertIn(self.mailbox.name, inquiry.reason_note)
        self.assertTrue(inquiry.activity_ids, "No retry helps; a person sees it at once.")

    def test_forgotten_inquiry_leaves_no_task_behind(self):
        inquiry = self.deliver(self.portal_mail(email="", phone="030 999888"))
        self.assertTrue(inquiry.activity_ids)
        inquiry._anonymize()
        self.assertFalse(inquiry.with_context(active_test=False).activity_ids)

    def test_report_after_a_limit_ends_the_automatic_retry(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry.next_try = fields.Datetime.now()
        inquiry._undeliverable("550")
        self.assertFalse(inquiry.next_try)

    def test_wrong_conditions_are_refused(self):
        for domain in ("[" * 5000, "nonsense", "[('nothing', '=', 1)]"):
            with self.subTest(domain[:10]), self.assertRaises(UserError):
                self.env["anfragemanager.exception"].create(
                    {"name": "Rule", "mailbox_id": self.mailbox.id, "property_domain": domain}
                )

    def test_two_candidates_can_be_merged(self):
        one, two = self.known(email="old@example.org"), self.known(name="Jördis Müller-Weiß", email="old@example.org")
        inquiry = self.deliver(self.portal_mail())
        inquiry._submit({})
        self.assertEqual(inquiry.duplicate_ids.partner_id, one | two)
        self.env["base.partner.merge.automatic.wizard"]._merge([one.id, two.id], one)
        self.env.invalidate_all()
        self.assertEqual(inquiry.duplicate_ids.partner_id, one)
        inquiry.duplicate_ids.with_user(self.clerk).action_same()
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", one))

    def test_language_switched_off_meanwhile(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry.lang = "fr_FR"
        inquiry._submit({})
        self.assertEqual((inquiry.state, inquiry.lang), ("done", "en_US"), "French is not installed: English")

    def test_agent_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        agent = new_test_user(
            self.env,
            login="am_agent",
            groups="base.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.clerk.company_ids = [Command.link(other.id)]
        self.property.user_id = False
        self.property.write({"company_id": other.id, "user_id": agent.id})
        self.mailbox.write({"create_opportunity": True, "confirm_email": False, "collect_data": False})
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.lead_id.user_id), ("done", self.clerk))

    def test_contact_notes_the_portal_it_came_from(self):
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        inquiry = self.deliver(self.portal_mail())
        self.assertTrue(inquiry.portal_id.utm_source_id)
        self.assertEqual(inquiry.partner_id.anfrage_source_id, inquiry.portal_id.utm_source_id)

    def test_administrator_plans_what_a_mailbox_can_start(self):
        chief = new_test_user(
            self.env, login="am_planner", groups="anfragemanager.group_manager", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        Plan = self.env["mail.activity.plan"].with_user(chief)
        for model in ("anfragemanager.inquiry", "res.partner"):
            self.assertTrue(Plan.create({"name": "Follow up", "res_model": model}))
        with self.assertRaises(AccessError):
            Plan.create({"name": "Follow up", "res_model": "crm.lead"})
