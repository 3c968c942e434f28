"""Where in a mail's text a value that was read stands, so that a person can check it at a glance."""

import re
from itertools import islice

MAX_TEXT = 100_000
MAX_WORDS = 300
MAX_PLACES = 5
# What people write between the digits of a phone number.
BETWEEN = r"[\s/().\-–]{0,4}"
TRUNK = re.compile(r"^(?:\+|00)(?:49|43|41)|^0")


def find_places(text: str, value: object, is_phone: bool = False) -> list[tuple[int, int]]:
    """Return the places of a value in a text as ``[(start, end)]`` in characters, at most five.

    Case, line breaks and the writing of phone numbers do not count. A list is found item by item.
    """
    text = text[:MAX_TEXT]
    if isinstance(value, (list, tuple)):
        found = [place for item in value for place in find_places(text, item, is_phone)]
        return sorted(set(found))[:MAX_PLACES]
    if not isinstance(value, str) or not value.strip():
        return []
    pattern = _phone(value) if is_phone else _words(value)
    if not pattern:
        return []
    return [match.span() for match in islice(re.finditer(pattern, text, re.IGNORECASE), MAX_PLACES)]


def _phone(value: str) -> str:
    core = re.sub(r"\D", "", TRUNK.sub("", value.strip()))
    if len(core) < 4:
        return ""
    return rf"(?:(?:\+|00)\d{{1,3}}{BETWEEN}(?:\(0\){BETWEEN})?|0)?(?<!\d\d){BETWEEN.join(core)}(?!\d)"


def _words(value: str) -> str:
    words = value.split()[:MAX_WORDS]
    # A short value inside a longer word is another one.
    before = r"(?<!\w)" if re.match(r"\w", words[0]) else ""
    after = r"(?!\w)" if re.search(r"\w$", words[-1]) else ""
    return before + r"[\s>]+".join(re.escape(word) for word in words) + after
