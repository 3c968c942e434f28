"""``odoo anfrage parse [--rules FILE.json] FILE…``: one JSON object per mail, without a database."""

import argparse
import json
import sys
from pathlib import Path

from ..parsing import Rules, from_json, parse
from ..parsing.mime import MAX_MAIL


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a raw mail (RFC 5322, any encoding)")
    parser.add_argument(
        "--rules",
        metavar="FILE.json",
        help="what the agency knows of itself: an object with lists own_domains, own_addresses, own_phones, agents,"
        " references, all optional",
    )


def read(name: str, rules: Rules | None = None) -> dict:
    """What ``anfrage parse`` prints for the file ``name``; a file that cannot be read says why."""
    try:
        with Path(name).open("rb") as file:
            raw = file.read(MAX_MAIL + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return {"file": name, "kind": "unreadable", "warnings": [reason]}
    return {"file": name, **parse(raw, rules).to_dict()}


def run(args: argparse.Namespace) -> int:
    """Print one line for each file; 1 when one of them could not be read, 2 when the rules could not."""
    try:
        rules = from_json(json.loads(Path(args.rules).read_text("utf-8"))) if args.rules else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        print(f"The rules in {args.rules} cannot be read: {reason}", file=sys.stderr)
        return 2
    status = 0
    for name in args.files:
        found = read(name, rules)
        if found["kind"] == "unreadable":
            print(f"{name} cannot be read: {found['warnings'][0]}.", file=sys.stderr)
            status = 1
        line = json.dumps(found, ensure_ascii=False)
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    return status
