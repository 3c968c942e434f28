"""Kinds of pairs that only books written by strangers showed: each with its counterpart that stays apart."""

from dataclasses import replace

import pytest

from anfragemanager.matching import PRESETS, Person, compare, match_candidates, prepare
from anfragemanager.matching.verdict import rests_on

RANIA = Person(
    id="r", salutation="Frau", first_name="Rania", last_name="Kaltenrath", emails=("rania.k@web.de",),
    phones=("0171 2345678",), street="Lindenweg 12", zip="50667", city="Köln",
)  # fmt: skip
DOOR = {"street": RANIA.street, "zip": RANIA.zip, "city": RANIA.city}
NOTHING = {"emails": (), "phones": (), "street": "", "zip": "", "city": ""}


def seen(one: Person, other: Person):
    return compare(prepare(one), prepare(other))


def verdict(one: Person, other: Person) -> str:
    comparison = seen(one, other)
    assert seen(other, one).verdict == comparison.verdict
    return comparison.verdict


def levels(one: Person, other: Person) -> dict[str, str]:
    return {item.field: item.level for item in seen(one, other).evidence}


def test_surname_of_two_words_in_one_field():
    bakr = replace(RANIA, last_name="Abu Bakr")
    assert verdict(bakr, replace(bakr, first_name="", emails=())) == "duplicate"
    assert prepare(replace(bakr, first_name="")).people[0].first == ()
    # a first name that also opens surnames stays one
    assert prepare(replace(bakr, first_name="", last_name="Ben Müller")).people[0].first == ("ben",)


@pytest.mark.parametrize("company", ["Andrea + Alexander Ludwig", "Andrea und Alexander Ludwig"])
def test_couple_in_the_column_of_the_company(company):
    moved = Person(company=company, salutation="Eheleute", **DOOR)
    assert [name.last for name in prepare(moved).people] == ["ludwig", "ludwig"]
    assert prepare(replace(moved, salutation="")).is_company


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Hans und", "Maria Huber"),
        ("Hans", "und Maria Huber"),
        ("Hans &", "Maria Huber"),
        ("Suad, Hans", "Huber"),
        ("", "Dirk Stefan und Viviane Huber"),
    ],
)
def test_couples_however_the_fields_divide_them(first, last):
    people = prepare(Person(salutation="Familie", first_name=first, last_name=last)).people
    assert len(people) > 1
    assert {name.last for name in people if name.last != "stefan"} == {"huber"}
    if "Stefan" in last:
        assert ("dirk", "stefan") in {name.first for name in people}


def test_of_two_readings_the_one_with_the_right_surname_counts():
    couple = Person(first_name="Detlev Falkner und Aurora", last_name="Bösch", **DOOR)
    assert levels(Person(first_name="Delev", last_name="Falkner", **DOOR), couple)["last_name"] == "equal"


@pytest.mark.parametrize(("first", "last", "other"), [("Baumann", "Sönke", "Bauman"), ("Eberhofer", "N.", "Eberhofer")])
def test_exchanged_names_beside_a_row_without_first_name(first, last, other):
    one = replace(RANIA, salutation="", first_name=first, last_name=last, emails=())
    assert verdict(one, replace(one, first_name="", last_name=other, **{**NOTHING, "phones": one.phones})) != "related"


def test_own_mobile_and_surname_without_first_name_are_asked_whatever_the_salutation():
    known = replace(RANIA, street="", emails=("kaltenrath17@gmx.de",))
    asked = replace(known, salutation="Herr", first_name="", emails=("kaltenrath54@web.de",))
    assert verdict(known, asked) == "possible"
    assert verdict(known, replace(asked, phones=("0160 7654321",))) == "different"
    # spouses share a mobile or a mailbox, hardly both
    assert verdict(RANIA, replace(asked, emails=RANIA.emails)) == "duplicate"


def test_misspelt_mailbox_made_of_the_name():
    one = replace(RANIA, **{**NOTHING, "emails": ("rania.kaltenrath@web.de",)})
    assert levels(one, replace(one, emails=("raania.kaltenrath@web.de",)))["email"] == "similar"
    # another way to write the same name is another mailbox
    assert levels(one, replace(one, emails=("raniakaltenrath@web.de",)))["email"] == "different"
    # two people of one kind of address
    other = replace(one, first_name="Dania", emails=("dania.kaltenrath@web.de",))
    assert levels(one, other)["email"] == "different"


def test_mailbox_tells_the_other_surname():
    row = replace(RANIA, first_name="Ion und Maria", last_name="Popa", emails=("dumitrescu58@web.de",), phones=())
    asked = replace(RANIA, salutation="Herr", first_name="Ion", last_name="Dumitrescu", phones=())
    assert levels(asked, row)["last_name"] == "in_mail"
    assert verdict(asked, row) in ("possible", "duplicate")
    assert levels(asked, replace(row, emails=("familie.dumitrescu@web.de",)))["last_name"] == "in_mail"
    assert levels(asked, replace(row, emails=("popa58@web.de",)))["last_name"] == "different"
    # the word is the owner's own first name
    martin = replace(RANIA, first_name="Martin", last_name="Jung", emails=("martin.jung@web.de",))
    assert levels(martin, replace(RANIA, first_name="Martin", last_name="Martin"))["last_name"] == "different"


def test_mailbox_under_the_name_of_the_company():
    row = replace(RANIA, company="Hofmoser Logistik SE", **{**NOTHING, "phones": ("06172 362116",)})
    asked = replace(RANIA, **{**NOTHING, "emails": ("r.kaltenrath@hofmoser15.de",)})
    assert levels(asked, row)["company"] == "in_domain"
    assert verdict(asked, row) in ("duplicate", "possible")
    assert seen(asked, row).rests_on == "contact"
    assert "company" not in levels(replace(asked, emails=("r.kaltenrath@web.de",)), row)
    # colleagues
    assert verdict(replace(asked, first_name="Peter", salutation="Herr", last_name="Stein"), row) in (
        "related",
        "different",
    )


def test_firm_that_bears_the_persons_name():
    firm = Person(company="Malerbetrieb Kaltenrath", phones=RANIA.phones)
    assert verdict(RANIA, firm) == "duplicate"
    assert verdict(RANIA, replace(firm, company="Malerbetrieb Stein")) == "possible"
    assert verdict(RANIA, replace(firm, phones=(), **DOOR)) in ("related", "different")


def test_couple_of_two_equal_names_is_asked_about_without_anything_else():
    row = Person(first_name="Philipp und Cäcilie", last_name="Rosenstätter", zip="76177", city="Karlsruhe")
    asked = replace(row, first_name="Cäcilie u. Philipp", emails=("c@web.de",))
    assert (verdict(row, asked), seen(row, asked).rests_on) == ("possible", "rare_name")
    other = replace(asked, first_name="Cäcilie u. Jan")
    assert verdict(row, other) in ("related", "different") or seen(row, other).rests_on == "name"


def test_double_surname_in_one_place_is_asked_about():
    row = Person(first_name="Cindy", last_name="Müller-Bergbrock", street="Amselweg 1", zip="80387", city="München")
    asked = replace(row, street="Käthe-Kollwitz-Str. 84", emails=("cm@web.de",))
    assert (verdict(row, asked), seen(row, asked).rests_on) == ("possible", "rare_name")
    elsewhere = replace(asked, zip="20095", city="Hamburg")
    assert seen(row, elsewhere).rests_on == "name"
    assert rests_on([("last_name", "equal_double"), ("first_name", "different"), ("place", "equal")]) == "name"


def test_nameless_row_at_the_door_is_no_certain_duplicate():
    row = Person(salutation="Frau", last_name="Kaltenrat", **DOOR)
    assert verdict(replace(RANIA, emails=(), phones=()), row) == "possible"
    # each with a mobile of her own: mother and daughter, or a new number
    theirs = replace(row, phones=("0160 7654321",))
    assert verdict(replace(RANIA, emails=()), theirs) == "possible"
    assert verdict(replace(RANIA, emails=()), replace(theirs, last_name="Kaltenrath")) == "possible"
    assert verdict(RANIA, replace(theirs, last_name="Kaltenrath", emails=("anna.k@gmx.de",))) != "duplicate"


def test_woman_of_the_same_first_name_next_door():
    other = replace(RANIA, last_name="Berger", emails=("berger28@web.de",))
    assert verdict(RANIA, replace(other, phones=("0160 7654321",))) in ("related", "different")
    assert verdict(RANIA, replace(other, emails=())) == "duplicate"  # married: the mobile is the same


def test_two_mobiles_of_a_couple_are_one_each():
    couple = replace(RANIA, first_name="Jens + Rania", emails=("jens@web.de",), phones=("0160 7654321", "0172 1112223"))
    assert verdict(RANIA, couple) == "duplicate"
    assert compare(prepare(RANIA), prepare(couple), PRESETS["strict"]).verdict == "possible"
    assert verdict(RANIA, replace(couple, phones=("0160 7654321",))) == "duplicate"
    # a landline beside the partner's mobile is the couple's; a number of many proves nothing
    line = "0221 4711081"
    shared = levels(replace(RANIA, phones=(line, *RANIA.phones)), replace(couple, phones=(line, "0160 7654321")))
    assert shared["phone"] == "equal"
    assert "phone" not in levels(replace(RANIA, phones=(line,)), replace(couple, phones=("0160 7654321",)))


def test_what_ought_not_to_be_asked_is_not_among_the_candidates_asked():
    namesake = Person(id="n", first_name="Rania", last_name="Kaltenrath", zip="20095", city="Hamburg")
    found = match_candidates(prepare(RANIA), [prepare(namesake)])
    assert all(comparison.rests_on == "name" for _contact, comparison in found if comparison.verdict == "possible")


def test_mailbox_tells_the_first_name_that_is_missing():
    row = replace(RANIA, emails=(), phones=("0160 7654321",))
    asked = replace(RANIA, first_name="", salutation="Herr", emails=("rania.kaltenrath@gmx.de",))
    assert levels(asked, row)["first_name"] == "in_mail"
    assert verdict(asked, row) == "possible"
    assert levels(replace(asked, first_name="R."), row)["first_name"] == "in_mail"
    # her sister's, a shared box, another woman's
    for email in ("anna.kaltenrath@gmx.de", "familie.kaltenrath@gmx.de", "marania.berger@gmx.de"):
        assert levels(replace(asked, emails=(email,)), row).get("first_name") in (None, "missing")


def test_two_families_without_first_names_at_one_door():
    one = Person(salutation="Familie", last_name="Al-Hassan", phones=("0163 5055020",), **DOOR)
    assert verdict(one, replace(one, salutation="Eheleute", phones=("0160 1205131",))) == "possible"


def test_short_name_written_by_ear():
    eva = replace(RANIA, first_name="Eva")
    assert levels(eva, replace(eva, first_name="Efa"))["first_name"] == "similar"
    assert levels(eva, replace(eva, first_name="Eda"))["first_name"] == "near"


def test_postcode_in_the_field_of_the_town():
    moved = prepare(Person(last_name="Stein", street="Weg 5", city="A-6020 Innsbruck", country=""))
    assert (moved.zip, moved.city, moved.country) == ("6020", "innsbruck", "AT")
