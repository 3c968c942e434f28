"""People come and go, and so do mailboxes: who takes care then, and what was left lying meanwhile."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

LEFT_LYING = ("mailbox_off", "portal_off")
OUR_TASKS = ("anfragemanager.activity_duplicate", "anfragemanager.activity_check")


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    deputy_id = fields.Many2one(
        "res.users",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets the tasks once the main user has left. Empty: an administrator gets them.",
    )
    owner_user_id = fields.Many2one(
        "res.users",
        string="Looks after Owners",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets task and opportunity when somebody wants to sell, let or have a property valued. Empty: the main "
        "user or who stands in.",
    )
    owner_team_id = fields.Many2one(
        "crm.team", string="Sales Team for Owners", check_company=True, help="Empty: the team of other opportunities."
    )
    left_lying = fields.Integer(compute="_compute_left_lying")
    left_lying_since = fields.Datetime(compute="_compute_left_lying")

    def _compute_left_lying(self):
        groups = self.env["anfragemanager.inquiry"]._read_group(
            self._left_lying_domain(), ["mailbox_id"], ["__count", "date:min"]
        )
        found = {mailbox.id: (count, oldest) for mailbox, count, oldest in groups}
        for mailbox in self:
            mailbox.left_lying, mailbox.left_lying_since = found.get(mailbox.id, (0, False))

    def _left_lying_domain(self):
        """Return what came in while mailbox or portal was off, or in the dry run, and nobody has taken up since."""
        rehearsed = Domain("reason", "=", "dry_run") & Domain("mailbox_id.dry_run", "=", False)
        return (
            Domain("mailbox_id", "in", self.ids)
            & Domain("state", "=", "ignored")
            & (Domain("reason", "in", LEFT_LYING) | rehearsed)
            & Domain("anonymized_at", "=", False)
        )

    def action_take_up(self):
        """Carry on with what came in while the automation was off; the step “Responsibility” judges it anew."""
        self.check_access("write")
        return self._take_up(self.env["anfragemanager.inquiry"].search(self._left_lying_domain()))

    def _take_up(self, inquiries):
        if not inquiries.has_access("write"):
            raise AccessError(self.env._("You may not change these inquiries."))
        for inquiry in inquiries.sudo():
            inquiry._trace("gate", "manual", note=self.env._("Taken up after the automation was switched on"))
        fresh = {"state": "new", "reason": False, "reason_note": False, "next_step": "gate", "effect": False}
        inquiries.sudo().write(fresh)
        self.env["anfragemanager.worker"].sudo()._wake(inquiries.sudo())
        return True

    def _in_charge_of_owners(self):
        """Return who gets the task and the opportunity when an owner writes."""
        self.ensure_one()
        return self.owner_user_id if self._can_act(self.owner_user_id) else self._in_charge()

    def _can_act(self, user):
        return user.active and self.company_id.id in user._get_company_ids()

    def _in_charge(self):
        """Return who gets this mailbox's tasks: the main user, and when that person has left, whoever stands in."""
        self.ensure_one()
        for user in (self.user_id, self.deputy_id):
            if self._can_act(user):
                return user
        return self._administrator()


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        done = super().write(vals)
        if vals.get("active") is False:
            self.sudo()._anfrage_hand_over_tasks()
        return done

    @api.model
    def _anfrage_open_tasks(self, mailbox):
        types = [self.env["ir.model.data"]._xmlid_to_res_id(xmlid) for xmlid in OUR_TASKS]
        inquiries = self.env["anfragemanager.inquiry"]._search([("mailbox_id", "=", mailbox.id)])
        return self.env["mail.activity"].search(
            [
                ("user_id", "in", self.ids),
                ("res_model", "=", "anfragemanager.inquiry"),
                ("res_id", "in", inquiries),
                ("activity_type_id", "in", types),
            ]
        )

    def _anfrage_hand_over_tasks(self):
        """Give the open tasks of who leaves to whoever is in charge now; nobody would see them any more."""
        mailboxes = (
            self.env["anfragemanager.mailbox"].with_context(active_test=False).search([], order="id", limit=10_000)
        )
        for mailbox in mailboxes:
            tasks = self._anfrage_open_tasks(mailbox)
            person = mailbox._in_charge()
            if tasks and person not in self:
                tasks.with_context(mail_activity_quick_update=True).user_id = person
