"""A hundred mails a minute with real workers, while thousands expire and a second account says nothing."""

import time

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import until
from machinery.wires import Silent

MAILS, SECONDS, EXPIRING = 100, 60, 3000


@pytest.mark.parametrize("workers", [0, 2])
def test_burst_beside_everything_else(office, imap, sink, workers):
    with Silent() as silent:
        office.start(crons=2, workers=workers)
        office.receive(portal_mail("vorbild@example.org"))
        office.wait_for_state("vorbild@example.org", "waiting")
        faults.expire_many(office, "vorbild@example.org", EXPIRING)
        office.execute(
            'INSERT INTO fetchmail_server (name, server_type, server, port, "user", password, state, active, priority)'
            " VALUES ('Silent', 'imap', '127.0.0.1', %s, 'x', 'y', 'done', true, 1)",
            silent.port,
        )
        office.wake("anfragemanager.cron_maintain", faults.FETCHMAIL)
        addresses = [f"andrang{number}@andrang{number % 9}.example" for number in range(MAILS)]
        for number, address in enumerate(addresses):
            if number % 2:
                office.hand_over(portal_mail(address))
            else:
                imap.put(office.database, portal_mail(address))
            if number % 20 == 0:
                office.wake(faults.FETCHMAIL)
            time.sleep(SECONDS / MAILS)
        wait = "SELECT count(*) FROM anfragemanager_inquiry WHERE email_normalized = ANY(%s) AND state = 'waiting'"
        until(
            lambda: office.wake(faults.FETCHMAIL) or office.one(wait, addresses) == MAILS,
            lambda: f"{MAILS} to wait\n{office._tails()}",
            300,
            pause=2,
        )
        for address in addresses:
            sink.wait_for(address)
        sink.settle()
        assert {len(sink.to(address)) for address in addresses} == {1}
        waits = sorted(
            float(seconds)
            for (seconds,) in office.execute(
                "SELECT extract(epoch FROM token.create_date - mail.create_date) FROM anfragemanager_token token"
                " JOIN anfragemanager_inquiry inquiry ON inquiry.id = token.inquiry_id"
                " JOIN anfragemanager_mail mail ON mail.id = inquiry.mail_id WHERE token.email_normalized = ANY(%s)",
                addresses,
            )
        )
        print(f"in to queued: p50 {waits[len(waits) // 2]:.1f} s, p95 {waits[int(len(waits) * 0.95)]:.1f} s")
