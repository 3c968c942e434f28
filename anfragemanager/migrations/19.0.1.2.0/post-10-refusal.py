"""The refusal said of every property that it is let or given away; whoever left it as it came gets the new one."""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)

# What the template of 19.0.1.1.0 told apart, and that of today does not.
OLD = "marketing_type in ('rent', 'lease')"


def migrate(cr, _version):
    """Reset the template by Odoo's own way to its file; one that a person changed is left and named in the log."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref("anfragemanager.mail_template_refusal", raise_if_not_found=False)
    if not template or OLD not in (template.with_context(lang="en_US").body_html or ""):
        return
    if template.write_uid.id == SUPERUSER_ID:
        template.reset_template()
    else:
        _logger.warning("The mail template of the refusal was changed here; it says that each property is let or sold.")
