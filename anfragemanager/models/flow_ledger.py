"""How the flow writes down what it did: state, trace, failures and tasks."""

# The flow is one model in several files, so that the story of the steps stands alone.
# pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import plaintext2html

from .flow_base import (
    BACKOFF_MINUTES,
    STOPS_WITH_TASK,
    clean_text,
    logger,
    where_raised,
)


class AnfragemanagerFlow(models.AbstractModel):
    _inherit = "anfragemanager.flow"

    @api.model
    def _for_mailbox(self, mailbox):
        """Return the flow in the language of the mailbox's main user and in its company, with a clean context.

        Contexts of a web client or of the mail gateway hold defaults that would end up in every record created.
        """
        kept = {
            name: self.env.context[name]
            for name in ("anfrage_person", "anfrage_send_expose", "ir_cron_progress_id", "cron_id")
            if name in self.env.context
        }
        return self.with_user(SUPERUSER_ID).with_context(  # pylint: disable=context-overridden
            {
                **kept,
                "lang": mailbox.user_id.lang or mailbox.lang,
                "tz": mailbox.user_id.tz,
                "allowed_company_ids": mailbox.company_id.ids,
                "anfrage_main_user": mailbox.user_id.id,
            }
        )

    @api.model
    def _settle(self, inquiry, step, outcome):
        """Write down what a step decided."""
        self._trace(inquiry, step, outcome.result, outcome.reason, outcome.note)
        if outcome.next_step:
            inquiry.next_step = outcome.next_step
            return
        inquiry.write(
            {
                "state": outcome.state,
                "reason": outcome.reason or False,
                "reason_note": outcome.note if outcome.state in ("aborted", "ignored") else False,
                "attempts": 0,
                "next_try": inquiry.next_try if outcome.reason == "rate_limited" else False,
            }
        )
        if outcome.state == "done":
            self._clear_tasks(inquiry, self.env._("Completed"))
        elif outcome.reason in STOPS_WITH_TASK and not inquiry.bundle_id:
            self._task(inquiry, outcome.reason, outcome.note)

    @api.model
    def _trace(self, inquiry, step, result, reason=None, note=""):
        self.env["anfragemanager.trace"].create(
            {
                "inquiry_id": inquiry.id,
                "step": step,
                "outcome": result,
                "reason": reason or False,
                "note": clean_text(note) or False,
                "user_id": self.env.context.get("anfrage_person") if result == "manual" else False,
            }
        )

    @api.model
    def _failed(self, inquiry, step, error):
        """Something unexpected: visible at once, tried again later, and in the end a person's task."""
        attempts = inquiry.attempts + 1
        again = attempts <= len(BACKOFF_MINUTES)
        description = self._describe(error)
        next_try = fields.Datetime.now() + timedelta(minutes=BACKOFF_MINUTES[attempts - 1]) if again else False
        inquiry.write(
            {
                "state": "failed",
                "reason": "error",
                "reason_note": description,
                "attempts": attempts,
                "next_try": next_try,
            }
        )
        self._trace(inquiry, step, "failed", "error", description)
        logger.error("Inquiry %s failed at step %s: %s", inquiry.id, step, where_raised(error))
        if again:
            self.env.ref("anfragemanager.cron_process")._trigger(at=next_try)
        else:
            self._task(inquiry, "error", description)

    @api.model
    def _describe(self, error):
        return f"{type(error).__name__}: {str(error)[:500]}".replace("\0", "")

    @api.model
    def _task(self, inquiry, reason, note):
        """Give the main user one task for this stop."""
        xmlid = "anfragemanager.activity_duplicate" if reason == "duplicate" else "anfragemanager.activity_check"
        inquiry.activity_schedule(
            xmlid,
            summary=dict(inquiry._reasons()).get(reason),
            note=plaintext2html(note) if note else False,
            user_id=inquiry.mailbox_id.user_id.id,
        )

    @api.model
    def _clear_tasks(self, inquiry, feedback):
        inquiry.activity_feedback(
            ["anfragemanager.activity_duplicate", "anfragemanager.activity_check"], feedback=feedback
        )

    @api.model
    def _label(self, name):
        return self.env["anfragemanager.inquiry"]._fields[name]._description_string(self.env)
