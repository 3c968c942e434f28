from odoo import models


class AnfragemanagerFenced(models.AbstractModel):
    """A record nobody moves to where they have no say, e.g. a picture to another company's property.

    Odoo checks its rules before a change, not what becomes of the record.
    """

    _name = "anfragemanager.fenced"
    _description = "Stays Where Its Writer May Write"

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and any(self._fields[name].type == "many2one" for name in vals if name in self._fields):
            self.check_access("write")
        return result
