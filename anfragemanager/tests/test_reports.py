"""What is reported: figures per portal and month, what an inquiry costs, and the owner's report without a name."""

import base64
import io
from datetime import date, timedelta

from PyPDF2 import PdfReader

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from . import common

MONTH = fields.Datetime.to_datetime("2026-03-01")


@tagged("post_install", "-at_install")
class TestAnalysis(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.chief = new_test_user(
            self.env,
            login="chief_reports",
            groups="anfragemanager.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.scout, self.immowelt = self.portals[:2]
        self.partner = self.make_partner(name="Wer", email="wer@example.org")

    def inquiry(self, day=2, portal=None, **values):
        return self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "property_id": self.property.id,
                "portal_id": (portal or self.scout).id,
                "date": MONTH + timedelta(days=day),
                "last_name": "Geheimnis",
                "email": "geheim@example.org",
                **values,
            }
        )

    def done(self, **values):
        return self.inquiry(state="done", partner_id=self.partner.id, **values)

    def figures(self, *measures, user=None, groupby=()):
        self.env.flush_all()
        rows = (
            self.env["anfragemanager.analysis"]
            .with_user(user or self.chief)
            .with_company(self.company)
            ._read_group([("mailbox_id", "=", self.mailbox.id)], list(groupby), list(measures))
        )
        return rows if groupby else rows[0]

    def test_a_portal_costs_what_it_costs_however_many_inquiries_it_brings(self):
        self.scout.with_company(self.company).monthly_cost = 300
        self.done(), self.done(), self.inquiry(state="aborted", reason="duplicate")
        self.inquiry(portal=self.immowelt)
        cost, qualified, each = self.figures("cost:sum", "qualified:sum", "cost_per_qualified:avg")
        self.assertAlmostEqual(cost, 300)
        self.assertEqual(qualified, 2)
        self.assertAlmostEqual(each, 150)
        by_portal = dict(self.figures("cost_per_inquiry:avg", groupby=["portal_id"]))
        self.assertAlmostEqual(by_portal[self.scout], 100)
        self.assertFalse(by_portal[self.immowelt])
        currency, both = self.figures("currency_id:array_agg_distinct", "cost_per_qualified:sum_currency")
        self.assertEqual(currency, self.company.currency_id.ids)
        self.assertAlmostEqual(both, 150, msg="as a table asks for money")

    def test_rates_count_those_asked_and_those_done(self):
        asked = {"confirmation_sent_at": MONTH}
        self.done(**asked, confirmed_at=MONTH)
        by_hand = self.done(**asked, confirmed_at=MONTH)
        self.inquiry(**asked, state="expired")
        by_hand._trace("address", "manual")
        confirmed, unattended = self.figures("confirmation_rate:avg", "unattended_rate:avg")
        self.assertAlmostEqual(confirmed, 200 / 3)
        self.assertAlmostEqual(unattended, 50)

    def test_hours_count_only_where_there_was_an_answer(self):
        sent = MONTH + timedelta(days=2, minutes=30)
        self.done(expose_sent_at=sent)
        self.inquiry()
        answer, expose = self.figures("hours_to_answer:avg", "hours_to_expose:avg")
        self.assertAlmostEqual(answer, 0.5)
        self.assertAlmostEqual(expose, 0.5)

    def test_nothing_to_divide_by_is_no_error(self):
        self.inquiry(state="aborted")
        self.assertFalse(self.figures("cost_per_qualified:avg")[0])

    def test_a_clerk_sees_figures_but_no_cost(self):
        self.done()
        self.assertEqual(self.figures("inquiries:sum", user=self.clerk), (1,))
        for name in ("cost:sum", "cost_per_qualified:avg"):
            with self.assertRaises(AccessError):
                self.figures(name, user=self.clerk)

    def test_another_company_sees_nothing(self):
        self.done()
        self.scout.with_company(self.company).monthly_cost = 300
        other = self.env["res.company"].create({"name": "Andere"})
        stranger = new_test_user(
            self.env,
            login="stranger_reports",
            groups="anfragemanager.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        analysis = self.env["anfragemanager.analysis"].with_user(stranger)
        self.assertEqual(analysis.search_count([]), 0)
        self.assertFalse(self.scout.with_user(stranger).monthly_cost)
        setup = self.env["anfragemanager.setup"].with_user(stranger).get_setup(self.mailbox.id)
        self.assertEqual(setup["mailboxes"], [])

    # the owner's report

    def report(self, user=None, **values):
        wizard = self.env["anfragemanager.owner.report"].with_user(user or self.clerk)
        return wizard.create({"property_id": self.property.id, **values})

    def test_the_owner_reads_numbers_and_nobodys_name(self):
        self.done(expose_sent_at=MONTH, expose_opened_at=MONTH, wishes=["viewing"], message="Mein Geheimnis")
        self.inquiry(day=40)
        dialog = self.report(until=date(2026, 12, 31))
        self.assertEqual(dialog.since, date(2026, 3, 3))
        figures = self.property.with_user(self.clerk)._owner_figures(dialog.since, dialog.until)
        self.assertEqual([number for _label, number in figures["totals"]], [2, 1, 1, 1])
        self.assertEqual(len(figures["months"]), 2)
        if not self.property._expose_pdf_possible():
            self.skipTest("Nothing can be printed here.")
        dialog.with_context(lang="de_DE").action_print()
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(self.pdf(dialog))).pages)
        self.assertIn("Reihenhaus mit Garten", text)
        self.assertIn("Testmakler GmbH", text)
        for secret in ("Geheimnis", "geheim@example.org", "Wer"):
            self.assertNotIn(secret, text.replace("Wert", ""))

    def pdf(self, dialog):
        return base64.b64decode(dialog.with_context(bin_size=False).file)

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        with self.assertRaises(UserError):
            self.report(since=date(2026, 5, 1), until=date(2026, 4, 1)).action_print()

    def test_a_viewing_asked_for_on_the_page_counts(self):
        inquiry = self.done()
        inquiry._prospect_asks("viewing", "", "02.03.2026 10:00", "", "de_DE")
        self.assertEqual(inquiry.wishes, ["viewing"])
