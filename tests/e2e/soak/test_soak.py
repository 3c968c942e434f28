"""Hundreds of mails under each fault: what came in is stored, and each mail has one outcome."""

import time

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import free_port, until
from machinery.wires import Cutter

MAILS = 150
OURS = (
    "550 5.7.1 Client host blocked",
    "553 5.1.8 Sender address rejected",
    "550 5.7.1 Relaying denied",
    "452 4.3.1 Full",
)


@pytest.fixture
def office(free_office):
    free_office.start()
    return free_office


@pytest.mark.parametrize("pause", [0.1, 0.5, 2])
@pytest.mark.parametrize("fault", [faults.cancel, faults.terminate], ids=lambda fault: fault.__name__)
def test_cut_off_statements(house, imap, fault, pause):
    faults.storm(house, imap, fault, MAILS, pause)


def test_killed_processes(office, imap):
    faults.storm(office, imap, faults.kill, MAILS, pause=3, timeout=400)


def test_connections_to_the_mail_server_cut_in_the_middle(office, imap):
    with Cutter(imap.port) as cutter:
        office.execute("UPDATE fetchmail_server SET port = %s", cutter.port)
        cutter.cutting = True
        addresses = [f"cut{number}@example.org" for number in range(MAILS)]
        for address in addresses:
            imap.put(office.database, portal_mail(address))
        for _turn in range(40):
            office.wake(faults.FETCHMAIL)
            time.sleep(0.5)
        cutter.cutting = False
        faults.settle(office, imap, addresses)


def test_database_full_then_disk_full_too(office, imap):
    addresses = [f"full{number}@example.org" for number in range(60)]
    with faults.full_database(office):
        for number, address in enumerate(addresses):
            if number == 30:
                break
            imap.put(office.database, portal_mail(address))
        office.wake(faults.FETCHMAIL)
        until(lambda: not imap.unseen(office.database), "the spool to take over")
        with faults.no_spool(office):
            for address in addresses[30:]:
                imap.put(office.database, portal_mail(address))
            office.wake(faults.FETCHMAIL)
            time.sleep(5)
            assert len(imap.unseen(office.database)) == 30, "neither database nor disk: they stay on their server"
    faults.settle(office, imap, addresses)


def test_database_restarted_again_and_again(office, imap):
    addresses = [f"restart{number}@example.org" for number in range(MAILS)]
    for number, address in enumerate(addresses):
        imap.put(office.database, portal_mail(address))
        if number % 30 == 0:
            office.wake(faults.FETCHMAIL)
            with faults.unreachable_for_jobs(office):
                time.sleep(2)
            faults.terminate(office)
    time.sleep(6)
    faults.settle(office, imap, addresses)


@pytest.mark.parametrize("answer", OURS)
@pytest.mark.parametrize("place", ["MAIL", "RCPT", "DATA"])
def test_refusals_of_our_own_mail_server_stop_no_inquiry(house, imap, sink, place, answer):
    sink.forget()
    sink.answers[place] = answer
    name = f"refused-{place.lower()}-{OURS.index(answer)}"
    addresses = [f"{name}{number}@example{number}.org" for number in range(12)]
    for address in addresses:
        imap.put(house.database, portal_mail(address))
    faults.settle(house, imap, addresses)
    refused = "SELECT count(*) FROM mail_mail WHERE anfrage_tries > 0 AND state IN ('outgoing', 'exception')"
    until(lambda: house.wake(faults.QUEUE) or house.one(refused) == len(addresses), "all to be refused", pause=1)
    sink.answers.clear()
    # An automatic mail is tried again after a pause, or when the hourly job comes by.
    house.wake("anfragemanager.cron_maintain")
    for address in addresses:
        sink.wait_for(address, timeout=120)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}
    faults.settle(house, imap, addresses)


def test_lanes_on_two_servers_strand_nothing(office, imap):
    office.start(port=free_port())
    faults.storm(office, imap, None, 300, pause=2, timeout=300)
