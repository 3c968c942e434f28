"""What a clerk reads of an inquiry: where it stands and why, in words, and what is to be done next."""

from odoo import api, fields, models

from .duplicate_choices import STAFF

VERDICTS = [
    ("likely", "Known? Likely"),
    ("possible", "Known? Possibly"),
    ("known", "Known"),
    ("new", "New"),
]


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    prospect = fields.Char(compute="_compute_prospect", help="How a clerk calls the prospect.")
    property_number = fields.Char(string="Property No.", compute="_compute_prospect")
    # The property's own history tells its changes of agent.
    agent_id = fields.Many2one(
        related="property_id.user_id", string="Agent", store=True, index="btree_not_null", tracking=False
    )
    state_text = fields.Char(
        string="Status", compute="_compute_state_text", help="The state, more exactly where a person acted."
    )
    reason_short = fields.Char(string="Why", compute="_compute_state_text", help="The reason in some words.")
    # Where it stands, why, and what is to be done next; no help, which would lie over it as a tooltip.
    standing = fields.Json(compute="_compute_standing")
    verdict = fields.Selection(VERDICTS, string="Contact Known?", compute="_compute_verdict")
    property_card = fields.Json(compute="_compute_property_card")

    @api.depends("first_name", "last_name", "company_name", "email", "property_id.reference", "property_refs")
    def _compute_prospect(self):
        for inquiry in self:
            inquiry.prospect = inquiry._who()
            inquiry.property_number = inquiry._property_number()

    @api.depends(
        "state", "reason", "reason_note", "held_until", "next_try", "refusal_due_at", "needs_person", "bundle_id",
        "property_id.marketing_state", "property_id.active",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_state_text(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        reasons, short = dict(self._reasons()), self._short_reasons()
        for inquiry in self:
            by_hand = inquiry.state == "done" and inquiry.reason == "by_hand"
            rehearsed = inquiry.state == "ignored" and inquiry.reason == "dry_run"
            if inquiry.is_held or inquiry.refusal_due_at:
                inquiry.state_text = self.env._("Decided")
            elif rehearsed:
                inquiry.state_text = short["dry_run"]
            elif inquiry._is_decided_with_another():
                inquiry.state_text = self.env._("Waits for a Decision")
            elif inquiry.state == "ignored" and inquiry.needs_person:
                inquiry.state_text = self.env._("To Be Answered")
            else:
                inquiry.state_text = self.env._("Completed by Hand") if by_hand else labels.get(inquiry.state)
            why = inquiry._no_offer_told(short=True) or short.get(inquiry.reason) or reasons.get(inquiry.reason, "")
            note = (inquiry.reason_note or "").replace("\n", " · ") if by_hand or rehearsed else ""
            inquiry.reason_short = note or inquiry._decided_elsewhere_told() or why

    def _decided_elsewhere_told(self):
        return self.env._("Decided with another inquiry of this person") if self._is_decided_with_another() else ""

    @api.model
    def _short_reasons(self):
        """Return the reasons in few words, for narrow columns."""
        return {
            "mailbox_off": self.env._("Mailbox switched off"),
            "portal_off": self.env._("Portal switched off"),
            "no_property": self.env._("Property not found"),
            "property_inactive": self.env._("Property not marketed"),
            "property_hidden": self.env._("Property not visible"),
            "excluded_address": self.env._("Exception: address"),
            "excluded_rule": self.env._("Exception: rule"),
            "no_email": self.env._("No e-mail address"),
            "alias_email": self.env._("E-mail address hidden"),
            "blacklisted": self.env._("On the blocklist"),
            "duplicate": self.env._("Contact exists already?"),
            "ambiguous": self.env._("Several properties fit"),
            "declined": self.env._("Declined by the owner of the address"),
            "not_confirmed": self.env._("Not confirmed in time"),
            "undeliverable": self.env._("E-mail came back"),
            "rate_limited": self.env._("Limit of mails reached"),
            "spoofed": self.env._("Sender forged"),
            "no_expose": self.env._("Without exposé"),
            "gate_open": self.env._("Waits for the contract"),
            "withdrawn": self.env._("Withdrawn"),
            "stop_list": self.env._("Wants no automatic mails"),
            "on_hold": self.env._("Something is missing"),
            "error": self.env._("Technical error"),
            "too_old": self.env._("Mail too old"),
            "unsure": self.env._("Perhaps no inquiry"),
            "unproven": self.env._("Origin not proven"),
            "dry_run": self.env._("Dry run"),
            "approval": self.env._("Waits for approval"),
            "crowd": self.env._("Many inquiries: held"),
            "collected": self.env._("Many inquiries: collected"),
            "by_hand": self.env._("By a person"),
            "manual": self.env._("Stopped by a person"),
        }

    @api.depends("state", "reason", "duplicate_ids.verdict", "duplicate_ids.decision", "partner_id", "partner_created")
    def _compute_verdict(self):
        for inquiry in self:
            open_ones = inquiry.duplicate_ids.filtered(lambda candidate: not candidate.decision)
            found = set(open_ones.mapped("verdict"))
            if inquiry.partner_id:
                inquiry.verdict = "new" if inquiry.partner_created else "known"
            elif "duplicate" in found:
                inquiry.verdict = "likely"
            else:
                inquiry.verdict = "possible" if "possible" in found else False

    @api.depends("property_id")
    def _compute_property_card(self):
        for inquiry in self:
            prop = inquiry.property_id._filtered_access("read")
            inquiry.property_card = prop._card() if prop else False

    # ------------------------------------------------------------------ where it stands

    @api.depends(
        "state", "reason", "reason_note", "needs_person", "held_until", "next_try", "expires_at", "bundle_id",
        "property_id.marketing_state", "property_id.marketing_type", "property_id.active", "property_id.source_id",
        "confirmation_sent_at", "reminder_sent_at", "unsent_note", "expose_sent_at", "partner_id", "refusal_due_at",
        "verdict", "duplicate_ids.decision", "duplicate_ids.undo_values",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_standing(self):
        for inquiry in self:
            inquiry.standing = inquiry._standing_now()

    def _standing_now(self):
        """Return what stands at the top of the form and of the preview.

        :return: ``{"level": Bootstrap's name of a colour, "title", "note", "hint", "held_until", "try_at", "unsent"}``
        """
        to_string = fields.Datetime.to_string
        held_until = self.held_until if self.is_held else self.refusal_due_at
        elsewhere = self._is_decided_with_another()
        reason = "" if self.refusal_due_at or elsewhere else self._reason_told()
        standing = {
            "level": self._standing_level(),
            "title": reason or self._standing_title(),
            "note": self._standing_note(),
            "hint": self._hint(),
            "held_until": to_string(held_until) if held_until else False,
            "try_at": to_string(self.next_try) if self.next_try and not self.is_held else False,
            "expires_at": to_string(self.expires_at) if self.state == "waiting" and not self.bundle_id else False,
            "unsent": self.unsent_note or "",
        }
        return standing

    def _standing_note(self):
        """Return what is to be known besides, or an empty string; why it is refused while that can be taken back."""
        if self.refusal_due_at:
            return self._refusal_told()
        return self.reason_note or self._held_note() or self._done_note()

    def _reason_told(self, compared=True):
        """Return why it stands where it does, in a sentence; an empty string where there is no reason.

        :param bool compared: look at the candidates to say how likely one is the prospect; costs queries in lists
        """
        if compared and self.reason == "duplicate" and self._is_known_by_its_people():
            return self.env._("Somebody of this company may be a contact already; please decide.")
        if compared and self.reason == "duplicate" and self.verdict == "likely":
            return self.env._("The contact probably exists already; please decide.")
        if self._called_only():
            return self.env._("The contact is there, but no e-mail address for the exposé.")
        return self._no_offer_told() or dict(self._reasons()).get(self.reason, "")

    def _no_offer_told(self, short=False):
        """Return how it stands with the property where that is the reason, for which many are asked; else "".

        :param bool short: for narrow columns
        """
        if self.reason != "property_inactive" or not self.property_id:
            return ""
        told = {
            "preparation": (self.env._("The property is not published yet."), self.env._("Property not published yet")),
            "reserved": (self.env._("The property is reserved."), self.env._("Property reserved")),
            "closed": (self.env._("The property is no longer offered."), self.env._("Property no longer offered")),
            "": (self.env._("The property is on the market now."), self.env._("Property on the market now")),
        }
        # Whoever sees the inquiry may not see the property; which one it is, is not told.
        return told[self.property_id.sudo()._off_market()][short]

    def _is_known_by_its_people(self):
        """Return whether a company asks, and only people are in question."""
        asked = self._asked_about() if self._is_company() else ()
        return bool(asked) and set(asked._relations().values()) == {STAFF}

    def _called_only(self):
        """Return whether all is done that can be done for a prospect without an e-mail address."""
        return self.reason == "no_email" and bool(self.partner_id)

    def _done_note(self):
        """Return which statements the contact does not hold to which a person linked the inquiry."""
        decided = {"same", "staff"}.intersection(self.duplicate_ids.mapped("decision"))
        if self.state != "done" or not self.partner_id or self.partner_created or not decided:
            return ""
        partner = self.partner_id._filtered_access("read")
        return partner._anfrage_not_taken_over(self) if partner else ""

    def _standing_level(self):
        if self.needs_person:
            return "danger"
        if self.is_held or self.refusal_due_at or self.state == "waiting":
            return "info"
        return "success" if self.state == "done" else "secondary"

    def _standing_title(self):
        """Return a sentence for states that have no reason."""
        if self.refusal_due_at:
            return self.env._("Decided: a polite refusal goes out.")
        if self.is_held and any(self.sudo().duplicate_ids.mapped("undo_values")):
            return self.env._("Decided; the contact is changed already, nothing is sent yet.")
        if self.is_held:
            return self.env._("Decided; nothing is created or sent yet.")
        if self._is_decided_with_another():
            return self.env._("Is decided together with: %s", self.bundle_id.display_name)
        if self.state == "waiting" and self.bundle_id:
            return self.env._("Waits together with an earlier inquiry: %s", self.bundle_id.display_name)
        if self.state == "waiting":
            return self.env._("Waiting for the prospect's confirmation.")
        if self.state == "done":
            if self.expose_sent_at:
                return self.env._("Completed: the exposé was sent.")
            return self.env._("Completed.")
        return self.env._("The automation works on it.") if self.state == "new" else ""

    def _hint(self):
        """Return what a person does next, or an empty string."""
        if self.state == "done" or self.is_held or self.refusal_due_at or self._is_decided_with_another():
            return ""
        if self._called_only():
            return self.env._("Call the prospect and close the inquiry, or enter the e-mail address and retry.")
        if self.reason == "property_inactive" and self.property_id:
            return self._no_offer_hint()
        return self._hints().get(self.reason, "")

    def _no_offer_hint(self):
        if not self.email_normalized and self.property_id.sudo()._off_market():
            return self.env._("Call the prospect and close the inquiry, or put the prospect on the waiting list.")
        prop = self.property_id.sudo()
        published_in = prop.source_id.name
        return {
            "preparation": self.env._(
                "The property is published in the agency's software (“%s”), not here. Retry afterwards, or put the"
                " prospect on the waiting list: when the property is published, its agent gets a task.",
                published_in,
            )
            if published_in
            else self.env._(
                "Publish the property and retry, or put the prospect on the waiting list: when the property is"
                " published, its agent gets a task."
            ),
            "reserved": self.env._(
                "Put the prospect on the waiting list, or refuse politely. The waiting list comes back as a task when"
                " the property is free again."
            ),
            "closed": self.env._("Refuse politely, or answer with another property."),
            "": self.env._("Retry; the inquiry then goes on by itself."),
        }[prop._off_market()]

    @api.model
    def _hints(self):
        env = self.env
        return {
            "duplicate": env._("Compare the candidates and decide whether one of them is who asks."),
            "no_property": env._("Assign the property; the inquiry then goes on by itself."),
            "ambiguous": env._("Assign the property; the inquiry then goes on by itself."),
            "no_email": env._("Enter the e-mail address and retry, or create the contact without one."),
            "alias_email": env._("Ask for the real address through the portal, enter it below and retry."),
            "undeliverable": env._("Correct the e-mail address below and retry."),
            "spoofed": env._("Look at the mail. Continue only if you are sure that the portal sent it."),
            "unproven": env._("Look at the mail. Continue only if you are sure that the portal sent it."),
            "unsure": env._("Look at the mail and say whether it is an inquiry."),
            "rate_limited": env._("Retry later, or raise the limits in the settings if the number is right."),
            "excluded_address": env._("Continue anyway if the exception shall not hold for this inquiry."),
            "excluded_rule": env._("Continue anyway if the exception shall not hold for this inquiry."),
            "approval": env._("Approve it and it goes on as the others do, or stop it."),
            "crowd": env._("Approve it, put it on the waiting list or refuse it politely."),
            "collected": env._("Approve it, put it on the waiting list or refuse it politely."),
            "blacklisted": env._("No mail is sent to this address. Call the prospect if there is a number."),
            "stop_list": env._("No mail is sent to this address. Call the prospect if there is a number."),
            "declined": env._("There is nothing to do."),
            "withdrawn": env._("There is nothing to do."),
            "manual": env._("It can be taken up again."),
            "property_hidden": env._(
                "Give the main user access to the property and retry, or continue with this inquiry only."
            ),
            "mailbox_off": env._(
                "Switch the automation of the mailbox on and retry, or continue with this inquiry only."
            ),
            "portal_off": env._("Switch the portal on in the mailbox and retry, or continue with this inquiry only."),
            "not_confirmed": env._("Call the prospect, or continue without the confirmation."),
            "too_old": env._("Continue if the prospect still waits for an answer, otherwise close it as done."),
            "on_hold": env._("Complete what is missing and continue."),
            "error": env._("Retry; if it fails again, tell your administrator what stands here."),
        }
