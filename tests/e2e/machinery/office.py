"""An agency's Odoo: one database and its server processes, to which the tests talk as people and mail servers do."""

import base64
import configparser
import http.client
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .waiting import free_port, listening, until

PROJECT = Path(__file__).resolve().parents[3]
LAUNCHER = PROJECT / "scripts" / "odoo"
ADDONS = Path(__file__).resolve().parents[1] / "addons"
ADMIN = ("admin", "admin")
CLERK = ("sabine", "sabine-password")


def status(url: str) -> int:
    """Return what a page answers with."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as answer:
        return answer.code


def connect(database: str):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def create_database(name: str, template: str | None, filestore: Path, template_filestore: Path | None = None):
    """Create a database, as a copy of another one with its files if one is given."""
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template or "template0")
    if template_filestore and template_filestore.exists():
        shutil.copytree(template_filestore, filestore)


def drop_database(name: str):
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)


def _administer(statement: sql.SQL, *names: str):
    with closing(connect("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(statement.format(*map(sql.Identifier, names)))


class OdooProgram:
    """Odoo's command line with a configuration of its own: own files, own sink."""

    def __init__(self, folder: Path, smtp_port: int):
        self.folder = folder
        configuration = configparser.RawConfigParser()
        configuration.read(os.environ["ODOO_RC"])
        options = configuration["options"]
        self.given_data_dir = Path(options["data_dir"])
        options["addons_path"] = f"{options['addons_path']},{ADDONS}"
        options["server_wide_modules"] += ",e2e_brisk"
        options["data_dir"] = str(folder)
        options["smtp_server"] = "127.0.0.1"
        options["smtp_port"] = str(smtp_port)
        options["list_db"] = "True"
        options.pop("db_name", None)
        self.configuration = folder / "odoo.conf"
        with self.configuration.open("w") as file:
            configuration.write(file)

    def filestore(self, database: str) -> Path:
        return self.folder / "filestore" / database

    def environment(self, **more: str):
        return os.environ | {"ODOO_RC": str(self.configuration), "PYTHONUNBUFFERED": "1"} | more

    def run(self, *arguments: str, stdin: str | None = None, check: bool = True) -> subprocess.CompletedProcess:
        """Run a sub-command to its end; fails with its output when it fails."""
        done = subprocess.run(
            [sys.executable, str(LAUNCHER), *arguments],
            env=self.environment(),
            input=stdin,
            capture_output=True,
            text=True,
            cwd=PROJECT,
            timeout=300,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"odoo {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def begin(self, *arguments: str) -> subprocess.Popen:
        """Begin a sub-command."""
        return subprocess.Popen(
            [sys.executable, str(LAUNCHER), *arguments],
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
        )

    def run_into_closed_pipe(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a sub-command whose output nobody reads, as behind `| true`."""
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as output:
            return subprocess.run(
                [sys.executable, str(LAUNCHER), *arguments],
                env=self.environment(),
                stdout=output,
                stderr=subprocess.PIPE,
                text=True,
                cwd=PROJECT,
                timeout=300,
                check=False,
            )


class Server:
    """A server process; it has an own process group, so that killing it leaves nothing behind."""

    def __init__(
        self,
        program: OdooProgram,
        database: str,
        port: int,
        crons: int = 2,
        kill_at: str | None = None,
        jobs: int = 0,
        workers: int = 0,
        channels: str = "",
        settings: dict[str, str] | None = None,
        heard: bool = True,
    ):
        """Start it, and wait until it answers and, where they can be `heard`, its threads listen to calls for jobs."""
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = program.folder / f"{database}-{port}.log"
        arguments = ["server", "-d", database, "--http-port", str(port), "--max-cron-threads", str(crons)]
        arguments += ["--db-filter", f"^{database}$"]
        arguments += ["--workers", str(workers), "--db_host", os.environ["PGHOST"]]
        environment = program.environment(**settings or {})
        loaded = ["base", "rpc", "web", "cron_survives_postgres", "e2e_brisk"]
        if jobs:
            loaded.append("queue_job")
            environment["ODOO_QUEUE_JOB_CHANNELS"] = channels or f"root:{jobs}"
        if kill_at:
            loaded.append("e2e_killer")
            environment["E2E_KILL_AT"] = kill_at
        arguments += ["--load", ",".join(loaded)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(LAUNCHER), *arguments],
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=PROJECT,
            )
        try:
            with closing(connect("postgres")) as connection, connection.cursor() as cursor:
                threads = crons if heard else 0
                until(lambda: self._ready(cursor, threads), lambda: f"the server; its log:\n{self.tail()}", timeout=240)
        except BaseException:
            # Nobody else knows it, and it would hold the port.
            self.kill()
            raise

    def _ready(self, cursor, crons):
        if self.process.poll() is not None:
            raise AssertionError(f"The server ended with {self.process.returncode}:\n{self.tail()}")
        # A call to the cron threads is lost on a server that does not listen to it yet.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = ANY(%s) AND datname = 'postgres' AND state = 'idle'",
            [[f"odoo-{pid}" for pid in (self.process.pid, *self.children())]],
        )
        return listening(self.port) and cursor.fetchone()[0] >= crons

    def children(self) -> list[int]:
        """Return the worker processes of a server that has some."""
        return [
            int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent_of(stat) == self.process.pid
        ]

    def tail(self, lines: int = 60) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def kill(self):
        """End the process as a power failure does."""
        self.process.kill()
        self.process.wait()

    def wait_for_death(self, timeout: float = 60):
        """Wait until the process has killed itself."""
        until(lambda: self.process.poll() is not None, lambda: f"the process to die; its log:\n{self.tail()}", timeout)
        assert self.process.returncode == -9, f"ended with {self.process.returncode}:\n{self.tail()}"

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def _parent_of(stat: Path) -> int | None:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


class Office:
    """One agency: database, servers, mailbox in the IMAP server, and ways to look and to act."""

    def __init__(self, program: OdooProgram, database: str, imap, sink):
        self.program, self.database, self.imap, self.sink = program, database, imap, sink
        self.servers: list[Server] = []
        self.port = free_port()
        self.connect_again()
        self._uids: dict[tuple[str, str], int] = {}
        self.execute('UPDATE fetchmail_server SET "user" = %s, port = %s', database, imap.port)
        self.execute(
            "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'", f"http://127.0.0.1:{self.port}"
        )

    # ------------------------------------------------------------------ processes

    def start(self, port: int | None = None, **options) -> Server:
        server = Server(self.program, self.database, port or self.port, **options)
        self.servers.append(server)
        return server

    @property
    def server(self) -> Server:
        return next(server for server in self.servers if server.process.poll() is None)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def close(self):
        for server in self.servers:
            server.stop()
        self._connection.close()
        self._wire.close()
        drop_database(self.database)
        shutil.rmtree(self.program.filestore(self.database), ignore_errors=True)

    def connect_again(self):
        self._connection = connect(self.database)
        self._wire = connect("postgres")

    # ------------------------------------------------------------------ looking, straight into the database

    def execute(self, statement: str, *values):
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else None

    def one(self, statement: str, *values):
        rows = self.execute(statement, *values)
        assert len(rows) == 1, f"one row expected, got {rows}"
        return rows[0][0] if len(rows[0]) == 1 else rows[0]

    def inquiries(self, email: str) -> list[dict]:
        rows = self.execute(
            "SELECT id, state, reason, partner_id, bundle_id, property_id FROM anfragemanager_inquiry"
            " WHERE email_normalized = %s ORDER BY id",
            email,
        )
        return [
            dict(zip(("id", "state", "reason", "partner_id", "bundle_id", "property_id"), row, strict=True))
            for row in rows
        ]

    def contacts(self, email: str) -> list[int]:
        return [
            row[0] for row in self.execute("SELECT id FROM res_partner WHERE email_normalized = %s ORDER BY id", email)
        ]

    def wait_for_state(self, email: str, state: str, count: int = 1, timeout: float = 60) -> list[dict]:
        """Return the inquiries of an address when there are `count` and all are in that state."""

        def there():
            found = self.inquiries(email)
            return found if len(found) >= count and {inquiry["state"] for inquiry in found} == {state} else None

        return until(there, lambda: f"{count} × {state}, there is {self.inquiries(email)}\n{self._tails()}", timeout)

    def _tails(self):
        return "\n\n".join(server.tail(30) for server in self.servers[-2:])

    # ------------------------------------------------------------------ acting

    def receive(self, raw: bytes):
        """A mail arrives at the agency's mail server, and Odoo's own job collects it."""
        self.imap.put(self.database, raw)
        self.wake("mail.ir_cron_mail_gateway_action")

    def raise_limits(self):
        """The limits of automatic mails are not what is tried here."""
        limits = ("total", "domain", "provider", "address", "visitor", "link")
        self.execute("UPDATE res_company SET " + ", ".join(f"anfrage_limit_{limit} = 100000" for limit in limits))

    def open_the_door(self):
        """Give the administrator the right to hand in mails, as a mail server's user has it."""
        self.execute(
            "INSERT INTO res_groups_users_rel (gid, uid) SELECT res_id, 2 FROM ir_model_data"
            " WHERE module = 'anfragemanager' AND name = 'group_gateway' ON CONFLICT DO NOTHING"
        )

    def hand_over(self, raw: bytes):
        """A mail server hands in a mail, as `bin/mailgate.py` does; see `open_the_door`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        headers = {
            "Content-Type": "message/rfc822",
            "X-Odoo-Database": self.database,
            "Authorization": f"Basic {base64.b64encode(b'2:admin').decode()}",
        }
        with closing(connection):
            connection.request("POST", "/anfrage/gateway", raw, headers)
            answer = connection.getresponse()
            assert answer.status == 204, f"{answer.status}\n{self._tails()}"

    def health(self) -> dict:
        """Return what the health page reports."""
        settings = self.call("res.config.settings", "create", {})
        [row] = self.call("res.config.settings", "read", [settings], ["anfrage_health_token"])
        request = urllib.request.Request(
            f"{self.server.url}/anfrage/health", headers={"Authorization": f"Bearer {row['anfrage_health_token']}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as answer:
            return json.load(answer)

    def wake(self, *xmlids: str):
        """Make jobs due now, and wake the servers' cron threads as Odoo does."""
        for xmlid in xmlids:
            module, name = xmlid.split(".")
            self.execute(
                "INSERT INTO ir_cron_trigger (cron_id, call_at, create_date)"
                " SELECT res_id, now() at time zone 'utc', now() at time zone 'utc' FROM ir_model_data"
                " WHERE model = 'ir.cron' AND module = %s AND (name = %s OR name LIKE %s)",
                module,
                name,
                f"{name}\\_lane\\_%",
            )
        with self._wire.cursor() as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.database])

    def call(self, model: str, method: str, *args, user=ADMIN, server=None, **kwargs):
        """Call a method through RPC as a user. Raises RpcError with the server's message."""
        server = server or self.server
        if user not in self._uids:
            self._uids[user] = self._rpc(server, "common", "login", self.database, *user)
            assert self._uids[user], f"{user[0]} cannot log in"
        return self._rpc(
            server, "object", "execute_kw", self.database, self._uids[user], user[1], model, method, list(args), kwargs
        )

    def _rpc(self, server, service, method, *args):
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "id": 1,
            "params": {"service": service, "method": method, "args": args},
        }
        request = urllib.request.Request(
            f"{server.url}/jsonrpc", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            result = json.load(answer)
        if "error" in result:
            raise RpcError(result["error"]["data"]["name"], result["error"]["data"]["message"])
        return result.get("result")


class RpcError(Exception):
    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name
