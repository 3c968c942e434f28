import base64
import tempfile
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError


class AnfragemanagerPropertyUpload(models.TransientModel):
    """Hand a delivery over by hand: look at what would happen, then let it happen."""

    _name = "anfragemanager.property.upload"
    _description = "Upload Properties"
    _inherit = ["anfragemanager.fenced"]

    source_id = fields.Many2one(
        "anfragemanager.property.source",
        domain="[('kind', '=', 'openimmo')]",
        default=lambda self: self.env["anfragemanager.property.source"].search([("kind", "=", "openimmo")], limit=1),
    )
    file = fields.Binary("Delivery", required=True, attachment=False, help="OpenImmo as XML, or as ZIP with pictures.")
    filename = fields.Char()
    run_id = fields.Many2one("anfragemanager.property.run", readonly=True)
    state = fields.Selection(related="run_id.state", related_sudo=False)
    error = fields.Char(related="run_id.error", related_sudo=False)
    created_count = fields.Integer(related="run_id.created_count", related_sudo=False)
    changed_count = fields.Integer(related="run_id.changed_count", related_sudo=False)
    unchanged_count = fields.Integer(related="run_id.unchanged_count", related_sudo=False)
    closed_count = fields.Integer(related="run_id.closed_count", related_sudo=False)
    held_count = fields.Integer(related="run_id.held_count", related_sudo=False)
    skipped_count = fields.Integer(related="run_id.skipped_count", related_sudo=False)
    line_ids = fields.One2many(related="run_id.line_ids", related_sudo=False)
    from_setup = fields.Boolean(help="Who comes from the setup goes on there.")

    @api.onchange("file", "source_id")
    def _onchange_file(self):
        self.run_id = False

    def action_preview(self):
        """Report what the delivery would change, and change nothing."""
        self._carry(dry_run=True)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload Properties"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_import(self):
        self._carry(dry_run=False)
        if self.from_setup and self.run_id.state == "done":
            taken = self.run_id.created_count + self.run_id.changed_count
            text = self.env._("Taken over: %s properties. Pictures and documents follow by themselves.", taken)
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "success", "message": text, "next": {"type": "ir.actions.act_window_close"}},
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": self.run_id._name,
            "res_id": self.run_id.id,
            "view_mode": "form",
        }

    def _carry(self, dry_run):
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not content:
            raise UserError(self.env._("Choose a file first."))
        if not self.source_id:
            self.source_id = self.source_id.create({"name": self.env._("Uploads (OpenImmo)")})
        self.source_id.check_access("write")
        with tempfile.NamedTemporaryFile(suffix=Path(self.filename or "").suffix) as file:
            file.write(content)
            file.flush()
            name = self.filename or "OpenImmo"
            self.run_id = self.source_id._import_path(file.name, name, dry_run=dry_run, files_later=not dry_run)
        if self.run_id.files_left:
            self.run_id._keep(content)


class AnfragemanagerPropertyKey(models.TransientModel):
    """Shows an upload key once."""

    _name = "anfragemanager.property.key"
    _description = "Upload Key"
    _inherit = ["anfragemanager.fenced"]

    source_id = fields.Many2one("anfragemanager.property.source", required=True, ondelete="cascade")
    secret = fields.Char("Key", readonly=True)
    url = fields.Char("Address", readonly=True)
