"""A mailbox that is not live shows what it would do, and sends and creates nothing."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestDryRun(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.mailbox.write({"dry_run": True, "create_opportunity": True})
        self.before = self.things()

    def things(self):
        """Everything a live mailbox sends or creates, as numbers."""
        models = (
            "res.partner",
            "crm.lead",
            "mail.mail",
            "mail.activity",
            "anfragemanager.token",
            "anfragemanager.consent",
        )
        return {model: self.env[model].search_count([]) for model in models}

    def assert_nothing_happened(self):
        self.assertEqual(self.automatic_mails(), [])
        self.assertEqual(self.things(), self.before)

    def release(self, waiting):
        dialog = self.env["anfragemanager.go.live"].create({"mailbox_id": self.mailbox.id, "waiting": waiting})
        dialog.action_go_live()
        self.work()

    def test_a_new_mailbox_starts_in_the_dry_run_and_so_does_a_copy(self):
        mailbox = self.env["anfragemanager.mailbox"].create({"name": "Neu", "user_id": self.clerk.id,
                                                              "company_id": self.company.id})  # fmt: skip
        self.assertTrue(mailbox.dry_run)
        mailbox.dry_run = False
        self.assertTrue(mailbox.copy().dry_run)

    def test_an_unknown_prospect_is_shown_with_all_that_would_happen(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "dry_run"))
        self.assertEqual(inquiry.property_id, self.property)
        for seen in ("confirmation mail to joerdis@example.org", "create the contact", "Müller-Weiß",
                     "send the exposé “Reihenhaus mit Garten” to joerdis@example.org",
                     "start: Opportunity"):  # fmt: skip
            self.assertIn(seen, inquiry.reason_note)
        self.assert_nothing_happened()

    def test_a_known_prospect_would_get_the_expose_at_once(self):
        partner = self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        self.before = self.things()
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.partner_id, partner)
        self.assertNotIn("confirmation", inquiry.reason_note)
        self.assertIn("send the exposé", inquiry.reason_note)
        self.assert_nothing_happened()

    def test_a_duplicate_would_stop_and_makes_no_task(self):
        self.make_partner(
            name="Joerdis Mueller-Weiss", street="Öderstraße 1", zip="50667", city="Köln", phone="+49 30 2312500"
        )
        self.before = self.things()
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.reason, "dry_run")
        self.assertEqual(inquiry._would_stop(), "duplicate")
        self.assertFalse(inquiry.needs_person)
        self.assertTrue(inquiry.duplicate_ids)
        self.assert_nothing_happened()

    def test_what_the_gate_turns_away_says_why_and_makes_no_task(self):
        inquiry = self.deliver(self.portal_mail(reference="GIBTS-NICHT", scout="999"))
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        self.assert_nothing_happened()

    def test_an_owner_becomes_no_opportunity_but_is_to_be_reviewed(self):
        self.receive(
            self.text_mail(
                "Verkauf meines Hauses",
                "Guten Tag, ich möchte mein Haus in Köln verkaufen. Bitte um "
                "Bewertung meiner Immobilie.\n\nMax Muster\nTel. 0221 2312500",
            )
        )
        self.work()
        mail = self.env["anfragemanager.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.kind, "owner_lead")
        self.assertTrue(mail.needs_review)
        self.assert_nothing_happened()
        self.release("release")
        self.assertTrue(mail.lead_id)

    def test_buttons_of_a_person_send_and_create_nothing_either(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertNotIn("send_expose", inquiry.possible_actions)
        for action in ("action_send_expose", "action_create_address", "action_continue", "action_retry"):
            getattr(inquiry.with_user(self.clerk), action)()
            self.assertEqual(inquiry.reason, "dry_run", action)
        self.before["anfragemanager.token"] = 0
        self.assertEqual(self.automatic_mails(), [])
        self.assertFalse(inquiry.partner_id)
        with self.assertRaises(UserError):
            inquiry.sudo()._send("expose", self.mailbox.expose_template_id, 30)

    def test_going_live_leaves_what_came_in_alone_unless_it_is_released(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(self.mailbox.rehearsed, 1)
        self.release("keep")
        self.assertFalse(self.mailbox.dry_run)
        self.assertEqual(inquiry.reason, "dry_run")
        self.assertEqual(self.automatic_mails(), [])
        self.mailbox.invalidate_recordset()
        self.assertEqual(self.mailbox.left_lying, 1, "and can still be taken up")
        self.assertIn("retry", inquiry.possible_actions)
        self.mailbox.action_take_up()
        self.work()
        self.assertEqual(inquiry.state, "waiting")

    def test_released_inquiries_are_answered(self):
        inquiry = self.deliver(self.portal_mail())
        self.release("release")
        self.assertEqual(inquiry.state, "waiting")
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_the_dialog_says_what_changes(self):
        self.deliver(self.portal_mail())
        dialog = Form(self.env["anfragemanager.go.live"].with_context(default_mailbox_id=self.mailbox.id))
        self.assertEqual(dialog.rehearsed, 1)
        self.assertIn("Opportunity", dialog.changes)
        self.assertIn(self.clerk.name, dialog.changes)
        self.assertEqual(dialog.waiting, "keep")
        self.assertIn("get the exposé: as link.", dialog.changes)

    def test_the_dialog_repeats_what_the_set_up_warns_of(self):
        self.company.anfrage_authority = False
        self.env["ir.config_parameter"].set_param("web.base.url", "http://localhost:8069")
        dialog = Form(self.env["anfragemanager.go.live"].with_context(default_mailbox_id=self.mailbox.id))
        self.assertIn("supervisory authority", dialog.missing)
        self.assertEqual(dialog.missing.count("localhost"), 1)

    def test_once_live_no_login_changes_where_links_lead(self):
        parameters = self.env["ir.config_parameter"]
        login = {"type": "password", "login": "am_system", "password": "am_system"}
        new_test_user(self.env, login="am_system", password="am_system", groups="base.group_system")

        def led_to(host):
            self.env["res.users"].authenticate(login, {"base_location": host, "interactive": False})
            return parameters.get_param("web.base.url")

        parameters.set_param("web.base.url", "http://localhost:8069")
        self.mailbox._go_live(release=False)
        self.assertEqual(led_to("https://makler.example"), "https://makler.example", "Till it is known outside.")
        self.mailbox.dry_run = True
        self.mailbox._go_live(release=False)
        self.assertEqual(led_to("https://evil.example"), "https://makler.example")

    def test_a_clerk_cannot_go_live(self):
        for call in (
            lambda: self.env["anfragemanager.go.live"].with_user(self.clerk).create({"mailbox_id": self.mailbox.id}),
            lambda: self.mailbox.with_user(self.clerk)._go_live(release=False),
            lambda: self.mailbox.with_user(self.clerk).write({"dry_run": False}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_test_inquiry_that_would_stop_leads_to_what_must_change(self):
        self.make_partner(
            name="Joerdis Mueller-Weiss", street="Öderstraße 1", zip="50667", city="Köln", phone="+49 30 2312500"
        )
        inquiry = self.deliver(self.portal_mail())
        dialog = self.env["anfragemanager.test.inquiry"].create({"mailbox_id": self.mailbox.id})
        dialog.result_inquiry_ids = inquiry
        self.assertTrue(dialog.stopped)
        self.env["res.partner"].search([("name", "=", "Joerdis Mueller-Weiss")]).unlink()
        inquiry.action_retry()
        dialog.invalidate_recordset()
        self.assertFalse(dialog.stopped)

    def test_the_dashboard_shows_it(self):
        inquiry = self.deliver(self.portal_mail())
        lines = self.env["anfragemanager.mailbox"].with_user(self.clerk).get_dashboard([self.mailbox.id])["lines"]
        line = next(line for line in lines if line["id"] == inquiry.id)
        self.assertEqual(line["state_label"], "Dry run")
        self.assertIn("Would send", line["reason"])
        self.assertIn("Would send", inquiry.with_user(self.clerk).get_preview()["reason_note"])

    def test_back_in_the_dry_run_nobody_is_reminded(self):
        self.mailbox.write({"dry_run": False, "reminder_days": 1})
        inquiry = self.deliver(self.portal_mail())
        self.send_queue()
        inquiry.write({"confirmation_sent_at": "2020-01-01 00:00:00"})
        self.mailbox.action_dry_run()
        self.worker._cron_maintain()
        self.assertFalse(inquiry.reminder_sent_at)
        self.assertEqual(len(self.automatic_mails()), 1)


@tagged("post_install", "-at_install")
class TestTestMails(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.mailbox.test_email = "Chefin <chefin@testmakler.example>"

    def test_everything_goes_to_the_tester_and_says_to_whom_it_would_have_gone(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(self.sent_to("joerdis@example.org"), [])
        (mail,) = self.sent_to("chefin@testmakler.example")
        self.assertIn("joerdis@example.org", mail["subject"])
        self.assertEqual(inquiry.state, "waiting")
        self.assertFalse(inquiry.answered_at, "the prospect heard nothing")

    def test_its_links_are_no_evidence(self):
        inquiry = self.deliver(self.portal_mail())
        (mail,) = self.sent_to("chefin@testmakler.example")
        secret = self.link_in(mail).split("/")[2]
        Token = self.env["anfragemanager.token"]
        inquiry.write({"email_typed": True})
        for find in (Token._resolve, Token._find, Token._resolve_corrector):
            self.assertFalse(find(secret), find.__name__)
        self.assertTrue(Token._behind(secret).diverted)

    def test_a_tester_gets_more_mails_than_a_prospect_would(self):
        for number in range(8):
            inquiry = self.deliver(self.portal_mail(number, email=f"test{number}@example.org"))
            self.assertEqual(inquiry.state, "waiting", number)
        self.assertEqual(len(self.sent_to("chefin@testmakler.example")), 8)

    def test_when_the_test_is_over_the_expose_counts_as_not_sent(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "done")
        self.assertFalse(inquiry.expose_sent_at)
        self.mailbox.test_email = False
        inquiry.action_send_expose()
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_the_tester_is_an_address_and_not_the_mailbox(self):
        for wrong in ("niemand", self.mailbox.email):
            with self.assertRaises(ValidationError):
                self.mailbox.test_email = wrong
