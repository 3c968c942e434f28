from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain
from odoo.tools.misc import formatLang

from .. import matching

ASK = [("no", "Do not ask"), ("optional", "Ask, optional"), ("required", "Ask, required")]
ON_MATCH = [
    ("stop", "Stop and ask a person"),
    ("link", "Link to the contact and continue"),
    ("enrich", "Link, fill empty fields and continue"),
    ("note", "Create the contact all the same and note it"),
]
PRESETS = [
    ("balanced", "Balanced (recommended)"),
    ("strict", "Strict"),
    ("onoffice", "onOffice"),
    ("flowfact", "FLOWFACT"),
    ("followupboss", "Follow Up Boss"),
]
WIDGET_STATES = ("new", "waiting", "done", "aborted", "expired", "failed")


class AnfragemanagerMailbox(models.Model):
    """An inbox for inquiries with all settings of the flow; its cards are the dashboard."""

    _name = "anfragemanager.mailbox"
    _description = "Inquiry Mailbox"
    # The reading rules know the addresses of all mailboxes.
    _inherit = ["anfragemanager.fenced", "anfragemanager.cached", "mail.thread", "mail.alias.mixin.optional"]
    _order = "sequence, id"
    _check_company_auto = True

    def _default_portals(self):
        return self.env["anfragemanager.portal"].search([], limit=1000)

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)

    # Posteingang & Portale
    enabled = fields.Boolean(
        string="Automation",
        default=True,
        tracking=True,
        help="Off: inquiries are received, read and listed, but nothing is sent or created.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Main User",
        required=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env.user,
        help="Only properties this person may see are handled, and tasks go to this person.",
    )
    fetchmail_server_id = fields.Many2one(
        "fetchmail.server",
        string="Incoming Mail Server",
        groups="base.group_system,anfragemanager.group_manager",
        help="Every mail collected by this server belongs to this mailbox.",
    )
    email_from = fields.Char(
        string="Sender",
        help="Sender of automatic mails, e.g. “Muster Immobilien <anfragen@muster.de>”. "
        "Empty: the address of this mailbox, else of the company.",
    )
    email = fields.Char(string="Address", compute="_compute_email", help="Answers of prospects go to this address.")
    portal_ids = fields.Many2many(
        "anfragemanager.portal",
        string="Portals",
        default=lambda self: self._default_portals(),
        context={"active_test": False},
        help="Inquiries of other portals are kept but not handled automatically. Empty: all portals.",
    )
    relay_action = fields.Selection(
        [("ask", "Ask for the real address through the portal"), ("stop", "Stop and ask a person")],
        string="Hidden E-Mail Address",
        required=True,
        default="ask",
        help="What to do when the portal hides the prospect's e-mail address behind an alias (e.g. Kleinanzeigen).",
    )

    # Dublettenprüfung
    duplicate_check = fields.Boolean(
        default=True, tracking=True, help="Compare the complete address with all contacts before a new one is created."
    )
    duplicate_preset = fields.Selection(
        PRESETS,
        string="Rules",
        required=True,
        default="balanced",
        help="By which rules two addresses count as the same.",
    )
    duplicate_preset_told = fields.Char(compute="_compute_duplicate_preset_told")
    duplicate_threshold = fields.Float(
        string="Duplicate from (%)", help="Score from which a contact counts as the same. Empty: as the rules say."
    )
    possible_threshold = fields.Float(
        string="Possible from (%)",
        help="Score from which a contact counts as possibly the same. Empty: as the rules say.",
    )
    thresholds_in_force = fields.Char(
        compute="_compute_thresholds_in_force", help="What counts now: your own thresholds, else those of the rules."
    )
    thresholds_trouble = fields.Char(compute="_compute_thresholds_in_force", help="Why these cannot be saved.")
    on_duplicate = fields.Selection(
        ON_MATCH, string="On a Duplicate", required=True, default="stop", help="What happens when the contact exists."
    )
    on_possible = fields.Selection(
        ON_MATCH,
        string="On a Possible Duplicate",
        required=True,
        default="stop",
        help="What happens when the contact may exist.",
    )
    on_name = fields.Selection(
        ON_MATCH,
        string="On the Same Name Only",
        required=True,
        default="note",
        help="What happens when nothing but the name agrees, and perhaps the town. Namesakes are the more frequent the "
        "larger the address book.",
    )

    # Adressanlage
    address_only = fields.Boolean(
        string="Only Create the Contact",
        tracking=True,
        help="Inquiries end after the contact was created and the processes were started; no exposé is sent.",
    )
    responsible = fields.Selection(
        [("main_user", "Main user"), ("agent", "Agent of the property"), ("none", "Nobody")],
        required=True,
        default="main_user",
        help="Who is entered as salesperson of a new contact.",
    )
    partner_tag_ids = fields.Many2many(
        "res.partner.category", string="Tags", help="Tags of contacts created from this mailbox."
    )
    partner_in_company = fields.Boolean(
        string="Contacts Belong to the Company",
        default=True,
        help="On: new contacts are visible to this company only. Off: all companies share them.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.company.partner_id.lang or self.env.lang or "en_US",
        help="Language for prospects whose own language is not installed or not known.",
    )

    # Bestätigungsmail
    confirm_email = fields.Boolean(
        string="Confirm the E-Mail Address",
        default=True,
        tracking=True,
        help="Unknown prospects first confirm their e-mail address through a link.",
    )
    collect_data = fields.Boolean(
        string="Ask for Missing Data",
        default=True,
        tracking=True,
        help="The page behind the link asks for the data that the inquiry lacks.",
    )
    ask_name = fields.Selection(
        ASK, string="Name of the Prospect", required=True, default="required", help="Salutation, first and last name."
    )
    ask_phone = fields.Selection(ASK, string="Phone Number", required=True, default="optional", help="A phone number.")
    ask_address = fields.Selection(
        ASK, string="Postal Address", required=True, default="required", help="Street, zip and city."
    )
    ask_marketing = fields.Boolean(
        string="Ask for Consent to Further Offers", help="Shows a voluntary tick box; the wording is in the settings."
    )
    confirmation_template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref("anfragemanager.mail_template_confirmation", raise_if_not_found=False),
        help="The mail with the link. It must not contain anything from the inquiry.",
    )
    reminder_template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref("anfragemanager.mail_template_reminder", raise_if_not_found=False),
        help="The mail that reminds once.",
    )
    confirmation_transport = fields.Selection(
        [("direct", "Continue at once"), ("mail", "Continue when the confirmation mail arrives")],
        required=True,
        default="direct",
        help="After the prospect confirmed: continue at once, or when the signed confirmation mail comes in through "
        "this mailbox (for agencies whose web page stands on another host).",
    )
    max_age_days = fields.Integer(
        string="Answer Mails Up to (Days)",
        default=3,
        help="Older mails of a mailbox with a backlog are read and listed, but not answered before somebody says so. "
        "0: no limit.",
    )
    expiry_days = fields.Integer(
        string="Expires After (Days)", default=5, help="Inquiries not confirmed by then become “not confirmed”."
    )
    reminder_days = fields.Integer(string="Remind After (Days)", default=0, help="One reminder. 0: none.")

    # Exposé
    send_expose = fields.Boolean(string="Send the Exposé", default=True, tracking=True, help="Send the exposé by mail.")
    expose_template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref("anfragemanager.mail_template_expose", raise_if_not_found=False),
        help="The mail with the exposé.",
    )
    contract_template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "anfragemanager.inquiry")],
        default=lambda self: self.env.ref("anfragemanager.mail_template_contract", raise_if_not_found=False),
        help="The mail that confirms the contract with its whole content (BGB section 312f).",
    )
    expose_link = fields.Boolean(
        string="As Link", default=True, help="Link to a page of the property made for the prospect."
    )
    expose_pdf = fields.Boolean(string="As PDF", help="Attach the exposé as PDF. Needs the system library Pango.")
    expose_documents = fields.Boolean(string="With Documents", help="Attach the exposé documents of the property.")
    expose_days = fields.Integer(string="Link Valid for (Days)", default=30, help="After this time the link is dead.")

    # Prozesse
    server_action_ids = fields.Many2many(
        "ir.actions.server",
        string="Server Actions",
        groups="anfragemanager.group_manager",
        domain=[("model_name", "in", ("anfragemanager.inquiry", "res.partner")), ("usage", "=", "ir_actions_server")],
        help="Run for the inquiry or its contact, as the main user, after the contact was created.",
    )
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        domain=[("res_model", "in", ("anfragemanager.inquiry", "res.partner"))],
        help="Started on the inquiry or its contact after the contact was created.",
    )
    processes_for_known = fields.Boolean(
        string="Also for Known Contacts", default=True, help="Run the processes also when the contact existed already."
    )
    create_opportunity = fields.Boolean(help="Create a CRM opportunity with contact and property.")
    lead_revenue = fields.Selection(
        [("commission", "Commission"), ("price", "Purchase Price"), ("none", "Nothing")],
        string="Expected Revenue",
        required=True,
        default="commission",
        help="What stands as expected revenue on the opportunity.",
    )
    lead_notify = fields.Boolean(
        string="Mail for Each Opportunity", help="Odoo tells the salesperson of each assigned opportunity by e-mail."
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", check_company=True, help="Team of the opportunity.")

    # Ausnahmen
    exception_ids = fields.One2many("anfragemanager.exception", "mailbox_id", string="Exceptions")
    task_no_property = fields.Boolean(
        string="Task for Unknown Numbers",
        default=True,
        help="An inquiry with a number that no property has becomes a task: it may be a lost prospect.",
    )

    task_property_inactive = fields.Boolean(
        string="Task for Properties Not Marketed",
        default=True,
        help="An inquiry for a property that is reserved, in preparation or gone becomes a task: a prospect waits for "
        "an answer.",
    )

    inquiry_ids = fields.One2many("anfragemanager.inquiry", "mailbox_id")
    count_new = fields.Integer(string="New", compute="_compute_counts")
    count_waiting = fields.Integer(string="Waiting for Confirmation", compute="_compute_counts")
    count_done = fields.Integer(string="Completed", compute="_compute_counts")
    count_aborted = fields.Integer(string="Automation Stopped", compute="_compute_counts")
    count_ignored = fields.Integer(string="Not Responsible", compute="_compute_counts")
    count_expired = fields.Integer(string="Not Confirmed", compute="_compute_counts")
    count_failed = fields.Integer(string="Failed", compute="_compute_counts")
    count_other_mail = fields.Integer(string="Other Mails", compute="_compute_counts")

    _expiry = models.Constraint("CHECK (expiry_days > 0)", "The link must be valid for at least one day.")
    _max_age = models.Constraint("CHECK (max_age_days >= 0)", "The number of days cannot be negative.")
    _reminder = models.Constraint("CHECK (reminder_days >= 0)", "The number of days cannot be negative.")
    _expose_days = models.Constraint("CHECK (expose_days > 0)", "The link must be valid for at least one day.")

    @api.depends("alias_name", "alias_domain", "email_from", "fetchmail_server_id")
    def _compute_email(self):
        for mailbox in self:
            user = mailbox.sudo().fetchmail_server_id.user
            # Who types in a form sees the address before it is saved.
            address = mailbox.alias_id._anfrage_address() if mailbox.alias_id.id and mailbox.id else mailbox.alias_email
            mailbox.email = address or (user if user and "@" in user else False)

    @api.depends("duplicate_preset")
    @api.depends_context("lang")
    def _compute_duplicate_preset_told(self):
        told = self._presets_told()
        for mailbox in self:
            mailbox.duplicate_preset_told = told.get(mailbox.duplicate_preset, "")

    @api.model
    def _presets_told(self):
        """Return what each preset of `matching` does, in one sentence: ``{preset: sentence}``."""
        return {
            "balanced": self.env._(
                "Weighs name, address, phone and e-mail against each other, also when they are written differently."
            ),
            "strict": self.env._(
                "Weighs as “Balanced” does, and also asks when name and door are the same but the mobile or the e-mail"
                " address is another one, or a first name is missing: father and son."
            ),
            "onoffice": self.env._(
                "Whoever has the same first and last name, or the same last name and address, or the same e-mail"
                " address, or the same phone number is a duplicate."
            ),
            "flowfact": self.env._(
                "Only whoever has the same last name and the same e-mail address is a duplicate; who writes from a"
                " new address becomes a second contact."
            ),
            "followupboss": self.env._(
                "Whoever has the same e-mail address, or the same phone number and the same name is a duplicate; the"
                " postal address does not count."
            ),
        }

    @api.depends("duplicate_preset", "duplicate_threshold", "possible_threshold")
    @api.depends_context("lang")
    def _compute_thresholds_in_force(self):
        for mailbox in self:
            mailbox.thresholds_trouble = mailbox._thresholds_trouble()
            if mailbox.thresholds_trouble:  # while somebody types
                mailbox.thresholds_in_force = False
                continue
            model = mailbox._matching_model()
            mailbox.thresholds_in_force = self.env._(
                "Duplicate from %(duplicate)s %%, possible from %(possible)s %%",
                duplicate=self._percent(model.duplicate),
                possible=self._percent(model.possible),
            )

    @api.model
    def _percent(self, share):
        return formatLang(self.env, share * 100, digits=1).removesuffix(",0").removesuffix(".0")

    def _compute_counts(self):
        groups = self.env["anfragemanager.inquiry"]._read_group(
            [("mailbox_id", "in", self.ids)], ["mailbox_id", "state"], ["__count"]
        )
        counts = {(mailbox.id, state): count for mailbox, state, count in groups}
        others = dict(
            self.env["anfragemanager.mail"]._read_group(
                [("mailbox_id", "in", self.ids), ("kind", "in", ("other", "unreadable"))], ["mailbox_id"], ["__count"]
            )
        )
        for mailbox in self:
            for state in (*WIDGET_STATES, "ignored"):
                mailbox[f"count_{state}"] = counts.get((mailbox.id, state), 0)
            mailbox.count_other_mail = others.get(mailbox, 0)

    @api.constrains("duplicate_threshold", "possible_threshold")
    def _check_thresholds(self):
        for mailbox in self:
            if trouble := mailbox._thresholds_trouble():
                raise ValidationError(trouble)

    def _thresholds_trouble(self):
        """Return what is wrong with the thresholds as they are entered, or False."""
        duplicate, possible = self.duplicate_threshold, self.possible_threshold
        if (0 <= duplicate <= 100 and 0 <= possible <= 100) and not (duplicate and possible > duplicate):
            return False
        return self.env._("The thresholds lie between 0 and 100, and “possible” may not lie above “duplicate”.")

    @api.constrains("user_id", "company_id")
    def _check_main_user(self):
        for mailbox in self:
            if mailbox.company_id not in mailbox.sudo().user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no access to %(company)s and cannot be main user of its mailbox.",
                        user=mailbox.user_id.name,
                        company=mailbox.company_id.name,
                    )
                )

    @api.constrains("server_action_ids")
    def _check_server_actions(self):
        self._check_allowed(self.server_action_ids)

    @api.model
    def _check_allowed(self, actions):
        """Refuse server actions that do not fit, or that the writer may not run."""
        groups = self.env.user.all_group_ids
        for action in actions.sudo():
            if (
                action.model_name not in ("anfragemanager.inquiry", "res.partner")
                or action.usage != "ir_actions_server"
            ):
                raise ValidationError(self.env._("“%s” is not an action for inquiries or contacts.", action.name))
            if action.group_ids and not action.group_ids & groups:
                raise ValidationError(self.env._("You may not run “%s” and so cannot have it run.", action.name))

    @api.constrains("expose_link", "expose_pdf", "expose_documents", "send_expose")
    def _check_expose_form(self):
        for mailbox in self:
            if mailbox.send_expose and not (mailbox.expose_link or mailbox.expose_pdf or mailbox.expose_documents):
                raise ValidationError(self.env._("Choose at least one form of the exposé: link, PDF or documents."))

    def _creation_message(self):
        # Odoo's names the model, of which an installation with demo data knows no translation yet.
        return self.env._("Mailbox created")

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("anfragemanager.inquiry")
        # Portals send from changing addresses and strangers write: everybody may write to the alias.
        values["alias_contact"] = "everyone"
        if self.id:
            values["alias_defaults"] = repr({"mailbox_id": self.id})
        return values

    # ------------------------------------------------------------------ actions

    def action_view_inquiries(self):
        """Open the mailbox's inquiries, limited to the state in the context key `anfrage_state` if given."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry")
        state = self.env.context.get("anfrage_state")
        domain = Domain("mailbox_id", "=", self.id) & self._scope_domain(self.env.context.get("anfrage_scope"))
        if state:
            domain &= self._state_domain(state)
        action["domain"] = list(domain)
        action["context"] = {"default_mailbox_id": self.id}
        if state:
            action["display_name"] = action["name"] = f"{self.name} – {self._state_label(state)}"
        return action

    def action_view_other_mails(self):
        """Open the mails in which no inquiry was recognised and which a person should look at."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_mail_review")
        action["domain"] = [("mailbox_id", "=", self.id), ("needs_review", "=", True)]
        action["display_name"] = action["name"] = f"{self.name} – {action['name']}"
        return action

    def action_send_test_inquiry(self):
        """Open the dialog that puts a sample or own mail through this mailbox."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a Test Inquiry"),
            "res_model": "anfragemanager.test.inquiry",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mailbox_id": self.id},
        }

    # ------------------------------------------------------------------ used by the flow

    @api.model
    def _default(self, mailbox_id=None):
        """Return a mailbox by id, else the first one: a mail that is for none of them goes somewhere all the same."""
        Mailbox = self.with_context(active_test=False)
        return Mailbox.browse(mailbox_id or ()).exists() or Mailbox.search(
            [], order="active desc, sequence, id", limit=1
        )

    def _matching_model(self):
        """Return the rules of the duplicate check with the mailbox's thresholds."""
        self.ensure_one()
        model = matching.PRESETS[self.duplicate_preset]
        if self.duplicate_threshold or self.possible_threshold:
            duplicate = self.duplicate_threshold / 100 or model.duplicate
            model = model.with_thresholds(duplicate, min(self.possible_threshold / 100 or model.possible, duplicate))
        return model

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            dict(
                vals,
                name=self.env._("%s (copy)", mailbox.name),
                exception_ids=[
                    Command.create(rule.copy_data({"mailbox_id": False})[0]) for rule in mailbox.exception_ids
                ],
            )
            for mailbox, vals in zip(self, vals_list, strict=True)
        ]
