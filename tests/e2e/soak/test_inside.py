"""What goes wrong in one's own house, in database and settings: mails wait with a reason, and go on by themselves."""

import contextlib
import threading
import time

import psycopg2
import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.office import RpcError, connect, status
from machinery.waiting import until
from psycopg2 import sql

LANE = "SELECT res_id FROM ir_model_data WHERE module = 'anfragemanager' AND name = 'cron_process_lane_1'"


def goes_through(office, name, count=4, timeout=90):
    """Let some mails come in and assert that each is answered, without anybody calling the lanes."""
    addresses = [f"{name}{number}@{name}.example" for number in range(count)]
    for address in addresses:
        office.imap.put(office.database, portal_mail(address))
    office.wake(faults.FETCHMAIL)
    for address in addresses:
        office.wait_for_state(address, "waiting", timeout=timeout)
        office.sink.wait_for(address)
    office.sink.settle()
    assert {len(office.sink.to(address)) for address in addresses} == {1}


def set_parameter(office, key, value):
    office.execute(
        "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        key,
        value,
    )


@pytest.mark.parametrize("how", ["inactive", "deleted", "never made"])
def test_job_of_a_lane_is_missing(office, how):
    if how == "inactive":
        office.execute(f"UPDATE ir_cron SET active = false WHERE id IN ({LANE})")
    elif how == "deleted":
        office.execute(f"DELETE FROM ir_cron WHERE id IN ({LANE})")
        office.execute("DELETE FROM ir_model_data WHERE module = 'anfragemanager' AND name = 'cron_process_lane_1'")
    else:
        set_parameter(office, "anfragemanager.lanes", "6")
    office.start(crons=2)
    goes_through(office, "spurlos", count=12)


@pytest.mark.parametrize("value", ["²", "abc", "-1", "1e3", "9" * 5000, " 2 "])
def test_settings_that_are_no_numbers(house, value):
    for key in ("anfragemanager.lanes", "anfragemanager.health_limit_failed_mails", "anfragemanager.show_links"):
        house.call("ir.config_parameter", "set_param", key, value)
    try:
        goes_through(house, f"unsinn{abs(hash(value))}", count=2)
        assert house.call("anfragemanager.mailbox", "search_count", []) == 1
    finally:
        for key in ("anfragemanager.lanes", "anfragemanager.health_limit_failed_mails", "anfragemanager.show_links"):
            house.call("ir.config_parameter", "set_param", key, False)


@pytest.mark.parametrize("key", ["database.secret", "mail.default.from_filter", "mail.catchall.domain.allowed"])
def test_settings_of_odoo_are_broken(house, key):
    before = house.call("ir.config_parameter", "get_param", key)
    house.call("ir.config_parameter", "set_param", key, "kein Wert ://")
    try:
        goes_through(house, f"kaputt{abs(hash(key))}", count=2)
    finally:
        house.call("ir.config_parameter", "set_param", key, before)


@pytest.mark.parametrize("value", ["kein Wert ://", "makler.example", "http://[kaputt"])
def test_no_mail_goes_out_whose_link_leads_nowhere(house, sink, value):
    before = house.call("ir.config_parameter", "get_param", "web.base.url")
    email = f"link{abs(hash(value))}@example.org"
    house.call("ir.config_parameter", "set_param", "web.base.url", value)
    try:
        house.receive(portal_mail(email))
        house.wait_for_state(email, "failed")
        assert "web.base.url" in house.one(
            "SELECT reason_note FROM anfragemanager_inquiry WHERE email_normalized = %s", email
        )
    finally:
        house.call("ir.config_parameter", "set_param", "web.base.url", before)
    assert sink.to(email) == []
    house.execute("UPDATE anfragemanager_inquiry SET next_try = now() at time zone 'utc' WHERE state = 'failed'")
    house.wake(faults.WORKER)
    house.wait_for_state(email, "waiting")
    sink.wait_for(email)


def test_database_may_only_be_read_for_a_while(office, imap):
    """As during a recovery, or after a change-over to the wrong of two servers."""
    office.start()
    goes_through(office, "vorher", count=1)
    link = office.sink.to("vorher0@vorher.example")[0].link
    administer(office, "ALTER DATABASE {} SET default_transaction_read_only = on")
    imap.put(office.database, portal_mail("nur-lesen@example.org"))
    for _turn in range(5):
        # Odoo's own collector writes before it asks.
        with contextlib.suppress(psycopg2.Error):
            office.wake(faults.FETCHMAIL)
        time.sleep(1)
    assert status(link) == 200
    administer(office, "ALTER DATABASE {} RESET default_transaction_read_only")
    faults.settle(office, imap, ["nur-lesen@example.org"], timeout=120)


def administer(office, statement):
    """Change a setting of the database; it counts for connections that are opened afterwards, so all are cut."""
    with connect("postgres").cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(office.database)))
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [office.database])
    office.connect_again()


def test_no_connection_to_the_database_is_left(office, imap):
    """Another program has taken all that PostgreSQL gives."""
    server = office.start()
    goes_through(office, "vorher", count=1)
    addresses = [f"voll{number}@example.org" for number in range(10)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    taken = []
    try:
        office.wake(faults.FETCHMAIL)
        end = time.monotonic() + 15
        while time.monotonic() < end:
            try:
                taken.append(psycopg2.connect(dbname="postgres"))
            except psycopg2.OperationalError:
                time.sleep(0.05)
    finally:
        for connection in taken:
            connection.close()
    assert len(taken) > 20
    assert server.process.poll() is None
    faults.settle(office, imap, addresses, timeout=120)


@pytest.mark.parametrize(
    "table", ["anfragemanager_mail", "ir_cron_trigger", "mail_mail", "anfragemanager_inquiry", "res_partner"]
)
def test_table_is_locked_for_a_while(house, imap, table):
    """A backup tool, an index being built, a colleague's open transaction."""
    office = house
    addresses = [f"gesperrt{number}@{table.replace('_', '-')}.example" for number in range(6)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    other = connect(office.database)
    other.autocommit = False
    with other.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        waker = threading.Thread(
            target=lambda: contextlib.suppress(Exception).__enter__() or office.wake(faults.FETCHMAIL)
        )
        waker.start()
        time.sleep(20)
    other.rollback()
    other.close()
    waker.join(30)
    faults.settle(office, imap, addresses, timeout=120)


def test_sessions_that_idle_in_a_transaction_are_ended(office, imap):
    office.execute(f'ALTER DATABASE "{office.database}" SET idle_in_transaction_session_timeout = 1500')
    office.start()
    addresses = [f"traege{number}@example.org" for number in range(60)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    faults.settle(office, imap, addresses, timeout=120)


def test_company_is_archived_and_comes_back(office, imap, sink):
    office.start()
    goes_through(office, "vorher", count=1)
    company = office.one("SELECT company_id FROM anfragemanager_mailbox")
    office.execute("UPDATE res_company SET active = false WHERE id = %s", company)
    office.receive(portal_mail("ohne-firma@example.org"))
    [inquiry] = office.wait_for_state("ohne-firma@example.org", "ignored")
    assert inquiry["reason"] == "mailbox_off"
    office.execute("UPDATE res_company SET active = true WHERE id = %s", company)
    office.call("anfragemanager.mailbox", "action_take_up", office.call("anfragemanager.mailbox", "search", []))
    office.wait_for_state("ohne-firma@example.org", "waiting")
    sink.wait_for("ohne-firma@example.org")


def test_currency_and_language_are_switched_off(office, imap, sink):
    office.start()
    goes_through(office, "vorher", count=1)
    office.execute("UPDATE res_currency SET active = false")
    office.execute("UPDATE res_lang SET active = (code = 'en_US')")
    office.server.stop()
    office.start()
    goes_through(office, "nachher", count=2)
    link = sink.to("vorher0@vorher.example")[0].link
    assert status(link) == 200


def test_upgrade_while_mails_wait(office, imap, sink):
    office.start()
    goes_through(office, "vorher", count=1)
    addresses = [f"upgrade{number}@upgrade.example" for number in range(20)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(faults.FETCHMAIL)
    until(lambda: office.one("SELECT count(*) FROM anfragemanager_mail") > 3, "the first to come in")
    # As a hurried administrator does it, beside the running server; it may be refused, and is done again.
    office.program.run("module", "upgrade", "-d", office.database, "anfragemanager", check=False)
    office.server.kill()
    office.program.run("module", "upgrade", "-d", office.database, "anfragemanager")
    office.start()
    faults.settle(office, imap, addresses, timeout=120)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}


def test_what_an_inquiry_points_at_is_deleted(office, imap, sink):
    """While inquiries wait somebody clears up: portal, property, template, outgoing server, alias domain."""
    office.start()
    goes_through(office, "vorher", count=1)
    for model, domain in (
        ("anfragemanager.property", [["reference", "=", "MA-1024"]]),
        ("anfragemanager.portal", [["code", "=", "immoscout24"]]),
        ("mail.template", [["model", "=", "anfragemanager.inquiry"]]),
        ("utm.source", []),
        ("res.lang", [["code", "=", "de_DE"]]),
        ("mail.alias.domain", []),
        ("fetchmail.server", []),
        ("anfragemanager.mailbox", []),
    ):
        # Most of it is refused, with a reason.
        with contextlib.suppress(RpcError):
            office.call(model, "unlink", office.call(model, "search", domain))
    assert [inquiry["state"] for inquiry in office.inquiries("vorher0@vorher.example")] == ["waiting"]
    assert status(sink.to("vorher0@vorher.example")[0].link) == 200
