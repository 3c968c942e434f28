import re

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from ..contact.emails import same_mailbox
from ..contact.given_names import is_given_name, is_surname
from .steps import STEPS

STATES = [
    ("new", "New"),
    ("waiting", "Waiting for Confirmation"),
    ("done", "Completed"),
    ("aborted", "Automation Stopped"),
    ("ignored", "Not Responsible"),
    ("expired", "Not Confirmed"),
    ("failed", "Failed"),
]

REASONS = [
    ("mailbox_off", "The automation of the mailbox is switched off."),
    ("dry_run", "Dry run: nothing was sent or created."),
    ("portal_off", "The portal is switched off for this mailbox."),
    ("no_property", "No property with the given number was found."),
    ("property_inactive", "The property is not actively marketed."),
    ("property_hidden", "The main user of the mailbox may not see the property."),
    ("excluded_address", "An exception applies to the e-mail address."),
    ("excluded_rule", "An exception rule of the mailbox applies."),
    ("no_email", "The inquiry has no e-mail address."),
    ("alias_email", "The portal hides the e-mail address."),
    ("blacklisted", "The e-mail address is on the blocklist."),
    ("duplicate", "The contact may exist already; please decide."),
    ("ambiguous", "The number fits several properties; please choose."),
    ("declined", "The prospect said that the inquiry is not theirs."),
    ("not_confirmed", "The prospect did not confirm in time."),
    ("undeliverable", "The mail to the prospect could not be delivered."),
    ("rate_limited", "Too many automatic mails in a short time; protection against misuse."),
    ("spoofed", "The mail does not really come from the portal it claims to come from."),
    ("no_expose", "Completed without exposé."),
    ("gate_open", "The exposé waits for the contract to be concluded."),
    ("withdrawn", "The prospect withdrew."),
    ("stop_list", "The owner of the address wants no automatic mails."),
    ("on_hold", "Something is missing first; please look at the details."),
    ("approval", "An exception holds it for approval."),
    ("crowd", "Many inquiries for this property; it waits for approval."),
    ("collected", "Many inquiries for this property; they are answered together."),
    ("waitlisted", "On the waiting list of the property."),
    ("refused", "The prospect was refused."),
    ("error", "A technical error occurred."),
    ("too_old", "The mail is older than this mailbox answers."),
    ("unsure", "It is not certain that this is an inquiry; please look at the mail."),
    ("unproven", "The portal's mail carries no proof of its origin."),
    ("by_hand", "Completed by a person."),
    ("manual", "Stopped by a person."),
]

ADDRESS_FIELDS = ("salutation", "first_name", "last_name", "phone", "mobile", "street", "zip", "city", "email")

# What the flow decides by; whoever could write it could make the flow act for them, with rights of its own.
KEPT_BY_THE_FLOW = {
    "state", "reason", "reason_note", "next_step", "attempts", "next_try", "company_id", "user_id", "email_normalized",
    "address_key", "email_typed",
    "partner_created", "effect", "bundle_id", "bundled_ids", "token_ids", "trace_ids", "duplicate_ids", "consent_ids",
    "duplicate_decided", "ambiguous_property_ids", "confirmation_sent_at", "reminder_sent_at", "expires_at",
    "submitted_at", "confirmed_at", "expose_sent_at", "expose_opened_at", "expose_open_count", "done_action_ids",
    "plan_done", "lead_id", "anonymized_at", "gate_passed_at", "gate_withdrawn_at", "disclosure",
    "disclosure_shown_at", "disclosed", "unsent_note", "waitlisted_at", "refused_at", "process_run_ids",
    "process_task_ids", "held_until", "held_undo", "refusal_due_at",
    "channel", "entered_by_id", "ask_confirmation",
}  # fmt: skip
SEARCH_KEYS = {"email_normalized", "address_key"}
# Letters with what joins them. "www.example.org" or "Win 1000 Euro" is nobody's name.
_WORD = r"(?:(?:[^\W\d_]\.)+|[^\W\d_]+(?:(?:['’]|\.?-)[^\W\d_]+)*\.?)"
GREETABLE = re.compile(rf"{_WORD}(?: {_WORD})*")
MAX_GREETING = 60


class AnfragemanagerInquiry(models.Model):
    """One prospect asking about one property. What happens to it stands in inquiry_flow.py."""

    _name = "anfragemanager.inquiry"
    _description = "Inquiry"
    _inherit = ["anfragemanager.prospect", "anfragemanager.fenced", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _primary_email = "email"
    _mail_post_access = "read"
    _check_company_auto = True

    # Where it comes from and where it stands. Mailbox, mail and property are found by indexes that begin with them;
    # each more costs with every change.
    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, ondelete="restrict")
    company_id = fields.Many2one(related="mailbox_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="mailbox_id.user_id", string="Main User", store=True, precompute=True)
    mail_id = fields.Many2one("anfragemanager.mail", string="Original Mail", ondelete="set null", copy=False)
    position = fields.Integer(help="Which inquiry of the mail this is; a mail may hold several.")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    portal_id = fields.Many2one("anfragemanager.portal", index="btree_not_null")
    # Not tracked: the trace tells it already, in a tenth of the space.
    state = fields.Selection(STATES, required=True, default="new", index=True, group_expand=True, copy=False)
    reason = fields.Selection(REASONS, copy=False)
    reason_note = fields.Text(string="Details", copy=False, help="What was seen when the automation stopped.")
    next_step = fields.Selection(STEPS, default="gate", copy=False, help="Where the automation goes on.")
    attempts = fields.Integer(copy=False)
    next_try = fields.Datetime(copy=False, help="When the automation takes this inquiry up again by itself.")
    trace_ids = fields.One2many("anfragemanager.trace", "inquiry_id")

    # What was read (parse-contract), beside the fields of the prospect
    property_refs = fields.Json(string="References")
    property_refs_text = fields.Char(string="Property Numbers", compute="_compute_json_texts")
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, precompute=True, index="btree_not_null"
    )
    # One key for all spellings of an address that reach the same person: who waits is asked once, not once a spelling.
    address_key = fields.Char(compute="_compute_address_key", store=True, precompute=True, index="btree_not_null")
    email_is_alias = fields.Boolean(string="Hidden by the Portal")
    email_typed = fields.Boolean(
        string="Typed on the Page",
        readonly=True,
        copy=False,
        help="The address was entered on a web page. Until the link in a mail to it is used, nothing else goes there.",
    )
    country_id = fields.Many2one("res.country")
    wishes = fields.Json(string="Wishes (Data)")
    wishes_text = fields.Char(string="Wishes", compute="_compute_json_texts")
    preferred_contact = fields.Json()
    lang = fields.Char(string="Language", help="Language code of mails and pages for the prospect, e.g. de_DE.")
    # Read through `disclosure_text`, once a person asked for it
    disclosure = fields.Json(string="Self-Disclosure (Data)", groups="base.group_system")
    disclosure_text = fields.Text(string="Self-Disclosure", compute="_compute_json_texts")
    external_id = fields.Char(string="Portal's ID")
    origin = fields.Json()
    conflicts = fields.Json()

    # What became of it
    property_id = fields.Many2one("anfragemanager.property")
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null")
    partner_created = fields.Boolean(string="Contact Created", readonly=True, copy=False)
    effect = fields.Selection(
        [("address_only", "Create the contact only"), ("no_expose", "No exposé")],
        string="Exception",
        readonly=True,
        copy=False,
    )
    bundle_id = fields.Many2one(
        "anfragemanager.inquiry",
        string="Bundled With",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="Another inquiry of the same address waits already; both continue together.",
    )
    bundled_ids = fields.One2many("anfragemanager.inquiry", "bundle_id", string="Bundled Inquiries")
    token_ids = fields.One2many("anfragemanager.token", "inquiry_id", groups="base.group_system")
    confirmation_sent_at = fields.Datetime(readonly=True, copy=False)
    reminder_sent_at = fields.Datetime(readonly=True, copy=False)
    expires_at = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    submitted_at = fields.Datetime(readonly=True, copy=False, help="The form was sent; its signed mail is on the way.")
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    expose_sent_at = fields.Datetime(readonly=True, copy=False)
    expose_opened_at = fields.Datetime(readonly=True, copy=False)
    expose_open_count = fields.Integer(readonly=True, copy=False)
    duplicate_ids = fields.One2many("anfragemanager.duplicate", "inquiry_id", string="Candidates")
    duplicate_decided = fields.Boolean(readonly=True, copy=False)
    ambiguous_property_ids = fields.Many2many(
        "anfragemanager.property", string="Possible Properties", readonly=True, copy=False
    )
    consent_ids = fields.One2many("anfragemanager.consent", "inquiry_id", string="Consents")
    done_action_ids = fields.Many2many("ir.actions.server", readonly=True, copy=False, groups="base.group_system")
    plan_done = fields.Boolean(readonly=True, copy=False)
    lead_id = fields.Many2one("crm.lead", string="Opportunity", readonly=True, copy=False)
    anonymized_at = fields.Datetime(readonly=True, copy=False)

    _position_uniq = models.UniqueIndex(
        "(mail_id, position) WHERE mail_id IS NOT NULL", "This inquiry was read from its mail already."
    )
    # Two workers that read two inquiries of one address at the same time must not both ask for confirmation.
    _waiting_once = models.UniqueIndex(
        "(company_id, address_key) WHERE state = 'waiting' AND bundle_id IS NULL AND address_key IS NOT NULL",
        "Another inquiry of this address waits for confirmation already.",
    )
    _todo = models.Index("(id) WHERE state = 'new'")
    _next_try_set = models.Index("(next_try) WHERE next_try IS NOT NULL")

    @api.model
    def _reasons(self):
        return self._fields["reason"]._description_selection(self.env)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Nobody groups by what is kept to find an address again."""
        described = super().fields_get(allfields, attributes)
        for name in SEARCH_KEYS.intersection(described):
            if "groupable" in described[name]:
                described[name]["groupable"] = False
        return described

    @api.depends("email")
    def _compute_email_normalized(self):
        for inquiry in self:
            inquiry.email_normalized = email_normalize(inquiry.email or "", strict=False) or False

    @api.depends("email_normalized")
    def _compute_address_key(self):
        Token = self.env["anfragemanager.token"]
        for inquiry in self:
            email = inquiry.email_normalized
            inquiry.address_key = Token._address_key(email) if email else False

    @api.depends("first_name", "last_name", "company_name", "email", "property_id.reference", "property_refs")
    def _compute_display_name(self):
        for inquiry in self:
            who = inquiry._who()
            what = inquiry._property_number()
            inquiry.display_name = f"{who} – {what}" if what else who

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like", "=ilike", "=like", "=") and isinstance(value, str):
            return [
                "|", "|", "|", "|",
                ("first_name", operator, value), ("last_name", operator, value), ("company_name", operator, value),
                ("email", operator, value), ("property_id.reference", operator, value),
            ]  # fmt: skip
        return super()._search_display_name(operator, value)

    @api.depends("property_refs", "wishes", "disclosure", "disclosure_shown_at")
    def _compute_json_texts(self):
        wish_labels = {
            "viewing": self.env._("Viewing"),
            "callback": self.env._("Call back"),
            "details": self.env._("Details"),
        }
        for inquiry in self:
            inquiry.property_refs_text = ", ".join(inquiry.property_refs or [])
            inquiry.wishes_text = ", ".join(wish_labels.get(wish, wish) for wish in inquiry.wishes or [])
            shown = inquiry.sudo().disclosure if inquiry.disclosure_shown_at else None
            inquiry.disclosure_text = "\n".join(f"{label}: {value}" for label, value in (shown or {}).items())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_kept(vals)
        inquiries = super().create(vals_list)
        if not self.env.su:
            # What somebody enters mails nobody until a person presses so.
            inquiries.sudo().write(
                {"state": "aborted", "reason": "on_hold", "reason_note": self.env._("Entered by a person.")}
            )
        return inquiries

    def write(self, vals):
        self._check_kept(vals)
        if "mailbox_id" in vals and not self.env.su and not self.env.user.has_group("anfragemanager.group_manager"):
            raise AccessError(self.env._("Only an administrator moves inquiries to another mailbox."))
        if "partner_id" in vals and not self.env.su:
            # Only a contact that the flow itself created may be deleted by it again.
            self.sudo().partner_created = False
        self._trace_choice(vals)
        asked = {} if self.env.su or "email" not in vals else {one: one.email_normalized for one in self}
        done = super().write(vals)
        for inquiry, before in asked.items():
            if inquiry.bundle_id and not same_mailbox(inquiry.email_normalized or "", before or ""):
                # It may be another person's, of whom nothing is decided with this one.
                inquiry.sudo()._leave_bundle()
        return done

    def _trace_choice(self, vals):
        """Note who chose another property or contact in the form; what the buttons do notes itself."""
        if self.env.su:
            return
        for name in {"property_id", "partner_id"}.intersection(vals):
            for inquiry in self:
                if inquiry[name].id != (vals[name] or False):
                    chosen = inquiry[name].browse(vals[name]).display_name if vals[name] else "–"
                    inquiry.sudo()._trace(inquiry.next_step, "manual", note=f"{inquiry._label(name)}: {chosen}")

    def unlink(self):
        self.check_access("unlink")
        waiting = self.sudo().bundled_ids._left_waiting() - self
        waiting._ask_for_itself()
        return super().unlink()

    def _check_kept(self, vals):
        """Refuse to write what the flow keeps and what follows from it: no inquiry is taken off the list of tasks."""
        if self.env.su:
            return
        fields_written = [self._fields[name] for name in vals if name in self._fields]
        derived = {field.name for field in fields_written if field.compute and field.store and field.readonly}
        kept = derived | KEPT_BY_THE_FLOW.intersection(vals)
        if kept:
            raise AccessError(self.env._("Only the automation itself writes: %s", ", ".join(sorted(kept))))

    def action_view_mail(self):
        """Open the mail this inquiry was read from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "anfragemanager.mail",
            "res_id": self.mail_id.id,
            "view_mode": "form",
        }

    def action_view_partner(self):
        """Open the contact."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    # ------------------------------------------------------------------ for views, pages and templates

    def _person_name(self):
        """Return first and last name, else the company, else an empty string."""
        self.ensure_one()
        return " ".join(filter(None, (self.first_name, self.last_name))) or self.company_name or ""

    def _is_company(self):
        """Return whether a company asks that names nobody."""
        self.ensure_one()
        return bool(self.company_name and not self.last_name)

    def _who(self):
        """Return how a clerk calls the prospect; never empty."""
        return self._call(self.first_name, self.last_name, self.company_name, self.email)

    @api.model
    def _call(self, first_name, last_name, company, email):
        """Return how a clerk calls a prospect of this name; never empty."""
        name = " ".join(filter(None, (first_name, last_name)))
        return name or company or email or self.env._("Unknown prospect")

    def _property_number(self):
        """Return the property's number, or the first number in the mail if the caller may not read the property."""
        self.ensure_one()
        return self.property_id._filtered_access("read").reference or (self.property_refs or [""])[0]

    def _greeting_name(self):
        """Return title and last name for a formal greeting, or an empty string.

        A person who was there before is greeted by the contact's name, a company or somebody of another name by the
        inquiry's, if people bear it. Nothing that is hardly a name is repeated: the inquiry may come from somebody who
        only knows the address and would like us to write to it.
        """
        self.ensure_one()
        known = self.partner_id if not self.partner_created else self.env["res.partner"]
        if not known or known.is_company or self._is_somebody_else(known):
            parts = {"title": self.title, "last_name": self.last_name}
        else:
            parts = known._anfrage_read_name()
        title, name = parts["title"], parts["last_name"]
        greeting = " ".join(filter(None, (title, name))) if name else ""
        return greeting if len(greeting) <= MAX_GREETING and GREETABLE.fullmatch(greeting) else ""

    def _is_somebody_else(self, contact):
        """Return whether the inquiry names another person than its contact: by a name that people bear."""
        if not self.last_name or contact._anfrage_bears_name_of(self):
            return False
        return is_given_name(self.first_name or "") or is_surname(self.last_name)

    def _signing_agent(self):
        """Return who signs the exposé: the agent of the property, else the main user of the mailbox."""
        self.ensure_one()
        return self.property_id._agent() or self.mailbox_id._in_charge()

    # ------------------------------------------------------------------ mail.thread

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]
