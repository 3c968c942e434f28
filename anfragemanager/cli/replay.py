"""``odoo anfrage replay DIR``: read given mails with today's rules against what was read from them then.

What was read then lies beside each mail as ``<mail>.json``, one object as ``anfrage parse`` prints it. Nothing is
written. Mails of a database are replayed from its own menu.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from ..parsing import diff
from .parse import read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", metavar="DIR", help="a folder of raw mails (*.eml)")


def run(args: argparse.Namespace) -> int:
    folder = Path(args.directory)
    if not folder.is_dir():
        print(f"{folder} is no folder: name one with raw mails in it.", file=sys.stderr)
        return 2
    changed: Counter = Counter()
    mails = Counter()
    for path in sorted(folder.rglob("*.eml")):
        now = read(str(path))
        portal = now.get("portal") or "-"
        mails[portal] += 1
        before = then(path)
        changes = [] if before is None else diff(before, now)
        record = {
            "file": str(path),
            "portal": portal,
            "then": before is not None,
            "changes": [{"inquiry": change.inquiry, "field": change.field, "old": change.old, "new": change.new} for change in changes],
        }
        sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        for change in changes:
            changed[portal, change.field] += 1
    sys.stdout.buffer.flush()
    for portal, count in sorted(mails.items()):
        fields = ", ".join(f"{field} {number}" for (code, field), number in sorted(changed.items()) if code == portal)
        print(f"{portal}: {count} mails, changes: {fields or 'none'}", file=sys.stderr)
    return 0


def then(path: Path) -> dict | None:
    """The result stored beside the mail, or None where there is none that can be read."""
    try:
        stored = json.loads(path.with_suffix(path.suffix + ".json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) else None
