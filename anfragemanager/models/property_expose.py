"""What an exposé says of a property, in the language of whoever reads it."""

import re

from odoo import models
from odoo.tools.misc import formatLang

from .property_features import condition, features
from .property_words import in_words

_NBSP = "\N{NO-BREAK SPACE}"
# An exposé with more is no exposé; who delivers hundreds fills disks and telephones.
MOST_PICTURES = 60


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    def _expose_address(self):
        """The address a prospect may read, one line; street and house number only if they are released."""
        self.ensure_one()
        if self.show_address:
            return self.address_line
        return " ".join(filter(None, [self.zip, self.city]))

    def _expose_images(self):
        """Images of the exposé in their order, the main one first.

        :return: list of ``(record, caption)``; the record has the fields of ``image.mixin``
        """
        self.ensure_one()
        sized = self.with_context(bin_size=True)  # whether there is a picture, without reading any
        images = [(self, self._expose_text("name"))] if sized.image_1920 else []
        further = sized.image_ids.sorted().filtered("image_1920").with_env(self.env)
        return images + [(image, in_words(self.env, image.name)) for image in further[: MOST_PICTURES - len(images)]]

    def _expose_documents(self):
        """Attachments a prospect may download: exactly the exposé documents that are uploaded files."""
        self.ensure_one()
        return self.document_ids.filtered(lambda attachment: attachment.type == "binary").sorted("id")

    def _expose_price(self):
        """``(label, formatted amount)`` of the price that matters; the amount is a phrase where none is given."""
        self.ensure_one()
        amount = "" if self.price_on_request else self._format_money(self.price)
        return self.price_label, amount or self.env._("on request")

    def _expose_key_figures(self):
        """The three or four figures people compare first.

        :return: list of ``(label, value)``, both strings in the language of the context, only known values
        """
        self.ensure_one()
        rows = [
            (self.env._("Living area"), self._format_area(self.living_area)),
            (self.env._("Rooms"), self._format_number(self.rooms)),
            (self.env._("Plot area"), self._format_area(self.plot_area)),
            (self.env._("Usable area"), self._format_area(self.usable_area)),
            (self.env._("Year of construction"), str(self.year_built or "")),
        ]
        return [row for row in rows if row[1]][:4]

    def _expose_details(self):
        """All facts of the exposé.

        :return: list of ``(label, value)``, both strings in the language of the context, only known values
        """
        self.ensure_one()
        return [row for row in self._expose_detail_rows() if row[1]]

    def _expose_detail_rows(self):
        renting = self.marketing_type in ("rent", "lease")
        return [
            (self.env._("Property number"), self.reference),
            (self.env._("Type"), self._expose_kind()),
            (self.env._("Offer"), self._selection_label("marketing_type")),
            (self.env._("Living area"), self._format_area(self.living_area)),
            (self.env._("Usable area"), self._format_area(self.usable_area)),
            (self.env._("Office, shop or storage area"), self._format_area(self.commercial_area)),
            (self.env._("Total area"), self._format_area(self.total_area)),
            (self.env._("Plot area"), self._format_area(self.plot_area)),
            (self.env._("Rooms"), self._format_number(self.rooms)),
            (self.env._("Bedrooms"), str(self.bedrooms or "")),
            (self.env._("Bathrooms"), str(self.bathrooms or "")),
            (self.env._("Floor"), in_words(self.env, self.floor)),
            (self.env._("Number of floors"), str(self.floors or "")),
            (self.env._("Parking spaces"), str(self.parking_spaces or "")),
            (self.env._("Year of construction"), str(self.year_built or "")),
            (self.env._("Condition"), self._expose_words(condition(self.source_extra))),
            (self.env._("Features"), self._expose_words(features(self.source_extra))),
            (self.env._("Available from"), in_words(self.env, self.available_from)),
            (self.price_label, "" if self.price_on_request else self._format_money(self.price)),
            (self.env._("Gross rent"), self._format_money(self.warm_rent) if renting and self.cold_rent else ""),
            (
                self.env._("Ancillary costs") if renting else self.env._("Monthly service charge"),
                self._format_money(self.additional_costs),
            ),
            (self.env._("Heating costs"), self._format_money(self.heating_costs) if renting else ""),
            (
                self.env._("Annual ground rent"),
                self._format_money(self.ground_rent) if self.marketing_type == "leasehold" else "",
            ),
            (
                self.env._("Deposit"),
                (self._format_money(self.deposit) or in_words(self.env, self.deposit_text)) if renting else "",
            ),
            (self.env._("Commission"), self._expose_commission()),
        ]

    def _expose_commission(self):
        return self.commission

    def _expose_kind(self):
        """The kind of property, as fine as it is known."""
        kind = in_words(self.env, self.property_subtype, code=True)
        return kind or self._selection_label("property_type")

    def _expose_words(self, words):
        return ", ".join(dict.fromkeys(in_words(self.env, word, code=True) for word in words))

    def _expose_texts(self):
        """Sections of prose: list of ``(heading, plain text)``, only those that are filled."""
        self.ensure_one()
        rows = [
            (self.env._("Description"), "description"),
            (self.env._("Fittings"), "equipment_description"),
            (self.env._("Surroundings"), "location_description"),
            (self.env._("Other information"), "other_information"),
        ]
        return [(heading, text) for heading, name in rows if (text := self._expose_text(name))]

    def _expose_text(self, name):
        """One of the texts in the language of the context where the source delivers it, else in the agency's.

        A text somebody changed here and locked is newer than the source's translation of the old one.

        :param str name: field
        """
        self.ensure_one()
        language = (self.env.context.get("lang") or "").partition("_")[0]
        translated = ((self.translations or {}).get(language) or {}).get(name)
        if translated and name not in self.sudo().lock_ids.mapped("field_name"):
            return translated
        return self[name]

    def _expose_filename(self):
        """File name of the PDF, e.g. ``Exposé MA-1024.pdf``, without characters that file systems refuse."""
        self.ensure_one()
        return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", self.env._("Exposé %s", self.reference)) + ".pdf"

    def _selection_label(self, field_name):
        return dict(self._fields[field_name]._description_selection(self.env)).get(self[field_name], "")

    def _format_number(self, value):
        if not value:
            return ""
        digits = next((digits for digits in (0, 1) if round(value, digits) == round(value, 2)), 2)
        return formatLang(self.env, value, digits=digits)

    def _format_area(self, value):
        return f"{self._format_number(value)}{_NBSP}m²" if value else ""

    def _format_energy(self, value):
        return f"{self._format_number(value)}{_NBSP}kWh/(m²·a)" if value else ""

    def _format_money(self, value):
        if not value:
            return ""
        whole = value == round(value)
        amount = formatLang(self.env, value, digits=0 if whole else self.currency_id.decimal_places)
        symbol = self.currency_id.symbol or self.currency_id.name
        return f"{amount}{_NBSP}{symbol}" if self.currency_id.position == "after" else f"{symbol}{_NBSP}{amount}"
