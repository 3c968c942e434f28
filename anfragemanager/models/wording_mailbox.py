"""Wording and templates of a mailbox: its own text, else the company's, else the standard; sale and rent apart."""

from odoo import fields, models

FOR_SALE = ("buy", "leasehold")


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    expose_rent_template_id = fields.Many2one(
        "mail.template",
        string="Exposé Mail for Rentals",
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref("anfragemanager.mail_template_expose_rent", raise_if_not_found=False),
        help="The mail with the exposé of a property to let or lease. Empty: the one for sales.",
    )
    wording_confirmation = fields.Text(
        string="Above the Form", translate=True, help="What the confirmation page says first. Empty: the standard."
    )
    wording_expose = fields.Text(
        string="Below the Exposé", translate=True, help="Closing note of the exposé page. Empty: the standard."
    )
    wording_privacy = fields.Text(
        string="Privacy Notice", translate=True, help="Short notice (Art. 13 GDPR). Empty: the company's."
    )
    wording_marketing = fields.Text(
        string="Consent to Further Offers", translate=True, help="Wording at the tick box. Empty: the company's."
    )

    def _expose_template(self, prop):
        """Return the template of the mail with a property's exposé."""
        self.ensure_one()
        rented = prop.marketing_type not in FOR_SALE
        return (rented and self.expose_rent_template_id) or self.expose_template_id

    def _wording(self, kind):
        """Return what this mailbox's prospects read, in the language of the context.

        :param str kind: "privacy", "marketing", "confirmation" or "expose"; the last two may be empty: the page has a
            standard of its own
        """
        self.ensure_one()
        own = self[f"wording_{kind}"]
        if own or kind in ("confirmation", "expose"):
            return own or ""
        return self.company_id.with_context(lang=self.env.context.get("lang"))._anfrage_wording(kind)
