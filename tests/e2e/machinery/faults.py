"""What goes wrong around a running office: done to it again and again while mails come in, and then all is counted."""

import contextlib
import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from .mails import portal_mail
from .waiting import until

FETCHMAIL = "mail.ir_cron_mail_gateway_action"
WORKER = "anfragemanager.cron_process"
QUEUE = "mail.ir_cron_mail_scheduler_action"


def cancel(office):
    """As a statement timeout, a deadlock's victim or an administrator does."""
    _signal(office, "pg_cancel_backend")


def terminate(office):
    """As an administrator or a failing network does."""
    _signal(office, "pg_terminate_backend")


def _signal(office, function):
    office.execute(
        f"SELECT {function}(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )


def kill(office):
    """End Odoo as a power failure does, and start it again."""
    office.server.kill()
    office.start()


@contextlib.contextmanager
def full_database(office):
    """The disk of the database is full: it refuses to store mails."""
    office.execute(
        "CREATE OR REPLACE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    )
    office.execute(
        "CREATE TRIGGER disk_full BEFORE INSERT ON anfragemanager_mail FOR EACH ROW EXECUTE FUNCTION disk_full()"
    )
    try:
        yield
    finally:
        office.execute("DROP TRIGGER disk_full ON anfragemanager_mail")


@contextlib.contextmanager
def no_spool(office):
    """Neither can the mails be put aside: where their folder would be, there is none and none can be made."""
    folder = office.program.folder / "anfragemanager" / office.database
    if folder.exists():
        folder.rename(folder.with_suffix(".aside"))
    folder.parent.mkdir(exist_ok=True)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        if folder.with_suffix(".aside").exists():
            folder.with_suffix(".aside").rename(folder)


@contextlib.contextmanager
def unreachable_for_jobs(office):
    """PostgreSQL is restarted, as the threads for scheduled jobs see it: cut off, and refused for a while."""
    office.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS false")
    try:
        office.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'postgres' AND application_name = %s",
            f"odoo-{office.server.process.pid}",
        )
        yield
    finally:
        office.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS true")


def restart_database(office):
    """Restart PostgreSQL itself, as an update of the machine does; only where the server is the tests' own."""
    folder = Path(office.one("SHOW data_directory"))
    program = Path(f"/proc/{(folder / 'postmaster.pid').read_text().split()[0]}/exe").resolve().with_name("pg_ctl")
    owner = folder.stat()
    if not program.exists():
        pytest.skip("optional: this PostgreSQL is not the tests' own")
    user = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    subprocess.run(
        [program, "-D", folder, "-m", "fast", "-w", "-s", "restart"],
        check=True,
        cwd="/",
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **user,
    )
    office.connect_again()


def storm(office, imap, fault, mails: int, pause: float, timeout: float = 180):
    """Let so many mails come in while a fault happens every `pause` seconds; then count: in = stored = outcomes.

    :param fault: what to do to the office, or None when something else does it
    """
    office.raise_limits()
    name = getattr(fault, "__name__", "fault")
    addresses = [f"{name}-{number}-{time.monotonic_ns()}@example.org" for number in range(mails)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    end = time.monotonic() + max(4, mails * 0.15)
    while time.monotonic() < end:
        office.wake(FETCHMAIL, WORKER)
        if fault:
            fault(office)
        time.sleep(random.uniform(0.2, 1.8) * pause)
    settle(office, imap, addresses, timeout)


def settle(office, imap, addresses, timeout: float = 180):
    """Wait until all is quiet, and count: each mail stored once, one inquiry each, each asked for confirmation."""
    marks = list(addresses)

    def waiting():
        office.wake(FETCHMAIL, WORKER, QUEUE)
        return office.one(
            "SELECT count(*) FROM anfragemanager_inquiry WHERE email_normalized = ANY(%s) AND state = 'waiting'", marks
        ) == len(marks)

    until(waiting, lambda: f"{len(marks)} inquiries to wait: {_states(office, marks)}", timeout, pause=2)
    assert imap.unseen(office.database) == []
    stored = office.one(
        "SELECT count(*) FROM anfragemanager_mail WHERE id IN"
        " (SELECT mail_id FROM anfragemanager_inquiry WHERE email_normalized = ANY(%s))",
        marks,
    )
    inquiries = office.one("SELECT count(*) FROM anfragemanager_inquiry WHERE email_normalized = ANY(%s)", marks)
    tokens = office.one("SELECT count(*) FROM anfragemanager_token WHERE email_normalized = ANY(%s)", marks)
    assert (stored, inquiries, tokens) == (len(marks),) * 3, f"in {len(marks)}, {(stored, inquiries, tokens)}"


def _states(office, marks):
    return office.execute(
        "SELECT state, reason, count(*) FROM anfragemanager_inquiry WHERE email_normalized = ANY(%s) GROUP BY 1, 2",
        marks,
    )


def step_clock(office, hours: float):
    """The clock jumps: to the running office it is the same whether its clock is set forward or all it noted lies back.

    :param hours: by which the clock is set forward; negative for back
    """
    columns = office.execute(
        "SELECT c.table_name, string_agg(format('%1$I = %1$I - %%s', c.column_name), ', ')"
        " FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type LIKE 'timestamp%%'"
        " GROUP BY c.table_name ORDER BY c.table_name"
    )
    shift = f"interval '{hours} hours'"
    # What forbids changes of the evidence is about people, not about clocks.
    statements = "; ".join(f'UPDATE "{table}" SET {changes.replace("%s", shift)}' for table, changes in columns)
    office.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {statements}; COMMIT")


def expire_many(office, like, number):
    """Let so many inquiries wait that should have expired, of which each looks like one that is there.

    :param like: the address of that one
    """
    columns = office.one(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        " WHERE table_name = 'anfragemanager_inquiry' AND column_name NOT IN"
        " ('id', 'mail_id', 'expires_at', 'email_normalized', 'address_key', 'email')"
    )
    office.execute(
        f"INSERT INTO anfragemanager_inquiry ({columns}, expires_at, email, email_normalized, address_key)"
        f" SELECT {columns}, now() at time zone 'utc' - interval '1 hour', address, address, address"
        " FROM anfragemanager_inquiry,"
        " (SELECT 'e' || n || '@expired.example' AS address FROM generate_series(1, %s) AS n) AS many"
        " WHERE anfragemanager_inquiry.email_normalized = %s",
        number,
        like,
    )
