from odoo import api, fields, models
from odoo.fields import Command

VERDICTS = [
    ("applies", "Applies"),
    ("later", "Would apply, an earlier one counts"),
    ("no", "Does not apply"),
]


class AnfragemanagerRehearsal(models.TransientModel):
    """Says what the rules would do with a given inquiry, and why; nothing is sent, created or changed."""

    _name = "anfragemanager.rehearsal"
    _description = "What Would Happen"
    _inherit = ["anfragemanager.fenced"]

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, ondelete="cascade")
    mailbox_id = fields.Many2one(related="inquiry_id.mailbox_id", related_sudo=False)
    date = fields.Datetime(related="inquiry_id.date", related_sudo=False, string="Received")
    result = fields.Char(compute="_compute_lines")
    line_ids = fields.One2many("anfragemanager.rehearsal.line", "rehearsal_id", compute="_compute_lines")

    @api.model
    def _open(self, inquiry):
        """Return the action that shows the dialog for an inquiry, which may be chosen anew in it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Happen?"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_inquiry_id": inquiry.id},
        }

    @api.depends("inquiry_id")
    def _compute_lines(self):
        for rehearsal in self:
            inquiry = rehearsal.inquiry_id
            if not inquiry or not inquiry.has_access("read"):
                rehearsal.update({"line_ids": [Command.clear()], "result": False})
                continue
            lines, result = self._rehearse(inquiry)
            rehearsal.line_ids = [Command.clear(), *map(Command.create, lines)]
            rehearsal.result = result

    @api.model
    def _rehearse(self, inquiry):
        """Return what the rules say of an inquiry: ``(values of the lines, result in words)``."""
        # As the flow sees it: the caller may not read all that a rule asks for, and is told of it only what she may.
        told = inquiry._property_number()
        acting = inquiry.sudo()
        lines, first = [], None
        effects = dict(self.env["anfragemanager.exception"]._fields["effect"]._description_selection(self.env))
        for rule in acting.mailbox_id.exception_ids:
            conditions = rule._conditions(acting)
            unmet = [condition for condition in conditions if not condition.holds(acting)]
            verdict = "no" if unmet else "later" if first else "applies"
            if not unmet and not first:
                first = rule
            lines.append(
                {
                    "kind": "exception",
                    "name": rule.name,
                    "effect": effects[rule.effect],
                    "verdict": verdict,
                    "why": "\n".join(self._in_words(condition, told) for condition in unmet or conditions),
                }
            )
        stops = first and first.effect in ("stop", "hold")
        crowd = None if stops else self._crowd(acting)
        if crowd:
            lines.append(crowd)
        if not stops and not (crowd and crowd["verdict"] == "applies"):
            lines += self._processes(acting, told)
        if crowd and crowd["verdict"] == "applies":
            return lines, self.env._("Many ask for this property: %s", crowd["effect"])
        if not first:
            return lines, self.env._("No exception applies; the inquiry goes on.")
        names = {"effect": effects[first.effect], "rule": first.name}
        return lines, self.env._("%(effect)s, because of “%(rule)s”", **names)

    def _crowd(self, inquiry):
        """Return the line about the limit of inquiries for one property, or None where there is none."""
        limit, action = inquiry._crowd_rule()
        if not limit or not inquiry.property_id:
            return None
        numbers = {"number": inquiry._crowd_number(), "limit": limit}
        actions = dict(self.env["anfragemanager.mailbox"]._fields["crowd_action"]._description_selection(self.env))
        return {
            "kind": "crowd",
            "name": self.env._("Many inquiries for one property"),
            "effect": actions[action],
            "verdict": "applies" if numbers["number"] > limit and action != "continue" else "no",
            "why": self.env._("Inquiry no. %(number)s in 24 hours, the limit is %(limit)s.", **numbers),
        }

    def _processes(self, inquiry, told):
        """Return a line for each process: whether it starts once the contact is there."""
        label = self.env._("Process")
        lines = []
        for process in self.env["anfragemanager.process"].sudo()._search_of_mailbox(inquiry.mailbox_id):
            conditions = process._conditions(inquiry)
            unmet = [condition for condition in conditions if not condition.holds(inquiry)]
            lines.append(
                {
                    "kind": "process",
                    "name": process.name,
                    "effect": label,
                    "verdict": "no" if unmet else "applies",
                    "why": "\n".join(self._in_words(condition, told) for condition in unmet or conditions),
                }
            )
        return lines

    def _in_words(self, condition, told):
        seen = condition.seen if not condition.about_property or told else ""
        nothing = self.env._("none")
        return f"{condition.label}: {seen or nothing}"


class AnfragemanagerRehearsalLine(models.TransientModel):
    _name = "anfragemanager.rehearsal.line"
    _description = "What One Rule Says"
    _inherit = ["anfragemanager.fenced"]

    rehearsal_id = fields.Many2one("anfragemanager.rehearsal", ondelete="cascade")
    kind = fields.Selection(
        [("exception", "Exception"), ("crowd", "Many Inquiries"), ("process", "Process")], default="exception"
    )
    name = fields.Char()
    effect = fields.Char()
    verdict = fields.Selection(VERDICTS)
    why = fields.Text(string="Seen")
