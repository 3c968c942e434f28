"""Answers: what prospects write back belongs to their inquiry, and a person reads it."""

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, plaintext2html

from ..contact.text import fold
from ..parsing.ending import written_now
from ..parsing.portals import within
from ..parsing.structure import without_marks
from .automated import automated
from .storable import clean_text

# Of how many inquiries of a sender, the latest, the mails are compared.
MOST = 50
# How many characters of earlier answers a task keeps; all of them stand in the inquiry's log.
MOST_NOTED = 20_000
TASK = "anfragemanager.activity_answer"


def _plain(subject):
    """Return a subject as mail programs leave it in an answer: without their marks, in small letters."""
    return " ".join(without_marks(subject or "").casefold().split())


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    is_stray = fields.Boolean(
        string="Answers Something Unknown", readonly=True, help="No document is known that the answer belongs to."
    )

    def _in_conversation(self, ids, sender, subject, answers_us):
        """Return whether a mail belongs to what we wrote its sender; see `parsing.rules.Conversation`."""
        if ids and self.env["mail.message"].sudo().search_count([("message_id", "in", list(ids))], limit=1):
            return True
        return bool(self._answered(ids, sender, subject) or answers_us and self._inquiries_of(sender))

    def _answered(self, ids, sender, subject):
        """Return the inquiry whose mail is answered: by its message id, else by its subject or the property in it."""
        company = self.mailbox_id.company_id
        if ids:
            sent = [("message_id", "in", list(ids)), ("company_id", "=", company.id)]
            if token := self.env["anfragemanager.token"].sudo().search(sent, limit=1):
                return token.inquiry_id
        plain, inquiries = _plain(subject), self._inquiries_of(sender)
        if not plain or plain == " ".join((subject or "").casefold().split()):
            return inquiries.browse()
        written = [
            ("model", "=", inquiries._name),
            ("res_id", "in", inquiries.ids),
            ("message_type", "!=", "email"),
            ("subject", "!=", False),
        ]
        messages = self.env["mail.message"].sudo().search_fetch(written, ["subject", "res_id"]) if inquiries else ()
        ours = {message.res_id for message in messages if _plain(message.subject) == plain}
        return (inquiries.filtered(lambda inquiry: inquiry.id in ours) or inquiries._about_named(subject))[:1]

    def _inquiries_of(self, sender):
        """Return the inquiries of the prospect, or known contact, who has an address, the latest first.

        What a person put aside, or may still put aside, makes nobody a prospect.
        """
        Inquiry = self.env["anfragemanager.inquiry"].sudo()
        email, company = email_normalize(sender or "", strict=False), self.mailbox_id.company_id
        if not email:
            return Inquiry
        real = (
            Domain("partner_created", "=", True)
            | Domain("answered_at", "!=", False)
            | Domain("reason", "not in", ("manual", "unsure"))
        )
        here = Domain("company_id", "=", company.id) & real
        how = {"order": "date desc, id desc", "limit": MOST}
        key = self.env["anfragemanager.token"]._address_key(email)
        if found := Inquiry.search(here & Domain("address_key", "=", key), **how):
            return found
        partners = self.env["res.partner"].sudo()._anfrage_with_email(email, company)
        return Inquiry.search(here & Domain("partner_id", "in", partners.ids), **how) if partners else Inquiry

    def _file_answer(self, raw, parsed):
        """File an answer with its inquiry or document, and have a person read it; one that belongs nowhere is to be
        looked at. A colleague's is only filed; what was proven to be none in a colleague's name is looked at, too. Of
        what is no answer by its words, only what answers a mail of ours is
        filed; the others are looked at anyway."""
        ids = [*filter(None, (parsed.in_reply_to,)), *parsed.references]
        answered = self._answered(ids, self.sender, parsed.subject)
        if not answered and self.kind != "reply":
            return
        colleague = self._is_colleagues()
        if colleague and self.sender_check == "fail":
            # Odoo would file it as the words of that user, who follows it from then on.
            self.is_stray = True
            return
        inquiries = self._inquiries_of(self.sender)
        at_least = answered or (inquiries._about_named(parsed.text) or inquiries)[:1]
        filed = self._file_with_document(raw, at_least)
        # Where it went to another address of ours too, Odoo may have filed it there.
        self.about_id = self.about_id or answered
        if colleague:
            return
        if self.about_id:
            self.about_id._prospect_answered(clean_text(written_now(parsed.text or "")))
        elif not filed and self.kind == "reply":
            self.is_stray = True

    def _is_colleagues(self):
        """Whether one of the agency's people wrote it."""
        mailbox, address = self.mailbox_id, (self.sender or "").lower()
        return mailbox._is_own_address(address) or within(address.rpartition("@")[2], mailbox._own_domains())


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _about_named(self, text):
        """Return those whose property's number stands in a text."""
        said = fold(text or "")
        return self.filtered(lambda one: one.property_id.reference and fold(one.property_id.reference) in said)

    @automated
    def _prospect_answered(self, text):
        """The prospect answered by mail: one task for whoever is responsible, due today, with the latest of what was
        written above what still waits to be read."""
        task = self.activity_ids.filtered(lambda one: one.activity_type_id == self.env.ref(TASK))[:1]
        if task:
            earlier = task.note or Markup()
            task.write(
                {
                    "summary": self.env._("New answer of the prospect"),
                    "date_deadline": fields.Date.context_today(task.with_context(tz=task.user_id.tz)),
                    "note": plaintext2html(text) + (Markup("<hr/>") + earlier if len(earlier) < MOST_NOTED else ""),
                }
            )
            self._wake_mail_queue()
        else:
            self._task_of_request(self.env._("Answer of the prospect"), text, TASK)
            self._wake_mail_queue()
