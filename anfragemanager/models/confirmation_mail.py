"""The confirmation mail to the mailbox: what the prospect confirmed, as text for people and signed for the flow."""

import textwrap
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from odoo import api, fields, models
from odoo.tools import hash_sign, plaintext2html, verify_hash_signed

from ..parsing.envelope import identity
from .inquiry import ADDRESS_FIELDS
from .mail_review import OPEN_KINDS
from .storable import one_line

_SCOPE = "anfragemanager.confirmation"
_BEGIN, _END = "-----BEGIN ANFRAGE-----", "-----END ANFRAGE-----"
_MAX_BLOCK = 20_000


def marked_block(signed):
    """Return signed data between the marks, in lines that mail systems leave alone."""
    return "\n".join([_BEGIN, *textwrap.wrap(signed, 64), _END])


def signed_block(text):
    """Return what stands between the marks of a confirmation mail, without blanks, or an empty string."""
    block = text.partition(_BEGIN)[2].partition(_END)
    return "".join(block[0].split()) if block[1] and len(block[0]) <= _MAX_BLOCK else ""


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _confirmation_text(self, values):
        lines = [f"{self._label(name)}: {value}" for name, value in values.items() if name in ADDRESS_FIELDS and value]
        intro = self.env._(
            "The prospect of inquiry %(id)s (%(name)s) confirmed on the web page.",
            id=self.id,
            name=self.display_name,
        )
        return "\n".join([intro, "", *lines])

    def _keep_confirmation(self, values):
        """Keep the confirmation as a mail in the mailbox, as proof of what was confirmed when."""
        subject = self.env._("Confirmation of inquiry %s", self.id)
        self.env["anfragemanager.mail"]._keep_own(
            self.mailbox_id, subject, self._confirmation_text(values), "confirmation", self
        )

    def _send_confirmation_to_mailbox(self, values):
        """Send the signed confirmation mail to the mailbox itself (transport `mail`)."""
        # The number of links issued is a nonce: a confirmation works for the state it was made for, once.
        payload = {"inquiry": self.id, "nonce": len(self.token_ids), "values": values}
        days = self.mailbox_id.expiry_days + 5
        signed = hash_sign(self.env, _SCOPE, payload, expiration_hours=24 * days)
        mailbox = self.mailbox_id
        self.env["mail.mail"].create(
            {
                "email_from": mailbox._sender(),
                "email_to": mailbox.email,
                "subject": self.env._("Confirmation of inquiry %s", self.id),
                "body_html": plaintext2html(f"{self._confirmation_text(values)}\n\n{marked_block(signed)}"),
                "headers": repr({"Auto-Submitted": "auto-generated"}),
                "auto_delete": True,
                # Sent again like the mails to prospects should no server answer; see `_anfrage_retry`.
                "model": self._name,
                "res_id": self.id,
                "is_internal": True,
            }
        )
        self._wake_mail_queue()


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    @api.model
    def _keep_own(self, mailbox, subject, text, kind, inquiry=None):
        """Keep something that came in on a page as a mail of a mailbox."""
        message = EmailMessage(policy=SMTP)
        message["From"] = message["To"] = mailbox.email or mailbox.company_id.email or "anfrage@localhost"
        message["Subject"] = one_line(subject)
        message["Date"] = format_datetime(fields.Datetime.now())
        message["Message-ID"] = make_msgid(domain="anfragemanager.local")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        raw = message.as_bytes()
        fingerprint, message_id = identity(raw)
        self._store(
            mailbox,
            raw,
            {
                "about_id": inquiry.id if inquiry else None,
                "fingerprint": fingerprint,
                "message_id": message_id,
                "state": "processed",
                "kind": kind,
                "needs_review": kind in OPEN_KINDS,
                "sender": message["From"],
                "subject": message["Subject"],
                "text": message.get_content(),
            },
        )

    def _confirmed_by_mail(self, signed):
        """A signed confirmation mail came in: go on with its inquiry, if it is genuine and still waited for."""
        try:
            payload = verify_hash_signed(self.env, _SCOPE, signed)
        except Exception:
            payload = None
        Inquiry = self.env["anfragemanager.inquiry"]
        if not isinstance(payload, dict):
            self.write({"kind": "other", "warnings": self.env._("The confirmation is not genuine or too old.")})
            return Inquiry
        self.kind = "confirmation"
        inquiry = Inquiry.browse(payload.get("inquiry")).exists()
        self.about_id = inquiry
        if inquiry.mailbox_id != self.mailbox_id or payload.get("nonce") != len(inquiry.token_ids):
            return Inquiry
        if not inquiry._awaits_answer():
            return Inquiry
        inquiry._confirmed(payload.get("values") or {})
        return inquiry
