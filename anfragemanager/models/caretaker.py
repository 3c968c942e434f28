"""A thread of each process for what scheduled jobs cannot see to: mails put aside on a machine that runs none, and jobs
that nobody runs because a clock was set back.
"""

import logging
import os
import threading
import time

import psycopg2

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules import module
from odoo.modules.registry import Registry

from . import clock, spool
from .line import call_jobs_now

_logger = logging.getLogger(__name__)
PAUSE_SECONDS = 20
_watched = set()
_lock = threading.Lock()


def watch(dbname):
    """See to it that this process looks after a database as long as it knows it."""
    key = os.getpid(), dbname
    with _lock:
        if key in _watched or module.current_test:
            return
        _watched.add(key)
    threading.Thread(target=_look_after, args=(dbname,), name="anfragemanager.caretaker", daemon=True).start()


def _look_after(dbname):
    while True:
        time.sleep(PAUSE_SECONDS)
        if dbname not in Registry.registries:
            continue
        for care in (take_up, call_overdue):
            try:
                care(dbname)
            except Exception as error:
                # The database is away, or the addon is; the next turn may find it.
                _logger.info("Nothing could be looked after (%s).", type(error).__name__)


def take_up(dbname):
    """Store what this machine put aside."""
    if spool.oldest(dbname) is not None:
        with Registry(dbname).cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["anfragemanager.worker"]._take_up_spool()


def call_overdue(dbname):
    """Set right what a wrong clock noted, and call the jobs where Odoo's own threads do not look for them."""
    # A connection of its own: one of Odoo's pool would be inherited by worker processes that are started later.
    _database, info = sql_db.connection_info_for(dbname)
    connection = psycopg2.connect(**info)
    try:
        with connection, connection.cursor() as cursor:
            called = clock.set_right(cursor) or clock.overdue(cursor)
    finally:
        connection.close()
    if called:
        call_jobs_now(dbname)
