"""What the worker has to do now, found by statements that are put together once."""

from datetime import datetime

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

WORKED_ON = ("anfragemanager.mail", "anfragemanager.inquiry")
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
    def _due_ids(self):
        """Return what is to be worked on now, the oldest first: ids of mails, ids of inquiries."""
        self.env.flush_all()
        code, values = self._due_statement()
        # Odoo compares with the second after.
        since = fields.Datetime.now() - SOME_TIME
        self.env.cr.execute(code, tuple(v + since if isinstance(v, datetime) else v for v in values))
        found = self.env.cr.fetchall()
        return tuple([id_ for kind, id_ in found if kind == wanted] for wanted in range(len(WORKED_ON)))

    @api.model
    @tools.ormcache(cache="default")
    def _due_statement(self):
        """Return the statement that finds what is due, which Odoo would put together anew each time.

        :return: ``(code, values)``, with SOME_TIME for the moment
        """
        parts = []
        for kind, model in enumerate(WORKED_ON):
            Model = self.env[model].with_context(active_test=False)
            query = Model._search(self._due(model, SOME_TIME), order="id")
            parts.append(query.select(SQL("%s AS kind", kind), SQL.identifier(Model._table, "id")))
        statement = SQL("%s ORDER BY kind, id", SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts))
        return statement.code, tuple(statement.params)
