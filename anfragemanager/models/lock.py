import zlib

from odoo import api, fields, models
from odoo.tools import SQL

# Records that few inquiries have, in the order of the statement in `_lock_row`.
HANGING_ON = ("bundled_ids", "activity_ids", "duplicate_ids", "consent_ids")


class AnfragemanagerLock(models.Model):
    """Rows on which two workers with the same person meet; see `inquiry._lock_person`."""

    _name = "anfragemanager.lock"
    _description = "Processing Lock"
    _log_access = False
    _rec_name = "turn"

    turn = fields.Integer()

    @api.model
    def _take(self, number):
        """Make two workers with the same number wait for each other: the later one is repeated and sees what was done.

        Under REPEATABLE READ an update of a row that another transaction changed meanwhile fails and is retried,
        which an advisory lock would not do.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO anfragemanager_lock (id, turn) VALUES (%s, 0) "
                "ON CONFLICT (id) DO UPDATE SET turn = anfragemanager_lock.turn + 1",
                number,
            ),
            # Whoever comes second is no error.
            log_exceptions=False,
        )


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _person_bucket(self):
        """Return one of 4096 numbers, the same for all inquiries of one person to one company."""
        who = self.address_key or self.last_name or self.phone or ""
        return zlib.crc32(f"{self.company_id.id}:{who}".encode()) % 4096

    def _lock_person(self):
        """Make two workers with the same person wait for each other: the later one is repeated and sees the contact."""
        self.env["anfragemanager.lock"]._take(self._person_bucket())

    def _lock_row(self):
        """Lock the inquiry for a web request: the second of two waits, is repeated by Odoo and sees what the first did.

        Odoo's own lock refuses at once, so that a double click would end on an error page.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT EXISTS (SELECT FROM anfragemanager_inquiry WHERE bundle_id = inquiry.id),
                       EXISTS (SELECT FROM mail_activity WHERE res_model = %s AND res_id = inquiry.id),
                       EXISTS (SELECT FROM anfragemanager_duplicate WHERE inquiry_id = inquiry.id),
                       EXISTS (SELECT FROM anfragemanager_consent WHERE inquiry_id = inquiry.id)
                  FROM anfragemanager_inquiry AS inquiry WHERE id = %s FOR UPDATE
                """,
                self._name,
                self.id,
            )
        )
        found = self.env.cr.fetchone()
        # What is not there need not be read one by one.
        for name, there in zip(HANGING_ON, found or (), strict=False):
            if not there:
                self._fields[name]._insert_cache(self, [()])
