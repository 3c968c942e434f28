from odoo import fields, models


class AnfragemanagerProperty(models.Model):
    """What the law, the gate and the exchange formats need to know of an offer beyond what an exposé shows first.

    ``commission`` is the text prospects read, ``show_address`` the owner's release of the exact address,
    ``year_built`` the year of construction, ``energy_source`` the main energy carrier of GEG section 87.
    """

    _inherit = "anfragemanager.property"

    summary = fields.Text(help="Two or three lines for lists and mails.")
    # Keyed by language code ("en"), each a dict of name, summary, description, equipment_description,
    # location_description, other_information. Only languages a source delivers; nobody maintains them by hand.
    translations = fields.Json("Texts in Other Languages", copy=False)
    usage = fields.Selection(
        [
            ("residential", "Residential"),
            ("commercial", "Commercial"),
            ("investment", "Investment"),
            ("temporary", "Temporary Living"),
        ],
        help="What the property is offered for. Energy figures of non-residential buildings state heat and "
        "electricity separately.",
    )
    property_subtype = fields.Char("Kind of Property", help="E.g. penthouse, terraced house, workshop.")
    openimmo_category = fields.Char(
        readonly=True, copy=False, help="The finer kind in the words of OpenImmo, so that an export says what came in."
    )
    state_name = fields.Char("Federal State", help="Bundesland or canton, as the source writes it.")
    district = fields.Char(help="Part of the town, as prospects search for it.")
    latitude = fields.Float(digits=(10, 7), aggregator=None)
    longitude = fields.Float(digits=(10, 7), aggregator=None)

    price_on_request = fields.Boolean(help="The exposé says “on request” instead of the price.")
    heating_costs = fields.Monetary(help="Per month, where they are not part of the ancillary costs.")
    deposit_text = fields.Char("Deposit as Written", help="E.g. three net rents.")
    total_area = fields.Float("Total Area (m²)", digits=(12, 2))
    commercial_area = fields.Float("Office, Shop or Storage Area (m²)", digits=(12, 2))
    parking_spaces = fields.Integer()

    commission_buyer_percent = fields.Float(
        "Buyer's Commission (%)",
        digits=(6, 3),
        aggregator=None,
        help="Share of the purchase price the buyer owes, in percent. Empty: the buyer owes none, or it is no "
        "percentage (e.g. two monthly rents).",
    )
    commission_buyer_amount = fields.Monetary(
        "Buyer's Commission (Amount)", help="Where the commission is agreed as an amount instead of a percentage."
    )
    commission_with_vat = fields.Boolean(
        "Commission Includes VAT", default=True, help="The percentage or amount already includes value-added tax."
    )
    commission_due = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        string="Prospect Owes Commission",
        help="Empty: unknown; then a commission text or percentage counts as yes.",
    )
    commission_shared = fields.Boolean(help="Buyer and seller pay the same share (BGB sections 656c and 656d).")
    commission_note = fields.Text("Note on Commission", help="Explanation for prospects, as the source delivers it.")

    energy_valid_until = fields.Date("Energy Certificate Valid Until")
    energy_issued_on = fields.Date("Energy Certificate Issued On")
    energy_with_hot_water = fields.Boolean("Value Includes Hot Water")
    energy_year = fields.Integer(
        "Year of the Building in the Certificate",
        aggregator=None,
        help="Where the certificate names another year than the year of construction.",
    )
    energy_hwb_value = fields.Float("Heating Demand HWB (kWh/(m²·a))", digits=(8, 1), aggregator=None)
    energy_hwb_class = fields.Char("HWB Class", help="Austria: class of the heating demand (EAVG section 3).")
    energy_fgee_value = fields.Float("Total Energy Efficiency fGEE", digits=(6, 2), aggregator=None)
    energy_fgee_class = fields.Char("fGEE Class", help="Austria: class of total energy efficiency (EAVG section 3).")

    _offer_not_negative = models.Constraint(
        "CHECK (commission_buyer_percent >= 0 AND commission_buyer_amount >= 0 AND heating_costs >= 0"
        " AND total_area >= 0 AND commercial_area >= 0 AND parking_spaces >= 0)",
        "Commission, costs and areas cannot be negative.",
    )
