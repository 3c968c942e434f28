from markupsafe import Markup

from odoo import api, fields, models


class AnfragemanagerGoLive(models.TransientModel):
    """Says what changes when the dry run of a mailbox ends, and ends it."""

    _name = "anfragemanager.go.live"
    _description = "Go Live"
    _inherit = ["anfragemanager.fenced"]

    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, ondelete="cascade")
    changes = fields.Html(compute="_compute_changes", string="From Now On")
    missing = fields.Html(compute="_compute_changes", string="Still Missing")
    rehearsed = fields.Integer(related="mailbox_id.rehearsed", related_sudo=False)
    rehearsed_since = fields.Datetime(related="mailbox_id.rehearsed_since", related_sudo=False)
    waiting = fields.Selection(
        [("keep", "Leave them: they are not answered"), ("release", "Handle them now: prospects get mails")],
        string="These Inquiries",
        required=True,
        default="keep",
    )
    test_email = fields.Char(
        string="Send Everything To", help="First a test: all mails go to this address instead of the prospects."
    )

    @api.depends("mailbox_id")
    def _compute_changes(self):
        for wizard in self:
            mailbox = wizard.mailbox_id
            wizard.changes = _listed(mailbox._effects()) if mailbox else False
            wizard.missing = _listed(wizard._missing()) if mailbox else False

    def _missing(self):
        """Return what the mailbox's signs and the set-up warn of, each once."""
        signs = [sign["text"] for sign in self.mailbox_id.signs or ()]
        return dict.fromkeys([*signs, *self.env["anfragemanager.setup"]._warnings(self.mailbox_id)])

    def action_go_live(self):
        """End the dry run."""
        self.ensure_one()
        mailbox = self.mailbox_id
        mailbox.check_access("write")
        mailbox.test_email = self.test_email
        mailbox._go_live(release=self.waiting == "release")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("“%s” is live.", mailbox.name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


def _listed(texts):
    """Return texts as a list in HTML, or False without any."""
    items = Markup("").join(Markup("<li>%s</li>") % text for text in texts)
    return Markup("<ul>%s</ul>") % items if items else False
