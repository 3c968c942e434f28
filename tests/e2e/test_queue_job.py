"""OCA's job queue does the work: everything once, whoever is killed, and by the lanes where its runner is missing."""

import os
import signal

import pytest
from machinery import jobs
from machinery.faults import FETCHMAIL, WORKER
from machinery.office import connect
from machinery.waiting import until

FLOW = "odoo.addons.anfragemanager.models.inquiry_flow:AnfragemanagerInquiry"


@pytest.fixture
def office(queue_office):
    return queue_office


def test_installing_the_queue_brings_the_glue(office):
    with connect(office.database).cursor() as cursor:
        cursor.execute("SELECT state FROM ir_module_module WHERE name = 'anfragemanager_queue_job'")
        assert cursor.fetchone() == ("installed",)


def test_runner_does_everything_once_beside_the_lanes(office, imap, sink):
    office.start(crons=3, jobs=3)
    addresses = jobs.put_mails(office, imap, "runner.example", 20)
    for _turn in range(3):
        office.wake(WORKER)
    jobs.end_once(office, sink, "runner.example", addresses)
    until(
        lambda: not jobs.count(office, "pending", "enqueued", "started"), lambda: f"no open job: {jobs.of_all(office)}"
    )
    assert jobs.count(office, "failed") == 0
    worked = office.execute(
        "SELECT count(DISTINCT records), count(*) FROM queue_job"
        " WHERE model_name = 'anfragemanager.inquiry' AND state = 'done'"
    )
    assert worked[0][0] >= 20, f"each inquiry had a job of its own: {worked}"


def test_server_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(office, imap, sink):
    server = office.start(crons=2, jobs=2, kill_at=f"{FLOW}._step_confirmation:after")
    addresses = jobs.put_mails(office, imap, "killed.example", 8)
    server.wait_for_death(90)
    # What was in flight is due again after a minute, which the test does not wait for.
    office.execute("UPDATE anfragemanager_inquiry SET next_try = NULL WHERE state = 'new'")
    # And a job that died is known for dead after ten seconds, or when the runner next looks.
    office.execute("UPDATE queue_job SET date_enqueued = date_enqueued - interval '20 seconds'")
    office.start(crons=2, jobs=2)
    office.wake(FETCHMAIL, WORKER)
    jobs.end_once(office, sink, "killed.example", addresses, timeout=180)


def test_killed_worker_processes_are_replaced(office, imap, sink):
    server = office.start(crons=1, jobs=3, workers=3)
    addresses = jobs.put_mails(office, imap, "workers.example", 20)
    for _turn in range(3):
        until(
            lambda: jobs.count(office, "started") or not jobs.count(office, "pending", "enqueued"),
            lambda: f"a job to run: {jobs.of_all(office)}\n{server.tail()}",
            90,
            pause=0.01,
        )
        busy = office.execute("SELECT worker_pid FROM queue_job WHERE state = 'started'")
        for (pid,) in busy:
            if pid in server.children():
                os.kill(pid, signal.SIGKILL)
    jobs.end_once(office, sink, "workers.example", addresses, timeout=240)


def test_without_a_runner_the_lanes_do_the_work(office, imap, sink):
    server = office.start()
    addresses = jobs.put_mails(office, imap, "norunner.example", 4)
    until(lambda: jobs.count(office, "pending") >= 4, lambda: f"jobs to be created: {jobs.of_all(office)}")
    assert jobs.state_of(office, "norunner.example") == []
    office.execute("UPDATE queue_job SET date_created = date_created - interval '2 minutes' WHERE state = 'pending'")
    office.execute("UPDATE queue_job SET date_started = date_started - interval '5 minutes'")
    office.wake(WORKER)
    jobs.end_once(office, sink, "norunner.example", addresses)
    assert server.process.poll() is None
