"""What a clerk does to one or many inquiries at once, with a report of what became of each."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

MANY = 200


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        return (*super()._get_view_cache_key(view_id, view_type, **options), self._asks_before_many())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Ask before the exposé goes to many only where that cannot be taken back for a while."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and self._asks_before_many():
            for button in arch.iterfind("header/button[@name='action_send_expose']"):
                button.set(
                    "confirm",
                    self.env._("Send the exposé to all selected prospects now, again to those who have it?"),
                )
        return arch, view

    @api.model
    def _asks_before_many(self):
        return any(seconds <= 0 for seconds in self.env.companies.sudo().mapped("anfrage_hold_seconds"))

    def action_done_by_hand(self):
        """Ask for a note and close as done."""
        return self._open_dialog("anfragemanager.close", self.env._("Close as Done"))

    def action_answer(self):
        """Write to the prospects with a template."""
        return self._open_dialog("anfragemanager.answer", self.env._("Answer with a Template"))

    def action_hand_over(self):
        """Give the inquiries to a colleague."""
        return self._open_dialog("anfragemanager.hand.over", self.env._("Assign to a Colleague"))

    def action_block(self):
        """Take the sender or the whole domain out of the automation."""
        self.ensure_one()
        return self._open_dialog("anfragemanager.block", self.env._("Block the Sender"))

    def _open_dialog(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_inquiry_ids": self.ids},
        }

    def _by_person(self, method, *arguments):
        """Run a method of the flow on a person's behalf: rights on the inquiry are checked, the flow acts as itself.

        :return: True, or for several inquiries the action that shows what became of each
        """
        self.check_access("write")
        if len(self) == 1:
            getattr(self.sudo(), method)(*arguments)
            return True
        return self._each(lambda inquiry: getattr(inquiry.sudo(), method)(*arguments))

    def _each(self, act):
        """Do something to each inquiry; what is refused for one does not hold up the others.

        :param act: function of an inquiry; may return what happened in words, raises UserError with the reason of a
            refusal
        :return: action that shows the report
        """
        if len(self) > MANY:
            raise UserError(self.env._("At most %s inquiries at once, please.", MANY))
        lines = []
        for inquiry in self:
            try:
                with self.env.cr.savepoint():
                    text, ok = act(inquiry), True
            except UserError as refused:
                self.env.invalidate_all()
                text, ok = str(refused), False
            if not isinstance(text, str):
                text = " – ".join(filter(None, (inquiry.state_text, dict(self._reasons()).get(inquiry.reason))))
            lines.append({"inquiry_id": inquiry.id, "ok": ok, "text": text})
        report = self.env["anfragemanager.mass.report"].create({"line_ids": [(0, 0, line) for line in lines]})
        return report._open()

    def _close_by_hand(self, note=""):
        """A person took care of it: the automation has nothing left to do."""
        if self.state == "done":
            raise UserError(self.env._("It is completed already."))
        self._clear_tasks(note or self.env._("Completed by a person."))
        self.write(
            {
                "state": "done",
                "reason": "by_hand",
                "reason_note": note or False,
                "next_try": False,
                "bundle_id": False,
                "unsent_note": False,
            }
        )
        self._trace(self.next_step, "manual", "by_hand", note)
        self._promote_bundle()

    def _hand_over(self, user, note=""):
        """Give the open tasks of an inquiry to a colleague, or a new one where there is none."""
        if not user.has_group("anfragemanager.group_user") or self.company_id not in user.company_ids:
            raise UserError(self.env._("%s may not see this inquiry.", user.name))
        tasks = self.activity_ids
        if tasks:
            tasks.write({"user_id": user.id})
            if note:
                self.message_post(body=note)
        else:
            self.activity_schedule(
                "anfragemanager.activity_check",
                date_deadline=fields.Date.context_today(self),
                summary=self.env._("Take care of the inquiry"),
                note=note or False,
                user_id=user.id,
            )
        return self.env._("Task of %s", user.name)

    def _why_no_answer(self):
        """Return why a person's mail cannot go to the prospect, or an empty string."""
        if self.mailbox_id.dry_run:
            return self.env._("The mailbox is in its dry run: nothing is sent yet.")
        if not self.email_normalized:
            return self.env._("There is no e-mail address.")
        if self._is_blacklisted() or self._on_stop_list():
            return self.env._("The owner of the address wants no mails from us.")
        if not self.mailbox_id._sender():
            return self.env._("The mailbox has no sender address of yours.")
        return ""

    def _answer_template(self, template, text):
        """Return a template with what the clerk wrote and who signs."""
        own_text = plaintext2html(text) if text else ""
        return template.with_context(anfrage_text=own_text, anfrage_signature=self.env.user.name)

    def _answer_preview(self, template, text):
        """Return subject and body (HTML) of the mail as this prospect would get it."""
        return self._filled_in(self._answer_template(template, text))

    def _answer(self, template, text, close, answered):
        """Queue a person's mail to the prospect.

        :param set answered: addresses that this answer went to already; extended
        :return: what happened, in words
        """
        mailbox, email = self.mailbox_id, self.email_normalized
        refused = self._why_no_answer()
        if refused:
            raise UserError(refused)
        if email in answered:
            self._close_after_answer(close)
            return self.env._("Answered together with another inquiry of the same person.")
        answered.add(email)
        sender = mailbox._sender()
        mail_id = self._queue(
            self._answer_template(template, text),
            {
                "email_from": sender,
                "email_to": email,
                "email_cc": False,
                "recipient_ids": [],
                "reply_to": mailbox.email or sender,
                "auto_delete": True,
                "is_notification": True,
                "author_id": self.env.user.partner_id.id,
            },
        )
        self.env["mail.mail"].browse(mail_id).mail_message_id.author_id = self.env.user.partner_id
        self.answered_at = self.answered_at or fields.Datetime.now()
        self._wake_mail_queue()
        self._trace(self.next_step, "manual", note=self.env._("Answered with “%s”", template.name))
        self._close_after_answer(close)
        return self.env._("Answered: %s", email)

    def _close_after_answer(self, close):
        if close and self.state != "done":
            self._close_by_hand(self.env._("Answered"))

    def _block(self, entry, everywhere):
        """Make exceptions for an address or domain.

        :param bool everywhere: in all mailboxes of the company, otherwise only in the inquiry's
        :return: the exceptions made; empty where the entry is blocked already
        """
        mailboxes = self.mailbox_id
        if everywhere:
            mailboxes |= mailboxes.search([("company_id", "=", self.company_id.id)])
        rules = self.env["anfragemanager.exception"]
        for mailbox in mailboxes:
            same = mailbox.exception_ids.filtered(
                lambda rule: (
                    rule.effect == "stop"
                    and entry in (rule.addresses or "").split()
                    and not (rule.portal_ids or rule.marketing_type or rule.property_domain)
                )
            )
            if not same:
                rules |= rules.create(
                    {
                        "name": self.env._("Blocked: %s", entry),
                        "mailbox_id": mailbox.id,
                        "effect": "stop",
                        "addresses": entry,
                        "sequence": 0,
                    }
                )
        if rules:
            self._trace(self.next_step, "manual", note=self.env._("Blocked: %s", entry))
        return rules
