"""Names and companies as other people's books hold them, and what the fields of such a pair come to."""

import pytest

from anfragemanager.matching import (
    CANDIDATE_LIMIT,
    Book,
    Person,
    blocking_keys,
    compare,
    match_candidates,
    prepare,
)
from anfragemanager.matching.compare import compare_fields
from anfragemanager.matching.names import _slips, relate


@pytest.mark.parametrize(
    ("last_name", "company", "bears"),
    [
        ("Ott", "Ott Bau GmbH", True),
        ("Ott-Meier", "Ott Bau GmbH", False),
        ("Ott-Meier", "Meier Bau GmbH", True),
        ("Meier", "Ott Meier Bau GmbH", True),
        ("Li", "Li Bau GmbH", False),
    ],
)
def test_a_company_bears_the_name_of_a_person(last_name, company, bears):
    person = prepare(Person(first_name="Eva", last_name=last_name))
    firm = prepare(Person(company=company, is_company=True))
    party = ("party", "company_of_name" if bears else "company_and_person")
    assert party in compare_fields(firm, person)
    assert party in compare_fields(person, firm)


def test_exchanged_names_with_a_slip_in_the_last_name():
    one, other = (
        prepare(Person(first_name=first, last_name=last))
        for first, last in (("Kaltenrath", "Thomas"), ("Thomas", "Kaltenrahh"))
    )
    for levels in (compare_fields(one, other), compare_fields(other, one)):
        assert levels[:2] == [("name_order", "swapped"), ("last_name", "typo")]
        assert levels[2][1].startswith("equal")


def test_one_family_and_two():
    family, nobody = (prepare(Person(salutation=code, last_name="Kaltenrath")) for code in ("family", ""))
    assert ("party", "family_and_person") in compare_fields(family, nobody)
    assert ("party", "two_families") in compare_fields(family, family)


def test_a_town_of_its_own_stands_beside_whatever_the_street_holds():
    prepared = prepare(Person(street="Weg 5, 80331 München", city="Passau"))
    assert (prepared.city, prepared.zip) == ("passau", "")
    prepared = prepare(Person(street="Weg 5, 80331 München"))
    assert (prepared.city, prepared.zip) == ("munchen", "80331")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("DE11111", "DE11111"), ("11111", ""), ("DE 121.212", "DE121212"), ("1212", ""), ("1122", ""), ("12123", "12123")],
)
def test_what_is_a_tax_number(text, kept):
    assert prepare(Person(last_name="X", tax_id=text)).tax_id == kept


def test_what_one_slip_makes_of_a_word():
    found = _slips("abc")
    assert {"abc", "bac", "acb", "bc", "ac", "ab", "xabc", "axbc", "abxc", "abcx", "xbc", "axc", "abx"} <= found
    assert not {"cab", "cba", "a", "abxy", "bca"} & found


@pytest.mark.parametrize(
    ("company", "people", "same"),
    [
        ("Shaima Farhat", ("Shaima", "Farhat"), True),
        ("Farhat, Shaima", ("Shaima", "Farhat"), True),
        ("Shaima Farhat", ("Omar und Shaima", "Farhat"), True),
        ("Shaima Farhat GmbH", ("Shaima", "Farhat"), False),
        ("Shaima Farhat Moden", ("Shaima", "Farhat"), False),
    ],
)
def test_a_whole_name_in_the_field_of_the_company(company, people, same):
    row = prepare(Person(company=company, phones=("0171 5551234",)))
    if row.is_company:
        asked = prepare(Person(first_name=people[0], last_name=people[1], phones=("0171 5551234",)))
        assert ("last_name" in dict(compare_fields(row, asked))) == same
        # the firm of his name, from his own mobile, is his
        assert compare(asked, row).verdict == "duplicate"


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        ("Adam Piatek", "und Eva Piątek Nowak", {("eva",): "piateknowak"}),
        ("Francesco Guarino", "und Elisa Guarino Bellomo", {("francesco",): "guarinobellomo"}),
        ("Hans Peter", "und Eva Maria Berg", {}),
    ],
)
def test_double_names_of_a_couple_begin_where_the_partners_does(first, last, read):
    people = {name.first: name.last for name in prepare(Person(first_name=first, last_name=last)).people}
    assert read.items() <= people.items()
    assert len(people) <= 4


@pytest.mark.parametrize(
    ("first", "last"),
    [("van Aken", "aken"), ("Obermoser", "obermoser"), ("Eva", ""), ("von Kaltenrath", "kaltenrath")],
)
def test_a_last_name_in_the_field_of_the_first(first, last):
    (name,) = prepare(Person(first_name=first)).people
    assert name.last == last


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("artjom", "artem", "spelling"),
        ("artyom", "artem", "spelling"),
        ("fjodor", "fedor", "spelling"),
        ("irem", "atilla", "different"),
    ],
)
def test_one_name_with_a_soft_o(one, other, level):
    assert relate(one, other) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Thu Ha", "Tru Ha", "typo"),
        ("Anna Maria", "Anna Sophie", "cognate"),
        ("Barbara Katharina", "Bärbel Katharina", "cognate"),
        ("Anna Maria", "Sophie Luise", "different"),
    ],
)
def test_first_names_of_two_words(one, other, level):
    levels = dict(
        compare_fields(*(prepare(Person(first_name=first, last_name="Kaltenrath")) for first in (one, other)))
    )
    assert levels["first_name"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("T.", "Nga", "different_unclear"),
        ("Ljila", "Xantix", "different_unclear"),
        ("Dieter", "Thomas", "different"),
        ("Dieter", "Eva", "different_gender"),
        ("Jan und Eva", "Hans und Petra", "different"),
    ],
)
def test_first_names_that_may_yet_be_one_persons(one, other, level):
    levels = dict(
        compare_fields(*(prepare(Person(first_name=first, last_name="Kaltenrath")) for first in (one, other)))
    )
    assert levels["first_name"] == level


@pytest.mark.parametrize(
    ("one", "other", "glued"),
    [
        ("Zurpuntigam", "zur Puntigam", True),
        ("Vonberg", "von Berg", True),
        ("Zumtobel", "Tobel", True),
        ("Seeberg", "Berg", False),
    ],
)
def test_particles_written_on(one, other, glued):
    levels = dict(compare_fields(*(prepare(Person(first_name="Eva", last_name=last)) for last in (one, other))))
    assert (levels["last_name"] in ("spelling", "equal")) == glued


def test_who_shares_a_number_comes_before_those_who_share_the_street():
    """Whoever moved and married is found by the number alone, however many live in the street."""
    door = {"street": "Lindenweg 12", "zip": "80331", "city": "München"}
    neighbours = [Person(id=number, first_name="Eva", last_name=f"Stein{number:02}", **door) for number in range(38)]
    known = Person(id="known", first_name="Eva", last_name="Kaltenrath", phones=("0171 5551234",))
    asked = prepare(Person(first_name="Eva", last_name="Obermoser", phones=("0171 5551234",), **door))
    book = Book([*neighbours, known])
    found = book.candidates(asked)
    assert len(found) == CANDIDATE_LIMIT
    assert book.contacts[found[0]].person.id == "known"


def test_initial_in_front_of_a_double_name_that_was_exchanged():
    one, other = (
        prepare(Person(first_name=first, last_name=last))
        for first, last in (("Kaltenrath-Martin", "U."), ("Uwe", "Kaltenrath"))
    )
    for levels in (compare_fields(one, other), compare_fields(other, one)):
        assert levels[:3] == [("name_order", "swapped"), ("last_name", "part"), ("first_name", "initial")]


def test_of_two_partners_the_one_whose_name_is_nearer_is_compared():
    couple = prepare(Person(first_name="Wolfgang & Olga", last_name="Kaltenrath", phones=("0171 5551234",)))
    asked = prepare(Person(first_name="Ola", last_name="Kaltenrath", phones=("0171 5551234",)))
    assert dict(compare_fields(asked, couple))["first_name"] == "near"
    assert compare(asked, couple).verdict == "possible"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Meier-Kaltenrath", "Mayer-Obermoser", "part"),
        ("Beer-Kaltenrath", "Bähr-Obermoser", "different"),
        ("Stein-Kaltenrath", "Stein-Obermoser", "part"),
        ("Ot-Kaltenrath", "Ot-Obermoser", "different"),
    ],
)
def test_part_of_a_double_name(one, other, level):
    levels = dict(compare_fields(*(prepare(Person(first_name="Eva", last_name=last)) for last in (one, other))))
    assert levels["last_name"] == level


@pytest.mark.parametrize(
    ("first", "code", "count"),
    [
        ("Tatjana, Goran", "", 2),
        ("Xantu, Qelmo", "family", 2),
        ("Xantu, Qelmo", "", 1),
        ("Tatjana Maria", "", 1),
    ],
)
def test_a_comma_between_first_names(first, code, count):
    assert len(prepare(Person(first_name=first, last_name="Kaltenrath", salutation=code)).people) == count


def test_a_whole_name_in_one_field_with_an_unlisted_second_first_name():
    (name,) = prepare(Person(last_name="Eva Xantu Kaltenrath")).people
    assert (name.first, name.last) == (("eva", "xantu"), "kaltenrath")


def test_whom_a_mobile_points_to_is_not_the_one_of_the_same_name_at_the_door():
    door = {"street": "Lindenweg 12", "zip": "80331", "city": "München", "last_name": "Kaltenrath"}
    asked = prepare(Person(first_name="Martin", phones=("0171 5551234",), **door))
    at_door = prepare(Person(id="door", first_name="Martin", **door))
    of_mobile = prepare(Person(id="mobile", first_name="Marin", last_name="Kaltenrath", phones=("0171 5551234",)))

    def verdicts(*contacts):
        return {contact.person.id: found.verdict for contact, found in match_candidates(asked, contacts)}

    assert verdicts(at_door) == {"door": "duplicate"}
    assert verdicts(at_door, of_mobile) == {"door": "possible", "mobile": "possible"}


def test_the_town_stands_for_a_postcode_that_is_missing():
    assert "fz:03:452672:re" in blocking_keys(
        prepare(Person(first_name="Eva", last_name="Kaltenrath", city="Regensburg"))
    )
    assert "cz:45267:regens" in blocking_keys(prepare(Person(company="Kaltenrath Bau", city="Regensburg")))
