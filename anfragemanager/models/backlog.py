"""What lies unread in an incoming mailbox before it is collected for the first time: counted, and somebody is asked."""

import imaplib
import poplib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import failure, fetch_pause, fetch_reading
from .automated import logger
from .storable import one_line

KIND_FETCH = "anfragemanager.activity_fetch"
# Failing so long, collecting is somebody's task; the card shows it earlier.
PATIENCE = timedelta(hours=1)
# Mails whose date is looked at; of more only the number is said.
LOOKED_AT = 20_000
BATCH = 500
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def imap_date(day):
    """Return a date as IMAP's SEARCH wants it, in English whatever the machine speaks (RFC 3501)."""
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"


@dataclass(frozen=True)
class Backlog:
    """What waits on a server.

    :param count: unread mails
    :param dates: when the server got each of those looked at, UTC, oldest first; empty where it does not say (POP)
    """

    count: int
    dates: tuple

    def older_than(self, days):
        """Return how many came more than so many days ago."""
        limit = datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(days=days)
        return sum(date < limit for date in self.dates)


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    anfrage_question = fields.Boolean(
        string="Waiting Mails Undecided",
        readonly=True,
        copy=False,
        help="Nothing is collected until somebody said what becomes of the mails that lie there already.",
    )
    anfrage_since = fields.Date(
        string="Only Mails From", readonly=True, copy=False, help="Older mails stay on the server, unread."
    )

    def _anfrage_mailboxes(self):
        Mailbox = self.env["anfragemanager.mailbox"].sudo().with_context(active_test=False)
        return Mailbox.search([("fetchmail_server_id", "in", self.ids)])

    def _anfrage_is_new(self, max_age):
        """Return whether nothing was collected from here for longer than mails are answered."""
        limit = fields.Datetime.now() - timedelta(days=max_age or 3)
        return self.server_type != "local" and (not self.date or self.date < limit)

    def button_confirm_login(self):
        new = self.filtered(lambda server: any(map(server._anfrage_is_new, self._ages_of(server))))
        with failure.databases_errors_unhidden():
            done = super().button_confirm_login()
        for server in new:
            mailbox = server._anfrage_mailboxes()[:1]
            server.anfrage_question = bool(server._anfrage_look().count)
            if server.anfrage_question:
                return mailbox.with_env(self.env).action_backlog()
        return done

    def _ages_of(self, server):
        return server._anfrage_mailboxes().mapped("max_age_days")

    def _anfrage_look(self):
        """Look what waits, changing nothing. Raises UserError when the server does not answer.

        :rtype: Backlog
        """
        self.ensure_one()
        return self._anfrage_ask(self._anfrage_count)

    def _anfrage_mark_read(self, before):
        """Mark unread mails that came before a day as read."""
        self._anfrage_ask(lambda connection: self._anfrage_mark(connection, before))

    def _anfrage_ask(self, question):
        connection = None
        try:
            connection = self._connect__(allow_archived=True)
            return question(connection)
        except (OSError, EOFError, imaplib.IMAP4.error, poplib.error_proto, UnicodeError) as error:
            logger.info("Incoming server %s could not be looked into: %s", self.id, type(error).__name__)
            raise UserError(self.env._("The mail server “%s” does not answer as it should.", self.name)) from error
        finally:
            if connection:
                _leave(connection)

    def _anfrage_count(self, connection):
        if self._get_connection_type() != "imap":
            return Backlog(connection.stat()[0], ())
        numbers = _unread(connection, readonly=True)
        dates = []
        for start in range(0, min(len(numbers), LOOKED_AT), BATCH):
            _answer, rows = connection.fetch(b",".join(numbers[start : start + BATCH]).decode(), "(INTERNALDATE)")
            dates += filter(None, map(_internal_date, rows))
        return Backlog(len(numbers), tuple(sorted(dates)))

    def _anfrage_mark(self, connection, before):
        numbers = _unread(connection, f"BEFORE {imap_date(before)}")
        for start in range(0, len(numbers), BATCH):
            connection.store(b",".join(numbers[start : start + BATCH]).decode(), "+FLAGS.SILENT", "\\Seen")

    # collecting

    def _fetch_mail(self, *args, **kwargs):
        """Collect, but neither where somebody has yet to decide nor where it failed just now.

        What fails for long becomes a task.
        """
        ready = self.filtered(lambda server: not server.anfrage_question)
        if self.env.context.get("cron_id"):
            # A person who presses the button wants it tried.
            ready = ready.filtered(lambda server: not fetch_pause.rests(server))
        result = super(FetchmailServer, ready)._fetch_mail(*args, **kwargs)
        for server in ready.exists():
            fetch_pause.note(server)
        for server in self.exists():
            failing = server.error_date and fields.Datetime.now() - server.error_date >= PATIENCE
            if failing or server.state != "done" or fetch_reading.unreadable(server):
                server._anfrage_mailboxes()._warn_of_fetching(server)
            elif not server.error_date:
                server._anfrage_mailboxes()._fetching_works()
        return result

    def fetch_mail(self):
        if self.anfrage_question:
            return self._anfrage_mailboxes()[:1].with_env(self.env).action_backlog()
        return super().fetch_mail()


def _unread(connection, *more, readonly=False):
    connection.select(readonly=readonly)
    # Asked in other words than the collector's, whose question `anfrage_since` narrows.
    _answer, data = connection.search(None, "UNSEEN", *more)
    return data[0].split() if data and data[0] else []


def _internal_date(row):
    found = re.search(rb'INTERNALDATE "[^"]+"', row if isinstance(row, bytes) else b"".join(row or ()))
    moment = imaplib.Internaldate2tuple(found[0]) if found else None
    return datetime(*moment[:6]).astimezone(timezone.utc).replace(tzinfo=None) if moment else None


def _leave(connection):
    try:
        connection.logout() if isinstance(connection, imaplib.IMAP4) else connection.quit()
    except (OSError, EOFError, imaplib.IMAP4.error, poplib.error_proto):
        logger.debug("A mail server did not say goodbye.")


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    backlog_undecided = fields.Boolean(compute="_compute_backlog_undecided")

    def _compute_backlog_undecided(self):
        for mailbox in self:
            mailbox.backlog_undecided = mailbox.sudo().fetchmail_server_id.anfrage_question

    @api.model_create_multi
    def create(self, vals_list):
        mailboxes = super().create(vals_list)
        if not self.env.su:
            mailboxes._ask_about_backlog()
        return mailboxes

    def write(self, vals):
        done = super().write(vals)
        if vals.get("fetchmail_server_id") and not self.env.su:
            self._ask_about_backlog()
        return done

    def _ask_about_backlog(self):
        """A person connected a server: nothing is collected before it was said what becomes of what lies there."""
        for mailbox in self.sudo():
            server = mailbox.fetchmail_server_id
            if server.state == "done" and server._anfrage_is_new(mailbox.max_age_days):
                server.anfrage_question = True

    def action_backlog(self):
        """Show what waits on the mailbox's server and ask what becomes of it."""
        self.ensure_one()
        wizard = self.env["anfragemanager.backlog"]._looking_at(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mails That Wait Already"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_fetch_again(self):
        """Try a server again that Odoo switched off or that fails, and collect from it at once if it answers."""
        self.ensure_one()
        server = self.fetchmail_server_id
        server.check_access("write")
        try:
            server.active = True
            asked = server._anfrage_test()
        except UserError as error:
            return self._say(str(error), "danger", self.env["anfragemanager.health"]._form(server._name, server.id))
        server.write({"error_date": False, "error_message": False})
        self.sudo()._fetching_works()
        self.env["anfragemanager.worker"]._job("mail.ir_cron_mail_gateway_action").sudo()._trigger()
        if isinstance(asked, dict):
            return asked
        return self._say(self.env._("The mail server answers; mails are collected again."), "success")

    def _say(self, text, kind, following=None):
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": kind, "sticky": kind == "danger", "next": following or reload},
        }

    def _warn_of_fetching(self, server):
        """One task for the administrator while mails are not collected: what to do, and the server's own words."""

        def reason(env):
            words, unreadable = server.error_message, fetch_reading.unreadable(server)
            if unreadable and not words:
                return env._(
                    "The mail server cannot hand out some unread mails: %s. The others are collected. Open these in "
                    "another mail program, or ask your provider.",
                    unreadable,
                )
            if not words:
                return env._("It was switched off.")
            details = env._("Details: %s", one_line(words))
            return f"{server.with_env(env)._anfrage_trouble(words)} {details}"

        self._administrators_task(KIND_FETCH, lambda env: env._("Mails are not collected"), reason)

    def _fetching_works(self):
        for mailbox in self:
            mailbox = mailbox.with_env(mailbox._automation_env())
            if mailbox.activity_search([KIND_FETCH]):
                mailbox.activity_feedback([KIND_FETCH], feedback=mailbox.env._("Mails are collected again."))
