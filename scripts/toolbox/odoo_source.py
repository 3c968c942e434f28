"""Odoo 19 itself: somebody's own (ODOO_HOME), or Debian's package unpacked into the user's cache."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import apt, paths, state
from .console import Failure, say

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
NEEDED_BYTES = 3 * 1024**3


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


def _own(home: Path) -> OdooSource:
    for site in (home, home / "usr/lib/python3/dist-packages", home / "dist-packages", home.parent):
        release = site / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Failure(f"ODOO_HOME={home} holds no Odoo: point it at the folder of an Odoo 19 checkout (with odoo-bin).")
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text(), re.MULTILINE)
    series = ".".join(found.groups()) if found else "unknown"
    if series != SERIES:
        raise Failure(f"ODOO_HOME={home} holds Odoo {series}, but the addon needs {SERIES}: point it at an Odoo 19.")
    addons = tuple(
        folder
        for folder in (site / "odoo" / "addons", site / "addons")
        if (folder / "web" / "__manifest__.py").is_file()
    )
    if not addons:
        raise Failure(f"ODOO_HOME={home} holds no addons (no `web`): point it at a complete Odoo 19 checkout.")
    return OdooSource(site, addons, f"{series} in {home}")


def _unpacked(root: Path, version: str) -> OdooSource:
    site = root / "usr/lib/python3/dist-packages"
    # the sibling folder `addons` of Debian's package is a partial copy
    return OdooSource(site, (site / "odoo" / "addons",), version)


def _cached() -> OdooSource | None:
    tested = paths.CACHE / f"odoo-{TESTED_VERSION}"
    roots = [tested] if tested.is_dir() else sorted(paths.CACHE.glob(f"odoo-{SERIES}*"), reverse=True)
    return _unpacked(roots[0], roots[0].name.removeprefix("odoo-")) if roots else None


def _fetch() -> OdooSource:
    with state.lock(paths.CACHE):
        if source := _cached():
            return source
        if shutil.disk_usage(paths.CACHE).free < NEEDED_BYTES:
            raise Failure(f"Odoo needs 3 GB in {paths.CACHE}: free some space, or set XDG_CACHE_HOME to a larger disk.")
        with state.building(paths.CACHE / "download") as folder:
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
        shutil.rmtree(paths.CACHE / "download", ignore_errors=True)
        return _unpacked(target, version)


def _accept(version: str | None, archive: apt.Archive) -> str:
    if version and version.startswith(SERIES):
        if version != TESTED_VERSION:
            say(f"  Debian has Odoo {version}; this project was tried with {TESTED_VERSION}, which should be the same.")
        return version
    others = ", ".join(archive.names(r"^odoo-[0-9]+$")) or "none"
    raise Failure(f"Debian no longer offers Odoo {SERIES} (it has: {others}): {apt.OWN_ODOO.removeprefix('or ')}")


def _verify(version: str, package: Path) -> None:
    if version != TESTED_VERSION:
        return
    with package.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != TESTED_SHA256:
        raise Failure(
            f"{package.name} is not the file this project was tried with (sha256 {found}): try another mirror."
        )


def _mend(root: Path) -> None:
    script = root / "usr/lib/python3/dist-packages/odoo/addons" / LEFT_OUT_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("// Background blur in video calls is not part of Debian's Odoo.\n")
