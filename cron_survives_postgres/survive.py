"""Scheduled jobs go on after PostgreSQL was restarted.

Without worker processes (`workers = 0`) Odoo's threads for scheduled jobs connect once more when their connection was
closed, and end without a word when the server does not answer yet, or may only be read, as a copy that is about to take
its place: mails are accepted and nothing is worked on.
"""

import functools
import logging
import time

import psycopg2

_logger = logging.getLogger(__name__)
PAUSE_SECONDS = 5


def post_load():
    """Called by Odoo when this module is loaded with the server (`server_wide_modules`)."""
    from odoo.service.server import ThreadedServer

    ThreadedServer.cron_thread = surviving(ThreadedServer.cron_thread)


def surviving(run):
    """Return the body of a thread that begins anew, after a pause, when the database server does not answer.

    :param run: ``run(server, number)``, which returns only by an exception
    """

    @functools.wraps(run)
    def cron_thread(server, number):
        while True:
            try:
                return run(server, number)
            except psycopg2.Error as error:
                _logger.warning("cron%s lost the database server (%s) and waits for it.", number, type(error).__name__)
                time.sleep(PAUSE_SECONDS)

    return cron_thread
