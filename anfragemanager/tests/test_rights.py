"""What a prospect may ask for: a copy of the data, deletion, correction; and what is noted of opening the exposé."""

import json
import re

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import FlowCase


class RightsCase(FlowCase):
    def setUp(self):
        super().setUp()
        self.company.anfrage_form_seconds = 0
        self.inquiry = self.deliver(self.portal_mail())
        self.inquiry._submit({})
        self.work()
        self.assertEqual(self.inquiry.state, "done")
        self.partner = self.inquiry.partner_id

    def asks(self, request, **values):
        self.inquiry._prospect_asks(
            **{"request": request, "shown": "wording", "text": "", "label": "button", "lang": "en_US", **values}
        )
        self.env.invalidate_all()
        return self.inquiry.request_ids.filtered(lambda asked: asked.kind == request)[-1:]


class TestErasure(RightsCase):
    def test_done_at_once_within_what_has_to_be_kept(self):
        second = self.deliver(self.portal_mail(2))
        asked = self.asks("erasure")
        self.assertEqual((asked.state, asked.email), ("done", False))
        self.assertTrue(self.inquiry.anonymized_at and second.anonymized_at)
        self.assertFalse(self.partner.exists(), "the contact came from the inquiry and from nowhere else")
        self.assertFalse(self.inquiry.activity_ids)
        mail = self.sent_to("joerdis@example.org")[-1]
        self.assertIn("Daten", mail["subject"] + mail["body"])
        year = fields.Date.today().year + 3
        self.assertIn(str(year), mail["body"], "until when proof is kept")
        entries = self.env["anfragemanager.consent"].search([("inquiry_id", "=", self.inquiry.id)])
        self.assertIn("erasure", entries.mapped("kind"))
        self.assertTrue(self.env["anfragemanager.consent"]._check_chain(self.company)["whole"])
        log = self.env["anfragemanager.retention"].search([("purpose", "=", "erasure")], limit=1)
        self.assertEqual((log.company_id, log.number), (self.company, 2))

    def test_a_contact_with_other_reasons_to_be_there_is_a_persons_to_decide(self):
        cases = {
            "known before": lambda inquiry: inquiry.write({"partner_created": False}),
            "contract": lambda inquiry: inquiry.write({"gate_passed_at": fields.Datetime.now()}),
        }
        people = (("Uwe", "Zander", "Ahornweg 3"), ("Karl", "Oberhuber", "Lindenallee 77"))
        for number, (why, prepare) in enumerate(cases.items()):
            with self.subTest(why):
                first, last, street = people[number]
                stated = {"first": first, "last": last, "street": street, "email": f"{last}@example.org", "phone": ""}
                inquiry = self.deliver(self.portal_mail(number + 3, **stated))
                inquiry._submit({})
                self.work()
                partner = inquiry.partner_id
                self.assertTrue(partner, inquiry.reason_note)
                prepare(inquiry.sudo())
                self.assertIn("person decides", "\n".join(inquiry._stays_after_erasure()))
                inquiry._prospect_asks("erasure", "wording", "", "button", "en_US")
                self.assertTrue(partner.exists() and inquiry.anonymized_at)
                self.assertIn(str(partner.id), str(inquiry.activity_ids.note))
                self.assertNotIn(partner.name, str(inquiry.activity_ids.note))
                self.assertIn(str(partner.id), inquiry.request_ids.note, "the request says what is left")

    def test_released_by_a_person_where_the_agency_wants_it(self):
        self.company.anfrage_erasure_release = True
        asked = self.asks("erasure")
        self.assertEqual(asked.state, "open")
        self.assertFalse(self.inquiry.anonymized_at)
        self.assertEqual(self.asks("erasure"), asked, "asking twice is one request")
        self.assertEqual(len(self.inquiry.activity_ids), 1)
        self.assertIn("Proof of what you confirmed", asked.effect)
        asked.with_user(self.clerk).action_erase()
        self.assertEqual((asked.state, asked.done_by_id), ("done", self.clerk))
        self.assertTrue(self.inquiry.anonymized_at)
        with self.assertRaises(UserError):
            asked.with_user(self.clerk).action_erase()

    def test_contracts_are_kept_for_six_years(self):
        entry = self.inquiry._put_on_record("gate", "contract", "button", "en_US")
        self.assertEqual(entry.retention_until.year, fields.Date.today().year + 6)
        self.assertIn(str(entry.retention_until.year), "\n".join(self.inquiry._stays_after_erasure()))


class TestCorrection(RightsCase):
    def test_applied_and_traced(self):
        asked = self.asks("correction", values={"last_name": "Meier", "street": "Neue Gasse 2"})
        self.assertEqual((self.inquiry.last_name, self.inquiry.street), ("Meier", "Neue Gasse 2"))
        self.assertEqual((self.partner.name, self.partner.street), ("Jördis Meier", "Neue Gasse 2"))
        self.assertEqual(asked.state, "done")
        self.assertIn("Müller-Weiß → Meier", "\n".join(filter(None, self.inquiry.trace_ids.mapped("note"))))
        # In whatever language the office works
        self.assertTrue(any(f" {self.inquiry.id}" in str(body) for body in self.partner.message_ids[0].mapped("body")))
        self.assertFalse(self.inquiry.activity_ids, "nothing is left to do")

    def test_a_known_contact_changes_after_a_click(self):
        self.inquiry.sudo().partner_created = False
        asked = self.asks("correction", values={"phone": "+49 221 999888"}, text="Bitte nur abends anrufen.")
        self.assertIn("+49 221 999888", asked.activity_id.note, "what is to be changed is in the task")
        self.assertIn("Bitte nur abends anrufen.", asked.activity_id.note)
        self.assertEqual(asked.state, "open")
        self.assertNotIn("999888", (self.partner.phone or "").replace(" ", ""))
        self.assertIn("999888", asked.values_text)
        self.assertEqual(len(self.inquiry.activity_ids), 1)
        asked.with_user(self.clerk).action_apply()
        self.assertIn("999888", self.partner.phone.replace(" ", ""))
        self.assertEqual(asked.state, "done")
        self.assertFalse(self.inquiry.activity_ids)


class TestPrivacyNotice(FlowCase):
    def test_known_contacts_are_told_in_the_mail_and_it_is_on_record(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        (mail,) = self.sent_to("joerdis@example.org")
        entry = inquiry.consent_ids
        self.assertEqual((entry.kind, entry.channel, entry.message_ids), ("privacy", "mail", mail["message_id"]))
        self.assertIn(entry.text, mail["body"])

    def test_who_saw_the_page_is_not_told_twice(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry._submit({})
        self.work()
        entry = inquiry.consent_ids.filtered(lambda entry: entry.kind == "privacy")
        self.assertEqual(entry.channel, "page")
        self.assertNotIn(entry.text, self.sent_to("joerdis@example.org")[-1]["body"])


@tagged("post_install", "-at_install")
class TestRightsPages(RightsCase, HttpCase):
    def setUp(self):
        super().setUp()
        _token, secret = self.env["anfragemanager.token"]._issue(self.inquiry, "expose", 5, number=7)
        self.link = f"/anfrage/{secret}"
        self.inquiry.lang = "en_US"
        self.env.flush_all()

    def get(self, path, status=200):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return response

    def submit(self, path, status=303, **values):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(f"{self.link}/my").text)[1]
        response = self.url_open(path, data={"csrf_token": token} | values, allow_redirects=False)
        self.assertEqual(response.status_code, status, response.text[-2000:])
        self.env.invalidate_all()
        return response

    def release(self, **values):
        """Ask for the copy, let the clerk release it; return the request and the path of the link in the mail."""
        asked = self.asks("access")
        asked.with_user(self.clerk).write(values)
        asked.with_user(self.clerk).action_release()
        mail = self.sent_to("joerdis@example.org")[-1]
        return asked, re.search(r"/anfrage/[\w-]{43}/data", mail["body"])[0]

    def test_copy_holds_everything_about_the_address_and_nothing_of_others(self):
        self.deliver(
            self.portal_mail(
                2, email="else@example.org", first="Uwe", last="Zander", message="Geheim?", street="Weg 9", phone=""
            )
        )
        self.inquiry._register_opened("page")
        self.inquiry.message_post(body="Interner Vermerk", message_type="comment", subtype_xmlid="mail.mt_note")
        asked, path = self.release()
        self.assertEqual((asked.state, asked.done_by_id), ("done", self.clerk))
        page = self.get(path).text
        self.assertIn("data.json", page)
        data = json.loads(self.get(path.replace("/data", "/data.json")).content)
        self.assertEqual(data["email"], "joerdis@example.org")
        self.assertEqual(data["inquiries"][0]["last_name"], "Müller-Weiß")
        self.assertEqual(data["contacts"][0]["street"], "Öderstraße 1")
        self.assertIn("access", [entry["kind"] for entry in data["evidence"]])
        self.assertEqual(data["openings"][0]["kind"], "page")
        for section in ("received_mails", "correspondence", "links", "steps"):
            self.assertTrue(data[section], section)
        everything = json.dumps(data, ensure_ascii=False) + self.get(path.replace("/data", "/data.html")).text
        self.assertIn("Interner Vermerk", everything)
        for foreign in ("else@example.org", "Zander", "Geheim"):
            self.assertNotIn(foreign, everything)
        if "data.pdf" in page:
            self.assertTrue(self.get(path.replace("/data", "/data.pdf")).content.startswith(b"%PDF"))

    def test_internal_notes_can_be_left_out(self):
        self.inquiry.message_post(body="Interner Vermerk", message_type="comment", subtype_xmlid="mail.mt_note")
        _asked, path = self.release(include_notes=False)
        self.assertNotIn("Interner Vermerk", self.get(path.replace("/data", "/data.html")).text)

    def test_copy_opens_with_its_own_link_only_and_ends(self):
        self.get(f"{self.link}/data", 404)
        asked, path = self.release()
        self.get(f"{self.link}/data", 404)
        self.get(f"{self.link}/data.json", 404)
        self.get(path.replace("/data", "/data.exe"), 404)
        self.get(path)
        asked.sudo().file_until = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        self.env.flush_all()
        self.get(path, 404)
        self.env["anfragemanager.request"]._gc_files()
        self.assertFalse(asked.sudo().file_json)
        asked.sudo().file_until = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.inquiry.email = "somebody.else@example.org"
        self.env.flush_all()
        self.get(path, 404)

    def test_copy_is_not_released_to_an_address_that_did_not_ask(self):
        asked = self.asks("access")
        self.inquiry.email = "somebody.else@example.org"
        asked.with_user(self.clerk).action_release()
        self.assertEqual(asked.state, "refused")
        self.assertFalse(self.sent_to("somebody.else@example.org"))

    def test_preview_and_buttons_are_for_those_who_may_see_the_inquiry(self):
        asked = self.asks("access")
        stranger = new_test_user(
            self.env, login="other_company", groups="anfragemanager.group_user", password="other_company",
            company_id=self.env.ref("base.main_company").id,
        )  # fmt: skip
        self.env.flush_all()
        with self.assertRaises(AccessError):
            asked.with_user(stranger).action_release()
        with self.assertRaises(AccessError):
            asked.with_user(self.clerk).write({"state": "done"})
        path = f"/anfragemanager/request/{asked.id}/preview"
        self.authenticate("other_company", "other_company")
        self.get(path, 404)
        self.clerk.password = "clerk_flow"
        self.env.flush_all()
        self.authenticate("clerk_flow", "clerk_flow")
        page = self.get(path)
        self.assertIn("Müller-Weiß", page.text)
        self.assertIn("sandbox", page.headers["Content-Security-Policy"])

    def test_deletion_takes_two_steps_and_ends_the_links(self):
        path = f"{self.link}/my"
        page = self.submit(path, 200, request="erasure").text
        self.assertIn("Delete my data now", page)
        self.assertIn("Proof of what you confirmed", page)
        self.assertFalse(self.inquiry.anonymized_at, "only the second button deletes")
        page = self.submit(path, 200, request="erasure", sure="1").text
        self.assertIn("Your data was deleted", page)
        self.assertTrue(self.inquiry.anonymized_at)
        self.get(path, 404)
        self.assertIn("This inquiry is closed", self.get(self.link).text)
        self.assertTrue(self.get(f"{self.link}/expose", 302).headers["Location"].endswith(self.link))

    def test_correction_on_the_page(self):
        path = f"{self.link}/my"
        page = self.get(path).text
        self.assertIn("<dd>Müller-Weiß</dd>", page)
        self.assertNotIn("Öderstraße 1", page, "what else is known is hinted at only")
        self.submit(path, 422, request="correction")
        page = self.submit(path, 422, request="correction", zip="x", last_name="Meier").text
        self.assertIn('value="Meier"', page, "nothing typed is lost")
        self.assertEqual(self.inquiry.last_name, "Müller-Weiß")
        self.submit(path, request="correction", last_name="Meier", correction="<b>Dr.</b> fehlt")
        self.assertEqual(self.inquiry.last_name, "Meier")
        self.assertTrue(any("&lt;b&gt;Dr." in str(body) for body in self.inquiry.message_ids.mapped("body")))

    def test_downloads_are_noted_by_people_only(self):
        self.property.document_ids = [(0, 0, {"name": "Grundriss.pdf", "raw": b"%PDF-1.4 plan"})]
        self.env.flush_all()
        page = self.get(f"{self.link}/expose").text
        for _visit in range(5):
            self.get(f"{self.link}/document/0")
        self.env.invalidate_all()
        self.assertFalse(self.inquiry.opening_ids, "a scanner fetches files, too")
        csrf = re.search(r'data-csrf="([^"]+)"', page)[1]
        self.assertIn('data-opened="document"', page)
        for what in ({"what": "document", "index": "0"}, {"what": "pdf"}, {"what": "zip"}, {}):
            self.assertEqual(self.url_open(f"{self.link}/opened", data={"csrf_token": csrf, **what}).status_code, 204)
        for what in ({"what": "document", "index": "9"}, {"what": "document", "index": "x"}, {"what": "nonsense"}):
            self.url_open(f"{self.link}/opened", data={"csrf_token": csrf, **what})
        self.env.invalidate_all()
        self.assertEqual(
            {(opening.kind, opening.name) for opening in self.inquiry.opening_ids},
            {("document", "Grundriss.pdf"), ("pdf", False), ("zip", False), ("page", False)},
        )
        self.assertEqual((self.inquiry.expose_open_count, self.inquiry.expose_download_count), (1, 3))

    def test_who_objects_is_not_recorded(self):
        self.asks("object")
        self.inquiry._register_opened("page")
        self.assertFalse(self.inquiry.opening_ids or self.inquiry.expose_opened_at)
