"""The bytes of received mails: compressed, in pieces, apart from what is written about the mail afterwards."""

import base64
import zlib
from io import BytesIO

from odoo import api, fields, models
from odoo.tools import SQL

# A mail is handled piece by piece, so that a large one needs hardly more memory than it has bytes.
PIECE = 1024 * 1024
LEVEL = 6
# What reading a mail needs of the database beside its row; neither changes after the mail was received.
COLUMNS_TO_READ = (
    SQL("(SELECT data FROM anfragemanager_mail_content WHERE mail_id = anfragemanager_mail.id AND position = 0)"),
    SQL(
        "ARRAY(SELECT id FROM anfragemanager_mail AS other WHERE other.mailbox_id = anfragemanager_mail.mailbox_id"
        " AND other.message_id = anfragemanager_mail.message_id AND other.id < anfragemanager_mail.id ORDER BY id DESC)"
    ),
)
SEEN = "anfragemanager.seen"


def _piece(raw, position):
    """Return one piece of a mail as it is stored."""
    return zlib.compress(memoryview(raw)[position * PIECE : (position + 1) * PIECE], LEVEL)


class AnfragemanagerMailContent(models.Model):
    """One piece of a received mail.

    In rows of its own, because PostgreSQL writes a row anew with each change, and in real bytes: the ORM's binary
    fields hold base64 text, a third larger. `data` is read and written here only.
    """

    _name = "anfragemanager.mail.content"
    _description = "Received Bytes"
    _log_access = False
    _rec_name = "position"

    mail_id = fields.Many2one("anfragemanager.mail", required=True, ondelete="cascade")
    position = fields.Integer(required=True)
    data = fields.Binary(attachment=False, required=True)

    _position_uniq = models.UniqueIndex("(mail_id, position)", "A piece of a mail is kept once.")

    @api.model
    def _keep(self, mail, raw, first=0):
        """Store the bytes of a mail.

        :param bytes raw: the mail as it came
        :param int first: the number of the first piece that is not stored yet
        """
        self.env.flush_all()
        for position in range(first, -(-len(raw) // PIECE)):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO anfragemanager_mail_content (mail_id, position, data) VALUES (%s, %s, %s)",
                    mail.id,
                    position,
                    _piece(raw, position),
                )
            )

    @api.model
    def _bytes_of(self, mail, first=None):
        """Return the bytes of a mail as it came; empty when none are kept.

        :param first: the first piece as it is stored, if it is known
        """
        body = BytesIO()
        if first is not None:
            body.write(zlib.decompress(first))
        for position in range(first is not None, -(-mail.raw_size // PIECE)):
            self.env.cr.execute(
                SQL(
                    "SELECT data FROM anfragemanager_mail_content WHERE mail_id = %s AND position = %s",
                    mail.id,
                    position,
                )
            )
            for (data,) in self.env.cr.fetchall():
                body.write(zlib.decompress(data))
        # Hands its buffer out, where joined pieces would take the place of the mail twice.
        return body.getvalue()


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    raw = fields.Binary(
        compute="_compute_raw",
        groups="anfragemanager.group_user",
        help="The mail as received. Committed before it is read.",
    )

    def _compute_raw(self):
        for mail in self:
            mail.raw = base64.b64encode(mail._bytes()) if mail.id else False

    @api.model_create_multi
    def create(self, vals_list):
        """Store the mails; `raw` is base64, as of any binary field."""
        contents = [base64.b64decode(vals.get("raw") or b"") for vals in vals_list]
        mails = super().create(
            [
                {**{name: value for name, value in vals.items() if name != "raw"}, "raw_size": len(content)}
                if content
                else vals
                for vals, content in zip(vals_list, contents, strict=True)
            ]
        )
        for mail, content in zip(mails, contents, strict=True):
            if content:
                mail._keep_bytes(content)
        return mails

    @api.model
    def _store(self, mailbox, raw, values):
        """Store a new mail and its bytes by one statement, past the ORM, which needs several and ten times as long.

        :param bytes raw: the mail as it came
        :param dict values: of further columns
        :return: the mail
        """
        now = fields.Datetime.now()
        columns = {
            "mailbox_id": mailbox.id,
            "company_id": mailbox._company_id(),
            "raw_size": len(raw),
            **dict.fromkeys(("received_at", "create_date", "write_date"), now),
            "state": "received",
            "needs_review": False,
            **values,
        }
        self.env.cr.execute(
            SQL(
                """
                WITH stored AS (
                     INSERT INTO anfragemanager_mail (%(names)s) VALUES %(values)s RETURNING id
                     ), content AS (
                     INSERT INTO anfragemanager_mail_content (mail_id, position, data)
                     SELECT id, 0, %(data)s FROM stored
                     )
                SELECT id FROM stored
                """,
                names=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL("%s", tuple(columns.values())),
                data=_piece(raw, 0),
            )
        )
        mail = self.browse(self.env.cr.fetchone())
        if len(raw) > PIECE:
            self.env["anfragemanager.mail.content"].sudo()._keep(mail, raw, first=1)
        return mail

    def _keep_bytes(self, raw):
        self.env["anfragemanager.mail.content"].sudo()._keep(self, raw)

    def _bytes(self, first=None):
        """Return the mail as it came. Whoever asks must be allowed to read it; see the field `raw`.

        :param first: the first piece of it, if it is known
        """
        self.ensure_one()
        return self.env["anfragemanager.mail.content"].sudo()._bytes_of(self, first)

    def _seen(self, columns):
        """Keep what was seen of COLUMNS_TO_READ when the mail was locked, until it is read."""
        self.env.cr.cache[SEEN] = (self.id, *columns)

    def _see(self):
        """Return what stands in COLUMNS_TO_READ: the first piece of the bytes or None, ids of earlier copies."""
        seen = self.env.cr.cache.pop(SEEN, None)
        if not seen or seen[0] != self.id:
            columns = SQL(", ").join(COLUMNS_TO_READ)
            self.env.cr.execute(SQL("SELECT id, %s FROM anfragemanager_mail WHERE id = %s", columns, self.id))
            seen = self.env.cr.fetchone()
        return seen[1:]
