"""Mails and inquiries as jobs of OCA's `queue_job`: the runner decides when and how many at a time, the worker how."""

import math
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from odoo.addons.anfragemanager.models.automated import logger
from odoo.addons.anfragemanager.models.failure import (
    COLLISION_SECONDS,
    RetryLater,
    judge,
    unless_somebody_else_does,
    where_raised,
)
from odoo.addons.anfragemanager.models.worker import IN_FLIGHT_SECONDS
from odoo.addons.anfragemanager.models.worker_due import WORKED_ON
from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError

# A mail must be read before anything else can be known of it.
PRIORITIES = {"anfragemanager.mail": 5, "anfragemanager.inquiry": 10}
# Jobs that nobody takes up for so long are left to the lanes: the runner is not started, or its channel is full.
PATIENCE_SECONDS = 60


class AnfragemanagerWorker(models.AbstractModel):
    """Each mail and each inquiry that is due has a job; the lanes only see to it, and work themselves while none runs.

    Whoever comes first, a job or a lane, claims the record (`_claim`); the other finds nothing to do. A job therefore
    never counts for more than a call to look, and one too many costs a query.
    """

    _inherit = "anfragemanager.worker"

    @api.model
    def _cron_process(self, lane=0):
        if not self._jobs_run():
            logger.warning("No job was taken up for %s seconds: lane %s works itself.", PATIENCE_SECONDS, lane)
            return super()._cron_process(lane)
        self._look_after(lane)
        if lane:
            return None
        called = {key for _id, key in self._waiting_jobs()}
        for model in WORKED_ON:
            for record in self.env[model].search(self._due(model), order="id"):
                if self._identity(record) not in called:
                    self._call(record)
        return None

    @api.model
    def _wake(self, records=None, at=None):
        """Give these mails or inquiries a job, now or at a time."""
        if records is None or not self._jobs_run():
            return super()._wake(records, at=at)
        for record in records:
            self._call(record, at)
        return None

    @api.model
    def _at_once(self):
        # Each inquiry is a job of its own, with a person's name and number to find it by.
        return not self._jobs_run()

    @api.model
    def _call(self, record, at=None):
        """Create a job for a record, unless one waits for the same moment.

        It acts as Odoo itself, as the lanes do, whoever caused it; a job for a later moment does not stand in the way
        of one for now.
        """
        mailbox = record.sudo().mailbox_id
        context = {"company_id": mailbox.company_id.id}
        root = self.env(user=SUPERUSER_ID, context=context, su=True)
        words = self.with_context(lang=mailbox._lang_code()).env
        name = words._("Read mail %s") if record._name == "anfragemanager.mail" else words._("Carry on inquiry %s")
        record.with_env(root).with_delay(
            priority=PRIORITIES[record._name],
            eta=at,
            # The worker counts, judges and gives up.
            max_retries=0,
            description=name % record.id,
            identity_key=self._identity(record, at),
        )._work_as_job()

    @api.model
    def _identity(self, record, at=None):
        return f"{record._name},{record.id}" + (f"@{at:%Y-%m-%d %H:%M:%S}" if at else "")

    @api.model
    def _waiting_jobs(self):
        """Return the jobs of ours that nobody took up yet: ``[(id, identity key)]``."""
        self.env["queue.job"].flush_model()
        return self.env.execute_query(
            SQL(
                "SELECT id, identity_key FROM queue_job"
                " WHERE state IN ('pending', 'enqueued') AND model_name IN %s AND method_name = '_work_as_job'",
                WORKED_ON,
            )
        )

    @api.model
    def _jobs_run(self):
        """Return whether jobs are taken up: none of ours is overdue, or one was begun lately."""
        self.env["queue.job"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT NOT EXISTS (
                    SELECT 1 FROM queue_job
                     WHERE state = 'pending' AND model_name IN %(models)s
                       AND greatest(date_created, eta) < %(since)s
                ) OR EXISTS (
                    SELECT 1 FROM queue_job WHERE date_started >= %(since)s AND model_name IN %(models)s
                )""",
                models=WORKED_ON,
                since=fields.Datetime.subtract(fields.Datetime.now(), seconds=PATIENCE_SECONDS),
            )
        )[0][0]

    # in the job

    @api.model
    def _work_in_job(self, record):
        """Work on one mail or inquiry in the job's own transaction.

        :raises RetryableJobError: two workers met over one person, or the database asks for another try
        :raises FailedJobError: a person has to look; says where it went wrong and nothing of what is in the mail
        """
        if not record.exists():
            return
        domain = self._due(record._name)
        try:
            self._wake(self._work_on(record, domain))
            self.env["ir.cron"]._commit_progress()
        except Exception as error:
            raise self._verdict(record, error) from None
        try:
            self._see_to(record)
        except psycopg2.Error as error:
            raise self._once_more(error) from None

    @api.model
    def _once_more(self, error):
        return RetryableJobError(type(error).__name__, seconds=IN_FLIGHT_SECONDS, ignore_retry=True)

    @api.model
    def _see_to(self, record):
        """Look what became of a record: what is still to be done gets its moment, what failed for good is said."""
        self.env.invalidate_all()
        if not record.exists():
            return
        if record.filtered_domain(self._due(record._name)):
            raise RetryableJobError("Somebody else holds it.", seconds=COLLISION_SECONDS, ignore_retry=True)
        if record.next_try and record.next_try > fields.Datetime.now():
            self._wake(record, at=record.next_try)
        elif record.state == "failed" and not record.next_try:
            raise FailedJobError(f"{record._name} {record.id} failed: its history says why.")

    @api.model
    def _verdict(self, record, error):
        """Undo the work and return the exception by which the runner knows whether and when to try again."""
        try:
            self.env.cr.rollback()
        except psycopg2.Error:
            # Odoo is being stopped, or the database is away: nothing can be noted, and nothing was done.
            return self._once_more(error)
        self.env.invalidate_all()
        verdict = judge(error)
        if not isinstance(verdict, RetryLater):
            logger.error("%s %s could not be worked on: %s", record._name, record.id, where_raised(error))
            return FailedJobError(f"{record._name} {record.id}: {where_raised(error)}")
        next_try = fields.Datetime.now() + timedelta(seconds=verdict.seconds)
        # Whoever came in between may change the same row again; then the lanes find it.
        with unless_somebody_else_does(self.env.cr):
            if record.exists():
                next_try = self._postpone(record, verdict)
        self.env["ir.cron"]._commit_progress()
        if not next_try:
            return FailedJobError(f"{record._name} {record.id} failed: its history says why.")
        seconds = (next_try - fields.Datetime.now()).total_seconds()
        seconds = max(math.ceil(seconds), 1)
        return RetryableJobError(type(error).__name__, seconds=seconds, ignore_retry=not verdict.uses_attempt)
