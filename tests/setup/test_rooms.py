"""The rooms of the addon: who may import whom, no circles, and what README's “Entwickeln” says of them is so."""

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ADDON = PROJECT / "anfragemanager"
# As the drawing in README.md: a room, and whose knowledge it uses.
ROOMS = {
    "contact": set(),
    "matching": {"contact"},
    "parsing": {"contact"},
    "openimmo": {"contact", "parsing"},
    "models": {"contact", "parsing", "matching", "openimmo"},
    "wizard": {"contact", "parsing", "openimmo", "models"},
    "controllers": {"contact", "models"},
    "cli": {"matching", "openimmo", "parsing"},
}
WITHOUT_ODOO = ("contact", "parsing", "matching", "openimmo")
README = (PROJECT / "README.md").read_text("utf-8")


def imports(path, everywhere=True):
    """Yield what a file imports, as dotted names below the addon or as they stand; without `everywhere` when loaded."""
    package = path.relative_to(ADDON).with_suffix("").parts[:-1]
    tree = ast.parse(path.read_text("utf-8"))
    later = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not everywhere and id(node) in later:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = re.sub(r"^(odoo\.addons\.)?anfragemanager\.?", ".", node.module)
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level]
            parts = [*base, *(node.module.split(".") if node.module else ())]
            yield from (f".{'.'.join([*parts, alias.name])}" for alias in node.names)


def files(room):
    return sorted((ADDON / room).rglob("*.py"))


def room_of(name):
    return name.split(".")[1] if name.startswith(".") else None


@pytest.mark.parametrize("room", WITHOUT_ODOO)
def test_four_rooms_know_no_odoo(room):
    assert files(room)
    assert [path.name for path in files(room) if any(name.partition(".")[0] == "odoo" for name in imports(path))] == []


@pytest.mark.parametrize("room", WITHOUT_ODOO)
def test_four_rooms_ask_for_nothing_the_manifest_does_not_name(room):
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text("utf-8"))
    named = " ".join(manifest["external_dependencies"]["python"]).lower().replace("-", "_")
    # with the name that is imported, where it is another one; the latter two come with Odoo itself
    named += " babel lxml dateutil bs4"
    used = {name.partition(".")[0] for path in files(room) for name in imports(path) if not name.startswith(".")}
    assert {name for name in used - set(sys.stdlib_module_names) if name.lower() not in named} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_the_rooms_below_it(room):
    used = {room_of(name) for path in files(room) for name in imports(path)} - {None, room, ""}
    assert used & set(ROOMS) == ROOMS[room]


def test_nobody_imports_in_a_circle():
    modules = {".".join(path.relative_to(ADDON).with_suffix("").parts): path for room in ROOMS for path in files(room)}
    graph = {}
    for module, path in modules.items():
        if path.stem == "__init__":
            # loads what is below it, in an order of its own
            continue
        used = {name.removeprefix(".") for name in imports(path, everywhere=False) if name.startswith(".")}
        # what is imported from a module, or the module itself
        graph[module] = {other for name in used for other in (name, name.rpartition(".")[0]) if other in modules}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_readme_draws_these_rooms():
    drawn = {}
    for line in README.splitlines():
        if match := re.fullmatch(r"([a-z]+) +──▶ +([a-z ·]+)", line.strip()):
            drawn[match[1]] = set(re.findall("[a-z]+", match[2]))
    assert drawn == {room: used for room, used in ROOMS.items() if used}


def test_the_readme_names_files_and_functions_that_exist():
    walk = README.partition("**Der Weg der Bytes einer Mail**")[2].partition("**Ein Portal hinzufügen:**")[0]
    named = re.findall(r"`((?:[a-z_]+/)?[a-z_]+\.py)(?:::(\w+))?`", walk)
    assert len(named) > 10
    for file, function in named:
        path = ADDON / file if "/" in file else ADDON / "models" / file
        assert path.is_file(), file
        assert not function or re.search(rf"^ *def {function}\(", path.read_text("utf-8"), re.M), f"{file}::{function}"
    code = "\n".join(path.read_text("utf-8") for room in ROOMS for path in files(room))
    for function in re.findall(r"`(_[a-z_]+)`", walk):
        assert f"def {function}(" in code, function
