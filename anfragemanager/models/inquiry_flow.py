"""The flow of an inquiry, step after step in the order of `steps.STEPS`; receiving and reading stand in mail_intake.py.

Each step decides one thing and returns an `Outcome`; `_run` (inquiry_run.py) writes it down as one line of the trace
and goes on. What a step did before it failed is undone, what earlier steps did stays. Expected problems
are outcomes, unexpected exceptions become the state `failed` and are tried again, and errors of the database are
raised so that the whole transaction is repeated.
"""

from datetime import timedelta
from functools import partial

from odoo import fields, models
from odoo.tools import SQL, email_normalize, format_date

from .. import matching
from ..parsing import OWN_EMAIL
from .automated import automated, logger
from .failure import Incomplete, RetryLater, describe, judge, refusal, repeats_transaction, where_raised
from .inquiry import ADDRESS_FIELDS
from .inquiry_trace import OPENING
from .steps import Outcome, carry_out, fail, go, skip, stop

CONFIRMATIONS = 3


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    # 3 gate
    def _step_gate(self):
        """Are we responsible? Mailbox and portal on, sender genuine, property found, marketed and visible."""
        mailbox = self.mailbox_id
        if not (mailbox.enabled and mailbox.active and mailbox.company_id.active):
            return stop("ignored", "mailbox_off")
        portal = self.portal_id
        if portal and not mailbox._takes_portal(portal.id):
            return stop("ignored", "portal_off", portal.name)
        if self.mail_id.sender_check == "fail":
            return stop("aborted", "spoofed", self.env._("Sender: %s", self.mail_id.sender or "?"))
        if mailbox._is_own_address(self.email_normalized) if self.email_normalized else self._gave_our_address():
            return stop("aborted", "excluded_address", self.env._("The address is one of our own."))
        if written := self._too_old():
            return stop("aborted", "too_old", self.env._("Written on %s", format_date(self.env, written)))
        if (self.mail_id.parsed or {}).get("unsure") and not self.property_id:
            visible = self._find_properties()._visible_to(mailbox.user_id)
            self.property_id = visible if len(visible) == 1 else False
            if self.email_normalized and not self.email_is_alias and not self.partner_id:
                # Whoever decides sees that the sender is known.
                self.partner_id = self.env["res.partner"]._anfrage_known_by_email(self)
            return stop("aborted", "unsure", "\n".join((self.mail_id.evidence or "").splitlines()[:6]))
        prop = self.property_id
        if not prop:
            found = self._find_properties()
            if not found:
                seen = self.property_refs_text or self.env._("none")
                return stop("ignored", "no_property", self.env._("Numbers in the mail: %s", seen))
            visible = found._visible_to(mailbox.user_id)
            if not visible:
                # Another company's property stays unnamed: the inquiry is seen by people who may not see it.
                return stop("ignored", "property_hidden", self.env._("Main user: %s", mailbox.user_id.name))
            if len(visible) > 1:
                self.ambiguous_property_ids = visible
                named = [one._named_for(self.company_id) for one in visible]
                return stop("aborted", "ambiguous", "\n".join([*self._contradiction(), *named]))
            self.property_id = prop = visible
        elif not prop._visible_to(mailbox.user_id):
            return stop("ignored", "property_hidden", self.env._("Main user: %s", mailbox.user_id.name))
        named = prop._named_for(self.company_id)
        if not prop._is_marketed():
            if self.email_normalized and not (self.email_is_alias or self.email_typed or self.partner_id):
                # Whoever answers sees that the prospect is known.
                self.partner_id = self.env["res.partner"]._anfrage_known_by_email(self)
            return stop("ignored", "property_inactive", self._no_offer_note())
        return go(named)

    def _no_offer_note(self):
        prop = self.property_id
        return f"{prop._named_for(self.company_id)}: {prop._market_label()}"

    def _too_old(self):
        """Return when the mail was written if its mailbox does not answer mails of that age by itself, else None.

        The later of the sender's date and the first server's counts, so that a wrong clock makes no mail old.
        """
        mail = self.mail_id
        known = [moment for moment in (mail.sent_at, mail.delivered_at) if moment]
        limit = self.mailbox_id.max_age_days
        if not limit or not known:
            return None
        written = max(known)
        return written if mail.received_at - written > timedelta(days=limit) else None

    def _gave_our_address(self):
        """Whether the reader left an address out because it is ours: a colleague's try, or a form that names us."""
        return OWN_EMAIL in ((self.mail_id.parsed or {}).get("warnings") or ())

    def _find_properties(self):
        """Return the properties the mail may mean; also the one that a portal or form names beside the first."""
        found = self.env["anfragemanager.property"]
        for references in (self.property_refs, *([one["other"]] for one in self._reference_conflicts())):
            found |= found._find_by_references(references, self.portal_id, self.company_id)
        return found

    def _reference_conflicts(self):
        return [one for one in self.conflicts or () if one.get("field") == "property_refs"]

    def _contradiction(self):
        """Return in a list, empty where there are none, which numbers of the mail name different properties."""
        conflicts = self._reference_conflicts()
        numbers = ", ".join(dict.fromkeys(one[which] for one in conflicts for which in ("kept", "other")))
        return [self.env._("The mail contradicts itself, it names %s.", numbers)] if conflicts else []

    # 4 exceptions
    def _step_exceptions(self):
        """The first rule of the mailbox that applies decides; then, whether too many ask about the property."""
        rule = self.mailbox_id._rules()._first_that_applies(self)
        if rule.effect == "stop":
            return stop("aborted", "excluded_address" if rule.addresses else "excluded_rule", rule.name)
        if rule.effect == "hold":
            return stop("aborted", "approval", rule.name)
        crowd = self._crowd_outcome()
        if crowd:
            return crowd
        if rule:
            self.effect = rule.effect
            return go(rule.name)
        return skip()

    # 5 known address
    def _step_known_address(self):
        """A prospect whose e-mail address is a contact's goes straight to the exposé."""
        self._lock_person()
        if not self.email_normalized or self.email_is_alias:
            return skip(self.env._("No e-mail address of the prospect's own."))
        if self.email_typed and not self.confirmed_at:
            # Whoever typed it may have typed a customer's: known or not, its owner is asked first.
            return skip(self.env._("The typed address is to be confirmed first."))
        if not self.confirmed_at and self._is_unproven():
            return skip(self.env._("The portal's mail carries no proof of its origin: the address is confirmed first."))
        partner = self.partner_id or self.env["res.partner"]._anfrage_known_by_email(self)
        if not partner:
            # A person decided once that this address is that contact's; it is not asked again.
            partner = (self._remembered(("same",)) or self._remembered_company())[:1]
        if not partner:
            return go(self.env._("No contact in use has the e-mail address."))
        self.partner_id = partner
        self._hand_consents_to(partner)
        return go(self.env._("Contact: %s", partner.display_name), to="expose")

    def _number_to_call(self):
        number = self.phone or self.mobile
        return self.env._("Call: %s", number) if number else ""

    # 6 confirmation
    def _step_confirmation(self):
        """Ask an unknown prospect to confirm the address and to complete the data: once, however often they inquire."""
        mailbox = self.mailbox_id
        if self.confirmed_at:
            return skip(self.env._("Confirmed already."))
        if self.email_is_alias and (mailbox.relay_action == "stop" or not self._asks()):
            return stop("aborted", "alias_email", self.email)
        if not self._asks():
            if self._is_unproven():
                return stop("aborted", "unproven", self.env._("Sender: %s", self.mail_id.sender or "?"))
            return skip(self.env._("No confirmation is needed."))
        if not self.email_normalized:
            return stop("aborted", "no_email", self._number_to_call())
        barred, limit = self._hindrances("confirmation")
        if barred:
            return self._stop_barred(barred)
        leader, earlier = self._others_of_address()
        if earlier and earlier._names_same(self) and not (self.email_typed or self._is_unproven()):
            note = self.env._("Confirmed with: %s", earlier.display_name)
            return carry_out(partial(self._confirmed_as, earlier, note), note)
        if leader:
            note = self.env._("Bundled with: %s", leader.display_name)
            return carry_out(partial(self._wait_with, leader, note), note)
        if limit:
            return self._rate_limited(limit)
        number = len(self.token_ids.filtered(lambda token: token.purpose == "confirmation"))
        if number >= CONFIRMATIONS:
            return stop("aborted", "rate_limited", self.env._("Three confirmation mails were sent already."))
        return carry_out(
            partial(self._ask_to_confirm, number), self.env._("Would send the confirmation mail to %s", self.email)
        )

    def _stop_barred(self, reason):
        notes = {
            "blacklisted": self.env._("No mail to %s: blocklist.", self.email_normalized),
            "stop_list": self.env._("No mail to %s: stop list.", self.email_normalized),
        }
        return stop("aborted", reason, notes[reason])

    def _wait_with(self, leader, note):
        self.bundle_id = leader
        return stop("waiting", None, note)

    def _ask_to_confirm(self, number):
        mailbox = self.mailbox_id
        self._send("confirmation", mailbox.confirmation_template_id, mailbox.expiry_days, number=number)
        return stop("waiting", None, self.env._("Confirmation mail to %s", self.email))

    def _asks(self):
        """Return whether the mailbox wants anything from this prospect; a typed address always waits for its owner."""
        mailbox = self.mailbox_id
        if self.entered_by_id and not self.email_typed:
            # Whom a clerk has on the phone is asked only if the clerk wants it.
            return self.ask_confirmation
        return self.email_typed or mailbox.confirm_email or (mailbox.collect_data and bool(self._missing_fields()))

    # 7 the prospect confirms
    @automated
    def _submit(self, values):
        """The prospect sent the form of the web page.

        :param dict values: validated values of the asked fields, plus ``marketing: bool`` when that was asked
        """
        self._lock_row()
        if not self._awaits_answer():
            return
        if self.mailbox_id.confirmation_transport == "mail" and self.mailbox_id.email:
            self._send_confirmation_to_mailbox(values)
            self.submitted_at = fields.Datetime.now()
            self._trace("confirmation", "waiting", note=self.env._("Form sent; its mail is on the way."))
            return
        waiting = {**self._held_arguments(), "expose": {"waited_for": True}}
        hindered = None
        if self.bundled_ids:
            self._note_confirmation(values)
        else:
            hindered = self._go_on_at_once(values, waiting)
        try:
            if hindered and not refusal(self.env, hindered) and repeats_transaction(hindered):
                raise hindered
            if self.bundled_ids:
                # All of them or none: who leads takes the others along.
                with self.env.cr.savepoint():
                    self._run(**waiting)
            if self.state == "new":
                with self.env.cr.savepoint():
                    self._walk_carefully(waiting)
            self.env["anfragemanager.settled"]._remember()
        except Exception as error:
            verdict = judge(error)
            if not isinstance(verdict, RetryLater) or not verdict.uses_attempt:
                raise
            # The prospect confirms once; the confirmation stays and the worker goes on from it.
            self.env.invalidate_all()
            logger.info("Inquiry %s goes on later, after %s.", self.id, where_raised(error))
            self.env["anfragemanager.worker"]._wake(self)

    def _note_confirmation(self, values):
        self._keep_confirmation(values)
        self._confirmed(values)

    def _go_on_at_once(self, values, arguments):
        """Note the confirmation and take all steps in one go: what is written down in between is written twice.

        :return: what hindered the steps; then the confirmation alone is noted
        """
        cache = self.env.cr.cache
        cache[OPENING] = {}
        try:
            with self.env.cr.savepoint():
                self._note_confirmation(values)
                self._ensure_language()
                self._walk(arguments)
                self._trace_all([])
            return None
        except Exception as error:
            verdict = judge(error)
            if isinstance(verdict, RetryLater) and not verdict.uses_attempt:
                raise
            hindered = error
        finally:
            cache.pop(OPENING, None)
        self.env.invalidate_all()
        self._note_confirmation(values)
        return hindered

    def _confirmed(self, values):
        """Take over what the prospect stated; an address typed instead of a hidden one is confirmed first itself."""
        self._ensure_language()
        self._part_from_others()
        now = fields.Datetime.now()
        asked = {name for name, _required in self._asked_fields()}
        written = {name: values[name] for name in ADDRESS_FIELDS if name in asked and values.get(name)}
        if "phone" in written:
            # Asked for where there was none, or where it is not known whose it is.
            written["mobile"] = False
        stated = [
            f"{self._label(name)}: {self[name]} → {value}" if self[name] else self._label(name)
            for name, value in sorted(written.items())
            if value and value != self[name] and name != "salutation"
        ]
        self._clear_tasks(self.env._("Confirmed."))
        leaders = self | self.bundled_ids
        new_address = "email" in written and email_normalize(written["email"]) != self.email_normalized
        if new_address:
            # Ends all links mailed so far; what is agreed to is noted when the link in the next mail is used.
            written.update({"email_is_alias": False, "email_typed": True})
            note = self.env._("The typed address is to be confirmed first.")
        else:
            self._add_consents(values)
            note = self.env._("Confirmed.")
            written["confirmed_at"] = now
        # Before the address: only one inquiry of an address waits.
        self.write({"state": "new", "next_step": "known_address", "reason": False, "submitted_at": False})
        leaders.write(written)
        told = [note, self.env._("Stated: %s", ", ".join(stated))] if stated else [note]
        self._trace_opening([("confirmation", "ok", None, "\n".join(told))])

    @automated
    def _retype(self, email):
        """The prospect corrects an address typed wrongly: the mail goes to the new one, within the limits."""
        self._lock_row()
        if not self.email_typed or self.confirmed_at or email_normalize(email) == self.email_normalized:
            return
        self._part_from_others()
        self.write({"state": "new", "next_step": "known_address", "reason": False})
        (self | self.bundled_ids).write({"email": email})
        self._trace("confirmation", "ok", note=self.env._("The typed address was corrected."))
        self._run()

    def _is_unproven(self):
        """Whether a portal's mail says nothing of its origin, although the mailbox's server normally checks it."""
        mail, portal = self.mail_id, self.portal_id
        if mail.sender_check != "none" or not portal or portal.code == "website":
            return False
        return mail._usually_checked()

    @automated
    def _declined(self):
        """The prospect said that the inquiry is not theirs: forget the address and stop."""
        self._lock_row()
        if not self._awaits_answer():
            return
        self._part_from_others()
        self._clear_tasks(self.env._("Declined"))
        self._apply_outcome("confirmation", stop("aborted", "declined"))
        bundled = self.bundled_ids
        self._sync_bundle()
        (self | bundled)._anonymize()

    # 8 duplicate check
    def _step_duplicate_check(self):
        """Compare the complete address with all contacts; on a hit do what the mailbox says."""
        mailbox = self.mailbox_id
        if self.partner_id:
            return skip(self.env._("The contact is known."))
        if not mailbox.duplicate_check:
            return skip(self.env._("Switched off."))
        if self.duplicate_decided:
            return skip(self.env._("A person decided."))
        found = self.env["res.partner"]._anfrage_find_duplicates(self)
        refused = (
            self._remembered(("different", "household", "employee", "staff")) if found else self.env["res.partner"]
        )
        found = [match for match in found if match.partner not in refused]
        employer = self._employer_in_no_doubt() if found else self.env["res.partner"]
        self.duplicate_ids.filtered(lambda candidate: not candidate.decision).unlink()
        decided = self.duplicate_ids.partner_id
        open_candidates = self.env["anfragemanager.duplicate"].create(
            [
                {
                    "inquiry_id": self.id,
                    "partner_id": match.partner.id,
                    "score": match.score,
                    # Whether it is the one who asks is no question where it is known to be whose employee asks.
                    "verdict": "related"
                    if match.verdict == "possible" and match.partner in employer
                    else match.verdict,
                    "name_only": match.rests_on == "name",
                    "evidence": match.evidence,
                    "explanation": match.explanation,
                }
                for match in found
                if match.partner not in decided
            ]
        )
        hits = open_candidates.filtered(lambda candidate: candidate.verdict != "related")
        # A name alone says the less the larger the address book; whatever else agrees is a person's to judge.
        action = {
            "duplicate": mailbox.on_duplicate,
            "possible": mailbox.on_possible,
            "name": mailbox.on_name,
            "none": None,
        }[matching.kind_of_hit((hit.verdict, hit.name_only) for hit in hits)]
        if not action:
            return go("\n".join([self.env._("No duplicate."), *self._unprepared()]))
        best = hits.sorted(lambda hit: (hit.verdict == "duplicate", not hit.name_only, hit.score), reverse=True)[0]
        seen = best._told()
        if action == "note":
            return go(seen)
        if action == "stop":
            return stop("aborted", "duplicate", "\n".join(hit._told() for hit in hits))
        return carry_out(
            partial(self._link_to, best, seen, enrich=action == "enrich"),
            self.env._("Would link to the contact: %s", seen),
            to="processes" if self._is_address_only() else "expose",
        )

    # 9 create the address
    def _step_address(self, chosen=False):
        """Create the contact, unless there is one.

        :param chosen: a person said which one it is
        """
        if chosen and not self.partner_id:
            # Deleted or merged before the decision was carried out.
            self.duplicate_decided = False
            checked = self._step_duplicate_check()
            if checked.state or checked.act:
                return checked
            return stop("aborted", "duplicate", self.env._("The chosen contact was deleted meanwhile."))
        to = "processes" if self._is_address_only() else None
        if self.partner_id:
            self._hand_consents_to(self.partner_id)
            told = self.env._("Contact: %s", self.partner_id.display_name)
            if self._waiting_staff():
                return carry_out(partial(self._link_staff, to), told, to=to)
            return skip(told, to=to)
        values = self.env["res.partner"]._anfrage_values(self)
        if not values.get("name"):
            return stop("aborted", "no_email", self.env._("The inquiry names neither a person nor an address."))
        would = self.env._("Would create the contact: %s", values["name"])
        return carry_out(partial(self._create_contact, values, to), would, to=to)

    def _is_address_only(self):
        return self.mailbox_id.address_only or self.effect == "address_only"

    # 10 exposé
    def _step_expose(self, forced=False, waited_for=False):
        """Send the exposé, once.

        :param forced: a person wants it sent, again and whatever the mailbox says
        :param waited_for: the prospect waits for the answer of a page, in which nothing is printed
        """
        mailbox, prop = self.mailbox_id, self.property_id
        if self._is_address_only() and not forced:
            return skip(self.env._("Only the contact is created."))
        if (self.effect == "no_expose" or not mailbox.send_expose) and not forced:
            return skip(self.env._("No exposé is to be sent."))
        sent, elsewhere = self._exposes_sent()
        if self.email_normalized in sent.mapped("email_normalized") and not forced:
            return skip(self.env._("The exposé was sent already."))
        repeated = elsewhere[:1]
        if repeated and not forced:
            return skip(self.env._("Repeated: the exposé went to this address today with: %s", repeated.display_name))
        if not prop:
            return stop("aborted", "no_property", self.property_refs_text or "")
        if not forced and not prop._is_marketed():
            # Sold, let or archived since the mail came; the link would say no more than that.
            return stop("aborted", "property_inactive", self._no_offer_note())
        if not self.email_normalized:
            return stop("aborted", "no_email", self._number_to_call())
        barred, limit = self._hindrances("expose")
        if barred == "blacklisted" or barred and not forced:
            return self._stop_barred(barred)
        if limit:
            return self._rate_limited(limit)
        missing = prop._energy_missing()
        if missing and mailbox.energy_check == "hold" and not forced:
            return stop("aborted", "on_hold", self._energy_note(missing))
        # Before the contract there is only the way to the gate (BGB section 312j).
        gate = self._gate_open()
        if waited_for and mailbox.expose_pdf and not gate and self._property_shown()._expose_pdf_to_print(self.lang):
            raise RetryLater("The exposé is printed first.", uses_attempt=True)
        attachments = [] if gate else self._expose_files()
        link = mailbox.expose_link or not mailbox.send_expose or gate
        if not link and not attachments:
            self.effect = "no_expose"
            return skip(self.env._("There is no PDF and no document to send."))
        notes = [self.env._("It opens when the contract was concluded.")] if gate else []
        if missing:
            notes.append(self._energy_note(missing))
        names = {"title": prop.name, "email": self.email}
        would = [self.env._("Would send the exposé “%(title)s” to %(email)s", **names), *notes]
        done = [self.env._("Exposé “%(title)s” to %(email)s", **names), *notes]
        sending = partial(self._send_expose, len(sent), attachments, link, "\n".join(done))
        return carry_out(sending, "\n".join(would))

    def _send_expose(self, number, attachments, with_link, note):
        mailbox = self.mailbox_id
        template, days = mailbox._expose_template(self.property_id), mailbox.expose_days
        self._send("expose", template, days, number=number, attachments=attachments, with_link=with_link)
        return go(note)

    def _exposes_sent(self):
        """Return the links of this inquiry's exposé, and the inquiries with which it went to the same person lately.

        :return: ``(tokens, inquiries with the same property within 24 hours)``
        """
        Token = self.env["anfragemanager.token"]
        Token.flush_model(["purpose", "inquiry_id", "address_key"])
        # By SQL, for which what is not yet written of this inquiry itself need not be.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT token.id, token.inquiry_id
                  FROM anfragemanager_token AS token
                  JOIN anfragemanager_inquiry AS inquiry ON inquiry.id = token.inquiry_id
                 WHERE token.purpose = 'expose'
                   AND (token.inquiry_id = %(inquiry)s
                        OR token.address_key = %(key)s AND inquiry.property_id = %(property)s
                           AND token.create_date >= %(lately)s)
                 ORDER BY token.id DESC
                """,
                inquiry=self.id,
                key=self.address_key or None,
                property=self.property_id.id or None,
                lately=fields.Datetime.now() - timedelta(hours=24),
            )
        )
        sent = Token.browse(token for token, inquiry in rows if inquiry == self.id)
        elsewhere = dict.fromkeys(inquiry for _token, inquiry in rows if inquiry != self.id)
        return sent, self.browse(elsewhere)

    def _energy_note(self, missing):
        return self.env._("Energy data missing that the law wants in an exposé: %s", ", ".join(missing))

    def _expose_files(self, make=True):
        """Return the files of the exposé: ``[(name, base64)]``; the PDF only where it can be made.

        :param bool make: print it when it does not exist yet; not while the prospect waits
        """
        mailbox = self.mailbox_id
        prop = self._property_shown().with_context(lang=self.lang)
        return prop._expose_files(mailbox.expose_pdf, mailbox.expose_documents, make=make)

    # 11 processes
    def _step_processes(self):
        """Start what the mailbox wants to follow. One that fails holds up none of the others and is tried again."""
        new = self._is_new_contact()
        if not self.partner_id and not new:
            return skip()
        names = [name for name, _start in self._open_processes()]
        if not names:
            none_for_known = not new and not self.mailbox_id.processes_for_known
            return skip(self.env._("Not for contacts that existed already.") if none_for_known else "")
        return carry_out(self._start_processes, self.env._("Would start: %s", ", ".join(names)))

    def _start_processes(self):
        started, failed = [], []
        for name, start in self._open_processes():
            try:
                with self.env.cr.savepoint():
                    start()
            except Exception as error:
                refused = refusal(self.env, error)
                if not refused and repeats_transaction(error):
                    raise
                self.env.invalidate_all()
                logger.error("A process of inquiry %s failed: %s", self.id, where_raised(error))
                why = refused or describe(error, self.env)
                failed.append(self.env._("“%(process)s” failed: %(error)s", process=name, error=why))
            else:
                started.append(name)
        if not failed:
            return go(", ".join(started)) if started else skip()
        if started:
            self._trace("processes", "ok", note=", ".join(started))
        return fail(Incomplete("\n".join(failed)))

    # 12 done
    def _step_done(self):
        """Everything that was configured happened."""
        # Whether one is promised the database has to be asked; mostly that does not matter.
        if self._gate_open() and self._expose_promised():
            return Outcome(state="done", reason="gate_open")
        without = self.effect == "no_expose" and not self._is_address_only() and not self._expose_promised()
        return Outcome(state="done", reason="no_expose" if without else None)
