"""A person takes over: retry, continue, stop, assign, decide, undo."""

# The flow is one model in several files, so that the story of the steps stands alone.
# pylint: disable=consider-merging-classes-inherited

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .flow_base import (
    stop,
)
from .property import normalize_reference


class AnfragemanagerFlow(models.AbstractModel):
    _inherit = "anfragemanager.flow"

    @api.model
    def _recognized(self, inquiry):
        """A person said that a mail is an inquiry."""
        inquiry.mail_id.write({"kind": "inquiry", "portal_id": inquiry.portal_id.id})
        self._trace(inquiry, "read", "manual", note=self.env._("Recognised by a person."))
        self._run(inquiry)

    @api.model
    def _retry(self, inquiry):
        if inquiry.next_step == "read":
            self._read_mails(inquiry.mail_id)
            inquiry = inquiry.exists()
        if inquiry and inquiry.state not in ("waiting", "done") and inquiry.next_step != "read":
            self._resume(inquiry, inquiry.next_step, self.env._("Try again"))

    @api.model
    def _continue(self, inquiry):
        """Go on behind the step at which the automation stopped."""
        after = {
            "gate": "exceptions",
            "exceptions": "known_address",
            "known_address": "confirmation",
            "confirmation": "duplicate_check",
            "duplicate_check": "address",
            "address": "expose",
            "expose": "processes",
            "processes": "done",
        }
        step = inquiry.next_step
        if step == "read":
            return self._retry(inquiry)
        if inquiry.state == "done" or step not in after:
            return None
        if step == "duplicate_check":
            inquiry.duplicate_decided = True
        if step == "gate" and not inquiry.property_id:
            # The gate may have closed before it looked for the property.
            visible = self._visible(inquiry, self._find_properties(inquiry))
            inquiry.property_id = visible if len(visible) == 1 else False
        return self._resume(inquiry, after[step], self.env._("Continue anyway"))

    @api.model
    def _stop_by_person(self, inquiry):
        if inquiry.state == "done":
            return
        self._clear_tasks(inquiry, self.env._("Stopped"))
        inquiry.write(
            {"state": "aborted", "reason": "manual", "reason_note": False, "next_try": False, "bundle_id": False}
        )
        self._trace(inquiry, inquiry.next_step, "manual", "manual", self.env._("Stopped"))
        self._promote_bundle(inquiry)

    @api.model
    def _create_address_now(self, inquiry):
        inquiry.duplicate_decided = True
        self._resume(inquiry, "address", self.env._("Create the address now"))

    @api.model
    def _send_expose_now(self, inquiry):
        flow = self.with_context(anfrage_send_expose=True)
        flow._resume(inquiry, "expose", self.env._("Send the exposé now"))

    @api.model
    def _not_duplicate(self, inquiry):
        undecided = inquiry.duplicate_ids.filtered(lambda candidate: not candidate.decision)
        undecided.write(self._decision("different"))
        inquiry.duplicate_decided = True
        self._resume(inquiry, "address", self.env._("Not a duplicate"))

    @api.model
    def _decide_duplicate(self, candidate, decision):
        """A person decided on a candidate: the same, one of the same household, or somebody else."""
        inquiry, partner = candidate.inquiry_id, candidate.partner_id
        candidate.write(self._decision(decision))
        if decision == "same":
            inquiry.write({"partner_id": partner.id, "duplicate_decided": True})
            return self._resume(inquiry, "address", self.env._("Same person: %s", partner.display_name))
        if decision == "household":
            inquiry.duplicate_decided = True
            return self._resume(inquiry, "address", self.env._("Same household: %s", partner.display_name))
        note = self.env._("Different person: %s", partner.display_name)
        if all(other.decision or other.verdict == "related" for other in inquiry.duplicate_ids):
            inquiry.duplicate_decided = True
            return self._resume(inquiry, "address", note)
        return self._trace(inquiry, "duplicate_check", "manual", note=note)

    @api.model
    def _undo_decision(self, candidate):
        """Take a decision back: nothing has left the house yet, so it is as if it had not been made."""
        inquiry = candidate.inquiry_id
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry, candidate = inquiry.with_env(self.env), candidate.with_env(self.env)
        expose = inquiry.token_ids.filtered(lambda token: token.purpose == "expose")
        self.env["mail.mail"].search(
            [("message_id", "in", expose.mapped("message_id")), ("state", "=", "outgoing")]
        ).unlink()
        expose.unlink()
        if inquiry.partner_created and inquiry.partner_id:
            self._discard_partner(inquiry)
        inquiry.lead_id.unlink()
        candidate.write({"decision": False, "decided_by_id": False, "decided_at": False, "undo_values": False})
        inquiry.write(
            {
                "partner_id": False,
                "partner_created": False,
                "duplicate_decided": False,
                "expose_sent_at": False,
                "next_step": "duplicate_check",
            }
        )
        self._trace(inquiry, "duplicate_check", "manual", note=self.env._("Decision undone"))
        note = f"{candidate.partner_id.display_name}: {candidate.explanation or ''}"
        self._settle(inquiry, "duplicate_check", stop("aborted", "duplicate", note))

    @api.model
    def _discard_partner(self, inquiry):
        """Delete the contact created by an undone decision; where something holds on to it, archive it."""
        partner = inquiry.partner_id
        inquiry.partner_id = False
        try:
            with self.env.cr.savepoint():
                partner.unlink()
        except (UserError, psycopg2.IntegrityError):
            self.env.invalidate_all()
            partner.anfrage_household_ids = [Command.clear()]
            partner.action_archive()

    @api.model
    def _decision(self, decision):
        return {
            "decision": decision,
            "decided_by_id": self.env.context.get("anfrage_person"),
            "decided_at": fields.Datetime.now(),
        }

    @api.model
    def _assign_partner(self, inquiry, partner):
        """A person chose the contact."""
        inquiry.write({"partner_id": partner.id, "duplicate_decided": True})
        self._resume(inquiry, "address", self.env._("Contact: %s", partner.display_name))

    @api.model
    def _assign_property(self, inquiry, prop, learn=True):
        """A person chose the property; its number at the portal is learnt, so that the next mail matches by itself."""
        inquiry.write({"property_id": prop.id, "ambiguous_property_ids": [Command.clear()]})
        if learn:
            self._learn_listing(inquiry, prop)
        step = "gate" if inquiry.next_step in ("gate", "read") else inquiry.next_step
        self._resume(inquiry, step, self.env._("Property: %s", prop.display_name))

    @api.model
    def _learn_listing(self, inquiry, prop):
        """Note the last reference of the mail, which is the portal's own number, as a listing of the property."""
        references = [ref for ref in inquiry.property_refs or [] if normalize_reference(ref)]
        portal = inquiry.portal_id
        if not references or not portal or portal.code == "website":
            return
        number = next((ref for ref in references if ref.isdigit() and len(ref) >= 6), references[-1])
        key = normalize_reference(number)
        if key == prop.reference_normalized:
            return
        Listing = self.env["anfragemanager.listing"].with_context(active_test=False)
        known = [
            ("portal_id", "=", portal.id),
            ("external_id_normalized", "=", key),
            ("company_id", "=", prop.company_id.id),
        ]
        if not Listing.search_count(known, limit=1):
            Listing.create({"property_id": prop.id, "portal_id": portal.id, "external_id": number})

    @api.model
    def _resume(self, inquiry, step, note):
        self._clear_tasks(inquiry, note)
        inquiry.write(
            {
                "state": "new",
                "reason": False,
                "reason_note": False,
                "next_step": step,
                "attempts": 0,
                "next_try": False,
                "bundle_id": False,
            }
        )
        self._trace(inquiry, step, "manual", note=note)
        self._run(inquiry)
