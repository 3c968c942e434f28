"""For which company a contact works, and how it is put below it."""

from odoo import api, models
from odoo.tools import SQL

from .. import matching


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _anfrage_employer_named(self, inquiry):
        """Return the company that the prospect of an inquiry names, and those of which a person has to say it.

        :return: ``(company, companies)``, either may be empty; only what the mailbox's main user may see, never a
            company of this database
        """
        nobody = self.browse()
        prospect = matching.prepare(self._anfrage_person_of(inquiry))
        key = matching.company_key(prospect)
        if not key:
            return nobody, nobody
        self.flush_model(["is_company", "active", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id FROM res_partner AS partner
                 WHERE partner.id IN (SELECT partner_id FROM anfragemanager_match_key WHERE key = %s)
                   AND partner.is_company AND partner.active
                   AND (partner.company_id = %s OR partner.company_id IS NULL)
                   AND NOT EXISTS (SELECT FROM res_company WHERE res_company.partner_id = partner.id)
                 ORDER BY partner.id LIMIT %s
                """,
                key,
                inquiry.company_id.id,
                matching.KEY_LIMIT,
            )
        )
        companies = self.browse(id_ for (id_,) in rows)
        in_charge = companies.with_user(inquiry.mailbox_id._in_charge()).with_context(allowed_company_ids=None)
        companies = companies & in_charge._filtered_access("read").with_env(self.env)
        found, in_question = matching.find_employer(prospect, map(matching.prepare, companies._anfrage_persons()))
        one = self.browse(found.person.id) if found else nobody
        return one, self.browse(contact.person.id for contact in in_question)

    def _anfrage_employ(self, company, shares_address):
        """Put this contact below the company it works for.

        Odoo keeps the address of a company and of its contacts the same. Who has another one keeps it as what Odoo
        calls another address: it neither becomes the company's nor is lost.

        :param bool shares_address: the contact's address is the company's, however it was written
        :return: what the contact held before of what the company decides from now on, as values to write
        """
        self.ensure_one()
        if self.is_company or self.parent_id or self == company:
            return {}
        own = not shares_address and any(self[name] for name in ("street", "zip", "city"))
        # What stays one's own may change meanwhile, and is not given back.
        address = [] if own else self._address_fields()
        kept = ["parent_id", "type", "company_name", *address, *self.sudo()._commercial_fields()]
        before = self.sudo()._convert_fields_to_values(list(dict.fromkeys(kept)))
        self.write({"parent_id": company.id, "type": "other" if own else "contact"})
        return before

    def _anfrage_is_employee_elsewhere(self):
        """Return whether this is one of a company's people who has another address, see `_anfrage_employ`.

        Nobody's name is in Odoo's other addresses: they are a branch, an entrance, a store.
        """
        self.ensure_one()
        first, last = self._anfrage_part_fields()
        named = self[last] and (self[first] or self.anfrage_salutation)
        return bool(self.type == "other" and self.parent_id.is_company and not self.is_company and named)

    def _avatar_get_placeholder_path(self):
        if self._anfrage_is_employee_elsewhere():
            return "base/static/img/avatar_grey.png"
        return super()._avatar_get_placeholder_path()
