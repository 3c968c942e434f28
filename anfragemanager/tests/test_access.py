"""Who may see and do what: nobody special, clerk, administrator, portal, public; the other company is another file."""

import base64
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.anfragemanager.models import inquiry_flow, inquiry_trace, outgoing

from . import access

OURS = (
    "anfragemanager.mailbox", "anfragemanager.portal", "anfragemanager.mail", "anfragemanager.inquiry",
    "anfragemanager.trace", "anfragemanager.exception", "anfragemanager.duplicate", "anfragemanager.consent",
    "anfragemanager.rendition", "anfragemanager.attempt", "anfragemanager.stop", "anfragemanager.retention",
    "anfragemanager.token", "anfragemanager.match.key", "anfragemanager.lock", "anfragemanager.label",
    "anfragemanager.verdict", "anfragemanager.request", "anfragemanager.opening",
    "anfragemanager.analysis",
    "anfragemanager.mail.content",
    "anfragemanager.property", "anfragemanager.listing", "anfragemanager.image",
    "anfragemanager.property.source", "anfragemanager.property.source.agent", "anfragemanager.property.lock",
    "anfragemanager.property.source.map",
    "anfragemanager.property.run", "anfragemanager.property.run.line",
    "anfragemanager.process", "anfragemanager.process.step", "anfragemanager.process.run",
    "anfragemanager.process.task", "anfragemanager.refusal", "anfragemanager.notice",
    "anfragemanager.property.change",
    "anfragemanager.process.task",
    "anfragemanager.answer", "anfragemanager.block", "anfragemanager.close", "anfragemanager.enter",
    "anfragemanager.hand.over", "anfragemanager.mass.report", "anfragemanager.mass.report.line",
    "anfragemanager.assign", "anfragemanager.test.inquiry", "anfragemanager.recognize", "anfragemanager.replay",
)  # fmt: skip
OPERATIONS = ("read", "write", "create", "unlink")
# What each group may do: model → letters of read, write, create, unlink.
CLERK = {
    "anfragemanager.mailbox": "r",
    "anfragemanager.portal": "r",
    "anfragemanager.mail": "r",
    "anfragemanager.inquiry": "rwc",
    "anfragemanager.trace": "r",
    "anfragemanager.exception": "r",
    "anfragemanager.refusal": "r",
    "anfragemanager.notice": "r",
    "anfragemanager.property.change": "r",
    "anfragemanager.process": "r",
    "anfragemanager.process.step": "r",
    "anfragemanager.process.run": "r",
    "anfragemanager.process.task": "r",
    "anfragemanager.duplicate": "r",
    "anfragemanager.consent": "r",
    "anfragemanager.rendition": "",
    "anfragemanager.attempt": "",
    "anfragemanager.stop": "r",
    "anfragemanager.retention": "",
    "anfragemanager.token": "",
    "anfragemanager.match.key": "",
    "anfragemanager.lock": "",
    "anfragemanager.mail.content": "",
    "anfragemanager.label": "r",
    "anfragemanager.verdict": "r",
    "anfragemanager.request": "rw",
    "anfragemanager.opening": "r",
    "anfragemanager.analysis": "r",
    "anfragemanager.property": "rwc",
    "anfragemanager.property.source": "r",
    "anfragemanager.property.source.agent": "r",
    "anfragemanager.property.source.map": "r",
    "anfragemanager.property.lock": "rwcu",
    "anfragemanager.property.run": "r",
    "anfragemanager.property.run.line": "r",
    "anfragemanager.listing": "rwcu",
    "anfragemanager.image": "rwcu",
    "anfragemanager.answer": "rwc",
    "anfragemanager.block": "rwc",
    "anfragemanager.close": "rwc",
    "anfragemanager.enter": "rwc",
    "anfragemanager.hand.over": "rwc",
    "anfragemanager.mass.report": "rwc",
    "anfragemanager.mass.report.line": "rwc",
    "anfragemanager.assign": "rwc",
    "anfragemanager.test.inquiry": "rwc",
    "anfragemanager.recognize": "rwc",
    "anfragemanager.replay": "",
}
ADMINISTRATOR = CLERK | {
    "anfragemanager.process": "rwcu",
    "anfragemanager.process.step": "rwcu",
    "anfragemanager.stop": "rw",
    "anfragemanager.retention": "r",
    "anfragemanager.mailbox": "rwcu",
    "anfragemanager.portal": "rwcu",
    "anfragemanager.mail": "rwu",
    "anfragemanager.inquiry": "rwcu",
    "anfragemanager.exception": "rwcu",
    "anfragemanager.label": "rwcu",
    "anfragemanager.verdict": "rwu",
    "anfragemanager.property": "rwcu",
    "anfragemanager.property.source": "rwcu",
    "anfragemanager.property.source.agent": "rwcu",
    "anfragemanager.property.source.map": "rwcu",
    "anfragemanager.property.run": "rwu",
    "anfragemanager.property.run.line": "rwu",
    "anfragemanager.replay": "rwc",
}


@tagged("post_install", "-at_install")
class TestAccess(access.AccessCase):
    # ------------------------------------------------------------------ rights on models

    def test_rights_of_each_group(self):
        nothing = dict.fromkeys(OURS, "")
        for user, expected in (
            (self.public, nothing), (self.guest, nothing), (self.nobody, nothing),
            (self.clerk, CLERK), (self.chief, ADMINISTRATOR),
        ):  # fmt: skip
            for model in OURS:
                with self.subTest(user=user.login, model=model):
                    allowed = "".join(
                        operation[0]
                        for operation in OPERATIONS
                        if self.env[model].with_user(user).has_access(operation)
                    )
                    self.assertEqual(allowed, expected[model])

    def test_no_model_of_ours_is_forgotten_here(self):
        models = (
            self.env["ir.model"]
            .search([("model", "=like", "anfragemanager.%"), ("abstract", "=", False)])
            .mapped("model")
        )
        parts_of_dialogs = {model for model in models if self.env[model]._transient}
        self.assertEqual(set(models) - parts_of_dialogs - set(OURS), set())

    def test_dialogs_belong_to_the_groups(self):
        for model in (
            self.env["ir.model"]
            .search([("model", "=like", "anfragemanager.%"), ("transient", "=", True)])
            .mapped("model")
        ):
            for user in (self.public, self.guest, self.nobody):
                self.assertFalse(self.env[model].with_user(user).has_access("create"), model)

    # ------------------------------------------------------------------ the plain user and the contacts

    def test_contacts_stay_usable_without_our_groups(self):
        partner = self.env["res.partner"].with_user(self.nobody).create({"name": "Lea Leser", "phone": "030 1234567"})
        partner.write({"street": "Weg 1", "mobile": "0171 1234567"})
        ours = [name for name in partner.fields_get() if "anfragemanager" in partner._fields[name]._modules]
        self.assertIn("mobile", ours)
        self.assertTrue(self.known.with_user(self.nobody).read(ours))
        self.assertTrue(partner.copy())
        partner.unlink()

    def test_every_field_of_the_own_records_can_be_read(self):
        for user in (self.clerk, self.chief):
            for record in self.trail():
                with self.subTest(user=user.login, model=record._name):
                    self.assertTrue(record.with_user(user).read())

    def test_opportunity_stays_usable_without_our_groups(self):
        seller = new_test_user(
            self.env, login="am_seller", groups="sales_team.group_sale_salesman", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "user_id": seller.id,
                "anfrage_property_id": self.property.id,
                "anfrage_inquiry_id": self.inquiry.id,
            }
        )
        theirs = lead.with_user(seller)
        ours = [name for name in theirs.fields_get() if "anfragemanager" in lead._fields[name]._modules]
        theirs.web_read({name: {"fields": {"display_name": {}}} for name in ours})
        theirs.read(ours)
        self.assertEqual(theirs.copy().sudo().anfrage_property_id, self.property)
        unseen = self.property.copy({"reference": "TM-2"})
        for name, record in (("anfrage_property_id", unseen), ("anfrage_inquiry_id", self.inquiry.copy())):
            with self.subTest(name), self.refuses():
                theirs.write({name: record.id})
            with self.subTest(name), self.refuses():
                theirs.create({"name": "Who is it?", name: record.id})

    # ------------------------------------------------------------------ the clerk

    def test_clerk_works_on_inquiries(self):
        self.rpc(self.clerk, self.inquiry.duplicate_ids, "action_same")
        self.assertEqual((self.inquiry.state, self.inquiry.partner_id), ("done", self.known))
        preview = self.rpc(self.clerk, self.inquiry, "get_preview")
        self.assertEqual(preview["partner"]["id"], self.known.id)
        dashboard = self.env["anfragemanager.mailbox"].with_user(self.clerk).get_dashboard(lines_of=self.mailbox.id)
        self.assertEqual([line["id"] for line in dashboard["lines"]], self.inquiry.ids)
        self.assertEqual(self.inquiry.trace_ids.filtered("user_id").user_id, self.clerk)

    def test_clerk_sends_a_test_inquiry_only_where_it_has_no_consequences(self):
        raw = self.portal_mail(9, email="probe@example.org", last="Probe", street="Feld 1", phone="")
        wizard = self.env["anfragemanager.test.inquiry"].with_user(self.clerk).create(
            {
                "mailbox_id": self.mailbox.id, "source": "upload",
                "file": base64.b64encode(raw),
            }
        )  # fmt: skip
        with self.assertRaises(AccessError):
            wizard.action_send()
        self.mailbox.dry_run = True
        # The dialog ends its transaction, to see the mail that another one stored; a test has only one.
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            wizard.action_send()
        self.assertEqual(wizard.result_inquiry_ids.mapped("email"), ["probe@example.org"])

    def test_clerk_cannot_change_settings(self):
        for values in ({"enabled": False}, {"user_id": self.chief.id}, {"send_expose": False}):
            with self.subTest(values), self.assertRaises(AccessError):
                self.mailbox.with_user(self.clerk).write(values)
        # Odoo's alias mixin passes over what it may not write, without a word.
        self.mailbox.with_user(self.clerk).write({"alias_name": "mine"})
        self.assertEqual(self.mailbox.alias_name, "anfragen-test")
        for record in (self.rule, self.portals[0], self.inquiry.trace_ids[0], self.inquiry.duplicate_ids):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.clerk).write({"write_date": fields.Datetime.now()})
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.clerk).unlink()
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.clerk).create({}).execute()
        with self.assertRaises(AccessError):
            self.mailbox.with_user(self.clerk).read(["fetchmail_server_id"])

    def test_clerk_writes_nothing_the_flow_keeps_or_derives(self):
        prospects_own = set(self.env["anfragemanager.prospect"]._fields)
        fields_kept = [
            field.name
            for field in self.inquiry._fields.values()
            if field.store and field.readonly and field.name not in prospects_own and field.name not in MAGIC_COLUMNS
        ]
        self.assertLessEqual({"needs_person", "response_minutes", "confirmed_at", "gate_passed_at"}, set(fields_kept))
        for name in fields_kept:
            with self.subTest(name), self.refuses():
                self.inquiry.with_user(self.clerk).write({name: False})

    def test_clerk_cannot_delete_inquiries(self):
        with self.assertRaises(AccessError):
            self.inquiry.with_user(self.clerk).unlink()

    def test_links_locks_and_keys_are_nobodys_reading(self):
        for model in (
            "anfragemanager.token",
            "anfragemanager.lock",
            "anfragemanager.match.key",
            "anfragemanager.mail.content",
        ):
            for user in (self.clerk, self.chief):
                with self.subTest(model, user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search_read([])
        with self.assertRaises(AccessError):
            self.inquiry.with_user(self.clerk).read(["token_ids"])
        history = "".join(self.inquiry.message_ids.mapped("body"))
        self.assertNotRegex(history, r"/anfrage/[A-Za-z0-9_-]{20}", "the prospect's link is not in the history")

    def test_document_of_somebody_else_cannot_be_sent_out(self):
        secret = self.env["ir.attachment"].create(
            {"name": "payslip.pdf", "raw": b"salary", "res_model": "res.company", "res_id": self.other_company.id}
        )
        private = self.env["ir.attachment"].with_user(self.chief).create({"name": "mine.pdf", "raw": b"mine"})
        for attachment in (secret, private):
            with self.assertRaises(AccessError):
                self.property.with_user(self.clerk).write({"document_ids": [Command.link(attachment.id)]})
            with self.assertRaises(AccessError):
                self.env["anfragemanager.property"].with_user(self.clerk).create(
                    {
                        "name": "Trap", "reference": "TRAP-1", "company_id": self.company.id,
                        "document_ids": [Command.link(attachment.id)],
                    }
                )  # fmt: skip

    # ------------------------------------------------------------------ proof that stays

    def test_received_mail_cannot_be_changed(self):
        mail = self.inquiry.mail_id
        raw = mail.raw
        for user in (self.clerk, self.chief, self.env.user):
            for context in ({}, {"anfrage_retention": True}):
                with self.subTest(user=user.login, context=context), self.refuses():
                    mail.with_user(user).with_context(**context).write({"raw": base64.b64encode(b"forged")})
        for values in ({"fingerprint": "x"}, {"received_at": "2001-01-01"}, {"message_id": "<x@y>"}, {"raw_size": 1}):
            with self.subTest(values), self.refuses():
                mail.with_user(self.chief).write(values)
        mail.invalidate_recordset()
        self.assertEqual(mail.raw, raw)

    def test_unread_mail_cannot_be_deleted(self):
        self.receive(self.portal_mail(5))
        mail = self.env["anfragemanager.mail"].search([("state", "=", "received")])
        with self.refuses():
            mail.with_user(self.chief).unlink()

    def test_consents_can_only_be_added(self):
        consent = self.inquiry.consent_ids[0]
        for user in (self.clerk, self.chief, self.env.user):
            for values in ({"text": "other"}, {"granted": False}, {"given_at": "2001-01-01"}, {"inquiry_id": False}):
                with self.subTest(user=user.login, values=values), self.refuses():
                    consent.with_user(user).write(values)
            with self.refuses():
                consent.with_user(user).unlink()
        self.inquiry.with_user(self.chief).unlink()
        self.assertTrue(consent.exists(), "the proof outlives the inquiry")

    # ------------------------------------------------------------------ what cannot be called at all

    @mute_logger("odoo.http")
    def test_methods_of_the_flow_cannot_be_called_from_outside(self):
        for records, method, args in (
            (self.inquiry, "_by_person", ("_create_address_now",)),
            (self.inquiry, "_decide_duplicate", (self.inquiry.duplicate_ids.id, "same")),
            (self.inquiry, "_read_form", ({},)),
            (self.inquiry, "_anonymize", ()),
            (self.inquiry, "_submit", ({},)),
            (self.inquiry, "_run", ()),
            (self.env["anfragemanager.worker"], "_cron_process", ()),
            (self.env["anfragemanager.mail"], "_receive", (b"", self.mailbox.id)),
            (self.env["anfragemanager.token"], "_resolve", ("x" * 30,)),
            (self.env["anfragemanager.token"], "_issue", (self.inquiry.id, "expose", 5)),
            (self.mailbox, "_matching_model", ()),
        ):
            for user in (self.clerk, self.chief):
                with self.subTest(method), self.assertRaises(AccessError):
                    self.rpc(user, records, method, *args)

    def test_worker_and_steps_have_no_public_method(self):
        base = dir(type(self.env["base"]))
        Worker = type(self.env["anfragemanager.worker"])
        self.assertFalse([name for name in dir(Worker) if not name.startswith("_") and name not in base])
        public = [
            name
            for module in (inquiry_flow, inquiry_trace, outgoing)
            for name in vars(module.AnfragemanagerInquiry)
            if not name.startswith("_")
        ]
        self.assertFalse(public)
