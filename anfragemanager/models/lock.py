from odoo import fields, models


class AnfragemanagerLock(models.Model):
    """Rows on which two workers with the same person meet; see `inquiry._lock_person`."""

    _name = "anfragemanager.lock"
    _description = "Processing Lock"
    _log_access = False
    _rec_name = "turn"

    turn = fields.Integer()
