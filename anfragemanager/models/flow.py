"""The flow: from a raw mail to a qualified contact and an exposé, step after step in the order in which it happens.

Each step decides one thing and returns an `Outcome`; `_run` writes it down as one line of the trace and goes on. A step
runs in a savepoint of its own: what it did before it failed is undone, what earlier steps did stays. Expected problems
are outcomes, unexpected exceptions become the state `failed` and are tried again, and errors of the database are
raised so that the whole transaction is repeated.
"""

import base64
import os
import zlib
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL, email_normalize, mute_logger, plaintext2html, verify_hash_signed
from odoo.tools.mail import email_normalize_all

from ..parsing import parse
from .flow_base import (
    ADDRESS,
    ADDRESS_FIELDS,
    CONFIRMATION_SCOPE,
    HEAD_LIMIT,
    RECIPIENT_HEADERS,
    Outcome,
    clean_text,
    go,
    logger,
    naive_utc,
    one_line,
    signed_block,
    skip,
    stop,
    storable,
    where_raised,
)
from .property import normalize_reference
from .reading_words import field_in_words, warning_in_words


class AnfragemanagerFlow(models.AbstractModel):
    _name = "anfragemanager.flow"
    _description = "Flow of an Inquiry"

    # 1 receive
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
                    logger.info("Mail %s was delivered again to mailbox %s and is kept once.", same.id, mailbox.id)
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
            logger.info("A mail was delivered to mailbox %s twice at the same time and is kept once.", mailbox.id)
            return True
        except Exception as error:
            path = self._spool() / f"{mailbox.id}-{fingerprint}.eml"
            logger.error("A mail could not be stored (%s); it is kept as %s.", type(error).__name__, path)
            part = path.with_suffix(".part")
            with part.open("wb") as spooled:
                spooled.write(raw)
                spooled.flush()
                os.fsync(spooled.fileno())
            part.rename(path)
            return False
        return True

    # 2 read
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
            except (psycopg2.OperationalError, psycopg2.InterfaceError, psycopg2.IntegrityError):
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
                "sender": one_line(parsed.from_address),
                "subject": one_line(parsed.subject),
                "sent_at": naive_utc(parsed.date),
                "sender_check": parsed.auth,
                "parsed": storable(parsed.to_dict()),
                "text": clean_text(parsed.text),
                "warnings": clean_text("\n".join(warning_in_words(self.env, warning) for warning in parsed.warnings)),
            }
        )
        stub = mail.inquiry_ids.filtered(lambda inquiry: inquiry.next_step == "read")
        signed = signed_block(parsed.text or "")
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
        content = storable(parsed.to_dict())["inquiries"]
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
            name: one_line(getattr(read, name))
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
            "company_name": one_line(read.company),
            "email_is_alias": read.email_is_alias,
            "country_id": country.id if country else False,
            "message": clean_text(read.message),
            "property_refs": storable(list(read.property_refs)),
            "wishes": storable(list(read.wishes)),
            "preferred_contact": storable(list(read.preferred_contact)),
            "disclosure": storable(dict(read.disclosure)),
            "origin": storable(dict(read.origin)),
            "conflicts": storable([dict(conflict) for conflict in read.conflicts]),
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

    # 3 gate
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
        Property = self.env["anfragemanager.property"].with_context(active_test=False)
        Listing = self.env["anfragemanager.listing"].with_context(active_test=False)
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

    # 4 exceptions
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

    # 5 known address
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

    # 6 confirmation
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

    # 7 the prospect confirms
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
            logger.info("Inquiry %s goes on later, after %s.", inquiry.id, where_raised(error))
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

    # 8 duplicate check
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

    # 9 create the address
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

    # 10 exposé
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
            pdf = prop._expose_pdf(make=True)
            if pdf:
                files.append((self.env._("Expose-%s.pdf", prop.reference), base64.b64encode(pdf)))
        if mailbox.expose_documents:
            files += [(document.name, document.datas) for document in prop.document_ids]
        return files

    # 11 processes
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
            "anfrage_property_id": inquiry.property_id.id,
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

    # 12 done
    @api.model
    def _step_done(self, inquiry):
        """Everything that was configured happened."""
        without = not inquiry.expose_sent_at and not self._is_address_only(inquiry) and inquiry.effect == "no_expose"
        return Outcome(None, state="done", reason="no_expose" if without else None)

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
