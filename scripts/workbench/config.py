"""Odoo's configuration file, written from what the set-up found."""

import os
from pathlib import Path

from . import paths, postgres, state
from .odoo_source import OdooSource

SINK_PORT = int(os.environ.get("SMTP_PORT") or 8025)
FILE = paths.LOCAL / "odoo.conf"
TEST_FILE = paths.LOCAL / "odoo-test.conf"


def http_port() -> int:
    return int(os.environ.get("PORT") or 8069)


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
        "server_wide_modules": "base,rpc,web",
    }
    demo = common | {
        "db_name": paths.DEMO_DATABASE,
        "http_port": 8069,
        "max_cron_threads": 1,
        "limit_time_cpu": 600,
        "limit_time_real": 1200,
        "limit_time_real_cron": 600,
        "smtp_server": "127.0.0.1",
        "smtp_port": SINK_PORT,
        "email_from": "demo@anfragemanager.example",
    }
    tests = common | {"db_name": "anfragemanager_test", "http_port": 8169, "max_cron_threads": 0}
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
