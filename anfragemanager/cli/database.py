"""What the commands that need a database share."""

# What a command says goes to standard error, what it finds to standard output.
# pylint: disable=print-used

import argparse
import sys


def add_database_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-d", "--database", metavar="DB", help="database; default: the configured one")
    parser.add_argument("-c", "--config", metavar="FILE", help="configuration file of Odoo")


def open_registry(args: argparse.Namespace):
    """Return the registry of the named database, or None after saying what is wrong with it."""
    # Here and not above, because commands without a database must start without Odoo's server.
    from psycopg2 import OperationalError

    from odoo.modules.registry import Registry
    from odoo.tools import config

    options = ["--no-http"]
    options += ["-c", args.config] if args.config else []
    options += ["-d", args.database] if args.database else []
    config.parse_config(options, setup_logging=True)
    names = config["db_name"]
    name = (names[0] if names else None) if isinstance(names, list) else names
    if not name:
        print("Name the database with -d.", file=sys.stderr)
        return None
    try:
        registry = Registry(name)
    except OperationalError as error:
        print(f"The database {name} cannot be opened: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return None
    if "anfragemanager.inquiry" not in registry:
        print(f"The addon anfragemanager is not installed in the database {name}.", file=sys.stderr)
        return None
    return registry


def environment(cr):
    """Return the environment in which the commands act: the system's own."""
    from odoo import SUPERUSER_ID, api

    return api.Environment(cr, SUPERUSER_ID, {})
