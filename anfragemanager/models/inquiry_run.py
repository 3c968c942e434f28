"""How the steps of inquiry_flow.py are taken one after the other, and how what they decide is written down."""

from odoo import models

from .automated import automated
from .crowd import SHARED_TASKS
from .failure import refusal, repeats_transaction
from .steps import following, stop

# Stops at which a person has to do something; the others are the end of what was configured.
STOPS_WITH_TASK = (
    "duplicate",
    "ambiguous",
    "no_email",
    "alias_email",
    "undeliverable",
    "on_hold",
    "approval",
    "crowd",
    "collected",
    "unsure",
    "unproven",
)


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    @automated
    def _run(self, **arguments):
        """Carry an inquiry on from its next step until it ends, waits or stops.

        :param arguments: what single steps are called with, ``{step: {name: value}}``
        """
        arguments = {**self._held_arguments(), **arguments}
        self._walk_or_nothing(arguments)
        self._walk_carefully(arguments)
        self._sync_bundle(**arguments)
        self._take_others_along()

    def _walk_or_nothing(self, arguments):
        """Take the steps in one go; what hinders that is left to `_walk_carefully`."""
        self._ensure_language()
        try:
            with self.env.cr.savepoint():
                self._walk(arguments)
        except Exception as error:
            if not refusal(self.env, error) and repeats_transaction(error):
                raise
            self.env.invalidate_all()

    @automated
    def _walk_at_once(self):
        """Take the steps without a savepoint, for a transaction of which nothing else is to be kept."""
        self._ensure_language()
        self._walk({})

    def _walk(self, arguments):
        """Take the steps in one go, and write down once where it led.

        A step that fails takes back the earlier ones, which only wrote into the database; then all are taken again.
        What may reach the world outside, a process, is left to `_walk_carefully`, and so is a dry run.
        """
        if self.mailbox_id.dry_run:
            return
        step, decided = self.next_step, []
        while self.state == "new":
            outcome = self._step(step, arguments)
            if outcome.act and step == "processes":
                break
            outcome = outcome.act() if outcome.act else outcome
            decided.append((step, outcome))
            if outcome.state or outcome.error:
                break
            step = outcome.to or following(step)
        if decided:
            self._apply_outcomes(decided, {"next_step": step})

    def _walk_carefully(self, arguments):
        """Take the steps with a savepoint each, so that what earlier ones did stays when one fails."""
        while self.state == "new":
            step = self.next_step
            try:
                with self.env.cr.savepoint():
                    self._perform(step, self._step(step, arguments))
            except Exception as error:
                refused = refusal(self.env, error)
                if not refused and repeats_transaction(error):
                    raise
                self.env.invalidate_all()
                if refused:
                    self._perform(step, stop("aborted", "on_hold", refused))
                else:
                    self._failed(step, error)

    def _step(self, step, arguments):
        return getattr(self, f"_step_{step}")(**arguments.get(step, {}))

    def _apply_outcome(self, step, outcome, traced=True):
        """Write down what a step decided."""
        if not outcome.state and not outcome.error:
            self.next_step = outcome.to or following(step)
        self._apply_outcomes([(step, outcome)], traced=traced)

    def _apply_outcomes(self, decided, values=None, traced=True):
        """Write down what steps decided, the last of which may have ended the run.

        :param decided: ``[(step, outcome)]``
        :param values: what is to be written besides
        :param bool traced: whether it becomes a line of the trace; what only is as it was before, does not
        """
        if traced:
            self._trace_all(
                [(step, done.result, done.reason, done.note) for step, done in decided if not done.error],
            )
        step, outcome = decided[-1]
        if values and not outcome.state:
            self.write(values)
        if outcome.error:
            self._failed(step, outcome.error)
            return
        if not outcome.state:
            return
        self.write(
            {
                **(values or {}),
                "state": outcome.state,
                "reason": outcome.reason or False,
                "reason_note": outcome.note if outcome.state in ("aborted", "ignored") else False,
                "attempts": 0,
                "next_try": self.next_try if outcome.reason == "rate_limited" else False,
            }
        )
        if outcome.reason == "duplicate":
            self._join_open_question()
        if outcome.state == "done":
            self._clear_tasks(self.env._("Completed"))
        elif self._is_a_task(outcome.reason) and not self.bundle_id:
            self._task(outcome.reason, outcome.note)

    def _is_a_task(self, reason):
        if reason not in SHARED_TASKS and self._is_far_down_in_mail():
            return False  # Those before it are tasks enough; it stands in the list of what is to do.
        # What an overall limit holds back goes out by itself; what the limit of a person holds back, does not.
        if reason == "no_property":
            mailbox = self.mailbox_id
            return mailbox.task_no_property and not mailbox.dry_run and self._may_be_lost()
        if reason == "property_inactive":
            return self._asks_in_vain()
        return reason in STOPS_WITH_TASK or (reason == "rate_limited" and not self.next_try)

    def _ensure_language(self):
        """Odoo refuses everything in a language that was switched off meanwhile."""
        if self.lang not in dict(self.env["res.lang"].get_installed()):
            self.lang = self.mailbox_id._lang_code((self.lang or "").partition("_")[0])
