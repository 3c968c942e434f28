"""A large mail needs hardly more memory than it has bytes: several may come at once to a small machine."""

import json


def test_memory_of_a_large_mail(free_office, script):
    office = free_office
    done = office.program.run(
        "shell", "-d", office.database, "--no-http", "--shell-interface", "python", stdin=script("memory.py")
    )
    found = json.loads(next(row for row in done.stdout.splitlines() if "MEMORY " in row).partition("MEMORY ")[2])
    assert found["size"] > 24_000_000 and found["states"] == ["waiting"], found
    for step in ("received", "read"):
        assert found[step] <= min(4 * found["size"], 200_000_000), found
