"""What several companies of a system share, one of them does not change for the others."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _anfrage_foreign_templates(self):
        """Return the ids of templates by which companies write in which this user has no say; for a record rule.

        Templates belong to no company, and those of this addon serve all.
        """
        Mailbox = self.env["anfragemanager.mailbox"].sudo().with_context(active_test=False)
        foreign = Mailbox.search([("company_id", "not in", self.company_ids.ids)])
        if not foreign:
            return []
        steps = self.env["anfragemanager.process.step"].sudo().with_context(active_test=False)
        used = steps.search([("process_id.company_id", "in", foreign.company_id.ids)]).template_id
        for name, field in foreign._fields.items():
            if field.store and field.comodel_name == "mail.template":
                used |= foreign[name]
        brought = self.env["ir.model.data"].sudo()
        brought = brought.search([("module", "=", "anfragemanager"), ("model", "=", "mail.template")])
        return [*used.ids, *brought.mapped("res_id")]

    def _anfrage_speaks_for_all(self):
        """Return whether this user may change what is read and sent alike for every company, e.g. a portal's senders.

        For record rules, too.
        """
        if self.has_group("base.group_system"):
            return True
        manager = self.has_group("anfragemanager.group_manager")
        return manager and self.env["res.company"].sudo()._anfrage_houses() <= self.company_ids
