"""Steps 1 and 2 of the flow: a raw mail is received, that is stored before anything looks at it, and then read."""

from contextlib import suppress
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.tools import mute_logger, plaintext2html

from ..parsing import parse
from ..parsing.envelope import identity, recipients
from . import caretaker, spool
from .automated import automated, logger
from .confirmation_mail import signed_block
from .failure import (
    MAX_TRIES,
    QUIET_TRIES,
    GiveUp,
    Incomplete,
    describe,
    next_try_after,
    repeats_transaction,
    where_raised,
)
from .reading_words import field_in_words, format_in_words, warning_in_words
from .storable import clean_text, naive_utc, one_line, storable


class OnceAsked:
    """A look-up of many keys that asks for each key once, and for those of one call together."""

    def __init__(self, ask):
        self._ask = ask
        self._found = {}

    def __call__(self, keys):
        new = [key for key in keys if key not in self._found]
        if new:
            found = self._ask(new)
            self._found.update((key, found.get(key)) for key in new)
        return {key: self._found[key] for key in keys if self._found[key] is not None}


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    # 1 receive
    @api.model
    def _addressees(self, raw, model=None, mailbox_id=None):
        """Return for which of our mailboxes a raw mail is, and whether other recipients of this system wait for it.

        Reads the recipients' headers only, with bounded effort, because nothing in a mail can be trusted to parse.

        :param mailbox_id: the mailbox that whoever hands the mail in chose
        :return: ``(mailboxes, for others: bool)``
        """
        Mailbox = self.env["anfragemanager.mailbox"].with_context(active_test=False)
        if mailbox_id:
            return Mailbox.browse(mailbox_id), False
        mailbox_ids, for_others = self.env["mail.alias"]._anfrage_behind(frozenset(recipients(raw)))
        mailboxes = Mailbox.browse(mailbox_ids)
        # A server that carries several addresses stands for its mailbox only where no address of ours was meant.
        if not mailboxes and not for_others:
            server_id = self.env.context.get("default_fetchmail_server_id")
            mailboxes = Mailbox.search([("fetchmail_server_id", "=", server_id)], limit=1) if server_id else Mailbox
            if not mailboxes and model == "anfragemanager.inquiry":
                mailboxes = Mailbox._default()
        return mailboxes, for_others

    @api.model
    def _receive(self, raw, mailbox):
        """Store a raw mail in a transaction of its own and wake the worker. Never fails for a reason in the mail.

        When even the database refuses it, the bytes go to a spool folder, from which the worker takes them up.

        :return: whether the database holds the mail
        """
        fingerprint, message_id = identity(raw)
        try:
            # The database's own error would print the statement, and with it the mail, into the log.
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                values = {"message_id": message_id, "fingerprint": fingerprint}
                env["anfragemanager.worker"]._wake(env["anfragemanager.mail"]._store(mailbox, raw, values))
        except psycopg2.errors.UniqueViolation:
            # Looked for by the index alone: mails that come twice are rare.
            logger.info("A mail was delivered to mailbox %s again and is kept once.", mailbox.id)
            return True
        except Exception as error:
            # An error of the disk is raised: then whoever hands the mail in keeps it.
            path = spool.put(self.env["anfragemanager.worker"]._spool(), f"{mailbox.id}-{fingerprint}", raw)
            logger.error("A mail could not be stored (%s); it is kept as %s.", type(error).__name__, path)
            caretaker.watch(self.env.cr.dbname)
            return False
        return True

    # 2 read
    def _read_all(self):
        """Read mails and create their inquiries; a mail that cannot be handled is `failed`, visible and tried again.

        :return: the inquiries created
        """
        inquiries = self.env["anfragemanager.inquiry"]
        for mail in self:
            if mail.kind == "confirmation":
                continue  # What was confirmed counts once.
            try:
                with self.env.cr.savepoint():
                    inquiries |= mail._read_mail()
            except Exception as error:
                if repeats_transaction(error):
                    raise
                self.env.invalidate_all()
                mail._reading_failed(error)
        return inquiries.with_env(self.env)

    def _read_at_once(self):
        """Read one mail without a savepoint, for a transaction of which nothing else is to be kept.

        Nothing was made of it before.

        :return: the inquiries created
        """
        if self.state == "received":
            self._fields["inquiry_ids"]._insert_cache(self, [()])
        return self._read_mail().with_env(self.env) if self.kind != "confirmation" else self.inquiry_ids.browse()

    @automated
    def _read_mail(self):
        first, copies = self._see()
        raw = self._bytes(first)
        verdicts = {}
        parsed = parse(raw, self._parsing_rules().knowing(verdict=partial(self._verdict, seen=verdicts)))
        read_before = self.kind
        self.write(
            {
                "state": "processed",
                "error": False,
                "next_try": False,
                "kind": parsed.kind,
                "unsure": parsed.unsure,
                "is_judged": parsed.judged,
                "portal_id": self._portal_of(parsed).id,
                "format": parsed.format,
                "sender": one_line(parsed.from_address),
                "subject": one_line(parsed.subject),
                "sent_at": naive_utc(parsed.date),
                "delivered_at": naive_utc(parsed.received),
                "sender_check": parsed.auth,
                "parsed": storable(parsed.to_dict()),
                "text": clean_text(parsed.text),
                "warnings": clean_text("\n".join(warning_in_words(self.env, warning) for warning in parsed.warnings)),
            }
        )
        for verdict in verdicts.values():
            verdict.mail_id = self
        stub = self.inquiry_ids.filtered(lambda inquiry: inquiry.next_step == "read")
        signed = signed_block(parsed.text or "")
        if signed:
            stub.unlink()
            return self._confirmed_by_mail(signed)
        if parsed.kind == "inquiry" or parsed.unsure and parsed.inquiries and parsed.kind != "owner_lead":
            # What may be an inquiry becomes one, for a person to look at: the gate stops it.
            return self._create_inquiries(parsed, stub, copies)
        stub.unlink()
        if parsed.kind == "owner_lead" and not self.lead_id and not self.mailbox_id.dry_run:
            self._create_owner_lead(parsed)
        # A report or an answer had its effect when it was read first; reading it again must not repeat it.
        if parsed.withdrawn and not read_before:
            self._withdraw(parsed)
        if parsed.kind == "bounce" and not read_before:
            self._handle_bounce(parsed, self.mailbox_id)
        if parsed.kind == "bounce" and not read_before:
            self._file_with_document(raw)
        if parsed.kind in ("reply", "other") and not read_before:
            self._file_answer(raw, parsed)
        return self.env["anfragemanager.inquiry"]

    def _parsing_rules(self):
        """Return the rules of reading with what the agency knows of itself now."""
        company = self.mailbox_id.company_id
        phones, names = company._anfrage_staff()
        Property = self.env["anfragemanager.property"]
        return (
            self.env["anfragemanager.portal"]
            ._parsing_rules(self.mailbox_id)
            .knowing(
                own_phones=tuple(filter(None, [company.phone, *phones])),
                agents=tuple(filter(None, [company.name, *names])),
                lookup=OnceAsked(lambda keys: Property._known_references(keys, company)),
                verdict=self._verdict,
                conversation=self._in_conversation,
            )
        )

    def _create_owner_lead(self, parsed):
        """Somebody wants to sell or let: no automatic answer, but an opportunity and a task for who is in charge."""
        mailbox = self.mailbox_id
        person = mailbox._in_charge_of_owners()
        read = parsed.inquiries[0]
        name = " ".join(filter(None, [read.title, read.first_name, read.last_name])) or read.company
        text = read.message or clean_text(parsed.text)
        self.lead_id = self.env["crm.lead"].create(
            {
                "name": self.env._("Owner: %s", one_line(name or read.email or self.sender or "?")),
                "type": "opportunity",
                "contact_name": one_line(name),
                "partner_name": one_line(read.company),
                "email_from": one_line(read.email),
                "phone": one_line(read.mobile or read.phone),
                "street": one_line(read.street),
                "zip": one_line(read.zip),
                "city": one_line(read.city),
                "description": plaintext2html(clean_text(text)) if text else False,
                "company_id": mailbox.company_id.id,
                "team_id": (mailbox.owner_team_id or mailbox.team_id).id,
                "user_id": person.id,
                "source_id": self.portal_id.utm_source_id.id,
            }
        )
        self.lead_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("An owner wants to sell, let or have a property valued"),
            user_id=person.id,
        )

    @api.model
    def _portal_of(self, parsed):
        if parsed.portal or parsed.kind == "inquiry":
            # Mails of a portal's own marketing keep their portal, too: a new layout first looks like one of them.
            return self.env["anfragemanager.portal"]._for_code(parsed.portal)
        return self.env["anfragemanager.portal"]

    def _create_inquiries(self, parsed, stub, copies):
        # The trace tells how an inquiry came to be.
        Inquiry = self.env["anfragemanager.inquiry"].with_context(tracking_disable=True)
        existing = set((self.inquiry_ids - stub).mapped("position"))
        if self._is_copy(parsed, copies):
            stub.unlink()
            return Inquiry
        created = Inquiry
        for position, read in enumerate(parsed.inquiries):
            if position in existing:
                continue
            values = {
                **self._inquiry_values(read),
                "mailbox_id": self.mailbox_id.id,
                "mail_id": self.id,
                "position": position,
                "portal_id": self.portal_id.id,
                "date": self.received_at,
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
            origin = self.env._("Mail from %s", self.sender or "?")
            portal = self.portal_id._names().get(self.portal_id.id)
            note = ", ".join(filter(None, (portal, format_in_words(self.env, parsed.format)))) or "–"
            if inquiry.conflicts:
                names = [str(conflict.get("field")) for conflict in inquiry.conflicts]
                disagreeing = ", ".join(field_in_words(self.env, name) for name in names)
                note += "\n" + self.env._("The mail contradicts itself about: %s", disagreeing)
            read_as = "\n".join(filter(None, [note, self.warnings]))
            inquiry._trace_opening([("receive", "ok", None, origin), ("read", "ok", None, read_as)])
        return created.with_env(self.env)

    def _is_copy(self, parsed, copies):
        """Return whether the same mail came before by another way (same content read).

        :param copies: ids of earlier mails with its Message-ID, the latest first
        """
        content = storable(parsed.to_dict())["inquiries"] if copies else None
        for other in self.browse(copies):
            if (other.parsed or {}).get("inquiries") == content:
                self.copy_of_id = other
                return True
        return False

    def _inquiry_values(self, read):
        """Translate what was read into values of an inquiry."""
        lines = [name for name in self.env["anfragemanager.prospect"]._lines() if name != "company_name"]
        values = {name: one_line(getattr(read, name)) for name in (*lines, "external_id")}
        return {
            **values,
            "salutation": read.salutation,
            "company_name": one_line(read.company),
            "email_is_alias": read.email_is_alias,
            "country_id": self.env["anfragemanager.worker"]._country_id(read.country),
            "message": clean_text(read.message),
            "property_refs": storable(list(read.property_refs)),
            "wishes": storable(list(read.wishes)),
            "preferred_contact": storable(list(read.preferred_contact)),
            "disclosure": storable(dict(read.disclosure)),
            "origin": storable(dict(read.origin)),
            "conflicts": storable([dict(conflict) for conflict in read.conflicts]),
            "lang": self.mailbox_id._lang_code(read.language),
        }

    @automated
    def _broken_off(self, error):
        """The database broke off the reading again and again."""
        description = self.env._("The database broke off the work several times (%s).", error)
        self._reading_failed(Incomplete(description), quiet=QUIET_TRIES)

    def _reading_failed(self, error, quiet=0):
        """Keep a mail that could not be read where people look: as a failed mail and a failed inquiry.

        :param quiet: how many of the attempts were not shown
        """
        attempts = max(self.attempts - quiet, 1)
        again = attempts < MAX_TRIES and not isinstance(error, GiveUp)
        self.write(
            {
                "state": "failed",
                "error": describe(error, self.env),
                "next_try": next_try_after(attempts) if again else False,
            }
        )
        logger.error("Mail %s could not be read: %s", self.id, where_raised(error))
        with suppress(Exception), self.env.cr.savepoint():
            stub = self.inquiry_ids.filtered(lambda inquiry: inquiry.next_step == "read")
            if not self.inquiry_ids:
                stub = self.env["anfragemanager.inquiry"].create(
                    {
                        "mailbox_id": self.mailbox_id.id,
                        "mail_id": self.id,
                        "date": self.received_at,
                        "next_step": "read",
                        "state": "failed",
                        "reason": "error",
                    }
                )
            for inquiry in stub:
                inquiry._trace("read", "failed", "error", describe(error, self.env))
                if not again:
                    inquiry._task("error", describe(error, self.env))
