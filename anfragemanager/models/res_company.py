from odoo import fields, models

# Fields that cached answers rest on: the response clock, the reading rules, the brand.
CACHED = {
    "anfrage_amber_minutes", "anfrage_red_minutes", "resource_calendar_id", "anfrage_trusted_authserv", "email",
    "website", "alias_domain_id", "logo", "primary_color", "font",
}  # fmt: skip


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_limit_address = fields.Integer(
        string="Mails per Person and Day",
        default=6,
        help="Automatic mails to one person within 24 hours, whatever the spelling of the address. A stranger gets one "
        "mail that asks for confirmation and one reminder.",
    )
    anfrage_limit_domain = fields.Integer(
        string="Mails per Domain and Hour",
        default=10,
        help="Automatic mails within an hour to one mail domain that is no public provider. The others go out later.",
    )
    anfrage_limit_provider = fields.Integer(
        string="Mails per Public Provider and Hour",
        default=300,
        help="The same for public providers, where everybody may have an address.",
    )
    anfrage_limit_total = fields.Integer(
        string="Mails per Hour", default=1000, help="All automatic mails of the company within an hour."
    )
    anfrage_limit_visitor = fields.Integer(
        string="Forms per Visitor and Hour",
        default=60,
        help="Forms of the prospects' pages sent from one internet connection within an hour. 0: no limit.",
    )
    anfrage_limit_link = fields.Integer(
        string="Forms per Link and Hour",
        default=15,
        help="Forms sent behind one mailed link within an hour. 0: no limit.",
    )
    anfrage_form_seconds = fields.Integer(
        string="Shortest Time to Fill In (Seconds)",
        default=2,
        help="A form that comes back faster was filled in by a machine: it is shown once more. Withdrawals and stopped "
        "mails are never refused for it. 0: off.",
    )
    anfrage_retention_days = fields.Integer(
        string="Completed Inquiries (Days)",
        default=180,
        help="Completed inquiries are anonymised after this time; contacts stay. 0 keeps them.",
    )
    anfrage_trusted_authserv = fields.Char(
        string="Trusted Mail Servers",
        help="Names under which your own mail servers write Authentication-Results, separated by commas. Portal mails "
        "that fail their check are kept but not answered. These servers must remove such headers under their own name "
        "from mails that come in.",
    )
    anfrage_amber_minutes = fields.Integer(
        string="Amber After (Minutes)", default=60, help="Waits for us for so many office minutes: amber. 0: never."
    )
    anfrage_red_minutes = fields.Integer(
        string="Red After (Minutes)", default=240, help="Waits for us for so many office minutes: red. 0: never."
    )
    anfrage_hold_seconds = fields.Integer(
        string="Time to Take Back (Seconds)",
        default=60,
        help="So long what a clerk decided waits before a contact is created and the exposé sent. 0: no time.",
    )
    anfrage_privacy_url = fields.Char(
        string="Privacy Policy", help="Address of your privacy policy, shown to prospects."
    )
    anfrage_privacy_text = fields.Text(
        string="Privacy Notice", translate=True, help="Short notice under the form (Art. 13 GDPR)."
    )
    anfrage_marketing_text = fields.Text(string="Wording of the Consent to Further Offers", translate=True)
    anfrage_imprint_url = fields.Char(
        string="Imprint", help="Address of your imprint. Empty: a page made from the data of your company."
    )
    anfrage_directors = fields.Char(
        string="Managing Directors", help="First and last names, as business mails must state them (§ 35a GmbHG)."
    )
    anfrage_authority = fields.Text(
        string="Supervisory Authority", help="Authority that licensed you under § 34c GewO, with its address."
    )
    anfrage_dpo = fields.Char(
        string="Data Protection Officer",
        help="How prospects reach the officer, if you have to have one (Art. 13 (1) b GDPR), e.g. an e-mail address.",
    )
    anfrage_accessibility_text = fields.Text(
        string="Accessibility Statement",
        translate=True,
        help="Your statement under the Accessibility Strengthening Act (BFSG). Empty: a statement on these pages.",
    )

    def write(self, vals):
        if CACHED.intersection(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def _anfrage_web_address(self, url):
        """Return an address that a page may link to, or False: nothing but the web."""
        return url if (url or "").startswith(("https://", "http://")) else False

    def _anfrage_legal_links(self, lang):
        """Return what stands under every page and mail: ``[(address, label)]``; the pages speak the same language.

        :param str lang: code of the page's or mail's language
        """
        self = self.with_context(lang=lang)
        self.ensure_one()
        base, query = f"/anfrage/legal/{self.id}", f"?lang={lang}"
        return [
            (self._anfrage_web_address(self.anfrage_imprint_url) or f"{base}/imprint{query}", self.env._("Imprint")),
            (self._anfrage_web_address(self.anfrage_privacy_url) or f"{base}/privacy{query}", self.env._("Privacy")),
            (f"{base}/accessibility{query}", self.env._("Accessibility")),
            (f"/widerruf?company={self.id}&lang={lang}", self.env._("Withdraw from a contract")),
        ]

    def _anfrage_wording(self, kind):
        """Return what prospects read in the language of the context: the company's own text, else the standard one.

        The standard is no default value of the fields, because that would be stored in one language only.

        :param str kind: "privacy" or "marketing"
        """
        self.ensure_one()
        if kind == "privacy":
            return self.anfrage_privacy_text or self.env._(
                "We use your details to answer your inquiry and to avoid storing your address twice. "
                "You may ask for information, correction or deletion at any time."
            )
        return self.anfrage_marketing_text or self.env._(
            "Yes, please inform me by e-mail about further suitable properties. I may withdraw this at any time."
        )
