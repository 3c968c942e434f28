from odoo import api, models


class AnfragemanagerReadingRules(models.AbstractModel):
    """What the reading rules are built from; a change makes `anfragemanager.portal._parsing_rules` build them anew."""

    _name = "anfragemanager.reading.rules"
    _description = "Part of the Reading Rules"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
