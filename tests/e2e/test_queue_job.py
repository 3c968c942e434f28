"""OCA's job queue does the work: everything once, whoever is killed, and by the lanes where its runner is missing."""

import os
import signal

import pytest
from machinery.mails import portal_mail
from machinery.office import connect
from machinery.waiting import until

FETCHMAIL = "mail.ir_cron_mail_gateway_action"
WORKER = "anfragemanager.cron_process"
FLOW = "odoo.addons.anfragemanager.models.inquiry_flow:AnfragemanagerInquiry"


@pytest.fixture(scope="module")
def queue_agency(program, agency, numbers, new_office):
    """Open a copy of the agency in which OCA's addon was installed; ours comes by itself."""
    office = new_office()
    program.run("module", "install", "-d", office.database, "queue_job")
    office.execute(
        "UPDATE res_company SET anfrage_limit_total = 1000, anfrage_limit_domain = 1000, anfrage_limit_address = 100"
    )
    yield office
    office.close()


@pytest.fixture
def office(queue_agency, sink):
    sink.forget()
    yield queue_agency
    for server in queue_agency.servers:
        server.stop()
    queue_agency.execute("UPDATE queue_job SET state = 'cancelled' WHERE state <> 'done'")


def jobs(office, *states):
    return office.one("SELECT count(*) FROM queue_job WHERE state = ANY(%s)", list(states))


def put_mails(office, imap, domain, count):
    addresses = [f"p{number}@{domain}" for number in range(count)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(FETCHMAIL)
    return addresses


def state_of(office, domain):
    return office.execute(
        "SELECT state, count(*) FROM anfragemanager_inquiry WHERE email_normalized LIKE %s GROUP BY state",
        f"%@{domain}",
    )


def ends_once(office, sink, domain, addresses, timeout=120):
    """Assert that each address has one inquiry, which waits, and got one mail."""
    until(
        lambda: state_of(office, domain) == [("waiting", len(addresses))],
        lambda: f"{len(addresses)} to wait: {state_of(office, domain)}, jobs {all_jobs(office)}\n{office._tails()}",
        timeout,
        pause=0.5,
    )
    for address in addresses:
        sink.wait_for(address)
    sink.settle()
    assert {address: len(sink.to(address)) for address in addresses} == dict.fromkeys(addresses, 1)


def all_jobs(office):
    return office.execute("SELECT model_name, state, count(*) FROM queue_job GROUP BY model_name, state")


def test_installing_the_queue_brings_the_glue(office):
    with connect(office.database).cursor() as cursor:
        cursor.execute("SELECT state FROM ir_module_module WHERE name = 'anfragemanager_queue_job'")
        assert cursor.fetchone() == ("installed",)


def test_runner_does_everything_once_beside_the_lanes(office, imap, sink):
    office.start(crons=3, jobs=3)
    addresses = put_mails(office, imap, "runner.example", 20)
    for _turn in range(3):
        office.wake(WORKER)
    ends_once(office, sink, "runner.example", addresses)
    until(lambda: not jobs(office, "pending", "enqueued", "started"), lambda: f"no open job: {all_jobs(office)}")
    assert jobs(office, "failed") == 0
    worked = office.execute(
        "SELECT count(DISTINCT records), count(*) FROM queue_job"
        " WHERE model_name = 'anfragemanager.inquiry' AND state = 'done'"
    )
    assert worked[0][0] >= 20, f"each inquiry had a job of its own: {worked}"


def test_server_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(office, imap, sink):
    server = office.start(crons=2, jobs=2, kill_at=f"{FLOW}._step_confirmation:after")
    addresses = put_mails(office, imap, "killed.example", 8)
    server.wait_for_death(90)
    # What was in flight is due again after a minute, which the test does not wait for.
    office.execute("UPDATE anfragemanager_inquiry SET next_try = NULL WHERE state = 'new'")
    office.start(crons=2, jobs=2)
    office.wake(FETCHMAIL, WORKER)
    ends_once(office, sink, "killed.example", addresses, timeout=180)


def test_killed_worker_processes_are_replaced(office, imap, sink):
    server = office.start(crons=1, jobs=3, workers=3)
    addresses = put_mails(office, imap, "workers.example", 20)
    for _turn in range(3):
        until(
            lambda: jobs(office, "started") or not jobs(office, "pending", "enqueued"),
            lambda: f"a job to run: {all_jobs(office)}\n{server.tail()}",
            90,
            pause=0.01,
        )
        busy = office.execute("SELECT worker_pid FROM queue_job WHERE state = 'started'")
        for (pid,) in busy:
            if pid in server.children():
                os.kill(pid, signal.SIGKILL)
    ends_once(office, sink, "workers.example", addresses, timeout=240)


def test_without_a_runner_the_lanes_do_the_work(office, imap, sink):
    server = office.start()
    addresses = put_mails(office, imap, "norunner.example", 4)
    until(lambda: jobs(office, "pending") >= 4, lambda: f"jobs to be created: {all_jobs(office)}")
    assert state_of(office, "norunner.example") == []
    office.execute("UPDATE queue_job SET date_created = date_created - interval '2 minutes' WHERE state = 'pending'")
    office.execute("UPDATE queue_job SET date_started = date_started - interval '5 minutes'")
    office.wake(WORKER)
    ends_once(office, sink, "norunner.example", addresses)
    assert server.process.poll() is None
