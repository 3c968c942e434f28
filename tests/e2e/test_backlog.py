"""A mailbox in which mails lie already is connected, on a real IMAP server: counted, asked, done what was said."""

import time
from email.utils import formatdate

import pytest
from machinery.faults import FETCHMAIL
from machinery.mails import portal_mail
from machinery.waiting import until

AGES = (0, 0, 2, 10, 40, 400, 800)
DAY = 86400


class Connected:
    """Mails of many ages lie on the server, and a person has confirmed it: what the dialog shows."""

    def __init__(self, office, imap, name):
        self.office, self.imap, self.user = office, imap, name
        self.addresses = [f"{number}-{name}@example.org" for number in range(len(AGES))]
        for address, age in zip(self.addresses, AGES, strict=True):
            imap.put(name, mail_of(address, age), time.time() - age * DAY)
        self.server = office.one("SELECT id FROM fetchmail_server")
        office.call("fetchmail.server", "write", [self.server], {"user": name, "date": False, "state": "draft"})
        action = office.call("fetchmail.server", "button_confirm_login", [self.server])
        (self.dialog,) = office.call("anfragemanager.backlog", "read", [action["res_id"]])

    def decide(self, choice):
        self.office.call("anfragemanager.backlog", "write", [self.dialog["id"]], {"choice": choice})
        self.office.call("anfragemanager.backlog", "action_decide", [self.dialog["id"]])

    def states(self):
        rows = self.office.execute(
            "SELECT state, reason FROM anfragemanager_inquiry WHERE email_normalized = ANY(%s)", self.addresses
        )
        return sorted(reason or state for state, reason in rows)

    def wait_for(self, *states):
        until(lambda: self.states() == sorted(states), lambda: f"{states}, there are {self.states()}")


def mail_of(address, age):
    """Return a portal's mail that was written and delivered so many days ago."""
    date = formatdate(time.time() - age * DAY).encode()
    return portal_mail(address).replace(b"Mon, 10 Nov 2025 09:15:00 +0100", date)


@pytest.fixture(scope="module")
def crowded(new_office):
    with new_office(free=True) as office:
        office.execute("UPDATE anfragemanager_mailbox SET max_age_days = 3")
        office.start()
        yield office


@pytest.fixture
def connected(crowded, imap, numbers):
    return Connected(crowded, imap, f"backlog{next(numbers)}")


def test_numbers_and_ages_are_shown_and_nothing_is_collected_before(connected, imap):
    dialog = connected.dialog
    assert (dialog["count"], dialog["too_old"], dialog["dated"]) == (7, 4, True)
    assert [line.rpartition(" ")[2] for line in dialog["ages"].splitlines()] == ["2", "1", "0", "1", "1", "2"]
    before = last_fetched(connected.office)
    connected.office.wake(FETCHMAIL)
    until(lambda: last_fetched(connected.office) != before, lambda: f"the job to run:\n{connected.office._tails()}")
    assert len(imap.unseen(connected.user)) == len(AGES) and connected.states() == []


def last_fetched(office):
    return office.one(
        "SELECT lastcall FROM ir_cron JOIN ir_model_data AS data ON data.model = 'ir.cron' AND res_id = ir_cron.id"
        " WHERE data.module = 'mail' AND data.name = 'ir_cron_mail_gateway_action'"
    )


def test_all_are_collected_and_old_ones_answered_by_nobody(connected, imap, sink):
    connected.decide("all")
    connected.wait_for(*["waiting"] * 3, *["too_old"] * 4)
    assert imap.unseen(connected.user) == []
    sink.wait_for(connected.addresses[2])
    sink.settle()
    assert [len(sink.to(address)) for address in connected.addresses] == [1, 1, 1, 0, 0, 0, 0]


def test_only_todays_are_collected_and_the_others_stay_unread(connected, imap):
    connected.decide("today")
    connected.wait_for("waiting", "waiting")
    later = mail_of("spaeter-backlog@example.org", 0)
    imap.put(connected.user, later)
    connected.office.wake(FETCHMAIL)
    connected.office.wait_for_state("spaeter-backlog@example.org", "waiting")
    assert len(imap.unseen(connected.user)) == 5


def test_old_ones_are_marked_as_read(connected, imap):
    connected.decide("read")
    connected.wait_for("waiting", "waiting", "waiting")
    assert imap.unseen(connected.user) == []


def test_server_that_was_switched_off_for_a_while_asks_before_it_goes_on(connected, imap):
    """Odoo switches a server off after five days of errors; the card offers to try again."""
    office, server = connected.office, connected.server
    connected.decide("all")
    connected.wait_for(*["waiting"] * 3, *["too_old"] * 4)
    office.execute("UPDATE fetchmail_server SET state = 'draft', date = now() - interval '6 days'")
    imap.put(connected.user, mail_of("inzwischen@example.org", 5), time.time() - 5 * DAY)
    mailbox = office.one("SELECT id FROM anfragemanager_mailbox")
    action = office.call("anfragemanager.mailbox", "action_fetch_again", [mailbox])
    (dialog,) = office.call("anfragemanager.backlog", "read", [action["res_id"]])
    assert (dialog["count"], dialog["too_old"]) == (1, 1)
    assert office.one("SELECT state FROM fetchmail_server WHERE id = %s", server) == "done"
    assert len(imap.unseen(connected.user)) == 1
