from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..parsing import Portal, Rules


class AnfragemanagerPortal(models.Model):
    """A portal that sends inquiries; `code` is the one the reader reports."""

    _name = "anfragemanager.portal"
    _description = "Real Estate Portal"
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="The short name under which the reader reports this portal.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Inquiries of a portal that is switched off are kept, but not handled automatically."
    )
    sender_domains = fields.Text(
        help="Additional sender addresses or domains of this portal, one per line. The portal's usual senders are built in."
    )
    subject_patterns = fields.Text(
        help="Additional words or phrases by which a subject of this portal is recognised, one per line."
    )
    utm_source_id = fields.Many2one(
        "utm.source", string="Source", ondelete="restrict", help="Origin noted on contacts created from this portal."
    )
    color = fields.Integer()

    _code_uniq = models.Constraint("unique(code)", "There is already a portal with this code.")

    @api.constrains("sender_domains")
    def _check_sender_domains(self):
        for portal in self:
            for entry in split_lines(portal.sender_domains):
                if "." not in entry or " " in entry:
                    raise ValidationError(
                        self.env._("“%s” is neither an e-mail address nor a domain such as portal.de.", entry)
                    )

    @api.model
    def _for_code(self, code):
        """Return the portal record for a code of the reader, also when it is archived.

        :param str | None code: see PORTALS; None stands for an unknown sender, which counts as a website
        """
        return self.with_context(active_test=False).search([("code", "=", code or "website")], limit=1)

    @api.model
    def _parsing_rules(self, mailbox):
        """Return what the administrator added to the built-in reading rules, for one mailbox."""
        return Rules(
            portals=tuple(
                Portal(
                    code=portal.code,
                    name=portal.name,
                    senders=tuple(split_lines(portal.sender_domains)),
                    subjects=tuple(split_lines(portal.subject_patterns)),
                )
                for portal in self.with_context(active_test=False).search([])
                if portal.sender_domains or portal.subject_patterns
            ),
            trusted_authserv=tuple(split_lines(mailbox.company_id.anfrage_trusted_authserv)),
            own_domains=mailbox._own_domains(),
        )


def split_lines(text):
    """Return the non-empty lines (or comma separated entries) of a settings text, trimmed and in lower case."""
    return [
        entry.strip().lower() for line in (text or "").splitlines() for entry in line.replace(";", ",").split(",")
        if entry.strip()
    ]
