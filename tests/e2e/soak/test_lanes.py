"""One, two, four lanes on two servers: no mail is stranded, a person stays in one lane, whoever changes the number."""

import time

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import free_port, until

PERSONS = 60
REFERENCES = ("MA-1024", "MA-2048")


def put_mails(office, imap, name):
    """Each person writes twice, about two properties."""
    addresses = [f"{name}{number}@lane{number % 5}.example" for number in range(PERSONS)]
    for address in addresses:
        for reference in REFERENCES:
            imap.put(office.database, portal_mail(address, reference=reference))
    return addresses


def all_wait_once(office, imap, sink, addresses, timeout=240):
    """Assert that each person has two inquiries, of which one leads, and got one mail."""
    found = (
        "SELECT count(*), count(*) FILTER (WHERE state = 'waiting'), count(bundle_id) FROM anfragemanager_inquiry"
        " WHERE email_normalized = ANY(%s)"
    )
    wanted = [(2 * len(addresses), 2 * len(addresses), len(addresses))]
    until(
        lambda: office.execute(found, addresses) == wanted,
        lambda: f"{wanted}: {office.execute(found, addresses)}\n{office._tails()}",
        timeout,
        pause=0.5,
    )
    assert office.execute("SELECT id FROM anfragemanager_mail WHERE state <> 'processed'") == []
    assert imap.unseen(office.database) == []
    for address in addresses:
        sink.wait_for(address)
    sink.settle()
    assert {address: len(sink.to(address)) for address in addresses} == dict.fromkeys(addresses, 1)


def set_lanes(office, count):
    """As an administrator does in the settings."""
    settings = office.call("res.config.settings", "create", {"anfrage_lanes": count})
    office.call("res.config.settings", "execute", [settings])


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_lanes_strand_nothing(office, imap, sink, lanes):
    office.start(crons=3)
    set_lanes(office, lanes)
    office.start(port=free_port(), crons=3)
    addresses = put_mails(office, imap, f"lanes{lanes}-")
    start = time.monotonic()
    # Called once: nobody wakes what is stranded.
    office.wake(faults.FETCHMAIL)
    all_wait_once(office, imap, sink, addresses)
    print(f"{lanes} lanes: {2 * PERSONS / (time.monotonic() - start):.1f} inquiries a second")


def test_number_of_lanes_changes_while_mails_wait(office, imap, sink):
    office.start(crons=3)
    office.start(port=free_port(), crons=3)
    addresses = []
    for turn, lanes in enumerate((4, 1, 3, 2, 16, 1, 2)):
        addresses += put_mails(office, imap, f"turn{turn}-")
        office.wake(faults.FETCHMAIL)
        time.sleep(1.5)
        set_lanes(office, lanes)
    until(
        lambda: office.wake(faults.FETCHMAIL) or not imap.unseen(office.database),
        "the mails to be collected",
        300,
        pause=2,
    )
    all_wait_once(office, imap, sink, addresses)
