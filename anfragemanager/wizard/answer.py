from odoo import api, fields, models
from odoo.exceptions import UserError


class AnfragemanagerAnswer(models.TransientModel):
    """Answer one or many prospects at once, each in their language and by name."""

    _name = "anfragemanager.answer"
    _description = "Answer with a Template"
    _inherit = ["anfragemanager.fenced"]

    inquiry_ids = fields.Many2many("anfragemanager.inquiry", required=True)
    template_id = fields.Many2one(
        "mail.template",
        required=True,
        domain="[('id', 'in', allowed_template_ids)]",
        default=lambda self: self.env.ref("anfragemanager.mail_template_answer", raise_if_not_found=False),
    )
    allowed_template_ids = fields.Many2many("mail.template", compute="_compute_allowed_template_ids")
    takes_text = fields.Boolean(compute="_compute_takes_text")
    text = fields.Text(help="Greeting and signature are added in the prospect's language.")
    close = fields.Boolean(string="Close as Done Afterwards")

    @api.depends("inquiry_ids")
    def _compute_allowed_template_ids(self):
        """Those that hold a link of the automation's are sent by it only."""
        templates = self.env["mail.template"].search([("model", "=", "anfragemanager.inquiry")])
        templates = templates.filtered(lambda template: "anfrage_" not in str(template.sudo().body_html or ""))
        templates |= self.env.ref("anfragemanager.mail_template_answer", raise_if_not_found=False) or templates
        for wizard in self:
            wizard.allowed_template_ids = templates

    @api.depends("template_id")
    def _compute_takes_text(self):
        own = self.env.ref("anfragemanager.mail_template_answer", raise_if_not_found=False)
        for wizard in self:
            wizard.takes_text = bool(own) and wizard.template_id == own

    def action_send(self):
        """Send them and show what became of each."""
        self.ensure_one()
        if self.takes_text and not (self.text or "").strip():
            raise UserError(self.env._("Please write what you want to answer."))
        if self.template_id not in self.allowed_template_ids:
            raise UserError(self.env._("Only the automation sends this template: it holds a link."))
        answered = set()
        self.inquiry_ids.check_access("write")

        # What others wrote is rendered with the clerk's own rights.
        template = self.template_id.sudo() if self.takes_text else self.template_id

        def answer(inquiry):
            return inquiry.sudo()._answer(template, self.text or "", self.close, answered)

        if len(self.inquiry_ids) == 1:
            answer(self.inquiry_ids)
            return {"type": "ir.actions.act_window_close"}
        return self.inquiry_ids._each(answer)
