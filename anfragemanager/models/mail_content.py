"""The bytes of received mails: compressed, in pieces, apart from what is written about the mail afterwards."""

import base64
import zlib
from io import BytesIO

from odoo import api, fields, models
from odoo.tools import SQL

from .lean import insert

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
    def _keep(self, mail, raw):
        """Store the bytes of a mail.

        :param bytes raw: the mail as it came
        """
        self.env.flush_all()
        view = memoryview(raw)
        for position, start in enumerate(range(0, len(raw), PIECE)):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO anfragemanager_mail_content (mail_id, position, data) VALUES (%s, %s, %s)",
                    mail.id,
                    position,
                    zlib.compress(view[start : start + PIECE], LEVEL),
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
        """Store a new mail and its bytes; past the ORM, which needs a twentieth of the time of an inquiry for it.

        :param bytes raw: the mail as it came
        :param dict values: of further columns
        :return: the mail
        """
        row = {
            "mailbox_id": mailbox.id,
            "company_id": mailbox._company_id(),
            "raw_size": len(raw),
            "received_at": fields.Datetime.now(),
            "state": "received",
            "needs_review": False,
            **values,
        }
        mail = insert(self.browse(), [row])
        mail._keep_bytes(raw)
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
