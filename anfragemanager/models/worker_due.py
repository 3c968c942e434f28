"""What the worker has to do now, found by statements that are put together once."""

from datetime import datetime

from odoo import api, fields, models, tools
from odoo.fields import Domain

# Stands for the moment in a statement that is kept.
SOME_TIME = fields.Datetime.to_datetime("1970-01-01")


class AnfragemanagerWorker(models.AbstractModel):
    _inherit = "anfragemanager.worker"

    @api.model
    def _due(self, model, now=None):
        """Return which mails or inquiries are to be worked on now, or at a time, as a domain."""
        passed = Domain("next_try", "<=", now or fields.Datetime.now())
        due = Domain("next_try", "=", False) | passed
        if model == "anfragemanager.mail":
            return (Domain("state", "=", "received") & due) | (Domain("state", "=", "failed") & passed)
        return (Domain("state", "=", "new") & due) | (Domain("state", "in", ("failed", "aborted")) & passed)

    @api.model
    def _due_ids(self, model):
        """Return the ids of the mails or inquiries that are to be worked on now, the oldest first."""
        self.env.flush_all()
        code, values = self._due_statement(model)
        # Odoo compares with the second after.
        since = fields.Datetime.now() - SOME_TIME
        self.env.cr.execute(code, tuple(v + since if isinstance(v, datetime) else v for v in values))
        return [id_ for (id_,) in self.env.cr.fetchall()]

    @api.model
    @tools.ormcache("model", cache="default")
    def _due_statement(self, model):
        """Return the statement that finds what is due, which Odoo would put together anew each time.

        :return: ``(code, values)``, with SOME_TIME for the moment
        """
        Model = self.env[model].with_context(active_test=False)
        query = Model._search(self._due(model, SOME_TIME), order="id").select()
        return query.code, tuple(query.params)
