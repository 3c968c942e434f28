"""Takes out of a server what only makes the tests wait: its minute between two looks for jobs, and slow passwords."""


def hurry():
    from odoo.service import server

    from odoo.addons.anfragemanager.models import clock, spool, unsent
    from odoo.addons.base.models import res_users

    # Whoever wakes a job for a later moment is heard at the next look; a real server looks once a minute.
    server.SLEEP_INTERVAL = 3
    # Each call through RPC hashes the password anew: a third of a second, a whole one on a slow machine.
    res_users.MIN_ROUNDS = 1
    # What was put aside is taken up soon, and soon sent again is what no server took at first.
    spool.PAUSES_SECONDS = (4, 4, 10, 20)
    unsent.PAUSES_MINUTES = (0.2, *unsent.PAUSES_MINUTES[1:])
    # A clock that was set back is noticed within minutes.
    clock.PAUSE_SECONDS = clock.LOOK_SECONDS = 5
