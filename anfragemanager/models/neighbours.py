"""Odoo's own addons that come along by themselves and send data to services outside: off until somebody says yes.

`crm` brings lead enrichment, which sends the domains of prospects' addresses; `mail` brings the autocompletion of
contacts, which sends what a clerk types into a name. Letters, text messages and lead mining wait until a person presses
a button that names what it does, so they are left alone.
"""

from odoo import api, fields, models

ALLOWED = "anfragemanager.outside_services"
# Read by crm_iap_enrich whenever an opportunity is created, and when it is installed after us
_ENRICHMENT = "crm.iap.lead.enrich.setting"
NEIGHBOURS = ("crm_iap_enrich", "crm_iap_mine", "partner_autocomplete", "snailmail", "sms")


def is_allowed(env):
    """Return whether somebody agreed that Odoo's online services are asked without a person's pressing a button."""
    return env["ir.config_parameter"].sudo().get_param(ALLOWED) == "True"


def switch_off(env):
    """Switch off what sends prospects' data by itself; also what is installed later finds it switched off."""
    env["ir.config_parameter"].sudo().set_param(_ENRICHMENT, "manual")
    job = env.ref("crm_iap_enrich.ir_cron_lead_enrichment", raise_if_not_found=False)
    if job:
        job.sudo().active = False


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Called by the widget of `partner_autocomplete` at every pause in typing; without that addon nobody calls them.

    @api.model
    def autocomplete_by_name(self, query, query_country_id, timeout=15):
        return super().autocomplete_by_name(query, query_country_id, timeout) if self._anfrage_asks_outside() else []

    @api.model
    def autocomplete_by_vat(self, vat, query_country_id, timeout=15):
        return super().autocomplete_by_vat(vat, query_country_id, timeout) if self._anfrage_asks_outside() else []

    @api.model
    def _anfrage_asks_outside(self):
        installed = self.env["ir.module.module"].sudo()._get("partner_autocomplete").state == "installed"
        return installed and is_allowed(self.env)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Keep the web client from completing the company's data by Odoo's service at the administrator's login."""
        info = super().session_info()
        if info.get("iap_company_enrich") and not is_allowed(self.env):
            info["iap_company_enrich"] = False
        return info


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anfrage_outside_services = fields.Boolean(
        string="Complete Contacts by Odoo's Online Services", config_parameter=ALLOWED
    )
    anfrage_neighbours = fields.Char(string="Installed", compute="_compute_anfrage_neighbours")

    @api.depends("company_id")
    def _compute_anfrage_neighbours(self):
        found = self.env["ir.module.module"].sudo().search([("name", "in", NEIGHBOURS), ("state", "=", "installed")])
        self.anfrage_neighbours = ", ".join(found.mapped("shortdesc")) or self.env._("none")
