"""Exceptions: what they catch and when, approval by a person, what they would have caught, and the tester."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestExceptions(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.clerk.tz = "Europe/Berlin"

    def exception(self, **values):
        return self.env["anfragemanager.exception"].create(
            {"name": "Rule", "mailbox_id": self.mailbox.id, "effect": "stop", **values}
        )

    def inquiry_at(self, moment, **values):
        """Return an inquiry that arrived at a time, e.g. "2026-11-03 09:00:00" (UTC)."""
        return self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "date": moment,
                "property_id": self.property.id,
                "email": "joerdis@example.org",
                **values,
            }
        )

    # ------------------------------------------------------------------ hold for approval

    def test_held_inquiry_waits_for_a_clerk(self):
        self.exception(effect="hold", property_ids=[Command.link(self.property.id)], name="Expensive ones")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "approval"))
        self.assertEqual(inquiry.reason_note, "Expensive ones")
        self.assertTrue(inquiry.needs_person)
        self.assertEqual(inquiry.primary_action, "release")
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        self.assertFalse(self.sent_to("joerdis@example.org"))
        inquiry.with_user(self.clerk).action_release()
        self.assertEqual(inquiry.state, "waiting", "approved, it goes on behind the exceptions")
        self.assertFalse(inquiry.activity_ids)
        self.assertTrue(self.sent_to("joerdis@example.org"))

    def test_only_what_waits_for_approval_is_approved(self):
        inquiry = self.deliver(self.portal_mail())
        with self.assertRaises(UserError):
            inquiry.with_user(self.clerk).action_release()

    def test_a_clerk_of_another_company_approves_and_tries_nothing(self):
        self.exception(effect="hold", addresses="example.org")
        inquiry = self.deliver(self.portal_mail())
        other = self.env["res.company"].create({"name": "Andere Makler GmbH"})
        stranger = new_test_user(
            self.env,
            login="stranger_exceptions",
            groups="anfragemanager.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            inquiry.with_user(stranger).action_release()
        rehearsal = self.env["anfragemanager.rehearsal"].with_user(stranger).new({"inquiry_id": inquiry.id})
        self.assertFalse(rehearsal.line_ids)

    # ------------------------------------------------------------------ what it names is gone

    def test_a_rule_for_what_was_archived_does_not_hold_for_all(self):
        sold = self.property.copy({"reference": "TM-SOLD"})
        portal = self.env.ref("anfragemanager.portal_immowelt")
        # A second condition, which holds: a rule of which nothing is left would not apply anyway.
        self.exception(property_ids=[Command.link(sold.id)], addresses="example.org")
        self.exception(portal_ids=[Command.link(portal.id)], addresses="example.org")
        sold.active = portal.active = False
        self.assertEqual(self.deliver(self.portal_mail()).state, "waiting")

    def test_what_a_rule_names_cannot_be_deleted(self):
        sold = self.property.copy({"reference": "TM-SOLD"})
        rule = self.exception(property_ids=[Command.link(sold.id)])
        with self.assertRaises(ValidationError):
            sold.unlink()
        rule.unlink()
        sold.unlink()

    # ------------------------------------------------------------------ time

    def test_window_over_midnight_belongs_to_the_day_it_begins_on(self):
        weekdays = dict.fromkeys(("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), False)
        rule = self.exception(moment="window", hour_from=22, hour_to=6, **weekdays)
        # 2 November 2026 is a Monday; Berlin is an hour ahead of UTC.
        for moment, applies in (
            ("2026-11-02 20:59:00", False),
            ("2026-11-02 21:00:00", True),
            ("2026-11-03 04:59:00", True),
            ("2026-11-03 05:00:00", False),
            ("2026-11-03 22:00:00", False),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(rule._applies(self.inquiry_at(moment)), applies)

    def test_window_follows_summer_time(self):
        rule = self.exception(moment="window", hour_from=8, hour_to=9)
        self.assertTrue(rule._applies(self.inquiry_at("2026-07-01 06:30:00")))
        self.assertFalse(rule._applies(self.inquiry_at("2026-07-01 07:30:00")))

    def test_outside_office_hours_and_on_holidays(self):
        calendar = self.company.resource_calendar_id
        self.assertTrue(calendar, "a company has working hours")
        calendar.tz = "Europe/Berlin"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-11-03 23:00:00",
                "date_to": "2026-11-04 22:59:00",
            }
        )
        rule = self.exception(moment="outside")
        self.assertFalse(rule._applies(self.inquiry_at("2026-11-03 09:00:00")), "Tuesday, ten o'clock")
        self.assertTrue(rule._applies(self.inquiry_at("2026-11-03 20:00:00")), "Tuesday night")
        self.assertTrue(rule._applies(self.inquiry_at("2026-11-04 09:00:00")), "a holiday")
        self.assertTrue(rule._applies(self.inquiry_at("2026-11-07 09:00:00")), "Saturday")
        only = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), False)
        holidays = self.exception(moment="window", on_holidays=True, **only)
        self.assertTrue(holidays._applies(self.inquiry_at("2026-11-04 09:00:00")))
        self.assertFalse(holidays._applies(self.inquiry_at("2026-11-03 09:00:00")))

    def test_window_of_days(self):
        rule = self.exception(moment="window", date_from="2026-12-24", date_to="2026-12-31")
        self.assertTrue(rule._applies(self.inquiry_at("2026-12-31 22:30:00")))
        self.assertFalse(rule._applies(self.inquiry_at("2026-12-31 23:30:00")), "already the new year in Berlin")
        self.assertFalse(rule._applies(self.inquiry_at("2026-12-23 12:00:00")))

    def test_a_window_without_days_is_refused(self):
        days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), False)
        with self.assertRaises(ValidationError):
            self.exception(moment="window", **days)
        with self.assertRaises(ValidationError):
            self.exception()

    # ------------------------------------------------------------------ what it would have caught

    def test_counts_what_it_would_have_caught_with_one_query(self):
        now = fields.Datetime.now()
        values = {"mailbox_id": self.mailbox.id, "property_id": self.property.id}
        Inquiry = self.env["anfragemanager.inquiry"]
        Inquiry.create(
            [
                {**values, "email": "a@example.net", "date": now - timedelta(days=1)},
                {**values, "email": "b@sub.example.net", "date": now - timedelta(days=89)},
                {**values, "email": "c@example.net", "date": now - timedelta(days=91)},
                {**values, "email": "d@notexample.net", "date": now - timedelta(days=1)},
                {**values, "email": "e@exampleXnet.org", "date": now - timedelta(days=1)},
            ]
        )
        rule = self.exception(addresses="*.example.net", property_domain="[('purchase_price', '>', 1)]")
        self.assertEqual(rule.caught_count, 2)
        self.assertEqual(len(Inquiry.search(rule.action_view_caught()["domain"])), 2)
        self.env.flush_all()
        rule.invalidate_recordset(["caught_count"])
        rule.fetch(["addresses", "property_domain"])
        before = self.env.cr.sql_log_count
        self.assertEqual(rule.caught_count, 2)
        # One for the count; the others read the rule itself, whatever was caught.
        once = self.env.cr.sql_log_count - before
        Inquiry.create([{**values, "email": f"x{n}@example.net", "date": now} for n in range(20)])
        self.env.flush_all()
        rule.invalidate_recordset(["caught_count"])
        before = self.env.cr.sql_log_count
        self.assertEqual(rule.caught_count, 22)
        self.assertLessEqual(self.env.cr.sql_log_count - before, once)

    def test_counts_by_the_clock_as_the_flow_does(self):
        now = fields.Datetime.now()
        values = {"mailbox_id": self.mailbox.id, "email": "a@example.net"}
        inquiries = self.env["anfragemanager.inquiry"].create(
            [{**values, "date": now - timedelta(hours=5 * n)} for n in range(1, 60)]
        )
        for rule in (self.exception(moment="window", hour_from=20, hour_to=7), self.exception(moment="outside")):
            expected = len(inquiries.filtered(rule._applies))
            self.assertTrue(0 < expected < len(inquiries))
            self.assertEqual(rule.caught_count, expected)

    def test_an_address_with_wildcards_means_itself(self):
        rule = self.exception(addresses="my_home.example")
        self.assertTrue(rule._applies(self.inquiry_at("2026-11-03 09:00:00", email="a@my_home.example")))
        self.assertFalse(rule._applies(self.inquiry_at("2026-11-03 09:00:00", email="a@myxhome.example")))

    # ------------------------------------------------------------------ the tester

    def test_tester_says_what_would_happen_and_why(self):
        self.exception(name="Nobody", addresses="nobody.example", sequence=1)
        self.exception(name="Dear ones", effect="hold", property_domain="[('purchase_price', '>', 1)]", sequence=2)
        self.exception(name="All sales", effect="no_expose", marketing_type="buy", sequence=3)
        inquiry = self.inquiry_at("2026-11-03 09:00:00")
        before = self.env["anfragemanager.trace"].search_count([])
        with Form(self.env["anfragemanager.rehearsal"].with_user(self.clerk)) as form:
            form.inquiry_id = inquiry
            self.assertIn("Dear ones", form.result)
            self.assertIn("Hold for approval", form.result)
        lines = form.record.line_ids
        self.assertEqual(lines.mapped("verdict"), ["no", "applies", "later"])
        self.assertIn("joerdis@example.org", lines[0].why)
        self.assertIn("TM-1024", lines[1].why)
        self.assertEqual((inquiry.state, self.env["anfragemanager.trace"].search_count([])), ("new", before))

    def test_tester_tells_of_crowds_and_processes(self):
        self.mailbox.write({"crowd_limit": 1, "crowd_action": "continue"})
        process = self.env["anfragemanager.process"].create(
            {"name": "Call", "company_id": self.company.id, "marketing_type": "buy", "step_ids": [Command.create({})]}
        )
        self.inquiry_at("2026-11-03 08:00:00")
        inquiry = self.inquiry_at("2026-11-03 09:00:00")
        rehearsal = self.env["anfragemanager.rehearsal"].with_user(self.clerk).new({"inquiry_id": inquiry.id})
        self.assertEqual(rehearsal.line_ids.mapped("kind"), ["crowd", "process"])
        self.assertEqual(rehearsal.line_ids.mapped("verdict"), ["no", "applies"])
        self.mailbox.crowd_action = "hold"
        process.marketing_type = "rent"
        rehearsal = self.env["anfragemanager.rehearsal"].with_user(self.clerk).new({"inquiry_id": inquiry.id})
        self.assertEqual(rehearsal.line_ids.mapped("kind"), ["crowd"], "held, no process starts")
        self.assertEqual(rehearsal.line_ids.verdict, "applies")

    def test_tester_names_no_property_the_asker_may_not_see(self):
        other = self.env["res.company"].create({"name": "Schwestermakler GmbH"})
        foreign = self.property.copy({"company_id": other.id, "reference": "SECRET-1", "user_id": False})
        self.exception(name="Dear ones", property_domain="[('purchase_price', '>', 1)]")
        inquiry = self.inquiry_at("2026-11-03 09:00:00", property_id=foreign.id)
        rehearsal = self.env["anfragemanager.rehearsal"].with_user(self.clerk).new({"inquiry_id": inquiry.id})
        self.assertEqual(rehearsal.line_ids.mapped("verdict"), ["applies"])
        self.assertNotIn("SECRET", rehearsal.line_ids.why)
