"""A mail server that pipes mails into Odoo loses none and bounces none while Odoo or its database is down."""

from contextlib import closing, contextmanager

import pytest
from machinery.mails import portal_mail
from machinery.office import connect
from machinery.postfix import Postfix
from machinery.waiting import until

GATEWAY = """
from odoo.fields import Command
user = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Gateway", "login": "gateway", "password": "gateway-password",
    "group_ids": [Command.set([env.ref("base.group_user").id, env.ref("anfragemanager.group_gateway").id])],
})
env.cr.commit()
"""
RECIPIENT = "anfragen@makler.example"


@pytest.fixture(scope="module")
def post(new_office):
    # the office is closed also where the mail server is not installed, and the tests are skipped
    with new_office() as office:
        script = f"exec(compile({GATEWAY!r}, 'gateway', 'exec'))\n"
        office.program.run("shell", "-d", office.database, "--no-http", "--shell-interface", "python", stdin=script)
        office.start()
        user = office.one("SELECT id FROM res_users WHERE login = 'gateway'")
        postfix = Postfix(office.program.folder, office.server.port, office.database, user, "gateway-password")
        yield office, postfix
        postfix.stop()


def test_mail_comes_in_byte_for_byte(post):
    office, postfix = post
    postfix.send(portal_mail("gleich@example.org"), RECIPIENT)
    office.wait_for_state("gleich@example.org", "waiting")
    assert postfix.queued() == []


def test_mail_waits_in_the_queue_while_the_database_is_down(post):
    office, postfix = post
    with database_down(office):
        postfix.send(portal_mail("datenbank-aus@example.org"), RECIPIENT)
        until(lambda: "status=deferred" in postfix.log(), lambda: f"the mail to wait:\n{postfix.log()}")
        assert len(postfix.queued()) == 1
    came_in(office, postfix, "datenbank-aus@example.org")


def test_mail_waits_in_the_queue_while_odoo_is_down(post):
    office, postfix = post
    port = office.server.port
    office.server.stop()
    before = postfix.log().count("status=deferred")
    postfix.send(portal_mail("odoo-aus@example.org"), RECIPIENT)
    until(lambda: postfix.log().count("status=deferred") > before, lambda: f"the mail to wait:\n{postfix.log()}")
    assert len(postfix.queued()) == 1
    office.start(port=port)
    came_in(office, postfix, "odoo-aus@example.org")


def came_in(office, postfix, email):
    postfix.flush()
    office.wait_for_state(email, "waiting")
    until(lambda: not postfix.queued(), "the queue to be empty")
    assert "status=bounced" not in postfix.log()
    assert len(office.inquiries(email)) == 1


@contextmanager
def database_down(office):
    """PostgreSQL refuses every connection, as it does while it starts or stops."""
    with closing(connect("postgres")) as wire, wire.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{office.database}" ALLOW_CONNECTIONS false')
        office._connection.close()
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [office.database])
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{office.database}" ALLOW_CONNECTIONS true')
            office._connection = connect(office.database)
