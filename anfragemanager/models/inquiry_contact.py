"""The contact of an inquiry: linked with one that is known, filled up, or created."""

import time

from odoo import api, fields, models
from odoo.fields import Command

from .. import matching
from .duplicate_choices import STAFF
from .res_partner import shown_evidence
from .res_partner_stated import PHONES
from .steps import go


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _link_to(self, candidate, seen, enrich):
        self.partner_id = candidate.partner_id
        candidate.write({"decision": "same", "decided_at": fields.Datetime.now()})
        if enrich and candidate._relation() != STAFF:
            self._enrich(candidate.partner_id)
        return go(seen)

    def _enrich(self, partner):
        """Fill what the contact lacks with what the prospect stated; nothing is overwritten."""
        stated = partner._anfrage_writable(partner._anfrage_values(self))
        values = {name: value for name, value in stated.items() if value and not partner[name]}
        values = {
            name: value
            for name, value in values.items()
            if name not in PHONES or not partner._anfrage_has_number(value)
        }
        values.pop("name", None)
        if partner.street or partner.zip or partner.city:
            # Half an old address and half a new one would be a wrong one.
            values = {
                name: value for name, value in values.items() if name not in ("street", "zip", "city", "country_id")
            }
        if values:
            partner.write(values)

    def _create_contact(self, values, to):
        Partner = self.env["res.partner"].with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True
        )
        mailbox = self.mailbox_id
        mailbox._partners().mapped("email")  # in one statement, asked for one by one below
        main_user = mailbox._in_charge()
        responsible = {"main_user": main_user, "agent": self.property_id._agent() or main_user}
        values.update(
            {
                "company_id": self.company_id.id if mailbox.partner_in_company else False,
                "user_id": responsible.get(mailbox.responsible, main_user.browse()).id,
                "category_id": [Command.set(mailbox._tag_ids())],
                "anfrage_source_id": self.portal_id.utm_source_id.id,
            }
        )
        partner = Partner.create(values)
        self.write({"partner_id": partner.id, "partner_created": True})
        decided = self.duplicate_ids.grouped("decision")
        partner._anfrage_relate(decided.get("household", self.duplicate_ids.browse()).partner_id)
        self._find_employer()
        if employer := self.duplicate_ids.filtered(lambda candidate: candidate.decision == "employee")[:1]:
            before = partner._anfrage_employ(employer.partner_id, employer._shares_address())
            # Who decided so takes the decision back and not this alone.
            employer.employed_values = not employer.decided_by_id and before
        self._put_staff_below()
        self._hand_consents_to(partner)
        partner._message_log(
            body=self.env._("Created from inquiry no. %s.", self.id),
            author_id=mailbox._system_partner_id(),
            email_from=self.env["ir.mail_server"]._get_default_from_address() or mailbox.email or False,
        )
        partner._anfrage_note_similar(self.duplicate_ids)
        return go(self.env._("Created: %s", partner.display_name), to=to)

    def _names_employer(self):
        """Return whether a person asks who names a company, and contacts are compared at all."""
        return bool(self.company_name and self.mailbox_id.duplicate_check and not self._is_company())

    def _employer_in_no_doubt(self):
        """Return the company for which the prospect works, where the inquiry leaves no doubt, or an empty recordset."""
        Partner = self.env["res.partner"]
        return Partner._anfrage_employer_named(self)[0] if self._names_employer() else Partner

    def _find_employer(self):
        """Note for which company a prospect works who names one: without a person where there is no doubt.

        A second company of the name would be created beside its contact otherwise. Of which a person has to say it
        becomes a candidate that can be decided on afterwards.
        """
        if not self._names_employer() or "employee" in self.duplicate_ids.mapped("decision"):
            return
        company, in_question = self.env["res.partner"]._anfrage_employer_named(self)
        known = self.duplicate_ids.grouped("partner_id")
        new = (company | in_question) - self.duplicate_ids.partner_id
        compared = new._anfrage_compare(self)
        lang = "de" if (self.env.lang or "").startswith("de") else "en"
        for partner in new:
            comparison = compared[partner.id]
            known[partner] = self.duplicate_ids.create(
                {
                    "inquiry_id": self.id,
                    "partner_id": partner.id,
                    "score": round(comparison.score * 100, 1),
                    "verdict": "related",
                    "evidence": shown_evidence(comparison),
                    "explanation": matching.explain(comparison, lang),
                }
            )
        if company and not known[company].decision:
            known[company].write({"decision": "employee", "decided_at": fields.Datetime.now()})

    def _waiting_staff(self):
        """Return the candidates that are contact persons of the company which asks, and not below it yet."""
        return self.duplicate_ids.filtered(
            lambda candidate: candidate.decision == "staff" and not candidate.partner_id.parent_id
        )

    def _put_staff_below(self):
        for candidate in self._waiting_staff():
            candidate.undo_values = candidate.partner_id._anfrage_employ(self.partner_id, candidate._shares_address())

    def _link_staff(self, to):
        """A person named a contact of the company, which is known: put the contact below it."""
        names = ", ".join(self._waiting_staff().partner_id.mapped("display_name"))
        self._put_staff_below()
        told = self.env._("Contact: %s", self.partner_id.display_name)
        return go("\n".join((told, self.env._("Contact person: %s", names))), to=to)

    @api.model
    def _unprepared(self):
        """Say so when contacts are not yet prepared for the check, e.g. after a large import."""
        Partner = self.env["res.partner"]
        if Partner._anfrage_all_keyed():
            return []
        done, total = Partner._anfrage_key_progress_in(int(time.time() // 60))
        if done >= total:
            return []
        return [
            self.env._(
                "%(open)s of %(total)s contacts were not yet prepared for the check.", open=total - done, total=total
            )
        ]
