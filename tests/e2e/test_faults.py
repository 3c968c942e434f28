"""Faults while mails come in, in short; `make soak` has the long form."""

import time

import pytest
from machinery import faults
from machinery.waiting import until


@pytest.fixture(scope="module")
def stormy_office(new_office):
    office = new_office()
    office.start()
    yield office
    office.close()


@pytest.mark.parametrize("fault", [faults.cancel, faults.terminate], ids=lambda fault: fault.__name__)
def test_statements_that_are_cut_off_lose_nothing(stormy_office, imap, fault):
    faults.storm(stormy_office, imap, fault, mails=12, pause=0.3)


def test_both_disks_full_leave_the_mails_on_their_server(stormy_office, imap):
    office = stormy_office
    with faults.full_database(office), faults.no_spool(office):
        imap.put(office.database, faults.portal_mail("voll@example.org"))
        office.wake(faults.FETCHMAIL)
        until(lambda: "could not be taken over" in office.server.tail(400), "the mail to be refused")
        assert imap.unseen(office.database)
    faults.settle(office, imap, ["voll@example.org"])


@pytest.mark.alone
def test_jobs_survive_a_restart_of_the_database(stormy_office, imap):
    with faults.unreachable_for_jobs(stormy_office):
        time.sleep(3)
    time.sleep(6)
    imap.put(stormy_office.database, faults.portal_mail("neustart@example.org"))
    faults.settle(stormy_office, imap, ["neustart@example.org"], timeout=90)
