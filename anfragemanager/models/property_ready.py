from odoo import api, fields, models


class AnfragemanagerProperty(models.Model):
    """Whether an exposé can go out, and marketing with one click."""

    _inherit = "anfragemanager.property"

    expose_gaps = fields.Text("Missing for the Exposé", compute="_compute_expose_gaps", compute_sudo=True)
    expose_ready = fields.Boolean(
        "Ready for Exposé", compute="_compute_expose_gaps", search="_search_expose_ready", compute_sudo=True
    )

    @api.depends(
        "image_1920", "description", "commission", "commission_due", "commission_buyer_percent", "street", "zip",
        "city",
        "show_address", "energy_certificate_type", "energy_value", "energy_source", "energy_class", "year_built",
        "commission_buyer_amount", "gate_mode", "marketing_type", "property_type",
        "price", "price_on_request", "user_id", "usage", "energy_law", "energy_hwb_value",
        "energy_fgee_value",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_expose_gaps(self):
        for prop in self:
            gaps = prop._expose_gaps()
            prop.expose_gaps = "\n".join(gaps)
            prop.expose_ready = not gaps

    def _search_expose_ready(self, operator, value):
        if operator != "in":
            return NotImplemented
        marketed = self.search([("marketing_state", "!=", "closed")])
        ready = marketed.filtered("expose_ready").ids
        return [("id", "in" if True in value else "not in", ready)]

    def _expose_gaps(self):
        """What is missing for an exposé, as sentences; empty when nothing is.

        The energy data are those the law of the property's country asks for.
        """
        self.ensure_one()
        none_owed = self.commission_due == "no"
        checks = [
            (self.image_1920, self.env._("A picture")),
            (self.description, self.env._("A description")),
            (self.price or self.price_on_request, self.env._("A price, or that it is on request")),
            (self.zip and self.city, self.env._("ZIP and city")),
            (self.street or not self.show_address, self.env._("Street and house number, as the address is released")),
            (self.user_id, self.env._("An agent")),
            (
                self.commission or none_owed or self.commission_buyer_percent,
                self.env._("The commission, or that none is owed"),
            ),
            (
                not self._contract_unclear(),
                self.env._("The commission in percent or as an amount, as the contract names it"),
            ),
            *((False, label) for label in self._energy_missing()),
        ]
        return [text for present, text in checks if not present]

    def _contract_unclear(self):
        """Whether a contract would come before the exposé that says in words only what it costs."""
        told = self.commission_buyer_percent or self.commission_buyer_amount or not self.commission
        contract = self.gate_mode == "contract" or (not self.gate_mode and self.marketing_type in ("buy", "leasehold"))
        return contract and self._commission_owed() and not told

    def action_activate(self):
        self.write({"marketing_state": "active"})

    def action_reserve(self):
        self.write({"marketing_state": "reserved"})

    def action_close(self):
        self.write({"marketing_state": "closed"})
