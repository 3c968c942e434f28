"""A person takes over: retry, continue, stop, assign, decide, undo."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .automated import automated
from .failure import REFUSALS
from .steps import following, stop


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def action_retry(self):
        """Take the step again at which the automation stopped."""
        return self._by_person("_retry")

    def action_continue(self):
        """Continue anyway: go on behind the step at which the automation stopped."""
        return self._by_person("_continue")

    def action_stop(self):
        """Stop the automation of this inquiry for good."""
        return self._by_person("_stop_or_refuse")

    def action_is_no_inquiry(self):
        """The mail is no inquiry: stop, and know the next such mail."""
        self._by_person("_stop_by_person")
        self.mail_id._put_aside()
        return True

    def action_create_address(self):
        """Create the contact now, without waiting for confirmation or duplicates, and continue."""
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

    def _open_assign(self, what):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign Property") if what == "property" else self.env._("Assign Contact"),
            "res_model": "anfragemanager.assign",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_inquiry_id": self[:1].id,
                "default_inquiry_ids": self.ids,
                "default_what": what,
            },
        }

    def _decide_duplicate(self, candidate, decision, values=None):
        """Take a person's decision on a candidate.

        :param dict values: values to write to the contact, chosen field by field; written with the person's own rights
        """
        self.check_access("write")
        partner = candidate.partner_id
        if decision != "different" and not partner.has_access("read"):
            raise UserError(self.env._("You have no access to this contact."))
        if decision not in {choice.decision for choice in candidate._choices()}:
            raise UserError(
                self.env._("This cannot be said of this contact.")
                if self._awaits_decision()
                else self.env._("This inquiry no longer waits for a decision.")
            )
        if not self._awaits_decision():
            return self._employ_later(candidate)
        if decision == "staff" and not partner.parent_id and not partner.has_access("write"):
            # It is put below the company.
            raise UserError(self.env._("You may not change this contact."))
        before = {}
        if decision == "same" and not partner.active and partner.has_access("write"):
            # Whom a clerk recognises is a contact again, and found by the next inquiry.
            values = {**(values or {}), "active": True}
        if values:
            # The name follows its parts; taking them back must give it back as well.
            kept = [*values, "name"]
            before = {name: partner[name].id if name.endswith("_id") else partner[name] for name in kept}
            partner.write(values)
        candidate.sudo().undo_values = before or False
        self.sudo()._decided(candidate.sudo(), decision, self._told_of_contact(partner, values) if values else "")
        return True

    def _told_of_contact(self, partner, written):
        """Return in words what a decision already wrote to a contact."""
        labels = [partner._anfrage_label(name) for name in written if name != "active"]
        told = [self.env._("Taken over already: %s", ", ".join(dict.fromkeys(labels)))] if labels else []
        if "active" in written:
            told.append(self.env._("The contact was taken out of the archive."))
        return "\n".join(told)

    def _undo_decision(self, candidate):
        self.check_access("write")
        if self.is_held and candidate.id in self.sudo().held_undo["undecided"]:
            return self.action_undo_held()
        if candidate.employed_values:
            return self._undo_employment(candidate)
        if not candidate.can_undo:
            raise UserError(self.env._("The exposé was sent already; the decision can no longer be undone."))
        if candidate.undo_values:
            candidate._give_back("undo_values", candidate.partner_id)
        self.sudo()._undone(candidate.sudo())
        return True

    # what they do, as the automation

    def _recognized(self):
        """A person said that a mail is an inquiry."""
        self.mail_id.write({"kind": "inquiry", "portal_id": self.portal_id.id})
        self.mail_id._judge(True)
        self._trace("read", "manual", note=self.env._("Recognised by a person."))
        self.write({"state": "new", "reason": False, "reason_note": False})
        self._run()

    def _retry(self):
        if self.state == "waiting":
            raise UserError(self.env._("It waits for the prospect; there is nothing to try again."))
        self._refuse_completed()
        if self.next_step == "read":
            self.mail_id._read_all()
        if self.exists() and self.next_step != "read":
            self._resume(self.next_step, self.env._("Try again"))

    def _continue(self):
        """Go on behind the step at which the automation stopped."""
        step = self.next_step
        if step == "read":
            return self._retry()
        self._refuse_completed()
        before = self._standing()
        if self.reason == "unsure":
            self.mail_id._judge(True)
        if not following(step):
            return None
        if step == "duplicate_check":
            self.duplicate_decided = True
        if step == "gate" and not self.property_id:
            # The gate may have closed before it looked for the property.
            visible = self._find_properties()._visible_to(self.mailbox_id.user_id)
            self.property_id = visible if len(visible) == 1 else False
        return self._resume_held(following(step), self.env._("Continue anyway"), before)

    def _stop_or_refuse(self):
        self._refuse_completed()
        if self.state == "aborted" and self.reason == "manual":
            raise UserError(self.env._("It was stopped by a person already."))
        self._stop_by_person()

    def _stop_by_person(self):
        if self.state == "done":
            return
        self._clear_tasks(self.env._("Stopped by a person"))
        self.write(
            {"state": "aborted", "reason": "manual", "reason_note": False, "next_try": False, "bundle_id": False}
        )
        self._trace(self.next_step, "manual", "manual", self.env._("Stopped by a person"))
        self._promote_bundle()

    def _refuse_completed(self):
        """What a person closed can be taken up again; what the automation completed has no next step."""
        if self.state == "done" and self.reason != "by_hand":
            raise UserError(self.env._("It is completed already."))

    def _create_address_now(self):
        if self.partner_id:
            raise UserError(self.env._("There is a contact already: %s", self.partner_id.display_name))
        before = self._standing()
        self.duplicate_decided = True
        self._resume_held("address", self.env._("Create the contact now"), before)

    def _send_expose_now(self):
        if not self.property_id:
            raise UserError(self.env._("Please assign the property first."))
        if not self.email_normalized:
            raise UserError(self.env._("There is no e-mail address to send the exposé to."))
        if self._is_blacklisted():
            raise UserError(self.env._("No mail to %s: blocklist.", self.email_normalized))
        note = self.env._("Send the exposé now")
        self._resume_held("expose", note, self._standing(), expose={"forced": True})

    def _not_duplicate(self):
        before = self._standing()
        asked = self._asked_about()
        told = f"{self._label_of_not_duplicate()}: {', '.join(asked.partner_id.mapped('display_name'))}"
        asked.write(self._decision("different"))
        self.duplicate_decided = True
        self._resume_held("address", told, before)

    def _decided(self, candidate, decision, written=""):
        """A person decided on a candidate: the same, one of the same household, or somebody else.

        :param str written: what was already written to the contact, in words
        """
        before = self._standing()
        partner = candidate.partner_id
        candidate.write(self._decision(decision))
        told = f"{candidate._decision_told(decision)}: {partner.display_name}"
        if decision == "staff":
            # Whose contact person is known is known itself, or is put above that person.
            company = partner.parent_id.filtered("is_company") or partner._anfrage_employer_named(self)[0]
            self.write({"partner_id": company.id, "duplicate_decided": True})
            if company:
                told = "\n".join(filter(None, (told, company._anfrage_not_taken_over(self))))
            return self._resume_held("address", told, before, address={"chosen": bool(company)})
        if decision == "same":
            self.write({"partner_id": partner.id, "duplicate_decided": True})
            told = "\n".join(filter(None, (told, written, partner._anfrage_not_taken_over(self))))
            return self._resume_held("address", told, before, address={"chosen": True})
        if decision in ("household", "employee") or all(
            other.decision or other.verdict == "related" for other in self.duplicate_ids
        ):
            self.duplicate_decided = True
            return self._resume_held("address", told, before)
        return self._trace("duplicate_check", "manual", note=told)

    def _employ_later(self, candidate):
        """A person says of a completed inquiry that its contact works for a candidate; with the person's own rights."""
        before = self.partner_id._anfrage_employ(candidate.partner_id, candidate._shares_address())
        candidate = candidate.sudo()
        candidate.write({**self._decision("employee"), "employed_values": before})
        told = f"{candidate._decision_told('employee')}: {candidate.partner_id.display_name}"
        self.sudo()._trace("address", "manual", note=told)
        return True

    def _undo_employment(self, candidate):
        """Give the contact back what it held before it was put below a company."""
        if self.partner_id.parent_id == candidate.partner_id:
            candidate._give_back("employed_values", self.partner_id)
        candidate.sudo().write(
            {"decision": False, "decided_by_id": False, "decided_at": False, "employed_values": False}
        )
        self.sudo()._trace("address", "manual", note=self.env._("Decision undone"))
        return True

    def _undone(self, candidate):
        """Take a decision back: nothing has left the house yet, so it is as if it had not been made."""
        self._trace("duplicate_check", "manual", note=self.env._("Decision undone"))
        self._take_back(candidate)

    @automated
    def _take_back(self, candidate):
        candidate = candidate.with_env(self.env)
        expose = self.token_ids.filtered(lambda token: token.purpose == "expose")
        self.env["mail.mail"].search(
            [("message_id", "in", expose.mapped("message_id")), ("state", "in", ("outgoing", "exception"))]
        ).unlink()
        expose.unlink()
        if self.partner_created and self.partner_id:
            self._discard_partner()
        self.lead_id.unlink()
        # … and so is what followed from it without a person
        followed = self.duplicate_ids.filtered(lambda other: other.decision and not other.decided_by_id)
        (candidate | followed).write(
            {
                "decision": False,
                "decided_by_id": False,
                "decided_at": False,
                "undo_values": False,
                "employed_values": False,
            }
        )
        self.write(
            {
                "partner_id": False,
                "partner_created": False,
                "duplicate_decided": False,
                "expose_sent_at": False,
                "unsent_note": False,
                "next_step": "duplicate_check",
            }
        )
        note = candidate._told()
        # who takes it back sees the task
        answered = self.with_context(mail_activity_quick_update=True)
        answered._apply_outcome("duplicate_check", stop("aborted", "duplicate", note))

    def _discard_partner(self):
        """Delete the contact created by an undone decision; where something holds on to it, archive it."""
        partner = self.partner_id
        self.partner_id = False
        try:
            with self.env.cr.savepoint():
                partner.unlink()
        except REFUSALS:
            self.env.invalidate_all()
            partner.anfrage_household_ids = [Command.clear()]
            partner.action_archive()

    @api.model
    def _decision(self, decision):
        return {
            "decision": decision,
            "decided_by_id": self.env.uid,
            "decided_at": fields.Datetime.now(),
        }

    def _assign_partner(self, partner):
        """A person chose the contact."""
        before = self._standing()
        self.write({"partner_id": partner.id, "duplicate_decided": True})
        self._resume_held("address", self.env._("Contact: %s", partner.display_name), before)

    def _assign_property(self, prop, learn=True):
        """A person chose the property; its number at the portal is learnt, so that the next mail matches by itself."""
        before = self._standing()
        self.write({"property_id": prop.id, "ambiguous_property_ids": [Command.clear()]})
        if learn:
            before["learnt"] = prop._learn_number(self.portal_id, self.property_refs).ids
        step = "gate" if self.next_step in ("gate", "read") else self.next_step
        self._resume_held(step, self.env._("Property: %s", prop._named_for(self.company_id)), before)

    def _resume(self, step, note, **arguments):
        """Go on with a step as a person wishes; see `_run` for the arguments."""
        self._set_off(step, note)
        self._run(**arguments)

    def _set_off(self, step, note, at=False):
        """Note that it goes on with a step as a person wishes, at once or at a time."""
        self._clear_tasks(note)
        self.write(
            {
                "state": "new",
                "reason": False,
                "reason_note": False,
                "next_step": step,
                "attempts": 0,
                "next_try": at,
                "bundle_id": False,
                "held_until": False,
                "held_undo": False,
            }
        )
        self._trace(step, "manual", note=note)

    def _expose_unsent(self):
        """Return whether the exposé has not left the house yet."""
        self.ensure_one()
        token = self.token_ids.filtered(lambda token: token.purpose == "expose")
        if not token:
            return True
        outgoing = [("message_id", "in", token.mapped("message_id")), ("state", "in", ("outgoing", "exception"))]
        return self.env["mail.mail"].sudo().search_count(outgoing) == len(token)
