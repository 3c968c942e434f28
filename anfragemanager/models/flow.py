"""The flow: from a raw mail to a qualified contact and an exposé, step after step in the order in which it happens.

Each step decides one thing and returns an `Outcome`; `_run` writes it down as one line of the trace and goes on. A step
runs in a savepoint of its own: what it did before it failed is undone, what earlier steps did stays. Expected problems
are outcomes, unexpected exceptions become the state `failed` and are tried again, and errors of the database are
raised so that the whole transaction is repeated.
"""

import base64
import logging
import os
import re
import textwrap
import time
import traceback
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, config, email_normalize, hash_sign, mute_logger, plaintext2html, verify_hash_signed
from odoo.tools.mail import email_normalize_all

from ..parsing import parse
from .reading_words import field_in_words, warning_in_words
from .real_estate_property import normalize_reference

_logger = logging.getLogger(__name__)

# Read by mail systems so that nobody's autoresponder answers (RFC 3834; the second is Exchange's).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
BACKOFF_MINUTES = (5, 30, 120, 480, 1440)
COLLISION_SECONDS = 5
DELIVERY_SECONDS = 60
VERIFIED_FACTOR = 5
HEAD_LIMIT = 256 * 1024
RECIPIENT_HEADERS = re.compile(
    rb"^(?:To|Cc|Bcc|Delivered-To|X-Original-To|Envelope-To|X-Envelope-To|X-Forwarded-To|Resent-To|Apparently-To)"
    rb":((?:[^\n]*)(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
CONFIRMATION_BEGIN, CONFIRMATION_END = "-----BEGIN ANFRAGE-----", "-----END ANFRAGE-----"
CONFIRMATION_SCOPE = "anfragemanager.confirmation"
ADDRESS_FIELDS = ("salutation", "first_name", "last_name", "phone", "mobile", "street", "zip", "city", "email")
# Stops at which a person has to do something; the others are settled by what was configured.
STOPS_WITH_TASK = ("duplicate", "ambiguous", "no_email", "alias_email", "undeliverable")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step decided.

    :param next_step: the step to go on with; None ends the run
    :param result: key of the trace's OUTCOMES
    :param state: new state of the inquiry when the run ends here, else None
    :param reason: why it ends, see REASONS
    :param note: what was seen, for the clerk
    """

    next_step: str | None = None
    result: str = "ok"
    state: str | None = None
    reason: str | None = None
    note: str = ""


def go(next_step, note="", result="ok"):
    """Go on with another step."""
    return Outcome(next_step, result=result, note=note)


def skip(next_step, note=""):
    """The step had nothing to do."""
    return Outcome(next_step, result="skipped", note=note)


def stop(state, reason, note=""):
    """The run ends here."""
    return Outcome(None, result="waiting" if state == "waiting" else "stopped", state=state, reason=reason, note=note)


class AnfragemanagerFlow(models.AbstractModel):
    _name = "anfragemanager.flow"
    _description = "Flow of an Inquiry"

    # ================================================================== 1 receive

    @api.model
    def _addressees(self, raw, model=None):
        """Return for which of our mailboxes a raw mail is, and whether other recipients of this system wait for it.

        Reads the recipients' headers only, with bounded effort, because nothing in a mail can be trusted to parse.

        :return: ``(mailboxes, for others: bool)``
        """
        Mailbox = self.env["anfragemanager.mailbox"].with_context(active_test=False)
        chosen = self.env.context.get("anfrage_mailbox_id")
        if chosen:
            return Mailbox.browse(chosen), False
        head = raw[:HEAD_LIMIT].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        addresses = {
            found.decode("ascii").lower()
            for header in RECIPIENT_HEADERS.findall(head)
            for found in ADDRESS.findall(header)
        }
        aliases = self.env["mail.alias"].search(
            Domain("alias_name", "!=", False)
            & (
                Domain("alias_full_name", "in", list(addresses))
                | Domain("alias_incoming_local", "=", True)
                & Domain("alias_name", "in", [address.partition("@")[0] for address in addresses])
            )
        )
        mailboxes = Mailbox.search([("alias_id", "in", aliases.ids)]) if aliases else Mailbox
        for_others = bool(aliases - mailboxes.alias_id)
        if not mailboxes:
            server_id = self.env.context.get("default_fetchmail_server_id")
            mailboxes = Mailbox.search([("fetchmail_server_id", "=", server_id)], limit=1) if server_id else Mailbox
        if not mailboxes and model == "anfragemanager.inquiry":
            mailboxes = self._default_mailbox()
        return mailboxes, for_others

    @api.model
    def _default_mailbox(self, mailbox_id=None):
        Mailbox = self.env["anfragemanager.mailbox"].with_context(active_test=False)
        return Mailbox.browse(mailbox_id or ()).exists() or Mailbox.search(
            [], order="active desc, sequence, id", limit=1
        )

    @api.model
    def _receive(self, raw, mailbox):
        """Store a raw mail in a transaction of its own and wake the worker. Never fails for a reason in the mail.

        When even the database refuses it, the bytes go to a spool folder, from which the worker takes them up.

        :return: whether the database holds the mail
        """
        Mail = self.env["anfragemanager.mail"]
        fingerprint, message_id = Mail._fingerprint_of(raw)
        try:
            # The database's own error would print the statement, and with it the mail, into the log.
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                same = env["anfragemanager.mail"].search(
                    [("mailbox_id", "=", mailbox.id), ("fingerprint", "=", fingerprint)], limit=1
                )
                if same:
                    _logger.info("Mail %s was delivered again to mailbox %s and is kept once.", same.id, mailbox.id)
                    return True
                env["anfragemanager.mail"].create(
                    {
                        "mailbox_id": mailbox.id,
                        "raw": base64.b64encode(raw),
                        "raw_size": len(raw),
                        "message_id": message_id,
                        "fingerprint": fingerprint,
                    }
                )
                env.ref("anfragemanager.cron_process")._trigger()
        except psycopg2.errors.UniqueViolation:
            _logger.info("A mail was delivered to mailbox %s twice at the same time and is kept once.", mailbox.id)
            return True
        except Exception as error:
            path = self._spool() / f"{mailbox.id}-{fingerprint}.eml"
            _logger.error("A mail could not be stored (%s); it is kept as %s.", type(error).__name__, path)
            part = path.with_suffix(".part")
            with part.open("wb") as spooled:
                spooled.write(raw)
                spooled.flush()
                os.fsync(spooled.fileno())
            part.rename(path)
            return False
        return True

    @api.model
    def _spool(self):
        folder = Path(config["data_dir"]) / "anfragemanager" / self.env.cr.dbname
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    @api.model
    def _take_up_spool(self):
        """Store the mails that the database once refused."""
        for path in sorted(self._spool().glob("*.eml")):
            mailbox_id = path.stem.partition("-")[0]
            mailbox = self._default_mailbox(int(mailbox_id) if mailbox_id.isdigit() else None)
            # Deleted only when it is stored: a process killed in between receives the same mail once more.
            if mailbox and self._receive(path.read_bytes(), mailbox):
                path.unlink(missing_ok=True)

    @api.model
    def _deliver(self, raw, mailbox):
        """Hand a raw mail to the mail gateway as a mail server would, and carry it through the flow at once.

        :return: ``(mail, inquiries)``
        """
        self.env["mail.thread"].with_context(anfrage_mailbox_id=mailbox.id).message_process(None, raw)
        # The mail was committed by another transaction, which this one sees only after it ended itself.
        self.env["ir.cron"]._commit_progress()
        fingerprint, _message_id = self.env["anfragemanager.mail"]._fingerprint_of(raw)
        mail = self.env["anfragemanager.mail"].search(
            [("mailbox_id", "=", mailbox.id), ("fingerprint", "=", fingerprint)], limit=1
        )
        unread, new = Domain("state", "=", "received"), Domain("state", "=", "new")
        deadline = time.monotonic() + DELIVERY_SECONDS
        while True:
            # A worker of a running server may have been quicker; then this waits for what it does.
            self._guarded(self._work_on_mail, mail, unread)
            for inquiry in mail.inquiry_ids.filtered_domain(new):
                self._guarded(self._work_on_inquiry, inquiry, new)
            self.env["ir.cron"]._commit_progress()
            self.env.invalidate_all()
            settled = mail.state != "received" and not mail.inquiry_ids.filtered_domain(new)
            if settled or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        return mail, mail.inquiry_ids

    # ================================================================== the worker

    @api.model
    def _cron_process(self):
        """Read what arrived and carry every due inquiry on, one transaction each."""
        Mail, Inquiry = self.env["anfragemanager.mail"], self.env["anfragemanager.inquiry"]
        now = fields.Datetime.now()
        due = Domain("next_try", "=", False) | Domain("next_try", "<=", now)
        mail_domain = (
            Domain("state", "in", ("received", "failed")) & due & Domain("attempts", "<", len(BACKOFF_MINUTES))
        )
        retry = Domain("state", "in", ("failed", "aborted")) & Domain("next_try", "<=", now)
        inquiry_domain = (Domain("state", "=", "new") & due) | retry
        for killer in Mail.search(
            Domain("state", "=", "received") & Domain("attempts", ">=", len(BACKOFF_MINUTES)) & due
        ):
            self._reading_failed(killer, RuntimeError(self.env._("Reading this mail ended the process several times.")))
        for killer in Inquiry.search(
            Domain("state", "=", "new") & Domain("attempts", ">=", 2 * len(BACKOFF_MINUTES)) & due
        ):
            killer_error = RuntimeError(self.env._("Working on this inquiry ended the process several times."))
            self._failed(killer, killer.next_step, killer_error)
        mails, inquiries = Mail.search(mail_domain, order="id"), Inquiry.search(inquiry_domain, order="id")
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=len(mails) + len(inquiries)):
            return
        for mail in mails:
            mail = mail[0]  # no prefetching across commits
            read = self._guarded(self._work_on_mail, mail, mail_domain)
            inquiries |= read or Inquiry
            if not progress._commit_progress(1, remaining=None):
                progress._commit_progress(remaining=1)
                return
        for inquiry in inquiries:
            self._guarded(self._work_on_inquiry, inquiry[0], inquiry_domain)
            if not progress._commit_progress(1):
                progress._commit_progress(remaining=1)
                return

    @api.model
    def _guarded(self, work, record, domain):
        """Do one piece of work in its own transaction; a database error repeats only this piece, later.

        Whatever else goes wrong with one record is logged and does not keep the others from being worked on.
        """
        try:
            return work(record, domain)
        except (psycopg2.OperationalError, psycopg2.IntegrityError) as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.info("%s %s is taken up again after %s.", record._name, record.id, type(error).__name__)
            # Whoever came in between may change the same row again; then the next regular run finds it.
            with suppress(psycopg2.OperationalError), self.env.cr.savepoint():
                if record.exists():
                    self._put_off(record, error)
            return None
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.error("%s %s could not be worked on: %s", record._name, record.id, _where(error))
            return None

    @api.model
    def _put_off(self, record, error):
        """Two workers met over one person: the later one is repeated in some seconds, not counted against a mail."""
        if record._name == "anfragemanager.mail":
            attempts = max(record.attempts - 1, 0)
        elif record.attempts < 2 * len(BACKOFF_MINUTES):
            attempts = record.attempts + 1
        else:
            return self._failed(record, record.next_step, error)
        next_try = fields.Datetime.now() + timedelta(seconds=COLLISION_SECONDS * max(attempts, 1))
        record.write({"attempts": attempts, "next_try": next_try})
        return self.env.ref("anfragemanager.cron_process")._trigger(at=next_try)

    @api.model
    def _work_on_mail(self, mail, domain):
        """Lock and read one mail; another worker's mails are left alone."""
        if not mail.try_lock_for_update().filtered_domain(domain):
            return self.env["anfragemanager.inquiry"]
        # Counted before reading, so that a mail which kills the process does so a limited number of times.
        mail.attempts += 1
        mail.next_try = fields.Datetime.now() + timedelta(minutes=BACKOFF_MINUTES[mail.attempts - 1])
        self.env["ir.cron"]._commit_progress()
        if not mail.try_lock_for_update() or mail.state == "processed":
            return self.env["anfragemanager.inquiry"]
        return self._read_mails(mail)

    @api.model
    def _work_on_inquiry(self, inquiry, domain):
        """Lock one inquiry and carry it on; another worker's inquiries are left alone."""
        if not inquiry.try_lock_for_update().filtered_domain(domain):
            return
        # Counted before, as with mails; the count is taken back in the transaction that does the work.
        attempts = inquiry.attempts
        next_try = fields.Datetime.now() + timedelta(minutes=BACKOFF_MINUTES[0])
        inquiry.write({"attempts": attempts + 1, "next_try": next_try})
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        if inquiry.try_lock_for_update() and inquiry.next_try == next_try:
            inquiry.write({"state": "new", "next_try": False, "attempts": attempts})
            self._run(inquiry)

    # ================================================================== 2 read

    @api.model
    def _read_mails(self, mails):
        """Read mails and create their inquiries; a mail that cannot be handled is `failed`, visible and tried again.

        :return: the inquiries created
        """
        inquiries = self.env["anfragemanager.inquiry"]
        for mail in mails:
            if mail.kind == "confirmation":
                continue  # What was confirmed counts once.
            try:
                with self.env.cr.savepoint():
                    inquiries |= self._for_mailbox(mail.mailbox_id)._read(mail)
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                raise
            except Exception as error:
                self.env.invalidate_all()
                self._reading_failed(mail, error)
        return inquiries.with_env(self.env)

    @api.model
    def _read(self, mail):
        raw = base64.b64decode(mail.with_context(bin_size=False).raw or b"")
        parsed = parse(raw, self._parsing_rules(mail.mailbox_id))
        read_before = mail.kind
        mail.write(
            {
                "state": "processed",
                "error": False,
                "next_try": False,
                "kind": parsed.kind,
                "portal_id": self._portal(parsed).id,
                "format": parsed.format,
                "sender": _line(parsed.from_address),
                "subject": _line(parsed.subject),
                "sent_at": _naive_utc(parsed.date),
                "sender_check": parsed.auth,
                "parsed": _storable(parsed.to_dict()),
                "text": _text(parsed.text),
                "warnings": _text("\n".join(warning_in_words(self.env, warning) for warning in parsed.warnings)),
            }
        )
        stub = mail.inquiry_ids.filtered(lambda inquiry: inquiry.next_step == "read")
        signed = _signed_block(parsed.text or "")
        if signed:
            stub.unlink()
            return self._confirmed_by_mail(mail, signed)
        if parsed.kind == "inquiry":
            return self._create_inquiries(mail, parsed, stub)
        stub.unlink()
        # A report or an answer had its effect when it was read first; reading it again must not repeat it.
        if parsed.kind == "bounce" and not read_before:
            self._handle_bounce(parsed, mail.mailbox_id)
        if parsed.kind in ("bounce", "reply") and not read_before:
            self._forward_to_gateway(raw)
        return self.env["anfragemanager.inquiry"]

    @api.model
    def _parsing_rules(self, mailbox):
        return self.env["anfragemanager.portal"]._parsing_rules(mailbox)

    @api.model
    def _portal(self, parsed):
        if parsed.portal or parsed.kind == "inquiry":
            # Mails of a portal's own marketing keep their portal, too: a new layout first looks like one of them.
            return self.env["anfragemanager.portal"]._for_code(parsed.portal)
        return self.env["anfragemanager.portal"]

    @api.model
    def _create_inquiries(self, mail, parsed, stub):
        Inquiry = self.env["anfragemanager.inquiry"]
        existing = set((mail.inquiry_ids - stub).mapped("position"))
        if self._is_copy(mail, parsed):
            stub.unlink()
            return Inquiry
        created = Inquiry
        for position, read in enumerate(parsed.inquiries):
            if position in existing:
                continue
            values = {
                **self._inquiry_values(mail.mailbox_id, read),
                "mailbox_id": mail.mailbox_id.id,
                "mail_id": mail.id,
                "position": position,
                "portal_id": mail.portal_id.id,
                "date": mail.received_at,
                "next_step": "gate",
            }
            if stub and position == stub.position:
                stub.write(
                    {**values, "state": "new", "reason": False, "reason_note": False, "attempts": 0, "next_try": False}
                )
                inquiry = stub
            else:
                inquiry = Inquiry.create(values)
            created |= inquiry
            self._trace(inquiry, "receive", "ok", note=self.env._("Mail from %s", mail.sender or "?"))
            note = self.env._("%(portal)s, %(format)s", portal=mail.portal_id.name or "–", format=parsed.format or "–")
            if inquiry.conflicts:
                names = [str(conflict.get("field")) for conflict in inquiry.conflicts]
                disagreeing = ", ".join(field_in_words(self.env, name) for name in names)
                note += "\n" + self.env._("The mail contradicts itself about: %s", disagreeing)
            self._trace(inquiry, "read", "ok", note="\n".join(filter(None, [note, mail.warnings])))
        return created

    @api.model
    def _is_copy(self, mail, parsed):
        """Return whether the same mail came before by another way (same Message-ID, same content read)."""
        if not mail.message_id:
            return False
        content = _storable(parsed.to_dict())["inquiries"]
        for other in self.env["anfragemanager.mail"].search(
            [("mailbox_id", "=", mail.mailbox_id.id), ("message_id", "=", mail.message_id), ("id", "<", mail.id)]
        ):
            if (other.parsed or {}).get("inquiries") == content:
                mail.copy_of_id = other
                return True
        return False

    @api.model
    def _inquiry_values(self, mailbox, read):
        """Translate what was read into values of an inquiry."""
        country = self.env["res.country"].search([("code", "=", read.country)], limit=1) if read.country else None
        values = {
            name: _line(getattr(read, name))
            for name in (
                "title",
                "first_name",
                "last_name",
                "email",
                "phone",
                "mobile",
                "street",
                "zip",
                "city",
                "external_id",
            )
        }
        return {
            **values,
            "salutation": read.salutation,
            "company_name": _line(read.company),
            "email_is_alias": read.email_is_alias,
            "country_id": country.id if country else False,
            "message": _text(read.message),
            "property_refs": _storable(list(read.property_refs)),
            "wishes": _storable(list(read.wishes)),
            "preferred_contact": _storable(list(read.preferred_contact)),
            "disclosure": _storable(dict(read.disclosure)),
            "origin": _storable(dict(read.origin)),
            "conflicts": _storable([dict(conflict) for conflict in read.conflicts]),
            "lang": self._lang_code(read.language, mailbox),
        }

    @api.model
    def _lang_code(self, language, mailbox):
        """Return the installed language for an ISO 639 code, else the mailbox's."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        if language and not (mailbox.lang or "").startswith(language):
            for code in installed:
                if code.split("_")[0] == language:
                    return code
        return mailbox.lang if mailbox.lang in installed else installed[0]

    @api.model
    def _mind_language(self, inquiry):
        """Odoo refuses everything in a language that was switched off meanwhile."""
        if inquiry.lang not in dict(self.env["res.lang"].get_installed()):
            inquiry.lang = self._lang_code(None, inquiry.mailbox_id)

    @api.model
    def _reading_failed(self, mail, error):
        """Keep a mail that could not be read where people look: as a failed mail and a failed inquiry."""
        attempts = max(mail.attempts, 1)
        again = attempts < len(BACKOFF_MINUTES)
        mail.write(
            {
                "state": "failed",
                "error": self._describe(error),
                "next_try": fields.Datetime.now() + timedelta(minutes=BACKOFF_MINUTES[attempts - 1])
                if again
                else False,
            }
        )
        _logger.error("Mail %s could not be read: %s", mail.id, _where(error))
        with suppress(Exception), self.env.cr.savepoint():
            stub = mail.inquiry_ids.filtered(lambda inquiry: inquiry.next_step == "read")
            if not mail.inquiry_ids:
                stub = self.env["anfragemanager.inquiry"].create(
                    {
                        "mailbox_id": mail.mailbox_id.id,
                        "mail_id": mail.id,
                        "date": mail.received_at,
                        "next_step": "read",
                        "state": "failed",
                        "reason": "error",
                    }
                )
            for inquiry in stub:
                self._trace(inquiry, "read", "failed", "error", self._describe(error))
                if not again:
                    self._task(inquiry, "error", self._describe(error))

    @api.model
    def _forward_to_gateway(self, raw):
        """Let Odoo file answers and delivery reports with the document they belong to; ours is stored in any case."""
        try:
            with self.env.cr.savepoint():
                self.env["mail.thread"].with_context(anfrage_forwarded=True).message_process(False, raw)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            raise
        except Exception as error:
            self.env.invalidate_all()
            _logger.info("A reply could not be filed with a document: %s", _where(error))

    @api.model
    def _handle_bounce(self, parsed, mailbox=None):
        """Stop the inquiries whose mail came back.

        :param mailbox: where the report came in. A report that names no mail of ours stops nothing elsewhere, because
            anybody can write one.
        """
        Token = self.env["anfragemanager.token"]
        permanent = [bounced for bounced in parsed.bounced_recipients if bounced.permanent]
        if parsed.bounced_recipients and not permanent:
            return
        addresses = {email_normalize(bounced.address, strict=False) for bounced in permanent} - {False}
        tokens = (
            Token.search([("message_id", "in", list(parsed.bounced_message_ids))])
            if parsed.bounced_message_ids
            else Token
        )
        if not tokens and addresses and mailbox:
            since = fields.Datetime.now() - timedelta(days=14)
            tokens = Token.search(
                [
                    ("inquiry_id.mailbox_id", "=", mailbox.id),
                    ("email_normalized", "in", list(addresses)),
                    ("create_date", ">=", since),
                ]
            )
        note = "\n".join(filter(None, (bounced.diagnostic for bounced in permanent)))
        for inquiry in tokens.filtered(
            lambda token: token.email_normalized == token.inquiry_id.email_normalized
        ).inquiry_id:
            self._undeliverable(inquiry, note)

    @api.model
    def _prospect_of(self, mail):
        """Return the inquiry whose prospect an outgoing mail goes to; empty for notices to colleagues."""
        inquiry = (
            self.env["anfragemanager.inquiry"]
            .browse(mail.res_id if mail.model == "anfragemanager.inquiry" else ())
            .exists()
        )
        return inquiry if inquiry.email_normalized in email_normalize_all(mail.email_to) else inquiry.browse()

    @api.model
    def _undeliverable(self, inquiry, note):
        """The mail to the prospect came back: a person has to find another way."""
        inquiry = inquiry.exists()
        if inquiry.state in ("waiting", "expired"):
            step = "confirmation"
        elif inquiry.expose_sent_at and inquiry.reason not in ("undeliverable", "manual", "declined"):
            step = "expose"
        else:
            return  # Nothing of ours is on the way any more, or a person decided meanwhile.
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry = inquiry.with_env(self.env)
        self._settle(inquiry, step, stop("aborted", "undeliverable", note))
        inquiry.next_step = step
        self._sync_bundle(inquiry)

    # ================================================================== steps of an inquiry

    @api.model
    def _run(self, inquiry):
        """Carry an inquiry on from its next step until it ends, waits or stops."""
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry = inquiry.with_env(self.env)
        self._mind_language(inquiry)
        while inquiry.state == "new":
            step = inquiry.next_step
            try:
                with self.env.cr.savepoint():
                    self._settle(inquiry, step, getattr(self, f"_step_{step}")(inquiry))
            except (psycopg2.OperationalError, psycopg2.InterfaceError, psycopg2.IntegrityError):
                raise
            except Exception as error:
                self.env.invalidate_all()
                self._failed(inquiry, step, error)
        self._sync_bundle(inquiry)

    # ------------------------------------------------------------------ 3 gate

    @api.model
    def _step_gate(self, inquiry):
        """Are we responsible? Mailbox and portal on, sender genuine, property found, marketed and visible."""
        mailbox = inquiry.mailbox_id
        if not (mailbox.enabled and mailbox.active):
            return stop("ignored", "mailbox_off")
        portal = inquiry.portal_id
        if portal and (not portal.active or (mailbox.portal_ids and portal not in mailbox.portal_ids)):
            return stop("ignored", "portal_off", portal.name)
        if inquiry.mail_id.sender_check == "fail":
            return stop("aborted", "spoofed", self.env._("Sender: %s", inquiry.mail_id.sender or "?"))
        if inquiry.email_normalized and mailbox._is_own_address(inquiry.email_normalized):
            return stop("aborted", "excluded_address", self.env._("The address is one of our own."))
        prop = inquiry.property_id
        if not prop:
            found = self._find_properties(inquiry)
            if not found:
                seen = inquiry.property_refs_text or self.env._("none")
                return stop("ignored", "no_property", self.env._("Numbers in the mail: %s", seen))
            visible = self._visible(inquiry, found)
            if not visible:
                # Another company's property stays unnamed: the inquiry is seen by people who may not see it.
                return stop("ignored", "property_hidden", self.env._("Main user: %s", mailbox.user_id.name))
            if len(visible) > 1:
                inquiry.ambiguous_property_ids = visible
                return stop("aborted", "ambiguous", "\n".join(visible.mapped("display_name")))
            inquiry.property_id = prop = visible
        elif not prop.with_user(mailbox.user_id).with_context(allowed_company_ids=None).has_access("read"):
            return stop("ignored", "property_hidden", self.env._("Main user: %s", mailbox.user_id.name))
        if not prop.active or prop.marketing_state != "active":
            states = dict(prop._fields["marketing_state"]._description_selection(self.env))
            label = states.get(prop.marketing_state) if prop.active else self.env._("archived")
            return stop("ignored", "property_inactive", f"{prop.display_name}: {label}")
        return go("exceptions", prop.display_name)

    @api.model
    def _visible(self, inquiry, properties):
        """Return those of the properties that the main user may see, by Odoo's own rights and companies."""
        main_user = inquiry.mailbox_id.user_id
        visible = properties.with_user(main_user).with_context(allowed_company_ids=None)._filtered_access("read")
        return properties & visible.with_env(self.env)

    @api.model
    def _find_properties(self, inquiry):
        """Return the properties the most trustworthy reference names; several when it is ambiguous.

        A reference is an agency number or a portal's number; both are compared in the form [0-9A-Z]. Properties of the
        mailbox's company go before those of others, and listings at the inquiry's portal before those elsewhere.
        """
        Property = self.env["real.estate.property"].with_context(active_test=False)
        Listing = self.env["real.estate.listing"].with_context(active_test=False)
        for reference in inquiry.property_refs or []:
            key = normalize_reference(reference)
            if not key:
                continue
            found = Property.search([("reference_normalized", "=", key)])
            if not found:
                listings = Listing.search([("external_id_normalized", "=", key)])
                at_portal = listings.filtered(lambda listing: listing.portal_id == inquiry.portal_id)
                found = (at_portal or listings).property_id
            own = found.filtered(lambda prop: prop.company_id == inquiry.company_id)
            found = own or found
            found = found.filtered("active") or found
            if found:
                return found
        return Property

    # ------------------------------------------------------------------ 4 exceptions

    @api.model
    def _step_exceptions(self, inquiry):
        """The first rule of the mailbox that applies decides."""
        for rule in inquiry.mailbox_id.exception_ids:
            if not rule._applies(inquiry):
                continue
            if rule.effect == "stop":
                return stop("aborted", "excluded_address" if rule.addresses else "excluded_rule", rule.name)
            inquiry.effect = rule.effect
            return go("known_address", rule.name)
        return skip("known_address")

    # ------------------------------------------------------------------ 5 known address

    @api.model
    def _step_known_address(self, inquiry):
        """A prospect whose e-mail address is a contact's goes straight to the exposé."""
        self._serialize(inquiry)
        if not inquiry.email_normalized or inquiry.email_is_alias:
            return skip("confirmation", self.env._("No e-mail address of the prospect's own."))
        partner = inquiry.partner_id or self._find_partner(inquiry)
        if not partner:
            # A person decided once that this address is that contact's; it is not asked again.
            partner = self._remembered(inquiry, ("same",))[:1]
        if not partner:
            return go("confirmation", self.env._("The e-mail address is unknown."))
        inquiry.partner_id = partner
        self._hand_consents_to(inquiry, partner)
        return go("expose", self.env._("Contact: %s", partner.display_name))

    @api.model
    def _find_partner(self, inquiry):
        """Return the contact with the prospect's e-mail address; among several (a family) the one with the name."""
        partners = self.env["res.partner"].search(
            [
                ("email_normalized", "=", inquiry.email_normalized),
                ("company_id", "in", (False, inquiry.company_id.id)),
            ],
            order="id desc",
            limit=20,
        )
        if len(partners) <= 1:
            return partners
        return partners._anfrage_rank(inquiry)[0]

    @api.model
    def _serialize(self, inquiry):
        """Make two workers with the same person wait for each other: the later one is repeated and sees the contact.

        Under REPEATABLE READ an update of a row that another transaction changed meanwhile fails and is retried,
        which an advisory lock would not do.
        """
        who = inquiry.email_normalized or inquiry.last_name or inquiry.phone or ""
        bucket = zlib.crc32(f"{inquiry.company_id.id}:{who}".encode()) % 4096
        self.env.cr.execute(
            SQL(
                "INSERT INTO anfragemanager_lock (id, turn) VALUES (%s, 0) "
                "ON CONFLICT (id) DO UPDATE SET turn = anfragemanager_lock.turn + 1",
                bucket,
            )
        )

    # ------------------------------------------------------------------ 6 confirmation

    @api.model
    def _step_confirmation(self, inquiry):
        """Ask an unknown prospect to confirm the address and to complete the data: once, however often they inquire."""
        mailbox = inquiry.mailbox_id
        if inquiry.confirmed_at:
            return skip("duplicate_check", self.env._("Confirmed already."))
        if inquiry.email_is_alias and (mailbox.relay_action == "stop" or not self._asks(inquiry)):
            return stop("aborted", "alias_email", inquiry.email)
        if not self._asks(inquiry):
            return skip("duplicate_check", self.env._("No confirmation is needed."))
        if not inquiry.email_normalized:
            return stop("aborted", "no_email", inquiry.phone or inquiry.mobile or "")
        if self._is_blacklisted(inquiry):
            return stop("aborted", "blacklisted")
        leader = self.env["anfragemanager.inquiry"].search(
            [
                ("company_id", "=", inquiry.company_id.id),
                ("email_normalized", "=", inquiry.email_normalized),
                ("state", "=", "waiting"),
                ("bundle_id", "=", False),
                ("id", "!=", inquiry.id),
            ],
            limit=1,
        )
        if leader:
            inquiry.bundle_id = leader
            return stop("waiting", None, self.env._("Bundled with: %s", leader.display_name))
        limit = self._limit_reached(inquiry)
        if limit:
            return self._rate_limited(inquiry, limit)
        number = len(inquiry.token_ids.filtered(lambda token: token.purpose == "confirmation"))
        if number >= 3:
            return stop("aborted", "rate_limited", self.env._("Three confirmation mails were sent already."))
        self._send(inquiry, "confirmation", mailbox.confirmation_template_id, mailbox.expiry_days, number=number)
        now = fields.Datetime.now()
        inquiry.write({"confirmation_sent_at": now, "expires_at": now + timedelta(days=mailbox.expiry_days)})
        return stop("waiting", None, self.env._("Confirmation mail to %s", inquiry.email))

    @api.model
    def _asks(self, inquiry):
        """Return whether the mailbox wants anything from this prospect."""
        mailbox = inquiry.mailbox_id
        return mailbox.confirm_email or (mailbox.collect_data and bool(inquiry._missing_fields()))

    @api.model
    def _expire(self, inquiry):
        """The prospect did not confirm in time."""
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry = inquiry.with_env(self.env)
        self._settle(inquiry, "confirmation", stop("expired", "not_confirmed"))
        self._sync_bundle(inquiry)

    @api.model
    def _remind(self, inquiry):
        """Remind once, if the mailbox wants it."""
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry = inquiry.with_env(self.env)
        mailbox = inquiry.mailbox_id
        inquiry.reminder_sent_at = fields.Datetime.now()
        self._mind_language(inquiry)
        if self._is_blacklisted(inquiry) or self._limit_reached(inquiry):
            return
        days = max((inquiry.expires_at - fields.Datetime.now()).days, 1)
        self._send(inquiry, "reminder", mailbox.reminder_template_id or mailbox.confirmation_template_id, days)
        self._trace(inquiry, "confirmation", "waiting", note=self.env._("Reminder to %s", inquiry.email))

    # ------------------------------------------------------------------ 7 the prospect confirms

    @api.model
    def _submit(self, inquiry, values):
        """The prospect sent the form of the web page.

        :param dict values: validated values of the asked fields, plus ``marketing: bool`` when that was asked
        """
        self._wait_for(inquiry)
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry = inquiry.with_env(self.env)
        if not inquiry._awaits_answer():
            return
        if inquiry.mailbox_id.confirmation_transport == "mail" and inquiry.mailbox_id.email:
            self._send_confirmation_to_mailbox(inquiry, values)
            inquiry.submitted_at = fields.Datetime.now()
            self._trace(inquiry, "confirmation", "waiting", note=self.env._("Form sent; its mail is on the way."))
            return
        self._record_confirmation(inquiry, values)
        self._confirmed(inquiry, values)
        try:
            with self.env.cr.savepoint():
                self._run(inquiry)
        except psycopg2.IntegrityError as error:
            # The prospect confirms once; the confirmation stays and the worker goes on from it.
            self.env.invalidate_all()
            _logger.info("Inquiry %s goes on later, after %s.", inquiry.id, _where(error))
            self.env.ref("anfragemanager.cron_process")._trigger()

    @api.model
    def _wait_for(self, inquiry):
        """Lock the inquiry for a web request: the second of two waits, is repeated by Odoo and sees what the first did.

        Odoo's own lock refuses at once, so that a double click would end on an error page.
        """
        self.env.cr.execute(SQL("SELECT 1 FROM anfragemanager_inquiry WHERE id = %s FOR UPDATE", inquiry.id))

    @api.model
    def _confirmed(self, inquiry, values):
        """Take over what the prospect stated; an address typed instead of a hidden one is confirmed first itself."""
        self._mind_language(inquiry)
        now = fields.Datetime.now()
        asked = {name for name, _required in inquiry._missing_fields()}
        written = {name: values[name] for name in ADDRESS_FIELDS if name in asked and values.get(name)}
        self._add_consents(inquiry, values)
        self._clear_tasks(inquiry, self.env._("Confirmed."))
        leaders = inquiry | inquiry.bundled_ids
        new_address = "email" in written and email_normalize(written["email"]) != inquiry.email_normalized
        if new_address:
            written["email_is_alias"] = False
        leaders.write(written)
        confirmed = not (new_address and inquiry.mailbox_id.confirm_email)
        if confirmed:
            leaders.confirmed_at = now
        inquiry.write({"state": "new", "next_step": "known_address", "reason": False, "submitted_at": False})
        stated = ", ".join(sorted(self._label(name) for name in written if name in ADDRESS_FIELDS))
        note = self.env._("Confirmed.") if confirmed else self.env._("The typed address is to be confirmed first.")
        self._trace(inquiry, "confirmation", "ok", note=f"{note} {stated}".strip())

    @api.model
    def _declined(self, inquiry):
        """The prospect said that the inquiry is not theirs: forget the address and stop."""
        self._wait_for(inquiry)
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry = inquiry.with_env(self.env)
        if not inquiry._awaits_answer():
            return
        self._clear_tasks(inquiry, self.env._("Declined"))
        self._settle(inquiry, "confirmation", stop("aborted", "declined"))
        bundled = inquiry.bundled_ids
        self._sync_bundle(inquiry)
        (inquiry | bundled)._anonymize()

    @api.model
    def _confirmation_text(self, inquiry, values):
        lines = [f"{self._label(name)}: {value}" for name, value in values.items() if name in ADDRESS_FIELDS and value]
        intro = self.env._(
            "The prospect of inquiry %(id)s (%(name)s) confirmed on the web page.",
            id=inquiry.id,
            name=inquiry.display_name,
        )
        return "\n".join([intro, "", *lines])

    @api.model
    def _record_confirmation(self, inquiry, values):
        """Keep the confirmation as a mail in the mailbox, as proof of what was confirmed when."""
        message = EmailMessage(policy=SMTP)
        message["From"] = message["To"] = inquiry.mailbox_id.email or inquiry.company_id.email or "anfrage@localhost"
        message["Subject"] = _line(self.env._("Confirmation of inquiry %s", inquiry.id))
        message["Date"] = format_datetime(fields.Datetime.now())
        message["Message-ID"] = make_msgid(domain="anfragemanager.local")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self._confirmation_text(inquiry, values))
        raw = message.as_bytes()
        fingerprint, message_id = self.env["anfragemanager.mail"]._fingerprint_of(raw)
        self.env["anfragemanager.mail"].create(
            {
                "mailbox_id": inquiry.mailbox_id.id,
                "raw": base64.b64encode(raw),
                "raw_size": len(raw),
                "fingerprint": fingerprint,
                "message_id": message_id,
                "state": "processed",
                "kind": "confirmation",
                "sender": message["From"],
                "subject": message["Subject"],
                "text": message.get_content(),
            }
        )

    @api.model
    def _send_confirmation_to_mailbox(self, inquiry, values):
        """Send the signed confirmation mail to the mailbox itself (transport `mail`)."""
        # The number of links issued is a nonce: a confirmation works for the state it was made for, once.
        payload = {"inquiry": inquiry.id, "nonce": len(inquiry.token_ids), "values": values}
        days = inquiry.mailbox_id.expiry_days + 5
        signed = hash_sign(self.env, CONFIRMATION_SCOPE, payload, expiration_hours=24 * days)
        block = "\n".join(["-----BEGIN ANFRAGE-----", *textwrap.wrap(signed, 64), "-----END ANFRAGE-----"])
        mailbox = inquiry.mailbox_id
        self.env["mail.mail"].create(
            {
                "email_from": mailbox._sender(),
                "email_to": mailbox.email,
                "subject": self.env._("Confirmation of inquiry %s", inquiry.id),
                "body_html": plaintext2html(f"{self._confirmation_text(inquiry, values)}\n\n{block}"),
                "headers": repr({"Auto-Submitted": "auto-generated"}),
                "auto_delete": True,
                # Sent again like the mails to prospects should no server answer; see `_retry_outgoing`.
                "model": inquiry._name,
                "res_id": inquiry.id,
                "is_internal": True,
            }
        )
        self._wake_mail_queue()

    @api.model
    def _confirmed_by_mail(self, mail, signed):
        """A signed confirmation mail came in: go on with its inquiry, if it is genuine and still waited for."""
        try:
            payload = verify_hash_signed(self.env, CONFIRMATION_SCOPE, signed)
        except Exception:
            payload = None
        Inquiry = self.env["anfragemanager.inquiry"]
        if not isinstance(payload, dict):
            mail.write({"kind": "other", "warnings": self.env._("The confirmation is not genuine or too old.")})
            return Inquiry
        mail.kind = "confirmation"
        inquiry = Inquiry.browse(payload.get("inquiry")).exists()
        if inquiry.mailbox_id != mail.mailbox_id or payload.get("nonce") != len(inquiry.token_ids):
            return Inquiry
        if not inquiry._awaits_answer():
            return Inquiry
        self._confirmed(inquiry, payload.get("values") or {})
        return inquiry

    # ------------------------------------------------------------------ 8 duplicate check

    @api.model
    def _step_duplicate_check(self, inquiry):
        """Compare the complete address with all contacts; on a hit do what the mailbox says."""
        mailbox = inquiry.mailbox_id
        if inquiry.partner_id:
            return skip("address", self.env._("The contact is known."))
        if not mailbox.duplicate_check:
            return skip("address", self.env._("Switched off."))
        if inquiry.duplicate_decided:
            return skip("address", self.env._("A person decided."))
        found = self.env["res.partner"]._anfrage_find_duplicates(inquiry)
        refused = self._remembered(inquiry, ("different", "household"))
        found = [match for match in found if match.partner not in refused]
        inquiry.duplicate_ids.filtered(lambda candidate: not candidate.decision).unlink()
        decided = inquiry.duplicate_ids.partner_id
        open_candidates = self.env["anfragemanager.duplicate"].create(
            [
                {
                    "inquiry_id": inquiry.id,
                    "partner_id": match.partner.id,
                    "score": match.score,
                    "verdict": match.verdict,
                    "evidence": match.evidence,
                    "explanation": match.explanation,
                }
                for match in found
                if match.partner not in decided
            ]
        )
        hits = open_candidates.filtered(lambda candidate: candidate.verdict != "related").sorted("score", reverse=True)
        if not hits:
            return go("address", "\n".join([self.env._("No duplicate."), *self._unprepared()]))
        best = hits[0]
        seen = f"{best.partner_id.display_name}: {best.explanation or ''}"
        action = mailbox.on_duplicate if best.verdict == "duplicate" else mailbox.on_possible
        if action == "note":
            return go("address", seen)
        if action == "stop":
            return stop(
                "aborted",
                "duplicate",
                "\n".join(f"{hit.partner_id.display_name}: {hit.explanation or ''}" for hit in hits),
            )
        inquiry.partner_id = best.partner_id
        best.write({"decision": "same", "decided_at": fields.Datetime.now()})
        if action == "enrich":
            self._enrich(inquiry, best.partner_id)
        return go("address", seen)

    @api.model
    def _unprepared(self):
        """Say so when contacts are not yet prepared for the check, e.g. after a large import."""
        done, total = self.env["res.partner"]._anfrage_key_progress()
        if done >= total:
            return []
        return [
            self.env._(
                "%(open)s of %(total)s contacts were not yet prepared for the check.", open=total - done, total=total
            )
        ]

    @api.model
    def _remembered(self, inquiry, decisions):
        """Return the contacts on which a person decided so for an earlier inquiry of the same address."""
        partners = self.env["res.partner"]
        if not inquiry.email_normalized or inquiry.email_is_alias:
            return partners
        earlier = self.env["anfragemanager.duplicate"].search(
            [
                ("inquiry_id.email_normalized", "=", inquiry.email_normalized),
                ("inquiry_id.company_id", "=", inquiry.company_id.id),
                ("inquiry_id", "!=", inquiry.id),
                ("decision", "in", decisions),
            ],
            order="id desc",
        )
        return earlier.partner_id

    @api.model
    def _enrich(self, inquiry, partner):
        """Fill what the contact lacks with what the prospect stated; nothing is overwritten."""
        values = {
            name: value for name, value in partner._anfrage_values(inquiry).items() if value and not partner[name]
        }
        values.pop("name", None)
        if partner.street or partner.zip or partner.city:
            # Half an old address and half a new one would be a wrong one.
            values = {
                name: value for name, value in values.items() if name not in ("street", "zip", "city", "country_id")
            }
        if values:
            partner.write(values)

    # ------------------------------------------------------------------ 9 create the address

    @api.model
    def _step_address(self, inquiry):
        """Create the contact, unless there is one."""
        following = "processes" if self._is_address_only(inquiry) else "expose"
        if inquiry.partner_id:
            self._hand_consents_to(inquiry, inquiry.partner_id)
            return skip(following, self.env._("Contact: %s", inquiry.partner_id.display_name))
        Partner = self.env["res.partner"].with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True
        )
        values = Partner._anfrage_values(inquiry)
        if not values.get("name"):
            return stop("aborted", "no_email", self.env._("The inquiry names neither a person nor an address."))
        mailbox = inquiry.mailbox_id
        responsible = {"main_user": mailbox.user_id, "agent": inquiry.property_id.user_id or mailbox.user_id}
        values.update(
            {
                "company_id": inquiry.company_id.id if mailbox.partner_in_company else False,
                "user_id": responsible.get(mailbox.responsible, mailbox.user_id.browse()).id,
                "category_id": [Command.set(mailbox.partner_tag_ids.ids)],
                "anfrage_source_id": inquiry.portal_id.utm_source_id.id,
            }
        )
        partner = Partner.create(values)
        inquiry.write({"partner_id": partner.id, "partner_created": True})
        household = inquiry.duplicate_ids.filtered(lambda candidate: candidate.decision == "household").partner_id
        partner._anfrage_relate(household)
        self._hand_consents_to(inquiry, partner)
        partner.message_post(body=self.env._("Created from the inquiry “%s”.", inquiry.display_name))
        return go(following, self.env._("Created: %s", partner.display_name))

    @api.model
    def _is_address_only(self, inquiry):
        return inquiry.mailbox_id.address_only or inquiry.effect == "address_only"

    # ------------------------------------------------------------------ 10 exposé

    @api.model
    def _step_expose(self, inquiry):
        """Send the exposé, once."""
        mailbox, prop = inquiry.mailbox_id, inquiry.property_id
        forced = self.env.context.get("anfrage_send_expose")
        if self._is_address_only(inquiry) and not forced:
            return skip("processes", self.env._("Only the address is created."))
        if (inquiry.effect == "no_expose" or not mailbox.send_expose) and not forced:
            return skip("processes", self.env._("No exposé is to be sent."))
        sent = inquiry.token_ids.filtered(lambda token: token.purpose == "expose")
        if inquiry.email_normalized in sent.mapped("email_normalized") and not forced:
            return skip("processes", self.env._("The exposé was sent already."))
        if not prop:
            return stop("aborted", "no_property", inquiry.property_refs_text or "")
        if not inquiry.email_normalized:
            return stop("aborted", "no_email", inquiry.phone or inquiry.mobile or "")
        if self._is_blacklisted(inquiry):
            return stop("aborted", "blacklisted")
        limit = self._limit_reached(inquiry)
        if limit:
            return self._rate_limited(inquiry, limit)
        attachments = self._expose_files(inquiry)
        link = mailbox.expose_link or not mailbox.send_expose
        if not link and not attachments:
            inquiry.effect = "no_expose"
            return skip("processes", self.env._("There is no PDF and no document to send."))
        inquiry.expose_sent_at = fields.Datetime.now()
        self._send(
            inquiry,
            "expose",
            mailbox.expose_template_id,
            mailbox.expose_days,
            number=len(sent),
            attachments=attachments,
            with_link=link,
        )
        return go("processes", self.env._("Exposé “%(title)s” to %(email)s", title=prop.name, email=inquiry.email))

    @api.model
    def _expose_files(self, inquiry):
        """Return the files of the exposé: ``[(name, base64)]``; the PDF only where it can be made."""
        mailbox, prop = inquiry.mailbox_id, inquiry.property_id.with_context(lang=inquiry.lang)
        files = []
        if mailbox.expose_pdf:
            pdf = prop._expose_pdf()
            if pdf:
                files.append((self.env._("Expose-%s.pdf", prop.reference), base64.b64encode(pdf)))
        if mailbox.expose_documents:
            files += [(document.name, document.datas) for document in prop.document_ids]
        return files

    # ------------------------------------------------------------------ 11 processes

    @api.model
    def _step_processes(self, inquiry):
        """Start what the mailbox wants to follow: an opportunity, an activity plan, server actions."""
        mailbox = inquiry.mailbox_id
        if not inquiry.partner_id:
            return skip("done")
        if not inquiry.partner_created and not mailbox.processes_for_known:
            return skip("done", self.env._("Not for contacts that existed already."))
        started = []
        if mailbox.create_opportunity and not inquiry.lead_id:
            inquiry.lead_id = self.env["crm.lead"].create(self._lead_values(inquiry))
            started.append(self.env._("Opportunity"))
        plan = mailbox.activity_plan_id
        if plan and not inquiry.plan_done:
            self._start_plan(plan, inquiry.partner_id if plan.res_model == "res.partner" else inquiry)
            inquiry.plan_done = True
            started.append(plan.name)
        for action in mailbox.server_action_ids - inquiry.done_action_ids:
            record = inquiry.partner_id if action.model_name == "res.partner" else inquiry
            # The person whose mailbox it is answers for the action, so it runs with that person's rights.
            action.with_user(mailbox.user_id).with_context(
                active_model=record._name, active_id=record.id, active_ids=record.ids, anfrage_inquiry_id=inquiry.id
            ).sudo(False).run()
            inquiry.done_action_ids = [Command.link(action.id)]
            started.append(action.name)
        return go("done", ", ".join(started)) if started else skip("done")

    @api.model
    def _lead_values(self, inquiry):
        mailbox = inquiry.mailbox_id
        agent = inquiry.property_id.user_id
        # The main user may see properties of other companies, whose agents Odoo keeps out of this one's opportunities.
        salesperson = agent if inquiry.company_id in agent.company_ids else mailbox.user_id
        return {
            "name": inquiry.display_name,
            "type": "opportunity",
            "partner_id": inquiry.partner_id.id,
            "email_from": inquiry.email,
            "phone": inquiry.mobile or inquiry.phone,
            "description": plaintext2html(inquiry.message) if inquiry.message else False,
            "company_id": inquiry.company_id.id,
            "team_id": mailbox.team_id.id,
            "user_id": salesperson.id,
            "source_id": inquiry.portal_id.utm_source_id.id,
            "expected_revenue": inquiry.property_id.price if inquiry.property_id.marketing_type == "buy" else 0,
            "real_estate_property_id": inquiry.property_id.id,
            "anfrage_inquiry_id": inquiry.id,
        }

    @api.model
    def _start_plan(self, plan, record):
        wizard = self.env["mail.activity.schedule"].create(
            {
                "res_model": record._name,
                "res_ids": repr(record.ids),
                "plan_id": plan.id,
                "plan_date": fields.Date.context_today(self),
                "plan_on_demand_user_id": self.env.context.get("anfrage_main_user"),
            }
        )
        wizard.action_schedule_plan()

    # ------------------------------------------------------------------ 12 done

    @api.model
    def _step_done(self, inquiry):
        """Everything that was configured happened."""
        without = not inquiry.expose_sent_at and not self._is_address_only(inquiry) and inquiry.effect == "no_expose"
        return Outcome(None, state="done", reason="no_expose" if without else None)

    # ================================================================== a person takes over

    @api.model
    def _recognized(self, inquiry):
        """A person said that a mail is an inquiry."""
        inquiry.mail_id.write({"kind": "inquiry", "portal_id": inquiry.portal_id.id})
        self._trace(inquiry, "read", "manual", note=self.env._("Recognised by a person."))
        self._run(inquiry)

    @api.model
    def _retry(self, inquiry):
        if inquiry.next_step == "read":
            self._read_mails(inquiry.mail_id)
            inquiry = inquiry.exists()
        if inquiry and inquiry.state not in ("waiting", "done") and inquiry.next_step != "read":
            self._resume(inquiry, inquiry.next_step, self.env._("Try again"))

    @api.model
    def _continue(self, inquiry):
        """Go on behind the step at which the automation stopped."""
        after = {
            "gate": "exceptions",
            "exceptions": "known_address",
            "known_address": "confirmation",
            "confirmation": "duplicate_check",
            "duplicate_check": "address",
            "address": "expose",
            "expose": "processes",
            "processes": "done",
        }
        step = inquiry.next_step
        if step == "read":
            return self._retry(inquiry)
        if inquiry.state == "done" or step not in after:
            return None
        if step == "duplicate_check":
            inquiry.duplicate_decided = True
        if step == "gate" and not inquiry.property_id:
            # The gate may have closed before it looked for the property.
            visible = self._visible(inquiry, self._find_properties(inquiry))
            inquiry.property_id = visible if len(visible) == 1 else False
        return self._resume(inquiry, after[step], self.env._("Continue anyway"))

    @api.model
    def _stop_by_person(self, inquiry):
        if inquiry.state == "done":
            return
        self._clear_tasks(inquiry, self.env._("Stopped"))
        inquiry.write(
            {"state": "aborted", "reason": "manual", "reason_note": False, "next_try": False, "bundle_id": False}
        )
        self._trace(inquiry, inquiry.next_step, "manual", "manual", self.env._("Stopped"))
        self._promote_bundle(inquiry)

    @api.model
    def _create_address_now(self, inquiry):
        inquiry.duplicate_decided = True
        self._resume(inquiry, "address", self.env._("Create the address now"))

    @api.model
    def _send_expose_now(self, inquiry):
        flow = self.with_context(anfrage_send_expose=True)
        flow._resume(inquiry, "expose", self.env._("Send the exposé now"))

    @api.model
    def _not_duplicate(self, inquiry):
        undecided = inquiry.duplicate_ids.filtered(lambda candidate: not candidate.decision)
        undecided.write(self._decision("different"))
        inquiry.duplicate_decided = True
        self._resume(inquiry, "address", self.env._("Not a duplicate"))

    @api.model
    def _decide_duplicate(self, candidate, decision):
        """A person decided on a candidate: the same, one of the same household, or somebody else."""
        inquiry, partner = candidate.inquiry_id, candidate.partner_id
        candidate.write(self._decision(decision))
        if decision == "same":
            inquiry.write({"partner_id": partner.id, "duplicate_decided": True})
            return self._resume(inquiry, "address", self.env._("Same person: %s", partner.display_name))
        if decision == "household":
            inquiry.duplicate_decided = True
            return self._resume(inquiry, "address", self.env._("Same household: %s", partner.display_name))
        note = self.env._("Different person: %s", partner.display_name)
        if all(other.decision or other.verdict == "related" for other in inquiry.duplicate_ids):
            inquiry.duplicate_decided = True
            return self._resume(inquiry, "address", note)
        return self._trace(inquiry, "duplicate_check", "manual", note=note)

    @api.model
    def _undo_decision(self, candidate):
        """Take a decision back: nothing has left the house yet, so it is as if it had not been made."""
        inquiry = candidate.inquiry_id
        self = self._for_mailbox(inquiry.mailbox_id)
        inquiry, candidate = inquiry.with_env(self.env), candidate.with_env(self.env)
        expose = inquiry.token_ids.filtered(lambda token: token.purpose == "expose")
        self.env["mail.mail"].search(
            [("message_id", "in", expose.mapped("message_id")), ("state", "=", "outgoing")]
        ).unlink()
        expose.unlink()
        if inquiry.partner_created and inquiry.partner_id:
            self._discard_partner(inquiry)
        inquiry.lead_id.unlink()
        candidate.write({"decision": False, "decided_by_id": False, "decided_at": False, "undo_values": False})
        inquiry.write(
            {
                "partner_id": False,
                "partner_created": False,
                "duplicate_decided": False,
                "expose_sent_at": False,
                "next_step": "duplicate_check",
            }
        )
        self._trace(inquiry, "duplicate_check", "manual", note=self.env._("Decision undone"))
        note = f"{candidate.partner_id.display_name}: {candidate.explanation or ''}"
        self._settle(inquiry, "duplicate_check", stop("aborted", "duplicate", note))

    @api.model
    def _discard_partner(self, inquiry):
        """Delete the contact created by an undone decision; where something holds on to it, archive it."""
        partner = inquiry.partner_id
        inquiry.partner_id = False
        try:
            with self.env.cr.savepoint():
                partner.unlink()
        except (UserError, psycopg2.IntegrityError):
            self.env.invalidate_all()
            partner.anfrage_household_ids = [Command.clear()]
            partner.action_archive()

    @api.model
    def _decision(self, decision):
        return {
            "decision": decision,
            "decided_by_id": self.env.context.get("anfrage_person"),
            "decided_at": fields.Datetime.now(),
        }

    @api.model
    def _assign_partner(self, inquiry, partner):
        """A person chose the contact."""
        inquiry.write({"partner_id": partner.id, "duplicate_decided": True})
        self._resume(inquiry, "address", self.env._("Contact: %s", partner.display_name))

    @api.model
    def _assign_property(self, inquiry, prop, learn=True):
        """A person chose the property; its number at the portal is learnt, so that the next mail matches by itself."""
        inquiry.write({"property_id": prop.id, "ambiguous_property_ids": [Command.clear()]})
        if learn:
            self._learn_listing(inquiry, prop)
        step = "gate" if inquiry.next_step in ("gate", "read") else inquiry.next_step
        self._resume(inquiry, step, self.env._("Property: %s", prop.display_name))

    @api.model
    def _learn_listing(self, inquiry, prop):
        """Note the last reference of the mail, which is the portal's own number, as a listing of the property."""
        references = [ref for ref in inquiry.property_refs or [] if normalize_reference(ref)]
        portal = inquiry.portal_id
        if not references or not portal or portal.code == "website":
            return
        number = next((ref for ref in references if ref.isdigit() and len(ref) >= 6), references[-1])
        key = normalize_reference(number)
        if key == prop.reference_normalized:
            return
        Listing = self.env["real.estate.listing"].with_context(active_test=False)
        known = [
            ("portal_id", "=", portal.id),
            ("external_id_normalized", "=", key),
            ("company_id", "=", prop.company_id.id),
        ]
        if not Listing.search_count(known, limit=1):
            Listing.create({"property_id": prop.id, "portal_id": portal.id, "external_id": number})

    @api.model
    def _resume(self, inquiry, step, note):
        self._clear_tasks(inquiry, note)
        inquiry.write(
            {
                "state": "new",
                "reason": False,
                "reason_note": False,
                "next_step": step,
                "attempts": 0,
                "next_try": False,
                "bundle_id": False,
            }
        )
        self._trace(inquiry, step, "manual", note=note)
        self._run(inquiry)

    # ================================================================== what the steps share

    @api.model
    def _for_mailbox(self, mailbox):
        """Return the flow in the language of the mailbox's main user and in its company, with a clean context.

        Contexts of a web client or of the mail gateway hold defaults that would end up in every record created.
        """
        kept = {
            name: self.env.context[name]
            for name in ("anfrage_person", "anfrage_send_expose", "ir_cron_progress_id", "cron_id")
            if name in self.env.context
        }
        return self.with_user(SUPERUSER_ID).with_context(  # pylint: disable=context-overridden
            {
                **kept,
                "lang": mailbox.user_id.lang or mailbox.lang,
                "tz": mailbox.user_id.tz,
                "allowed_company_ids": mailbox.company_id.ids,
                "anfrage_main_user": mailbox.user_id.id,
            }
        )

    @api.model
    def _settle(self, inquiry, step, outcome):
        """Write down what a step decided."""
        self._trace(inquiry, step, outcome.result, outcome.reason, outcome.note)
        if outcome.next_step:
            inquiry.next_step = outcome.next_step
            return
        inquiry.write(
            {
                "state": outcome.state,
                "reason": outcome.reason or False,
                "reason_note": outcome.note if outcome.state in ("aborted", "ignored") else False,
                "attempts": 0,
                "next_try": inquiry.next_try if outcome.reason == "rate_limited" else False,
            }
        )
        if outcome.state == "done":
            self._clear_tasks(inquiry, self.env._("Completed"))
        elif outcome.reason in STOPS_WITH_TASK and not inquiry.bundle_id:
            self._task(inquiry, outcome.reason, outcome.note)

    @api.model
    def _trace(self, inquiry, step, result, reason=None, note=""):
        self.env["anfragemanager.trace"].create(
            {
                "inquiry_id": inquiry.id,
                "step": step,
                "outcome": result,
                "reason": reason or False,
                "note": _text(note) or False,
                "user_id": self.env.context.get("anfrage_person") if result == "manual" else False,
            }
        )

    @api.model
    def _failed(self, inquiry, step, error):
        """Something unexpected: visible at once, tried again later, and in the end a person's task."""
        attempts = inquiry.attempts + 1
        again = attempts <= len(BACKOFF_MINUTES)
        description = self._describe(error)
        next_try = fields.Datetime.now() + timedelta(minutes=BACKOFF_MINUTES[attempts - 1]) if again else False
        inquiry.write(
            {
                "state": "failed",
                "reason": "error",
                "reason_note": description,
                "attempts": attempts,
                "next_try": next_try,
            }
        )
        self._trace(inquiry, step, "failed", "error", description)
        _logger.error("Inquiry %s failed at step %s: %s", inquiry.id, step, _where(error))
        if again:
            self.env.ref("anfragemanager.cron_process")._trigger(at=next_try)
        else:
            self._task(inquiry, "error", description)

    @api.model
    def _describe(self, error):
        return f"{type(error).__name__}: {str(error)[:500]}".replace("\0", "")

    @api.model
    def _task(self, inquiry, reason, note):
        """Give the main user one task for this stop."""
        xmlid = "anfragemanager.activity_duplicate" if reason == "duplicate" else "anfragemanager.activity_check"
        inquiry.activity_schedule(
            xmlid,
            summary=dict(inquiry._reasons()).get(reason),
            note=plaintext2html(note) if note else False,
            user_id=inquiry.mailbox_id.user_id.id,
        )

    @api.model
    def _clear_tasks(self, inquiry, feedback):
        inquiry.activity_feedback(
            ["anfragemanager.activity_duplicate", "anfragemanager.activity_check"], feedback=feedback
        )

    @api.model
    def _is_blacklisted(self, inquiry):
        return bool(self.env["mail.blacklist"].search_count([("email", "=", inquiry.email_normalized)], limit=1))

    @api.model
    def _limit_reached(self, inquiry):
        """Return which limit of automatic mails is reached, or an empty string. Counted in the database."""
        company, Token = inquiry.company_id, self.env["anfragemanager.token"]
        ours = Domain("inquiry_id.company_id", "=", company.id)
        email = inquiry.email_normalized
        # Who confirmed or is a contact is no stranger somebody else could flood, but may look at many flats in a day.
        per_day = company.anfrage_limit_address * (VERIFIED_FACTOR if inquiry.confirmed_at or inquiry.partner_id else 1)
        if Token._sent_since([("address_key", "=", Token._address_key(email))], 24) >= per_day:
            return "address"
        domain = ours & Domain("email_domain", "=", email.rpartition("@")[2])
        if Token._sent_since(domain, 1) >= company.anfrage_limit_domain:
            return "domain"
        if Token._sent_since(ours, 1) >= company.anfrage_limit_total:
            return "total"
        return ""

    @api.model
    def _rate_limited(self, inquiry, limit):
        """Stop; what only an overall limit holds back goes out later by itself."""
        labels = {
            "address": self.env._("Limit per address and day reached."),
            "domain": self.env._("Limit per mail domain and hour reached."),
            "total": self.env._("Limit of all automatic mails per hour reached."),
        }
        if limit != "address":
            inquiry.next_try = fields.Datetime.now() + timedelta(hours=1)
            self.env.ref("anfragemanager.cron_process")._trigger(at=inquiry.next_try)
        return stop("aborted", "rate_limited", labels[limit])

    @api.model
    def _send(self, inquiry, purpose, template, days, number=0, attachments=(), with_link=True):
        """Queue one automatic mail to the prospect, in the prospect's language.

        The mail and the row that says it was sent are created in one transaction; the unique index on the row makes a
        second mail impossible.
        """
        if not template:
            raise UserError(self.env._("The mailbox “%s” has no template for this mail.", inquiry.mailbox_id.name))
        token, secret = self.env["anfragemanager.token"]._issue(inquiry, purpose, days, number)
        path = f"/anfrage/{secret}/expose" if purpose == "expose" else f"/anfrage/{secret}"
        url = f"{inquiry.get_base_url()}{path}"
        mailbox = inquiry.mailbox_id
        agent = (inquiry.property_id.user_id if purpose == "expose" else None) or mailbox.user_id
        mail_id = template.with_context(
            anfrage_url=url if with_link else False, anfrage_agent=agent, anfrage_days=days
        ).send_mail(
            inquiry.id,
            email_values={
                "email_from": mailbox._sender(),
                "email_to": inquiry.email_normalized,
                "email_cc": False,
                "recipient_ids": [],
                "reply_to": mailbox.email or mailbox._sender(),
                "headers": repr(AUTOMATIC),
                "attachments": list(attachments),
                "auto_delete": True,
                # Keeps the message on the inquiry when the sent mail is deleted.
                "is_notification": True,
            },
            email_layout_xmlid=template.email_layout_xmlid or "anfragemanager.mail_layout",
        )
        message = self.env["mail.mail"].browse(mail_id).mail_message_id
        token.message_id = message.message_id
        if not self.env["ir.config_parameter"].get_param("anfragemanager.show_links"):
            # The link is the prospect's key; in the history it is not needed.
            message.body = message.body.replace(secret, "…")
        self._wake_mail_queue()

    @api.model
    def _wake_mail_queue(self):
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _add_consents(self, inquiry, values):
        company = inquiry.company_id.with_context(lang=inquiry.lang)
        texts = [
            ("privacy", True, company._anfrage_wording("privacy")),
            ("email", True, self.env._("Link in the mail to %s opened and form sent.", inquiry.email)),
        ]
        if inquiry.mailbox_id.ask_marketing:
            texts.append(("marketing", bool(values.get("marketing")), company._anfrage_wording("marketing")))
        self.env["anfragemanager.consent"].create(
            [
                {
                    "inquiry_id": inquiry.id,
                    "company_id": company.id,
                    "kind": kind,
                    "granted": granted,
                    "text": text,
                    "channel": "page",
                }
                for kind, granted, text in texts
                if text
            ]
        )

    @api.model
    def _hand_consents_to(self, inquiry, partner):
        consents = (inquiry | inquiry.bundle_id).consent_ids.filtered(lambda consent: not consent.partner_id)
        if consents:
            consents.partner_id = partner

    @api.model
    def _sync_bundle(self, inquiry):
        """Carry along the inquiries that waited with this one."""
        bundled = inquiry.bundled_ids.filtered(lambda follower: follower.state in ("waiting", "aborted", "expired"))
        if not bundled or inquiry.state == "waiting":
            return
        if inquiry.partner_id:
            for follower in bundled:
                follower.write(
                    {"partner_id": inquiry.partner_id.id, "state": "new", "reason": False, "next_step": "address"}
                )
                self._trace(follower, "confirmation", "ok", note=self.env._("Continues with: %s", inquiry.display_name))
                self._run(follower)
            bundled.bundle_id = False
        elif inquiry.state in ("aborted", "expired"):
            bundled.write({"state": inquiry.state, "reason": inquiry.reason, "next_step": inquiry.next_step})

    @api.model
    def _promote_bundle(self, inquiry):
        """The leader of a bundle was stopped by a person: the others ask for themselves."""
        for follower in inquiry.bundled_ids.filtered(lambda follower: follower.state == "waiting"):
            follower.write({"bundle_id": False, "state": "new", "next_step": "known_address"})
            self._run(follower)

    @api.model
    def _label(self, name):
        return self.env["anfragemanager.inquiry"]._fields[name]._description_string(self.env)

    # ================================================================== regular care

    @api.model
    def _cron_maintain(self):
        """Hourly: expire, remind, take up spooled mails, retry unsent mails, and forget what is due."""
        Inquiry = self.env["anfragemanager.inquiry"]
        now = fields.Datetime.now()
        self._take_up_spool()
        self._retry_outgoing()
        waiting = Domain("state", "=", "waiting") & Domain("bundle_id", "=", False)
        for inquiry in Inquiry.search(waiting & Domain("expires_at", "<=", now)):
            self._guarded(self._work_on_expired, inquiry, waiting)
            self.env["ir.cron"]._commit_progress(1)
        remind = waiting & Domain("reminder_sent_at", "=", False) & Domain("mailbox_id.reminder_days", ">", 0)
        for inquiry in Inquiry.search(remind & Domain("expires_at", ">", now) & Domain("submitted_at", "=", False)):
            if inquiry.confirmation_sent_at + timedelta(days=inquiry.mailbox_id.reminder_days) <= now:
                self._guarded(self._work_on_reminder, inquiry, remind)
                self.env["ir.cron"]._commit_progress(1)
        self._forget()

    @api.model
    def _work_on_expired(self, inquiry, domain):
        if inquiry.try_lock_for_update().filtered_domain(domain):
            self._expire(inquiry)

    @api.model
    def _work_on_reminder(self, inquiry, domain):
        if inquiry.try_lock_for_update().filtered_domain(domain):
            self._remind(inquiry)

    @api.model
    def _retry_outgoing(self):
        """Send again what could not be sent because no mail server answered; Odoo itself leaves it lying."""
        since = fields.Datetime.now() - timedelta(days=3)
        ours = Domain("model", "=", "anfragemanager.inquiry") & Domain("state", "=", "exception")
        Mail = self.env["mail.mail"]
        for mail in Mail.search(ours & Domain("create_date", "<", since)):
            self._undeliverable(self._prospect_of(mail), mail.failure_reason or "")
            mail.state = "cancel"
        mails = Mail.search(ours & Domain("failure_type", "not in", ("mail_email_invalid", "mail_email_missing")))
        if mails:
            mails.mark_outgoing()
            self._wake_mail_queue()

    @api.model
    def _forget(self):
        """Retention: delete received mails and anonymise ended inquiries after the company's time; contacts stay."""
        for company in self.env["res.company"].search([("anfrage_retention_days", ">", 0)]):
            before = fields.Datetime.now() - timedelta(days=company.anfrage_retention_days)
            due = Domain("company_id", "=", company.id)
            self.env["anfragemanager.inquiry"].search(
                due
                & Domain("date", "<", before)
                & Domain("anonymized_at", "=", False)
                & Domain("state", "not in", ("new", "waiting", "failed")),
                limit=1000,
            )._anonymize()
            self.env["anfragemanager.mail"].search(
                due & Domain("received_at", "<", before) & Domain("state", "=", "processed"), limit=1000
            ).unlink()


def _signed_block(text):
    """Return what stands between the marks of a confirmation mail, without blanks, or an empty string."""
    block = text.partition(CONFIRMATION_BEGIN)[2].partition(CONFIRMATION_END)
    return "".join(block[0].split()) if block[1] and len(block[0]) <= 20_000 else ""


def _line(value):
    """Return foreign text as one clean line of bounded length, or False."""
    if not value:
        return False
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())[:500] or False


def _text(value):
    """Return foreign text without what the database cannot store, or False."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()[:1_000_000] if value else False


def _storable(value):
    """Return JSON-ready data without what the database cannot store (NUL, lone surrogates)."""
    if isinstance(value, dict):
        return {_text(key) or "": _storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item) for item in value]
    return (_text(value) or "") if isinstance(value, str) else value


def _naive_utc(date):
    if date is None:
        return False
    try:
        return date.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        return False


def _where(error):
    """Return the kind of an error and where it happened; its message may hold personal data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"
