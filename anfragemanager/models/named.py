from odoo import api, models


class AnfragemanagerNamed(models.AbstractModel):
    """A record named by one of its choices, in the reader's language; Odoo would show the key that is stored."""

    _name = "anfragemanager.named"
    _description = "Named by a Choice"

    @api.depends(lambda self: (self._rec_name,) if self._rec_name else ())
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields[self._rec_name]._description_selection(self.env))
        for record in self:
            record.display_name = labels.get(record[self._rec_name])
