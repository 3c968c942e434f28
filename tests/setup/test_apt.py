"""The private apt configuration follows the machine's mirror and network, and nothing else of it."""

import os
import stat

import pytest

from toolbox import apt, console, system


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose apt answers what the test says: program name → shell script."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def answer(**programs):
        for name, script in programs.items():
            file = folder / name.replace("_", "-")
            file.write_text(f"#!/bin/sh\n{script}\n")
            file.chmod(file.stat().st_mode | stat.S_IXUSR)

    answer(dpkg_deb="exit 0", apt_config="exit 0", apt_get="echo http://mirror.example/debian")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.delenv("DEBIAN_MIRROR", raising=False)
    return answer


def test_mirror_is_the_machines_own(machine, tmp_path):
    apt.Archive(tmp_path / "apt", ["sid"])
    sources = (tmp_path / "apt" / "sources" / "debian.sources").read_text()
    assert "URIs: http://mirror.example/debian\n" in sources
    assert "Signed-By: /usr/share/keyrings/debian-archive-keyring" in sources


def test_machine_whose_lists_were_never_fetched_knows_its_mirror_too(machine, tmp_path):
    sites = "echo http://security.example/debian-security; echo http://m.example/debian"
    machine(apt_get=f'case "$*" in *Origin*) ;; *) {sites};; esac')
    apt.Archive(tmp_path / "apt", ["sid"])
    assert "URIs: http://m.example/debian\n" in (tmp_path / "apt" / "sources" / "debian.sources").read_text()


def test_machine_without_debian_mirror_is_told_what_to_set(machine, tmp_path):
    machine(apt_get="echo http://archive.example/ubuntu")
    with pytest.raises(console.Failure, match="DEBIAN_MIRROR"):
        apt.Archive(tmp_path / "apt", ["sid"])


def test_network_settings_are_taken_over_and_hooks_are_not(machine, tmp_path):
    machine(
        apt_config="""cat <<'END'
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::Check-Valid-Until "false";
APT::Update::Post-Invoke:: "rm -rf /";
DPkg::Post-Invoke:: "rm -rf /";
END"""
    )
    apt.Archive(tmp_path / "apt", ["sid"])
    configuration = (tmp_path / "apt" / "apt.conf").read_text()
    assert "proxy.example" in configuration
    assert "Check-Valid-Until" in configuration
    assert "rm -rf" not in configuration


NOT_THERE = [system.Need("no-such-package", "no-such-program", "flights to the moon")]
OFFERED = r"printf '%s:\n  Installed: (none)\n  Candidate: 1.0\n' no-such-package"
NOT_OFFERED = r"printf '%s:\n  Installed: (none)\n  Candidate: (none)\n' no-such-package"


@pytest.fixture
def fetched_lists(tmp_path, monkeypatch):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "mirror_Packages").touch()
    monkeypatch.setattr(apt, "SYSTEM_LISTS", tmp_path / "lists")


def test_what_is_there_is_not_installed_again(machine, capsys):
    machine(apt_get="echo called; exit 1")
    apt.install([system.Need("dash", "sh", "shells")])
    assert capsys.readouterr().err == ""


def test_without_root_the_one_command_that_works_there_is_told(machine, monkeypatch, fetched_lists, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine(sudo="exit 1", apt_cache=OFFERED)
    apt.install(NOT_THERE)
    said = capsys.readouterr().err
    assert "flights to the moon" in said
    assert "sudo apt-get install --no-install-recommends no-such-package\n" in said


def test_a_package_that_the_system_does_not_have_is_never_named(machine, monkeypatch, fetched_lists, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine(sudo="exit 1", apt_cache=NOT_OFFERED)
    apt.install(NOT_THERE)
    assert capsys.readouterr().err == ""


def test_with_sudo_the_package_is_installed(machine, monkeypatch, tmp_path, local, fetched_lists):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine(sudo='shift; exec "$@"', apt_get=f'echo "$*" >> {tmp_path}/called', apt_cache=OFFERED)
    apt.install(NOT_THERE)
    assert "install -y --no-install-recommends no-such-package" in (tmp_path / "called").read_text()


def test_what_cannot_be_installed_does_not_stop_the_rest(machine, local, fetched_lists, capsys, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine(apt_get="exit 100", apt_cache=OFFERED)
    apt.install(NOT_THERE)
    assert "Left out: flights to the moon" in capsys.readouterr().err
