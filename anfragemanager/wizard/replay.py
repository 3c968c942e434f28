from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..models.reading_words import field_in_words
from ..parsing import diff, parse

MAX_MAILS = 2000


class AnfragemanagerReplay(models.TransientModel):
    """Reads stored mails with today's rules and shows what would change, before a rule bites."""

    _name = "anfragemanager.replay"
    _description = "Replay of Received Mails"
    _inherit = ["anfragemanager.fenced"]

    mail_ids = fields.Many2many("anfragemanager.mail", string="Mails", help="Empty: all mails of the period.")
    since = fields.Date(default=lambda self: fields.Date.subtract(fields.Date.context_today(self), days=30))
    portal_ids = fields.Many2many("anfragemanager.portal", string="Portals")
    line_ids = fields.One2many("anfragemanager.replay.line", "wizard_id", readonly=True)
    count_read = fields.Integer(string="Mails Read", readonly=True)
    count_changed = fields.Integer(string="Read Differently", readonly=True)

    def action_replay(self):
        """Compare; nothing is written but the result of this dialog."""
        self.ensure_one()
        mails = self.mail_ids or self._mails_since(self.since, self.portal_ids)
        changes, changed = defaultdict(list), 0
        read = 0
        for mail, differences in self._replay(mails):
            read += 1
            changed += bool(differences)
            for change in differences:
                changes[mail.portal_id.id, change.field].append((mail, change))
        self.write(
            {
                "count_read": read,
                "count_changed": changed,
                "line_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "portal_id": portal_id,
                            "field": field,
                            "count": len(found),
                            "example_id": found[0][0].id,
                            "old_value": _short(found[0][1].old),
                            "new_value": _short(found[0][1].new),
                        }
                    )
                    for (portal_id, field), found in sorted(changes.items(), key=lambda item: -len(item[1]))
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read Again for Comparison"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _mails_since(self, since, portals=None):
        domain = (
            Domain("received_at", ">=", since)
            & Domain("state", "=", "processed")
            & Domain("kind", "!=", "confirmation")
        )
        if portals:
            domain &= Domain("portal_id", "in", portals.ids)
        return self.env["anfragemanager.mail"].search(domain, limit=MAX_MAILS)

    def _replay(self, mails):
        """Yield ``(mail, changes)`` for each stored mail; see `parsing.diff` for the changes.

        Our own confirmation mails are no reader's business: the signature in them tells what they are.
        """
        rules = {}
        for mail in mails.filtered(lambda mail: mail.kind != "confirmation"):
            mailbox = mail.mailbox_id
            if mailbox not in rules:
                rules[mailbox] = mail.sudo()._parsing_rules()
            known = rules[mailbox].knowing(verdict=mail._verdict)
            yield mail, diff(mail.parsed or {}, parse(mail._bytes(), known).to_dict())


class AnfragemanagerReplayLine(models.TransientModel):
    _name = "anfragemanager.replay.line"
    _description = "Change Found by a Replay"
    _inherit = ["anfragemanager.fenced"]

    wizard_id = fields.Many2one("anfragemanager.replay", required=True, ondelete="cascade")
    portal_id = fields.Many2one("anfragemanager.portal")
    field = fields.Char(string="Key")
    label = fields.Char(string="Field", compute="_compute_label")
    count = fields.Integer(string="Mails")
    example_id = fields.Many2one("anfragemanager.mail")
    old_value = fields.Char(string="Read Then")
    new_value = fields.Char(string="Would Be Read Now")

    @api.depends("field")
    @api.depends_context("lang")
    def _compute_label(self):
        for line in self:
            line.label = field_in_words(self.env, line.field)


def _short(value):
    return str(value)[:200] if value not in (None, "", [], {}) else "–"
