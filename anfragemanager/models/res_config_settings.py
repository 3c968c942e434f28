from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anfrage_limit_address = fields.Integer(related="company_id.anfrage_limit_address", readonly=False)
    anfrage_limit_domain = fields.Integer(related="company_id.anfrage_limit_domain", readonly=False)
    anfrage_limit_provider = fields.Integer(related="company_id.anfrage_limit_provider", readonly=False)
    anfrage_limit_visitor = fields.Integer(related="company_id.anfrage_limit_visitor", readonly=False)
    anfrage_limit_link = fields.Integer(related="company_id.anfrage_limit_link", readonly=False)
    anfrage_form_seconds = fields.Integer(related="company_id.anfrage_form_seconds", readonly=False)
    anfrage_limit_total = fields.Integer(related="company_id.anfrage_limit_total", readonly=False)
    anfrage_amber_minutes = fields.Integer(related="company_id.anfrage_amber_minutes", readonly=False)
    anfrage_red_minutes = fields.Integer(related="company_id.anfrage_red_minutes", readonly=False)
    anfrage_hold_seconds = fields.Integer(related="company_id.anfrage_hold_seconds", readonly=False)
    anfrage_retention_days = fields.Integer(related="company_id.anfrage_retention_days", readonly=False)
    anfrage_trusted_authserv = fields.Char(related="company_id.anfrage_trusted_authserv", readonly=False)
    anfrage_privacy_url = fields.Char(related="company_id.anfrage_privacy_url", readonly=False)
    anfrage_privacy_text = fields.Text(related="company_id.anfrage_privacy_text", readonly=False)
    anfrage_marketing_text = fields.Text(related="company_id.anfrage_marketing_text", readonly=False)
    anfrage_imprint_url = fields.Char(related="company_id.anfrage_imprint_url", readonly=False)
    anfrage_directors = fields.Char(related="company_id.anfrage_directors", readonly=False)
    anfrage_dpo = fields.Char(related="company_id.anfrage_dpo", readonly=False)
    anfrage_authority = fields.Text(related="company_id.anfrage_authority", readonly=False)
    anfrage_accessibility_text = fields.Text(related="company_id.anfrage_accessibility_text", readonly=False)
    anfrage_ledger_state = fields.Char(related="company_id.anfrage_ledger_state")
    anfrage_record_ip = fields.Boolean(related="company_id.anfrage_record_ip", readonly=False)
    anfrage_gate_service = fields.Text(related="company_id.anfrage_gate_service", readonly=False)
    anfrage_gate_due = fields.Text(related="company_id.anfrage_gate_due", readonly=False)
    anfrage_gate_duration = fields.Text(related="company_id.anfrage_gate_duration", readonly=False)
    anfrage_gate_terms = fields.Text(related="company_id.anfrage_gate_terms", readonly=False)
    anfrage_withdrawal_text = fields.Text(related="company_id.anfrage_withdrawal_text", readonly=False)
    anfrage_lanes = fields.Integer(
        string="Lanes", help="How many jobs work side by side; as many as there are processors for them, on all hosts."
    )
    anfrage_key_progress = fields.Char(string="Duplicate Check", compute="_compute_anfrage_key_progress")
    anfrage_health_url = fields.Char(string="Address for Monitoring", compute="_compute_anfrage_health")
    anfrage_health_token = fields.Char(string="Token for Monitoring", compute="_compute_anfrage_health")

    def _compute_anfrage_health(self):
        for settings in self:
            settings.anfrage_health_url = f"{self.get_base_url()}/anfrage/health"
            settings.anfrage_health_token = self.env["anfragemanager.health"]._token()

    @api.model
    def get_values(self):
        return {**super().get_values(), "anfrage_lanes": self.env["anfragemanager.worker"].sudo()._lanes()}

    def set_values(self):
        done = super().set_values()
        worker = self.env["anfragemanager.worker"].sudo()
        if self.anfrage_lanes != worker._lanes():
            worker._set_lanes(self.anfrage_lanes)
        return done

    def action_anfrage_renew_health_token(self):
        """End the token in use; monitoring systems need the new one."""
        self.env["anfragemanager.health"]._renew_token()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.depends("company_id")
    def _compute_anfrage_key_progress(self):
        done, total = self.env["res.partner"]._anfrage_key_progress()
        for settings in self:
            settings.anfrage_key_progress = (
                self.env._(
                    "%(done)s of %(total)s contacts are prepared (%(percent)s %%).",
                    done=done, total=total, percent=done * 100 // total,
                )
                if total
                else self.env._("All contacts are prepared.")
            )  # fmt: skip

    def action_anfrage_check_ledger(self):
        return self.company_id.action_anfrage_check_ledger()
