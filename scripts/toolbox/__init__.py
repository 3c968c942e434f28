"""The toolbox: fetches, configures, starts, tests and stops everything around the addon.

Standard library only, because it runs before there is a virtual environment. This file must stay readable for every
Python, so that an unsuitable one is told so in a sentence instead of a syntax error.
"""

import sys

# the locked versions of Babel and others do not work with 3.13
SUITABLE = ((3, 11), (3, 13))

if not SUITABLE[0] <= sys.version_info[:2] < SUITABLE[1]:
    sys.exit(
        "This project needs Python 3.11 or 3.12, but %s is Python %d.%d: "
        "run `make PYTHON=/path/to/python3.11 ...`." % (sys.executable, sys.version_info[0], sys.version_info[1])
    )
