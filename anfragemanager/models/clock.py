"""A clock that was set back: what the wrong one noted lies in the future, and every job would wait until then.

It happens where a machine starts with a wrong clock, or a virtual one goes on after a pause. No job can look after it,
being what stands still; see caretaker.py. That all read one clock, the database server's, would not help: it may be the
one that was set.
"""

import logging

from odoo.tools import SQL

_logger = logging.getLogger(__name__)
# Less is what jobs are late anyway.
LEAST_SECONDS = 60
# Ours and those of Odoo's that collect and send mails.
JOBS = SQL(
    """SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND (module = 'anfragemanager'
              OR module = 'mail' AND name IN ('ir_cron_mail_gateway_action', 'ir_cron_mail_scheduler_action'))"""
)
NOW = SQL("(now() AT TIME ZONE 'utc')")
# What waits for a moment that the wrong clock said.
MOMENTS = (
    ("ir_cron_trigger", "call_at", SQL("cron_id IN (%s)", JOBS)),
    ("anfragemanager_mail", "next_try", SQL("state IN ('received', 'failed')")),
    ("anfragemanager_inquiry", "next_try", SQL("state IN ('new', 'failed', 'aborted')")),
    ("mail_mail", "anfrage_next_try", SQL("state IN ('outgoing', 'exception')")),
)
# Odoo's threads compare the time of their last look with their own clock, and until that has come again run only what
# somebody calls.
OVERDUE = """SELECT count(*) FROM ir_cron WHERE active AND id IN (%(jobs)s)
             AND (nextcall < %(since)s
                  OR EXISTS (SELECT FROM ir_cron_trigger WHERE cron_id = ir_cron.id AND call_at < %(since)s))"""


def set_right(cr):
    """Bring what was noted in the future back by as much as the clock was set back.

    That a job has run later than now is how it is known.

    :param cr: a cursor of the database, Odoo's or psycopg2's
    :return: by how many seconds, 0 when the clock is right
    """
    ahead = _ask(
        cr,
        "SELECT max(extract(epoch FROM lastcall - %s)) FROM ir_cron WHERE active AND id IN (%s)",
        NOW,
        JOBS,
    )
    if ahead < LEAST_SECONDS:
        return 0
    by = SQL("make_interval(secs => %s)", ahead)
    # One that runs at this moment is looked at the next time.
    _do(
        cr,
        """UPDATE ir_cron SET lastcall = lastcall - %(by)s, nextcall = nextcall - %(by)s WHERE id IN
           (SELECT id FROM ir_cron WHERE lastcall > %(now)s AND id IN (%(jobs)s) FOR NO KEY UPDATE SKIP LOCKED)""",
        by=by,
        now=NOW,
        jobs=JOBS,
    )
    for table, column, which in MOMENTS:
        _do(
            cr,
            """UPDATE %(table)s SET %(column)s = %(column)s - %(by)s WHERE id IN
               (SELECT id FROM %(table)s WHERE %(column)s > %(now)s AND %(which)s FOR NO KEY UPDATE SKIP LOCKED)""",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            which=which,
            by=by,
            now=NOW,
        )
    _logger.warning("The clock was set back by %.0f minutes; the scheduled jobs are called as usual.", ahead / 60)
    return ahead


def _do(cr, code, *args, **kwargs):
    query = SQL(code, *args, **kwargs)
    cr.execute(query.code, query.params)


def _ask(cr, code, *args, **kwargs):
    _do(cr, code, *args, **kwargs)
    return int(cr.fetchone()[0] or 0)


def overdue(cr):
    """Return how many jobs should have begun a while ago: they run, or nobody looks for them."""
    return _ask(cr, OVERDUE, jobs=JOBS, since=SQL("(%s - make_interval(secs => %s))", NOW, LEAST_SECONDS))
