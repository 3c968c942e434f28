"""Nothing is lost: whatever a mail holds and wherever processing fails, it is stored and its inquiry arrives."""

import base64
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.anfragemanager.models import mail_intake
from odoo.addons.mail.models.mail_thread import MailThread

from . import common

# Mails on which Odoo's own gateway raises.
HARD_MAILS = {
    "unknown charset": b"From: a@b.example\r\nTo: anfragen-test@testmakler.example\r\nSubject: x\r\n"
    b'Content-Type: text/plain; charset="x-unknown-7"\r\n\r\n\xe4\xf6\xfc',
    "group in From": b"From: Undisclosed: a@b.example, c@d.example;\r\n"
    b"To: anfragen-test@testmakler.example\r\n\r\nHallo",
    "line break in a decoded header": b"From: =?utf-8?q?a=0D=0AX-Evil:_1?= <a@b.example>\r\n"
    b"To: anfragen-test@testmakler.example\r\nSubject: =?utf-8?q?a=0D=0AB?=\r\n\r\nHallo",
    "broken delivery report": b"From: MAILER-DAEMON@b.example\r\nTo: anfragen-test@testmakler.example\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/rfc822-headers\r\n\r\n\xff\xfe\r\n--x--",
    "nested parentheses": b"From: "
    + b"(" * 5000
    + b" a@b.example\r\nTo: anfragen-test@testmakler.example\r\n\r\nHallo",
    "no headers": b"\r\n\r\nanfragen-test@testmakler.example",
    "binary": bytes(range(256)) * 40,
}


@tagged("post_install", "-at_install")
class TestReceive(common.FlowCase):
    def mails(self):
        return self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])

    def test_gateway_stores_and_does_no_more(self):
        raw = self.portal_mail()
        self.receive(raw)
        mail = self.mails()
        self.assertEqual(mail.state, "received")
        self.assertFalse(mail.inquiry_ids)
        self.assertEqual(mail.raw_size, len(raw))
        self.assertEqual(base64.b64decode(mail.raw), raw, "byte for byte as received")

    def test_mails_that_break_the_gateway_are_kept(self):
        for name, raw in HARD_MAILS.items():
            with self.subTest(name):
                before = self.mails()
                # `deliver`, fetchmail and a pipe name the mailbox where the recipient cannot be read.
                self.env["mail.thread"].message_process(
                    "anfragemanager.inquiry", raw, custom_values={"mailbox_id": self.mailbox.id}
                )
                self.work()
                mail = self.mails() - before
                self.assertEqual(len(mail), 1)
                self.assertEqual(mail.state, "processed", mail.error)
        self.assertFalse(self.automatic_mails(), "nobody is answered, and no portal gets a bounce")

    def test_odoos_parser_never_sees_our_mails(self):
        with patch.object(MailThread, "message_parse", side_effect=AssertionError("must not be called")):
            self.receive(self.portal_mail())
        self.assertEqual(len(self.mails()), 1)

    def test_same_mail_twice_makes_one_inquiry(self):
        raw = self.portal_mail()
        self.deliver(raw)
        self.deliver(b"Received: from relay.example by mx.example; Tue, 10 Nov 2026 10:00:00 +0100\r\n" + raw)
        self.deliver(raw.replace(b"\r\n", b"\n"))
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(len(self.mails().inquiry_ids), 1)

    def test_same_mail_reencoded_on_another_way_makes_one_inquiry(self):
        self.deliver(self.portal_mail())
        self.deliver(self.portal_mail().replace(b"\r\n\r\nAnfrage\r\n", b"\r\n\r\nAnfrage \r\n\r\n"))
        self.assertEqual(len(self.mails()), 2)
        self.assertEqual(len(self.mails().inquiry_ids), 1)
        self.assertTrue(self.mails()[0].copy_of_id)

    def test_reused_message_id_loses_no_inquiry(self):
        first = self.deliver(self.portal_mail())
        second = self.deliver(self.portal_mail(email="other@example.org", last="Andere"))
        self.assertEqual(first.mail_id.message_id, second.mail_id.message_id)
        self.assertEqual((first.email, second.email), ("joerdis@example.org", "other@example.org"))

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_reading_that_raises_is_visible_and_tried_again(self):
        self.receive(self.portal_mail())
        with patch.object(mail_intake, "parse", side_effect=RuntimeError("boom")):
            self.work()
        mail = self.mails()
        self.assertEqual(mail.state, "failed")
        self.assertEqual((mail.inquiry_ids.state, mail.inquiry_ids.reason), ("failed", "error"))
        mail.next_try = fields.Datetime.now()
        self.work()
        self.assertEqual(mail.state, "processed")
        self.assertEqual((mail.inquiry_ids.state, mail.inquiry_ids.email), ("waiting", "joerdis@example.org"))

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_step_that_raises_is_tried_again_and_sends_once(self):
        Inquiry = type(self.env["anfragemanager.inquiry"])
        for step in ("gate", "exceptions", "known_address", "confirmation"):
            with self.subTest(step):
                self.receive(self.portal_mail(step, email=f"{step.replace('_', '-')}@example.org"))
                with patch.object(Inquiry, f"_step_{step}", side_effect=RuntimeError("boom")):
                    self.work()
                inquiry = self.mails()[0].inquiry_ids
                self.assertEqual((inquiry.state, inquiry.reason, inquiry.next_step), ("failed", "error", step))
                self.assertTrue(inquiry.next_try)
                inquiry.next_try = inquiry.create_date
                self.work()
                self.assertEqual(inquiry.state, "waiting")
                self.assertEqual(len(self.sent_to(inquiry.email)), 1)

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_failing_for_good_becomes_a_task(self):
        self.receive(self.portal_mail())
        with patch.object(type(self.env["anfragemanager.inquiry"]), "_step_gate", side_effect=RuntimeError("boom")):
            for _attempt in range(7):
                self.work()
                inquiry = self.mails().inquiry_ids
                if inquiry.next_try:
                    inquiry.next_try = inquiry.create_date
        self.assertEqual(inquiry.state, "failed")
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)

    def test_database_error_is_raised_for_a_retry(self):
        self.receive(self.portal_mail())
        with (
            patch.object(
                type(self.env["anfragemanager.inquiry"]),
                "_step_gate",
                side_effect=psycopg2.errors.SerializationFailure(),
            ),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            self.mails()._read_all()._run()

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_database_that_refuses_the_mail_leaves_it_in_the_spool(self):
        Mail = type(self.env["anfragemanager.mail"])
        with patch.object(Mail, "_store", side_effect=psycopg2.errors.DiskFull()):
            self.receive(self.portal_mail())
        self.assertFalse(self.mails())
        self.worker._take_up_spool()
        self.work()
        self.assertEqual(self.mails().inquiry_ids.email, "joerdis@example.org")
        self.assertFalse(list(self.worker._spool().glob("*.eml")))

    def test_mail_that_kills_the_process_stops_doing_so(self):
        self.receive(self.portal_mail())
        self.mails().attempts = 5
        with mute_logger("odoo.addons.anfragemanager.flow"):
            self.work()
        self.assertEqual(self.mails().state, "failed")
        self.assertTrue(self.mails().inquiry_ids.activity_ids)

    def test_hundred_inquiries_of_one_portal_all_arrive(self):
        for number in range(100):
            self.receive(self.portal_mail(number, email=f"p{number}@example.org"))
        for _run in range(20):  # a run of the worker ends when its time is up
            self.work()
            if not self.anything_due():
                break
        self.assertEqual(len(self.mails().inquiry_ids), 100)
        self.assertEqual(set(self.mails().inquiry_ids.mapped("state")), {"waiting"})

    def test_mail_for_another_alias_still_reaches_it(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "sales-test",
                "alias_domain_id": self.alias_domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        raw = self.text_mail("Both", "Hallo", Cc="sales-test@testmakler.example")
        self.receive(raw)
        self.assertEqual(len(self.mails()), 1)
        self.assertTrue(self.env["crm.lead"].search([("name", "=", "Both")]))

    def test_mail_for_somebody_else_is_left_to_odoo(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "sales-test",
                "alias_domain_id": self.alias_domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        raw = self.text_mail("Only sales", "Hallo").replace(b"anfragen-test@", b"sales-test@")
        self.receive(raw)
        self.assertFalse(self.mails())
        self.assertTrue(self.env["crm.lead"].search([("name", "=", "Only sales")]))

    def test_reply_lands_on_its_inquiry(self):
        self.make_partner(name="Jördis", email="joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        reply = self.text_mail(
            "Re: Exposé", "Danke, wann kann ich besichtigen?", sender="joerdis@example.org",
            In_Reply_To=sent["EmailMessage"]["Message-ID"],
        )  # fmt: skip
        self.assertFalse(self.deliver(reply))
        self.assertEqual(self.mails()[0].kind, "reply")
        self.assertIn("besichtigen", inquiry.message_ids[0].body)

    def test_bounce_stops_the_inquiry(self):
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        report = (
            "From: MAILER-DAEMON@mx.example\r\nTo: anfragen-test@testmakler.example\r\nSubject: Undelivered Mail\r\n"
            "Message-ID: <dsn-1@mx.example>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            "Final-Recipient: rfc822; joerdis@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"Message-ID: {sent['EmailMessage']['Message-ID']}\r\n\r\n--b--\r\n"
        )
        self.deliver(report.encode())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "undeliverable"))
        self.assertTrue(inquiry.activity_ids)
        self.assertEqual(inquiry.reason_note, "Dieses Postfach gibt es nicht.\nDer Mailserver meldet: 5.1.1")

    def test_why_a_mail_came_back_is_said_in_words(self):
        told = {
            "smtp; 550 5.1.1 Unknown": "There is no mailbox of this name.\nThe mail server says: 550 5.1.1 Unknown",
            "smtp;552 5.2.2 over quota": "The mailbox is full.\nThe mail server says: 552 5.2.2 over quota",
            "550 go away": "The prospect's mail server refused it.\nThe mail server says: 550 go away",
            "": "",
        }
        for report, words in told.items():
            with self.subTest(report):
                self.assertEqual(self.env["anfragemanager.inquiry"]._bounce_told(report), words)

    def abuse_report(self, message_id):
        return (
            "From: abuse@mx.example\r\nTo: anfragen-test@testmakler.example\r\nSubject: Abuse report\r\n"
            f"Message-ID: <arf-{len(message_id)}@mx.example>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
            "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n"
            "Original-Rcpt-To: joerdis@example.org\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
        ).encode()

    def test_complaint_stops_all_mails_to_its_recipient(self):
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        self.deliver(self.abuse_report(sent["EmailMessage"]["Message-ID"]))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "stop_list"))
        self.assertTrue(inquiry._on_stop_list())
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_complaint_naming_no_mail_of_ours_puts_nobody_on_the_stop_list(self):
        inquiry = self.deliver(self.portal_mail())
        self.deliver(self.abuse_report("<foreign@mx.example>"))
        self.assertFalse(inquiry._on_stop_list())

    def test_automatic_mails_say_so(self):
        self.deliver(self.portal_mail())
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertEqual(mail["EmailMessage"]["Auto-Submitted"], "auto-generated")

    def test_confirmation_mail_holds_nothing_of_the_inquiry(self):
        self.deliver(self.portal_mail(message="BUY PILLS", first="Klickmich", last="Spamlink"))
        (mail,) = self.sent_to("joerdis@example.org")
        whole = str(mail["EmailMessage"]) + mail["body"] + mail["subject"]
        for text in ("PILLS", "Spamlink", "Klickmich", "Reihenhaus", "TM-1024"):
            self.assertNotIn(text, whole)

    def test_history_does_not_keep_the_prospects_key(self):
        self.env["ir.config_parameter"].set_param("anfragemanager.show_links", False)
        inquiry = self.deliver(self.portal_mail())
        (mail,) = self.sent_to("joerdis@example.org")
        secret = self.link_in(mail).split("/")[2]
        history = "".join(inquiry.message_ids.mapped("body"))
        self.assertIn("/anfrage/", history, "the mail itself is kept")
        self.assertNotIn(secret, history)
        self.assertTrue(self.env["anfragemanager.token"]._resolve(secret), "the link in the mail works")
