"""A PostgreSQL server of one test's own, which may lose its disk, be cut off, or be replaced by another."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from .office import connect, create_database
from .programs import needs, server
from .waiting import until

SETTINGS = {"listen_addresses": "", "max_wal_size": "48MB", "min_wal_size": "32MB", "wal_level": "replica"}


def programs() -> Path:
    """Return the folder of the programs of the tests' own PostgreSQL server; skips where it is another one."""
    with connect("postgres").cursor() as cursor:
        cursor.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        pid = (Path(cursor.fetchone()[0]) / "postmaster.pid").read_text().split()[0]
    folder = Path(f"/proc/{pid}/exe").resolve().parent
    if not (folder / "pg_basebackup").exists():
        pytest.skip("optional: this PostgreSQL is not the tests' own")
    return folder


class Cluster:
    """A server in a folder of its own, with the socket in `socket`."""

    def __init__(self, bin_folder: Path, folder: Path, socket: Path):
        self.folder, self.socket, self._bin = folder, socket, bin_folder
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._as = {} if os.geteuid() else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        for path in (folder, socket):
            path.mkdir(exist_ok=True)
            os.chown(path, account.pw_uid, account.pw_gid)
            path.chmod(0o700)

    def create(self, *options):
        self.run("initdb", "-D", self.folder, "-U", os.environ["PGUSER"], "-A", "trust", "-E", "UTF8", *options)

    def start(self):
        settings = SETTINGS | {"unix_socket_directories": self.socket, "port": os.environ["PGPORT"]}
        words = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.run("pg_ctl", "-w", "-s", "-D", self.folder, "-l", self.folder / "log", "-o", words, "start")

    def stop(self, mode="fast"):
        with contextlib.suppress(AssertionError):
            self.run("pg_ctl", "-w", "-s", "-D", self.folder, "-m", mode, "stop")

    def running(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def run(self, program, *words, **options):
        done = subprocess.run(
            [str(self._bin / program), *map(str, words)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", check=False, **self._as, **options,
        )  # fmt: skip
        assert not done.returncode, f"{program}: {done.stderr.decode(errors='replace')}"


@contextlib.contextmanager
def moved(office, monkeypatch, data=None, options=()):
    """The office's database in a cluster of its own, to which all connections go from now on.

    :param data: its folder, where it is to be a certain one
    :param options: what `initdb` is told
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    cluster = Cluster(programs(), data or folder / "data", folder / "socket")
    dump = folder / "dump"
    try:
        dump.mkdir()
        os.chmod(dump, 0o777)
        with monkeypatch.context() as there:
            cluster.create(*options)
            cluster.run("pg_dump", "-Fc", "-Z0", "-f", dump / "file", office.database)
            there.setenv("PGHOST", str(cluster.socket))
            cluster.start()
            create_database(office.database, None, dump / "none")
            with connect(office.database).cursor() as cursor:
                # As Odoo does before it makes indexes by it, and no dump tells.
                cursor.execute("CREATE EXTENSION unaccent; ALTER FUNCTION unaccent(text) IMMUTABLE")
            cluster.run("pg_restore", "-d", office.database, dump / "file")
            (dump / "file").unlink()
            office.connect_again()
            try:
                yield cluster
            finally:
                for server in office.servers:
                    server.stop()
        office.connect_again()
    finally:
        cluster.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def pooled():
    """A pooler before the tests' PostgreSQL server that gives a connection for one transaction; yields its folder."""
    program = server("pgbouncer")
    needs(program, "PgBouncer")
    folder = Path(tempfile.mkdtemp(prefix="pool-"))
    folder.chmod(0o777)
    (folder / "ini").write_text(
        f"[databases]\n* = host={os.environ['PGHOST']} port={os.environ['PGPORT']} user={os.environ['PGUSER']}\n"
        f"[pgbouncer]\nunix_socket_dir = {folder}\nlisten_port = {os.environ['PGPORT']}\nlogfile = {folder}/log\n"
        "listen_addr =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 8\n"
    )
    account = ["-u", "nobody"] if os.geteuid() == 0 else []
    pooler = subprocess.Popen([program, "-q", *account, folder / "ini"])
    try:
        until(lambda: list(folder.glob(".s.PGSQL.*")), "the pooler to listen", 20)
        yield folder
    finally:
        pooler.terminate()
        pooler.wait()
        shutil.rmtree(folder, ignore_errors=True)
