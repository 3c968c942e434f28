"""Deletion on request (Art. 17 GDPR): what is deleted, and what the law makes the agency keep, named to both sides."""

from odoo import fields, models
from odoo.tools import plaintext2html

from .automated import automated
from .consent import RETENTION_YEARS
from .dates import plain_date
from .failure import REFUSALS
from .outgoing import AUTOMATIC


class AnfragemanagerRequest(models.Model):
    _inherit = "anfragemanager.request"

    def _what_stays(self):
        """Return in sentences what stays after a deletion, and why; in the language of the context."""
        self.ensure_one()
        return self.inquiry_id.sudo()._stays_after_erasure()

    def _erase(self, user=None):
        """Delete what is kept about the address, within what the law makes the agency keep, and say so by mail."""
        inquiry = self.inquiry_id
        if inquiry.email_normalized != self.email:
            self._settle("refused", self.env._("The inquiry has another address now."), user)
            return
        left = inquiry._erase(self)
        self.write({"email": False})
        note = self.env._("Deleted; a person decides on: %s.", ", ".join(left)) if left else self.env._("Deleted.")
        self._settle("done", note, user)


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _stays_after_erasure(self):
        """Return in sentences what the law makes the agency keep of this address (Art. 17 (3) GDPR)."""
        self.ensure_one()
        key = self.env["anfragemanager.token"]._address_key(self.email_normalized)
        Consent = self.env["anfragemanager.consent"].sudo()
        entries = Consent.search([("company_id", "=", self.company_id.id), ("subject_key", "=", key)])
        contracts = entries.filtered(lambda entry: entry.kind in ("gate", "withdrawal"))
        stays = []
        if contracts:
            until = plain_date(self.env, max(contracts.mapped("retention_until")))
            stays.append(
                self.env._(
                    "Contracts concluded with us and their withdrawal, with name and address, until %s "
                    "(§ 257 HGB, § 147 AO).",
                    until,
                )
            )
        # Also the request itself is proven.
        today = fields.Date.context_today(self)
        last = max([today.replace(year=today.year + RETENTION_YEARS, month=12, day=31),
                    *(entries - contracts).mapped("retention_until")])  # fmt: skip
        stays.append(
            self.env._(
                "Proof of what you confirmed, agreed to or asked for, until %s (Art. 17 (3) (e) GDPR, § 199 BGB).",
                plain_date(self.env, last),
            )
        )
        if self._other_leads() or any(kept for _partner, kept in self._partners_to_erase()):
            stays.append(
                self.env._(
                    "Your address in our book of contacts, where you are also a customer, owner or partner of ours: a "
                    "person decides on it."
                )
            )
        stays.append(self.env._("The number of your inquiry, without any data about you."))
        return stays

    def _partners_to_erase(self):
        """Return the contacts of this address: ``[(contact, whether it is kept)]``.

        A contact that was known before, that concluded a contract, or that logs in has other reasons to be there.
        """
        own = self._of_same_address()
        partners = own.partner_id.filtered(lambda partner: partner.email_normalized == self.email_normalized)
        # Those that no inquiry was ever linked with were known before.
        partners |= self.env["res.partner"].sudo()._anfrage_with_email(self.email_normalized, self.company_id)
        partners -= own._bare_contacts()
        concluded = own.filtered("gate_passed_at").partner_id
        return [
            (partner, partner in concluded or bool(partner.sudo().user_ids) or not self._made_by_inquiries(partner))
            for partner in partners
        ]

    def _other_leads(self):
        """Return the opportunities of this address that came from no inquiry: nobody knows what else they are about."""
        Lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        return (
            Lead.search(
                [("email_normalized", "=", self.email_normalized), ("company_id", "in", [self.company_id.id, False])]
            )
            - self._of_same_address()._leads()
        )

    @automated
    def _erase(self, request):
        """Delete what is kept about the address of this inquiry; see `_stays_after_erasure`.

        :return: what a person has to decide on, in words
        """
        own = self._of_same_address()
        stays = self.with_context(lang=self.lang)._stays_after_erasure()
        self._mail_of_erasure(stays)
        partners, others = self._partners_to_erase(), self._other_leads()
        for inquiry in own.filtered(lambda other: other.state in ("new", "waiting", "failed")):
            inquiry._stop_by_person()
        own._anonymize()
        own.request_ids.sudo().write(
            {"values": False, "file_json": False, "file_pdf": False, "file_html": False, "file_until": False}
        )
        (own.request_ids - request).sudo().write({"email": False})
        for inquiry in own:
            inquiry._trace("done", "ok", note=self.env._("Deleted at the request of the prospect."))
        kept = self.env["res.partner"]
        for partner, keep in partners:
            if keep or not self._delete_partner(partner):
                kept |= partner
        own.filtered(lambda inquiry: inquiry.partner_id and inquiry.partner_id not in kept).partner_id = False
        # An opportunity stays with a contact that is kept; without one it knows nobody any more.
        own._leads().filtered(lambda lead: lead.partner_id not in kept)._anfrage_forget_contact()
        left = [self.env._("contact no. %s", partner.id) for partner in kept]
        left += [self.env._("opportunity no. %s", lead.id) for lead in others]
        if left:
            self.activity_schedule(
                "anfragemanager.activity_check",
                summary=self.env._("The prospect asked for deletion: decide on the contact"),
                note=plaintext2html(", ".join(left)),
                user_id=self.mailbox_id._in_charge().id,
            )
        self.env["anfragemanager.retention"].sudo().create(
            {"company_id": self.company_id.id, "purpose": "erasure", "number": len(own)}
        )
        return left

    def _delete_partner(self, partner):
        """Delete a contact; return False where something holds on to it."""
        try:
            with self.env.cr.savepoint():
                partner.sudo().unlink()
        except REFUSALS:
            self.env.invalidate_all()
            return False
        return True

    def _mail_of_erasure(self, stays):
        """Queue the mail that says what was deleted and what stays; it hangs on no record, for those are forgotten."""
        spoken = self.with_context(lang=self.lang)
        text = "\n".join(
            (
                spoken.env._("Hello,"),
                "",
                spoken.env._("as you asked, we have deleted the data about you."),
                "",
                spoken.env._("The law makes us keep:"),
                *(f"• {line}" for line in stays),
                "",
                spoken.env._("You may complain to a data-protection authority (Art. 77 GDPR)."),
            )
        )
        company = spoken.company_id
        company._anfrage_send_text(
            spoken.mailbox_id, self.email_normalized, spoken.env._("Your data was deleted"), text, self.lang
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _anfrage_send_text(self, mailbox, email, subject, text, lang):
        """Queue a mail of plain text in the agency's frame that belongs to no record.

        :param mailbox: whose sender it bears; may be empty
        :return: its Message-ID
        """
        message = self.env["mail.message"].new({"body": plaintext2html(text)})
        html = self.env["ir.qweb"]._render(
            "anfragemanager.mail_layout", {"company": self.sudo(), "message": message, "lang": lang}
        )
        sender = mailbox._sender() if mailbox else self.email_formatted
        mail = self.env["mail.mail"].create(
            {
                "email_from": sender,
                "email_to": email,
                "reply_to": (mailbox.email if mailbox else False) or sender,
                "subject": subject,
                "body_html": html,
                "headers": repr(AUTOMATIC),
                "auto_delete": True,
            }
        )
        self.env["anfragemanager.inquiry"]._wake_mail_queue()
        return mail.message_id
