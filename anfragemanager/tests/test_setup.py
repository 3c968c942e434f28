"""From an empty database to a mailbox that works, and the check of what is missing or contradictory."""

import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from . import common, test_backlog
from .test_ui import UiCase


@tagged("post_install", "-at_install")
class TestSetup(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.admin = self.env.ref("base.user_admin")
        self.admin.company_ids |= self.company
        self.setup = self.env["anfragemanager.setup"].with_user(self.admin)

    def steps(self):
        steps = self.setup.get_setup(self.mailbox.id)["steps"]
        self.env.invalidate_all()
        return {step["code"]: step for step in steps}

    def texts(self, code):
        return " ".join(finding["text"] for finding in self.steps()[code]["findings"])

    def test_an_empty_database_opens_the_setup_and_a_clerk_the_dashboard(self):
        self.assertEqual(self.setup._start()["res_model"], "anfragemanager.mailbox")
        self.env["anfragemanager.mailbox"].search([]).unlink()
        self.assertEqual(self.setup._start()["tag"], "anfragemanager.setup")
        self.assertEqual(self.setup.with_user(self.clerk)._start()["res_model"], "anfragemanager.mailbox")
        states = {step["code"]: step["state"] for step in self.setup.get_setup()["steps"]}
        self.assertEqual(states["inbox"], "todo")
        self.assertEqual(states["live"], "todo")

    def test_every_button_and_every_finding_leads_somewhere(self):
        self.env["mail.alias"].search([]).alias_domain_id = False
        self.mailbox.write({"reminder_days": 9, "dry_run": True, "send_expose": False, "duplicate_check": False})
        self.property.marketing_state = "preparation"
        names = {"portals", "properties", "upload", "sources", "settings", "inquiries", "parameters"}
        for step in self.steps().values():
            names |= {name for _label, name in step["buttons"]}
            names |= {finding["action"] for finding in step["findings"] if finding["action"]}
        for name in sorted(names):
            with self.subTest(name):
                self.assertIn("type", self.setup.lead_to(name, self.mailbox.id))

    def test_where_nothing_is_wrong_nothing_is_found(self):
        with patch.object(type(self.env["anfragemanager.health"]), "_signs", return_value={}):
            self.assertEqual(self.steps()["inbox"]["findings"], [])

    def test_a_reminder_after_the_deadline_is_a_contradiction(self):
        self.assertNotIn("reminder", self.texts("configuration"))
        self.mailbox.write({"reminder_days": 7, "expiry_days": 5})
        self.assertIn("reminder", self.texts("configuration"))
        self.assertEqual(self.steps()["configuration"]["state"], "todo")

    def test_neither_expose_nor_process_is_a_contradiction(self):
        self.mailbox.write({"send_expose": False})
        self.assertIn("nobody would notice", self.texts("configuration"))
        self.mailbox.create_opportunity = True
        self.assertNotIn("nobody would notice", self.texts("configuration"))

    def test_properties_count_only_on_the_market_and_seen_by_the_main_user(self):
        self.assertNotEqual(self.steps()["properties"]["state"], "todo")
        self.property.marketing_state = "preparation"
        self.assertEqual(self.steps()["properties"]["state"], "todo")

    def test_a_card_leads_back_to_the_setup_of_its_mailbox(self):
        other = self.mailbox.copy({"dry_run": True})
        action = other.with_user(self.admin).action_continue_setup()
        setup = self.env["anfragemanager.setup"].with_user(self.admin)
        self.assertEqual(setup.get_setup(action["context"]["mailbox_id"])["mailbox"], other.id)

    def test_the_test_inquiry_and_going_live_finish_it(self):
        self.mailbox.dry_run = True
        self.assertEqual(self.steps()["test"]["state"], "todo")
        self.deliver(self.portal_mail())
        self.assertEqual(self.steps()["test"]["state"], "done")
        self.assertEqual(self.steps()["live"]["state"], "todo")
        self.mailbox.dry_run = False
        self.assertEqual(self.steps()["live"]["state"], "done")

    def test_a_clerk_has_no_setup(self):
        for call in ("get_setup", "lead_to"):
            with self.assertRaises(AccessError):
                getattr(self.setup.with_user(self.clerk), call)("inbox" if call == "lead_to" else None)

    def test_a_mailbox_says_which_thresholds_are_in_force(self):
        self.assertEqual(self.mailbox.thresholds_in_force, "Duplicate from 95%, possible from 50%".replace("%", " %"))
        self.mailbox.duplicate_threshold = 82.5
        self.assertIn("82.5", self.mailbox.thresholds_in_force)
        with Form(self.mailbox) as form:
            form.duplicate_threshold = 500
            self.assertFalse(form.thresholds_in_force)
            form.duplicate_threshold = 40
            self.assertFalse(form.thresholds_trouble)
            form.possible_threshold = 80
            self.assertIn("may not lie above", form.thresholds_trouble, "at once, not a third number")
            self.assertFalse(form.thresholds_in_force)
            form.duplicate_threshold = 80
            self.assertFalse(form.thresholds_trouble)

    def test_each_preset_says_what_it_does(self):
        told = set()
        with Form(self.mailbox) as form:
            for preset, _label in self.mailbox._fields["duplicate_preset"].selection:
                form.duplicate_preset = preset
                told.add(form.duplicate_preset_told)
        self.assertEqual(len(told), 5)
        self.assertTrue(all(told))

    # the dialogs

    def inbox(self, **values):
        wizard = self.env["anfragemanager.setup.inbox"].with_user(self.admin)
        values = {"name": "Neu", "company_id": self.company.id, "user_id": self.clerk.id, **values}
        return wizard.create(values)

    def test_a_server_that_answers_makes_a_mailbox(self):
        dialog = self.inbox(way="imap", server="imap.example.org", user="anfragen@example.org", password="x")
        with patch.object(type(self.env["fetchmail.server"]), "_connect__", return_value=test_backlog.FakeIMAP([])):
            dialog.action_save()
        server = dialog.mailbox_id.fetchmail_server_id
        self.assertEqual((server.state, server.server, server.is_ssl), ("done", "imap.example.org", True))
        self.assertTrue(dialog.mailbox_id.dry_run)
        self.assertFalse(dialog.password, "it stands at the server only")

    def test_an_account_whose_login_is_no_address_receives_mail_all_the_same(self):
        self.mailbox.write({"alias_name": False, "fetchmail_server_id": False})
        self.assertIn("address_missing", [sign["code"] for sign in self.mailbox.signs])
        self.mailbox.fetchmail_server_id = self.env["fetchmail.server"].create(
            {"name": "Portale", "server_type": "imap", "server": "imap.provider.example", "user": "m0123456"}
        )
        self.mailbox.invalidate_recordset(["signs"])
        self.assertNotIn("address_missing", [sign["code"] for sign in self.mailbox.signs])
        self.assertIn("m0123456 (imap.provider.example)", self.env["anfragemanager.setup"]._inbox(self.mailbox).text)

    def test_a_server_that_does_not_answer_makes_none(self):
        dialog = self.inbox(way="imap", server="127.0.0.1", port=9, is_ssl=False, user="x", password="x")
        with self.assertRaises(UserError), self.cr.savepoint():
            dialog.action_save()
        self.env.invalidate_all()
        self.assertFalse(dialog.mailbox_id)

    def test_an_address_of_this_odoo_needs_its_domain_once(self):
        self.company.alias_domain_id = False
        dialog = self.inbox(way="alias", alias_name="anfragen-neu", alias_domain="neu.example.org")
        dialog.action_save()
        self.assertEqual(dialog.mailbox_id.email, "anfragen-neu@neu.example.org")
        self.assertEqual(self.company.alias_domain_id.name, "neu.example.org")

    def test_only_who_administers_odoo_sets_up_servers(self):
        chief = new_test_user(
            self.env,
            login="chief_setup",
            groups="anfragemanager.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        dialog = (
            self.env["anfragemanager.setup.inbox"]
            .with_user(chief)
            .create({"name": "Neu", "way": "imap", "server": "imap.example.org", "user": "x"})
        )
        with self.assertRaises(AccessError):
            dialog.action_save()
        dialog.write({"way": "alias", "alias_name": "chef", "alias_domain": self.alias_domain.name})
        dialog.action_save()
        self.assertEqual(dialog.mailbox_id.email, "chef@testmakler.example")

    def test_the_test_mail_goes_out_and_a_refusal_says_why(self):
        dialog = self.env["anfragemanager.setup.outgoing"].with_user(self.admin).create(
            {"mailbox_id": self.mailbox.id, "recipient": "chefin@testmakler.example",
             "email_from": "Anfragen <anfragen@testmakler.example>"}
        )  # fmt: skip
        dialog.action_send()
        self.assertEqual(len(self.sent_to("chefin@testmakler.example")), 1)
        self.assertEqual(self.mailbox.email_from, "Anfragen <anfragen@testmakler.example>")
        dialog.recipient = "niemand"
        with self.assertRaises(UserError):
            dialog.action_send()

    def test_a_new_server_is_tested_with_the_addresses_entered(self):
        self.admin.email = False
        dialog = self.env["anfragemanager.setup.outgoing"].with_user(self.admin).create(
            {"mailbox_id": self.mailbox.id, "recipient": "chefin@testmakler.example", "server": "smtp.example.org",
             "email_from": "Anfragen <anfragen@testmakler.example>", "encryption": "none"}
        )  # fmt: skip
        asked = []

        class Session:
            def mail(self, sender):
                asked.append(sender)
                return 250, b"ok"

            def rcpt(self, recipient):
                asked.append(recipient)
                return 250, b"ok"

            def putcmd(self, _command):
                pass

            def getreply(self):
                return 354, b"go on"

            def close(self):
                pass

        with (
            patch.object(type(self.env["ir.mail_server"]), "_connect__", lambda *_args, **_values: Session()),
            patch.object(type(dialog), "_send_test_mail"),
        ):
            dialog.action_send()
        self.assertEqual(asked, ["anfragen@testmakler.example", "chefin@testmakler.example"])

    def test_a_sender_left_as_it_was_follows_the_company(self):
        dialog = self.env["anfragemanager.setup.outgoing"].with_user(self.admin)
        dialog = dialog.create({"mailbox_id": self.mailbox.id, "recipient": "chefin@testmakler.example"})
        before = self.mailbox.email_from
        dialog.action_send()
        self.assertEqual(self.mailbox.email_from, before)

    def test_one_dialog_asks_for_what_the_law_wants(self):
        self.company.write({"name": "YourCompany", "street": False, "phone": False, "email": False})
        self.assertIn("YourCompany", self.texts("legal"))
        self.assertEqual(self.steps()["legal"]["state"], "todo")
        action = self.setup.lead_to("legal", self.mailbox.id)
        dialog = self.env[action["res_model"]].with_user(self.admin).with_context(**action["context"])
        with Form(dialog) as form:
            form.name, form.street, form.zip, form.city = "Muster GmbH", "Hauptstr. 1", "50667", "Köln"
            form.phone = "0221 123456"
            form.anfrage_privacy_url = "https://www.muster.example/datenschutz"
        form.record.action_save()
        self.assertEqual((self.company.name, self.company.city), ("Muster GmbH", "Köln"))
        self.assertEqual(self.steps()["legal"]["state"], "note")
        self.assertNotIn("privacy", self.texts("legal"))

    def test_the_first_upload_makes_its_source(self):
        self.env["anfragemanager.property.source"].search([]).unlink()
        delivery = base64.b64encode(b"<openimmo><uebertragung umfang='VOLL'/></openimmo>")
        dialog = self.env["anfragemanager.property.upload"].with_user(self.admin)
        dialog = dialog.create({"file": delivery, "filename": "bestand.xml"})
        dialog.action_preview()
        self.assertTrue(dialog.source_id)
        self.assertEqual(dialog.run_id.source_id, dialog.source_id)
        self.assertEqual(dialog.action_import()["res_model"], "anfragemanager.property.run")

    def test_who_uploads_from_the_setup_stays_there(self):
        context = self.env["anfragemanager.setup"].with_user(self.admin).lead_to("upload")["context"]
        delivery = base64.b64encode(b"<openimmo><uebertragung umfang='TEIL'/></openimmo>")
        dialog = self.env["anfragemanager.property.upload"].with_user(self.admin).with_context(**context)
        dialog = dialog.create({"file": delivery, "filename": "bestand.xml"})
        answer = dialog.with_context(default_from_setup=None).action_import()
        self.assertEqual(answer["params"]["next"]["type"], "ir.actions.act_window_close")

    def test_a_sample_asks_for_a_property_of_the_agency(self):
        self.mailbox.dry_run = True
        dialog = self.env["anfragemanager.test.inquiry"].with_user(self.admin).create({"mailbox_id": self.mailbox.id})
        self.assertEqual(dialog.own_property_id, self.property)
        # The dialog ends its transaction, to see the mail that another one stored; a test has only one.
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            dialog.action_send()
        self.assertEqual(dialog.result_inquiry_ids.property_id, self.property)
        self.assertFalse(dialog.stopped)
        dialog.sample = "is24_unbekannte_nummer"
        self.assertFalse(dialog.own_property_id)

    def test_a_pasted_mail_of_an_owner_tells_what_was_created(self):
        text = "From: Erna Alt <erna@example.org>\nSubject: Hausverkauf\n\nIch möchte mein Haus in Köln verkaufen."
        Dialog = self.env["anfragemanager.test.inquiry"].with_user(self.admin)
        dialog = Dialog.create({"mailbox_id": self.mailbox.id, "source": "paste", "text": text})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            dialog.action_send()
        self.assertEqual((dialog.mail_kind, len(dialog.lead_id)), ("owner_lead", 1))

    def test_a_sample_shows_what_it_changes_and_is_shown_as_applied(self):
        self.mailbox._apply_sample("full")
        self.assertEqual(self.mailbox.sample_configuration, "full")
        form = Form(self.env["anfragemanager.setup.sample"].with_context(default_mailbox_id=self.mailbox.id))
        self.assertEqual(len(form.line_ids), 0)
        form.sample = "address_only"
        changes = {line["label"]: (line["now"], line["then"]) for line in form.line_ids._records}
        self.assertEqual(changes["Send the Exposé"], ("yes", "no"))
        form.save().action_apply()
        self.assertEqual(self.mailbox.sample_configuration, "address_only")
        self.mailbox.confirm_email = True
        self.assertEqual(self.mailbox.sample_configuration, "own")


@tagged("post_install", "-at_install")
class TestSetupScreen(UiCase):
    def test_from_an_empty_database_to_the_first_mailbox(self):
        self.env["anfragemanager.inquiry"].search([]).unlink()
        mails = self.env["anfragemanager.mail"].search([])
        mails.write({"state": "processed"})
        mails.unlink()
        self.env["anfragemanager.mailbox"].with_context(active_test=False).search([]).unlink()
        code = """
            await open("anfragemanager.action_start");
            (await until("the first step", () => $("[data-step=inbox] [data-go=inbox]"))).click();
            (await until("the way", () => $(".modal [name=way] input[data-value=alias]"))).click();
            const address = await until("the address", () => $(".modal [name=alias_name] input"));
            const domain = $(".modal [name=alias_domain] input");
            for (const [input, value] of [[address, "portale"], [domain, "ui.example"]]) {
                input.value = value;
                input.dispatchEvent(new Event("input", {bubbles: true}));
                input.dispatchEvent(new Event("change", {bubbles: true}));
            }
            $$(".modal button[name=action_save]").find((button) => button.offsetParent).click();
            await until("the mailbox", () => $("[data-step=inbox][data-state=done]"));
            $("[data-step=configuration] [data-go=sample]").click();
            (await until("the sample", () => $(".modal button[name=action_apply]"))).click();
            await until("applied", () => $("[data-step=configuration]").textContent.includes("Fully Automatic"));
            $("[data-step=live] [data-go=live]").click();
            (await until("what changes", () => $(".modal button[name=action_go_live]"))).click();
            await until("live", () => $("[data-step=live][data-state=done]"));
        """
        self.run_js(code, login="ui_manager")
        mailbox = self.env["anfragemanager.mailbox"].search([])
        self.assertEqual((mailbox.email, mailbox.dry_run), ("portale@ui.example", False))
