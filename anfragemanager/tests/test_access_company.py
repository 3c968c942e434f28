"""What a clerk and an administrator of another company see and do: nothing of ours."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import access


@tagged("post_install", "-at_install")
class TestAccessCompany(access.AccessCase):
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
        self.env["ir.config_parameter"].set_param("anfragemanager.health_limit_failed_inquiries", "0")

        def signs(user):
            found = self.env["anfragemanager.mailbox"].with_user(user).get_signs(fresh=True)["all"]
            return {sign["code"]: sign["text"] for sign in found if sign["code"].startswith("failed_")}

        before = signs(self.stranger)
        self.inquiry.mail_id.write({"state": "failed", "next_try": False})
        (self.inquiry | self.inquiry.copy()).write({"state": "failed", "reason": "error", "next_try": False})
        self.assertEqual(signs(self.clerk)["failed_inquiries"], "Inquiries with a technical error: 2.")
        self.assertIn("failed_mails", signs(self.clerk))
        self.assertEqual(signs(self.stranger), before)

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
        Rehearsal = self.env["anfragemanager.rehearsal"].with_user(self.stranger)
        for name in ("date", "mailbox_id"):
            self.env.invalidate_all()
            with self.subTest(name), self.refuses():
                self.assertFalse(Rehearsal.new({"inquiry_id": self.inquiry.id})[name])

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
