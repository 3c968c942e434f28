from odoo import fields, models


class AnfragemanagerMatchKey(models.Model):
    """A key under which a contact is found by the duplicate check; see `matching.blocking_keys`."""

    _name = "anfragemanager.match.key"
    _description = "Match Key of a Contact"
    _log_access = False
    _rec_name = "key"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", help="The contact's, so that a look-up reads this index alone.")
    key = fields.Char(required=True)

    _lookup = models.Index("(key) INCLUDE (partner_id, company_id)")
