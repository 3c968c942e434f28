"""What people said of mails the reader was unsure about, so that it knows the next one of the kind."""

from odoo import api, fields, models

from ..parsing import subject_shape


class AnfragemanagerVerdict(models.Model):
    """A person said of mails of one sender under such a subject whether they are inquiries.

    It is evidence like any other: a mail that clearly is an inquiry stays one, and what answers us or comes from a
    prospect is not put aside by it. It is kept as long as such mails are, so
    that the sender's address is forgotten with the last of them.
    """

    _name = "anfragemanager.verdict"
    _description = "What Was Said of Such Mails"
    _inherit = ["anfragemanager.fenced"]
    _order = "write_date desc, id desc"
    _rec_name = "sender"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    sender = fields.Char(required=True, readonly=True, string="From")
    subject = fields.Char(readonly=True, help="What the subjects of such mails have in common: without numbers.")
    is_inquiry = fields.Boolean(string="Is an Inquiry")
    mail_id = fields.Many2one(
        "anfragemanager.mail", string="Latest Mail", required=True, readonly=True, index=True, ondelete="cascade"
    )

    _sender_uniq = models.UniqueIndex("(company_id, sender, subject)", "This was said of such mails already.")

    @api.model
    def _of(self, company, sender, subject):
        """Return the verdict on mails of a sender under such a subject, or an empty recordset."""
        sender = (sender or "").lower()
        if sender not in self._senders(company.id):
            return self.browse()
        return self.search(
            [
                ("company_id", "=", company.id),
                ("sender", "=", sender),
                ("subject", "=", subject_shape(subject or "")),
            ],
            limit=1,
        )


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    def _judge(self, is_inquiry):
        """Remember what a person said of this mail; the reader weighs it when the next such mail comes.

        :return: the mails from which something was learned
        """
        Verdict = self.env["anfragemanager.verdict"].sudo()
        taught = self.sudo().filtered(lambda mail: mail.sender and mail._teaches(is_inquiry))
        for mail in taught:
            said = {"is_inquiry": is_inquiry, "mail_id": mail.id}
            known = Verdict._of(mail.company_id, mail.sender, mail.subject)
            if known:
                known.write(said)
            else:
                key = {"sender": mail.sender.lower(), "subject": subject_shape(mail.subject or "")}
                Verdict.create({**said, **key, "company_id": mail.company_id.id})
        return taught.with_env(self.env)

    def _teaches(self, is_inquiry):
        """Whether what a person says of this mail holds for the next one of its kind.

        Who answers, or is a prospect, writes something else the next time, which must not be put aside unread.
        """
        self.ensure_one()
        if any(row.get("class") == "reply" for row in (self.parsed or {}).get("evidence") or ()):
            return False
        return is_inquiry or not self._inquiries_of(self.sender).filtered(lambda inquiry: inquiry.mail_id != self)

    def _forget_verdict(self):
        """Forget what a person said of such mails."""
        for mail in self.sudo():
            self.env["anfragemanager.verdict"].sudo()._of(mail.company_id, mail.sender, mail.subject).unlink()

    def _verdict(self, sender, subject, seen=None):
        """Return what was said of mails such as this one: whether they are inquiries, or None.

        :param dict seen: gets what was looked up, ``{(sender, subject): record}``
        """
        found = self.env["anfragemanager.verdict"].sudo()._of(self.company_id, sender, subject)
        if seen is not None:
            seen[sender, subject] = found
        if not found or not found.is_inquiry and self._inquiries_of(sender):
            return None
        return found.is_inquiry
