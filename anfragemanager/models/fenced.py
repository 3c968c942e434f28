from odoo import api, models


class AnfragemanagerFenced(models.AbstractModel):
    """A record nobody moves to where they have no say, e.g. a picture to another company's property, and that names
    nothing its writer may not see: what acts on it later has other rights.

    Odoo checks its rules before a change, not what becomes of the record; and whatever a record names is shown with its
    name, and led on from by computed fields, with all rights. So dialogs are fenced, too.
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

    def onchange(self, values, field_names, fields_spec):
        self._check_seen(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_seen(self, vals):
        """Refuse to name a record the writer may not see; return whether any is named.

        :param dict vals: as for `create` and `write`, or as a form sends them, with records that do not exist yet in it
        """
        if self.env.su:
            return False
        named = [self._fields[name] for name in vals if name in self._fields and self._fields[name].type == "many2one"]
        for field in named:
            number, inner = vals[field.name], None
            if isinstance(number, dict):
                number, inner = number.get("id"), number
            if number and isinstance(number, int):  # a record not yet saved has another
                self.env[field.comodel_name].browse(number).check_access("read")
            self._check_inner(field, inner)
        for name, commands in vals.items():
            field = self._fields.get(name)
            for command in commands or () if field and field.type in ("one2many", "many2many") else ():
                if isinstance(command, (list, tuple)) and len(command) == 3:
                    self._check_inner(field, command[2])
        return bool(named)

    def _check_inner(self, field, vals):
        """Check the values of a record within this one."""
        comodel = self.env[field.comodel_name]
        if isinstance(vals, dict) and isinstance(comodel, self.env.registry["anfragemanager.fenced"]):
            comodel._check_seen(vals)
