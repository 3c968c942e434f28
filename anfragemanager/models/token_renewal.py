"""Links of the prospect: a fresh one for one that expired."""

from datetime import timedelta

from odoo import api, fields, models

from .inquiry_flow import CONFIRMATIONS

LEADS_TO_EXPOSE = ("expose", "contract")
# Fresh links per inquiry and day
RENEWALS = 2


class AnfragemanagerToken(models.Model):
    _inherit = "anfragemanager.token"

    @api.model
    def _renew(self, secret):
        """Mail a fresh link to the address that an expired one went to, within the limits; says nothing about it.

        An inquiry that was not confirmed in time waits again.
        """
        token = self._find(secret)
        inquiry = token.inquiry_id
        if not inquiry or token.expires_at > fields.Datetime.now():
            return
        inquiry._lock_row()
        token = token.with_env(inquiry.mailbox_id._automation_env())
        if token._may_be_renewed():
            token._send_again()

    def _send_again(self):
        inquiry = self.inquiry_id
        mailbox = inquiry.mailbox_id
        inquiry._ensure_language()
        if self.purpose in LEADS_TO_EXPOSE:
            number = len(inquiry.token_ids.filtered(lambda other: other.purpose == "expose"))
            template = mailbox._expose_template(inquiry.property_id)
            inquiry._send("expose", template, mailbox.expose_days, number=number)
            inquiry._trace("expose", "ok", note=self.env._("Fresh link to %s", inquiry.email))
            return
        number = len(inquiry.token_ids.filtered(lambda other: other.purpose == "confirmation"))
        inquiry._send("confirmation", mailbox.confirmation_template_id, mailbox.expiry_days, number=number)
        # Its time runs from when the mail is out.
        inquiry.write({"state": "waiting", "reason": False, "next_step": "confirmation", "expires_at": False})
        inquiry._trace("confirmation", "waiting", note=self.env._("Fresh link to %s", inquiry.email))

    def _may_be_renewed(self):
        inquiry = self.inquiry_id
        if not self.email_normalized or self.email_normalized != inquiry.email_normalized:
            return False
        if inquiry.mailbox_id.dry_run:
            return False
        if inquiry._is_blacklisted() or inquiry._on_stop_list() or inquiry._limit_reached("renewal"):
            return False
        since = fields.Datetime.now() - timedelta(days=1)
        if len(inquiry.token_ids.filtered(lambda other: other.create_date >= since)) >= RENEWALS:
            return False
        if self.purpose in LEADS_TO_EXPOSE:
            return inquiry._expose_released() and inquiry.property_id._expose_available()
        confirmations = inquiry.token_ids.filtered(lambda other: other.purpose == "confirmation")
        waits = inquiry.state == "waiting" or (inquiry.state == "expired" and inquiry.reason == "not_confirmed")
        return (
            waits and not inquiry.bundle_id and len(confirmations) < CONFIRMATIONS and not inquiry._waiting_of_address()
        )
