"""Mails beyond the flow: whether one may go to a prospect, and the consent that advertising needs."""

from odoo import api, models

from .due import Done, later

# Whoever is behind these wants or gets nothing from us.
SILENT_REASONS = ("declined", "spoofed", "withdrawn", "undeliverable")


class AnfragemanagerConsent(models.Model):
    _inherit = "anfragemanager.consent"

    @api.model
    def _grants(self, company, email, kind="marketing"):
        """Whether the last word of an address about something was yes (§ 7 UWG, Art. 7 GDPR)."""
        key = self.env["anfragemanager.token"]._address_key(email) if email else ""
        if not key:
            return False
        mine = [("company_id", "=", company.id), ("subject_key", "=", key), ("kind", "=", kind)]
        last = self.sudo().search([*mine, ("erased_at", "=", False)], order="given_at desc, id desc", limit=1)
        return bool(last.granted)


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _why_no_mail(self, advertising):
        """Return why no further mail may go to the prospect, in words, or an empty string.

        :param bool advertising: it needs the prospect's consent to further offers
        """
        self.ensure_one()
        if self.mailbox_id.dry_run:
            return self.env._("Dry run: nothing is sent.")
        if not self.email_normalized or self.anonymized_at:
            return self.env._("There is no e-mail address.")
        if self.reason in SILENT_REASONS:
            return dict(self._reasons())[self.reason]
        if not self.confirmed_at and (self.email_typed or self._is_unproven() or self.mail_id.sender_check == "fail"):
            return self.env._("The address was not confirmed.")
        if self._is_blacklisted():
            return self.env._("The address is on the blocklist.")
        if self._on_stop_list():
            return self.env._("The owner of the address wants no automatic mails.")
        if advertising and not self.env["anfragemanager.consent"]._grants(self.company_id, self.email_normalized):
            return self.env._("There is no consent to further offers.")
        return ""

    def _send_further(self, purpose, template, number, advertising=False):
        """Send a mail beyond the flow, if it may go.

        :param str purpose: see token.PURPOSES
        :param int number: tells apart mails of one purpose; the same one is sent once
        :rtype: Done
        """
        why = self._why_no_mail(advertising)
        if why:
            return Done("skipped", why)
        if self._limit_reached(purpose):
            return later(self.env._("The limit of automatic mails is reached; it goes out later."))
        self._ensure_language()
        self._send(purpose, template, self.mailbox_id.expose_days, number=number)
        return Done("done", self.env._("Mail “%s”", template.name))

    def _stop_mails(self, address_key, why):
        """Who wants no more mails takes back the consent to further offers, too; that goes on record."""
        result = super()._stop_mails(address_key, why)
        inquiry = self.with_env(self.mailbox_id._automation_env())
        email = inquiry.email_normalized
        mine = email and self.env["anfragemanager.token"]._address_key(email) == address_key
        if mine and inquiry.env["anfragemanager.consent"]._grants(inquiry.company_id, email):
            label = inquiry.env._("No more e-mails from us")
            inquiry._put_on_record("marketing", label, label, inquiry.lang, granted=False)
        return result
