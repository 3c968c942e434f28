"""Prozessmanager: what follows once the contact is there, step by step, until the prospect answers."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from .conditions import Condition

ACTIONS = [
    ("mail", "Send a mail"),
    ("activity", "Create a task"),
    ("opportunity", "Create an opportunity"),
    ("tag", "Tag the contact"),
    ("server_action", "Run a server action"),
]


class AnfragemanagerProcess(models.Model):
    """Steps that follow an inquiry, for those inquiries that meet its conditions."""

    _name = "anfragemanager.process"
    _description = "Process"
    _inherit = ["anfragemanager.fenced", "anfragemanager.conditions"]
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, help="Archived, it starts no more, and what is still due is not done.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    mailbox_ids = fields.Many2many(
        "anfragemanager.mailbox", string="Mailboxes", check_company=True, help="Empty: all mailboxes of the company."
    )
    contact = fields.Selection(
        [("any", "New and known"), ("new", "New contacts only"), ("known", "Known contacts only")],
        string="Contacts",
        required=True,
        default="any",
    )
    stop_on_reply = fields.Boolean(
        string="When the Prospect Answers", default=True, help="By mail, or with a question on the own page."
    )
    stop_on_viewing = fields.Boolean(
        string="At a Viewing",
        default=True,
        help="When the prospect asks for a viewing, or one with the contact stands in the calendar.",
    )
    stop_on_closed = fields.Boolean(
        string="When the Property Is Gone", default=True, help="When the property is no longer marketed."
    )
    step_ids = fields.One2many("anfragemanager.process.step", "process_id", string="Steps", copy=True)
    run_ids = fields.One2many("anfragemanager.process.run", "process_id")
    running_count = fields.Integer(string="Running", compute="_compute_running_count")

    def _compute_running_count(self):
        groups = self.env["anfragemanager.process.run"]._read_group(
            [("process_id", "in", self.ids), ("state", "=", "running")], ["process_id"], ["__count"]
        )
        counts = {process.id: count for process, count in groups}
        for process in self:
            process.running_count = counts.get(process.id, 0)

    def action_view_runs(self):
        """Show the inquiries for which it ran."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "anfragemanager.process.task",
            "view_mode": "list",
            "domain": [("run_id.process_id", "=", self.id)],
        }

    # ------------------------------------------------------------------ used by the flow

    @api.model
    def _wanted_by(self, inquiry):
        """Return the processes whose conditions an inquiry meets."""
        return self.browse(self._ids_of_mailbox(inquiry.mailbox_id)).filtered(lambda process: process._fits(inquiry))

    @api.model
    def _search_of_mailbox(self, mailbox):
        """Return the processes that may start for a mailbox's inquiries."""
        # One for a mailbox that was archived is not one for all: Odoo looks at archived ones, too, for “none”.
        mailboxes = Domain("mailbox_ids", "=", False) | Domain("mailbox_ids", "in", mailbox.ids)
        ours = Domain("company_id", "=", mailbox.company_id.id) & Domain("active", "=", True)
        return self.search(ours & mailboxes)

    def _mailboxes(self):
        """Return the mailboxes whose inquiries it may start for."""
        ours = self.env["anfragemanager.mailbox"].search([("company_id", "in", self.company_id.ids)])
        return self.with_context(active_test=False).mailbox_ids.with_env(self.env) or ours

    def _fits(self, inquiry):
        self.ensure_one()
        return bool(self.step_ids) and all(condition.holds(inquiry) for condition in self._conditions(inquiry))

    def _conditions(self, inquiry=None):
        found = super()._conditions(inquiry)
        if self.contact != "any" and inquiry:
            found.append(self._contact_condition(inquiry))
        return found

    def _contact_condition(self, inquiry):
        new = inquiry._is_new_contact()
        labels = dict(self._fields["contact"]._description_selection(self.env))
        holds = Domain.TRUE if new == (self.contact == "new") else Domain.FALSE
        seen = self.env._("new") if new else self.env._("known")
        return Condition(labels[self.contact], holds, seen)

    def _start(self, inquiry):
        """Start it for an inquiry: every step gets its time."""
        self.ensure_one()
        now = fields.Datetime.now()
        run = self.env["anfragemanager.process.run"].create({"process_id": self.id, "inquiry_id": inquiry.id})
        tasks = self.env["anfragemanager.process.task"].create(
            [
                {"run_id": run.id, "step_id": step.id, "inquiry_id": inquiry.id, "due_at": now + step._delay()}
                for step in self.step_ids
            ]
        )
        for moment in set(tasks.mapped("due_at")):
            tasks._wake(moment)
        return run


class AnfragemanagerProcessStep(models.Model):
    """One step of a process: what is done, and how long after its start."""

    _name = "anfragemanager.process.step"
    _description = "Process Step"
    _inherit = ["anfragemanager.fenced"]
    _order = "delay_hours, sequence, id"

    process_id = fields.Many2one("anfragemanager.process", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="process_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    delay = fields.Integer(string="After", help="Counted from the start of the process.")
    delay_unit = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days")], string="Unit", required=True, default="days"
    )
    delay_hours = fields.Float(compute="_compute_delay_hours", store=True)
    action = fields.Selection(ACTIONS, required=True, default="activity")
    template_id = fields.Many2one("mail.template", domain=[("model", "=", "anfragemanager.inquiry")])
    advertising = fields.Boolean(
        string="Needs Consent",
        default=True,
        help="Sent only to prospects who agreed to further offers (§ 7 UWG). Switch it off only for mails that answer "
        "the inquiry itself.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        default=lambda self: self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False),
        domain="[('res_model', 'in', (False, 'anfragemanager.inquiry'))]",
    )
    summary = fields.Char()
    responsible = fields.Selection(
        [("main_user", "Main user"), ("agent", "Agent of the property"), ("user", "Somebody else")],
        required=True,
        default="main_user",
    )
    user_id = fields.Many2one(
        "res.users", string="Person in Charge", domain="[('share', '=', False), ('company_ids', 'in', company_id)]"
    )
    tag_ids = fields.Many2many("res.partner.category", string="Tags")
    server_action_id = fields.Many2one(
        "ir.actions.server",
        groups="anfragemanager.group_manager",
        domain=[("model_name", "in", ("anfragemanager.inquiry", "res.partner")), ("usage", "=", "ir_actions_server")],
        help="Run for the inquiry or its contact, as the main user of the mailbox.",
    )
    what = fields.Char(compute="_compute_what")

    _delay_not_negative = models.Constraint("CHECK (delay >= 0)", "A step cannot lie before the start.")

    @api.depends("delay", "delay_unit")
    def _compute_delay_hours(self):
        for step in self:
            step.delay_hours = step._delay().total_seconds() / 3600

    @api.depends("action", "template_id", "activity_type_id", "summary", "tag_ids")
    @api.depends_context("lang")
    def _compute_what(self):
        for step in self:
            step.what = {
                "mail": step.template_id.sudo().name,
                "activity": step.summary or step.activity_type_id.name,
                "tag": ", ".join(step.tag_ids.mapped("name")),
                "server_action": step.sudo().server_action_id.name,
            }.get(step.action) or False

    @api.depends("action", "what")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        for step in self:
            step.display_name = ": ".join(filter(None, (labels[step.action], step.what)))

    @api.constrains(
        "action", "template_id", "activity_type_id", "tag_ids", "server_action_id", "user_id", "responsible"
    )
    def _check_complete(self):
        needed = {"mail": "template_id", "tag": "tag_ids", "server_action": "server_action_id"}
        for step in self.sudo():
            name = needed.get(step.action) or ("user_id" if step._wants_person() else None)
            if name and not step[name]:
                label = step._fields[name]._description_string(self.env)
                raise ValidationError(self.env._("A step of “%(process)s” needs: %(field)s",
                                                 process=step.process_id.name, field=label))  # fmt: skip
            if step.template_id and step.template_id.model != "anfragemanager.inquiry":
                raise ValidationError(self.env._("“%s” is no template for inquiries.", step.template_id.name))
            if step._wants_person() and step.company_id not in step.user_id.company_ids:
                raise ValidationError(self.env._("%s has no access to the company.", step.user_id.name))

    @api.constrains("server_action_id")
    def _check_server_action(self):
        self.env["anfragemanager.mailbox"]._check_allowed(self.server_action_id)

    def _wants_person(self):
        return self.action == "activity" and self.responsible == "user"

    def _delay(self):
        return timedelta(**{self.delay_unit or "days": self.delay})


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    process_ids = fields.Many2many("anfragemanager.process", check_company=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named_by_a_process(self):
        """A process for these mailboxes only would start for all of the company."""
        Process = self.env["anfragemanager.process"].sudo().with_context(active_test=False)
        for process in Process.search([("mailbox_ids", "in", self.ids)]):
            if process.mailbox_ids <= self:
                raise ValidationError(
                    self.env._(
                        "The process “%s” is for this mailbox only and would start for all others. Change it first.",
                        process.name,
                    )
                )

    def _apply_sample(self, name):
        result = super()._apply_sample(name)
        if name == "address_only":
            self._add_sample_process()
        return result

    def _sample_difference(self, name):
        changes = super()._sample_difference(name)
        if name == "address_only" and self not in self._sample_process()._mailboxes():
            changes.append((self.env._("Process"), self.env._("none"), self.env._("New prospect: call back")))
        return changes

    def _sample_process(self):
        """Return the process of the sample “only create the address”, if there is one."""
        name = self.env._("New prospect: call back")
        return self.env["anfragemanager.process"].search(
            [("company_id", "=", self.company_id.id), ("name", "=", name)], limit=1
        )

    def _add_sample_process(self):
        """The sample “only create the address” has a person call each new prospect, and remind her."""
        for mailbox in self:
            process = mailbox._sample_process()
            if process:
                if mailbox not in process._mailboxes():
                    process.mailbox_ids = [Command.link(mailbox.id)]
                continue
            steps = [
                (0, mailbox.env._("Call the new prospect")),
                (2, mailbox.env._("Has the prospect been reached?")),
            ]
            mailbox.env["anfragemanager.process"].create(
                {
                    "name": mailbox.env._("New prospect: call back"),
                    "company_id": mailbox.company_id.id,
                    "mailbox_ids": [Command.link(mailbox.id)],
                    "step_ids": [Command.create({"delay": days, "summary": summary}) for days, summary in steps],
                }
            )
