from odoo import fields, models


class AnfragemanagerMassReport(models.TransientModel):
    """What became of each inquiry of a mass action."""

    _name = "anfragemanager.mass.report"
    _description = "Report of a Mass Action"

    line_ids = fields.One2many("anfragemanager.mass.report.line", "report_id", readonly=True)
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    refused_count = fields.Integer(string="Not Done", compute="_compute_counts")

    def _compute_counts(self):
        for report in self:
            report.done_count = len(report.line_ids.filtered("ok"))
            report.refused_count = len(report.line_ids) - report.done_count

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
    _order = "ok, id"

    report_id = fields.Many2one("anfragemanager.mass.report", required=True, ondelete="cascade")
    inquiry_id = fields.Many2one("anfragemanager.inquiry", ondelete="cascade")
    ok = fields.Boolean(string="Done")
    text = fields.Char(string="What Happened")
