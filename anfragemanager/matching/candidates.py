"""Compare one prospect with the candidates that an index brought up: the one path of command, benchmark and product."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .compare import Comparison, compare_fields, comparison_of
from .compare_contact import CROWD
from .decision import decide
from .model import BALANCED, Model
from .person import Prepared
from .verdict import Levels, judge, names_agree, own_differs

_ORDER = {"duplicate": 0, "possible": 1, "related": 2}
# Of two candidates the better is beyond doubt if it is this many times less likely to be wrong.
_MUCH_STRONGER = 4.0


def match_candidates(
    query: Prepared,
    contacts: Iterable[Prepared],
    model: Model = BALANCED,
    carriers: Mapping[str, int] | None = None,
) -> list[tuple[Prepared, Comparison]]:
    """Contacts that are not "different" from the query: duplicates first, then possible and related ones, best first.

    Evidence is gathered for these alone: that costs ten times as much as the score, and most candidates are strangers.

    :param carriers: how many names carry each of the query's numbers and addresses (keys.contact_keys): what many
        carry proves little
    """
    crowded = crowded_keys(carriers or {})
    alike = judge_candidates(query, contacts, model, crowded)
    found = []
    for contact, levels, score, verdict, rival in alike:
        verdict = decide(levels, score, verdict, model, rival)
        found.append((contact, comparison_of(query, contact, levels, score, verdict, model)))
    found = _at_most_one(query, found, crowded)
    return sorted(found, key=lambda pair: (_ORDER[pair[1].verdict], -pair[1].score))


def crowded_keys(carriers: Mapping[str, int]) -> frozenset[str]:
    """The keys of numbers and addresses that so many carry that they prove little."""
    return frozenset(key for key, count in carriers.items() if count > CROWD)


def judge_candidates(
    query: Prepared, contacts: Iterable[Prepared], model: Model, crowded: frozenset[str]
) -> list[tuple[Prepared, Levels, float, str, float]]:
    """(contact, levels, score, verdict of the rules, best score among the others) of the contacts that are alike.

    Best first; those that are "different" are left out.
    """
    judged = []
    for contact in contacts:
        levels = compare_fields(query, contact, crowded)
        score, verdict = judge(levels, model)
        if verdict != "different":
            judged.append((contact, levels, score, verdict))
    judged.sort(key=lambda pair: -pair[2])
    best = [score for _contact, _levels, score, _verdict in judged[:2]] + [0.0, 0.0]
    return [(*pair, best[0] if place else best[1]) for place, pair in enumerate(judged)]


def _at_most_one(
    query: Prepared, found: list[tuple[Prepared, Comparison]], crowded: frozenset[str]
) -> list[tuple[Prepared, Comparison]]:
    """At most one of several people can be the one who asks.

    Of two duplicates that are clearly two people the weaker is only possible, and so is the stronger if it
    is not much stronger: Chris Wald, when Christian and Christoph Wald share a house.

    Takes and returns (contact, comparison), best first; the scores stay.
    """
    sure = [(contact, comparison) for contact, comparison in found if comparison.verdict == "duplicate"]
    alike = [(contact, comparison) for contact, comparison in sure if contact.is_company == query.is_company]
    if alike:
        # the person before the firm whose line or mailbox he uses, the firm before its people
        found, sure = [_aside(contact, comparison, query) for contact, comparison in found], alike
    # whom a mobile or a mailbox points to is not the one of the same name at the same door
    pointed = [
        contact
        for contact, comparison in found
        if comparison.verdict == "possible" and comparison.rests_on == "own" and sure and not _is_another(comparison)
    ]
    doubtful = {
        id(contact)
        for contact, comparison in sure
        if comparison.rests_on == "address"
        and any(_are_two(compare_fields(contact, other, crowded), "address") for other in pointed)
    }
    for place, (contact, comparison) in enumerate(sure):
        for other, weaker in sure[place + 1 :]:
            between = compare_fields(contact, other, crowded)
            if len(query.people) > 1 and not names_agree(between):
                # each partner of a couple has a row of his own
                continue
            weakest = "own" if comparison.rests_on == weaker.rests_on == "own" else "contact"
            if _are_two(between, weakest):
                doubtful.add(id(other))
                if (1 - weaker.score) <= _MUCH_STRONGER * (1 - comparison.score):
                    doubtful.add(id(contact))
    return [
        (contact, replace(comparison, verdict="possible") if id(contact) in doubtful else comparison)
        for contact, comparison in found
    ]


def _is_another(comparison: Comparison) -> bool:
    """Whether it is asked about somebody of another first name, who is not pointed to before one of the same."""
    return any(item.field == "first_name" and item.level == "different" for item in comparison.evidence)


def _aside(contact: Prepared, comparison: Comparison, query: Prepared) -> tuple[Prepared, Comparison]:
    """A firm where a person asks, or the reverse, is related where one of the same kind is there beyond doubt."""
    other = contact.is_company != query.is_company and comparison.verdict in ("duplicate", "possible")
    return contact, replace(comparison, verdict="related") if other else comparison


def _are_two(between: Levels, base: str) -> bool:
    """Whether two contacts that both seem to be the one who asks are two people.

    :param base: what the weaker of the two rests on; two rows of one name, each with something of the person's own, are
        old and new data, and so are two of which none gainsays the other
    """
    told = judge(between, BALANCED)[1]
    if told in ("duplicate", "possible") and ("first_name", "cognate") not in between:
        return False
    return not names_agree(between) or base != "own" and own_differs(between)


def kind_of_hit(found: Iterable[tuple[str, bool]]) -> str:
    """What the check found, for whoever decides: "duplicate", "possible", "name" (the names alone agree) or "none".

    :param found: verdict of each candidate, and whether it rests on the names alone
    """
    kinds = {"name" if verdict == "possible" and name_only else verdict for verdict, name_only in found}
    return next((kind for kind in ("duplicate", "possible", "name") if kind in kinds), "none")
