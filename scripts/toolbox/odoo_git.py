"""Odoo as a shallow clone of its public repository, fetched in pieces so that an interruption costs one of them."""

import os
import shutil
import subprocess
from pathlib import Path

from .console import Failure, run, say

OFFICIAL = "https://github.com/odoo/odoo.git"
OWN = "or set ODOO_HOME to the folder of an Odoo 19 of your own."
# addons fetched in one piece: a few dozen megabytes
PIECE = 40
# Odoo's catalogues are a large part of its bytes; those in German, English and neighbours in the alphabet are kept
OTHER_LANGUAGES = tuple(f":(exclude,glob)**/i18n/{name}*.po" for name in ("[!de]", "d[!e]", "e[!n]"))


def address() -> str:
    return os.environ.get("ODOO_GIT") or OFFICIAL


def fetch(branch: str, folder: Path) -> None:
    """Check the branch out into the folder, going on with what an interrupted call has left there."""
    if not shutil.which("git"):
        raise Failure(f"Odoo can be fetched neither with apt nor with git here: install git, {OWN}")
    hint = f"The branch {branch} of {address()} could not be fetched: check the connection, {OWN}"

    def git(title: str, *words: str) -> None:
        run(title, ["git", "-C", folder, *words], hint=hint, env=os.environ | {"GIT_TERMINAL_PROMPT": "0"})

    say(f"  Odoo comes from the branch {branch} of {address()}")
    folder.mkdir(parents=True, exist_ok=True)
    git("Preparing the clone", "init", "--quiet")
    for lock in (folder / ".git").rglob("*.lock"):
        # of a git that was killed; nobody else works here
        lock.unlink()
    # without the files' contents, which the checkouts below fetch; a server that cannot do so sends all at once
    wanted = ["--depth=1", "--no-tags", "--filter=blob:none", f"+refs/heads/{branch}:refs/remotes/origin/{branch}"]
    if not _answers(folder, "rev-parse", "--quiet", "--verify", "HEAD^{commit}"):
        _answers(folder, "remote", "remove", "origin")
        git("Preparing the clone", "remote", "add", "origin", address())
        git("Fetching the list of Odoo's files", "fetch", "--quiet", *wanted[:3], "origin", wanted[3])
        git("Preparing the clone", "update-ref", "HEAD", f"refs/remotes/origin/{branch}")
    addons = _answers(folder, "ls-tree", "--name-only", "HEAD", "addons/")
    others = [name for name in _answers(folder, "ls-tree", "--name-only", "HEAD") if name != "addons"]
    pieces = [others, *(addons[start : start + PIECE] for start in range(0, len(addons), PIECE))]
    for number, piece in enumerate(pieces, start=1):
        title = f"Fetching Odoo, piece {number} of {len(pieces)}"
        git(title, "checkout", "--quiet", "HEAD", "--", *piece, *OTHER_LANGUAGES)


def _answers(folder: Path, *words: str) -> list[str]:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
