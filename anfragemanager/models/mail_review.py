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
    review_reason = fields.Selection(
        [
            ("unknown_number", "No property with this number"),
            ("failed", "Could not be read"),
            ("unsure", "Perhaps an inquiry after all"),
            ("owner", "An owner, no opportunity yet"),
            ("stray", "An answer to a mail unknown here"),
            ("unknown", "No inquiry recognised"),
        ],
        string="Why",
        compute="_compute_review_reason",
        help="What a person should look for in the mail.",
    )

    _needs_review_of_mailbox = models.Index("(mailbox_id) WHERE needs_review IS TRUE")

    @api.depends(
        "kind", "state", "next_try", "unsure", "is_judged", "is_stray", "about_id", "reviewed_at", "lead_id",
        "inquiry_ids.state", "inquiry_ids.reason",
    )  # fmt: skip
    def _compute_needs_review(self):
        for mail in self:
            mail.needs_review = bool(mail._why_review())

    @api.depends("needs_review")
    def _compute_review_reason(self):
        for mail in self:
            mail.review_reason = mail._why_review()

    def _why_review(self):
        """
        :return: the first of `review_reason` that holds, False for what nobody has to look at
        :rtype: str | bool
        """
        self.ensure_one()
        if self.reviewed_at:
            return False
        if self.inquiry_ids:
            # What became an inquiry is looked at there, unless it ended at the gate with a number nobody knows.
            return any(inquiry._may_be_lost() for inquiry in self.inquiry_ids) and "unknown_number"
        if self.state == "failed" and not self.next_try:
            return "failed"
        if self.unsure:
            return "unsure"
        if self.kind == "reply" and self.is_stray:
            return "stray"
        if self.kind == "owner_lead" and not self.lead_id:  # in a dry run there is none
            return "owner"
        # What belongs to an inquiry is a task there.
        return self.kind in OPEN_KINDS and not self.is_judged and not self.about_id and "unknown"

    def action_is_no_inquiry(self):
        """A person looked: nothing is to be done. The mail leaves the list, and the reader knows the next such mail.

        What names a number nobody has is an inquiry all the same: nothing is learned from it.

        :return: the notification that says so, with which it can be taken back
        """
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "anfragemanager_put_aside",
            "params": {"message": self._put_aside_told(self._put_aside()), "mail_ids": self.ids},
        }

    def _put_aside(self):
        """Take the mails off the list; return those from which the reader learned."""
        taught = self.filtered(lambda mail: mail._why_review() != "unknown_number")
        self.sudo().write({"reviewed_at": fields.Datetime.now()})
        return taught._judge(False)

    def _put_aside_told(self, taught):
        subjects = ", ".join(f"“{mail.display_name}”" for mail in self[:3])
        told = self.env._("Nothing to do for %s.", f"{subjects} …" if len(self) > 3 else subjects)
        senders = ", ".join(dict.fromkeys(taught.mapped("sender")))
        learned = self.env._("Nothing was learned from it.")
        if senders:
            learned = self.env._("Later mails of %s with the same subject are put aside without asking.", senders)
        return f"{told} {learned}"

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
