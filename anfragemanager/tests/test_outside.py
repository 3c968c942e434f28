"""Nothing leaves the house unasked, and what leaves it on request runs nowhere."""

import csv
import io
import json
import logging
import smtplib

from openpyxl import load_workbook

from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.web.models.ir_http import IrHttp as WebIrHttp

FORMULAS = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", " =1+1",
    "{=1+1}", "external:\\\\evil.example\\x", "＝1+1",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", " =", "{", "external:", "＝")


@tagged("post_install", "-at_install")
class TestNeighbours(TransactionCase):
    def test_lead_enrichment_is_switched_off_by_installing(self):
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(parameters.get_param("crm.iap.lead.enrich.setting"), "manual")
        job = self.env.ref("crm_iap_enrich.ir_cron_lead_enrichment", raise_if_not_found=False)
        self.assertFalse(job and job.active)
        self.assertFalse(parameters.get_param("anfragemanager.outside_services"))
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.lead_enrich_auto, "manual")
        settings.execute()
        self.assertEqual(parameters.get_param("crm.iap.lead.enrich.setting"), "manual")

    def test_names_typed_are_not_sent_to_the_autocompletion(self):
        asked = []
        service = self.env.get("iap.autocomplete.api")
        if service is None:
            self.skipTest("partner_autocomplete is not installed")
        self.patch(type(service), "_contact_iap", lambda *args, **kwargs: asked.append(args) or {"data": []})
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.autocomplete_by_name("Jördis Müller", False), [])
        self.assertEqual(Partner.autocomplete_by_vat("DE123456789", False), [])
        self.assertFalse(asked)
        self.env["ir.config_parameter"].set_param("anfragemanager.outside_services", "True")
        Partner.autocomplete_by_name("Jördis Müller", False)
        self.assertTrue(asked)

    def test_contact_abroad_gets_no_country_of_ours(self):
        company = self.env["res.company"].create({"name": "Makler", "country_id": self.env.ref("base.de").id})
        mailbox = self.env["anfragemanager.mailbox"].create({"name": "M", "dry_run": False, "company_id": company.id})
        cases = (
            ({"zip": "50667", "city": "Köln", "phone": "0221 2312500"}, "DE"),
            ({"zip": "50667", "city": "Köln", "email": "a@example.de"}, "DE"),
            ({"zip": "1010", "city": "Wien", "phone": "+43 1 5134567"}, "AT"),
            ({"zip": "1010", "city": "Wien"}, False),
            ({"city": "Zürich"}, False),
            ({"zip": "75001", "city": "Paris", "phone": "+33 1 42685300"}, "FR"),
            ({"zip": "75001", "city": "Paris", "email": "a@example.fr"}, False),
            ({"zip": "10001", "city": "New York", "phone": "+1 212 7365000"}, False),
            ({"zip": "SW1A 1AA", "city": "London"}, False),
        )
        for values, code in cases:
            inquiry = self.env["anfragemanager.inquiry"].create(
                {"mailbox_id": mailbox.id, "first_name": "A", "last_name": "B", **values}
            )
            country_id = self.env["res.partner"]._anfrage_values(inquiry)["country_id"]
            with self.subTest(values):
                self.assertEqual(self.env["res.country"].browse(country_id).code, code)


@tagged("post_install", "-at_install")
class TestLog(TransactionCase):
    def test_links_of_prospects_are_not_written_to_the_log(self):
        secret = "k3y-of-a-prospect_" + "x" * 26
        for name in ("werkzeug", "odoo.http"):
            log = logging.getLogger(name)
            # As the server writes it, the request in an argument; tests mute the logger, so it is asked itself.
            written = [
                log.makeRecord(name, logging.INFO, "", 0, '%s - "%s" %s', ("-", request, 200), None)
                for request in (f"GET /anfrage/{secret}/expose?lang=de", "GET /anfrage/health")
            ]
            self.assertTrue(all(log.filter(record) for record in written))
            lines = [record.getMessage() for record in written]
            self.assertNotIn(secret, "".join(lines))
            self.assertIn("/anfrage/…/expose?lang=de", lines[0])
            self.assertIn("/anfrage/health", lines[1])

    def test_addresses_are_not_written_to_the_log(self):
        """Odoo names whom a mail could not be sent to, and who wrote one that goes nowhere."""
        refused = smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"5.1.1 <ada@example.org>: unknown")})
        said = (
            ("mail.models.mail_mail", "Ignoring invalid recipients for mail.mail %s: %s",
             ("<1.2@vm>", ["ada@exämple.org"])),
            ("mail.models.mail_thread", "Routing mail from %s to %s with Message-Id %s: not routing bounce from %s",
             ('"Ada" <ada@example.org>', "anfragen@agentur.example", "<a.b@mx.example>", "ada@example.org")),
            ("mail.models.mail_mail", "failed sending mail (id: %s) due to %s", (7, refused)),
        )  # fmt: skip
        for name, text, args in said:
            log = logging.getLogger(f"odoo.addons.{name}")
            record = log.makeRecord(log.name, logging.ERROR, "", 0, text, args, (type(refused), refused, None))
            self.assertTrue(log.filter(record))
            line = logging.Formatter().format(record)
            self.assertNotIn("ada", line.lower())
            self.assertIn("…@ex", line)
            if "Message-Id" in line:
                self.assertIn("<a.b@mx.example>", line, "what finds the mail stays")


@tagged("post_install", "-at_install")
class TestExport(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Exporteur GmbH"})
        mailbox = cls.env["anfragemanager.mailbox"].create(
            {"name": "Export", "dry_run": False, "company_id": company.id}
        )
        cls.inquiries = cls.env["anfragemanager.inquiry"].create(
            [
                {"mailbox_id": mailbox.id, "last_name": text, "city": text, "message": text, "phone": "+49 30 2312500"}
                for text in FORMULAS
            ]
        )
        cls.partners = cls.env["res.partner"].create([{"name": text, "city": text} for text in FORMULAS])
        cls.chief = new_test_user(
            cls.env, login="am_exporter", password="am_exporter", company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            groups="anfragemanager.group_manager,base.group_partner_manager,base.group_allow_export",
        )  # fmt: skip

    def export(self, kind, records, names, **params):
        """Return the rows of an export as Odoo's own dialog asks for it."""
        self.authenticate("am_exporter", "am_exporter")
        data = {
            "model": records._name,
            "fields": [{"name": name, "label": name, "type": records._fields[name].type} for name in names],
            "ids": records.ids, "domain": [], "import_compat": False, "context": {}, "groupby": [], **params,
        }  # fmt: skip
        response = self.url_open(
            f"/web/export/{kind}", data={"data": json.dumps(data), "csrf_token": self.csrf_token()}
        )
        self.assertEqual(response.status_code, 200, response.text[:500])
        if kind == "csv":
            return list(csv.reader(io.StringIO(response.content.decode())))
        return self.cells(response)

    def csrf_token(self):
        from odoo import http

        return http.Request.csrf_token(self)

    def cells(self, response):
        sheet = load_workbook(io.BytesIO(response.content)).active
        for row in sheet.iter_rows():
            for cell in row:
                self.assertNotEqual(cell.data_type, "f", cell.value)
                self.assertIsNone(cell.hyperlink)
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def assert_harmless(self, rows):
        cells = [cell for row in rows for cell in row if isinstance(cell, str)]
        for cell in cells:
            if cell != "+49 30 2312500":
                self.assertFalse(cell.startswith(DANGEROUS), repr(cell))
        self.assertGreater(len(cells), len(FORMULAS))

    def test_what_strangers_wrote_is_no_formula(self):
        for kind in ("xlsx", "csv"):
            for records, names in (
                (self.inquiries, ["last_name", "city", "message", "phone", "display_name"]),
                (self.partners, ["name", "city"]),
            ):
                with self.subTest(kind=kind, model=records._name):
                    self.assert_harmless(self.export(kind, records, names))

    def test_numbers_stay_as_they_are(self):
        [_header, row, *_rest] = self.export("xlsx", self.inquiries, ["phone"])
        self.assertEqual(row, ["+49 30 2312500"])

    def test_headers_of_groups_are_no_formula(self):
        self.assert_harmless(self.export("xlsx", self.inquiries, ["last_name", "city"], groupby=["city"]))

    def test_headers_of_pivots_are_no_formula(self):
        self.authenticate("am_exporter", "am_exporter")
        table = {
            "title": "Anfragen", "model": "anfragemanager.inquiry", "measure_count": 1, "origin_count": 1,
            "col_group_headers": [[{"title": "=1+1", "width": 1, "height": 1, "is_bold": False}]],
            "measure_headers": [{"title": "@SUM(1)", "width": 1, "height": 1, "is_bold": False}],
            "origin_headers": [],
            "rows": [{"title": text, "indent": 0, "values": [{"value": 1}]} for text in FORMULAS],
        }  # fmt: skip
        response = self.url_open(
            "/web/pivot/export_xlsx", data={"data": json.dumps(table), "csrf_token": self.csrf_token()}
        )
        self.assertEqual(response.status_code, 200)
        self.assert_harmless(self.cells(response))


@tagged("post_install", "-at_install")
class TestCompanyData(HttpCase):
    def test_the_web_client_completes_no_companys_data_unasked(self):
        """As `partner_autocomplete` tells the web client, also where that addon is not installed here."""
        asked_of_web = WebIrHttp.session_info
        self.patch(WebIrHttp, "session_info", lambda model: {**asked_of_web(model), "iap_company_enrich": True})
        self.authenticate("admin", "admin")
        for allowed in ("", "True"):
            self.env["ir.config_parameter"].set_param("anfragemanager.outside_services", allowed)
            info = self.make_jsonrpc_request("/web/session/get_session_info", {})
            self.assertEqual(info["iap_company_enrich"], bool(allowed))
