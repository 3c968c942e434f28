"""Links of the prospect: a fresh one for one that expired."""

# The flow is one model in several files, so that the story of the steps stands alone.
# pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, fields, models

# Fresh links per inquiry and day, and confirmation mails per inquiry at all
RENEWALS = 2
CONFIRMATIONS = 3


class AnfragemanagerFlow(models.AbstractModel):
    _inherit = "anfragemanager.flow"

    @api.model
    def _renew(self, secret):
        """Mail a fresh link to the address that an expired one went to, within the limits; says nothing about it.

        An inquiry that was not confirmed in time waits again.
        """
        token = self.env["anfragemanager.token"]._find(secret)
        inquiry = token.inquiry_id
        if not inquiry or token.expires_at > fields.Datetime.now():
            return
        self._wait_for(inquiry)
        self = self._for_mailbox(inquiry.mailbox_id)
        token, inquiry = token.with_env(self.env), inquiry.with_env(self.env)
        if not self._may_renew(token, inquiry):
            return
        mailbox = inquiry.mailbox_id
        self._mind_language(inquiry)
        if token.purpose == "expose":
            number = len(inquiry.token_ids.filtered(lambda other: other.purpose == "expose"))
            self._send(inquiry, "expose", mailbox.expose_template_id, mailbox.expose_days, number=number)
            self._trace(inquiry, "expose", "ok", note=self.env._("Fresh link to %s", inquiry.email))
            return
        number = len(inquiry.token_ids.filtered(lambda other: other.purpose == "confirmation"))
        self._send(inquiry, "confirmation", mailbox.confirmation_template_id, mailbox.expiry_days, number=number)
        now = fields.Datetime.now()
        inquiry.write(
            {
                "state": "waiting",
                "reason": False,
                "next_step": "confirmation",
                "confirmation_sent_at": now,
                "expires_at": now + timedelta(days=mailbox.expiry_days),
            }
        )
        self._trace(inquiry, "confirmation", "waiting", note=self.env._("Fresh link to %s", inquiry.email))

    @api.model
    def _may_renew(self, token, inquiry):
        if not token.email_normalized or token.email_normalized != inquiry.email_normalized:
            return False
        if self._is_blacklisted(inquiry) or self._limit_reached(inquiry):
            return False
        since = fields.Datetime.now() - timedelta(days=1)
        if len(inquiry.token_ids.filtered(lambda other: other.create_date >= since)) >= RENEWALS:
            return False
        if token.purpose == "expose":
            return inquiry._expose_released() and inquiry.property_id._expose_available()
        confirmations = inquiry.token_ids.filtered(lambda other: other.purpose == "confirmation")
        waits = inquiry.state == "waiting" or (inquiry.state == "expired" and inquiry.reason == "not_confirmed")
        return (
            waits and not inquiry.bundle_id and len(confirmations) < CONFIRMATIONS and not self._waits_already(inquiry)
        )

    @api.model
    def _waits_already(self, inquiry):
        return bool(
            self.env["anfragemanager.inquiry"].search_count(
                [
                    ("company_id", "=", inquiry.company_id.id),
                    ("email_normalized", "=", inquiry.email_normalized),
                    ("state", "=", "waiting"),
                    ("bundle_id", "=", False),
                    ("id", "!=", inquiry.id),
                ],
                limit=1,
            )
        )
