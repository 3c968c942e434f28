"""What stands in the exposé of a property: address, pictures, facts, energy, texts, as they are to be read."""

import re

from odoo import models
from odoo.tools.misc import formatLang

_NBSP = "\N{NO-BREAK SPACE}"


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
        images = [(self, self.name)] if self.image_1920 else []
        return images + [(image, image.name) for image in self.image_ids.sorted() if image.image_1920]

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
            (self.env._("Type"), self._selection_label("property_type")),
            (self.env._("Offer"), self._selection_label("marketing_type")),
            (self.env._("Living area"), self._format_area(self.living_area)),
            (self.env._("Usable area"), self._format_area(self.usable_area)),
            (self.env._("Plot area"), self._format_area(self.plot_area)),
            (self.env._("Rooms"), self._format_number(self.rooms)),
            (self.env._("Bedrooms"), str(self.bedrooms or "")),
            (self.env._("Bathrooms"), str(self.bathrooms or "")),
            (self.env._("Floor"), self.floor),
            (self.env._("Number of floors"), str(self.floors or "")),
            (self.env._("Year of construction"), str(self.year_built or "")),
            (self.env._("Available from"), self.available_from),
            (self.price_label, "" if self.price_on_request else self._format_money(self.price)),
            (self.env._("Gross rent"), self._format_money(self.warm_rent) if renting and self.cold_rent else ""),
            (
                self.env._("Ancillary costs") if renting else self.env._("Monthly service charge"),
                self._format_money(self.additional_costs),
            ),
            (
                self.env._("Annual ground rent"),
                self._format_money(self.ground_rent) if self.marketing_type == "leasehold" else "",
            ),
            (self.env._("Deposit"), self._format_money(self.deposit) if renting else ""),
            (self.env._("Commission"), self.commission),
        ]

    def _expose_energy(self):
        """What GEG section 87 (1) demands of an advertisement, as far as it is known.

        :return: list of ``(label, value)``, both strings in the language of the context
        """
        self.ensure_one()
        certificate = self._selection_label("energy_certificate_type") or self.env._(
            "will be presented at the viewing at the latest"
        )
        label = (
            self.env._("Final energy consumption")
            if self.energy_certificate_type == "consumption"
            else self.env._("Final energy demand")
        )
        if self.energy_value_electricity:
            # Other buildings than homes state heat and electricity apart.
            label = self.env._("%s, heat", label)
        rows = [
            (self.env._("Energy certificate"), certificate),
            (label, self._format_energy(self.energy_value)),
            (self.env._("Electricity"), self._format_energy(self.energy_value_electricity)),
            (self.env._("Energy efficiency class"), self.energy_class),
            (self.env._("Main energy source"), self.energy_source),
            (self.env._("Heating"), self.heating_type),
            (self.env._("Year of construction"), str(self.year_built or "")),
        ]
        if self.property_type in ("land", "parking") and not self.energy_certificate_type:
            return []
        return [row for row in rows if row[1]]

    def _expose_texts(self):
        """Sections of prose: list of ``(heading, plain text)``, only those that are filled."""
        self.ensure_one()
        rows = [
            (self.env._("Description"), self.description),
            (self.env._("Fittings"), self.equipment_description),
            (self.env._("Surroundings"), self.location_description),
            (self.env._("Other information"), self.other_information),
        ]
        return [row for row in rows if row[1]]

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
