"""What stands between the public forms and machines: trap, time, counts, captcha; people lose nothing by it."""

import re
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import config

from ..controllers import guard
from .common import FlowCase

BOXES = {"start_early": "1", "lose_right": "1"}


class TestVisitor(TransactionCase):
    def test_a_subscriber_of_ipv6_is_one_visitor(self):
        self.assertEqual(guard.visitor("2001:db8:1:2::1"), guard.visitor("2001:db8:1:2:ffff::9"))
        self.assertNotEqual(guard.visitor("2001:db8:1:2::1"), guard.visitor("2001:db8:1:3::1"))
        self.assertEqual(guard.visitor("::ffff:192.0.2.1"), "192.0.2.1")
        self.assertEqual(guard.visitor(None), "unknown")


@tagged("post_install", "-at_install")
class TestFormGuard(FlowCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.property.commission_buyer_percent = 3.57
        common = {"mailbox_id": self.mailbox.id, "property_id": self.property.id, "lang": "en_US"}
        self.waiting = self.env["anfragemanager.inquiry"].create(
            {**common, "email": "wanda@example.org", "last_name": "Wanda", "state": "waiting",
             "next_step": "confirmation", "expires_at": "2099-01-01"}
        )  # fmt: skip
        self.served = self.env["anfragemanager.inquiry"].create(
            {**common, "email": "ada@example.org", "last_name": "Amsel", "state": "done", "reason": "gate_open",
             "expose_sent_at": fields.Datetime.now(), "confirmed_at": fields.Datetime.now()}
        )  # fmt: skip
        issue = self.env["anfragemanager.token"]._issue
        self.confirm = f"/anfrage/{issue(self.waiting, 'confirmation', 5)[1]}"
        self.link = f"/anfrage/{issue(self.served, 'expose', 5)[1]}"
        self.company.anfrage_form_seconds = 0
        self.env.flush_all()
        # Every form that somebody fills in: where it is shown, where it goes, what is typed, the answer to a good one
        address = {"first_name": "Wanda", "street": "Ring 1", "zip": "50667", "city": "Köln"}
        self.forms = {
            "confirmation": (self.confirm, self.confirm, {"action": "confirm", **address}, 303),
            "gate": (f"{self.link}/expose", f"{self.link}/gate", BOXES, 303),
            "own page": (f"{self.link}/my", f"{self.link}/my", {"request": "question", "question": "Keller?"}, 303),
        }
        nowhere = "/anfrage/" + "A" * 43
        self.buttons = {
            "decline": (self.confirm, self.confirm, {"action": "decline"}, 303),
            "stop": (f"{self.link}/stop", f"{self.link}/stop", {"why": "unsubscribed"}, 200),
            "right": (f"{self.link}/my", f"{self.link}/my", {"request": "marketing_off"}, 303),
            "renew": (f"{nowhere}?lang=en_US", f"{nowhere}/renew?lang=en_US", {}, 200),
        }

    def send(self, form, status=None, shown=None, headers=None, **values):
        """Send a form as a browser does; return the answer."""
        at, to, typed, good = form
        page = shown or self.url_open(at).text
        hidden = dict(re.findall(r'name="(csrf_token|shown-at)" value="([^"]+)"', page))
        response = self.url_open(to, data=hidden | typed | values, allow_redirects=False, headers=headers)
        self.assertEqual(response.status_code, status or good, response.text[-2000:])
        self.env.invalidate_all()
        return response

    def nothing_happened(self):
        self.assertEqual(self.waiting.state, "waiting")
        self.assertFalse(self.served.gate_passed_at or self.served.activity_ids or self.served.consent_ids)
        self.assertFalse(self.env["anfragemanager.stop"].search([("company_id", "=", self.company.id)]))

    def test_a_field_no_person_sees(self):
        for name, form in (self.forms | self.buttons).items():
            with self.subTest(name):
                page = self.send(form, 422, **{"web-site": "https://spam.example"}).text
                self.assertIn('role="alert"', page)
        self.nothing_happened()

    def test_faster_than_anybody_reads_and_once_more_is_fine(self):
        self.company.anfrage_form_seconds = 30
        self.env.flush_all()
        for name, form in self.forms.items():
            with self.subTest(name):
                page = self.send(form, 422)
                self.assertIn("very quick", page.text)
                if name == "own page":
                    self.assertIn("Keller?", page.text, "nothing typed is lost")
                forged = re.sub(r'(name="shown-at" value=")\d', r"\g<1>0", page.text)
                self.send(form, 422, shown=forged)
        self.nothing_happened()
        for name, form in self.forms.items():
            with self.subTest(name):
                page = self.send(form, 422).text
                with patch.object(guard.time, "time", lambda now=guard.time.time: now() + 31):
                    self.send(form, shown=page)

    def test_buttons_need_no_time(self):
        self.company.anfrage_form_seconds = 30
        self.env.flush_all()
        for name, form in self.buttons.items():
            with self.subTest(name):
                self.send(form)

    def test_one_visitor_gets_so_many_turns_over_all_forms(self):
        # A link nobody knows has no company; its page is that of the first one.
        for company in (self.company, self.env.ref("base.main_company")):
            company.write({"anfrage_limit_visitor": 1, "anfrage_limit_link": 0})
        self.env.flush_all()
        self.send(self.buttons["right"])
        for name, form in (self.forms | self.buttons).items():
            with self.subTest(name):
                self.assertIn("within an hour", self.send(form, 429).text)
        self.assertFalse(self.served.gate_passed_at)
        self.assertEqual(self.waiting.state, "waiting")

    def test_one_link_gets_so_many_turns(self):
        self.company.write({"anfrage_limit_visitor": 0, "anfrage_limit_link": 1})
        self.env.flush_all()
        self.send(self.buttons["right"])
        for form in (self.forms["gate"], self.forms["own page"], self.buttons["stop"]):
            self.send(form, 429)
        self.send(self.forms["confirmation"])

    def test_the_limit_of_a_proxy_that_names_no_host_is_wider(self):
        self.company.write({"anfrage_limit_visitor": 1, "anfrage_limit_link": 0})
        self.env.flush_all()
        headers = {"X-Forwarded-For": "192.0.2.7"}
        with patch.object(guard, "config", {"proxy_mode": True}):
            for _turn in range(3):
                self.send(self.forms["own page"], headers=headers)

    def test_a_visitor_does_not_widen_the_own_limit(self):
        self.company.write({"anfrage_limit_visitor": 1, "anfrage_limit_link": 0})
        self.env.flush_all()
        self.send(self.forms["own page"])
        for turn, further in enumerate(({}, {"X-Forwarded-Host": "makler.example"})):
            headers = {"X-Forwarded-For": f"192.0.2.{turn}", **further}
            self.send(self.forms["own page"], 429, headers=headers)

    def test_behind_a_proxy_that_names_the_host_each_visitor_has_an_own_limit(self):
        self.company.write({"anfrage_limit_visitor": 1, "anfrage_limit_link": 0})
        self.env.flush_all()
        self.enterContext(patch.dict(config._runtime_options, {"proxy_mode": True}))
        host = {"X-Forwarded-Host": urlsplit(self.base_url()).netloc}
        for address, status in (
            ("192.0.2.1", None),
            ("192.0.2.2", None),
            ("192.0.2.1", 429),
            # What the visitor wrote there before the proxy is the visitor's own word.
            ("198.51.100.9, 192.0.2.1", 429),
        ):
            with self.subTest(address):
                self.send(self.forms["own page"], status, headers={"X-Forwarded-For": address, **host})

    def test_captcha_is_asked_where_it_is_configured(self):
        company, IrHttp = type(self.company), type(self.env["ir.http"])
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("recaptcha_public_key", "public-key")
        page = self.url_open(self.confirm)
        self.assertNotIn("data-captcha", page.text, "without a secret key nothing is checked")
        self.assertNotIn("recaptcha", page.headers["Content-Security-Policy"])
        parameters.set_param("recaptcha_private_key", "private-key")
        self.assertNotIn("data-captcha", self.url_open(self.confirm).text, "the addon is not installed")
        with patch.object(company, "_anfrage_captcha_installed", lambda self, addon: addon == "google_recaptcha"):
            page = self.url_open(self.confirm)
            self.assertIn('data-captcha="recaptcha"', page.text)
            self.assertIn("https://www.recaptcha.net", page.headers["Content-Security-Policy"])
            self.assertIn("reCAPTCHA", self.url_open(f"/anfrage/legal/{self.company.id}/privacy").text)
            self.assertNotIn("data-captcha", self.url_open(f"{self.link}/stop").text)
            self.assertNotIn("data-captcha", self.url_open(f"{self.link}/widerruf").text)

            def refuse(self, action):
                raise UserError("robot")  # pylint: disable=translation-required

            with patch.object(IrHttp, "_verify_request_recaptcha_token", refuse):
                for name, form in self.forms.items():
                    with self.subTest(name):
                        self.assertIn("from a machine", self.send(form, 422).text)
                self.nothing_happened()
                self.send(self.buttons["stop"])
            self.company.anfrage_captcha = False
            self.env.flush_all()
            self.assertNotIn("data-captcha", self.url_open(self.confirm).text)
        with patch.object(IrHttp, "_verify_request_recaptcha_token", lambda self, action: None):
            self.send(self.forms["confirmation"])
