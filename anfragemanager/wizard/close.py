"""Small dialogs over one or many inquiries: close as done, hand over to a colleague."""

from odoo import fields, models


class AnfragemanagerClose(models.TransientModel):
    """A person took care of inquiries: close them as done, with a note."""

    _name = "anfragemanager.close"
    _description = "Close as Done"
    _inherit = ["anfragemanager.fenced"]

    inquiry_ids = fields.Many2many("anfragemanager.inquiry", required=True)
    note = fields.Text(help="What was done, e.g. “Called, viewing on Friday”. Stays with the inquiry.")

    def action_close(self):
        """Close them."""
        self.ensure_one()
        return self.inquiry_ids._by_person("_close_by_hand", self.note or "")


class AnfragemanagerHandOver(models.TransientModel):
    """Give inquiries to a colleague: the open tasks change hands."""

    _name = "anfragemanager.hand.over"
    _description = "Assign to a Colleague"
    _inherit = ["anfragemanager.fenced"]

    inquiry_ids = fields.Many2many("anfragemanager.inquiry", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        required=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("anfragemanager.group_user").ids)],
    )
    note = fields.Text()

    def action_hand_over(self):
        """Hand them over."""
        self.ensure_one()
        return self.inquiry_ids._by_person("_hand_over", self.user_id, self.note or "")
