"""Each mail and each inquiry is a job once; jobs and lanes do nothing twice; errors say when to try again."""

from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import polib
import psycopg2

from odoo import SUPERUSER_ID, fields
from odoo.modules.module import get_module_path
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.translate import trans_export

from odoo.addons.anfragemanager.models.failure import RetryLater
from odoo.addons.anfragemanager.tests import common
from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.job import Job

from ..hooks import uninstall

FLOW = "odoo.addons.anfragemanager.flow"


class JobCase(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.known = self.env["queue.job"].search([])

    def jobs(self, *states):
        self.env["queue.job"].invalidate_model()
        found = self.env["queue.job"].search([("id", "not in", self.known.ids)], order="id")
        return found.filtered(lambda job: job.state in (states or ("pending",)))

    def run_job(self, record):
        """Perform a job as the runner's controller does."""
        job = Job.load(self.env, record.uuid)
        job.set_started()
        job.store()
        self.env.flush_all()
        # The job's cursor of its own is a savepoint of this one in a test.
        try:
            job.perform()
        except RetryableJobError as error:
            job.postpone(result=str(error), seconds=error.seconds)
            job.set_pending(reset_retry=False)
            job.store()
            raise
        job.set_done()
        job.store()
        self.env.invalidate_all()

    def run_jobs(self):
        """Perform every job that is due, until none is."""
        for _turn in range(20):
            due = self.jobs().filtered(lambda job: not job.eta or job.eta <= fields.Datetime.now())
            if not due:
                return
            for job in due:
                self.run_job(job)
        self.fail("There is always another job.")

    def received(self, raw):
        self.receive(raw)
        return self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)], order="id desc", limit=1)


@tagged("post_install", "-at_install")
class TestJobs(JobCase):
    def test_a_mail_and_its_inquiry_are_one_job_each(self):
        mail = self.received(self.portal_mail())
        (job,) = self.jobs()
        self.assertEqual((job.model_name, job.records, job.user_id.id), (mail._name, mail, SUPERUSER_ID))
        self.assertEqual((job.channel, job.company_id), ("root.anfragemanager", self.company))
        self.assertEqual(job.identity_key, f"anfragemanager.mail,{mail.id}")
        self.run_job(job)
        self.assertEqual((mail.state, mail.inquiry_ids.state), ("processed", "new"))
        (job,) = self.jobs()
        self.assertEqual(job.records, mail.inquiry_ids)
        self.run_job(job)
        self.assertEqual(mail.inquiry_ids.state, "waiting")
        self.assertFalse(self.jobs())
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_job_says_nothing_of_the_prospect(self):
        self.received(self.portal_mail())
        self.run_jobs()
        for job in self.jobs("done"):
            told = " ".join(str(value) for value in job.read()[0].values())
            self.assertNotIn("joerdis", told.lower())
            self.assertNotIn("Müller", told)

    def test_waking_twice_makes_one_job(self):
        mail = self.received(self.portal_mail())
        self.worker._wake(mail)
        self.worker.with_user(self.clerk).sudo()._wake(mail.with_user(self.clerk).sudo())
        self.assertEqual(len(self.jobs()), 1)

    def test_job_for_later_does_not_stand_in_the_way_of_one_for_now(self):
        inquiry = self.deliver_by_jobs()
        later = fields.Datetime.now() + timedelta(hours=2)
        self.worker._wake(inquiry, at=later)
        self.worker._wake(inquiry, at=later)
        self.worker._wake(inquiry)
        self.assertEqual(self.jobs().mapped("eta"), [later, False])

    def deliver_by_jobs(self):
        mail = self.received(self.portal_mail())
        self.run_jobs()
        return mail.inquiry_ids

    def test_jobs_and_lanes_do_nothing_twice(self):
        mail = self.received(self.portal_mail())
        with patch.object(type(self.worker), "_jobs_run", return_value=False):
            self.work()
        self.assertEqual(mail.inquiry_ids.state, "waiting")
        traces = len(mail.inquiry_ids.trace_ids)
        self.run_jobs()
        self.env.invalidate_all()
        self.assertEqual(len(mail.inquiry_ids), 1)
        self.assertEqual(len(mail.inquiry_ids.trace_ids), traces)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_lanes_leave_the_work_to_jobs_and_give_what_has_none_one(self):
        mail = self.received(self.portal_mail())
        self.work()
        self.assertEqual(mail.state, "received")
        self.assertEqual(len(self.jobs()), 1)
        self.jobs().state = "cancelled"
        self.work()
        self.assertEqual(self.jobs().records, mail)
        self.run_jobs()
        self.assertEqual(mail.inquiry_ids.state, "waiting")

    @mute_logger(FLOW)
    def test_lanes_work_themselves_while_no_job_is_taken_up(self):
        first = self.received(self.portal_mail())
        self.jobs().eta = fields.Datetime.now() - timedelta(minutes=2)
        self.env.cr.execute("UPDATE queue_job SET date_created = eta WHERE id = %s", [self.jobs().id])
        self.assertFalse(self.worker._jobs_run())
        second = self.received(self.portal_mail(2, email="zweite@example.org", phone="", last="Zweite"))
        self.assertEqual(self.jobs().records, first, "no jobs are heaped up that nobody runs")
        self.work()
        self.assertEqual((first | second).inquiry_ids.mapped("state"), ["waiting", "waiting"])
        self.run_job(self.jobs())
        self.assertTrue(self.worker._jobs_run(), "the runner is back")

    # ------------------------------------------------------------------ errors

    def test_collision_repeats_the_same_job_without_counting(self):
        mail = self.received(self.portal_mail())
        (job,) = self.jobs()
        with (
            patch.object(type(mail), "_read_all", side_effect=psycopg2.errors.SerializationFailure()),
            self.assertRaises(RetryableJobError) as raised,
        ):
            self.run_job_in_savepoint(job)
        self.assertTrue(raised.exception.ignore_retry)
        self.assertLessEqual(raised.exception.seconds, 10)

    def run_job_in_savepoint(self, job, rollback=None):
        self.env.flush_all()
        with patch.object(type(self.env.cr), "rollback", side_effect=rollback):
            Job.load(self.env, job.uuid).perform()

    def test_server_that_is_stopped_fails_no_job(self):
        mail = self.received(self.portal_mail())
        (job,) = self.jobs()
        closed = psycopg2.InterfaceError("cursor already closed")
        with (
            patch.object(type(mail), "_read_all", side_effect=closed),
            self.assertRaises(RetryableJobError) as raised,
        ):
            self.run_job_in_savepoint(job, rollback=closed)
        self.assertTrue(raised.exception.ignore_retry)

    def test_server_that_is_stopped_when_all_is_done_fails_no_job(self):
        self.received(self.portal_mail())
        (job,) = self.jobs()
        closed = psycopg2.InterfaceError("cursor already closed")
        with (
            patch.object(type(self.worker), "_see_to", side_effect=closed),
            self.assertRaises(RetryableJobError),
        ):
            self.run_job_in_savepoint(job)

    def test_what_the_database_refuses_is_counted(self):
        mail = self.received(self.portal_mail())
        (job,) = self.jobs()
        refused = RetryLater("Refused", seconds=7, uses_attempt=True)
        with (
            patch.object(type(mail), "_read_all", side_effect=refused),
            self.assertRaises(RetryableJobError) as raised,
        ):
            self.run_job_in_savepoint(job)
        self.assertFalse(raised.exception.ignore_retry)
        self.assertGreaterEqual(raised.exception.seconds, 7)

    @mute_logger(FLOW)
    def test_unexpected_error_fails_the_job_and_tells_nothing_of_the_mail(self):
        mail = self.received(self.portal_mail())
        (job,) = self.jobs()
        with (
            patch.object(type(mail), "_read_all", side_effect=ValueError("joerdis@example.org")),
            self.assertRaises(FailedJobError) as raised,
        ):
            self.run_job_in_savepoint(job)
        self.assertNotIn("joerdis", str(raised.exception))
        self.assertIsNone(raised.exception.__cause__)
        self.assertTrue(raised.exception.__suppress_context__)

    @mute_logger(FLOW)
    def test_failed_step_is_tried_again_at_its_time_and_in_the_end_fails_the_job(self):
        mail = self.received(self.portal_mail())
        Inquiry = type(self.env["anfragemanager.inquiry"])
        with patch.object(Inquiry, "_step_gate", side_effect=ValueError("broken")):
            self.run_jobs()
            inquiry = mail.inquiry_ids
            self.assertEqual(inquiry.state, "failed")
            (job,) = self.jobs()
            self.assertEqual((job.records, job.eta), (inquiry, inquiry.next_try))
            inquiry.write({"attempts": 5, "next_try": fields.Datetime.now()})
            with self.assertRaises(FailedJobError):
                self.run_job(job)

    def test_job_before_its_time_leaves_the_work_for_then(self):
        mail = self.received(self.portal_mail())
        later = fields.Datetime.now() + timedelta(minutes=3)
        mail.next_try = later
        self.run_job(self.jobs())
        self.assertEqual(mail.state, "received")
        (job,) = self.jobs()
        self.assertEqual(job.eta, later.replace(microsecond=0))

    def test_job_of_a_deleted_record_ends(self):
        mail = self.received(self.portal_mail())
        (job,) = self.jobs()
        mail.state = "processed"
        mail.unlink()
        self.run_job(job)
        self.assertEqual(self.jobs("done"), job)

    # ------------------------------------------------------------------ the addon

    def test_removal_leaves_no_job_behind(self):
        self.received(self.portal_mail())
        uninstall(self.env)
        self.assertFalse(self.jobs())
        self.assertEqual(self.jobs("cancelled").mapped("model_name"), ["anfragemanager.mail"])

    def test_job_names_are_german_in_a_german_mailbox(self):
        german = polib.pofile(f"{get_module_path('anfragemanager_queue_job')}/i18n/de.po")
        exported = BytesIO()
        trans_export(False, ["anfragemanager_queue_job"], exported, "po", self.env)
        wanted = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
        self.assertEqual({entry.msgid for entry in german if entry.msgstr}, wanted)
        self.assertEqual(self.mailbox.lang, "de_DE")
        mail = self.received(self.portal_mail())
        self.assertEqual(self.jobs().name, f"E-Mail {mail.id} lesen")
