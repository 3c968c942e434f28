"""`make test`: three parts, one summary, and a failure when anything was skipped."""

import contextlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import apt, config, databases, environment, node, paths, postgres, state, system, venv

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
# Each test class stays in one process, so that what it sets up is made once.
SHARED = ("-n", str(databases.PROCESSES), "--dist", "loadscope")


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
        apart = () if any(map(_names_file, options)) or databases.PROCESSES < 2 else ("-n", str(databases.PROCESSES))
        return _pytest(part, ["-p", "no:odoo", *apart], folders, options, environment.variables_without_database())
    if part == "e2e" and not (TESTS / "e2e").is_dir():
        return None
    with _server() as server:
        variables = environment.variables(server, config.TEST_FILE)
        if part == "odoo":
            return _run_in_odoo(server, options, variables)
        variables["ANFRAGEMANAGER_TEMPLATE_DATABASE"] = databases.without_addon(server)
        variables["ANFRAGEMANAGER_ADDON_DATABASE"] = databases.with_addon(server)
        if part == "soak":
            variables["ANFRAGEMANAGER_SOAK"] = "1"
            return _pytest(part, ["-p", "no:odoo"], [TESTS / "e2e" / "soak"], options, variables)
        return _run_end_to_end(options, variables)


def _run_end_to_end(options: Sequence[str], variables: dict[str, str]) -> Outcome:
    """Most of these tests wait; side by side they wait together, but for those that stop what all of them use."""
    if databases.PROCESSES < 2 or any(map(_names_file, options)):
        return _pytest("e2e", ["-p", "no:odoo"], [TESTS / "e2e"], options, variables)
    side_by_side = _pytest("e2e", ["-p", "no:odoo", *SHARED, "-m", "not alone"], [TESTS / "e2e"], options, variables)
    return side_by_side + _pytest("e2e_alone", ["-p", "no:odoo", "-m", "alone"], [TESTS / "e2e"], options, variables)


def _run_in_odoo(server: postgres.Server, options: Sequence[str], variables: dict[str, str]) -> Outcome:
    """The tests of our addon, and those of each glue addon in a copy of the database with its neighbour installed.

    A database that is kept is for quick repetition: in it the glue's tests run only when they are named.
    """
    named = [paths.PROJECT / option.partition("::")[0] for option in options if _names_file(option)]
    total = Outcome()
    with databases.of_run(server) as database:
        for addon in (paths.ADDON, *paths.GLUE):
            others = [name for name in named if addon not in name.parents]
            if (named and len(others) == len(named)) or (addon != paths.ADDON and os.environ.get("DB") and not named):
                continue
            chosen = [option for option in options if paths.PROJECT / option.partition("::")[0] not in others]
            with _beside_neighbour(server, database, addon) as place:
                needed = ["--odoo-http", "--odoo-database", place]
                if addon == paths.ADDON and not os.environ.get("DB") and not named and databases.PROCESSES > 1:
                    # pytest-odoo gives each process a copy of the database
                    needed += SHARED
                report = "odoo" if addon == paths.ADDON else addon.name
                total += _pytest(report, needed, [addon / "tests"], chosen, variables)
    return total


@contextlib.contextmanager
def _beside_neighbour(server: postgres.Server, database: str, addon: Path) -> Iterator[str]:
    """The database with the addon in it: itself for ours, a copy for a glue addon, which is dropped afterwards."""
    if addon == paths.ADDON:
        yield database
        return
    place = f"{databases.RUN_PREFIX}{os.getpid()}_{addon.name}"
    try:
        databases.copy(server, database, place)
        # installs itself with what it depends on
        databases.install(server, place, addon.name, databases.dependencies(addon))
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
