import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import formatLang

from .storable import title

_NOT_REFERENCE = re.compile(r"[^0-9A-Z]")
_NBSP = "\N{NO-BREAK SPACE}"
# The marketing states in which inquiries are answered.
MARKETED = ("active", "reserved")


def normalize_reference(value):
    """Reduce an agency number or a portal's listing id to what survives retyping.

    Portals and prospects drop blanks, dashes and leading zeros: "0012-MA / 7" and "12ma7" are the same number.

    :param str|bool value: the number as somebody wrote it
    :return: upper case ``[0-9A-Z]`` without leading zeros, ``""`` when nothing remains
    :rtype: str
    """
    kept = _NOT_REFERENCE.sub("", (value or "").upper())
    return kept.lstrip("0") or kept[:1]


class AnfragemanagerProperty(models.Model):
    _name = "anfragemanager.property"
    _description = "Property"
    _inherit = ["anfragemanager.fenced", "mail.thread", "mail.activity.mixin", "image.mixin"]
    _order = "marketing_state_sequence, id desc"
    _rec_names_search = ["name", "reference", "street", "city", "listing_ids.external_id"]
    _check_company_auto = True

    # Texts are deliberately not translatable: jobs and mails run in another language than the agent's, and a
    # translation nobody maintains would hand the prospect an outdated price.
    name = fields.Char("Title", required=True, tracking=True, help="Headline of the exposé and of the listings.")
    reference = fields.Char(
        "Property Number",
        required=True,
        copy=False,
        tracking=True,
        help="The agency's own number of the property. Portals send it back with each inquiry, "
        "so it must be the number that is transferred to the portals.",
    )
    reference_normalized = fields.Char(compute="_compute_reference_normalized", store=True, index=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        default=lambda self: self.env.user,
        tracking=True,
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Contact person of the prospects: named on the exposé and signing its e-mail.",
    )
    property_type = fields.Selection(
        [
            ("apartment", "Apartment"),
            ("house", "House"),
            ("land", "Plot of Land"),
            ("commercial", "Commercial Property"),
            ("parking", "Garage or Parking Space"),
            ("other", "Other"),
        ],
        required=True,
        default="apartment",
    )
    marketing_type = fields.Selection(
        [("buy", "For Sale"), ("rent", "For Rent"), ("lease", "For Lease"), ("leasehold", "Leasehold")],
        required=True,
        default="buy",
        tracking=True,
        help="Lease is the German Pacht (use and yield, mostly commercial), leasehold the Erbbaurecht "
        "(the building is sold, the land is let for decades).",
    )
    marketing_state = fields.Selection(
        [("preparation", "In Preparation"), ("active", "Active"), ("reserved", "Reserved"), ("closed", "Closed")],
        required=True,
        default="preparation",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
        help="Inquiries are answered automatically only while the property is active.",
    )
    marketing_state_sequence = fields.Integer(compute="_compute_marketing_state_sequence", store=True)

    street = fields.Char("Street and House Number")
    zip = fields.Char("ZIP")
    city = fields.Char(tracking=True)
    country_id = fields.Many2one("res.country", default=lambda self: self.env.company.country_id)
    show_address = fields.Boolean(
        "Show Exact Address",
        help="Prospects see street and house number on the exposé. Otherwise they see ZIP and city only.",
    )
    address_line = fields.Char("Location", compute="_compute_address_line")

    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    purchase_price = fields.Monetary(tracking=True)
    cold_rent = fields.Monetary(
        "Net Rent", tracking=True, help="Per month, without ancillary costs and heating. For a lease: the monthly rent."
    )
    warm_rent = fields.Monetary("Gross Rent", help="Per month, including ancillary costs and heating.")
    additional_costs = fields.Monetary(
        "Ancillary Costs", help="Per month: ancillary costs of a rental, or the service charge of a condominium."
    )
    ground_rent = fields.Monetary("Annual Ground Rent", help="Rent of the land per year (Erbbauzins) of a leasehold.")
    deposit = fields.Monetary()
    commission = fields.Char(help="As it is to be read on the exposé, e.g. 3.57 % of the purchase price incl. VAT.")
    price = fields.Monetary(compute="_compute_price", store=True, help="The price that matters by marketing type.")
    price_label = fields.Char(compute="_compute_price_label")

    living_area = fields.Float("Living Area (m²)", digits=(12, 2), tracking=True)
    usable_area = fields.Float("Usable Area (m²)", digits=(12, 2))
    plot_area = fields.Float("Plot Area (m²)", digits=(12, 2))
    rooms = fields.Float(digits=(6, 1), help="Half rooms count as 0.5.")
    bedrooms = fields.Integer()
    bathrooms = fields.Integer()
    floor = fields.Char(help="E.g. ground floor, 3, top floor.")
    floors = fields.Integer("Number of Floors")
    year_built = fields.Integer(aggregator=None)
    available_from = fields.Char(help="E.g. immediately, 1 March, by arrangement.")

    energy_certificate_type = fields.Selection(
        [
            ("demand", "Demand Certificate"),
            ("consumption", "Consumption Certificate"),
            ("exempt", "Not Required"),
        ],
        string="Energy Certificate",
        help="Type, value, energy source, and for homes year of construction and class are mandatory in "
        "advertisements as soon as a certificate exists (GEG section 87). Listed buildings are exempt.",
    )
    energy_value = fields.Float("Final Energy (kWh/(m²·a))", digits=(8, 1), aggregator=None)
    energy_value_electricity = fields.Float(
        "Final Energy, Electricity (kWh/(m²·a))",
        digits=(8, 1),
        aggregator=None,
        help="Non-residential buildings state heat and electricity separately (GEG section 87).",
    )
    energy_class = fields.Selection(
        [(letter, letter) for letter in ("A+", "A", "B", "C", "D", "E", "F", "G", "H")],
        string="Energy Efficiency Class",
    )
    energy_source = fields.Char("Main Energy Source", help="E.g. natural gas, district heating, electricity.")
    heating_type = fields.Char("Heating", help="E.g. central heating, underfloor heating, heat pump.")

    description = fields.Text()
    equipment_description = fields.Text("Fittings")
    location_description = fields.Text("Surroundings")
    other_information = fields.Text()

    image_ids = fields.One2many("anfragemanager.image", "property_id", string="Images", copy=True)
    document_ids = fields.Many2many(
        "ir.attachment",
        "anfragemanager_property_document_rel",
        "property_id",
        "attachment_id",
        string="Exposé Documents",
        copy=False,
        help="Files every prospect may download from the exposé page, e.g. the brochure or floor plans. "
        "Do not put internal papers here.",
    )
    listing_ids = fields.One2many("anfragemanager.listing", "property_id", string="Listings")
    inquiry_ids = fields.One2many("anfragemanager.inquiry", "property_id", string="Inquiries")
    inquiry_count = fields.Integer("Number of Inquiries", compute="_compute_inquiry_count")

    _reference_company_uniq = models.UniqueIndex(
        "(company_id, reference)", "This property number is already used in the company."
    )
    _amounts_not_negative = models.Constraint(
        "CHECK (purchase_price >= 0 AND cold_rent >= 0 AND warm_rent >= 0 AND additional_costs >= 0"
        " AND ground_rent >= 0 AND deposit >= 0)",
        "Prices cannot be negative.",
    )
    _sizes_not_negative = models.Constraint(
        "CHECK (living_area >= 0 AND usable_area >= 0 AND plot_area >= 0 AND rooms >= 0 AND bedrooms >= 0"
        " AND bathrooms >= 0 AND floors >= 0 AND energy_value >= 0 AND energy_value_electricity >= 0)",
        "Areas, rooms, floors and energy values cannot be negative.",
    )
    _year_built_plausible = models.Constraint(
        "CHECK (year_built = 0 OR year_built IS NULL OR year_built BETWEEN 1000 AND 2200)",
        "The year of construction needs four digits.",
    )

    @api.depends("reference")
    def _compute_reference_normalized(self):
        for prop in self:
            prop.reference_normalized = normalize_reference(prop.reference)

    @api.depends("marketing_state")
    def _compute_marketing_state_sequence(self):
        order = {"active": 1, "reserved": 2, "preparation": 3, "closed": 4}
        for prop in self:
            prop.marketing_state_sequence = order.get(prop.marketing_state, 9)

    @api.depends("street", "zip", "city")
    def _compute_address_line(self):
        for prop in self:
            town = " ".join(filter(None, [prop.zip, prop.city]))
            prop.address_line = ", ".join(filter(None, [prop.street, town]))

    @api.depends("marketing_type", "purchase_price", "cold_rent", "warm_rent")
    def _compute_price(self):
        for prop in self:
            if prop.marketing_type in ("buy", "leasehold"):
                prop.price = prop.purchase_price
            else:
                prop.price = prop.cold_rent or prop.warm_rent

    @api.depends("marketing_type", "cold_rent", "warm_rent")
    @api.depends_context("lang")
    def _compute_price_label(self):
        for prop in self:
            if prop.marketing_type == "buy":
                prop.price_label = self.env._("Purchase price")
            elif prop.marketing_type == "leasehold":
                prop.price_label = self.env._("Purchase price (leasehold)")
            elif prop.marketing_type == "lease":
                prop.price_label = self.env._("Monthly lease")
            elif prop.warm_rent and not prop.cold_rent:
                prop.price_label = self.env._("Gross rent")
            else:
                prop.price_label = self.env._("Net rent")

    def _compute_inquiry_count(self):
        counts = dict(
            self.env["anfragemanager.inquiry"]._read_group(
                [("property_id", "in", self.ids)], ["property_id"], ["__count"]
            )
        )
        for prop in self:
            prop.inquiry_count = counts.get(prop._origin, 0)

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for prop in self:
            prop.display_name = " · ".join(filter(None, [prop.reference, prop.name]))

    @api.constrains("reference")
    def _check_reference(self):
        for prop in self:
            if not prop.reference_normalized:
                raise ValidationError(
                    self.env._("The property number “%s” contains neither a letter nor a digit.", prop.reference)
                )

    @api.constrains("document_ids")
    def _check_documents(self):
        for attachment in self.sudo().document_ids:
            if attachment.type != "binary":
                raise ValidationError(
                    self.env._("“%s” is a link. Exposé documents must be uploaded files.", attachment.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        properties = super().create([self._with_titles(vals) for vals in vals_list])
        properties.filtered("document_ids")._claim_documents()
        return properties

    def write(self, vals):
        result = super().write(self._with_titles(vals))
        if "document_ids" in vals:
            self._claim_documents()
        return result

    @api.model
    def _with_titles(self, vals):
        """What stands in subjects of mails comes from deliveries of others, too."""
        return vals | {name: title(vals[name]) for name in ("name", "reference") if name in vals}

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default)
        if "reference" not in default:
            for prop, vals in zip(self, vals_list, strict=True):
                vals["reference"] = prop._next_copy_reference()
        return vals_list

    def action_view_inquiries(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inquiries"),
            "res_model": "anfragemanager.inquiry",
            "view_mode": "list,form",
            "domain": [("property_id", "=", self.id)],
            "context": {"default_property_id": self.id},
        }

    def action_market(self):
        """Put the property on the market: from now on its inquiries are answered."""
        self.write({"marketing_state": "active"})

    def action_preview_expose(self):
        """Show the exposé as prospects get it, printed in the current user's language."""
        self.ensure_one()
        if not self._expose_pdf_possible():
            raise UserError(
                self.env._(
                    "Exposés cannot be printed: the system library Pango is missing. On Debian and Ubuntu it comes "
                    "with “apt install libpango-1.0-0 libpangoft2-1.0-0”; restart Odoo afterwards."
                )
            )
        return {"type": "ir.actions.act_url", "url": f"/anfragemanager/property/{self.id}/expose.pdf", "target": "new"}

    def _expose_available(self):
        """Whether prospects may still see the exposé: on the market, or reserved for somebody."""
        self.ensure_one()
        return self.active and self.marketing_state in MARKETED

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

    def _claim_documents(self):
        """Refuse documents the user cannot read himself, and hand uploads over to their property.

        A file uploaded in the form belongs to no record yet; without an owner only its creator could read it.
        """
        for prop in self:
            prop.document_ids.check_access("read")
            loose = prop.document_ids.filtered(lambda attachment: not attachment.res_id)
            loose.write({"res_model": prop._name, "res_id": prop.id})

    def _next_copy_reference(self):
        taken = set(
            self.with_context(active_test=False)
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("reference", "=like", f"{self.reference}-%")])
            .mapped("reference")
        )
        return next(name for name in (f"{self.reference}-{number}" for number in range(2, 10000)) if name not in taken)

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
