"""How an inquiry's flow is written down: trace, failures and tasks."""

from odoo import api, models
from odoo.tools import plaintext2html

from .automated import automated, logger
from .failure import MAX_TRIES, QUIET_TRIES, GiveUp, Incomplete, describe, next_try_after, where_raised
from .storable import clean_text

# Where first lines wait for those of the steps; gone with the transaction, and with what is undone.
OPENING = "anfragemanager.opening"


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _trace(self, step, result, reason=None, note=""):
        self._trace_all([(step, result, reason, note)])

    def _trace_all(self, lines):
        """Write lines of the trace: ``[(step, result, reason or None, note)]``."""
        lines = [*self.env.cr.cache.get(OPENING, {}).pop(self.id, ()), *lines]
        if lines:
            by = {"manual": self.env.uid}
            self.env["anfragemanager.trace"]._write_lines(
                self,
                [
                    (step, result, reason or None, clean_text(note) or None, by.get(result))
                    for step, result, reason, note in lines
                ],
            )

    def _trace_opening(self, lines):
        """Write the first lines, together with those of the steps where these follow in the same go."""
        opening = self.env.cr.cache.get(OPENING)
        if opening is None:
            self._trace_all(lines)
        else:
            opening[self.id] = lines

    def _failed(self, step, error, quiet=0):
        """Something unexpected: visible at once, tried again later, and in the end a person's task.

        :param quiet: how many of the attempts were not shown
        """
        attempts = self.attempts + 1
        again = attempts - quiet <= MAX_TRIES and not isinstance(error, GiveUp)
        description = describe(error, self.env)
        next_try = next_try_after(attempts - quiet) if again else False
        self.write(
            {
                "state": "failed",
                "reason": "error",
                "reason_note": description,
                "attempts": attempts,
                "next_try": next_try,
            }
        )
        self._trace(step, "failed", "error", description)
        logger.error("Inquiry %s failed at step %s: %s", self.id, step, where_raised(error))
        if again:
            self.env["anfragemanager.worker"]._wake(self, at=next_try)
        else:
            self._task("error", description)

    @automated
    def _broken_off(self, error):
        """The database broke off the work again and again."""
        self.attempts -= 1  # It was counted when the work began.
        description = self.env._("The database broke off the work several times (%s).", error)
        self._failed(self.next_step, Incomplete(description), quiet=QUIET_TRIES)

    def _task(self, reason, note):
        """Give the main user one task for this stop, or in a crowd one for all.

        When a property is free again, or published, its agent knows.
        """
        if self._shares_task(reason):
            self.property_id._crowd_task(self.mailbox_id)
            return
        xmlid = "anfragemanager.activity_duplicate" if reason == "duplicate" else "anfragemanager.activity_check"
        self.activity_schedule(
            xmlid,
            summary=self._reason_told(),
            note=plaintext2html(note) if note else False,
            user_id=(self._looked_after_by() if reason == "property_inactive" else self.mailbox_id._in_charge()).id,
        )
        self._wake_mail_queue()

    def _clear_tasks(self, feedback):
        if not self.sudo().activity_ids:
            return
        self.activity_feedback(
            ["anfragemanager.activity_duplicate", "anfragemanager.activity_check"], feedback=feedback
        )

    @api.model
    def _label(self, name):
        return self._fields[name]._description_string(self.env)
