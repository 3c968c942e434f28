"""The toolbox: fetches, configures, starts, tests and stops everything around the addon.

Standard library only, because it runs before there is a virtual environment. This file and `interpreter` must stay
readable for every Python, so that an unsuitable one is replaced, or told so in a sentence instead of a syntax error.
"""

import sys

from toolbox import interpreter

interpreter.require_linux()
interpreter.settle()
if not interpreter.suitable(sys.version_info):
    interpreter.hand_over()
