"""Sample configurations of a mailbox: what they set, which one is applied, and what applying one would change."""

from odoo import api, fields, models

SAMPLES = {
    "full": {
        "enabled": True,
        "confirm_email": True,
        "collect_data": True,
        "ask_name": "required",
        "ask_phone": "optional",
        "ask_address": "required",
        "confirmation_transport": "direct",
        "expiry_days": 5,
        "reminder_days": 2,
        "duplicate_check": True,
        "on_duplicate": "stop",
        "on_possible": "stop",
        "address_only": False,
        "send_expose": True,
        "expose_link": True,
    },
    "address_only": {
        "enabled": True,
        "confirm_email": False,
        "collect_data": False,
        "duplicate_check": True,
        "on_duplicate": "stop",
        "on_possible": "stop",
        "address_only": True,
        "send_expose": False,
    },
}
NAMES = [("full", "Fully Automatic with Confirmation"), ("address_only", "Only Create the Contact")]


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    sample_configuration = fields.Selection(
        [*NAMES, ("own", "Own settings")], string="Configuration", compute="_compute_sample_configuration"
    )

    @api.depends(*sorted({name for values in SAMPLES.values() for name in values}))
    def _compute_sample_configuration(self):
        for mailbox in self:
            fitting = (
                name for name, values in SAMPLES.items() if all(mailbox[field] == values[field] for field in values)
            )
            mailbox.sample_configuration = next(fitting, "own")

    def action_choose_sample(self):
        """Open the dialog that shows what a sample configuration would change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sample Configuration"),
            "res_model": "anfragemanager.setup.sample",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mailbox_id": self.id},
        }

    def _apply_sample(self, name):
        self.write(SAMPLES[name])
        label = dict(self._fields["sample_configuration"]._description_selection(self.env))[name]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The configuration “%s” was applied.", label),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _sample_difference(self, name):
        """Return what a sample configuration would change: ``[(label, value now, value then)]``, in words."""
        self.ensure_one()
        return [
            (self._fields[field]._description_string(self.env), self._in_words(field, self[field]),
             self._in_words(field, value))
            for field, value in SAMPLES[name].items()
            if self[field] != value
        ]  # fmt: skip

    def _in_words(self, name, value):
        field = self._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return str(value)
