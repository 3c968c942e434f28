from odoo import api, fields, models


class AnfragemanagerInquiry(models.Model):
    """Which value was read where in the mail."""

    _inherit = "anfragemanager.inquiry"

    provenance = fields.Json(
        compute="_compute_provenance",
        string="Where in the Mail It Was Found",
        help="One entry per value read: {field, value, origin, place}; place is the line or element it stands in.",
    )

    @api.depends("origin", "position", "mail_id.parsed")
    def _compute_provenance(self):
        for inquiry in self:
            read = (inquiry.mail_id.parsed or {}).get("inquiries") or []
            # Nothing is known of what a person typed in, or once the mail was deleted.
            read = read[inquiry.position] if inquiry.origin and inquiry.position < len(read) else {}
            inquiry.provenance = [
                {
                    "field": name,
                    "value": read.get(name),
                    "origin": origin,
                    "place": (read.get("place") or {}).get(name),
                }
                for name, origin in (inquiry.origin or {}).items()
            ]
