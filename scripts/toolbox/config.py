"""Odoo's configuration file, written from what the set-up found."""

import os
from pathlib import Path

from . import paths, postgres, state
from .console import Failure
from .odoo_source import OdooSource

FILE = paths.LOCAL / "odoo.conf"
TEST_FILE = paths.LOCAL / "odoo-test.conf"
# where the running mail catcher listens, if not at its usual port
SINK_PORT_FILE = paths.LOCAL / "sink-port"
USUAL_SINK_PORT = 8025
USUAL_HTTP_PORT = 8069


def sink_port() -> int:
    return int(state.read(SINK_PORT_FILE) or USUAL_SINK_PORT)


def http_port() -> int:
    """The port asked for with PORT. Raises Failure when that is no port."""
    text = os.environ.get("PORT") or str(USUAL_HTTP_PORT)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failure(f"PORT={text} is no port number: use one between 1024 and 65535, for instance PORT=8070.")
    return int(text)


def http_host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def write(source: OdooSource) -> None:
    """Write both files; the one for tests differs in its server, and in having neither cron nor a mail server."""
    common = {
        "addons_path": ",".join(map(str, (*source.addons, paths.PROJECT))),
        "data_dir": paths.DATA_DIR,
        "list_db": False,
        "workers": 0,
        "proxy_mode": False,
        "http_interface": "127.0.0.1",
        "without_demo": False,
        "unaccent": True,
        "server_wide_modules": "base,rpc,web,cron_survives_postgres",
    }
    demo = common | {
        "db_name": paths.DEMO_DATABASE,
        "http_port": USUAL_HTTP_PORT,
        "max_cron_threads": 1,
        "limit_time_cpu": 600,
        "limit_time_real": 1200,
        "limit_time_real_cron": 600,
        "smtp_server": "127.0.0.1",
        "smtp_port": sink_port(),
        "email_from": "demo@anfragemanager.example",
    }
    tests = common | {"db_name": "anfragemanager_test", "http_port": 8169, "max_cron_threads": 0}
    tests["addons_path"] += f",{paths.TEST_ADDONS / 'odoo' / 'addons'}"
    _write(FILE, demo, postgres.demo_server())
    _write(TEST_FILE, tests, postgres.test_server())


def _write(path: Path, options: dict[str, object], server: postgres.Server) -> None:
    if environment := server.environment:
        options = options | {
            "db_host": environment["PGHOST"],
            "db_port": environment["PGPORT"],
            "db_user": environment["PGUSER"],
        }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items())
    if state.read(path) != text:
        state.write(path, text, mode=0o600)
