import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, hmac
from odoo.tools.mail import generate_tracking_message_id

from ..contact.emails import mailbox_key
from .lean import insert

PURPOSES = [
    ("confirmation", "Confirmation"),
    ("reminder", "Reminder"),
    ("expose", "Exposé"),
    ("contract", "Contract"),
    ("access", "Copy of the Data"),
    ("process", "Process"),
    ("notice", "Notice of a Change"),
    ("refusal", "Refusal"),
]
# Where the link of a mail leads, behind the link itself
PATHS = {"expose": "/expose", "contract": "/expose", "access": "/data"}


class AnfragemanagerToken(models.Model):
    """One automatic mail to a prospect and the token in its link.

    Only the SHA-256 of the link's secret is stored. As each automatic mail has exactly one row, the rows also say
    what was sent already (nothing is sent twice) and how much was sent to an address, a domain and overall.
    """

    _name = "anfragemanager.token"
    _description = "Link to a Prospect"
    _inherit = ["anfragemanager.named"]
    _order = "id desc"
    _rec_name = "purpose"

    # Found by the index of what is sent once.
    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, ondelete="cascade")
    # Its own column, because all mails of a company's last hour are counted before each mail.
    company_id = fields.Many2one(related="inquiry_id.company_id", store=True, precompute=True)
    purpose = fields.Selection(PURPOSES, required=True)
    number = fields.Integer(default=0, help="Counts deliberate repetitions by a person.")
    digest = fields.Char(required=True)
    expires_at = fields.Datetime(required=True)
    email_normalized = fields.Char(required=True)
    email_domain = fields.Char(required=True)
    address_key = fields.Char(
        help="Digest by which mails to one mailbox are counted, also when the address was forgotten."
    )
    message_id = fields.Char(index="btree_not_null")
    diverted = fields.Boolean(help="The mail went to the tester of the mailbox; its links open nothing.")

    _digest_uniq = models.UniqueIndex("(digest)", "A link must be unique.")
    _once = models.UniqueIndex("(inquiry_id, purpose, number)", "This mail was already sent.")
    _address_date = models.Index("(address_key, create_date)")
    _email_date = models.Index("(email_normalized, create_date)")
    _date = models.Index("(create_date)")
    _company_date = models.Index("(company_id, create_date)")
    _expired = models.Index("(expires_at)")

    @api.model
    def _issue(self, inquiry, purpose, days, number=0):
        """Create a link for one mail.

        :param int days: how long the link is valid
        :return: ``(token record, secret)``; the secret exists nowhere else than in the mail
        """
        secret = secrets.token_urlsafe(32)
        # A link proves the address it was mailed to: in a test that is the tester's, and nobody's evidence.
        diverted = inquiry.mailbox_id._diverts_to()
        email = diverted or inquiry.email_normalized
        row = {
            "diverted": bool(diverted),
            "inquiry_id": inquiry.id,
            "company_id": inquiry.company_id.id,
            "purpose": purpose,
            "number": number,
            "message_id": generate_tracking_message_id(f"{inquiry.id}-{inquiry._name}"),
            "digest": self._digest(secret),
            "expires_at": fields.Datetime.now() + timedelta(days=max(days, 1)),
            "email_normalized": email,
            "address_key": self._address_key(email),
            "email_domain": email.rpartition("@")[2],
        }
        # Past the ORM: two of them are a fiftieth of the time of an inquiry.
        token = insert(self.browse(), [row])
        self._fields["message_id"]._insert_cache(token, [row["message_id"]])
        inquiry.modified(["token_ids"])
        inquiry.invalidate_recordset(["token_ids"], flush=False)
        return token, secret

    @api.model
    def _resolve(self, secret):
        """Return the token of a link, or an empty recordset when it is unknown or expired. Never raises.

        Unknown and expired are deliberately told apart nowhere: a link reveals nothing.
        """
        token = self._find(secret)
        valid = token and token.expires_at > fields.Datetime.now()
        return token if valid and token._proves_address() else self.browse()

    @api.model
    def _resolve_corrector(self, secret):
        """Return the token of a link from whose page another address was typed and not confirmed yet.

        It proves nothing any more; an honest typo can be corrected with it, a limited number of times.
        """
        token = self._find(secret)
        valid = token and token.expires_at > fields.Datetime.now() and not token._proves_address()
        inquiry = token.inquiry_id
        typed = inquiry.email_typed and not inquiry.confirmed_at and inquiry.state in ("waiting", "aborted")
        return token if valid and typed and token.purpose in ("confirmation", "reminder") else self.browse()

    def _proves_address(self):
        """Whether the link was mailed to the address the inquiry has now: it proves that one and no other."""
        return (self.email_normalized or "") == (self.inquiry_id.email_normalized or "")

    @api.model
    def _find(self, secret):
        """Return the token of a link also when it is expired: to mail a fresh one, never to show anything."""
        token = self._behind(secret)
        return token.browse() if token.diverted else token

    @api.model
    def _behind(self, secret):
        """Return the row of any link, also of one in a test mail, which opens nothing."""
        if not isinstance(secret, str) or not 20 <= len(secret) <= 100 or not secret.isascii():
            return self.browse()
        return self.search([("digest", "=", self._digest(secret))], limit=1)

    @api.model
    def _digest(self, secret):
        return hashlib.sha256(secret.encode()).hexdigest()

    @api.model
    def _address_key(self, email):
        """Return one digest for all spellings of an address that reach the same mailbox (tags, dots, IDN).

        Tags are cut at every provider: where they are part of the name, this counts too much rather than too little.
        """
        return hmac(self.sudo().env, "anfragemanager.address", mailbox_key(email))

    @api.model
    def _look_before(self, company, email, address_key, domain, purpose):
        """Look in the database what stands against an automatic mail, and count those sent, for the limits.

        :return: ``("blacklisted", "stop_list" or "", to this person within 24 hours, of them for this purpose, to the
            domain within an hour, within an hour at all)``, the last two of this company
        """
        self.flush_model(["address_key", "purpose", "email_domain", "company_id", "create_date"])
        self.env["mail.blacklist"].flush_model(["email", "active"])
        self.env["anfragemanager.stop"].flush_model(["company_id", "address_key", "active"])
        now = fields.Datetime.now()
        (found,) = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN EXISTS (SELECT FROM mail_blacklist WHERE active AND email = %(email)s)
                            THEN 'blacklisted'
                            WHEN EXISTS (SELECT FROM anfragemanager_stop
                                          WHERE active AND company_id = %(company)s AND address_key = %(key)s)
                            THEN 'stop_list' ELSE '' END, person.*, company.*
                  FROM (SELECT count(*), count(*) FILTER (WHERE purpose = %(purpose)s)
                          FROM anfragemanager_token
                         WHERE address_key = %(key)s AND create_date >= %(day)s) AS person,
                       (SELECT count(*) FILTER (WHERE email_domain = %(domain)s), count(*)
                          FROM anfragemanager_token
                         WHERE company_id = %(company)s AND create_date >= %(hour)s) AS company
                """,
                email=email or "",
                key=address_key or "",
                domain=domain,
                purpose=purpose,
                company=company.id,
                hour=now - timedelta(hours=1),
                day=now - timedelta(days=1),
            )
        )
        return found
