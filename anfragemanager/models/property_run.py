from odoo import Command, api, fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("created", "Created"),
    ("changed", "Changed"),
    ("closed", "Taken off the Market"),
    ("held", "To Be Confirmed"),
    ("skipped", "Left Out"),
    ("note", "Remark"),
]


class AnfragemanagerPropertyRun(models.Model):
    """One transfer of a source and what became of each property."""

    _name = "anfragemanager.property.run"
    _description = "Transfer of Properties"
    _inherit = ["anfragemanager.fenced"]
    _order = "id desc"

    name = fields.Char("Delivery", required=True, readonly=True)
    source_id = fields.Many2one(
        "anfragemanager.property.source", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("done", "Done"),
            ("held", "Waits for Confirmation"),
            ("trial", "Trial Run"),
            ("failed", "Failed"),
        ],
        required=True,
        default="queued",
        readonly=True,
        index=True,
    )
    error = fields.Char("Reason", readonly=True)
    full = fields.Boolean("Whole Stock", readonly=True, help="What the delivery does not name is taken off the market.")
    finished_at = fields.Datetime("Finished", readonly=True)
    digest = fields.Char(readonly=True, index=True)
    files_pending = fields.Json(readonly=True, help="Identifiers of the properties whose files are still to come.")
    files_left = fields.Integer("Properties Waiting for Pictures", compute="_compute_files_left", store=True)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, ondelete="set null")
    created_count = fields.Integer("Created", readonly=True)
    changed_count = fields.Integer("Changed", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    closed_count = fields.Integer("Closed", readonly=True)
    held_count = fields.Integer("To Be Confirmed", readonly=True)
    skipped_count = fields.Integer("Left Out", readonly=True)
    line_ids = fields.One2many("anfragemanager.property.run.line", "run_id", string="Properties", readonly=True)

    @api.depends("files_pending")
    def _compute_files_left(self):
        for run in self:
            run.files_left = len(run.files_pending or [])

    def action_close_held(self):
        """A person confirms: what the delivery does not name is gone."""
        self._decide_held(close=True)

    def action_keep_held(self):
        """A person says that the delivery was incomplete: everything stays."""
        self._decide_held(close=False)

    def _decide_held(self, close):
        self.check_access("write")
        for run in self:
            if run.state != "held":
                raise UserError(self.env._("Nothing of this transfer waits for a decision."))
            held = run.line_ids.filtered(lambda line: line.outcome == "held")
            if close:
                open_ones = held.property_id.filtered(lambda prop: prop.marketing_state != "closed")
                open_ones.with_context(anfrage_sync=True).write({"marketing_state": "closed"})
            held.outcome = "closed" if close else "skipped"
            run.write(
                {
                    "state": "done",
                    "held_count": 0,
                    "closed_count": run.closed_count + (len(held) if close else 0),
                    "skipped_count": run.skipped_count + (0 if close else len(held)),
                }
            )
            run.source_id.activity_feedback(["anfragemanager.activity_property_brake"])

    def _replaces_files(self, keys):
        """A newer delivery says how these properties look: what earlier runs still had to load is void.

        :param set keys: identifiers in the source
        """
        earlier = [("source_id", "=", self.source_id.id), ("id", "!=", self.id), ("files_left", ">", 0)]
        for run in self.search(earlier):
            run.files_pending = [key for key in run.files_pending if key not in keys]

    def _add_detail(self, prop, reference, detail):
        """Say something more of a property in this run, in the line it has or in a remark."""
        line = self.line_ids.filtered(lambda line: prop and line.property_id == prop)[:1]
        if line:
            line.detail = "\n".join(filter(None, [line.detail, detail]))
        else:
            self.line_ids = [
                Command.create({"outcome": "note", "reference": reference, "detail": detail, "property_id": prop.id})
            ]

    @api.autovacuum
    def _gc_runs(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        self.search([("create_date", "<", limit), ("state", "in", ("done", "trial", "failed"))], limit=1000).unlink()

    def _summary(self):
        """Plain data for machines: the command line and the upload."""
        self.ensure_one()
        return {
            "state": self.state,
            "error": self.error or None,
            "full": self.full,
            "created": self.created_count,
            "changed": self.changed_count,
            "unchanged": self.unchanged_count,
            "closed": self.closed_count,
            "to_confirm": self.held_count,
            "left_out": self.skipped_count,
            "waiting_for_pictures": self.files_left,
            "properties": [
                {"reference": line.reference or None, "outcome": line.outcome, "detail": line.detail or None}
                for line in self.line_ids
            ],
        }


class AnfragemanagerPropertyRunLine(models.Model):
    _name = "anfragemanager.property.run.line"
    _description = "Property in a Transfer"
    _inherit = ["anfragemanager.fenced"]
    _order = "run_id, id"
    _rec_name = "reference"

    run_id = fields.Many2one("anfragemanager.property.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    property_id = fields.Many2one("anfragemanager.property", ondelete="set null", index="btree_not_null")
    reference = fields.Char("Property Number")
    detail = fields.Text("What and Why")
