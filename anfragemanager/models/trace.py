from odoo import api, fields, models

from .lean import insert
from .steps import STEPS

OUTCOMES = [
    ("ok", "Done"),
    ("skipped", "Skipped"),
    ("waiting", "Waiting"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
    ("manual", "By a person"),
    ("would", "Dry run"),
]


class AnfragemanagerTrace(models.Model):
    """One line per step that an inquiry took: what was decided, why, and what was seen."""

    _name = "anfragemanager.trace"
    _description = "Inquiry Trace"
    _inherit = ["anfragemanager.named"]
    _order = "id"
    _rec_name = "step"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, index=True, ondelete="cascade")
    step = fields.Selection(STEPS, required=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    reason = fields.Selection(lambda self: self.env["anfragemanager.inquiry"]._reasons())
    note = fields.Text(help="What was seen at this step.")
    user_id = fields.Many2one("res.users", string="Person", help="Empty when the automation acted.")

    @api.model
    def _write_lines(self, inquiry, rows):
        """Write lines of an inquiry's trace, in their order.

        :param rows: ``[(step, outcome, reason or None, note or None, user id or None)]``
        """
        names = ("inquiry_id", "step", "outcome", "reason", "note", "user_id")
        insert(self, [dict(zip(names, (inquiry.id, *row), strict=True)) for row in rows])
        inquiry.invalidate_recordset(["trace_ids"], flush=False)
