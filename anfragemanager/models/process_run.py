"""Processes under way: which step is due for which inquiry, what was done, and why it ended."""

from odoo import api, fields, models
from odoo.fields import Command

from .due import Done


class AnfragemanagerProcessRun(models.Model):
    """A process started for an inquiry."""

    _name = "anfragemanager.process.run"
    _description = "Process of an Inquiry"
    _order = "id desc"
    _rec_name = "process_id"

    process_id = fields.Many2one("anfragemanager.process", required=True, index=True, ondelete="cascade", readonly=True)
    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="inquiry_id.company_id", store=True, index=True)
    started_at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("done", "Completed"), ("stopped", "Ended Early")],
        required=True,
        default="running",
        readonly=True,
        index=True,
    )
    why = fields.Char(string="Reason", readonly=True)
    task_ids = fields.One2many("anfragemanager.process.task", "run_id")

    _once = models.UniqueIndex("(inquiry_id, process_id)", "This process was started for the inquiry already.")

    def _why_over(self):
        """Return why nothing more of it is to be done, in words, or an empty string."""
        self.ensure_one()
        inquiry, process = self.inquiry_id, self.process_id
        if inquiry.anonymized_at or inquiry.gate_withdrawn_at or inquiry.reason in ("withdrawn", "declined", "spoofed"):
            return self.env._("The prospect withdrew.")
        if not process.active:
            return self.env._("The process was switched off.")
        if process.stop_on_closed and inquiry.property_id and not inquiry.property_id._is_marketed():
            return self.env._("The property is no longer marketed.")
        if process.stop_on_reply and self._answered():
            return self.env._("The prospect answered.")
        if process.stop_on_viewing and self._has_viewing():
            return self.env._("A viewing is arranged.")
        return ""

    def _answered(self):
        """Whether a mail came in on the inquiry since the start."""
        answers = [
            ("model", "=", "anfragemanager.inquiry"),
            ("res_id", "=", self.inquiry_id.id),
            ("message_type", "=", "email"),
            ("create_date", ">=", self.started_at),
        ]
        return bool(self.env["mail.message"].sudo().search_count(answers, limit=1))

    def _has_viewing(self):
        """Whether a meeting with the contact was entered in the calendar since the start."""
        partner = self.inquiry_id.partner_id
        meetings = [("partner_ids", "in", partner.ids), ("create_date", ">=", self.started_at)]
        return bool(partner) and bool(self.env["calendar.event"].sudo().search_count(meetings, limit=1))

    def _stop(self, why):
        """Do nothing more of it."""
        for run in self.filtered(lambda run: run.state == "running"):
            left = run.task_ids.filtered(lambda task: task.state == "due")
            left.write({"state": "skipped", "note": why, "done_at": fields.Datetime.now()})
            run.write({"state": "stopped", "why": why})
            note = self.env._("“%(process)s” ended: %(why)s", process=run.process_id.name, why=why)
            run.inquiry_id._trace("processes", "stopped", note=note)

    def _look_whether_done(self):
        for run in self.filtered(lambda run: run.state == "running"):
            if not run.task_ids.filtered(lambda task: task.state == "due"):
                run.state = "done"


class AnfragemanagerProcessTask(models.Model):
    """One step of a process for one inquiry."""

    _name = "anfragemanager.process.task"
    _description = "Step Due for an Inquiry"
    _inherit = ["anfragemanager.due"]
    _rec_name = "step_id"
    _job = "anfragemanager.cron_processes"

    run_id = fields.Many2one("anfragemanager.process.run", required=True, index=True, ondelete="cascade", readonly=True)
    process_id = fields.Many2one(related="run_id.process_id")
    step_id = fields.Many2one("anfragemanager.process.step", required=True, ondelete="cascade", readonly=True)

    _once = models.UniqueIndex("(run_id, step_id)", "This step is due already.")

    def _carry_out(self):
        over = self.run_id._why_over()
        if over:
            self.run_id._stop(over)
            return Done("skipped", over)
        if self.inquiry_id.mailbox_id.dry_run:
            return Done("skipped", self.env._("Dry run: nothing is sent."))
        return getattr(self, f"_do_{self.step_id.action}")(self.step_id.sudo())

    def _written_down(self):
        outcome = {"done": "ok", "skipped": "skipped", "failed": "failed"}[self.state]
        if self.run_id.state != "stopped":
            note = " – ".join(filter(None, (self.process_id.name, self.step_id.display_name, self.note)))
            self.inquiry_id._trace("processes", outcome, note=note)
        if self.state == "failed":
            self.inquiry_id._task("error", f"{self.step_id.display_name}: {self.note}")
        self.run_id._look_whether_done()

    # ------------------------------------------------------------------ what the steps do

    def _do_mail(self, step):
        return self.inquiry_id._send_further("process", step.template_id, self.id, advertising=step.advertising)

    def _do_activity(self, step):
        inquiry = self.inquiry_id
        person = {"agent": inquiry.property_id._agent(), "user": step.user_id}.get(step.responsible)
        in_charge = inquiry.mailbox_id._in_charge()
        if not person or not person.active or inquiry.company_id not in person.company_ids:
            person = in_charge
        inquiry.with_context(mail_activity_quick_update=True).activity_schedule(
            date_deadline=fields.Date.context_today(inquiry),
            activity_type_id=step.activity_type_id.id,
            summary=step.summary or False,
            user_id=person.id,
        )
        return Done("done", person.name)

    def _do_opportunity(self, _step):
        if self.inquiry_id.lead_id:
            return Done("skipped", self.env._("There is one already."))
        self.inquiry_id._start_opportunity()
        return Done("done")

    def _do_tag(self, step):
        self.inquiry_id.partner_id.category_id = [Command.link(tag.id) for tag in step.tag_ids]
        return Done("done")

    def _do_server_action(self, step):
        self.inquiry_id._run_action(step.server_action_id)
        return Done("done")


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    process_run_ids = fields.One2many("anfragemanager.process.run", "inquiry_id")
    process_task_ids = fields.One2many("anfragemanager.process.task", "inquiry_id", string="Process Steps")
    process_running = fields.Boolean(compute="_compute_process_running")

    @api.depends("process_run_ids.state")
    def _compute_process_running(self):
        for inquiry in self:
            inquiry.process_running = any(run.state == "running" for run in inquiry.process_run_ids)

    def action_stop_processes(self):
        """Do nothing more of the processes that run for this inquiry."""
        return self._by_person("_stop_processes_by_person")

    def _stop_processes_by_person(self):
        self.process_run_ids._stop(self.env._("Stopped by %s", self.env.user.name))

    def _end_processes(self, setting, why):
        """End the processes that are to end at what just happened.

        :param str setting: field of the process that says so
        """
        running = self.sudo().process_run_ids.filtered(lambda run: run.state == "running")
        running.filtered(lambda run: run.process_id[setting])._stop(why)

    def _message_post_after_hook(self, message, msg_vals):
        if message.message_type == "email":
            self._end_processes("stop_on_reply", self.env._("The prospect answered."))
        return super()._message_post_after_hook(message, msg_vals)

    def _prospect_asks(self, request, *args, **kwargs):
        result = super()._prospect_asks(request, *args, **kwargs)
        inquiry = self.with_env(self.mailbox_id._automation_env())
        if request == "viewing":
            inquiry._end_processes("stop_on_viewing", inquiry.env._("The prospect asks for a viewing."))
        if request in ("question", "viewing"):
            inquiry._end_processes("stop_on_reply", inquiry.env._("The prospect answered."))
        if request in ("object", "erasure"):
            inquiry.process_run_ids._stop(inquiry.env._("The prospect withdrew."))
        return result
