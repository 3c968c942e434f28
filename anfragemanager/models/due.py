"""What is to be done for an inquiry at a time: one transaction each, tried again when it fails, in small slices."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .automated import logger
from .failure import (
    MAX_TRIES,
    GiveUp,
    describe,
    next_try_after,
    refusal,
    repeats_transaction,
    unless_somebody_else_does,
    where_raised,
)

# What one run of the job takes up, so that it ends within its time; the next one follows at once.
SLICE = 100
STATES = [("due", "Due"), ("done", "Done"), ("skipped", "Not Done"), ("failed", "Failed")]


@dataclass(frozen=True)
class Done:
    """What became of it.

    :param state: key of STATES
    :param note: in words, without personal data
    :param at: when it is due again, for the state "due"
    """

    state: str
    note: str = ""
    at: datetime | None = None


def later(note, hours=1):
    """It waits, e.g. for a limit of mails; that counts as no attempt."""
    return Done("due", note, fields.Datetime.now() + timedelta(hours=hours))


class AnfragemanagerDue(models.AbstractModel):
    """One thing to do for one inquiry. Concrete models say what in `_carry_out`."""

    _name = "anfragemanager.due"
    _description = "Something Due for an Inquiry"
    _order = "due_at, id"
    # XML id of the scheduled job that calls `_cron_due`
    _job = ""

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="inquiry_id.company_id", store=True, index=True)
    due_at = fields.Datetime(string="Due", required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(STATES, required=True, default="due", readonly=True)
    attempts = fields.Integer(readonly=True)
    done_at = fields.Datetime(readonly=True)
    note = fields.Char(string="Result", readonly=True)

    _due = models.Index("(due_at) WHERE state = 'due'")

    def _carry_out(self):
        """Do it, as the automation of the inquiry's mailbox.

        :rtype: Done
        """
        raise NotImplementedError

    def _written_down(self):
        """Called when it is done, not done or given up: write it on the inquiry."""

    @api.model
    def _cron_due(self):
        """Do what is due; one that fails does not hold up the others."""
        domain = Domain("state", "=", "due") & Domain("due_at", "<=", fields.Datetime.now())
        due = self.search(domain, order="due_at, id", limit=SLICE + 1)
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=len(due)):
            return
        for record in due[:SLICE]:
            record = record[0]  # no prefetching across commits
            try:
                if record._claimed(domain):
                    record._attempt()
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all()
                logger.info("%s %s is taken up again after %s.", self._name, record.id, where_raised(error))
            if not progress._commit_progress(1):
                return

    def _claimed(self, domain):
        """Lock it, count the attempt and lock it again; another worker's is left alone.

        The attempt is counted before the work, so that what kills the process does so a limited number of times.
        """
        if not self.try_lock_for_update().filtered_domain(domain):
            return False
        attempts = self.attempts + 1
        if attempts > 2 * MAX_TRIES:
            self._end(Done("failed", self.env._("It ended the process several times.")))
            return False
        due_at = next_try_after(attempts)
        self.write({"attempts": attempts, "due_at": due_at})
        self.env.flush_all()
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        return bool(self.try_lock_for_update()) and self.state == "due" and self.attempts == attempts

    def _attempt(self):
        self = self.with_env(self.inquiry_id.mailbox_id._automation_env())
        try:
            with self.env.cr.savepoint():
                done = self._carry_out()
        except Exception as error:
            refused = refusal(self.env, error)
            if not refused and repeats_transaction(error):
                raise
            self.env.invalidate_all()
            logger.error("%s %s failed: %s", self._name, self.id, where_raised(error))
            why = refused or describe(error, self.env)
            final = refused or isinstance(error, GiveUp) or self.attempts >= MAX_TRIES
            done = Done("failed", why) if final else Done("due", why, next_try_after(self.attempts))
        else:
            if done.state == "due":
                self.attempts -= 1
        self._end(done)

    def _end(self, done):
        values = {"state": done.state, "note": done.note or False}
        if done.state == "due":
            values["due_at"] = done.at
        else:
            values["done_at"] = fields.Datetime.now()
        self.write(values)
        if done.state == "due":
            self._wake(done.at)
        else:
            with unless_somebody_else_does(self.env.cr):
                self._written_down()

    @api.model
    def _wake(self, at=None):
        """Wake the job that does it, now or at a time."""
        self.env["anfragemanager.worker"]._call_job(self._job, at)
