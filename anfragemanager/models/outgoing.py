"""What an inquiry sends: mails with links, within limits, and confirmations to the mailbox."""

from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..contact.emails import is_public_provider
from .automated import automated
from .failure import Incomplete
from .smtp_refusal import trouble_with_address
from .steps import stop
from .token import PATHS

# Read by mail systems so that nobody's autoresponder answers (RFC 3834; the second is Exchange's).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# Mails that ask a stranger for something: one of each a day, whoever writes in the stranger's name.
ASKING = ("confirmation", "reminder")
# What somebody who acted on a page of ours is owed by law, also when the mailbox went back to a dry run (BGB § 312f).
OWED = ("contract",)


def one_click(url):
    """Return the headers by which a mail program offers to stop such mails in one click (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _send(self, purpose, template, days, number=0, attachments=(), with_link=True):
        """Queue one automatic mail to the prospect, in the prospect's language.

        The mail and the row that says it was sent are created in one transaction; the unique index on the row makes a
        second mail impossible.

        :return: the mail's message
        """
        if not template:
            raise UserError(self.env._("The mailbox “%s” has no template for this mail.", self.mailbox_id.name))
        token, secret = self.env["anfragemanager.token"]._issue(self, purpose, days, number)
        # What is owed goes out as it is.
        base = self.get_base_url() if purpose in OWED else self._public_address()
        url = f"{base}/anfrage/{secret}{PATHS.get(purpose, '')}"
        mailbox = self.mailbox_id
        if purpose not in OWED:
            mailbox._check_live()
        sender = mailbox._sender()
        notice = self._privacy_notice_due(purpose)
        # The link is the prospect's key; in the history it is not needed.
        kept_open = self.env["ir.config_parameter"].get_param("anfragemanager.show_links")
        message_id = token.message_id
        template = template.with_context(
            anfrage_secret=False if kept_open else secret,
            anfrage_privacy=notice,
            anfrage_url=url if with_link else False,
            anfrage_ways_out=(base, secret),
            anfrage_days=days,
        )
        mail_id = self._queue(
            template,
            {
                "email_from": sender,
                "email_to": self.email_normalized,
                "email_cc": False,
                "recipient_ids": [],
                "reply_to": mailbox.email or sender,
                "message_id": message_id,
                # As for all that the automation writes; given, Odoo need not look for it.
                "author_id": mailbox._system_partner_id(),
                "headers": repr(AUTOMATIC | one_click(f"{base}/anfrage/{secret}/unsubscribe")),
                "attachments": list(attachments),
                "auto_delete": True,
                # Keeps the message on the inquiry when the sent mail is deleted.
                "is_notification": True,
            },
        )
        mail = self.env["mail.mail"].browse(mail_id)
        if not sender:
            mail._anfrage_hold()
        if notice:
            self._put_on_record("privacy", notice, False, self.lang, channel="mail", message_ids=message_id)
        self._wake_mail_queue()
        return mail.mail_message_id

    def _public_address(self):
        """Return the address under which prospects reach the pages.

        :raise Incomplete: links would lead nowhere; it is tried again, and in the end a person's task
        """
        address = self.get_base_url() or ""
        with suppress(ValueError):
            parts = urlsplit(address)
            if parts.scheme in ("http", "https") and parts.hostname:
                return address
        raise Incomplete(
            self.env._("Links in mails would lead nowhere: the system parameter “web.base.url” names no web address.")
        )

    def _privacy_notice_due(self, purpose):
        """Return the notice of Art. 13 GDPR that a mail has to carry, or False: who came through no page saw none."""
        if purpose != "expose":
            return False
        told = (self | self.bundle_id).consent_ids.sudo().filtered(lambda entry: entry.kind == "privacy")
        return False if told else self.mailbox_id.with_context(lang=self.lang)._wording("privacy")

    @api.model
    def _wake_mail_queue(self):
        self.env["anfragemanager.worker"]._call_job("mail.ir_cron_mail_scheduler_action")

    def _hindrances(self, purpose):
        """Return what stands against an automatic mail to the prospect.

        :param str purpose: of the mail to be sent, see token.PURPOSES
        :return: ``(barred, limit)``: "blacklisted" (Odoo's list), "stop_list" or ""; which limit of automatic mails is
            reached, "address", "domain" or "total", or ""
        """
        company = self.company_id
        domain = self.email_normalized.rpartition("@")[2]
        Token = self.env["anfragemanager.token"]
        key = self.address_key or Token._address_key(self.email_normalized)
        barred, to_person, asked, to_domain, overall = Token._look_before(
            company, self.email_normalized, key, domain, purpose
        )
        if to_person >= company.anfrage_limit_address or purpose in ASKING and asked:
            return barred, "address"
        # A provider's domain is everybody's; any other may be one office, or one person's with a catch-all address.
        per_hour = company.anfrage_limit_provider if is_public_provider(domain) else company.anfrage_limit_domain
        if to_domain >= self._share(per_hour, purpose):
            return barred, "domain"
        if overall >= self._share(company.anfrage_limit_total, purpose):
            return barred, "total"
        return barred, ""

    def _limit_reached(self, purpose):
        """Return which limit of automatic mails is reached, or an empty string; see `_hindrances`."""
        return self._hindrances(purpose)[1]

    @api.model
    def _share(self, limit, purpose):
        """Return how much of a limit all share a mail may use: strangers never use up what others wait for."""
        return limit - limit // 4 if purpose in ASKING else limit

    def _rate_limited(self, limit):
        """Stop; what only an overall limit holds back goes out later by itself."""
        labels = {
            "address": self.env._("Limit per address and day reached."),
            "domain": self.env._("Limit per mail domain and hour reached."),
            "total": self.env._("Limit of all automatic mails per hour reached."),
        }
        if limit != "address":
            self.next_try = fields.Datetime.now() + timedelta(hours=1)
            self.env["anfragemanager.worker"]._wake(self, at=self.next_try)
        return stop("aborted", "rate_limited", labels[limit])

    def _is_blacklisted(self):
        return bool(self.env["mail.blacklist"].search_count([("email", "=", self.email_normalized)], limit=1))

    def _bounce_told(self, report):
        """Return in words why a mail came back, and below them what the mail server says."""
        if not report:
            return ""
        trouble, words = trouble_with_address(report)
        told = {
            "mailbox": self.env._("There is no mailbox of this name."),
            "domain": self.env._("No mail is received there: the part behind the @ is probably misspelt."),
            "closed": self.env._("The mailbox is closed."),
            "full": self.env._("The mailbox is full."),
        }.get(trouble) or self.env._("The prospect's mail server refused it.")
        return "\n".join((told, self.env._("The mail server says: %s", words)))

    @automated
    def _undeliverable(self, note):
        """The mail to the prospect came back: a person has to find another way."""
        if self.state in ("waiting", "expired"):
            step = "confirmation"
        elif self._expose_promised() and self.reason not in ("undeliverable", "manual", "by_hand", "declined"):
            step = "expose"
        else:
            return  # Nothing of ours is on the way any more, or a person decided meanwhile.
        self.unsent_note = False
        self._apply_outcome(step, stop("aborted", "undeliverable", self._bounce_told(note)))
        self.next_step = step
        self._sync_bundle()
