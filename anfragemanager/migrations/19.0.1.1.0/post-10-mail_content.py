"""The bytes of mails that 19.0.1.0.0 kept as base64 text in `anfragemanager.mail.raw` go where they are kept now."""

import base64
import logging

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

_logger = logging.getLogger(__name__)

TABLE, COLUMN = "anfragemanager_mail", "raw"
BATCH = 200


def migrate(cr, _version):
    """Carry the mails over, one in memory at a time; the column goes when the last one is read back as it was."""
    if not column_exists(cr, TABLE, COLUMN):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    moved, last = 0, 0
    while ids := _next(cr, last):
        for mail in env["anfragemanager.mail"].browse(ids):
            _carry_over(cr, mail)
        env.invalidate_all()
        moved, last = moved + len(ids), ids[-1]
        _logger.info("Received mails carried over: %s", moved)
    cr.execute("ALTER TABLE anfragemanager_mail DROP COLUMN raw")


def _next(cr, last):
    """Return the ids of the next mails whose bytes are still in the old column only."""
    cr.execute(
        """
        SELECT mail.id FROM anfragemanager_mail AS mail
         WHERE mail.id > %s AND mail.raw IS NOT NULL
           AND NOT EXISTS (SELECT FROM anfragemanager_mail_content AS content WHERE content.mail_id = mail.id)
         ORDER BY mail.id LIMIT %s
        """,
        [last, BATCH],
    )
    return [mail_id for (mail_id,) in cr.fetchall()]


def _carry_over(cr, mail):
    cr.execute("SELECT raw FROM anfragemanager_mail WHERE id = %s", [mail.id])
    raw = base64.b64decode(bytes(cr.fetchone()[0]))
    # The size is what tells how many pieces to read.
    cr.execute("UPDATE anfragemanager_mail SET raw_size = %s WHERE id = %s", [len(raw), mail.id])
    mail.invalidate_recordset()
    mail._keep_bytes(raw)
    if mail._bytes() != raw:
        raise ValueError(f"Received mail {mail.id} could not be carried over unchanged; nothing was upgraded.")
