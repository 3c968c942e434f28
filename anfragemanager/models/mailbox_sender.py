"""In whose name a mailbox acts and writes, in which language, and which addresses are the agency's own."""

from odoo import SUPERUSER_ID, api, models, tools
from odoo.tools import email_normalize, formataddr

from ..contact.own import own_from
from .time_window import zone_named


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    def _automation_env(self, prop=None):
        """Return the environment in which the automation acts: the main user's language, the mailbox's company.

        Contexts of a web client or of the mail gateway hold defaults that would end up in every record created.

        :param prop: the property that it will need, if it is known
        """
        self.env["anfragemanager.settled"]._recall(self, prop)
        kept = {name: self.env.context[name] for name in ("ir_cron_progress_id", "cron_id") if name in self.env.context}
        # Odoo refuses everything in a language that was switched off, as the one of somebody who left may be.
        installed = dict(self.env["res.lang"].get_installed())
        of_user = self._preferences_of(self.user_id.id)
        context = {
            **kept,
            "lang": next((code for code in (of_user["lang"], self.lang) if code in installed), "en_US"),
            "tz": of_user["tz"],
            # Notices to colleagues go by the queue: sent at once they race with it, and the second finds no mail.
            "mail_notify_force_send": False,
            "allowed_company_ids": self.company_id.ids,
        }
        return self.env(user=SUPERUSER_ID, context=context)

    @api.model
    @tools.ormcache("user_id")
    def _preferences_of(self, user_id):
        """Return language and time zone of a user: ``{"lang", "tz"}``; Odoo empties the cache when they change."""
        user = self.env["res.users"].sudo().browse(user_id)
        return tools.frozendict(lang=user.lang, tz=zone_named(user.tz))

    def _lang_code(self, language=None):
        """Return the installed language for an ISO 639 code; for one that is not installed English, else the mailbox's.

        Who writes Spanish to a German agency more probably reads English than German.
        """
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        if language and not (self.lang or "").startswith(language):
            for wanted in (language, "en"):
                for code in installed:
                    if code.split("_")[0] == wanted:
                        return code
        return self.lang if self.lang in installed else installed[0]

    def _sender(self):
        """Return the From of automatic mails; False where there is none that is the agency's."""
        self.ensure_one()
        self._partners().mapped("email")  # in one statement
        senders = (
            self.email_from,
            formataddr((self.company_id.name, self.email)) if self.email else False,
            # Odoo does not notice that the company's own field changed with its partner.
            self.company_id.partner_id.email_formatted,
            self.user_id.partner_id.email_formatted,
        )
        return next(filter(self._is_agencys, senders), False)

    def _partners(self):
        """Return the contacts of those in whose name the automation writes."""
        system = self.env["res.partner"].browse(self._system_partner_id())
        return self.company_id.partner_id | self.user_id.partner_id | system

    @api.model
    def _system_partner_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")

    def _is_own_address(self, email):
        """Return whether an address is one of ours: answering it would make a loop."""
        self.ensure_one()
        company = self.company_id
        own = {company.email, *company.alias_domain_id._anfrage_addresses(), email_normalize(self.email_from or "")}
        if email in {address.lower() for address in own if address}:
            return True
        return email in company._anfrage_mailed_to() or email in self.env["mail.alias"]._anfrage_full_names()

    def _own_domains(self):
        """Return the agency's own domains and addresses: mails from them are no portal's, and never the prospect's."""
        self.ensure_one()
        company = self.company_id
        mailboxes = self.with_context(active_test=False).search([("company_id", "=", company.id)])
        entries = [company.alias_domain_id.name, company.website, *mailboxes.mapped("email")]
        return tuple(own_from(entries, senders=[company.email]))
