"""An agency with a property and a prospect who got a link, and the visits of its page."""

import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user

UNKNOWN = "/anfrage/" + "A" * 43


class PageCase(HttpCase):
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
