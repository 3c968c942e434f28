"""The package under test is imported by itself: the addon around it needs a running Odoo."""

import sys
from pathlib import Path

from hypothesis import settings

ADDON = Path(__file__).resolve().parents[2] / "anfragemanager"
if str(ADDON) not in sys.path:
    sys.path.insert(0, str(ADDON))
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

# A loaded machine must not turn a slow example into a failure; test_robust measures time itself.
settings.register_profile("parsing", deadline=None)
settings.load_profile("parsing")
