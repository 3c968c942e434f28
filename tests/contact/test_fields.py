"""A name in the fields of a form, whichever of them were filled."""

import pytest

from anfragemanager.contact.names import looks_like_person, read_fields, read_name


@pytest.mark.parametrize(
    ("fields", "first", "last", "company"),
    [
        ({"first": "Eva", "last": "Muster"}, "Eva", "Muster", None),
        ({"first": "Eva", "name": "Muster"}, "Eva", "Muster", None),
        ({"name": "Eva", "last": "Muster"}, "Eva", "Muster", None),
        ({"name": "Eva Muster", "last": "Muster"}, "Eva", "Muster", None),
        ({"name": "Muster", "last": "Muster"}, None, "Muster", None),
        ({"name": "Muster GmbH", "last": "Kern"}, None, "Kern", "Muster GmbH"),
        ({"name": "Eva Muster", "first": "Eva", "last": "Muster"}, "Eva", "Muster", None),
        ({"last": "Eva Muster"}, "Eva", "Muster", None),
        ({"last": "von Muster"}, None, "von Muster", None),
        ({"last": "Muster"}, None, "Muster", None),
        ({"first": "Eva Muster"}, "Eva", "Muster", None),
        ({"first": "Eva Maria"}, "Eva Maria", None, None),
        ({"first": "Frau Muster"}, None, "Muster", None),
        ({"first": "Eva Muster", "last": "Muster"}, "Eva", "Muster", None),
        ({"first": "Eva von", "last": "Muster"}, "Eva", "von Muster", None),
        ({"last": "Muster GmbH"}, None, None, "Muster GmbH"),
        ({"first": "Eva", "last": "Muster GmbH"}, "Eva", "Muster GmbH", None),
        ({"last": "Kern Bau GmbH", "company": "Kern Bau GmbH"}, None, None, "Kern Bau GmbH"),
        ({"last": "Kern Bau GmbH", "company": "Kern Bau"}, None, None, "Kern Bau GmbH"),
        ({"last": "Hausverwaltung Kern & Partner", "company": "Kern"}, None, None, "Hausverwaltung Kern & Partner"),
        ({"last": "Kern", "company": "Hausverwaltung Kern & Partner"}, None, "Kern", "Hausverwaltung Kern & Partner"),
        # two companies
        (
            {"last": "Kern GmbH", "company": "Kern Holding GmbH"},
            None,
            None,
            "Kern Holding GmbH (Kern GmbH)",
        ),
        ({"last": "Kern Bau GmbH", "company": "privat"}, None, None, "Kern Bau GmbH"),
        ({"first": "Eva", "last": "Muster", "company": "Eigennutzer"}, "Eva", "Muster", None),
        ({"first": "Eva", "last": "Kern Bau GmbH", "company": "Kern Bau"}, "Eva", None, "Kern Bau GmbH"),
        ({"salutation_text": "Firma", "first": "Muster", "last": "Bau"}, None, None, "Muster Bau"),
        ({}, None, None, None),
    ],
)
def test_the_fields_of_a_form(fields, first, last, company):
    found = read_fields(**fields)
    assert (found.first_name, found.last_name, found.company) == (first, last, company)


def test_salutation_and_title_from_wherever_they_stand():
    found = read_fields(title="Mrs Dr.", first="Eva", last="Muster")
    assert (found.salutation, found.title) == ("mrs", "Dr.")
    found = read_fields(salutation_text="Frau", first="Fam.", last="Muster")
    assert (found.salutation, found.first_name, found.last_name) == ("family", None, "Muster")
    found = read_fields(salutation_text="Herr", first="Don", last="Muster")
    assert (found.salutation, found.first_name) == ("mr", "Don")
    found = read_fields(salutation_text="Frau Dr.", first="Dr. Eva", last="Muster")
    assert (found.salutation, found.title, found.first_name) == ("mrs", "Dr.", "Eva")
    found = read_fields(first="Frau Eva", last="Prof. Muster geb. Kern")
    assert (found.salutation, found.title, found.last_name, found.birth_name) == ("mrs", "Prof.", "Muster", "Kern")


@pytest.mark.parametrize(
    ("text", "person"),
    [("Eva Muster", True), ("Eva", False), ("Eva Muster 3", False), ("Eva Muster?", False), ("Muster GmbH", False),
     ("eva muster", False), ("a b c d e f g", False), ("Eva Maria von der Heide Muster", True),
     ("", False), (None, False)],
)  # fmt: skip
def test_what_can_be_a_persons_name(text, person):
    assert looks_like_person(text) is person


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("Muster, Eva", "Eva", "Muster"), ("Eva Muster", "Eva", "Muster"), ("EVA MUSTER", "Eva", "Muster"),
     ("Graf Anton von Muster", "Anton", "Graf von Muster"), ("Eva-Maria Muster", "Eva-Maria", "Muster"),
     ("Eva Muster-Kern", "Eva", "Muster-Kern"), ("Familie Muster", None, "Muster")],
)  # fmt: skip
def test_whole_names(text, first, last):
    found = read_name(text)
    assert (found.first_name, found.last_name) == (first, last)
