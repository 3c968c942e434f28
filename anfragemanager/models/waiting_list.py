"""The waiting list of a property: who is on it is done with for now, and thought of when it is free again."""

from odoo import fields, models
from odoo.exceptions import UserError

from .crowd import TASK
from .steps import stop


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    waitlisted_at = fields.Datetime(string="On the Waiting List", readonly=True, copy=False, index="btree_not_null")

    def action_waitlist(self):
        """Put them on the waiting list of their property: nothing more to do for now."""
        return self._by_person("_waitlist")

    def action_leave_waitlist(self):
        """Take them off the waiting list."""
        return self._by_person("_leave_waitlist")

    def _waitlist(self):
        if not self.property_id:
            raise UserError(self.env._("Please assign the property first."))
        if self.state == "waiting":
            raise UserError(self.env._("It waits for the prospect's confirmation."))
        if self.waitlisted_at:
            return
        self.waitlisted_at = fields.Datetime.now()
        label = self.env._("On the waiting list of the property")
        if self.state != "done":
            self._clear_tasks(label)
            self.write(
                {"state": "done", "reason": "waitlisted", "reason_note": False, "next_try": False, "bundle_id": False}
            )
            self._promote_bundle()
        self._trace(self.next_step, "manual", note=label)
        self.property_id._crowd_settled()

    def _leave_waitlist(self):
        if not self.waitlisted_at:
            raise UserError(self.env._("It is not on the waiting list."))
        self.waitlisted_at = False
        self._trace(self.next_step, "manual", note=self.env._("Off the waiting list"))
        if self.reason != "waitlisted":
            return
        if self.next_step in ("gate", "expose"):
            # Where a property that is not marketed stops them.
            state = "ignored" if self.next_step == "gate" else "aborted"
            self._apply_outcome(self.next_step, stop(state, "property_inactive", self._no_offer_note()))
        else:
            _limit, action = self._crowd_rule()
            self.write({"state": "aborted", "reason": "crowd" if action == "hold" else "collected"})
            self.property_id._crowd_task(self.mailbox_id)


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    waiting_count = fields.Integer(string="Waiting List", compute="_compute_waiting_count")

    def _compute_waiting_count(self):
        groups = self.env["anfragemanager.inquiry"]._read_group(
            [("property_id", "in", self.ids), ("waitlisted_at", "!=", False)], ["property_id"], ["__count"]
        )
        counts = {prop.id: count for prop, count in groups}
        for prop in self:
            prop.waiting_count = counts.get(prop._origin.id, 0)

    def action_view_waiting(self):
        """Show who is on the waiting list, in the order in which they came."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_waiting_list")
        action["domain"] = [("property_id", "=", self.id), ("waitlisted_at", "!=", False)]
        action["context"] = {}
        action["display_name"] = action["name"] = self.env._("%s – Waiting List", self.reference)
        return action

    def write(self, vals):
        before = {prop.id: prop.marketing_state for prop in self} if "marketing_state" in vals else {}
        done = super().write(vals)
        for prop in self.filtered(lambda prop: before.get(prop.id, "active") != "active" == prop.marketing_state):
            prop._tell_of_waiting_list(before[prop.id])
        return done

    def _tell_of_waiting_list(self, before):
        """It is published, or free again: whoever looks after it is told that some wait for it."""
        waiting = self.sudo().waiting_count
        if waiting and not self.sudo().activity_search([TASK]):
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                TASK,
                summary=self.env._("Published: %s on the waiting list", waiting)
                if before == "preparation"
                else self.env._("Free again: %s on the waiting list", waiting),
                user_id=(self._agent() or self.env.user).id,
            )
