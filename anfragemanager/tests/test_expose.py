import base64
import io
import re
from pathlib import Path
from unittest.mock import patch

from PyPDF2 import PdfReader

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import ChromeBrowser
from odoo.tools import mute_logger

from ..models import printing, rendition
from ..models.failure import Incomplete
from . import test_property

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>"


@tagged("post_install", "-at_install")
class TestExposePage(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls.env["res.company"].create({"name": "Haus & Hof GmbH", "phone": "+49 221 4710999"})
        cls.agent = new_test_user(
            cls.env,
            login="expose_agent",
            name="Eva Lang",
            email="eva@haushof.example",
            groups="anfragemanager.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.plan, cls.page_file = cls.env["ir.attachment"].create(
            [
                {"name": "Grundriss.pdf", "raw": b"%PDF-1.4 plan"},
                {"name": "notes.html", "raw": b"<script>alert(1)</script>", "mimetype": "text/html"},
            ]
        )
        cls.property = cls._property(
            reference="EX-1",
            name="Haus am See",
            image_1920=test_property.picture(),
            image_ids=[(0, 0, {"name": "Garten", "image_1920": test_property.picture("seagreen")})],
            document_ids=[(6, 0, [cls.plan.id, cls.page_file.id])],
        )
        cls.mailbox = cls.env["anfragemanager.mailbox"].create(
            {"name": "Exposés", "dry_run": False, "company_id": cls.company.id, "user_id": cls.agent.id}
        )
        cls.inquiry, cls.link = cls._inquiry("prospect@example.org")

    @classmethod
    def _property(cls, **values):
        defaults = {
            "company_id": cls.company.id,
            "user_id": cls.agent.id,
            "marketing_state": "active",
            "purchase_price": 450000,
            "street": "Uferweg 3",
            "zip": "50667",
            "city": "Köln",
            "living_area": 128,
        }
        return cls.env["anfragemanager.property"].create(defaults | values)

    @classmethod
    def _inquiry(cls, email, **values):
        """An inquiry whose exposé was sent, and the path of its link."""
        inquiry = cls.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": cls.mailbox.id,
                "email": email,
                "property_id": cls.property.id,
                "state": "done",
                "lang": "en_US",
                "expose_sent_at": fields.Datetime.now(),
                **values,
            }
        )
        _token, secret = cls.env["anfragemanager.token"]._issue(inquiry, "expose", 5)
        return inquiry, f"/anfrage/{secret}"

    def _get(self, path, status=200):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return response

    def _without_visit(self, page):
        """Return a page without what differs between any two visits."""
        return re.sub(r'(name="(?:csrf_token|shown-at)" value|action|href)="[^"]*"', "", page)

    def _state(self):
        self.env.invalidate_all()
        return self.inquiry.read(["state", "expose_opened_at", "expose_open_count", "write_date"])

    # ------------------------------------------------------------------ what a prospect sees

    def test_page_shows_the_property_and_its_agent(self):
        page = self._get(f"{self.link}/expose").text
        for expected in ("Haus am See", "450,000", "128", "EX-1", "50667 Köln", "Eva Lang", "eva@haushof.example"):
            self.assertIn(expected, page)

    def test_street_is_hidden_until_released(self):
        self.assertNotIn("Uferweg", self._get(f"{self.link}/expose").text)
        self.property.show_address = True
        self.assertIn("Uferweg 3, 50667 Köln", self._get(f"{self.link}/expose").text)

    def test_page_speaks_the_language_of_the_prospect(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.inquiry.lang = "de_DE"
        page = self._get(f"{self.link}/expose").text
        self.assertIn('lang="de-DE"', page)
        self.assertIn("450.000", page)

    def test_page_falls_back_when_the_language_is_not_installed(self):
        self.inquiry.lang = "xx_YY"
        self._get(f"{self.link}/expose")

    def test_reserved_property_is_shown_as_such(self):
        self.property.marketing_state = "reserved"
        self.assertIn("o_expose_reserved", self._get(f"{self.link}/expose").text)

    def test_images_are_the_own_ones_in_their_order(self):
        for index, record in enumerate((self.property, self.property.image_ids)):
            response = self._get(f"{self.link}/image/{index}")
            self.assertEqual(response.headers["Content-Type"], "image/png")
            self.assertEqual(response.content, base64.b64decode(record.image_1024))
        self._get(f"{self.link}/image/0?size=256")
        for index in (2, -1, -9):
            self._get(f"{self.link}/image/{index}", status=404)
        self._get(f"{self.link}/image/0?size=9999", status=404)

    def test_documents_are_downloaded_and_never_displayed(self):
        plan = self._get(f"{self.link}/document/0")
        self.assertEqual(plan.content, b"%PDF-1.4 plan")
        for index in (-1, -9, 2):
            self._get(f"{self.link}/document/{index}", status=404)
        for index in (0, 1):
            headers = self._get(f"{self.link}/document/{index}").headers
            self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_pdf_is_made_once_and_never_in_a_click(self):
        self.assertNotIn("/expose.pdf", self._get(f"{self.link}/expose").text)
        self._get(f"{self.link}/expose.pdf", status=404)
        self.property._render()
        self.assertIn("/expose.pdf", self._get(f"{self.link}/expose").text)
        with patch.object(rendition, "print_html", side_effect=AssertionError("printed in a click")):
            pdf = self._get(f"{self.link}/expose.pdf")
            self.property._render()
        self.assertTrue(pdf.content.startswith(b"%PDF-"))
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        self.assertTrue(pdf.headers["Content-Disposition"].startswith("attachment"))

    def test_changed_property_is_never_printed_as_it_was(self):
        self.property._render()
        made = self.env["anfragemanager.rendition"].search([("property_id", "=", self.property.id)])
        self.property.purchase_price = 470000
        self._get(f"{self.link}/expose.pdf", status=404)
        self.assertTrue(self.property.render_due)
        self.property._render()
        self._get(f"{self.link}/expose.pdf")
        pdfs = made.exists().filtered(lambda kept: kept.key.startswith("pdf-"))
        self.assertFalse(pdfs, "what was printed with the old price is gone")

    def test_pdf_can_be_read_aloud(self):
        self.property.description = "Ruhig gelegen."
        reader = PdfReader(io.BytesIO(self.property.with_context(lang="en_US")._expose_pdf(make=True)))
        catalog = reader.trailer["/Root"]
        self.assertEqual(catalog["/MarkInfo"]["/Marked"], True)
        self.assertEqual(catalog["/Lang"], "en-US")
        self.assertEqual(catalog["/ViewerPreferences"]["/DisplayDocTitle"], True)
        self.assertIn(b"pdfuaid", catalog["/Metadata"].get_data())
        self.assertEqual(reader.metadata.title, "Exposé EX-1")

        def elements(node):
            yield node
            children = node.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                child = child.get_object() if hasattr(child, "get_object") else child
                if isinstance(child, dict) and "/S" in child:
                    yield from elements(child)

        found = list(elements(catalog["/StructTreeRoot"]))
        figures = [element for element in found if element.get("/S") == "/Figure"]
        self.assertTrue(figures)
        self.assertTrue(all(figure.get("/Alt") for figure in figures), "every picture has an alternative text")
        self.assertTrue({"/H1", "/H2", "/P"} <= {element.get("/S") for element in found})

    def test_printing_fetches_nothing(self):
        html = '<html lang="en"><title>x</title><img src="file:///etc/passwd" alt="x"></html>'
        with self.assertLogs("weasyprint", "ERROR") as log:
            self.assertTrue(rendition.print_html(html, {}, ""))
        self.assertIn("Nothing is fetched while printing.", log.output[0])

    def lose(self, attachments):
        """As where the folder of Odoo's files is not mounted, or was not restored with the database."""
        for attachment in attachments:
            Path(attachment._full_path(attachment.store_fname)).unlink()
        self.env.invalidate_all()

    def files_of(self, records, field):
        return self.env["ir.attachment"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids), ("res_field", "=", field)]
        )

    def test_printed_again_where_the_file_is_gone(self):
        pdf = self.property._expose_pdf(make=True)
        made = self.env["anfragemanager.rendition"].search([("property_id", "=", self.property.id)])
        self.lose(self.files_of(made, "data"))
        self.assertFalse(self.property._expose_pdf())
        self.assertTrue(self.property._expose_pdf(make=True).startswith(pdf[:5]))
        self.env.invalidate_all()
        self.assertTrue(self.property._expose_pdf(), "and kept")

    def test_printed_without_a_lost_picture_but_not_for_good(self):
        picture = self.files_of(self.property, "image_1920")
        raw = picture.raw
        self.lose(picture)
        with mute_logger("weasyprint"):
            self.assertTrue(self.property._expose_pdf(make=True))
        self.assertFalse(self.property._expose_pdf())
        Path(picture._full_path(picture.store_fname)).write_bytes(raw)
        self.env.invalidate_all()
        self.assertTrue(self.property._expose_pdf(make=True))
        self.assertTrue(self.property._expose_pdf())

    def test_no_mail_with_an_empty_document(self):
        self.lose(self.plan)
        with self.assertRaisesRegex(Incomplete, "Grundriss.pdf"):
            self.property._expose_files(pdf=False, documents=True)
        names = [name for name, _content in self.property._expose_files(pdf=False, documents=True, make=False)]
        self.assertEqual(names, ["notes.html"])
        self._get(f"{self.link}/document/0", status=404)
        self._get(f"{self.link}/document/1")

    def test_street_is_printed_when_released_only(self):
        self.assertNotIn("Uferweg", self.property._expose_print()[0])
        self.property.show_address = True
        self.assertIn("Uferweg 3", self.property._expose_print()[0])

    def test_without_pango_everything_but_the_pdf_works(self):
        with patch.object(rendition, "weasyprint", return_value=None):
            self.property._render()
            self.assertIs(self.property._expose_pdf(make=True), False)
            self.assertNotIn("/expose.pdf", self._get(f"{self.link}/expose").text)
            self._get(f"{self.link}/expose.pdf", status=404)
            with self.assertRaisesRegex(UserError, "Pango"):
                self.property.action_preview_expose()

    def test_browsers_that_know_avif_or_webp_get_the_smaller_picture(self):
        self.property._render()
        best = "avif" if printing.can_write("avif") else "webp"
        for accept, kind in (("image/avif,image/webp,*/*", best), ("image/webp,*/*", "webp"), ("*/*", "png")):
            small = self.url_open(f"{self.link}/image/0?size=512", headers={"Accept": accept})
            self.assertEqual(small.headers["Content-Type"], f"image/{kind}")
            self.assertEqual(small.headers["Vary"], "Accept")
        page = self._get(f"{self.link}/expose").text
        for kind in {best, "webp"}:
            self.assertRegex(page, f'<source[^>]* type="image/{kind}"')
            asked = self.url_open(f"{self.link}/image/0?size=1024&form={kind}", headers={"Accept": "*/*"})
            self.assertEqual(asked.headers["Content-Type"], f"image/{kind}")
        asked = self._get(f"{self.link}/image/0?size=1024&form=../x")
        self.assertEqual(asked.headers["Content-Type"], "image/png")

    def test_what_was_not_made_is_not_offered(self):
        with (
            patch.object(printing, "can_write", lambda name: False),
            patch.object(rendition, "can_write", lambda name: False),
        ):
            self.property._render()
        self.env.flush_all()
        self.assertNotIn("<source", self._get(f"{self.link}/expose").text)

    def test_clerk_prints_with_own_rights(self):
        path = f"/anfragemanager/property/{self.property.id}/expose.pdf"
        self.assertIn(self.url_open(path, allow_redirects=False).status_code, (302, 303))
        self.authenticate("expose_agent", "expose_agent")
        self.assertEqual(self._get(path).headers["Content-Type"], "application/pdf")
        other = new_test_user(self.env, login="expose_stranger", groups="anfragemanager.group_user")
        self.authenticate(other.login, other.login)
        self._get(path, status=404)

    def test_pages_are_neither_cached_by_others_nor_indexed_nor_leaked(self):
        for path in ("expose", "image/0", "document/0", "document/99"):
            headers = self.url_open(f"{self.link}/{path}").headers
            with self.subTest(path=path):
                self.assertIn("private", headers["Cache-Control"])
                self.assertIn("noindex", headers["X-Robots-Tag"])
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    # ------------------------------------------------------------------ what a prospect does not see

    def test_link_leads_to_the_inquiry_before_the_expose_is_released(self):
        self.inquiry.token_ids.purpose = "confirmation"
        for path in ("expose", "expose.pdf", "image/0", "document/0"):
            response = self._get(f"{self.link}/{path}", status=302)
            self.assertEqual(response.headers["Location"].removeprefix(self.base_url()), self.link)

    def test_unknown_expired_and_mistyped_links_get_the_same_answer(self):
        self.inquiry.token_ids.expires_at = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        answers = {
            self._without_visit(self._get(f"/anfrage/{secret}/expose", status=404).text)
            for secret in (self.link.rpartition("/")[2], "A" * 43, "x", "%00%ff", "ä%27%22--")
        }
        self.assertEqual(len(answers), 1)
        for path in ("expose.pdf", "image/0", "document/0"):
            self._get(f"{self.link}/{path}", status=404)

    def test_property_off_the_market_is_politely_gone(self):
        for values in ({"marketing_state": "closed"}, {"marketing_state": "active", "active": False}):
            self.property.write(values)
            page = self._get(f"{self.link}/expose", status=410).text
            self.assertIn("no longer available", page)
            self.assertNotIn("450,000", page)
            for path in ("expose.pdf", "image/0", "document/0"):
                self._get(f"{self.link}/{path}", status=410)

    def test_attachments_of_others_are_out_of_reach(self):
        other = self._property(reference="EX-2", name="Nebenan", image_1920=test_property.picture("tomato"))
        foreign = self.env["ir.attachment"].create(
            {"name": "secret.pdf", "raw": b"secret", "res_model": "anfragemanager.property", "res_id": other.id}
        )
        other.document_ids = foreign
        internal = self.env["ir.attachment"].create(
            {"name": "internal.pdf", "raw": b"internal", "res_model": "anfragemanager.property",
             "res_id": self.property.id}
        )  # fmt: skip
        for attachment in (foreign, internal):
            self._get(f"{self.link}/document/{attachment.id}", status=404)
            self.assertNotEqual(self.url_open(f"/web/content/{attachment.id}").content, attachment.raw)
        self.assertNotIn("internal.pdf", self._get(f"{self.link}/expose").text)

    def test_document_turned_into_a_link_redirects_nowhere(self):
        self.plan.sudo().write({"type": "url", "url": "https://evil.example/"})
        self.assertEqual(self._get(f"{self.link}/document/0").content, self.page_file.raw)
        self._get(f"{self.link}/document/1", status=404)

    def test_hostile_texts_are_escaped(self):
        self.property.write(
            {
                "name": HOSTILE,
                "description": HOSTILE,
                "commission": HOSTILE,
                "available_from": HOSTILE,
                "city": HOSTILE,
            }
        )
        self.property.image_ids.name = f'"{HOSTILE}'
        self.plan.name = HOSTILE
        page = self._get(f"{self.link}/expose").text
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("<img src=x", page)
        self.assertIn("&lt;script&gt;alert", page)
        printed = self.property._expose_print()[0]
        self.assertNotIn("<script>alert", printed)
        self.assertNotIn("<img src=x", printed)

    # ------------------------------------------------------------------ tracking

    def test_get_changes_nothing(self):
        before = self._state()
        for path in ("expose", "image/0", "document/0", "expose?opened=1"):
            self._get(f"{self.link}/{path}")
        self.assertGreaterEqual(self.url_open(f"{self.link}/opened").status_code, 400)
        self.assertEqual(self._state(), before)

    def test_opening_is_noted_by_a_post_of_the_page_only(self):
        refused = self.url_open(f"{self.link}/opened", data={"csrf_token": "forged"}, allow_redirects=False)
        self.assertEqual(refused.status_code, 400)
        self.assertFalse(self._state()[0]["expose_opened_at"])
        page = self._get(f"{self.link}/expose").text
        csrf_token = re.search(r'data-csrf="([^"]+)"', page)[1]
        self.assertIn(f'data-opened-url="{self.link}/opened"', page)
        noted = self.url_open(f"{self.link}/opened", data={"csrf_token": csrf_token})
        self.assertEqual(noted.status_code, 204)
        self.assertEqual(self._state()[0]["expose_open_count"], 1)

    def test_opening_needs_a_released_expose(self):
        csrf_token = re.search(r'data-csrf="([^"]+)"', self._get(f"{self.link}/expose").text)[1]
        self.inquiry.token_ids.purpose = "confirmation"
        response = self.url_open(f"{self.link}/opened", data={"csrf_token": csrf_token})
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._state()[0]["expose_open_count"], 0)

    def test_gallery_turns_and_a_script_is_not_taken_for_a_person(self):
        self.browser_js(
            f"{self.link}/expose",
            """
            const until = async (check) => {
                for (let i = 0; i < 100 && !check(); i++) { await new Promise((done) => setTimeout(done, 50)); }
                if (!check()) { throw new Error(`never true: ${check}`); }
            };
            (async () => {
                const thumbs = document.querySelectorAll(".o_expose_thumbs a");
                await until(() => thumbs[0].classList.contains("active"));
                document.querySelector(".o_expose_next").click();
                await until(() => thumbs[1].classList.contains("active"));
                document.querySelector(".o_expose_slide a").click();
                await until(() => document.querySelector(".o_expose_lightbox").open);
                document.dispatchEvent(new PointerEvent("pointermove"));
                console.log("test successful");
            })();
            """,
            ready="!!document.querySelector('.o_expose_next:not([hidden])')",
        )
        self.assertEqual(self._state()[0]["expose_open_count"], 0)

    def _visited(self, *inputs):
        """Have a browser open the exposé and get real input; return how often the page told of an opening.

        :param inputs: ``(DevTools method, its parameters)``
        """
        wait_for_code = ChromeBrowser._wait_code_ok

        def act_first(browser, *args, **kwargs):
            for method, params in inputs:
                browser._websocket_request(method, params=params)
            return wait_for_code(browser, *args, **kwargs)

        with patch.object(ChromeBrowser, "_wait_code_ok", act_first):
            self.browser_js(
                f"{self.link}/expose",
                """setTimeout(() => console.log("test successful"), 1500)""",
                ready="!!document.querySelector('.o_expose_next:not([hidden])')",
            )
        return self._state()[0]["expose_open_count"]

    def test_a_scanner_that_moves_the_mouse_and_turns_the_wheel_is_no_person(self):
        mouse = "Input.dispatchMouseEvent"
        moves = [(mouse, {"type": "mouseMoved", "x": 10 * step, "y": 5 * step}) for step in range(1, 60)]
        wheel = [(mouse, {"type": "mouseWheel", "x": 300, "y": 300, "deltaX": 0, "deltaY": 100})] * 20
        keys = [("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Tab", "windowsVirtualKeyCode": 9})] * 5
        self.assertEqual(self._visited(*moves, *wheel, *keys), 0)
        self.assertFalse(self.inquiry.opening_ids)

    def test_a_finger_that_pushes_the_page_is_noted_once(self):
        touch = "Input.dispatchTouchEvent"
        pushed = [
            (touch, {"type": "touchStart", "touchPoints": [{"x": 200, "y": 500}]}),
            *((touch, {"type": "touchMove", "touchPoints": [{"x": 200, "y": y}]}) for y in (450, 400, 300)),
            (touch, {"type": "touchEnd", "touchPoints": []}),
        ]
        self.assertEqual(self._visited(*pushed, *pushed), 1)
        self.assertTrue(self._state()[0]["expose_opened_at"])

    def test_a_press_with_the_keyboard_is_noted_once(self):
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        focus = "document.querySelector('.o_expose_next').focus()"
        pressed = [
            ("Runtime.evaluate", {"expression": focus}),
            ("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **enter}),
            ("Input.dispatchKeyEvent", {"type": "keyUp", **enter}),
        ]
        self.assertEqual(self._visited(*pressed, *pressed), 1)
