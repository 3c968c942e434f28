"""`make mutate`: how many small faults, put into the packages that need no Odoo, do the unit tests notice?

A seeded sample of cosmic-ray's mutants. Each is run in a process of its own that is forked from one where all that is
imported from elsewhere is loaded already, so two hundred take minutes. The sources are not touched: the process reads
the mutated text instead of the file. Faults that change nothing (equivalent.txt) do not count.
"""

import argparse
import ast
import importlib
import importlib.machinery
import importlib.util
import logging
import os
import random
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ADDON = PROJECT / "anfragemanager"
EQUIVALENT = Path(__file__).parent / "equivalent.txt"
# What tests a package: its own tests, and those of what is built on it.
TESTS = {
    "contact": ("tests/contact", "tests/matching"),
    "matching": ("tests/matching",),
    "parsing": ("tests/parsing",),
}
# Books of thousands of contacts, thousands of random mails, and each rule left out in turn: they find what no example
# does, but take too long here.
SLOW = "not test_generated and not test_robust and not random and not every_rule_is_needed"
PYTEST = ("-x", "-q", "-p", "no:odoo", "-p", "no:cacheprovider", "-k", SLOW)
SECONDS = 240
# Of these nothing depends but speed and memory …
_DECORATORS = ("@lru_cache", "@cache", "@cached_property", "@dataclass")
# … and words and small numbers are one object anyway. A number of this size is a limit to what is hostile: nobody can
# say why it should be this one and not the next.
_LIMIT = 100
_SAME = ("_Eq_Is", "_NotEq_IsNot", "_Is_Eq", "_IsNot_NotEq")
WANTED = 0.85


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is and what the line becomes; text is the whole mutated module."""

    path: Path
    line: int
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ADDON)} | {self.before} | {self.after}"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    packages = options.packages or list(TESTS)
    sys.path.insert(0, str(PROJECT))
    os.chdir(PROJECT)
    known = _equivalent()
    mutants = _sample(packages, options.sample, options.seed, known)
    _warm(packages)
    started = time.monotonic()
    if not _passes(None, packages):
        print("The tests fail without any fault: mend that first.", file=sys.stderr)
        return 2
    # another machine, another load: a fault that makes an endless loop is noticed by its time
    limit = max(30.0, 6 * (time.monotonic() - started))
    print(f"{len(mutants)} faults in {', '.join(packages)}, seed {options.seed}", flush=True)
    survivors = _run(mutants, packages, min(limit, SECONDS), options.jobs)
    for mutant in sorted(survivors, key=lambda mutant: mutant.name):
        print(f"survived: {mutant.path.relative_to(PROJECT)}:{mutant.line}\n  - {mutant.before}\n  + {mutant.after}")
    share = 1 - len(survivors) / max(1, len(mutants))
    print(f"killed {len(mutants) - len(survivors)} of {len(mutants)}: {share:.1%} (wanted: {WANTED:.0%})")
    return 0 if share >= WANTED else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", choices=[*TESTS, []], help="which packages; all when none is named")
    parser.add_argument("--sample", type=int, default=200, help="how many faults (200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    return parser.parse_args(arguments)


def _sample(packages: list[str], size: int, seed: int, known: frozenset[str]) -> list[Mutant]:
    """Faults at `size` places, drawn evenly over all places; at each one of the faults that are possible there."""
    dice = random.Random(seed)
    files = [path for package in packages for path in sorted((ADDON / package).glob("**/*.py"))]
    places = [(path, faults) for path in files for faults in _places(path)]
    dice.shuffle(places)
    found: list[Mutant] = []
    for path, faults in places:
        if len(found) == size:
            break
        mutant = _mutant(path, *dice.choice(faults))
        if mutant and mutant.name not in known:
            found.append(mutant)
    return found


def _places(path: Path) -> Iterator[list[tuple[str, int]]]:
    """For every place where something can be changed: [(operator, number of its occurrence)]."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast_from_path(path)))
    places: dict[tuple, list[tuple[str, int]]] = defaultdict(list)
    for name in sorted(operator_names()):
        if "Variable" in name or "Decorator" in name or name.endswith(_SAME):
            # the first ask which variable; the decorators here are caches and dataclasses
            continue
        operator, count = get_operator(name)(), 0
        for node in nodes:
            for start, stop in operator.mutation_positions(node):
                places[name.split("_")[0], start, stop].append((name, count))
                count += 1
    yield from (places[key] for key in sorted(places))


def _mutant(path: Path, operator: str, occurrence: int) -> Mutant | None:
    """The fault; None where it changes an annotation only, or is no Python."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = path.read_text("utf-8")
    text = mutate_code(source, get_operator(operator)(), occurrence)
    if not text:
        return None
    try:
        if _meaning(text) == _meaning(source):
            return None
    except SyntaxError:
        return None
    pairs = zip(source.splitlines(), text.splitlines(), strict=False)
    line, (before, after) = next((place, pair) for place, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    if before.strip().startswith(_DECORATORS) or (operator.endswith("NumberReplacer") and _is_limit(before, after)):
        return None
    return Mutant(path, line, before.strip(), after.strip(), text)


def _is_limit(before: str, after: str) -> bool:
    """Whether the number that was changed is one of the limits."""
    numbers = [{int(number) for number in re.findall(r"\b\d[\d_]*", line)} for line in (before, after)]
    return min(numbers[0] - numbers[1], default=0) >= _LIMIT


def _meaning(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
            for argument in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs):
                argument.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _equivalent() -> frozenset[str]:
    """Names of the faults that change nothing; each line of the file ends with the reason."""
    lines = EQUIVALENT.read_text("utf-8").splitlines()
    return frozenset(line.rpartition(" || ")[0] for line in lines if line and not line.startswith("#"))


def _warm(packages: list[str]) -> None:
    """Load what the packages and their tests import from elsewhere, and forget the packages themselves."""
    import pytest  # noqa: F401

    logging.disable(logging.CRITICAL)
    for package in packages:
        for path in sorted((ADDON / package).glob("*.py")):
            name = ".".join(path.relative_to(ADDON.parent).with_suffix("").parts).removesuffix(".__init__")
            _package_without_odoo()
            importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == ADDON.name]:
        del sys.modules[name]


def _package_without_odoo() -> None:
    if ADDON.name not in sys.modules:
        spec = importlib.machinery.ModuleSpec(ADDON.name, None, is_package=True)
        spec.submodule_search_locations = [str(ADDON)]
        sys.modules[ADDON.name] = importlib.util.module_from_spec(spec)


def _run(mutants: list[Mutant], packages: list[str], limit: float, jobs: int) -> list[Mutant]:
    """The faults that no test noticed."""
    waiting, running, survivors = list(reversed(mutants)), {}, []
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[_fork(mutant, packages)] = mutant, time.monotonic()
        for process in list(running):
            done, status = os.waitpid(process, os.WNOHANG)
            mutant, started = running[process]
            if done:
                del running[process]
                if os.waitstatus_to_exitcode(status) == 0:
                    survivors.append(mutant)
                    # seen at once: a run takes a while
                    print(f"survived: {mutant.name}", file=sys.stderr, flush=True)
            elif time.monotonic() - started > limit:
                os.killpg(process, signal.SIGKILL)
        time.sleep(0.02)
    return survivors


def _passes(mutant: Mutant | None, packages: list[str]) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(_fork(mutant, packages), 0)[1]) == 0


def _fork(mutant: Mutant | None, packages: list[str]) -> int:
    process = os.fork()
    if process:
        return process
    os.setpgid(0, 0)
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if mutant:
            sys.meta_path.insert(0, _Finder(mutant))
            package = mutant.path.relative_to(ADDON).parts[0]
            folders = TESTS[package]
        else:
            folders = tuple(dict.fromkeys(folder for package in packages for folder in TESTS[package]))
        _package_without_odoo()
        import pytest

        status = int(pytest.main([*PYTEST, *folders]))
    finally:
        os._exit(status)


class _Finder(importlib.machinery.PathFinder):
    """Finds one module with the mutated text instead of its own, under whatever package its file is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname, path=None, target=None):
        if path is None or fullname.rpartition(".")[2] not in (self._mutant.path.stem, self._mutant.path.parent.name):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin == str(self._mutant.path):
            spec.loader = _Loader(fullname, spec.origin, self._mutant.text)
            return spec
        return None


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_code(self, fullname):
        return compile(self._text, self.path, "exec")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
