"""What database and disks break off, refuse or cannot bear is tried again, ends somewhere, and is seen meanwhile."""

import errno
from pathlib import Path
from unittest.mock import Mock, patch

import psycopg2

from odoo import fields
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from odoo.addons.cron_survives_postgres import survive

from ..models import spool, worker
from ..models.failure import QUIET_TRIES, RetryLater, judge
from ..models.steps import stop
from . import common

CANCELLED = psycopg2.errors.QueryCanceled


@tagged("post_install", "-at_install")
class TestDatabaseTrouble(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.worker._set_lanes(1)
        self.patch(worker.time, "sleep", lambda seconds: None)

    def run_lane(self):
        self.worker._lane_job(0).method_direct_trigger()
        self.env.invalidate_all()

    def run_again(self, record):
        """Let the time go by until a record is due again."""
        record.next_try = fields.Datetime.now()
        self.env.flush_all()
        self.run_lane()

    def received(self):
        self.receive(self.portal_mail())
        return self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])

    def raised(self, code):
        """Return an error as PostgreSQL raises it."""
        with self.assertRaises(psycopg2.Error) as caught, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
        return caught.exception

    def test_what_ends_by_itself_and_what_does_not(self):
        for code, uses_attempt, at_once in (
            ("40001", False, True),  # two workers met
            ("55P03", False, True),  # somebody held a lock
            ("57014", True, True),  # a limit of time, or an administrator
            ("53100", True, True),  # disk
            ("53200", True, True),  # memory
            ("25P02", True, True),  # an earlier error that nobody heard of
            ("25006", True, True),  # a database that may only be read for now
            ("23505", True, False),  # a constraint
        ):
            verdict = judge(self.raised(code))
            self.assertEqual((verdict.uses_attempt, verdict.at_once), (uses_attempt, at_once), code)
        self.assertIsNone(judge(self.raised("54000")), "what is too large for the database stays so")

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_work_that_is_always_broken_off_is_shown_and_tried_again_later(self):
        mail = self.received()
        Inquiry = type(self.env["anfragemanager.inquiry"])
        with patch.object(Inquiry, "_step_gate", side_effect=CANCELLED()):
            for _turn in range(2 * QUIET_TRIES + 2):
                self.run_again(mail.inquiry_ids or mail)
                if mail.inquiry_ids.state == "failed":
                    break
        inquiry = mail.inquiry_ids
        self.assertEqual((mail.state, inquiry.state, inquiry.reason), ("processed", "failed", "error"))
        self.assertIn("QueryCanceled", inquiry.reason_note)
        self.assertGreater(inquiry.next_try, fields.Datetime.now())
        self.run_again(inquiry)
        self.assertEqual((inquiry.state, inquiry.reason, inquiry.attempts), ("waiting", False, 0))

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_in_the_end_a_person_is_asked(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry.write({"state": "new", "next_step": "gate", "attempts": 0})
        with patch.object(type(inquiry), "_step_gate", side_effect=CANCELLED()):
            for _turn in range(30):
                self.run_again(inquiry)
                if not inquiry.next_try:
                    break
        self.assertEqual((inquiry.state, inquiry.next_try), ("failed", False))
        self.assertTrue(inquiry.activity_ids)

    def test_collision_over_what_waited_for_its_time_leaves_it_due(self):
        """Only those whose time has come are taken up of the ones that a limit stopped or that failed."""
        inquiry = self.deliver(self.portal_mail())
        for state, reason in (("aborted", "rate_limited"), ("failed", "error")):
            inquiry.write({"state": state, "reason": reason, "next_step": "gate"})
            met = [psycopg2.errors.SerializationFailure(), stop("ignored", "mailbox_off")]
            with patch.object(type(inquiry), "_step_gate", side_effect=met):
                self.run_again(inquiry)
            self.assertEqual((inquiry.state, inquiry.reason, inquiry.attempts), ("ignored", "mailbox_off", 0), state)

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_reading_that_is_always_broken_off_is_shown_and_tried_again_later(self):
        mail = self.received()
        with patch.object(type(mail), "_read_mail", side_effect=CANCELLED()):
            for _turn in range(QUIET_TRIES + 1):
                self.assertEqual(mail.state, "received")
                self.run_again(mail)
        self.assertEqual((mail.state, mail.inquiry_ids.state), ("failed", "failed"))
        self.assertIn("QueryCanceled", mail.error)
        self.assertTrue(mail.next_try)
        self.run_again(mail)
        self.assertEqual((mail.state, mail.inquiry_ids.state), ("processed", "waiting"))

    def test_one_cancelled_statement_delays_nothing(self):
        mail, failures = self.received(), [CANCELLED(), CANCELLED()]
        read_at_once = type(mail)._read_at_once

        def cancelled(mails):
            if failures:
                raise failures.pop()
            return read_at_once(mails)

        with patch.object(type(mail), "_read_at_once", cancelled):
            self.run_lane()
        self.assertEqual((mail.state, mail.inquiry_ids.state), ("processed", "waiting"))

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_statement_cancelled_while_the_reader_asks_is_no_unreadable_mail(self):
        """The reader answers for whatever is in a mail, and hears every error as one of the mail."""
        mail, asked = self.received(), []

        def cancelled(properties, keys, company):
            asked.append(keys)
            if len(asked) == 1:
                with mute_logger("odoo.sql_db"):
                    self.env.cr.execute("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '57014'; END $$")
            return {}

        with patch.object(type(self.property), "_known_references", cancelled):
            self.run_lane()
        self.assertTrue(asked)
        self.assertEqual((mail.state, mail.error), ("processed", False))
        self.assertEqual(mail.inquiry_ids.state, "waiting")

    def test_inquiries_and_mails_take_turns(self):
        """A crowd of mails lets no inquiry wait that a fault threw out of its turn, nor the other way round."""
        for number in range(4):
            self.receive(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
        done = self.env["anfragemanager.inquiry"].search([], limit=4)
        order = []

        def note(worker, record, _domain):
            order.append(record._name.rpartition(".")[2])

        due = self.env["anfragemanager.inquiry"].create(
            [{"mailbox_id": self.mailbox.id, "email": f"n{number}@example.org"} for number in range(2)]
        )
        (done - due).filtered(lambda inquiry: inquiry.state == "new").state = "ignored"
        with patch.object(type(self.worker), "_work_on", note):
            self.run_lane()
        self.assertEqual(order[:4], ["mail", "inquiry", "mail", "inquiry"])

    def test_inquiry_that_is_put_off_again_and_again_is_an_alarm(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry.write({"state": "new", "next_step": "gate"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE anfragemanager_inquiry SET write_date = write_date - interval '1 hour' WHERE id = %s", [inquiry.id]
        )
        self.env.invalidate_all()
        for verdict in (RetryLater(), RetryLater(uses_attempt=True)):
            inquiry.attempts += 1
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE anfragemanager_inquiry SET write_date = now() - interval '1 hour' WHERE id = %s", [inquiry.id]
            )
            self.env.invalidate_all()
            self.worker._put_off(inquiry, verdict)
            measures = self.env["anfragemanager.health"]._measures()
            waited = next(one for one in measures if one.name == "oldest_open_inquiry_seconds")
            self.assertTrue(inquiry.next_try)
        self.assertTrue(waited.exceeded, waited)

    # ------------------------------------------------------------------ the filestore

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_full_filestore_is_said_without_its_folders_and_ends_by_itself(self):
        mail = self.received()
        full = OSError(errno.ENOSPC, "No space left on device", "/srv/odoo/filestore/db/ab/abcd")
        with patch.object(type(mail.inquiry_ids), "_step_gate", side_effect=full):
            self.run_lane()
        inquiry = mail.inquiry_ids
        self.assertEqual(inquiry.state, "failed")
        self.assertIn("No space left on device", inquiry.reason_note)
        self.assertNotIn("filestore", inquiry.reason_note)
        self.run_again(inquiry)
        self.assertEqual(inquiry.state, "waiting")

    def test_half_a_file_that_a_full_disk_left_is_written_anew(self):
        Attachment = self.env["ir.attachment"]
        content = b"An expose in the making " * 100
        whole = Attachment.create({"name": "whole", "raw": content})
        path = Path(Attachment._full_path(whole.store_fname))
        path.write_bytes(content[:99])
        again = Attachment.create({"name": "again", "raw": content})
        self.assertEqual((again.store_fname, path.read_bytes()), (whole.store_fname, content))

    # ------------------------------------------------------------------ what was put aside

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_file_that_cannot_be_read_holds_up_nothing(self):
        broken = self.worker._spool() / f"{self.mailbox.id}-0.eml"
        broken.mkdir()
        self.addCleanup(broken.rmdir)
        with patch.object(type(self.env["anfragemanager.mail"]), "_store", side_effect=psycopg2.errors.DiskFull()):
            self.receive(self.portal_mail())
        self.assertEqual(len(spool.held(self.worker._spool())), 2)
        self.run_lane()
        self.assertEqual(spool.held(self.worker._spool()), [broken])
        self.run_lane()
        inquiry = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(inquiry.state, "waiting")

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_no_folder_and_none_can_be_made(self):
        mail = self.received()
        with patch("pathlib.Path.mkdir", side_effect=OSError("Read-only file system")):
            self.run_lane()
        self.assertEqual((mail.state, mail.inquiry_ids.state), ("processed", "waiting"))
        with patch("pathlib.Path.glob", side_effect=OSError("Permission denied")):
            self.assertTrue(self.env["anfragemanager.health"]._report()["measures"])

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_every_lane_takes_up_what_its_machine_put_aside(self):
        self.worker._set_lanes(3)
        with patch.object(type(self.env["anfragemanager.mail"]), "_store", side_effect=psycopg2.errors.DiskFull()):
            self.receive(self.portal_mail())
        self.worker._lane_job(2).method_direct_trigger()
        self.assertFalse(spool.held(self.worker._spool()))

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_trouble_with_the_unsent_does_not_keep_mails_from_being_read(self):
        mail = self.received()
        with patch.object(type(self.env["mail.mail"]), "_anfrage_retry", side_effect=ValueError("broken")):
            self.run_lane()
        self.assertEqual((mail.state, mail.inquiry_ids.state), ("processed", "waiting"))


@tagged("post_install", "-at_install")
class TestThreadsForJobs(BaseCase):
    def test_they_wait_for_a_server_that_does_not_answer_or_may_only_be_read(self):
        errors = [
            psycopg2.OperationalError("the database system is starting up"),
            psycopg2.errors.FeatureNotSupported("cannot set transaction read-write mode during recovery"),
            psycopg2.InterfaceError("connection already closed"),
        ]
        run = Mock(side_effect=[*errors, "ended"])
        with patch.object(survive.time, "sleep") as slept, mute_logger(survive.__name__):
            self.assertEqual(survive.surviving(run)(None, 0), "ended")
        self.assertEqual(slept.call_count, len(errors))
