import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .storable import title

_NOT_REFERENCE = re.compile(r"[^0-9A-Z]")
# The marketing states in which inquiries are answered.
MARKETED = ("active",)
# Those in which who has the exposé may still see it.
SHOWN = (*MARKETED, "reserved")


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
    _inherit = ["anfragemanager.fenced", "mail.thread", "mail.activity.mixin", "anfragemanager.pictured"]
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
        return self.active and self.marketing_state in SHOWN

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
