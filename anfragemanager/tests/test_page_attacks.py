"""The public pages under attack: every route there is, with whatever a stranger can send."""

import json
import re
import secrets
import threading
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.pages import number_in
from .common import FlowCase

PUBLIC = re.compile(r"/(?:anfrage|widerruf|abmelden|bild)\b")
PLACE = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
NUMBERS = ("0", "1", "-1", "99", "2147483648", "9" * 30, "9" * 5000, "%00", "٣", "1.0", "x")
SECRETS = ("x", "A" * 43, "%00" * 30, "..%2f..%2fetc", "%F0%9F%98%80" * 10, "' OR 1=1--" + "x" * 20, "a" * 5000)
LANGUAGES = ("de_DE", "xx_XX", "../..", "de_DE%00", "%FF", "<script>", "a" * 3000)
FIELDS = (
    "csrf_token", "shown-at", "web-site", "action", "request", "question", "correction", "wish_1", "email", "name",
    "contract", "step", "company", "phone", "phone_country", "first_name", "zip", "start_early", "lose_right", "what",
    "index", "why", "lang", "List-Unsubscribe", "sure", "marketing",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestPageAttacks(FlowCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.company.anfrage_form_seconds = 0
        self.company.anfrage_limit_visitor = self.company.anfrage_limit_link = 0
        self.waiting = self.inquiry("wanda@example.org", state="waiting", next_step="confirmation")
        self.served = self.inquiry(
            "ada@example.org", state="done", expose_sent_at=fields.Datetime.now(), confirmed_at=fields.Datetime.now()
        )
        issue = self.env["anfragemanager.token"]._issue
        self.secrets = [
            issue(self.waiting, "confirmation", 5)[1],
            issue(self.served, "expose", 5)[1],
        ]
        old, self.expired = issue(self.served, "contract", 5)
        old.expires_at = "2020-01-01"
        self.env.flush_all()

    def inquiry(self, email, **values):
        return self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id, "property_id": self.property.id, "lang": "en_US", "email": email,
                "last_name": "Amsel", "expires_at": "2099-01-01", **values,
            }
        )  # fmt: skip

    def routes(self):
        """Return the addresses of our public pages with the methods they take."""
        with patch.object(threading.current_thread(), "dbname", self.env.cr.dbname, create=True):
            rules = self.env["ir.http"].routing_map().iter_rules()
        found = [(rule.rule, rule.methods) for rule in rules if PUBLIC.match(rule.rule) and "openimmo" not in rule.rule]
        self.assertGreater(len(found), 25)
        return found

    def addresses(self, rule, secret):
        """Return the addresses of a route: with the secret, and with one of ours every odd number in other places."""
        places = PLACE.findall(rule)
        path = rule
        for _kind, name in places:
            if name == "token":
                path = PLACE.sub(lambda place: secret if place[2] == "token" else place[0], path)
        if "<" not in path:
            return [path]
        odd = NUMBERS if secret == self.secrets[1] or "token" not in rule else ()
        return [PLACE.sub(number, path) for number in (str(self.company.id), *odd)]

    def everything(self):
        self.env.invalidate_all()
        inquiries = self.waiting | self.served
        counts = [self.env[model].search_count([]) for model in (
            "mail.mail", "anfragemanager.consent", "anfragemanager.stop", "anfragemanager.request", "mail.activity",
            "anfragemanager.opening", "anfragemanager.mail", "anfragemanager.token", "mail.message")]  # fmt: skip
        return counts, inquiries.read(["state", "reason", "email", "confirmed_at", "gate_passed_at", "submitted_at"])

    def survives(self, method, path, **options):
        response = self.opener.request(
            method, self.base_url() + path, allow_redirects=False, timeout=30, **options
        )  # fmt: skip
        self.assertLess(response.status_code, 500, f"{method} {path[:200]} {options}")
        return response

    @mute_logger("odoo.http", "werkzeug")
    def test_whatever_the_address_nothing_breaks_and_nothing_changes(self):
        before = self.everything()
        for rule, methods in self.routes():
            for secret in (*self.secrets, self.expired, *SECRETS):
                for path in self.addresses(rule, secret):
                    for method in methods & {"GET", "HEAD"}:
                        self.survives(method, path)
                if "token" not in rule:
                    break
        for lang in LANGUAGES:
            for path in (f"/anfrage/{self.secrets[0]}", f"/anfrage/{self.secrets[1]}/my", "/widerruf"):
                self.assertEqual(self.survives("GET", f"{path}?lang={lang}").status_code, 200)
        self.assertEqual(self.everything(), before)

    @mute_logger("odoo.http", "werkzeug")
    def test_whatever_is_sent_nothing_breaks_and_nothing_happens_without_the_session(self):
        before = self.everything()
        bodies = (
            {"data": dict.fromkeys(FIELDS, "x")},
            {"data": dict.fromkeys(FIELDS, "\x00")},
            {"data": {name: ["a", "b"] for name in FIELDS}},
            {"files": dict.fromkeys(FIELDS, ("x.txt", b"x", "text/plain"))},
            {"data": json.dumps({"request": "erasure"}), "headers": {"Content-Type": "application/json"}},
            {"data": b"\xff\xfe", "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"}},
            {"data": b"--x\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=y"}},
            {"data": b"<a/>", "headers": {"Content-Type": "text/xml"}},
            {"data": {"question": "x" * 400_000}},
        )
        for rule, methods in self.routes():
            # Mail programs send this one without a session: who holds the link may stop its mails.
            if "POST" not in methods or rule.endswith("/unsubscribe"):
                continue
            for secret in (*self.secrets, "A" * 43):
                for body in bodies:
                    self.survives("POST", self.addresses(rule, secret)[0], **body)
                if "token" not in rule:
                    break
        self.assertEqual(self.everything(), before)

    @mute_logger("odoo.http", "werkzeug")
    def test_head_with_a_session_changes_nothing(self):
        page = self.url_open(f"/widerruf?company={self.company.id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        before = self.everything()
        values = {
            "csrf_token": token, "step": "confirm", "name": "Ada", "contract": "X", "email": "ada@example.org",
            "request": "object", "start_early": "1", "lose_right": "1", "why": "not_me",
        }  # fmt: skip
        for rule, methods in self.routes():
            for secret in self.secrets:
                for method in methods & {"GET", "HEAD"}:
                    self.survives(method, self.addresses(rule, secret)[0], params=values)
        self.assertEqual(self.everything(), before)

    def test_companies_without_prospects_have_no_pages(self):
        other = self.env["res.company"].create({"name": "Geheime Holding GmbH"})
        self.env.flush_all()
        for path in ("legal/{}/imprint", "legal/{}/privacy", "brand/{}/x/pages.css", "brand/{}/x/logo"):
            response = self.survives("GET", "/anfrage/" + path.format(other.id))
            self.assertEqual(response.status_code, 404)
            self.assertNotIn("Geheime", response.text)
        self.assertEqual(self.survives("GET", f"/anfrage/legal/{self.company.id}/imprint").status_code, 200)

    def test_numbers_of_addresses(self):
        self.assertEqual(
            [number_in(text) for text in ("7", "-1", "²", "9" * 10, "", "0")], [7, None, None, None, None, 0]
        )


@tagged("post_install", "-at_install")
class TestSaidTwice(FlowCase):
    def test_the_same_within_seconds_is_a_double_click(self):
        Attempt = self.env["anfragemanager.attempt"]
        self.assertFalse(Attempt._said("own page", "link", {"text": "Keller?"}))
        self.assertTrue(Attempt._said("own page", "link", {"text": "Keller?"}))
        self.assertFalse(Attempt._said("own page", "link", {"text": "Garage?"}))
        self.assertFalse(Attempt._said("own page", "other", {"text": "Keller?"}))
        self.env.flush_all()
        self.env.cr.execute("UPDATE anfragemanager_attempt SET create_date = create_date - interval '1 minute'")
        self.env.invalidate_all()
        self.assertFalse(Attempt._said("own page", "link", {"text": "Keller?"}), "later it is meant")

    def test_who_sends_all_at_once_is_counted_one_by_one(self):
        """Else a burst passes every limit, and a stranger gets a receipt for each of it."""
        connection = db_connect(self.env.cr.dbname)
        who = f"burst-{secrets.token_hex(8)}"
        with connection.cursor() as first, connection.cursor() as second, mute_logger("odoo.sql_db"):
            attempts = [
                api.Environment(cr, SUPERUSER_ID, {})["anfragemanager.attempt"].sudo() for cr in (first, second)
            ]
            for attempt in attempts:
                attempt.search_count([])  # from here on it sees nothing new
            self.assertTrue(attempts[0]._allowed("receipt", who, 1))
            first.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                attempts[1]._allowed("receipt", who, 1)
            second.rollback()
            self.assertFalse(attempts[1]._allowed("receipt", who, 1))
            attempts[0].search([], order="id desc", limit=1).unlink()
            first.commit()
