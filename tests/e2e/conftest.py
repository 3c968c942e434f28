"""Everything real: Odoo's server processes, Dovecot, an SMTP server, Chromium. Only the network ends at loopback.

Needs what `make test-e2e` prepares: a PostgreSQL server (PG… variables), Odoo's configuration (ODOO_RC) and databases
to copy: one with what the addon builds on (ANFRAGEMANAGER_TEMPLATE_DATABASE), one with the addon in it as well
(ANFRAGEMANAGER_ADDON_DATABASE).
"""

import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

# Long: `make soak` runs them.
collect_ignore = [] if os.environ.get("ANFRAGEMANAGER_SOAK") else ["soak"]

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from machinery import jobs  # noqa: E402
from machinery.browser import Browser  # noqa: E402
from machinery.imap import ImapServer  # noqa: E402
from machinery.office import OdooProgram, Office, connect, create_database, drop_database  # noqa: E402
from machinery.smtp import SmtpSink  # noqa: E402

PREFIX = f"e2e_{os.getpid()}"


@pytest.fixture(scope="session")
def workroom():
    for variable in ("ODOO_RC", "ANFRAGEMANAGER_TEMPLATE_DATABASE", "ANFRAGEMANAGER_ADDON_DATABASE"):
        if variable not in os.environ:
            pytest.exit(f"{variable} is not set: run these tests with `make test-e2e`.", returncode=3)
    # Kept open, so that nobody stops the database server between two tests.
    connection = connect("postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^e2e_[0-9]+_'")
        for (name,) in cursor.fetchall():
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                drop_database(name)
    # Not pytest's own folder, which no other account may enter: Dovecot serves mail as another account than root.
    folder = Path(tempfile.mkdtemp(prefix="e2e-"))
    yield folder
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sink(workroom):
    sink = SmtpSink()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def imap(workroom):
    imap = ImapServer(workroom)
    yield imap
    imap.stop()


@pytest.fixture(scope="session")
def program(workroom, sink):
    return OdooProgram(workroom, sink.port)


@pytest.fixture(scope="session")
def numbers():
    return itertools.count(1)


@pytest.fixture(scope="session")
def copied_database(program, numbers):
    """Copy one of the two databases that were prepared."""
    made = []

    def make(variable: str) -> str:
        name, template = f"{PREFIX}_{next(numbers)}", os.environ[variable]
        create_database(name, template, program.filestore(name), program.given_data_dir / "filestore" / template)
        made.append(name)
        return name

    yield make
    for name in made:
        drop_database(name)


@pytest.fixture(scope="session")
def bare_database(copied_database):
    """Make a database without the addon, with all it builds on."""
    return lambda: copied_database("ANFRAGEMANAGER_TEMPLATE_DATABASE")


@pytest.fixture(scope="session")
def agency(program, copied_database):
    """The database all offices are copies of: addon installed, mailbox, clerk and properties made."""
    name = copied_database("ANFRAGEMANAGER_ADDON_DATABASE")
    program.run("shell", "-d", name, "--no-http", "--shell-interface", "python", stdin=_script("agency.py"))
    return name


def _script(name):
    # The shell reads lines as typed by a person, who ends a block with an empty line; one call needs none.
    file = HERE / "machinery" / name
    return f"import sys; sys.path.append({str(HERE)!r}); exec(compile(open({str(file)!r}).read(), {name!r}, 'exec'))\n"


@pytest.fixture(scope="session")
def script():
    """What the shell is given to run one of the machinery's scripts."""
    return _script


@pytest.fixture(scope="session")
def new_office(program, agency, imap, sink, numbers):
    """Open an office: a copy of the agency, without a server process yet."""

    def open_office(free=False) -> Office:
        """Open one; a free one is limited by nothing in what it mails, and takes mails from a mail server."""
        name = f"{PREFIX}_{next(numbers)}"
        create_database(name, agency, program.filestore(name), program.filestore(agency))
        sink.forget()
        office = Office(program, name, imap, sink)
        if free:
            office.raise_limits()
            office.open_the_door()
        return office

    return open_office


@pytest.fixture(scope="module")
def office(new_office):
    """An office with one server, shared by the tests of a module; each uses prospects of its own."""
    with new_office() as office:
        office.start()
        yield office


@pytest.fixture
def free_office(new_office):
    """An office of one test's own, see `new_office`."""
    with new_office(free=True) as office:
        yield office


@pytest.fixture(scope="module")
def queue_agency(new_office):
    with new_office(free=True) as office:
        jobs.install(office)
        yield office


@pytest.fixture
def queue_office(queue_agency, sink):
    """An office in which OCA's job queue was installed, without a job and without a server."""
    sink.forget()
    yield queue_agency
    for server in queue_agency.servers:
        server.stop()
    queue_agency.execute("DELETE FROM queue_job")


@pytest.fixture(scope="session")
def browser():
    browser = Browser()
    yield browser
    browser.close()
