"""Connecting a mailbox in which mails lie already: they are counted, somebody is asked, nothing is collected before."""

from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from imaplib import Time2Internaldate
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models.fetchmail import OdooIMAP4, OdooPOP3

from ..models import backlog, fetch_pause
from . import common


class FakeIMAP(OdooIMAP4):
    """A server with unread mails of these ages in days; what lies outside the machine."""

    def __init__(self, ages):  # pylint: disable=super-init-not-called
        self._unread_messages = None
        self.unread = {str(number).encode(): age for number, age in enumerate(ages, start=1)}
        self.asked = []

    def select(self, mailbox="INBOX", readonly=False):
        return "OK", [b""]

    def search(self, charset, *criteria):
        self.asked.append(criteria)
        return "OK", [b" ".join(self.unread)]

    def fetch(self, message_set, message_parts):
        moment = lambda age: datetime.now(timezone.utc) - timedelta(days=age)  # noqa: E731
        rows = [
            b"%s (INTERNALDATE %s)" % (number, Time2Internaldate(moment(self.unread[number])).encode())
            for number in message_set.encode().split(b",")
        ]
        return "OK", rows

    def store(self, message_set, command, flags):
        self.asked.append((message_set, command, flags))
        return "OK", []

    def logout(self):
        return "BYE", []

    def close(self):
        return "OK", []

    def disconnect(self):
        return None

    def fail(self):
        raise TimeoutError("timed out")


class FakePOP(OdooPOP3):
    def __init__(self, count):  # pylint: disable=super-init-not-called
        self.count = count

    def stat(self):
        return self.count, 1000

    def quit(self):
        return b"+OK"


@tagged("post_install", "-at_install")
class TestBacklog(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.server = self.env["fetchmail.server"].create(
            {"name": "Portals", "server_type": "imap", "server": "imap.example", "user": "x", "password": "y"}
        )
        self.mailbox.fetchmail_server_id = self.server
        self.admin = self.env.ref("base.user_admin")
        self.admin.company_ids += self.company

    @contextmanager
    def answering(self, connection):
        with patch("odoo.addons.mail.models.fetchmail.FetchmailServer._connect__", autospec=True) as connect:
            connect.side_effect = connection if isinstance(connection, Exception) else lambda *_args, **_kw: connection
            yield connection

    def fetch(self):
        self.env.ref("mail.ir_cron_mail_gateway_action").method_direct_trigger()
        self.env.invalidate_all()

    def dialog(self, action):
        return self.env["anfragemanager.backlog"].browse(action["res_id"])

    def test_confirming_a_server_shows_what_waits_and_how_old_it_is(self):
        with self.answering(FakeIMAP([0.1, 2, 40, 400, 800])):
            action = self.server.button_confirm_login()
        dialog = self.dialog(action)
        self.assertEqual((dialog.count, dialog.too_old), (5, 3), "the mailbox answers mails of three days")
        self.assertAlmostEqual((fields.Datetime.now() - dialog.oldest).days, 800, delta=1)
        self.assertEqual(dialog.ages.splitlines()[0], "up to 1 days: 1")
        self.assertEqual(dialog.ages.splitlines()[-1], "older: 2")
        self.assertTrue(self.server.anfrage_question)

    def test_confirming_while_mails_are_collected_is_repeated(self):
        """Odoo's button says whatever goes wrong in words, for which it asks a transaction that has ended."""
        met = psycopg2.errors.SerializationFailure("could not serialize access due to concurrent update")
        Server = self.registry["fetchmail.server"]
        collecting = patch.object(Server, "write", side_effect=met)
        with self.answering(FakeIMAP([1])), collecting, self.assertRaises(psycopg2.errors.SerializationFailure):
            self.server.button_confirm_login()

    def test_an_empty_server_asks_nothing(self):
        with self.answering(FakeIMAP([])):
            self.assertIs(self.server.button_confirm_login(), True)
        self.assertFalse(self.server.anfrage_question)

    def test_nothing_is_collected_before_the_answer_and_the_card_says_so(self):
        with self.answering(FakeIMAP([1])) as connection:
            self.server.button_confirm_login()
            connection.asked.clear()
            self.fetch()
            self.assertFalse(connection.asked)
        signs = self.env["anfragemanager.health"]._signs()[self.mailbox.id]
        self.assertIn("fetch_undecided", [sign["code"] for sign in signs])

    def test_only_from_today_on_narrows_what_is_collected(self):
        self.server.write({"state": "done", "anfrage_question": True})
        with self.answering(FakeIMAP([5])) as connection:
            dialog = self.dialog(self.mailbox.action_backlog())
            dialog.choice = "today"
            dialog.action_decide()
            self.assertFalse(self.server.anfrage_question)
            connection.asked.clear()
            self.server._connect__().check_unread_messages()
            (asked,) = connection.asked
        self.assertEqual(asked, (f"(UNSEEN SINCE {backlog.imap_date(fields.Date.today())})",))
        self.assertIn("only what came today", self.mailbox.message_ids[0].body)

    def test_too_old_ones_are_marked_as_read(self):
        self.server.state = "done"
        with self.answering(FakeIMAP([5])) as connection:
            dialog = self.dialog(self.mailbox.action_backlog())
            dialog.choice = "read"
            connection.asked.clear()
            dialog.action_decide()
        limit = backlog.imap_date(fields.Date.today() - timedelta(days=3))
        self.assertEqual(connection.asked, [("UNSEEN", f"BEFORE {limit}"), ("1", "+FLAGS.SILENT", "\\Seen")])

    def test_pop_knows_a_number_only(self):
        self.server.server_type = "pop"
        with self.answering(FakePOP(7)):
            dialog = self.dialog(self.server.button_confirm_login())
            self.assertEqual((dialog.count, dialog.dated), (7, False))
            dialog.choice = "today"
            with self.assertRaises(UserError):
                dialog.action_decide()

    def test_a_server_that_is_collected_from_is_not_asked_about_again(self):
        self.server.write({"state": "done", "date": fields.Datetime.now() - timedelta(hours=5)})
        with self.answering(FakeIMAP([1])):
            self.assertIs(self.server.button_confirm_login(), True)

    def test_a_person_who_connects_a_confirmed_server_is_asked(self):
        self.mailbox.fetchmail_server_id = False
        self.server.state = "done"
        self.mailbox.with_user(self.admin).fetchmail_server_id = self.server
        self.assertTrue(self.mailbox.backlog_undecided)

    @mute_logger("odoo.addons.anfragemanager.flow", "odoo.addons.mail.models.fetchmail")
    def test_switched_off_by_odoo_it_is_a_task_and_one_click_tries_again(self):
        self.server.write({"state": "done", "date": fields.Datetime.now()})
        self.server.write({"error_date": fields.Datetime.now() - timedelta(days=6), "error_message": "refused"})
        with self.answering(OSError("refused")):
            self.fetch()
            self.assertEqual(self.server.state, "draft")
            self.assertEqual(len(self.mailbox.activity_ids), 1)
            self.fetch()
            self.assertEqual(len(self.mailbox.activity_ids), 1)
            refused = self.env["anfragemanager.health"].action_cure("fetch_stopped", self.mailbox.id)
            self.assertEqual(refused["params"]["type"], "danger")
            self.assertEqual(refused["params"]["next"]["res_id"], self.server.id)
        with self.answering(FakeIMAP([])):
            works = self.env["anfragemanager.health"].action_cure("fetch_stopped", self.mailbox.id)
        self.assertEqual(works["params"]["type"], "success")
        self.assertEqual((self.server.state, self.server.error_date), ("done", False))
        self.assertFalse(self.mailbox.activity_ids)

    @mute_logger("odoo.addons.anfragemanager.flow", "odoo.addons.mail.models.fetchmail")
    def test_failing_server_is_left_alone_for_a_while(self):
        self.server.write({"state": "done", "date": fields.Datetime.now()})
        asked = []
        self.patch(fetch_pause, "PAUSES_SECONDS", (0, 600))
        with patch("odoo.addons.mail.models.fetchmail.FetchmailServer._connect__", autospec=True) as connect:
            connect.side_effect = lambda *_args, **_kw: asked.append(1) or FakeIMAP([]).fail()
            for turn in range(4):
                self.fetch()
                self.assertEqual(len(asked), min(turn + 1, 2))
        with self.answering(FakeIMAP([])) as connection:
            fetch_pause._failed.clear()
            self.fetch()
            self.assertTrue(connection.asked)
        self.assertFalse(fetch_pause._failed)

    @mute_logger("odoo.addons.anfragemanager.flow", "odoo.addons.mail.models.fetchmail")
    def test_failing_for_an_hour_is_a_task_already(self):
        self.server.write({"state": "done", "date": fields.Datetime.now()})
        with self.answering(OSError("refused")):
            self.fetch()
            self.assertFalse(self.mailbox.activity_ids)
            self.server.error_date = fields.Datetime.now() - timedelta(minutes=61)
            self.fetch()
        self.assertTrue(self.mailbox.activity_ids)

    def test_who_uninstalls_is_warned_of_bounces(self):
        ours = self.env.ref("base.module_anfragemanager")
        wizard = self.env["base.module.uninstall"].create({"module_ids": [(6, 0, ours.ids)]})
        self.assertIn("anfragen-test@testmakler.example", wizard.anfrage_addresses)
        other = self.env["base.module.uninstall"].create(
            {"module_ids": [(6, 0, self.env.ref("base.module_base_import").ids)]}
        )
        self.assertFalse(other.anfrage_addresses)
