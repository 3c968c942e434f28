from odoo import api, models


class AnfragemanagerCached(models.AbstractModel):
    """What is kept in the registry's cache as long as nobody changes these records.

    The reading rules (`anfragemanager.portal._parsing_rules`), the office hours of the response clock, and what `kept`
    names.
    """

    _name = "anfragemanager.cached"
    _description = "Clears the Cache When Changed"

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
