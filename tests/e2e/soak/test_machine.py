"""What the machine and its administrator do to the database server and to Odoo's processes."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
from machinery import faults
from machinery.cluster import Cluster, moved, pooled, programs
from machinery.disks import fill, small
from machinery.mails import portal_mail
from machinery.office import connect, status
from machinery.waiting import free_port, until
from machinery.wires import Silent

MAILS = 40


@pytest.fixture
def disk():
    """A small disk, and where."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    folder.chmod(0o755)
    with small(folder, "400m"):
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


def put_mails(office, name, count=MAILS):
    addresses = [f"{name}{number}@{name}.example" for number in range(count)]
    for address in addresses:
        office.imap.put(office.database, portal_mail(address))
    with contextlib.suppress(psycopg2.Error):
        office.wake(faults.FETCHMAIL)
    return addresses


def all_once(office, addresses, doubtful=0, timeout=240):
    """Assert that each mail was answered once.

    :param doubtful: how many may have been on the wire when somebody died, and be sent again
    """
    faults.settle(office, office.imap, addresses, timeout)
    for address in addresses:
        office.sink.wait_for(address, timeout=120)
    office.sink.settle()
    twice = [address for address in addresses if len(office.sink.to(address)) != 1]
    assert len(twice) <= doubtful, twice


@pytest.mark.parametrize("place", ["log", "data"])
def test_disk_of_the_database_server_is_full(office, monkeypatch, disk, place):
    """Its log can grow no more, as with a copy that does not fetch it: the server breaks down. Or its tables cannot."""
    options = ["--wal-segsize=1"] + (["-X", disk / "log"] if place == "log" else [])
    with moved(office, monkeypatch, disk / "data" if place == "data" else None, options) as cluster:
        server = office.start()
        addresses = put_mails(office, "vorher", 2)
        all_once(office, addresses)
        if place == "log":
            office.execute("SELECT pg_create_physical_replication_slot('gone', true)")
        filler = fill(disk)
        addresses += put_mails(office, "voll")
        for number in range(6):
            address = f"tuer{number}@voll.example"
            # Odoo answers with an error where it cannot keep a mail: the mail server tries again.
            with contextlib.suppress(AssertionError):
                office.hand_over(portal_mail(address))
                addresses.append(address)
        with contextlib.suppress(AssertionError):
            until(lambda: not cluster.running(), "the server to break down", 30)
        time.sleep(10)
        assert server.process.poll() is None
        filler.unlink()
        if not cluster.running():
            assert place == "log"
            cluster.start()
        office.connect_again()
        all_once(office, addresses, doubtful=2)


def test_another_server_takes_over(office, monkeypatch):
    """The first breaks down, a copy that followed it takes its place, and may only be read for a while."""
    with moved(office, monkeypatch) as first:
        office.start()
        second = Cluster(programs(), first.folder.with_name("second"), first.socket)
        first.run(
            "pg_basebackup", "-h", first.socket, "-U", os.environ["PGUSER"], "-D", second.folder, "-R", "-X", "stream"
        )
        addresses = put_mails(office, "vorher", 10)
        all_once(office, addresses)
        # In its old place until it has all.
        first.stop()
        shutil.copytree(first.folder / "pg_wal", second.folder / "pg_wal", dirs_exist_ok=True)
        os.system(f"chown -R --reference={second.folder} {second.folder}/pg_wal")
        second.start()
        try:
            addresses += put_mails(office, "nur-lesen", 10)
            time.sleep(15)
            second.run("pg_ctl", "-w", "-s", "-D", second.folder, "promote")
            office.connect_again()
            all_once(office, addresses)
        finally:
            for server in office.servers:
                server.stop()
            second.stop("immediate")


def test_process_of_the_database_server_is_killed(office, monkeypatch):
    """As the kernel does where memory is short: the server ends all others, too, and begins anew."""
    with moved(office, monkeypatch):
        office.start()
        addresses = put_mails(office, "getoetet")
        for _turn in range(4):
            time.sleep(2)
            with contextlib.suppress(psycopg2.Error, AssertionError):
                pid = office.one(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " ORDER BY state = 'idle', random() LIMIT 1"
                )
                os.kill(pid, signal.SIGKILL)
            until(lambda: reachable(office), "the server to begin anew", 60)
            with contextlib.suppress(psycopg2.Error):
                office.wake(faults.FETCHMAIL)
        # A mail on the wire when its lane lost the database.
        all_once(office, addresses, doubtful=4)


def test_connections_are_pooled_by_transaction(office, monkeypatch):
    """Calls to jobs are not heard then: they run once a minute."""
    with pooled() as folder:
        with monkeypatch.context() as there:
            there.setenv("PGHOST", str(folder))
            office.start(crons=2, heard=False)
        addresses = put_mails(office, "becken")
        all_once(office, addresses, timeout=400)
        office.server.stop()


def reachable(office):
    with contextlib.suppress(psycopg2.Error):
        office.connect_again()
        return True
    return False


@pytest.mark.parametrize(
    ("setting", "value"),
    [("statement_timeout", "40ms"), ("lock_timeout", "5ms"), ("idle_session_timeout", "1500ms"),
     ("transaction_timeout", "150ms"), ("work_mem", "64kB"), ("lc_messages", "C")],
)  # fmt: skip
def test_administrator_sets_limits(office, setting, value):
    """Too tight for some of the work; they are loosened later."""
    with connect("postgres").cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {office.database} SET {setting} = '{value}'")
    office.start()
    addresses = put_mails(office, setting.replace("_", "-"), 20)
    time.sleep(20)
    with connect("postgres").cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {office.database} RESET {setting}")
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [office.database])
    office.connect_again()
    # What was broken off several times waits for a while.
    office.execute("UPDATE anfragemanager_mail SET next_try = NULL WHERE state = 'received'")
    office.execute(
        "UPDATE anfragemanager_inquiry SET next_try = now() at time zone 'utc' WHERE state IN ('new', 'failed')"
    )
    all_once(office, addresses)


@pytest.mark.parametrize("hours", [2, -2])
def test_two_machines_whose_clocks_differ(office, imap, sink, hours):
    office.start(crons=2)
    office.start(port=free_port(), crons=2, settings={"E2E_CLOCK_OFF": str(hours)})
    start = time.monotonic()
    addresses = put_mails(office, "uhr", 30)
    for address in addresses:
        office.wait_for_state(address, "waiting", timeout=120)
        sink.wait_for(address, timeout=120)
    print(f"{hours:+d} h: {time.monotonic() - start:.0f} s")
    all_once(office, addresses)
    # With the wrong machine alone.
    office.servers[0].stop()
    addresses = put_mails(office, "falsch", 5)
    for address in addresses:
        office.wait_for_state(address, "waiting", timeout=120)
    assert (
        status(sink.wait_for(addresses[0], timeout=120)[0].link.replace(str(office.port), str(office.server.port)))
        == 200
    )
    all_once(office, addresses)


def test_name_of_the_outgoing_server_is_not_found(office, sink):
    office.execute(
        "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active,"
        " sequence) VALUES ('Lost', 'mail.makler.invalid', 25, 'none', 'login', true, 1)"
    )
    office.start()
    addresses = put_mails(office, "namenlos", 4)
    for address in addresses:
        office.wait_for_state(address, "waiting")
    tried = "SELECT count(*) FROM mail_mail WHERE anfrage_tries > 0 AND state IN ('outgoing', 'exception')"
    until(lambda: office.one(tried) == len(addresses), "all to be tried")
    assert office.one("SELECT count(*) FROM anfragemanager_inquiry WHERE unsent_note IS NOT NULL") >= 1
    office.execute("DELETE FROM ir_mail_server WHERE name = 'Lost'")
    office.execute("UPDATE mail_mail SET anfrage_next_try = now() at time zone 'utc'")
    office.wake(faults.WORKER)
    all_once(office, addresses)


def test_outgoing_server_says_nothing(office, sink):
    """Each attempt lasts a minute; reading goes on meanwhile."""
    with Silent() as silent:
        office.execute(
            "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active,"
            " sequence) VALUES ('Silent', '127.0.0.1', %s, 'none', 'login', true, 1)",
            silent.port,
        )
        office.start(crons=2)
        addresses = put_mails(office, "stumm", 4)
        until(lambda: silent.met, "the silent server to be asked")
        more = put_mails(office, "dennoch", 4)
        for address in more:
            office.wait_for_state(address, "waiting", timeout=50)
        office.execute("DELETE FROM ir_mail_server WHERE name = 'Silent'")
    office.execute("UPDATE mail_mail SET anfrage_next_try = now() at time zone 'utc'")
    all_once(office, addresses + more)


def test_disk_of_the_sessions_is_full(office, sink, browser):
    office.start()
    addresses = put_mails(office, "sitzung", 1)
    all_once(office, addresses)
    link = sink.to(addresses[0])[0].link
    sessions = office.program.folder / "sessions"
    with small(sessions, "64k"):
        filler = fill(sessions)
        assert status(link) == 200
        browser.forget()
        assert browser.open(link) == 200 and "city" in browser.asked()
        filler.unlink()


def test_mailbox_may_only_be_read(office, imap):
    """No mail can be marked as seen: each is taken once all the same, and the server's card says what is amiss."""
    office.start()
    folder = imap.folder / "mail" / office.database
    addresses = put_mails(office, "nur-lesen", 3)
    all_once(office, addresses)
    more = [f"schreibschutz{number}@example.org" for number in range(3)]
    for address in more:
        imap.put(office.database, portal_mail(address))
    for path in (folder / "new", folder / "cur"):
        path.chmod(0o555)
    try:
        for _turn in range(4):
            office.wake(faults.FETCHMAIL)
            time.sleep(3)
        counted = [len(office.inquiries(address)) for address in more]
        print(
            "while it may only be read:",
            counted,
            office.execute("SELECT error_date, error_message FROM fetchmail_server"),
        )
        assert max(counted) <= 1
    finally:
        for path in (folder / "new", folder / "cur"):
            path.chmod(0o755)
    all_once(office, addresses + more)


def test_machine_sleeps_for_a_while(office):
    server = office.start()
    addresses = put_mails(office, "schlaf", 20)
    time.sleep(2)
    os.kill(server.process.pid, signal.SIGSTOP)
    time.sleep(45)
    os.kill(server.process.pid, signal.SIGCONT)
    all_once(office, addresses)


def test_killed_in_the_middle_of_an_upgrade(office):
    office.start()
    addresses = put_mails(office, "vorher", 1)
    all_once(office, addresses)
    addresses += put_mails(office, "mitten")
    office.server.kill()
    upgrade = office.program.begin("module", "upgrade", "-d", office.database, "anfragemanager")
    time.sleep(8)
    upgrade.kill()
    upgrade.wait()
    print("left as", office.execute("SELECT name, state FROM ir_module_module WHERE state LIKE 'to %'"))
    office.start()
    all_once(office, addresses, doubtful=2)


@pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8"])
def test_other_locale(office, sink, locale):
    office.start(settings={"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    office.receive(portal_mail("umlaut@example.org", message="Größe, Straße und İğne – ist es frei?"))
    office.wait_for_state("umlaut@example.org", "waiting")
    assert "für Ihr Interesse" in sink.wait_for("umlaut@example.org")[0].text
    assert "İğne" in office.one("SELECT message FROM anfragemanager_inquiry")


def test_nobody_runs_jobs(office, imap):
    """Worker processes, and none for scheduled jobs: mails are taken in, and the health check tells."""
    office.start(workers=2, crons=0)
    office.execute(
        "UPDATE ir_cron SET lastcall = lastcall - interval '3 hours', nextcall = nextcall - interval '3 hours'"
    )
    office.hand_over(portal_mail("niemand@example.org"))
    report = office.health()
    assert any("run" in name for name in report["failing"]), report
    office.server.stop()
    office.start()
    all_once(office, ["niemand@example.org"])
