from odoo import api, fields, models
from odoo.exceptions import UserError

from ..contact.emails import is_public_provider


class AnfragemanagerBlock(models.TransientModel):
    """Take a sender or a whole domain out of the automation: an exception of the mailboxes."""

    _name = "anfragemanager.block"
    _description = "Block the Sender"
    _inherit = ["anfragemanager.fenced"]

    inquiry_ids = fields.Many2many("anfragemanager.inquiry", required=True)
    email = fields.Char(compute="_compute_email")
    domain = fields.Char(compute="_compute_email")
    public = fields.Boolean(compute="_compute_email", help="Everybody may have an address at this provider.")
    scope = fields.Selection(
        [("address", "This address only"), ("domain", "All addresses of its domain")], required=True, default="address"
    )
    everywhere = fields.Boolean(string="In All Mailboxes of the Company", default=True)
    stop = fields.Boolean(string="Stop This Inquiry", default=True)

    @api.depends("inquiry_ids")
    def _compute_email(self):
        for wizard in self:
            email = wizard.inquiry_ids[:1].email_normalized or ""
            wizard.email, wizard.domain = email, email.rpartition("@")[2]
            wizard.public = bool(email) and is_public_provider(wizard.domain)

    def action_block(self):
        """Create the exceptions."""
        self.ensure_one()
        inquiry = self.inquiry_ids
        inquiry.ensure_one()
        inquiry.check_access("write")
        if not self.email:
            raise UserError(self.env._("The inquiry has no e-mail address to block."))
        if inquiry.email_is_alias and self.scope == "domain":
            raise UserError(self.env._("The address is the portal's; its domain would block the whole portal."))
        if self.public and self.scope == "domain":
            raise UserError(self.env._("Everybody may have an address at %s; block the address only.", self.domain))
        entry = self.email if self.scope == "address" else self.domain
        blocked = inquiry.sudo()._block(entry, self.everywhere)
        if not blocked:
            raise UserError(self.env._("%s is blocked already.", entry))
        if self.stop and inquiry.state not in ("done",) and inquiry.reason != "manual":
            inquiry._by_person("_stop_by_person")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Blocked: %s. Inquiries from there are kept, nothing is sent.", entry),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
