"""What everything else needs of a property: the one seam between the flow and whatever holds the properties.

Flow, pages, mails, dialogs and views ask these methods and read `name`, `reference` and `display_name`; they know no
other field. A source of another kind implements them.
"""

import base64

from odoo import api, models
from odoo.tools import SQL

from ..matching.properties import Place, suggest
from .failure import Incomplete
from .property import MARKETED, normalize_reference


class AnfragemanagerPropertyInterface(models.AbstractModel):
    _name = "anfragemanager.property.interface"
    _description = "Property as the Flow Sees It"

    @api.model
    def _find_by_references(self, references, portal, company):
        """Return the properties that the most trustworthy reference names; several when it is ambiguous.

        :param references: numbers of the mail, the most trustworthy first: the agency's or the portal's
        :param portal: whose numbers go before those of other portals
        :param company: whose properties go before those of others
        """
        raise NotImplementedError

    @api.model
    def _known_references(self, keys, company):
        """Return which of many numbers name a property: ``{key: what identifies the property}``, in one look-up.

        :param keys: numbers in capitals without separators (`parsing.references.key`)
        :param company: whose properties count
        """
        raise NotImplementedError

    @api.model
    def _suggest_by_text(self, text, company):
        """Return the properties a text may mean by title or address, the likeliest first, for a person to choose."""
        raise NotImplementedError

    def _learn_number(self, portal, references):
        """Remember under which of a mail's references a portal knows this property.

        :return: the listing made for it, empty where there was nothing to learn
        """
        raise NotImplementedError

    def _visible_to(self, user):
        """Return those that a user may see, by Odoo's own rights and companies."""
        visible = self.with_user(user).with_context(allowed_company_ids=None)._filtered_access("read")
        return self & visible.with_env(self.env)

    def _named_for(self, company):
        """Return what a note calls it that everybody of a company reads: the main user may see properties of others."""
        self.ensure_one()
        theirs = self._company() and self._company() != company
        return self.env._("a property of another company") if theirs else self.display_name

    def _is_marketed(self):
        """Return whether inquiries for it are answered."""
        raise NotImplementedError

    def _off_market(self):
        """Return why inquiries for it are not answered: preparation, reserved or closed; empty where they are."""
        raise NotImplementedError

    def _market_label(self):
        """Return where its marketing stands, for a clerk."""
        raise NotImplementedError

    def _agent(self):
        """Return the user who signs its exposé; may be empty."""
        raise NotImplementedError

    def _company(self):
        """Return the company that offers it."""
        raise NotImplementedError

    def _expected_revenue(self, what="price"):
        """Return the amount for an opportunity; 0 where there is none or nobody is to know it.

        :param str what: "commission", "price" or "none"
        """
        raise NotImplementedError

    def _card(self):
        """Return what a view shows at a glance: ``{"id", "name", "reference", "address", "price", "market",
        "has_image"}``; `market` says where marketing stands unless it is active."""
        raise NotImplementedError

    def _expose_available(self):
        """Return whether prospects may still see the exposé."""
        raise NotImplementedError

    def _expose_files(self, pdf, documents, make=True):
        """Return the files of an exposé mail as ``[(name, base64)]``; the PDF only where it can be made.

        :param bool make: print it when it does not exist yet; not while a prospect waits
        """
        raise NotImplementedError


class AnfragemanagerProperty(models.Model):
    _name = "anfragemanager.property"
    _inherit = ["anfragemanager.property", "anfragemanager.property.interface"]

    @api.model
    def _find_by_references(self, references, portal, company):
        Property = self.with_context(active_test=False)
        Listing = self.env["anfragemanager.listing"].with_context(active_test=False)
        for key in filter(None, map(normalize_reference, references or [])):
            found = Property._of_number(key)
            if not found:
                listings = Listing.search([("external_id_normalized", "=", key)])
                at_portal = listings.filtered(lambda listing: listing.portal_id == portal)
                found = (at_portal or listings).property_id
            found = found.filtered(lambda prop: prop.company_id == company) or found
            found = found.filtered("active") or found
            if found:
                return found.with_env(self.env)
        return self.browse()

    @api.model
    def _of_number(self, number):
        """Return the properties of a normalised number, without reading again the ones that are kept in memory."""
        self.flush_model(["reference_normalized", "marketing_state_sequence"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, xmin::text, ctid::text FROM anfragemanager_property WHERE reference_normalized = %s"
                " ORDER BY marketing_state_sequence, id DESC",
                number,
            )
        )
        self.env["anfragemanager.settled"]._recall_properties({id_: tuple(version) for id_, *version in rows})
        return self.browse(row[0] for row in rows)

    @api.model
    def _known_references(self, keys, company):
        by_number = {}
        for key in keys:
            by_number.setdefault(normalize_reference(key), []).append(key)
        Listing, Property = self.env["anfragemanager.listing"], self.env["anfragemanager.property"]
        Listing.flush_model(["external_id_normalized", "company_id", "property_id", "active"])
        Property.flush_model(["reference_normalized", "company_id", "active"])
        # A property's own number comes before a portal's.
        rows = self.env.execute_query(
            SQL(
                """
                (SELECT 0, external_id_normalized, property_id FROM anfragemanager_listing
                  WHERE external_id_normalized = ANY(%(numbers)s) AND active
                    AND (company_id = %(company)s OR company_id IS NULL) LIMIT 1000)
                 UNION ALL
                (SELECT 1, reference_normalized, id FROM anfragemanager_property
                  WHERE reference_normalized = ANY(%(numbers)s) AND active
                    AND (company_id = %(company)s OR company_id IS NULL) LIMIT 1000)
                 ORDER BY 1, 3
                """,
                numbers=list(by_number),
                company=company.id,
            )
        )
        known = {}
        for _order, number, property_id in rows:
            known.update(dict.fromkeys(by_number[number], property_id))
        return known

    @api.model
    def _suggest_by_text(self, text, company):
        offered = self.search([("company_id", "=", company.id), ("marketing_state", "!=", "closed")], limit=5000)
        places = [
            Place(prop.id, prop.name or "", prop.street or "", prop.zip or "", prop.city or "") for prop in offered
        ]
        return self.browse(id_ for id_, _score in suggest(text, places))

    def _learn_number(self, portal, references):
        Listing = self.env["anfragemanager.listing"].with_context(active_test=False)
        references = [ref for ref in references or [] if normalize_reference(ref)]
        if not references or not portal or portal.code == "website":
            return Listing
        # The last one is the portal's own; a long plain number is so in any case.
        number = next((ref for ref in references if ref.isdigit() and len(ref) >= 6), references[-1])
        key = normalize_reference(number)
        if key == self.reference_normalized:
            return Listing
        known = [
            ("portal_id", "=", portal.id),
            ("external_id_normalized", "=", key),
            ("company_id", "=", self.company_id.id),
        ]
        if Listing.search_count(known, limit=1):
            return Listing
        return Listing.create({"property_id": self.id, "portal_id": portal.id, "external_id": number})

    def _is_marketed(self):
        return self.active and self.marketing_state in MARKETED

    def _off_market(self):
        return "" if self._is_marketed() else self.marketing_state if self.active else "closed"

    def _market_label(self):
        if not self.active:
            return self.env._("archived")
        return dict(self._fields["marketing_state"]._description_selection(self.env)).get(self.marketing_state)

    def _agent(self):
        return self.user_id.filtered("active")

    def _company(self):
        return self.company_id

    def _expected_revenue(self, what="price"):
        if what == "commission":
            return self._expected_commission()
        sold = what == "price" and self.marketing_type == "buy" and not self.price_on_request
        return self.price if sold else 0

    def _expected_commission(self):
        """Return the commission of the buyer and, where both pay the same share, of the seller."""
        amount = self.commission_buyer_amount
        if not amount and self.commission_buyer_percent and not self.price_on_request:
            amount = self.price * self.commission_buyer_percent / 100
        return self.currency_id.round(2 * amount if self.commission_shared else amount)

    def _card(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "reference": self.reference,
            "address": ", ".join(filter(None, (self.street, " ".join(filter(None, (self.zip, self.city)))))),
            "price": self._card_price(),
            "market": "" if self._is_marketed() else self._market_label(),
            "has_image": bool(self.image_128),
        }

    def _card_price(self):
        if self.price_on_request:
            return self.env._("Price on request")
        return self._format_money(self.price) if self.price else ""

    def _expose_files(self, pdf, documents, make=True):
        files = []
        content = self._expose_pdf(make=make) if pdf else False
        if content:
            files.append((self.env._("Expose-%s.pdf", self.reference), base64.b64encode(content)))
        if documents:
            for document in self.document_ids:
                content = document.datas
                if content or not document.file_size:
                    files.append((document.name, content))
                elif make:
                    # Odoo gives nothing for a file that is gone, and nothing is what the prospect would get.
                    raise Incomplete(self.env._("The file “%s” cannot be read on the server.", document.name))
        return files
