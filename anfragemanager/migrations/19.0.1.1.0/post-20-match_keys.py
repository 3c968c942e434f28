"""Contacts are prepared anew for the duplicate check at once, not with the next daily run."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Call the job that does it, in the background."""
    api.Environment(cr, SUPERUSER_ID, {}).ref("anfragemanager.cron_keys")._trigger()
