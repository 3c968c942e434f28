"""`make bench`: every benchmark, as tables. `benchmarks/run.py parse match` chooses, `run.py flow 0 1000` hands on."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# lookup writes a million contacts into a database of its own and comes last.
BENCHMARKS = {
    "parse": "parse.py",
    "openimmo": "openimmo.py",
    "match": "match.py",
    "decision": "fit_decision.py",
    "match-flow": "match_flow.py",
    "flow": "flow.py",
    "lanes": "lanes.py",
    "pages": "pages.py",
    "dashboard": "dashboard.py",
    "lookup": "lookup.py",
}


def main(arguments: list[str]) -> int:
    """Run the benchmarks one after the other, each in its own process; 1 if one failed, 2 for an unknown name.

    What follows the name of a single benchmark is handed on to it.
    """
    single = bool(arguments) and arguments[0] in BENCHMARKS and not set(arguments[1:]) & set(BENCHMARKS)
    chosen, options = (arguments[:1], arguments[1:]) if single else (arguments, [])
    unknown = set(chosen) - set(BENCHMARKS)
    if unknown:
        print(f"No benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    status = 0
    for name, file in BENCHMARKS.items():
        if name not in (chosen or BENCHMARKS) or not (FOLDER / file).exists():
            continue
        print(f"\n=== {name} ===", flush=True)
        status |= subprocess.run([sys.executable, FOLDER / file, *options], check=False).returncode != 0
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
