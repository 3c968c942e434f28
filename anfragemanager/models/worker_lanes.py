"""Lanes: rows of ir.cron, each of which one worker runs at a time, and which share of the work each does."""

from odoo import api, fields, models, tools
from odoo.tools import SQL

from .lanes import DEFAULT_LANES, LANES_PARAMETER, MAX_LANES, Shares, whole_number


class AnfragemanagerWorker(models.AbstractModel):
    _inherit = "anfragemanager.worker"

    @api.model
    def _lanes(self):
        """Return over how many lanes the work is spread (system parameter `anfragemanager.lanes`)."""
        wanted = self.env["ir.config_parameter"].sudo().get_param(LANES_PARAMETER)
        return min(max(whole_number(wanted, DEFAULT_LANES), 1), MAX_LANES)

    @api.model
    def _set_lanes(self, count):
        """Spread the work over so many lanes; each is a scheduled job of its own."""
        count = min(max(int(count), 1), MAX_LANES)
        self.env["ir.config_parameter"].sudo().set_param(LANES_PARAMETER, str(count))
        first = self.env.ref("anfragemanager.cron_process").sudo()
        for lane in range(1, MAX_LANES):
            job = self._lane_job(lane)
            if job and job.active == (lane < count):
                continue
            if job and lane < count:
                job.active = True
            elif job:
                # One that runs at this moment cannot be changed, and switches itself off with its next turn.
                job.try_lock_for_update(allow_referencing=True).active = False
            elif lane < count:
                name = f"{first.with_context(lang='en_US').name} ({lane + 1})"
                job = first.copy({"name": name, "code": f"model._cron_process({lane})", "active": True})
                self.env["ir.model.data"].sudo().create(
                    {
                        "module": "anfragemanager",
                        "name": f"cron_process_lane_{lane}",
                        "model": "ir.cron",
                        "res_id": job.id,
                        "noupdate": True,
                    }
                )
        self._wake()

    @api.model
    def _lane_job(self, lane):
        return self._job(f"anfragemanager.cron_process_lane_{lane}" if lane else "anfragemanager.cron_process")

    @api.model
    def _shares(self, lane):
        """Return which shares of the work a lane does.

        Its own, and the first lane there is also those of lanes whose job was deleted or switched off.
        """
        lanes, own = self._lanes(), {lane}
        if lanes > 1:
            running = self._running_in(lanes, fields.Datetime.now().replace(second=0))
            if lane == min(running, default=0):
                own.update(set(range(lanes)) - running)
        return Shares(lanes, frozenset(own))

    @api.model
    @tools.ormcache("lanes", "minute")
    def _running_in(self, lanes, minute):
        """Return the lanes that were running when somebody first asked in this minute."""
        return self._running(lanes)

    @api.model
    def _running(self, lanes):
        """Return the lanes whose job is there and switched on."""
        jobs = {self._lane_job(lane).id: lane for lane in range(lanes)}
        self.env["ir.cron"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL("SELECT id FROM ir_cron WHERE id = ANY(%s) AND active", list(filter(None, jobs)))
        )
        return {jobs[id_] for (id_,) in rows}

    @api.model
    def _wake(self, records=None, at=None):
        """Wake the lanes of these mails or inquiries, now or at a time; without records the first one."""
        lanes = self._lanes()
        if records is None:
            wanted = {0}
        elif records._name == "anfragemanager.mail":
            wanted = {record.id % lanes for record in records}
        else:
            wanted = {record._person_bucket() % lanes for record in records}
        for lane in sorted(wanted):
            if not self._trigger(self._lane_job(lane), at):
                # Whoever does its work.
                self._trigger(self._lane_job(min(self._running(lanes), default=0)), at)
