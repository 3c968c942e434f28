"""While an inquiry waits for its prospect: others of the same address wait with it, it is reminded, it expires."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..contact.emails import same_mailbox
from ..contact.text import fold
from .automated import automated
from .inquiry import ADDRESS_FIELDS
from .steps import go, stop

# Who has confirmed an address is not asked again for a while, though the inquiry was not carried out yet.
CONFIRMATION_HOLDS_DAYS = 30


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _waiting_of_address(self):
        """Return the inquiry of the same address that waits for confirmation already."""
        return self._others_of_address()[0]

    def _others_of_address(self):
        """Return the inquiry of the same address that waits for confirmation already, and the latest that got it.

        Who waits may have written the address in another way; what was confirmed is this very address.
        """
        # By SQL, for which what is not yet written of this one itself need not be.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, state = 'waiting' FROM anfragemanager_inquiry
                 WHERE company_id = %(company)s AND address_key = %(key)s AND id <> %(inquiry)s
                   AND (state = 'waiting' AND bundle_id IS NULL
                        OR confirmed_at >= %(since)s AND email_normalized = %(email)s
                           AND reason IS DISTINCT FROM 'declined' AND reason IS DISTINCT FROM 'withdrawn')
                 ORDER BY confirmed_at DESC, date DESC, id DESC
                """,
                company=self.company_id.id,
                key=self.address_key or None,
                inquiry=self.id,
                since=fields.Datetime.now() - timedelta(days=CONFIRMATION_HOLDS_DAYS),
                email=self.email_normalized or None,
            )
        )
        waiting = self.browse([id_ for id_, waits in rows if waits][:1])
        return waiting, self.browse([id_ for id_, waits in rows if not waits][:1])

    def _names_same(self, other):
        """Return whether both name one person, as far as they name any: of a family each confirms for oneself."""
        pairs = ((self[name] or "", other[name] or "") for name in ("first_name", "last_name"))
        return all(not mine or not theirs or fold(mine) == fold(theirs) for mine, theirs in pairs)

    def _confirmed_as(self, earlier, note):
        """Take the confirmation of an earlier inquiry for this one, with what its prospect stated."""
        stated = {
            name: earlier[name] for name in ADDRESS_FIELDS if name != "email" and not self[name] and earlier[name]
        }
        self.write({**self._convert_to_write(stated), "confirmed_at": earlier.confirmed_at})
        return go(note)

    def _part_from_others(self):
        """Let go those who wait with this one under another spelling that may be another person's: a link proves the
        address it was mailed to, and what its reader does speaks for no other."""
        mine = self.email_normalized or ""
        apart = self.bundled_ids.filtered(lambda other: not same_mailbox(mine, other.email_normalized or ""))
        apart._leave_bundle()

    def _leave_bundle(self):
        self._left_waiting()._ask_for_itself()
        self.bundle_id = False

    def _left_waiting(self):
        """Return which of these wait for nothing but the inquiry they are bundled with."""
        return self.filtered(lambda other: other.state == "waiting" or other._is_decided_with_another())

    def _ask_for_itself(self):
        """Whom an inquiry waited with is gone: it goes on alone; nobody else would ever take it up."""
        if self:
            self.write({"bundle_id": False, "state": "new", "reason": False, "next_step": "known_address"})
            self.env["anfragemanager.worker"].sudo()._wake(self)

    @automated
    def _expire(self):
        """The prospect did not confirm in time."""
        self._apply_outcome("confirmation", stop("expired", "not_confirmed"))
        self._sync_bundle()

    @automated
    def _remind(self):
        """Remind once, if the mailbox wants it."""
        mailbox = self.mailbox_id
        self._ensure_language()
        if self._is_blacklisted() or self._on_stop_list() or self._limit_reached("reminder"):
            return  # The next hour may look again.
        days = max((self.expires_at - fields.Datetime.now()).days, 1)
        self._send("reminder", mailbox.reminder_template_id or mailbox.confirmation_template_id, days)
        self._trace("confirmation", "waiting", note=self.env._("Reminder to %s", self.email))

    def _sync_bundle(self, **arguments):
        """Carry along the inquiries that waited with this one.

        :param arguments: what their steps are called with, see `_run`: what holds for this one's prospect, who waits
            for a page, holds for theirs, who is the same
        """
        bundled = self.bundled_ids.filtered(lambda follower: follower.state in ("waiting", "aborted", "expired"))
        if not bundled or self.state == "waiting":
            return
        if self.partner_id:
            for follower in bundled:
                self._copy_decisions(follower)
                follower.write(
                    {"partner_id": self.partner_id.id, "state": "new", "reason": False, "next_step": "address"}
                )
                follower._trace("confirmation", "ok", note=self.env._("Continues with: %s", self.display_name))
                follower._run(**arguments)
            bundled.bundle_id = False
        elif self.state in ("aborted", "expired"):
            bundled.write({"state": self.state, "reason": self.reason, "next_step": self.next_step})

    def _promote_bundle(self):
        """The leader of a bundle was stopped by a person: the others ask, or are decided on, for themselves."""
        for follower in self.bundled_ids._left_waiting():
            follower.write({"bundle_id": False, "state": "new", "reason": False, "next_step": "known_address"})
            follower._run()
