from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac

# Nobody means to say the same again so soon.
DOUBLE_SECONDS = 20


class AnfragemanagerAttempt(models.Model):
    """One form sent to a page, counted per visitor and per link for a day; neither can be read here."""

    _name = "anfragemanager.attempt"
    _description = "Form Sent"
    _rec_name = "key"

    key = fields.Char(required=True)

    _key_date = models.Index("(key, create_date)")

    @api.model
    def _allowed(self, purpose, who, most, hours=1):
        """Count one attempt. Those that come at the same time are counted one after the other: see `_take`.

        :param str who: an IP address or the secret of a link; only its keyed digest is kept
        :param int hours: 24 at most, as nothing is kept longer
        :return: whether there were fewer than `most` within the last hours
        """
        key = hmac(self.sudo().env, "anfragemanager.attempt", f"{purpose}|{who}")
        self._take_turn(key)
        since = fields.Datetime.now() - timedelta(hours=hours)
        allowed = self.sudo().search_count([("key", "=", key), ("create_date", ">=", since)], limit=most) < most
        if allowed:
            self.sudo().create({"key": key})
        return allowed

    @api.model
    def _said(self, purpose, who, what=None):
        """Note what somebody sent; return whether the very same came a moment ago, as from a double click.

        The second of two at the same time waits, is repeated by Odoo and sees the first.

        :param str who: see `_allowed`
        :param what: the content, of which only a keyed digest is kept
        """
        key = hmac(self.sudo().env, "anfragemanager.said", repr((purpose, who, what)))
        self._take_turn(key)
        since = fields.Datetime.now() - timedelta(seconds=DOUBLE_SECONDS)
        again = bool(self.sudo().search_count([("key", "=", key), ("create_date", ">=", since)], limit=1))
        if not again:
            self.sudo().create({"key": key})
        return again

    @api.model
    def _take_turn(self, key):
        self.env["anfragemanager.lock"].sudo()._take(int(key[:3], 16))

    @api.autovacuum
    def _gc_attempts(self):
        limit = 10_000
        old = self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=1))], limit=limit)
        old.unlink()
        return len(old), len(old) == limit
