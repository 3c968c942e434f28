"""Whose inquiry is it, when its e-mail address is known: a person, not an invoice address, and never an employee."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

from .. import matching
from ..contact.emails import find_emails, is_shared, read_email

# Kinds of addresses that Odoo keeps as contacts of their own below the one they belong to.
ADDRESS_TYPES = ("invoice", "delivery", "other")
MAX_BEARERS = 50


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _anfrage_known_by_email(self, inquiry):
        """Return the contact an inquiry with a known e-mail address belongs to, or an empty recordset.

        A person comes before a company, a company before one of its addresses; of several persons (a family) the one
        most like the prospect. The box of an office (info@) belongs to the company unless the person's name agrees.
        """
        bearers = self.browse()
        for partner in self._anfrage_with_email(inquiry.email_normalized, inquiry.company_id):
            bearers |= partner._anfrage_belongs_to()
        bearers = bearers.filtered(lambda partner: partner.active and not partner._anfrage_is_ours())
        people = bearers.filtered(lambda partner: not partner.is_company)
        if len(people) > 1:
            people = people._anfrage_rank(inquiry)
        person = people[:1]
        office = person.parent_id.is_company and is_shared(inquiry.email_normalized)
        if office and not person._anfrage_bears_name_of(inquiry):
            return person.parent_id
        return person or bearers[:1]._anfrage_staff_named(inquiry) or bearers[:1]

    @api.model
    def _anfrage_with_email(self, email, company):
        """Return the active contacts that have an address, also as one of several in the field, newest first."""
        known = read_email(email or "")
        keyed = SQL()
        if known:
            keyed = SQL(
                "UNION (SELECT partner_id FROM anfragemanager_match_key WHERE key = %s"
                " ORDER BY partner_id DESC LIMIT %s)",
                matching.email_key(known),
                MAX_BEARERS,
            )
        # Not by a domain with an “or”, for which PostgreSQL reads the whole address book.
        self.flush_model(["email_normalized", "company_id", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE id IN (SELECT id FROM res_partner WHERE email_normalized = %s %s)
                   AND active AND (company_id = %s OR company_id IS NULL)
                 ORDER BY id DESC LIMIT %s
                """,
                email,
                keyed,
                company.id,
                MAX_BEARERS,
            )
        )
        found = self.browse(id_ for (id_,) in rows)
        # Another spelling may reach another mailbox: a link proves the address it was mailed to and nothing else.
        return found.filtered(lambda partner: email in map(str.lower, find_emails(partner.email)))

    def _anfrage_belongs_to(self):
        """Return the contact an invoice or delivery address belongs to; itself for every other."""
        self.ensure_one()
        partner = self
        while partner.type in ADDRESS_TYPES and partner.parent_id and not partner._anfrage_is_employee_elsewhere():
            partner = partner.parent_id
        return partner

    def _anfrage_is_ours(self):
        """Return whether this is an employee's contact or a company's of this database: nobody's prospect.

        A portal user is a customer, an internal one is not.
        """
        partner = self.sudo().with_context(active_test=False)
        if "employee_ids" in partner._fields and partner.employee_ids:
            return True
        firms = partner.env["res.company"]._search([("partner_id", "in", self.ids)])
        users = partner.env["res.users"]._search([("partner_id", "in", self.ids), ("share", "=", False)])
        [(ours,)] = self.env.execute_query(SQL("SELECT EXISTS %s OR EXISTS %s", firms.subselect(), users.subselect()))
        return ours

    def _anfrage_staff_named(self, inquiry):
        """Return whoever of a company's contacts bears the whole name of a prospect who writes from its address."""
        staff = self.child_ids.filtered(
            lambda child: (child.type == "contact" and not child.is_company) or child._anfrage_is_employee_elsewhere()
        )
        if not self.is_company or not inquiry.first_name or not inquiry.last_name or not staff:
            return self.browse()
        prospect = matching.prepare(self._anfrage_person_of(inquiry))
        named = [
            person.id for person in staff._anfrage_persons() if matching.same_name(prospect, matching.prepare(person))
        ]
        return self.browse(named) if len(named) == 1 else self.browse()

    def _anfrage_bears_name_of(self, inquiry):
        """Return whether the prospect's last name, as far as given, is this contact's."""
        self.ensure_one()
        if not inquiry.last_name:
            return True
        [person] = self._anfrage_persons()
        mine, theirs = matching.prepare(person), matching.prepare(self._anfrage_person_of(inquiry))
        parts = {part for name in mine.people for part in (*name.last_parts, *name.birth_parts)}
        return any(part in parts for name in theirs.people for part in (*name.last_parts, *name.birth_parts))

    def _anfrage_note_similar(self, candidates):
        """Note on a new contact which others the check took for possibly the same, and nobody decided on."""
        open_ones = candidates.filtered(lambda candidate: not candidate.decision and candidate.verdict != "related")
        for candidate in open_ones:
            # A link without the name: what is kept about one person must not tell of another, nor outlive them.
            link = Markup("<a href='#' data-oe-model='res.partner' data-oe-id='%s'>%s</a>") % (
                candidate.partner_id.id,
                self.env._("contact no. %s", candidate.partner_id.id),
            )
            self.message_post(body=self.env._("May be the same as %s.", link))
