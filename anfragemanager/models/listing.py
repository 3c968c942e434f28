import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .property import normalize_reference


class AnfragemanagerListing(models.Model):
    _name = "anfragemanager.listing"
    _description = "Listing of a Property at a Portal"
    _inherit = ["anfragemanager.fenced"]
    _order = "property_id, portal_id, id"
    _rec_name = "external_id"

    property_id = fields.Many2one("anfragemanager.property", required=True, ondelete="cascade", index=True)
    portal_id = fields.Many2one("anfragemanager.portal", required=True, ondelete="restrict", index=True)
    external_id = fields.Char(
        "Listing ID",
        required=True,
        help="The portal's own number of the listing, e.g. the Scout-ID. "
        "Inquiries that name only this number are assigned by it.",
    )
    external_id_normalized = fields.Char(compute="_compute_external_id_normalized", store=True, index=True)
    url = fields.Char("Link", help="Page of the listing at the portal.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(related="property_id.company_id", store=True, index=True)

    _portal_external_company_uniq = models.UniqueIndex(
        "(portal_id, external_id, company_id)", "This listing ID is already recorded for the portal."
    )

    @api.depends("external_id")
    def _compute_external_id_normalized(self):
        for listing in self:
            listing.external_id_normalized = normalize_reference(listing.external_id)

    @api.depends("portal_id", "external_id")
    def _compute_display_name(self):
        for listing in self:
            listing.display_name = " ".join(filter(None, [listing.portal_id.name, listing.external_id]))

    @api.constrains("external_id")
    def _check_external_id(self):
        for listing in self:
            if not listing.external_id_normalized:
                raise ValidationError(
                    self.env._("The listing ID “%s” contains neither a letter nor a digit.", listing.external_id)
                )

    @api.constrains("url")
    def _check_url(self):
        # Links may be learnt from a mail: anything but a web address (javascript:, data:) would run on a click.
        for listing in self:
            if listing.url and not re.match(r"https?://[^\s/]", listing.url, re.IGNORECASE):
                raise ValidationError(self.env._("The link of a listing must start with http:// or https://."))
