"""Several processes on one database: nothing is done twice, whoever comes first."""

import base64
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest
from machinery.mails import portal_mail
from machinery.office import RpcError
from machinery.waiting import free_port, until


@pytest.fixture(scope="module")
def office(new_office):
    """Two servers, and three copies of the worker's job, so that up to four workers run side by side."""
    office = new_office()
    office.execute(
        "UPDATE res_company SET anfrage_limit_total = 1000, anfrage_limit_domain = 1000, anfrage_limit_address = 100"
    )
    office.start()
    office.start(port=free_port())
    worker = office.one("SELECT res_id FROM ir_model_data WHERE module = 'anfragemanager' AND name = 'cron_process'")
    office.copies = [office.call("ir.cron", "copy", [worker], {"active": True})[0] for _copy in range(3)]
    yield office
    office.close()


def wake_all(office):
    office.wake("mail.ir_cron_mail_gateway_action", "anfragemanager.cron_process")
    # A collision puts off an inquiry for a minute, which the tests do not wait for.
    office.execute("UPDATE anfragemanager_inquiry SET next_try = NULL WHERE state = 'new' AND next_try IS NOT NULL")
    for copy in office.copies:
        office.execute(
            "INSERT INTO ir_cron_trigger (cron_id, call_at, create_date)"
            " VALUES (%s, now() at time zone 'utc', now() at time zone 'utc')",
            copy,
        )
    office.wake()


def test_many_inquiries_of_one_address_make_one_confirmation_and_one_contact(office, imap, sink, browser):
    email = "ungeduldig@example.org"
    references = ("MA-1024", "MA-2048")
    for number in range(16):
        imap.put(office.database, portal_mail(email, reference=references[number % 2], message=f"Bitte {number}"))
    mailbox = office.one("SELECT id FROM anfragemanager_mailbox")

    def through_the_dialog(number):
        # The flow runs in a web request here, at the same time as in the cron threads.
        server = office.servers[number % 2]
        raw = portal_mail(email, reference=references[number % 2], message=f"Dringend {number}")
        values = {"mailbox_id": mailbox, "source": "upload", "file": base64.b64encode(raw).decode()}
        wizard = office.call("anfragemanager.test.inquiry", "create", [values], server=server)
        try:
            office.call("anfragemanager.test.inquiry", "action_send", wizard, server=server)
        except RpcError as error:
            # The mail is stored; the worker goes on where a collision ended the request.
            assert "SerializationFailure" in str(error) or "waits" in str(error) or "wartet" in str(error), error

    office.call("res.users", "read", [1], ["login"])
    wake_all(office)
    with ThreadPoolExecutor(4) as people:
        list(people.map(through_the_dialog, range(8)))

    def all_waiting():
        wake_all(office)
        return len(office.inquiries(email)) == 24 and {inquiry["state"] for inquiry in office.inquiries(email)} == {
            "waiting"
        }

    until(all_waiting, lambda: f"24 inquiries to wait: {office.inquiries(email)}", 90, pause=1)
    (mail,) = sink.wait_for(email)
    sink.settle()
    assert len(sink.to(email)) == 1
    leaders = [inquiry for inquiry in office.inquiries(email) if not inquiry["bundle_id"]]
    assert len(leaders) == 1

    assert browser.open(mail.link) == 200
    browser.click("button.btn-primary")

    def all_done():
        wake_all(office)
        return {inquiry["state"] for inquiry in office.inquiries(email)} == {"done"}

    until(all_done, lambda: f"24 inquiries done: {office.inquiries(email)}", 90, pause=1)
    assert len(office.contacts(email)) == 1
    sink.wait_for(email, 2)
    sink.settle()
    per_inquiry = office.execute(
        "SELECT purpose, count(*), count(DISTINCT inquiry_id) FROM anfragemanager_token"
        " WHERE email_normalized = %s GROUP BY purpose ORDER BY purpose",
        email,
    )
    (_confirmation, confirmations, _inquiries), *exposes = per_inquiry
    assert confirmations == 1
    for _purpose, sent, inquiries in exposes:
        assert sent == inquiries, "no exposé was sent twice for one inquiry"
    assert len({mail.message["Message-ID"] for mail in sink.to(email)}) == len(sink.to(email))


def test_form_sent_many_times_at_once_acts_once(office, sink):
    email = "doppelklick@example.org"
    office.receive(portal_mail(email))
    office.wait_for_state(email, "waiting")
    (mail,) = sink.wait_for(email)
    path = urllib.parse.urlsplit(mail.link).path

    def visitor(number):
        server = office.servers[number % 2]
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = opener.open(server.url + path, timeout=60).read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return opener, server.url + path, urllib.parse.urlencode({"csrf_token": token, "action": "confirm"}).encode()

    visitors = [visitor(number) for number in range(8)]

    def send(visitor):
        opener, url, data = visitor
        try:
            return opener.open(url, data, timeout=60).status
        except urllib.error.HTTPError as error:
            return error.code

    with ThreadPoolExecutor(8) as crowd:
        statuses = list(crowd.map(send, visitors))
    assert set(statuses) == {200}
    office.wait_for_state(email, "done")
    sink.wait_for(email, 2)
    sink.settle()
    assert len(sink.to(email)) == 2 and len(office.contacts(email)) == 1


def test_two_addresses_of_one_person_at_once_make_one_contact_or_a_question(office, imap, sink):
    office.execute("UPDATE anfragemanager_mailbox SET confirm_email = false, collect_data = false")
    try:
        person = {
            "first": "Zwillia",
            "last": "Zwirner",
            "street": "Doppelweg 2",
            "zip": "50667",
            "city": "Köln",
            "phone": "+49 221 909090",
        }
        for number in range(6):
            imap.put(office.database, portal_mail(f"zwirner{number % 2}@example.org", **person, message=str(number)))
        wake_all(office)

        def now():
            return office.execute(
                "SELECT id, state, reason, email, attempts FROM anfragemanager_inquiry WHERE last_name = 'Zwirner'"
            )

        def settled():
            wake_all(office)
            return len(now()) == 6 and {state for _id, state, *_rest in now()} <= {"done", "aborted"}

        until(settled, lambda: f"six inquiries to end: {now()}", 60, pause=1)
        contacts = office.execute("SELECT id, email FROM res_partner WHERE last_name = 'Zwirner'")
        assert len({email for _id, email in contacts}) == len(contacts), f"one address, two contacts: {contacts}"
    finally:
        office.execute("UPDATE anfragemanager_mailbox SET confirm_email = true, collect_data = true")
