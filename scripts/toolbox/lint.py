"""`make lint` and `make format`."""

import subprocess
import sys
from collections.abc import Sequence

from . import environment, interpreter, node, paths, unused
from .console import say

ADDONS = ("anfragemanager", "cron_survives_postgres", *(folder.name for folder in paths.GLUE))
PYTHON_FOLDERS = (*ADDONS, "benchmarks", "fuzz", "mutation", "scripts", "tests")
# said here, because in its configuration file “enable = odoolint” wins over any “disable”: the README is the project's,
# ruff looks after print with an exception for the commands, and a model is told in several files, one for each question
PYLINT_LEFT_OUT = "--disable=missing-readme,print-used,consider-merging-classes-inherited"
# the oldest Python that Odoo 19 runs on; ruff looks at the syntax alone, this also at what the standard library has
VERMIN_OPTIONS = (f"-t={interpreter.FIRST[0]}.{interpreter.FIRST[1]}-", "--no-tips", "--violations", "--quiet")
PRETTIER_FILES = "**/*.{xml,js,mjs,scss,json}"


def check() -> None:
    """Run every linter, then exit with 1 if one of them complained."""
    environment.ensure()
    prettier = _prettier()
    complaints = [
        name
        for name, command in (
            ("ruff format", _ruff("format", "--check", "--quiet", "--diff")),
            ("ruff", _ruff("check", "--quiet")),
            ("pylint", [paths.PYTHON, "-m", "pylint", PYLINT_LEFT_OUT, *ADDONS]),
            ("vermin", [paths.VENV / "bin" / "vermin", *VERMIN_OPTIONS, *_folders()]),
            ("vulture", unused.command([folder for folder in _folders() if folder != "tests"])),
            ("prettier", [*prettier, "--check", "--log-level=warn", PRETTIER_FILES]),
        )
        if not _run(name, command)
    ]
    print(f"lint: {', '.join(complaints)} complained (`make format` mends layout)" if complaints else "lint: clean")
    sys.exit(1 if complaints else 0)


def mend() -> None:
    """Bring the layout of every file in order, and mend what linters can mend by themselves."""
    environment.ensure()
    prettier = _prettier()
    commands = (
        _ruff("check", "--fix", "--quiet"),
        _ruff("format", "--quiet"),
        [*prettier, "--write", "--log-level=warn", PRETTIER_FILES],
    )
    results = [_run("format", command) for command in commands]
    sys.exit(0 if all(results) else 1)


def _ruff(*arguments: str) -> Sequence[str]:
    return [str(paths.PYTHON), "-m", "ruff", *arguments, *_folders(), "scripts/odoo"]


def _folders() -> Sequence[str]:
    return [folder for folder in PYTHON_FOLDERS if (paths.PROJECT / folder).is_dir()]


def _run(name: str, command: Sequence) -> bool:
    say(f"· {name}")
    variables = environment.variables_without_database()
    return (
        subprocess.run([str(word) for word in command], cwd=paths.PROJECT, env=variables, check=False).returncode == 0
    )


def _prettier() -> Sequence[str]:
    return [str(node.ensure() / ".bin" / "prettier")]
