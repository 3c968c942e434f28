"""The agency's colours: whatever it chose, text on them and in them can be read (WCAG 2.2, 1.4.3)."""

from odoo.tests import HttpCase, tagged

from ..models.res_company_brand import contrast, parse_colour

COLOURS = (
    "#ffffff",
    "#000000",
    "#ffff00",
    "#ff0000",
    "#7f7f7f",
    "#00ff88",
    "#c2703d",
    "#1f4e63",
    "#abc",
    "none",
    False,
)


@tagged("post_install", "-at_install")
class TestBrand(HttpCase):
    def test_text_is_readable_on_and_in_every_colour(self):
        for colour in COLOURS:
            with self.subTest(colour):
                company = self.env["res.company"].create({"name": f"B {colour}", "primary_color": colour})
                look = company._anfrage_colours()
                self.assertGreaterEqual(contrast(look["on-accent"], look["accent"]), 4.5)
                self.assertGreaterEqual(contrast(look["on-strong"], look["accent-strong"]), 4.5)
                for ground in ("#ffffff", "#f4f6f8", look["tint"]):
                    self.assertGreaterEqual(contrast(look["link"], ground), 4.5)

    def test_links_are_readable_on_a_dark_page_too(self):
        for colour in COLOURS:
            company = self.env["res.company"].create({"name": f"D {colour}", "primary_color": colour})
            look = company._anfrage_dark_colours()
            for ground in ("#1a232b", "#11181e", look["tint"]):
                self.assertGreaterEqual(contrast(look["link"], ground), 4.5, colour)
            self.assertGreaterEqual(contrast("#e8edf1", look["tint"]), 4.5, colour)

    def test_hostile_colour_is_no_colour(self):
        for text in ("red;}body{display:none", "#12345", "url(x)", "javascript:1"):
            self.assertIsNone(parse_colour(text))
            company = self.env["res.company"].create({"name": text, "primary_color": text})
            self.assertNotIn(text, company._anfrage_style())

    def test_style_sheet_is_packed_for_who_can_unpack_it(self):
        self.env["anfragemanager.mailbox"].create({"name": "Anfragen", "user_id": self.env.user.id})
        address = self.env.company._anfrage_brand()["style_url"]
        packed = self.url_open(address, headers={"Accept-Encoding": "gzip"})
        plain = self.url_open(address, headers={"Accept-Encoding": "identity"})
        self.assertEqual((packed.status_code, packed.text), (200, plain.text), "requests unpacks it")
        self.assertEqual((packed.headers["Content-Encoding"], packed.headers["Vary"]), ("gzip", "Accept-Encoding"))
        self.assertNotIn("Content-Encoding", plain.headers)
        self.assertIn("prefers-color-scheme:dark", plain.text)

    def test_style_sheet_is_small(self):
        self.assertLess(len(self.env.company._anfrage_style().encode()), 15_000)
