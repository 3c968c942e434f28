"""What a person decided about a prospect waits a moment: until then nothing is sent, and it can be undone."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

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
        """Take the last decision back, as long as it was not carried out; for several, tell what became of each."""
        self.check_access("write")
        if len(self) != 1:
            return self._each(lambda inquiry: inquiry._take_back_held())
        self._take_back_held()
        return True

    def _take_back_held(self):
        self.sudo()._lock_row()
        self.invalidate_recordset()
        if not self.is_held:
            if self.refusal_due_at:
                return self.sudo()._take_back_refusal()
            if self.held_until:
                raise UserError(self.env._("It was carried out already and can no longer be undone."))
            raise UserError(self.env._("No decision waits to be carried out."))
        before = self.sudo().held_undo
        decided = self.duplicate_ids.filtered(lambda item: item.decision and item.id in before["undecided"])
        for candidate in decided.filtered("undo_values"):
            candidate.partner_id.write(candidate.undo_values)
        self.sudo()._trace(self.next_step, "manual", note=self.env._("Decision undone"))
        self._message_log(body=self.env._("Decision undone: %s", before["told"]))
        return self.sudo()._undo_held(decided)

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

    def _held_arguments(self):
        """Return what the steps are called with that a person decided on, see `_run`."""
        return (self.held_undo or {}).get("arguments", {}) if self.held_until else {}

    def _held_note(self):
        """Return in words what was decided and waits to be carried out, or an empty string."""
        return (self.sudo().held_undo or {}).get("told", "") if self.is_held else ""

    def _standing(self):
        """Return how the inquiry stands, for `_undo_held`.

        :raise UserError: when a decision is held already; the one taken back must be the last
        """
        if self.is_held:
            raise UserError(self.env._("A decision was made already and is about to be carried out. Undo it first."))
        return {
            "property": self.property_id.id,
            "possible": self.ambiguous_property_ids.ids,
            "next_try": fields.Datetime.to_string(self.next_try),
            "attempts": self.attempts,
            "state": self.state,
            "reason": self.reason,
            "note": self.reason_note,
            "step": self.next_step,
            "bundle": self.bundle_id.id,
            "partner": self.partner_id.id,
            "decided": self.duplicate_decided,
            "undecided": self.duplicate_ids.filtered(lambda candidate: not candidate.decision).ids,
        }

    def _can_be_held(self):
        """Return whether what a person decides waits a moment in which it can be taken back."""
        return self.company_id.anfrage_hold_seconds > 0 and not self.mailbox_id.dry_run

    def _resume_held(self, step, note, before, **arguments):
        """Go on with a step as a person decided, after the time in which it can be taken back.

        :param dict before: how the inquiry stood before the decision, see `_standing`
        :param arguments: what single steps are called with, see `_run`
        """
        if not self._can_be_held():
            self._resume(step, note, **arguments)
            return
        until = (fields.Datetime.now() + timedelta(seconds=self.company_id.anfrage_hold_seconds)).replace(microsecond=0)
        self._set_off(step, note, until)
        self.write({"held_until": until, "held_undo": {**before, "arguments": arguments, "told": note}})
        self.env["anfragemanager.worker"]._wake(self, at=until)

    @automated
    def _undo_held(self, candidates):
        """Put the inquiry back to where it stood before a decision."""
        before = self.held_undo
        candidates.with_env(self.env).write(
            {"decision": False, "decided_by_id": False, "decided_at": False, "undo_values": False}
        )
        self.env["anfragemanager.listing"].browse(before.get("learnt", ())).exists().unlink()
        if before["reason"] == "unsure":
            self.mail_id._forget_verdict()
        self.write(
            {
                "partner_id": before["partner"],
                "property_id": before["property"],
                "ambiguous_property_ids": [Command.set(before["possible"])],
                "duplicate_decided": before["decided"],
                "bundle_id": before["bundle"],
                "next_step": before["step"],
                "held_until": False,
                "held_undo": False,
            }
        )
        outcome = Outcome(result="stopped", state=before["state"], reason=before["reason"], note=before["note"] or "")
        # who takes it back sees the task
        self.with_context(mail_activity_quick_update=True)._apply_outcome(before["step"], outcome, traced=False)
        self.write({"attempts": before["attempts"], "next_try": before["next_try"]})
