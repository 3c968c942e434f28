"""What a person decided about a prospect waits a moment: until then nothing is sent, and it can be undone."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .automated import automated
from .steps import Outcome


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    held_until = fields.Datetime(readonly=True, copy=False, help="When a person's decision is carried out.")
    held_undo = fields.Json(
        readonly=True, copy=False, groups="base.group_system", help="How the inquiry stood before the decision."
    )
    is_held = fields.Boolean(compute="_compute_is_held", help="A decision was made and can still be taken back.")

    @api.depends("state", "held_until", "next_try")
    def _compute_is_held(self):
        for inquiry in self:
            # The worker that takes it up moves the next try.
            due = inquiry.held_until and inquiry.next_try == inquiry.held_until
            inquiry.is_held = bool(due) and inquiry.state == "new"

    def action_undo_held(self):
        """Take the last decision back, as long as it was not carried out."""
        self.check_access("write")
        for inquiry in self:
            inquiry.sudo()._lock_row()
            inquiry.invalidate_recordset()
            if not inquiry.is_held:
                raise UserError(self.env._("It was carried out already and can no longer be undone."))
            before = inquiry.sudo().held_undo
            decided = inquiry.duplicate_ids.filtered(
                lambda item, ids=before["undecided"]: item.decision and item.id in ids
            )
            for candidate in decided.filtered("undo_values"):
                candidate.partner_id.write(candidate.undo_values)
            inquiry.sudo()._trace(inquiry.next_step, "manual", note=self.env._("Decision undone"))
            inquiry.sudo()._undo_held(decided)
        return True

    def action_carry_out(self):
        """Do at once what was decided."""
        return self._by_person("_carry_out")

    def _carry_out(self):
        self._lock_row()
        self.invalidate_recordset()
        if not self.is_held:
            raise UserError(self.env._("It was carried out already."))
        self.next_try = False
        self._run()

    def _standing(self):
        """Return how the inquiry stands, for `_undo_held`."""
        return {
            "state": self.state,
            "reason": self.reason,
            "note": self.reason_note,
            "step": self.next_step,
            "bundle": self.bundle_id.id,
            "partner": self.partner_id.id,
            "decided": self.duplicate_decided,
            "undecided": self.duplicate_ids.filtered(lambda candidate: not candidate.decision).ids,
        }

    def _resume_held(self, step, note, before):
        """Go on with a step as a person decided, after the time in which it can be taken back.

        :param dict before: how the inquiry stood before the decision, see `_standing`
        """
        seconds = self.company_id.anfrage_hold_seconds
        if seconds <= 0:
            self._resume(step, note)
            return
        until = (fields.Datetime.now() + timedelta(seconds=seconds)).replace(microsecond=0)
        self._set_off(step, note, until)
        self.write({"held_until": until, "held_undo": before})
        self.env["anfragemanager.worker"]._wake(self, at=until)

    @automated
    def _undo_held(self, candidates):
        """Put the inquiry back to where it stood before a decision."""
        before = self.held_undo
        candidates.with_env(self.env).write(
            {"decision": False, "decided_by_id": False, "decided_at": False, "undo_values": False}
        )
        self.write(
            {
                "partner_id": before["partner"],
                "duplicate_decided": before["decided"],
                "bundle_id": before["bundle"],
                "next_step": before["step"],
                "held_until": False,
                "held_undo": False,
            }
        )
        outcome = Outcome(result="stopped", state=before["state"], reason=before["reason"], note=before["note"] or "")
        self._apply_outcome(before["step"], outcome)
