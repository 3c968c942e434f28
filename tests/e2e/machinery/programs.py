"""Programs of the system that some tests need; where one is missing they are skipped."""

import os
import shutil

import pytest


def server(name):
    """Return the path of a mail server's program; such programs lie outside the search path of most accounts."""
    return shutil.which(name) or f"/usr/sbin/{name}"


def needs(path, name, root=False):
    """Skip the test where a program is not installed, or needs root, which this is not."""
    if not path or not os.path.exists(path):
        pytest.skip(f"optional: {name} is not installed")
    if root and os.geteuid():
        pytest.skip(f"optional: {name} needs root")
