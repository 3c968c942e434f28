"""What the flow sends: mails with links and limits, confirmations to the mailbox, and the consents behind them."""

# The flow is one model in several files, so that the story of the steps stands alone.
# pylint: disable=consider-merging-classes-inherited

import base64
import textwrap
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import hash_sign, plaintext2html

from .flow_base import (
    ADDRESS_FIELDS,
    AUTOMATIC,
    CONFIRMATION_SCOPE,
    VERIFIED_FACTOR,
    one_line,
    stop,
)


class AnfragemanagerFlow(models.AbstractModel):
    _inherit = "anfragemanager.flow"

    @api.model
    def _confirmation_text(self, inquiry, values):
        lines = [f"{self._label(name)}: {value}" for name, value in values.items() if name in ADDRESS_FIELDS and value]
        intro = self.env._(
            "The prospect of inquiry %(id)s (%(name)s) confirmed on the web page.",
            id=inquiry.id,
            name=inquiry.display_name,
        )
        return "\n".join([intro, "", *lines])

    @api.model
    def _record_confirmation(self, inquiry, values):
        """Keep the confirmation as a mail in the mailbox, as proof of what was confirmed when."""
        message = EmailMessage(policy=SMTP)
        message["From"] = message["To"] = inquiry.mailbox_id.email or inquiry.company_id.email or "anfrage@localhost"
        message["Subject"] = one_line(self.env._("Confirmation of inquiry %s", inquiry.id))
        message["Date"] = format_datetime(fields.Datetime.now())
        message["Message-ID"] = make_msgid(domain="anfragemanager.local")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self._confirmation_text(inquiry, values))
        raw = message.as_bytes()
        fingerprint, message_id = self.env["anfragemanager.mail"]._fingerprint_of(raw)
        self.env["anfragemanager.mail"].create(
            {
                "mailbox_id": inquiry.mailbox_id.id,
                "raw": base64.b64encode(raw),
                "raw_size": len(raw),
                "fingerprint": fingerprint,
                "message_id": message_id,
                "state": "processed",
                "kind": "confirmation",
                "sender": message["From"],
                "subject": message["Subject"],
                "text": message.get_content(),
            }
        )

    @api.model
    def _send_confirmation_to_mailbox(self, inquiry, values):
        """Send the signed confirmation mail to the mailbox itself (transport `mail`)."""
        # The number of links issued is a nonce: a confirmation works for the state it was made for, once.
        payload = {"inquiry": inquiry.id, "nonce": len(inquiry.token_ids), "values": values}
        days = inquiry.mailbox_id.expiry_days + 5
        signed = hash_sign(self.env, CONFIRMATION_SCOPE, payload, expiration_hours=24 * days)
        block = "\n".join(["-----BEGIN ANFRAGE-----", *textwrap.wrap(signed, 64), "-----END ANFRAGE-----"])
        mailbox = inquiry.mailbox_id
        self.env["mail.mail"].create(
            {
                "email_from": mailbox._sender(),
                "email_to": mailbox.email,
                "subject": self.env._("Confirmation of inquiry %s", inquiry.id),
                "body_html": plaintext2html(f"{self._confirmation_text(inquiry, values)}\n\n{block}"),
                "headers": repr({"Auto-Submitted": "auto-generated"}),
                "auto_delete": True,
                # Sent again like the mails to prospects should no server answer; see `_retry_outgoing`.
                "model": inquiry._name,
                "res_id": inquiry.id,
                "is_internal": True,
            }
        )
        self._wake_mail_queue()

    @api.model
    def _is_blacklisted(self, inquiry):
        return bool(self.env["mail.blacklist"].search_count([("email", "=", inquiry.email_normalized)], limit=1))

    @api.model
    def _limit_reached(self, inquiry):
        """Return which limit of automatic mails is reached, or an empty string. Counted in the database."""
        company, Token = inquiry.company_id, self.env["anfragemanager.token"]
        ours = Domain("inquiry_id.company_id", "=", company.id)
        email = inquiry.email_normalized
        # Who confirmed or is a contact is no stranger somebody else could flood, but may look at many flats in a day.
        per_day = company.anfrage_limit_address * (VERIFIED_FACTOR if inquiry.confirmed_at or inquiry.partner_id else 1)
        if Token._sent_since([("address_key", "=", Token._address_key(email))], 24) >= per_day:
            return "address"
        domain = ours & Domain("email_domain", "=", email.rpartition("@")[2])
        if Token._sent_since(domain, 1) >= company.anfrage_limit_domain:
            return "domain"
        if Token._sent_since(ours, 1) >= company.anfrage_limit_total:
            return "total"
        return ""

    @api.model
    def _rate_limited(self, inquiry, limit):
        """Stop; what only an overall limit holds back goes out later by itself."""
        labels = {
            "address": self.env._("Limit per address and day reached."),
            "domain": self.env._("Limit per mail domain and hour reached."),
            "total": self.env._("Limit of all automatic mails per hour reached."),
        }
        if limit != "address":
            inquiry.next_try = fields.Datetime.now() + timedelta(hours=1)
            self.env.ref("anfragemanager.cron_process")._trigger(at=inquiry.next_try)
        return stop("aborted", "rate_limited", labels[limit])

    @api.model
    def _send(self, inquiry, purpose, template, days, number=0, attachments=(), with_link=True):
        """Queue one automatic mail to the prospect, in the prospect's language.

        The mail and the row that says it was sent are created in one transaction; the unique index on the row makes a
        second mail impossible.
        """
        if not template:
            raise UserError(self.env._("The mailbox “%s” has no template for this mail.", inquiry.mailbox_id.name))
        token, secret = self.env["anfragemanager.token"]._issue(inquiry, purpose, days, number)
        path = f"/anfrage/{secret}/expose" if purpose == "expose" else f"/anfrage/{secret}"
        url = f"{inquiry.get_base_url()}{path}"
        mailbox = inquiry.mailbox_id
        agent = (inquiry.property_id.user_id if purpose == "expose" else None) or mailbox.user_id
        mail_id = template.with_context(
            anfrage_url=url if with_link else False, anfrage_agent=agent, anfrage_days=days
        ).send_mail(
            inquiry.id,
            email_values={
                "email_from": mailbox._sender(),
                "email_to": inquiry.email_normalized,
                "email_cc": False,
                "recipient_ids": [],
                "reply_to": mailbox.email or mailbox._sender(),
                "headers": repr(AUTOMATIC),
                "attachments": list(attachments),
                "auto_delete": True,
                # Keeps the message on the inquiry when the sent mail is deleted.
                "is_notification": True,
            },
            email_layout_xmlid=template.email_layout_xmlid or "anfragemanager.mail_layout",
        )
        message = self.env["mail.mail"].browse(mail_id).mail_message_id
        token.message_id = message.message_id
        if not self.env["ir.config_parameter"].get_param("anfragemanager.show_links"):
            # The link is the prospect's key; in the history it is not needed.
            message.body = message.body.replace(secret, "…")
        self._wake_mail_queue()

    @api.model
    def _wake_mail_queue(self):
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _add_consents(self, inquiry, values):
        company = inquiry.company_id.with_context(lang=inquiry.lang)
        texts = [
            ("privacy", True, company._anfrage_wording("privacy")),
            ("email", True, self.env._("Link in the mail to %s opened and form sent.", inquiry.email)),
        ]
        if inquiry.mailbox_id.ask_marketing:
            texts.append(("marketing", bool(values.get("marketing")), company._anfrage_wording("marketing")))
        self.env["anfragemanager.consent"].create(
            [
                {
                    "inquiry_id": inquiry.id,
                    "company_id": company.id,
                    "kind": kind,
                    "granted": granted,
                    "text": text,
                    "channel": "page",
                }
                for kind, granted, text in texts
                if text
            ]
        )

    @api.model
    def _hand_consents_to(self, inquiry, partner):
        consents = (inquiry | inquiry.bundle_id).consent_ids.filtered(lambda consent: not consent.partner_id)
        if consents:
            consents.partner_id = partner
