"""The wording of a mailbox and its preview: what a prospect would see, per language, and nothing of it stays."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..models.preview import KINDS
from .common import FlowCase


class TestWording(FlowCase):
    def test_sale_and_rent_have_templates_of_their_own(self):
        rent = self.env.ref("anfragemanager.mail_template_expose_rent")
        self.assertEqual(self.mailbox.expose_rent_template_id, rent)
        for kind, expected in (("buy", self.mailbox.expose_template_id), ("leasehold", self.mailbox.expose_template_id),
                               ("rent", rent), ("lease", rent)):  # fmt: skip
            self.property.marketing_type = kind
            self.assertEqual(self.mailbox._expose_template(self.property), expected)
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        rent.with_context(lang="de_DE").body_html = "<p>Nur Mieter</p>"
        self.deliver(self.portal_mail())
        self.assertIn("Nur Mieter", self.sent_to("joerdis@example.org")[0]["body"])
        self.mailbox.expose_rent_template_id = False
        self.assertEqual(self.mailbox._expose_template(self.property), self.mailbox.expose_template_id)

    def test_own_wording_before_the_companys_before_the_standard(self):
        standard = self.mailbox._wording("privacy")
        self.company.anfrage_privacy_text = "Gesellschaft"
        self.assertEqual(self.mailbox._wording("privacy"), "Gesellschaft")
        self.mailbox.wording_privacy = "Postfach"
        self.assertEqual(self.mailbox._wording("privacy"), "Postfach")
        self.assertNotIn(standard, ("Gesellschaft", "Postfach"))
        self.mailbox.wording_confirmation = "Nur noch ein Klick"
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry._page_values()["intro_text"], "Nur noch ein Klick")
        self.assertEqual(inquiry._page_values()["privacy_text"], "Postfach")
        inquiry._submit({})
        self.assertIn("Postfach", inquiry.consent_ids.mapped("text"), "on record is what was shown")


class TestLanguageOfTexts(FlowCase):
    """What the agency wrote in its language is no text of a foreign page."""

    def test_own_texts_on_a_foreign_page(self):
        self.property.description = "Hell und ruhig"
        self.mailbox.with_context(lang="de_DE").wording_expose = "Irrtum vorbehalten"
        self.company.with_context(lang="en_US").anfrage_gate_due = "On the day of the deed"
        self.company.with_context(lang="de_DE").anfrage_gate_due = "Am Tag der Beurkundung"
        spoken = self.company.with_context(lang="en_US")
        lang_of = spoken._anfrage_language_of(self.property, self.mailbox)
        for text in (self.property.name, "Hell und ruhig", "Irrtum vorbehalten"):
            self.assertEqual(lang_of(text), "de-DE", text)
        for text in ("Living area", "On the day of the deed", spoken._anfrage_wording("privacy"), "", False):
            self.assertIsNone(lang_of(text), text)
        at_home = self.company.with_context(lang="de_DE")._anfrage_language_of(self.property, self.mailbox)
        self.assertIsNone(at_home("Hell und ruhig"))


@tagged("post_install", "-at_install")
class TestPreview(FlowCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.mailbox.write({"wording_confirmation": "Eigener Wortlaut", "test_email": "tester@testmakler.example"})
        self.clerk.password = self.clerk.login
        self.env.flush_all()
        self.authenticate(self.clerk.login, self.clerk.login)
        self.base = f"/anfragemanager/mailbox/{self.mailbox.id}/preview"

    def everything(self):
        self.env.invalidate_all()
        models = ("inquiry", "token", "consent", "property", "trace", "attempt")
        counts = [self.env[f"anfragemanager.{model}"].search_count([]) for model in models]
        return [*counts, self.env["mail.mail"].search_count([]), self.mailbox.dry_run, self.mailbox.test_email]

    def test_each_page_and_mail_in_each_language_and_nothing_stays(self):
        before = self.everything()
        frame = self.url_open(self.base).text
        for kind in KINDS:
            self.assertIn(f"kind={kind}", frame)
            for lang, html_lang in (("de_DE", 'lang="de-DE"'), ("en_US", 'lang="en-US"')):
                with self.subTest(kind, lang=lang):
                    response = self.url_open(f"{self.base}/{kind}?lang={lang}")
                    self.assertEqual(response.status_code, 200, response.text[-2000:])
                    self.assertIn(html_lang, response.text)
                    self.assertIn("Testmakler GmbH", response.text)
                    self.assertIn("sandbox", response.headers["Content-Security-Policy"])
                    self.assertNotIn("This link is not valid", response.text)
        self.assertIn("Eigener Wortlaut", self.url_open(f"{self.base}/confirmation?lang=en_US").text)
        self.assertEqual(self.everything(), before)

    def test_without_a_property_one_is_invented(self):
        self.property.marketing_state = "closed"
        self.env.flush_all()
        self.assertIn("House with garden", self.url_open(f"{self.base}/expose?lang=en_US").text)

    def test_shows_no_property_that_the_viewer_may_not_see(self):
        stranger = new_test_user(
            self.env, login="preview_other", groups="anfragemanager.group_user",
            company_id=self.env.ref("base.main_company").id,
        )  # fmt: skip
        self.assertEqual(self.mailbox._preview_property("expose", self.clerk), self.property)
        self.assertIn("PREVIEW", self.mailbox._preview_property("expose", stranger).reference)

    def test_only_for_those_who_may_see_the_mailbox(self):
        stranger = new_test_user(
            self.env, login="preview_stranger", groups="anfragemanager.group_user", password="preview_stranger",
            company_id=self.env.ref("base.main_company").id,
        )  # fmt: skip
        self.env.flush_all()
        self.authenticate(stranger.login, stranger.login)
        for path in ("", "/confirmation?lang=en_US", f"/{self.property.id}/picture"):
            self.assertEqual(self.url_open(self.base + path).status_code, 404, path)
        self.authenticate(None, None)
        self.assertNotIn("Eigener Wortlaut", self.url_open(f"{self.base}/confirmation?lang=en_US").text)
