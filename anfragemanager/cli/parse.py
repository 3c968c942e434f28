"""``odoo anfrage parse FILE…``: one JSON object per mail, without a database."""

import argparse
import json
import sys
from pathlib import Path

from ..parsing import parse
from ..parsing.mime import MAX_MAIL


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a raw mail (RFC 5322, any encoding)")


def read(name: str) -> dict:
    """What ``anfrage parse`` prints for the file ``name``; a file that cannot be read says why."""
    try:
        with Path(name).open("rb") as file:
            raw = file.read(MAX_MAIL + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return {"file": name, "kind": "unreadable", "warnings": [reason]}
    return {"file": name, **parse(raw).to_dict()}


def run(args: argparse.Namespace) -> int:
    """Print one line for each file; 1 when one of them could not be read."""
    status = 0
    for name in args.files:
        found = read(name)
        if found["kind"] == "unreadable":
            print(f"{name} cannot be read: {found['warnings'][0]}.", file=sys.stderr)
            status = 1
        line = json.dumps(found, ensure_ascii=False)
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    return status
