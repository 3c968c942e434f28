"""Odoo 19 itself: somebody's own (ODOO_HOME), or in the user's cache Debian's package or a clone of its repository."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import apt, download, odoo_git, paths, state
from .console import DISK_GIGABYTES, Failure, say

SERIES = "19.0"
PACKAGE = "odoo-19"
TESTED_VERSION = "19.0.0+dfsg-1"
TESTED_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"

# Debian's Odoo links to these by relative path; without them every page is a server error.
LINKED_PACKAGES = (
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-montserrat/sid",
    "fonts-inconsolata/sid",
    "fonts-ocr-b/sid",
    # 4.7 as Odoo wants it; sid has 7.x, whose files have other names
    "fonts-font-awesome/bookworm",
)
# Debian leaves it out as not free; the backend's bundle names it and does not build without.
LEFT_OUT_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo on this disk.

    :ivar site: folder that Python finds the package `odoo` in
    :ivar addons: folders for Odoo's addons path
    :ivar version: Debian's version, or the series where it is a checkout
    """

    site: Path
    addons: tuple[Path, ...]
    version: str


def ensure() -> OdooSource:
    """The Odoo to use; fetched when there is none yet."""
    if home := os.environ.get("ODOO_HOME"):
        return _own(Path(home).expanduser().resolve())
    return _cached() or _fetch()


def _own(home: Path, called: str = "ODOO_HOME") -> OdooSource:
    """An Odoo checkout or unpacked package; `called` is what the person at work knows the folder by."""
    for site in (home, home / "usr/lib/python3/dist-packages", home / "dist-packages", home.parent):
        release = site / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Failure(f"{called}={home} holds no Odoo: point it at the folder of an Odoo 19 checkout (with odoo-bin).")
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text(), re.MULTILINE)
    series = ".".join(found.groups()) if found else "unknown"
    if series != SERIES:
        raise Failure(f"{called}={home} holds Odoo {series}, but the addon needs {SERIES}: point it at an Odoo 19.")
    addons = tuple(
        folder
        for folder in (site / "odoo" / "addons", site / "addons")
        if (folder / "web" / "__manifest__.py").is_file()
    )
    if not addons:
        raise Failure(f"{called}={home} holds no addons (no `web`): point it at a complete Odoo 19 checkout.")
    return OdooSource(site, addons, f"{series} in {home}")


def _unpacked(root: Path, version: str) -> OdooSource:
    site = root / "usr/lib/python3/dist-packages"
    # the sibling folder `addons` of Debian's package is a partial copy
    return OdooSource(site, (site / "odoo" / "addons",), version)


def _cached() -> OdooSource | None:
    tested = paths.CACHE / f"odoo-{TESTED_VERSION}"
    if os.environ.get("ODOO_GIT"):
        roots = [root for root in (_clone_folder(),) if root.is_dir()]
    else:
        roots = [tested] if tested.is_dir() else sorted(paths.CACHE.glob(f"odoo-{SERIES}*"), reverse=True)
    if not roots:
        return None
    checkout = (roots[0] / "odoo" / "release.py").is_file()
    return _own(roots[0]) if checkout else _unpacked(roots[0], roots[0].name.removeprefix("odoo-"))


def _fetch() -> OdooSource:
    with state.lock(paths.CACHE):
        if source := _cached():
            return source
        if shutil.disk_usage(paths.CACHE).free < DISK_GIGABYTES * 1024**3:
            raise Failure(
                f"The whole needs about {DISK_GIGABYTES} GB, which {paths.CACHE} has not: free some space, "
                "or set XDG_CACHE_HOME to a larger disk."
            )
        say(f"  First set-up: it takes a few minutes and about {DISK_GIGABYTES} GB of disk in all.")
        if os.environ.get("ODOO_GIT"):
            return _fetch_clone()
        try:
            return _fetch_package()
        except apt.Unavailable as reason:
            say(f"  {reason}, so Debian's Odoo cannot be used.")
            return _fetch_clone()


def _clone_folder() -> Path:
    own = os.environ.get("ODOO_GIT")
    return paths.CACHE / (f"odoo-{SERIES}-git" + (f"-{state.digest(own)[:8]}" if own else ""))


def _fetch_clone() -> OdooSource:
    target = _clone_folder()
    unfinished = paths.CACHE / f".unfinished-{target.name}"
    odoo_git.fetch(SERIES, unfinished)
    _own(unfinished, "ODOO_GIT")
    unfinished.rename(target)
    return _own(target)


def _fetch_package() -> OdooSource:
    # kept when it is interrupted, to go on from there
    folder = paths.CACHE / "download"
    archive = apt.Archive(folder, ("sid", "bookworm"))
    archive.update()
    version = _accept(archive.version(PACKAGE), archive)
    packages = archive.download(
        f"Fetching Odoo {version} (about 130 MB)", (f"{PACKAGE}/sid", *LINKED_PACKAGES), folder / "packages"
    )
    _verify(version, next(path for path in packages if path.name.startswith(PACKAGE)))
    target = paths.CACHE / f"odoo-{version}"
    with state.building(target) as root:
        apt.unpack("Unpacking Odoo (1.3 GB)", packages, root)
        _mend(root)
    shutil.rmtree(folder, ignore_errors=True)
    return _unpacked(target, version)


def _accept(version: str | None, archive: apt.Archive) -> str:
    if version and version.startswith(SERIES):
        if version != TESTED_VERSION:
            say(f"  Debian has Odoo {version}; this project was tried with {TESTED_VERSION}, which should be the same.")
        return version
    others = ", ".join(archive.names(r"^odoo-[0-9]+$")) or "none"
    raise apt.Unavailable(f"Debian no longer offers Odoo {SERIES} (it has: {others})")


def _verify(version: str, package: Path) -> None:
    if version != TESTED_VERSION:
        return
    found = download.sha256(package)
    if found != TESTED_SHA256:
        package.unlink()
        raise Failure(
            f"{package.name} is not the file this project was tried with (sha256 {found}): try another mirror."
        )


def _mend(root: Path) -> None:
    script = root / "usr/lib/python3/dist-packages/odoo/addons" / LEFT_OUT_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("// Background blur in video calls is not part of Debian's Odoo.\n")
