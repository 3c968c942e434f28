"""Indexes whose columns others begin with cost time with each change and find nothing that those do not."""

from odoo.tools import SQL

NEEDLESS = (
    "anfragemanager_inquiry__mail_id_index",
    "anfragemanager_inquiry__mailbox_id_index",
    "anfragemanager_inquiry__property_id_index",
    "anfragemanager_mail__mailbox_id_index",
    "anfragemanager_token__inquiry_id_index",
)


def migrate(cr, _version):
    """Drop them; Odoo keeps what no field asks for any more."""
    for name in NEEDLESS:
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
