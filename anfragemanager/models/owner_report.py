"""The owner's report: what was done for a property, in numbers, without a word about a prospect."""

from collections import Counter
from datetime import datetime, time

from babel.dates import format_date as babel_date

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import babel_locale_parse

from .dates import plain_date
from .printing import print_html


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    def action_owner_report(self):
        """Open the dialog that prints the owner's report."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Owner's Report"),
            "res_model": "anfragemanager.owner.report",
            "view_mode": "form",
            "target": "new",
            "context": {"default_property_id": self.id},
        }

    def _owner_report(self, since, until):
        """Return the report of a period as PDF in the language of the context, with the caller's rights.

        :param date since: first day
        :param date until: last day
        :rtype: bytes
        :raise UserError: where nothing can be printed
        """
        self.ensure_one()
        if not self._expose_pdf_possible():
            raise UserError(self.env._("Nothing can be printed: the system library Pango is missing."))
        records = dict(self._expose_print_pictures(limit=1))
        values = {
            "o": self,
            "company": self.company_id,
            "agent": self._agent(),
            "pictures": [(address, caption) for address, (_record, caption) in records.items()],
            "html_lang": (self.env.context.get("lang") or "en").replace("_", "-").partition("@")[0],
            "period": f"{plain_date(self.env, since)} – {plain_date(self.env, until)}",
            "today": plain_date(self.env, fields.Date.context_today(self)),
            **self._owner_figures(since, until),
        }
        html = str(self.env["ir.qweb"]._render("anfragemanager.owner_report", values))
        pictures = {address: self._print_picture(record) for address, (record, _caption) in records.items()}
        return print_html(html, pictures, self.company_id._anfrage_print_style())

    def _owner_figures(self, since, until):
        """Return what the report counts.

        :return: ``{"totals": [(label, number)], "months": [(month, {total: number})], "portals": [(name, number)]}``
        """
        inquiries = self.env["anfragemanager.inquiry"].search_fetch(
            Domain("property_id", "=", self.id)
            & Domain("date", ">=", datetime.combine(since, time.min))
            & Domain("date", "<=", datetime.combine(until, time.max)),
            ["date", "portal_id", "expose_sent_at", "expose_opened_at", "wishes"],
            order="date, id",
        )
        locale = babel_locale_parse(self.env.context.get("lang") or "en_US")
        months, portals = {}, Counter()
        for inquiry in inquiries:
            first = inquiry.date.date().replace(day=1)
            month = months.setdefault(first, Counter())
            month["inquiries"] += 1
            month["sent"] += bool(inquiry.expose_sent_at)
            month["read"] += bool(inquiry.expose_opened_at)
            month["viewings"] += "viewing" in (inquiry.wishes or ())
            portals[inquiry.portal_id.name or self.env._("Other")] += 1
        total = sum(months.values(), Counter())
        labels = {
            "inquiries": self.env._("Inquiries"),
            "sent": self.env._("Exposés sent"),
            "read": self.env._("Exposés read"),
            "viewings": self.env._("Wishes for a viewing"),
        }
        return {
            "labels": labels,
            "totals": [(label, total[name]) for name, label in labels.items()],
            "months": [(babel_date(first, "LLLL yyyy", locale=locale), month) for first, month in months.items()],
            "portals": portals.most_common(),
        }
