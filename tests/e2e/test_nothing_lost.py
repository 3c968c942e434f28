"""Nothing is lost and nothing is sent twice: hard mails, masses of mails, dead mail servers, and a process killed."""

import zlib
from contextlib import closing

import pytest
from machinery.mails import portal_mail
from machinery.office import connect
from machinery.waiting import until

INTAKE = "odoo.addons.anfragemanager.models.mail_intake:AnfragemanagerMail"
FLOW = "odoo.addons.anfragemanager.models.inquiry_flow:AnfragemanagerInquiry"
RUN = "odoo.addons.anfragemanager.models.inquiry_run:AnfragemanagerInquiry"
FETCHMAIL = "mail.ir_cron_mail_gateway_action"
WORKER = "anfragemanager.cron_process"
QUEUE = "mail.ir_cron_mail_scheduler_action"

# Mails on which Odoo's own gateway raises, so that fetchmail would drop them.
TO_US = b"To: anfragen@makler.example\r\n"
REPORT = TO_US + (
    b'From: MAILER-DAEMON@b.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n'
)
HARD_MAILS = {
    "unknown charset": TO_US + b"From: a@b.example\r\nSubject: unknown charset\r\n"
    b'Content-Type: text/plain; charset="x-unknown-7"\r\n\r\n\xe4\xf6\xfc',
    "group in From": TO_US + b"From: Undisclosed: a@b.example, c@d.example;\r\nSubject: group in From\r\n\r\nHallo",
    "line break in a decoded header": TO_US + b"From: =?utf-8?q?a=0D=0AX-Evil:_1?= <a@b.example>\r\n"
    b"Subject: =?utf-8?q?line_break=0D=0Ain_a_decoded_header?=\r\n\r\nHallo",
    "broken delivery report": REPORT + b"Subject: broken report\r\n\r\n--x\r\n"
    b"Content-Type: text/rfc822-headers\r\n\r\n\xff\xfe\r\n--x--",
    "broken delivery status": REPORT + b"Subject: broken status\r\n\r\n--x\r\n"
    b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--",
    "nested parentheses": TO_US + b"From: " + b"(" * 5000 + b" a@b.example\r\nSubject: parentheses\r\n\r\nHallo",
    "nobody we know": b"From: a@b.example\r\nTo: undisclosed-recipients:;\r\nSubject: no recipient\r\n\r\nHallo",
    "no headers at all": b"\r\n\r\nHallo",
    # Without NUL, which IMAP cannot transport.
    "bytes": b"Subject: bytes\r\n\r\n" + bytes(range(1, 256)) * 40,
    "thousands of parts": TO_US + b"From: a@b.example\r\nSubject: parts\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    + b"--x\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n" * 3000
    + b"--x--\r\n",
}


def stored(office):
    return office.one("SELECT count(*) FROM anfragemanager_mail WHERE kind IS DISTINCT FROM 'confirmation'")


def test_mails_on_which_odoo_raises_are_stored_as_they_came(office, imap, sink):
    for raw in HARD_MAILS.values():
        imap.put(office.database, raw)
    office.receive(portal_mail("nach-den-schweren@example.org"))
    office.wait_for_state("nach-den-schweren@example.org", "waiting")
    until(lambda: not imap.unseen(office.database), "every mail to be collected")
    until(
        lambda: not office.execute("SELECT 1 FROM anfragemanager_mail WHERE state = 'received'"),
        "every mail to be read",
    )
    kept = {zlib.decompress(bytes(data)) for (data,) in office.execute("SELECT data FROM anfragemanager_mail_content")}
    missing = [name for name, raw in HARD_MAILS.items() if not any(same(raw, other) for other in kept)]
    assert missing == []
    assert office.execute("SELECT subject, error FROM anfragemanager_mail WHERE state = 'failed'") == []
    sink.settle()
    assert [mail for mail in sink.mails if "b.example" in str(mail.recipients)] == [], "nobody gets a bounce"


def same(raw, other):
    # IMAP servers hand out lines that end with CRLF, whatever is in the file.
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") == other.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def test_hundred_mails_of_one_portal_all_arrive(office, imap, sink):
    # The limit of all automatic mails per hour is not what is tested here.
    office.execute("UPDATE res_company SET anfrage_limit_total = 1000, anfrage_limit_domain = 1000")
    office.server.stop()
    office.start()
    before = stored(office)
    for number in range(100):
        imap.put(office.database, portal_mail(f"prospect{number}@many{number % 7}.example"))
    office.wake(FETCHMAIL)
    until(lambda: stored(office) - before == 100, lambda: f"100 mails, there are {stored(office) - before}", 90)
    until(
        lambda: (
            office.one(
                "SELECT count(*) FROM anfragemanager_inquiry"
                " WHERE email_normalized LIKE 'prospect%' AND state = 'waiting'"
            )
            == 100
        ),
        "100 inquiries to wait",
        90,
    )
    addresses = [f"prospect{number}@many{number % 7}.example" for number in range(100)]
    until(lambda: all(sink.to(address) for address in addresses), "100 confirmation mails", 60)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}
    assert [mail for mail in sink.mails if "immobilienscout24" in str(mail.recipients)] == [], "no bounce to the portal"
    assert imap.unseen(office.database) == []


def test_same_mail_twice_makes_one_inquiry(office, sink):
    email = "doppelt-gemoppelt@example.org"
    raw = portal_mail(email)
    office.receive(raw)
    office.receive(b"Received: from relay.example by mx.example; Tue, 11 Nov 2025 10:00:00 +0100\r\n" + raw)
    office.wait_for_state(email, "waiting")
    office.receive(raw)
    until(lambda: not office.imap.unseen(office.database), "the copies to be collected")
    sink.wait_for(email)
    sink.settle()
    assert len(office.inquiries(email)) == 1 and len(sink.to(email)) == 1


def test_mail_server_that_is_down_delays_and_loses_nothing(office, sink):
    email = "geduld@example.org"
    sink.closed = True
    office.receive(portal_mail(email))
    office.wait_for_state(email, "waiting")
    until(
        lambda: office.execute("SELECT 1 FROM mail_mail WHERE email_to LIKE %s AND state = 'exception'", f"%{email}%"),
        "the mail to be refused for now",
    )
    sink.closed = False
    office.wake("anfragemanager.cron_maintain")
    sink.wait_for(email)
    sink.settle()
    assert len(sink.to(email)) == 1
    assert office.inquiries(email)[0]["state"] == "waiting"


def test_mail_whose_storing_is_cancelled_stays_unseen_and_is_collected_again(office, imap):
    """As after a statement timeout, an administrator's cancel or too many locks: Odoo's collector swallows the error
    and would mark the mail as seen."""
    email = "abgebrochen@example.org"
    office.execute(f'ALTER DATABASE "{office.database}" SET lock_timeout = 300')
    office.server.stop()
    office.start()
    try:
        with closing(connect(office.database)) as other, other.cursor() as cursor:
            other.autocommit = False
            # The look-up of the addressees waits for this lock and is cancelled.
            cursor.execute("LOCK TABLE mail_alias IN ACCESS EXCLUSIVE MODE")
            office.receive(portal_mail(email))
            log = office.server.log
            until(lambda: "could not be taken over" in log.read_text(errors="replace"), "the look-up to be cancelled")
            assert imap.unseen(office.database), "the mail is still to be collected"
            assert not office.inquiries(email)
    finally:
        office.execute(f'ALTER DATABASE "{office.database}" RESET lock_timeout')
    office.wake(FETCHMAIL)
    office.wait_for_state(email, "waiting")
    assert imap.unseen(office.database) == []
    assert len(office.inquiries(email)) == 1


KILLS = [
    # while a mail is collected
    "odoo.addons.mail.models.fetchmail:OdooIMAP4.store:before",
    f"{INTAKE}._receive:before",
    "odoo.addons.mail.models.fetchmail:OdooIMAP4.handled_message:before",
    # while it is read
    f"{INTAKE}._create_inquiries:after",
    # at a step
    f"{FLOW}._step_confirmation:after",
    f"{RUN}._walk_at_once:after",
    # while the mail goes out
    "odoo.addons.mail.models.mail_mail:MailMail._send:before",
]


@pytest.fixture(scope="module")
def dying_office(new_office):
    """An office whose server processes are killed; each test starts its own."""
    office = new_office()
    yield office
    office.close()


@pytest.mark.parametrize("place", KILLS, ids=lambda place: place.partition(":")[2])
def test_process_killed_between_the_mail_and_the_confirmation(dying_office, imap, sink, place):
    office = dying_office
    email = f"killed-{KILLS.index(place)}@example.org"
    doomed = office.start(kill_at=place)
    office.receive(portal_mail(email))
    doomed.wait_for_death()
    survive(office, imap)
    office.wait_for_state(email, "waiting")
    sink.wait_for(email)
    sink.settle(0.7)
    assert len(office.inquiries(email)) == 1 and len(sink.to(email)) == 1
    assert imap.unseen(office.database) == []
    office.server.stop()


def survive(office, imap):
    """Start anew after a kill, and let the time go by that the automation waits before it tries again."""
    office.start()
    office.execute("UPDATE anfragemanager_mail SET next_try = NULL")
    office.execute("UPDATE anfragemanager_inquiry SET next_try = now() at time zone 'utc' WHERE next_try IS NOT NULL")
    office.wake(FETCHMAIL, WORKER, QUEUE)


AFTER_CONFIRMATION = [
    f"{FLOW}._step_address:after",
    f"{FLOW}._step_expose:after",
    f"{FLOW}._submit:after",
]


@pytest.mark.parametrize("place", AFTER_CONFIRMATION, ids=lambda place: place.partition(":")[2])
def test_process_killed_while_the_prospect_confirms(dying_office, imap, sink, browser, place):
    office = dying_office
    email = f"confirming-{AFTER_CONFIRMATION.index(place)}@example.org"
    doomed = office.start(kill_at=place)
    office.receive(portal_mail(email))
    office.wait_for_state(email, "waiting")
    (mail,) = sink.wait_for(email)
    assert browser.open(mail.link) == 200
    browser.click("button.btn-primary")
    doomed.wait_for_death()
    assert office.inquiries(email)[0]["state"] == "waiting", "what was half done is undone"

    survive(office, imap)
    assert browser.open(mail.link) == 200
    browser.click("button.btn-primary")
    office.wait_for_state(email, "done")
    sink.wait_for(email, 2)
    sink.settle(0.7)
    assert len(sink.to(email)) == 2 and len(office.contacts(email)) == 1
    office.server.stop()


def test_process_killed_from_outside_with_mails_on_the_way(dying_office, imap, sink):
    office = dying_office
    office.execute("UPDATE res_company SET anfrage_limit_total = 1000, anfrage_limit_domain = 1000")
    addresses = [f"shower{number}@example.org" for number in range(30)]
    doomed = office.start()
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(FETCHMAIL)
    # In the middle of everything: some mails are collected, some read, some answered, some none of it.
    until(lambda: any(sink.to(address) for address in addresses), "the first confirmation mail", pause=0.01)
    doomed.kill()
    survive(office, imap)
    until(lambda: all(sink.to(address) for address in addresses), "every confirmation mail", 90)
    sink.settle()
    assert [len(office.inquiries(address)) for address in addresses] == [1] * 30
    # The one mail that was on the wire in the very moment may come again: only its receiver could tell.
    copies = sum(len(sink.to(address)) - 1 for address in addresses)
    ids = {mail.message["Message-ID"] for address in addresses for mail in sink.to(address)}
    assert copies <= 1 and len(ids) == 30
