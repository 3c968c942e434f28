"""What each inquiry asks for and hardly ever changes, kept in the registry's cache: see `anfragemanager.cached`."""

from odoo import api, models, tools


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
    def _chosen_portals(self):
        """Return the ids of the portals chosen for this mailbox; empty for all.

        Those that were switched off are among them: else a mailbox for one portal would take all others' when it is.
        """
        return frozenset(self.sudo().with_context(active_test=False).portal_ids.ids)

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
        if {"name", "phone"}.intersection(vals) and self.sudo().with_context(active_test=False).user_ids:
            self.env.registry.clear_cache()
        return super().write(vals)


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["mail.alias.domain", "anfragemanager.cached"]

    @tools.ormcache("self.id", cache="default")
    def _anfrage_addresses(self):
        """Return the addresses for bounces and for what is for nobody else."""
        return tuple(filter(None, (self.sudo().catchall_email, self.sudo().bounce_email)))


class MailAlias(models.Model):
    _name = "mail.alias"
    _inherit = ["mail.alias", "anfragemanager.cached"]

    @tools.ormcache("self.id", cache="default")
    def _anfrage_address(self):
        """Return the whole address, or False."""
        alias = self.sudo()
        return alias.alias_full_name if alias.alias_name and alias.alias_domain_id else False


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
