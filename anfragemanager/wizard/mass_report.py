from odoo import fields, models
from odoo.exceptions import UserError


class AnfragemanagerMassReport(models.TransientModel):
    """What became of each inquiry of a mass action."""

    _name = "anfragemanager.mass.report"
    _description = "Report of a Mass Action"
    _inherit = ["anfragemanager.fenced"]

    line_ids = fields.One2many("anfragemanager.mass.report.line", "report_id", readonly=True)
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    refused_count = fields.Integer(string="Not Done", compute="_compute_counts")
    held_count = fields.Integer(compute="_compute_counts", help="How many can still be taken back.")

    def _compute_counts(self):
        for report in self:
            report.done_count = len(report.line_ids.filtered("ok"))
            report.refused_count = len(report.line_ids) - report.done_count
            report.held_count = len(report._held())

    def _held(self):
        inquiries = self.line_ids.filtered("ok").inquiry_id
        return inquiries.filtered(lambda inquiry: inquiry.is_held or inquiry.refusal_due_at)

    def action_undo(self):
        """Take back for all of them what was not carried out yet, and tell what became of each."""
        self.ensure_one()
        held = self._held()
        if not held:
            raise UserError(self.env._("It was carried out already and can no longer be undone."))
        held.check_access("write")
        return held._each(lambda inquiry: inquiry._take_back_held())

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What became of each"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }


class AnfragemanagerMassReportLine(models.TransientModel):
    """One inquiry of a mass action."""

    _name = "anfragemanager.mass.report.line"
    _description = "Line of the Report of a Mass Action"
    _inherit = ["anfragemanager.fenced"]
    _order = "ok, id"

    report_id = fields.Many2one("anfragemanager.mass.report", required=True, ondelete="cascade")
    inquiry_id = fields.Many2one("anfragemanager.inquiry", ondelete="cascade")
    ok = fields.Boolean(string="Done")
    text = fields.Char(string="What Happened")
