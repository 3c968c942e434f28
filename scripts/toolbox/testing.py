"""`make test`: three parts, one summary, and a failure when anything was skipped."""

import ast
import contextlib
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import apt, config, environment, node, paths, postgres, state, system, venv

PARTS = ("unit", "odoo", "e2e", "soak")
USUAL = PARTS[:3]
TESTS = paths.PROJECT / "tests"
# not part of the tests without Odoo
OTHERS = ("e2e", "__pycache__")
RESULTS = paths.LOCAL / "test-results"
# A skip whose reason starts so is meant; any other fails the run.
ACCEPTED_SKIP = "optional: "
# what Odoo says where a system package is missing, for which a skip is meant too
SKIPS_WITHOUT = {system.BROWSER: ("Chrome executable not found",)}
NO_TESTS_COLLECTED = 5
TEMPLATE_PREFIX = "am_template_"
RUN_PREFIX = "am_test_"


@dataclass
class Outcome:
    """What a part came to: counts, and the reasons of skips that nobody meant."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    unmeant_skips: tuple[str, ...] = ()
    broke_off: bool = False

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.unmeant_skips + other.unmeant_skips,
            self.broke_off or other.broke_off,
        )

    @property
    def good(self) -> bool:
        return not (self.failed or self.unmeant_skips or self.broke_off)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def run(arguments: Sequence[str]) -> None:
    """Run the named parts (all without a name); further arguments go to pytest. Exits with 1 unless all is well."""
    parts = [part for part in arguments if part in PARTS] or list(USUAL)
    options = [argument for argument in arguments if argument not in PARTS]
    environment.ensure()
    if set(parts) - {"unit"}:
        venv.ensure_test_addons()
        apt.install(system.NEEDS)
        node.ensure()
    total = Outcome()
    with state.using(paths.LOCAL, "test"):
        for part in parts:
            outcome = _run_part(part, options)
            if outcome is not None:
                print(f"\n{part}: {outcome}\n", flush=True)
                total += outcome
    for reason in total.unmeant_skips:
        print(f"skipped without leave: {reason}")
    print(total, flush=True)
    sys.exit(0 if total.good else 1)


def _run_part(part: str, options: Sequence[str]) -> Outcome | None:
    if part == "unit":
        folders = [folder for folder in sorted(TESTS.iterdir()) if folder.is_dir() and folder.name not in OTHERS]
        return _pytest(part, ["-p", "no:odoo"], folders, options, environment.variables_without_database())
    if part == "e2e" and not (TESTS / "e2e").is_dir():
        return None
    with _server() as server:
        variables = environment.variables(server, config.TEST_FILE)
        if part == "odoo":
            return _run_in_odoo(server, options, variables)
        variables["ANFRAGEMANAGER_TEMPLATE_DATABASE"] = _template(server)
        if part == "soak":
            variables["ANFRAGEMANAGER_SOAK"] = "1"
            return _pytest(part, ["-p", "no:odoo"], [TESTS / "e2e" / "soak"], options, variables)
        return _pytest(part, ["-p", "no:odoo"], [TESTS / "e2e"], options, variables)


def _run_in_odoo(server: postgres.Server, options: Sequence[str], variables: dict[str, str]) -> Outcome:
    """The tests of our addon, and those of each glue addon in a copy of the database with its neighbour installed.

    A database that is kept is for quick repetition: in it the glue's tests run only when they are named.
    """
    named = [paths.PROJECT / option.partition("::")[0] for option in options if _names_file(option)]
    total = Outcome()
    with _database(server) as database:
        for addon in (paths.ADDON, *paths.GLUE):
            others = [name for name in named if addon not in name.parents]
            if (named and len(others) == len(named)) or (addon != paths.ADDON and os.environ.get("DB") and not named):
                continue
            chosen = [option for option in options if paths.PROJECT / option.partition("::")[0] not in others]
            with _beside_neighbour(server, database, addon) as place:
                needed = ["--odoo-http", "--odoo-database", place]
                report = "odoo" if addon == paths.ADDON else addon.name
                total += _pytest(report, needed, [addon / "tests"], chosen, variables)
    return total


@contextlib.contextmanager
def _beside_neighbour(server: postgres.Server, database: str, addon: Path) -> Iterator[str]:
    """The database with the addon in it: itself for ours, a copy for a glue addon, which is dropped afterwards."""
    if addon == paths.ADDON:
        yield database
        return
    place = f"{RUN_PREFIX}{os.getpid()}_{addon.name}"
    try:
        copy(server, database, place)
        # installs itself with what it depends on
        dependencies = ast.literal_eval((addon / "__manifest__.py").read_text())["depends"]
        _odoo(f"Installing {addon.name}", ["module", "install", "-d", place, *dependencies], server)
        yield place
    finally:
        postgres.drop(server, place)


def _names_file(option: str) -> bool:
    return (paths.PROJECT / option.partition("::")[0]).exists()


def _pytest(
    part: str, needed: Sequence[str], folders: Sequence[Path], options: Sequence[str], variables: dict[str, str]
) -> Outcome:
    """Run pytest on the folders, or on the files that the options name."""
    report = RESULTS / f"{part}.xml"
    report.unlink(missing_ok=True)
    named = any(map(_names_file, options))
    command = [paths.PYTHON, "-m", "pytest", f"--junitxml={report}", *needed, *([] if named else folders), *options]
    variables = variables | {"HYPOTHESIS_STORAGE_DIRECTORY": str(paths.LOCAL / "hypothesis")}
    code = subprocess.run([str(word) for word in command], cwd=paths.PROJECT, env=variables, check=False).returncode
    outcome = summarise(report) if report.exists() else Outcome()
    # a crash of pytest itself leaves a report without a failure, or none; an empty choice is a choice
    chosen_none = code == NO_TESTS_COLLECTED and bool(options)
    outcome.broke_off = code != 0 and not outcome.failed and not chosen_none
    return outcome


def summarise(report: Path) -> Outcome:
    """Count a JUnit XML report as pytest writes it."""
    outcome = Outcome()
    accepted = _accepted_skips()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skip is None:
            outcome.passed += 1
        else:
            outcome.skipped += 1
            reason = skip.get("message", "")
            if not reason.startswith(accepted):
                outcome.unmeant_skips += (f"{case.get('classname')}.{case.get('name')}: {reason}",)
    return outcome


def _accepted_skips() -> tuple[str, ...]:
    lacking = {need.purpose for need in system.missing()}
    return ACCEPTED_SKIP, *(reason for purpose in lacking for reason in SKIPS_WITHOUT.get(purpose, ()))


@contextlib.contextmanager
def _server() -> Iterator[postgres.Server]:
    server = postgres.test_server()
    server.start()
    try:
        yield server
    finally:
        others = "SELECT 1 FROM pg_stat_activity WHERE datname IS NOT NULL AND pid <> pg_backend_pid()"
        if not os.environ.get("DB") and not postgres.query(server, others):
            server.stop()


@contextlib.contextmanager
def _database(server: postgres.Server) -> Iterator[str]:
    """A database with the addon in it: a fresh one that is dropped afterwards, or the one DB names, which is kept."""
    _drop_orphans(server)
    kept = os.environ.get("DB")
    database = kept or f"{RUN_PREFIX}{os.getpid()}"
    addon = state.digest(paths.ADDON)
    stamp = state.Stamp(f"database-{database}")
    try:
        if not postgres.exists(server, database):
            stamp.clear()
            copy(server, _template(server), database)
            _odoo("Installing the addon", ["module", "install", "-d", database, "anfragemanager"], server)
        elif not stamp.holds(addon):
            _odoo(
                "Upgrading the addon",
                ["server", "-d", database, "-u", "anfragemanager", "--stop-after-init", "--no-http"],
                server,
            )
        if kept:
            stamp.set(addon)
        yield database
    finally:
        if not kept:
            postgres.drop(server, database)


def _odoo(title: str, command: Sequence[str], server: postgres.Server) -> None:
    hint = f"The database of the tests could not be prepared (“{title}” failed): mend that first."
    environment.odoo(title, command, server=server, config_file=config.TEST_FILE, hint=hint)


def _template(server: postgres.Server) -> str:
    """A database with all the addon builds on, made once for each version of Odoo and set of dependencies."""
    dependencies = ast.literal_eval((paths.ADDON / "__manifest__.py").read_text())["depends"]
    source = environment.ensure()
    name = TEMPLATE_PREFIX + state.digest(source.version, str(source.site), *dependencies)[:12]
    with state.lock(paths.LOCAL, "template"):
        if postgres.exists(server, name):
            return name
        for old in postgres.query(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{TEMPLATE_PREFIX}%'"):
            postgres.drop(server, old)
        unfinished = f"{TEMPLATE_PREFIX}unfinished"
        steps = (
            (
                "Creating the test database's template",
                ["db", "init", unfinished, "--language", "de_DE", "--country", "DE"],
            ),
            ("Adding English", ["i18n", "loadlang", "-d", unfinished, "-l", "en_US"]),
            ("Installing what the addon builds on", ["module", "install", "-d", unfinished, *dependencies]),
        )
        for title, command in steps:
            _odoo(title, command, server)
        if (paths.FILESTORE / unfinished).exists():
            shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)
            (paths.FILESTORE / unfinished).rename(paths.FILESTORE / name)
        postgres.query(server, f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def copy(server: postgres.Server, template: str, database: str) -> None:
    """Copy a database that nobody is connected to, and its files."""
    shutil.rmtree(paths.FILESTORE / database, ignore_errors=True)
    if (paths.FILESTORE / template).exists():
        shutil.copytree(paths.FILESTORE / template, paths.FILESTORE / database)
    postgres.query(server, f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def _drop_orphans(server: postgres.Server) -> None:
    """Remove what test runs left behind that were killed."""
    for database in postgres.query(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{RUN_PREFIX}%'"):
        number = database.removeprefix(RUN_PREFIX).partition("_")[0]
        if number.isdecimal() and not Path(f"/proc/{number}").exists():
            postgres.drop(server, database)
