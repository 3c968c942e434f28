"""What the automation cannot do without is not deleted by hand, where Odoo has a way to switch it off."""

from odoo import api, models
from odoo.exceptions import UserError


def _refuse(records):
    """Refuse to delete records that this addon brought.

    :raise UserError: names them and says what to do instead
    """
    ours = records.env["ir.model.data"].sudo()
    ours = ours.search_fetch(
        [("module", "=", "anfragemanager"), ("model", "=", records._name), ("res_id", "in", records.ids)], ["res_id"]
    )
    needed = records.browse(ours.mapped("res_id"))
    if needed:
        names = ", ".join(needed.mapped("display_name"))
        raise UserError(
            records.env._("The inquiry manager needs “%s”. Archive it, or switch it off where it is chosen.", names)
        )


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed_for_inquiries(self):
        _refuse(self)


class MailTemplate(models.Model):
    _inherit = "mail.template"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed_for_inquiries(self):
        _refuse(self)


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed_for_inquiries(self):
        _refuse(self)
