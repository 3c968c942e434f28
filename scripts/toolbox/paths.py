"""Where everything lies."""

from pathlib import Path

from . import interpreter

PROJECT = Path(__file__).resolve().parents[2]
ADDON = PROJECT / "anfragemanager"
# addons that install themselves where ours meets somebody else's
GLUE = sorted(manifest.parent for manifest in PROJECT.glob("anfragemanager_*/__manifest__.py"))
LOCK_FILE = PROJECT / "requirements-dev.lock"
ADDONS_LOCK_FILE = PROJECT / "requirements-addons.lock"

LOCAL = PROJECT / ".local"
# OCA addons that the tests install beside ours
TEST_ADDONS = LOCAL / "test-addons"
VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = LOCAL / "log"
OUTBOX = LOCAL / "outbox"
STAMPS = LOCAL / "stamps"
PIDS = LOCAL / "pids"
# Odoo's data_dir, so that the file store of a database is .local/filestore/<database>
DATA_DIR = LOCAL
FILESTORE = LOCAL / "filestore"

CACHE = Path(interpreter.cache_folder())

DEMO_DATABASE = "anfragemanager"
