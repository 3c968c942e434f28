"""Tests in Odoo side by side: each process has a copy of the database, and here of its files.

pytest-odoo lets the copies share one filestore. After each class Odoo's tests remove every file that no attachment of
their own database names, and with it what the other process has just written.
"""

import os
import shutil
from pathlib import Path
from unittest import mock

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_files(request):
    """Give a process of several a filestore of its own, copied from the common one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker or not request.config.pluginmanager.hasplugin("odoo"):
        yield
        return
    request.getfixturevalue("load_registry")
    from odoo import tools
    from odoo.tests.common import get_db_name

    folder = Path(tools.config["data_dir"]) / "filestore"
    own = folder / get_db_name()
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(folder / get_db_name().removesuffix(f"-{worker}"), own)
    with mock.patch.object(tools.config, "filestore", return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)
