"""What the automation cannot do without is not deleted by hand, where Odoo has a way to switch it off."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Mails for which nobody can choose another template.
ONLY_TEMPLATES = ("mail_template_access", "mail_template_contract", "mail_template_notice", "mail_template_refusal")


def _refuse(records, names=None):
    """Refuse to delete records that this addon brought.

    :param names: external ids without the addon's name; all if left out
    :raise UserError: names them and says what to do instead
    """
    ours = Domain("module", "=", "anfragemanager") & Domain("model", "=", records._name)
    ours &= Domain("name", "in", names) if names else Domain.TRUE
    found = records.env["ir.model.data"].sudo().search_fetch(ours & Domain("res_id", "in", records.ids), ["res_id"])
    if found:
        needed = ", ".join(records.browse(found.mapped("res_id")).mapped("display_name"))
        raise UserError(
            records.env._("The inquiry manager needs “%s”. Archive it, or switch it off where it is chosen.", needed)
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
        _refuse(self, ONLY_TEMPLATES)


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed_for_inquiries(self):
        _refuse(self)
