from odoo import api, fields, models
from odoo.tools import SQL

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

        Past the ORM, which takes ten times as long for a row of which nothing is computed; and without the users that
        Odoo writes down, whose rows PostgreSQL would look up for each line.

        :param rows: ``[(step, outcome, reason or None, note or None, user id or None)]``
        """
        now = self.env.cr.now()
        lines = [SQL("%s", (inquiry.id, *row, now, now)) for row in rows]
        self.env.cr.execute(
            SQL(
                "INSERT INTO anfragemanager_trace (inquiry_id, step, outcome, reason, note, user_id,"
                " create_date, write_date) VALUES %s",
                SQL(", ").join(lines),
            )
        )
        inquiry.invalidate_recordset(["trace_ids"], flush=False)
