"""Incoming servers that fail are left alone for a while, longer each time.

Odoo's job ends when its time is over and begins anew with the same server: behind one that says nothing no other would
ever be asked, and one that refuses the login would see it tried without end.
"""

import time

# The last one again and again; Odoo's job comes by every five minutes.
PAUSES_SECONDS = (20, 60, 120, 240)
# In this process, by database and server: how often it failed in a row, and when it may be asked again.
_failed = {}


def rests(server):
    """Return whether a server failed so lately that it is not asked now."""
    _times, until = _failed.get(_key(server), (0, 0))
    return time.monotonic() < until


def note(server):
    """Note whether asking a server went well."""
    if not server.error_date:
        _failed.pop(_key(server), None)
        return
    times, _until = _failed.get(_key(server), (0, 0))
    pause = PAUSES_SECONDS[min(times, len(PAUSES_SECONDS) - 1)]
    _failed[_key(server)] = times + 1, time.monotonic() + pause


def _key(server):
    return server.env.cr.dbname, server.id
