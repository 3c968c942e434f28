"""After a fault everything goes on by itself: nobody calls a job, and nothing waits for the hourly one."""

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import until

INTAKE = "odoo.addons.anfragemanager.models.mail_intake:AnfragemanagerMail"
HOURLY = "anfragemanager.cron_maintain"


@pytest.fixture
def office(free_office):
    # The hourly job would hide what its absence shows.
    free_office.execute(
        "UPDATE ir_cron SET active = false WHERE id IN (SELECT res_id FROM ir_model_data"
        " WHERE module = 'anfragemanager' AND name = 'cron_maintain')"
    )
    return free_office


def test_what_was_in_flight_goes_on(office, sink):
    doomed = office.start(kill_at=f"{INTAKE}._read_mail:before")
    office.receive(portal_mail("im-flug@example.org"))
    doomed.wait_for_death()
    office.start()
    office.wait_for_state("im-flug@example.org", "waiting", timeout=150)
    sink.wait_for("im-flug@example.org")
    assert office.execute("SELECT attempts FROM anfragemanager_mail") == [(2,)]


def test_mail_put_aside_is_taken_up_without_a_call(office, imap):
    office.start()
    with faults.full_database(office):
        office.receive(portal_mail("beiseite@example.org"))
        until(lambda: "it is kept as" in office.server.tail(200), "the mail to be put aside")
    office.wait_for_state("beiseite@example.org", "waiting", timeout=150)
    assert imap.unseen(office.database) == []


def test_server_that_hangs_up_after_ten_mails_gets_all(office, imap, sink):
    sink.hangs_up_after = 10
    office.start()
    addresses = [f"auflegen{number}@example{number}.org" for number in range(15)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(faults.FETCHMAIL)
    for address in addresses:
        sink.wait_for(address, timeout=300)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}
    assert office.one("SELECT count(*) FROM anfragemanager_inquiry WHERE state = 'waiting'") == len(addresses)


def test_after_an_outage_the_first_that_goes_out_frees_the_others(office, imap, sink):
    sink.closed = True
    office.start()
    addresses = [f"ausfall{number}@example{number}.org" for number in range(5)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(faults.FETCHMAIL)
    refused = "SELECT count(*) FROM mail_mail WHERE state = 'exception' AND anfrage_tries > 0"
    until(lambda: office.one(refused) == len(addresses), "all to be refused")
    # Four of them would have to wait for days.
    office.execute(
        "UPDATE mail_mail SET anfrage_next_try = now() at time zone 'utc' + interval '9 days'"
        " WHERE id NOT IN (SELECT min(id) FROM mail_mail)"
    )
    sink.closed = False
    for address in addresses:
        sink.wait_for(address, timeout=200)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}


@pytest.mark.alone
def test_jobs_go_on_after_the_database_server_was_restarted(office, imap, sink):
    office.start()
    office.receive(portal_mail("vorher@example.org"))
    office.wait_for_state("vorher@example.org", "waiting")
    faults.restart_database(office)
    imap.put(office.database, portal_mail("nachher@example.org"))
    # Odoo's threads listen again after some seconds; who calls earlier is not heard.
    until(lambda: office.wake(faults.FETCHMAIL) or office.inquiries("nachher@example.org"), "a job to run", 60, pause=2)
    office.wait_for_state("nachher@example.org", "waiting")
    sink.wait_for("nachher@example.org")
