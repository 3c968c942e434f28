# Odoo imports the addon as odoo.addons.anfragemanager. Under its own name the rooms that need no Odoo (contact,
# parsing, matching, openimmo) can be used by themselves: tests, benchmarks, scripts.
if __name__.startswith("odoo.addons."):
    from . import controllers, models, wizard
    from .hooks import post_init
