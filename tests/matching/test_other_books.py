"""Kinds of rows from address books of other makers: names of other languages, relatives' mailboxes, firms, families."""

from dataclasses import replace

import pytest

from anfragemanager.matching import Person, compare, prepare

DOOR = {"street": "Erlenweg 128", "zip": "09117", "city": "Chemnitz"}
HANG = Person(first_name="Thanh Hang", last_name="Huỳnh", salutation="Frau", phones=("0341 350537",), **DOOR)
BAIER = Person(salutation="Frau", first_name="Sieglinde", last_name="Baier", emails=("helene-baier90@web.de",))
RICHTER = Person(salutation="Eheleute", last_name="Richter", phones=("0157 9867655",), **DOOR)


def levels(one, other):
    return {item.field: item.level for item in compare(prepare(one), prepare(other)).evidence}


def verdict(one, other):
    return compare(prepare(one), prepare(other)).verdict


def score(one, other):
    return compare(prepare(one), prepare(other)).score


def read(**fields):
    return [(" ".join(name.first), name.last) for name in prepare(Person(**fields)).people]


def test_of_a_vietnamese_name_the_last_word_counts():
    assert levels(HANG, replace(HANG, first_name="Hằng"))["first_name"] == "part"
    assert verdict(HANG, replace(HANG, first_name="Hằng")) == "duplicate"
    assert score(HANG, replace(HANG, first_name="Hằng")) > score(HANG, replace(HANG, first_name="Thanh"))
    assert levels(HANG, replace(HANG, first_name="T."))["first_name"] == "initial"
    assert levels(HANG, replace(HANG, first_name="M."))["first_name"] == "different"


def test_of_a_german_double_name_the_first_word_counts():
    anna = replace(HANG, first_name="Anna Maria")
    assert score(anna, replace(anna, first_name="Anna")) > score(anna, replace(anna, first_name="Maria"))


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ({"first_name": "Mạnh Cường Huỳnh"}, [("cuong manh", "huynh")]),
        ({"last_name": "Al Ahmad, Baschar"}, [("baschar", "ahmad")]),
        ({"last_name": "Wafa Abu Zaid", "salutation": "Frau"}, [("wafa", "zaid")]),
        ({"last_name": "Sidorowa, geb. Schukowa"}, [("", "sidorowa")]),
        ({"company": "Ramesh Mukherjee", "salutation": "Herr"}, [("ramesh", "mukherjee")]),
        ({"company": "Michi Merkle"}, [("michi", "merkle")]),
        ({"company": "Xandro Mukherjee"}, []),
        ({"company": "Müller Merkle", "salutation": "Herr"}, []),
        ({"company": "Xandro Mukherjee", "salutation": "Familie"}, []),
        ({"last_name": "İlknur u. Ferhat Turan"}, [("ilknur", "turan"), ("ferhat", "turan")]),
    ],
)
def test_a_whole_name_in_one_field(fields, people):
    assert read(**fields) == people


def test_a_birth_name_without_a_first_name_is_compared():
    asked = Person(salutation="Frau", last_name="Sidorowa, geb. Schukowa", phones=("0431 25484",), **DOOR)
    row = Person(first_name="Наталья", last_name="Schukowa", phones=("0431 25484",), **DOOR)
    assert levels(asked, row)["last_name"] == "part"
    assert verdict(asked, row) == "possible"


@pytest.mark.parametrize(
    "email", ["helene-baier90@web.de", "helenebaier@web.de", "h.baier@web.de", "baier.helene@web.de"]
)
def test_a_mailbox_named_after_somebody_else_is_the_familys(email):
    row = Person(salutation="Frau", last_name="Baier", emails=(email,))
    assert verdict(replace(BAIER, emails=(email,)), row) == "possible"


@pytest.mark.parametrize("email", ["sieglinde-baier@web.de", "s.baier@web.de", "baier90@web.de", "sonnenblume@web.de"])
def test_a_mailbox_that_may_be_ones_own_tells_who_a_nameless_row_is(email):
    row = Person(salutation="Frau", last_name="Baier", emails=(email,))
    assert verdict(replace(BAIER, emails=(email,)), row) == "duplicate"


def test_two_who_bear_one_name_and_write_from_one_mailbox_are_one_whatever_it_is_called():
    assert verdict(BAIER, BAIER) == "duplicate"


def test_a_man_who_writes_from_a_womans_mailbox_is_not_taken_for_her():
    row = Person(last_name="Selim Kaya und Sevgi Tekin", emails=("sevgi.tekin@web.de",))
    asked = Person(salutation="Herr", last_name="Tekin", emails=("sevgi.tekin@web.de",))
    assert verdict(asked, row) == "possible"
    assert verdict(replace(asked, salutation="Frau"), row) == "duplicate"


def test_a_familys_row_is_nobodys_of_another_last_name():
    ruth = Person(salutation="Frau", first_name="Ruth", last_name="Ebersschläger", phones=("0157 9867655",), **DOOR)
    assert verdict(ruth, RICHTER) != "duplicate"
    assert verdict(replace(ruth, last_name="Richter"), RICHTER) == "duplicate"


def test_a_switchboard_with_and_without_its_extension_is_one_line():
    susi = Person(first_name="Susi", last_name="Schönweger", phones=("0261 947413",))
    assert levels(susi, replace(susi, phones=("0261 9474130",)))["phone"] == "similar"
    assert verdict(susi, replace(susi, first_name="Susanne", phones=("0261 9474130",))) == "duplicate"
    assert levels(susi, replace(susi, phones=("0261 9474131",)))["phone"] == "same_exchange"


@pytest.mark.parametrize(
    ("man", "woman", "level"),
    [
        ("Kisseljow", "Kiseleva", "spelling"),
        ("Чайковский", "Tschaikowski", "spelling"),
        ("Salloum", "Sallum", "sounds_alike"),
        ("الخطيب", "Alkhatib", "similar"),
        ("Abu Zaid", "Abuzaid", "spelling"),
    ],
)
def test_last_names_of_other_languages(man, woman, level):
    assert levels(replace(HANG, last_name=man), replace(HANG, last_name=woman))["last_name"] == level


def test_a_romanised_name_is_found_by_its_sound():
    from anfragemanager.matching import blocking_keys

    one, other = (Person(first_name="Wera", last_name=last, zip="09117") for last in ("Tschaikowskaja", "Chaikovskaya"))
    assert set(blocking_keys(prepare(one))) & set(blocking_keys(prepare(other)))


def test_couples_in_one_field_whose_last_names_may_be_first_names():
    assert ("thang huu", "nguyen") in read(last_name="Hữu Thắng + Vy Nguyen")
    assert ("sven", "peter") in read(first_name="Sven Peter", last_name="und Maria Huber")
    assert read(first_name="Mariangela Gallo, geb. De Santis", last_name="und Michele Gallo") == [
        ("mariangela", "gallo"),
        ("michele", "gallo"),
    ]


def test_a_firm_that_names_nobody_and_the_row_of_one_of_its_people():
    natalia = Person(first_name="Natalia", last_name="Berg", company="Mehta Technik GmbH", phones=("0171 65836878",))
    firm = replace(natalia, first_name="", last_name="", emails=("natalia@mehta-technik.de",))
    assert verdict(firm, natalia) == "possible"
    assert verdict(replace(firm, company="Andere Firma GmbH"), natalia) == "related"
    # its landline is the firm's
    assert verdict(replace(firm, phones=("0931 6113210",)), replace(natalia, phones=("0931 6113210",))) == "duplicate"
    other = replace(firm, company="Andere Firma GmbH", phones=("0931 6113210",), emails=("info@andere-firma.de",))
    assert verdict(other, replace(natalia, phones=("0931 6113210",))) == "related"


def test_a_dot_in_an_address_of_the_same_number_is_no_other_person():
    anna = Person(first_name="Anna", last_name="Berg", emails=("anna.berg29@web.de",))
    assert levels(anna, replace(anna, emails=("annaberg29@web.de",)))["email"] == "same_local_part"
    assert levels(anna, replace(anna, emails=("annaberg28@web.de",)))["email"] == "different"
    assert levels(anna, replace(anna, emails=("annaberg@web.de",)))["email"] == "different"


def test_a_mans_and_a_womans_name_are_never_one():
    stefan, andrea = (
        Person(first_name=first, last_name="Winterhuber", phones=("0151 16854217",), emails=("a@web.de",), **DOOR)
        for first in ("Stefan", "Andrea")
    )
    assert verdict(stefan, andrea) == "related"
    assert score(stefan, andrea) < score(stefan, replace(andrea, first_name="Wolfgang"))
    assert verdict(replace(stefan, first_name="Cem"), replace(andrea, first_name="Kemal")) != "duplicate"


def test_a_misspelt_colleague_is_asked_about():
    firm = {"company": "Möbel Kaiser GmbH", "emails": ("info@moebel-kaiser.de",), "phones": ("0711 84158710",)}
    clara = Person(first_name="Clara", last_name="Obereder", **firm, **DOOR)
    assert verdict(clara, replace(clara, last_name="Bergeder")) == "possible"
    assert verdict(clara, clara) == "duplicate"
    own = replace(clara, phones=("0171 65836878",))
    assert verdict(own, replace(own, last_name="Oberedr")) == "duplicate"
