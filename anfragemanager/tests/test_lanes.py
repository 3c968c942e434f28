"""Several workers share the work; what a disk refuses is not held; nothing that died waits long."""

import errno
import os
from contextlib import suppress
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import fetchmail_server, spool, worker
from . import common


@tagged("post_install", "-at_install")
class TestLanes(common.FlowCase):
    def run_lane(self, lane):
        self.worker._lane_job(lane).method_direct_trigger()
        self.env.invalidate_all()

    def test_lanes_share_the_work_and_each_carries_on_what_it_read(self):
        self.worker._set_lanes(3)
        for number in range(9):
            self.receive(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        for lane in range(3):
            self.run_lane(lane)
            read = mails.filtered(lambda mail: mail.state == "processed")
            self.assertEqual({mail.id % 3 for mail in read}, set(range(lane + 1)))
            self.assertEqual(set(read.inquiry_ids.mapped("state")), {"waiting"})
        self.assertEqual(len(mails.inquiry_ids), 9)

    def test_inquiries_are_dealt_out_by_person(self):
        self.worker._set_lanes(3)
        inquiries = self.env["anfragemanager.inquiry"]
        for number in range(9):
            inquiries |= self.deliver(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
        inquiries.write({"state": "new", "next_step": "gate"})
        for lane in range(3):
            self.run_lane(lane)
            left = inquiries.filtered(lambda inquiry: inquiry.state == "new")
            self.assertLessEqual({inquiry._person_bucket() % 3 for inquiry in left}, set(range(lane + 1, 3)))
        self.assertFalse(left)

    def test_first_lane_does_the_work_of_those_without_a_job(self):
        """Switched off by an administrator or by Odoo after failures, deleted, or more lanes wanted than jobs made."""
        self.worker._set_lanes(3)
        self.worker._lane_job(1).active = False
        self.env["ir.config_parameter"].set_param("anfragemanager.lanes", "5")
        self.env.registry.clear_cache()
        self.env["ir.cron.trigger"].search([]).unlink()
        for number in range(10):
            self.receive(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
        called = self.env["ir.cron.trigger"].search([]).cron_id
        self.assertEqual(called, self.worker._lane_job(0) | self.worker._lane_job(2), "whoever does it is called")
        for lane in (0, 2):
            self.run_lane(lane)
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(set(mails.mapped("state")), {"processed"})
        self.assertEqual(set(mails.inquiry_ids.mapped("state")), {"waiting"})

    def test_a_lane_that_is_running_is_not_waited_for_and_switches_itself_off(self):
        self.worker._set_lanes(3)
        job = self.worker._lane_job(2)
        nothing = self.env["ir.cron"]
        with patch.object(type(nothing), "try_lock_for_update", lambda jobs, **_options: jobs.browse()):
            self.worker._set_lanes(2)
        self.assertTrue(job.active)
        self.run_lane(2)
        self.assertFalse(job.active)

    def test_a_number_of_lanes_that_is_none(self):
        for value in ("²", "many", "-3", "", "9" * 5000):
            self.env["ir.config_parameter"].set_param("anfragemanager.lanes", value)
            self.assertEqual(self.worker._lanes(), 2, value)
        self.env["ir.config_parameter"].set_param("anfragemanager.lanes", " 3 ")
        self.assertEqual(self.worker._lanes(), 3)
        self.env["ir.config_parameter"].set_param("anfragemanager.health_limit_failed_mails", "²")
        self.assertTrue(self.env["anfragemanager.health"]._measures())

    def test_mail_that_was_begun_twice_is_read_alone(self):
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        mail.attempts = 2
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            inquiry = self.worker._work_on_mail(mail, [])
        self.assertEqual((mail.state, inquiry.state), ("processed", "new"), "what ends the process is counted apart")

    def test_one_person_stays_in_one_lane(self):
        first = self.deliver(self.portal_mail())
        second = self.deliver(self.portal_mail(2, first="J.", last="Müller", phone="0171 1234567"))
        self.assertEqual(first._person_bucket(), second._person_bucket())

    def test_number_of_lanes_is_a_setting(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.anfrage_lanes, 2)
        settings.anfrage_lanes = 4
        settings.set_values()
        self.assertEqual([self.worker._lane_job(lane).active for lane in range(4)], [True] * 4)
        self.assertEqual(self.worker._lane_job(3).code, "model._cron_process(3)")
        settings.anfrage_lanes = 1
        settings.set_values()
        self.assertEqual([self.worker._lane_job(lane).active for lane in range(4)], [True, False, False, False])
        self.assertEqual(self.deliver(self.portal_mail()).state, "waiting")
        jobs = [measure.labels["job"] for measure in self.env["anfragemanager.health"]._jobs()]
        self.assertNotIn("cron_process_lane_3", jobs, "a lane that is not wanted is not missed")

    def test_reading_wakes_the_lane_that_goes_on(self):
        self.worker._set_lanes(2)
        self.patch(type(self.worker), "_at_once", lambda worker: False)
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        before = self.env["ir.cron.trigger"].search([])
        self.run_lane(mail.id % 2)
        inquiry = mail.inquiry_ids
        lane = inquiry._person_bucket() % 2
        if lane == mail.id % 2:
            self.assertEqual(inquiry.state, "waiting")
        else:
            self.assertEqual(inquiry.state, "new")
            woken = (self.env["ir.cron.trigger"].search([]) - before).cron_id
            self.assertIn(self.worker._lane_job(lane), woken)

    def test_lane_whose_time_is_over_calls_itself(self):
        """Odoo gives a run ten seconds, and looks for a job with work left only once a minute."""
        self.worker._set_lanes(1)
        for number in range(3):
            self.receive(self.portal_mail(number, email=f"p{number}@example.org", phone=""))
        Cron = type(self.env["ir.cron"])
        commit, calls = Cron._commit_progress, []

        def out_of_time(cron, *args, **kwargs):
            calls.append(commit(cron, *args, **kwargs))
            return 0 if len(calls) > 4 else calls[-1]

        self.env["ir.cron.trigger"].search([]).unlink()
        with patch.object(Cron, "_commit_progress", out_of_time):
            self.run_lane(0)
        left = self.env["anfragemanager.mail"].search_count([("state", "=", "received")])
        self.assertTrue(left)
        self.assertIn(self.worker._lane_job(0), self.env["ir.cron.trigger"].search([]).cron_id)

    # ------------------------------------------------------------------ after a crash

    def test_what_was_in_flight_is_due_again_within_a_minute(self):
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        with (
            patch.object(type(mail), "_read_at_once", side_effect=KeyboardInterrupt),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            suppress(KeyboardInterrupt),  # assertRaises would take back what is committed here
        ):
            self.worker._work_on_mail(mail, [])
        self.assertEqual((mail.state, mail.attempts), ("received", 1))
        self.assertLessEqual((mail.next_try - fields.Datetime.now()).total_seconds(), 60)

    def test_collision_is_repeated_at_once_and_costs_no_attempt(self):
        """Odoo looks for what is due in some seconds once a minute only."""
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        Mail, failures = type(mail), [psycopg2.errors.SerializationFailure(), psycopg2.errors.DeadlockDetected()]
        read_at_once = Mail._read_at_once

        def met(mails):
            if failures:
                raise failures.pop()
            return read_at_once(mails)

        with patch.object(Mail, "_read_at_once", met), patch.object(worker.time, "sleep"):
            self.run_lane(mail.id % 2)
        self.assertEqual((mail.state, mail.attempts), ("processed", 1))

    # ------------------------------------------------------------------ disks

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_mail_is_not_held_when_database_and_disk_are_full(self):
        Mail = type(self.env["anfragemanager.mail"])
        full = OSError(errno.ENOSPC, "No space left on device")
        folder = self.worker._spool()
        before = set(folder.iterdir())
        raw = self.portal_mail()
        for place in ("fsync", "open"):
            broken = (
                patch.object(os, "fsync", side_effect=full)
                if place == "fsync"
                else patch("pathlib.Path.open", side_effect=full)
            )
            with (
                self.subTest(place),
                patch.object(Mail, "_store", side_effect=psycopg2.errors.DiskFull()),
                broken,
                self.assertRaises(OSError),
            ):
                self.receive(raw)
            self.assertFalse(fetchmail_server._receipt.held, "the mail stays on its server, unseen")
            self.assertEqual(set(folder.iterdir()), before, "nothing that could be held for a mail remains")
        self.receive(raw)
        self.assertTrue(fetchmail_server._receipt.held)
        self.assertEqual(self.env["anfragemanager.mail"].search_count([("mailbox_id", "=", self.mailbox.id)]), 1)

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_spooled_mail_is_taken_up_by_the_next_turn(self):
        Mail = type(self.env["anfragemanager.mail"])
        with patch.object(Mail, "_store", side_effect=psycopg2.errors.DiskFull()):
            self.receive(self.portal_mail())
        self.assertEqual(len(spool.held(self.worker._spool())), 1)
        self.run_lane(0)
        self.assertFalse(spool.held(self.worker._spool()))
        self.work()
        inquiry = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(inquiry.state, "waiting")

    def test_mail_that_cannot_be_read_in_one_go_is_read_by_itself(self):
        """What hinders the steps must not take back that the mail was read; somebody sees where it stands."""
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        Inquiry = type(self.env["anfragemanager.inquiry"])
        with (
            patch.object(Inquiry, "_step_exceptions", side_effect=ValueError("broken rule")),
            mute_logger("odoo.addons.anfragemanager.flow"),
        ):
            self.run_lane(mail.id % 2)
        inquiry = mail.inquiry_ids
        self.assertEqual((mail.state, mail.attempts), ("processed", 1))
        self.assertEqual((inquiry.state, inquiry.next_step), ("failed", "exceptions"))
        self.assertEqual(inquiry.trace_ids.mapped("step")[:3], ["receive", "read", "gate"], "earlier steps stay")

    def test_what_ended_the_process_several_times_is_left_to_a_person(self):
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        mail.write({"attempts": 5, "next_try": False})
        with mute_logger("odoo.addons.anfragemanager.flow"):
            self.run_lane(mail.id % 2)
        self.assertEqual((mail.state, mail.next_try), ("failed", False))
        self.assertTrue(mail.inquiry_ids.activity_ids)
