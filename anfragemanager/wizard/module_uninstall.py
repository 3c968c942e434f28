from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """Odoo's dialog before an uninstallation says what happens to the mails that portals go on sending."""

    _inherit = "base.module.uninstall"

    anfrage_addresses = fields.Char(compute="_compute_anfrage_addresses", help="Addresses that end with the addon.")

    @api.depends("module_ids")
    def _compute_anfrage_addresses(self):
        for wizard in self:
            ends = "anfragemanager" in wizard._get_modules().mapped("name")
            Mailbox = self.env["anfragemanager.mailbox"].sudo().with_context(active_test=False)
            mailboxes = Mailbox.search([("alias_name", "!=", False)]) if ends else Mailbox
            wizard.anfrage_addresses = ", ".join(filter(None, mailboxes.alias_id.mapped("alias_full_name")))
