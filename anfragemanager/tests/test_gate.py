"""The gate before the exposé, withdrawal, the prospect's own page: no exposé by any way, no step by looking."""

import io
import re
import zipfile
from email.parser import BytesParser
from email.policy import compat32
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..models import rendition
from . import test_property
from .common import FlowCase

BOXES = {"start_early": "1", "lose_right": "1"}


class GateCase(FlowCase):
    def setUp(self):
        super().setUp()
        self.property.write(
            {
                "commission_buyer_percent": 3.57,
                "commission": "3,57 % inkl. MwSt.",
                "image_1920": test_property.picture(),
                "document_ids": [(0, 0, {"name": "Grundriss.pdf", "raw": b"%PDF-1.4 plan"})],
            }
        )
        self.company.write({"phone": "+49 221 4710999", "street": "Ring 1", "zip": "50667", "city": "Köln"})
        # The tests fill in forms faster than people.
        self.company.anfrage_form_seconds = 0


class TestGateFlow(GateCase):
    def test_language_that_is_not_installed_becomes_english(self):
        self.assertEqual(self.mailbox._lang_code("es"), "en_US")
        self.assertEqual(self.mailbox._lang_code("de"), "de_DE")
        self.assertEqual(self.mailbox._lang_code(), "de_DE")

    def test_spanish_inquiry_is_answered_in_english(self):
        text = (
            "Buenos días,\n\nme interesa mucho la casa con referencia TM-1024 y me gustaría recibir más información."
            " ¿Sería posible visitarla la próxima semana? Muchas gracias.\n\nUn saludo,\nCarmen Ruiz"
        )
        self.make_partner(name="Carmen Ruiz", email="carmen@example.org")
        inquiry = self.deliver(self.text_mail("Consulta TM-1024", text, sender="Carmen Ruiz <carmen@example.org>"))
        self.assertEqual(inquiry.lang, "en_US")
        # A language that was switched off meanwhile
        self.env["res.lang"]._activate_lang("es_ES")
        inquiry.lang = "es_ES"
        self.env["res.lang"].search([("code", "=", "es_ES")]).active = False
        inquiry._ensure_language()
        self.assertEqual(inquiry.lang, "en_US")

    def known(self):
        return self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")

    def test_known_contact_gets_the_way_to_the_gate_only(self):
        self.known()
        self.mailbox.write({"expose_pdf": True, "expose_documents": True})
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason, inquiry.gate_state), ("done", "gate_open", "open"))
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertFalse(mail["attachments"], "nothing of the exposé before the contract")
        self.assertNotIn("3,57", mail["body"])

    def test_gate_even_where_only_files_are_sent(self):
        self.known()
        self.mailbox.write({"expose_link": False, "expose_documents": True})
        self.deliver(self.portal_mail())
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertTrue(self.link_in(mail))
        self.assertFalse(mail["attachments"])

    def test_no_gate_where_no_commission_is_owed(self):
        self.known()
        for values in (
            {"commission_due": "no"},
            {"commission_due": False, "commission": False, "commission_buyer_percent": 0},
            {"commission_due": "yes", "gate_mode": "none"},
            {"gate_mode": False, "marketing_type": "rent", "cold_rent": 900},
        ):
            with self.subTest(values):
                self.property.write(values)
                inquiry = self.env["anfragemanager.inquiry"].create(
                    {"mailbox_id": self.mailbox.id, "email": "x@example.org", "property_id": self.property.id}
                )
                self.assertFalse(inquiry._gate_open())

    def test_property_and_mailbox_may_want_it_otherwise(self):
        inquiry = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "email": "x@example.org", "property_id": self.property.id}
        )
        self.mailbox.gate_buy = "none"
        self.assertFalse(inquiry._gate_open())
        self.property.gate_mode = "contract"
        self.assertTrue(inquiry._gate_open())

    def test_terms_name_percent_and_money_with_vat(self):
        terms = dict(self.property._commission_terms())
        self.assertIn("3.57", terms["Commission"])
        self.assertIn("16,065.00", terms["Amount"])
        self.property.write({"commission_buyer_percent": 3, "commission_with_vat": False})
        self.assertIn("16,065.00", dict(self.property._commission_terms())["Amount"])
        self.property.price_on_request = True
        self.assertNotIn("Amount", dict(self.property._commission_terms()))

    def test_once_per_property(self):
        self.known()
        first = self.deliver(self.portal_mail())
        first._pass_gate(first._gate_values(), "en_US")
        second = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "email": "joerdis@example.org", "property_id": self.property.id}
        )
        self.assertFalse(second._gate_open())
        other = self.property.copy({"reference": "TM-2000"})
        third = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "email": "joerdis@example.org", "property_id": other.id}
        )
        self.assertTrue(third._gate_open())

    def test_missing_energy_data_warns_or_holds(self):
        self.known()
        self.property.write({"energy_certificate_type": "demand", "property_type": "house"})
        self.assertEqual(len(self.property._energy_missing()), 4)
        self.mailbox.energy_check = "hold"
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "on_hold"))
        self.assertTrue(inquiry.activity_ids)
        self.assertFalse(self.sent_to("joerdis@example.org"))
        self.property.write({"energy_value": 90, "energy_source": "Gas", "year_built": 1990, "energy_class": "C"})
        self.assertFalse(self.property._energy_missing())
        # Other buildings: heat and power apart, no class
        self.property.write({"property_type": "commercial", "energy_class": False, "year_built": 0})
        self.assertEqual(len(self.property._energy_missing()), 1)
        self.property.energy_value_electricity = 30
        self.assertFalse(self.property._energy_missing())
        self.assertTrue(dict(self.property._expose_energy())["Final energy demand, heat"])

    def test_nothing_is_printed_while_the_prospect_waits(self):
        self.property.gate_mode = "none"
        self.mailbox.write({"expose_pdf": True, "ask_address": "no", "ask_name": "no"})
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "waiting")
        with patch.object(rendition, "print_html", side_effect=AssertionError("printed in a click")):
            inquiry._submit({})
        self.assertTrue(inquiry.confirmed_at)
        self.work()
        self.assertEqual(inquiry.state, "done")
        mail = self.sent_to("joerdis@example.org")[-1]
        self.assertEqual([name for name, *_rest in mail["attachments"]], ["Expose-TM-1024.pdf"])

    def test_expose_mail_shows_picture_and_figures(self):
        self.known()
        self.property.gate_mode = "none"
        inquiry = self.deliver(self.portal_mail())
        inquiry.lang = "en_US"
        inquiry.action_send_expose()
        body = self.sent_to("joerdis@example.org")[-1]["body"]
        self.assertIn("/bild/", body)
        self.assertIn("450,000", body)

    def test_stopped_address_gets_nothing(self):
        self.known()
        key = self.env["anfragemanager.token"]._address_key("joerdis@example.org")
        self.env["anfragemanager.stop"]._add(self.company, key, "unsubscribed")
        inquiry = self.deliver(self.portal_mail(email="joerdis+x@example.org"))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "stop_list"))
        self.assertFalse(self.automatic_mails())
        self.env["anfragemanager.stop"].search([]).active = False
        inquiry.action_retry()
        self.assertNotEqual(inquiry.reason, "stop_list")


@tagged("post_install", "-at_install")
class TestGatePages(GateCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.inquiry = self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id, "email": "ada@example.org", "last_name": "Amsel", "lang": "en_US",
                "property_id": self.property.id, "state": "done", "reason": "gate_open",
                "expose_sent_at": fields.Datetime.now(), "confirmed_at": fields.Datetime.now(),
            }
        )  # fmt: skip
        _token, secret = self.env["anfragemanager.token"]._issue(self.inquiry, "expose", 5)
        self.link = f"/anfrage/{secret}"
        self.env.flush_all()

    def get(self, path, status=200):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return response

    def submit(self, path, status=303, page=None, **values):
        shown = self.get(page or path).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
        stamp = re.search(r'name="shown-at" value="([^"]+)"', shown)[1]
        response = self.url_open(path, data={"csrf_token": token, "shown-at": stamp} | values, allow_redirects=False)
        self.assertEqual(response.status_code, status, response.text[-3000:])
        self.env.invalidate_all()
        return response

    def pass_gate(self, status=303, **values):
        return self.submit(f"{self.link}/gate", status, page=f"{self.link}/expose", **values)

    # ------------------------------------------------------------------ the gate

    def test_no_expose_by_any_way_before_the_contract(self):
        self.property._render()
        page = self.get(f"{self.link}/expose").text
        self.assertIn("Order now, subject to commission</button>", page)
        self.assertNotIn("Grundriss.pdf", page)
        for path in ("expose.pdf", "document/0", "image/0", "agent"):
            location = self.get(f"{self.link}/{path}", 302).headers["Location"]
            self.assertTrue(location.endswith("/expose"), location)

    def test_what_is_owed_stands_right_above_the_button(self):
        page = self.get(f"{self.link}/expose").text
        terms = page.index('class="facts terms"')
        button = page.index("Order now, subject to commission")
        between = page[terms:button]
        for expected in ("Service", "3.57 % of the purchase price", "16,065.00", "Due", "Duration"):
            self.assertIn(expected, between)
        self.assertNotIn("<p", between)
        self.assertNotIn("checked", page, "nothing is ticked beforehand")
        for expected in ("Right of withdrawal", "Model withdrawal form", "+49 221 4710999", "/widerruf"):
            self.assertIn(expected, page)

    def test_both_declarations_are_needed(self):
        for boxes in ({}, {"start_early": "1"}, {"lose_right": "1"}, {"start_early": "yes", "lose_right": "1"}):
            with self.subTest(boxes):
                page = self.pass_gate(422, **boxes).text
                self.assertIn("Please tick this box.", page)
        self.assertFalse(self.inquiry.gate_passed_at)
        self.assertFalse(self.inquiry.consent_ids)

    def test_contract_is_confirmed_by_mail_and_opens_the_expose(self):
        self.mailbox.expose_documents = True
        self.pass_gate(**BOXES)
        self.assertEqual((self.inquiry.gate_state, self.inquiry.reason), ("passed", False))
        (mail,) = self.sent_to("ada@example.org")
        for expected in (
            "Order now, subject to commission",
            "16,065.00",
            "Right of withdrawal",
            "Model withdrawal form",
        ):
            self.assertIn(expected, mail["body"])
        self.assertEqual([name for name, *_rest in mail["attachments"]], ["Grundriss.pdf"])
        entry = self.inquiry.consent_ids
        self.assertEqual(
            (entry.kind, entry.label, entry.language), ("gate", "Order now, subject to commission", "en_US")
        )
        self.assertIn("16,065.00", entry.text)
        self.assertEqual(entry.message_ids, mail["message_id"])
        self.assertTrue(self.env["anfragemanager.consent"]._check_chain(self.company)["whole"])
        page = self.get(f"{self.link}/expose").text
        self.assertIn("Grundriss.pdf", page)
        self.assertIn(f'class="btn wide" href="{self.link}/widerruf"', page, "in a place that is seen (§ 356a BGB)")
        self.assertIn(f'class="btn wide" href="{self.link}/widerruf"', self.get(f"{self.link}/my").text)
        self.get(f"{self.link}/document/0")

    def test_the_contract_waits_for_no_pdf(self):
        self.mailbox.expose_pdf = True
        with patch.object(rendition, "print_html", side_effect=AssertionError("printed in a click")):
            self.pass_gate(**BOXES)
        (mail,) = self.sent_to("ada@example.org")
        self.assertFalse(mail["attachments"])
        self.assertTrue(self.property.render_due, "it is printed in the background")
        self.assertIn("PDF", self.inquiry.trace_ids[-1].note)

    def test_a_fresh_link_also_for_the_one_of_the_contract(self):
        self.pass_gate(**BOXES)
        token = self.inquiry.token_ids.filtered(lambda token: token.purpose == "contract")
        token.expires_at = "2020-01-01"
        self.env.flush_all()
        self.env.cr.execute("UPDATE anfragemanager_token SET create_date = create_date - interval '2 days'")
        self.env.invalidate_all()
        self.assertTrue(token._may_be_renewed())
        token._send_again()
        self.assertIn("expose", self.inquiry.token_ids.mapped("purpose"))

    def test_everything_as_one_file(self):
        self.assertTrue(self.get(f"{self.link}/documents.zip", 302).headers["Location"].endswith("/expose"))
        self.property.document_ids = [(0, 0, {"name": "../../Grundriss.pdf", "raw": b"%PDF-1.4 other"})]
        self.pass_gate(**BOXES)
        archive = zipfile.ZipFile(io.BytesIO(self.get(f"{self.link}/documents.zip").content))
        self.assertEqual(set(archive.namelist()), {"Grundriss.pdf", "-..-Grundriss.pdf"})

    def test_pressing_twice_concludes_once(self):
        self.pass_gate(**BOXES)
        self.url_open(f"{self.link}/gate", data=BOXES, allow_redirects=False)
        self.assertEqual(len(self.inquiry.consent_ids), 1)

    def test_scanner_concludes_nothing(self):
        for _visit in range(10):
            self.get(f"{self.link}/expose")
        self.opener.head(self.base_url() + f"{self.link}/expose", timeout=10)
        self.get(f"{self.link}/gate?start_early=1&lose_right=1", 405)
        self.url_open(f"{self.link}/gate", data=BOXES, allow_redirects=False)
        self.env.invalidate_all()
        self.assertFalse(self.inquiry.gate_passed_at or self.inquiry.consent_ids)

    def test_without_contract_no_clause_looks_like_one(self):
        self.property.gate_mode = "none"
        page = self.get(f"{self.link}/expose").text
        self.assertNotIn("3,57", page)
        self.assertIn("No contract is concluded here", page)

    # ------------------------------------------------------------------ withdrawal (§ 356a BGB)

    def test_withdrawal_behind_the_link(self):
        self.pass_gate(**BOXES)
        path = f"{self.link}/widerruf"
        statement = {"name": "Ada Amsel", "contract": "TM-1024", "email": "ada@example.org"}
        page = self.submit(path, 200, step="check", **statement).text
        self.assertIn("Confirm withdrawal</button>", page)
        self.assertFalse(self.inquiry.gate_withdrawn_at, "only the second button withdraws")
        page = self.submit(path, 200, step="confirm", **statement).text
        self.assertIn("Your withdrawal has arrived", page)
        self.assertEqual((self.inquiry.gate_state, self.inquiry.reason), ("withdrawn", "withdrawn"))
        self.assertTrue(self.inquiry.activity_ids)
        receipt = self.sent_to("ada@example.org")[-1]
        for expected in ("TM-1024", "Ada Amsel", "Received on"):
            self.assertIn(expected, receipt["body"])
        entry = self.inquiry.consent_ids[0]
        self.assertEqual((entry.kind, entry.label, entry.message_ids),
                         ("withdrawal", "Confirm withdrawal", receipt["message_id"]))  # fmt: skip
        self.get(f"{self.link}/expose", 410)
        self.mailbox.on_withdrawal = "keep"
        self.env.flush_all()
        self.get(f"{self.link}/expose")

    def test_general_page_withdraws_without_login_and_marks_nobody(self):
        self.pass_gate(**BOXES)
        path = f"/widerruf?company={self.company.id}"
        statement = {"name": "Ada <b>", "contract": "Haus", "email": "ada@example.org"}
        page = self.submit(path, 200, step="check", **statement).text
        self.assertIn("Ada &lt;b&gt;", page)
        self.submit(path, 200, step="confirm", **statement)
        self.assertFalse(self.inquiry.gate_withdrawn_at, "whoever types an address has proven nothing")
        self.assertTrue(self.inquiry.activity_ids)
        self.assertEqual(self.inquiry.consent_ids[0].kind, "withdrawal")
        self.assertNotIn("<b>", self.sent_to("ada@example.org")[-1]["body"].partition("Name")[2][:40])

    def test_withdrawal_that_fits_nothing_is_seen_by_a_person(self):
        path = f"/widerruf?company={self.company.id}"
        statement = {"name": "Uwe", "contract": "Wohnung", "email": "uwe@example.org"}
        self.submit(path, 200, step="confirm", **statement)
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)], limit=1)
        self.assertEqual(mail.kind, "other")
        self.assertIn("Wohnung", mail.text)

    def test_the_right_does_not_end_with_the_mailbox(self):
        self.pass_gate(**BOXES)
        self.mailbox.active = False
        statement = {"name": "Ada", "contract": "Haus", "email": "ada@example.org"}
        before = len(self.sent_to("ada@example.org"))
        self.submit(f"/widerruf?company={self.company.id}", 200, step="confirm", **statement)
        self.assertEqual(self.inquiry.consent_ids[0].kind, "withdrawal")
        self.assertEqual(len(self.sent_to("ada@example.org")), before + 1)

    def test_withdrawal_form_refuses_bad_input_and_floods(self):
        path = f"/widerruf?company={self.company.id}"
        good = {"name": "Uwe", "contract": "Wohnung", "email": "uwe@example.org"}
        for bad in ({"name": ""}, {"email": "x"}, {"contract": "https://evil.example"}, {"web-site": "x"}):
            with self.subTest(bad):
                self.submit(path, 422, step="confirm", **(good | bad))
        for _time in range(5):
            self.submit(path, 200, step="confirm", **good)
        self.submit(path, 429, step="confirm", **good)

    # ------------------------------------------------------------------ own page, stop

    def test_question_and_viewing_land_as_message_and_task(self):
        path = f"{self.link}/my"
        self.submit(path, request="question", question="Gibt es <b>Keller</b>?")
        self.submit(path, 422, request="viewing", wish_1="2020-12-01T10:00", wish_2="2099-12-01T10:00")
        self.submit(path, request="viewing", wish_1="2099-12-01T10:00", wish_2="", wish_3="nonsense")
        notes = self.inquiry.message_ids.mapped("body")
        self.assertTrue(any("&lt;b&gt;Keller" in note for note in notes))
        self.assertTrue(any("01.12.2099 10:00" in note for note in notes))
        self.assertEqual(len(self.inquiry.activity_ids), 2)
        self.submit(path, 422, request="question", question="  ")
        self.submit(path, 422, request="viewing")
        self.submit(path, 422, request="_unlink")

    def test_rights_are_on_record(self):
        for request in ("marketing_on", "marketing_off", "object", "access"):
            self.submit(f"{self.link}/my", request=request)
        self.submit(f"{self.link}/my", 200, request="erasure", sure="1")
        found = {(entry.kind, entry.granted) for entry in self.inquiry.consent_ids}
        self.assertEqual(
            found,
            {("marketing", True), ("marketing", False), ("objection", True), ("access", True), ("erasure", True)},
        )

    def test_own_page_says_whether_one_agreed_and_offers_the_contrary(self):
        self.assertIn('value="marketing_on"', self.url_open(f"{self.link}/my").text)
        self.submit(f"{self.link}/my", request="marketing_on")
        page = self.url_open(f"{self.link}/my").text
        self.assertIn('value="marketing_off"', page)
        self.assertNotIn('value="marketing_on"', page)
        self.submit(f"{self.link}/my", request="marketing_off")
        self.assertIn('value="marketing_on"', self.url_open(f"{self.link}/my").text)

    def test_own_page_shows_own_inquiries_only(self):
        other = self.property.copy({"reference": "TM-3", "name": "Villa"})
        values = {"mailbox_id": self.mailbox.id, "property_id": other.id}
        self.env["anfragemanager.inquiry"].create({**values, "email": "else@example.org"})
        self.env.flush_all()
        self.assertNotIn("Villa", self.get(f"{self.link}/my").text)
        self.env["anfragemanager.inquiry"].create({**values, "email": "ada@example.org"})
        self.env.flush_all()
        self.assertIn("Villa", self.get(f"{self.link}/my").text)

    def test_own_page_opens_for_the_address_of_the_link_only(self):
        self.get(f"{self.link}/my")
        self.inquiry.email = "somebody.else@example.org"
        self.env.flush_all()
        self.get(f"{self.link}/my", 404)

    def test_stop_links_work_also_when_the_link_is_old(self):
        self.inquiry.token_ids.expires_at = "2026-01-01"
        self.env.flush_all()
        self.submit(f"{self.link}/stop", 200, why="unsubscribed")
        self.assertTrue(self.env["anfragemanager.stop"]._stops(self.company, "ada@example.org"))

    def test_one_click_of_the_mail_program(self):
        self.get(f"{self.link}/unsubscribe", 303)
        self.assertFalse(self.env["anfragemanager.stop"]._stops(self.company, "ada@example.org"))
        data = {"List-Unsubscribe": "One-Click"}
        self.assertEqual(self.url_open(f"{self.link}/unsubscribe", data=data).status_code, 200)
        self.assertTrue(self.env["anfragemanager.stop"]._stops(self.company, "Ada+tag@example.org"))

    def test_one_click_address_stands_unencoded_on_the_wire(self):
        self.pass_gate(**BOXES)
        (mail,) = self.sent_to("ada@example.org")
        wire = BytesParser(policy=compat32).parsebytes(mail["EmailMessage"].as_bytes())
        self.assertRegex(wire["List-Unsubscribe"], r"^<https?://[^\s<>]+/anfrage/[\w-]{43}/unsubscribe>$")
        self.assertEqual(wire["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")

    def test_not_me_forgets_a_waiting_inquiry(self):
        self.inquiry.write({"state": "waiting", "expose_sent_at": False, "confirmed_at": False, "reason": False})
        self.env.flush_all()
        self.submit(f"{self.link}/stop", 200, why="not_me")
        self.assertEqual((self.inquiry.state, self.inquiry.reason, self.inquiry.email), ("aborted", "declined", False))
        self.assertTrue(self.env["anfragemanager.stop"]._stops(self.company, "ada@example.org"))

    def test_every_automatic_mail_carries_the_ways_out(self):
        self.pass_gate(**BOXES)
        (mail,) = self.sent_to("ada@example.org")
        for way in ("/abmelden/", "/widerruf/", "/anfrage/legal/"):
            self.assertIn(way, mail["body"])
        self.assertIn("/unsubscribe", str(mail["headers"]))

    def test_pages_of_the_law_are_there(self):
        for page in ("imprint", "privacy", "accessibility"):
            self.assertIn("Testmakler GmbH", self.get(f"/anfrage/legal/{self.company.id}/{page}").text)
        self.get(f"/anfrage/legal/{self.company.id}/other", 404)
        self.get("/anfrage/legal/999999/imprint", 404)

    def test_pages_load_nothing_from_elsewhere(self):
        for path in (
            f"{self.link}/expose",
            f"{self.link}/my",
            f"{self.link}/stop",
            f"{self.link}/widerruf",
            "/widerruf",
        ):
            response = self.get(path)
            self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
            self.assertNotRegex(response.text, r"<style|\sstyle=|<script(?![^>]* src=)|\son[a-z]+=")
            self.assertNotIn("/web/assets", response.text)
