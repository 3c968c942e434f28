"""A large mail needs hardly more memory than it has bytes: several may come at once to a small machine."""

import json
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent / "machinery" / "memory.py"


def test_memory_of_a_large_mail(new_office, program):
    office = new_office()
    try:
        line = f"exec(compile(open({str(SCRIPT)!r}).read(), 'memory.py', 'exec'))\n"
        done = program.run("shell", "-d", office.database, "--no-http", "--shell-interface", "python", stdin=line)
        found = json.loads(next(row for row in done.stdout.splitlines() if "MEMORY " in row).partition("MEMORY ")[2])
    finally:
        office.close()
    assert found["size"] > 24_000_000 and found["states"] == ["waiting"], found
    for step in ("received", "read"):
        assert found[step] <= min(4 * found["size"], 200_000_000), found
