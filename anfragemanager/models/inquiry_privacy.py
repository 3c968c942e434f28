"""Forgetting who the prospect of an inquiry was."""

from odoo import fields, models

PERSONAL_FIELDS = (
    "salutation", "title", "first_name", "last_name", "company_name", "email", "phone", "mobile", "street", "zip",
    "city", "country_id", "message", "wishes", "preferred_contact", "disclosure", "external_id", "origin", "conflicts",
    "reason_note",
)  # fmt: skip


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _anonymize(self):
        """Forget who the prospect was; what happened stays countable. The contact, if any, is kept by its own rules."""
        for inquiry in self:
            inquiry.with_context(tracking_disable=True).write(
                {
                    **dict.fromkeys(PERSONAL_FIELDS, False),
                    "property_refs": inquiry.property_refs,
                    "anonymized_at": fields.Datetime.now(),
                }
            )
            # The link stays until it expires by itself: whoever said “this was not me” is told what happened.
            inquiry.token_ids.write({"email_normalized": ""})
            inquiry.duplicate_ids.unlink()
            inquiry.with_context(active_test=False).activity_ids.unlink()
            inquiry.trace_ids.write({"note": False})
            inquiry.message_ids.sudo().unlink()
            mail = inquiry.mail_id
            # A mail may hold inquiries of several people; it goes with the last of them.
            if mail.state == "processed" and all(other.anonymized_at for other in mail.inquiry_ids):
                mail.sudo().unlink()
