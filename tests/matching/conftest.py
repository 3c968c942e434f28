"""The package under test is imported by itself: the addon around it needs a running Odoo."""

import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2] / "anfragemanager"
if str(ADDON) not in sys.path:
    sys.path.insert(0, str(ADDON))
