from odoo import models


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _work_as_job(self):
        """The job: see `anfragemanager.worker`."""
        return self.env["anfragemanager.worker"]._work_in_job(self)
