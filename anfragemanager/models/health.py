"""How the automation is doing, in numbers without personal data: for monitoring systems and for the dashboard."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL, babel_locale_parse, config, hash_sign, ormcache, verify_hash_signed

from . import spool
from .lanes import MAX_LANES, whole_number
from .property import MARKETED

SCOPE = "anfragemanager.health"
NONCE = "anfragemanager.health_nonce"
# Seconds or counts above which something is wrong; the parameter `anfragemanager.health_limit_<name>` overrides one.
LIMITS = {
    "oldest_unprocessed_mail_seconds": 15 * 60,
    "oldest_open_inquiry_seconds": 30 * 60,
    "oldest_unsent_mail_seconds": 60 * 60,
    "failed_mails": 0,
    "failed_inquiries": 10,
    "fetch_last_seconds": 30 * 60,
    "fetch_failing_seconds": 30 * 60,
    "fetch_stopped": 0,
    "fetch_undecided": 0,
    "address_missing": 0,
    "alias_domain_missing": 0,
    "property_missing": 0,
    "outgoing_missing": 0,
    "sender_missing": 0,
    "main_user_gone": 0,
    "unsent_inquiries": 0,
    "brake_engaged": 0,
    "portal_drift": 0,
    "proxy_untold": 0,
    "clock_off_seconds": 60,
}
HELP = {
    "oldest_unprocessed_mail_seconds": "Age of the oldest mail that was received and not yet read.",
    "oldest_open_inquiry_seconds": "How long the oldest inquiry has been due to be worked on.",
    "oldest_unsent_mail_seconds": "Age of the oldest automatic mail that no outgoing server has taken.",
    "unsent_mails": "Automatic mails that no outgoing server has taken.",
    "failed_mails": "Mails that could not be read and are not tried again.",
    "failed_inquiries": "Inquiries that failed for a technical reason.",
    "job_last_run_seconds": "Time since a scheduled job last ended, or did a part of its work.",
    "fetch_last_seconds": "Time since mail was last collected for a mailbox.",
    "fetch_failing_seconds": "How long collecting mail for a mailbox has been failing.",
    "fetch_stopped": "1 when the incoming mail server of a mailbox is not confirmed or archived.",
    "fetch_undecided": "1 when nobody said what becomes of the mails that lie on a mailbox's server already.",
    "send_last_seconds": "Time since an automatic mail of a mailbox last went out.",
    "address_missing": "1 when no mail can reach a mailbox: it has neither an alias nor an incoming server.",
    "alias_domain_missing": "1 when a mailbox has no address and no alias domain exists to give it one.",
    "property_missing": "1 when the company of a mailbox markets no property: none of its inquiries is answered.",
    "outgoing_missing": "1 when no outgoing mail server is set up and nothing was ever sent.",
    "sender_missing": "1 when a mailbox has no sender address of the agency's; its mails are held.",
    "main_user_gone": "1 when the main user of a mailbox has left and somebody stands in.",
    "unsent_inquiries": "Inquiries of a mailbox whose mail no outgoing server has taken at the first attempt.",
    "brake_engaged": "Inquiries of a mailbox that the limits for automatic mails hold back.",
    "portal_drift": "Portals whose mails are read less completely than usual.",
    "proxy_untold": "1 when the asking request came through a proxy, while Odoo's option proxy_mode is off.",
    "clock_off_seconds": "By how much the clocks of the machine that was asked and of the database server differ.",
}
# What a clerk may look into; the rest is an administrator's.
CURES_FOR_CLERKS = (
    "unsent_inquiries",
    "failed_inquiries",
    "failed_mails",
    "brake_engaged",
    "oldest_open_inquiry_seconds",
)
# Where these are mended only who administers Odoo may go; the jobs belong to them, too.
CURES_FOR_SYSTEM = (
    "alias_domain_missing",
    "outgoing_missing",
    "oldest_unsent_mail_seconds",
    "fetch_last_seconds",
    "fetch_failing_seconds",
    "fetch_stopped",
    "fetch_undecided",
)
# Signs of an incoming server that does not hand over its mails.
FETCHING = ("fetch_failing_seconds", "fetch_stopped")
# Fields of a mailbox in which a sign is mended.
CURED_IN = {"address_missing": "alias_name", "sender_missing": "email_from", "main_user_gone": "user_id"}
# What is counted past the ORM.
_COUNTED = {
    "anfragemanager.mail": ["state", "received_at", "next_try"],
    "anfragemanager.inquiry": ["state", "next_try", "attempts", "write_date"],
    "mail.mail": ["state", "create_date", "mail_message_id"],
    "mail.message": ["model"],
    "mail.activity": ["active", "activity_type_id", "res_model"],
}
# A job is late when it missed this many of its turns.
MISSED_TURNS = 3
# Nor is a short one that came a little later.
LATE_SECONDS = 5 * 60
SECONDS_IN = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400, "months": 31 * 86400}

# What failed, as everybody counts their own.
_FAILED = {
    "failed_mails": ("anfragemanager.mail", [("state", "=", "failed"), ("next_try", "=", False)]),
    "failed_inquiries": ("anfragemanager.inquiry", [("state", "=", "failed")]),
}


@dataclass(frozen=True)
class Measure:
    """One number.

    :param name: key of HELP, without the prefix it has in Prometheus' format
    :param value: seconds or a count; None when there is nothing to measure
    :param limit: the value above which something is wrong; None for information only
    :param labels: what is measured, e.g. ``{"mailbox": "3"}``; ids and names of jobs only
    """

    name: str
    value: int | None
    limit: int | None
    labels: dict

    @property
    def exceeded(self):
        return self.limit is not None and self.value is not None and self.value > self.limit


class AnfragemanagerHealth(models.AbstractModel):
    _name = "anfragemanager.health"
    _description = "Health of the Inquiry Manager"

    @api.model
    def _token(self):
        """Return the secret with which a monitoring system asks. It is computed, not stored; see `_renew_token`."""
        return hash_sign(self.sudo().env, SCOPE, self._nonce() or self._renew_token())

    @api.model
    def _renew_token(self):
        """End the token in use and return what the next one is made of."""
        nonce = secrets.token_hex(8)
        self.env["ir.config_parameter"].sudo().set_param(NONCE, nonce)
        return nonce

    @api.model
    def _is_token(self, token):
        nonce = self._nonce()
        try:
            return bool(nonce) and verify_hash_signed(self.sudo().env, SCOPE, token or "") == nonce
        except (ValueError, IndexError, TypeError, OverflowError):  # as Odoo's function answers garbage
            return False

    def _nonce(self):
        return self.env["ir.config_parameter"].sudo().get_param(NONCE)

    @api.model
    def _measures(self):
        """Return every number, in a fixed order: ``[Measure]``. A fixed number of queries, whatever the table sizes."""
        return [*self._work(), *self._jobs(), *self._mailboxes(), self._measure("proxy_untold", self._proxy_untold())]

    def _proxy_untold(self):
        """Behind such a proxy all visitors have one address, and the limit of one visitor is everybody's."""
        return int(bool(request) and "X-Forwarded-For" in request.httprequest.headers and not config["proxy_mode"])

    def _work(self):
        """What waits and what failed, in one query: these numbers are asked for by every open dashboard."""
        now = fields.Datetime.now()
        for model, names in _COUNTED.items():
            self.env[model].flush_model(names)
        drift = self.env["ir.model.data"]._xmlid_to_res_id("anfragemanager.activity_drift")
        (row,) = self.env.execute_query(
            SQL(
                """SELECT (SELECT MIN(received_at) FROM anfragemanager_mail WHERE state = 'received'),
                          (SELECT MIN(write_date) FROM anfragemanager_inquiry
                            WHERE state = 'new' AND (next_try IS NULL OR next_try <= %(now)s OR attempts > 0)),
                          unsent.oldest, unsent.count,
                          (SELECT COUNT(*) FROM anfragemanager_mail WHERE state = 'failed' AND next_try IS NULL),
                          (SELECT COUNT(*) FROM anfragemanager_inquiry WHERE state = 'failed'),
                          (SELECT COUNT(*) FROM mail_activity WHERE active AND activity_type_id = %(drift)s
                              AND res_model = 'anfragemanager.portal'),
                          clock_timestamp() AT TIME ZONE 'utc'
                     FROM (SELECT MIN(outgoing.create_date) AS oldest, COUNT(*) AS count
                             FROM mail_mail outgoing JOIN mail_message message ON message.id = outgoing.mail_message_id
                            WHERE message.model = 'anfragemanager.inquiry'
                              AND outgoing.state IN ('outgoing', 'exception')) unsent""",
                now=now,
                drift=drift or 0,
            )
        )
        unread, waiting, unsent, unsent_count, failed_mails, failed_inquiries, drifting, clock = row
        unread = min(filter(None, (unread, self._oldest_spooled())), default=None)
        return [
            self._measure("oldest_unprocessed_mail_seconds", _age(now, unread)),
            self._measure("oldest_open_inquiry_seconds", _age(now, waiting)),
            self._measure("oldest_unsent_mail_seconds", _age(now, unsent)),
            self._measure("unsent_mails", unsent_count),
            self._measure("failed_mails", failed_mails),
            self._measure("failed_inquiries", failed_inquiries),
            self._measure("portal_drift", drifting),
            self._measure("clock_off_seconds", int(abs((fields.Datetime.now() - clock).total_seconds()))),
        ]

    def _oldest_spooled(self):
        """Return when the oldest mail that the database refused was put aside, or None."""
        oldest = spool.oldest(self.env.cr.dbname)
        return datetime.fromtimestamp(oldest, timezone.utc).replace(tzinfo=None) if oldest else None

    def _jobs(self):
        now = fields.Datetime.now()
        lanes = self.env["anfragemanager.worker"]._lanes()
        unused = tuple(f"cron_process_lane_{lane}" for lane in range(lanes, MAX_LANES))
        self.env["ir.cron"].flush_model()
        jobs = self.env.execute_query(
            SQL(
                # Odoo notes the last call when all is done, which takes long after a crowd; what was done says more.
                """SELECT data.name, job.interval_number, job.interval_type, job.active,
                          GREATEST(job.lastcall, worked.at), job.create_date
                     FROM ir_cron job JOIN ir_model_data data ON data.model = 'ir.cron' AND data.res_id = job.id
                LEFT JOIN (SELECT cron_id, MAX(write_date) AS at
                             FROM (SELECT * FROM ir_cron_progress ORDER BY id DESC LIMIT 1000) AS latest
                            WHERE done > 0 GROUP BY cron_id) AS worked ON worked.cron_id = job.id
                    WHERE data.module = 'anfragemanager' AND NOT data.name = ANY(%s) ORDER BY job.id""",
                list(unused),
            )
        )
        measures = []
        for name, number, unit, active, last, created in jobs:
            limit = max(MISSED_TURNS * number * SECONDS_IN[unit], LATE_SECONDS)
            # A job that never ran is measured from its creation, one that was switched off counts as late.
            age = _age(now, last or created) if active else limit + 1
            measures.append(Measure("job_last_run_seconds", age, limit, {"job": name}))
        return measures

    def _mailboxes(self):
        now = fields.Datetime.now()
        mailboxes = self.env["anfragemanager.mailbox"].search([], order="id", limit=10_000)
        sent, held, unsent = self._numbers_of(mailboxes)
        marketed = self.env["anfragemanager.property"]._read_group(
            [("marketing_state", "in", MARKETED), ("company_id", "in", mailboxes.company_id.ids)], ["company_id"]
        )
        companies = {company for (company,) in marketed}
        domains = self.env["mail.alias.domain"].search_count([], limit=1)
        addressed = mailboxes and not any(map(self._unreached, mailboxes))
        measures = [
            self._measure("outgoing_missing", int(not any(sent.values()) and not self._outgoing_set_up())),
            self._measure("alias_domain_missing", int(not domains and not addressed)),
        ]
        for mailbox in mailboxes:
            labels = {"mailbox": str(mailbox.id)}
            measures.append(self._measure("address_missing", int(self._unreached(mailbox)), labels))
            measures.append(self._measure("sender_missing", int(not mailbox._sender()), labels))
            unmarketed = mailbox.enabled and mailbox.company_id not in companies
            measures.append(self._measure("property_missing", int(unmarketed), labels))
            measures.append(self._measure("main_user_gone", int(mailbox._in_charge() != mailbox.user_id), labels))
            measures.append(self._measure("unsent_inquiries", unsent[mailbox.id], labels))
            measures.append(self._measure("brake_engaged", held[mailbox.id], labels))
            server = mailbox.fetchmail_server_id
            if server and server.server_type != "local":
                stopped = not server.active or server.state != "done"
                measures.append(self._measure("fetch_stopped", int(stopped), labels))
                measures.append(self._measure("fetch_undecided", int(server.anfrage_question), labels))
                if not (stopped or server.anfrage_question):
                    measures.append(
                        self._measure("fetch_last_seconds", _age(now, server.date or server.create_date), labels)
                    )
                    measures.append(self._measure("fetch_failing_seconds", _age(now, server.error_date) or 0, labels))
            measures.append(self._measure("send_last_seconds", _age(now, sent[mailbox.id]), labels))
        return measures

    def _numbers_of(self, mailboxes):
        """Return when each last sent a mail, and how many inquiries it holds back and could not send: three dicts."""
        self.env["anfragemanager.inquiry"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT mailbox.id,
                          GREATEST((SELECT MAX(confirmation_sent_at) FROM anfragemanager_inquiry
                                     WHERE mailbox_id = mailbox.id AND confirmation_sent_at IS NOT NULL),
                                   (SELECT MAX(expose_sent_at) FROM anfragemanager_inquiry
                                     WHERE mailbox_id = mailbox.id AND expose_sent_at IS NOT NULL)),
                          (SELECT COUNT(*) FROM anfragemanager_inquiry
                            WHERE mailbox_id = mailbox.id AND state = 'aborted' AND reason = 'rate_limited'),
                          (SELECT COUNT(*) FROM anfragemanager_inquiry
                            WHERE mailbox_id = mailbox.id AND unsent_note IS NOT NULL)
                     FROM anfragemanager_mailbox mailbox WHERE mailbox.id = ANY(%s)""",
                mailboxes.ids,
            )
        )
        return tuple({row[0]: row[column] for row in rows} for column in (1, 2, 3))

    @api.model
    def _unreached(self, mailbox):
        """Return whether no mail can reach a mailbox. Accounts are named also by something that is no address."""
        return not mailbox.email and not mailbox.sudo().fetchmail_server_id

    @api.model
    def _outgoing_set_up(self):
        """Return whether anybody said where mails go; Odoo's own default is a server on the same machine."""
        configured = config["smtp_server"] not in (False, "", "localhost") or config["smtp_port"] != 25
        return configured or bool(self.env["ir.mail_server"].sudo().search_count([], limit=1))

    def _measure(self, name, value, labels=None):
        limit = LIMITS.get(name)
        if limit is not None:
            own = self.env["ir.config_parameter"].get_param(f"anfragemanager.health_limit_{name}")
            limit = whole_number(own, limit)
        return Measure(name, value, limit, labels or {})

    # ------------------------------------------------------------------ for the dashboard

    @ormcache("minute")
    def _measures_of(self, minute):
        """Return the numbers as they were when somebody first asked in this minute."""
        return tuple(self._measures())

    @api.model
    def _signs(self, fresh=True):
        """Return what is wrong, in the user's words: ``{mailbox id or False: [sign]}``.

        :param bool fresh: measured now; otherwise at most a minute ago, once for all open dashboards

        A sign has `code`, `text`, `label` (what its button does), `action` (the name to hand to `action_cure`, or False
        where the user may do nothing about it), `field` (of the mailbox in which it is mended, or False) and `detail`
        (a server's own words, for who may mend it, or empty).
        """
        minute = fields.Datetime.now().replace(second=0)
        signs = {}
        for measure in self.sudo()._measures() if fresh else self.sudo()._measures_of(minute):
            if measure.exceeded and (measure := self._own_part(measure)).exceeded:
                code = self._sign_code(measure)
                mailbox = int(measure.labels.get("mailbox", 0)) or False
                texts = [sign["text"] for sign in signs.setdefault(mailbox, [])]
                text, detail = self._sign_text(code, measure), ""
                if code in FETCHING:
                    text, detail = self._with_trouble(text, mailbox)
                if text not in texts:
                    action = code if self._may_cure(code) else False
                    field = CURED_IN.get(code, False)
                    sign = {"code": code, "text": text, "action": action, "field": field}
                    signs[mailbox].append({**sign, "label": self._sign_label(code), "detail": detail if action else ""})
        return signs

    def _own_part(self, measure):
        """Return the number without what the user may not see: another company's failures are not theirs."""
        model, domain = _FAILED.get(measure.name, (None, None))
        return replace(measure, value=self.env[model].search_count(domain)) if model else measure

    def _with_trouble(self, text, mailbox_id):
        """Return a sign's text with why and what to do, and the incoming server's own words."""
        server = self.env["anfragemanager.mailbox"].sudo().browse(mailbox_id).fetchmail_server_id
        words = server.error_message
        return (f"{text} {server._anfrage_trouble(words)}", words) if words else (text, "")

    def _sign_label(self, code):
        """Return the verb on the button of a sign: what happens when it is pressed."""
        labels = {
            "oldest_unprocessed_mail_seconds": self.env._("Show the mails"),
            "oldest_open_inquiry_seconds": self.env._("Show the inquiries"),
            "oldest_unsent_mail_seconds": self.env._("Show the unsent mails"),
            "failed_mails": self.env._("Show the mails"),
            "failed_inquiries": self.env._("Show the inquiries"),
            "fetch_last_seconds": self.env._("Check the incoming server"),
            "fetch_failing_seconds": self.env._("Check the incoming server"),
            "fetch_stopped": self.env._("Switch the incoming server on"),
            "address_missing": self.env._("Enter an address"),
            "alias_domain_missing": self.env._("Create a mail domain"),
            "property_missing": self.env._("Go to the properties"),
            "outgoing_missing": self.env._("Set up an outgoing server"),
            "sender_missing": self.env._("Enter a sender"),
            "main_user_gone": self.env._("Choose a main user"),
            "unsent_inquiries": self.env._("Show the inquiries"),
            "brake_engaged": self.env._("Show the inquiries held back"),
            "portal_drift": self.env._("Show the portals"),
        }
        return labels.get(code) or self.env._("Check the scheduled jobs")

    def _may_cure(self, code):
        if code in CURES_FOR_CLERKS:
            return True
        if code in ("proxy_untold", "clock_off_seconds"):
            return False  # It is mended on the machine.
        group = "anfragemanager.group_manager"
        if code in CURES_FOR_SYSTEM or code not in LIMITS:
            group = "base.group_system"
        return self.env.user.has_group(group)

    def _sign_code(self, measure):
        return measure.labels["job"] if measure.name == "job_last_run_seconds" else measure.name

    def _sign_text(self, code, measure):
        locale = babel_locale_parse(self.env.lang or "en_US")
        age = format_timedelta(timedelta(seconds=measure.value or 0), locale=locale)
        if measure.name == "job_last_run_seconds":
            return self.env._("The automation has not run for %s. The server's scheduled jobs stand still.", age)
        texts = {
            "oldest_unprocessed_mail_seconds": self.env._("A received mail has been waiting to be read for %s.", age),
            "oldest_open_inquiry_seconds": self.env._("An inquiry has been waiting to be worked on for %s.", age),
            "oldest_unsent_mail_seconds": self.env._("Automatic mails have not gone out for %s.", age),
            "failed_mails": self.env._("Mails that could not be read: %s.", measure.value),
            "failed_inquiries": self.env._("Inquiries with a technical error: %s.", measure.value),
            "fetch_last_seconds": self.env._("No mail has been collected for %s.", age),
            "fetch_failing_seconds": self.env._("Collecting mail has been failing for %s.", age),
            "fetch_stopped": self.env._("The incoming mail server is switched off: no mail is collected."),
            "fetch_undecided": self.env._("Mails wait on the incoming mail server: decide what becomes of them."),
            "address_missing": self.env._("No address yet: no mail arrives here."),
            "alias_domain_missing": self.env._(
                "No mail domain exists yet: mailboxes cannot get an address. Create it among the alias domains."
            ),
            "property_missing": self.env._("No property is actively marketed: no inquiry is answered."),
            "outgoing_missing": self.env._("No outgoing mail server is set up: nothing can be sent."),
            "sender_missing": self.env._("No sender address of yours: mails to prospects are held back."),
            "main_user_gone": self.env._("The main user has left; tasks go to the deputy or an administrator."),
            "unsent_inquiries": self.env._("Mails to prospects that could not be sent yet: %s.", measure.value),
            "brake_engaged": self.env._("The limit for automatic mails holds back inquiries: %s.", measure.value),
            "portal_drift": self.env._("Portals whose mails are read less completely than usual: %s.", measure.value),
            "clock_off_seconds": self.env._(
                "The clocks of Odoo's machine and of the database server differ by %s: work is done at a wrong time.",
                age,
            ),
            "proxy_untold": self.env._(
                "Odoo stands behind a proxy, but its option proxy_mode is off: all visitors count as one."
            ),
        }
        return texts[code]

    @api.model
    def action_cure(self, code, mailbox_id=False):
        """Return the action that leads to where a sign of trouble is mended.

        :param str code: of a sign
        :param int mailbox_id: the mailbox it stands on
        """
        mailbox = self.env["anfragemanager.mailbox"].browse(mailbox_id or ()).exists()
        if code in ("failed_inquiries", "brake_engaged", "oldest_open_inquiry_seconds", "unsent_inquiries"):
            domain = {
                "failed_inquiries": [("state", "=", "failed")],
                "brake_engaged": [("state", "=", "aborted"), ("reason", "=", "rate_limited")],
                "oldest_open_inquiry_seconds": [("state", "=", "new")],
                "unsent_inquiries": [("unsent_note", "!=", False)],
            }[code]
            return self._open("anfragemanager.action_inquiry", domain + self._of(mailbox))
        if code in ("failed_mails", "oldest_unprocessed_mail_seconds"):
            return self._open("anfragemanager.action_mail", [("state", "in", ("received", "failed"))])
        if code == "oldest_unsent_mail_seconds":
            domain = [("model", "=", "anfragemanager.inquiry"), ("state", "in", ("outgoing", "exception"))]
            return self._open("mail.action_view_mail_mail", domain)
        if code == "outgoing_missing":
            return self._open("base.action_ir_mail_server_list")
        if code == "alias_domain_missing":
            return self._open("mail.mail_alias_domain_action")
        if code == "property_missing":
            return self._open("anfragemanager.action_property", self._of_company(mailbox))
        if code == "portal_drift":
            return self._open("anfragemanager.action_portal")
        if code == "fetch_undecided" and mailbox:
            return mailbox.action_backlog()
        if code in ("fetch_stopped", "fetch_failing_seconds") and mailbox.fetchmail_server_id:
            return mailbox.action_fetch_again()
        if code.startswith("fetch_") and mailbox.fetchmail_server_id:
            return self._form("fetchmail.server", mailbox.fetchmail_server_id.id)
        if code in CURED_IN and mailbox:
            return self._form("anfragemanager.mailbox", mailbox.id)
        return self._open("base.ir_cron_act", [("cron_name", "like", "Inquiry Manager")])

    def _of(self, mailbox):
        return [("mailbox_id", "=", mailbox.id)] if mailbox else []

    def _of_company(self, mailbox):
        return [("company_id", "=", mailbox.company_id.id)] if mailbox else []

    def _open(self, xmlid, domain=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        if domain is not None:
            action["domain"], action["context"] = domain, {}
        return action

    def _form(self, model, record_id):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }


def _age(now, date):
    """Return whole seconds since a date, 0 for dates in the future, or None without a date."""
    return max(int((now - date) / timedelta(seconds=1)), 0) if date else None
