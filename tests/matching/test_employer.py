"""For which company somebody works who names one: only where there is no doubt."""

import pytest

from anfragemanager.matching import Person, find_employer, prepare


def found(person, *companies):
    """Return the id of the company found, and the ids of those in question."""
    book = [
        prepare(Person(id=name, company=name, is_company=True, emails=tuple(filter(None, (email,)))))
        for name, email in companies
    ]
    one, in_question = find_employer(prepare(person), book)
    return one and one.person.id, [company.person.id for company in in_question]


def employee(company, email="torsten@gmx.de"):
    return Person(first_name="Torsten", last_name="Behnke", company=company, emails=(email,))


STEINHOFF = "Steinhoff Elektrotechnik GmbH"


def test_the_only_one_of_the_name_is_it():
    assert found(employee(STEINHOFF), (STEINHOFF, "info@steinhoff.example"), ("Kern Bau GmbH", "")) == (STEINHOFF, [])


@pytest.mark.parametrize(
    "stated", ["Steinhoff Elektrotechnik", "STEINHOFF ELEKTROTECHNIK GMBH", "Fa. Steinhoff Elektrotechnik GmbH"]
)
def test_it_may_be_written_another_way(stated):
    assert found(employee(stated), (STEINHOFF, "")) == (STEINHOFF, [])


@pytest.mark.parametrize("stated", ["Steinhoff Elektrotechnik KG", "Steinhoff Elektrotechnik UG"])
def test_of_another_legal_form_it_is_asked(stated):
    assert found(employee(stated), (STEINHOFF, "")) == (None, [STEINHOFF])


def test_one_word_is_no_name_without_its_legal_form():
    assert found(employee("Kern"), ("Kern GmbH", "")) == (None, ["Kern GmbH"])
    assert found(employee("Kern GmbH"), ("Kern GmbH", "")) == ("Kern GmbH", [])


def test_another_domain_of_its_own_leaves_it_open():
    known = (STEINHOFF, "info@steinhoff.example")
    assert found(employee(STEINHOFF, "t.behnke@steinhoff-nord.example"), known) == (None, [STEINHOFF])


def test_of_two_of_one_name_the_domain_tells():
    known = ((STEINHOFF, "info@steinhoff.example"), ("Steinhoff Elektrotechnik", ""))
    assert found(employee(STEINHOFF, "t.behnke@steinhoff.example"), *known) == (STEINHOFF, [])
    assert found(employee(STEINHOFF), *known) == (None, [STEINHOFF, "Steinhoff Elektrotechnik"])


def test_of_a_gmbh_and_a_kg_the_name_tells():
    known = ((STEINHOFF, ""), ("Steinhoff Elektrotechnik KG", ""))
    assert found(employee("Steinhoff Elektrotechnik KG"), *known) == ("Steinhoff Elektrotechnik KG", [])
    assert found(employee("Steinhoff Elektrotechnik"), *known) == (None, [STEINHOFF, "Steinhoff Elektrotechnik KG"])


def test_of_two_with_one_domain_it_is_asked():
    known = ((STEINHOFF, "info@steinhoff.example"), ("Steinhoff Elektrotechnik", "post@steinhoff.example"))
    assert found(employee(STEINHOFF, "t.behnke@steinhoff.example"), *known)[0] is None


def test_that_one_of_two_has_another_domain_does_not_make_it_the_other():
    known = ((STEINHOFF, "info@steinhoff.example"), ("Steinhoff Elektrotechnik", ""))
    assert found(employee(STEINHOFF, "t.behnke@behnke.example"), *known)[0] is None


def test_a_providers_domain_tells_nothing():
    known = ((STEINHOFF, "steinhoff@gmx.de"), ("Steinhoff Elektrotechnik", ""))
    assert found(employee(STEINHOFF), *known) == (None, [STEINHOFF, "Steinhoff Elektrotechnik"])


def test_who_names_no_company_works_for_none():
    assert found(employee(""), (STEINHOFF, "")) == (None, [])


def test_a_similar_name_is_another_company():
    assert found(employee("Steinhoff Elektrotechnik Nord GmbH"), (STEINHOFF, "")) == (None, [])
