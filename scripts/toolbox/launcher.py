"""`scripts/odoo …` before the virtual environment takes over."""

import os
from collections.abc import Sequence

from . import environment, paths, postgres
from .failures import reported

# Sub-commands that never open a database: they must start fast and leave no server behind.
WITHOUT_DATABASE = {("anfrage", "parse"), ("anfrage", "match"), ("anfrage",), ("help",), ("scaffold",), ("--version",)}


@reported
def main(arguments: Sequence[str]) -> None:
    """Set up what is missing, start PostgreSQL if the sub-command needs it, and become Odoo."""
    environment.ensure()
    server = postgres.demo_server()
    if not _without_database(arguments):
        server.start()
    variables = environment.variables(server)
    if own := os.environ.get("ODOO_RC"):
        variables["ODOO_RC"] = own
    os.execve(paths.PYTHON, [str(paths.PYTHON), str(environment.LAUNCHER), *arguments], variables)


def _without_database(arguments: Sequence[str]) -> bool:
    words = tuple(argument for argument in arguments[:2] if argument not in ("-h", "--help"))
    return words in WITHOUT_DATABASE or tuple(words[:1]) in WITHOUT_DATABASE - {("anfrage",)}
