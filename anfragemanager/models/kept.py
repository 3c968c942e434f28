"""What each inquiry asks for and hardly ever changes, kept in the registry's cache: see `anfragemanager.cached`."""

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

# A portal's mail names one or two.
FEW_ADDRESSES = 5


class AnfragemanagerPortal(models.Model):
    _inherit = "anfragemanager.portal"

    @api.model
    @tools.ormcache(cache="default")
    def _switched_on(self):
        """Return the ids of the portals that are switched on."""
        return frozenset(self.sudo().with_context(active_test=True).search([], limit=10_000).ids)


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    def _takes_portal(self, portal_id):
        """Return whether inquiries of a portal are handled automatically: it is switched on, here too."""
        return portal_id in self.env["anfragemanager.portal"]._switched_on() and (
            not self._chosen_portals() or portal_id in self._chosen_portals()
        )

    @tools.ormcache("self.id", cache="default")
    def _company_id(self):
        """Return the id of the company; a mailbox has some sixty columns."""
        return self.sudo().company_id.id

    @tools.ormcache("self.id", cache="default")
    def _chosen_portals(self):
        """Return the ids of the portals chosen for this mailbox; empty for all.

        Those that were switched off are among them: else a mailbox for one portal would take all others' when it is.
        """
        return frozenset(self.sudo().with_context(active_test=False).portal_ids.ids)

    @tools.ormcache("self.id", cache="default")
    def _tag_ids(self):
        """Return the ids of the tags of new contacts."""
        return tuple(self.sudo().partner_tag_ids.ids)

    @tools.ormcache("self.id", cache="default")
    def _server_action_ids(self):
        """Return the ids of the server actions that follow; Odoo itself empties the cache when one changes."""
        return tuple(self.sudo().server_action_ids.ids)

    def _server_actions(self):
        """Return the server actions that follow."""
        return self.env["ir.actions.server"].browse(self._server_action_ids())

    @tools.ormcache("self.id", cache="default")
    def _rule_ids(self):
        """Return the ids of the exceptions in force, in their order."""
        Rule = self.env["anfragemanager.exception"].sudo().with_context(active_test=True)
        return tuple(Rule.search([("mailbox_id", "=", self.id)]).ids)

    def _rules(self):
        """Return the exceptions in force, in their order."""
        return self.env["anfragemanager.exception"].browse(self._rule_ids())


class AnfragemanagerException(models.Model):
    _name = "anfragemanager.exception"
    _inherit = ["anfragemanager.exception", "anfragemanager.cached"]


class AnfragemanagerProcess(models.Model):
    _name = "anfragemanager.process"
    _inherit = ["anfragemanager.process", "anfragemanager.cached"]

    @api.model
    @tools.ormcache("mailbox.id", cache="default")
    def _ids_of_mailbox(self, mailbox):
        """Return the ids of the processes that may start for a mailbox's inquiries."""
        return tuple(self.sudo()._search_of_mailbox(mailbox).ids)


class ResCompany(models.Model):
    _inherit = "res.company"

    @tools.ormcache("self.id", cache="default")
    def _anfrage_staff(self):
        """Return numbers and names of those who work here, which no prospect bears: ``(phones, names)``."""
        Users = self.env["res.users"].sudo().with_context(active_test=True)
        people = Users.search([("share", "=", False), ("company_ids", "in", self.ids)]).partner_id
        return tuple(filter(None, people.mapped("phone"))), tuple(filter(None, people.mapped("name")))

    @tools.ormcache("self.id", cache="default")
    def _anfrage_mailed_to(self):
        """Return the addresses, in small letters, of those who work here and of the accounts mails are fetched from."""
        Users = self.env["res.users"].sudo().with_context(active_test=True)
        people = Users.search([("share", "=", False), ("company_ids", "in", self.ids)]).partner_id
        Mailbox = self.env["anfragemanager.mailbox"].sudo().with_context(active_test=False)
        # A mailbox without an alias has the name under which its mails are fetched.
        accounts = Mailbox.search([("company_id", "=", self.id)]).fetchmail_server_id.mapped("user")
        return frozenset(
            [*filter(None, people.mapped("email_normalized")), *(name.lower() for name in accounts if name)]
        )


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    @api.model
    def _get_invalidation_fields(self):
        # Odoo itself empties the cache for who is archived, deleted or changes groups or companies.
        return super()._get_invalidation_fields() | {"partner_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if {"name", "phone", "email"}.intersection(vals) and self.sudo().with_context(active_test=False).user_ids:
            self.env.registry.clear_cache()
        return super().write(vals)


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["mail.alias.domain", "anfragemanager.cached"]

    @tools.ormcache("self.id", cache="default")
    def _anfrage_addresses(self):
        """Return the addresses for bounces and for what is for nobody else."""
        return tuple(filter(None, (self.sudo().catchall_email, self.sudo().bounce_email)))


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "anfragemanager.cached"]


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        # Each time mails are fetched something is written.
        if "user" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)


class MailAlias(models.Model):
    _name = "mail.alias"
    _inherit = ["mail.alias", "anfragemanager.cached"]

    @api.model
    @tools.ormcache(cache="default")
    def _anfrage_full_names(self):
        """Return the addresses of all aliases."""
        self.flush_model(["alias_full_name"])
        rows = self.env.execute_query(SQL("SELECT alias_full_name FROM mail_alias WHERE alias_full_name IS NOT NULL"))
        return frozenset(name for (name,) in rows)

    @tools.ormcache("self.id", cache="default")
    def _anfrage_address(self):
        """Return the whole address, or False."""
        alias = self.sudo()
        return alias.alias_full_name if alias.alias_name and alias.alias_domain_id else False

    @api.model
    def _anfrage_behind(self, addresses):
        """Return which of our mailboxes are behind the addresses of a mail, and whether any is another alias of Odoo's.

        An address that is no mailbox's is looked up each time: it may have become one just now, and what is kept by
        other processes is emptied a moment later.

        :param frozenset addresses: normalised
        :return: ``(ids of mailboxes, for others: bool)``
        """
        if len(addresses) > FEW_ADDRESSES:
            return self._anfrage_look_up(addresses)
        found = self._anfrage_looked_up(addresses)
        return found if found[0] else self._anfrage_look_up(addresses)

    @api.model
    @tools.ormcache("addresses", cache="default")
    def _anfrage_looked_up(self, addresses):
        return self._anfrage_look_up(addresses)

    @api.model
    def _anfrage_look_up(self, addresses):
        aliases = self.sudo().search(
            Domain("alias_name", "!=", False)
            & (
                Domain("alias_full_name", "in", list(addresses))
                | Domain("alias_incoming_local", "=", True)
                & Domain("alias_name", "in", [address.partition("@")[0] for address in addresses])
            )
        )
        Mailbox = self.env["anfragemanager.mailbox"].sudo().with_context(active_test=False)
        mailboxes = Mailbox.search_fetch([("alias_id", "in", aliases.ids)], ["alias_id"]) if aliases else Mailbox
        return tuple(mailboxes.ids), bool(aliases - mailboxes.alias_id)


class MailTemplate(models.Model):
    _name = "mail.template"
    _inherit = ["mail.template", "anfragemanager.cached"]

    @tools.ormcache("self.id", cache="default")
    def _anfrage_brings_files(self):
        return bool(self.sudo().report_template_ids or self.sudo().attachment_ids)

    def _generate_template_attachments(self, res_ids, render_fields, render_results=None):
        """Do not ask anew for each mail to a prospect whether the template has files of its own."""
        if self.env.context.get("anfrage_compiled_once") and not self._anfrage_brings_files():
            render_fields = set(render_fields) - {"attachment_ids", "report_template_ids"}
        return super()._generate_template_attachments(res_ids, render_fields, render_results)


class AnfragemanagerVerdict(models.Model):
    _inherit = "anfragemanager.verdict"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    @api.model
    @tools.ormcache("company_id", cache="default")
    def _senders(self, company_id):
        """Return of whose mails people said something; one too many, whose mails were deleted, does no harm."""
        verdicts = self.sudo().search_fetch([("company_id", "=", company_id)], ["sender"])
        return frozenset(verdicts.mapped("sender"))
