"""What a change of rules changes: the result of reading a mail then and now, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

# Where a value comes from, and what else might be one, is no change a person needs to judge.
_IGNORED = frozenset(("origin", "place", "reference_candidates", "conflicts", "file"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``inquiry`` is the index of the inquiry, None for a field of the mail itself."""

    inquiry: int | None
    field: str
    old: Any
    new: Any


def diff(old: dict, new: dict) -> list[Change]:
    """The changes from ``old`` to ``new``, both as ``ParsedMail.to_dict`` gives them.

    Inquiries are paired by their order; one that came or went is a change of ``inquiry`` from or to None.
    """
    changes = [
        Change(None, name, old.get(name), new.get(name))
        for name in ("kind", "portal", "format")
        if old.get(name) != new.get(name)
    ]
    for index, (was, now) in enumerate(zip_longest(old.get("inquiries") or [], new.get("inquiries") or [])):
        if was is None or now is None:
            changes.append(Change(index, "inquiry", was, now))
            continue
        changed = [name for name in {**was, **now} if name not in _IGNORED and was.get(name) != now.get(name)]
        changes += [Change(index, name, was.get(name), now.get(name)) for name in changed]
    before, after = old.get("warnings") or [], new.get("warnings") or []
    return [*changes, Change(None, "warnings", before, after)] if before != after else changes
