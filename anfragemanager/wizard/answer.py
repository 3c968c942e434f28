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
    many = fields.Boolean(compute="_compute_many")
    # The look before it goes: who gets it, who does not and why, and the mail as the first of them gets it.
    looking = fields.Boolean(readonly=True)
    count = fields.Integer(compute="_compute_look")
    recipients = fields.Char(compute="_compute_look")
    left_out = fields.Text(compute="_compute_look")
    example = fields.Char(compute="_compute_look")
    subject = fields.Char(compute="_compute_look")
    body = fields.Html(compute="_compute_look", sanitize_form=False)

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

    @api.depends("inquiry_ids")
    def _compute_many(self):
        for wizard in self:
            wizard.many = len(wizard.inquiry_ids) > 1

    @api.depends("looking")
    def _compute_look(self):
        for wizard in self:
            refused = [(inquiry, inquiry.sudo()._why_no_answer()) for inquiry in wizard.inquiry_ids]
            reached = [inquiry for inquiry, why in refused if not why]
            # Who inquired twice gets one mail.
            persons = {inquiry.email_normalized: inquiry for inquiry in reversed(reached)}
            wizard.count = len(persons)
            wizard.recipients = ", ".join(inquiry._who() for inquiry in reversed(persons.values()))
            wizard.left_out = "\n".join(f"{inquiry._who()}: {why}" for inquiry, why in refused if why)
            wizard.example = wizard.subject = wizard.body = False
            if wizard.looking and reached:
                wizard.example = f"{reached[0]._who()} <{reached[0].email_normalized}>"
                wizard.subject, wizard.body = reached[0].sudo()._answer_preview(wizard._template(), wizard.text or "")

    def _template(self):
        # What others wrote is rendered with the clerk's own rights.
        return self.template_id.sudo() if self.takes_text else self.template_id

    def _check(self):
        if self.takes_text and not (self.text or "").strip():
            raise UserError(self.env._("Please write what you want to answer."))
        if self.template_id not in self.allowed_template_ids:
            raise UserError(self.env._("Only the automation sends this template: it holds a link."))
        self.inquiry_ids.check_access("write")

    def action_look(self):
        """Show who gets the mail, and how it reads."""
        self._check()
        self.looking = True
        return self._reopen()

    def action_write(self):
        """Go back to the text."""
        self.looking = False
        return self._reopen()

    def _reopen(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer with a Template"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_send(self):
        """Send them and show what became of each."""
        self.ensure_one()
        self._check()
        answered = set()
        template = self._template()

        def answer(inquiry):
            return inquiry.sudo()._answer(template, self.text or "", self.close, answered)

        if len(self.inquiry_ids) == 1:
            answer(self.inquiry_ids)
            return {"type": "ir.actions.act_window_close"}
        return self.inquiry_ids._each(answer)
