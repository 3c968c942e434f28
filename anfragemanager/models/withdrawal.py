"""The withdrawal function of § 356a BGB: receipt at once, proof, task; for everybody, without login."""

from odoo import fields, models
from odoo.tools import email_normalize

from .dates import plain_date
from .time_window import zone_of


class ResCompany(models.Model):
    _inherit = "res.company"

    def _anfrage_withdraw(self, inquiry, statement, technical=None, receipt=True):
        """A consumer withdraws from a contract.

        Behind a link the inquiry is marked and the exposé closed as configured. On the general page nobody has proven
        who they are: a person assigns it, and the receipt tells the owner of the address.

        :param inquiry: the inquiry behind the link, or an empty recordset
        :param dict statement: ``{"name", "contract", "email", "label", "lang"}`` as the page showed them
        :param dict technical: ``{"ip", "user_agent"}`` if they are to be recorded
        :param bool receipt: whether it is mailed
        :return: the text of the receipt
        """
        self.ensure_one()
        every_mailbox = self.env["anfragemanager.mailbox"].with_context(active_test=False)
        mailbox = inquiry.mailbox_id or every_mailbox.search(
            [("company_id", "=", self.id)], order="active DESC, sequence, id", limit=1
        )
        if mailbox:
            env = mailbox._automation_env()
            self, inquiry, mailbox = self.with_env(env), inquiry.with_env(env), mailbox.with_env(env)
        now = fields.Datetime.now()
        spoken = self.with_context(lang=statement["lang"], tz=str(zone_of(mailbox)))
        text = spoken._anfrage_withdrawal_statement(statement, now)
        message_id = spoken._anfrage_send_receipt(mailbox, statement, text) if receipt else False
        known = inquiry or self._anfrage_inquiry_of_contract(statement["email"])
        self.env["anfragemanager.consent"].create(
            {
                "inquiry_id": known.id,
                "partner_id": known.partner_id.id,
                "company_id": self.id,
                "kind": "withdrawal",
                "text": text,
                "label": statement["label"],
                "language": statement["lang"],
                "channel": "page",
                "given_at": now,
                "subject": f"{statement['name']} <{statement['email']}>",
                "subject_key": self.env["anfragemanager.token"]._address_key(statement["email"]),
                "details": {
                    self.env._("Name"): statement["name"],
                    self.env._("Contract"): statement["contract"],
                    self.env._("Receipt"): statement["email"],
                },
                "message_ids": message_id,
                **(technical or {}),
            }
        )
        if inquiry:
            inquiry.write({"gate_withdrawn_at": now, "reason": "withdrawn"})
            inquiry._trace("expose", "stopped", "withdrawn", statement["contract"])
        if known:
            known._task("withdrawn", text)
        elif mailbox:
            # It fits no inquiry: kept as a mail that somebody has to look at.
            subject = self.env._("Withdrawal of a contract: %s", statement["name"])
            self.env["anfragemanager.mail"]._keep_own(mailbox, subject, text, "other")
        return text

    def _anfrage_inquiry_of_contract(self, email):
        """Return the latest inquiry with a contract under an address, for a person to look at."""
        return self.env["anfragemanager.inquiry"].search(
            [
                ("company_id", "=", self.id),
                ("email_normalized", "=", email_normalize(email)),
                ("gate_passed_at", "!=", False),
            ],
            order="gate_passed_at desc",
            limit=1,
        )

    def _anfrage_withdrawal_statement(self, statement, when):
        """Return the declaration as the receipt repeats it, with date and time of arrival (§ 356a (4) BGB).

        :param dict statement: ``{"name", "contract", "email"}``
        :param when: UTC
        """
        self.ensure_one()
        local = fields.Datetime.context_timestamp(self, when)
        return "\n".join(
            (
                self.env._("We have received your withdrawal."),
                "",
                self.env._("To: %s", self._anfrage_reach()),
                self.env._("I hereby withdraw from the following contract: %s", statement["contract"]),
                self.env._("Name: %s", statement["name"]),
                self.env._("Receipt to: %s", statement["email"]),
                self.env._(
                    "Received on %(date)s at %(time)s (%(zone)s)",
                    date=plain_date(self.env, local),
                    time=local.strftime("%H:%M:%S"),
                    zone=local.tzname(),
                ),
            )
        )

    def _anfrage_send_receipt(self, mailbox, statement, text):
        """Queue the receipt.

        :return: its Message-ID
        """
        subject = self.env._("Your withdrawal has arrived")
        return self._anfrage_send_text(mailbox, statement["email"], subject, text, statement["lang"])
