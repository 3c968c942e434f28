"""The chain of the ledger: sealing, checking, and erasing what need not be kept any more."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, config, format_datetime, mute_logger

from .automated import logger
from .failure import unless_somebody_else_does

_SECRET = "anfragemanager.ledger_secret"  # noqa: S105 - the name of a parameter
_HEAD = "anfragemanager.ledger_head"
# First key of the advisory lock; any number of ours.
_LOCK = 356312


class AnfragemanagerConsent(models.Model):
    _inherit = "anfragemanager.consent"

    @api.model
    def _ledger_secret(self):
        """Return the key of the chain: from Odoo's configuration file if it stands there, else made once.

        In the configuration file (`anfragemanager_ledger_key`) it is out of reach of who can only write the database.
        """
        given = config.get("anfragemanager_ledger_key")
        if given:
            return str(given).encode()
        parameters = self.env["ir.config_parameter"].sudo()
        secret = parameters.get_param(_SECRET)
        if not secret:
            secret = secrets.token_hex(32)
            parameters.set_param(_SECRET, secret)
        return secret.encode()

    @api.model
    def _seal_of(self, company_id, seq, before, digest):
        message = f"{company_id}|{seq}|{before}|{digest}".encode()
        return hmac.new(self._ledger_secret(), message, hashlib.sha256).hexdigest()

    def _seal_now(self):
        """Seal the ledgers of new entries if nobody else does so at this moment; else a job does it soon."""
        for company in self.company_id:
            sealed = False
            with (
                mute_logger("odoo.sql_db"),
                # Nothing but statements of our own are undone.
                unless_somebody_else_does(self.env.cr, flush=False),
            ):
                sealed = self._seal(company)
            if not sealed:
                self.env["anfragemanager.worker"]._call_job("anfragemanager.cron_ledger_seal")

    @api.model
    def _seal(self, company):
        """Number and seal what is not yet sealed.

        :return: whether it could; not while another transaction seals the same ledger
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT entry.* FROM (SELECT pg_try_advisory_xact_lock(%(lock)s, %(company)s) AS ours) AS lock
                  LEFT JOIN LATERAL (
                       (SELECT id, content_digest, seq, chain_hash FROM anfragemanager_consent
                         WHERE company_id = %(company)s AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1)
                       UNION ALL
                       (SELECT id, content_digest, seq, chain_hash FROM anfragemanager_consent
                         WHERE company_id = %(company)s AND seq IS NULL AND content_digest IS NOT NULL)
                       ) AS entry ON TRUE
                 WHERE lock.ours
                """,
                lock=_LOCK,
                company=company.id,
            )
        )
        found = self.env.cr.fetchall()
        if not found:
            return False
        found = [row for row in found if row[0]]
        seq, before = next(((last, seal) for _id, _digest, last, seal in found if last), (0, ""))
        sealed = []
        for entry_id, digest, last, _seal in sorted(found, key=lambda row: row[0]):
            if not last:
                seq += 1
                before = self._seal_of(company.id, seq, before, digest)
                sealed.append((entry_id, seq, before))
        self._write_sql(("seq", "chain_hash"), sealed)
        return True

    @api.model
    def _check_chain(self, company):
        """Check a company's ledger from its first entry to its last.

        :return: ``{"whole": bool, "count": int, "unsealed": int, "broken_at": int | None, "problem": str}``;
            `broken_at` is the number of the first entry that does not fit
        """
        entries = self.sudo().with_context(active_test=False)
        chained = entries.search([("company_id", "=", company.id), ("seq", "!=", False)], order="seq")
        unsealed = entries.search_count([("company_id", "=", company.id), ("seq", "=", False)])
        result = {"whole": True, "count": len(chained), "unsealed": unsealed, "broken_at": None, "problem": ""}

        def broken(seq, problem):
            return {**result, "whole": False, "broken_at": seq, "problem": problem}

        before = ""
        for expected, entry in enumerate(chained, start=1):
            if entry.seq != expected:
                return broken(expected, self.env._("An entry is missing."))
            if not entry.erased_at and entry._digest() != entry.content_digest:
                return broken(expected, self.env._("The content was changed."))
            seal = self._seal_of(company.id, expected, before, entry.content_digest)
            if not hmac.compare_digest(seal, entry.chain_hash or ""):
                return broken(expected, self.env._("The seal does not fit."))
            before = seal
        noted, _colon, seal = (self._noted_head(company) or "").partition(":")
        if noted.isdecimal() and int(noted):
            last = chained[int(noted) - 1 : int(noted)]
            if last.chain_hash != seal:
                return broken(int(noted), self.env._("Entries at the end are missing."))
        return result

    @api.model
    def _noted_head(self, company):
        return self.env["ir.config_parameter"].sudo().get_param(f"{_HEAD}.{company.id}")

    @api.model
    def _note_head(self, company):
        """Note the end of a whole ledger outside of it, so that cutting entries off is noticed."""
        last = self.sudo().search([("company_id", "=", company.id), ("seq", "!=", False)], order="seq desc", limit=1)
        if last:
            parameters = self.env["ir.config_parameter"].sudo()
            parameters.set_param(f"{_HEAD}.{company.id}", f"{last.seq}:{last.chain_hash}")

    @api.model
    def _cron_seal(self):
        """Seal what could not be sealed at once."""
        self.env.cr.execute("SELECT DISTINCT company_id FROM anfragemanager_consent WHERE seq IS NULL")
        for (company_id,) in self.env.cr.fetchall():
            self._seal(self.env["res.company"].browse(company_id))
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _cron_ledger(self):
        """Nightly: shorten addresses, erase what need not be kept, seal, and check every ledger."""
        self._shorten_technical()
        for (company,) in self.sudo()._read_group([], ["company_id"]):
            self._seal(company)
            self._erase_expired(company)
            company._anfrage_check_ledger()
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _shorten_technical(self):
        """IP addresses lose their last part, browsers their name, seven days after the entry was made."""
        before = fields.Datetime.now() - timedelta(days=7, hours=1)
        self.env.cr.execute(
            SQL(
                """UPDATE anfragemanager_consent SET user_agent = NULL, ip = CASE
                       WHEN ip LIKE '%%:%%' THEN host(network(set_masklen(ip::inet, 48)))
                       ELSE host(network(set_masklen(ip::inet, 24))) END
                   WHERE given_at < %s AND (user_agent IS NOT NULL
                       OR ip <> CASE WHEN ip LIKE '%%:%%' THEN host(network(set_masklen(ip::inet, 48)))
                                     ELSE host(network(set_masklen(ip::inet, 24))) END)""",
                before,
            )
        )
        self.invalidate_model(["ip", "user_agent"])

    @api.model
    def _erase_expired(self, company):
        """Erase the content of entries whose time is over; number, digest and seal stay, so the chain stays whole."""
        self.env.cr.execute(
            SQL(
                """UPDATE anfragemanager_consent SET erased_at = now() AT TIME ZONE 'UTC', text = '', label = NULL,
                       subject = NULL, subject_key = NULL, details = NULL, message_ids = NULL, partner_id = NULL,
                       inquiry_id = NULL, ip = NULL, user_agent = NULL
                   WHERE company_id = %s AND erased_at IS NULL AND seq IS NOT NULL
                       AND retention_until < CURRENT_DATE""",
                company.id,
            )
        )
        erased = self.env.cr.rowcount
        self.invalidate_model()
        return erased


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_ledger_found = fields.Json(
        string="Last Check of the Evidence",
        readonly=True,
        help="What the last check found: when, how many entries, where it is broken and why.",
    )
    anfrage_ledger_state = fields.Char(
        string="Evidence", compute="_compute_anfrage_ledger_state", help="What the last check of the ledger said."
    )
    anfrage_ledger_whole = fields.Boolean(default=True, readonly=True)
    anfrage_record_ip = fields.Boolean(
        string="Record IP Address and Browser",
        help="With each confirmation. Shortened after seven days. Off: neither is recorded.",
    )

    @api.depends("anfrage_ledger_found")
    @api.depends_context("lang", "tz")
    def _compute_anfrage_ledger_state(self):
        """In the reader's language and time; the check at night has neither."""
        for company in self:
            found = company.anfrage_ledger_found
            if not found:
                company.anfrage_ledger_state = self.env._("Not checked yet")
                continue
            when = format_datetime(
                self.env, fields.Datetime.to_datetime(found["when"]), self.env.context.get("tz"), "short"
            )
            if found["broken_at"] is None:
                company.anfrage_ledger_state = self.env._(
                    "%(when)s: whole, %(count)s entries.", when=when, count=found["count"]
                )
            else:
                company.anfrage_ledger_state = self.env._(
                    "%(when)s: broken at entry %(number)s. %(problem)s",
                    when=when, number=found["broken_at"], problem=found["problem"],
                )  # fmt: skip

    def action_anfrage_check_ledger(self):
        """Check the ledger now and say what was found."""
        self.ensure_one()
        user = self.env.user
        if not (self.env.su or user.has_group("anfragemanager.group_manager") and self in user.company_ids):
            raise AccessError(self.env._("Only an administrator of the company checks its evidence."))
        whole = self.sudo()._anfrage_check_ledger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if whole else "danger",
                "message": self.anfrage_ledger_state,
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _anfrage_check_ledger(self):
        """Check the ledger and note what was found; a broken one is also an error in the log.

        :return: whether it is whole
        """
        self.ensure_one()
        Consent = self.env["anfragemanager.consent"]
        found = Consent._check_chain(self)
        if found["whole"]:
            Consent._note_head(self)
        else:
            logger.error("The ledger of company %s is broken at entry %s.", self.id, found["broken_at"])
        noted = {name: found[name] for name in ("count", "broken_at", "problem")}
        noted["when"] = fields.Datetime.to_string(fields.Datetime.now())
        self.write({"anfrage_ledger_found": noted, "anfrage_ledger_whole": found["whole"]})
        return found["whole"]
