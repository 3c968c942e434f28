"""People whom clerks noted in the fields of others: the company's, behind a comma, without a joint."""

import pytest

from anfragemanager.matching import Person, prepare
from anfragemanager.matching.compare import compare_fields


def people(**fields) -> set[tuple[str, str]]:
    return {(" ".join(name.first), name.last) for name in prepare(Person(**fields)).people}


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        # the column of the company
        ({"first_name": "Denise", "last_name": "Barthel", "company": "u. Dominik Kirchner"}, ("dominik", "kirchner")),
        ({"first_name": "Jürgen", "last_name": "Wolf", "company": "Karin Wolf"}, ("karin", "wolf")),
        ({"last_name": "Rauh", "company": "Eheleute Lars und Stefanie Rauh"}, ("stefanie", "rauh")),
        ({"last_name": "Nord Bäckerei", "company": "z.Hd. Frau Jennifer Ulbrich"}, ("jennifer", "ulbrich")),
        ({"last_name": " (alt)", "company": "Jamal Kern"}, ("jamal", "kern")),
        ({"first_name": "Danielle", "last_name": "Barnes", "company": "+ Matthew"}, ("matthew", "barnes")),
        ({"first_name": "Selim", "last_name": "Doğan (Merve)"}, ("merve", "dogan")),
        ({"first_name": "Nebojsa", "last_name": "Nedeljkovic (Gattin Olivera)"}, ("olivera", "nedeljkovic")),
        # whole names in a row
        ({"last_name": "Callum Wright, Élodie Girard, Magdalena Todorova"}, ("elodie", "girard")),
        ({"salutation": "Herr", "last_name": "Pension Traun, Şahin"}, ("", "sahin")),
        ({"first_name": "Rita Krüger", "last_name": "ppl estates gmbh"}, ("rita", "kruger")),
        # in brackets, behind a note or none
        ({"last_name": "Schon (Christina)"}, ("christina", "schon")),
        ({"last_name": "Witt - sucht EFH (Hilmar)"}, ("hilmar", "witt")),
        # a column too far
        ({"title": "Margarete", "first_name": "Röthried"}, ("margarete", "rothried")),
        ({"title": "S.", "first_name": "Hubert"}, ("s", "hubert")),
        ({"title": "Dr.", "first_name": "Hubert"}, ("hubert", "")),
        ({"last_name": "El Moussa"}, ("", "moussa")),
        ({"first_name": "Steinauer", "last_name": "Dr. Steinauer"}, ("", "steinaur")),
        ({"last_name": "Ansprechp. Anna Kern", "company": "Kern Bau GmbH"}, ("anna", "kern")),
        (
            {"salutation": "Herr und Frau", "last_name": "Kamiński László + Manuela Sandra"},
            ("manuela sandra", "kaminski"),
        ),
        ({"first_name": "med. E. Fiore"}, ("e", "fiore")),
        ({"first_name": "Uwe", "last_name": "Kern Bau, Hr. Stein"}, ("uwe", "stein")),
        ({"first_name": "Uwe", "last_name": "Kern Bau Frau Stein"}, ("uwe", "stein")),
        ({"salutation": "Fam.", "last_name": "Peintinger Walter und Berta"}, ("berta", "peintinger")),
        # behind a comma
        ({"first_name": "Bernd", "last_name": "Wagner, Ewa Dabrowski"}, ("ewa", "dabrowski")),
        ({"last_name": "Reitz, Christiane, Engelbert"}, ("engelbert", "reitz")),
        (
            {"salutation": "Herrn und Frau", "first_name": "Jonas, Saskia", "last_name": "Otto, Braun"},
            ("saskia", "braun"),
        ),
        # without a joint, or with one at the border of the fields
        (
            {"salutation": "Familie", "first_name": "Klaus Alfred Gisela", "last_name": "Rachinger"},
            ("gisela", "rachinger"),
        ),
        ({"first_name": "Jürgen Küspert+", "last_name": "Heike Roth"}, ("juergen", "kuspert")),
        ({"first_name": "Norbert u.Elsbeth", "last_name": "Meyer"}, ("elsbeth", "meyer")),
        # addressed by a last name alone
        ({"first_name": "Peter", "last_name": "Friedrich / Frau Dörfler"}, ("", "dorfler")),
        ({"salutation": "Familie", "last_name": "Ioannidis/Maric-Ioannidis"}, ("", "maricioannidis")),
    ],
)
def test_a_second_person_is_read(fields, read):
    assert read in people(**fields)


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        # a form that insists on both fields
        ({"first_name": "Russo", "last_name": "RUSSO"}, ("", "russo")),
        ({"first_name": "Martin", "last_name": "Martin"}, ("martin", "martin")),
        # an office's abbreviation; a generation is none
        ({"first_name": "Hans", "last_name": "Oberhaus ALG II"}, ("hans", "oberhaus")),
        ({"first_name": "Anna", "last_name": "Ramkamp WBS"}, ("anna", "ramkamp")),
        ({"first_name": "Anna", "last_name": "VOSS"}, ("anna", "voss")),
        # a title goes before a last name
        ({"last_name": "Dr. Hermann"}, ("", "hermann")),
        # a company that bears a person's name beside somebody of another is a partner; one's own name is not
        ({"first_name": "Karin", "last_name": "Wolf", "company": "Karin Wolf"}, ("karin", "wolf")),
        ({"first_name": "Karin", "last_name": "Wolf", "company": "Peter Hahn Moden GmbH"}, ("karin", "wolf")),
        ({"first_name": "Ute", "last_name": "Kern, Dr. med."}, ("ute", "kern")),
    ],
)
def test_one_person_stays_one(fields, read):
    assert people(**fields) == {read}


@pytest.mark.parametrize("contact", ["Herr Kessler", " Kessler"])
def test_a_firm_in_the_field_of_the_last_name_and_its_contact_in_that_of_the_first(contact):
    row = prepare(Person(first_name=contact, last_name="Rechtsanwälte Ludwig & Stein"))
    assert [(name.first, name.last) for name in row.people] == [((), "kessler")]
    assert row.company


def test_a_generation_is_no_abbreviation():
    assert prepare(Person(first_name="Hans", last_name="Stein III")).generation == "junior"


def test_a_partner_is_addressed_by_a_last_name_alone():
    couple = prepare(Person(first_name="Peter", last_name="Friedrich / Frau Dörfler"))
    assert ("dorfler", "f") in {(name.last, name.gender) for name in couple.people}


def level(one: Person, other: Person, field: str) -> str:
    return dict(compare_fields(prepare(one), prepare(other))).get(field, "")


def test_one_field_is_told_apart_by_the_other_contact():
    married = Person(first_name="Fenja", last_name="Waldrich")
    assert level(Person(last_name="Fenja Sierk"), married, "first_name") == "equal"
    assert level(Person(last_name="Fenja Sierk"), married, "last_name") == "different"
    # exchanged, and the particle is no part of a name
    alone = Person(last_name="El-Madani")
    assert level(Person(first_name="El-Madani", last_name="Jamal"), alone, "name_order") == "swapped"
    # a first name alone in the field of the last, with its umlaut
    assert level(Person(last_name="Bärbel"), Person(first_name="Bärbel", last_name="Hagel"), "first_name") == "equal"


def test_a_row_that_is_called_a_firm_is_one():
    for name in ("Steuerberater Keller", "Keller"):
        assert prepare(Person(salutation="Firma", last_name=name)).is_company
    assert not prepare(Person(salutation="Firma", first_name="Uwe", last_name="Keller")).is_company


def test_whoever_a_letter_to_a_firm_goes_to_works_for_it():
    contact = prepare(Person(last_name="Stein Bau GmbH", company="z. Hd. Herrn Uwe Kern"))
    assert (contact.is_company, contact.company) == (False, "stein bau")
    desk = prepare(Person(last_name="Stein Bau GmbH", company="z. Hd. Buchhaltung"))
    assert (desk.is_company, desk.people) == (True, ())


def test_what_is_addressed_as_a_firm_and_stands_in_its_column_is_no_person():
    assert prepare(Person(salutation="Firma", company="Paul Linh")).is_company
    assert people(salutation="Herr", company="Paul Linh") == {("paul", "linh")}


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": "Uwe", "last_name": "Kern", "company": "+ Kunden"},
        {"first_name": "Uwe", "last_name": "Kern", "title": "Anna"},
        {"last_name": "Kern (Nord)"},
        {"last_name": "Kern & Berg (Anna)"},
        {"last_name": "Kern Bau GmbH (Anna)"},
    ],
)
def test_nobody_else_is_read(fields):
    assert not any("anna" in first or "kunden" in first or "nord" in first for first, _last in people(**fields))


def test_of_a_couple_nobody_is_left_out_for_a_third():
    read = people(first_name="Uwe & Eva", last_name="Kern", company="+ Anna")
    assert {("uwe", "kern"), ("eva", "kern")} <= read


def test_a_family_in_the_field_of_the_first_name():
    assert people(salutation="Herr", first_name="Familie Lutz") == {("", "lutz")}
    assert prepare(Person(salutation="Herr", first_name="Familie Lutz")).family


@pytest.mark.parametrize(
    ("noted", "core"),
    [
        ("Pflege Kern (2)", "pflege kern"),
        ("Kern Grundbesitz GbR alt", "kern grundbesitz"),
        ("Kern Bau - Interessent", "kern bau"),
        ("Gartenbau Kern (Erbengem.)", "gartenbau kern"),
        ("Kern (Holding) GmbH", "kern holding"),
        ("Hotel Alt", "hotel alt"),
        ("Kern Bau - Nord", "kern bau nord"),
        ("Kern Bau (Nord)", "kern bau nord"),
    ],
)
def test_notes_behind_a_company(noted, core):
    assert prepare(Person(company=noted, is_company=True)).company == core


def test_what_was_imported_twice_is_no_generation():
    twice = prepare(Person(first_name="Katharina", last_name="Uhlkamp (2)"))
    assert (twice.people[0].last, twice.generation) == ("uhlkamp", "")
    assert prepare(Person(first_name="Georg", last_name="Uhlkamp (III)")).generation == "junior"
