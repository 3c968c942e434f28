from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

PORTS = {"ssl_strict": 465, "starttls_strict": 587, "none": 25}


class AnfragemanagerSetupOutgoing(models.TransientModel):
    """Sets up the outgoing mail server where there is none, and proves it with a mail."""

    _name = "anfragemanager.setup.outgoing"
    _description = "Setup of Outgoing Mail"
    _inherit = ["anfragemanager.fenced"]

    mailbox_id = fields.Many2one("anfragemanager.mailbox", ondelete="cascade")
    is_set_up = fields.Boolean(compute="_compute_is_set_up")
    server = fields.Char(string="Mail Server", help="As your provider names it, e.g. smtp.ionos.de.")
    encryption = fields.Selection(
        [
            ("ssl_strict", "Encrypted (SSL/TLS, port 465)"),
            ("starttls_strict", "Encrypted (STARTTLS, port 587)"),
            ("none", "Not encrypted (port 25)"),
        ],
        required=True,
        default="ssl_strict",
    )
    port = fields.Integer(compute="_compute_port", store=True, readonly=False)
    user = fields.Char(string="Login", help="Usually the whole e-mail address. Empty: the server asks for none.")
    password = fields.Char()
    email_from = fields.Char(
        string="Sender", help="From whom prospects get mails, e.g. “Muster Immobilien <anfragen@muster.de>”."
    )
    recipient = fields.Char(
        string="Test Mail To", required=True, default=lambda self: self.env.user.email_normalized or False
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        mailbox = self.env["anfragemanager.mailbox"].browse(values.get("mailbox_id") or ())
        values["email_from"] = mailbox.email_from or (mailbox._sender() if mailbox else False)
        return values

    @api.depends_context("uid")
    def _compute_is_set_up(self):
        self.is_set_up = self.env["anfragemanager.health"]._outgoing_set_up()

    @api.depends("encryption")
    def _compute_port(self):
        for wizard in self:
            wizard.port = PORTS.get(wizard.encryption, 25)

    def action_send(self):
        """Save the server, if one was entered, and send the test mail at once."""
        self.ensure_one()
        # What is left as it was goes on following the company's name and the mailbox's address.
        if self.mailbox_id and self.email_from and self.email_from != self.mailbox_id._sender():
            self.mailbox_id.email_from = self.email_from
        sender = self.email_from or self.env.company.email_formatted
        if not email_normalize(sender or ""):
            raise UserError(self.env._("Please enter the sender of your mails."))
        if not email_normalize(self.recipient or ""):
            raise UserError(self.env._("“%s” is not an e-mail address.", self.recipient or ""))
        server = self._server(sender) if self.server else self.env["ir.mail_server"]
        self._send_test_mail(server, sender)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The mail server took the test mail to %s. Please look whether it arrived.", self.recipient
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _server(self, sender):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only an administrator of Odoo itself sets up servers and modules."))
        server = self.env["ir.mail_server"].create(
            {
                "name": self.server,
                "smtp_host": self.server.strip(),
                "smtp_port": self.port,
                "smtp_encryption": self.encryption,
                "smtp_user": self.user or False,
                "smtp_pass": self.password or False,
            }
        )
        self.password = False
        addresses = {
            "anfrage_test_from": email_normalize(sender),
            "anfrage_test_to": email_normalize(self.recipient),
        }
        server.with_context(**addresses).test_smtp_connection()
        return server

    def _send_test_mail(self, server, sender):
        """Send a mail now.

        :raise UserError: when the server does not take it, with its reason
        """
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "email_from": sender,
                    "email_to": email_normalize(self.recipient),
                    "subject": self.env._("Test mail of the Inquiry Manager"),
                    "body_html": self.env._("Mails of the Inquiry Manager reach you."),
                    "mail_server_id": server.id,
                    "headers": repr({"Auto-Submitted": "auto-generated"}),
                }
            )
        )
        mail.send(raise_exception=False)
        if mail.exists() and mail.state != "sent":
            raise UserError(mail.failure_reason or self.env._("No mail server answered."))
