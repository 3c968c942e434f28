"""The parts of one model do not take each other's methods away."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ADDON = Path(__file__).parents[2] / "anfragemanager"


def parts():
    """Give the classes of the addon by the model they are a part of: ``{model: [(file, class)]}``."""
    found = defaultdict(list)
    for path in sorted([*ADDON.glob("models/**/*.py"), *ADDON.glob("wizard/**/*.py")]):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            told = {
                getattr(step.targets[0], "id", ""): step.value.value
                for step in node.body
                if isinstance(step, ast.Assign) and isinstance(step.value, ast.Constant)
            }
            if name := told.get("_name") or told.get("_inherit"):
                found[name].append((path.name, node))
    return found


MODELS = parts()


@pytest.mark.parametrize("model", sorted(name for name, classes in MODELS.items() if len(classes) > 1))
def test_no_part_of_a_model_replaces_the_method_of_another(model):
    defined = defaultdict(list)
    for file, node in MODELS[model]:
        for step in node.body:
            if isinstance(step, ast.FunctionDef) and "super()" not in ast.unparse(step):
                defined[step.name].append(file)
    assert {name: files for name, files in defined.items() if len(files) > 1} == {}


def test_the_inquiry_has_many_parts():
    assert len(MODELS["anfragemanager.inquiry"]) > 10
