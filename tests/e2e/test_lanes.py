"""Two servers share the lanes: what one of them leaves is called for, not found by chance a minute or a day later."""

from machinery import faults
from machinery.mails import portal_mail
from machinery.office import OdooProgram, Server
from machinery.waiting import free_port, until

COUNT = 40
LANES = "SELECT res_id FROM ir_model_data WHERE module = 'anfragemanager' AND name LIKE 'cron_process%'"


def test_two_servers_leave_nothing_behind(free_office, imap, sink):
    office = free_office
    # Only calls start the lanes here.
    office.execute(
        "UPDATE ir_cron SET interval_type = 'days', nextcall = now() at time zone 'utc' + interval '1 day'"
        f" WHERE id IN ({LANES})"
    )
    office.start(crons=2)
    office.start(port=free_port(), crons=2)
    addresses = [f"p{number}@lanes{number % 7}.example" for number in range(COUNT)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake("mail.ir_cron_mail_gateway_action")

    def states():
        return office.execute(
            "SELECT state, attempts > 1, count(*) FROM anfragemanager_inquiry GROUP BY state, attempts > 1"
        )

    until(lambda: states() == [("waiting", False, COUNT)], lambda: f"{states()}\n{office._tails()}", 300, pause=0.5)
    assert not office.execute("SELECT 1 FROM anfragemanager_mail WHERE state <> 'processed'")
    for address in addresses:
        sink.wait_for(address)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}


def test_what_a_machine_without_jobs_put_aside_is_taken_up_by_it(free_office, workroom, sink):
    """Its folder is seen by no other machine; it only takes mails from a mail server."""
    office = free_office
    (workroom / "apart").mkdir()
    (workroom / "apart" / "filestore").symlink_to(office.program.folder / "filestore")
    office.start()
    door = Server(OdooProgram(workroom / "apart", sink.port), office.database, free_port(), crons=0)
    office.servers.append(door)
    spool = workroom / "apart" / "anfragemanager" / office.database
    with faults.full_database(office):
        raw = portal_mail("vor-der-tuer@example.org")
        office.call("mail.thread", "message_process", False, raw.decode(), server=door)
        assert len(list(spool.glob("*.eml"))) == 1
    office.wait_for_state("vor-der-tuer@example.org", "waiting", timeout=100)
    assert not list(spool.glob("*.eml"))
    sink.wait_for("vor-der-tuer@example.org")
    # What an earlier process left there is taken up by the next one.
    door.stop()
    mailbox = office.one("SELECT id FROM anfragemanager_mailbox")
    (spool / f"{mailbox}-left.eml").write_bytes(portal_mail("liegen-geblieben@example.org"))
    office.servers.append(Server(OdooProgram(workroom / "apart", sink.port), office.database, door.port, crons=0))
    office.wait_for_state("liegen-geblieben@example.org", "waiting", timeout=100)
