"""Calls to other processes by PostgreSQL's NOTIFY, over one connection that stays open.

Odoo opens a connection to the database `postgres` for each call and closes it again. PostgreSQL starts a process for
each connection, which takes longer than all statements of an inquiry together.
"""

import json
import logging
import os
import threading

import psycopg2

from odoo import sql_db
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import ODOO_NOTIFY_FUNCTION
from odoo.addons.bus.models import bus

_logger = logging.getLogger(__name__)


class Line:
    """A connection to the database in which Odoo's processes listen; each process has its own."""

    def __init__(self):
        self._lock = threading.Lock()
        self._connection = self._process = None
        self._inherited = []

    def call(self, channel, payload):
        """Call whoever listens to a channel.

        :raise psycopg2.Error: when the database server does not answer, also after a second try
        """
        statement = f'SELECT "{ODOO_NOTIFY_FUNCTION}"(%s, %s)'
        with self._lock:
            try:
                self._execute(self._connect(), statement, (channel, payload))
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                # The server was restarted, or ended a connection that was idle for long.
                self._hang_up()
                self._execute(self._connect(), statement, (channel, payload))

    def _execute(self, connection, statement, values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _connect(self):
        if self._process != os.getpid():
            # A parent's connection is not to be closed by its child.
            self._inherited.append(self._connection)
            self._connection, self._process = None, os.getpid()
        if self._connection is None or self._connection.closed:
            _database, info = sql_db.connection_info_for("postgres")
            self._connection = psycopg2.connect(**info)
            self._connection.autocommit = True
        return self._connection

    def _hang_up(self):
        connection, self._connection = self._connection, None
        if connection is not None and not connection.closed:
            connection.close()


_LINE = Line()


def call_jobs_now(dbname):
    """Wake the processes for scheduled jobs of a database. Raises psycopg2.Error when its server does not answer."""
    _LINE.call("cron_trigger", dbname)


def call_jobs(cr):
    """Wake the processes for scheduled jobs, as `ir.cron._notifydb` does, once this transaction is committed."""
    _once(cr, "anfragemanager.jobs", lambda: call_jobs_now(cr.dbname))


def call_clients(record, kind):
    """Send a notice without content to who listens to a record's channel, as `bus.bus._sendone` does; it goes out when
    this transaction is committed.

    :param record: e.g. a group of users
    :param str kind: of the notice
    """
    cr = record.env.cr
    channel = bus.channel_with_db(cr.dbname, record)
    cr.execute(
        SQL(
            # Without users, whose rows PostgreSQL would look up for each.
            "INSERT INTO bus_bus (channel, message, create_date, write_date)"
            " VALUES (%(channel)s, %(message)s, %(now)s, %(now)s)",
            channel=bus.json_dump(channel),
            message=json.dumps({"type": kind, "payload": {}}),
            now=cr.now(),
        )
    )
    for payload in bus.get_notify_payloads([channel]):
        _once(cr, f"anfragemanager.{payload}", lambda payload=payload: _LINE.call("imbus", payload))


def _once(cr, name, call):
    """Do something after the commit, however often it is asked for within one transaction."""
    called = cr.postcommit.data
    if name in called:
        return
    called[name] = True

    @cr.postcommit.add
    def run():
        called.pop(name, None)
        try:
            call()
        except psycopg2.Error as error:
            # What was committed stays; jobs look for work once a minute, pages when they are opened.
            _logger.warning("Nobody could be called (%s).", type(error).__name__)
