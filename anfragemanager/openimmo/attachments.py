"""``anhang``: what kind of file it is, and where it may lie."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from . import values
from .tree import attributes, local
from .types import DOCUMENT, EXTERN, IMAGE, INTERN, LINK, OTHER, REMOTE, Attachment, Blob, Note

_IMAGES = frozenset("jpg jpeg jpe jfif pjpeg png gif webp bmp tif tiff heic heif avif".split())
_DOCUMENTS = frozenset("pdf doc docx odt rtf txt xls xlsx ods ppt pptx".split())
_IMAGE_GROUPS = frozenset(
    "TITELBILD INNENANSICHTEN AUSSENANSICHTEN BILD BILDER GRUNDRISS GRUNDRISSE KARTEN_LAGEPLAN LAGEPLAN PANORAMA"
    " FOTO GALERIE".split()
)
_LINK_GROUPS = frozenset("LINKS LINK FILM FILMLINK VIDEO ANBOBJURL VIRTUELLER_RUNDGANG 360".split())
_OTHER_GROUPS = frozenset("ANBIETERLOGO STATUSBILD EPASS-SKALA EPASS_SKALA QRCODE LOGO KONTAKTBILD".split())
_WORD = re.compile(r"[a-z0-9]+")
_DRIVE = re.compile(r"^[A-Za-z]:/|^//")
_SPOOLED = "anfragemanager-spooled"


def mark(element: etree._Element, blob: Blob | None) -> None:
    """Remember on ``anhanginhalt`` where its data went; whatever the sender wrote there is overwritten."""
    empty = not (element.text or "").strip()
    element.text = None
    element.set(_SPOOLED, f"{blob.offset} {blob.size} {blob.sha1}" if blob else "empty" if empty else "")


def extension(form: str | None, path: str | None) -> str | None:
    """Lower-case extension by the stated format (``JPG``, ``image/jpeg``, ``.jpg``), else by the path."""
    words = _WORD.findall((form or "").lower().replace("svg+xml", "svg"))
    if words and words[-1] not in ("image", "application", "octet", "stream"):
        return words[-1]
    name = urlsplit(path or "").path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name[-6:] else None


def role(group: str | None, kind: str | None, location: str) -> str:
    group = (group or "").upper()
    if group in _LINK_GROUPS:
        return LINK
    if group in _OTHER_GROUPS:
        return OTHER
    if group == "DOKUMENTE":
        return DOCUMENT
    if kind in _IMAGES:
        return IMAGE
    if kind in _DOCUMENTS:
        return DOCUMENT
    if kind is None and group in _IMAGE_GROUPS and not (location == REMOTE and group == "PANORAMA"):
        return IMAGE
    return LINK if location == REMOTE else OTHER


def read(elements: list[etree._Element], notes: list[Note]) -> tuple[Attachment, ...]:
    """Attachments in order, the title picture first; what leads out of the delivery is left out and noted."""
    found: dict[tuple, Attachment] = {}
    for element in elements:
        attachment = _one(element, notes)
        if attachment is None:
            continue
        # The title picture often comes a second time among the others.
        key = (attachment.path, attachment.blob, attachment.role)
        if key not in found or attachment.group == "TITELBILD":
            found[key] = attachment
    ordered = list(found.values())
    return tuple(sorted(ordered, key=lambda attachment: attachment.group != "TITELBILD"))


def _one(element: etree._Element, notes: list[Note]) -> Attachment | None:
    outer = attributes(element)
    parts: dict[str, str] = {}
    blob: Blob | None = None
    failed = embedded = False
    check_kind = None
    for child in element.iterdescendants():
        name = local(child.tag)
        if name == "anhanginhalt":
            embedded = True
            blob, failed = _blob(child)
        elif name:
            parts.setdefault(name, (child.text or "").strip())
            if name == "check":
                check_kind = attributes(child).get("CTYPE")
    path = values.text(parts.get("pfad"))
    title = values.text(parts.get("anhangtitel"))
    if failed:
        notes.append(Note.of("attachment_data", value=title or path or outer.get("GRUPPE", "")))
        return None
    location, path = _location(outer.get("LOCATION"), path, blob, notes)
    if location is None:
        if path is None and not embedded:
            notes.append(Note.of("attachment_empty"))
        return None
    kind = extension(parts.get("format"), path)
    group = values.text(outer.get("GRUPPE"))
    return Attachment(
        location=location,
        role=role(group, kind, location),
        group=group.upper() if group else None,
        title=title,
        format=kind,
        path=path,
        check_kind=check_kind,
        check=values.text(parts.get("check")),
        blob=blob,
    )


def _blob(element: etree._Element) -> tuple[Blob | None, bool]:
    words = (element.get(_SPOOLED) or "").split()
    if not words:
        return None, _SPOOLED in element.attrib
    if words == ["empty"]:
        return None, False
    return Blob(int(words[0]), int(words[1]), words[2]), False


def _location(
    stated: str | None, path: str | None, blob: Blob | None, notes: list[Note]
) -> tuple[str | None, str | None]:
    if blob is not None:
        return INTERN, safe_path(path) if path else None
    if not path:
        return None, None
    remote = (stated or "").strip().upper() == REMOTE.upper()
    if "://" in path or remote:
        url = path if "://" in path else f"https://{path}"
        parts = urlsplit_or_none(url)
        if parts is None or parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            notes.append(Note.of("attachment_url", value=path))
            return None, path
        return REMOTE, url
    inside = safe_path(path)
    if inside is None:
        notes.append(Note.of("attachment_path", value=path))
        return None, path
    return EXTERN, inside


def urlsplit_or_none(url: str):
    try:
        return urlsplit(url)
    except ValueError:
        return None


def safe_path(path: str) -> str | None:
    """A path below the delivery with ``/``, or None where it leads out of it.

    The sender's own ``C:\\\\Export\\\\bild.jpg`` means the file of that name.
    """
    plain = path.replace("\\", "/")
    if _DRIVE.match(plain):
        plain = plain.rpartition("/")[2]
    steps = [step for step in plain.split("/") if step not in ("", ".")]
    if plain.startswith("/") or ".." in steps or not steps or "\0" in plain:
        return None
    return "/".join(steps)
