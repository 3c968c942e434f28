from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.inquiry_mass import MANY
from ..models.refusal import TEMPLATE


class AnfragemanagerRefuse(models.TransientModel):
    """Refuses all who still wait for a property, or chosen inquiries, with one click."""

    _name = "anfragemanager.refuse"
    _description = "Refuse Politely"
    _inherit = ["anfragemanager.fenced"]

    property_id = fields.Many2one("anfragemanager.property", readonly=True)
    inquiry_ids = fields.Many2many("anfragemanager.inquiry", string="Inquiries", required=True)
    informed = fields.Boolean(string="Also Those Who Got the Exposé")
    template_id = fields.Many2one(
        "mail.template",
        required=True,
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref(TEMPLATE, raise_if_not_found=False),
    )
    count = fields.Integer(string="Prospects", compute="_compute_count")
    many = fields.Boolean(compute="_compute_many")
    # The look before it goes: what is said to whom, and the mail as the first of them gets it; one alone is in sight
    # at once.
    looking = fields.Boolean(readonly=True)
    told = fields.Text(compute="_compute_look")
    example = fields.Char(compute="_compute_look")
    subject = fields.Char(compute="_compute_look")
    body = fields.Html(compute="_compute_look", sanitize_form=False)
    unreachable = fields.Integer(
        string="Without Mail", compute="_compute_count", help="They have no address, or stopped our mails."
    )

    @api.model
    def _open(self, inquiries, prop=None):
        wizard = self.create({"inquiry_ids": [Command.set(inquiries.ids)], "property_id": prop.id if prop else False})
        return wizard._reopen()

    def _reopen(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse Politely"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("inquiry_ids")
    def _compute_count(self):
        for wizard in self:
            reachable = wizard._reachable()
            wizard.count = len(set(reachable.mapped("address_key")))
            wizard.unreachable = len(wizard.inquiry_ids - reachable)

    def _reachable(self):
        return self.inquiry_ids.filtered(lambda inquiry: not inquiry.sudo()._why_no_mail(False))

    @api.depends("inquiry_ids")
    def _compute_many(self):
        for wizard in self:
            wizard.many = len(wizard.inquiry_ids) > 1

    @api.depends("inquiry_ids", "template_id", "looking")
    def _compute_look(self):
        for wizard in self:
            wizard.told = wizard.example = wizard.subject = wizard.body = False
            reached = wizard._reachable()._origin if wizard.looking or not wizard.many else None
            if not reached or not wizard._fits():
                continue
            first = reached[0]
            wizard.example = f"{first._who()} <{first.email_normalized}>"
            wizard.subject, wizard.body = first.sudo()._filled_in(wizard._template())
            by_reason = reached.grouped(lambda inquiry: inquiry._refusal_told())
            wizard.told = "\n".join(
                f"{why} – {', '.join(dict.fromkeys(inquiry._who() for inquiry in alike))}"
                for why, alike in by_reason.items()
            )

    def _template(self):
        # What others wrote is rendered with the clerk's own rights.
        ours = self.env.ref(TEMPLATE, raise_if_not_found=False)
        return self.template_id.sudo() if self.template_id == ours else self.template_id

    def _fits(self):
        return self.template_id.model == "anfragemanager.inquiry"

    @api.onchange("informed")
    def _onchange_informed(self):
        if self.property_id:
            domain = Domain("property_id", "=", self.property_id.id) & self.property_id._refusable(self.informed)
            self.inquiry_ids = [Command.set(self.env["anfragemanager.inquiry"].search(domain, limit=5000).ids)]

    def action_look(self):
        """Show the mail as the first of them gets it."""
        self.looking = True
        return self._reopen()

    def action_write(self):
        """Go back to who gets it."""
        self.looking = False
        return self._reopen()

    def action_send(self):
        """Queue them; they go out in the background after the time in which they can be taken back."""
        self.ensure_one()
        inquiries = self.inquiry_ids
        inquiries.check_access("write")
        if not self._fits():
            raise UserError(self.env._("“%s” is no template for inquiries.", self.template_id.name))
        decided = self.env["anfragemanager.refusal"].sudo()._decide(inquiries, self.template_id)
        if len(inquiries) == 1:
            return {"type": "ir.actions.act_window_close"}
        if len(inquiries) <= MANY:
            return inquiries._each(lambda inquiry: inquiry._refusal_decided(inquiry in decided))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refusals"),
            "res_model": "anfragemanager.refusal",
            "view_mode": "list",
            "domain": [("inquiry_id", "in", inquiries.ids)],
        }
