"""Data of people we know changes only by a person or its owner; and what others refuse is told to a person at once."""

from unittest.mock import patch

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestKnownPeople(common.FlowCase):
    def known(self, **values):
        return self.make_partner(
            **{"name": "Jördis Müller-Weiß", "email": "joerdis@example.org", "phone": "+49 221 999999", **values}
        )

    # ------------------------------------------------------------------ the opportunity

    def test_opportunity_does_not_overwrite_the_contact(self):
        self.mailbox.write({"create_opportunity": True, "processes_for_known": True})
        partner = self.known()
        before = partner.read(["name", "email", "phone", "street", "zip", "city"])
        inquiry = self.deliver(self.portal_mail(phone="+49 171 6666666"))
        self.assertEqual(inquiry.partner_id, partner)
        lead = inquiry.lead_id
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(partner.read(["name", "email", "phone", "street", "zip", "city"]), before)
        self.assertEqual((lead.partner_id, lead.phone), (partner, "+49 221 999999"))
        self.assertIn("171 6666666", lead.description, "What the prospect stated is not lost.")
        self.assertIn("Ist das Haus noch frei?", lead.description)

    def test_contact_without_a_number_gets_none_by_the_opportunity(self):
        self.mailbox.write({"create_opportunity": True, "processes_for_known": True})
        partner = self.known(phone=False)
        self.deliver(self.portal_mail(phone="+49 171 6666666"))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(partner.phone)

    def test_dialog_with_everything_switched_off_changes_nothing(self):
        self.mailbox.write(
            {"confirm_email": False, "collect_data": False, "create_opportunity": True, "processes_for_known": True}
        )
        partner = self.known(email="old@example.org", street="Öderstraße 1", zip="50667", city="Köln")
        inquiry = self.deliver(self.portal_mail(phone="+49 171 6666666"))
        candidate = inquiry.duplicate_ids.filtered(lambda duplicate: duplicate.partner_id == partner)
        names = ["name", "email", "phone", "mobile", "street", "zip", "city", "country_id", "lang"]
        before = partner.read(names)
        Takeover = self.env["anfragemanager.takeover"].with_user(self.clerk)
        form = Form(Takeover.with_context(default_duplicate_id=candidate.id))
        for index in range(len(form.line_ids)):
            with form.line_ids.edit(index) as line:
                line.take = False
        form.save().action_take_over()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(inquiry.state, "done")
        self.assertTrue(inquiry.lead_id)
        self.assertEqual(partner.read(names), before)

    # ------------------------------------------------------------------ what somebody else's addon refuses

    def refusing(self, error):
        Partner = type(self.env["res.partner"])
        create = Partner.create

        def refused(records, vals_list):
            rows = [vals_list] if isinstance(vals_list, dict) else vals_list
            if any(vals.get("last_name") == "Müller-Weiß" or "Müller-Weiß" in vals.get("name", "") for vals in rows):
                raise error
            return create(records, vals_list)

        return patch.object(Partner, "create", refused)

    def test_refused_contact_goes_to_a_person_at_once(self):
        inquiry = self.deliver(self.portal_mail())
        with self.refusing(ValidationError("Please choose a state.")):
            inquiry._submit({})
        self.assertEqual((inquiry.state, inquiry.reason, inquiry.next_step), ("aborted", "on_hold", "address"))
        self.assertIn("Please choose a state.", inquiry.reason_note)
        self.assertEqual(len(inquiry.activity_ids), 1)
        self.assertFalse(inquiry.next_try)
        self.work()
        self.assertEqual(inquiry.state, "aborted")
        inquiry.with_user(self.clerk).action_retry()
        self.assertEqual(inquiry.state, "done")
        confirmations = inquiry.token_ids.filtered(lambda token: token.purpose == "confirmation")
        self.assertEqual(len(confirmations), 1, "Who confirmed is not asked again.")

    @mute_logger("odoo.sql_db")
    def test_required_column_of_another_addon_goes_to_a_person_at_once(self):
        inquiry = self.deliver(self.portal_mail())
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE res_partner ADD CONSTRAINT other_addon CHECK (name NOT LIKE '%Müller-Weiß')")
        inquiry._submit({})
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "on_hold"))
        self.assertTrue(inquiry.reason_note)
        self.assertEqual(len(inquiry.activity_ids), 1)

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_other_errors_are_still_tried_again(self):
        inquiry = self.deliver(self.portal_mail())
        with self.refusing(KeyError("unexpected")):
            inquiry._submit({})
        self.assertEqual(inquiry.state, "failed")
        self.assertTrue(inquiry.next_try)

    def test_database_that_stops_is_no_refusal(self):
        from ..models.failure import refusal

        self.assertFalse(refusal(self.env, psycopg2.OperationalError("gone")))

    # ------------------------------------------------------------------ one server, several addresses

    def test_server_of_the_mailbox_does_not_take_mails_of_other_addresses(self):
        server = self.env["fetchmail.server"].create({"name": "OAuth account", "server_type": "imap"})
        self.mailbox.fetchmail_server_id = server
        self.env["mail.alias"].create(
            {
                "alias_name": "vertrieb",
                "alias_domain_id": self.alias_domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        raw = self.portal_mail(sender="Max <max@example.org>").replace(
            b"To: anfragen-test@testmakler.example", b"To: vertrieb@testmakler.example"
        )
        Mail, Lead = self.env["anfragemanager.mail"], self.env["crm.lead"]
        for model in (False, "anfragemanager.inquiry"):
            mails, leads = Mail.search_count([]), Lead.search_count([])
            thread = self.env["mail.thread"].with_context(default_fetchmail_server_id=server.id)
            thread.message_process(model, raw.replace(b"-1@fixture", f"-{model}@fixture".encode()))
            with self.subTest(model):
                self.assertEqual(Mail.search_count([]), mails)
                self.assertEqual(Lead.search_count([]), leads + 1)
        unknown = raw.replace(b"vertrieb@testmakler.example", b"irgendwer@testmakler.example")
        before = Mail.search_count([])
        self.env["mail.thread"].with_context(default_fetchmail_server_id=server.id).message_process(False, unknown)
        self.assertEqual(Mail.search_count([]), before + 1, "Where no address of ours was meant it is the fallback.")

    # ------------------------------------------------------------------ what is said

    def test_our_own_address_is_named_as_such(self):
        for number, address in enumerate((self.clerk.email, self.company.email, self.mailbox.email)):
            inquiry = self.deliver(self.portal_mail(number, email=address, scout=f"16218877{number}"))
            with self.subTest(address):
                self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "excluded_address"))
                self.assertTrue(inquiry.reason_note)

    def test_blocked_address_is_named_in_the_trace(self):
        self.known()
        self.env["mail.blacklist"]._add("joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.reason, "blacklisted")
        self.assertIn("joerdis@example.org", inquiry.trace_ids[-1].note)

    @mute_logger("odoo.addons.anfragemanager.flow")
    def test_history_speaks_the_users_language(self):
        self.clerk.lang = "de_DE"
        inquiry = self.deliver(self.portal_mail())
        with self.refusing(KeyError("unexpected")):
            inquiry._submit({})
        inquiry.next_try = inquiry.create_date
        self.work()
        self.assertEqual(inquiry.state, "done")
        self.assertIn("Bestätigt.", inquiry.trace_ids.mapped("note"))
        values = inquiry.message_ids.tracking_value_ids
        self.assertFalse(values.mapped("field_id.name"), "the trace tells it; the history is for talk")

    def test_notice_to_a_colleague_does_not_race_with_the_queue(self):
        sent_at_once = []
        Mail = type(self.env["mail.mail"])
        self.patch(Mail, "send_after_commit", lambda mails: sent_at_once.append(mails))
        self.clerk.notification_type = "email"
        inquiry = self.deliver(self.portal_mail(email="", phone="030 999888"))
        self.assertTrue(inquiry.activity_ids)
        self.assertFalse(sent_at_once)
        self.assertTrue(self.env["mail.mail"].search_count([("state", "=", "outgoing")]))
