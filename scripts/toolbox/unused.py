"""Code that nothing uses, as vulture finds it: it reads Python alone, so it is told what Odoo calls by name.

Odoo and the browser reach code by its name: fields and methods from views, data and scripts; routes, computed fields
and hooks by decorators and by the names of the framework. Names of the first kind are collected here from the files
that hold them, the others stand in vulture_known.txt with the reason.
"""

import ast
import keyword
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import paths

KNOWN = Path(__file__).with_name("vulture_known.txt")
NAMED_IN = ("*.xml", "*.js", "*.csv", "*.toml", "*.cfg")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
# the modules of Odoo whose classes register what inherits them
_REGISTERED = ("models", "http")
# what these decorate is called by the framework, the test runner or the property's reader
_DECORATORS = (
    "@api.*,@http.route,@page_route,@tools.*,@pytest.fixture,@fixture,@register,@contextmanager,@settings,@given"
)


def command(folders: Sequence[str]) -> list[str]:
    """The call of vulture on these folders, with everything that is known to be used by name."""
    files = [paths.PROJECT / folder for folder in folders]
    names = {name for folder in files for name in (*_named(folder), *_named_in_python(folder))} | set(_known())
    listed = Path(tempfile.mkdtemp(prefix="vulture")) / "named_elsewhere.py"
    listed.write_text("".join(f"_.{name}\n" for name in sorted(names) if not keyword.iskeyword(name)), "utf-8")
    return [
        str(paths.VENV / "bin" / "vulture"),
        *folders,
        str(listed),
        "--min-confidence=60",
        f"--ignore-decorators={_DECORATORS}",
        "--exclude=*/tests/*,*/parsing_cases/*",
        "--ignore-names=" + ",".join(_patterns()),
    ]


def _named(folder: Path) -> set[str]:
    files = (file for pattern in NAMED_IN for file in folder.rglob(pattern) if "node_modules" not in file.parts)
    return {word for file in files for word in _WORD.findall(file.read_text("utf-8", "replace"))}


def _named_in_python(folder: Path) -> set[str]:
    """Names in strings (``compute="_compute_age"``), and the classes that Odoo registers by itself."""
    names: set[str] = set()
    for file in folder.rglob("*.py"):
        if "tests" in file.relative_to(folder).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                names.add(node.value)
            elif isinstance(node, ast.ClassDef) and any(map(_is_registered, node.bases)):
                names.add(node.name)
    return names


def _is_registered(base: ast.expr) -> bool:
    return isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name) and base.value.id in _REGISTERED


def _entries() -> list[str]:
    lines = KNOWN.read_text("utf-8").splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.partition("  #")[0].split()]


def _known() -> list[str]:
    return [entry for entry in _entries() if "*" not in entry]


def _patterns() -> list[str]:
    return [entry for entry in _entries() if "*" in entry]
