"""The worker: takes up what is due, one transaction each, and cares for what became old."""

import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import config

from ..parsing.envelope import identity
from .automated import logger
from .failure import MAX_TRIES, GiveUp, RetryLater, judge, next_try_after, where_raised

DELIVERY_SECONDS = 60


class AnfragemanagerWorker(models.AbstractModel):
    """Attempts, next tries and locks of mails and inquiries; several workers run side by side."""

    _name = "anfragemanager.worker"
    _description = "Inquiry Worker"

    @api.model
    def _cron_process(self):
        """Read what arrived and carry every due inquiry on, one transaction each."""
        Mail, Inquiry = self.env["anfragemanager.mail"], self.env["anfragemanager.inquiry"]
        now = fields.Datetime.now()
        due = Domain("next_try", "=", False) | Domain("next_try", "<=", now)
        mail_domain = Domain("state", "in", ("received", "failed")) & due & Domain("attempts", "<", MAX_TRIES)
        retry = Domain("state", "in", ("failed", "aborted")) & Domain("next_try", "<=", now)
        inquiry_domain = (Domain("state", "=", "new") & due) | retry
        for killer in Mail.search(Domain("state", "=", "received") & Domain("attempts", ">=", MAX_TRIES) & due):
            killer._reading_failed(GiveUp(self.env._("Reading this mail ended the process several times.")))
        for killer in Inquiry.search(Domain("state", "=", "new") & Domain("attempts", ">=", 2 * MAX_TRIES) & due):
            killer_error = GiveUp(self.env._("Working on this inquiry ended the process several times."))
            killer._failed(killer.next_step, killer_error)
        self.env["mail.mail"]._anfrage_retry()
        mails, inquiries = Mail.search(mail_domain, order="id"), Inquiry.search(inquiry_domain, order="id")
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=len(mails) + len(inquiries)):
            return
        for mail in mails:
            mail = mail[0]  # no prefetching across commits
            read = self._guarded(self._work_on_mail, mail, mail_domain)
            inquiries |= read or Inquiry
            if not progress._commit_progress(1, remaining=None):
                progress._commit_progress(remaining=1)
                return
        for inquiry in inquiries:
            self._guarded(self._work_on_inquiry, inquiry[0], inquiry_domain)
            if not progress._commit_progress(1):
                progress._commit_progress(remaining=1)
                return

    @api.model
    def _guarded(self, work, record, domain):
        """Do one piece of work in its own transaction; a database error repeats only this piece, later.

        Whatever else goes wrong with one record is logged and does not keep the others from being worked on.
        """
        try:
            return work(record, domain)
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            verdict = judge(error)
            if isinstance(verdict, RetryLater):
                logger.info("%s %s is taken up again after %s.", record._name, record.id, type(error).__name__)
                # Whoever came in between may change the same row again; then the next regular run finds it.
                with suppress(psycopg2.OperationalError), self.env.cr.savepoint():
                    if record.exists():
                        self._put_off(record, verdict)
                return None
            logger.error("%s %s could not be worked on: %s", record._name, record.id, where_raised(error))
            return None

    @api.model
    def _put_off(self, record, verdict):
        """Two workers met over one person: the later one is repeated in some seconds.

        A collision takes back the attempt that was counted before the work began; what the database refuses for another
        reason keeps it, so that this ends.
        """
        attempts = record.attempts if verdict.uses_attempt else max(record.attempts - 1, 0)
        next_try = fields.Datetime.now() + timedelta(seconds=verdict.seconds * (attempts + 1))
        record.write({"attempts": attempts, "next_try": next_try})
        self.env.ref("anfragemanager.cron_process")._trigger(at=next_try)

    @api.model
    def _work_on_mail(self, mail, domain):
        """Lock and read one mail; another worker's mails are left alone."""
        if not mail.try_lock_for_update().filtered_domain(domain):
            return self.env["anfragemanager.inquiry"]
        # Counted before reading, so that a mail which kills the process does so a limited number of times.
        mail.attempts += 1
        mail.next_try = next_try_after(mail.attempts)
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        if not mail.try_lock_for_update() or mail.state == "processed":
            return self.env["anfragemanager.inquiry"]
        return mail._read_all()

    @api.model
    def _work_on_inquiry(self, inquiry, domain):
        """Lock one inquiry and carry it on; another worker's inquiries are left alone."""
        if not inquiry.try_lock_for_update().filtered_domain(domain):
            return
        # Counted before, as with mails; the count is taken back in the transaction that does the work.
        attempts = inquiry.attempts
        next_try = next_try_after(1)
        inquiry.write({"attempts": attempts + 1, "next_try": next_try})
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        if inquiry.try_lock_for_update() and inquiry.next_try == next_try:
            # The history notes the change of state in the main user's language, not the job's.
            env = inquiry.mailbox_id._automation_env()
            inquiry.with_env(env).write({"state": "new", "next_try": False, "attempts": attempts})
            inquiry._run()

    @api.model
    def _cron_maintain(self):
        """Hourly: expire, remind, take up spooled mails, retry unsent mails, and forget what is due."""
        Inquiry = self.env["anfragemanager.inquiry"]
        now = fields.Datetime.now()
        self._take_up_spool()
        self.env["mail.mail"]._anfrage_retry(everything=True)
        waiting = Domain("state", "=", "waiting") & Domain("bundle_id", "=", False)
        for inquiry in Inquiry.search(waiting & Domain("expires_at", "<=", now)):
            self._guarded(self._work_on_expired, inquiry, waiting)
            self.env["ir.cron"]._commit_progress(1)
        unreminded = Domain("token_ids", "not any", [("purpose", "=", "reminder")])
        remind = waiting & unreminded & Domain("mailbox_id.reminder_days", ">", 0)
        for inquiry in Inquiry.search(remind & Domain("expires_at", ">", now) & Domain("submitted_at", "=", False)):
            if inquiry.confirmation_sent_at + timedelta(days=inquiry.mailbox_id.reminder_days) <= now:
                self._guarded(self._work_on_reminder, inquiry, remind)
                self.env["ir.cron"]._commit_progress(1)
        self._forget()

    @api.model
    def _work_on_expired(self, inquiry, domain):
        if inquiry.try_lock_for_update().filtered_domain(domain):
            inquiry._expire()

    @api.model
    def _work_on_reminder(self, inquiry, domain):
        if inquiry.try_lock_for_update().filtered_domain(domain):
            inquiry._remind()

    @api.model
    def _forget(self):
        """Delete and anonymise what is due, see `anfragemanager.retention`."""
        self.env["anfragemanager.retention"]._delete_due()

    @api.model
    def _deliver(self, raw, mailbox):
        """Hand a raw mail to the mail gateway as a mail server would, and carry it through the flow at once.

        :return: ``(mail, inquiries)``
        """
        self.env["mail.thread"].message_process("anfragemanager.inquiry", raw, custom_values={"mailbox_id": mailbox.id})
        # The mail was committed by another transaction, which this one sees only after it ended itself.
        self.env["ir.cron"]._commit_progress()
        fingerprint, _message_id = identity(raw)
        mail = self.env["anfragemanager.mail"].search(
            [("mailbox_id", "=", mailbox.id), ("fingerprint", "=", fingerprint)], limit=1
        )
        unread, new = Domain("state", "=", "received"), Domain("state", "=", "new")
        deadline = time.monotonic() + DELIVERY_SECONDS
        while True:
            # A worker of a running server may have been quicker; then this waits for what it does.
            self._guarded(self._work_on_mail, mail, unread)
            for inquiry in mail.inquiry_ids.filtered_domain(new):
                self._guarded(self._work_on_inquiry, inquiry, new)
            self.env["ir.cron"]._commit_progress()
            self.env.invalidate_all()
            settled = mail.state != "received" and not mail.inquiry_ids.filtered_domain(new)
            if settled or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        return mail, mail.inquiry_ids

    @api.model
    def _spool(self):
        folder = Path(config["data_dir"]) / "anfragemanager" / self.env.cr.dbname
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    @api.model
    def _take_up_spool(self):
        """Store the mails that the database once refused."""
        for path in sorted(self._spool().glob("*.eml")):
            mailbox_id = path.stem.partition("-")[0]
            mailbox = self.env["anfragemanager.mailbox"]._default(int(mailbox_id) if mailbox_id.isdigit() else None)
            # Deleted only when it is stored: a process killed in between receives the same mail once more.
            if mailbox and self.env["anfragemanager.mail"]._receive(path.read_bytes(), mailbox):
                path.unlink(missing_ok=True)
