"""The set-up as a whole, in its order, and the way to call Odoo once it is done."""

import os
from collections.abc import Sequence
from pathlib import Path

from . import config, odoo_source, paths, postgres, state, venv
from .console import Failure, run

# what this project is told by the caller
OWN_VARIABLES = ("ODOO_HOME", "ODOO_GIT")
LAUNCHER = paths.PROJECT / "scripts" / "odoo"


def ensure() -> odoo_source.OdooSource:
    """Odoo, virtual environment and configuration; each part only if it is not there yet."""
    _refuse_unusable_names(paths.PROJECT, paths.CACHE)
    with state.lock(paths.LOCAL):
        source = odoo_source.ensure()
        venv.ensure(source)
        config.write(source)
        return source


def _refuse_unusable_names(*folders: Path) -> None:
    """A comma parts the folders of Odoo's addons path, a colon those of PATH; a shell reads the rest within quotes."""
    for folder in folders:
        if found := sorted(set(',:$"`\\\n') & set(str(folder))):
            raise Failure(f"Odoo or PostgreSQL cannot work in “{folder}” because of {' '.join(found)!r}: rename it.")


def variables_without_database() -> dict[str, str]:
    """The caller's environment with the virtual environment's programs in front.

    What another Python or another Odoo of the caller's listens to is left out: every option of Odoo can be a variable
    (ODOO_HTTP_PORT, PGDATABASE …), and that comes before its configuration file.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in OWN_VARIABLES or not (name.startswith(("PYTHON", "ODOO_")) or name == "PGDATABASE")
    }
    return inherited | {
        "PATH": f"{paths.VENV / 'bin'}:{os.environ['PATH']}",
        # whatever the locale, files and mails have umlauts
        "PYTHONUTF8": "1",
        # Odoo comes uncompiled, and each process would compile it anew: seconds for every server that starts.
        "PYTHONPYCACHEPREFIX": str(paths.LOCAL / "pycache"),
    }


def variables(server: postgres.Server, config_file: Path = config.FILE) -> dict[str, str]:
    """The environment in which Odoo finds its configuration, its database server and the server's tools."""
    plain = variables_without_database()
    tools = {"ODOO_RC": str(config_file), "PATH": f"{postgres.binaries()}:{plain['PATH']}"}
    return postgres.addressed(server, plain) | tools


def odoo(
    title: str,
    arguments: Sequence[str | Path],
    *,
    server: postgres.Server,
    hint: str,
    config_file: Path = config.FILE,
    stdin: bytes | None = None,
) -> str:
    """Run an Odoo sub-command as a step; see `console.run`."""
    return run(
        title,
        [paths.PYTHON, LAUNCHER, *arguments],
        env=variables(server, config_file),
        cwd=paths.PROJECT,
        hint=hint,
        stdin=stdin,
    )
