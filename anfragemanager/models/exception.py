import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .portal import split_lines


class AnfragemanagerException(models.Model):
    """A rule of a mailbox for inquiries that are not to be handled as the others."""

    _name = "anfragemanager.exception"
    _description = "Exception Rule"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10, help="The first rule that applies counts.")
    active = fields.Boolean(default=True)
    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, index=True, ondelete="cascade")
    effect = fields.Selection(
        [("stop", "No automation"), ("address_only", "Create the address only"), ("no_expose", "No exposé")],
        required=True,
        default="stop",
    )
    addresses = fields.Text(
        help="E-mail addresses or domains, one per line: max@example.org, example.org or *.example.org "
        "(with sub-domains)."
    )
    portal_ids = fields.Many2many("anfragemanager.portal", string="Portals")
    marketing_type = fields.Selection(
        lambda self: self.env["anfragemanager.property"]._fields["marketing_type"]._description_selection(self.env)
    )
    property_domain = fields.Char(string="Properties", help="Conditions on the property.")

    @api.constrains("addresses", "portal_ids", "marketing_type", "property_domain")
    def _check_criteria(self):
        for rule in self:
            rule._check_readable()
            if not (rule.addresses or rule.portal_ids or rule.marketing_type or rule._domain()):
                raise ValidationError(
                    self.env._(
                        "The exception “%s” needs at least one condition, or it would stop every inquiry.", rule.name
                    )
                )
            for entry in split_lines(rule.addresses):
                if "." not in entry or " " in entry:
                    raise ValidationError(self.env._("“%s” is neither an e-mail address nor a domain.", entry))

    def _check_readable(self):
        """Refuse conditions on what the writer may not read: tried out, they would answer questions about it."""
        try:
            self.env["anfragemanager.property"].with_user(self.env.uid).search(self._domain(), limit=1)
        except (ValueError, AccessError) as error:
            raise ValidationError(self.env._("The property conditions of “%s” cannot be read.", self.name)) from error

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

    def _applies(self, inquiry):
        """Return whether all conditions of the rule hold for the inquiry."""
        self.ensure_one()
        if self.addresses and not self._matches_address(inquiry.email_normalized):
            return False
        if self.portal_ids and inquiry.portal_id not in self.portal_ids:
            return False
        if self.marketing_type and inquiry.property_id.marketing_type != self.marketing_type:
            return False
        domain = self._domain()
        return not domain or bool(inquiry.property_id and inquiry.property_id.filtered_domain(domain))

    def _matches_address(self, email):
        if not email:
            return False
        host = email.rpartition("@")[2]
        for entry in split_lines(self.addresses):
            if "@" in entry.lstrip("@"):
                if entry == email:
                    return True
            elif entry.startswith("*."):
                if host == entry[2:] or host.endswith(entry[1:]):
                    return True
            elif host == entry.lstrip("@"):
                return True
        return False
