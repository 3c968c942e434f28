"""The demo database: made in one go under another name, so that its name means it is complete."""

import os
from pathlib import Path

from . import databases, environment, paths, postgres, state
from .console import Failure

EMBEDDED = "this project's own PostgreSQL"
UNFINISHED = f"{paths.DEMO_DATABASE}_unfinished"
SEED = paths.ADDON / "demo" / "seed.py"
# Odoo's own demo data has assigned activities; mails about them would bury ours in the outbox.
EMPTY_QUEUE = b"""
env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
env.cr.commit()
"""
# Without this the first page a newcomer opens takes ten seconds to appear.
BUILD_ASSETS = b"""
for name in ("web.assets_web", "web.assets_frontend", "web.assets_frontend_minimal", "web.assets_frontend_lazy"):
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.css(), bundle.js()
env.cr.commit()
"""
UNRELATED_FOLDERS = ("tests", "static/tests")


def ensure(server: postgres.Server, base_url: str) -> None:
    """Make the demo database, or upgrade the addon in it when the addon's files changed."""
    _require_here(server)
    stamp = state.Stamp("demo")
    wanted = _addon_digest()
    if not postgres.exists(server, paths.DEMO_DATABASE):
        stamp.clear()
        _create(server, base_url)
        stamp.set(wanted)
        _name(server)
    elif not stamp.known() and isinstance(server, postgres.External):
        raise Failure(
            f"PostgreSQL already has a database `{paths.DEMO_DATABASE}` that this clone did not make: "
            "rename or drop it, then run the command again."
        )
    elif not stamp.holds(wanted):
        upgrade(server)
    state.write(_place_file(), _place(server))
    _set_base_url(server, base_url, paths.DEMO_DATABASE)


def elsewhere(server: postgres.Server) -> str | None:
    """Which other server holds the demo database of this clone, None where it is on this one or not made yet.

    A clone has one: its files and its mails bear no server's name.
    """
    if not state.Stamp("demo").known():
        return None
    place = state.read(_place_file()) or (EMBEDDED if (paths.LOCAL / "postgres").exists() else None)
    return place if place != _place(server) else None


def _require_here(server: postgres.Server) -> None:
    if place := elsewhere(server):
        raise Failure(
            f"The demo database of this clone is on {place}, not on {_place(server)}: "
            "set or unset PGHOST and PGPORT as it was, or take another clone."
        )


def _place(server: postgres.Server) -> str:
    if server.environment:
        return EMBEDDED
    return f"the server of PGHOST={os.environ['PGHOST']} PGPORT={os.environ.get('PGPORT') or postgres.PORT}"


def _place_file() -> Path:
    return paths.STAMPS / "demo-place"


def upgrade(server: postgres.Server) -> None:
    _require_here(server)
    environment.odoo(
        "Upgrading the addon in the demo database",
        ["server", "-d", paths.DEMO_DATABASE, "-u", "anfragemanager", "--stop-after-init", "--no-http"],
        server=server,
        hint="The addon could not be upgraded: mend it and run the command again, or start over with `make reset`.",
    )
    state.Stamp("demo").set(_addon_digest())


def outdated(server: postgres.Server) -> bool:
    return postgres.exists(server, paths.DEMO_DATABASE) and not state.Stamp("demo").holds(_addon_digest())


def drop(server: postgres.Server) -> None:
    _require_here(server)
    state.Stamp("demo").clear()
    for database in (UNFINISHED, paths.DEMO_DATABASE):
        postgres.drop(server, database)
    for mail in paths.OUTBOX.glob("*.eml"):
        mail.unlink()


def _create(server: postgres.Server, base_url: str) -> None:
    drop(server)
    hint = "The demo database could not be made: run the command again."
    environment.odoo(
        "Creating the demo database (German, with demo data)",
        ["db", "init", UNFINISHED, "--with-demo", "--language", "de_DE", "--country", "DE"],
        server=server,
        hint=hint,
    )
    # prospects who write in English are answered in English
    english = ["i18n", "loadlang", "-d", UNFINISHED, "-l", "en_US"]
    environment.odoo("Adding English", english, server=server, hint=hint)
    databases.keep_from_cleaning(server, UNFINISHED)
    install = ["module", "install", "-d", UNFINISHED, "anfragemanager"]
    environment.odoo("Installing the addon and what it builds on", install, server=server, hint=hint)
    _set_base_url(server, base_url, UNFINISHED)
    shell = ["shell", "-d", UNFINISHED, "--no-http"]
    environment.odoo("Emptying the queue of mails", shell, server=server, stdin=EMPTY_QUEUE, hint=hint)
    if SEED.exists():
        environment.odoo("Delivering the sample mails", shell, server=server, stdin=SEED.read_bytes(), hint=hint)
    environment.odoo("Preparing the first page", shell, server=server, stdin=BUILD_ASSETS, hint=hint)


def _name(server: postgres.Server) -> None:
    # the files first: a database under its final name must have them
    filestore = paths.FILESTORE / UNFINISHED
    if filestore.exists():
        filestore.rename(paths.FILESTORE / paths.DEMO_DATABASE)
    postgres.query(server, f'ALTER DATABASE "{UNFINISHED}" RENAME TO "{paths.DEMO_DATABASE}"')


def _set_base_url(server: postgres.Server, base_url: str, database: str) -> None:
    """Let the links in mails lead to the port that is used now."""
    postgres.query(
        server, f"UPDATE ir_config_parameter SET value = '{base_url}' WHERE key = 'web.base.url'", database=database
    )


def _addon_digest() -> str:
    return state.digest(paths.ADDON, without=tuple(paths.ADDON / folder for folder in UNRELATED_FOLDERS))
