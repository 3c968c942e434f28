"""Rules of the check that hold at a border: what is shown, what still counts, and where a limit lies."""

from dataclasses import replace

import pytest

from anfragemanager.matching import (
    CANDIDATE_LIMIT,
    KEY_LIMIT,
    PRESETS,
    Book,
    Model,
    Person,
    blocking_keys,
    compare,
    match_within,
    prepare,
    same_name,
)
from anfragemanager.matching.addresses import normalise_city, normalise_zip, parse_street
from anfragemanager.matching.compare import compare_fields
from anfragemanager.matching.csvbook import read_people
from anfragemanager.matching.names import relate, take_generation
from anfragemanager.matching.properties import Place, suggest
from anfragemanager.matching.verdict import RULE_AGREEMENT, rests_on

EVA = Person(
    id="e", salutation="Frau", first_name="Eva", last_name="Kaltenrath", emails=("eva.k@web.de",),
    phones=("0171 2345678",), street="Lindenweg 12", zip="50667", city="Köln",
)  # fmt: skip


def evidence(one, other):
    return {item.field: item for item in compare(prepare(one), prepare(other)).evidence}


def levels(one, other):
    """As the table names them, before they are shown."""
    return dict(compare_fields(prepare(one), prepare(other)))


def people(**fields):
    return [(" ".join(name.first), name.last) for name in prepare(Person(**fields)).people]


# ------------------------------------------------------------------ what a clerk is shown


def test_of_several_numbers_and_addresses_those_are_shown_that_agree():
    one = replace(EVA, phones=("0221 111213", "0171 2345678"), emails=("info@bau.de", "eva.k@web.de"))
    other = replace(EVA, phones=("0160 998877665", "0171 2345678"), emails=("eva.neu@gmx.de", "eva.k@web.de"))
    shown = evidence(one, other)
    assert (shown["phone"].left, shown["phone"].right) == ("+491712345678", "+491712345678")
    assert (shown["email"].left, shown["email"].right) == ("eva.k@web.de", "eva.k@web.de")


def test_what_only_one_side_has_is_shown_and_weighs_nothing():
    shown = evidence(EVA, replace(EVA, phones=(), emails=(), street="", zip="", city=""))
    for field, left in (("phone", "+491712345678"), ("email", "eva.k@web.de"), ("street", "Lindenweg 12")):
        assert (shown[field].level, shown[field].weight, shown[field].left, shown[field].right) == (
            "missing",
            0.0,
            left,
            "",
        )
    assert shown["house_number"].left == "12" and shown["place"].left == "50667 Köln"


def test_each_field_is_shown_as_written():
    one = replace(EVA, company="Bau GmbH", birth_date="30.4.1960", tax_id="DE 123456789", street="Lindenweg 12a")
    other = replace(one, salutation="Herr", first_name="Ida", last_name="Berg", company="Tief GmbH")
    shown = evidence(one, other)
    wanted = {
        "last_name": ("Kaltenrath", "Berg"), "first_name": ("Eva", "Ida"), "company": ("Bau GmbH", "Tief GmbH"),
        "birth_date": ("30.4.1960", "30.4.1960"), "tax_id": ("DE 123456789", "DE 123456789"),
        "street": ("Lindenweg 12a", "Lindenweg 12a"), "house_number": ("12a", "12a"), "place": ("50667 Köln",) * 2,
    }  # fmt: skip
    assert {field: (shown[field].left, shown[field].right) for field in wanted} == wanted
    salutations = evidence(replace(EVA, first_name="Kim"), replace(EVA, first_name="Kim", salutation="Herr"))["gender"]
    assert (salutations.left, salutations.right) == ("Frau", "Herr")
    firms = evidence(Person(company="Bau GmbH", is_company=True), Person(company="Bau AG", is_company=True))
    assert (firms["company_name"].left, firms["company_name"].right) == ("Bau GmbH", "Bau AG")


def test_exchanged_names_are_shown_as_exchanged_and_still_agree():
    shown = evidence(EVA, replace(EVA, first_name="Kaltenrath", last_name="Eva"))
    assert {"name_order": "swapped", "last_name": "equal", "first_name": "equal"}.items() <= {
        field: item.level for field, item in shown.items()
    }.items()
    assert shown["name_order"].left == "Eva Kaltenrath"
    alone = levels(Person(first_name="Benali", last_name="Samira"), Person(last_name="Benali"))
    assert (alone["name_order"], alone["last_name"]) == ("swapped", "equal")


# ------------------------------------------------------------------ reading a row


def test_a_column_is_not_overwritten_by_what_stands_in_the_name():
    row = {"name": "Frau Dr. Eva Kaltenrath", "company": "Bau GmbH", "salutation": "Familie", "title": "Prof."}
    person = Person.from_row(row)
    assert (person.company, person.salutation, person.title) == ("Bau GmbH", "Familie", "Prof.")
    assert (person.first_name, person.last_name) == ("Eva", "Kaltenrath")
    assert Person.from_row({"name": "Bau GmbH"}).company == "Bau GmbH"
    assert Person.from_row({"name": "Berg", "first_name": "Eva"}).last_name == ""


def test_a_companys_row_is_named_by_any_of_its_columns():
    assert Person.from_row({"is_company": "ja", "name": "Hahn Moden"}).company == "Hahn Moden"
    assert Person.from_row({"is_company": "x", "last_name": "Hahn Moden"}).company == "Hahn Moden"
    assert not Person.from_row({"is_company": "nein", "last_name": "Hahn"}).is_company


def test_whoever_has_a_name_is_no_company():
    assert not prepare(Person(last_name="Berg", company="Bau GmbH")).is_company
    assert not prepare(Person(first_name="Eva", company="Bau GmbH")).is_company
    assert prepare(Person(company="Bau GmbH")).is_company
    assert not prepare(Person()).is_company and prepare(Person(last_name="Bau", is_company=True)).is_company


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"street": "Weg 5, A-6020 Innsbruck", "country": ""}, ("6020", "innsbruck", "AT")),
        ({"street": "Weg 5, 6020 Innsbruck", "country": "AT"}, ("6020", "innsbruck", "AT")),
        ({"city": "A-6020 Innsbruck", "country": ""}, ("6020", "innsbruck", "AT")),
        ({"city": "6020 Innsbruck", "country": "AT"}, ("6020", "innsbruck", "AT")),
        ({"street": "Weg 5", "zip": "50667", "city": "Köln", "country": ""}, ("50667", "koln", "")),
    ],
)
def test_place_and_country_wherever_they_stand(fields, found):
    moved = prepare(Person(last_name="Stein", **fields))
    assert (moved.zip, moved.city, moved.country) == found


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("30.4.1960", "19600430"), ("30/04/1960", "19600430"), ("1960-04-30", "19600430"), ("19600430", "19600430"),
        ("30.4.1960 (Köln)", "19600430"), ("April 1960", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates_of_birth(text, date):
    assert prepare(replace(EVA, birth_date=text)).birth_date == date


@pytest.mark.parametrize(
    ("text", "number"),
    [("DE 123 456 789", "DE123456789"), ("12/345/67890", "1234567890"), ("1234", ""), ("11111", ""), ("12121", "")],
)
def test_tax_numbers(text, number):
    assert prepare(replace(EVA, tax_id=text)).tax_id == number


def test_who_is_read_out_of_two_fields():
    assert people(first_name="Lennard", last_name="Weinhage u. Anna Kloiber") == [
        ("lennard", "weinhage"),
        ("anna", "kloiber"),
    ]
    assert people(first_name="Neudorf", last_name="Max u. Nicole") == [("max", "neudorf"), ("nicole", "neudorf")]
    assert people(first_name="Hans und", last_name="Maria Huber") == [("hans", "huber"), ("maria", "huber")]
    assert people(salutation="Familie", first_name="Tatjana, Goran", last_name="Ilic") == [
        ("tatjana", "ilic"),
        ("goran", "ilic"),
    ]
    # more than a couple in two readings is no couple but an attack or a broken import
    assert len(people(first_name="Dirk Stefan & Uwe Martin & Eva", last_name="Peters")) == 4
    assert len(people(first_name="A & B & C & D & E & F", last_name="Peters")) == 4


@pytest.mark.parametrize(
    ("text", "rest", "generation"),
    [
        ("Huber sen.", "Huber", "senior"), ("Huber jun.", "Huber", "junior"), ("Huber III", "Huber", "junior"),
        ("Huber (jr.)", "Huber", "junior"), ("Hubert Senf", "Hubert Senf", ""), ("Sen", "Sen", ""),
    ],
)  # fmt: skip
def test_generations(text, rest, generation):
    assert take_generation(text) == (rest, generation)


# ------------------------------------------------------------------ addresses


def test_the_type_of_a_street_is_one_thing_however_it_is_written():
    assert parse_street("Platz 3").name == "platz"
    assert parse_street("Lange Str. 4") == parse_street("Lange Straße 4") == parse_street("Langestr. 4")
    crescent = parse_street("8 Stanley Cres")
    assert (crescent.name, crescent.full, crescent.number) == ("stanley", "stanleycrescent", "8")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Ahstraße 5", "Ahstrass 5", "similar"),
        ("Ahstraße 5", "Uhustraße 5", "different"),
        ("Bergstraße 5", "Talstraße 5", "different"),
        ("Lindenstraße 5", "Linden 5", "equal"),
        ("Lindenstraße 5", "Lindnstraße 5", "similar"),
        ("8 Stanley Street", "8 Stanley Crescent", "similar"),
        ("Meierweg 5", "Mayerweg 5", "similar"),
    ],
)
def test_streets(one, other, level):
    for left, right in ((one, other), (other, one)):
        assert levels(replace(EVA, street=left), replace(EVA, street=right)).get("street", "different") == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("12", "12", "equal"), ("12", "012", "equal"), ("12", "12a", "addition_missing"),
        ("52a", "52a/4", "addition_missing"), ("12a", "12b", "addition_different"), ("12", "21", "different"),
    ],
)  # fmt: skip
def test_house_numbers(one, other, level):
    found = levels(replace(EVA, street=f"Lindenweg {one}"), replace(EVA, street=f"Lindenweg {other}"))
    assert found["house_number"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("50667", "Köln"), ("50667", "Koeln"), "equal"), (("50667", "Köln"), ("50667", ""), "equal"),
        (("50667", "Köln"), ("50667", "Bonn"), "equal_zip"), (("50667", "Köln"), ("50668", "Köln"), "similar"),
        (("50667", "Köln"), ("50676", "Köln"), "similar"), (("50667", ""), ("50668", ""), "similar"),
        (("50667", "Köln"), ("51143", "Köln"), "same_city"), (("", "Köln"), ("50667", "Köln"), "same_city"),
        (("50667", "Köln"), ("53111", "Bonn"), "different"), (("50667", ""), ("53111", ""), "different"),
        (("50667", ""), ("", "Köln"), None), (("1010", "Wien"), ("01010", "Wien"), "equal"),
    ],
)  # fmt: skip
def test_places(one, other, level):
    (zip_a, city_a), (zip_b, city_b) = one, other
    assert levels(replace(EVA, zip=zip_a, city=city_a), replace(EVA, zip=zip_b, city=city_b)).get("place") == level


def test_one_postcode_of_two_countries_is_no_place():
    there = replace(EVA, zip="1010", city="Wien", country="AT")
    assert levels(there, replace(there, city="Lausanne", country="CH"))["place"] == "different"
    assert levels(there, replace(there, city="Lausanne"))["place"] == "equal_zip"


def test_postcodes_and_towns_are_compared_without_what_surrounds_them():
    assert {normalise_zip(text) for text in ("01067", "1067", "D-01067", "DE 01067", "1067.0")} == {"1067"}
    assert normalise_zip("SW1A 1AA") == "SW1A1AA"
    assert normalise_city("Frankfurt a. M. (Höchst)") == normalise_city("Frankfurt am Main") == "frankfurt"
    assert normalise_city("80331 München") == "munchen" and normalise_city("Bad Tölz") == "badtolz"


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Eva", "Eva", "equal"), ("E.", "Eva", "initial"), ("E.", "Ida", "different"),
        ("Stephan", "Stefan", "spelling"),
        ("Sepp", "Josef", "short_form"), ("Hans", "Hannes", "cognate"), ("Martin", "Marin", "near"),
        ("Andrea", "Andreas", "different"), ("Xylander", "Xylandr", "similar"), ("Matthais", "Matthias", "typo"),
    ],
)  # fmt: skip
def test_two_first_names_relate_the_same_way_round(one, other, level):
    one, other = one.lower().strip("."), other.lower()
    assert relate(one, other) == relate(other, one) == level


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True), ({"first_name": "Efa"}, {"first_name": "Eva"}, False), ({"first_name": ""}, {}, False),
        ({"first_name": "Sepp"}, {"first_name": "Josef"}, True), ({"last_name": "Berg"}, {}, False),
        ({"last_name": ""}, {}, False),
        ({"first_name": "Tom & Eva"}, {}, True), ({"first_name": "Tom & Ida"}, {}, False),
    ],
)  # fmt: skip
def test_same_name(one, other, same):
    assert same_name(prepare(replace(EVA, **one)), prepare(replace(EVA, **other))) is same


def test_of_two_couples_both_partners_must_agree():
    def couple(first):
        return replace(EVA, salutation="", first_name=first)

    assert levels(couple("Tom & Eva"), couple("Eva & Tom"))["party"] == "same_couple"
    assert levels(couple("Tom & Eva"), couple("Eva & Jan"))["first_name"] == "one_of_couple"
    assert levels(couple("Tom & Eva"), couple("Ida & Jan"))["first_name"].startswith("different")


# ------------------------------------------------------------------ limits


def test_a_detail_that_more_than_the_limit_carry_brings_up_nobody():
    asked = Person(first_name="Nora", last_name="Quitt", phones=("0221 998877",))
    for carriers, found in ((KEY_LIMIT, CANDIDATE_LIMIT), (KEY_LIMIT + 1, 0)):
        crowd = [Person(id=number, last_name=f"Xy{number:03}", phones=("0221 998877",)) for number in range(carriers)]
        assert len(Book(crowd).candidates(prepare(asked))) == found


def test_keys_are_short_and_each_there_once():
    long = replace(EVA, emails=("a" * 60 + "@" + "b" * 50 + ".de",), company="Bau " * 40)
    keys = blocking_keys(prepare(long))
    assert len(keys) == len(set(keys)) and max(map(len, keys)) <= 80
    assert blocking_keys(prepare(Person())) == ()


def test_colleagues_are_found_without_an_address():
    one, other = (
        Person(first_name=first, last_name="Lindenlechner", company="Reise Peters UG", phones=(phone,))
        for first, phone in (("H.", "030 95169846"), ("Hans", "030 44616666"))
    )
    assert set(blocking_keys(prepare(one))) & set(blocking_keys(prepare(other)))


def test_a_pair_within_a_book_is_told_once_and_under_its_first():
    found = [(pair.query.id, pair.candidate.id) for pair in match_within([replace(EVA, id=n) for n in (1, 2, 3)])]
    assert sorted(found) == [(1, 2), (1, 3), (2, 3)]


# ------------------------------------------------------------------ models


@pytest.mark.parametrize(("duplicate", "possible"), [(0.5, 0.6), (1.1, 0.5), (0.9, -0.1)])
def test_thresholds_out_of_order_are_refused(duplicate, possible):
    with pytest.raises(ValueError):
        Model("x", duplicate=duplicate, possible=possible)


def test_thresholds_at_the_ends_are_allowed():
    assert Model("x", duplicate=1, possible=1).possible == 1 and Model("x", duplicate=0, possible=0).duplicate == 0


def test_exact_agreement_is_all_a_rule_can_ask_for():
    assert max(RULE_AGREEMENT.values()) == 1.0 and min(RULE_AGREEMENT.values()) > 0
    only_mobile = Person(id="m", first_name="Ida", last_name="Berg", phones=EVA.phones)
    comparison = compare(prepare(EVA), prepare(only_mobile), PRESETS["onoffice"])
    assert (comparison.score, comparison.verdict) == (1.0, "duplicate")
    assert compare(prepare(EVA), prepare(only_mobile), PRESETS["flowfact"]).verdict == "related"
    slip = replace(EVA, phones=(), emails=(), street="", zip="", city="", last_name="Kaltenrat")
    assert compare(prepare(EVA), prepare(slip), PRESETS["onoffice"]).verdict == "possible"


@pytest.mark.parametrize(
    ("found", "base"),
    [
        ([("phone", "equal_mobile")], "own"), ([("tax_id", "equal")], "own"), ([("email", "equal_shared")], "contact"),
        ([("phone", "equal"), ("street", "equal")], "contact"), ([("street", "similar")], "address"),
        ([("street", "equal_elsewhere")], "name"), ([("party", "same_couple")], "rare_name"),
        ([("last_name", "equal_double"), ("place", "equal")], "rare_name"), ([("last_name", "equal_double")], "name"),
        ([("last_name", "equal_double"), ("place", "equal"), ("first_name", "cognate")], "name"),
    ],
)  # fmt: skip
def test_what_a_hit_rests_on(found, base):
    assert rests_on(found) == base


# ------------------------------------------------------------------ files, properties


def test_a_cell_over_two_lines_keeps_its_words_apart(tmp_path):
    book = tmp_path / "book.csv"
    book.write_text('Nachname,Straße\nBerg,"Weg 5\nHinterhaus"\n', "utf-8")
    [person] = read_people(book)
    assert person.street.split() == ["Weg", "5", "Hinterhaus"]


@pytest.mark.parametrize("heading", ["Privat Straße", "Straße privat", "Straße (privat)", "Straße"])
def test_whose_address_a_heading_names(tmp_path, heading):
    book = tmp_path / "book.csv"
    book.write_text(f"Nachname;{heading}\nBerg;Weg 5\n", "utf-8")
    assert [person.street for person in read_people(book)] == ["Weg 5"]


def test_a_heading_is_not_read_without_a_word_that_is_unknown(tmp_path):
    book = tmp_path / "book.csv"
    book.write_text("Nachname;Vermieter Straße\nBerg;Weg 5\n", "utf-8")
    assert [person.street for person in read_people(book)] == [""]


def test_properties_are_suggested_by_title_and_by_street_with_its_town():
    villa = Place(1, "Helle Villa am See", "Uferallee 3", "82319", "Starnberg")
    assert suggest("Ihre helle Villa am See", [villa]) == [(1, 100.0)]
    assert suggest("Das Haus Uferallee 3 in Starnberg", [villa]) == [(1, 100.0)]
    assert suggest("Das Haus Uferallee 3, 82319", [villa]) == [(1, 100.0)]
    assert dict(suggest("Das Haus Uferallee 3 in Bonn", [villa])).get(1, 0) < 100
    # a title or a street of a few letters stands in every mail
    assert suggest("Am See ist es schön", [Place(2, "Am See", "Weg 3", "", "")]) == []
