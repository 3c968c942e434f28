"""Inquiries found by what a clerk types: names in any spelling, phones in any writing, numbers, words of a message."""

import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, create_index

from ..contact.text import collapse, fold

# Of a message; what is longer is no prospect's and would only fill the index.
MAX_MESSAGE = 5_000
# Fewer digits are a house number or a price.
PHONE_DIGITS = 5


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    search_text = fields.Char(
        compute="_compute_search_text", search="_search_search_text", string="Name, Phone, Property or Message"
    )
    # Everything of the inquiry that is searched, folded, in one column: one index answers for all of it. What changes
    # with every step, or for hundreds of inquiries at once as a property's title does, is not in it.
    search_words = fields.Text(
        compute="_compute_search_words",
        store=True,
        prefetch=False,
        groups="base.group_system",
        export_string_translation=False,
    )

    def init(self):
        done = super().init()
        if self.pool.has_trigram:
            create_index(
                self.env.cr,
                "anfragemanager_inquiry_search_words",
                self._table,
                ["search_words gin_trgm_ops"],
                method="gin",
            )
        return done

    @api.depends(
        "first_name", "last_name", "company_name", "email", "phone", "mobile", "city", "message", "property_refs",
        "external_id", "partner_id.name",
    )  # fmt: skip
    def _compute_search_words(self):
        for inquiry in self:
            texts = (
                inquiry.first_name, inquiry.last_name, inquiry.company_name, inquiry.partner_id.name, inquiry.email,
                inquiry.city, inquiry.external_id, *(inquiry.property_refs or []),
                (inquiry.message or "")[:MAX_MESSAGE],
            )  # fmt: skip
            phones = (_digits(number) for number in (inquiry.phone, inquiry.mobile))
            inquiry.search_words = " ".join(filter(None, (*map(_folded, texts), *phones))) or False

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        """Find inquiries in which every word occurs somewhere; a number is also looked for as a phone number."""
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        words = Domain.AND(self._word_domain(word) for word in value.split())
        digits = _digits(value)
        if len(digits) >= PHONE_DIGITS and not re.search(r"[^\W\d_]", value):
            # Without the leading zero or country code: the one may have been typed, the other stored.
            words |= self._words_contain(re.sub(r"^(00|0)?(49|43|41)?0?", "", digits) or digits)
        return words

    @api.model
    def _word_domain(self, word):
        folded = _folded(word)
        if not folded:
            return Domain.TRUE
        # Asked for first: only with the numbers themselves the database combines the indexes.
        properties = self.env["anfragemanager.property"].search(
            Domain.OR(Domain("display_name", "ilike", spelling) for spelling in _spellings(word)), order="id"
        )
        return self._words_contain(folded) | Domain("property_id", "in", properties.ids)

    @api.model
    def _words_contain(self, text):
        field = self._fields["search_words"]
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s LIKE %s", SQL.identifier(alias, field.name, to_flush=field), f"%{text}%"
            )
        )


def _folded(text):
    """Return a text as it is compared. Letters, digits and blanks only, so that it means itself in a LIKE."""
    # Past the cache of `fold`, which is for names.
    return collapse.__wrapped__(fold.__wrapped__(text)) if text else ""


def _digits(text):
    return re.sub(r"[^0-9]", "", text or "")


def _spellings(word):
    """Return a word as typed and with its umlauts written the other way: “Mueller” finds “Müllerstraße”."""
    unfolded = word
    for short, long in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        unfolded = unfolded.replace(short, long).replace(short.upper(), long.capitalize())
    umlauted = word
    for short, long in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        umlauted = re.sub(long, short, umlauted, flags=re.IGNORECASE)
    return list(dict.fromkeys((word, unfolded, umlauted)))
