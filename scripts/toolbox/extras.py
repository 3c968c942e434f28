"""`make bench`, `make fuzz`, `make mutate` and `make lock`: tools that only some people need."""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import environment, interpreter, paths, postgres, state, venv
from .console import Failure, run

BENCHMARKS = paths.PROJECT / "benchmarks" / "run.py"
MUTATION = paths.PROJECT / "mutation" / "run.py"
FUZZER = paths.PROJECT / "fuzz" / "parse_fuzz.py"
FINDINGS = paths.LOCAL / "fuzz"
DEVELOPMENT = "requirements-dev"
# their dependency, Odoo, is not on the registry
ADDONS = "requirements-addons"


def bench(arguments: Sequence[str]) -> None:
    environment.ensure()
    _install("bench")
    server = postgres.demo_server()
    server.start()
    _become([BENCHMARKS, *arguments], environment.variables(server), paths.PROJECT)


def fuzz(arguments: Sequence[str]) -> None:
    environment.ensure()
    _install("fuzz")
    FINDINGS.mkdir(parents=True, exist_ok=True)
    _become([FUZZER, *arguments], environment.variables_without_database(), FINDINGS)


def mutate(arguments: Sequence[str]) -> None:
    environment.ensure()
    _install("mutate")
    _become([MUTATION, *arguments], environment.variables_without_database(), paths.PROJECT)


def lock() -> None:
    """Write the lock files anew from the files that name what is wanted; each holds for every suitable Python."""
    hint = "The lock files could not be made."
    with tempfile.TemporaryDirectory() as folder:
        run("Creating a virtual environment", [sys.executable, "-m", "venv", folder], hint=hint)
        run("Fetching uv", [Path(folder) / "bin" / "pip", "install", interpreter.UV], hint=hint)
        oldest = ".".join(map(str, interpreter.FIRST))
        options = ["--universal", "--python-version", oldest, "--no-header", "--no-annotate", "--quiet", "--upgrade"]
        # the others are installed beside it, so they follow it
        for wanted in sorted(paths.PROJECT.glob("requirements-*.in"), key=lambda path: path.stem != DEVELOPMENT):
            resolved = Path(folder) / "lock"
            resolved.unlink(missing_ok=True)
            command = [Path(folder) / "bin" / "uv", "pip", "compile", *options, wanted, "--output-file", resolved]
            if wanted.stem == ADDONS:
                command += ["--no-deps"]
            elif wanted.stem != DEVELOPMENT:
                command += ["--constraints", paths.LOCK_FILE]
            run(f"Resolving {wanted.name}", command, hint=hint)
            text = f"# made by `make lock` from {wanted.name}\n{resolved.read_text()}"
            state.write(wanted.with_suffix(".lock"), text)


def _install(name: str) -> None:
    """What only this tool needs, installed beside the rest at its first use."""
    lock_file = paths.PROJECT / f"requirements-{name}.lock"
    if not lock_file.exists():
        return
    stamp = state.Stamp(f"requirements-{name}")
    wanted = state.digest(lock_file, paths.LOCK_FILE)
    if not stamp.holds(wanted):
        hint = "pip could not install it: check the connection to its package index."
        venv.pip_install(f"Installing what `make {name}` needs", ["-r", lock_file], hint=hint)
        stamp.set(wanted)


def _become(command: Sequence[str | Path], variables: dict[str, str], folder: Path) -> None:
    if not Path(command[0]).exists():
        raise Failure(f"There is no {Path(command[0]).relative_to(paths.PROJECT)} in this version of the project.")
    os.chdir(folder)
    words = [str(paths.PYTHON), *map(str, command)]
    os.execve(paths.PYTHON, words, variables | {"PYTHONPATH": str(paths.PROJECT)})
