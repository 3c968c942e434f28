"""Odoo's privacy look-up finds everything of a person here (Art. 15 GDPR), and its deleting acts on it (Art. 17)."""

import re

# Odoo's own dialog; ours adds what it looks through.
# pylint: disable=no-wizard-in-models
from odoo import models
from odoo.tools import SQL, email_normalize


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        query = super()._get_query()
        email = email_normalize(self.email.strip())
        # The address as a whole word: that of Johanna is not Anna's.
        pattern = rf"(^|[^[:alnum:]._%+-]){re.escape(email)}($|[^[:alnum:]-])"
        name = " ".join(self.name.split())
        model_id = self.env["ir.model"]._get_id
        inquiries = SQL(
            """SELECT id FROM anfragemanager_inquiry
                WHERE email_normalized = %s OR concat_ws(' ', first_name, last_name) ILIKE %s""",
            email, name,
        )  # fmt: skip
        return SQL(
            """
            SELECT DISTINCT res_model_id, res_id, is_active FROM (
                (%(query)s)
                UNION ALL
                SELECT %(inquiry)s, id, TRUE FROM anfragemanager_inquiry WHERE id IN (%(inquiries)s)
                UNION ALL
                SELECT %(mail)s, id, TRUE FROM anfragemanager_mail
                 WHERE sender ~* %(pattern)s OR text ~* %(pattern)s OR parsed::text ~* %(pattern)s
                    OR about_id IN (%(inquiries)s)
                    OR id IN (SELECT mail_id FROM anfragemanager_inquiry WHERE id IN (%(inquiries)s))
                UNION ALL
                SELECT %(consent)s, id, TRUE FROM anfragemanager_consent
                 WHERE subject_key = %(key)s OR subject ~* %(pattern)s OR inquiry_id IN (%(inquiries)s)
                UNION ALL
                SELECT %(token)s, id, TRUE FROM anfragemanager_token
                 WHERE email_normalized = %(email)s OR inquiry_id IN (%(inquiries)s)
            ) AS found
            """,
            query=query,
            inquiry=model_id("anfragemanager.inquiry"),
            mail=model_id("anfragemanager.mail"),
            consent=model_id("anfragemanager.consent"),
            token=model_id("anfragemanager.token"),
            inquiries=inquiries,
            pattern=pattern,
            email=email,
            key=self.env["anfragemanager.token"]._address_key(email),
        )


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        """What went with another record is gone already; evidence stays for its time and says so."""
        self.ensure_one()
        record = self.env[self.res_model].sudo().browse(self.res_id) if self.res_model in self.env else self.env["base"]
        if record._name == "anfragemanager.consent":
            until = max(filter(None, record.mapped("retention_until")), default=False)
            self.execution_details = self.env._(
                "Evidence #%(number)s is kept until %(date)s (Art. 17 (3) (e) GDPR).", number=self.res_id, date=until
            )
            return
        if record and not record.exists():
            self.execution_details = self.env._("%(model)s #%(number)s went with another record.",
                                                model=self.res_model_id.name, number=self.res_id)  # fmt: skip
            self.is_unlinked = True
            return
        if record._name == "anfragemanager.inquiry":
            if record.state in ("new", "waiting", "failed"):
                record._stop_by_person()
            record._anonymize()
        if record._name == "res.partner":
            record._anfrage_forget_inquiries()
        if record._name == "anfragemanager.mail" and record.state != "processed":
            record.state = "processed"
        super().action_unlink()
