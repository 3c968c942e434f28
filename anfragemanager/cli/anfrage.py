"""``odoo anfrage …``: reading, replaying, delivering and matching from the command line."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from odoo.cli.command import Command

# Each is a module beside this one with ``add_arguments(parser)`` and ``run(args) -> int`` (the exit status).
SUBCOMMANDS = {
    "parse": "read raw mails without a database and print what they say",
    "replay": "read mails again with today's rules and print what would change",
    "deliver": "hand raw mails to the mail gateway as a mail server would",
    "properties": "read OpenImmo deliveries without a database and print the properties",
    "import": "carry OpenImmo deliveries over into the properties of a database",
    "match": "run the duplicate check on an address book without a database",
}

# `import` is no name a module can have.
_MODULES = {"import": "import_delivery"}


class Anfrage(Command):
    """Read, replay, deliver and match portal inquiries"""

    name = "anfrage"

    def run(self, cmdargs):
        parser = argparse.ArgumentParser(prog=self.prog, description=self.__doc__)
        commands = parser.add_subparsers(dest="subcommand", required=True, metavar="COMMAND")
        for name, text in SUBCOMMANDS.items():
            module_name = _MODULES.get(name, name)
            if not (Path(__file__).parent / f"{module_name}.py").exists():
                continue
            command = commands.add_parser(name, help=text, description=text)
            # Odoo loads this file as odoo.cli.anfrage, and only the command that was asked for is worth importing.
            if name in cmdargs[:1]:
                module = importlib.import_module(f"odoo.addons.anfragemanager.cli.{module_name}")
                module.add_arguments(command)
                command.set_defaults(run=module.run)
        args = parser.parse_args(cmdargs)
        sys.exit(_run(args))


def _run(args: argparse.Namespace) -> int:
    """The command's exit status; a reader that has seen enough (… | head) is no error."""
    status = 0
    try:
        status = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # or Python would complain at exit about what it could not write
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status
