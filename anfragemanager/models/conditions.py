"""Conditions on an inquiry that an administrator sets: which portal, which property."""

import ast
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


@dataclass(frozen=True)
class Condition:
    """One condition of a rule.

    :param label: what it is about, in the user's language
    :param domain: which inquiries it holds for
    :param seen: what one inquiry has there, for an explanation
    :param about_property: whether that is something of its property, which not everybody may read
    """

    label: str
    domain: Domain
    seen: str = ""
    about_property: bool = False

    def holds(self, inquiry):
        """Whether it holds for an inquiry."""
        return bool(inquiry.filtered_domain(self.domain))


class AnfragemanagerConditions(models.AbstractModel):
    """What exceptions and processes have in common: for which portals and properties they hold."""

    _name = "anfragemanager.conditions"
    _description = "Conditions on an Inquiry"

    name = fields.Char(required=True)
    portal_ids = fields.Many2many("anfragemanager.portal", string="Portals")
    marketing_type = fields.Selection(
        lambda self: self.env["anfragemanager.property"]._fields["marketing_type"]._description_selection(self.env)
    )
    property_ids = fields.Many2many("anfragemanager.property", string="These Properties")
    property_domain = fields.Char(string="Properties", help="Conditions on the property.")

    @api.constrains("property_domain", "property_ids")
    def _check_readable(self):
        """Refuse conditions on what the writer may not read: tried out, they would answer questions about it."""
        Property = self.env["anfragemanager.property"].with_user(self.env.uid)
        for rule in self:
            rule.property_ids.with_user(self.env.uid).check_access("read")
            try:
                Property.search(rule._domain(), limit=1)
            except (ValueError, AccessError) as error:
                raise ValidationError(
                    self.env._("The property conditions of “%s” cannot be read.", rule.name)
                ) from error

    def _named(self, name):
        """Return the records a condition names, archived ones among them: without them it would hold for all."""
        return self.with_context(active_test=False)[name]._origin.with_env(self.env)

    def _domain(self):
        """Return the property conditions as a list, empty when there are none. Raises ValidationError on nonsense."""
        if not self.property_domain:
            return []
        try:
            domain = ast.literal_eval(self.property_domain)
            Domain(domain).validate(self.env["anfragemanager.property"])
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise ValidationError(self.env._("The property conditions of “%s” cannot be read.", self.name)) from error
        return domain

    def _conditions(self, inquiry=None):
        """Return the conditions that are set, all of which have to hold.

        :param inquiry: the one they are asked about; with it each condition says what it saw
        :rtype: list[Condition]
        """
        self.ensure_one()
        prop = inquiry.property_id if inquiry else self.env["anfragemanager.property"]
        number = inquiry._property_number() if inquiry else ""
        found = []
        portals, properties = self._named("portal_ids"), self._named("property_ids")
        if portals:
            wanted = Domain("portal_id", "in", portals.ids)
            found.append(Condition(self.env._("Portal"), wanted, inquiry.portal_id.name or "" if inquiry else ""))
        if self.marketing_type:
            wanted = Domain("property_id.marketing_type", "=", self.marketing_type)
            label = prop._selection_label("marketing_type") if prop else ""
            found.append(Condition(self.env._("Marketing type"), wanted, label or "", about_property=True))
        if properties:
            wanted = Domain("property_id", "in", properties.ids)
            found.append(Condition(self.env._("These properties"), wanted, number, about_property=True))
        domain = self._domain()
        if domain:
            wanted = Domain("property_id", "any", domain)
            found.append(Condition(self.env._("Conditions on the property"), wanted, number, about_property=True))
        return found
