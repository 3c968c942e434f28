"""`make help` lists every command, and every command exists, wherever the clone lies and whatever is set around it."""

import os
import re
import shutil
import subprocess

import pytest

from toolbox import paths

MAKEFILE = (paths.PROJECT / "Makefile").read_text()
TARGETS = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()


def test_help_lists_every_target():
    shown = subprocess.run(["make", "help"], cwd=paths.PROJECT, capture_output=True, text=True, check=True).stdout
    for target in TARGETS:
        assert f"  make {target} " in shown


def test_every_command_is_one_the_toolbox_knows():
    program = (paths.PROJECT / "scripts" / "toolbox" / "__main__.py").read_text()
    for command in re.findall(r"\$\(TOOLBOX\) (\w+)", MAKEFILE):
        assert f'"{command}":' in program


def make_at(folder, **variables):
    """Call `make setup` in a copy of the toolbox at `folder`, from elsewhere; it ends when it finds no Odoo."""
    shutil.copytree(paths.PROJECT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(paths.PROJECT / "Makefile", folder)
    shutil.copytree(paths.ADDON, folder / paths.ADDON.name, ignore=lambda *_: ["static", "i18n", "tests"])
    return subprocess.run(
        ["make", "-C", str(folder), "setup"],
        env=os.environ | {"ODOO_HOME": "/nowhere"} | variables,
        capture_output=True,
        encoding="utf-8",
    )


def test_clone_in_a_folder_with_blanks_umlauts_and_quotes(tmp_path):
    finished = make_at(tmp_path / "Büro Müller's & Söhne" / "Ordner (alt); echo")
    assert "ODOO_HOME=/nowhere holds no Odoo" in finished.stderr


@pytest.mark.parametrize("sign", [",", ":", "$", '"'])
def test_clone_in_a_folder_whose_name_odoo_cannot_take(tmp_path, sign):
    finished = make_at(tmp_path / f"Meier{sign}Huber")
    assert f"because of '{sign}': rename it" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_output_may_have_umlauts_whatever_the_caller_set(tmp_path):
    finished = make_at(tmp_path / "Büro", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert "ODOO_HOME=/nowhere holds no Odoo" in finished.stderr
