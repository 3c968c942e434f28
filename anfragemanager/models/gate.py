"""The gate before the exposé: where the prospect owes commission, a contract with a button that names the duty to pay.

BGH, 9 October 2025, I ZR 159/24: without it the contract is void for good. Mode A (`none`): no contract is concluded on
the page, which says so. Mode B (`contract`): the exposé opens once the contract was concluded, by no other way before.
"""

from odoo import api, fields, models
from odoo.tools.misc import formatLang

MODES = [("none", "No contract on the page"), ("contract", "Brokerage contract before the exposé")]
MAILBOX_MODES = [
    ("auto", "Contract where the prospect owes commission"),
    ("contract", "Always a contract"),
    ("none", "Never a contract"),
]
LABELS = [
    ("commission", "Order now, subject to commission"),
    ("payment", "Order with obligation to pay"),
]
# Value-added tax by the agency's country, percent
VAT = {"DE": 19, "AT": 20, "CH": 8.1}


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    gate_buy = fields.Selection(
        MAILBOX_MODES,
        string="Sales",
        required=True,
        default="auto",
        help="Whether a prospect concludes the brokerage contract before the exposé of a property for sale opens.",
    )
    gate_rent = fields.Selection(
        MAILBOX_MODES,
        string="Rentals and Leases",
        required=True,
        default="none",
        help="Tenants of homes owe commission only if they ordered the search (WoVermittG section 2).",
    )
    gate_label = fields.Selection(
        LABELS,
        string="Label of the Button",
        required=True,
        default="commission",
        help="The label must name the duty to pay and nothing else (BGB section 312j (3)).",
    )
    on_withdrawal = fields.Selection(
        [("close", "Close the exposé"), ("keep", "Leave the exposé open")],
        required=True,
        default="close",
        help="What happens to the exposé when the prospect withdraws from the contract.",
    )
    energy_check = fields.Selection(
        [("warn", "Warn and send"), ("hold", "Hold and ask a person")],
        string="Energy Data Missing",
        required=True,
        default="warn",
        help="GEG section 87: an exposé has to state kind, value, energy source, and for homes year and class, as soon "
        "as a certificate exists.",
    )

    def _gate_button(self):
        """Return the label of the gate's button in the language of the context."""
        self.ensure_one()
        return dict(self._fields["gate_label"]._description_selection(self.env))[self.gate_label]


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    gate_mode = fields.Selection(
        MODES, string="Contract before the Exposé", help="Empty: as the settings of the mailbox say."
    )

    def _commission_owed(self):
        """Whether the prospect owes commission; a text or number counts as yes where nothing else is said."""
        self.ensure_one()
        if self.commission_due:
            return self.commission_due == "yes"
        return bool(self.commission_buyer_percent or self.commission_buyer_amount or self.commission)

    def _commission_terms(self):
        """Return what the prospect owes: ``[(label, text)]``, in percent and in money where the price is known."""
        self.ensure_one()
        factor = 1 if self.commission_with_vat else 1 + self._vat_percent() / 100
        money, rows = 0, []
        if self.commission_buyer_percent:
            percent = self.commission_buyer_percent * factor
            rows.append(
                (
                    self.env._("Commission"),
                    self.env._(
                        "%(percent)s %% of the purchase price, including %(vat)s %% VAT",
                        percent=self._format_number(percent),
                        vat=self._format_number(self._vat_percent()),
                    ),
                )
            )
            if self.price and not self.price_on_request:
                money = self.price * percent / 100
        elif self.commission_buyer_amount:
            money = self.commission_buyer_amount * factor
        elif self.commission:
            rows.append((self.env._("Commission"), self.commission))
        if money:
            amount = formatLang(self.env, money, currency_obj=self.currency_id)
            about = self.env._("%s including VAT", amount)
            if self.commission_buyer_percent:
                about = self.env._(
                    "%(amount)s including VAT, at a purchase price of %(price)s",
                    amount=amount, price=self._format_money(self.price),
                )  # fmt: skip
            rows.append((self.env._("Amount"), about))
        if self.commission_shared:
            rows.append((self.env._("The seller pays"), self.env._("the same commission (§§ 656c, 656d BGB).")))
        if self.commission_note:
            rows.append((self.env._("Note"), self.commission_note))
        return rows

    def _vat_percent(self):
        return VAT.get(self.company_id.country_id.code, VAT["DE"])

    def _expose_commission(self):
        if self.env.context.get("anfrage_no_contract"):
            return ""  # Where no contract is concluded, no clause may look like one.
        told = super()._expose_commission()
        figures = self.commission_buyer_percent or self.commission_buyer_amount
        if told and figures and (self.company_id or self.env.company)._anfrage_language_of(self)(told):
            return self._commission_terms()[0][1]  # The agency's own words are in another language than the page.
        return told


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    gate_passed_at = fields.Datetime(string="Contract Concluded", readonly=True, copy=False, index="btree_not_null")
    gate_withdrawn_at = fields.Datetime(string="Contract Withdrawn", readonly=True, copy=False)
    gate_state = fields.Selection(
        [("none", "No contract needed"), ("open", "Waits at the gate"), ("passed", "Contract concluded"),
         ("withdrawn", "Contract withdrawn")],
        string="Gate",
        compute="_compute_gate_state",
        help="Whether the prospect concluded the brokerage contract that opens the exposé.",
    )  # fmt: skip

    @api.depends("gate_passed_at", "gate_withdrawn_at", "property_id.gate_mode", "property_id.commission_due",
                 "property_id.commission", "property_id.commission_buyer_percent",
                 "property_id.commission_buyer_amount", "mailbox_id.gate_buy",
                 "mailbox_id.gate_rent")  # fmt: skip
    def _compute_gate_state(self):
        for inquiry in self.sudo():
            if inquiry.gate_withdrawn_at:
                inquiry.gate_state = "withdrawn"
            elif inquiry._gate_passed():
                inquiry.gate_state = "passed"
            else:
                inquiry.gate_state = "open" if inquiry._gate_mode() == "contract" else "none"

    def _gate_mode(self):
        """Return whether a contract comes before the exposé: "contract" or "none"."""
        self.ensure_one()
        prop, mailbox = self.property_id, self.mailbox_id
        if not prop:
            return "none"
        if prop.gate_mode:
            return prop.gate_mode
        mode = mailbox.gate_buy if prop.marketing_type in ("buy", "leasehold") else mailbox.gate_rent
        if mode == "auto":
            return "contract" if prop._commission_owed() else "none"
        return mode

    def _property_shown(self):
        """Return the property as this prospect is shown it: without clauses where no contract is concluded."""
        return self.property_id.with_context(anfrage_no_contract=self._gate_mode() == "none")

    def _gate_passed(self):
        """Whether this prospect concluded the contract about this property, for this inquiry or an earlier one."""
        self.ensure_one()
        if self.gate_passed_at or not (self.property_id and self.email_normalized):
            return bool(self.gate_passed_at)
        return bool(
            self.sudo().search_count(
                [
                    ("email_normalized", "=", self.email_normalized),
                    ("property_id", "=", self.property_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("gate_passed_at", "!=", False),
                    ("gate_withdrawn_at", "=", False),
                ],
                limit=1,
            )
        )

    def _contract_stands(self):
        """Whether this prospect concluded the contract and may withdraw from it."""
        self.ensure_one()
        return not self.gate_withdrawn_at and self._gate_passed()

    def _gate_open(self):
        """Whether the exposé still waits for the contract."""
        self.ensure_one()
        return self._gate_mode() == "contract" and not self.gate_withdrawn_at and not self._gate_passed()

    def _expose_closed(self):
        """Whether the exposé was closed because the contract was withdrawn."""
        self.ensure_one()
        return bool(self.gate_withdrawn_at) and self.mailbox_id.on_withdrawal == "close"

    def _expose_visible(self):
        """Whether the holder of a link sees the exposé itself: sent, its gate passed, not closed again."""
        self.ensure_one()
        return self._expose_released() and not self._gate_open() and not self._expose_closed()

    def _gate_values(self):
        """Return what the gate shows, in the language of the context.

        :return: ``{"terms": [(label, text)], "withdrawal", "withdrawal_form", "start_early", "lose_right",
            "own_terms", "button", "summary"}``, all texts plain
        """
        self.ensure_one()
        company, prop = self.company_id, self.property_id
        commission = prop._commission_terms()
        wording = company._anfrage_contract_wording
        terms = [
            (self.env._("Service"), wording("service")),
            *commission,
            (self.env._("Due"), wording("due")),
            (self.env._("Duration"), wording("duration")),
        ]
        return {
            "terms": terms,
            "summary": " · ".join(text for _label, text in commission[:2]),
            "withdrawal": wording("withdrawal"),
            "withdrawal_form": wording("withdrawal_form"),
            "start_early": wording("start_early"),
            "lose_right": wording("lose_right"),
            "own_terms": wording("terms"),
            "button": self.mailbox_id._gate_button(),
        }

    def _gate_text(self, shown):
        """Return the whole contract as plain text: for the mail that confirms it (§ 312f BGB) and for the ledger.

        :param dict shown: what `_gate_values` returned
        """
        self.ensure_one()
        parts = [
            self.env._("Brokerage contract with %s", self.company_id._anfrage_reach()),
            self.env._("Property: %s", self.property_id.display_name),
            "\n".join(f"{label}: {text}" for label, text in shown["terms"]),
            self.env._("You declared:"),
            f"☑ {shown['start_early']}\n☑ {shown['lose_right']}",
            self.env._("You pressed the button “%s”.", shown["button"]),
            shown["withdrawal"],
            shown["withdrawal_form"],
            shown["own_terms"],
        ]
        return "\n\n".join(filter(None, parts))
