"""The ledger: it only grows, whoever asks; what is missing or changed is found; what need not be kept is erased."""

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .common import FlowCase


class TestLedger(FlowCase):
    def setUp(self):
        super().setUp()
        self.Consent = self.env["anfragemanager.consent"]

    def entry(self, **values):
        inquiry = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "email": "ada@example.org", "last_name": "Amsel",
             "property_id": self.property.id}
        )  # fmt: skip
        return self.Consent.create(
            {"inquiry_id": inquiry.id, "company_id": self.company.id, "kind": "email", "text": "Ja", "channel": "page"}
            | values
        )

    def test_it_is_named_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        entry = self.entry(kind="marketing")
        stop = self.env["anfragemanager.stop"].create({"company_id": self.company.id, "address_key": "x"})
        for record, name in ((entry, "kind"), (stop, "why")):
            german = record.with_context(lang="de_DE")
            words = dict(german.fields_get([name])[name]["selection"])
            self.assertEqual(german.display_name, words[record[name]])
            self.assertNotEqual(german.display_name, record[name])

    def test_no_record_is_named_by_a_stored_key(self):
        named = type(self.env["anfragemanager.named"])
        for name, model in self.env.registry.items():
            field = model._fields.get(model._rec_name)
            if name.startswith("anfragemanager.") and field and field.type == "selection":
                self.assertTrue(issubclass(model, named), name)

    def refused(self, statement, *values):
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(statement, values)

    def without_guard(self, statement, *values):
        """Do what only the owner of the database could: switch the trigger off."""
        self.env.cr.execute("ALTER TABLE anfragemanager_consent DISABLE TRIGGER USER")
        self.env.cr.execute(statement, values)
        self.env.cr.execute("ALTER TABLE anfragemanager_consent ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def check(self):
        return self.Consent._check_chain(self.company)

    def test_entry_tells_who_what_and_when(self):
        entry = self.entry(label="Bestätigen", details={"Ort": "Köln"})
        self.assertEqual(entry.subject, "Amsel <ada@example.org>")
        self.assertEqual((entry.property_number, entry.inquiry_number), ("TM-1024", entry.inquiry_id.id))
        self.assertEqual(entry.retention_until.strftime("%m-%d"), "12-31")
        self.assertEqual((entry.seq, len(entry.chain_hash)), (1, 64))
        self.assertEqual(self.check()["whole"], True)

    def test_database_refuses_every_change(self):
        entry = self.entry()
        self.env.flush_all()
        for column, value in (
            ("text", "Nein"), ("granted", False), ("kind", "marketing"), ("given_at", "2001-01-01"),
            ("chain_hash", "x"), ("seq", 7), ("content_digest", "x"), ("details", '{"a": 1}'), ("subject", "x"),
            ("retention_until", "2001-01-01"), ("erased_at", "2001-01-01"), ("inquiry_number", 7), ("ip", "1.2.3.4"),
        ):  # fmt: skip
            with self.subTest(column):
                self.refused(f"UPDATE anfragemanager_consent SET {column} = %s WHERE id = %s", value, entry.id)
        self.refused("DELETE FROM anfragemanager_consent WHERE id = %s", entry.id)
        self.refused("TRUNCATE anfragemanager_consent")

    def test_deleted_inquiries_and_contacts_leave_it_whole(self):
        entry = self.entry()
        entry.partner_id = self.make_partner(name="Ada Amsel")
        entry.partner_id.unlink()
        entry.inquiry_id.unlink()
        self.env.flush_all()
        self.assertTrue(self.check()["whole"])

    def test_changed_missing_and_cut_off_entries_are_found(self):
        entries = self.Consent.browse([self.entry(text=f"Text {number}").id for number in range(5)])
        self.assertTrue(self.company._anfrage_check_ledger())
        attacks = {
            "changed": (3, "UPDATE anfragemanager_consent SET text = 'x' WHERE id = %s", entries[2].id),
            "resealed": (2, "UPDATE anfragemanager_consent SET content_digest = 'x', text = 'x' WHERE id = %s",
                         entries[1].id),
            "missing": (2, "DELETE FROM anfragemanager_consent WHERE id = %s", entries[1].id),
            "cut off": (5, "DELETE FROM anfragemanager_consent WHERE id = %s", entries[4].id),
        }  # fmt: skip
        for name, (where, statement, entry_id) in attacks.items():
            with self.subTest(name):
                try:
                    with self.env.cr.savepoint():
                        self.without_guard(statement, entry_id)
                        found = self.check()
                        self.assertEqual((found["whole"], found["broken_at"]), (False, where))
                        raise ZeroDivisionError
                except ZeroDivisionError:
                    self.env.invalidate_all()
        self.assertTrue(self.check()["whole"])

    def test_broken_ledger_is_told(self):
        entry = self.entry()
        self.without_guard("UPDATE anfragemanager_consent SET text = 'x' WHERE id = %s", entry.id)
        with self.assertLogs("odoo.addons.anfragemanager.flow", "ERROR"):
            self.env.ref("anfragemanager.cron_ledger").method_direct_trigger()
        self.assertFalse(self.company.anfrage_ledger_whole)
        self.assertIn("1", self.company.anfrage_ledger_state)

    def test_the_check_at_night_is_told_in_the_language_and_time_of_who_reads_it(self):
        self.assertEqual(self.company.anfrage_ledger_state, "Not checked yet")
        self.entry()
        with freeze_time("2026-11-27 03:40:00"):
            self.env.ref("anfragemanager.cron_ledger").method_direct_trigger()
        self.env["res.lang"]._activate_lang("de_DE")
        read = self.company.with_context(lang="de_DE", tz="Europe/Berlin").anfrage_ledger_state
        self.assertTrue(read.startswith("27.11.26, 04:40: unversehrt, "), read)

    def test_what_need_not_be_kept_is_erased_and_the_chain_stays_whole(self):
        old = self.entry(given_at="2019-05-01", retention_until="2022-12-31", text="Alt", details={"Ort": "Köln"})
        kept = self.entry(text="Neu")
        self.Consent._erase_expired(self.company)
        self.assertTrue(old.erased_at)
        self.assertFalse(old.text or old.subject or old.details or old.subject_key)
        self.assertEqual(kept.text, "Neu")
        self.assertTrue(self.check()["whole"])

    def test_addresses_are_shortened_after_a_week(self):
        old = self.entry(given_at="2026-01-01", ip="203.0.113.77", user_agent="Firefox")
        six = self.entry(given_at="2026-01-01", ip="2001:db8:85a3::8a2e:370:7334")
        new = self.entry(given_at=fields.Datetime.now(), ip="203.0.113.78")
        self.Consent._shorten_technical()
        self.assertEqual((old.ip, old.user_agent), ("203.0.113.0", False))
        self.assertEqual(six.ip, "2001:db8:85a3::")
        self.assertEqual(new.ip, "203.0.113.78")
        self.assertTrue(self.check()["whole"])

    def test_only_own_entries_are_read(self):
        entry = self.entry()
        other = self.env["res.company"].create({"name": "Nebenan"})
        self.clerk.write({"company_ids": [(4, other.id)], "company_id": other.id})
        self.clerk.company_ids = other
        with self.assertRaises(AccessError):
            entry.with_user(self.clerk).read(["text"])


@tagged("post_install", "-at_install")
class TestEvidence(HttpCase):
    def test_evidence_is_printed_for_those_who_may_read_it(self):
        entry = self.env["anfragemanager.consent"].create(
            {"company_id": self.env.company.id, "kind": "email", "channel": "page", "subject": "<b>Ada</b>",
             "text": "<script>alert(1)</script>"}
        )  # fmt: skip
        path = f"/anfragemanager/evidence/{entry.id}.pdf"
        self.assertIn(self.url_open(path, allow_redirects=False).status_code, (302, 303))
        self.authenticate("admin", "admin")
        response = self.url_open(path)
        self.assertTrue(response.content.startswith(b"%PDF-"), response.text[:200])
        self.assertEqual(self.url_open("/anfragemanager/evidence/999999.pdf").status_code, 404)
