"""`make help` lists every command, and every command exists."""

import re
import subprocess

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
