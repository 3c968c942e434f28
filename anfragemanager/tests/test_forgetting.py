"""Deletion that deletes: afterwards the whole database and filestore are searched for the person."""

import re
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from odoo.tests import tagged

from . import common

NEEDLES = ("Jördis", "Müller-Wei", "joerdis@example.org", "2312500", "Öderstra", "Geheimfrage")
# Each has its own time, written in its model: evidence (three years), the bus (a day), the look-up itself (a day).
OWN_TIME = {"anfragemanager_consent", "bus_bus", "privacy_lookup_wizard", "privacy_lookup_wizard_line"}


@tagged("post_install", "-at_install")
class TestForgetting(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.known_before = self.found()
        self.files_before = self.files_holding()

    # ------------------------------------------------------------------ the search

    def found(self):
        """Return where the needles stand: ``{(table, id of the row)}``."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        hits = set()
        for (table,) in cr.fetchall():
            if table in OWN_TIME or table.startswith(("ir_model", "ir_ui_view", "ir_act")):
                continue
            for needle in NEEDLES:
                # A JSON column may hold umlauts escaped.
                escaped = needle.encode("unicode_escape").decode().replace("\\x", "\\u00")
                cr.execute(
                    f'SELECT row.ctid::text FROM "{table}" AS row'
                    " WHERE strpos(row::text, %s) > 0 OR strpos(row::text, %s) > 0",
                    (needle, escaped),
                )
                hits |= {(table, ctid, needle) for (ctid,) in cr.fetchall()}
        for mail in self.env["anfragemanager.mail"].search([]):
            mail_id, text = mail.id, mail._bytes()
            whole = "\n".join(
                str(part.get_content()) for part in message_from_bytes(text, policy=SMTP).walk()
                if not part.is_multipart()
            )  # fmt: skip
            hits |= {("raw mail", mail_id, needle) for needle in NEEDLES if needle in whole}
        return {(table, needle) for table, _row, needle in hits}

    def files_holding(self):
        """Return the files of the filestore that hold a needle and still belong to an attachment or to nothing."""
        store = Path(self.env["ir.attachment"]._full_path(""))
        needles = [needle.encode() for needle in NEEDLES]
        return {
            path.name
            for path in store.glob("*/*")
            if path.is_file() and len(path.name) == 40 and any(needle in path.read_bytes() for needle in needles)
        }

    def assert_forgotten(self):
        self.env.flush_all()
        left = self.found() - self.known_before
        self.assertFalse(left, f"Still there: {sorted(left)}")
        held = self.files_holding() - self.files_before
        wanted = self.env["ir.attachment"].search([]).mapped("checksum")
        self.assertFalse(held & set(wanted), "A file of the filestore is still wanted by an attachment.")

    # ------------------------------------------------------------------ the story

    def story(self):
        """An inquiry through everything that leaves traces: confirmation, contact, opportunity, answer with a file."""
        self.mailbox.write({"create_opportunity": True})
        inquiry = self.deliver(self.portal_mail(message="Geheimfrage: noch frei?"))
        inquiry._submit({})
        self.assertEqual(inquiry.state, "done")
        sent = self.sent_to("joerdis@example.org")
        answer = self.text_mail(
            "Re: Ihre Anfrage", "Hier meine Unterlagen, Jördis Müller-Weiß", sender="joerdis@example.org", number=2,
            In_Reply_To=sent[-1]["message_id"],
        )  # fmt: skip
        message = message_from_bytes(answer, policy=SMTP)
        message.add_attachment("Gehaltszettel von Jördis Müller-Weiß".encode(), "text", "plain", filename="gehalt.txt")
        self.receive(message.as_bytes())
        self.work()
        inquiry._task("undeliverable", "Bitte Jördis Müller-Weiß anrufen")
        inquiry.activity_ids.action_feedback(feedback="Mit Jördis gesprochen")
        inquiry._send("expose", self.mailbox.expose_template_id, 5, number=7)
        return inquiry

    def test_forgetting_an_inquiry_and_its_contact_leaves_nothing(self):
        inquiry = self.story()
        partner = inquiry.partner_id
        self.assertTrue(self.found() - self.known_before)
        reply = self.env["anfragemanager.mail"].search([("about_id", "=", inquiry.id), ("kind", "=", "reply")])
        self.assertTrue(reply, "An answer knows its inquiry.")
        inquiry._anonymize()
        partner.write({"email": False, "phone": False})
        partner._anfrage_forget_inquiries()
        partner.unlink()
        self.assert_forgotten()
        self.assertTrue(inquiry.exists())
        self.assertEqual(inquiry.property_id, self.property, "What happened stays countable.")

    def test_forgetting_an_inquiry_keeps_the_contact_and_its_opportunity(self):
        inquiry = self.story()
        partner, lead = inquiry.partner_id, inquiry.lead_id
        inquiry._anonymize()
        self.assertEqual(partner.name, "Jördis Müller-Weiß")
        self.assertEqual(lead.partner_id, partner)
        self.assertFalse(lead.description)
        self.assertNotIn("Müller", lead.name)
        tables = {table for table, _needle in self.found() - self.known_before}
        self.assertLessEqual(
            tables, {"res_partner", "crm_lead", "anfragemanager_match_key", "mail_message", "mail_tracking_value"}
        )

    def test_prospect_who_asks_for_it_is_forgotten_in_opportunities_too(self):
        inquiry = self.story()
        lead = inquiry.lead_id
        lead.write({"email_from": "joerdis@example.org", "phone": "+49 30 2312500", "street": "Öderstraße 1"})
        asked = {"request": "erasure", "shown": "x", "text": "", "label": "x", "lang": "en_US"}
        inquiry._prospect_asks(**asked)
        self.env.invalidate_all()
        self.assertTrue(inquiry.anonymized_at)
        # The mail that says so is all that is left, until it is out.
        told = self.env["mail.mail"].search([("email_to", "ilike", "joerdis@example.org")])
        self.assertLessEqual(len(told), 1)
        told.mail_message_id.unlink()
        self.assert_forgotten()
        self.assertEqual(lead.anfrage_inquiry_id, inquiry, "That there was an opportunity stays.")

    def test_mail_of_two_people_stays_until_both_are_forgotten(self):
        first = self.deliver(self.portal_mail())
        second = first.sudo().copy({"mail_id": first.mail_id.id, "position": 1, "email": "other@example.org"})
        mail = first.mail_id
        first._anonymize()
        self.assertTrue(mail.exists())
        second._anonymize()
        self.assertFalse(mail.exists())

    # ------------------------------------------------------------------ Odoo's look-up

    def look_up(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Jördis Müller-Weiß", "email": "joerdis@example.org"}
        )
        wizard.action_lookup()
        return wizard

    def test_look_up_finds_everything_and_its_deleting_acts_on_it(self):
        inquiry = self.story()
        other = self.deliver(self.portal_mail(3, email="xjoerdis@example.org", first="Xaver", last="Huber"))
        wizard = self.look_up()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        mails = self.env["anfragemanager.mail"].search(["|", ("about_id", "=", inquiry.id),
                                                        ("id", "=", inquiry.mail_id.id)])  # fmt: skip
        self.assertGreaterEqual(len(mails), 3)
        expected = {("anfragemanager.mail", mail.id) for mail in mails}
        expected |= {(record._name, record.id) for record in (inquiry, inquiry.partner_id, inquiry.lead_id)}
        expected |= {("anfragemanager.consent", entry.id) for entry in inquiry.consent_ids}
        self.assertLessEqual(expected, found)
        self.assertEqual(len(found), len(wizard.line_ids), "Everything is listed once.")
        self.assertNotIn(("anfragemanager.mail", other.mail_id.id), found, "Another address that ends alike.")
        wizard.line_ids.action_unlink_all()
        self.assertTrue(self.env["anfragemanager.consent"].search_count([("inquiry_number", "=", inquiry.id)]))
        self.assertTrue(other.exists().mail_id)
        self.assertFalse(mails.exists())
        self.assertFalse(inquiry.exists())

    # ------------------------------------------------------------------ OCA's privacy_partner_to_be_forgotten

    def test_anonymising_a_contact_forgets_what_we_keep_of_it(self):
        """Odoo's or OCA's anonymising writes what our hook adds, then the keys go."""
        inquiry = self.story()
        partner = inquiry.partner_id
        partner._anfrage_forget_inquiries()
        partner.write({"name": "J M Anonymized", "email": "x@anonymized.oca", "phone": False, "street": False,
                       **partner._anfrage_forgotten_values()})  # fmt: skip
        partner._anfrage_forget_keys()
        self.assertTrue(inquiry.anonymized_at)
        for name in ("first_name", "last_name", "mobile", "academic_title"):
            self.assertFalse(partner[name], name)
        self.env.cr.execute("SELECT key FROM anfragemanager_match_key WHERE partner_id = %s", (partner.id,))
        self.assertFalse(self.env.cr.fetchall())

    # ------------------------------------------------------------------ what Odoo makes beside it

    def test_looking_whom_to_write_to_makes_no_contact(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "waiting")
        asked = inquiry.with_user(self.clerk)._message_get_suggested_recipients(reply_discussion=True, no_create=False)
        self.assertIn("joerdis@example.org", [recipient["email"] for recipient in asked])
        self.assertFalse(self.env["res.partner"].search([("email_normalized", "=", "joerdis@example.org")]))

    def test_contact_that_is_only_an_address_goes_with_the_inquiry(self):
        inquiry = self.deliver(self.portal_mail())
        bare = inquiry.with_user(self.clerk)._partner_find_from_emails_single(["joerdis@example.org"])
        self.assertEqual(bare.name, "joerdis@example.org")
        self.assertEqual(inquiry._bare_contacts(), bare)
        inquiry._declined()
        self.env.invalidate_all()
        self.assertFalse(bare.exists())
        self.assert_forgotten()

    def test_contact_that_is_more_than_an_address_stays(self):
        inquiry = self.deliver(self.portal_mail())
        contacts = self.env["res.partner"].create(
            [
                {"name": "joerdis@example.org", "email": "joerdis@example.org", "phone": "030 1"},
                {"name": "joerdis@example.org", "email": "joerdis@example.org"},
                {"name": "Jo", "email": "joerdis@example.org"},
            ]
        )
        self.env["crm.lead"].create({"name": "Villa", "partner_id": contacts[1].id})
        inquiry._declined()
        self.assertEqual(contacts.exists(), contacts)

    def test_what_else_is_kept_of_an_address_becomes_a_task_when_it_asks_for_deletion(self):
        inquiry = self.story()
        lead = self.env["crm.lead"].create(
            {"name": "Villa", "email_from": "Jo <joerdis@example.org>", "company_id": self.company.id}
        )
        other = self.env["res.partner"].create({"name": "Jo Meier", "email": "joerdis@example.org"})
        self.env["crm.lead"].create(
            {
                "name": "Theirs", "email_from": "joerdis@example.org",
                "company_id": self.env["res.company"].create({"name": "Andere"}).id,
            }
        )  # fmt: skip
        inquiry._prospect_asks(request="erasure", shown="x", text="", label="x", lang="en_US")
        self.env.invalidate_all()
        named = re.findall(r"\d+", str(inquiry.activity_ids.note))
        self.assertEqual(named, [str(other.id), str(lead.id)])
        self.assertTrue(lead.exists() and other.exists())
