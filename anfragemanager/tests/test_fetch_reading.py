"""What an IMAP server says while it hands out mails: the mail is taken for the mail, and nothing else is."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models.fetchmail import OdooIMAP4

from ..models import fetch_reading
from . import common

LOG = "odoo.addons.anfragemanager.models.fetch_reading"


class Connection(OdooIMAP4):
    """A server that gives these answers to FETCH, by number; what lies outside the machine."""

    def __init__(self, answers):  # pylint: disable=super-init-not-called
        self.answers = answers
        self.seen = []
        self._unread_messages = None

    def select(self, mailbox="INBOX", readonly=False):
        return "OK", [b""]

    def search(self, charset, *criteria):
        return "OK", [b" ".join(number for number in self.answers if number not in self.seen)]

    def fetch(self, message_set, message_parts):
        answer = self.answers[message_set]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def store(self, message_set, command, flags):
        self.seen.append(message_set)
        return "OK", []

    def disconnect(self):
        return None


@tagged("post_install", "-at_install")
class TestFetchReading(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.server = self.env["fetchmail.server"].create(
            {"name": "Portals", "server_type": "imap", "server": "imap.example", "user": "x", "password": "y"}
        )
        self.server.state = "done"
        self.mailbox.fetchmail_server_id = self.server
        self.startPatcher(patch.dict(fetch_reading._unreadable, clear=True))
        self.startPatcher(patch.dict(fetch_reading._asked_last, clear=True))

    def handed_out(self, number, email, *before):
        raw = self.portal_mail(number, email=email, phone="")
        return "OK", [*before, (b"%d (BODY[] {%d}" % (number, len(raw)), raw), b")"]

    def collect(self, connection):
        path = "odoo.addons.mail.models.fetchmail.FetchmailServer._connect__"
        with patch(path, autospec=True, side_effect=lambda *_args, **_kw: connection), mute_logger(LOG):
            self.env.ref("mail.ir_cron_mail_gateway_action").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])

    def test_what_is_said_in_between_is_no_mail(self):
        connection = Connection(
            {
                b"1": self.handed_out(1, "a@example.org", b"3 (FLAGS (\\Seen))"),
                b"2": self.handed_out(2, "b@example.org", (b"1 (BODY[] {3}", b"old"), b")"),
            }
        )
        mails = self.collect(connection)
        self.assertEqual(sorted(mail.raw_size > 100 for mail in mails), [True, True])
        self.assertEqual(connection.seen, [b"1", b"2"])

    def test_a_mail_that_is_not_handed_out_stays_unseen_and_holds_up_no_other(self):
        connection = Connection(
            {
                b"1": ("NO", [b"[SERVERBUG] Internal error occurred."]),
                b"2": ("OK", [None]),
                b"3": self.handed_out(3, "c@example.org"),
            }
        )
        self.assertEqual(len(self.collect(connection)), 1)
        self.assertEqual(connection.seen, [b"3"])
        task = self.mailbox.activity_search(["anfragemanager.activity_fetch"])
        self.assertIn("2", task.note)
        self.assertEqual(len(self.collect(connection)), 1)
        self.assertTrue(task.active, "still there")
        connection.answers[b"1"] = self.handed_out(1, "a@example.org")
        connection.answers[b"2"] = self.handed_out(2, "b@example.org")
        self.assertEqual(len(self.collect(connection)), 3)
        self.assertFalse(task.active)

    def test_a_mail_at_which_the_session_ends_is_asked_for_last(self):
        connection = Connection({b"1": OdooIMAP4.abort("connection closed"), b"2": self.handed_out(2, "b@example.org")})
        self.assertFalse(self.collect(connection))
        with patch("odoo.addons.anfragemanager.models.fetch_pause.rests", return_value=False):
            self.assertEqual(len(self.collect(connection)), 1)
        self.assertEqual(connection.seen, [b"2"])
