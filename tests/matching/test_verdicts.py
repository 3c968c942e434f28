"""What the fields of a pair amount to, and the keys under which contacts meet."""

import pytest

from anfragemanager.matching import BALANCED, PRESETS, Person, blocking_keys, prepare
from anfragemanager.matching.compare_address import compare_address
from anfragemanager.matching.verdict import judge, names_agree, rests_on

NAME = {"last_name": "equal", "first_name": "equal", "gender": "equal", "company": "unknown"}
OTHERS = {"own_details": "unknown"}
DOOR = {"place": "equal", "street": "equal", "house_number": "equal"}


@pytest.mark.parametrize(
    ("story", "levels", "verdict", "base"),
    [
        ("name", {**NAME}, "different", "name"),
        ("name place", {**NAME, "place": "equal"}, "possible", "name"),
        (
            "common name place",
            {**NAME, "last_name": "equal_common", "first_name": "equal_common", "place": "equal"},
            "possible",
            "name",
        ),
        ("door", {**NAME, **DOOR}, "duplicate", "address"),
        ("door mail diff", {**NAME, **DOOR, "email": "different_own"}, "duplicate", "address"),
        ("door mail diff, mobile new", {**NAME, **DOOR, **OTHERS, "email": "different_own"}, "duplicate", "address"),
        (
            "own mobile, mail diff",
            {**NAME, **OTHERS, "email": "different_own", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        ("other house", {**NAME, **DOOR, "house_number": "different"}, "possible", "address"),
        (
            "other house, rare name",
            {**NAME, **DOOR, "last_name": "equal_rare", "house_number": "different"},
            "duplicate",
            "address",
        ),
        (
            "other house, rare name, mail diff",
            {**NAME, **DOOR, "last_name": "equal_rare", "house_number": "different", "email": "different"},
            "possible",
            "address",
        ),
        (
            "other house, rare name, slip",
            {**NAME, **DOOR, "last_name": "equal_rare", "first_name": "typo", "house_number": "different"},
            "possible",
            "address",
        ),
        (
            "other house, mail diff",
            {**NAME, **DOOR, "house_number": "different", "email": "different"},
            "possible",
            "address",
        ),
        (
            "door both diff",
            {**NAME, **DOOR, **OTHERS, "email": "different_own", "phone": "different_mobile"},
            "duplicate",
            "address",
        ),
        (
            "door same_company + other mobile",
            {**NAME, **DOOR, **OTHERS, "email": "same_company", "phone": "equal_other_mobile"},
            "duplicate",
            "contact",
        ),
        ("door other mobile only", {**NAME, **DOOR, "phone": "different_mobile"}, "duplicate", "address"),
        (
            "door other mobile, nearly",
            {**NAME, **DOOR, "first_name": "short_form", "phone": "different_mobile"},
            "possible",
            "address",
        ),
        (
            "couple both diff",
            {**NAME, **DOOR, "email": "different", "phone": "different_mobile", "party": "couple_and_person"},
            "duplicate",
            "address",
        ),
        (
            "couple each",
            {**NAME, **DOOR, **OTHERS, "phone": "different_each", "party": "couple_and_person"},
            "duplicate",
            "address",
        ),
        (
            "couple each, no mail",
            {**NAME, **DOOR, "phone": "different_each", "party": "couple_and_person"},
            "duplicate",
            "address",
        ),
        ("mobile", {**NAME, "phone": "equal_mobile"}, "duplicate", "own"),
        ("landline", {**NAME, "phone": "equal"}, "duplicate", "contact"),
        ("many", {**NAME, "phone": "equal_many"}, "possible", "name"),
        ("mail shared", {**NAME, "email": "equal_shared"}, "duplicate", "contact"),
        ("first different, own", {**NAME, "first_name": "different", "phone": "equal_mobile"}, "related", "own"),
        (
            "first different, own, door",
            {**NAME, **DOOR, "first_name": "different", "phone": "equal_mobile"},
            "related",
            "own",
        ),
        ("first unclear, own", {**NAME, "first_name": "different_unclear", "phone": "equal_mobile"}, "possible", "own"),
        ("first unclear, mail", {**NAME, "first_name": "different_unclear", "email": "equal"}, "possible", "own"),
        ("near", {**NAME, "first_name": "near", "phone": "equal_mobile"}, "possible", "own"),
        ("cognate mobile", {**NAME, "first_name": "cognate", "phone": "equal_mobile"}, "duplicate", "own"),
        ("cognate mail", {**NAME, "first_name": "cognate", "email": "equal"}, "possible", "own"),
        (
            "cognate two own",
            {**NAME, "first_name": "cognate", "phone": "equal_mobile", "email": "equal"},
            "duplicate",
            "own",
        ),
        ("gen one", {**NAME, "generation": "one_sided", "phone": "equal_mobile"}, "possible", "own"),
        ("gen two", {**NAME, "generation": "one_sided", "phone": "equal_mobile", "email": "equal"}, "duplicate", "own"),
        ("gen row", {**NAME, "generation": "one_sided_row", "email": "equal"}, "duplicate", "own"),
        (
            "gen row other mobile",
            {**NAME, "generation": "one_sided_row", "email": "equal", "phone": "different_mobile"},
            "possible",
            "own",
        ),
        (
            "slip and wrong salutation, both own",
            {**NAME, "first_name": "similar", "gender": "different", "phone": "equal_mobile", "email": "equal"},
            "duplicate",
            "own",
        ),
        (
            "slip and wrong salutation, one own",
            {**NAME, "first_name": "similar", "gender": "different", "email": "equal"},
            "possible",
            "own",
        ),
        ("gen asks door", {**NAME, **DOOR, "generation": "one_sided"}, "related", "address"),
        ("gen asks line", {**NAME, "generation": "one_sided", "phone": "equal"}, "related", "contact"),
        ("gen row door", {**NAME, **DOOR, "generation": "one_sided_row"}, "possible", "address"),
        (
            "cognate mailbox of the name",
            {**NAME, "first_name": "cognate", "email": "equal_named"},
            "duplicate",
            "own",
        ),
        (
            "cognate mailbox, each a mobile",
            {**NAME, "first_name": "cognate", "email": "equal_named", "phone": "different_mobile"},
            "possible",
            "own",
        ),
        ("gen senior mail", {**NAME, "generation": "one_sided_senior", "email": "equal"}, "duplicate", "own"),
        ("gen senior mobile", {**NAME, "generation": "one_sided_senior", "phone": "equal_mobile"}, "possible", "own"),
        (
            "gen senior other mobile",
            {**NAME, "generation": "one_sided_senior", "email": "equal", "phone": "different_mobile"},
            "possible",
            "own",
        ),
        ("gen senior line", {**NAME, "generation": "one_sided_senior", "phone": "equal"}, "possible", "contact"),
        (
            "gen senior line, each a mailbox",
            {**NAME, "generation": "one_sided_senior", "phone": "equal", "email": "different_own"},
            "related",
            "contact",
        ),
        ("gen junior line", {**NAME, "generation": "one_sided", "phone": "equal"}, "related", "contact"),
        ("gen senior door", {**NAME, **DOOR, "generation": "one_sided_senior"}, "related", "address"),
        (
            "siblings' names, each a mailbox",
            {**NAME, **DOOR, "first_name": "short_form", "email": "different_own"},
            "possible",
            "address",
        ),
        (
            "siblings' names, each a line",
            {**NAME, **DOOR, "first_name": "second_part", "phone": "different"},
            "possible",
            "address",
        ),
        ("short form at a door", {**NAME, **DOOR, "first_name": "short_form"}, "duplicate", "address"),
        (
            "short form of a couple's partner",
            {**NAME, **DOOR, "first_name": "short_form", "party": "couple_and_person", "phone": "different_mobile"},
            "duplicate",
            "address",
        ),
        (
            "man of a new name",
            {**NAME, "last_name": "different_man", "first_name": "equal_common", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "married, each a mailbox",
            {**NAME, "last_name": "different", "phone": "equal_mobile", "email": "different_own"},
            "duplicate",
            "own",
        ),
        ("married", {**NAME, "last_name": "different", "phone": "equal_mobile"}, "duplicate", "own"),
        (
            "married, mobile and door",
            {**NAME, **DOOR, "last_name": "different", "first_name": "equal_common", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        ("gen asks mail", {**NAME, "generation": "one_sided", "email": "equal"}, "possible", "own"),
        ("gen row line", {**NAME, "generation": "one_sided_row", "phone": "equal"}, "possible", "contact"),
        (
            "crosswise, both nearly",
            {**NAME, **DOOR, "name_order": "swapped", "last_name": "similar", "first_name": "short_form"},
            "possible",
            "address",
        ),
        (
            "crosswise, one nearly",
            {**NAME, **DOOR, "name_order": "swapped", "last_name": "similar"},
            "duplicate",
            "address",
        ),
        ("in mail line", {**NAME, "first_name": "in_mail", "phone": "equal"}, "duplicate", "contact"),
        (
            "in mail line, other mailbox",
            {**NAME, "first_name": "in_mail", "phone": "equal", "email": "different_own"},
            "duplicate",
            "contact",
        ),
        ("gen diff", {**NAME, "generation": "different", "phone": "equal_mobile", "email": "equal"}, "possible", "own"),
        ("initial own", {**NAME, "first_name": "initial", "phone": "equal_mobile"}, "duplicate", "own"),
        (
            "initial own gender",
            {**NAME, "first_name": "initial", "gender": "different", "phone": "equal_mobile"},
            "possible",
            "own",
        ),
        ("initial landline", {**NAME, "first_name": "initial", "phone": "equal"}, "duplicate", "contact"),
        (
            "initial landline, each a mobile",
            {**NAME, "first_name": "initial", "phone": "equal_other_mobile"},
            "possible",
            "contact",
        ),
        (
            "initial landline, each a mailbox",
            {**NAME, "first_name": "initial", "phone": "equal", "email": "different_own"},
            "possible",
            "contact",
        ),
        (
            "initial 2 own gender",
            {**NAME, "first_name": "initial", "gender": "different", "phone": "equal_mobile", "email": "equal"},
            "duplicate",
            "own",
        ),
        ("gender diff equal name", {**NAME, "gender": "different", "phone": "equal_mobile"}, "duplicate", "own"),
        (
            "gender diff short",
            {**NAME, "first_name": "short_form", "gender": "different", "phone": "equal_mobile", "email": "equal"},
            "duplicate",
            "own",
        ),
        (
            "gender diff short, mobile alone",
            {**NAME, "first_name": "short_form", "gender": "different", "phone": "equal_mobile"},
            "possible",
            "own",
        ),
        (
            "gender diff, named mailbox",
            {**NAME, "first_name": "in_mail", "gender": "different", "email": "equal_named"},
            "duplicate",
            "own",
        ),
        (
            "gender diff, a couple's mailbox",
            {**NAME, "first_name": "in_mail", "gender": "different", "email": "equal", "party": "couple_and_person"},
            "possible",
            "own",
        ),
        ("married own", {**NAME, "last_name": "different", "phone": "equal_mobile"}, "duplicate", "own"),
        ("married landline door", {**NAME, **DOOR, "last_name": "different", "phone": "equal"}, "duplicate", "contact"),
        ("married landline", {**NAME, "last_name": "different", "phone": "equal"}, "possible", "contact"),
        ("married door", {**NAME, **DOOR, "last_name": "different"}, "possible", "address"),
        (
            "married door other mobile",
            {**NAME, **DOOR, "last_name": "different", "phone": "different_mobile"},
            "different",
            "address",
        ),
        ("man door", {**NAME, **DOOR, "last_name": "different_man"}, "possible", "address"),
        (
            "man door other mail",
            {**NAME, **DOOR, "last_name": "different_man", "email": "different"},
            "different",
            "address",
        ),
        ("man own", {**NAME, **DOOR, "last_name": "different_man", "email": "equal"}, "duplicate", "own"),
        (
            "colleague",
            {**NAME, **DOOR, "last_name": "different", "company": "equal", "phone": "equal"},
            "related",
            "contact",
        ),
        (
            "colleague own",
            {**NAME, **DOOR, "last_name": "different", "company": "equal", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "colleagues",
            {**NAME, "last_name": "different", "first_name": "different", "company": "equal", "phone": "same_exchange"},
            "related",
            "contact",
        ),
        (
            "nameless own",
            {"last_name": "equal", "gender": "equal_nameless", "company": "unknown", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "nameless door",
            {**DOOR, "last_name": "equal", "gender": "equal_nameless", "company": "unknown"},
            "possible",
            "address",
        ),
        (
            "nameless gender",
            {"last_name": "equal", "gender": "different_nameless", "company": "unknown", "phone": "equal_mobile"},
            "possible",
            "own",
        ),
        (
            "nameless gender door",
            {**DOOR, "last_name": "equal", "gender": "different_nameless", "company": "unknown"},
            "related",
            "address",
        ),
        (
            "family own door",
            {**DOOR, "last_name": "equal", "party": "family_and_person", "company": "unknown", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "family own",
            {"last_name": "equal", "party": "family_and_person", "company": "unknown", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "family mail, other mobile",
            {"last_name": "equal", "party": "family_and_person", "email": "equal", "phone": "different_mobile"},
            "duplicate",
            "own",
        ),
        ("door, mail of another name", {**NAME, **DOOR, "email": "different_named"}, "possible", "address"),
        (
            "mobile, mail of another name",
            {**NAME, "email": "different_named", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "family door",
            {**DOOR, "last_name": "equal", "party": "family_and_person", "company": "unknown"},
            "possible",
            "address",
        ),
        (
            "typo door, other number",
            {**NAME, "last_name": "typo", "place": "equal", "street": "equal", "house_number": "different"},
            "possible",
            "address",
        ),
        (
            "equal door, other number",
            {**NAME, "place": "equal", "street": "equal", "house_number": "different"},
            "possible",
            "address",
        ),
        (
            "other street same number",
            {**NAME, "place": "equal", "house_number": "equal_other_street"},
            "possible",
            "address",
        ),
        (
            "other street same number other mail",
            {**NAME, "place": "equal", "house_number": "equal_other_street", "email": "different"},
            "possible",
            "address",
        ),
        ("household", {**NAME, **DOOR, "first_name": "different"}, "related", "address"),
        (
            "household other house",
            {**NAME, "first_name": "different", "place": "equal", "street": "equal", "house_number": "different"},
            "different",
            "address",
        ),
        ("neighbour", {**NAME, **DOOR, "last_name": "different", "first_name": "different"}, "different", "address"),
        ("tax", {**NAME, "first_name": "different", "tax_id": "equal"}, "possible", "own"),
        ("birth", {**NAME, "birth_date": "equal"}, "duplicate", "own"),
        ("birth diff", {**NAME, **DOOR, "birth_date": "different", "email": "equal"}, "possible", "own"),
        ("company", {**DOOR, "company_name": "equal"}, "duplicate", "contact"),
        ("company phone", {"company_name": "similar", "phone": "equal"}, "possible", "contact"),
        ("company person", {"party": "company_and_person", "phone": "equal_mobile"}, "related", "own"),
        ("company of name", {"party": "company_of_name", "phone": "equal_mobile"}, "duplicate", "own"),
        ("nameless landline", {"last_name": "equal", "phone": "equal_nameless"}, "duplicate", "contact"),
        ("nameless common landline", {"last_name": "equal_common", "phone": "equal_nameless"}, "duplicate", "contact"),
        (
            "nameless, other gender",
            {"last_name": "equal", "gender": "different_nameless", "phone": "equal_nameless"},
            "related",
            "contact",
        ),
        (
            "family's line",
            {"last_name": "equal", "party": "family_and_person", "phone": "equal_nameless", "email": "different"},
            "duplicate",
            "contact",
        ),
        (
            "family's door",
            {**DOOR, "last_name": "equal", "party": "family_and_person", "email": "different"},
            "possible",
            "address",
        ),
        (
            "initial at the door",
            {**NAME, **DOOR, "first_name": "initial", "gender": "equal", "phone": "different_mobile"},
            "duplicate",
            "address",
        ),
        (
            "second first name, other mobile",
            {**NAME, **DOOR, "first_name": "part", "gender": "equal", "phone": "different_mobile"},
            "duplicate",
            "address",
        ),
        (
            "part of a double name, other mobile",
            {**NAME, **DOOR, "last_name": "part", "gender": "equal", "phone": "different_mobile"},
            "duplicate",
            "address",
        ),
        (
            "two slips, other mobile",
            {**NAME, **DOOR, "last_name": "similar", "first_name": "similar", "phone": "different_mobile"},
            "possible",
            "address",
        ),
        ("company of name landline", {**DOOR, "party": "company_of_name", "phone": "equal"}, "possible", "contact"),
        (
            "owner asks for his firm",
            {"party": "company_of_name", "company": "equal", "phone": "equal", "email": "equal"},
            "duplicate",
            "own",
        ),
        (
            "somebody of the name, the firm's line",
            {"party": "company_of_name", "company": "equal", "phone": "equal"},
            "possible",
            "contact",
        ),
        ("owner asks, other line", {"party": "company_of_name", "company": "equal"}, "possible", "contact"),
        (
            "owner asks, nothing else of it",
            {
                "party": "company_of_name",
                "company": "equal",
                "place": "different",
                "phone": "different",
                "email": "different_own",
            },
            "possible",
            "contact",
        ),
        (
            "the firm itself, elsewhere",
            {
                "party": "firm_itself",
                "company": "equal",
                "email": "equal_shared",
                "place": "different",
                "phone": "different",
            },
            "possible",
            "contact",
        ),
        (
            "heard at the door, other mobile",
            {**NAME, **DOOR, "last_name": "sounds_alike", "phone": "different_mobile"},
            "duplicate",
            "address",
        ),
        (
            "a woman's mobile, a common name",
            {**NAME, "last_name": "different", "first_name": "equal_common", "phone": "equal_mobile"},
            "duplicate",
            "own",
        ),
        (
            "clerk asks for the firm",
            {"party": "company_and_person", "company": "equal", "phone": "equal"},
            "possible",
            "contact",
        ),
        (
            "clerk asks, own line",
            {"party": "company_and_person", "company": "equal", "email": "same_company"},
            "related",
            "contact",
        ),
        ("double place", {**NAME, "last_name": "equal_double", "place": "equal"}, "possible", "rare_name"),
        ("double", {**NAME, "last_name": "equal_double"}, "possible", "name"),
        ("rare town", {**NAME, "last_name": "equal_rare", "place": "same_city"}, "possible", "rare_name"),
        ("rare elsewhere", {**NAME, "last_name": "equal_rare", "place": "different"}, "possible", "name"),
        ("rare, no first name", {"last_name": "equal_rare", "place": "equal"}, "different", "name"),
        ("two couples", {**NAME, "party": "same_couple"}, "possible", "rare_name"),
        ("one of couple door", {**NAME, **DOOR, "first_name": "one_of_couple"}, "possible", "address"),
        ("one of couple", {**NAME, "first_name": "one_of_couple", "place": "equal"}, "different", "name"),
        ("in mail", {**NAME, **DOOR, "last_name": "in_mail"}, "possible", "address"),
        ("first in mail door", {**NAME, **DOOR, "first_name": "in_mail"}, "duplicate", "address"),
        ("first in mail", {**NAME, "first_name": "in_mail"}, "different", "name"),
    ],
)
def test_what_the_levels_amount_to(story, levels, verdict, base):
    pair = list(levels.items())
    assert (judge(pair, BALANCED)[1], rests_on(pair)) == (verdict, base), story


@pytest.mark.parametrize(
    "levels",
    [
        {"email": "different_own", **OTHERS},
        {"email": "different_own", "phone": "different_mobile", **OTHERS},
        {"email": "different_own"},
        {"phone": "different_mobile", "email": "different"},
        {"phone": "different_each", "party": "couple_and_person", **OTHERS},
        {"first_name": "spelling", "phone": "different"},
        {"first_name": "part", "phone": "different"},
    ],
)
def test_strict_rules_ask_where_the_door_agrees_and_anything_else_does_not(levels):
    pair = list({**NAME, **DOOR, **levels}.items())
    assert judge(pair, BALANCED)[1] == "duplicate"
    assert judge(pair, PRESETS["strict"])[1] == "possible"


def keys(**values):
    return set(blocking_keys(prepare(Person(**values))))


def test_keys_of_a_person():
    found = keys(
        first_name="Uwe",
        last_name="Kaltenrath",
        emails=("u.k@web.de",),
        phones=("0171 2345678", "0221 4711081"),
        street="Lindenweg 12a",
        zip="50667",
        city="Köln",
        birth_date="30.4.1960",
        tax_id="DE 123456789",
    )
    assert found >= {
        "e:u.k@web.de",
        "p:1712345678",
        "p:2214711081",
        "t:DE123456789",
        "nz:452672:50667",
        "nc:452672:456",
        "nh:45:50667:12",
        "bl:19600430:45",
        "bz:19600430:50",
        "sc:562:456",
        "sh:562:12",
        "sn:562:12:456",
    }
    kinds = {key.partition(":")[0] for key in found}
    assert kinds == {"e", "p", "t", "nz", "nc", "nh", "pl", "pf", "bl", "bz", "sc", "sh", "sn", "fn", "fz", "fh", "fs"}


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"first_name": "Uwe", "last_name": "Voss", "city": "Bonn"}, {"fn", "fz", "nc"}),
        ({"first_name": "Uwe", "last_name": "Voss", "street": "Ring 3"}, {"fn", "fs", "sh"}),
        ({"first_name": "Uwe", "last_name": "Voss", "street": "Ring", "city": "Bonn"}, {"fn", "fs", "fz", "nc", "sc"}),
        ({"last_name": "Voss", "zip": "53111", "birth_date": "1960-04-30"}, {"bl", "bz", "nz"}),
        ({"last_name": "Voss", "birth_date": "1960-04-30"}, {"bl"}),
        ({"first_name": "U.", "last_name": "Voss", "zip": "53111"}, {"nz"}),
        (
            {"last_name": "Voss", "zip": "53111", "street": "Ring 3", "city": "Bonn"},
            {"nz", "nc", "nh", "sc", "sh", "sn"},
        ),
        (
            {"company": "Bau Huber GmbH", "is_company": True, "zip": "80331", "phones": ("089 1234567",)},
            {"c", "cz", "p"},
        ),
        ({"company": "Bau Huber GmbH", "is_company": True, "city": "München"}, {"c", "cz"}),
        ({"company": "Bau Huber GmbH", "is_company": True, "street": "Ring 3"}, {"c"}),
    ],
)
def test_kinds_of_keys(values, kinds):
    assert {key.partition(":")[0] for key in keys(**values)} == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # moved; married; exchanged; slips; another zip; another number
        ({"first_name": "Uwe", "last_name": "Voss"}, {"first_name": "Uwe", "last_name": "Foss"}),
        ({"first_name": "Uwe", "last_name": "Voss"}, {"first_name": "Voss", "last_name": "Uwe"}),
        ({"first_name": "Thomas", "last_name": "Peter"}, {"first_name": "Peter", "last_name": "Thomas"}),
        ({"first_name": "Sepp", "last_name": "Voss"}, {"first_name": "Josef", "last_name": "Voss"}),
        ({"first_name": "Uwe", "last_name": "Voss geb. Stein"}, {"first_name": "Uwe", "last_name": "Stein"}),
        ({"first_name": "Uwe", "last_name": "Voss-Stein"}, {"first_name": "Uwe", "last_name": "Stein"}),
        ({"last_name": "Vosstein", "zip": "53111"}, {"last_name": "Voss-Stein", "zip": "53111"}),
        (
            {"first_name": "Uwe", "last_name": "Voss", "zip": "53111", "street": "Ring 3"},
            {"first_name": "Uwe", "last_name": "Berg", "zip": "53111", "street": "Rnig 3"},
        ),
        (
            {"first_name": "Uwe", "last_name": "Voss", "zip": "53111", "street": "Ring 3"},
            {"first_name": "Uwe", "last_name": "Berg", "zip": "53113", "street": "Ring 4"},
        ),
    ],
)
def test_who_may_be_one_meets(one, other):
    assert keys(**one) & keys(**other)


def test_who_has_nothing_in_common_does_not_meet():
    one = {"first_name": "Uwe", "last_name": "Voss", "zip": "53111", "street": "Ring 3", "city": "Bonn"}
    assert not keys(**one) & keys(first_name="Eva", last_name="Berg", zip="80331", street="Allee 7", city="München")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("50667", "Köln"), ("50667", "Köln"), "equal"),
        (("50667", ""), ("50667", "Köln"), "equal"),
        (("50667", "Bonn"), ("50667", "Köln"), "equal_zip"),
        (("1010", "Wien", "AT"), ("1010", "Bern", "CH"), "different"),
        (("50667", "Köln"), ("50668", "Köln"), "similar"),
        (("50667", ""), ("50668", ""), "similar"),
        (("50667", "Köln"), ("50676", "Köln"), "similar"),
        (("50667", "Köln"), ("50700", "Köln"), "same_city"),
        (("50667", "Köln"), ("50668", "Bonn"), "different"),
        (("50667", "Köln"), ("1010", "Köln"), "same_city"),
        (("", "Köln"), ("", "Köln"), "same_city"),
        (("", "Köln"), ("", "Bonn"), "different"),
        (("50667", ""), ("", ""), None),
        (("50667", "Köln"), ("", "Köln"), "same_city"),
        (("50667", "Frankfurt"), ("50700", "Frankfurt am Main"), "same_city"),
        (("50667", "Ulm"), ("50700", "Ulmen"), "different"),
        (("53111", "Rheinbach"), ("53999", "Reinbach"), "same_city"),
    ],
)
def test_places(one, other, level):
    found: list[tuple[str, str]] = []
    two = (Person(last_name="x", zip=zip_, city=city, country=(*rest, "DE")[0]) for zip_, city, *rest in (one, other))
    compare_address(*map(prepare, two), found)
    assert dict(found).get("place") == level


@pytest.mark.parametrize(
    ("last", "first", "agree"),
    [
        ("equal", "equal", True),
        ("equal_double", "short_form", True),
        ("equal", "different", False),
        ("equal", "cognate", False),
        ("different", "equal", False),
        ("similar", "equal", False),
    ],
)
def test_names_of_two_rows_agree(last, first, agree):
    assert names_agree([("last_name", last), ("first_name", first)]) is agree
    assert not names_agree([("last_name", last), ("first_name", first), ("generation", "different")])


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        ({**NAME, **DOOR}, "duplicate"),
        ({**NAME, **DOOR, "email": "different"}, "duplicate"),
        ({**NAME, **DOOR, "email": "different_own"}, "possible"),
        ({**NAME, **DOOR, "phone": "different_mobile"}, "possible"),
        ({**NAME, **DOOR, "phone": "different_mobile", "party": "couple_and_person"}, "duplicate"),
        ({**NAME, **DOOR, "email": "different_partner", "party": "couple_and_person"}, "duplicate"),
        ({**NAME, "phone": "equal_mobile", "email": "different_own"}, "duplicate"),
        ({**NAME, **DOOR, "first_name": "initial", "gender": "equal"}, "possible"),
    ],
)
def test_the_strict_rules_ask_about_one_other_detail(levels, verdict):
    assert judge(list(levels.items()), PRESETS["strict"])[1] == verdict
