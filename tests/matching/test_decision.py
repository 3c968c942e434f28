"""The second opinion of counted pairs: where it decides, and what it leaves to the rules."""

from dataclasses import replace

import pytest

from anfragemanager.matching import BALANCED, PRESETS, Person, prepare
from anfragemanager.matching.candidates import judge_candidates
from anfragemanager.matching.decision import DOUBT, WORTH_A_LOOK, decide, features, probability, settle, weights
from anfragemanager.matching.levels import probabilities

# Every field of one person, and what tells of two.
NAMES = [("last_name", "equal"), ("first_name", "equal"), ("gender", "equal")]
DOOR = [("place", "equal"), ("street", "equal"), ("house_number", "equal")]
KNOWN = [*NAMES, *DOOR, ("phone", "equal_mobile")]
OTHER = [("last_name", "equal"), ("first_name", "different"), *DOOR]


def test_every_weight_is_of_a_level_of_the_table():
    told = {
        *probabilities(),
        *(("rests_on", base) for base in ("own", "contact", "address", "rare_name", "name")),
        *(("pair", name) for name in ("constant", "score", "rival")),
    }
    assert weights().keys() <= told
    # what the table tells apart has been counted, but for what hardly ever happens
    assert len(weights()) > 0.7 * len(probabilities())


def test_who_agrees_in_all_is_likelier_than_who_has_another_name():
    assert probability(KNOWN, 0.999) > 0.999 > 0.5 > probability(OTHER, 0.2)
    # a level that was never counted weighs nothing
    assert probability([*KNOWN, ("birth_date", "of_tomorrow")], 0.999) == probability(KNOWN, 0.999)


def test_a_better_candidate_makes_another_less_likely():
    assert probability(KNOWN, 0.9, rival=0.99) < probability(KNOWN, 0.9, rival=0.0)


def test_a_score_at_its_end_is_no_surer_than_the_limit():
    assert features(NAMES, 1.0, 0.0) == features(NAMES, 1 - 1e-9, 0.0)
    assert features(NAMES, 0.0, 0.0) == features(NAMES, 1e-9, 0.0)


@pytest.mark.parametrize(
    ("verdict", "likely", "decided"),
    [
        ("duplicate", DOUBT, "duplicate"),
        ("duplicate", DOUBT - 0.01, "possible"),
        ("possible", 0.91, "duplicate"),
        ("possible", 0.90, "possible"),
        ("possible", 0.0, "possible"),
        ("related", BALANCED.possible * WORTH_A_LOOK, "possible"),
        ("related", BALANCED.possible * WORTH_A_LOOK - 0.01, "related"),
    ],
)
def test_where_counted_pairs_decide(verdict, likely, decided):
    assert settle(KNOWN, verdict, likely, BALANCED) == decided


@pytest.mark.parametrize(
    "levels",
    [
        # namesakes, the more the larger the book
        NAMES,
        [*NAMES, ("place", "equal")],
        # another name, or what one says of himself
        [*OTHER, ("phone", "equal_mobile")],
        [("last_name", "equal"), ("first_name", "different_unclear"), ("phone", "equal_mobile"), ("email", "equal")],
        [*KNOWN[:2], ("gender", "different"), *DOOR],
        [*KNOWN, ("generation", "one_sided")],
        [*KNOWN[:3], *DOOR, ("email", "different_named")],
        [("last_name", "different"), *KNOWN[1:]],
        # next door
        [*NAMES, ("place", "equal"), ("street", "equal"), ("house_number", "different")],
        # brothers may bear two forms of a name, and two firms one name
        [("last_name", "equal"), ("first_name", "short_form"), *DOOR, ("phone", "different_mobile")],
        [("company_name", "other_form"), *DOOR, ("phone", "equal")],
        [("company_name", "similar"), ("phone", "equal")],
        [("company_name", "equal_short")],
        # one of the family at this door; a part of a name, which may be the father's second one
        [("last_name", "equal"), *DOOR],
        [("last_name", "equal"), ("first_name", "second_part"), *DOOR],
        [("last_name", "equal"), ("phone", "similar")],
        # there may be two of the name in a firm
        [("first_name", "equal"), ("phone", "equal"), ("company", "equal")],
        [("last_name", "typo"), ("first_name", "equal"), ("company", "equal"), ("phone", "equal")],
    ],
)
def test_what_says_two_people_is_never_made_sure(levels):
    assert settle(levels, "possible", 1.0, BALANCED) == "possible"


@pytest.mark.parametrize(
    "levels",
    [
        [("last_name", "equal"), ("first_name", "different_gender"), ("phone", "equal_mobile")],
        [("party", "company_of_name"), ("company", "different"), ("phone", "equal")],
        [*NAMES, ("generation", "one_sided_senior"), *DOOR],
        [("last_name", "different"), ("first_name", "equal"), ("company", "equal"), ("phone", "equal")],
    ],
)
def test_who_are_clearly_two_are_not_asked_about(levels):
    assert settle(levels, "related", 1.0, BALANCED) == "related"


def test_who_writes_from_the_firms_mailbox_in_its_name_may_be_asked_about():
    shared = [("last_name", "different"), ("company", "equal"), ("email", "equal_shared")]
    assert settle([*shared, ("first_name", "different_gender")], "related", 1.0, BALANCED) == "possible"
    # two of one first name at one switchboard
    assert settle([*shared, ("first_name", "equal")], "related", 1.0, BALANCED) == "related"


def test_the_rival_is_the_best_of_the_others():
    asks = prepare(Person(first_name="Eva", last_name="Stein", emails=("eva.stein@web.de",), phones=("030 2312500",)))
    same = replace(asks.person, phones=())
    near = replace(asks.person, first_name="Eva-Maria", emails=())
    judged = judge_candidates(asks, [prepare(near), prepare(same)], BALANCED, frozenset())
    assert [rival for *_pair, rival in judged] == [judged[1][2], judged[0][2]]
    assert [rival for *_pair, rival in judge_candidates(asks, [prepare(same)], BALANCED, frozenset())] == [0.0]


def test_a_model_that_is_sure_of_less_is_not_made_sure():
    assert settle(KNOWN, "possible", 1.0, PRESETS["strict"]) == "possible"
    assert settle(KNOWN, "related", 1.0, PRESETS["strict"]) == "possible"


def test_rules_of_other_systems_and_strangers_are_left_alone():
    for name in ("onoffice", "flowfact", "followupboss"):
        assert decide(OTHER, 0.0, "duplicate", PRESETS[name]) == "duplicate"
    assert decide(KNOWN, 0.999, "different", BALANCED) == "different"


def test_a_mailbox_owner_may_raise_the_threshold():
    asks_for_more = BALANCED.with_thresholds(0.99, 0.5)
    assert settle(KNOWN, "possible", 0.97, BALANCED) == "duplicate"
    assert settle(KNOWN, "possible", 0.97, asks_for_more) == "possible"
    assert settle(KNOWN, "possible", 0.9999, BALANCED.with_thresholds(1.0, 0.5)) == "possible"


def test_a_salutation_the_portal_preselected_does_not_gainsay_a_mobile():
    pair = [("last_name", "equal"), ("first_name", "typo"), ("gender", "different"), ("phone", "equal_mobile")]
    assert settle(pair, "possible", 0.99, BALANCED) == "duplicate"
    for place, other in ((1, ("first_name", "initial")), (3, ("phone", "equal")), (0, ("last_name", "part"))):
        assert settle([*pair[:place], other, *pair[place + 1 :]], "possible", 0.99, BALANCED) == "possible"
