"""What a clerk sees of an inquiry at a glance, and what can be done about it now."""

from datetime import datetime, time, timedelta, timezone

from odoo import api, fields, models, tools

from .line import call_clients

# Stops that were meant or are over: nobody has to act on them.
SETTLED_REASONS = (
    "manual",
    "by_hand",
    "declined",
    "withdrawn",
    "stop_list",
    "blacklisted",
    "excluded_address",
    "excluded_rule",
    "collected",
)
# Of these stops the note says more than the reason.
TOLD_IN_NOTE = ("by_hand", "dry_run")
# Of these it is asked first only where they cannot be taken back for a while, see `_resume_held`.
HELD_ACTIONS = ("continue_unconfirmed", "send_expose_again")
CHANGED = "anfragemanager.inquiry/changed"
# The response clock looks back no further: older ones are red in any case.
CLOCK_DAYS = 60


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    # The one meaning of “to do”: the filter, the number on the card and the first list all use this field.
    needs_person = fields.Boolean(string="To Do", compute="_compute_needs_person", store=True)
    answered_at = fields.Datetime(
        string="First Answer", compute="_compute_answered_at", store=True, help="When the prospect first heard from us."
    )
    response_minutes = fields.Integer(
        string="Minutes to First Answer",
        compute="_compute_response_minutes",
        store=True,
        aggregator="avg",
        help="From the arrival of the inquiry to the first mail to the prospect.",
    )
    possible_actions = fields.Char(
        compute="_compute_possible_actions", help="Names of the buttons that make sense now."
    )
    primary_action = fields.Char(compute="_compute_possible_actions", help="The button to suggest.")
    action_list = fields.Json(compute="_compute_possible_actions", help="The buttons with their labels.")
    # Opens the empty fields of the prospect in the form; never stored.
    edit_prospect = fields.Boolean(compute="_compute_edit_prospect", readonly=False)

    # As Odoo asks for a tick; PostgreSQL takes an index on part of the rows only for the very same condition.
    _needs_person_of_mailbox = models.Index("(mailbox_id, date) WHERE needs_person IS TRUE")
    _mailbox_date = models.Index("(mailbox_id, date)")
    # The order of the dashboard's lines.
    _needs_person_first = models.Index("(COALESCE(needs_person, FALSE) DESC, date DESC, id DESC)")
    # For the signs of trouble.
    _held_back_of_mailbox = models.Index("(mailbox_id) WHERE reason = 'rate_limited'")
    _unsent_of_mailbox = models.Index("(mailbox_id) WHERE unsent_note IS NOT NULL")
    _confirmation_sent_of_mailbox = models.Index(
        "(mailbox_id, confirmation_sent_at) WHERE confirmation_sent_at IS NOT NULL"
    )
    _expose_sent_of_mailbox = models.Index("(mailbox_id, expose_sent_at) WHERE expose_sent_at IS NOT NULL")

    @api.depends("state", "reason", "next_try", "refusal_due_at", "bundle_id")
    def _compute_needs_person(self):
        for inquiry in self:
            decided = inquiry.next_try or inquiry.refusal_due_at
            stopped = inquiry.state == "aborted" and not decided and inquiry.reason not in SETTLED_REASONS
            stopped = stopped and not inquiry._is_decided_with_another()
            in_vain = inquiry.state == "ignored" and not decided and inquiry._asks_in_vain()
            inquiry.needs_person = stopped or in_vain or inquiry.state == "failed"

    def _asks_in_vain(self):
        """Return whether a person answers, because the property is reserved, not yet published or gone.

        As the mailbox says at the time of the stop: what was let lie is not dug out when the setting changes.
        """
        mailbox = self.mailbox_id
        return self.reason == "property_inactive" and mailbox.task_property_inactive and not mailbox.dry_run

    @api.depends("confirmation_sent_at", "expose_sent_at")
    def _compute_answered_at(self):
        for inquiry in self:
            sent = filter(None, (inquiry.answered_at, inquiry.confirmation_sent_at, inquiry.expose_sent_at))
            inquiry.answered_at = min(sent, default=False)

    @api.depends("answered_at", "date")
    def _compute_response_minutes(self):
        for inquiry in self:
            answered = inquiry.answered_at
            inquiry.response_minutes = max((answered - inquiry.date).total_seconds() // 60, 0) if answered else 0

    @api.depends_context("anfrage_edit")
    def _compute_edit_prospect(self):
        self.edit_prospect = bool(self.env.context.get("anfrage_edit"))

    @api.depends(
        "state", "reason", "property_id", "partner_id", "email", "expose_sent_at", "next_step", "mail_id", "next_try",
        "refusal_due_at", "waitlisted_at", "bundle_id", "duplicate_ids",
    )  # fmt: skip
    def _compute_possible_actions(self):
        for inquiry in self:
            names = inquiry._possible_actions()
            inquiry.possible_actions = f" {' '.join(names)} "
            inquiry.primary_action = names[0] if names else False
            # In the form the data to correct are in sight.
            inquiry.action_list = inquiry._preview_actions(without=("correct",))

    @api.model_create_multi
    def create(self, vals_list):
        inquiries = super().create(vals_list)
        inquiries._tell_dashboards()
        return inquiries

    def write(self, vals):
        done = super().write(vals)
        if {"state", "reason", "property_id", "partner_id", "mailbox_id", "answered_at"}.intersection(vals):
            self._tell_dashboards()
        return done

    def _tell_dashboards(self):
        """Let open dashboards load anew once this transaction is committed.

        One notice per transaction, and without any content: what changed is read with each reader's own rights.
        """
        precommit = self.env.cr.precommit
        if not self or CHANGED in precommit.data:
            return
        precommit.data[CHANGED] = True
        env = self.env(su=True)

        @precommit.add
        def send():
            precommit.data.pop(CHANGED, None)
            group = env["ir.model.data"]._xmlid_to_res_id("anfragemanager.group_user")
            call_clients(env["res.groups"].browse(group), CHANGED)

    def _message_post_after_hook(self, message, msg_vals):
        """A colleague's own mail to the prospect is an answer, too."""
        by_person = message.message_type in ("comment", "email_outgoing") and self.env.user._is_internal()
        if by_person and message.partner_ids and not message.is_internal and not self.env.su:
            self.sudo().filtered(lambda inquiry: not inquiry.answered_at).answered_at = fields.Datetime.now()
        return super()._message_post_after_hook(message, msg_vals)

    # ------------------------------------------------------------------ what can be done

    @api.model
    def _actions(self):
        """Return every button of an inquiry: ``{name: (label, method, question before it or False)}``."""
        return {
            "compare": (self.env._("Compare"), "action_compare", False),
            "not_duplicate": (self.env._("None of Them"), "action_not_duplicate", False),
            "assign_property": (self.env._("Assign Property"), "action_assign_property", False),
            "assign_partner": (self.env._("Assign Contact"), "action_assign_partner", False),
            "open_property": (self.env._("Open the Property"), "action_open_property", False),
            "open_mailbox": (self.env._("Open the Mailbox"), "action_open_mailbox", False),
            "view_mail": (self.env._("Look at the Mail"), "action_view_mail", False),
            "correct": (self.env._("Correct the Data"), "action_correct", False),
            "is_inquiry": (self.env._("This Is an Inquiry"), "action_continue", False),
            "is_no_inquiry": (
                self.env._("This Is No Inquiry"),
                "action_is_no_inquiry",
                self.env._(
                    "Is this no inquiry? Later mails of the same sender with the same subject are then put aside"
                    " without asking. Answers to our mails and mails of prospects are not."
                ),
            ),
            "release": (self.env._("Approve"), "action_release", False),
            "waitlist": (self.env._("Put on the Waiting List"), "action_waitlist", False),
            "leave_waitlist": (self.env._("Take off the Waiting List"), "action_leave_waitlist", False),
            "refuse": (self.env._("Refuse Politely"), "action_refuse", False),
            "retry": (self.env._("Retry"), "action_retry", False),
            "continue": (self.env._("Continue Anyway"), "action_continue", False),
            "continue_unconfirmed": (
                self.env._("Continue without Confirmation"),
                "action_continue",
                self.env._("The e-mail address was not confirmed. Continue all the same?"),
            ),
            "create_address": (self.env._("Create Contact Now"), "action_create_address", False),
            "send_expose": (self.env._("Send Exposé Now"), "action_send_expose", False),
            "send_expose_again": (
                self.env._("Send Exposé Again"),
                "action_send_expose",
                self.env._("The exposé was sent already. Send it again?"),
            ),
            "undo_held": (self.env._("Undo"), "action_undo_held", False),
            "carry_out": (self.env._("Carry Out Now"), "action_carry_out", False),
            "next": (self.env._("Next Task"), "action_next", False),
            "take_up": (self.env._("Take Up Again"), "action_retry", False),
            "done_by_hand": (self.env._("Close as Done"), "action_done_by_hand", False),
            "answer": (self.env._("Answer"), "action_answer", False),
            "block": (self.env._("Block the Sender"), "action_block", False),
            "stop": (
                self.env._("Stop"),
                "action_stop",
                self.env._("Stop the automation of this inquiry? Nothing more is sent or created for it."),
            ),
        }

    def _possible_actions(self):
        """Return the names of the actions that make sense in this state; the first is the one to suggest."""
        self.ensure_one()
        if self.is_held:
            return ["undo_held", "carry_out", "next"]
        if self.refusal_due_at:
            return ["undo_held", "next"]
        stopped = self.state in ("aborted", "ignored", "expired", "failed")
        if self.mailbox_id.dry_run:
            return self._ways_of_dry_run(stopped)
        names = ["next", *self._ways_on(stopped)] if self._is_over() else self._ways_on(stopped)
        if self.waitlisted_at:
            names.append("leave_waitlist")
        if self.state != "done":
            names.append("done_by_hand")
        over = self.reason in ("declined", "withdrawn")
        if not self.partner_id and stopped and not over and self.reason not in ("duplicate", "ambiguous"):
            names.append("create_address")
        if self.property_id and self.email and not self._unmailable() and self.state not in ("new", "waiting"):
            names.append("send_expose_again" if self.expose_sent_at else "send_expose")
        if self.email and not self.email_is_alias and not self._unmailable():
            names.append("answer")
        if self.state not in ("done", "ignored") and self.reason != "manual":
            names.append("stop")
        if self.email:
            names.append("block")
        return list(dict.fromkeys(names))

    def _label_of_not_duplicate(self):
        """Return what it is called that no candidate is who asks: of one as the button below it."""
        asked = self._asked_about()
        return asked._label_of("different", asked._relation()) if len(asked) == 1 else self.env._("None of Them")

    def _unmailable(self):
        """Return whether every mail to this person would be refused."""
        return self.reason in ("blacklisted", "stop_list", "declined", "withdrawn")

    def _is_over(self):
        """Return whether a clerk is through with it and something else waits for a person."""
        over = self.state in ("done", "waiting") or self.reason == "manual"
        return over and not self.needs_person and bool(self._next_waiting())

    def _suggests(self, name):
        """Return whether this first action is what usually happens next; who waits or is held needs none."""
        if self.is_held or self.refusal_due_at:
            return False
        return name == "next" or self.state in ("aborted", "ignored", "expired", "failed")

    def _ways_on(self, stopped, reason=None):
        """Return how this stop is overcome, the usual way first.

        :param str reason: of the stop, the inquiry's own by default
        """
        goes_on = [] if self.next_step in ("read", "done") else ["continue"]
        if self.reason in ("manual", "by_hand"):
            return ["take_up"]
        if self.reason in ("declined", "withdrawn"):
            return []
        if self.state in ("waiting", "expired"):
            return (["retry"] if self.state == "expired" else []) + ["continue_unconfirmed"]
        if not stopped:
            return []
        see_property = ["open_property"] if self.property_id._filtered_access("read") else []
        if self._is_decided_with_another():
            return ["compare"]
        # Without candidates, which were deleted or merged, it is checked anew.
        compare = ["compare", "not_duplicate"] if self._asked_about() else ["retry", "create_address"]
        by_reason = {
            "duplicate": [*compare, "assign_partner"],
            "no_property": ["assign_property", "retry"],
            "ambiguous": ["assign_property", "retry"],
            "blacklisted": ["done_by_hand", "create_address", "retry"],
            "stop_list": ["done_by_hand", "create_address", "retry"],
            # Who has no address is called; the contact can do without one.
            "no_email": ["done_by_hand", "correct", *(["retry"] if self.email else []), "assign_partner"]
            if self.partner_id
            else ["correct", "retry", "create_address", "assign_partner"],
            # The same address would refuse the mail again.
            "undeliverable": ["correct", "retry", *goes_on],
            "alias_email": ["assign_partner", "retry"],
            # A mail that may be forged is looked at before anything else is offered.
            "spoofed": ["view_mail", *goes_on],
            "unproven": ["view_mail", *goes_on],
            "unsure": ["view_mail", "is_inquiry", "is_no_inquiry"],
            "property_inactive": self._ways_of_no_offer(see_property, goes_on),
            "property_hidden": [*see_property, "open_mailbox", "retry", *goes_on],
            "mailbox_off": ["open_mailbox", "retry", *goes_on],
            "dry_run": ["retry"],
            "portal_off": ["open_mailbox", "retry", *goes_on],
            "too_old": [*goes_on, "retry", "open_mailbox"],
            "on_hold": [*goes_on, "retry"],
            "approval": ["release", "open_mailbox"],
            "crowd": ["release", "waitlist", "refuse"],
            "collected": ["release", "waitlist", "refuse"],
            "excluded_address": [*goes_on, "retry", "open_mailbox"],
            "excluded_rule": [*goes_on, "retry", "open_mailbox"],
        }
        return by_reason.get(reason or self.reason, ["retry", *goes_on])

    def _ways_of_no_offer(self, see_property, goes_on):
        """Return how an inquiry for a property that is not marketed is answered, as it stands with the property now."""
        refuse = ["refuse"] if self.email_normalized else []
        wait = ["waitlist", *refuse, *see_property, "retry", *goes_on]
        # What a source keeps up to date is not published here.
        publish = [] if self.property_id.sudo().source_id else see_property
        return {
            "": ["retry", *see_property],
            "preparation": [*publish, *wait],
            "reserved": wait,
            "closed": [*(refuse or ["done_by_hand"]), *see_property, "retry", *goes_on],
        }[self.property_id.sudo()._off_market() if self.property_id else "closed"]

    def action_compare(self):
        """Open the inquiry, where the candidates stand side by side."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.bundle_id.id if self._is_decided_with_another() else self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_next(self):
        """Open the inquiry that has waited longest for a person, after this one was decided on."""
        self.ensure_one()
        following = self._next_waiting()
        if following:
            return following.action_compare()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Nothing else waits for a person.")},
        }

    def _next_waiting(self):
        """Return the inquiry that has waited longest for a person; may be empty."""
        waiting, oldest = [("needs_person", "=", True), ("id", "!=", self.id)], {"order": "date, id", "limit": 1}
        # Whoever has several mailboxes before them works on one after the other.
        return self.search([*waiting, ("mailbox_id", "=", self.mailbox_id.id)], **oldest) or self.search(
            waiting, **oldest
        )

    def action_correct(self):
        """Open the inquiry with the prospect's data ready to be corrected."""
        return {**self.action_compare(), "context": {"anfrage_edit": True}}

    def action_open_property(self):
        """Open the property: to market it, or to give the main user access."""
        self.ensure_one()
        return self.property_id.get_formview_action()

    def action_open_mailbox(self):
        """Open the mailbox, whose settings ended the inquiry."""
        self.ensure_one()
        return self.mailbox_id.get_formview_action()

    # ------------------------------------------------------------------ response clock

    def _waiting_minutes(self):
        """Return how long prospects have been waiting for us, in minutes of office hours.

        For a first answer since they wrote; for a person, though a mail went out, since they confirmed. Nights and
        weekends do not count where the company keeps working hours.

        :return: ``{inquiry id: minutes}``, only of inquiries at which it is our turn
        """
        now = fields.Datetime.now()
        waiting = self.filtered(
            lambda inquiry: inquiry.needs_person or (not inquiry.answered_at and inquiry.state == "new")
        )
        if not waiting:
            return {}
        result = {}
        for company, inquiries in waiting.grouped("company_id").items():
            _amber, _red, hours = self._clock(company.id, now.date())
            for inquiry in inquiries:
                begin = inquiry.confirmed_at or inquiry.date
                spans = (min(to, now) - max(since, begin) for since, to in hours if to > begin and since < now)
                result[inquiry.id] = int(sum(spans, timedelta()).total_seconds() // 60)
        return result

    @tools.ormcache("company_id", "day", cache="default")
    def _clock(self, company_id, day):
        """Return how long is long for a company, and its office hours of late.

        :param date day: the day on which it is asked
        :return: ``(amber minutes, red minutes, ((begin, end), …))``, times in UTC
        """
        company = self.env["res.company"].sudo().browse(company_id)
        midnight = datetime.combine(day, time.min)
        hours = self._office_hours(company, midnight - timedelta(days=CLOCK_DAYS), midnight + timedelta(days=2))
        return company.anfrage_amber_minutes, company.anfrage_red_minutes, tuple(hours)

    def _office_hours(self, company, start, end):
        """Return the company's working hours between two times in UTC: ``[(begin, end)]``; everything without hours."""
        calendar = company.sudo().resource_calendar_id
        if not calendar:
            return [(start, end)]
        intervals = calendar._work_intervals_batch(start.replace(tzinfo=timezone.utc), end.replace(tzinfo=timezone.utc))
        return [
            (
                since.astimezone(timezone.utc).replace(tzinfo=None),
                to.astimezone(timezone.utc).replace(tzinfo=None),
            )
            for since, to, _attendance in intervals[False]
        ]

    # ------------------------------------------------------------------ dashboard and preview

    def _widget_lines(self):
        """Return what lists of current inquiries show, read with the caller's rights."""
        portals = self.env["anfragemanager.portal"]._names()
        waiting = self._waiting_minutes()
        lines = []
        for inquiry in self:
            minutes = waiting.get(inquiry.id)
            told = inquiry.reason_short if inquiry.reason in TOLD_IN_NOTE else ""
            level = ""
            if minutes is not None:
                amber, red, _hours = self._clock(inquiry.company_id.id, fields.Date.today())
                level = _level(minutes, amber, red)
            lines.append(
                {
                    "id": inquiry.id,
                    "name": inquiry._who(),
                    "state": inquiry.state,
                    "state_label": inquiry.state_text,
                    "reason": told or inquiry._decided_elsewhere_told() or inquiry._reason_told(compared=False),
                    "needs_person": inquiry.needs_person,
                    "date": fields.Datetime.to_string(inquiry.date),
                    "waiting": level,
                    "property": inquiry._property_number() or inquiry.property_refs_text or "",
                    "portal": portals.get(inquiry.portal_id.id, ""),
                    "mailbox": inquiry.mailbox_id.name,
                }
            )
        return lines

    @api.readonly
    def get_preview(self):
        """Return what the magnifier shows: reason, message, contact, property, last steps and possible actions.

        Runs with the caller's rights; a contact or property the caller may not read is left out.
        """
        self.ensure_one()
        partner = self.partner_id._filtered_access("read")
        prop = self.property_id._filtered_access("read")
        line = self._widget_lines()[0]
        line.update(
            {
                "reason_note": self.reason_note or "",
                "standing": self.standing,
                "email": self.email or "",
                "phone": self.mobile or self.phone or "",
                "address": _address(self),
                "message": self.message or "",
                "wishes": self.wishes_text or "",
                "expires_at": fields.Datetime.to_string(self.expires_at) if self.state == "waiting" else False,
                "partner": self._preview_partner(partner) if partner else False,
                "property_details": prop._card() if prop else False,
                "trace": self._preview_trace(),
                # From the list one goes on in the list.
                "actions": self._with_likely_answer(self._preview_actions(("next",) if self._is_over() else ())),
            }
        )
        return line

    def _with_likely_answer(self, actions):
        """Return actions behind the usual answer about the one contact in question, which a likely duplicate has."""
        asked = self._asked_about() if self._awaits_decision() and not self._is_decided_with_another() else ()
        if not actions or len(asked) != 1 or not asked.partner_id.has_access("read"):
            return actions
        alike = asked.partner_id._anfrage_compare(self)[asked.partner_id.id].verdict != "different"
        usual = next((one for one in asked._choices(alike) if one.primary and one.decision != "different"), None)
        if not usual:
            return actions
        likely = {"name": "likely", "label": usual.label, "method": usual.method, "question": False, "primary": True}
        others = [{**action, "primary": False} for action in actions]
        return [{**likely, "model": asked._name, "id": asked.id}, *others]

    def _preview_partner(self, partner):
        return {
            "id": partner.id,
            "name": partner.display_name,
            "address": _address(partner),
            "email": partner.email or "",
            "phone": partner.phone or partner.mobile or "",
            "created": self.partner_created,
        }

    def _preview_trace(self, limit=6):
        """The last steps, newest first."""
        labels = {
            name: dict(self.env["anfragemanager.trace"]._fields[name]._description_selection(self.env))
            for name in ("step", "outcome")
        }
        return [
            {
                "step": labels["step"].get(trace.step, trace.step),
                "outcome": trace.outcome,
                "outcome_label": labels["outcome"].get(trace.outcome, trace.outcome),
                "note": trace.note or "",
                "date": fields.Datetime.to_string(trace.create_date),
            }
            for trace in self.trace_ids[-limit:][::-1]
        ]

    def _preview_actions(self, without=()):
        actions = self._actions()
        if not self.has_access("write"):
            return []
        names = [name for name in self._possible_actions() if name not in without]
        undoable = HELD_ACTIONS if self._can_be_held() else ()
        return [
            {
                "name": name,
                "label": self._label_of_not_duplicate() if name == "not_duplicate" else actions[name][0],
                "method": actions[name][1],
                "question": name not in undoable and actions[name][2],
                "primary": name == names[0] and self._suggests(name),
            }
            for name in names
        ]


def _level(minutes, amber, red):
    """Return "red", "amber" or "green" for a waiting time; a limit of 0 is none."""
    if red and minutes >= red:
        return "red"
    return "amber" if amber and minutes >= amber else "green"


def _address(record):
    """Return street, zip and city of a record in one line."""
    return ", ".join(filter(None, (record.street, " ".join(filter(None, (record.zip, record.city))))))
