"""Portal numbers and addresses in fields the standard leaves to the sender (``user_defined_*``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..parsing.portals import PORTALS, WEBSITE, within
from . import values
from .attachments import urlsplit_or_none
from .tree import attributes, local
from .types import Extra, Listing

_ALIASES = {
    "immoscout24": ("is24", "immoscout", "immobilienscout", "scout24", "scoutid", "scout"),
    "kleinanzeigen": ("kleinanzeigen", "ebay"),
}
_ID_WORD = re.compile(
    r"(?:^|[^a-z])(?:id|nr|nummer|number|key|code|expose|scout)(?:$|[^a-z])|(?:id|nummer|expose[id]*)$"
)
_NUMBER = re.compile(r"(?=[A-Za-z0-9-]*\d)[A-Za-z0-9][A-Za-z0-9-]{3,39}")
_NOT_LETTER = re.compile(r"[^a-z0-9]+")


def read(element: etree._Element) -> tuple[tuple[Listing, ...], list[Extra]]:
    """Listings by portal, and every field that is none."""
    ids: dict[str, str] = {}
    urls: dict[str, str] = {}
    extras: list[Extra] = []
    for names, value, extra in _fields(element):
        portal = _portal(names, value)
        if portal and "://" in value and portal not in urls:
            urls[portal] = value
        elif portal and _is_id(names, value, portal) and portal not in ids:
            ids[portal] = value
        else:
            extras.append(extra)
    portals = dict.fromkeys([*ids, *urls])
    return tuple(Listing(portal, ids.get(portal), urls.get(portal)) for portal in portals), extras


def _fields(element: etree._Element) -> Iterator[tuple[str, str, Extra]]:
    for child in element.iter():
        name = local(child.tag)
        if name == "user_defined_simplefield":
            field = attributes(child).get("FELDNAME", "")
            value = values.prose(child.text)
            yield field.lower(), value or "", Extra(name, value, (("feldname", field),))
        elif name == "user_defined_extend":
            for group in child:
                parts = {local(part.tag): values.text(part.text) for part in group}
                words = tuple((key, value) for key, value in parts.items() if value and key != "wert")
                label = " ".join(parts.get(key) or "" for key in ("name", "typ"))
                yield label.lower(), parts.get("wert") or "", Extra(f"{name}/feld", parts.get("wert"), words)
        elif name == "user_defined_anyfield":
            yield from _any(child, name)


def _any(element: etree._Element, place: str) -> Iterator[tuple[str, str, Extra]]:
    value = values.text(element.text)
    found = tuple((name, word.strip()) for name, word in element.items() if "}" not in name)
    if value or (found and not len(element)):
        label = " ".join([place.replace("user_defined_anyfield", ""), *(word for pair in found for word in pair)])
        yield label.lower(), value or "", Extra(place, value, found)
    for child in element:
        if name := local(child.tag):
            yield from _any(child, f"{place}/{name}")


def _portal(names: str, value: str) -> str | None:
    parts = urlsplit_or_none(value) if "://" in value else None
    host = (parts.hostname or "") if parts else ""
    squeezed = _NOT_LETTER.sub("", names)
    for portal in PORTALS:
        if host and within(host.lower(), portal.domains):
            return portal.code
    if host:
        return None
    # The longest name wins: "immoscout24.ch" is not ImmoScout24.
    words = [
        (len(key), portal.code)
        for portal in PORTALS
        if portal.code != WEBSITE
        for word in (portal.code, *portal.brand, *_ALIASES.get(portal.code, ()))
        if (key := _NOT_LETTER.sub("", word.lower())) and key in squeezed
    ]
    return max(words)[1] if words else None


def _is_id(names: str, value: str, portal: str) -> bool:
    if not _NUMBER.fullmatch(value):
        return False
    bare = _NOT_LETTER.sub("", names)
    return (
        bool(_ID_WORD.search(names))
        or bare in (portal, *_ALIASES.get(portal, ()))
        or value.isdigit()
        and len(value) > 6
    )
