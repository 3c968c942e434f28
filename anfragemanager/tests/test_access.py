"""Who may see and do what: nobody special, clerk, administrator, a clerk of another company, portal, public."""

import base64
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.anfragemanager.models import inquiry_flow, inquiry_trace, outgoing

from . import common

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
class TestAccess(common.FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.nobody = new_test_user(
            cls.env, login="am_nobody", groups="base.group_user,base.group_partner_manager", **in_company
        )
        cls.chief = new_test_user(cls.env, login="am_chief", groups="anfragemanager.group_manager", **in_company)
        cls.guest = new_test_user(cls.env, login="am_guest", groups="base.group_portal", **in_company)
        cls.public = cls.env.ref("base.public_user")
        cls.other_company = cls.env["res.company"].create(
            {"name": "Andere Makler GmbH", "email": "info@andere.example"}
        )
        cls.stranger = new_test_user(
            cls.env,
            login="am_stranger",
            groups="anfragemanager.group_user,base.group_partner_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.stranger_chief = new_test_user(
            cls.env,
            login="am_stranger_chief",
            groups="anfragemanager.group_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    def setUp(self):
        super().setUp()
        # The whole trail of an inquiry: mail, trace, link, candidate, task.
        self.known = self.make_partner(
            name="Jördis Müller-Weiß",
            email="old@example.org",
            phone="030 2312500",
            street="Öderstr. 1",
            zip="50667",
            city="Köln",
        )
        self.inquiry = self.deliver(self.portal_mail())
        self.inquiry._submit({})
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("aborted", "duplicate"))
        self.listing = self.env["anfragemanager.listing"].create(
            {"property_id": self.property.id, "portal_id": self.portals[0].id, "external_id": "4711"}
        )
        self.rule = self.env["anfragemanager.exception"].create(
            {"name": "Rule", "mailbox_id": self.mailbox.id, "addresses": "example.net"}
        )

    def trail(self):
        """Return one record of every model that belongs to our company."""
        self.inquiry._register_opened("page")
        asked = self.inquiry._open_request("access")
        return (
            asked, self.inquiry.opening_ids,
            self.mailbox, self.inquiry.mail_id, self.inquiry, self.inquiry.trace_ids[0], self.rule,
            self.inquiry.duplicate_ids, self.inquiry.consent_ids[0], self.property, self.listing,
        )  # fmt: skip

    def rpc(self, user, records, method, *args, **kwargs):
        """Call a method as a web client does."""
        return call_kw(records.browse().with_user(user), method, [records.ids, *args], kwargs)

    def refuses(self):
        """Expect a refusal, whether for want of rights (AccessError) or for good."""
        return self.assertRaises(UserError)

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

    # ------------------------------------------------------------------ the other company

    def test_other_company_sees_nothing_of_ours(self):
        for user in (self.stranger, self.stranger_chief):
            for record in self.trail():
                with self.subTest(user=user.login, model=record._name):
                    theirs = record.with_user(user)
                    self.assertFalse(theirs.search([("id", "in", record.ids)]))
                    with self.assertRaises(AccessError):
                        theirs.read(["display_name"])

    def test_other_company_writes_nothing_of_ours(self):
        for record in self.trail():
            with self.subTest(record._name), self.refuses():
                record.with_user(self.stranger_chief).write({record._rec_name or "name": "x"})

    def test_actions_on_foreign_inquiries_are_refused(self):
        before = self.inquiry.read(["state", "reason", "partner_id", "next_step"])
        for action in (
            "action_retry", "action_continue", "action_stop", "action_create_address", "action_send_expose",
            "action_not_duplicate", "get_preview",
        ):  # fmt: skip
            for user in (self.stranger, self.nobody, self.guest):
                with self.subTest(action, user=user.login), self.assertRaises(AccessError):
                    self.rpc(user, self.inquiry, action)
        for action in ("action_same", "action_different"):
            with self.subTest(action), self.assertRaises(AccessError):
                self.rpc(self.stranger, self.inquiry.duplicate_ids, action)
        for user in (self.stranger, self.stranger_chief, self.clerk):
            with self.subTest("action_read_again", user=user.login), self.assertRaises(AccessError):
                self.rpc(user, self.inquiry.mail_id, "action_read_again")
        self.assertEqual(self.inquiry.read(["state", "reason", "partner_id", "next_step"]), before)

    def test_mailbox_actions_of_foreigners_and_clerks_are_refused(self):
        for user in (self.stranger_chief, self.nobody, self.clerk):
            for action in ("action_dry_run", "action_take_up"):
                with self.subTest(action, user=user.login), self.assertRaises(AccessError):
                    self.rpc(user, self.mailbox, action)
        for user in (self.nobody, self.guest, self.public):
            with self.assertRaises(AccessError):
                self.env["anfragemanager.mailbox"].with_user(user).get_dashboard()
            with self.assertRaises(AccessError):
                self.env["anfragemanager.mailbox"].with_user(user).get_signs()
        # The caller may name any mailbox; what is not the caller's does not come back.
        dashboard = (
            self.env["anfragemanager.mailbox"]
            .with_user(self.stranger)
            .get_dashboard(mailbox_ids=self.mailbox.ids, lines_of=self.mailbox.id)
        )
        self.assertFalse(dashboard["cards"])
        signs = self.env["anfragemanager.mailbox"].with_user(self.stranger).get_signs(fresh=True)
        self.assertNotIn(self.mailbox.id, signs["mailboxes"])
        self.assertFalse(dashboard["lines"])

    def test_another_companys_failures_are_nobodys_sign(self):
        def failed(user):
            signs = self.env["anfragemanager.mailbox"].with_user(user).get_signs(fresh=True)["all"]
            return [sign["text"] for sign in signs if sign["code"] == "failed_mails"]

        before = failed(self.stranger)
        self.inquiry.mail_id.write({"state": "failed", "next_try": False})
        self.assertEqual(len(failed(self.clerk)), 1)
        self.assertEqual(failed(self.stranger), before)

    def test_assigning_foreign_records_is_refused(self):
        foreign = self.env["res.partner"].create({"name": "Fremd", "company_id": self.other_company.id})
        foreign_property = self.foreign_property()
        Assign = self.env["anfragemanager.assign"].with_user(self.clerk)
        for values in (
            {"what": "partner", "partner_id": foreign.id},
            {"what": "property", "property_id": foreign_property.id},
        ):
            with self.subTest(values["what"]), self.assertRaises(AccessError):
                Assign.create({"inquiry_id": self.inquiry.id, **values}).action_assign()
        with self.assertRaises(AccessError):
            self.env["anfragemanager.assign"].with_user(self.stranger).create(
                {"inquiry_id": self.inquiry.id, "what": "property", "property_id": foreign_property.id}
            ).action_assign()
        self.assertEqual(self.inquiry.property_id, self.property)
        self.assertFalse(self.inquiry.partner_id)

    def foreign_property(self):
        return self.env["anfragemanager.property"].create(
            {
                "name": "Geheime Villa", "reference": "GEHEIM-1", "company_id": self.other_company.id,
                "marketing_type": "buy", "marketing_state": "active", "purchase_price": 9_999_999,
            }
        )  # fmt: skip

    def test_dialog_shows_nothing_of_a_foreign_inquiry(self):
        with self.assertRaises(AccessError):
            wizard = self.env["anfragemanager.assign"].with_user(self.stranger).create({"inquiry_id": self.inquiry.id})
            wizard.read(["property_refs_text", "candidate_property_ids"])
        with self.assertRaises(AccessError):
            wizard = (
                self.env["anfragemanager.test.inquiry"]
                .with_user(self.stranger)
                .create({"mailbox_id": self.mailbox.id, "mail_id": self.inquiry.mail_id.id})
            )
            wizard.read(["mail_kind"])
        with self.assertRaises(AccessError):
            self.env["anfragemanager.recognize"].with_user(self.stranger).with_context(
                default_mail_id=self.inquiry.mail_id.id
            ).default_get(["mail_id", "line_ids", "portal_id"])

    def test_no_dialog_shows_with_rights_of_its_own_what_it_is_pointed_at(self):
        """Anybody may point a dialog at any record; Odoo reads related fields with all rights unless told."""
        own_rights = [
            f"{name}.{field.name}"
            for name, model in self.env.items()
            if model._transient and name.startswith("anfragemanager.")
            for field in model._fields.values()
            if field.related and not field.inherited and field.compute_sudo
        ]
        self.assertFalse(own_rights)
        rehearsal = (
            self.env["anfragemanager.rehearsal"].with_user(self.stranger).create({"inquiry_id": self.inquiry.id})
        )
        for name in ("date", "mailbox_id"):
            self.env.invalidate_all()
            with self.subTest(name), self.refuses():
                rehearsal.read([name])

    def test_inquiry_cannot_be_pointed_at_what_its_writer_may_not_see(self):
        """The flow follows these fields with its own rights: a foreign property would be sent out as an exposé."""
        foreign = {
            "property_id": self.foreign_property(),
            "partner_id": self.env["res.partner"].create({"name": "Fremd", "company_id": self.other_company.id}),
            "mailbox_id": self.env["anfragemanager.mailbox"].create(
                {
                    "name": "Fremdes Postfach",
                    "dry_run": False,
                    "company_id": self.other_company.id,
                    "user_id": self.stranger.id,
                }
            ),
        }
        theirs = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": foreign["mailbox_id"].id, "email": "x@example.net"}
        )
        foreign |= {"bundle_id": theirs}
        mine = self.inquiry.with_user(self.clerk)
        for name, record in foreign.items():
            with self.subTest(f"write {name}"), self.refuses():
                mine.write({name: record.id})
            with self.subTest(f"create {name}"), self.refuses():
                mine.create({"mailbox_id": self.mailbox.id, "email": "clerk@example.org", name: record.id})
        their_mail = self.env["anfragemanager.mail"].create(
            {"mailbox_id": foreign["mailbox_id"].id, "raw": base64.b64encode(b"x"), "fingerprint": "y"}
        )
        with self.refuses():
            mine.write({"mail_id": their_mail.id})

    def test_candidates_of_another_company_are_never_shown(self):
        self.env["res.partner"].create(
            {
                "name": "Jördis Müller-Weiß", "email": "geheim@example.net", "phone": "030 2312500", "zip": "50667",
                "street": "Öderstr. 1", "city": "Köln", "company_id": self.other_company.id,
            }
        )  # fmt: skip
        inquiry = self.deliver(self.portal_mail(2, email="second@example.org"))
        inquiry._submit({})
        self.assertEqual(inquiry.duplicate_ids.partner_id, self.known)

    def test_known_address_of_another_company_is_unknown_to_us(self):
        self.env["res.partner"].create(
            {"name": "Theirs", "email": "theirs@example.org", "company_id": self.other_company.id}
        )
        inquiry = self.deliver(
            self.portal_mail(3, email="theirs@example.org", last="Ganzanders", phone="", street="Fern 3")
        )
        self.assertEqual((inquiry.state, inquiry.partner_id.id), ("waiting", False))

    def test_candidate_that_moved_to_another_company_is_not_shown(self):
        candidate = self.inquiry.duplicate_ids
        self.known.company_id = self.other_company
        shown = candidate.with_user(self.clerk)
        with self.refuses():
            # Odoo's cache is shared by all users of a transaction; a web client's call starts with an empty one.
            self.env.invalidate_all()
            seen = shown.read(["partner_email", "partner_phone", "partner_address"])[0]
            self.assertFalse(seen["partner_email"] or seen["partner_phone"] or seen["partner_address"])
            raise AccessError("nothing shown")  # pylint: disable=translation-required
        with self.refuses():
            shown.action_same()

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
