import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class AnfragemanagerConsent(models.Model):
    """What a prospect agreed to or was told: which text, when, how. Append-only, as proof (Art. 7 (1) GDPR)."""

    _name = "anfragemanager.consent"
    _description = "Consent"
    _order = "id desc"
    _rec_name = "kind"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", index=True, ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True)
    kind = fields.Selection(
        [("privacy", "Privacy notice shown"), ("email", "E-mail address confirmed"), ("marketing", "Further offers")],
        required=True,
    )
    granted = fields.Boolean(default=True, help="Unset on a line that records a refusal or a withdrawal.")
    text = fields.Text(required=True, help="The wording the prospect saw.")
    text_version = fields.Char(compute="_compute_text_version", store=True, help="Short digest of the wording.")
    channel = fields.Selection(
        [("page", "Web page"), ("mail", "E-mail"), ("person", "Noted by a person")], required=True
    )
    given_at = fields.Datetime(required=True, default=fields.Datetime.now)

    @api.depends("text")
    def _compute_text_version(self):
        for consent in self:
            consent.text_version = hashlib.sha256((consent.text or "").encode()).hexdigest()[:12]

    def action_withdraw(self):
        """Note that the prospect withdrew: a new line, the old one stays as proof (Art. 7 (3) GDPR)."""
        self.check_access("read")
        for consent in self.filtered("granted"):
            self.sudo().create(
                {
                    "inquiry_id": consent.inquiry_id.id,
                    "partner_id": consent.partner_id.id,
                    "company_id": consent.company_id.id,
                    "kind": consent.kind,
                    "granted": False,
                    "text": self.env._(
                        "Withdrawal noted by %(user)s: %(text)s", user=self.env.user.name, text=consent.text
                    ),
                    "channel": "person",
                }
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def write(self, vals):
        # The contact is created after the consent was given; nothing else may ever change.
        if set(vals) - {"partner_id", "text_version"} or any(
            consent.partner_id for consent in self if "partner_id" in vals
        ):
            raise UserError(self.env._("A consent is a record of what happened and cannot be changed. Add a new line."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A consent is kept as proof and cannot be deleted."))
