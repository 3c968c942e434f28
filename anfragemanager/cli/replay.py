"""``odoo anfrage replay DIR``: read given mails with today's rules against what was read from them then.

What was read then lies beside each mail as ``<mail>.json``, one object as ``anfrage parse`` prints it. With
``--since DATE`` the mails of a database are read again and compared with what is stored there. Nothing is written.
"""

# What a command says goes to standard error, what it finds to standard output.
# pylint: disable=print-used

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..parsing import diff
from .database import add_database_arguments, environment, open_registry
from .parse import read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("directory", metavar="DIR", nargs="?", help="a folder of raw mails (*.eml)")
    source.add_argument("--since", metavar="DATE", type=_date, help="the mails a database received since then")
    add_database_arguments(parser)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2026-01-31") from None


def run(args: argparse.Namespace) -> int:
    if args.since:
        source = from_database(args)
        if source is None:
            return 2
    else:
        folder = Path(args.directory)
        if not folder.is_dir():
            print(f"{folder} is no folder: name one with raw mails in it.", file=sys.stderr)
            return 2
        source = from_folder(folder)
    changed: Counter = Counter()
    mails = Counter()
    for named, portal, before, changes in source:
        mails[portal] += 1
        record = {
            **named,
            "portal": portal,
            "then": before,
            "changes": [
                {"inquiry": change.inquiry, "field": change.field, "old": change.old, "new": change.new}
                for change in changes
            ],
        }
        sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        for change in changes:
            changed[portal, change.field] += 1
    sys.stdout.buffer.flush()
    print(f"{mails.total()} mails read, {changed.total()} changes", file=sys.stderr)
    for portal, count in sorted(mails.items()):
        fields = ", ".join(f"{field} {number}" for (code, field), number in sorted(changed.items()) if code == portal)
        print(f"{portal}: {count} mails, changes: {fields or 'none'}", file=sys.stderr)
    return 0


def from_folder(folder: Path) -> Iterator[tuple[dict, str, bool, list]]:
    """Yield what names the mail, its portal, whether it is known what was read then, and the changes."""
    for path in sorted(folder.rglob("*.eml")):
        now = read(str(path))
        before = then(path)
        yield (
            {"file": str(path)},
            now.get("portal") or "-",
            before is not None,
            [] if before is None else diff(before, now),
        )


def from_database(args: argparse.Namespace) -> Iterator[tuple[dict, str, bool, list]] | None:
    """The same for the mails of a database, in a transaction that is never committed; None when there is none."""
    registry = open_registry(args)
    return None if registry is None else _stored(registry, args.since)


def _stored(registry, since: date) -> Iterator[tuple[dict, str, bool, list]]:
    with registry.cursor() as cr:
        env = environment(cr)
        replay = env["anfragemanager.replay"]
        for mail, changes in replay._replay(replay._mails_since(since)):
            yield {"mail": mail.id}, mail.portal_id.code or "-", bool(mail.parsed), changes
        cr.rollback()


def then(path: Path) -> dict | None:
    """The result stored beside the mail, or None where there is none that can be read."""
    try:
        stored = json.loads(path.with_suffix(path.suffix + ".json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) else None
