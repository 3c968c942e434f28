"""People leave, mailboxes rest, templates break: the flow says so and goes on where it can."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestPeopleAndSettings(common.FlowCase):
    def stopped(self, number=1):
        """Return an inquiry that stopped with a task."""
        inquiry = self.deliver(self.portal_mail(number, email="", phone=f"+49 30 23125{number:02}"))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "no_email"))
        return inquiry

    def deputy(self):
        person = new_test_user(
            self.env,
            "deputy",
            "anfragemanager.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.mailbox.deputy_id = person
        return person

    # ------------------------------------------------------------------ people

    def test_tasks_go_to_the_deputy_once_the_main_user_has_left(self):
        deputy = self.deputy()
        before = self.stopped()
        self.assertEqual(before.activity_ids.user_id, self.clerk)
        self.clerk.active = False
        self.assertEqual(before.activity_ids.user_id, deputy, "open tasks are handed over")
        self.assertEqual(self.stopped(2).activity_ids.user_id, deputy)
        signs = self.env["anfragemanager.health"]._signs()[self.mailbox.id]
        self.assertIn("main_user_gone", [sign["code"] for sign in signs])

    def test_without_a_deputy_an_administrator_gets_the_tasks(self):
        self.clerk.active = False
        person = self.stopped().activity_ids.user_id
        self.assertTrue(person.active)
        self.assertTrue(person.has_group("anfragemanager.group_manager"))

    def test_a_deputy_who_left_gets_none(self):
        deputy = self.deputy()
        deputy.active = False
        self.assertEqual(self.mailbox._in_charge(), self.clerk)
        self.clerk.active = False
        self.assertTrue(self.mailbox._in_charge().active)

    def test_processes_run_with_the_rights_of_who_is_there(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Who",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "record.write({'ref': env.user.login})",
            }
        )
        self.mailbox.write(
            {"confirm_email": False, "collect_data": False, "server_action_ids": [Command.set(action.ids)]}
        )
        self.mailbox.deputy_id = new_test_user(
            self.env,
            "deputy",
            "anfragemanager.group_user,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.clerk.active = False
        self.assertEqual(self.deliver(self.portal_mail()).partner_id.ref, "deputy")

    def test_language_of_the_mailbox_may_be_switched_off(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.mailbox.lang = "fr_FR"
        self.env["res.lang"].search([("code", "=", "fr_FR")]).active = False
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "waiting")
        inquiry._submit({"salutation": "mrs"})
        self.assertEqual(inquiry.state, "done")

    def test_contacts_and_opportunities_go_to_who_is_there(self):
        deputy = new_test_user(
            self.env,
            "deputy",
            "base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.mailbox.write(
            {"deputy_id": deputy.id, "confirm_email": False, "collect_data": False, "create_opportunity": True}
        )
        self.property.user_id = self.clerk
        self.clerk.active = False
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "done")
        self.assertEqual((inquiry.partner_id.user_id, inquiry.lead_id.user_id), (deputy, deputy))

    # ------------------------------------------------------------------ mailboxes and portals

    def test_what_came_in_while_the_mailbox_rested_can_be_taken_up(self):
        self.mailbox.enabled = False
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.reason, "mailbox_off")
        self.mailbox.enabled = True
        self.mailbox.invalidate_recordset()
        self.assertEqual((self.mailbox.left_lying, self.mailbox.left_lying_since), (1, inquiry.date))
        with self.assertRaises(AccessError):
            self.mailbox.with_user(self.clerk).action_take_up()
        self.mailbox.action_take_up()
        self.work()
        self.assertEqual(inquiry.state, "waiting")
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)
        self.mailbox.invalidate_recordset()
        self.assertFalse(self.mailbox.left_lying)

    def test_what_came_while_the_company_was_archived_can_be_taken_up_too(self):
        def archive(archived):
            # Odoo allows it once nobody works there; mails come all the same.
            self.env.flush_all()
            self.env.cr.execute("UPDATE res_company SET active = %s WHERE id = %s", (not archived, self.company.id))
            self.env.invalidate_all()

        archive(True)
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "mailbox_off"))
        archive(False)
        self.mailbox.action_take_up()
        self.work()
        self.assertEqual(inquiry.state, "waiting")

    def test_a_portal_that_rules_name_cannot_be_deleted(self):
        portal = self.env["anfragemanager.portal"].create({"name": "Eigenes Portal", "code": "own_portal"})
        unused = portal.copy({"code": "unused", "name": "Nie benutzt"})
        unused.unlink()
        self.env["anfragemanager.exception"].create(
            {"name": "Nicht dieses", "mailbox_id": self.mailbox.id, "portal_ids": [Command.link(portal.id)]}
        )
        with self.assertRaises(ValidationError):
            portal.unlink()
        with self.assertRaises(ValidationError):
            self.env.ref("anfragemanager.portal_immoscout24").unlink()

    def test_a_portal_that_a_mailbox_leaves_out_cannot_be_deleted(self):
        portal = self.env["anfragemanager.portal"].create(
            {"name": "Eigenes Portal", "code": "own_portal", "sender_domains": "eigenes-portal.example"}
        )
        self.mailbox.portal_ids = self.env.ref("anfragemanager.portal_immoscout24")
        with self.assertRaises(ValidationError):
            portal.unlink()

    def test_the_only_portal_of_a_mailbox_switched_off_lets_no_other_in(self):
        self.mailbox.portal_ids = self.env.ref("anfragemanager.portal_immowelt")
        self.env.ref("anfragemanager.portal_immowelt").active = False
        self.assertEqual(self.deliver(self.portal_mail()).reason, "portal_off")

    # ------------------------------------------------------------------ templates and processes

    def test_a_broken_template_is_named_with_its_field(self):
        template = self.mailbox.confirmation_template_id.with_context(lang="de_DE")
        trap = "1 / (0 if object.email_normalized == 'trap@example.org' else 1)"
        # Odoo itself refuses what can be filled in for no record; this fails for some.
        for name, broken in (("subject", f"{{{{ {trap} }}}}"), ("body_html", f'<p><t t-out="{trap}"/></p>')):
            with self.subTest(name):
                good, template[name] = template[name], broken
                inquiry = self.deliver(self.portal_mail(name, email="trap@example.org"))
                label = template._fields[name]._description_string(inquiry.with_env(self.mailbox._automation_env()).env)
                self.assertEqual((inquiry.state, inquiry.reason), ("failed", "error"))
                self.assertIn(template.name, inquiry.reason_note)
                self.assertIn(label, inquiry.reason_note)
                self.assertNotIn("Traceback", inquiry.reason_note)
                self.assertNotRegex(inquiry.reason_note, r"/\w+/\w+.*\.py")
                self.assertEqual(len(inquiry.activity_ids), 1, "nobody but a person can mend it")
                self.assertFalse(inquiry.next_try)
                template[name] = good
                inquiry.action_retry()
                self.assertEqual(inquiry.state, "waiting")
                inquiry._stop_by_person()
                inquiry.email = "mended@example.org"
                # A stranger is asked once a day.
                self.env.flush_all()
                self.env.cr.execute("UPDATE anfragemanager_token SET create_date = create_date - interval '25 hours'")
                self.env.invalidate_all()

    def test_a_failing_process_holds_up_none_of_the_others(self):
        actions = self.env["ir.actions.server"].create(
            [
                {
                    "name": name,
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "state": "code",
                    "code": code,
                }
                for name, code in (
                    ("Zuerst", "record.write({'function': 'eins'})"),
                    ("Kaputt", "record.write({'function': 'falsch'})\n1 / 0"),
                    ("Danach", "record.write({'ref': 'zwei'})"),
                )
            ]
        )
        self.mailbox.write(
            {"confirm_email": False, "collect_data": False, "server_action_ids": [Command.set(actions.ids)]}
        )
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("failed", "error"))
        self.assertIn("Kaputt", inquiry.reason_note)
        self.assertNotIn("Zuerst", inquiry.reason_note)
        partner = inquiry.partner_id
        self.assertEqual((partner.function, partner.ref), ("eins", "zwei"))
        self.assertEqual(len(inquiry.token_ids), 1, "the exposé is on its way")
        self.assertTrue(inquiry.next_try, "it is tried again by itself")
        partner.write({"function": "von Hand", "ref": "von Hand"})
        actions[1].code = "record.write({'comment': 'ja'})"
        inquiry.action_retry()
        self.assertEqual(inquiry.state, "done")
        self.assertEqual((partner.function, partner.ref), ("von Hand", "von Hand"), "what was done is not done again")
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)

    def test_what_the_automation_needs_is_not_deleted_by_hand(self):
        for xmlid in ("activity_check", "mail_template_notice", "cron_process"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.env.ref(f"anfragemanager.{xmlid}").unlink()
        self.env["mail.activity.type"].create({"name": "Own"}).unlink()
