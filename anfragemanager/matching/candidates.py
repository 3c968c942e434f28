"""Compare one prospect with the candidates that an index brought up."""

from collections.abc import Iterable

from .book import settle
from .compare import Comparison, compare_fields, gather_evidence, judge
from .model import BALANCED, Model
from .person import Prepared

_ORDER = {"duplicate": 0, "possible": 1, "related": 2}


def match_candidates(
    query: Prepared, contacts: Iterable[Prepared], model: Model = BALANCED
) -> list[tuple[Prepared, Comparison]]:
    """Contacts that are not "different" from the query: duplicates first, then possible and related ones, best first.

    Evidence is gathered for these alone: that costs ten times as much as the score, and most candidates are strangers.
    """
    found = []
    for contact in contacts:
        levels = compare_fields(query, contact)
        score, verdict = judge(levels, model)
        if verdict != "different":
            evidence = gather_evidence(query, contact, levels, model)
            found.append((contact, Comparison(score, verdict, evidence)))
    found = settle(sorted(found, key=lambda pair: -pair[1].score))
    return sorted(found, key=lambda pair: (_ORDER[pair[1].verdict], -pair[1].score))
