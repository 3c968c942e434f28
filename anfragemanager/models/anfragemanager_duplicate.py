from odoo import api, fields, models


class AnfragemanagerDuplicate(models.Model):
    """A contact that may be the prospect of an inquiry, with the evidence and a person's decision."""

    _name = "anfragemanager.duplicate"
    _description = "Duplicate Candidate"
    _order = "score desc, id"
    _rec_name = "partner_id"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, index=True, ondelete="cascade")
    score = fields.Float(string="Score (%)", digits=(5, 1))
    verdict = fields.Selection(
        [("duplicate", "Duplicate"), ("possible", "Possible"), ("related", "Related")], required=True
    )
    evidence = fields.Json(help="Per field: what was compared and how alike it is.")
    explanation = fields.Char(help="The evidence as a sentence.")
    decision = fields.Selection(
        [("same", "Same Person"), ("different", "Different Person")],
        readonly=True,
        help="Remembered: the same pair is not asked twice.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    partner_email = fields.Char(related="partner_id.email")
    partner_phone = fields.Char(related="partner_id.phone")
    partner_address = fields.Char(compute="_compute_partner_address")

    _pair_uniq = models.UniqueIndex("(inquiry_id, partner_id)", "This contact is a candidate already.")

    @api.depends("partner_id.street", "partner_id.zip", "partner_id.city")
    def _compute_partner_address(self):
        for candidate in self:
            partner = candidate.partner_id
            place = " ".join(filter(None, (partner.zip, partner.city)))
            candidate.partner_address = ", ".join(filter(None, (partner.street, place)))

    def action_same(self):
        """The prospect is this contact: link it and go on."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "same")

    def action_different(self):
        """The prospect is not this contact; when no candidate is left undecided, go on."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "different")
