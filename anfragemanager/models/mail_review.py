"""No mail that nobody sees: what a person should look at, in one meaning for list, number and filter."""

from odoo import api, fields, models

# Kinds in which nothing was recognised, though a person may have written
OPEN_KINDS = ("other", "unreadable")


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    unsure = fields.Boolean(readonly=True, help="Another kind of mail comes close, so that a person should look.")
    is_judged = fields.Boolean(readonly=True, help="A person said of such mails that they are no inquiries.")
    reviewed_at = fields.Datetime(readonly=True, copy=False, help="When a person said that this is no inquiry.")
    needs_review = fields.Boolean(string="To Review", compute="_compute_needs_review", store=True, precompute=True)

    _needs_review_of_mailbox = models.Index("(mailbox_id) WHERE needs_review IS TRUE")

    @api.depends(
        "kind", "state", "next_try", "unsure", "is_judged", "reviewed_at", "lead_id", "inquiry_ids.state",
        "inquiry_ids.reason",
    )  # fmt: skip
    def _compute_needs_review(self):
        for mail in self:
            if mail.reviewed_at:
                mail.needs_review = False
            elif mail.inquiry_ids:
                # What became an inquiry is looked at there, unless it ended at the gate with a number nobody knows.
                mail.needs_review = any(mail.inquiry_ids.mapped(lambda inquiry: inquiry._may_be_lost()))
            else:
                failed = mail.state == "failed" and not mail.next_try
                # An owner becomes an opportunity, in a dry run not.
                owner = mail.kind == "owner_lead" and not mail.lead_id
                unknown = mail.kind in OPEN_KINDS and not mail.is_judged
                mail.needs_review = failed or mail.unsure or owner or unknown

    def action_is_no_inquiry(self):
        """A person looked: nothing is to be done. The mail leaves the list, and the reader knows the next such mail."""
        self.check_access("read")
        self.sudo().write({"reviewed_at": fields.Datetime.now()})
        self._judge(False)
        return True

    def action_review_again(self):
        """Put the mail back on the list, and forget what was said of such mails."""
        self.check_access("read")
        self._forget_verdict()
        self.sudo().write({"reviewed_at": False, "is_judged": False})
        return True


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def write(self, vals):
        if not {"state", "reason"}.intersection(vals) or "ignored" in {vals.get("state"), *self.mapped("state")}:
            return super().write(vals)
        # Only what is or becomes ignored makes a mail one to look at; the others' mails need not be read for it.
        with self.env.protecting([self.env["anfragemanager.mail"]._fields["needs_review"]], self.mail_id):
            return super().write(vals)

    def _may_be_lost(self):
        """Whether a prospect named a number and no property was found: a typo here loses a customer."""
        return self.state == "ignored" and self.reason == "no_property" and bool(self.property_refs)
