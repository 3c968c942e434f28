"""Each thing that can go wrong ends with one sentence that says what to do, never with a traceback."""

import os
import subprocess
import sys

import pytest

from toolbox import config, console, paths, postgres

SCRIPTS = paths.PROJECT / "scripts"


def assert_one_sentence(process, *words):
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    sentence = process.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in sentence


def test_unsuitable_python_is_named_with_the_way_out():
    fake = "import sys; sys.version_info = (3, 9, 18, 'final', 0); import toolbox"
    process = subprocess.run(
        [sys.executable, "-c", fake], env=os.environ | {"PYTHONPATH": str(SCRIPTS)}, capture_output=True, text=True
    )
    assert_one_sentence(process, "Python 3.9", "make PYTHON=")


def test_odoo_home_without_odoo(toolbox, tmp_path):
    assert_one_sentence(toolbox("setup", ODOO_HOME=str(tmp_path)), str(tmp_path), "checkout")


def test_odoo_home_of_another_series(toolbox, tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    assert_one_sentence(toolbox("setup", ODOO_HOME=str(tmp_path)), "18.0", "19.0")


def test_system_without_apt(toolbox, tmp_path):
    process = toolbox("setup", PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "cache"), ODOO_HOME="")
    assert_one_sentence(process, "apt", "ODOO_HOME")


def test_no_network(toolbox, tmp_path):
    nowhere = "http://127.0.0.1:9/debian"
    process = toolbox("setup", DEBIAN_MIRROR=nowhere, XDG_CACHE_HOME=str(tmp_path / "cache"), ODOO_HOME="")
    assert_one_sentence(process, "network", "run the command again")
    assert not list((tmp_path / "cache" / "anfragemanager").glob("odoo-*"))


def test_unknown_command(toolbox):
    assert_one_sentence(toolbox("fly"), "fly", "make help")


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_port_that_is_none(port, monkeypatch):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(console.Failure, match="PORT="):
        config.http_port()


def test_postgresql_of_ones_own_that_does_not_answer(monkeypatch):
    for name, value in {"PGHOST": "127.0.0.1", "PGPORT": "9", "PGUSER": "nobody", "PGPASSWORD": "x"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(console.Failure, match="check PGHOST"):
        postgres.External().start()


def test_postgresql_superuser_is_refused_before_odoo_does(monkeypatch):
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGUSER", "postgres")
    with pytest.raises(console.Failure, match="CREATEDB"):
        postgres.External().start()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("tar: write error: No space left on device", "disk is full"),
        ("pip: Temporary failure in name resolution", "network cannot be reached"),
        ("something else", "Do this and that"),
    ],
)
def test_cause_of_a_failed_command_is_told_from_its_output(local, output, sentence):
    with pytest.raises(console.Failure, match=sentence):
        console.run("Trying", ["sh", "-c", f"echo '{output}'; exit 3"], hint="Do this and that")
    assert output in (local / "log" / "setup.log").read_text()
