"""A hundred inquiries as jobs of OCA's queue: its runner, its processes and Odoo itself end in the middle."""

import os
import random
import signal
import time

import pytest
from machinery import faults, jobs
from machinery.waiting import until

MAILS = 100


@pytest.fixture
def office(queue_office):
    return queue_office


def ends_well(office, sink, domain, addresses, timeout=400):
    # Work over which the process died twice waits for five minutes, which the test does not wait for.
    office.execute("UPDATE anfragemanager_mail SET next_try = NULL WHERE state = 'received'")
    office.execute("UPDATE anfragemanager_inquiry SET next_try = NULL WHERE state = 'new'")
    office.execute("UPDATE queue_job SET eta = NULL WHERE state = 'pending'")
    jobs.end_once(office, sink, domain, addresses, timeout)
    until(lambda: not jobs.count(office, *jobs.OPEN), lambda: f"no open job: {jobs.of_all(office)}", 200, pause=1)
    assert office.execute("SELECT name, exc_info FROM queue_job WHERE state = 'failed'") == []
    stored = office.one(
        "SELECT count(DISTINCT mail_id) FROM anfragemanager_inquiry WHERE email_normalized LIKE %s", f"%@{domain}"
    )
    assert stored == len(addresses)


def test_hundred_jobs_are_done_once_within_their_channel(office, imap, sink):
    office.start(crons=3, jobs=4, channels="root:4,root.anfragemanager:2")
    addresses = jobs.put_mails(office, imap, "hundred.example", MAILS)
    most = 0
    while jobs.state_of(office, "hundred.example") != [("waiting", MAILS)]:
        most = max(most, jobs.count(office, "started"))
        office.wake(faults.FETCHMAIL, faults.WORKER)
        time.sleep(0.3)
        if most and not jobs.count(office, *jobs.OPEN) and not imap.unseen(office.database):
            break
    ends_well(office, sink, "hundred.example", addresses)
    assert 1 <= most <= 2, f"the channel's capacity is kept: {most} at a time"
    doubled = office.execute(
        "SELECT identity_key FROM queue_job WHERE state IN ('pending', 'enqueued') GROUP BY 1 HAVING count(*) > 1"
    )
    assert doubled == []


def test_odoo_killed_again_and_again(office, imap, sink):
    office.start(crons=2, jobs=3)
    addresses = jobs.put_mails(office, imap, "again.example", MAILS)
    for _turn in range(6):
        time.sleep(random.uniform(2, 5))
        office.server.kill()
        office.start(crons=2, jobs=3)
        office.wake(faults.FETCHMAIL, faults.WORKER)
    until(
        lambda: office.wake(faults.FETCHMAIL) or not imap.unseen(office.database), "the mails to be collected", pause=2
    )
    ends_well(office, sink, "again.example", addresses)


def test_processes_and_runner_killed_again_and_again(office, imap, sink):
    server = office.start(crons=1, jobs=3, workers=3)
    addresses = jobs.put_mails(office, imap, "processes.example", MAILS)
    for _turn in range(15):
        time.sleep(random.uniform(0.5, 2))
        children = server.children()
        if children:
            # The runner is one of them, the processes for jobs and for scheduled jobs are the others.
            os.kill(random.choice(children), signal.SIGKILL)
        office.wake(faults.FETCHMAIL, faults.WORKER)
    until(
        lambda: office.wake(faults.FETCHMAIL) or not imap.unseen(office.database), "the mails to be collected", pause=2
    )
    ends_well(office, sink, "processes.example", addresses)


def test_runner_that_comes_late_and_goes_early(office, imap, sink):
    """Odoo is restarted without its runner and with it, while mails come in."""
    addresses = []
    for turn in range(4):
        office.start(crons=2, jobs=2 if turn % 2 else 0)
        addresses += jobs.put_mails(office, imap, "late.example", MAILS // 4, first=len(addresses))
        time.sleep(4)
        office.server.stop()
    office.start(crons=2, jobs=2)
    until(
        lambda: office.wake(faults.FETCHMAIL) or not imap.unseen(office.database), "the mails to be collected", pause=2
    )
    ends_well(office, sink, "late.example", addresses)
