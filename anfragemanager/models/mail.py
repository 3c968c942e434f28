import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .reading_words import evidence_in_words, format_in_words

_logger = logging.getLogger(__name__)

KINDS = [
    ("inquiry", "Inquiry"),
    ("reply", "Reply"),
    ("confirmation", "Confirmation"),
    ("auto_reply", "Auto Reply"),
    ("bounce", "Undeliverable"),
    ("bulk", "Newsletter or Notice"),
    ("owner_lead", "Owner"),
    ("other", "Other"),
    ("unreadable", "Unreadable"),
]
AS_RECEIVED = {"raw", "raw_size", "message_id", "fingerprint", "received_at"}


class AnfragemanagerMail(models.Model):
    """A mail exactly as it was received, and what reading it gave."""

    _name = "anfragemanager.mail"
    _description = "Received Mail"
    _inherit = ["anfragemanager.fenced"]
    _order = "id desc"
    _rec_name = "subject"

    # Found by the index of when mails were received.
    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, ondelete="restrict")
    company_id = fields.Many2one(related="mailbox_id.company_id", store=True, precompute=True, index=True)
    raw_size = fields.Integer(string="Size (Bytes)", readonly=True)
    message_id = fields.Char(index="btree_not_null", readonly=True)
    fingerprint = fields.Char(required=True, readonly=True, help="Digest by which the same mail is recognised.")
    received_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    state = fields.Selection(
        [("received", "Received"), ("processed", "Read"), ("failed", "Failed")],
        required=True,
        default="received",
        readonly=True,
        index=True,
    )
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)

    kind = fields.Selection(KINDS, readonly=True, index=True)
    portal_id = fields.Many2one("anfragemanager.portal", readonly=True)
    format = fields.Char(readonly=True)
    format_text = fields.Char(string="Written As", compute="_compute_format_text")
    sender = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(
        readonly=True, help="When the first mail server on our side took it, which a mailbox may have done long ago."
    )
    sender_check = fields.Selection(
        [("pass", "Passed"), ("fail", "Failed"), ("none", "Not checked")],
        readonly=True,
        help="What a trusted mail server of yours said about the sender (SPF, DKIM, DMARC).",
    )
    parsed = fields.Json(readonly=True, help="What was read, as scripts/odoo anfrage parse prints it.")
    text = fields.Text(readonly=True)
    warnings = fields.Text(readonly=True)
    evidence = fields.Text(
        compute="_compute_evidence",
        string="Why It Was Taken for This",
        help="What spoke for which kind of mail, the weightiest first.",
    )
    lead_id = fields.Many2one("crm.lead", string="Opportunity", readonly=True, index="btree_not_null", copy=False)
    inquiry_ids = fields.One2many("anfragemanager.inquiry", "mail_id", string="Inquiries")
    completeness = fields.Selection(
        [("complete", "Complete"), ("partial", "Incomplete")],
        compute="_compute_completeness",
        store=True,
        precompute=True,
        help="Whether person, a way to reach them and the property were read. Empty for mails of nobody's concern.",
    )
    about_id = fields.Many2one(
        "anfragemanager.inquiry",
        string="Belongs to",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The inquiry that a confirmation, an answer or a report speaks of.",
    )
    copy_of_id = fields.Many2one("anfragemanager.mail", string="Copy of", readonly=True, index="btree_not_null")

    # The order of the lists.
    _received = models.Index("(received_at DESC, id DESC)")
    _mailbox_received = models.Index("(mailbox_id, received_at)")
    _portal_completeness = models.Index("(portal_id, id) WHERE completeness IS NOT NULL")
    _fingerprint_uniq = models.UniqueIndex("(mailbox_id, fingerprint)", "This mail was received already.")

    @api.depends("subject", "message_id")
    def _compute_display_name(self):
        for mail in self:
            mail.display_name = mail.subject or mail.message_id or self.env._("Mail %s", mail.id)

    @api.depends("format")
    @api.depends_context("lang")
    def _compute_format_text(self):
        for mail in self:
            mail.format_text = format_in_words(self.env, mail.format)

    @api.depends("parsed")
    @api.depends_context("lang")
    def _compute_evidence(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for mail in self:
            rows = (mail.parsed or {}).get("evidence") or []
            mail.evidence = "\n".join(evidence_in_words(self.env, kinds, row) for row in rows)

    @api.depends("kind", "portal_id", "parsed")
    def _compute_completeness(self):
        for mail in self:
            inquiries = (mail.parsed or {}).get("inquiries") or []
            if mail.kind == "inquiry" and inquiries:
                complete = all(
                    (read.get("last_name") or read.get("first_name") or read.get("company"))
                    and (read.get("email") or read.get("phone") or read.get("mobile"))
                    and read.get("property_refs")
                    for read in inquiries
                )
                mail.completeness = "complete" if complete else "partial"
            elif mail.kind == "other" and mail.portal_id and mail.portal_id.code != "website":
                # A portal's mail in which nothing was recognised is what a new layout looks like first.
                mail.completeness = "partial"
            else:
                mail.completeness = False

    def write(self, vals):
        if AS_RECEIVED.intersection(vals):
            raise UserError(self.env._("A received mail is kept as it came and cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unread(self):
        if any(mail.state != "processed" for mail in self):
            raise UserError(self.env._("A mail that was not read yet cannot be deleted."))

    def action_read_again(self):
        """Read the mail again with today's rules, without touching inquiries that exist already."""
        self.check_access("write")
        inquiries = self.sudo()._read_all()
        if inquiries:
            self.env["anfragemanager.worker"].sudo()._wake(inquiries)
        return True

    def action_recognize(self):
        """“This is an inquiry”: open the dialog in which a clerk reads what the reader could not."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This Is an Inquiry"),
            "res_model": "anfragemanager.recognize",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mail_id": self.id},
        }

    def action_replay(self):
        """Show what today's rules would read differently from these mails, without touching anything."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read Again for Comparison"),
            "res_model": "anfragemanager.replay",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mail_ids": self.ids},
        }

    def action_view_inquiries(self):
        """Open the inquiries read from this mail."""
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry")
        action["domain"] = [("mail_id", "in", self.ids)]
        return action

    def action_download(self):
        """Download the mail as .eml file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/anfragemanager.mail/{self.id}/raw?download=true&filename=mail-{self.id}.eml",
            "target": "download",
        }

    def _usually_checked(self, sample=20, least=5):
        """Whether the servers in front of this mailbox normally write what they found out about a portal.

        Others' mails do not count: their senders are not checked, and anybody can send as many as they like.

        :param int sample: how many of the latest mails are looked at
        :param int least: how many of them must have been checked
        """
        self.ensure_one()
        # Past the ORM, which would first write what is known of this mail.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sender_check FROM anfragemanager_mail
                 WHERE mailbox_id = %s AND id < %s AND sender_check IS NOT NULL
                   AND portal_id IN (SELECT id FROM anfragemanager_portal WHERE code <> 'website')
                 ORDER BY id DESC LIMIT %s
                """,
                self.mailbox_id.id,
                self.id,
                sample,
            )
        )
        checked = sum(check != "none" for (check,) in rows)
        return checked >= least and checked * 2 > len(rows)
