"""``odoo anfrage properties FILE…``: what OpenImmo deliveries say, without a database."""

import argparse
import json
import sys
import tempfile

from ..openimmo import Delivery, Note, OpenImmoError
from ..openimmo import line as lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="an OpenImmo delivery: XML, ZIP or folder")


def _encode(found: dict) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _copy(name: str, target) -> None:
    """Write the lines of one delivery; nothing of it counts unless all of it can be read."""
    seen: set[str | None] = set()
    with Delivery(name) as delivery, tempfile.SpooledTemporaryFile(1024 * 1024) as held:
        for found in delivery:
            doubled = (Note.of("duplicate", value=found.key),) if found.key in seen else ()
            seen.add(found.key)
            held.write(_encode(lines.of(found, name, (*doubled, *delivery.absent(found)))))
        held.seek(0)
        while piece := held.read(64 * 1024):
            target.write(piece)
        for note in delivery.notes:
            print(f"{name}: {note}", file=sys.stderr)


def run(args: argparse.Namespace) -> int:
    """Print one JSON line per property; 1 when a file could not be used."""
    status = 0
    output = sys.stdout.buffer
    try:
        for name in args.files:
            try:
                _copy(name, output)
            except OpenImmoError as error:
                status = 1
                output.write(_encode(lines.of_failure(name, str(error))))
                print(error, file=sys.stderr)
            output.flush()
    except BrokenPipeError:
        # whoever reads has seen enough; Python would complain once more at exit
        sys.stderr.close()
    return status
