"""How the automation is doing, in numbers without personal data: for monitoring systems and for the dashboard."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import babel_locale_parse, config, hash_sign, verify_hash_signed

from . import spool
from .property import MARKETED
from .worker import MAX_LANES

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
}
HELP = {
    "oldest_unprocessed_mail_seconds": "Age of the oldest mail that was received and not yet read.",
    "oldest_open_inquiry_seconds": "How long the oldest inquiry has been due to be worked on.",
    "oldest_unsent_mail_seconds": "Age of the oldest automatic mail that no outgoing server has taken.",
    "unsent_mails": "Automatic mails that no outgoing server has taken.",
    "failed_mails": "Mails that could not be read and are not tried again.",
    "failed_inquiries": "Inquiries that failed for a technical reason.",
    "job_last_run_seconds": "Time since a scheduled job last ended well.",
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
# Fields of a mailbox in which a sign is mended.
CURED_IN = {"address_missing": "alias_name", "sender_missing": "email_from", "main_user_gone": "user_id"}
# A job is late when it missed this many of its turns.
MISSED_TURNS = 3
# A long turn is not late.
LATE_SECONDS = 15 * 60
SECONDS_IN = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400, "months": 31 * 86400}


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
        return [*self._work(), *self._jobs(), *self._mailboxes()]

    def _work(self):
        now = fields.Datetime.now()
        Mail, Inquiry = self.env["anfragemanager.mail"], self.env["anfragemanager.inquiry"]
        unread = Mail.search([("state", "=", "received")], order="received_at, id", limit=1).received_at
        spooled = self._oldest_spooled()
        due = Domain("next_try", "=", False) | Domain("next_try", "<=", now)
        waiting_for_work = Inquiry.search(Domain("state", "=", "new") & due, order="write_date, id", limit=1).write_date
        unsent = Domain("model", "=", "anfragemanager.inquiry") & Domain("state", "in", ("outgoing", "exception"))
        Outgoing = self.env["mail.mail"]
        unread = min(filter(None, (unread, spooled)), default=None)
        oldest_unsent = Outgoing.search(unsent, order="create_date, id", limit=1).create_date
        return [
            self._measure("oldest_unprocessed_mail_seconds", _age(now, unread)),
            self._measure("oldest_open_inquiry_seconds", _age(now, waiting_for_work)),
            self._measure("oldest_unsent_mail_seconds", _age(now, oldest_unsent)),
            self._measure("unsent_mails", Outgoing.search_count(unsent)),
            self._measure("failed_mails", Mail.search_count([("state", "=", "failed"), ("next_try", "=", False)])),
            self._measure("failed_inquiries", Inquiry.search_count([("state", "=", "failed")])),
            self._measure("portal_drift", self._drifting_portals()),
        ]

    def _oldest_spooled(self):
        """Return when the oldest mail that the database refused was put aside, or None."""
        ages = [path.stat().st_mtime for path in spool.held(self.env["anfragemanager.worker"]._spool())]
        return datetime.fromtimestamp(min(ages), timezone.utc).replace(tzinfo=None) if ages else None

    def _drifting_portals(self):
        kind = self.env.ref("anfragemanager.activity_drift", raise_if_not_found=False)
        return self.env["mail.activity"].search_count(
            [("res_model", "=", "anfragemanager.portal"), ("activity_type_id", "=", kind.id if kind else 0)]
        )

    def _jobs(self):
        now = fields.Datetime.now()
        own = self.env["ir.model.data"].search(
            [("module", "=", "anfragemanager"), ("model", "=", "ir.cron")], limit=100
        )
        names = {data.res_id: data.name for data in own}
        measures = []
        lanes = self.env["anfragemanager.worker"]._lanes()
        unused = {f"cron_process_lane_{lane}" for lane in range(lanes, MAX_LANES)}
        for job in self.env["ir.cron"].with_context(active_test=False).browse(names).exists().sorted("id"):
            if names[job.id] in unused:
                continue
            limit = max(MISSED_TURNS * job.interval_number * SECONDS_IN[job.interval_type], LATE_SECONDS)
            # A job that never ran is measured from its creation, one that was switched off counts as late.
            age = _age(now, job.lastcall or job.create_date) if job.active else limit + 1
            measures.append(Measure("job_last_run_seconds", age, limit, {"job": names[job.id]}))
        return measures

    def _mailboxes(self):
        now = fields.Datetime.now()
        mailboxes = self.env["anfragemanager.mailbox"].search([], order="id", limit=10_000)
        sent = {
            mailbox.id: max(filter(None, dates), default=None)
            for mailbox, *dates in self.env["anfragemanager.inquiry"]._read_group(
                [("mailbox_id", "in", mailboxes.ids)],
                ["mailbox_id"],
                ["confirmation_sent_at:max", "expose_sent_at:max"],
            )
        }
        held = dict(
            self.env["anfragemanager.inquiry"]._read_group(
                [("state", "=", "aborted"), ("reason", "=", "rate_limited")], ["mailbox_id"], ["__count"]
            )
        )
        unsent = dict(
            self.env["anfragemanager.inquiry"]._read_group([("unsent_note", "!=", False)], ["mailbox_id"], ["__count"])
        )
        marketed = self.env["anfragemanager.property"]._read_group(
            [("marketing_state", "in", MARKETED), ("company_id", "in", mailboxes.company_id.ids)], ["company_id"]
        )
        companies = {company for (company,) in marketed}
        domains = self.env["mail.alias.domain"].search_count([], limit=1)
        addressed = mailboxes and all(mailbox.email for mailbox in mailboxes)
        measures = [
            self._measure("outgoing_missing", int(not any(sent.values()) and not self._outgoing_set_up())),
            self._measure("alias_domain_missing", int(not domains and not addressed)),
        ]
        for mailbox in mailboxes:
            labels = {"mailbox": str(mailbox.id)}
            measures.append(self._measure("address_missing", int(not mailbox.email), labels))
            measures.append(self._measure("sender_missing", int(not mailbox._sender()), labels))
            unmarketed = mailbox.enabled and mailbox.company_id not in companies
            measures.append(self._measure("property_missing", int(unmarketed), labels))
            measures.append(self._measure("main_user_gone", int(mailbox._in_charge() != mailbox.user_id), labels))
            measures.append(self._measure("unsent_inquiries", unsent.get(mailbox, 0), labels))
            measures.append(self._measure("brake_engaged", held.get(mailbox, 0), labels))
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
            measures.append(self._measure("send_last_seconds", _age(now, sent.get(mailbox.id)), labels))
        return measures

    def _outgoing_set_up(self):
        """Return whether anybody said where mails go; Odoo's own default is a server on the same machine."""
        configured = config["smtp_server"] not in (False, "", "localhost") or config["smtp_port"] != 25
        return configured or bool(self.env["ir.mail_server"].sudo().search_count([], limit=1))

    def _measure(self, name, value, labels=None):
        limit = LIMITS.get(name)
        if limit is not None:
            own = self.env["ir.config_parameter"].get_param(f"anfragemanager.health_limit_{name}")
            limit = int(own) if own and own.isdigit() else limit
        return Measure(name, value, limit, labels or {})

    @api.model
    def _report(self):
        """Return the numbers for JSON: ``{"status": "pass" | "fail", "measures": [{name, value, limit, labels}]}``."""
        measures = self._measures()
        return {
            "status": "fail" if any(measure.exceeded for measure in measures) else "pass",
            "measures": [asdict(measure) | {"exceeded": measure.exceeded} for measure in measures],
        }

    @api.model
    def _report_prometheus(self):
        """Return the numbers in Prometheus' text format (version 0.0.4) and whether a limit is passed."""
        measures = self._measures()
        lines, explained = [], set()
        for measure in sorted(measures, key=lambda one: one.name):
            name = f"anfragemanager_{measure.name}"
            if measure.value is None:
                continue
            if name not in explained:
                explained.add(name)
                lines += [f"# HELP {name} {HELP[measure.name]}", f"# TYPE {name} gauge"]
            labels = ",".join(f'{key}="{value}"' for key, value in measure.labels.items())
            lines.append(f"{name}{{{labels}}} {measure.value}" if labels else f"{name} {measure.value}")
        return "\n".join(lines) + "\n", any(measure.exceeded for measure in measures)

    # ------------------------------------------------------------------ for the dashboard

    @api.model
    def _signs(self):
        """Return what is wrong, in the user's words: ``{mailbox id or False: [sign]}``.

        A sign has `code`, `text`, `label` (what its button does), `action` (the name to hand to `action_cure`, or False
        where the user may do nothing about it) and `field` (of the mailbox in which it is mended, or False).
        """
        signs = {}
        for measure in self.sudo()._measures():
            if measure.exceeded:
                code = self._sign_code(measure)
                mailbox = int(measure.labels.get("mailbox", 0)) or False
                texts = [sign["text"] for sign in signs.setdefault(mailbox, [])]
                text = self._sign_text(code, measure)
                if text not in texts:
                    action = code if self._may_cure(code) else False
                    field = CURED_IN.get(code, False)
                    sign = {"code": code, "text": text, "action": action, "field": field}
                    signs[mailbox].append({**sign, "label": self._sign_label(code)})
        return signs

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
