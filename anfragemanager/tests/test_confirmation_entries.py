"""What is typed into the page behind the link: hostile entries, another address; and what the page asks and tells."""

import re

from odoo.tests import tagged

from . import confirmation

HOSTILE = "\"><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>'"


@tagged("post_install", "-at_install")
class TestConfirmationEntries(confirmation.PageCase):
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
        for path, status in ((self.link, 200), (confirmation.UNKNOWN, 404)):
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
