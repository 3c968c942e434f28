"""The page behind the link of a confirmation mail: GET shows and changes nothing, only the sent form acts."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Cursor
from odoo.tests import tagged

from . import confirmation

WRITES = re.compile(r"^\s*(?:WITH\b.*\b)?(?:INSERT|UPDATE|DELETE)\b", re.IGNORECASE | re.DOTALL)


@tagged("post_install", "-at_install")
class TestConfirmationPage(confirmation.PageCase):
    # ------------------------------------------------------------------ looking changes nothing

    def statements(self, visit):
        """Return the writing statements on our tables during a visit."""
        seen, execute = [], Cursor.execute

        def watching(cursor, query, *args, **kwargs):
            text = query.code if hasattr(query, "code") else str(query)
            if WRITES.search(text) and re.search(r"anfragemanager|res_partner|mail_", text):
                seen.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", watching):
            visit()
        return seen

    def test_looking_changes_nothing(self):
        self.get(self.link)  # the first visit compiles templates
        before = self.everything()
        visits = {
            "GET": lambda: self.get(self.link),
            "HEAD": lambda: self.opener.head(self.base_url() + self.link, timeout=10),
            "prefetch": lambda: self.get(
                self.link, headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"}
            ),
            "scanner": lambda: self.get(
                self.link, headers={"User-Agent": "Mozilla/5.0 (compatible; SafeLinks scanner)"}
            ),
            "GET with values": lambda: self.get(
                f"{self.link}?action=confirm&street=Weg+1&zip=50667&city=Ulm&first_name=A"
            ),
            "GET that declines": lambda: self.get(f"{self.link}?action=decline"),
        }
        for name, visit in visits.items():
            with self.subTest(name):
                self.assertEqual(self.statements(visit), [])
                self.assertEqual(self.everything(), before)

    def test_other_methods_are_refused_and_change_nothing(self):
        before = self.everything()
        self.authenticate(None, None)
        for method in ("PUT", "PATCH", "DELETE"):
            with self.subTest(method):
                response = self.opener.request(method, self.base_url() + self.link, timeout=10)
                self.assertIn(response.status_code, (404, 405))
        self.assertEqual(self.everything(), before)

    def test_browser_that_only_looks_changes_nothing(self):
        before = self.everything()
        self.browser_js(
            self.link,
            "document.querySelector('form [name=street]').focus();"
            "window.scrollTo(0, 500); document.body.dispatchEvent(new PointerEvent('pointermove'));"
            "setTimeout(() => console.log('test successful'), 500)",
        )
        self.assertEqual(self.everything(), before)

    # ------------------------------------------------------------------ sending acts

    def test_form_without_csrf_token_is_refused(self):
        before = self.everything()
        for data in (
            self.answers(action="confirm"),
            self.answers(action="confirm", csrf_token="guessed"),
            {"action": "decline"},
        ):
            with self.subTest(data):
                response = self.url_open(self.link, data=data, allow_redirects=False)
                self.assertEqual(response.status_code, 422)
                self.assertIn("Nothing is lost", response.text)
        self.assertEqual(self.everything(), before)

    def test_sent_form_confirms(self):
        response = self.submit(self.link, **self.answers())
        self.assertTrue(response.headers["Location"].endswith(self.link))
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("done", False))
        partner = self.inquiry.partner_id
        self.assertEqual(
            (partner.name, partner.street, partner.zip, partner.city, partner.email),
            ("Jördis Müller-Weiß", "Öderstraße 1", "50667", "Köln", "joerdis@example.org"),
        )
        self.assertTrue(self.inquiry.confirmed_at)
        self.assertEqual(set(self.inquiry.consent_ids.filtered("granted").mapped("kind")) & {"email"}, {"email"})

    def test_the_town_of_a_postcode_is_filled_in(self):
        self.submit(self.link, **self.answers(city="", zip="01067"))
        self.assertEqual(self.inquiry.city, "Dresden")

    def test_one_of_several_towns_is_asked_for_and_whatever_is_typed_stays(self):
        self.company.country_id = self.env.ref("base.at")
        self.env.flush_all()
        page = self.submit(self.link, 422, **self.answers(city="", zip="5400")).text
        self.assertIn("Several towns have this postcode: ", page)
        self.assertIn("Oberalm", page)
        self.submit(self.link, **self.answers(city="Sankt Irgendwo", zip="5400"))
        self.assertEqual(self.inquiry.city, "Sankt Irgendwo")

    def test_towns_are_offered_while_typing(self):
        self.assertEqual(self.get("/anfrage/towns?zip=50667&country=DE").json(), ["Köln"])
        for query in ("", "?zip=x", "?zip=50667'--&country=DE", "?zip=" + "5" * 1000):
            self.assertEqual(self.get(f"/anfrage/towns{query}").json(), [])

    def test_country_before_the_phone_number(self):
        for number, (chosen, typed, kept) in enumerate(
            (
                ("AT", "01 5138800", "+43 1 5138800"),
                ("DE", "0221 471010", "0221 471010"),
                ("CH", "+49 221 471010", "+49 221 471010"),
                ("XX", "0221 471010", "0221 471010"),
            )
        ):
            with self.subTest(chosen):
                inquiry, link = self.waiting(f"caller{number}@example.org", last_name="Amsel")
                self.assertIn('<option value="AT">+43 Austria</option>', self.get(link).text)
                self.submit(link, **self.answers(phone=typed, phone_country=chosen))
                self.assertEqual(inquiry.phone, kept)

    def test_sending_twice_acts_once(self):
        _page, hidden = self.form(self.link)
        for _time in range(3):
            self.url_open(self.link, data=hidden | self.answers(), allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(self.env["res.partner"].search_count([("email", "=", "joerdis@example.org")]), 1)
        tokens = self.env["anfragemanager.token"].search([("inquiry_id", "=", self.inquiry.id)])
        self.assertEqual(sorted(tokens.mapped("purpose")), ["confirmation", "expose"])

    def test_browser_without_javascript_could_do_it(self):
        page, _hidden = self.form(self.link)
        form = re.search(r"<form method=\"post\"[^>]*>.*?</form>", page, re.DOTALL)[0]
        self.assertIn(f'action="{self.link}"', form)
        self.assertIn('type="submit"', form)
        self.assertNotIn("onclick", form)

    def test_errors_are_shown_and_entries_kept(self):
        page = self.submit(self.link, 422, street="Öderstraße 1", zip="1", city="", first_name="Jörg & Söhne").text
        self.assertIn("Please fill in this field.", page)
        self.assertIn("Please enter a valid postal code.", page)
        self.assertIn('value="Öderstraße 1"', page)
        self.assertIn('value="Jörg &amp; Söhne"', page)
        self.assertEqual(page.count('aria-invalid="true"'), 2)
        self.assertEqual(self.inquiry.state, "waiting")

    def test_confirmed_by_a_click_where_nothing_is_missing(self):
        inquiry, link = self.waiting(
            "complete@example.org", salutation="mrs", first_name="Ada", last_name="Amsel", phone="0221 123456",
            street="Weg 1", zip="50667", city="Köln",
        )  # fmt: skip
        page, _hidden = self.form(link)
        self.assertNotRegex(page, r'<input[^>]+name="(?:street|zip|email|phone)"')
        self.assertRegex(page, r'<input[^>]+name="last_name"[^>]+value="Amsel"', "who is meant is shown")
        self.submit(link)
        self.assertEqual(inquiry.state, "done")

    def test_lost_session_loses_nothing(self):
        _page, hidden = self.form(self.link)
        self.opener.cookies.clear()
        answers = self.answers(street="Öderstraße 1 & 2")
        again = self.url_open(self.link, data=hidden | answers, allow_redirects=False)
        self.assertEqual(again.status_code, 422)
        self.assertIn('value="Öderstraße 1 &amp; 2"', again.text)
        self.assertFalse(self.inquiry.confirmed_at)
        fresh = re.search(r'name="csrf_token" value="([^"]+)"', again.text)[1]
        sent = self.url_open(self.link, data=hidden | answers | {"csrf_token": fresh}, allow_redirects=False)
        self.assertEqual(sent.status_code, 303)
        self.env.invalidate_all()
        self.assertTrue(self.inquiry.confirmed_at)

    def test_expired_link_mails_a_fresh_one_to_the_same_address_within_limits(self):
        tokens = self.inquiry.token_ids
        tokens.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.inquiry.write({"state": "expired", "reason": "not_confirmed"})
        tokens.flush_recordset()
        answers = set()
        for path in (self.link, confirmation.UNKNOWN, self.link, self.link):
            page = self.get(path, 404).text
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
            answer = self.url_open(f"{path}/renew", data={"csrf_token": token}, allow_redirects=False)
            answers.add((answer.status_code, re.sub(r'="[^"]*"', "", answer.text)))
            english = f"{path}/renew?lang=en_US"
            self.assertIn(f'href="{english}"', answer.text)
            self.assertIn("Please look into your mailbox", self.get(english).text)
        self.assertEqual(len(answers), 1, "the answer tells nothing about the link")
        self.env.invalidate_all()
        self.assertEqual(self.inquiry.state, "waiting")
        self.assertEqual(len(self.inquiry.token_ids), 2, "one fresh link, however often it is asked for")
        mail = self.env["mail.mail"].search([("email_to", "=", "joerdis@example.org")])
        self.assertEqual(len(mail), 1)

    # ------------------------------------------------------------------ not me

    def test_declining_forgets(self):
        self.inquiry.message = "A private matter"
        self.submit(self.link, action="decline")
        inquiry = self.inquiry
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "declined"))
        self.assertFalse(
            inquiry.email or inquiry.last_name or inquiry.phone or inquiry.message or inquiry.email_normalized
        )
        self.assertFalse(self.env["res.partner"].search([("email", "=", "joerdis@example.org")]))
        self.assertEqual(
            self.env["anfragemanager.token"].search([("inquiry_id", "=", inquiry.id)]).mapped("email_normalized"), [""]
        )
        page = self.get(self.link)
        self.assertEqual(page.status_code, 200, "whoever declined is told that it worked")
        self.assertNotIn("Müller-Weiß", page.text)
        self.assertNotIn("<form", page.text)

    def test_declining_after_confirming_changes_nothing(self):
        _page, hidden = self.form(self.link)
        self.submit(self.link, **self.answers())
        self.url_open(self.link, data=hidden | {"action": "decline"}, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual((self.inquiry.state, self.inquiry.email), ("done", "joerdis@example.org"))

    # ------------------------------------------------------------------ links

    def test_unknown_expired_and_mistyped_links_look_the_same(self):
        _inquiry, expired = self.waiting("old@example.org")
        self.env["anfragemanager.token"].search([("email_normalized", "=", "old@example.org")]).expires_at = (
            fields.Datetime.now() - timedelta(minutes=1)
        )

        def page_of(path):
            page = self.get(path, 404).text
            # What differs between any two visits of any page.
            return re.sub(r'(name="(?:csrf_token|shown-at)" value|action|href)="[^"]*"', "", page)

        expected = page_of(confirmation.UNKNOWN)
        odd = ("x", "a" * 101, "%00" * 30, "%F0%9F%98%80" * 10, "ä" * 30, "'%20OR%201=1--" + "x" * 20)
        for path in (expired, self.link + "x", self.link[:-1], *(f"/anfrage/{text}" for text in odd)):
            with self.subTest(path):
                self.assertEqual(page_of(path), expected)

    def test_nothing_can_be_sent_to_links_that_lead_nowhere(self):
        _page, hidden = self.form(self.link)
        before = self.everything()
        for path in (confirmation.UNKNOWN, "/anfrage/x", f"/anfrage/{self.inquiry.id}"):
            with self.subTest(path):
                response = self.url_open(path, data=hidden | self.answers(), allow_redirects=False)
                self.assertEqual(response.status_code, 404)
        self.assertEqual(self.everything(), before)

    def test_used_link_shows_how_it_ended(self):
        self.submit(self.link, **self.answers())
        page = self.get(self.link).text
        self.assertIn(f"{self.link}/expose", page)
        self.assertNotIn("<form", page)
        self.get(f"{self.link}/expose")

    def test_exposed_nothing_before_the_confirmation(self):
        for path in ("/expose", "/expose.pdf", "/document/0", "/image/0"):
            with self.subTest(path):
                self.assertIn(self.get(self.link + path, status=302).status_code, (302,))

    def test_closed_inquiries_say_so(self):
        for values in ({"state": "expired", "reason": "not_confirmed"}, {"state": "aborted", "reason": "manual"}):
            with self.subTest(values):
                self.inquiry.write(values)
                page = self.get(self.link).text
                self.assertIn("This inquiry is closed", page)
                self.assertNotIn("<form", page)

    def test_bundled_inquiries_go_on_together(self):
        second = self._property("PG-2", "Wohnung am Park")
        follower, _link = self.waiting(property_id=second.id, bundle_id=self.inquiry.id, last_name="Müller-Weiß")
        self.submit(self.link, **self.answers())
        self.assertEqual((self.inquiry.state, follower.state), ("done", "done"))
        self.assertEqual(self.inquiry.partner_id, follower.partner_id)
        self.assertEqual(follower.street, "Öderstraße 1")
