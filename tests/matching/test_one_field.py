"""Names in one field, with what offices write between, and slips in what is one's own."""

from dataclasses import replace

import pytest

from anfragemanager.matching import Person, compare, match_books, prepare
from anfragemanager.matching.compare_contact import email_level

ROW = Person(id="row", first_name="Patrick", last_name="Kreitmeier", phones=("0171 2345678",))


def names(**fields) -> list[tuple[tuple[str, ...], str]]:
    return [(name.first, name.last) for name in prepare(Person(**fields)).people]


def verdict(one: Person, other: Person) -> str:
    return compare(prepare(one), prepare(other)).verdict


def level(one: Person, other: Person, field: str) -> str:
    return next(item.level for item in compare(prepare(one), prepare(other)).evidence if item.field == field)


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ({"last_name": "KREITMEIER PATRICK"}, [(("patrick",), "kreitmeier")]),
        ({"last_name": "Thalhofer Gerald Michael"}, [(("gerald", "michael"), "thalhofer")]),
        ({"last_name": "zu Stetten Ernestine"}, [(("ernestine",), "stetten")]),
        ({"last_name": "De Luca Salvatore"}, [((), "lucasalvatore")]),
        ({"last_name": "Riegler Dr. med. dent. Martin"}, [(("martin",), "riegler")]),
        ({"last_name": "Hasslbacher, Bakk."}, [((), "hasslbacher")]),
        ({"last_name": "Zellhofer,"}, [((), "zellhofer")]),
        ({"first_name": "Kai", "last_name": "Thalhofer (Altkunde)"}, [(("kai",), "thalhofer")]),
        ({"first_name": "Kai", "last_name": "Thalhofer *VIP*"}, [(("kai",), "thalhofer")]),
        ({"salutation": "Frau", "last_name": "Kern (Mieter) Alexandra"}, [(("alexandra",), "kern")]),
        ({"last_name": "Haas Gerlinde u Armin"}, [(("gerlinde",), "haas"), (("armin",), "haas")]),
        (
            {"first_name": "Elena", "last_name": "Langmüller u Florian Kern"},
            [(("elena",), "langmuller"), (("florian",), "kern")],
        ),
    ],
)  # fmt: skip
def test_a_whole_name_in_one_field(fields, people):
    assert names(**fields)[: len(people)] == people


def test_what_stands_in_brackets_may_be_another_last_name_or_a_generation():
    assert prepare(Person(first_name="Cem", last_name="Zengin (Bayram)")).people[0].birth_parts == ("bayram",)
    assert prepare(Person(first_name="Georg", last_name="Zobel (junior)")).generation == "junior"
    assert prepare(Person(last_name="Wagner jun. Johann")).generation == "junior"


def test_the_other_contact_tells_which_word_is_the_last_name():
    # no list holds either word
    whole, halves = (
        replace(ROW, first_name="", last_name="Oxha Emiira"),
        replace(ROW, first_name="Emiira", last_name="Oxha"),
    )
    assert verdict(whole, halves) == verdict(halves, whole) == "duplicate"
    assert level(whole, halves, "first_name") == level(halves, whole, "first_name") == "equal"
    assert verdict(replace(whole, phones=()), replace(halves, first_name="Tebor", phones=())) == "different"


def test_of_vietnamese_and_chinese_names_the_words_count():
    told = Person(first_name="Hoang Duc", last_name="Long", phones=ROW.phones)
    row = Person(first_name="Duc Long", last_name="Hoang", phones=ROW.phones)
    assert verdict(told, row) == "duplicate"
    assert level(told, row, "last_name") == level(told, row, "first_name") == "equal"
    wang = Person(first_name="Xiaoming", last_name="Wang", phones=ROW.phones)
    assert verdict(wang, replace(wang, first_name="Xiao Ming")) == "duplicate"
    assert verdict(wang, replace(wang, first_name="Xiao Hong")) != "duplicate"


def test_two_who_share_the_last_name_crosswise_are_two():
    lucia = Person(first_name="Lucia", last_name="Guarino", emails=("raffaella.guarino@web.de",))
    raffaella = Person(first_name="Guarino", last_name="Raffaella", emails=lucia.emails, phones=ROW.phones)
    assert verdict(lucia, raffaella) != "duplicate"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("simona.popa@web.de", "simona.poap@web.de", "similar"),
        ("patrick.kreitmeier@web.de", "patrick.kreitmeeier@web.de", "similar"),
        # dots and initials tell namesakes apart
        ("patrick.kreitmeier@web.de", "patrickkreitmeier@web.de", "different_own"),
        ("p.kreitmeier@web.de", "r.kreitmeier@web.de", "different_own"),
        ("patrick.kreitmeier1@web.de", "patrick.kreitmeier2@web.de", "different_own"),
        # Google reads no dots, and its domain may be misspelt
        ("p.kreitmeier@gmaol.com", "p.kreitmeier@gmail.com", "similar"),
        ("pkreitmeier@gmail.com", "p.kreitmeier@googlemail.com", "equal"),
    ],
)
def test_slips_in_a_mailbox(one, other, level):
    a, b = (prepare(replace(ROW, emails=(email,))) for email in (one, other))
    assert email_level(a, b)[0] == email_level(b, a)[0] == level


def test_namesakes_spelt_otherwise_have_mailboxes_spelt_otherwise():
    maier, meier = (
        prepare(Person(first_name="Anna", last_name=last, emails=(f"anna.{last.lower()}@web.de",)))
        for last in ("Maier", "Meier")
    )
    assert email_level(maier, meier)[0] == "different_own"


@pytest.mark.parametrize("mail", ["k.nocker@web.de", "nocker.karl@web.de", "wolke9@web.de"])
def test_who_gives_no_name_is_the_owner_of_his_mailbox(mail):
    row = Person(first_name="Karl", last_name="Nocker", emails=(mail,), street="Ring 1", zip="50667", city="Köln")
    assert verdict(Person(emails=(mail,)), row) == "duplicate"
    assert verdict(Person(emails=(mail,), first_name="Eva", last_name="Berg"), row) in ("related", "possible")
    assert verdict(Person(emails=("familie.nocker@web.de",)), replace(row, emails=("familie.nocker@web.de",))) != (
        "duplicate"
    ), "the family's"


def test_a_mailbox_of_first_and_former_name_tells_the_first_name():
    row = Person(salutation="Frau", last_name="Kreitmeier", emails=("julia.kern@web.de",), phones=ROW.phones)
    asks = Person(first_name="Julia", last_name="Kreitmeier", emails=("wolke9@web.de",), phones=ROW.phones)
    assert level(asks, row, "first_name") == "in_mail"
    assert level(replace(asks, first_name="Lena"), row, "first_name") == "missing"


def test_postcode_and_town_tell_the_country_of_a_number():
    vienna = prepare(Person(last_name="Kern", phones=("0664 6178387",), zip="1060", city="Wien", country=""))
    assert (vienna.country, vienna.phones[0].number, vienna.phones[0].mobile) == ("AT", "+436646178387", True)
    for zip_code, city in (("1060", "Bern"), ("1060", ""), ("50667", "Köln")):
        assert prepare(Person(last_name="Kern", zip=zip_code, city=city, country="")).country == ""


def test_a_couple_that_asks_is_both_partners():
    asks = Person(id="q", first_name="Renate und Georg", last_name="Kern", phones=("0341 3949499",))
    rows = [replace(asks, id=first, first_name=first) for first in ("Renate", "Georg")]
    assert {r.candidate.id: r.comparison.verdict for r in match_books(rows, [asks])} == {
        "Renate": "duplicate",
        "Georg": "duplicate",
    }
    # one who asks is not both of two of alike names
    one = replace(asks, first_name="Chris")
    rows = [replace(asks, id=first, first_name=first) for first in ("Christian", "Christoph")]
    assert {r.comparison.verdict for r in match_books(rows, [one])} == {"possible"}


def test_rows_of_one_name_are_one_unless_each_has_something_of_its_own():
    asks = Person(
        id="q",
        first_name="Matteo",
        last_name="Kern",
        phones=("0171 2345678",),
        street="Ring 1",
        zip="50667",
        city="Köln",
    )
    mobile = Person(id="mobile", first_name="Matteo", last_name="Kern", phones=asks.phones)
    door = replace(asks, id="door", phones=())
    assert {r.comparison.verdict for r in match_books([mobile, door], [asks])} == {"duplicate"}
    father = replace(door, phones=("0172 9998887",))
    found = {r.candidate.id: r.comparison.verdict for r in match_books([mobile, father], [asks])}
    assert found["mobile"] == "duplicate" and found["door"] == "possible"


def test_a_father_writes_from_his_own_mailbox_a_son_perhaps_from_his():
    row = replace(ROW, phones=(), emails=("patrick.kreitmeier@web.de",))
    for suffix, expected in (("sen.", "duplicate"), ("jun.", "possible")):
        assert verdict(replace(row, last_name=f"Kreitmeier {suffix}"), row) == expected


def test_a_woman_s_name_is_no_slip_of_a_man_s():
    asks = Person(first_name="Cristina", last_name="Kern", phones=ROW.phones, emails=("c.kern@web.de",))
    assert verdict(asks, replace(asks, first_name="Cristian")) == "possible"
    assert verdict(replace(asks, first_name="Mia"), replace(asks, first_name="Mina")) == "duplicate"


def test_another_row_of_the_same_person_points_to_nobody_else():
    door = replace(ROW, id="door", phones=(), street="Ring 1", zip="50667", city="Köln")
    asks = replace(door, id="q", emails=("wolke9@web.de",))
    own = Person(id="own", salutation="Frau", first_name="P.", last_name="Kreitmeier", emails=asks.emails)
    found = {r.candidate.id: r.comparison.verdict for r in match_books([door, own], [asks])}
    assert found == {"door": "duplicate", "own": "possible"}
    paul = replace(own, first_name="Paul", salutation="Herr", last_name="Kreitmeier jun.")
    assert {r.comparison.verdict for r in match_books([door, paul], [asks])} != {"possible"}
