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
