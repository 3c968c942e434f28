"""Foreign text as the database can store it."""

import re
from datetime import timezone

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def one_line(value):
    """Return foreign text as one clean line of bounded length, or False."""
    if not value:
        return False
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())[:500] or False


def title(value):
    """Return a title without what breaks a line, and with it a mail's header, or turns the direction of writing."""
    return _TURNS.sub("", _BREAKS.sub(" ", value)).strip() if isinstance(value, str) else value


def clean_text(value):
    """Return foreign text without what the database cannot store, or False."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()[:1_000_000] if value else False


def storable(value):
    """Return JSON-ready data without what the database cannot store (NUL, lone surrogates)."""
    if isinstance(value, dict):
        return {clean_text(key) or "": storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    return (clean_text(value) or "") if isinstance(value, str) else value


def naive_utc(date):
    """Return a date with time zone as the database holds it, or False."""
    if date is None:
        return False
    try:
        return date.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        return False
