"""Reports and answers: what came back stops its inquiry, and Odoo files it with the document it belongs to."""

import email
import email.policy
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..contact.emails import find_emails
from .automated import logger
from .failure import repeats_transaction, where_raised
from .steps import stop
from .storable import one_line

# Bytes from which on a mail is not handed to Odoo whole.
HEAVY = 1024 * 1024
# Steps of its patterns over markup: a tenth of a second's work. A newsletter of 1 MB costs a tenth of it.
COSTLY = 20_000_000
# What is left of a header of a mail that is not handed to Odoo as it came; the lists of a large round are longer.
LONGEST = 2000
_ANGLE = re.compile("[<>]")
_FIELD = rb"[^\n]*(?:\n[ \t][^\n]*)*"
_STRUCTURED = re.compile(
    rb"^(?:to|cc|bcc|from|sender|reply-to|resent-\S+|content-\S+|date|message-id):" + _FIELD, re.I | re.M
)


def cost_of_markup(markup):
    """Return about how many steps Odoo's cleaning takes: from each sign that opens a tag its patterns look for the one
    that closes it, and from each “encoding=” between them again. A few kB of signs that nothing closes take it hours.

    :param str markup: hostile
    """
    steps = opened = before = 0
    for found in _ANGLE.finditer(markup):
        steps += opened * (found.start() - before)
        before = found.start()
        opened = opened + 1 if found[0] == "<" else 0
    steps += opened * (len(markup) - before)
    return steps * (1 + markup.count("encoding="))


def is_costly(raw):
    """Whether a raw mail costs Odoo too much, or cannot be read as Odoo reads it."""
    # Python's reader of structured headers looks back at what it read from each sign on.
    if sum(len(found[0]) ** 2 for found in _STRUCTURED.finditer(raw)) > COSTLY:
        return True
    try:
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        pages = [part.get_content() for part in message.walk() if part.get_content_type() == "text/html"]
        return cost_of_markup("".join(pages)) > COSTLY
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return True


def light_head(raw):
    """Return the head of a raw mail without what tells of its content: each header once, and none of any length."""
    head = re.split(rb"\r?\n\r?\n", raw[: HEAVY // 4], maxsplit=1)[0]
    kept = {}
    for field in re.split(rb"\r?\n(?![ \t])", head):
        name = field.partition(b":")[0].strip().lower()
        if not name.startswith((b"content-", b"mime-")):
            kept.setdefault(name, field[:LONGEST])
    return b"\r\n".join(kept.values()) + b"\r\n\r\n"


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

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
        # Anybody can write a report that names an address: only one naming a mail of ours stops it for good.
        complained = parsed.complaint and bool(tokens)
        if not tokens and addresses and mailbox:
            since = fields.Datetime.now() - timedelta(days=14)
            tokens = Token.search(
                [
                    ("inquiry_id.mailbox_id", "=", mailbox.id),
                    ("email_normalized", "in", list(addresses)),
                    ("create_date", ">=", since),
                ]
            )
        note = "\n".join(filter(None, (bounced.diagnostic or bounced.status for bounced in permanent)))
        inquiries = tokens.filtered(
            lambda token: token.email_normalized == token.inquiry_id.email_normalized
        ).inquiry_id
        if self:
            self.about_id = inquiries[:1]
        if complained:
            self._stop_complainants(tokens, note)
            return
        for inquiry in inquiries:
            inquiry._undeliverable(note)

    @api.model
    def _stop_complainants(self, tokens, note):
        """Somebody complained: no automatic mail goes to that address any more, until a person lifts the stop.

        Only addresses we mailed to count, since anybody can write a report.
        """
        for token in tokens.filtered("address_key"):
            company = token.inquiry_id.company_id
            self.env["anfragemanager.stop"]._add(company, token.address_key, "complaint")
        for inquiry in tokens.inquiry_id.filtered(lambda one: one.state in ("new", "waiting", "expired")):
            inquiry._apply_outcome("confirmation", stop("aborted", "stop_list", note))
            inquiry._sync_bundle()

    def _withdraw(self, parsed):
        """The portal says that a prospect takes an inquiry back: what is still open of it ends.

        The mail names the address and mostly the property; without a property that is open, all of the address end.
        Anybody can write such a mail: only one whose sender was checked ends anything, another is a person's to judge.
        """
        keys = {self.env["anfragemanager.token"]._address_key(address) for address in find_emails(parsed.text or "")}
        portal, company = self.portal_id, self.mailbox_id.company_id
        if not keys or not portal or self.sender_check == "fail":
            return
        inquiries = self.env["anfragemanager.inquiry"].search(
            [
                ("address_key", "in", list(keys)),
                ("company_id", "=", company.id),
                ("portal_id", "=", portal.id),
                ("state", "in", ("new", "waiting", "aborted")),
            ]
        )
        named = inquiries._about_named(f"{parsed.subject} {parsed.text}")
        for inquiry in named or inquiries:
            self.about_id = inquiry
            if self.sender_check != "pass":
                if inquiry.state != "aborted":
                    why = self.env._(
                        "A mail in the portal's name says so, without proof of its origin: please look at it."
                    )
                    inquiry._trace("confirmation", "skipped", "withdrawn", why)
                    inquiry._task("withdrawn", f"{why}\n{self.display_name}")
                continue
            inquiry._clear_tasks(self.env._("Withdrawn"))
            inquiry._apply_outcome("confirmation", stop("aborted", "withdrawn", one_line(parsed.subject) or ""))
            inquiry._promote_bundle()

    def _light(self, raw):
        """Return a mail as Odoo's parser can bear it: it needs twenty times the memory of what it reads.

        A large one, or one of malicious markup, goes with headers and text only; its files stay with the received mail.
        """
        if len(raw) <= HEAVY and not is_costly(raw):
            return raw
        message = email.message_from_bytes(light_head(raw), policy=email.policy.SMTP)
        where = self.env._("The files stay with the received mail.")
        message.set_content(f"{self.text or ''}\n\n{where}")
        return message.as_bytes()

    def _file_with_document(self, raw, answered=None):
        """Let Odoo file answers and delivery reports with the document they belong to; ours is stored in any case.

        :param answered: the inquiry it belongs to where Odoo finds no document
        :return: whether it was filed
        """
        try:
            light = self._light(raw)
            if self.kind == "bounce" and light is not raw:
                return False  # What is left of it Odoo would take for an answer.
            with self.env.cr.savepoint():
                filed, inquiries = self.env["mail.thread"]._anfrage_file(light, answered)
                self.about_id = self.about_id or inquiries[:1]
                return filed
        except Exception as error:
            if repeats_transaction(error):
                raise
            self.env.invalidate_all()
            logger.info("A reply could not be filed with a document: %s", where_raised(error))
        return False
