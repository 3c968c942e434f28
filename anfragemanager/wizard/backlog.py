from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# Ages in days by which waiting mails are counted for the eye.
STEPS = (1, 3, 7, 30, 365)


class AnfragemanagerBacklog(models.TransientModel):
    """How many mails wait on a server that is about to be collected from, how old they are, what becomes of them."""

    _name = "anfragemanager.backlog"
    _description = "Mails That Wait Already"
    _inherit = ["anfragemanager.fenced"]
    _rec_name = "mailbox_id"

    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, readonly=True, ondelete="cascade")
    count = fields.Integer(string="Unread Mails", readonly=True)
    oldest = fields.Datetime(readonly=True)
    too_old = fields.Integer(string="Older Than the Mailbox Answers", readonly=True)
    dated = fields.Boolean(readonly=True)
    ages = fields.Text(string="By Age", readonly=True)
    choice = fields.Selection(
        [
            ("all", "Collect all; those too old to be answered by themselves wait for your approval"),
            ("today", "Collect only what came today and later; the others stay there, unread"),
            ("read", "Mark those too old to be answered as read on the server, collect the others"),
        ],
        string="What Becomes of Them",
        required=True,
        default="all",
    )

    @api.model
    def _looking_at(self, mailbox):
        """Return the dialog for what waits on a mailbox's server now. Raises UserError when it does not answer."""
        server = mailbox.fetchmail_server_id
        if not server or server.server_type == "local":
            raise UserError(self.env._("The mailbox “%s” collects from no mail server.", mailbox.name))
        server.check_access("write")
        backlog = server._anfrage_look()
        return self.create(
            {
                "mailbox_id": mailbox.id,
                "count": backlog.count,
                "oldest": backlog.dates[0] if backlog.dates else False,
                "too_old": backlog.older_than(self._limit_days(mailbox)),
                "dated": bool(backlog.dates),
                "ages": self._in_words(backlog),
            }
        )

    @api.model
    def _limit_days(self, mailbox):
        return mailbox.max_age_days or STEPS[-1]

    def _in_words(self, backlog):
        """Return one line per age: ``up to 3 days: 14``."""
        lines, younger = [], 0
        for days in STEPS:
            upto = len(backlog.dates) - backlog.older_than(days)
            lines.append(self.env._("up to %(days)s days: %(count)s", days=days, count=upto - younger))
            younger = upto
        lines.append(self.env._("older: %s", len(backlog.dates) - younger))
        return "\n".join(lines) if backlog.dates else ""

    def action_decide(self):
        """Do what was chosen, and collect from now on."""
        self.ensure_one()
        server, today = self.mailbox_id.fetchmail_server_id, fields.Date.context_today(self)
        server.check_access("write")
        if self.choice != "all" and not self.dated and self.count:
            raise UserError(
                self.env._("This server does not say how old its mails are: it can only be collected whole.")
            )
        if self.choice == "read":
            server._anfrage_mark_read(today - timedelta(days=self._limit_days(self.mailbox_id)))
        server.write({"anfrage_question": False, "anfrage_since": today if self.choice == "today" else False})
        labels = dict(self._fields["choice"]._description_selection(self.env))
        self.mailbox_id.message_post(
            body=self.env._(
                "Mails that waited on the server on %(date)s: %(count)s. %(choice)s.",
                date=format_date(self.env, today),
                count=self.count,
                choice=labels[self.choice],
            )
        )
        self.env["anfragemanager.worker"]._job("mail.ir_cron_mail_gateway_action").sudo()._trigger()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
