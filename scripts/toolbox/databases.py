"""The databases of the tests: two kept to be copied, without and with the addon, and those of a run."""

import ast
import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import config, environment, paths, postgres, state
from .console import Failure

TEMPLATE_PREFIX = "am_template_"
TRIES = 6  # each waits five seconds for others to leave (PostgreSQL, CountOtherDBBackends)
ADDON_PREFIX = "am_addon_"
RUN_PREFIX = "am_test_"
# Two processes share the tests; more would only wait for PostgreSQL and Chromium on the usual machine. Counted are the
# processors this one may use: a container or taskset may leave it one of many.
PROCESSES = min(2, len(os.sched_getaffinity(0)))
# Odoo makes these for the first page that asks, which in a test that is rolled back is every first page.
BUNDLES = ("web.assets_web", "web.assets_web_print", "web.assets_frontend", "web.assets_frontend_lazy")
MAKE_BUNDLES = f"""
for bundle in {BUNDLES}: made = env["ir.qweb"]._get_asset_bundle(bundle); made.js(); made.css()

env.cr.commit()
"""


def without_addon(server: postgres.Server) -> str:
    """A database with all the addon builds on, made once for each version of Odoo and set of dependencies."""
    needed = dependencies(paths.ADDON)
    source = environment.ensure()
    name = TEMPLATE_PREFIX + state.digest(source.version, str(source.site), *needed)[:12]

    def make(unfinished: str) -> None:
        for title, command in (
            (
                "Creating the test database's template",
                ["db", "init", unfinished, "--language", "de_DE", "--country", "DE"],
            ),
            ("Adding English", ["i18n", "loadlang", "-d", unfinished, "-l", "en_US"]),
        ):
            _odoo(title, command, server)
        install(server, unfinished, "what the addon builds on", needed)

    with state.lock(paths.LOCAL, "template"):
        return _made_once(server, TEMPLATE_PREFIX, name, make)


def with_addon(server: postgres.Server) -> str:
    """A database with the addon in it and the scripts and styles of its pages made, kept as long as no file changes."""
    template = without_addon(server)
    name = ADDON_PREFIX + state.digest(template, paths.ADDON)[:12]

    def make(unfinished: str) -> None:
        copy(server, template, unfinished)
        install(server, unfinished, "the addon", ["anfragemanager"])
        command = ["shell", "-d", unfinished, "--no-http", "--shell-interface", "python"]
        _odoo("Making the scripts and styles of the pages", command, server, MAKE_BUNDLES.encode())

    with state.lock(paths.LOCAL, "template"):
        return _made_once(server, ADDON_PREFIX, name, make)


def _made_once(server: postgres.Server, prefix: str, name: str, make) -> str:
    """Make a database under another name, so that an unfinished one is never taken for it; its predecessors go."""
    if postgres.exists(server, name):
        return name
    for old in postgres.query(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'"):
        postgres.drop(server, old)
    unfinished = f"{prefix}unfinished"
    make(unfinished)
    if (paths.FILESTORE / unfinished).exists():
        shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)
        (paths.FILESTORE / unfinished).rename(paths.FILESTORE / name)
    postgres.query(server, f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


@contextlib.contextmanager
def of_run(server: postgres.Server) -> Iterator[str]:
    """A database with the addon in it: a fresh one that is dropped afterwards, or the one DB names, which is kept."""
    _drop_orphans(server)
    kept = os.environ.get("DB")
    database = kept or f"{RUN_PREFIX}{os.getpid()}"
    addon = state.digest(paths.ADDON)
    stamp = state.Stamp(f"database-{database}")
    try:
        if not postgres.exists(server, database):
            stamp.clear()
            copy(server, with_addon(server), database)
        elif not stamp.holds(addon):
            command = ["server", "-d", database, "-u", "anfragemanager", "--stop-after-init", "--no-http"]
            _odoo("Upgrading the addon", command, server)
        if kept:
            stamp.set(addon)
        yield database
    finally:
        if not kept:
            # and the copies that processes side by side made of it
            for name in (database, *(f"{database}-gw{number}" for number in range(PROCESSES))):
                postgres.drop(server, name)


def copy(server: postgres.Server, template: str, database: str) -> None:
    """Copy a database that nobody is connected to, and its files."""
    shutil.rmtree(paths.FILESTORE / database, ignore_errors=True)
    if (paths.FILESTORE / template).exists():
        shutil.copytree(paths.FILESTORE / template, paths.FILESTORE / database)
    for left in reversed(range(TRIES)):
        try:
            postgres.query(server, f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
            return
        except Failure as failure:
            # On a busy machine a session that has just ended, or the server's own cleaning, takes its time to be gone.
            if not left or "being accessed by other users" not in str(failure):
                raise


def install(server: postgres.Server, database: str, what: str, addons: Sequence[str]) -> None:
    keep_from_cleaning(server, database)
    _odoo(f"Installing {what}", ["module", "install", "-d", database, *addons], server)


def keep_from_cleaning(server: postgres.Server, database: str) -> None:
    """Leave the list of addons out of PostgreSQL's own cleaning, also in copies of the database.

    Odoo takes a lock on that list without waiting when it installs, upgrades or removes an addon, and fails when
    PostgreSQL happens to be counting its rows just then (ANALYZE holds a lock that excludes Odoo's).
    """
    postgres.query(server, "ALTER TABLE ir_module_module SET (autovacuum_enabled = off)", database=database)


def dependencies(addon: Path) -> list[str]:
    return ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))["depends"]


def _odoo(title: str, command: Sequence[str], server: postgres.Server, stdin: bytes | None = None) -> None:
    hint = f"The database of the tests could not be prepared (“{title}” failed): mend that first."
    environment.odoo(title, command, server=server, config_file=config.TEST_FILE, hint=hint, stdin=stdin)


def _drop_orphans(server: postgres.Server) -> None:
    """Remove what test runs left behind that were killed."""
    for database in postgres.query(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{RUN_PREFIX}%'"):
        number = re.match(r"\d+", database.removeprefix(RUN_PREFIX))
        if number and not Path(f"/proc/{number[0]}").exists():
            postgres.drop(server, database)
