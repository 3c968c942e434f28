"""The clock jumps, as after a wrong start of a machine, a pause of a virtual one, or by hand: nothing stands still."""

import time

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import until

CLOCKED = (
    "UPDATE ir_cron SET interval_number = 1, interval_type = 'minutes' WHERE id = (SELECT res_id FROM ir_model_data"
    " WHERE module = 'mail' AND name = 'ir_cron_mail_gateway_action')"
)
CALLED = (
    "SELECT 1 FROM ir_cron_trigger JOIN ir_cron ON ir_cron.id = cron_id AND active"
    " WHERE call_at <= now() at time zone 'utc'"
)


@pytest.fixture
def office(free_office):
    # Collecting mail once a minute, so that the test need not wait for five.
    free_office.execute(CLOCKED)
    free_office.start(crons=2)
    free_office.receive(portal_mail("vorher@example.org"))
    free_office.wait_for_state("vorher@example.org", "waiting")
    free_office.sink.wait_for("vorher@example.org")
    return free_office


def once_idle(office, change):
    """Change what is noted while no job runs, whose own notes would collide."""
    until(lambda: _done(change), "the jobs to pause", pause=0.3)


def _done(change):
    try:
        change()
    except Exception as error:
        if "serialize" in str(error) or "deadlock" in str(error):
            return False
        raise
    return True


@pytest.mark.parametrize("hours", [-2, -1, 2])
def test_everything_goes_on_after_the_clock_jumped(office, imap, sink, hours):
    until(lambda: not office.execute(CALLED), "the jobs to be done")
    once_idle(office, lambda: faults.step_clock(office, hours))
    # Nobody calls a job.
    imap.put(office.database, portal_mail("nachher@example.org"))
    office.wait_for_state("nachher@example.org", "waiting", timeout=200)
    sink.wait_for("nachher@example.org")
    sink.settle()
    assert [len(sink.to(f"{name}@example.org")) for name in ("vorher", "nachher")] == [1, 1]
    assert office.inquiries("vorher@example.org")[0]["state"] == "waiting"
    time.sleep(5)
    report = office.health()
    assert not [name for name in report["failing"] if "run" in name or "collected" in name], report


def test_what_waits_for_a_moment_does_not_wait_longer(office, imap, sink):
    """A mail that no server took, and an inquiry that was put off for some seconds."""
    sink.closed = True
    office.receive(portal_mail("ungesendet@example.org"))
    office.wait_for_state("ungesendet@example.org", "waiting")
    until(lambda: office.execute("SELECT 1 FROM mail_mail WHERE anfrage_next_try IS NOT NULL"), "it to be refused")
    office.execute(
        "UPDATE anfragemanager_inquiry SET state = 'new', next_step = 'gate',"
        " next_try = now() at time zone 'utc' + interval '30 seconds' WHERE email_normalized = 'vorher@example.org'"
    )
    once_idle(office, lambda: faults.step_clock(office, -3))
    sink.closed = False
    sink.wait_for("ungesendet@example.org", timeout=200)
    until(lambda: office.inquiries("vorher@example.org")[0]["state"] != "new", "it to be carried on", 120)
