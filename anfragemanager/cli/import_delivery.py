"""Carry OpenImmo deliveries over into the properties of a database, and print what became of them."""

# What a command says goes to standard error, what it finds to standard output.
# pylint: disable=print-used,invalid-commit

import json
import sys
import time

from .database import add_database_arguments, environment, open_registry


def add_arguments(parser):
    parser.add_argument("files", nargs="+", metavar="FILE", help="an OpenImmo delivery: XML, ZIP or folder")
    add_database_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument(
        "--source", metavar="NAME", help="the source to import as; default: the only one, or a new one called OpenImmo"
    )


def run(args):
    """Import the files in their order, one transaction each.

    :return: exit status: 0 when every file was carried over, 1 when one could not be used, 2 for wrong usage
    """
    registry = open_registry(args)
    if registry is None:
        return 2
    status = 0
    for file in args.files:
        answer = _import(registry, file, args)
        if answer is None:
            return 2
        status = max(status, 1 if answer["error"] else 0)
        print(json.dumps({"file": file, **answer}, ensure_ascii=False), flush=True)
    return status


def _import(registry, file, args):
    """One delivery; begun anew a few times when somebody changed one of its properties meanwhile."""
    from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

    for seconds in (1, 3, 9):
        try:
            return _try(registry, file, args)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            time.sleep(seconds)
    return _try(registry, file, args)


def _try(registry, file, args):
    from odoo.exceptions import UserError

    with registry.cursor() as cr:
        source = _source(environment(cr), args.source)
        if source is None:
            return None
        try:
            result = source._import_path(file, dry_run=args.dry_run)._summary()
        except UserError as error:
            cr.rollback()
            return {"state": "failed", "error": str(error)}
        if args.dry_run:
            cr.rollback()
        else:
            cr.commit()
        return result


def _source(env, name):
    Source = env["anfragemanager.property.source"]
    known = Source.search([("kind", "=", "openimmo")])
    chosen = known.filtered(lambda source: source.name == name) if name else known
    if len(chosen) == 1:
        return chosen
    if not chosen and not name:
        company = env.ref("base.main_company")
        return Source.create({"name": "OpenImmo", "company_id": company.id, "user_id": env.ref("base.user_admin").id})
    listed = ", ".join(f"{source.name} ({source.company_id.name})" for source in known) or "none"
    wanted = f"no single source called {name}" if name else "more than one source; name one with --source"
    print(f"There is {wanted}; there are: {listed}.", file=sys.stderr)
    return None
