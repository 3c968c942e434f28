from odoo import api, fields, models


class AnfragemanagerDuplicate(models.Model):
    """A contact that may be the prospect of an inquiry, with the evidence and a person's decision."""

    _name = "anfragemanager.duplicate"
    _description = "Duplicate Candidate"
    # Their names are in the order of their weight.
    _order = "verdict, score desc, id"
    _rec_name = "partner_id"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, index=True, ondelete="cascade")
    score = fields.Float(string="Score (%)", digits=(5, 1))
    verdict = fields.Selection(
        [("duplicate", "Duplicate"), ("possible", "Possible"), ("related", "Related")], required=True
    )
    name_only = fields.Boolean(help="Nothing but the names agrees, and perhaps the town.")
    evidence = fields.Json(help="Per field: what was compared and how alike it is.")
    explanation = fields.Char(help="The evidence as a sentence.")
    decision = fields.Selection(
        [
            ("same", "Same Person"),
            ("household", "Same Household"),
            ("employee", "Works There"),
            ("staff", "Contact Person of This Company"),
            ("different", "Different Person"),
        ],
        readonly=True,
        help="Remembered: the same pair is not asked twice.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    undo_values = fields.Json(readonly=True, help="What the contact held before data of the prospect was taken over.")
    employed_values = fields.Json(
        readonly=True, help="What the prospect's contact held before it was put below this company."
    )
    can_undo = fields.Boolean(compute="_compute_can_undo")
    partner_email = fields.Char(related="partner_id.email", related_sudo=False)
    partner_phone = fields.Char(related="partner_id.phone", related_sudo=False)
    partner_address = fields.Char(compute="_compute_partner_address")

    # A constraint and not an index: Odoo's merge of contacts looks for constraints to know which rows may collide.
    _pair = models.Constraint("unique(inquiry_id, partner_id)", "This contact is a candidate already.")

    @api.depends("partner_id.street", "partner_id.zip", "partner_id.city")
    def _compute_partner_address(self):
        for candidate in self:
            partner = candidate.partner_id
            place = " ".join(filter(None, (partner.zip, partner.city)))
            candidate.partner_address = ", ".join(filter(None, (partner.street, place)))

    @api.depends("decision", "employed_values", "inquiry_id.expose_sent_at", "inquiry_id.token_ids")
    def _compute_can_undo(self):
        for candidate in self:
            undoable = candidate.employed_values or candidate.inquiry_id.sudo()._expose_unsent()
            candidate.can_undo = bool(candidate.decision) and bool(undoable)

    def _shares_address(self):
        """Return whether prospect and contact gave one address, however it was written."""
        levels = {item["field"]: item["level"] for item in self.evidence or ()}
        if not self.inquiry_id.street and levels.get("place") == "equal":
            # The town alone, which is the other's, is no address of one's own.
            return True
        return levels.get("street") == "equal" and levels.get("house_number", "equal") == "equal"

    def _told(self):
        """Return the contact and the evidence in one line."""
        name = self.partner_id.display_name
        if not self.partner_id.active:
            name = self.env._("%s (archived)", name)
        return f"{name}: {self.explanation or ''}"

    def _give_back(self, name, partner):
        """Write to a contact again what it held before a decision.

        What belongs to a company's accounts a clerk may not write, though the decision did.

        :param str name: the field that keeps it
        """
        partner.check_access("write")
        partner.sudo().write(self[name])

    def action_same(self):
        """The prospect is this contact: link it and go on."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "same")

    def action_same_update(self):
        """The prospect is this contact and has new data: choose field by field what is taken over."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over New Data"),
            "res_model": "anfragemanager.takeover",
            "view_mode": "form",
            "target": "new",
            "context": {"default_duplicate_id": self.id},
        }

    def action_household(self):
        """The prospect lives with this contact: create an own contact and relate the two."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "household")

    def action_employee(self):
        """The prospect works for this company: create an own contact below it."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "employee")

    def action_staff(self):
        """A company asks, and this is its contact person: put the contact below the company, whose the inquiry is."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "staff")

    def action_different(self):
        """The prospect is not this contact; when no candidate is left undecided, go on."""
        self.ensure_one()
        return self.inquiry_id._decide_duplicate(self, "different")

    def action_open_inquiry(self):
        """Open the inquiry, where its candidates stand side by side."""
        self.ensure_one()
        return self.inquiry_id.action_compare()

    def action_undo(self):
        """Take the decision back, as long as the exposé was not sent."""
        self.ensure_one()
        return self.inquiry_id._undo_decision(self)
