"""A clock that was set back: what the wrong one noted lies in the future, and every job would wait until then.

It happens where a machine starts with a wrong clock, or a virtual one goes on after a pause. Jobs are what notices
most things here, so that a thread of each process looks after them.
"""

import logging
import os
import threading
import time

import psycopg2

from odoo import sql_db
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.tools import SQL

from .line import call_jobs_now

_logger = logging.getLogger(__name__)
# Less is what jobs are late anyway.
LEAST_SECONDS = 60
PAUSE_SECONDS = 60
# The database server's clock may be another one than that of this process.
LOOK_SECONDS = 300
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
_watched = set()
_lock = threading.Lock()


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


def _ask(cr, code, *args):
    _do(cr, code, *args)
    return int(cr.fetchone()[0] or 0)


class Watch:
    """What one process knows of the clock.

    :param wall, steady: functions that say the time and how much has passed, in seconds
    """

    def __init__(self, dbname, wall=time.time, steady=time.monotonic):
        self._dbname, self._wall, self._steady = dbname, wall, steady
        self._offset, self._look_at, self._call_until = wall() - steady(), 0, 0

    def turn(self):
        """Look once, and call the jobs as long as Odoo's own threads wait for a time that has yet to come again."""
        passed = self._steady()
        back = self._offset - (self._wall() - passed)
        self._offset -= back
        if back > LEAST_SECONDS:
            self._look_at, self._call_until = passed, max(self._call_until, passed) + back
        if passed >= self._look_at:
            self._look_at = passed + LOOK_SECONDS
            if self._set_right():
                self._call_until = max(self._call_until, passed + PAUSE_SECONDS)
        if passed < self._call_until:
            call_jobs_now(self._dbname)

    def _set_right(self):
        # A connection of its own: one of Odoo's pool would be inherited by worker processes that are started later.
        _database, info = sql_db.connection_info_for(self._dbname)
        connection = psycopg2.connect(**info)
        try:
            with connection, connection.cursor() as cursor:
                return set_right(cursor)
        finally:
            connection.close()


def watch(dbname):
    """See to it that this process looks after the clock as long as it knows the database."""
    key = os.getpid(), dbname
    with _lock:
        if key in _watched or module.current_test:
            return
        _watched.add(key)
    threading.Thread(target=_look_after, args=(dbname,), name="anfragemanager.clock", daemon=True).start()


def _look_after(dbname):
    watching = Watch(dbname)
    while True:
        time.sleep(PAUSE_SECONDS)
        if dbname not in Registry.registries:
            continue
        try:
            watching.turn()
        except psycopg2.Error as error:
            _logger.info("The clock could not be looked after (%s).", type(error).__name__)
