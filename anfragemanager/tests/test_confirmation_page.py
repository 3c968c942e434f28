"""The page behind the link of a confirmation mail: GET shows and changes nothing, only the sent form acts."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Cursor
from odoo.tests import HttpCase, new_test_user, tagged

HOSTILE = "\"><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>'"
WRITES = re.compile(r"^\s*(?:WITH\b.*\b)?(?:INSERT|UPDATE|DELETE)\b", re.IGNORECASE | re.DOTALL)
UNKNOWN = "/anfrage/" + "A" * 43


@tagged("post_install", "-at_install")
class TestConfirmationPage(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        for lang in ("en_US", "de_DE"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.company = cls.env["res.company"].create(
            {
                "name": "Haus & Hof GmbH", "email": "info@haushof.example", "country_id": cls.env.ref("base.de").id,
                "anfrage_form_seconds": 0,
            }
        )  # fmt: skip
        cls.agent = new_test_user(
            cls.env,
            login="page_agent",
            name="Eva Lang",
            email="eva@haushof.example",
            groups="anfragemanager.group_user,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "haushof.example"})
        cls.mailbox = cls.env["anfragemanager.mailbox"].create(
            {
                "name": "Page",
                "dry_run": False,
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
                "alias_name": "page-test",
            }
        )
        cls.property = cls._property("PG-1", "Haus am See")

    @classmethod
    def _property(cls, reference, name):
        return cls.env["anfragemanager.property"].create(
            {
                "name": name, "reference": reference, "company_id": cls.company.id, "user_id": cls.agent.id,
                "marketing_state": "active", "purchase_price": 450000, "street": "Geheimweg 3", "zip": "50667",
                "city": "Köln",
            }
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.inquiry, self.link = self.waiting(phone="+49 221 4710999", last_name="Müller-Weiß")

    def waiting(self, email="joerdis@example.org", **values):
        """Return an inquiry that waits for its prospect, and the path of its link."""
        inquiry = self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "email": email,
                "property_id": self.property.id,
                "state": "waiting",
                "next_step": "confirmation",
                "lang": "en_US",
                "expires_at": fields.Datetime.now() + timedelta(days=5),
                **values,
            }
        )
        _token, secret = self.env["anfragemanager.token"]._issue(inquiry, "confirmation", 5)
        return inquiry, f"/anfrage/{secret}"

    # ------------------------------------------------------------------ visits

    def get(self, path, status=200, **options):
        response = self.url_open(path, allow_redirects=False, **options)
        self.assertEqual(response.status_code, status, path)
        return response

    def form(self, path):
        """Return the page and the hidden values a browser would send with its form."""
        page = self.get(path).text
        return page, {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1], "action": "confirm"}

    def submit(self, path, status=303, **values):
        _page, hidden = self.form(path)
        response = self.url_open(path, data=hidden | values, allow_redirects=False)
        self.assertEqual(response.status_code, status)
        self.env.invalidate_all()
        return response

    def answers(self, **values):
        return {"first_name": "Jördis", "street": "Öderstraße 1", "zip": "50667", "city": "Köln"} | values

    def everything(self):
        """Return all there is to say about the inquiries, with the time of their last change."""
        self.env.invalidate_all()
        inquiries = self.env["anfragemanager.inquiry"].search([])
        return (
            inquiries.sudo().read(
                ["write_date", "state", "reason", "next_step", "partner_id", "email", "confirmed_at"]
            ),
            self.env["anfragemanager.token"].sudo().search([]).read(["write_date", "expires_at"]),
            self.env["res.partner"].search_count([]),
            self.env["mail.mail"].search_count([]),
            self.env["anfragemanager.consent"].search_count([]),
        )

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
        for path in (self.link, UNKNOWN, self.link, self.link):
            page = self.get(path, 404).text
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
            answer = self.url_open(f"{path}/renew", data={"csrf_token": token}, allow_redirects=False)
            answers.add((answer.status_code, re.sub(r'="[^"]*"', "", answer.text)))
        self.assertEqual(len(answers), 1, "the answer tells nothing about the link")
        self.env.invalidate_all()
        self.assertEqual(self.inquiry.state, "waiting")
        self.assertEqual(len(self.inquiry.token_ids), 2, "one fresh link, however often it is asked for")
        mail = self.env["mail.mail"].search([("email_to", "=", "joerdis@example.org")])
        self.assertEqual(len(mail), 1)

    # ------------------------------------------------------------------ what strangers type

    HOSTILE_ENTRIES = {
        "script": HOSTILE,
        "template": "<t t-out='env'/>{{ 7*7 }}${7*7}%(name)s",
        "long": "x" * 100_000,
        "controls": "Weg\x00\x01\x1b[31m\r\nBcc: victim@example.org\x7f 1",
        "right to left": "\u202eegartsredÖ\u202c 1\u200b",
        "astral": "😀" * 20 + "Weg 1",
        "sql": "'; DROP TABLE anfragemanager_inquiry; --",
        "link": "https://evil.example/ klick mich",
    }

    def test_hostile_entries_do_no_harm(self):
        for name, entry in self.HOSTILE_ENTRIES.items():
            for field in ("street", "first_name", "zip", "city"):
                with self.subTest(name, field=field):
                    inquiry, link = self.waiting(f"h-{name.replace(' ', '-')}-{field}@example.org".replace("_", "-"))
                    _page, hidden = self.form(link)
                    values = self.answers(last_name="Amsel", phone="0221 998877")
                    response = self.url_open(link, data=hidden | values | {field: entry}, allow_redirects=False)
                    self.assertIn(response.status_code, (303, 422))
                    self.assertNotIn("<script>window.hacked", response.text)
                    self.assertNotRegex(response.text, r"<img[^>]+onerror")
                    self.env.invalidate_all()
                    stored = inquiry[field] or ""
                    self.assertLessEqual(len(stored), 100)
                    self.assertFalse(re.search(r"[\x00-\x1f\x7f\u202a-\u202e]", stored), repr(stored))

    def test_hostile_entries_run_in_no_browser(self):
        _page, hidden = self.form(self.link)
        answer = self.url_open(self.link, data=hidden | self.answers(street=HOSTILE, zip=""), allow_redirects=False)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("&lt;script&gt;window.hacked", answer.text)

    def test_property_with_a_hostile_name_runs_in_no_browser(self):
        self.property.name = HOSTILE
        self.browser_js(
            self.link,
            "setTimeout(() => window.hacked ? console.error('hacked') : console.log('test successful'), 500)",
        )

    def test_unknown_field_names_are_ignored(self):
        other = self.env["res.partner"].create({"name": "Other"})
        self.submit(
            self.link,
            **self.answers(
                state="failed", reason="manual", partner_id=str(other.id), property_id="1", email="evil@example.net",
                phone="0900 666", confirmed_at="2001-01-01", lang="xx_XX", mailbox_id="1",
                duplicate_decided="1", company_name="Evil Inc.", message="changed", id="1", token="x", marketing="1",
            ),
        )  # fmt: skip
        inquiry = self.inquiry
        self.assertEqual(
            (inquiry.state, inquiry.email, inquiry.last_name), ("done", "joerdis@example.org", "Müller-Weiß")
        )
        self.assertEqual((inquiry.phone, inquiry.lang, inquiry.mailbox_id), ("+49 221 4710999", "en_US", self.mailbox))
        self.assertFalse(inquiry.company_name or inquiry.message or inquiry.duplicate_decided)
        self.assertNotEqual(inquiry.partner_id, other)
        self.assertFalse(inquiry.consent_ids.filtered(lambda consent: consent.kind == "marketing"), "it was not asked")

    def test_values_in_the_address_do_not_count_as_entries(self):
        response = self.url_open(
            f"{self.link}?street=Weg+1&zip=50667&city=Ulm&first_name=Ada",
            data=self.form(self.link)[1],
            allow_redirects=False,
        )
        self.env.invalidate_all()
        self.assertIn(response.status_code, (303, 422, 500, 400, 404))
        self.assertNotEqual(response.status_code, 500)

    def test_field_given_twice_is_taken_once(self):
        _page, hidden = self.form(self.link)
        data = [*hidden.items(), *self.answers().items(), ("street", "Zweitweg 2")]
        self.assertIn(self.url_open(self.link, data=data, allow_redirects=False).status_code, (303, 422))

    def test_uploaded_file_instead_of_text_is_no_error_of_the_server(self):
        _page, hidden = self.form(self.link)
        response = self.url_open(
            self.link, data=hidden | self.answers(), files={"street": ("a.txt", b"file")}, allow_redirects=False
        )
        self.assertIn(response.status_code, (303, 422))

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

        expected = page_of(UNKNOWN)
        odd = ("x", "a" * 101, "%00" * 30, "%F0%9F%98%80" * 10, "ä" * 30, "'%20OR%201=1--" + "x" * 20)
        for path in (expired, self.link + "x", self.link[:-1], *(f"/anfrage/{text}" for text in odd)):
            with self.subTest(path):
                self.assertEqual(page_of(path), expected)

    def test_nothing_can_be_sent_to_links_that_lead_nowhere(self):
        _page, hidden = self.form(self.link)
        before = self.everything()
        for path in (UNKNOWN, "/anfrage/x", f"/anfrage/{self.inquiry.id}"):
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

    # ------------------------------------------------------------------ what the page tells

    def test_only_missing_data_is_asked(self):
        page, _hidden = self.form(self.link)
        asked = set(re.findall(r'<(?:input|select)[^>]+name="([a-z_]+)"', page)) - {
            "csrf_token",
            "action",
            "shown",
            "homepage",
        }
        self.assertEqual(asked, {"salutation", "first_name", "last_name", "street", "zip", "city"})

    def test_nothing_known_is_shown(self):
        self.inquiry.write({"message": "Sehr privat", "city": "Castrop", "first_name": "Jördis"})
        partner = self.env["res.partner"].create({"name": "Nachbarin Geheim", "email": "else@example.org"})
        page = self.get(self.link).text
        for text in ("joerdis@example.org", "4710999", "Sehr privat", partner.name, "Geheimweg", "else@example.org"):
            self.assertNotIn(text, page)
        for text in ("Jördis", "Müller-Weiß", "Castrop"):
            self.assertIn(text, page, "name and town that are about to be used are shown")

    def test_inquiry_of_another_link_is_out_of_reach(self):
        other, other_link = self.waiting("other@example.org")
        before = other.read(["state", "email", "street"])
        self.submit(self.link, **self.answers(id=str(other.id), inquiry_id=str(other.id), token=other_link))
        self.assertEqual(other.read(["state", "email", "street"]), before)
        for path in (f"{self.link}/{other.id}", f"{self.link}/expose/{other.id}"):
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_answers_are_private(self):
        for path, status in ((self.link, 200), (UNKNOWN, 404)):
            headers = self.get(path, status).headers
            self.assertIn("no-store", headers["Cache-Control"])
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        response = self.submit(self.link, **self.answers())
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_page_speaks_german(self):
        self.inquiry.lang = "de_DE"
        page = self.get(self.link).text
        self.assertIn('lang="de-DE"', page)
        label = (
            self.env["anfragemanager.inquiry"]
            .with_context(lang="de_DE")
            ._fields["street"]
            ._description_string(self.env(context={"lang": "de_DE"}))
        )
        self.assertIn(label, page)
        if "Straße" in label:  # the translation is loaded
            self.assertIn("Bitte bestätigen Sie Ihre Anfrage", page)

    def test_form_for_a_hidden_address_asks_for_it_and_confirms_it_first(self):
        inquiry, link = self.waiting(
            "alias@mail.kleinanzeigen.de", email_is_alias=True, last_name="Amsel", phone="0221 998877"
        )
        page, _hidden = self.form(link)
        self.assertIn('name="email"', page)
        for wrong in ("", "no address", "page-test@haushof.example", self.company.email):
            with self.subTest(wrong):
                self.submit(link, 422, **self.answers(email=wrong))
        self.submit(link, **self.answers(email="Real@Example.org"))
        self.assertEqual((inquiry.state, inquiry.email_normalized), ("waiting", "real@example.org"))
        self.assertFalse(inquiry.confirmed_at)

    # ------------------------------------------------------------------ an address typed on the page

    def typed(self, email):
        alias = f"alias{self.env['anfragemanager.inquiry'].search_count([])}@mail.kleinanzeigen.de"
        inquiry, link = self.waiting(alias, email_is_alias=True, first_name="Ada", last_name="Amsel", phone="0221 1")
        self.submit(link, **self.answers(email=email))
        self.env.invalidate_all()
        return inquiry, link

    def mails_to(self, email):
        return self.env["mail.mail"].search([("email_to", "=", email)])

    def test_the_old_link_confirms_nothing_any_more(self):
        inquiry, link = self.typed("victim@example.org")
        partners = self.env["res.partner"].search_count([])
        page, _hidden = self.form(link)
        self.assertNotIn("victim@example.org", page)
        self.submit(link, 422, action="confirm", marketing="1")
        self.assertEqual((inquiry.state, inquiry.confirmed_at), ("waiting", False))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertFalse(inquiry.consent_ids, "nothing is agreed to before the address's own link is used")

    def test_typing_a_customers_address_tells_and_gives_nothing(self):
        customer = self.env["res.partner"].create({"name": "Kunde", "email": "kunde@example.org"})
        known, known_link = self.typed("kunde@example.org")
        unknown, unknown_link = self.typed("niemand@example.org")
        pages = [self.get(link) for link in (known_link, unknown_link)]
        texts = [page.text.replace(link, "") for page, link in zip(pages, (known_link, unknown_link), strict=True)]
        plain = [re.sub(r'(value|href|action|src)="[^"]*"', "", text) for text in texts]
        self.assertEqual(plain[0], plain[1])
        self.assertEqual((known.state, unknown.state), ("waiting", "waiting"))
        self.assertFalse(known.expose_sent_at or known.partner_id)
        self.assertFalse(customer.anfrage_consent_ids)
        self.assertEqual(len(self.mails_to("kunde@example.org")), 1)

    def test_an_honest_typo_is_corrected_a_limited_number_of_times(self):
        inquiry, link = self.typed("tipfehler@example.org")
        self.submit(link, email="richtig@example.org")
        self.env.invalidate_all()
        self.assertEqual(inquiry.email_normalized, "richtig@example.org")
        self.assertEqual(len(self.mails_to("richtig@example.org")), 1)
        for number in range(4):
            self.submit(link, email=f"opfer{number}@example.org")
        self.env.invalidate_all()
        self.assertEqual(len(self.env["mail.mail"].search([("email_to", "=like", "opfer%@example.org")])), 0)

    def test_the_page_says_the_same_when_nothing_was_sent(self):
        self.env["mail.blacklist"]._add("gesperrt@example.org")
        blocked, blocked_link = self.typed("gesperrt@example.org")
        self.assertEqual(blocked.state, "aborted")
        self.assertEqual(self.get(blocked_link).status_code, 200)
