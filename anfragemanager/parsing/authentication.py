"""The sender check: what the receiving server found out about a mail (Authentication-Results, RFC 8601).

The header is worth something only when our own server wrote it; anybody can put one into a mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .portals import within

PASS, FAIL, NONE = "pass", "fail", "none"
_METHODS = frozenset(("spf", "dkim", "dmarc"))
# What a sender chose may stand in quotes, also in a comment, and must not begin a result of its own.
# An end is always found, so that many open quotes cost no more than one.
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)("|\\?\Z)', re.DOTALL)
_PLAIN = re.compile(r"[\w.@+-]*", re.ASCII)
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*([a-z][a-z0-9-]{1,20})\s*=\s*([a-z]{2,12})\b(.*)$", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"\b((?:smtp|header|policy)\.[a-z-]{1,20})\s*=\s*\"?([^\s;\"]{1,320})", re.IGNORECASE)


def check(headers: Iterable[str], trusted: Iterable[str], domains: Iterable[str]) -> str:
    """Whether one of ``domains`` (the portal's) stands behind the mail: "pass", "fail" or "none" (nothing known).

    ``headers`` are the values of all Authentication-Results, ``trusted`` the authserv-ids that count (an id also
    covers the hosts below it). Passes with DMARC, or an aligned DKIM signature or SPF; fails when there is a verdict
    against the portal's domain and nothing passes, or when DMARC failed and only another header says otherwise: it may
    have come with the mail. For the same reason a pass counts only in the topmost header that speaks of its method, and
    below a header in which our server says that it checked nothing none does: servers write above what is there.
    """
    trusted = tuple(name.lower() for name in trusted)
    domains = tuple(domains)
    passed = failed = unchecked = False
    spoken = set()
    for value in list(headers)[:50]:
        host, results = parse(value)
        if not within(host, trusted):
            continue
        verdicts = [(method, result, _aligned(method, properties, domains)) for method, result, properties in results]
        methods = {method for method, _result, _properties in results}
        first = set() if unchecked else methods - spoken
        spoken, unchecked = spoken | methods, unchecked or not methods
        if any(result == "pass" and aligned and method in first for method, result, aligned in verdicts):
            passed = True
        elif ("dmarc", "fail", True) in verdicts:
            return FAIL
        # A pass for somebody else's domain proves nothing and a failure there says nothing against the portal.
        elif any(
            result in ("fail", "softfail", "permerror") and aligned is not False for _, result, aligned in verdicts
        ):
            failed = True
    return PASS if passed else FAIL if failed else NONE


def reads_another(headers: Iterable[str], trusted: Iterable[str], domains: Iterable[str]) -> bool:
    """Whether one of our servers took somebody outside ``domains`` for the sender (header.from).

    A From in which two readers find two senders is made to be proven as the one and believed as the other.
    """
    trusted, domains = tuple(name.lower() for name in trusted), tuple(domains)
    return any(
        method == "dmarc" and _aligned(method, properties, domains) is False
        for host, results in map(parse, list(headers)[:50])
        if within(host, trusted)
        for method, _result, properties in results
    )


def looked_at(headers: Iterable[str], trusted: Iterable[str]) -> bool:
    """Whether one of our servers found something out about the sender, who did not log in to it as one of us."""
    trusted = tuple(name.lower() for name in trusted)
    for host, results in map(parse, list(headers)[:50]):
        told = {method for method, result, _properties in results if result != "none"} if within(host, trusted) else ()
        if _METHODS.intersection(told) and "auth" not in told:
            return True
    return False


def parse(value: str) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    """One header as ``(authserv-id, [(method, result, properties), …])``, lower case."""
    text = _QUOTED.sub(_unquoted, value[:10_000])
    for _ in range(3):
        text = _COMMENT.sub(" ", text)
    head, _, rest = text.partition(";")
    host = (head.split() or [""])[0].strip().lower()
    results = []
    for piece in rest.split(";")[:50]:
        if match := _RESULT.match(piece):
            properties = {name.lower(): text.lower() for name, text in _PROPERTY.findall(match[3])}
            results.append((match[1].lower(), match[2].lower(), properties))
    return host, results


def _unquoted(quoted: re.Match) -> str:
    if quoted[2] != '"':
        return quoted[0]
    return quoted[1] if _PLAIN.fullmatch(quoted[1]) else "?"


def _aligned(method: str, properties: dict[str, str], domains: tuple[str, ...]) -> bool | None:
    """Whether a result speaks of the portal's domain; None where it names no domain.

    The first that is named counts: the name a server greets with (helo) is anybody's to choose and was only checked
    where there was no sender.
    """
    keys = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.helo")}.get(
        method
    )
    if keys is None:
        return False
    names = [properties[key].rpartition("@")[2].strip("<>") for key in keys if key in properties]
    name = next(filter(None, names), None)
    return within(name, domains) if name else None
