"""Odoo comes from where it can be had, and what was fetched before an interruption is not fetched again."""

import dataclasses
import hashlib
import http.server
import os
import subprocess
import threading

import pytest

from toolbox import apt, console, download, odoo_source, paths

CONTENT = os.urandom(3 * download.BLOCK_BYTES + 7)
PACKAGE = download.Remote("", "odoo.deb", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def cache(tmp_path, monkeypatch, local):
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.delenv("ODOO_HOME", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a branch 19.0 in Odoo's layout; returns its folder."""
    folder = tmp_path / "repository"
    files = {
        "odoo/release.py": "version_info = (19, 0, 0, FINAL, 0, '')\n",
        "odoo/addons/base/__manifest__.py": "{}",
        "odoo-bin": "",
        **{f"addons/{name}/__manifest__.py": "{}" for name in ["web", *(f"module_{n}" for n in range(90))]},
        **{f"addons/web/i18n/{name}": "" for name in ("web.pot", "de.po", "de_CH.po", "fr.po", "da.po", "es.po")},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "--quiet", "--initial-branch=19.0")
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    commit(folder)
    monkeypatch.setenv("ODOO_GIT", folder.as_uri())
    return folder


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "Odoo")


def test_clone_of_the_branch_is_a_whole_odoo_without_other_languages(cache, repository):
    source = odoo_source.ensure()
    assert source.version.startswith("19.0")
    assert [folder.relative_to(source.site).as_posix() for folder in source.addons] == ["addons"]
    assert len(list((source.site / "addons").iterdir())) == 91
    catalogues = sorted(path.name for path in (source.site / "addons/web/i18n").iterdir())
    assert catalogues == ["de.po", "de_CH.po", "web.pot"]
    assert odoo_source.ensure() == source


def test_interrupted_clone_goes_on(cache, repository, monkeypatch):
    real = odoo_source.odoo_git.run

    def killed_at_the_third_piece(title, *arguments, **options):
        if "piece 3" in title:
            raise KeyboardInterrupt
        return real(title, *arguments, **options)

    monkeypatch.setattr(odoo_source.odoo_git, "run", killed_at_the_third_piece)
    with pytest.raises(KeyboardInterrupt):
        odoo_source.ensure()
    assert not list(cache.glob("odoo-*"))
    (unfinished,) = cache.glob(".unfinished-*")
    (unfinished / ".git" / "index.lock").touch()
    # what came later does not get mixed into what was begun
    (repository / "odoo" / "release.py").write_text("version_info = (20, 0, 0, FINAL, 0, '')\n")
    commit(repository)
    monkeypatch.setattr(odoo_source.odoo_git, "run", real)
    assert len(list((odoo_source.ensure().site / "addons").iterdir())) == 91


@pytest.mark.parametrize("reason", ["This system has no apt", "Debian no longer offers Odoo 19.0 (it has: odoo-20)"])
def test_without_debians_package_the_public_repository_is_used_and_named(cache, monkeypatch, capsys, reason):
    monkeypatch.delenv("ODOO_GIT", raising=False)
    asked = []

    def unavailable():
        raise apt.Unavailable(reason)

    monkeypatch.setattr(odoo_source, "_fetch_package", unavailable)
    monkeypatch.setattr(odoo_source.odoo_git, "run", lambda title, command, **_: asked.extend(command))
    with pytest.raises(console.Failure):
        odoo_source.ensure()
    said = capsys.readouterr().err
    assert reason in said and "branch 19.0 of https://" in said
    assert odoo_source.odoo_git.OFFICIAL in asked


def test_clone_of_another_series_is_refused(cache, repository):
    (repository / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    commit(repository)
    with pytest.raises(console.Failure, match=r"18\.0"):
        odoo_source.ensure()


@pytest.fixture
def server():
    """A server of CONTENT that understands ranges; `.asked` keeps the ranges asked for."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked = self.headers["Range"]
            self.server.asked.append(asked)
            first = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.ranges else 0
            self.send_response(206 if first else 200)
            self.end_headers()
            self.wfile.write(CONTENT[first : self.server.stop_at])

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        found.asked, found.ranges, found.stop_at = [], True, None
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


def remote(server, **changes):
    url = f"http://127.0.0.1:{server.server_port}/odoo.deb"
    return dataclasses.replace(PACKAGE, url=url, **changes)


@pytest.mark.parametrize("ranges", [True, False])
def test_interrupted_download_goes_on(server, tmp_path, ranges):
    server.ranges, server.stop_at = ranges, 1_000_000
    with pytest.raises(OSError, match="not the whole file"):
        remote(server).fetch(tmp_path, {})
    server.stop_at = None
    assert remote(server).fetch(tmp_path, {}).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=1000000-"]
    assert remote(server).fetch(tmp_path, {}).read_bytes() == CONTENT
    assert len(server.asked) == 2


def test_another_file_than_promised_is_not_kept(server, tmp_path):
    with pytest.raises(OSError, match="another file"):
        remote(server, sha256="0" * 64).fetch(tmp_path, {})
    assert not list(tmp_path.iterdir())
