"""The package under test is imported by the addon's own name: then nothing in it needs a running Odoo."""

import sys
from pathlib import Path

from hypothesis import settings

PROJECT = Path(__file__).resolve().parents[2]
if str(PROJECT) not in sys.path:
    sys.path.insert(0, str(PROJECT))
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

# A loaded machine must not turn a slow example into a failure; test_robust measures time itself.
settings.register_profile("parsing", deadline=None)
settings.load_profile("parsing")
