from odoo import api, models
from odoo.fields import Command

# Commands that name a record which is there already; who takes one away shows nothing of it.
NAMING = (Command.UPDATE, Command.LINK)


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

    @api.model
    def default_get(self, fields):
        # The web client says in the context what a new record begins with, and that is anything a caller likes.
        values = super().default_get(fields)
        self._check_seen(values)
        return values

    def _check_seen(self, vals):
        """Refuse to name a record the writer may not see; return whether one is named that this one belongs to.

        :param dict vals: as for `create` and `write`, or as a form sends them, with records that do not exist yet in it
        """
        if self.env.su:
            return False
        belongs = False
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and field.type == "many2one":
                belongs = True
                self._check_one(field, value)
            elif field and field.type in ("one2many", "many2many"):
                self._check_many(field, value)
        return belongs

    def _check_one(self, field, value):
        number, inner = (value.get("id"), value) if isinstance(value, dict) else (value, None)
        self._check_numbers(field, [number])
        self._check_inner(field, inner)

    def _check_many(self, field, value):
        """Check commands, or what a default may be as well: a list of numbers."""
        for command in value if isinstance(value, (list, tuple)) else ():
            if not isinstance(command, (list, tuple)):
                self._check_numbers(field, [command])
                continue
            kind, number, inner = (*command, None, None, None)[:3]
            if kind in NAMING:
                self._check_numbers(field, [number])
            elif kind == Command.SET:
                self._check_numbers(field, inner)
            self._check_inner(field, inner)

    def _check_numbers(self, field, numbers):
        # A record not yet saved has another kind of number.
        known = [number for number in numbers or () if number and isinstance(number, int)]
        if known:
            self.env[field.comodel_name].browse(known).check_access("read")

    def _check_inner(self, field, vals):
        """Check the values of a record within this one."""
        comodel = self.env[field.comodel_name]
        if isinstance(vals, dict) and isinstance(comodel, self.env.registry["anfragemanager.fenced"]):
            comodel._check_seen(vals)


class MailActivity(models.Model):
    """Odoo names what an activity is about with all rights, also in a form that anybody fills in with a number."""

    _inherit = "mail.activity"

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        ours = self.filtered(lambda activity: not activity.id and str(activity.res_model).startswith("anfragemanager."))
        hidden = self.browse()
        for activity in ours:
            about = self.env[activity.res_model].with_user(self.env.uid).browse(activity.res_id)
            if about.id and not about.has_access("read"):
                hidden += activity
        hidden.res_name = False
        return super(MailActivity, self - hidden)._compute_res_name()
