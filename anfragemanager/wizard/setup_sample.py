from odoo import api, fields, models
from odoo.fields import Command

from ..models.mailbox_sample import NAMES


class AnfragemanagerSetupSample(models.TransientModel):
    """Shows what a sample configuration would change, and applies it."""

    _name = "anfragemanager.setup.sample"
    _description = "Sample Configuration"
    _inherit = ["anfragemanager.fenced"]

    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, ondelete="cascade")
    applied = fields.Selection(related="mailbox_id.sample_configuration", related_sudo=False, string="Applied Now")
    sample = fields.Selection(NAMES, string="Configuration", required=True, default="full")
    line_ids = fields.One2many(
        "anfragemanager.setup.sample.line", "wizard_id", compute="_compute_line_ids", string="Changes"
    )

    @api.depends("sample", "mailbox_id")
    def _compute_line_ids(self):
        for wizard in self:
            rows = wizard.mailbox_id._sample_difference(wizard.sample) if wizard.mailbox_id and wizard.sample else []
            wizard.line_ids = [
                Command.clear(),
                *(Command.create({"label": label, "now": now, "then": then}) for label, now, then in rows),
            ]

    def action_apply(self):
        """Apply the chosen configuration."""
        self.ensure_one()
        return self.mailbox_id._apply_sample(self.sample)


class AnfragemanagerSetupSampleLine(models.TransientModel):
    """One setting that a sample configuration would change."""

    _name = "anfragemanager.setup.sample.line"
    _description = "Change by a Sample Configuration"
    _inherit = ["anfragemanager.fenced"]

    wizard_id = fields.Many2one("anfragemanager.setup.sample", ondelete="cascade")
    label = fields.Char(string="Setting", readonly=True)
    now = fields.Char(readonly=True)
    then = fields.Char(readonly=True)
