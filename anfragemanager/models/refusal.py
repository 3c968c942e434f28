"""Polite refusals, which say how it stands with the property: to everybody who still waits, in the background."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .due import Done

# Stops in which a prospect still waits for an answer of ours.
STILL_WAITING = ("crowd", "collected", "approval", "duplicate", "rate_limited", "on_hold", "alias_email", "too_old")
TEMPLATE = "anfragemanager.mail_template_refusal"


class AnfragemanagerRefusal(models.Model):
    """One refusal, to be sent or sent."""

    _name = "anfragemanager.refusal"
    _description = "Refusal"
    _inherit = ["anfragemanager.due"]
    _rec_name = "inquiry_id"
    _job = "anfragemanager.cron_refusals"

    template_id = fields.Many2one("mail.template", required=True, ondelete="restrict", readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True, default=lambda self: self.env.user)

    @api.model
    def _decide(self, inquiries, template):
        """Refuse inquiries after the time in which a decision can be taken back; who was refused already is left out.

        :return: the inquiries that get a refusal
        """
        known = self.search([("inquiry_id", "in", inquiries.ids), ("state", "in", ("due", "done"))]).inquiry_id
        decided = inquiries.sudo() - known
        for company, refused in decided.grouped("company_id").items():
            due_at = fields.Datetime.now() + timedelta(seconds=max(company.anfrage_hold_seconds, 0))
            values = {"template_id": template.id, "user_id": self.env.uid, "due_at": due_at}
            self.create([{"inquiry_id": inquiry.id, **values} for inquiry in refused])
            refused.refusal_due_at = due_at
            self._wake(due_at)
        return decided

    def action_take_back(self):
        """Take back those that were not sent yet."""
        inquiries = self.inquiry_id.with_env(self.env)
        return inquiries.action_undo_held() if inquiries else False

    _once = models.UniqueIndex("(inquiry_id) WHERE state IN ('due', 'done')", "This inquiry was refused already.")

    def _carry_out(self):
        inquiry = self.inquiry_id
        if inquiry._refused_already():
            why = self.env._("Refused with another inquiry of the same person.")
            done = Done("done", why)
        else:
            why = inquiry._refusal_told()
            done = inquiry._send_further("refusal", self.template_id, self.id)
        if done.state == "done":
            inquiry._close_refused(why)
        return done

    def _written_down(self):
        outcome = {"done": "ok", "skipped": "skipped", "failed": "failed"}[self.state]
        self.inquiry_id.refusal_due_at = False
        self.inquiry_id._trace("done", outcome, note=" – ".join((self.env._("Refusal"), self.note or "")))


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    refused_at = fields.Datetime(string="Refused", readonly=True, copy=False)
    refusal_due_at = fields.Datetime(
        readonly=True, copy=False, help="When the polite refusal goes out that somebody decided on."
    )

    def _refusal_told(self):
        """Return why a polite refusal goes out, in a sentence for the prospect and for the clerk; in the language of
        the environment. Nothing is said that the property does not bear out.
        """
        prop = self.property_id.sudo()
        told = {
            "preparation": self.env._("The property is not on offer at the moment."),
            "reserved": self.env._("The property is reserved at the moment."),
            "buy": self.env._("The property has been sold in the meantime."),
            "rent": self.env._("The property has been let in the meantime."),
            "lease": self.env._("The property has been leased in the meantime."),
            "closed": self.env._("The property has been given to somebody else in the meantime."),
            "": self.env._("The inquiry could not be considered."),
        }
        stand = prop._off_market() if prop else ""
        return told[prop.marketing_type if stand == "closed" and prop.marketing_type in told else stand]

    def _refused_already(self):
        """Whether the same person was refused for the same property."""
        refusals = [
            ("purpose", "=", "refusal"),
            ("address_key", "=", self.address_key),
            ("inquiry_id.property_id", "=", self.property_id.id),
        ]
        return bool(self.address_key) and bool(self.env["anfragemanager.token"].search_count(refusals, limit=1))

    def _close_refused(self, why):
        """The prospect has our answer: nothing is left to do.

        :param str why: what the prospect was told; how it stands with the property may be another matter tomorrow
        """
        self.write({"refused_at": fields.Datetime.now(), "waitlisted_at": False, "refusal_due_at": False})
        self.process_run_ids._stop(self.env._("The prospect was refused."))
        if self.state != "done" or self.reason == "waitlisted":
            self._clear_tasks(self.env._("Refused"))
            self.write(
                {"state": "done", "reason": "refused", "reason_note": why, "next_try": False, "bundle_id": False}
            )
            self._promote_bundle()
        self.property_id._crowd_settled()

    def _refusal_decided(self, decided):
        """Return what the report of many says of one.

        :raise UserError: when it gets none
        """
        if not decided:
            raise UserError(self.env._("It was refused already."))
        return self.env._("A polite refusal goes out.")

    def _take_back_refusal(self):
        """Take back a refusal that nobody began to send."""
        due = self.env["anfragemanager.refusal"].search([("inquiry_id", "=", self.id), ("state", "=", "due")])
        if not due or due.attempts or not due.try_lock_for_update():
            raise UserError(self.env._("It was carried out already and can no longer be undone."))
        due.unlink()
        self.refusal_due_at = False
        self._trace(self.next_step, "manual", note=self.env._("Decision undone"))

    def action_refuse(self):
        """Refuse one inquiry politely, where that can be taken back; else open the dialog that shows the mail."""
        self.check_access("write")
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if len(self) == 1 and template and self.sudo()._can_be_held() and not self.sudo()._why_no_mail(False):
            decided = self.env["anfragemanager.refusal"].sudo()._decide(self, template)
            self._refusal_decided(self in decided)
            return True
        return self.env["anfragemanager.refuse"]._open(self)


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    refusable_count = fields.Integer(string="Waiting for an Answer", compute="_compute_refusable_count")

    def _compute_refusable_count(self):
        Inquiry = self.env["anfragemanager.inquiry"]
        groups = Inquiry._read_group(
            Domain("property_id", "in", self.ids) & self._refusable(), ["property_id"], ["__count"]
        )
        counts = {prop.id: count for prop, count in groups}
        for prop in self:
            prop.refusable_count = counts.get(prop._origin.id, 0)

    def _refusable(self, informed=False):
        """Return which inquiries of a property still wait for an answer.

        :param bool informed: also those who got the exposé
        """
        open_ones = Domain("state", "=", "waiting") | (
            Domain("state", "=", "aborted") & Domain("reason", "in", STILL_WAITING)
        )
        waiting = open_ones | Domain("waitlisted_at", "!=", False)
        # Asked when it was gone already
        waiting |= Domain("state", "in", ("ignored", "aborted")) & Domain("reason", "=", "property_inactive")
        if informed:
            waiting |= Domain("state", "=", "done") & Domain("expose_sent_at", "!=", False)
        return waiting & Domain("refused_at", "=", False) & Domain("anonymized_at", "=", False)

    def action_refuse_waiting(self):
        """Open the dialog that refuses all who still wait."""
        self.ensure_one()
        inquiries = self.env["anfragemanager.inquiry"].search(
            Domain("property_id", "=", self.id) & self._refusable(), limit=5000
        )
        return self.env["anfragemanager.refuse"]._open(inquiries, self)
