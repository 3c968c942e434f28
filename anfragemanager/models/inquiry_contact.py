"""The contact of an inquiry: linked with one that is known, filled up, or created."""

import time

from odoo import api, fields, models
from odoo.fields import Command

from .steps import go


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _link_to(self, candidate, seen, enrich):
        self.partner_id = candidate.partner_id
        candidate.write({"decision": "same", "decided_at": fields.Datetime.now()})
        if enrich:
            self._enrich(candidate.partner_id)
        return go(seen)

    def _enrich(self, partner):
        """Fill what the contact lacks with what the prospect stated; nothing is overwritten."""
        stated = partner._anfrage_writable(partner._anfrage_values(self))
        values = {name: value for name, value in stated.items() if value and not partner[name]}
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
        if employer := decided.get("employee", self.duplicate_ids.browse())[:1]:
            partner._anfrage_employ(employer.partner_id, employer._shares_address())
        self._hand_consents_to(partner)
        partner._message_log(
            body=self.env._("Created from inquiry no. %s.", self.id),
            author_id=mailbox._system_partner_id(),
            email_from=self.env["ir.mail_server"]._get_default_from_address() or mailbox.email or False,
        )
        partner._anfrage_note_similar(self.duplicate_ids)
        return go(self.env._("Created: %s", partner.display_name), to=to)

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
