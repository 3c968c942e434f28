"""Attacks on the whole: mails that are written to do harm."""

import html
import io
import logging
import re
import time
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage

import lxml.html
import psycopg2
from lxml import etree

from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, tagged

from odoo.addons.anfragemanager.controllers.masked_log import Masked
from odoo.addons.anfragemanager.models import mail_bounce

from . import common

SECRET = "Xq3" + "k7Zp_Yw-" * 5
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ object.env['ir.config_parameter'].sudo().get_param('database.secret') }}",
    "${object.env.cr.execute('drop table x')}",
    '<t t-out="user.login"/>',
    "%(constructor)s %s {0.__class__}",
    "' OR 1=1; DROP TABLE res_partner; --",
    "\u202egnp.exe",
    "\r\nBcc: victim@example.net\r\n\r\nHello",
    "=cmd|' /C calc'!A0",
    "$(touch /tmp/x) `id`",
    "../../../../etc/passwd",
    "\x00\x1b[31m",
    "x" * 100_000,
)


def masked(path):
    """Return the line a server writes for a request, as it stands in its log."""
    record = logging.LogRecord("werkzeug", logging.INFO, "", 1, '"GET %s HTTP/1.1" 200', (path,), None)
    Masked().filter(record)
    return record.getMessage()


@tagged("post_install", "-at_install")
class TestHostileMails(common.FlowCase):
    def everything_sent(self):
        self.send_queue()
        return self._mails

    def assert_harmless(self):
        """No mail holds anything that runs, was evaluated, or goes to somebody else; no line of a header was added."""
        secret = self.env["ir.config_parameter"].get_param("database.secret")
        for mail in self.everything_sent():
            body, subject = mail["body"] or "", mail["subject"] or ""
            self.assertNotIn("victim@example.net", str(mail["email_to"]))
            for element in lxml.html.fromstring(body).iter(etree.Element):
                self.assertNotIn(element.tag, ("script", "iframe", "object", "form", "t"))
                self.assertFalse([name for name in element.attrib if name.lower().startswith("on")], element.tag)
                self.assertNotIn("javascript:", element.get("href", "") + element.get("src", ""))
            self.assertNotIn(secret, body + subject)
            self.assertNotRegex(f"{subject}{mail['email_from']}{mail['email_to']}", r"[\r\n]")
            self.assertLess(len(body), 100_000)

    def test_payload_in_each_field_of_a_portals_mail(self):
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        for number, field in enumerate(("first", "last", "street", "city", "message", "phone", "zip")):
            for turn, payload in enumerate(PAYLOADS):
                text = html.escape(payload.replace("\x00", "").replace("\x1b", ""))
                values = {field: text, "email": f"p{turn}@example{number}.org"}
                self.receive(self.portal_mail(f"{number}-{turn}", **values))
        self.work_off()
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(len(mails), 7 * len(PAYLOADS))
        self.assertEqual(mails.filtered(lambda mail: mail.state != "processed"), mails.browse())
        self.assertNotIn("failed", mails.inquiry_ids.mapped("state"))
        self.assertLessEqual(max(len(inquiry.last_name or "") for inquiry in mails.inquiry_ids), 1000)
        self.assert_harmless()

    def test_payload_in_each_header(self):
        headers = ("Subject", "From", "Reply-To", "To", "Message-ID")
        for number, header in enumerate(headers):
            for turn, payload in enumerate(PAYLOADS):
                raw = self.portal_mail(f"{number}-{turn}", email=f"h{turn}@example{number}.org")
                raw = re.sub(rb"(?im)^" + header.encode() + rb":[^\n]*\n(?:[ \t][^\n]*\n)*", b"", raw, count=1)
                value = payload.encode()
                if header in ("From", "Reply-To", "To", "Sender"):
                    value = b'"' + value + b'" <noreply@immobilienscout24.de>'
                to_us = b"Delivered-To: anfragen-test@testmakler.example\r\n"
                self.receive(to_us + header.encode() + b": " + value + b"\r\n" + raw)
        self.work_off()
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(len(mails), len(headers) * len(PAYLOADS))
        self.assertEqual(mails.filtered(lambda mail: mail.state != "processed"), mails.browse())
        self.assert_harmless()

    def test_ten_thousand_addresses_are_not_written_to(self):
        crowd = ", ".join(f"victim{number}@example{number % 50}.net" for number in range(10_000))
        raw = self.portal_mail(headers={"Cc": "x@example.net"}).replace(b"Cc: x@example.net", f"Cc: {crowd}".encode())
        (inquiry,) = self.deliver(raw)
        self.assertEqual(inquiry.email_normalized, "joerdis@example.org")
        everybody = {address for mail in self.everything_sent() for address in mail["email_to"]}
        self.assertFalse([address for address in everybody if "victim" in address])
        self.assertFalse(self.env["res.partner"].search([("email", "like", "victim%")]))

    def test_crowd_in_the_prospects_address_is_nobody(self):
        for number, email in enumerate(
            (
                "a@example.org, b@example.org",
                "a@example.org;b@example.org",
                "a@example.org b@example.org",
                '"a@example.org, b" &lt;b@example.org&gt;',
                "a@example.org%0ABcc:c@example.org",
                "a@example.org\nBcc: c@example.org",
                "a@[127.0.0.1]",
                "@example.org:a@example.com",
            )
        ):
            with self.subTest(email):
                self._mails.clear()
                self.deliver(self.portal_mail(number, email=email, phone="", last=f"Name{number}"))
                reached = [mail["email_to"] for mail in self.automatic_mails()]
                self.assertLessEqual(len(reached), 1, "one mail to one person at most")
                self.assertTrue(all(len(to) == 1 for to in reached), reached)

    def test_homograph_of_a_known_address_is_another_person(self):
        self.make_partner(name="Jördis Müller", email="joerdis@example.org")
        for number, email in enumerate(("jоerdis@example.org", "joerdis@ехаmple.org", "joerdis@xn--mple-43d1b.org")):
            with self.subTest(email):
                inquiry = self.deliver(self.portal_mail(number, email=email))
                self.assertFalse(inquiry.partner_id)
                self.assertNotEqual(inquiry.email_normalized, "joerdis@example.org")

    def test_zip_bomb_and_deep_nesting_are_read_in_bounds(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.xml", b"<a>" + b"0" * 30_000_000 + b"</a>")
        message = message_from_bytes(self.portal_mail(email="zip@example.org"), policy=policy.SMTP)
        message.add_attachment(bomb.getvalue(), "application", "zip", filename="bilder.zip")
        entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
        )
        message.add_attachment(f"{entities}]><x>&j;</x>".encode(), "application", "xml", filename="lol.xml")
        message.add_attachment(b"<a>" * 200_000, "application", "xml", filename="deep.xml")
        message.add_attachment(
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><openimmo_feedback>&e;</openimmo_feedback>',
            "application", "xml", filename="xxe.xml",
        )  # fmt: skip
        inquiries = self.deliver(message.as_bytes())
        mail = self.env["anfragemanager.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.state, "processed", mail.error)
        self.assertNotIn("root:", str(mail.parsed) + (mail.text or ""))
        self.assertTrue(inquiries or mail.needs_review)

    def test_answer_calls_nobody_when_it_is_read(self):
        inquiry = self.deliver(self.portal_mail())
        sent = self.sent_to("joerdis@example.org")[-1]
        answer = EmailMessage()
        answer["From"], answer["To"], answer["Date"] = (
            "joerdis@example.org",
            "anfragen-test@testmakler.example",
            common.TODAY,
        )
        answer["Subject"], answer["Message-ID"] = "Re: Ihre Anfrage", "<answer@example.org>"
        answer["In-Reply-To"] = sent["message_id"]
        answer.set_content("Guten Tag")
        answer.add_alternative(
            "<?xml version='1.0' encoding='utf-8'?><html><body background='//evil.example/a'><p>Guten <b>Tag</b></p>"
            "<img src=' HTTPS://evil.example/b' alt='Haus'><img srcset='http://evil.example/c 2x' src='cid:own'>"
            "<video poster='http://evil.example/d'></video><a href='https://harmlos.example'>Link</a>"
            "<p style='background: url(http://evil.example/e); color: red'>x</p>"
            "<p style='background: u\\72l(http://evil.example/f)'>y</p></body></html>",
            subtype="html",
        )
        answer.add_attachment(b"x", "text", "plain", filename="../../etc/a\u202efdp.exe")
        self.receive(answer.as_bytes())
        self.work()
        posted = inquiry.message_ids.filtered(lambda message: "harmlos.example" in (message.body or ""))
        self.assertEqual(len(posted), 1)
        self.assertNotIn("evil.example", posted.body)
        for kept in ("<b>Tag</b>", 'alt="Haus"', "https://harmlos.example"):
            self.assertIn(kept, posted.body)
        self.assertEqual(posted.attachment_ids.mapped("name"), ["etc-afdp.exe"])

    def test_markup_that_nothing_closes_takes_no_time(self):
        """Odoo's patterns need minutes for each of these, and more than hours for the largest mail."""
        # One that is no more than long goes as it is.
        newsletter = "<table><tr><td style='color: red'>Guten Tag</td></tr><!-- a > b --></table>" * 10_000
        self.assertLess(mail_bounce.cost_of_markup(newsletter), mail_bounce.COSTLY / 10)
        for number, markup in enumerate(("<" * 200_000, "< encoding=a " * 2000, "<o:" * 70_000, "<!--" * 50_000)):
            with self.subTest(markup[:15]):
                answer = self.text_mail("Re: Ihre Anfrage", "", number=number, In_Reply_To="<1-openerp-2@x.example>")
                raw = answer.replace(b"text/plain", b"text/html").rstrip() + f"\r\n\r\nDanke! {markup}".encode()
                self.receive(raw)
                start = time.process_time()
                self.work()
                self.assertLess(time.process_time() - start, 5)
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(mails.mapped("kind"), ["reply"] * 4)
        self.assertTrue(all(mails.mapped("needs_review")), "nothing of it is lost")

    def test_a_mail_too_deep_to_be_read_goes_with_head_and_text_only(self):
        self.assertTrue(mail_bounce.is_costly(b"Content-Type: message/rfc822\r\n\r\n" * 3000))

    def test_heads_that_take_long_to_read_take_no_time(self):
        """Python's reader needs minutes for each of these, and hours for the longest head."""
        for number, (name, value) in enumerate(
            (("To", '"'), ("Cc", "(a)"), ("Reply-To", "a,"), ("Content-Type", "(a)"), ("Content-Disposition", ";a="))
        ):
            with self.subTest(name):
                answer = self.text_mail(
                    "Re: Ihre Anfrage", "Danke!", number=number, In_Reply_To="<1-openerp-2@x.example>"
                )
                long = f"{name}: x {value * 60_000}\r\nDelivered-To: anfragen-test@testmakler.example\r\n".encode()
                self.receive(long + answer)
                start = time.process_time()
                self.work()
                self.assertLess(time.process_time() - start, 5)
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual((len(mails), set(mails.mapped("state"))), (5, {"processed"}))
        self.assertTrue(all(mails.mapped("needs_review")), "nothing of it is lost")

    def test_large_answer_with_files_is_filed_with_its_text(self):
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"] = "joerdis@example.org", "anfragen-test@testmakler.example"
        message["Subject"], message["In-Reply-To"] = "Re: Ihre Anfrage", sent["message_id"]
        message["Message-ID"], message["Date"] = "<large@example.org>", common.TODAY
        message.set_content("Anbei meine Unterlagen.")
        message.add_attachment(b"x" * 2_000_000, "application", "pdf", filename="unterlagen.pdf")
        self.receive(message.as_bytes())
        self.work()
        (posted,) = inquiry.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertIn("meine Unterlagen", posted.body)

    def test_loops_end(self):
        """Our own mail comes back as answer, report, forward and absence note: nobody is answered again."""
        inquiry = self.deliver(self.portal_mail())
        (sent,) = self.sent_to("joerdis@example.org")
        ours = self.text_mail("Ihre Anfrage", sent["body"], sender="Anfragen <anfragen-test@testmakler.example>")
        absent = self.text_mail(
            "Automatische Antwort: Ihre Anfrage", "Ich bin im Urlaub.", "joerdis@example.org", 2,
            Auto_Submitted="auto-replied", In_Reply_To=sent["message_id"],
        )  # fmt: skip
        self._mails.clear()
        for raw in (ours, absent, ours, absent):
            for turn in range(3):
                self.receive(raw.replace(b"@fixture", f"-{turn}@fixture".encode()))
        self.work()
        self.assertEqual([mail["email_to"] for mail in self.automatic_mails()], [])
        self.assertEqual(inquiry.state, "waiting")

    def test_forged_portal_gets_no_answer(self):
        failed = {"Authentication-Results": "mx.testmakler.example; dmarc=fail header.from=immobilienscout24.de"}
        inquiry = self.deliver(self.portal_mail(headers=failed))
        self.assertNotIn(inquiry.state, ("done", "waiting") if inquiry.mail_id.sender_check == "fail" else ("done",))

    def test_spreadsheets_get_no_formula(self):
        from ..controllers.export import harmless

        for value in ("=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", " =1", "＝1", "external:x"):
            self.assertTrue(str(harmless(value)).startswith("'"), value)
        for value in ("+49 30 123456", "-12,50", "Meier", "", 5, None):
            self.assertEqual(harmless(value), value)


@tagged("post_install", "-at_install")
class TestHostileVisitors(HttpCase, common.FlowCase):
    def test_no_log_shows_the_values_of_a_refused_statement(self):
        """The very errors PostgreSQL gives, from a row, a key and a text in the wrong place."""
        person = "Jördis\n\nMüller-Weiß"
        statements = (
            ("INSERT INTO anfragemanager_inquiry (last_name, message) VALUES (%s, %s)", (person, person)),
            ("UPDATE res_users SET login = %s, company_id = NULL", (person,)),
            ("SELECT id FROM res_partner WHERE name = %s AND nothing = 1", (person,)),
            ("INSERT INTO res_lang (name, code, url_code) SELECT %s, code, url_code FROM res_lang", (person,)),
        )
        for statement, values in statements:
            with self.subTest(statement):
                with (
                    self.assertLogs("odoo.sql_db", "ERROR") as seen,
                    self.assertRaises(psycopg2.Error) as raised,
                    self.env.cr.savepoint(flush=False),
                ):
                    self.env.cr.execute(statement, values)
                line = seen.records[0].getMessage()
                self.assertNotRegex(line, "Jördis|Müller|J.{1,12}rdis")
                self.assertIn(" ".join(statement.split()[: 2 + (" INTO " in statement)]), line)
                self.assertIn(str(raised.exception).splitlines()[0], line)
                for name in ("odoo.http", "odoo.addons.base.models.ir_cron"):
                    with self.assertLogs(name, "ERROR") as traced:
                        logging.getLogger(name).error("It failed.", exc_info=raised.exception)
                    self.assertNotRegex(traced.records[0].exc_text, "Jördis|Müller")
                    self.assertIn(str(raised.exception).splitlines()[0], traced.records[0].exc_text)

    def test_no_log_shows_a_key(self):
        """The same secret opens every page of an inquiry, whatever address it stood in."""
        for path in (
            f"/anfrage/{SECRET}", f"/anfrage/{SECRET}/expose?lang=de_DE", f"/bild/{SECRET}", f"/abmelden/{SECRET}",
            f"/widerruf/{SECRET}", f"/anfrage/health?token={SECRET}", f"/anfrage/health?format=json&token={SECRET}",
        ):  # fmt: skip
            self.assertNotIn(SECRET, masked(path), path)
        found = [
            url for url, _endpoint in _generate_routing_rules(["anfragemanager"], False) if "<string:token>" in url
        ]
        self.assertGreater(len(found), 10)
        for url in found:
            path = url.replace("<string:token>", SECRET)
            self.assertNotIn(SECRET, masked(path), path)

    def test_form_takes_no_code_for_a_name(self):
        inquiry = self.env["anfragemanager.inquiry"].new({"mailbox_id": self.mailbox.id})
        for entry in ("<b>Anna</b>", "{{ 7*7 }} Anna", "Anna [x]", "a\\b", "=Anna"):
            for name in ("first_name", "last_name", "street", "city"):
                self.assertTrue(inquiry._problem_with(name, entry), (name, entry))
        for entry in ("O’Neill", "O`Neill", "d'Arc", "Müller-Weiß (geb. Meier)", "Anna & Otto", "Dr. Dipl.-Ing. von Ü"):
            self.assertIsNone(inquiry._problem_with("last_name", entry), entry)

    def test_receipt_is_no_place_for_advertising(self):
        """Anybody can have one sent to any address; what they type must not become a link there."""
        statement = {
            "name": "Sie haben gewonnen evil-shop.com",
            "contract": "Abholen auf evil。shop/x",
            "lang": "de_DE",
        }
        self.send_queue()
        page = self.url_open(f"/widerruf?company={self.company.id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        stamp = re.search(r'name="shown-at" value="([^"]+)"', page)[1]
        form = {"csrf_token": token, "shown-at": stamp, "step": "confirm", "email": "victim@example.net", **statement}
        self.assertEqual(self.url_open(f"/widerruf?company={self.company.id}", data=form).status_code, 200)
        (mail,) = self.sent_to("victim@example.net")
        self.assertNotIn("evil-shop.com", mail["body"])
        self.assertIn("evil-shop. com", mail["body"])
        self.assertNotIn("evil。shop", mail["body"])

    def test_tags_of_an_address_do_not_multiply_receipts(self):
        # Who is quick gets five turns anyway.
        self.company.anfrage_form_seconds = 0
        self.env.flush_all()
        statuses = []
        for number in range(7):
            page = self.url_open(f"/widerruf?company={self.company.id}").text
            form = {
                "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
                "shown-at": re.search(r'name="shown-at" value="([^"]+)"', page)[1],
                "step": "confirm", "email": f"victim+{number}@example.net", "name": "Uwe", "contract": "Haus",
            }  # fmt: skip
            statuses.append(self.url_open(f"/widerruf?company={self.company.id}", data=form).status_code)
        self.assertIn(429, statuses)
        self.assertLessEqual(statuses.count(200), 5)
