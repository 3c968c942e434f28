"""How long what is kept, by purpose; what the next run deletes; and a log of deletions without personal data."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .automated import logger

# At once, so that a run ends; the next one goes on.
BATCH = 1000
# purpose: the company's field with its days
PERIODS = {
    "unconfirmed": "anfrage_keep_unconfirmed",
    "unconcluded": "anfrage_keep_unconcluded",
    "concluded": "anfrage_retention_days",
    "mails": "anfrage_keep_mails",
    "disclosure": "anfrage_keep_disclosure",
    "links": "anfrage_keep_links",
}


class AnfragemanagerRetention(models.Model):
    """One line per purpose and run: how many records were deleted or anonymised because their time was over."""

    _name = "anfragemanager.retention"
    _description = "Deletion"
    _inherit = ["anfragemanager.named"]
    _order = "id desc"
    _rec_name = "purpose"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    purpose = fields.Selection(
        [
            ("unconfirmed", "Unconfirmed Inquiries"),
            ("unconcluded", "Ignored and Stopped Inquiries"),
            ("concluded", "Completed Inquiries"),
            ("mails", "Received Mails"),
            ("disclosure", "Self-Disclosures"),
            ("links", "Links in Mails"),
            ("erasure", "Deleted on Request"),
        ],
        required=True,
        readonly=True,
    )
    number = fields.Integer(readonly=True)

    @api.model
    def _due(self, company, purpose):
        """Return the records of a company whose time for a purpose is over, a batch at most."""
        Inquiry, Mail = self.env["anfragemanager.inquiry"].sudo(), self.env["anfragemanager.mail"].sudo()
        days = company[PERIODS[purpose]]
        if days <= 0:
            return Inquiry
        before = fields.Datetime.now() - timedelta(days=days)
        ours = Domain("company_id", "=", company.id)
        if purpose == "mails":
            return Mail.search(
                ours & Domain("received_at", "<", before) & Domain("state", "=", "processed"), limit=BATCH
            )
        if purpose == "links":
            # Until then they are needed to count mails, to match bounces and to mail a fresh one.
            expired = Domain("expires_at", "<", before) & Domain("inquiry_id.company_id", "=", company.id)
            return self.env["anfragemanager.token"].sudo().search(expired, limit=BATCH)
        if purpose == "disclosure":
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM anfragemanager_inquiry WHERE company_id = %s AND date < %s"
                    " AND disclosure IS NOT NULL AND disclosure::text NOT IN ('{}', 'null', 'false') LIMIT %s",
                    company.id, before, BATCH,
                )
            )  # fmt: skip
            return Inquiry.browse(row[0] for row in rows)
        unconfirmed = Domain("state", "=", "expired") | Domain("reason", "in", ("not_confirmed", "declined"))
        states = {
            "unconfirmed": unconfirmed & Domain("state", "in", ("expired", "aborted")),
            "unconcluded": Domain("state", "in", ("ignored", "aborted")) & ~unconfirmed,
            "concluded": Domain("state", "=", "done"),
        }
        due = ours & Domain("date", "<", before) & Domain("anonymized_at", "=", False) & states[purpose]
        return Inquiry.search(due, limit=BATCH)

    @api.model
    def _delete_due(self):
        """Delete and anonymise what is due, of every company; contacts stay, evidence has a job of its own."""
        for company in self.env["res.company"].sudo().search([], limit=10_000):
            for purpose in PERIODS:
                records = self._due(company, purpose)
                if not records:
                    continue
                number = len(records)
                if purpose in ("mails", "links"):
                    records.unlink()
                elif purpose == "disclosure":
                    records._forget_disclosure()
                else:
                    records._anonymize()
                self.sudo().create({"company_id": company.id, "purpose": purpose, "number": number})
                logger.info("Retention: %s of company %s, %s deleted.", purpose, company.id, number)
        # The domain of a forgotten address counts for its limits for a day; it may be a name.
        self.env.cr.execute(
            "UPDATE anfragemanager_token SET email_domain = '' WHERE email_normalized = '' AND email_domain <> ''"
            " AND create_date < (now() AT TIME ZONE 'UTC') - interval '1 day'"
        )

    @api.model
    def _preview(self, company):
        """Return in a sentence what the next run will delete."""
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        counted = [(labels[purpose], len(self._due(company, purpose))) for purpose in PERIODS]
        return ", ".join(f"{label}: {number}" for label, number in counted if number) or self.env._("nothing")


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    has_disclosure = fields.Boolean(compute="_compute_has_disclosure")
    disclosure_shown_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("disclosure")
    def _compute_has_disclosure(self):
        for inquiry in self:
            inquiry.has_disclosure = bool(inquiry.sudo().disclosure)

    def action_show_disclosure(self):
        """Show what the portal sent unasked of income and work: only for a named property, and noted in the trace."""
        self.check_access("write")
        for inquiry in self.sudo():
            if not inquiry.property_id:
                raise UserError(self.env._("Without a property there is no reason to look at the self-disclosure."))
            inquiry.disclosure_shown_at = fields.Datetime.now()
            inquiry._trace(
                "read", "manual", note=self.env._("Self-disclosure shown for %s", inquiry._property_number())
            )
        return True

    def _forget_disclosure(self):
        """Drop self-disclosures, and the mails they stand in."""
        self.write({"disclosure": False})
        mails = self.mail_id.filtered(lambda mail: mail.state == "processed")
        mails |= self.env["anfragemanager.mail"].sudo().search([("copy_of_id", "in", mails.ids)])
        mails.unlink()


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_keep_unconfirmed = fields.Integer(string="Unconfirmed Inquiries (Days)", default=30)
    anfrage_keep_unconcluded = fields.Integer(string="Ignored and Stopped Inquiries (Days)", default=180)
    anfrage_keep_mails = fields.Integer(string="Received Mails (Days)", default=90)
    anfrage_keep_disclosure = fields.Integer(string="Self-Disclosures (Days)", default=30)
    anfrage_keep_links = fields.Integer(string="Links in Mails, after They Expired (Days)", default=90)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anfrage_keep_unconfirmed = fields.Integer(related="company_id.anfrage_keep_unconfirmed", readonly=False)
    anfrage_keep_unconcluded = fields.Integer(related="company_id.anfrage_keep_unconcluded", readonly=False)
    anfrage_keep_mails = fields.Integer(related="company_id.anfrage_keep_mails", readonly=False)
    anfrage_keep_disclosure = fields.Integer(related="company_id.anfrage_keep_disclosure", readonly=False)
    anfrage_keep_links = fields.Integer(related="company_id.anfrage_keep_links", readonly=False)
    anfrage_retention_preview = fields.Char(string="The Next Run Deletes", compute="_compute_anfrage_retention_preview")

    @api.depends("company_id")
    def _compute_anfrage_retention_preview(self):
        for settings in self:
            settings.anfrage_retention_preview = self.env["anfragemanager.retention"]._preview(settings.company_id)
