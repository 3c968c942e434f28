import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ..contact.names import read_name
from .trace import STEPS

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
    ("portal_off", "The portal is switched off for this mailbox."),
    ("no_property", "No property with the given number was found."),
    ("property_inactive", "The property is not actively marketed."),
    ("property_hidden", "The main user of the mailbox may not see the property."),
    ("excluded_address", "An exception applies to the e-mail address."),
    ("excluded_rule", "An exception rule of the mailbox applies."),
    ("no_email", "The inquiry has no e-mail address."),
    ("alias_email", "The portal hides the e-mail address."),
    ("blacklisted", "The e-mail address is on the blocklist."),
    ("duplicate", "The contact probably exists already; please decide."),
    ("ambiguous", "The number fits several properties; please choose."),
    ("declined", "The prospect said that the inquiry is not theirs."),
    ("not_confirmed", "The prospect did not confirm in time."),
    ("undeliverable", "The mail to the prospect could not be delivered."),
    ("rate_limited", "Too many automatic mails in a short time; protection against misuse."),
    ("spoofed", "The mail does not really come from the portal it claims to come from."),
    ("no_expose", "Completed without exposé."),
    ("error", "A technical error occurred."),
    ("manual", "Stopped by a person."),
]

SALUTATIONS = [
    ("mr", "Mr."),
    ("mrs", "Ms."),
    ("family", "Family"),
    ("company", "Company"),
    ("diverse", "Diverse"),
]


# How wide the page shows a field: see pages.css.
WIDTH = {"first_name": "half", "last_name": "half", "zip": "third", "city": "rest"}
MAX_LENGTH = {"email": 254, "phone": 40, "zip": 12, "salutation": 10}
AUTOCOMPLETE = {
    "salutation": "honorific-prefix",
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "street": "street-address",
    "zip": "postal-code",
    "city": "address-level2",
}
PERSONAL_FIELDS = (
    "salutation", "title", "first_name", "last_name", "company_name", "email", "phone", "mobile", "street", "zip",
    "city", "country_id", "message", "wishes", "preferred_contact", "disclosure", "external_id", "origin", "conflicts",
    "reason_note",
)  # fmt: skip

# What the flow decides by; whoever could write it could make the flow act for them, with rights of its own.
KEPT_BY_THE_FLOW = {
    "state", "reason", "reason_note", "next_step", "attempts", "next_try", "company_id", "user_id", "email_normalized",
    "partner_created", "effect", "bundle_id", "bundled_ids", "token_ids", "trace_ids", "duplicate_ids", "consent_ids",
    "duplicate_decided", "ambiguous_property_ids", "confirmation_sent_at", "reminder_sent_at", "expires_at",
    "submitted_at", "confirmed_at", "expose_sent_at", "expose_opened_at", "expose_open_count", "done_action_ids",
    "plan_done", "lead_id", "anonymized_at",
}  # fmt: skip
# Letters with what joins them. "www.example.org" or "Win 1000 Euro" is nobody's name.
_WORD = r"(?:(?:[^\W\d_]\.)+|[^\W\d_]+(?:(?:['’]|\.?-)[^\W\d_]+)*\.?)"
GREETABLE = re.compile(rf"{_WORD}(?: {_WORD})*")
MAX_GREETING = 60


class AnfragemanagerInquiry(models.Model):
    """One prospect asking about one property. What happens to it stands in flow.py."""

    _name = "anfragemanager.inquiry"
    _description = "Inquiry"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _primary_email = "email"
    _mail_post_access = "read"
    _check_company_auto = True

    # Where it comes from and where it stands
    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="mailbox_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="mailbox_id.user_id", string="Main User", store=True)
    mail_id = fields.Many2one("anfragemanager.mail", index=True, ondelete="set null", copy=False)
    position = fields.Integer(help="Which inquiry of the mail this is; a mail may hold several.")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    portal_id = fields.Many2one("anfragemanager.portal", index="btree_not_null")
    state = fields.Selection(
        STATES, required=True, default="new", index=True, tracking=True, group_expand=True, copy=False
    )
    reason = fields.Selection(REASONS, tracking=True, copy=False)
    reason_note = fields.Text(string="Details", copy=False, help="What was seen when the automation stopped.")
    next_step = fields.Selection(STEPS, default="gate", copy=False, help="Where the automation goes on.")
    attempts = fields.Integer(copy=False)
    next_try = fields.Datetime(copy=False, help="When the automation takes this inquiry up again by itself.")
    trace_ids = fields.One2many("anfragemanager.trace", "inquiry_id")

    # What was read (parse-contract)
    property_refs = fields.Json(string="References")
    property_refs_text = fields.Char(string="Property Numbers", compute="_compute_json_texts")
    salutation = fields.Selection(SALUTATIONS)
    title = fields.Char(string="Academic Title")
    first_name = fields.Char()
    last_name = fields.Char()
    company_name = fields.Char()
    email = fields.Char()
    email_normalized = fields.Char(compute="_compute_email_normalized", store=True, index="btree_not_null")
    email_is_alias = fields.Boolean(string="Hidden by the Portal")
    phone = fields.Char()
    mobile = fields.Char()
    street = fields.Char(string="Street and House Number")
    zip = fields.Char()
    city = fields.Char()
    country_id = fields.Many2one("res.country")
    message = fields.Text()
    wishes = fields.Json(string="Wishes (Data)")
    wishes_text = fields.Char(string="Wishes", compute="_compute_json_texts")
    preferred_contact = fields.Json()
    lang = fields.Char(string="Language", help="Language code of mails and pages for the prospect, e.g. de_DE.")
    disclosure = fields.Json(string="Self-Disclosure (Data)")
    disclosure_text = fields.Text(string="Self-Disclosure", compute="_compute_json_texts")
    external_id = fields.Char(string="Portal's ID")
    origin = fields.Json()
    conflicts = fields.Json()

    # What became of it
    property_id = fields.Many2one("anfragemanager.property", index="btree_not_null", tracking=True)
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null", tracking=True)
    partner_created = fields.Boolean(string="Address Created", readonly=True, copy=False)
    effect = fields.Selection(
        [("address_only", "Create the address only"), ("no_expose", "No exposé")],
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
        "(company_id, email_normalized) WHERE state = 'waiting' AND bundle_id IS NULL AND email_normalized IS NOT NULL",
        "Another inquiry of this address waits for confirmation already.",
    )
    _todo = models.Index("(id) WHERE state = 'new'")
    _retry = models.Index("(next_try) WHERE next_try IS NOT NULL")

    @api.model
    def _reasons(self):
        return self._fields["reason"]._description_selection(self.env)

    @api.depends("email")
    def _compute_email_normalized(self):
        for inquiry in self:
            inquiry.email_normalized = email_normalize(inquiry.email or "", strict=False) or False

    @api.depends("first_name", "last_name", "company_name", "email", "property_id.reference", "property_refs")
    def _compute_display_name(self):
        for inquiry in self:
            who = inquiry._person_name() or inquiry.email or self.env._("Unknown prospect")
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

    @api.depends("property_refs", "wishes", "disclosure")
    def _compute_json_texts(self):
        wish_labels = {
            "viewing": self.env._("Viewing"),
            "callback": self.env._("Call back"),
            "details": self.env._("Details"),
        }
        for inquiry in self:
            inquiry.property_refs_text = ", ".join(inquiry.property_refs or [])
            inquiry.wishes_text = ", ".join(wish_labels.get(wish, wish) for wish in inquiry.wishes or [])
            inquiry.disclosure_text = "\n".join(
                f"{label}: {value}" for label, value in (inquiry.disclosure or {}).items()
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_named(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_named(vals)
        if "partner_id" in vals and not self.env.su:
            # Only a contact that the flow itself created may be deleted by it again.
            self.sudo().partner_created = False
        return super().write(vals)

    def unlink(self):
        # Those that wait with a deleted inquiry ask for themselves; nobody else would ever take them up.
        waiting = self.sudo().bundled_ids.filtered(lambda follower: follower.state == "waiting") - self
        waiting.write({"bundle_id": False, "state": "new", "next_step": "known_address"})
        if waiting:
            self.env.ref("anfragemanager.cron_process").sudo()._trigger()
        return super().unlink()

    def _check_named(self, vals):
        """Refuse to name what the writer may not see or to write what the flow keeps: it acts on both as itself."""
        if self.env.su:
            return
        kept = KEPT_BY_THE_FLOW.intersection(vals)
        if kept:
            raise AccessError(self.env._("Only the automation itself writes: %s", ", ".join(sorted(kept))))
        for name, value in vals.items():
            field = self._fields.get(name)
            if value and field and field.type == "many2one":
                self.env[field.comodel_name].browse(value).check_access("read")

    # ------------------------------------------------------------------ actions of a person

    def action_retry(self):
        """Take the step again at which the automation stopped."""
        return self._by_person("_retry")

    def action_continue(self):
        """Continue anyway: go on behind the step at which the automation stopped."""
        return self._by_person("_continue")

    def action_stop(self):
        """Stop the automation of this inquiry for good."""
        return self._by_person("_stop_by_person")

    def action_create_address(self):
        """Create the address now, without waiting for confirmation or duplicates, and continue."""
        return self._by_person("_create_address_now")

    def action_send_expose(self):
        """Send the exposé now, again if it was sent before."""
        return self._by_person("_send_expose_now")

    def action_not_duplicate(self):
        """None of the candidates is the prospect: create the address and continue."""
        return self._by_person("_not_duplicate")

    def action_assign_property(self):
        """Open the dialog to choose the property."""
        return self._open_assign("property")

    def action_assign_partner(self):
        """Open the dialog to choose the contact."""
        return self._open_assign("partner")

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

    def _by_person(self, method):
        """Run a method of the flow on a person's behalf: rights on the inquiry are checked, the flow acts as itself."""
        self.check_access("write")
        flow = self.env["anfragemanager.flow"].with_context(anfrage_person=self.env.uid).sudo()
        for inquiry in self.sudo():
            getattr(flow, method)(inquiry)
        return True

    def _open_assign(self, what):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign Property") if what == "property" else self.env._("Assign Contact"),
            "res_model": "anfragemanager.assign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_inquiry_id": self.id, "default_what": what},
        }

    def action_merge_candidates(self):
        """Merge contacts among the candidates that are one person, with Odoo's own merge."""
        self.ensure_one()
        partners = self.duplicate_ids.filtered(lambda candidate: candidate.verdict != "related").partner_id
        partners = partners._filtered_access("read")
        if len(partners) < 2:
            raise UserError(self.env._("There are no two candidates to merge."))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_merge"),
            "context": {"active_model": "res.partner", "active_ids": partners[:3].ids},
        }

    def _decide_duplicate(self, candidate, decision, values=None):
        """Hand a person's decision on a candidate to the flow.

        :param dict values: values to write to the contact, chosen field by field; written with the person's own rights
        """
        self.check_access("write")
        if self.state != "aborted" or self.reason != "duplicate":
            raise UserError(self.env._("This inquiry no longer waits for a decision."))
        if decision != "different" and not candidate.partner_id.has_access("read"):
            raise UserError(self.env._("You have no access to this contact."))
        before = {}
        if values:
            partner = candidate.partner_id
            before = {name: partner[name].id if name.endswith("_id") else partner[name] for name in values}
            partner.write(values)
        flow = self.env["anfragemanager.flow"].with_context(anfrage_person=self.env.uid).sudo()
        candidate.sudo().undo_values = before or False
        flow._decide_duplicate(candidate.sudo(), decision)
        return True

    def _undo_decision(self, candidate):
        self.check_access("write")
        if not candidate.can_undo:
            raise UserError(self.env._("The exposé was sent already; the decision can no longer be undone."))
        if candidate.undo_values:
            candidate.partner_id.write(candidate.undo_values)
        self.env["anfragemanager.flow"].with_context(anfrage_person=self.env.uid).sudo()._undo_decision(
            candidate.sudo()
        )
        return True

    @api.readonly
    def get_comparison(self):
        """Return the prospect and the candidates side by side, read with the caller's rights.

        :return: ``{"fields": [label], "prospect": [value], "can_merge": bool, "candidates": [{"id", "name", "score",
            "verdict", "verdict_label", "explanation", "decision", "decision_label", "can_undo", "archived", "values":
            [{"value", "level"}]}]}``; `level` is equal, similar, different or missing. Contacts that the caller may
            not read are left out.
        """
        self.ensure_one()
        labels = {
            "name": self.env._("Name"),
            "company": self.env._("Company"),
            "email": self.env._("E-Mail"),
            "phones": self.env._("Phone"),
            "street": self.env._("Street"),
            "city": self.env._("City"),
        }
        prospect = self._comparison_values()
        candidates = self.duplicate_ids.filtered(lambda candidate: candidate.partner_id.has_access("read"))
        described = {
            name: dict(self.duplicate_ids._fields[name]._description_selection(self.env))
            for name in ("verdict", "decision")
        }
        return {
            "fields": list(labels.values()),
            "prospect": [prospect[name] for name in labels],
            "can_merge": len(candidates.filtered(lambda candidate: candidate.verdict != "related")) > 1,
            "candidates": [
                {
                    "id": candidate.id,
                    "partner_id": candidate.partner_id.id,
                    "name": candidate.partner_id.display_name,
                    "archived": not candidate.partner_id.active,
                    "score": candidate.score,
                    "verdict": candidate.verdict,
                    "verdict_label": described["verdict"].get(candidate.verdict),
                    "explanation": candidate.explanation or "",
                    "decision": candidate.decision or "",
                    "decision_label": described["decision"].get(candidate.decision, ""),
                    "can_undo": candidate.can_undo,
                    "values": [
                        {"value": value, "level": _level(prospect[name], value, name, candidate.evidence or [])}
                        for name, value in candidate.partner_id._anfrage_comparison_values().items()
                        if name in labels
                    ],
                }
                for candidate in candidates
            ],
        }

    def _comparison_values(self):
        return {
            "name": " ".join(filter(None, (self.title, self.first_name, self.last_name))),
            "company": self.company_name or "",
            "email": self.email or "",
            "phones": ", ".join(filter(None, (self.phone, self.mobile))),
            "street": self.street or "",
            "city": " ".join(filter(None, (self.zip, self.city))),
        }

    def _expose_unsent(self):
        """Return whether the exposé has not left the house yet."""
        self.ensure_one()
        token = self.token_ids.filtered(lambda token: token.purpose == "expose")
        if not token:
            return True
        outgoing = [("message_id", "in", token.mapped("message_id")), ("state", "=", "outgoing")]
        return self.env["mail.mail"].sudo().search_count(outgoing) == len(token)

    # ------------------------------------------------------------------ for views, pages and templates

    def _person_name(self):
        """Return first and last name, else the company, else an empty string."""
        self.ensure_one()
        return " ".join(filter(None, (self.first_name, self.last_name))) or self.company_name or ""

    def _property_number(self):
        """Return the property's number, or the first number in the mail if the caller may not read the property."""
        self.ensure_one()
        return self.property_id._filtered_access("read").reference or (self.property_refs or [""])[0]

    def _greeting_name(self):
        """Return title and last name for a formal greeting, or an empty string.

        A contact that was there before is greeted by its own name, and nothing that is hardly a name is repeated: the
        inquiry may come from somebody who only knows the address and would like us to write to it.
        """
        self.ensure_one()
        known = self.partner_id if not self.partner_created else self.env["res.partner"]
        title, name = (known.academic_title, known.last_name) if known else (self.title, self.last_name)
        if known and not name and not known.is_company:
            read = read_name(known.name)
            title, name = read.title, read.last_name
        greeting = " ".join(filter(None, (title, name))) if name else ""
        return greeting if len(greeting) <= MAX_GREETING and GREETABLE.fullmatch(greeting) else ""

    def _signing_agent(self):
        """Return who signs the exposé: the agent of the property, else the main user of the mailbox."""
        self.ensure_one()
        return self.property_id.user_id or self.mailbox_id.user_id

    def _widget_line(self):
        """Return what the dashboard widget shows of this inquiry, read with the caller's rights."""
        self.ensure_one()
        described = self._fields["state"]._description_selection(self.env)
        return {
            "id": self.id,
            "name": self._person_name() or self.email or self.env._("Unknown prospect"),
            "state": self.state,
            "state_label": dict(described)[self.state],
            "reason": dict(self._reasons()).get(self.reason, ""),
            "date": fields.Datetime.to_string(self.date),
            "property": self._property_number() or self.property_refs_text or "",
        }

    @api.readonly
    def get_preview(self):
        """Return what the magnifier shows: the reason of a stop, the contact, the property and the last steps.

        Runs with the caller's rights; a contact or property the caller may not read is left out.
        """
        self.ensure_one()
        selections = {
            name: dict(self.env["anfragemanager.trace"]._fields[name]._description_selection(self.env))
            for name in ("step", "outcome")
        }
        partner = self.partner_id if self.partner_id.has_access("read") else self.partner_id.browse()
        prop = self.property_id if self.property_id.has_access("read") else self.property_id.browse()
        line = self._widget_line()
        line.update(
            {
                "reason_note": self.reason_note or "",
                "portal": self.portal_id.name or "",
                "email": self.email or "",
                "phone": self.mobile or self.phone or "",
                "expires_at": fields.Datetime.to_string(self.expires_at) if self.state == "waiting" else False,
                "partner": partner
                and {
                    "id": partner.id,
                    "name": partner.display_name,
                    "address": ", ".join(
                        filter(None, (partner.street, " ".join(filter(None, (partner.zip, partner.city)))))
                    ),
                    "email": partner.email or "",
                    "phone": partner.phone or "",
                    "created": self.partner_created,
                }
                or False,
                "property_details": prop
                and {
                    "id": prop.id,
                    "name": prop.name,
                    "reference": prop.reference,
                    "address": ", ".join(filter(None, (prop.street, " ".join(filter(None, (prop.zip, prop.city)))))),
                    "price": prop.currency_id.format(prop.price) if prop.price else "",
                    "has_image": bool(prop.image_128),
                }
                or False,
                "trace": [
                    {
                        "step": selections["step"].get(trace.step, trace.step),
                        "outcome": trace.outcome,
                        "outcome_label": selections["outcome"].get(trace.outcome, trace.outcome),
                        "note": trace.note or "",
                        "date": fields.Datetime.to_string(trace.create_date),
                    }
                    for trace in self.trace_ids[-8:]
                ],
            }
        )
        return line

    def _missing_fields(self):
        """Return what the web page asks for: ``[(field name, required)]``, only data the inquiry lacks.

        Known data is neither shown nor asked again, so that a link in wrong hands reveals nothing.
        """
        self.ensure_one()
        mailbox = self.mailbox_id
        if not mailbox.collect_data:
            return [("email", True)] if self.email_is_alias else []
        groups = (
            (mailbox.ask_name, ("salutation", "first_name", "last_name")),
            (mailbox.ask_phone, () if self.phone or self.mobile else ("phone",)),
            (mailbox.ask_address, ("street", "zip", "city")),
        )
        # A salutation is never worth a refusal: not everybody wants one.
        missing = [
            (name, ask == "required" and name != "salutation")
            for ask, names in groups
            if ask != "no"
            for name in names
            if not self[name] and not (self.company_name and name in ("salutation", "first_name", "last_name"))
        ]
        return ([("email", True)] if self.email_is_alias else []) + missing

    def _page_state(self):
        """Return what the web page shows: form, sent, expose, thanks, declined or closed."""
        self.ensure_one()
        if self._awaits_answer():
            return "sent" if self.submitted_at else "form"
        if self._expose_released():
            return "expose"
        if self.reason == "declined":
            return "declined"
        if self.state in ("expired", "ignored") or self.reason == "manual" or self.anonymized_at:
            return "closed"
        return "thanks"

    def _awaits_answer(self):
        """Return whether the form of the page counts.

        It also does when a report, perhaps a forged one, said the mail came back: whoever opens the link was reached.
        """
        self.ensure_one()
        undeliverable = self.state == "aborted" and self.reason == "undeliverable"
        return self.state == "waiting" or (undeliverable and not self.confirmed_at and not self.expose_sent_at)

    def _page_values(self):
        """Return what the web page shows of this inquiry: nothing that the mail's recipient does not know anyway."""
        self.ensure_one()
        mailbox, company = self.mailbox_id, self.company_id
        salutations = [
            choice
            for choice in self._fields["salutation"]._description_selection(self.env)
            if choice[0] not in ("company", "family")
        ]
        return {
            "page_state": self._page_state(),
            "property": self.property_id,
            "company": company,
            "fields_asked": [
                {
                    "name": name,
                    "label": self._fields[name]._description_string(self.env),
                    "required": required,
                    "type": {"email": "email", "phone": "tel", "salutation": "select"}.get(name, "text"),
                    "autocomplete": AUTOCOMPLETE.get(name, "on"),
                    "maxlength": MAX_LENGTH.get(name, 100),
                    "inputmode": "numeric" if name == "zip" else None,
                    "width": WIDTH.get(name, ""),
                    "options": salutations,
                }
                for name, required in self._missing_fields()
            ],
            "ask_marketing": mailbox.ask_marketing,
            "marketing_text": company._anfrage_wording("marketing"),
            "privacy_text": company._anfrage_wording("privacy"),
        }

    def _read_form(self, form):
        """Validate a submitted form.

        :param dict form: the raw form values, hostile
        :return: ``(values, errors)``: clean values of the asked fields, and per field a sentence for the prospect
        """
        self.ensure_one()
        values, errors = {}, {}
        for name, required in self._missing_fields():
            entry = " ".join("".join(char if char.isprintable() else " " for char in str(form.get(name, ""))).split())
            if not entry:
                if required:
                    errors[name] = self.env._("Please fill in this field.")
                continue
            problem = self._problem_with(name, entry)
            if problem:
                errors[name] = problem
            else:
                values[name] = entry
        if self.mailbox_id.ask_marketing:
            values["marketing"] = form.get("marketing") == "1"
        return values, errors

    def _problem_with(self, name, entry):
        """Return what is wrong with one entry of the form, or None."""
        if len(entry) > MAX_LENGTH.get(name, 100):
            return self.env._("This entry is too long.")
        if name == "salutation" and entry not in dict(SALUTATIONS):
            return self.env._("Please choose one of the options.")
        if name == "email":
            email = email_normalize(entry)
            if not email or self.mailbox_id._is_own_address(email):
                return self.env._("Please enter a valid e-mail address.")
        if name == "phone" and not 6 <= sum(char.isdigit() for char in entry) <= 16:
            return self.env._("Please enter a phone number with area code.")
        if name == "zip":
            country = self.country_id or self.company_id.country_id
            digits = {"DE": 5, "AT": 4, "CH": 4}.get(country.code)
            plain = entry.upper().removeprefix("D-").removeprefix("A-").removeprefix("CH-").strip()
            # Who lives abroad must be able to answer: only a number of the wrong length for everybody is refused.
            if not 3 <= len(plain) <= 10 or (digits and plain.isdigit() and len(plain) not in (4, 5)):
                return self.env._("Please enter a valid postal code.")
        if name in ("first_name", "last_name") and (not any(map(str.isalpha, entry)) or "://" in entry or "@" in entry):
            return self.env._("Please enter a name.")
        if name == "street" and not any(map(str.isalpha, entry)):
            return self.env._("Please enter street and house number.")
        return None

    def _expose_released(self):
        """Return whether the holder of a link may see the exposé of this inquiry."""
        self.ensure_one()
        return bool(self.property_id and self.expose_sent_at and not self.anonymized_at)

    def _register_expose_opened(self):
        """Note that a person (not a mail scanner) looked at the exposé."""
        for inquiry in self:
            inquiry.write(
                {
                    "expose_opened_at": inquiry.expose_opened_at or fields.Datetime.now(),
                    "expose_open_count": inquiry.expose_open_count + 1,
                }
            )

    def _anonymize(self):
        """Forget who the prospect was; what happened stays countable. The contact, if any, is kept by its own rules."""
        for inquiry in self:
            inquiry.with_context(tracking_disable=True).write(
                {
                    **dict.fromkeys(PERSONAL_FIELDS, False),
                    "property_refs": inquiry.property_refs,
                    "anonymized_at": fields.Datetime.now(),
                }
            )
            # The link stays until it expires by itself: whoever said “this was not me” is told what happened.
            inquiry.token_ids.write({"email_normalized": ""})
            inquiry.duplicate_ids.unlink()
            inquiry.with_context(active_test=False).activity_ids.unlink()
            inquiry.trace_ids.write({"note": False})
            inquiry.message_ids.sudo().unlink()
            mail = inquiry.mail_id
            # A mail may hold inquiries of several people; it goes with the last of them.
            if mail.state == "processed" and all(other.anonymized_at for other in mail.inquiry_ids):
                mail.sudo().unlink()

    # ------------------------------------------------------------------ mail.thread

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]


# Which evidence of `matching` speaks of which line of the comparison.
_EVIDENCE = {
    "name": ("last_name", "first_name"),
    "company": ("company",),
    "email": ("email",),
    "phones": ("phone",),
    "street": ("street", "house_number"),
    "city": ("place",),
}


def _level(prospect, value, name, evidence):
    """Return how a line of the comparison is shown: equal, similar, different or missing."""
    if not prospect or not value:
        return "missing"
    levels = [item["level"] for item in evidence if item["field"] in _EVIDENCE[name] and item["level"] != "missing"]
    if prospect.casefold() == value.casefold() or (levels and all(level == "equal" for level in levels)):
        return "equal"
    return "different" if not levels or "different" in levels else "similar"
