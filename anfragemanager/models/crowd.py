"""Crowds: more inquiries for a property than can be answered singly: they go on, are collected or await approval."""

from datetime import timedelta

from odoo import api, fields, models

from .steps import stop

# A cap on what one property gets within
WINDOW_HOURS = 24
ACTIONS = [
    ("continue", "Carry on, with one task for all"),
    ("collect", "Collect them, to be answered together"),
    ("hold", "Hold each for approval"),
]
# People whom the automation writes to for one mail. Portals send a mail for each inquiry; whoever names hundreds of
# strangers in one, as its format allows, must not have hundreds of mails sent.
PEOPLE_OF_A_MAIL = 10
# Stops that in a crowd make no task of their own.
SHARED_TASKS = ("duplicate", "no_email", "alias_email", "rate_limited", "approval", "crowd", "collected")
TASK = "anfragemanager.activity_crowd"
# Locks of properties lie beyond those of persons, see lock.py.
LOCKS = 1_000_000
# What is stated of a prospect, each a fifth; nothing of it says who somebody is.
COMPLETE = (("last_name", "company_name"), ("email",), ("phone", "mobile"), ("city", "zip"), ("message",))


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    crowd_limit = fields.Integer(
        string="Many Inquiries from",
        help="More inquiries than this for one property within 24 hours are a crowd. 0: never.",
    )
    crowd_action = fields.Selection(
        ACTIONS, string="In a Crowd", required=True, default="continue", help="What happens with those above the limit."
    )

    _crowd_limit = models.Constraint("CHECK (crowd_limit >= 0)", "The limit cannot be negative.")


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    crowd_limit = fields.Integer(
        string="Many Inquiries from",
        copy=False,
        help="More inquiries than this within 24 hours are a crowd. 0: as the mailbox says.",
    )
    crowd_action = fields.Selection(ACTIONS, string="In a Crowd", copy=False, help="Empty: as the mailbox says.")
    asks_disclosure = fields.Boolean(
        string="Self-Disclosure Asked For",
        copy=False,
        help="You ask prospects of this property for a self-disclosure, as you may for a flat to let when somebody who "
        "saw it wants it. Only then can a crowd be sorted by who gave one.",
    )
    crowd_count = fields.Integer(string="Held or Collected", compute="_compute_crowd_count")

    _crowd_limit = models.Constraint("CHECK (crowd_limit >= 0)", "The limit cannot be negative.")

    def _compute_crowd_count(self):
        groups = self.env["anfragemanager.inquiry"]._read_group(
            [("property_id", "in", self.ids), ("state", "=", "aborted"), ("reason", "in", ("crowd", "collected"))],
            ["property_id"],
            ["__count"],
        )
        counts = {prop.id: count for prop, count in groups}
        for prop in self:
            prop.crowd_count = counts.get(prop._origin.id, 0)

    def action_view_crowd(self):
        """Show the inquiries for this property so that they can be compared and answered together."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_crowd")
        action["domain"] = [("property_id", "=", self.id)]
        action["context"] = {"search_default_open": 1}
        plain = self.env["ir.model.data"]._xmlid_to_res_id("anfragemanager.crowd_view_list")
        action["views"] = [(plain if mode == "list" else id_, mode) for id_, mode in action["views"]]
        action["display_name"] = action["name"] = self.env._("%s – Inquiries", self.reference)
        return action

    def _crowd_settled(self):
        """Close the task of a crowd when each of its inquiries has been decided."""
        self.invalidate_recordset(["crowd_count"])
        for prop in self:
            if not prop.crowd_count:
                prop.activity_feedback([TASK], feedback=self.env._("Each of the inquiries was decided."))

    def _crowd_task(self, mailbox):
        """One task for all inquiries of a crowd, for who is in charge of the mailbox."""
        self.ensure_one()
        # Two workers that see the first of a crowd at once wait for each other; the later one finds the task.
        self.env["anfragemanager.lock"]._take(LOCKS + self.id)
        if self.activity_search([TASK]):
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            TASK,
            summary=self.env._("Many inquiries: answer them together"),
            note=self.env._("More inquiries came in within 24 hours than the limit says; look at them in one list."),
            user_id=mailbox._in_charge().id,
        )


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    completeness = fields.Integer(
        string="Complete (%)",
        compute="_compute_completeness",
        store=True,
        aggregator="avg",
        help="How many of name, e-mail address, phone number, place and message are there.",
    )
    # How many answers, never which: what is in it is looked at singly, and decides nothing by itself.
    disclosed = fields.Integer(
        string="Self-Disclosure (Answers)",
        compute="_compute_disclosed",
        store=True,
        help="How many questions the self-disclosure answers. Counted only where it was asked for and looked at.",
    )
    wants_viewing = fields.Boolean(string="Wants a Viewing", compute="_compute_wants_viewing", store=True)

    _property_date = models.Index("(property_id, date) WHERE property_id IS NOT NULL")

    @api.depends(*{name for names in COMPLETE for name in names})
    def _compute_completeness(self):
        for inquiry in self:
            there = sum(any(inquiry[name] for name in names) for names in COMPLETE)
            inquiry.completeness = round(100 * there / len(COMPLETE))

    @api.depends("disclosure", "disclosure_shown_at", "property_id.asks_disclosure")
    def _compute_disclosed(self):
        for inquiry in self:
            asked = inquiry.property_id.asks_disclosure and inquiry.disclosure_shown_at
            inquiry.disclosed = len(inquiry.sudo().disclosure or ()) if asked else 0

    @api.depends("wishes")
    def _compute_wants_viewing(self):
        for inquiry in self:
            inquiry.wants_viewing = "viewing" in (inquiry.wishes or ())

    # ------------------------------------------------------------------ used by the flow

    def _crowd_rule(self):
        """Return limit and action for this inquiry: the property's own, else the mailbox's."""
        mailbox, prop = self.mailbox_id, self.property_id
        return prop.crowd_limit or mailbox.crowd_limit, prop.crowd_action or mailbox.crowd_action

    def _crowd_number(self):
        """Return the how-manieth inquiry for its property within 24 hours this one is."""
        since = self.date - timedelta(hours=WINDOW_HOURS)
        others = [("property_id", "=", self.property_id.id), ("date", ">", since), ("date", "<=", self.date)]
        return self.search_count([*others, ("state", "!=", "ignored"), ("id", "!=", self.id)]) + 1

    def _is_crowd(self):
        """Return the number of this inquiry if it is above the limit for its property, else 0."""
        limit, _action = self._crowd_rule()
        number = self._crowd_number() if limit and self.property_id else 0
        return number if number > limit else 0

    def _crowd_outcome(self):
        """Return the outcome for an inquiry that a crowd stops, else None."""
        limit, action = self._crowd_rule()
        if self._is_far_down_in_mail():
            note = self.env._("The mail names many people; the first %s of them went on.", PEOPLE_OF_A_MAIL)
            return stop("aborted", "collected" if action == "collect" else "crowd", note)
        number = self._is_crowd()
        if not number or action == "continue":
            return None
        note = self.env._("Inquiry no. %(number)s in 24 hours, the limit is %(limit)s.", number=number, limit=limit)
        return stop("aborted", "collected" if action == "collect" else "crowd", note)

    def _shares_task(self, reason):
        """Whether a stop makes no task of its own, because many ask for the same property."""
        return reason in SHARED_TASKS and bool(self._is_crowd() or self.property_id and self._is_far_down_in_mail())

    def _is_far_down_in_mail(self):
        """Whether the mail names too many people before this one, and nothing proves that it is a portal's."""
        if self.position < PEOPLE_OF_A_MAIL or self.mail_id.sender_check == "pass":
            return False
        upto = [("mail_id", "=", self.mail_id.id), ("position", "<=", self.position)]
        inquiries = self.search_fetch(upto, ["address_key"], order="position")
        # One person may ask for many properties.
        people = list(dict.fromkeys(inquiry.address_key or inquiry.id for inquiry in inquiries))
        return people.index(self.address_key or self.id) >= PEOPLE_OF_A_MAIL
