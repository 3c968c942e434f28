"""Odoo's captchas on the prospects' pages: the one place that knows them.

Google reCAPTCHA and Cloudflare Turnstile are Odoo's own addons; each guards Odoo's public forms once its keys are
entered. Nothing of them is loaded where they are not installed, not configured, or switched off for the company.
"""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import str2bool

# Addon, its keys, what the page loads and what the browser has to be allowed for it
PROVIDERS = {
    "recaptcha": {
        "addon": "google_recaptcha",
        "site_key": "recaptcha_public_key",
        "secret_key": "recaptcha_private_key",
        "name": "Google reCAPTCHA",
        "field": "recaptcha_token_response",
        "hosts": "https://www.recaptcha.net https://www.gstatic.com https://www.google.com",
    },
    "turnstile": {
        "addon": "website_cf_turnstile",
        "site_key": "cf.turnstile_site_key",
        "secret_key": "cf.turnstile_secret_key",
        "name": "Cloudflare Turnstile",
        "field": "turnstile_captcha",
        "hosts": "https://challenges.cloudflare.com",
    },
}


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_captcha = fields.Boolean(
        string="Captcha on the Pages",
        default=True,
        help="Where Odoo's captcha (Google reCAPTCHA, Cloudflare Turnstile) is installed and has its keys, the forms "
        "of the prospects' pages ask it, too. Withdrawal, “this was not me” and the stop page never do.",
    )

    def _anfrage_captchas(self):
        """Return the captchas in use: ``[{"provider", "site_key", "name", "field", "hosts"}]``."""
        self.ensure_one()
        found = []
        get_param = self.env["ir.config_parameter"].sudo().get_param
        if not self.anfrage_captcha:
            return found
        for provider, about in PROVIDERS.items():
            site_key = get_param(about["site_key"])
            # Google's has a switch of its own.
            switched_on = provider != "recaptcha" or str2bool(get_param("enable_recaptcha", "True"), default=True)
            has_keys = site_key and get_param(about["secret_key"])
            if self._anfrage_captcha_installed(about["addon"]) and has_keys and switched_on:
                found.append({"provider": provider, "site_key": site_key, **about})
        return found

    def _anfrage_captcha_installed(self, addon):
        return addon in self.env.registry._init_modules

    def _anfrage_human(self, action):
        """Ask Odoo's captcha about the request at hand; True where none is in use."""
        if not self._anfrage_captchas():
            return True
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(action)
        except UserError:
            return False
        return True


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anfrage_captcha = fields.Boolean(related="company_id.anfrage_captcha", readonly=False)
