from odoo import models


class AnfragemanagerMail(models.Model):
    _inherit = "anfragemanager.mail"

    def _work_as_job(self):
        """The job: see `anfragemanager.worker`."""
        return self.env["anfragemanager.worker"]._work_in_job(self)
