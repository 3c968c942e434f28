"""Each level of the table at its limits: what still is one, and what no longer."""

from dataclasses import replace

import pytest

from anfragemanager.matching import PRESETS, Person, compare, prepare
from anfragemanager.matching.addresses import normalise_city, normalise_zip
from anfragemanager.matching.compare import _birth_level, _tax_level, compare_fields
from anfragemanager.matching.compare_address import _number_level, _street_level
from anfragemanager.matching.compare_contact import company_level, email_level, phone_level
from anfragemanager.matching.compare_names import _given_level, _word_level
from anfragemanager.matching.csvbook import _column
from anfragemanager.matching.keys import phone_key
from anfragemanager.matching.names import relate
from anfragemanager.matching.phones import numbers

EVA = Person(first_name="Eva", last_name="Stein", emails=("x@y.de",))


def phone(one: str, other: str, crowded: frozenset[str] = frozenset()) -> str:
    return phone_level(numbers(one), numbers(other), crowded)[0]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("0171 2345678", "+49 171 2345678", "equal_mobile"),
        ("030 2312500", "030 2312500", "equal"),
        ("030 2312500; 0171 2345678", "030 2312500; 0160 7654321", "equal_other_mobile"),
        ("030 2312500; 0171 2345678", "030 2312500", "equal"),
        ("030 2312500", "0171 2345678", ""),
        ("0171 2345678", "0160 7654321", "different_mobile"),
        ("030 2312500", "040 9988770", "different"),
        ("0171 2345678", "0171 2345679", "similar"),
        ("0171 2345678", "0171 2345687", "similar"),
        ("0171 2345678", "0171 2345689", "different_mobile"),
        ("030 2312500", "030 231250-17", "same_exchange"),
        ("030 2312500", "030 2312517", "same_exchange"),
        ("030 2312500", "030 2313500", "similar"),
        ("0171 2345678; 030 99999", "030 2312500", "different"),
        ("030 2312500; 0171 2345678", "0171 2345678; 030 2312500", "equal_mobile"),
        ("030 231250", "030 2312501234", "different"),
        ("030 2312500", "030 2312590", "same_exchange"),
        ("0171 2345678", "0171 2345600", "different_mobile"),
    ],
)
def test_telephones(one, other, level):
    assert phone(one, other) == phone(other, one) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        # noted without a country at a German, Austrian and Swiss address
        (("0664 1234567", "DE"), ("+43 664 1234567", "AT"), "equal_mobile"),
        (("077 4243339", "DE"), ("0041 77 4243339", "DE"), "equal_mobile"),
        (("0664 1234567", "DE"), ("0664/1234567", "AT"), "equal_mobile"),
        (("05522 89952", "DE"), ("+43(0)5522/899 52", "AT"), "equal"),
        # both say which country: two numbers, unless one of them slipped
        (("+49 664 1234567", "DE"), ("+43 664 1234567", "AT"), "similar"),
        (("+49 664 1234567", "DE"), ("+41 79 1234567", "CH"), ""),
        (("0664 1234567", "DE"), ("+43 664 1234568", "AT"), "similar"),
        (("0664 1234567", "DE"), ("+43 664 1234589", "AT"), ""),
    ],
)
def test_telephones_without_their_country(one, other, level):
    one, other = numbers(*one), numbers(*other)
    assert phone_level(one, other)[0] == phone_level(other, one)[0] == level
    assert (phone_key(one[0]) == phone_key(other[0])) is (one[0].national == other[0].national)


@pytest.mark.parametrize(
    ("number", "national", "international"),
    [
        ("+49 (0) 171 2345678", "1712345678", True),
        ("0049171 2345678", "1712345678", True),
        ("0171 2345678", "1712345678", False),
        ("171 2345678", "1712345678", False),
        ("+423 234 56 78", "2345678", True),
        ("+39 02 1234 5678", "212345678", True),
    ],
)
def test_digits_without_the_country(number, national, international):
    [found] = numbers(number)
    assert (found.national, found.international) == (national, international)


def test_the_two_numbers_that_the_level_comes_from():
    best = phone_level(numbers("040 9988770; 030 2312500"), numbers("0171 2345678; 030 2312500"))
    assert best == ("equal", "+49302312500", "+49302312500")
    assert phone_level(numbers("040 9988770"), numbers("0171 2345678"))[1:] == ("+49409988770", "+491712345678")


def test_what_many_carry():
    crowd = frozenset({"p:302312500", "e:info@firma.de"})
    assert phone("030 2312500", "030 2312500", crowd) == "equal_many"
    box = prepare(Person(last_name="Stein", emails=("info@firma.de",)))
    assert email_level(box, box, crowd)[0] == "equal_many"
    assert email_level(box, box)[0] == "equal_shared"


@pytest.mark.parametrize("number", ["12345", "0000000", "111111", "030 555555", "0123456789", "+49 123456789"])
def test_placeholders_are_no_numbers(number):
    assert numbers(number) == ()


@pytest.mark.parametrize("number", ["030 123457", "030 455555", "0171 2345670"])
def test_numbers_that_only_look_regular(number):
    assert len(numbers(number)) == 1


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("wolke77@web.de", "wolke77@web.de", "equal"),
        ("eva@web.de", "eva@web.de", "equal_named"),
        ("wolke77@web.de", "wolke77@gmx.de", "same_local_part"),
        ("wolke@web.de", "wolke@gmx.de", "different_own"),
        ("wolken@web.de", "wolken@gmx.de", "same_local_part"),
        ("eva.stein77@web.de", "eva.stein77@gmx.de", "same_name_and_number"),
        ("eva.stein@web.de", "eva.stein@gmx.de", "different_own"),
        ("stein.x7@web.de", "stein.x7@gmx.de", "different_own"),
        ("wolkenlos@web.de", "wolkenlso@web.de", "similar"),
        ("wolken77@web.de", "wolken78@web.de", "different_own"),
        ("wolken7x@web.de", "wolken7y@web.de", "similar"),
        ("wolke@web.de", "wolkx@web.de", "different_own"),
        ("a@stein-bau.de", "b@stein-bau.de", "same_company"),
        ("info@stein-bau.de", "b@stein-bau.de", "same_company_box"),
        ("info@web.de", "b@web.de", "different"),
        ("info@stein-bau.de", "info@other-bau.de", "different"),
        ("wolkenx@stein-bau.de", "wolkenxs@stein-bau.de", "similar"),
        ("wolken1@web.de", "wolken2@web.de", "different_own"),
        ("info@stein-bau.de", "info@stein-bau.de", "equal_shared"),
        ("familie.stein@web.de", "familie.stein@web.de", "equal_shared"),
        ("eva.stein7@web.de", "eva.stein7@gmx.de", "different_own"),
    ],
)
def test_addresses_of_mailboxes(one, other, level):
    a, b = (prepare(replace(EVA, emails=(email,))) for email in (one, other))
    assert email_level(a, b)[0] == email_level(b, a)[0] == level


def test_of_several_mailboxes_the_best_counts():
    a = prepare(replace(EVA, emails=("a@stein-bau.de; wolke77@web.de",)))
    b = prepare(replace(EVA, emails=("b@stein-bau.de; wolke77@gmx.de",)))
    assert email_level(a, b) == ("same_local_part", "wolke77@web.de", "wolke77@gmx.de")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [("stein bau", "stein bau", "equal"), ("stein bau", "bau stein", "equal"), ("steinbau", "stein bau", "equal"),
     ("stein bau koeln", "stein bau", "similar"), ("stein", "stein bau", "different"),
     ("steinmetz", "steinmets", "similar"), ("stein", "wald", "different"),
     # a word that one side shortens
     ("stein hv", "stein hausverwaltung", "similar"), ("stein ra", "stein hausverwaltung", "different"),
     ("stein hx", "stein hausverwaltung", "different"),
     ("hv", "hausverwaltung", "different"), ("stein hv nord", "stein hausverwaltung", "different")],
)  # fmt: skip
def test_companies(one, other, level):
    assert company_level(one, other) == company_level(other, one) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [("19600430", "19600430", "equal"), ("19600430", "19600431", "similar"), ("19600430", "19600441", "different"),
     ("19600405", "19600504", "similar"), ("19600405", "19610504", "different"), ("19601204", "19600412", "similar"),
     ("19601224", "19602412", "similar"), ("19601215", "19600512", "different")],
)  # fmt: skip
def test_dates_of_birth(one, other, level):
    assert _birth_level(one, other) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [("DE123456788", "DE123456788", "equal"), ("DE123456788", "DE123456789", "similar"),
     ("DE123456788", "DE123456977", "different"), ("DE123456788", "DE123456879", "similar")],
)  # fmt: skip
def test_tax_numbers(one, other, level):
    assert _tax_level(one, other) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [(("12", "a"), ("12", "a"), "equal"), (("12", ""), ("21", ""), "different"),
     (("12", "a"), ("12", ""), "addition_missing"),
     (("12", "a"), ("12", "b"), "addition_different"), (("12", "a4"), ("12", "a"), "addition_missing")],
)  # fmt: skip
def test_house_numbers(one, other, level):
    assert _number_level(*one, *other) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("lindenstrasse", "linden"), ("lindenstrasse", "linden"), "equal"),
        (("lindenstrasse", "linden"), ("linden", "linden"), "equal"),
        (("stanleystreet", "stanley"), ("stanleycrescent", "stanley"), "similar"),
        (("lindenstrasse", "linden"), ("lindnestrasse", "lindne"), "similar"),
        (("bergstrasse", "berg"), ("burgstrasse", "burg"), "similar"),
        (("hofstrasse", "hof"), ("bergstrasse", "berg"), "different"),
        (("waldweg", "waldweg"), ("walldweg", "walldweg"), "similar"),
        (("marktplatz", "markt"), ("lindenstrasse", "linden"), "different"),
    ],
)
def test_streets(one, other, level):
    assert _street_level(*one, *other) == level


def test_a_number_needs_a_street_to_stand_in():
    base = replace(EVA, zip="50667", city="Köln")
    for one, other in (("Ring 5", "Ring"), ("Ring", "Ring 5")):
        pair = compare(prepare(replace(base, street=one)), prepare(replace(base, street=other)))
        assert {item.field: item.level for item in pair.evidence}["house_number"] == "missing"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [("mueller", "mueller", "equal"), ("maier", "meyer", "sounds_alike"), ("steinr", "stein", "typo"),
     ("abcd", "abce", "typo"),
     ("abc", "abd", "similar"), ("stein", "wald", "different"), ("ab", "ac", "similar"),
     ("kaltenrath", "kaltennat", "typo"), ("kaltenrather", "kaltanretherx", "typo"), ("huber", "hubert", "typo"),
     ("hu", "hur", "similar"), ("h", "hu", "different"), ("schmidt", "schmitz", "typo"),
     ("stein", "steiner", "similar"), ("voss", "foss", "sounds_alike"), ("lang", "lange", "sounds_alike"),
     ("braun", "brown", "different"), ("abcdefg", "abdcegf", "typo"), ("abcdef", "abdcfe", "similar")],
)  # fmt: skip
def test_words_of_last_names(one, other, level):
    assert _word_level(one, other) == _word_level(other, one) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("stefan", "stephan", "spelling"), ("josef", "sepp", "short_form"), ("hans", "hannes", "cognate"),
        ("stefan", "steffan", "spelling"), ("thomas", "tomhas", "similar"), ("xqrz", "xqrt", "similar"),
        ("xqr", "xqt", "different"),
        ("lauura", "lara", "cognate"), ("thomas", "sabine", "different"), ("micael", "michael", "similar"),
        ("anna", "emma", "different"), ("eva", "ewa", "spelling"),
        ("chr", "christian", "initial"), ("hanni", "j", "initial"), ("martin", "marin", "near"),
        ("andrea", "andreas", "different"), ("petar", "petra", "near"), ("laura", "lauura", "spelling"),
        ("xantippus", "xantippas", "similar"), ("xan", "xam", "different"), ("klaus", "nikolaus", "short_form"),
        ("max", "moritz", "different"), ("ali", "alexander", "different"), ("mehmet", "mehmed", "spelling"),
        ("thorstne", "thorsten", "typo"), ("thosrtne", "thorsten", "typo"), ("joerg", "georg", "cognate"),
        ("anne", "anna", "cognate"), ("ibo", "ibrahim", "short_form"), ("uwe", "ue", "different"),
    ],
)  # fmt: skip
def test_single_first_names(one, other, level):
    assert relate(one, other) == relate(other, one) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("hans", "peter"), ("hanspeter",), "equal"),
        (("anna", "maria"), ("anna",), "part"),
        (("anna", "maria"), ("maria",), "second_part"),
        (("anna", "maria"), ("maria", "anna"), "part"),
        (("anna", "maria"), ("anna", "sophie"), "cognate"),
        (("anna", "maria"), ("eva", "sophie"), "different"),
        (("anna", "m"), ("anna", "maria"), "equal"),
        (("anna", "mraia"), ("anna", "maria"), "typo"),
        (("marie", "luise"), ("marlies",), "spelling"),
        (("anna", "maria"), ("anna", "marie"), "part"),
        (("h", "p"), ("hans", "peter"), "initial"),
        (("karl", "heinz"), ("carl", "heinz"), "spelling"),
        (("j",), ("hans", "peter"), "initial"),
        (("hans", "klaus"), ("hans", "peter", "klaus"), "part"),
        (("uwe",), ("hans", "peter"), "different"),
        (("anna", "l"), ("lena", "anna"), "different"),
        (("kral", "theodr"), ("karl", "theodor"), "typo"),
    ],
)
def test_first_names_of_several_words(one, other, level):
    assert _given_level(one, other) == level


@pytest.mark.parametrize(
    ("raw", "city"),
    [("Frankfurt a. M.", "frankfurt"), ("Frankfurt (Oder)", "frankfurt"), ("Bad Homburg", "badhomburg"),
     ("Ulm", "ulm"), ("Köln/Deutz", "koln"), ("Bonn am Rhein", "bonn"), ("50667 Köln", "koln"),
     ("Ulm am See", "ulmamsee")],
)  # fmt: skip
def test_towns(raw, city):
    assert normalise_city(raw) == city


@pytest.mark.parametrize(
    ("raw", "zip_"),
    [("D-50667", "50667"), ("01067", "1067"), ("1067.0", "1067"), ("A 1010", "1010"), ("SW1A 1AA", "SW1A1AA")],
)
def test_postcodes(raw, zip_):
    assert normalise_zip(raw) == zip_


@pytest.mark.parametrize(
    ("heading", "column"),
    [("Telefon privat", "phone"), ("E-Mail 2", "email"), ("E-Mail geschäftlich", "email"), ("Nachname", "last_name"),
     ("Straße privat", "street"), ("Postleitzahl privat", "zip"), ("Kaffee", "")],
)  # fmt: skip
def test_headings(heading, column):
    assert _column(heading).name == column


def test_the_country_tells_what_a_number_is():
    swiss = prepare(Person(last_name="Stein", country="CH", phones=("044 668 18 00",)))
    assert [one.number for one in swiss.phones] == ["+41446681800"]
    assert swiss.country == "CH"
    assert prepare(Person(last_name="Stein", country="")).country == ""


def test_a_family_is_one_that_names_fewer_than_two():
    assert prepare(Person(salutation="Familie", last_name="Stein")).family
    assert not prepare(Person(salutation="Familie", first_name="Eva und Jan", last_name="Stein")).family
    assert not prepare(Person(salutation="Frau", last_name="Stein")).family


def test_a_rule_needs_every_field_of_it():
    a, b = (prepare(replace(EVA, first_name=first, emails=())) for first in ("Eva", "Uta"))
    assert compare(a, b, PRESETS["onoffice"]).score == 0
    full = replace(EVA, street="Ring 5", zip="50667", city="Köln", emails=())
    a, b = prepare(replace(full, first_name="Eva")), prepare(replace(full, first_name="Uta", street="Ring"))
    assert compare(a, b, PRESETS["onoffice"]).score == pytest.approx(0.8)
    assert compare(prepare(EVA), prepare(EVA), PRESETS["onoffice"]).verdict == "duplicate"


MR_BERG = {"first_name": "Karl", "last_name": "Berg", "street": "Weg 5", "zip": "80331", "city": "München"}
MOBILE, OTHER_MOBILE, LINE = "0171 5551234", "0160 7654321", "089 4711081"


@pytest.mark.parametrize(
    ("asked", "known", "unknown"),
    [
        ({"phones": (MOBILE,), "emails": ("k.berg@web.de",)}, {"phones": (OTHER_MOBILE,)}, True),
        ({"phones": (MOBILE,), "emails": ("k.berg@web.de",)}, {"emails": ("karl@gmx.de",)}, True),
        ({"phones": (LINE, MOBILE), "emails": ("k.berg@web.de",)}, {"phones": (LINE, OTHER_MOBILE)}, True),
        ({"phones": (MOBILE,), "emails": ("k.berg@web.de",)}, {"phones": (LINE,)}, False),
        ({"phones": (MOBILE,), "emails": ("k.berg@web.de",)}, {"phones": (MOBILE,), "emails": ("karl@gmx.de",)}, False),
        ({"phones": (MOBILE,), "emails": ("fam.berg@web.de",)}, {"emails": ("karl@gmx.de",)}, False),
        ({"phones": (LINE,), "emails": ("k.berg@web.de",)}, {"emails": ("karl@gmx.de",)}, False),
        ({"phones": (MOBILE,), "emails": ("k.berg@web.de",)}, {"emails": ("fam.berg@web.de",)}, False),
        (
            {"phones": (MOBILE,), "emails": ("fam.berg@web.de",)},
            {"phones": (OTHER_MOBILE,), "emails": ("fam.berg@web.de",)},
            False,
        ),
        # the mailbox of his office is another than his own
        (
            {"phones": (MOBILE,), "emails": ("k.berg@web.de",)},
            {"company": "Stein Bau GmbH", "emails": ("berg@stein-bau.de",)},
            False,
        ),
    ],
)
def test_who_brings_a_mobile_and_a_mailbox_that_nobody_knows(asked, known, unknown):
    levels = compare_fields(prepare(Person(**MR_BERG, **asked)), prepare(Person(**MR_BERG, **known)))
    assert (("own_details", "unknown") in levels) == unknown


@pytest.mark.parametrize(
    ("email", "phones", "level", "unknown"),
    [
        ("eva@gmx.de", (), "different_partner", False),
        ("eberg@gmx.de", (), "different_partner", False),
        ("karl.berg@gmx.de", (), "different_own", True),
        ("bergk@gmx.de", (), "different_own", True),
        ("karlundeva@gmx.de", (), "different", False),
        ("wolke@gmx.de", (), "different", False),
        ("wolke@gmx.de", (OTHER_MOBILE,), "different", True),
        ("eva@gmx.de", (OTHER_MOBILE,), "different_partner", False),
        ("eva@gmx.de", (OTHER_MOBILE, "0172 1112223"), "different_partner", True),
    ],
)
def test_whose_the_details_in_a_couples_row_are(email, phones, level, unknown):
    asked = prepare(Person(**MR_BERG, phones=(MOBILE,), emails=("k.berg7@web.de",)))
    couple = prepare(Person(**{**MR_BERG, "first_name": "Karl und Eva"}, phones=phones, emails=(email,)))
    levels = compare_fields(asked, couple)
    assert dict(levels)["email"] == level
    assert (("own_details", "unknown") in levels) == unknown


@pytest.mark.parametrize(
    ("asked", "known", "level"),
    [
        (("Sanja", "Berg"), ("Sasa", "Berg"), "equal_relatives"),
        (("Sanja", "Berg"), ("Sanja", "Berg"), "equal_named"),
        (("Sanja", "Berg"), ("", "Berg"), "equal_named"),
        (("Kilian", "Berg"), ("", "Berg"), "equal_relatives"),
    ],
)
def test_a_mailbox_that_two_share_by_its_name(asked, known, level):
    one, other = (
        prepare(Person(first_name=first, last_name=last, emails=("sasaundsanja@web.de",)))
        for first, last in (asked, known)
    )
    assert email_level(one, other)[0] == level
