"""What becomes of a queued mail: taken by a server, not yet, or refused. Only what a server took counts as sent."""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from .automated import logger
from .smtp_refusal import read_refusal
from .storable import one_line

# The last one again and again, as long as the inquiry can be answered at all.
PAUSES_MINUTES = (1, 5, 10, 15, 20)
GIVE_UP_DAYS = 14
# So many equal refusals of different addresses within an hour are not the addressees'.
CROWD = 3
# Addresses that are nobody's (RFC 2606) or Odoo's own example.
PLACEHOLDERS = ("example.com", "example.net", "example.org", "yourcompany.com", "localhost")
KIND_UNSENT = "anfragemanager.activity_unsent"
ADDRESS_FAILURES = ("mail_email_invalid", "mail_email_missing")


class MailMail(models.Model):
    _inherit = "mail.mail"

    anfrage_tries = fields.Integer(string="Attempts of the Inquiry Manager")
    anfrage_next_try = fields.Datetime(string="Next Attempt of the Inquiry Manager")

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Tell the inquiry what became of its mail; Odoo deletes the mail afterwards, or leaves it lying."""
        for mail in self.sudo().filtered(lambda mail: mail.model == "anfragemanager.inquiry"):
            if failure_type:
                mail._anfrage_refused(failure_type, failure_reason or mail.failure_reason)
            elif mail.state == "sent":
                mail._anfrage_taken()
        return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)

    def _anfrage_token(self):
        if not self.message_id:
            return self.env["anfragemanager.token"]
        return self.env["anfragemanager.token"].search([("message_id", "=", self.message_id)], limit=1)

    def _anfrage_taken(self):
        token = self._anfrage_token()
        token._taken()
        if self.anfrage_tries:
            token.inquiry_id.mailbox_id._sending_works()
            self._anfrage_release()

    def _anfrage_release(self):
        """A server takes mails again: those that wait for a later attempt need not."""
        now = fields.Datetime.now()
        waiting = Domain("model", "=", "anfragemanager.inquiry") & Domain("state", "=", "exception")
        waiting &= Domain("failure_type", "not in", (*ADDRESS_FAILURES, "mail_from_missing"))
        others = self.search(waiting & Domain("anfrage_next_try", ">", now))
        if others:
            others.anfrage_next_try = now
            self.env["anfragemanager.worker"]._wake()

    def _anfrage_refused(self, failure_type, reason):
        inquiry = self._anfrage_prospect()
        refusal = read_refusal(reason)
        if inquiry and (failure_type in ADDRESS_FAILURES or refusal.of_addressee):
            token = self._anfrage_token()
            token.refusal = refusal.signature
            crowd = token._refused_alike()
            if len(set(crowd.mapped("email_normalized"))) < CROWD:
                inquiry._undeliverable(one_line(reason) or "")
                self.state = "cancel"
                return
            # Not the addressees': those that were stopped for it wait for the next attempt, too.
            for other in crowd - token:
                other._believe_again(reason)
        self._anfrage_put_off(reason)

    def _anfrage_put_off(self, reason):
        """Note why the mail could not be sent yet and when it is tried again."""
        tries = self.anfrage_tries + 1
        pause = PAUSES_MINUTES[min(tries, len(PAUSES_MINUTES)) - 1]
        next_try = fields.Datetime.now() + timedelta(minutes=pause)
        self.write({"anfrage_tries": tries, "anfrage_next_try": next_try})
        self.env["anfragemanager.worker"]._wake(at=next_try)
        inquiry = self.env["anfragemanager.inquiry"].browse(self.res_id).exists()
        if self._anfrage_prospect():
            inquiry.unsent_note = one_line(reason) or self.env._("No mail server answered.")
        if inquiry and (tries > len(PAUSES_MINUTES) or tries > 1 and not self._anfrage_others_taken()):
            inquiry.mailbox_id._warn_of_sending(reason)

    def _anfrage_others_taken(self):
        """Return whether mails that came after this one went out: then its addressee's server makes it wait, as many do
        with senders they do not know."""
        return bool(self.env["anfragemanager.token"].search_count([("sent_at", ">", self.create_date)], limit=1))

    def _anfrage_hold(self):
        """Nothing goes out in a name that is not the agency's: the mail is held until there is one."""
        reason = self.env._("The mailbox has no sender address of yours.")
        self.write({"state": "exception", "failure_type": "mail_from_missing", "failure_reason": reason})
        self._anfrage_put_off(reason)

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Go on at once after a server ended the session in the middle, as many do after some mails."""
        result = super().process_email_queue(email_ids, batch_size)
        # The mail at which it happened is left as failed without a word, those behind it as they were.
        ours = Domain("model", "=", "anfragemanager.inquiry") & Domain("state", "=", "exception")
        dropped = self.search(
            ours & Domain("anfrage_next_try", "=", False) & Domain("failure_type", "not in", ADDRESS_FAILURES)
        )
        for mail in dropped:
            mail._anfrage_put_off(False)
        if dropped:
            self.env["anfragemanager.inquiry"]._wake_mail_queue()
        return result

    @api.model
    def _anfrage_lies_there(self):
        """Return whether there is a mail of ours that waits for another attempt or was left lying, in one look."""
        self.flush_model(["state", "write_date", "mail_message_id"])
        [(found,)] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM mail_mail AS outgoing
                                 JOIN mail_message AS message ON message.id = outgoing.mail_message_id
                                WHERE message.model = 'anfragemanager.inquiry'
                                  AND (outgoing.state = 'exception'
                                       OR outgoing.state = 'outgoing' AND outgoing.write_date < %s))
                """,
                fields.Datetime.now() - timedelta(minutes=1),
            )
        )
        return found

    @api.model
    def _anfrage_retry(self, everything=False):
        """Send again what no server has taken; Odoo itself leaves it lying.

        :param everything: also what has a later time of its own
        """
        if not self._anfrage_lies_there():
            return
        now = fields.Datetime.now()
        ours = Domain("model", "=", "anfragemanager.inquiry") & Domain("state", "=", "exception")
        oldest = now - timedelta(days=GIVE_UP_DAYS)
        due = Domain.TRUE if everything else Domain("anfrage_next_try", "<=", now)
        mails = self.search_fetch(
            ours & (Domain("create_date", "<", oldest) | Domain("failure_type", "not in", ADDRESS_FAILURES) & due),
            ["create_date", "failure_type"],
        )
        given_up = mails.filtered(lambda mail: mail.create_date < oldest)
        mails -= given_up
        for mail in given_up:
            for inquiry in mail._anfrage_prospect():
                inquiry._undeliverable(mail.failure_reason or "")
            mail.state = "cancel"
        for mail in mails.filtered(lambda mail: mail.failure_type == "mail_from_missing"):
            mailbox = self.env["anfragemanager.inquiry"].browse(mail.res_id).exists().mailbox_id
            sender = mailbox._sender()
            if sender:
                mail.write({"email_from": sender, "reply_to": mailbox.email or sender})
            else:
                mails -= mail
                mail.anfrage_next_try = now + timedelta(hours=1)
        # A server that hangs up in the middle, or a process that died, leaves the rest of the queue lying.
        left = self.search_count(
            Domain("model", "=", "anfragemanager.inquiry")
            & Domain("state", "=", "outgoing")
            & Domain("write_date", "<", now - timedelta(minutes=1)),
            limit=1,
        )
        mails.mark_outgoing()
        if mails or left:
            self.env["anfragemanager.inquiry"]._wake_mail_queue()


class AnfragemanagerToken(models.Model):
    _inherit = "anfragemanager.token"

    sent_at = fields.Datetime(help="When a mail server took the mail.")
    refusal = fields.Char(help="What a refusal of the mail has in common with others.")

    def _taken(self):
        """A server took the mail: from now on the prospect can answer it, and the clocks run."""
        now = fields.Datetime.now()
        for token in self.filtered(lambda token: not token.sent_at):
            inquiry = token.inquiry_id
            token.sent_at = now
            values = {"unsent_note": False}
            if token.diverted:
                # The prospect got nothing: no clock of theirs runs, but the test ends as everything does.
                if token.purpose == "confirmation":
                    values["expires_at"] = now + timedelta(days=inquiry.mailbox_id.expiry_days)
            elif token.purpose == "confirmation":
                ends = now + timedelta(days=inquiry.mailbox_id.expiry_days)
                values |= {"confirmation_sent_at": now, "expires_at": ends}
                token.expires_at = ends
            elif token.purpose == "reminder":
                values["reminder_sent_at"] = now
            elif token.purpose == "expose":
                values["expose_sent_at"] = now
                token.expires_at = now + timedelta(days=max(inquiry.mailbox_id.expose_days, 1))
            inquiry.write(values)

    def _refused_alike(self):
        """Return the tokens whose mails were refused in the same words within an hour, this one among them."""
        if not self.refusal:
            return self
        since = fields.Datetime.now() - timedelta(hours=1)
        alike = self | self.search([("refusal", "=", self.refusal), ("write_date", ">=", since)])
        # A server that takes other mails meanwhile means the addresses it refuses.
        others_taken = self.search_count([("sent_at", ">=", min(alike.mapped("write_date")))], limit=1)
        return self if others_taken else alike

    def _believe_again(self, reason):
        """The address is not to blame: the inquiry goes back to where it was, and its mail is tried again."""
        inquiry = self.inquiry_id.with_env(self.inquiry_id.mailbox_id._automation_env())
        mail = self.env["mail.mail"].search([("message_id", "=", self.message_id), ("state", "=", "cancel")], limit=1)
        if not mail or inquiry.reason != "undeliverable":
            return
        inquiry._clear_tasks(inquiry.env._("Not the address: the mail server refuses mails of ours."))
        state = "waiting" if self.purpose in ("confirmation", "reminder") else "done"
        inquiry.flush_model(["state", "bundle_id"])
        if state == "waiting" and inquiry._waiting_of_address():
            return
        inquiry.write({"state": state, "reason": False, "reason_note": False})
        if state == "done":
            inquiry.next_step = "done"
        mail.state = "exception"
        mail._anfrage_put_off(reason)


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    unsent_note = fields.Char(
        string="Not Sent Yet", readonly=True, copy=False, help="Why the mail to the prospect could not be sent so far."
    )

    def _expose_promised(self):
        """Return whether an exposé is on its way to the prospect or was sent."""
        self.ensure_one()
        Token = self.env["anfragemanager.token"].sudo()
        Token.flush_model(["inquiry_id", "purpose", "diverted"])
        [(promised,)] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM anfragemanager_token"
                " WHERE inquiry_id = %s AND purpose = 'expose' AND diverted IS NOT TRUE)",
                self.id,
            )
        )
        return promised


class AnfragemanagerMailbox(models.Model):
    _name = "anfragemanager.mailbox"
    _inherit = ["anfragemanager.mailbox", "mail.activity.mixin"]

    def _administrator(self):
        """Return who is told of trouble with this mailbox's settings or servers."""
        self.ensure_one()
        managers = self.env.ref("anfragemanager.group_manager").all_user_ids.filtered(
            lambda user: user.active and not user.share and user.id != SUPERUSER_ID
        )
        of_company = managers.filtered(lambda user: self.company_id in user.company_ids)
        return of_company[:1] or managers[:1] or self.user_id

    def _warn_of_sending(self, reason):
        """One task for the administrator, however many mails wait."""
        self._administrators_task(
            KIND_UNSENT,
            lambda env: env._("Mails to prospects cannot be sent"),
            lambda env: one_line(reason) or env._("No mail server answered."),
        )

    def _administrators_task(self, kind, summary, reason):
        """Give the administrator a task for each mailbox, unless there is one of that kind.

        :param str kind: XML id of the activity type
        :param summary: returns what is wrong, in the language of an environment
        :param reason: returns what was seen, likewise
        """
        for mailbox in self:
            mailbox = mailbox.with_env(mailbox._automation_env())
            if mailbox.activity_search([kind]):
                continue
            administrator = mailbox._administrator()
            mailbox = mailbox.with_context(lang=administrator.lang or mailbox.env.lang, mail_activity_quick_update=True)
            mailbox.activity_schedule(
                kind,
                summary=summary(mailbox.env),
                note=reason(mailbox.env),
                user_id=administrator.id,
            )
            logger.warning("A task about mailbox %s was given to an administrator: %s.", mailbox.id, kind)

    def _sending_works(self):
        mailbox = self.with_env(self._automation_env())
        mailbox.activity_feedback([KIND_UNSENT], feedback=mailbox.env._("Mails are sent again."))

    def _is_agencys(self, address):
        """Return whether an address can be the agency's: nobody's example, and not the system user's."""
        email = email_normalize(address or "", strict=False)
        if not email or email == email_normalize(self.env["res.partner"].browse(self._system_partner_id()).email or ""):
            return False
        return email.rpartition("@")[2] not in PLACEHOLDERS
