from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

# Odoo's own modules that log in at these providers
OAUTH = {"gmail": "google_gmail", "outlook": "microsoft_outlook"}


class AnfragemanagerSetupInbox(models.TransientModel):
    """Creates a mailbox, or changes where the mails of one come from."""

    _name = "anfragemanager.setup.inbox"
    _description = "Setup of a Mailbox"
    _inherit = ["anfragemanager.fenced"]

    mailbox_id = fields.Many2one("anfragemanager.mailbox", ondelete="cascade")
    name = fields.Char(required=True, default=lambda self: self.env._("Inquiries"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        string="Main User",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Only properties this person may see are handled, and tasks go to this person.",
    )
    way = fields.Selection(
        [
            ("imap", "Collect from a mailbox (IMAP)"),
            ("gmail", "Collect from Gmail or Google Workspace"),
            ("outlook", "Collect from Outlook or Microsoft 365"),
            ("alias", "Portals' mails are forwarded to an address of this Odoo"),
        ],
        string="How Mails Arrive",
        required=True,
        default="imap",
    )
    server = fields.Char(string="Mail Server", help="As your provider names it, e.g. imap.ionos.de.")
    port = fields.Integer(default=993)
    is_ssl = fields.Boolean(string="Encrypted", default=True)
    user = fields.Char(string="Login", help="Usually the whole e-mail address.")
    password = fields.Char()
    alias_name = fields.Char(
        string="Address", help="The part before the @.", default=lambda self: self.env._("inquiries")
    )
    alias_domain = fields.Char(
        string="Domain",
        default=lambda self: self._default_alias_domain(),
        help="The domain at which this Odoo receives mails. Your mail server has to hand them in.",
    )
    has_domain = fields.Boolean(compute="_compute_has_domain")
    module_missing = fields.Boolean(compute="_compute_module_missing")
    may_collect = fields.Boolean(compute="_compute_may_collect")

    @api.model
    def _default_alias_domain(self):
        company = self.env.company
        return company.alias_domain_id.name or (company.email or "").rpartition("@")[2] or False

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        mailbox = self.env["anfragemanager.mailbox"].browse(values.get("mailbox_id") or ())
        if mailbox:
            server = mailbox.sudo().fetchmail_server_id
            ways = {"gmail": "gmail", "outlook": "outlook"}
            values |= {
                "name": mailbox.name,
                "company_id": mailbox.company_id.id,
                "user_id": mailbox.user_id.id,
                "way": ways.get(server.server_type, "imap") if server or not mailbox.alias_name else "alias",
                "server": server.server,
                "port": server.port or 993,
                "is_ssl": server.is_ssl if server else True,
                "user": server.user,
            }
            if mailbox.alias_name:
                values |= {"alias_name": mailbox.alias_name, "alias_domain": mailbox.alias_domain}
        return values

    @api.depends("company_id")
    def _compute_has_domain(self):
        for wizard in self:
            wizard.has_domain = bool(wizard.company_id.alias_domain_id)

    @api.depends("way")
    def _compute_module_missing(self):
        for wizard in self:
            wizard.module_missing = wizard.way in OAUTH and not wizard._oauth_installed()

    @api.depends_context("uid")
    def _compute_may_collect(self):
        self.may_collect = self.env.user.has_group("base.group_system")

    def _oauth_installed(self):
        return self.way in dict(self.env["fetchmail.server"]._fields["server_type"]._description_selection(self.env))

    @api.onchange("is_ssl")
    def _onchange_is_ssl(self):
        self.port = 993 if self.is_ssl else 143

    def action_install(self):
        """Install Odoo's module for the chosen provider; the page is loaded anew afterwards."""
        self.ensure_one()
        self._check_system()
        return self.env["ir.module.module"]._get(OAUTH[self.way]).button_immediate_install()

    def action_save(self):
        """Test the connection where there is one, and save the mailbox."""
        self.ensure_one()
        values = {"name": self.name, "company_id": self.company_id.id, "user_id": self.user_id.id}
        if self.way == "alias":
            values |= self._alias_values()
            server = self.env["fetchmail.server"]
        else:
            server = self._collect()
            values["fetchmail_server_id"] = server.id
        if self.mailbox_id:
            self.mailbox_id.write(values)
        else:
            self.mailbox_id = self.env["anfragemanager.mailbox"].create(values)
        if self.way in OAUTH:
            # Odoo's form has the button that leads to the provider's own login.
            return server.get_formview_action()
        done = {"type": "ir.actions.act_window_close", "infos": {"mailbox": self.mailbox_id.id}}
        if self.mailbox_id.backlog_undecided and isinstance(asked := server.button_confirm_login(), dict):
            return asked
        text = self.env._("The mailbox “%s” is set up.", self.name)
        if self.way == "imap":
            text = self.env._("The connection works; the mailbox “%s” is set up.", self.name)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": text, "next": done},
        }

    def _check_system(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only an administrator of Odoo itself sets up servers and modules."))

    def _alias_values(self):
        name = (self.alias_name or "").strip()
        if not name:
            raise UserError(self.env._("Please enter the address to which the mails are forwarded."))
        domain = self.company_id.alias_domain_id
        wanted = (self.alias_domain or "").strip().lower()
        if not domain or wanted and wanted != domain.name:
            self._check_system()
            if not email_normalize(f"{name}@{wanted}"):
                raise UserError(self.env._("“%s” is not an e-mail address.", f"{name}@{wanted}"))
            Domains = self.env["mail.alias.domain"]
            domain = Domains.search([("name", "=", wanted)], limit=1) or Domains.create({"name": wanted})
            if not self.company_id.alias_domain_id:
                self.company_id.alias_domain_id = domain
        return {"alias_name": name, "alias_domain_id": domain.id, "fetchmail_server_id": False}

    def _collect(self):
        """Return the tested incoming mail server.

        :raise UserError: when the server does not answer, with what to do
        """
        self._check_system()
        server = self.mailbox_id.fetchmail_server_id
        if self.way in OAUTH:
            if self.module_missing:
                raise UserError(self.env._("Please install Odoo's module for this provider first."))
            values = {"name": self.name, "server_type": self.way, "is_ssl": True, "port": 993, "user": self.user}
            values["server"] = {"gmail": "imap.gmail.com", "outlook": "imap.outlook.com"}[self.way]
        else:
            if not (self.server and self.user):
                raise UserError(self.env._("Please enter mail server and login."))
            values = {
                "name": self.name,
                "server_type": "imap",
                "server": self.server.strip(),
                "port": self.port,
                "is_ssl": self.is_ssl,
                "user": self.user.strip(),
            }
            if self.password:
                values["password"] = self.password
        if server:
            server.write(values)
        else:
            server = server.create(values)
        self.password = False
        if self.way == "imap":
            server._anfrage_test()
        return server
