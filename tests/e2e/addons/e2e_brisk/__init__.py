"""Takes out of a server what only makes the tests wait: its minute between two looks for jobs, and slow passwords.

And sets its clock wrong where a test wants that.
"""

import os
import time
from datetime import timedelta


def hurry():
    from odoo.service import server

    from odoo.addons.anfragemanager.models import caretaker, unsent
    from odoo.addons.base.models import res_users

    # Whoever wakes a job for a later moment is heard at the next look; a real server looks once a minute.
    server.SLEEP_INTERVAL = 3
    # Each call through RPC hashes the password anew: a third of a second, a whole one on a slow machine.
    res_users.MIN_ROUNDS = 1
    # What was put aside is taken up soon, and soon sent again is what no server took at first.
    caretaker.PAUSE_SECONDS = 4
    unsent.PAUSES_MINUTES = (0.2, *unsent.PAUSES_MINUTES[1:])
    if hours := float(os.environ.get("E2E_CLOCK_OFF", 0)):
        set_clock(hours)


def set_clock(hours):
    """This machine's clock is wrong, the database server's is not."""
    from odoo.fields import Datetime

    right, wall = Datetime.now, time.time
    Datetime.now = staticmethod(lambda *args: right() + timedelta(hours=hours))
    time.time = lambda: wall() + hours * 3600
