"""Mails written without having seen the reader, scored as a whole: what was reached once is not lost again.

``north``, ``south``, ``west``, ``coast`` and ``moor`` are the inquiries and other mails of five agencies
(``expected.json``, and ``rules.json`` with what the agency knows); ``cases`` are single situations that once went
wrong (``cases.json``).
"""

import json
import re
from pathlib import Path

import pytest

from anfragemanager import parsing
from anfragemanager.parsing import from_json
from anfragemanager.parsing.references import key

HERE = Path(__file__).parent / "unseen"
CASES = json.loads((HERE / "cases" / "cases.json").read_text("utf-8"))
# Shares reached; kinds, inquiries found, values right, properties reached.
REACHED = {
    "north": (1.0, 1.0, 1.0, 1.0),
    "south": (1.0, 0.98, 0.975, 0.98),
    "west": (1.0, 0.99, 0.99, 0.99),
    "coast": (1.0, 0.985, 0.985, 0.98),
    "moor": (1.0, 1.0, 0.98, 0.89),
}


def folded(text) -> str:
    return " ".join(str(text or "").split()).casefold()


def digits(number) -> str:
    text = re.sub(r"\(0\)", "", number) if re.match(r"\s*(?:\+|00)", number or "") else number or ""
    return re.sub(r"^(?:\+|00)49", "0", re.sub(r"[^\d+]", "", text))


def values(expected: dict, read: dict):
    """Yield whether each expected value was read."""
    for name, wanted in expected.items():
        seen = read.get(name)
        if name == "message_contains":
            yield from (folded(part) in folded(read.get("message")) for part in wanted)
        elif name == "message_lacks":
            yield from (folded(part) not in folded(read.get("message")) for part in wanted)
        elif name in ("phone", "mobile"):
            same = [digits(read.get(field))[-9:] for field in ("phone", "mobile") if read.get(field)]
            yield digits(wanted)[-9:] in same if wanted else not seen or name == "phone" and digits(seen)[-9:] in same
        elif name == "phones":
            same = [digits(read.get(field))[-9:] for field in ("phone", "mobile") if read.get(field)]
            yield from (digits(number)[-9:] in same for number in wanted)
        elif name in ("wishes", "preferred_contact"):
            yield sorted(seen or ()) == sorted(wanted)
        elif name not in ("property", "property_also", "phone_any"):
            yield folded(seen) == folded(wanted) if isinstance(wanted, str) else bool(seen) == bool(wanted)


def reaches(expected: dict, read: dict, known: set) -> bool:
    """Whether the first reference that the agency knows is that of the expected property."""
    wanted = {key(name) for name in (expected.get("property"), *expected.get("property_also", ())) if name}
    found = [key(name) for name in (*read["property_refs"], *read["reference_candidates"]) if key(name) in known]
    return bool(found) and found[0] in wanted


def scores(folder: Path):
    """Count (right, of all) kinds, inquiries, values, properties; and the mails wrongly read as a sure inquiry."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    data = json.loads((folder / "rules.json").read_text("utf-8"))
    rules, known = from_json(data), {key(name) for name in data["references"]}
    counted = {name: [] for name in ("kinds", "inquiries", "values", "properties")}
    answered = []
    for name, mail in expected.items():
        read = parsing.parse((folder / name).read_bytes(), rules).to_dict()
        counted["kinds"].append(read["kind"] in (mail["kind"], *mail.get("kind_also", ())))
        if mail["must_not_answer"] and read["kind"] == "inquiry" and not read["unsure"]:
            answered.append(name)
        left = list(read["inquiries"]) if read["kind"] in ("inquiry", "owner_lead") else []
        for inquiry in mail["inquiries"]:
            best = max(
                left, key=lambda found: sum(values(inquiry, found)) + 6 * reaches(inquiry, found, known), default=None
            )
            counted["inquiries"].append(best is not None)
            counted["values"] += values(inquiry, best or {}) if best else [False for _ in values(inquiry, {})]
            if inquiry.get("property"):
                counted["properties"].append(best is not None and reaches(inquiry, best, known))
            if best is not None:
                left.remove(best)
    return {name: sum(right) / len(right) for name, right in counted.items()}, answered


@pytest.mark.parametrize("name", REACHED)
def test_unseen_mails_are_read_as_well_as_they_were(name):
    shares, answered = scores(HERE / name)
    assert answered == [], "no answer to what is no inquiry"
    for (what, share), reached in zip(shares.items(), REACHED[name], strict=True):
        assert share >= reached, (what, share)


@pytest.mark.parametrize("name", CASES)
def test_situation_that_once_went_wrong(name):
    rules = from_json({"own_domains": ["rheinblick-immobilien.example"]})
    mail = parsing.parse((HERE / "cases" / name).read_bytes(), rules)
    expected = dict(CASES[name]["expected"])
    assert mail.kind == expected.pop("kind", mail.kind)
    assert mail.kind != expected.pop("kind_not", None)
    if not expected:
        return
    read = mail.inquiries[0].to_dict()
    if wanted := expected.pop("ref", None) or expected.pop("ref_any", None):
        assert key(wanted) in [key(ref) for ref in (*read["property_refs"], *read["reference_candidates"])]
    assert expected.pop("message_contains", "") in " ".join((read["message"] or "").split())
    if lacks := expected.pop("message_lacks", None):
        assert lacks not in (read["message"] or "")
    assert {field: read[field] for field in expected} == expected
