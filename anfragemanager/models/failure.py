"""What went wrong, and whether and when a retry helps."""

import errno
import re
import traceback
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg2

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError

BACKOFF_MINUTES = (5, 30, 120, 480, 1440)
MAX_TRIES = len(BACKOFF_MINUTES)
COLLISION_SECONDS = 5
# What says no to one record: a rule, a right (in Odoo all of them are UserErrors), a constraint of the database.
REFUSALS = (UserError, psycopg2.IntegrityError)
# So often the database may break off a piece of work before that is called a failure, and shown as one.
QUIET_TRIES = 4
# A disk is full, damaged, missing or may only be read.
OF_FILES = {
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EACCES", "EPERM", "ENOENT", "ENOTDIR", "ESTALE")
    if hasattr(errno, name)
}
# Classes of PostgreSQL's error codes
INSUFFICIENT_RESOURCES, PROGRAM_LIMIT_EXCEEDED = "53", "54"
_FOLDERS = re.compile(r"(?:/[\w.+-]+)+/(?=[\w.+-]+\.(?:py|xml|so)\b)")


class RetryLater(Exception):
    """Repeat the whole transaction: nothing is wrong with the record itself.

    :param seconds: when
    :param uses_attempt: whether this counts as one of the attempts after which it is shown as a failure
    :param at_once: whether a repetition within a second may go well; if left out, when it counts as no attempt
    """

    def __init__(self, message="", seconds=COLLISION_SECONDS, uses_attempt=False, at_once=None):
        super().__init__(message)
        self.seconds = seconds
        self.uses_attempt = uses_attempt
        self.at_once = not uses_attempt if at_once is None else at_once


class GiveUp(Exception):
    """No retry helps: a person has to see it at once."""


class Incomplete(Exception):
    """Part of a step failed; its message says which, in the clerk's words."""


def judge(error):
    """Return the `RetryLater` or `GiveUp` that an error amounts to, or None when only trying again can tell.

    The one place that knows the database's errors: two workers that met and lost connections are nobody's fault; what
    a constraint refuses, or a limit of time or space ends, may be due to the moment, too, but is counted, so that it is
    seen. What is too large for the database is so at any time.
    """
    if isinstance(error, (RetryLater, GiveUp)):
        return error
    code = getattr(error, "pgcode", None) or ""
    if code.startswith(PROGRAM_LIMIT_EXCEEDED):
        return None
    # An internal one says that an earlier error was not heard, that the database may only be read for now, or worse.
    broken_off = (psycopg2.extensions.QueryCanceledError, psycopg2.InternalError)
    if isinstance(error, broken_off) or code.startswith(INSUFFICIENT_RESOURCES):
        return RetryLater(type(error).__name__, uses_attempt=True, at_once=True)
    if isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)):
        return RetryLater(type(error).__name__)
    if isinstance(error, psycopg2.IntegrityError):
        return RetryLater(type(error).__name__, uses_attempt=True)
    return None


def refusal(env, error):
    """Return the sentence with which Odoo or somebody else's addon refused a step, or an empty string.

    A required field, a check of addresses, a missing template: it will be refused again, so a person reads why at once
    instead of after five attempts.
    """
    if isinstance(error, UserError) and not isinstance(error, (AccessError, AccessDenied, MissingError)):
        return _without_internals(str(error))
    if isinstance(error, (psycopg2.errors.CheckViolation, psycopg2.errors.NotNullViolation)):
        model = next((model for model in env.registry.values() if model._table == error.diag.table_name), None)
        return env[model._name if model else "base"]._sql_error_to_message(error)[:500]
    return ""


def repeats_transaction(error):
    """Return whether an error has to be raised to whoever holds the transaction (the worker, or Odoo's own retry)."""
    return isinstance(judge(error), RetryLater)


def is_collision(error):
    """Return whether two transactions met, or something was broken off: nothing but trying again is needed."""
    verdict = judge(error)
    return isinstance(verdict, RetryLater) and verdict.at_once


def ends_transaction(error):
    """Return whether the database takes no further statement after an error, until it is rolled back."""
    return isinstance(error, psycopg2.Error)


@contextmanager
def databases_errors_unhidden():
    """Raise the database's error where code in between caught it and raised another, as Odoo's buttons do.

    Odoo repeats a request whose transaction met another one, but only if it hears of that.
    """
    try:
        yield
    except Exception as error:
        first = next(filter(ends_transaction, reversed(list(_behind(error)))), None)
        if first and repeats_transaction(first):
            raise first from None
        raise


@contextmanager
def unless_somebody_else_does(cr, flush=True):
    """Do something in a savepoint, or leave it undone where another transaction came in between.

    :param bool flush: whether what is not yet written is written before
    """
    try:
        with cr.savepoint(flush=flush):
            yield
    except Exception as error:
        if not repeats_transaction(error):
            raise


def next_try_after(attempts):
    """Return when what failed so many times is tried again."""
    minutes = BACKOFF_MINUTES[min(max(attempts, 1), MAX_TRIES) - 1]
    return fields.Datetime.now() + timedelta(minutes=minutes)


def describe(error, env=None):
    """Return an error as the clerk sees it, in the language of the environment where one is given."""
    if isinstance(error, (RetryLater, GiveUp, Incomplete)):
        return str(error)[:500]
    if env is not None and isinstance(error, OSError) and error.errno in OF_FILES:
        return env._("The server cannot read or write its files at the moment (%s).", error.strerror)
    # What the system says of a file names the file, which is the server's own.
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{type(error).__name__}: {_without_internals(words)}"


def _without_internals(text):
    """Return a message without the tracebacks Odoo writes into some, and without folders of the server."""
    return _FOLDERS.sub("", text.partition("Traceback (most recent call last)")[0]).replace("\0", "").strip()[:500]


def root_of(error):
    """Return what an error was raised for in the first place."""
    return list(_behind(error))[-1]


def _behind(error):
    """Yield an error, what it was raised for, and so on; none twice."""
    seen = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def where_raised(error):
    """Return the kind of an error and where it happened; its message may hold personal data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"
