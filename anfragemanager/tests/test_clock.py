"""A clock that was set back: no job waits until it has caught up."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import clock
from . import common

LOG = "odoo.addons.anfragemanager.models.clock"


@tagged("post_install", "-at_install")
class TestClock(common.FlowCase):
    def setUp(self):
        super().setUp()
        # In a test PostgreSQL's time is that of the whole transaction.
        self.env.cr.execute("SELECT now() AT TIME ZONE 'utc'")
        self.now = self.env.cr.fetchone()[0].replace(microsecond=0)
        self.lane = self.worker._lane_job(0)
        self.collecting = self.env.ref("mail.ir_cron_mail_gateway_action")
        self.env["ir.cron"].search([]).write({"lastcall": self.now - timedelta(minutes=1)})

    def note(self, **ahead):
        """Note the last and the next call of the jobs by a clock that goes ahead."""
        ahead = timedelta(**ahead)
        jobs = self.lane | self.collecting
        jobs.write({"lastcall": self.now + ahead, "nextcall": self.now + ahead + timedelta(minutes=4)})
        self.env.flush_all()

    def set_right(self):
        self.env.flush_all()
        with mute_logger(LOG):
            by = clock.set_right(self.env.cr)
        self.env.invalidate_all()
        return by

    def test_jobs_are_due_again_when_they_would_have_been(self):
        self.note(hours=2)
        self.assertAlmostEqual(self.set_right(), 7200, delta=2)
        for job in self.lane | self.collecting:
            self.assertAlmostEqual(job.nextcall, self.now + timedelta(minutes=4), delta=timedelta(seconds=2))
            self.assertLessEqual(job.lastcall, self.now + timedelta(seconds=1))
        self.assertEqual(self.set_right(), 0)

    def test_a_right_clock_changes_nothing(self):
        later = self.now + timedelta(days=2)
        self.lane.write({"lastcall": self.now - timedelta(hours=3), "nextcall": later})
        self.assertEqual(self.set_right(), 0)
        self.assertEqual(self.lane.nextcall, later, "somebody wants it then")
        self.note(seconds=30)
        self.assertEqual(self.set_right(), 0)

    def test_what_waits_for_a_moment_waits_no_longer(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry.write({"state": "new", "next_try": self.now + timedelta(hours=2, seconds=30)})
        patient = self.deliver(self.portal_mail(2, email="other@example.org", phone=""))
        patient.write({"state": "done", "next_try": self.now + timedelta(hours=2)})
        at = self.now + timedelta(hours=2, minutes=1)
        self.worker._trigger(self.lane, at)
        self.note(hours=2)
        self.set_right()
        self.assertAlmostEqual(inquiry.next_try, self.now + timedelta(seconds=30), delta=timedelta(seconds=2))
        self.assertEqual(patient.next_try, self.now + timedelta(hours=2))
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", self.lane.id)]).mapped("call_at")
        self.assertAlmostEqual(max(moments), self.now + timedelta(minutes=1), delta=timedelta(seconds=2))

    def test_who_should_have_begun_long_ago_is_called(self):
        self.env["ir.cron.trigger"].search([]).unlink()
        jobs = self.env["ir.cron"].search([])
        jobs.nextcall = self.now + timedelta(minutes=1)
        self.assertFalse(self.overdue())
        self.lane.nextcall = self.now - timedelta(seconds=clock.LEAST_SECONDS - 5)
        self.assertFalse(self.overdue(), "Odoo itself looks for jobs once a minute")
        self.lane.nextcall -= timedelta(seconds=10)
        self.assertTrue(self.overdue())
        self.lane.active = False
        self.assertFalse(self.overdue())
        self.collecting.active = True
        self.worker._trigger(self.collecting, self.now - timedelta(minutes=2))
        self.assertTrue(self.overdue())

    def test_a_machine_whose_clock_is_wrong_calls_jobs_all_the_same(self):
        self.env["ir.cron.trigger"].search([]).unlink()
        with patch.object(fields.Datetime, "now", return_value=self.now + timedelta(hours=2)):
            self.worker._trigger(self.lane)
        self.assertLessEqual(self.env["ir.cron.trigger"].search([]).call_at, self.now)

    def overdue(self):
        self.env.flush_all()
        return clock.overdue(self.env.cr)
