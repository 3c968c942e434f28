from odoo import api, models


class AnfragemanagerFenced(models.AbstractModel):
    """A record nobody moves to where they have no say, e.g. a picture to another company's property, and that names
    nothing its writer may not see: what acts on it later has other rights.

    Odoo checks its rules before a change, not what becomes of the record.
    """

    _name = "anfragemanager.fenced"
    _description = "Stays Where Its Writer May Write"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_seen(vals)
        return super().create(vals_list)

    def write(self, vals):
        named = self._check_seen(vals)
        result = super().write(vals)
        if named:
            self.check_access("write")
        return result

    def _check_seen(self, vals):
        """Refuse to name a record the writer may not see; return whether any is named."""
        if self.env.su:
            return False
        fields = [field for field in map(self._fields.get, vals) if field and field.type == "many2one"]
        for field in fields:
            if vals[field.name]:
                self.env[field.comodel_name].browse(vals[field.name]).check_access("read")
        return bool(fields)
