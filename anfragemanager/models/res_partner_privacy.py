"""Forgetting a contact: what this addon keeps of it goes with what others forget."""

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

PERSONAL = (
    "first_name", "last_name", "academic_title", "salutation", "anfrage_salutation", "mobile", "company_name",
    "anfrage_source_id",
)  # fmt: skip


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_partner_anonymized_vals(self, *args):
        """OCA's `privacy_partner_to_be_forgotten` asks for the values that anonymise a person."""
        return {**super()._prepare_partner_anonymized_vals(*args), **self._anfrage_forgotten_values()}

    def anonymize_partner_data(self):
        """The same addon's entry: the inquiries of a forgotten person are forgotten, too."""
        self._anfrage_forget_inquiries()
        result = super().anonymize_partner_data()
        self._anfrage_forget_keys()
        return result

    def _anfrage_forgotten_values(self):
        own = {name: False for name in PERSONAL if name in self._fields}
        return {**own, "anfrage_household_ids": [Command.clear()]}

    def _anfrage_forget_inquiries(self):
        """Stop and anonymise every inquiry of these contacts, linked or under one of their addresses."""
        Inquiry = self.env["anfragemanager.inquiry"].sudo()
        addresses = [email for email in self.mapped("email_normalized") if email]
        inquiries = Inquiry.search(
            [
                "|", ("partner_id", "in", self.ids), ("email_normalized", "in", addresses),
                ("company_id", "in", [*self.company_id.ids, *(() if self.company_id else self.env.companies.ids)]),
            ]
        )  # fmt: skip
        for inquiry in inquiries.filtered(lambda inquiry: inquiry.state in ("new", "waiting", "failed")):
            inquiry._stop_by_person()
        inquiries.filtered(lambda inquiry: not inquiry.anonymized_at)._anonymize()
        # What others' inquiries compared with them, and what they held before a decision.
        self.env["anfragemanager.duplicate"].sudo().search([("partner_id", "in", self.ids)]).unlink()
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        leads = leads.search([("partner_id", "in", self.ids), ("anfrage_inquiry_id", "!=", False)])
        leads._anfrage_forget_contact()

    def _anfrage_forget_keys(self):
        """Names and numbers stand in the keys of the duplicate check in a form that can be guessed."""
        self.env.cr.execute(SQL("DELETE FROM anfragemanager_match_key WHERE partner_id IN %s", tuple(self.ids)))
        self.env["anfragemanager.match.key"].invalidate_model()
