"""Normalisation: what is written in many ways becomes one."""

import pytest

from anfragemanager.contact.emails import read_email
from anfragemanager.contact.text import fold, repair
from anfragemanager.matching import BALANCED, PRESETS, Person, blocking_keys, compare, explain, prepare
from anfragemanager.matching.addresses import normalise_city, normalise_zip, parse_street, same_street
from anfragemanager.matching.levels import FIELDS, sentence
from anfragemanager.matching.names import relate
from anfragemanager.matching.phones import numbers
from anfragemanager.matching.phonetic import cologne


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "mueller"),
        ("STRASSE", "strasse"),
        ("Große", "grosse"),
        ("Çelik", "celik"),
        ("Łukasz", "lukasz"),
        ("Yılmaz", "yilmaz"),
        ("  Anna-Maria  ", "anna maria"),
        ("O'Brien", "o brien"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_wrongly_decoded_text_is_repaired_and_right_text_left_alone():
    assert repair("KÃ¶ln") == "Köln"
    assert repair("São Paulo Â") == "São Paulo Â"


@pytest.mark.parametrize("spelling", ["Meier", "Maier", "Meyer", "Mayer", "Mayr"])
def test_cologne_phonetics_hears_one_name(spelling):
    assert cologne(fold(spelling)) == "67"


@pytest.mark.parametrize(
    ("written", "country", "number", "mobile"),
    [
        ("0171/555 12 34", "DE", "+491715551234", True),
        ("+49 (0)171 5551234", "DE", "+491715551234", True),
        ("0049 171 5551234", "DE", "+491715551234", True),
        ("(0221) 47 11 08-1", "DE", "+492214711081", False),
        ("0664 1234567", "AT", "+436641234567", True),
        ("044 668 18 00", "CH", "+41446681800", False),
        ("079 123 45 67", "CH", "+41791234567", True),
    ],
)
def test_phone_in_any_notation_is_e164(written, country, number, mobile):
    [phone] = numbers(written, country)
    assert (phone.number, phone.mobile) == (number, mobile)


@pytest.mark.parametrize("written", ["", "-", "keine", "000000", "0123456789", "12"])
def test_no_phone(written):
    assert numbers(written) == ()


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Anna.Muster+immo@googlemail.com", "annamuster@gmail.com"),
        ("MAX@Web.DE ", "max@web.de"),
        ("Max Muster <max@x.de>", "max@x.de"),
        ("a+b@posteo.de", "a@posteo.de"),
        ("a+b@firma.de", "a@firma.de"),
        ("max@müller.de", "max@xn--mller-kva.de"),
    ],
)
def test_email_has_one_form_per_mailbox(written, address):
    assert read_email(written).address == address


@pytest.mark.parametrize(
    "written",
    [
        "x-9@mail.ebay-kleinanzeigen.de",
        "no-reply@immobilienscout24.de",
        "q@privaterelay.appleid.com",
        "noreply@x.de",
        "kein",
    ],
)
def test_relay_and_no_reply_are_no_addresses(written):
    assert read_email(written) is None


def test_shared_mailboxes_are_known():
    assert read_email("info@huber.de").shared
    assert read_email("familie.huber@gmx.de").shared
    assert not read_email("infante@gmx.de").shared


@pytest.mark.parametrize(
    ("written", "full", "number", "addition"),
    [
        ("Hauptstraße 12a", "hauptstrasse", "12", "a"),
        ("Haupt Str. 12 A", "hauptstrasse", "12", "a"),
        ("Hauptstr.12", "hauptstrasse", "12", ""),
        ("Straße des 17. Juni 135", "strassedes17juni", "135", ""),
        ("Am Markt 3-5", "ammarkt", "3", "5"),
        ("8 Stanley Street", "stanleystreet", "8", ""),
        ("1. Mai Straße 5", "1maistrasse", "5", ""),
        ("C 4, 12", "c4", "12", ""),
        ("Unter den Linden", "unterdenlinden", "", ""),
        ("", "", "", ""),
    ],
)
def test_street_and_house_number(written, full, number, addition):
    street = parse_street(written)
    assert (street.full, street.number, street.addition) == (full, number, addition)


def test_zip_and_city():
    assert normalise_zip("D-01067") == normalise_zip("1067") == "1067"
    assert normalise_zip("A-1010") == "1010"
    assert normalise_city("Frankfurt a. M.") == normalise_city("Frankfurt am Main") == "frankfurt"
    assert normalise_city("St. Pölten") == "stpolten"
    assert normalise_city("Bad Homburg v. d. Höhe").startswith("badhomburg")


def test_birth_name_is_found_again():
    one = Person(first_name="Anna", last_name="Schmidt geb. Müller", phones=("0171 5551234",))
    other = Person(first_name="Anna", last_name="Müller", phones=("0171 5551234",))
    assert compare(prepare(one), prepare(other)).verdict == "duplicate"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("sepp", "josef", "short_form"),
        ("stefan", "stephan", "spelling"),
        ("hans", "hannes", "cognate"),
        ("andrea", "andreas", "different"),
        ("larua", "laura", "typo"),
        ("lauura", "lara", "cognate"),
        ("h", "hans", "initial"),
        ("seppp", "josef", "similar"),
        ("paul", "karl", "different"),
    ],
)
def test_first_names_relate(one, other, level):
    assert relate(one, other) == relate(other, one) == level


def test_every_level_has_words_and_sane_probabilities():
    for field in FIELDS:
        assert len({level.name for level in field.levels}) == len(field.levels)
        for level in field.levels:
            assert all(0 < p <= 1 for p in (level.same, level.household, level.office, level.stranger))
            assert level.rule
            if level.name != "unknown":
                assert sentence(field.name, level.shown or level.name)
                assert sentence(field.name, level.shown or level.name, english=True)


def test_a_noun_is_set_apart_from_the_name_of_the_field():
    assert sentence("last_name", "sounds_alike") == "Nachname klingt gleich"
    assert sentence("party", "firm_itself") == "Art des Kontakts: Unternehmen selbst"
    assert sentence("first_name", "near", english=True) == "first name: another, similar name"
    assert sentence("street", "missing") == "Straße nur beim Kontakt"
    assert sentence("street", "missing", in_inquiry=True) == "Straße nur in der Anfrage"


def test_thresholds_are_checked():
    assert BALANCED.with_thresholds(0.99, 0.7).possible == 0.7
    with pytest.raises(ValueError, match="Thresholds"):
        BALANCED.with_thresholds(0.5, 0.7)


def test_stricter_thresholds_find_fewer():
    one = prepare(Person(first_name="Eva", last_name="Stein", emails=("eva.s77@gmx.de",)))
    other = prepare(Person(first_name="Eva", last_name="Kramer", emails=("eva.s77@gmx.de",)))
    assert compare(one, other).verdict == "duplicate"
    assert compare(one, other, BALANCED.with_thresholds(0.9999, 0.9)).verdict == "possible"


RULES = {
    "name": ({"first_name": "Eva", "last_name": "Stein"}, {"onoffice"}),
    "address": ({"last_name": "Stein", "street": "Ring 1", "zip": "50667", "city": "Köln"}, {"onoffice"}),
    "email": ({"emails": ("e@x.de",)}, {"onoffice", "followupboss"}),
    "last name and email": ({"last_name": "Stein", "emails": ("e@x.de",)}, {"onoffice", "followupboss", "flowfact"}),
    "phone": ({"phones": ("0171 5551234",)}, {"onoffice"}),
    "phone and name": (
        {"phones": ("0171 5551234",), "first_name": "Eva", "last_name": "Stein"},
        {"onoffice", "followupboss"},
    ),
}


@pytest.mark.parametrize("shared", RULES)
@pytest.mark.parametrize("preset", ["onoffice", "flowfact", "followupboss"])
def test_rule_presets_hit_by_their_rules_and_by_nothing_else(preset, shared):
    """Rules as the makers document them; every other field differs."""
    values, hitting = RULES[shared]
    one = {
        "first_name": "Jan",
        "last_name": "Voss",
        "street": "Weg 5",
        "zip": "20095",
        "city": "Hamburg",
        "emails": ("j@y.de",),
        "phones": ("0160 7771234",),
    }
    other = {
        "first_name": "Ute",
        "last_name": "Kramer",
        "street": "Allee 9",
        "zip": "80331",
        "city": "München",
        "emails": ("u@z.de",),
        "phones": ("0175 8881234",),
    }
    result = compare(prepare(Person(**{**one, **values})), prepare(Person(**{**other, **values})), PRESETS[preset])
    assert (result.verdict == "duplicate") == (preset in hitting)


def test_keys_are_short_and_survive_hostile_input():
    for text in ("", " ", "\0", "x" * 50_000, "' OR 1=1 --", "😀 😀", "Иван", "%s {0} \\", "()[]*+?", "a@b", "1" * 40):
        person = Person(
            first_name=text,
            last_name=text,
            company=text,
            street=text,
            zip=text,
            city=text,
            emails=(text,),
            phones=(text,),
        )
        prepared = prepare(person)
        assert all(0 < len(key) <= 300 for key in blocking_keys(prepared))
        assert explain(compare(prepared, prepared)) is not None
        prepare(Person.from_row({"name": text}))


@pytest.mark.parametrize(
    ("values", "people", "company"),
    [
        # one field filled: the whole name, the surname alone, the surname in the wrong column, a company
        ({"last_name": "Eva Stein"}, [("eva", "stein")], ""),
        ({"first_name": "Eva Stein"}, [("eva", "stein")], ""),
        ({"last_name": "Stein, Eva"}, [("eva", "stein")], ""),
        ({"last_name": "Eva Stein", "company": "Wald GmbH"}, [("eva", "stein")], "wald"),
        ({"last_name": "Eva Stein (Wald GmbH)", "company": "Ring AG"}, [("eva", "stein")], "ring"),
        ({"first_name": "Steinmetz"}, [("", "steinmetz")], ""),
        ({"first_name": "Eva"}, [("eva", "")], ""),
        ({"last_name": "Eva"}, [("", "eva")], ""),
        ({"last_name": "Stein Bau GmbH"}, [], "stein bau"),
        ({"last_name": "Aetra Oberberg", "salutation": "Frau"}, [("aetra", "oberberg")], ""),
        ({"last_name": "Schmidt Oberberg", "salutation": "Frau"}, [("", "schmidtoberberg")], ""),
        # a person in the column of the company
        ({"company": "Eva Kaltenrath"}, [("eva", "kaltenrath")], ""),
        ({"company": "E. Stein", "salutation": "Frau"}, [("e", "stein")], ""),
        ({"company": "E. Stein"}, [], "e stein"),
        ({"company": "Eva Stein Moden"}, [], "eva stein moden"),
        ({"company": "Eva & Uwe Kaltenrath"}, [("eva", "kaltenrath"), ("uwe", "kaltenrath")], ""),
        ({"company": "Stein 24"}, [], "stein 24"),
        ({"company": "Stein GmbH", "first_name": "Eva", "last_name": "Stein"}, [("eva", "stein")], "stein"),
        ({"company": "Eva Stein", "is_company": True}, [], "eva stein"),
        # no name at all
        ({"first_name": "-", "last_name": "?"}, [("", "")], ""),
    ],
)
def test_who_stands_in_the_fields(values, people, company):
    prepared = prepare(Person(**values))
    assert [(" ".join(name.first), name.last) for name in prepared.people] == people
    assert prepared.company == company
    assert prepared.is_company == (not people)


def test_what_one_side_has_is_said_with_its_side():
    one, other = Person(last_name="Kern", street="Ring 3"), Person(last_name="Kern", emails=("kern@web.de",))
    told = explain(compare(prepare(one), prepare(other)))
    assert "Straße nur in der Anfrage" in told and "E-Mail nur beim Kontakt" in told


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rösrather Str. 18", "Rösrather Straße 18", True),
        ("Weg 1a", "Weg 1 a", True),
        ("Weg 1", "Weg 2", False),
        ("Weg 1", "Weg 1, 2. OG", False),
        ("", "Weg", False),
    ],
)
def test_a_street_is_the_same_where_only_its_spelling_differs(one, other, same):
    assert same_street(one, other) is same
