"""Forgetting who the prospect of an inquiry was: fields, mails, answers with files, tasks, history, opportunity."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

# What the inquiry was about and how mails were worded says nothing about the person.
KEPT_TEXTS = {"property_refs", "lang"}
PERSONAL_CHOICES = ("salutation", "country_id")
_TEXTS = ("char", "text", "html", "json")
_FILES_OF_OURS = ("anfragemanager.inquiry", "mail.message", "mail.compose.message", False)


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _personal_fields(self):
        """Return the names of all fields a prospect's words may stand in; a field somebody adds is one of them."""
        texts = [
            name
            for name, field in self._fields.items()
            if field.store and field.type in _TEXTS and not field.compute and not field.related
        ]
        return {*texts, *PERSONAL_CHOICES} - KEPT_TEXTS

    def _anonymize(self):
        """Forget who the prospect was; what happened stays countable.

        The contact, if any, is kept by its own rules, and the evidence by its own time.
        """
        for inquiry in self.sudo():
            lead, bare = inquiry._leads(), inquiry._bare_contacts()
            inquiry._forget_correspondence()
            inquiry.with_context(tracking_disable=True).write(
                {**dict.fromkeys(inquiry._personal_fields(), False), "anonymized_at": fields.Datetime.now()}
            )
            # The link stays until it expires by itself: whoever said “this was not me” is told what happened.
            inquiry.token_ids.write({"email_normalized": ""})
            inquiry.duplicate_ids.unlink()
            (inquiry.bundled_ids._left_waiting() - self.sudo())._ask_for_itself()
            inquiry.with_context(active_test=False).activity_ids.unlink()
            inquiry.trace_ids.write({"note": False})
            inquiry._forget_in_leads(lead)
            # Once more: deleting tasks writes into the history.
            inquiry._forget_correspondence()
            inquiry._mails_of_nobody_else().unlink()
            for contact in bare:
                inquiry._delete_partner(contact)

    def _message_get_suggested_recipients_batch(
        self, reply_discussion=False, reply_message=None, no_create=True, **more
    ):
        """Suggest whom to write to without making a contact of them, which Odoo does when a dialog is only opened."""
        return super()._message_get_suggested_recipients_batch(reply_discussion, reply_message, no_create=True, **more)

    def _bare_contacts(self):
        """Return the contacts that are nothing but the address of these inquiries, as Odoo makes them of whom somebody
        writes to; nothing else is linked to them."""
        bare = self.env["res.partner"]
        for inquiry in self.filtered("email_normalized"):
            bearers = bare._anfrage_with_email(inquiry.email_normalized, inquiry.company_id)
            bare |= bearers.filtered(
                lambda contact, since=inquiry.create_date - timedelta(minutes=1): (
                    email_normalize(contact.name or "") == contact.email_normalized
                    and contact.create_date >= since
                    and not (contact.phone or contact.street or contact.user_ids or contact.parent_id)
                )
            )
        linked = (
            self.env["crm.lead"].with_context(active_test=False).search([("partner_id", "in", bare.ids)]).partner_id
        )
        linked |= self.search([("partner_id", "in", bare.ids)]).partner_id
        return bare - linked

    def _forget_correspondence(self):
        """Delete what was written to and by the prospect, files and mails still kept in the queue included."""
        mine = Domain("model", "=", self._name) & Domain("res_id", "in", self.ids)
        messages = self.env["mail.message"].search(mine)
        files = self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        files |= messages.attachment_ids.filtered(lambda file: file.res_model in _FILES_OF_OURS)
        self.env["mail.mail"].search(mine).unlink()
        messages.exists().unlink()
        files.exists().unlink()

    def _leads(self):
        Lead = self.env["crm.lead"].with_context(active_test=False)
        return self.lead_id | Lead.search([("anfrage_inquiry_id", "in", self.ids)])

    def _forget_in_leads(self, leads):
        """An opportunity stays with its contact; what the inquiry brought into it goes."""
        for lead in leads.with_context(tracking_disable=True):
            about = lead.anfrage_property_id.reference or (self.property_refs or [""])[0]
            lead.write({"name": self.env._("Inquiry %s", about).strip(), "description": False})
            lead.message_ids.tracking_value_ids.filtered(
                lambda change: change.field_id.name in ("name", "description")
            ).unlink()
            # “You have been assigned to …” names the prospect.
            about = [("model", "=", "crm.lead"), ("res_id", "=", lead.id), ("message_type", "=", "user_notification")]
            self.env["mail.message"].search(about).unlink()

    def _mails_of_nobody_else(self):
        """Return the received mails about these inquiries; one that tells of several people goes with the last."""
        Mail = self.env["anfragemanager.mail"]
        mails = self.mail_id | Mail.search([("about_id", "in", self.ids)])
        mails |= Mail.search([("copy_of_id", "in", mails.ids)])
        return mails.filtered(
            lambda mail: mail.state == "processed" and all(other.anonymized_at for other in mail.inquiry_ids)
        )
