"""What takes long makes nobody wait: a server that says nothing, thousands of inquiries that expire at once."""

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import until
from machinery.wires import Silent

# More than the quickest machine expires while one mail is read.
EXPIRING = 20_000


@pytest.fixture
def office(free_office):
    return free_office


def test_silent_incoming_server_holds_up_no_mail(office, sink):
    """With a single thread for scheduled jobs, the least an installation can have."""
    with Silent() as silent:
        office.execute(
            """INSERT INTO fetchmail_server (name, server_type, server, port, "user", password, state, active, priority)
               VALUES ('Silent', 'imap', '127.0.0.1', %s, 'x', 'y', 'done', true, 1)""",
            silent.port,
        )
        office.start(crons=1)
        office.receive(portal_mail("trotzdem@example.org"))
        until(lambda: silent.met, "the silent server to be asked")
        office.wait_for_state("trotzdem@example.org", "waiting", timeout=100)
        sink.wait_for("trotzdem@example.org")
        assert office.one("SELECT error_date IS NOT NULL FROM fetchmail_server WHERE name = 'Silent'")


def test_fresh_prospect_is_answered_before_thousands_have_expired(office, sink):
    """With a single thread for scheduled jobs, too."""
    office.start(crons=1)
    office.receive(portal_mail("vorbild@example.org"))
    office.wait_for_state("vorbild@example.org", "waiting")
    faults.expire_many(office, "vorbild@example.org", EXPIRING)
    expired = "SELECT count(*) FROM anfragemanager_inquiry WHERE state = 'expired'"
    office.wake("anfragemanager.cron_maintain")
    until(lambda: office.one(expired), "the first to expire")
    office.receive(portal_mail("frisch@example.org"))
    office.wait_for_state("frisch@example.org", "waiting", timeout=120)
    assert office.one(expired) < EXPIRING, "it did not have to wait for all"
    # More than one slice: the others follow by themselves.
    until(lambda: office.one(expired) > 400, lambda: f"more to expire: {office.one(expired)}", 300, pause=1)
    assert len(sink.wait_for("frisch@example.org")) == 1
