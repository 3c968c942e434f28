"""What the dashboard counts and offers: the same meaning of “to do” everywhere, and only what makes sense."""

import json
from datetime import timedelta

from lxml import etree

from odoo.fields import Command, Datetime
from odoo.tests import freeze_time, tagged

from . import common


@tagged("post_install", "-at_install")
class TestDashboard(common.FlowCase):
    def inquiry(self, **values):
        return self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "first_name": "Jördis", "last_name": "Müller", "state": "done", **values}
        )

    def dashboard(self, **values):
        return self.env["anfragemanager.mailbox"].with_user(self.clerk).get_dashboard(self.mailbox.ids, **values)

    def card(self):
        return self.dashboard()["cards"][self.mailbox.id]

    def test_to_do_is_one_number_everywhere(self):
        self.inquiry(state="aborted", reason="duplicate")
        self.inquiry(state="failed", reason="error")
        self.inquiry(state="aborted", reason="manual")
        self.inquiry(state="aborted", reason="rate_limited", next_try=Datetime.now() + timedelta(hours=1))
        self.inquiry(state="done")
        self.assertEqual(self.card()["todo"], 2)
        action = self.mailbox.with_user(self.clerk).action_view_todo()
        found = self.env["anfragemanager.inquiry"].search([*action["domain"], ("needs_person", "=", True)])
        self.assertEqual(len(found), 2)

    def test_counts_follow_the_period(self):
        self.inquiry(date=Datetime.now())
        self.inquiry(date=Datetime.now() - timedelta(days=3))
        self.inquiry(date=Datetime.now() - timedelta(days=20))
        self.inquiry(date=Datetime.now() - timedelta(days=200), state="waiting")
        self.inquiry(date=Datetime.now() - timedelta(days=200))
        card = self.card()
        done = {scope: card["counts"][scope].get("done", 0) for scope in ("today", "week", "all")}
        self.assertEqual(done, {"today": 1, "week": 2, "all": 3})
        self.assertEqual(card["counts"]["all"]["waiting"], 1, "what is open counts however old")
        self.assertEqual((card["today"], sum(card["spark"])), (1, 3))
        for scope, count in done.items():
            action = self.mailbox.with_context(anfrage_state="done", anfrage_scope=scope).action_view_inquiries()
            self.assertEqual(self.env["anfragemanager.inquiry"].search_count(action["domain"]), count, scope)

    def test_the_numbers_of_a_card_add_up(self):
        first = self.inquiry(state="aborted", reason="duplicate")
        self.inquiry(state="aborted", reason="duplicate", bundle_id=first.id)
        self.inquiry(state="aborted", reason="declined")
        self.inquiry(state="done")
        self.inquiry(state="waiting")
        self.inquiry(state="ignored", reason="portal_off")
        card = self.card()
        counts = card["counts"]["today"]
        self.assertEqual((card["todo"], counts["bundled"], counts["stopped"]), (1, 1, 1))
        shown = sum(counts[state] for state in ("new", "waiting", "bundled", "done", "stopped", "ignored"))
        self.assertEqual(card["todo"] + shown, card["today"])
        for state in ("bundled", "stopped"):
            action = self.mailbox.with_context(anfrage_state=state).action_view_inquiries()
            self.assertEqual(self.env["anfragemanager.inquiry"].search_count(action["domain"]), counts[state], state)
            self.assertNotIn("?", action["name"])

    def test_a_dry_run_is_counted_as_such(self):
        self.inquiry(state="ignored", reason="dry_run")
        self.inquiry(state="ignored", reason="portal_off")
        self.inquiry(state="ignored")
        counts = self.card()["counts"]["all"]
        self.assertEqual((counts["dry_run"], counts["ignored"]), (1, 2))
        for state in ("dry_run", "ignored"):
            action = self.mailbox.with_context(anfrage_state=state).action_view_inquiries()
            self.assertEqual(self.env["anfragemanager.inquiry"].search_count(action["domain"]), counts[state], state)
            self.assertNotIn("?", action["name"])

    def test_what_needs_a_person_comes_first(self):
        old = self.inquiry(state="aborted", reason="duplicate", date=Datetime.now() - timedelta(days=2))
        new = self.inquiry(date=Datetime.now())
        lines = self.dashboard()["lines"]
        self.assertEqual([line["id"] for line in lines], [old.id, new.id])

    def test_the_clock_counts_office_hours_until_the_first_answer(self):
        # Friday 16:00 to Monday 10:00 in Berlin, with hours from 8 to 17.
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Büro",
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    Command.create(
                        {"name": "x", "dayofweek": str(day), "hour_from": 8, "hour_to": 17, "day_period": "morning"}
                    )
                    for day in range(5)
                ],
            }
        )
        self.company.resource_calendar_id = calendar
        inquiry = self.inquiry(state="aborted", reason="duplicate", date="2026-11-20 15:00:00")
        with freeze_time("2026-11-23 09:00:00"):
            self.assertEqual(inquiry._waiting_minutes(), {inquiry.id: 180})
            line = inquiry.with_user(self.clerk)._widget_lines()[0]
            self.assertEqual(line["waiting"], "amber")
            self.company.anfrage_red_minutes = 150
            self.assertEqual(inquiry._widget_lines()[0]["waiting"], "red")
            inquiry.write({"state": "done", "reason": False, "confirmation_sent_at": Datetime.now()})
            self.assertEqual(inquiry._waiting_minutes(), {}, "answered")
        self.assertEqual(inquiry.response_minutes, 66 * 60)

    def test_the_clock_counts_for_a_person_too_though_a_mail_went_out(self):
        self.company.resource_calendar_id = False
        stopped = {"state": "aborted", "reason": "duplicate", "date": "2026-11-20 08:00:00"}
        answered = self.inquiry(**stopped, confirmation_sent_at="2026-11-20 08:00:00")
        confirmed = self.inquiry(**stopped, confirmed_at="2026-11-20 10:00:00", email="b@example.org")
        waiting = self.inquiry(state="waiting", date="2026-11-20 08:00:00", email="c@example.org")
        with freeze_time("2026-11-20 11:00:00"):
            minutes = (answered | confirmed | waiting)._waiting_minutes()
        self.assertEqual(minutes, {answered.id: 180, confirmed.id: 60}, "the third is the prospect's turn")

    def test_who_has_no_address_is_offered_what_the_hint_says(self):
        inquiry = self.inquiry(state="aborted", reason="no_email", phone="0221 4710366")
        names = [button["name"] for button in inquiry._preview_actions()]
        self.assertEqual(names[:3], ["correct", "retry", "create_address"])

    def test_nobody_groups_by_what_only_the_search_needs(self):
        described = self.env["anfragemanager.inquiry"].fields_get(attributes=["groupable", "string", "type"])
        offered = {name: field["string"] for name, field in described.items() if field["groupable"]}
        self.assertNotIn("email_normalized", offered)
        self.assertNotIn("address_key", offered)
        self.assertIn("email", offered)

    def test_no_filter_is_there_twice(self):
        arch = self.env["anfragemanager.inquiry"].get_view(view_type="search")["arch"]
        names = [item.get("string") for item in etree.fromstring(arch).iterfind(".//filter") if item.get("domain")]
        self.assertEqual(len(names), len(set(names)), names)

    def test_a_bookmark_of_the_dashboard_opens_this_app(self):
        menus = self.env["ir.ui.menu"].with_user(self.clerk).load_web_menus(False).values()
        found = {menu["xmlid"] for menu in menus if menu["actionPath"] == "inquiry-dashboard"}
        self.assertEqual(found, {"anfragemanager.menu_root", "anfragemanager.menu_dashboard"})

    def test_a_forged_mail_is_never_one_click_from_being_answered(self):
        inquiry = self.inquiry(state="aborted", reason="spoofed", email="a@example.org", property_id=self.property.id)
        self.assertEqual(inquiry.primary_action, "view_mail")

    def test_the_suggested_action_fits_the_stop(self):
        expected = {
            # its candidates were deleted since
            ("aborted", "duplicate"): "retry",
            ("ignored", "no_property"): "assign_property",
            ("aborted", "no_email"): "correct",
            ("aborted", "undeliverable"): "correct",
            ("waiting", False): "next",
            ("failed", "error"): "retry",
            ("done", False): "next",
        }
        for (state, reason), action in expected.items():
            with self.subTest(state=state, reason=reason):
                self.assertEqual(self.inquiry(state=state, reason=reason).primary_action, action)
        stopped = self.inquiry(state="aborted", reason="duplicate")
        stopped.duplicate_ids.create(
            {"inquiry_id": stopped.id, "partner_id": self.make_partner(name="Eva Stein").id, "verdict": "duplicate"}
        )
        self.assertEqual(stopped.primary_action, "compare")

    def test_from_what_is_done_one_goes_on_to_what_waits(self):
        self.env["anfragemanager.inquiry"].search([("needs_person", "=", True)]).write({"reason": "manual"})
        done = self.inquiry(state="done", email="a@example.org").with_user(self.clerk)
        self.assertNotIn("next", done._possible_actions(), "nothing waits")
        waiting = self.inquiry(state="aborted", reason="unsure")
        done.invalidate_recordset()
        self.assertEqual((done.action_list[0]["name"], done.action_list[0]["primary"]), ("next", True))
        self.assertEqual(done.action_next()["res_id"], waiting.id)
        self.assertNotIn("next", [button["name"] for button in done.get_preview()["actions"]], "the list is there")

    def test_an_address_that_refused_is_corrected_before_it_is_tried_again(self):
        inquiry = self.inquiry(state="aborted", reason="undeliverable", email="a@example.org").with_user(self.clerk)
        self.assertFalse(inquiry.edit_prospect)
        action = inquiry.action_correct()
        opened = inquiry.browse(action["res_id"]).with_context(**action["context"])
        self.assertTrue(opened.edit_prospect)
        self.assertNotIn("correct", [button["name"] for button in opened.action_list], "it is open already")
        self.assertTrue(opened.action_list[0]["primary"])

    def test_every_offered_action_exists(self):
        Inquiry = self.env["anfragemanager.inquiry"]
        actions = Inquiry._actions()
        offered = set()
        for state, _label in Inquiry._fields["state"].selection:
            for reason, _words in [(False, ""), *Inquiry._fields["reason"].selection]:
                email = f"{state}.{reason}@x.example"
                offered.update(self.inquiry(state=state, reason=reason, email=email)._possible_actions())
        self.assertLessEqual(offered, set(actions))
        for _label, method, _question in actions.values():
            self.assertTrue(callable(getattr(Inquiry, method)))

    def test_search_finds_full_names_and_phone_numbers_in_any_writing(self):
        inquiry = self.inquiry(
            mobile="+49 171 123 45 67", message="Hat die Wohnung einen Balkon?", email="jm@x.example"
        )
        other = self.inquiry(first_name="Anna", mobile="+49 160 5556667")
        Inquiry = self.env["anfragemanager.inquiry"]
        for words in ("Jördis Müller", "müller jördis", "0171 1234567", "0171/123-4567", "+491711234567", "Balkon"):
            with self.subTest(words):
                found = Inquiry.search([("search_text", "ilike", words), ("id", "in", (inquiry | other).ids)])
                self.assertEqual(found, inquiry)

    def test_a_change_tells_open_dashboards_once_and_nothing_else(self):
        self.inquiry()
        inquiry = self.inquiry()
        inquiry.state = "aborted"
        self.env["bus.bus"].search([]).unlink()
        self.env.cr.precommit.run()
        group_user = self.env.ref("anfragemanager.group_user")
        notices = [(json.loads(row.channel), json.loads(row.message)) for row in self.env["bus.bus"].search([])]
        channel = [self.env.cr.dbname, "res.groups", group_user.id]
        ours = [notice for notice in notices if notice[1]["type"] == "anfragemanager.inquiry/changed"]
        self.assertEqual(ours, [(channel, {"type": "anfragemanager.inquiry/changed", "payload": {}})])

    @freeze_time("2026-11-20 15:00:10")
    def test_queries_do_not_grow_with_the_inquiries(self):
        for number in range(3):
            self.inquiry(state="aborted", reason="duplicate", email=f"{number}@x.example")
        self.dashboard()
        few = self.queries(lambda: self.dashboard())
        for number in range(9):
            self.inquiry(state="aborted", reason="duplicate", email=f"{number}@y.example")
        self.assertLessEqual(self.queries(lambda: self.dashboard()), few + 1)

    def queries(self, act):
        """Return how many queries it takes to do something with empty caches of records."""
        self.env.flush_all()
        self.env.invalidate_all()
        first = self.env.cr.sql_log_count
        act()
        return self.env.cr.sql_log_count - first

    def test_six_queries_at_any_number_of_inquiries(self):
        other = self.property.copy({"reference": "TM-2"})
        for number in range(15):
            inquiry = self.inquiry(
                state="aborted" if number % 2 else "new",
                reason="duplicate" if number % 2 else False,
                email=f"{number}@x.example",
                property_id=(self.property | other)[number % 2].id,
                portal_id=self.portals[number % len(self.portals)].id,
            )
            inquiry.activity_schedule("anfragemanager.activity_check", user_id=self.clerk.id)
        self.env.flush_all()
        # The first one fills what is kept for all requests, such as access rules.
        shown = self.dashboard()
        self.assertLessEqual(self.queries(self.dashboard), 6)
        card = shown["cards"][self.mailbox.id]
        self.assertEqual((len(card["tasks"]), card["further_tasks"]), (2, 13))
        mine = self.mailbox.with_user(self.clerk).action_view_tasks()["domain"]
        self.assertEqual(inquiry.search_count(mine), 15)
        self.assertTrue(all(line["portal"] and line["property"] for line in shown["lines"]))

    def test_what_is_wrong_is_measured_in_few_queries_and_once_a_minute(self):
        health = self.env["anfragemanager.health"].with_user(self.clerk)
        self.mailbox.copy({"name": "Zweites Postfach"})
        with freeze_time("2026-11-20 15:00:10"):
            health._signs()
            self.assertLessEqual(self.queries(health._signs), 18)
            signs = health._signs()
            self.property.marketing_state = "closed"
            health._signs(fresh=False)
            self.assertEqual(self.queries(lambda: health._signs(fresh=False)), 0)
            shown = self.env["anfragemanager.mailbox"].with_user(self.clerk).get_signs()
            self.assertIn("property_missing", [sign["code"] for sign in shown["mailboxes"][self.mailbox.id]])

        def seen(signs):
            return {sign["code"] for sign in signs.get(self.mailbox.id, [])}

        self.assertNotIn("property_missing", seen(signs))
        self.property.marketing_state = "active"
        with freeze_time("2026-11-20 15:00:50"):
            self.assertIn("property_missing", seen(health._signs(fresh=False)), "as it was a moment ago")
            self.assertNotIn("property_missing", seen(health._signs()))
        with freeze_time("2026-11-20 15:01:01"):
            self.assertNotIn("property_missing", seen(health._signs(fresh=False)))
