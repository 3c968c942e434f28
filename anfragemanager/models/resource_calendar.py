"""The office hours of the response clock are cached; whoever changes a calendar changes them."""

from odoo import api, models


class ForgetsOfficeHours(models.AbstractModel):
    _name = "anfragemanager.forgets.office.hours"
    _description = "Clears the Cached Office Hours"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "anfragemanager.forgets.office.hours"]


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "anfragemanager.forgets.office.hours"]


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "anfragemanager.forgets.office.hours"]
