"""A mail that no server took is not sent; and what a server refuses because of us is not the prospect's fault."""

from contextlib import contextmanager
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..models.smtp_refusal import read_refusal
from . import common

ADDRESS = "joerdis@example.org"


def refused(name, detail):
    """What Odoo raises for an exception of smtplib."""
    return MailDeliveryException(
        "Mail Delivery Failed", f"Mail delivery failed via SMTP server 'mx'.\n{name}: {detail}"
    )


UNKNOWN_USER = refused("SMTPRecipientsRefused", "{'joerdis@example.org': (550, b'5.1.1 User unknown')}")
SENDER_REFUSED = refused("SMTPSenderRefused", "(553, b'5.7.1 Sender address rejected: not owned by user', 'a@b.de')")


@tagged("post_install", "-at_install")
class TestUnsent(common.FlowCase):
    @contextmanager
    def server(self, error):
        """A mail server that refuses everything."""
        with (
            patch.object(type(self.env["ir.mail_server"]), "send_email", side_effect=error),
            mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.anfragemanager.flow"),
        ):
            yield
        # The mock notes a mail when it is built.
        self._mails.clear()

    def queue(self, inquiry):
        return self.env["mail.mail"].search([("model", "=", inquiry._name), ("res_id", "=", inquiry.id)])

    def try_again(self):
        self.env["mail.mail"]._anfrage_retry(everything=True)
        self.send_queue()

    # ------------------------------------------------------------------ sent is what a server took

    def test_confirmation_counts_from_when_a_server_took_it(self):
        inquiry = self.deliver(self.portal_mail())
        with self.server(ConnectionRefusedError("nobody listens")):
            self.send_queue()
        self.assertEqual(inquiry.state, "waiting")
        self.assertFalse(inquiry.confirmation_sent_at or inquiry.expires_at)
        self.assertIn("nobody listens", inquiry.unsent_note)
        self.assertFalse(inquiry.activity_ids, "the prospect is not to blame")
        self.try_again()
        self.assertTrue(inquiry.confirmation_sent_at)
        self.assertGreater(inquiry.expires_at, inquiry.confirmation_sent_at)
        self.assertFalse(inquiry.unsent_note)
        self.assertEqual(len(self.sent_to(ADDRESS)), 1)

    def test_unsent_confirmation_neither_expires_nor_is_reminded_of(self):
        self.mailbox.reminder_days = 1
        inquiry = self.deliver(self.portal_mail())
        with self.server(ConnectionRefusedError("nobody listens")):
            self.send_queue()
            inquiry.date = fields.Datetime.subtract(inquiry.date, days=60)
            self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
        self.assertEqual(inquiry.state, "waiting")
        self.assertEqual(inquiry.sudo().token_ids.mapped("purpose"), ["confirmation"])

    def test_expose_is_sent_when_a_server_took_it(self):
        self.make_partner(name="Jördis Müller-Weiß", email=ADDRESS)
        inquiry = self.deliver(self.portal_mail())
        with self.server(ConnectionRefusedError("nobody listens")):
            self.send_queue()
        self.assertEqual(inquiry.state, "done")
        self.assertFalse(inquiry.expose_sent_at)
        self.assertTrue(inquiry.unsent_note)
        self.try_again()
        self.assertTrue(inquiry.expose_sent_at)
        self.assertEqual(len(self.sent_to(ADDRESS)), 1)

    def test_retry_is_due_after_a_pause_that_grows(self):
        inquiry = self.deliver(self.portal_mail())
        pauses = []
        with self.server(ConnectionRefusedError("nobody listens")):
            for _attempt in range(5):
                self.send_queue()
                mail = self.queue(inquiry)
                pauses.append(mail.anfrage_next_try - fields.Datetime.now())
                self.env["mail.mail"]._anfrage_retry()
                self.assertEqual(mail.state, "exception", "not before its time")
                mail.anfrage_next_try = fields.Datetime.now()
                self.env["mail.mail"]._anfrage_retry()
                self.assertEqual(mail.state, "outgoing")
        self.assertEqual(pauses, sorted(pauses))
        self.assertLess(pauses[0].total_seconds(), 61)

    def test_once_a_server_takes_mails_again_none_waits_for_its_own_time(self):
        first = self.deliver(self.portal_mail())
        second = self.deliver(self.portal_mail(2, email="max@example.org", first="Max", last="Frei", street="Weg 1"))
        with self.server(ConnectionRefusedError("nobody listens")):
            self.send_queue()
        self.assertGreater(self.queue(second).anfrage_next_try, fields.Datetime.now())
        self.queue(first).anfrage_next_try = fields.Datetime.now()
        self.env["mail.mail"]._anfrage_retry()
        self.send_queue()
        self.assertLessEqual(self.queue(second).anfrage_next_try, fields.Datetime.now())
        self.env["mail.mail"]._anfrage_retry()
        self.assertEqual(len(self.sent_to("max@example.org")), 1)

    # ------------------------------------------------------------------ who is told

    def test_after_a_server_hung_up_in_the_middle_the_queue_goes_on_at_once(self):
        first = self.deliver(self.portal_mail(1, email="vogel@example.org", last="Vogel"))
        second = self.deliver(self.portal_mail(2, email="kaiser@example.org", last="Kaiser"))
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
        with self.server(SMTPServerDisconnected("please run connect() first")):
            self.send_queue()
        self.assertEqual(self.queue(second).state, "outgoing")
        self.assertTrue(self.queue(first).anfrage_next_try and first.unsent_note, "it does not wait for the hourly job")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]))
        self.send_queue()
        self.assertTrue(second.confirmation_sent_at)
        self.queue(first).anfrage_next_try = fields.Datetime.now()
        self.env["mail.mail"]._anfrage_retry()
        self.send_queue()
        self.assertTrue(first.confirmation_sent_at)

    def test_first_failed_retry_makes_one_task_per_mailbox(self):
        first, second = self.deliver(self.portal_mail()), self.deliver(self.portal_mail(2, email="b@example.org"))
        with self.server(SENDER_REFUSED):
            self.send_queue()
            self.assertFalse(self.mailbox.activity_ids)
            self.try_again()
            self.try_again()
        self.assertEqual(len(self.mailbox.activity_ids), 1)
        self.assertFalse((first | second).activity_ids)
        signs = self.env["anfragemanager.health"]._signs()[self.mailbox.id]
        self.assertIn("unsent_inquiries", [sign["code"] for sign in signs])
        self.try_again()
        self.assertFalse(self.mailbox.activity_ids, "it is done when mails go out again")

    def test_a_server_that_makes_one_addressee_wait_alarms_nobody(self):
        """Greylisting: meanwhile the mails to others go out."""
        greylisted = refused("SMTPRecipientsRefused", "{'joerdis@example.org': (451, b'4.7.1 Greylisted')}")
        inquiry = self.deliver(self.portal_mail())
        other = self.deliver(self.portal_mail(2, email="max@example.net", first="Max", last="Frei", street="Weg 1"))
        self.queue(other).state = "cancel"
        other.sudo().token_ids.sent_at = fields.Datetime.add(fields.Datetime.now(), seconds=2)
        with self.server(greylisted):
            for _attempt in range(5):
                self.try_again()
            self.assertTrue(inquiry.unsent_note)
            self.assertFalse(self.mailbox.activity_ids)
            self.try_again()
        self.assertEqual(len(self.mailbox.activity_ids), 1, "but not for hours")

    def test_no_mail_whose_link_leads_nowhere(self):
        parameters = self.env["ir.config_parameter"].sudo()
        right = parameters.get_param("web.base.url")
        for number, wrong in enumerate(("nowhere", "http://", "ftp://makler.example", "http://[x")):
            parameters.set_param("web.base.url", wrong)
            with mute_logger("odoo.addons.anfragemanager.flow"):
                inquiry = self.deliver(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
            self.assertEqual((inquiry.state, bool(inquiry.next_try)), ("failed", True), wrong)
            self.assertIn("web.base.url", inquiry.reason_note)
            self.assertFalse(self.queue(inquiry))
        parameters.set_param("web.base.url", right)
        inquiry.next_try = fields.Datetime.now()
        self.work()
        self.assertEqual(inquiry.state, "waiting")

    def test_nothing_is_sent_in_a_foreign_name(self):
        self.mailbox.write({"alias_name": False, "email_from": False})
        self.company.email = "info@yourcompany.com"
        self.clerk.email = False
        self.env.flush_all()
        self.assertFalse(self.mailbox._sender())
        mail = self.env["mail.thread"]
        mail.message_process(
            "anfragemanager.inquiry", self.portal_mail(), custom_values={"mailbox_id": self.mailbox.id}
        )
        self.work()
        inquiry = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(inquiry.state, "waiting")
        self.try_again()
        self.assertFalse(self.sent_to(ADDRESS))
        self.assertFalse(inquiry.confirmation_sent_at)
        self.assertTrue(inquiry.unsent_note)
        signs = self.env["anfragemanager.health"]._signs()[self.mailbox.id]
        self.assertIn("sender_missing", [sign["code"] for sign in signs])
        self.company.email = "info@testmakler.example"
        self.try_again()
        (sent,) = self.sent_to(ADDRESS)
        self.assertIn("info@testmakler.example", sent["email_from"])
        self.assertTrue(inquiry.confirmation_sent_at)

    # ------------------------------------------------------------------ whose fault a refusal is

    def test_refused_address_is_a_persons_task(self):
        inquiry = self.deliver(self.portal_mail())
        with self.server(UNKNOWN_USER):
            self.send_queue()
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "undeliverable"))
        self.assertTrue(inquiry.activity_ids)

    def test_refusal_of_us_holds_the_mail(self):
        inquiry = self.deliver(self.portal_mail())
        with self.server(SENDER_REFUSED):
            self.send_queue()
        self.assertEqual(inquiry.state, "waiting")
        self.try_again()
        self.assertEqual(len(self.sent_to(ADDRESS)), 1)

    def test_many_equal_refusals_are_ours(self):
        inquiries = self.env["anfragemanager.inquiry"]
        for number in range(4):
            inquiries |= self.deliver(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
        with self.server(UNKNOWN_USER):
            self.send_queue()
        self.assertEqual(set(inquiries.mapped("state")), {"waiting"})
        self.assertFalse(inquiries.activity_ids)
        self.try_again()
        self.assertEqual([len(self.sent_to(f"p{number}@example.org")) for number in range(4)], [1] * 4)

    def test_refusals_are_read_by_phase_code_and_status(self):
        of_addressee = (
            UNKNOWN_USER,
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'No such user here')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (553, b'5.1.3 bad address syntax')}"),
            refused("SMTPDataError", "(550, b'5.1.1 <a@b.de>: Recipient address rejected')"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'5.2.1 mailbox disabled')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'5.5.0 Action not taken: mailbox unavailable')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'#5.1.0 Address rejected.')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'sorry, no mailbox by that name (#5.1.1)')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'5.4.1 Recipient address rejected: Access denied.')}"),
            refused("SMTPRecipientsRefused", "{'service@b.de': (550, b'<service@b.de>: Empfaenger unbekannt')}"),
        )
        ours_or_passing = (
            SENDER_REFUSED,
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'relaying denied')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'5.7.1 Client host blocked using zen')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (554, b'5.7.1 Relay access denied')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (450, b'4.2.0 Greylisted')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (552, b'5.2.2 mailbox full')}"),
            refused("SMTPDataError", "(451, b'4.3.0 queue file 5535-551 write error')"),
            refused("SMTPDataError", "(550, b'Message rejected as spam')"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'timeout after 550 sec')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'queue file 5535-551')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'Administrative prohibition')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'failure for recipients (a@b.de:blocked)')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'Your IP address has a bad name')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'domain is not in my list of rcpthosts (#5.7.1)')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (550, b'5.4.1 All hosts are down')}"),
            refused("SMTPRecipientsRefused", "{'a@b.de': (450, b'4.7.1 queued as (550, 5.1.1 user)')}"),
            ConnectionError("timed out after 550 sec"),
            refused("SMTPServerDisconnected", "Connection unexpectedly closed: 553"),
        )
        for error in of_addressee:
            with self.subTest(error):
                self.assertTrue(read_refusal("\n".join(map(str, error.args))).of_addressee)
        for error in ours_or_passing:
            with self.subTest(error):
                self.assertFalse(read_refusal("\n".join(map(str, error.args))).of_addressee)
