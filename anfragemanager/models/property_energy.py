"""What the law wants an exposé to say of a building's energy, and what of it a property lacks.

Germany: § 87 GEG. Austria: § 3 EAVG (heating demand HWB and total energy efficiency factor fGEE). Elsewhere the exposé
shows what is known and asks for nothing.
"""

from odoo import api, fields, models

from .property_words import in_words

# Kinds of property that have no energy certificate
WITHOUT_ENERGY = ("land", "parking")
LAWS = ("DE", "AT")
SCALES = {
    "DE": ("A+", "A", "B", "C", "D", "E", "F", "G", "H"),
    "AT": ("A++", "A+", "A", "B", "C", "D", "E", "F", "G"),
}


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    energy_law = fields.Selection(
        [("DE", "Germany"), ("AT", "Austria"), ("none", "None")],
        compute="_compute_energy_law",
        help="Whose law says what an exposé states of the building's energy: that of the property's country.",
    )
    energy_missing = fields.Char(string="Missing Energy Data", compute="_compute_energy_missing")

    @api.depends("country_id", "company_id.country_id")
    def _compute_energy_law(self):
        for prop in self:
            code = prop.country_id.code or prop.company_id.country_id.code or "DE"
            prop.energy_law = code if code in LAWS else "none"

    @api.depends("property_type", "usage", "energy_certificate_type", "energy_value", "energy_value_electricity",
                 "energy_source", "year_built", "energy_class", "energy_law", "energy_hwb_value",
                 "energy_fgee_value")  # fmt: skip
    @api.depends_context("lang")
    def _compute_energy_missing(self):
        for prop in self:
            prop.energy_missing = ", ".join(prop._energy_missing())

    def _energy_missing(self):
        """Return the labels of what the law demands and the property lacks: homes and other buildings differ."""
        self.ensure_one()
        if self.property_type in WITHOUT_ENERGY or self.energy_certificate_type == "exempt":
            return []
        wanted = {"DE": self._energy_wanted, "AT": lambda: ["energy_hwb_value", "energy_fgee_value"]}
        names = wanted.get(self.energy_law, list)()
        return [self._fields[name]._description_string(self.env) for name in names if not self[name]]

    def _energy_wanted(self):
        """Return the fields § 87 GEG asks for; first of all whether there is a certificate."""
        if not self.energy_certificate_type:
            return ["energy_certificate_type"]
        further = ["energy_value_electricity"] if self._is_no_home() else ["year_built", "energy_class"]
        return ["energy_value", "energy_source", *further]

    def _is_no_home(self):
        return self.property_type == "commercial" or self.usage == "commercial"

    def _expose_energy(self):
        """What the law demands of an advertisement, as far as it is known.

        :return: list of ``(label, value)``, both strings in the language of the context
        """
        self.ensure_one()
        if self.property_type in WITHOUT_ENERGY and not self.energy_certificate_type:
            return []
        figures = self._expose_energy_austria() if self.energy_law == "AT" else self._expose_energy_germany()
        rows = [
            *figures,
            (self.env._("Main energy source"), in_words(self.env, self.energy_source)),
            (self.env._("Heating"), in_words(self.env, self.heating_type)),
            (self.env._("Year of construction"), str(self.year_built or "")),
        ]
        return [row for row in rows if row[1]]

    def _expose_energy_germany(self):
        certificate = self._selection_label("energy_certificate_type") or (
            self.env._("will be presented at the viewing at the latest") if self.energy_law == "DE" else ""
        )
        label = (
            self.env._("Final energy consumption")
            if self.energy_certificate_type == "consumption"
            else self.env._("Final energy demand")
        )
        if self.energy_value_electricity:
            # Other buildings than homes state heat and electricity apart.
            label = self.env._("%s, heat", label)
        return [
            (self.env._("Energy certificate"), certificate),
            (label, self._format_energy(self.energy_value)),
            (self.env._("Electricity"), self._format_energy(self.energy_value_electricity)),
            (self.env._("Energy efficiency class"), self.energy_class),
        ]

    def _expose_energy_austria(self):
        certificate = ""
        if self.energy_certificate_type == "exempt":
            certificate = self._selection_label("energy_certificate_type")
        elif not (self.energy_hwb_value or self.energy_fgee_value):
            # EAVG section 4: it is presented before the other side is bound.
            certificate = self.env._("will be presented before you commit yourself")
        demand, efficiency = self._format_energy(self.energy_hwb_value), self._format_number(self.energy_fgee_value)
        return [
            (self.env._("Energy certificate"), certificate),
            (self.env._("Heating demand (HWB)"), self._in_class(demand, self.energy_hwb_class)),
            (self.env._("Total energy efficiency (fGEE)"), self._in_class(efficiency, self.energy_fgee_class)),
        ]

    def _in_class(self, figure, letter):
        return ", ".join(filter(None, (figure, letter and self.env._("class %s", letter))))

    def _energy_scale(self):
        """Return the scale of the country and the property's class on it: ``(letters, letter)``, or ``((), False)``."""
        self.ensure_one()
        austrian = self.energy_law == "AT"
        letter = (self.energy_hwb_class or "").strip().upper() if austrian else self.energy_class
        letters = SCALES["AT" if austrian else "DE"]
        return (letters, letter) if letter in letters else ((), False)
