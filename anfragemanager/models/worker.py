"""The worker: takes up what is due, one transaction each, and cares for what became old."""

import time
from collections import deque
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..parsing.envelope import identity
from .automated import logger
from .failure import (
    MAX_TRIES,
    QUIET_TRIES,
    GiveUp,
    RetryLater,
    judge,
    next_try_after,
    repeats_transaction,
    unless_somebody_else_does,
    where_raised,
)
from .inquiry_trace import OPENING
from .line import call_jobs
from .mail_content import COLUMNS_TO_READ

DELIVERY_SECONDS = 60
# So soon is due again what was claimed first: longer than claiming and locking take.
IN_FLIGHT_SECONDS = 10
# By what `inquiry._person_bucket` tells persons apart.
BUCKET_FIELDS = ("company_id", "address_key", "last_name", "phone")
# How often a collision is repeated at once; mostly the other one is through by then.
COLLISIONS = 2
COLLISION_PAUSE_SECONDS = 0.2
# Inquiries that one turn of the regular care takes up, so that new mails need not wait for thousands.
SLICE = 200


class AnfragemanagerWorker(models.AbstractModel):
    """Attempts, next tries and locks of mails and inquiries; several workers run side by side."""

    _name = "anfragemanager.worker"
    _description = "Inquiry Worker"

    @api.model
    def _cron_process(self, lane=0):
        """Read what arrived and carry every due inquiry on, one transaction each, in turns: neither kind, however many
        there are of it, lets the other wait.

        :param lane: which share of the work; mails are dealt out by their number, inquiries by their person, so that
            lanes seldom meet
        """
        if lane >= self._lanes():
            self.env["ir.cron"]._commit_progress(deactivate=True)
            return
        shares = self._shares(lane)
        self._look_after(lane)
        Inquiry = self.env["anfragemanager.inquiry"]
        mail_domain, inquiry_domain = self._due("anfragemanager.mail"), self._due("anfragemanager.inquiry")
        mail_ids, inquiry_ids = self._due_ids()
        mails = self.env["anfragemanager.mail"].browse(filter(shares.of_mail, mail_ids))
        inquiries = Inquiry.browse(inquiry_ids)
        inquiries.fetch(BUCKET_FIELDS)
        # no prefetching across commits
        mails, inquiries = deque(mail[0] for mail in mails), deque(inquiries.filtered(shares.of_inquiry).ids)
        progress = self.env["ir.cron"]
        work = len(mails) + len(inquiries)
        in_time = progress._commit_progress(remaining=work)
        while in_time and (mails or inquiries):
            if mails:
                read = self._guarded(self._work_on, mails.popleft(), mail_domain) or Inquiry
                own = read.filtered(shares.of_inquiry)
                self._wake(read - own)
                inquiries.extend(id_ for id_ in own.ids if id_ not in inquiries)
                in_time = progress._commit_progress(1, remaining=None)
            if in_time and inquiries:
                self._guarded(self._work_on, Inquiry.browse(inquiries.popleft()), inquiry_domain)
                in_time = progress._commit_progress(1, remaining=None)
        if not in_time and work:
            self._go_on_later(lane)

    @api.model
    def _go_on_later(self, lane):
        """The time of this run is over: other jobs have their turn, then this lane goes on.

        Odoo itself looks for a job with work left only once a minute, unless somebody calls.
        """
        self._trigger(self._lane_job(lane))
        self.env["ir.cron"]._commit_progress(remaining=1)

    @api.model
    def _look_after(self, lane=0):
        """What is quickly looked at before every turn: files of this machine, and mails not yet sent."""
        self._aside(self._take_up_spool)
        if not lane:
            self._aside(self.env["mail.mail"]._anfrage_retry)

    @api.model
    def _aside(self, care):
        """Do what is no mail's and no inquiry's work; what is amiss there does not keep them from being worked on."""
        try:
            care()
            self.env.flush_all()
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            logger.error("The care for other things broke off: %s", where_raised(error))

    @api.model
    def _job(self, xmlid):
        """Return a scheduled job, without asking the database each time; empty when there is none of that name."""
        return self.env["ir.cron"].browse(self.env["ir.model.data"]._xmlid_to_res_id(xmlid) or ())

    @api.model
    def _call_job(self, xmlid, at=None):
        """Call a scheduled job, now or at a time; nothing happens when there is none of that name."""
        self._trigger(self._job(xmlid), at)

    @api.model
    def _trigger(self, job, at=None):
        """Call a scheduled job as Odoo's `ir.cron._trigger` does, which needs four statements for it.

        :return: whether there is such a job and it is switched on
        """
        if not job:
            return False
        job.flush_model(["active"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ir_cron_trigger (cron_id, call_at, create_date, write_date)
                SELECT id, COALESCE(%(at)s, %(now)s), %(now)s, %(now)s FROM ir_cron WHERE id = %(job)s AND active
                """,
                at=at or None,
                # By the clock that Odoo asks for what is due, which may be another one than this machine's.
                now=SQL("date_trunc('second', now() AT TIME ZONE 'utc')"),
                job=job.id,
            )
        )
        called = bool(self.env.cr.rowcount)
        if called and (not at or at <= fields.Datetime.now()):
            call_jobs(self.env.cr)
        return called

    @api.model
    @tools.ormcache("country_id", cache="stable")
    def _country_code(self, country_id):
        """Return the ISO 3166 code of a country by its id, or an empty string."""
        return (country_id and self.env["res.country"].sudo().browse(country_id).code) or ""

    @api.model
    @tools.ormcache("code", cache="stable")
    def _country_id(self, code):
        """Return the id of a country by its ISO 3166 code, or False."""
        return bool(code) and self.env["res.country"].sudo().search([("code", "=", code)], limit=1).id

    @api.model
    def _guarded(self, work, record, domain):
        """Do one piece of work in its own transaction; a database error repeats only this piece, later.

        Whatever else goes wrong with one record is logged and does not keep the others from being worked on.
        """
        for turn in range(1 + COLLISIONS):
            try:
                return work(record, domain)
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all()
                verdict = judge(error)
                if not isinstance(verdict, RetryLater):
                    logger.error("%s %s could not be worked on: %s", record._name, record.id, where_raised(error))
                    return None
                logger.info("%s %s is taken up again after %s.", record._name, record.id, type(error).__name__)
            at_once = turn < COLLISIONS and verdict.at_once
            # Whoever came in between may change the same row again; then the next regular run finds it.
            with unless_somebody_else_does(self.env.cr):
                if record.exists():
                    self._put_off(record, verdict, at_once)
            if not at_once:
                return None
            self.env["ir.cron"]._commit_progress()
            time.sleep(COLLISION_PAUSE_SECONDS * (turn + 1))
        return None

    @api.model
    def _put_off(self, record, verdict, at_once=False):
        """Two workers met over one person: the later one is repeated, at once or in some seconds."""
        if at_once:
            # Long due: the run asks for what was due when it began.
            self._write_down(record, record.attempts - 1, fields.Datetime.now() - timedelta(hours=1))
        elif next_try := self._postpone(record, verdict):
            # Odoo looks for such a moment once a minute only.
            self._wake(record, at=next_try)

    @api.model
    def _postpone(self, record, verdict):
        """Write down when a record is tried again, and return it; nothing when it is no more.

        A collision takes back the attempt that was counted before the work began; what the database refuses for another
        reason keeps it, and after some of them everybody sees it.
        """
        if verdict.uses_attempt and record.attempts > QUIET_TRIES:
            record._broken_off(verdict)
            return record.next_try
        attempts = record.attempts if verdict.uses_attempt else record.attempts - 1
        next_try = fields.Datetime.now() + timedelta(seconds=verdict.seconds * (max(attempts, 0) + 1))
        self._write_down(record, attempts, next_try)
        return next_try

    @api.model
    def _write_down(self, record, attempts, next_try):
        """Note attempts and the next one without touching when the record was last changed: so long it has waited."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET attempts = %s, next_try = %s WHERE id = %s",
                SQL.identifier(record._table),
                max(attempts, 0),
                next_try,
                record.id,
            )
        )
        record.invalidate_recordset(["attempts", "next_try"])

    @api.model
    def _claim(self, record, domain):
        """Lock a due record, count the attempt and lock it again; another worker's records are left alone.

        The attempt is counted before the work, so that what kills the process does so a limited number of times; after
        a crash the work is due again at once, while the process lives the lock keeps others away.

        :return: the number of attempts before this one, or None when the record is not ours
        """
        self.env.flush_all()
        table, id_ = SQL.identifier(record._table), SQL.identifier(record._table, "id")
        wanted = record.with_context(active_test=False)._search(Domain(domain) & Domain("id", "=", record.id))
        next_try = (fields.Datetime.now() + timedelta(seconds=IN_FLIGHT_SECONDS)).replace(microsecond=0)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s SET attempts = COALESCE(attempts, 0) + 1, next_try = %(next_try)s
                 WHERE id = (%(wanted)s FOR UPDATE OF %(table)s SKIP LOCKED) RETURNING attempts
                """,
                table=table,
                next_try=next_try,
                wanted=wanted.select(id_),
            )
        )
        found = self.env.cr.fetchone()
        if not found:
            # Who claimed it needs the lock for the work.
            self.env.cr.rollback()
            self.env.invalidate_all()
            return None
        attempts = found[0] - 1
        if attempts >= 2:
            next_try = next_try_after(attempts - 1).replace(microsecond=0)
            self._write_down(record, attempts + 1, next_try)
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        return attempts if self._still_ours(record, next_try) else None

    @api.model
    def _still_ours(self, record, next_try):
        """Lock a claimed record again after a commit; gone or changed means that another one went on with it.

        Waits for whoever only looks.
        """
        is_mail = record._name == "anfragemanager.mail"
        columns = [SQL("next_try"), *(COLUMNS_TO_READ if is_mail else ())]
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM %s WHERE id = %s FOR UPDATE",
                SQL(", ").join(columns),
                SQL.identifier(record._table),
                record.id,
            )
        )
        found = self.env.cr.fetchone()
        if not found or found[0] != next_try:
            return False
        if is_mail:
            record._seen(found[1:])
        return True

    @api.model
    def _work_on(self, record, domain):
        """Claim a mail or an inquiry and work on it.

        :return: the inquiries that a mail brought
        """
        return (self._work_on_mail if record._name == "anfragemanager.mail" else self._work_on_inquiry)(record, domain)

    @api.model
    def _work_on_mail(self, mail, domain):
        """Claim and read one mail, and carry on at once what it brought.

        Only the first attempts do both: should an inquiry be what ends the process, it is counted as itself.

        :return: the inquiries that are still to be carried on
        """
        attempts = self._claim(mail, domain)
        if attempts is None:
            return self.env["anfragemanager.inquiry"]
        if attempts >= MAX_TRIES and mail.state == "received":
            mail._reading_failed(GiveUp(self.env._("Reading this mail ended the process several times.")))
            return self.env["anfragemanager.inquiry"]
        if not attempts and self._at_once():
            inquiries = self._in_one_go(mail)
            if inquiries is None:
                return self.env["anfragemanager.inquiry"]
        else:
            inquiries = mail._read_all()
        if attempts > 1 or not self._at_once():
            return inquiries
        for inquiry in inquiries:
            inquiry._run()
        return inquiries.filtered(lambda inquiry: inquiry.state == "new")

    @api.model
    def _in_one_go(self, mail):
        """Read a mail that was just claimed and take its inquiries' steps, all or nothing; mostly all goes well.

        Otherwise everything is undone, and the mail is read by itself.

        :return: its inquiries, or None when the mail is somebody else's meanwhile
        """
        next_try = mail.next_try
        self.env.cr.cache[OPENING] = {}
        try:
            inquiries = mail._read_at_once()
            for inquiry in inquiries:
                inquiry._walk_at_once()
                inquiry._trace_all([])
                # What the next one looks for in the database is there.
                self.env.flush_all()
            self.env["anfragemanager.settled"]._remember()
        except Exception as error:
            if repeats_transaction(error):
                raise
            self.env.cr.rollback()
            self.env.invalidate_all()
            self.env.cr.cache.pop(OPENING, None)
            return mail._read_all() if self._still_ours(mail, next_try) else None
        self.env.cr.cache.pop(OPENING, None)
        return inquiries.filtered(lambda inquiry: inquiry.state == "new")

    @api.model
    def _at_once(self):
        """Return whether whoever reads a mail carries its inquiries on in the same transaction."""
        return True

    @api.model
    def _work_on_inquiry(self, inquiry, domain):
        """Claim one inquiry and carry it on."""
        attempts = self._claim(inquiry, domain)
        if attempts is None:
            return inquiry.browse()
        if attempts >= 2 * MAX_TRIES and inquiry.state == "new":
            error = GiveUp(self.env._("Working on this inquiry ended the process several times."))
            inquiry._failed(inquiry.next_step, error)
            return inquiry.browse()
        # The history notes the change of state in the main user's language, not the job's.
        env = inquiry.mailbox_id._automation_env()
        inquiry.with_env(env).write({"state": "new", "next_try": False, "attempts": attempts})
        inquiry._run()
        return inquiry.browse()

    @api.model
    def _cron_maintain(self):
        """Hourly: expire, remind, retry unsent mails, and forget what is due; in slices, so that nothing waits long."""
        Inquiry, progress = self.env["anfragemanager.inquiry"], self.env["ir.cron"]
        now = fields.Datetime.now()
        self._aside(lambda: self.env["mail.mail"]._anfrage_retry(everything=True))
        waiting = Domain("state", "=", "waiting") & Domain("bundle_id", "=", False)
        expired = Inquiry.search(waiting & Domain("expires_at", "<=", now), limit=SLICE)
        unreminded = Domain("token_ids", "not any", [("purpose", "=", "reminder")])
        remind = waiting & unreminded & Domain("mailbox_id.reminder_days", ">", 0)
        remind &= Domain("mailbox_id.dry_run", "=", False) & Domain("confirmation_sent_at", "!=", False)
        due = [
            inquiry
            for inquiry in Inquiry.search(remind & Domain("expires_at", ">", now) & Domain("submitted_at", "=", False))
            if inquiry.confirmation_sent_at + timedelta(days=inquiry.mailbox_id.reminder_days) <= now
        ]
        work = [(self._work_on_expired, inquiry, waiting) for inquiry in expired]
        work += [(self._work_on_reminder, inquiry, remind) for inquiry in due[:SLICE]]
        for method, inquiry, domain in work:
            self._guarded(method, inquiry, domain)
            if not progress._commit_progress(1):
                progress._commit_progress(remaining=1)
                return
        self._forget()
        if len(expired) == SLICE:
            progress._commit_progress(remaining=1)

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
            finished = mail.state != "received" and not mail.inquiry_ids.filtered_domain(new)
            if finished or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        return mail, mail.inquiry_ids
