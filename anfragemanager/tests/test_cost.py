"""What an inquiry asks of the database. Who raises a figure has a reason; who lowers one writes it down here."""

import select
from unittest.mock import patch

import psycopg2
from lxml import etree

from odoo import sql_db
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.line import Line, call_jobs
from . import common

# Statements from the mail handed in to the exposé queued, a worker's turns included.
KNOWN = 72
UNKNOWN = 95


@tagged("post_install", "-at_install")
class TestCost(common.FlowCase):
    def counted(self, number, **values):
        """Return an inquiry carried through, and how many statements that took."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = sql_db.sql_counter
        self.receive(self.portal_mail(number, **values))
        for lane in range(self.worker._lanes()):
            self.worker._lane_job(lane).method_direct_trigger()
        inquiry = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", self.mailbox.id)], limit=1)
        if inquiry.state == "waiting":
            inquiry._submit({"salutation": "mrs"})
        self.env.flush_all()
        return inquiry, sql_db.sql_counter - before

    def cost(self, **values):
        """Return the statements of an inquiry when all that is kept in memory is there."""
        costs = []
        for number in range(3):
            who = {name: value[number] for name, value in values.items()}
            inquiry, count = self.counted(number, **who)
            self.assertEqual(inquiry.state, "done")
            costs.append(count)
        return min(costs)

    def test_of_a_known_prospect(self):
        emails = [f"known{number}@example.org" for number in range(3)]
        for email in emails:
            self.make_partner(name="Jördis Müller-Weiß", email=email)
        self.assertLessEqual(self.cost(email=emails), KNOWN)

    def test_of_an_unknown_one(self):
        people = {
            "first": ("Anna", "Bernd", "Clara"),
            "last": ("Vogel", "Kaiser", "Wolfram"),
            "email": ("anna.vogel@example.org", "kaiser@example.net", "cw@example.com"),
            "street": ("Feldweg 3", "Am Markt 11", "Hafenstraße 7"),
            "zip": ("20095", "80331", "04109"),
            "city": ("Hamburg", "München", "Leipzig"),
            "phone": ("+49 40 1234567", "+49 89 7654321", "+49 341 5552200"),
        }
        self.assertLessEqual(self.cost(**people), UNKNOWN)

    def test_a_mails_text_is_compiled_once_for_all_and_again_when_it_was_changed(self):
        compiled, IrQweb = [], type(self.env["ir.qweb"])
        compile_it = IrQweb._generate_code

        def counted(qweb, template):
            code = compile_it(qweb, template)
            # Odoo's try whether a text may be written by anybody ends by an exception.
            compiled.append(isinstance(template, etree._Element))
            return code

        self.patch(IrQweb, "_generate_code", counted)
        people = [{"email": f"{name}@example.org", "last": name.title()} for name in ("vogel", "kaiser", "wolfram")]
        self.deliver(self.portal_mail(1, **people[0]))
        self.assertIn(True, compiled)
        compiled.clear()
        self.deliver(self.portal_mail(2, **people[1]))
        self.assertNotIn(True, compiled)
        template = self.mailbox.confirmation_template_id
        for lang in ("en_US", "de_DE"):
            translated = template.with_context(lang=lang)
            translated.body_html = f"<p>Neue Worte</p>{translated.body_html}"
        self.deliver(self.portal_mail(3, **people[2]))
        self.assertIn(True, compiled)
        (mail,) = self.sent_to("wolfram@example.org")
        self.assertIn("Neue Worte", mail["body"])

    def test_files_of_a_template_are_noticed_when_they_come_later(self):
        self.deliver(self.portal_mail(1, email="vogel@example.org", last="Vogel"))
        file = self.env["ir.attachment"].create({"name": "Anfahrt.txt", "raw": b"links"})
        self.mailbox.confirmation_template_id.attachment_ids = file
        self.deliver(self.portal_mail(2, email="kaiser@example.org", last="Kaiser"))
        mails = [self.sent_to(f"{name}@example.org")[0] for name in ("vogel", "kaiser")]
        self.assertEqual([len(mail["attachments"]) for mail in mails], [0, 1])

    def recalled(self):
        """Return the mailbox as the automation finds it in a new transaction."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        return self.mailbox.with_env(self.mailbox._automation_env())

    def test_settings_are_read_once_and_anew_when_anybody_changed_them(self):
        self.deliver(self.portal_mail(email="vogel@example.org", last="Vogel"))
        mailbox = self.recalled()
        before = sql_db.sql_counter
        read = [
            mailbox.user_id.partner_id.name,
            mailbox.company_id.partner_id.email,
            mailbox.confirmation_template_id.subject,
            mailbox.expiry_days,
        ]
        self.assertEqual(sql_db.sql_counter, before)
        for model, values in (
            ("res_partner", {"name": "Neu"}),
            ("mail_template", {"subject": '{"en_US": "New", "de_DE": "Neu"}'}),
            ("anfragemanager_mailbox", {"expiry_days": 17}),
        ):
            [(name, value)] = values.items()
            self.env.cr.execute(f'UPDATE {model} SET "{name}" = %s', [value])
        mailbox = self.recalled()
        now = [
            mailbox.user_id.partner_id.name,
            mailbox.company_id.partner_id.email,
            mailbox.confirmation_template_id.with_context(lang="de_DE").subject,
            mailbox.expiry_days,
        ]
        self.assertEqual(now, ["Neu", read[1], "Neu", 17])

    def test_no_prospect_stays_in_memory(self):
        self.make_partner(name="Jördis Vogel", email="vogel@example.org")
        inquiry = self.deliver(self.portal_mail(email="vogel@example.org", last="Vogel"))
        self.env["anfragemanager.settled"]._remember()
        kept = {id_ for model, id_ in self.env["anfragemanager.settled"]._memory() if model == "res.partner"}
        self.assertTrue(kept)
        self.assertNotIn(inquiry.partner_id.id, kept)
        staff = self.env["res.users"].search([]).partner_id | self.env["res.company"].search([]).partner_id
        self.assertLessEqual(kept, set(staff.ids))

    def rows(self, model, domain=()):
        return self.env[model].search_count(list(domain))

    def test_history_of_an_inquiry_holds_its_mails_and_no_row_more(self):
        for email, contact, messages in (("vogel@example.org", True, 1), ("kaiser@example.org", False, 3)):
            with self.subTest(email):
                if contact:
                    self.make_partner(name="Jördis Vogel", email=email)
                before = self.rows("mail.message"), self.rows("mail.tracking.value"), self.rows("mail.followers")
                inquiry, _count = self.counted(messages, email=email, last=email.partition("@")[0].title())
                self.assertEqual(inquiry.state, "done")
                # One per mail, and one on the contact that says where it came from.
                after = self.rows("mail.message"), self.rows("mail.tracking.value"), self.rows("mail.followers")
                self.assertEqual([now - then for now, then in zip(after, before, strict=True)], [messages, 0, 0])

    def test_received_bytes_are_kept_smaller_than_they_came(self):
        raw = self.portal_mail(message="Ist das Haus noch frei? " * 20)
        self.receive(raw)
        mail = self.env["anfragemanager.mail"].search([], limit=1)
        self.env.cr.execute(
            "SELECT sum(octet_length(data)) FROM anfragemanager_mail_content WHERE mail_id = %s", [mail.id]
        )
        self.assertLess(self.env.cr.fetchone()[0], len(raw))
        self.assertEqual(mail._bytes(), raw)


class TestLine(TransactionCase):
    def test_calls_go_over_one_connection_and_over_another_when_it_was_cut(self):
        _database, info = sql_db.connection_info_for("postgres")
        listener = psycopg2.connect(**info)
        self.addCleanup(listener.close)
        listener.autocommit = True
        line = Line()
        with listener.cursor() as cursor:
            cursor.execute("LISTEN anfrage_test")
            line.call("anfrage_test", "first")
            process = line._connection.info.backend_pid
            line.call("anfrage_test", "second")
            self.assertEqual(line._connection.info.backend_pid, process)
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
            line.call("anfrage_test", "third")
        self.addCleanup(line._hang_up)
        while len(listener.notifies) < 3 and select.select([listener], [], [], 10)[0]:
            listener.poll()
        self.assertEqual([notice.payload for notice in listener.notifies], ["first", "second", "third"])

    def test_a_call_that_nobody_hears_undoes_nothing(self):
        with (
            mute_logger("odoo.addons.anfragemanager.models.line"),
            patch.object(Line, "_connect", side_effect=psycopg2.OperationalError("down")),
            self.registry.cursor() as cr,
        ):
            call_jobs(cr)
            call_jobs(cr)
            # It is committed where this block ends.
            self.assertEqual(len(cr.postcommit._funcs), 1, "one call for a transaction")
