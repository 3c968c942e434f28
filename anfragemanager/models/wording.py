"""What prospects read before and after they conclude a brokerage contract: the company's own text, else the standard.

The standards follow the law's own models: Annex 1 and 2 to Article 246a § 1 (2) EGBGB for the withdrawal instruction
and its form, § 356 (4) BGB for the start before the period ends. They are no default values of fields, because those
would be stored in one language only. The model is protected by Article 246a § 1 (2) EGBGB only as it stands: what it
says about delivery stays in, although a broker delivers nothing.
"""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_gate_service = fields.Text(string="Service of the Broker", translate=True)
    anfrage_gate_due = fields.Text(string="When the Commission Is Due", translate=True)
    anfrage_gate_duration = fields.Text(string="Duration and Termination", translate=True)
    anfrage_gate_terms = fields.Text(string="Terms and Conditions", translate=True)
    anfrage_withdrawal_text = fields.Text(string="Withdrawal Instruction", translate=True)

    def _anfrage_contract_wording(self, kind):
        """Return a text of the brokerage contract in the language of the context.

        :param str kind: "service", "due", "duration", "terms", "withdrawal", "withdrawal_form", "start_early",
            "lose_right" or "no_contract"
        """
        self.ensure_one()
        own = {
            "service": self.anfrage_gate_service,
            "due": self.anfrage_gate_due,
            "duration": self.anfrage_gate_duration,
            "terms": self.anfrage_gate_terms,
            "withdrawal": self.anfrage_withdrawal_text,
        }.get(kind)
        return own or getattr(self, f"_anfrage_standard_{kind}")()

    def _anfrage_standard_service(self):
        return self.env._(
            "We show you the opportunity to conclude a contract on this property or negotiate it (§ 652 BGB)."
        )

    def _anfrage_standard_due(self):
        return self.env._(
            "Only if a contract on the property comes about through our service: when it takes effect, for a "
            "purchase on the day of the notarial deed."
        )

    def _anfrage_standard_duration(self):
        return self.env._("No fixed term; either side may end the contract at any time without notice.")

    def _anfrage_standard_terms(self):
        return ""

    def _anfrage_standard_no_contract(self):
        return self.env._("No contract is concluded here, and no costs arise for you.")

    def _anfrage_standard_start_early(self):
        return self.env._("I expressly ask you to begin with the service before the withdrawal period ends.")

    def _anfrage_standard_lose_right(self):
        return self.env._("I know that I lose my right of withdrawal when you have performed the contract completely.")

    def _anfrage_reach(self):
        """Return name, address, phone and mail of the agency, as the withdrawal instruction has to name them."""
        town = " ".join(filter(None, (self.zip, self.city)))
        parts = [self.name, self.street, self.street2, town]
        if self.phone:
            parts.append(self.env._("phone %s", self.phone))
        if self.email:
            parts.append(self.env._("e-mail %s", self.email))
        return ", ".join(filter(None, parts))

    def _anfrage_withdrawal_url(self):
        address = f"{self.get_base_url()}/widerruf?company={self.id}"
        lang = self.env.context.get("lang")
        return address if not lang or lang == self._anfrage_home_lang() else f"{address}&lang={lang}"

    def _anfrage_standard_withdrawal(self):
        return "\n\n".join(
            (
                self.env._("Withdrawal instruction"),
                self.env._("Right of withdrawal"),
                self.env._(
                    "You have the right to withdraw from this contract within fourteen days without giving any "
                    "reason. The withdrawal period is fourteen days from the day of the conclusion of the contract."
                ),
                self.env._(
                    "To exercise the right of withdrawal, you must inform us (%(reach)s) of your decision to "
                    "withdraw from this contract by an unequivocal statement (e.g. a letter sent by post or an "
                    "e-mail). You may use the attached model withdrawal form, but it is not obligatory.",
                    reach=self._anfrage_reach(),
                ),
                self.env._(
                    "You may also exercise your right of withdrawal online at %(url)s. If you use this function, we"
                    " will send you without delay, on a durable medium (e.g. by e-mail), an acknowledgement of "
                    "receipt with the content of the withdrawal and the date and time of its receipt.",
                    url=self._anfrage_withdrawal_url(),
                ),
                self.env._(
                    "To meet the withdrawal deadline, it is sufficient that you send your communication concerning "
                    "the exercise of the right of withdrawal before the withdrawal period has expired."
                ),
                self.env._("Effects of withdrawal"),
                self.env._(
                    "If you withdraw from this contract, we shall reimburse to you all payments we have received "
                    "from you, including the costs of delivery (except for the supplementary costs that arise if you "
                    "chose a type of delivery other than the least expensive type of standard delivery offered by "
                    "us), without undue delay and not later than fourteen days from the day on which we "
                    "received the communication of your withdrawal from this contract. We will use the same means "
                    "of payment as you used for the initial transaction, unless expressly agreed otherwise with "
                    "you; in no case will you be charged any fees for this reimbursement."
                ),
                self.env._(
                    "If you requested that the service begin during the withdrawal period, you shall pay us a "
                    "reasonable amount in proportion to what has been provided until you informed us of the "
                    "exercise of the right of withdrawal from this contract, in comparison with the full coverage "
                    "of the contract."
                ),
            )
        )

    def _anfrage_standard_withdrawal_form(self):
        return "\n\n".join(
            (
                self.env._("Model withdrawal form"),
                self.env._("(If you want to withdraw from the contract, please complete this form and send it back.)"),
                self.env._("To %s:", self._anfrage_reach()),
                self.env._(
                    "I/we (*) hereby give notice that I/we (*) withdraw from the contract concluded by me/us (*) "
                    "for the provision of the following service"
                ),
                self.env._(
                    "Ordered on (*) / received on (*)\nName of the consumer(s)\nAddress of the consumer(s)\n"
                    "Signature of the consumer(s) (only if this form is notified on paper)\nDate"
                ),
                self.env._("(*) Delete as appropriate."),
            )
        )
