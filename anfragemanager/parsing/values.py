"""A labelled value as it was meant: without markup of gateways, JSON notation and appendages of forms."""

from __future__ import annotations

import json
import re

from .lines import MARK
from .tables import pattern

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,24}")
HTTP = re.compile(r"https?://[^\s<>\"]{4,500}")
_LINK = re.compile(
    r"<(?:mailto|tel|https?):[^<>\s]*>|\[(?:mailto|tel|https?):[^\]\s]*\]|\]\((?:mailto|tel|https?):[^)\s]*\)"
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_APPENDED = pattern("values.appended")


def value_of(text: str) -> str:
    """A value without bold markers, link targets, trailing separators; the items of a JSON list one a line."""
    if MARK in text:
        text = text.replace(MARK, "")
    text = unescaped(text)
    if "<" in text or "[" in text:
        text = _LINK.sub("", text)
        stripped = text.strip()
        if stripped[:2] in ('["', "['", "[]") and stripped.endswith("]"):
            return "\n".join(_items(stripped))
        if text.startswith("["):
            text = text[1:].rstrip("]") if text.count("[") == 1 else text
    if "ap" in text or "arte" in text:
        text = _APPENDED.sub("", text)
    return text.strip(" \t*_;|").rstrip(",").strip().removeprefix(": ")


def _items(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = [text.strip("[]").strip("\"'")]
    return [item.strip() for item in found if isinstance(item, str)] if isinstance(found, list) else []


def unescaped(text: str) -> str:
    """``text`` with ``\\uXXXX`` of a form's JSON as characters; lone surrogates become replacement characters."""
    if "\\u" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
