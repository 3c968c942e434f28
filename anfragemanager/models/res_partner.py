from dataclasses import dataclass

from odoo import api, fields, models, tools
from odoo.tools import SQL, split_every

from .. import matching
from ..contact.names import read_name
from ..contact.phones import is_mobile
from ..contact.residence import presumed_country

# Raise it when `matching` builds other keys: every contact is then keyed anew in the background.
KEY_VERSION = 16
KEYED_FIELDS = {
    "name", "first_name", "last_name", "academic_title", "anfrage_salutation", "is_company", "company_name",
    "parent_id", "email", "phone", "mobile", "street", "street2", "zip", "city", "country_id", "company_id",
    "vat",
}  # fmt: skip
BATCH = 500
# Contacts created at once beyond this number are prepared in the background, so that imports stay fast.
AT_ONCE = 200
MAX_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A contact that may be the prospect: score in percent, the rest as `matching.compare` says."""

    partner: models.BaseModel
    score: float
    verdict: str
    rests_on: str
    evidence: list
    explanation: str


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_normalized = fields.Char(index="btree_not_null")
    anfrage_source_id = fields.Many2one(
        "utm.source",
        string="Origin",
        index="btree_not_null",
        ondelete="set null",
        prefetch=False,  # `odoo module upgrade` reads contacts before a new column is there
        help="The portal whose inquiry this contact was created from.",
    )
    anfrage_household_ids = fields.Many2many(
        "res.partner",
        "anfragemanager_household_rel",
        "partner_id",
        "other_id",
        string="Same Household",
        help="Contacts that live with this one. They are never taken for the same person.",
    )
    anfrage_key_version = fields.Integer(readonly=True, copy=False)
    # Without the groups nobody else could read whole contacts any more.
    anfrage_inquiry_ids = fields.One2many(
        "anfragemanager.inquiry", "partner_id", string="Inquiries", groups="anfragemanager.group_user"
    )
    anfrage_inquiry_count = fields.Integer(
        string="Number of Inquiries", compute="_compute_anfrage_inquiry_count", groups="anfragemanager.group_user"
    )
    anfrage_consent_ids = fields.One2many(
        "anfragemanager.consent", "partner_id", string="Consents", groups="anfragemanager.group_user"
    )

    _anfrage_unkeyed = models.Index(f"(id) WHERE anfrage_key_version IS NULL OR anfrage_key_version <> {KEY_VERSION}")

    def init(self):
        """Prepare the contacts anew at once after an upgrade that reads them otherwise, not with the next daily run."""
        if job := self.env.ref("anfragemanager.cron_keys", raise_if_not_found=False):
            job._trigger()
        return super().init()

    def _compute_anfrage_inquiry_count(self):
        counts = dict(
            self.env["anfragemanager.inquiry"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.anfrage_inquiry_count = counts.get(partner._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        at_once = len(vals_list) <= AT_ONCE
        for vals in vals_list if at_once else ():
            vals["anfrage_key_version"] = KEY_VERSION
        partners = super().create(vals_list)
        if not at_once:
            self._anfrage_prepare_later(len(partners))
        else:
            partners._anfrage_update_keys(new=True)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not KEYED_FIELDS.isdisjoint(vals) or not set(self._anfrage_part_fields()).isdisjoint(vals):
            changed = self | self._anfrage_contacts_below(vals)
            if len(changed) > AT_ONCE:
                changed.sudo().write({"anfrage_key_version": 0})
                self._anfrage_prepare_later(len(changed))
            else:
                changed._anfrage_update_keys()
        return result

    def action_view_anfrage_inquiries(self):
        """Open the inquiries of the contact."""
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry")
        action["domain"] = [("partner_id", "in", self.ids)]
        return action

    # ------------------------------------------------------------------ an inquiry's data as a contact

    @api.model
    def _anfrage_values(self, inquiry):
        """Return the values of a contact for what an inquiry says of its prospect."""
        country = inquiry.country_id
        person = inquiry._person_name()
        if inquiry._is_company():
            person = inquiry.company_name
        return {
            "name": person or (inquiry.email if not inquiry.email_is_alias else "") or "",
            "is_company": inquiry._is_company(),
            "company_name": inquiry.company_name if inquiry.last_name else False,
            **self._anfrage_name_values(inquiry.salutation, inquiry.title, inquiry.first_name, inquiry.last_name),
            "email": inquiry.email if not inquiry.email_is_alias else False,
            "phone": self._anfrage_phone(inquiry.phone, country),
            "mobile": self._anfrage_phone(inquiry.mobile, country),
            "street": inquiry.street,
            "zip": inquiry.zip,
            "city": inquiry.city,
            "country_id": (country or self._anfrage_presumed_country(inquiry)).id,
            "lang": inquiry.lang,
        }

    def _anfrage_writable(self, values):
        """Return values without the address where the contact's is its company's, a mobile where there is room for it.

        Odoo keeps the two the same: a prospect's own street, written here, would become the firm's and his colleagues'.
        """
        self.ensure_one()
        stated = values.get("phone")
        if stated and self.phone and not (values.get("mobile") or self.mobile) and is_mobile(stated):
            # beside the landline that is known, not in its place
            values = {**values, "phone": False, "mobile": stated}
        if not (self.parent_id and self.type == "contact"):
            return values
        return {name: value for name, value in values.items() if name not in self._address_fields()}

    @api.model
    def _anfrage_presumed_country(self, inquiry):
        """Return the country of a prospect who names none: the company's, where nothing speaks for another."""
        home = inquiry.company_id.country_id.code or ""
        numbers = filter(None, (inquiry.phone, inquiry.mobile))
        code = presumed_country(home, inquiry.zip, numbers, inquiry.email)
        return self.env["res.country"].search([("code", "=", code)], limit=1) if code else self.env["res.country"]

    @api.model
    def _anfrage_phone(self, number, country):
        """Return a number in international notation, or as written when it cannot be understood."""
        if not number:
            return False
        return (
            self._phone_format(
                number=number, country=country or self.env.company.country_id, force_format="INTERNATIONAL"
            )
            or number
        )

    # ------------------------------------------------------------------ match keys

    def _anfrage_persons(self):
        """Return these contacts as `matching` sees them, in their order."""
        if not self:
            return []
        return self._anfrage_read_persons(SQL("unnest(%s) WITH ORDINALITY AS chosen (id, place)", self.ids))

    @api.model
    def _anfrage_read_persons(self, chosen):
        """Return contacts as `matching` sees them.

        Reads just the columns it needs: the ORM would fetch some eighty for each of up to two hundred candidates.

        :param SQL chosen: what stands behind FROM: the contacts' `id`, and their `place` in the list, named `chosen`
        """
        self.flush_model([*KEYED_FIELDS - {"street2"}])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id, %s, %s, %s, %s, partner.name, partner.company_name, parent.name,
                       partner.is_company, partner.email, partner.phone, partner.mobile, partner.street, partner.zip,
                       partner.city, country.code, CASE WHEN partner.is_company THEN partner.vat END
                  FROM %s
                  JOIN res_partner AS partner ON partner.id = chosen.id
                  LEFT JOIN res_partner AS parent ON parent.id = partner.parent_id
                  LEFT JOIN res_country AS country ON country.id = partner.country_id
                 ORDER BY chosen.place
                """,
                *self._anfrage_name_columns(),
                chosen,
            )
        )
        home = self.env.company.country_id.code or "DE"
        return [_person(*row, default_country=home) for row in rows]

    @api.model
    def _anfrage_person_of(self, inquiry):
        """Return the prospect of an inquiry as `matching` sees it."""
        return matching.Person(
            salutation=inquiry.salutation or "",
            title=inquiry.title or "",
            first_name=inquiry.first_name or "",
            last_name=inquiry.last_name or "",
            company=inquiry.company_name or "",
            emails=(inquiry.email_normalized,) if inquiry.email_normalized and not inquiry.email_is_alias else (),
            phones=tuple(filter(None, (inquiry.phone, inquiry.mobile))),
            street=inquiry.street or "",
            zip=inquiry.zip or "",
            city=inquiry.city or "",
            country=self.env["anfragemanager.worker"]._country_code(inquiry.country_id.id)
            or inquiry.company_id.country_id.code
            or "DE",
            is_company=inquiry._is_company(),
        )

    def _anfrage_update_keys(self, new=False):
        """Write the match keys of these contacts anew.

        :param bool new: they were created just now, of today's version, and have none
        """
        for partners in split_every(BATCH, self.ids, self.sudo().browse):
            rows = [
                (person.id, key)
                for person in partners._anfrage_persons()
                for key in set(matching.blocking_keys(matching.prepare(person)))
            ]
            if not new:
                self.env.cr.execute(
                    SQL("DELETE FROM anfragemanager_match_key WHERE partner_id IN %s", tuple(partners.ids))
                )
            if rows:
                self.env.cr.execute(
                    SQL(
                        "INSERT INTO anfragemanager_match_key (partner_id, key, company_id) "
                        "SELECT row.partner_id, row.key, partner.company_id FROM (VALUES %s) AS row (partner_id, key) "
                        "JOIN res_partner AS partner ON partner.id = row.partner_id",
                        SQL(", ").join(SQL("(%s, %s)", partner_id, key) for partner_id, key in rows),
                    )
                )
            if not new:
                self.env.cr.execute(
                    SQL(
                        "UPDATE res_partner SET anfrage_key_version = %s WHERE id IN %s",
                        KEY_VERSION,
                        tuple(partners.ids),
                    )
                )
            self.env["anfragemanager.match.key"].invalidate_model()
            partners.invalidate_recordset(["anfrage_key_version"], flush=False)

    @api.model
    def _anfrage_prepare_later(self, count):
        """Prepare many contacts for the duplicate check in the background, and say so to whoever imported them."""
        self.env["anfragemanager.worker"]._call_job("anfragemanager.cron_keys")
        if not self.env.su:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "message": self.env._(
                        "%s contacts are being prepared for the duplicate check in the background. "
                        "The settings of the Inquiry Manager show how far it is.",
                        count,
                    ),
                },
            )

    @api.model
    def _anfrage_all_keyed(self):
        """Return whether every contact is prepared for the duplicate check."""
        [(unkeyed,)] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM res_partner"
                " WHERE anfrage_key_version IS NULL OR anfrage_key_version <> %s)",
                KEY_VERSION,
            )
        )
        return not unkeyed

    @api.model
    @tools.ormcache("minute", cache="default")
    def _anfrage_key_progress_in(self, minute):
        """Return what `_anfrage_key_progress` does, counted once a minute: that reads the whole address book."""
        return self._anfrage_key_progress()

    @api.model
    def _anfrage_key_progress(self):
        """Return ``(prepared, all)`` contacts."""
        [(left,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM (SELECT 1 FROM res_partner WHERE anfrage_key_version IS NULL "
                "OR anfrage_key_version <> %s LIMIT 1000000) AS unkeyed",
                KEY_VERSION,
            )
        )
        if not left:
            return 0, 0
        [(total,)] = self.env.execute_query(SQL("SELECT count(*) FROM res_partner"))
        return total - left, total

    def _anfrage_relate(self, others):
        """Note that these contacts live together, on both sides."""
        for partner in self:
            partner.anfrage_household_ids = [fields.Command.link(other.id) for other in others]
        for other in others:
            other.anfrage_household_ids = [fields.Command.link(partner.id) for partner in self]

    def _anfrage_comparison_values(self):
        """Return the contact as the comparison of candidates shows it; see `anfragemanager.inquiry`."""
        self.ensure_one()
        return {
            "name": "" if self.is_company else " ".join(filter(None, (self.academic_title, self.name))),
            "company": self.name if self.is_company else self.company_name or self.parent_id.name or "",
            "email": self.email or "",
            "phones": ", ".join(filter(None, (self.phone, self.mobile))),
            "street": self.street or "",
            "city": " ".join(filter(None, (self.zip, self.city))),
        }

    def _anfrage_contacts_below(self, vals):
        """Return the contacts whose keys depend on these: persons carry the name of their company."""
        return self.with_context(active_test=False).child_ids if "name" in vals else self.browse()

    @api.model
    def _cron_anfrage_keys(self):
        """Key the contacts that have no keys of today's kind yet, in batches, and say how far it is."""
        Partner = self.with_context(active_test=False)
        done, total = self._anfrage_key_progress()
        remaining = total - done
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=remaining)
        while remaining:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE anfrage_key_version IS NULL OR anfrage_key_version <> %s "
                    "ORDER BY id LIMIT %s",
                    KEY_VERSION,
                    BATCH,
                )
            )
            partners = Partner.browse(row[0] for row in rows)
            if not partners:
                break
            partners._anfrage_update_keys()
            remaining = max(remaining - len(partners), 0)
            self.env.invalidate_all()
            if not progress._commit_progress(len(partners)):
                break

    # ------------------------------------------------------------------ duplicate check

    @api.model
    def _anfrage_find_duplicates(self, inquiry):
        """Return the contacts that may be the prospect, best first, at most five: ``[Match]``.

        Candidates come from the index of match keys only, so the cost hardly depends on the size of the address book.
        """
        model = inquiry.mailbox_id._matching_model()
        prospect = matching.prepare(self._anfrage_person_of(inquiry))
        candidates = self._anfrage_candidates(matching.blocking_keys(prospect), inquiry.company_id)
        contacts = [matching.prepare(person) for person in candidates]
        theirs = {key for contact in contacts for key in matching.contact_keys(contact)}
        carriers = self._anfrage_carriers([key for key in matching.contact_keys(prospect) if key in theirs])
        found = matching.match_candidates(prospect, contacts, model, carriers)
        lang = "de" if (self.env.lang or "").startswith("de") else "en"
        return [
            Match(
                self.with_context(active_test=False).browse(contact.person.id),
                round(comparison.score * 100, 1),
                comparison.verdict,
                comparison.rests_on,
                shown_evidence(comparison),
                matching.explain(comparison, lang),
            )
            for contact, comparison in found[:MAX_CANDIDATES]
        ]

    @api.model
    def _anfrage_candidates(self, keys, company):
        """Return the contacts, archived ones included, that share a key and are the company's or everybody's.

        As `matching` sees them, those that share most keys first, as `matching.Book` does: one query, for it is asked
        for every inquiry.
        """
        if not keys:
            return []
        return self._anfrage_read_persons(
            SQL(
                """
                (
                WITH hit AS (
                     SELECT candidate.partner_id, candidate.company_id, wanted.weight,
                            count(*) OVER (PARTITION BY wanted.key) AS carriers
                       FROM unnest(%(keys)s, %(weights)s) AS wanted (key, weight)
                      CROSS JOIN LATERAL (
                            SELECT partner_id, company_id FROM anfragemanager_match_key
                             WHERE key = wanted.key LIMIT %(probe)s
                            ) AS candidate
                     )
                SELECT partner_id AS id, row_number() OVER (ORDER BY sum(weight) DESC, partner_id DESC) AS place
                  FROM hit
                 WHERE carriers < %(probe)s AND (company_id IS NULL OR company_id = %(company)s)
                 GROUP BY partner_id
                 ORDER BY place
                 LIMIT %(limit)s
                ) AS chosen
                """,
                keys=list(keys),
                weights=[matching.OWN_KEY_WEIGHT if matching.is_own_key(key) else 1 for key in keys],
                probe=matching.KEY_LIMIT + 1,
                limit=matching.CANDIDATE_LIMIT,
                company=company.id,
            )
        )

    @api.model
    def _anfrage_carriers(self, keys):
        """Return ``{key: names}``: under how many names a number or an address of the prospect is found.

        A switchboard or a placeholder is shared by many; looks at no more than are needed to tell.
        """
        if not keys:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wanted.key, count(DISTINCT lower(coalesce(nullif(partner.last_name, ''), partner.name)))
                  FROM unnest(%(keys)s) AS wanted (key)
                 CROSS JOIN LATERAL (
                       SELECT partner_id FROM anfragemanager_match_key WHERE key = wanted.key LIMIT %(seen)s
                       ) AS carrier
                  JOIN res_partner AS partner ON partner.id = carrier.partner_id
                 GROUP BY wanted.key
                """,
                keys=list(keys),
                seen=matching.CARRIERS_SEEN,
            )
        )
        return dict(rows)

    def _anfrage_compare(self, inquiry):
        """Compare these contacts with the prospect as both are now: ``{id: comparison of matching}``."""
        model = inquiry.mailbox_id._matching_model()
        prospect = matching.prepare(self._anfrage_person_of(inquiry))
        crowded = matching.crowded_keys(self._anfrage_carriers(matching.contact_keys(prospect)))
        return {
            person.id: matching.compare(prospect, matching.prepare(person), model, crowded)
            for person in self._anfrage_persons()
        }

    def _anfrage_stands_for_several(self):
        """Return whether this is a couple's, a family's or a company's row: nobody's name alone is its name."""
        self.ensure_one()
        if self.is_company:
            return True
        [contact] = map(matching.prepare, self._anfrage_persons())
        return contact.family or len(contact.people) > 1

    def _anfrage_rank(self, inquiry):
        """Return these contacts, the one most like the prospect first."""
        prospect = matching.prepare(self._anfrage_person_of(inquiry))
        scores = {
            person.id: matching.compare(prospect, matching.prepare(person)).score for person in self._anfrage_persons()
        }
        return self.sorted(lambda partner: scores.get(partner.id, 0), reverse=True)


def shown_evidence(comparison):
    """Return the evidence of a comparison as candidates keep it."""
    return [
        {"field": item.field, "level": item.level, "left": item.left, "right": item.right}
        for item in comparison.evidence
    ]


def _person(id_, salutation, title, first, last, name, company, parent, is_company, email, phone, mobile, street,
            zip_code, city, country, vat, default_country):  # fmt: skip
    """Build a `matching.Person` from the columns of a contact; a contact with one name only is taken apart."""
    company = company or (name if is_company else parent)
    if not is_company and not last:
        read = read_name(name)
        salutation, title, company = salutation or read.salutation, title or read.title, company or read.company
        first, last = read.first_name, matching.full_last_name(read)
    return matching.Person(
        id=id_,
        salutation=salutation or "",
        title=title or "",
        first_name="" if is_company else first or "",
        last_name="" if is_company else last or "",
        company=company or "",
        emails=tuple(filter(None, (email,))),
        phones=tuple(filter(None, (phone, mobile))),
        street=street or "",
        zip=zip_code or "",
        city=city or "",
        country=country or default_country,
        is_company=bool(is_company),
        # Odoo copies a company's number to its people, where it would make them all one.
        tax_id=vat or "",
    )
