"""What makes one person of two rows although names, numbers and fields differ, and what does not."""

from dataclasses import replace

import pytest

from anfragemanager.contact.emails import read_email
from anfragemanager.contact.phones import read_phones
from anfragemanager.matching import PRESETS, Book, Person, blocking_keys, compare, match_books, prepare
from anfragemanager.matching.levels import shown_level
from anfragemanager.matching.name_fields import read_name_fields

DOOR = {"street": "Lindenweg 12", "zip": "34117", "city": "Kassel"}
ANNA = Person(first_name="Anna", last_name="Kaltenrath", phones=("0171 2345678",), emails=("wolke77@web.de",), **DOOR)


def verdict(one: Person, other: Person) -> str:
    return compare(prepare(one), prepare(other)).verdict


def level(one: Person, other: Person, field: str) -> str:
    return next((item.level for item in compare(prepare(one), prepare(other)).evidence if item.field == field), "")


@pytest.mark.parametrize(
    ("asks", "row", "expected"),
    [
        # nobody is christened Geli
        ("Geli", "Angelika", "duplicate"),
        ("Steff", "Stefan", "duplicate"),
        # two names that are not alike are one person's
        ("Heinz", "Heinrich", "duplicate"),
        # brothers
        ("Tim", "Timo", "possible"),
        ("Jan", "Jannis", "possible"),
    ],
)
def test_a_pet_name_at_one_door_is_no_brother(asks, row, expected):
    one = replace(ANNA, first_name=asks, last_name="Berg")
    other = replace(one, first_name=row, phones=("0160 7654321",), emails=())
    assert verdict(one, other) == expected


NOBODY = {"street": "", "zip": "", "city": ""}


def test_who_leaves_out_his_first_name_is_known_by_the_familys_line():
    row = replace(ANNA, first_name="Kurt", salutation="Herr", phones=("0561 234567", "0160 7654321"), emails=())
    asks = Person(salutation="Herr", last_name="Kaltenrath", phones=("0561 234567",))
    assert verdict(asks, row) == "duplicate"
    assert verdict(replace(asks, salutation=""), row) == "duplicate"
    assert verdict(replace(asks, salutation="Frau"), row) in ("possible", "related"), "his wife"
    assert verdict(replace(asks, last_name="Kaltenrath-Sommer"), row) == "possible", "his daughter"
    assert verdict(replace(asks, phones=("0561 234567", "0171 2223334")), row) == "possible", "his son"
    assert compare(prepare(asks), prepare(row), PRESETS["strict"]).verdict == "possible"


def test_the_row_of_a_family_is_whose_line_or_mailbox_it_is():
    row = Person(
        salutation="Familie", last_name="Kaltenrath", phones=("0561 234567",), emails=("jan.kaltenrath@web.de",)
    )
    asks = Person(first_name="Pia", last_name="Kaltenrath", phones=("0561 234567",), emails=("pia77@gmx.de",))
    assert verdict(asks, row) == "duplicate"
    assert verdict(replace(asks, phones=(), emails=row.emails), row) == "duplicate"
    # each has a mobile beside the line
    mobiles = replace(row, phones=("0561 234567", "0160 7654321"))
    assert verdict(replace(asks, phones=("0561 234567", "0171 2223334")), mobiles) == "duplicate"
    assert verdict(replace(asks, phones=("0561 999888",)), row) in ("related", "different")
    assert verdict(replace(asks, last_name="Sommer"), row) in ("related", "possible"), "a tenant, or the daughter"
    assert verdict(replace(asks, last_name="Kaltenrath jun."), row) == "possible"


@pytest.mark.parametrize(
    ("first", "last", "company", "people"),
    [
        ("Wiebke (Mann: Jürgen)", "Bauer", "", [(("wiebke",), "baur"), (("juergen",), "baur")]),
        ("Emanuel (Ehefrau Tina)", "Voß", "", [(("emanuel",), "voss"), (("tina",), "voss")]),
        ("Jan", "Berg", "Partner: Julia Stein", [(("jan",), "berg"), (("julia",), "stein")]),
        ("Jan (Partnerin: Julia Stein)", "Berg", "", [(("jan",), "berg"), (("julia",), "stein")]),
        ("Jan (Mieter)", "Berg", "Partner: Nord", [(("jan",), "berg")]),
        ("Thomas", "Mann", "", [(("thomas",), "mann")]),
        ("Jan (Ehemann)", "Berg", "", [(("jan",), "berg")]),
        ("Ehefrau Tina", "Voß", "", [(("ehefrau", "tina"), "voss")]),
        ("Anna", "Berg", "Partner: Jan", [(("anna",), "berg"), (("jan",), "berg")]),
        ("Anita", "Berg mit Armin", "", [(("anita",), "berg"), (("armin",), "berg")]),
        ("Anita", "Berg m. Armin Stein", "", [(("anita",), "berg"), (("armin",), "stein")]),
        ("Anita", "Berg mit Hund", "", [(("anita",), "bergmithund")]),
        ("Nuno", "Santos (u. Maria Fernandes)", "", [(("nuno",), "santos"), (("maria",), "fernandes")]),
        ("", "Nuno Santos (+ Maria Fernandes)", "", [(("nuno",), "santos"), (("maria",), "fernandes")]),
        ("Peter (und Anna)", "Meier", "", [(("peter",), "meier"), (("anna",), "meier")]),
        ("Peter", "Meier (u. Frau)", "", [(("peter",), "meier")]),
        ("Peter", "Meier (Lebensgef. Zubeyda Stein)", "", [(("peter",), "meier"), (("zubeyda",), "stein")]),
        ("Anna", "Frau Berg", "", [(("anna",), "berg")]),
    ],
)
def test_a_partner_whom_an_office_noted_is_the_other_half(first, last, company, people):
    found = prepare(Person(first_name=first, last_name=last, company=company))
    # a third one is another reading of the first
    assert [(name.first, name.last) for name in found.people[:2]] == people


def test_the_name_of_a_family_counts_whatever_the_salutation_says():
    found = prepare(Person(salutation="Herr", last_name="Eheleute Kaltenrath"))
    assert found.family and [name.last for name in found.people] == ["kaltenrath"]


def test_a_couple_of_whom_one_is_named_in_the_field_of_the_first_name():
    row = Person(first_name="Eheleute Stefan", last_name="Hoppe", phones=("0171 2345678",))
    assert prepare(row).family and prepare(row).people[0].first == ("stefan",)
    assert verdict(Person(first_name="Birgit", last_name="Hoppe", phones=row.phones), row) == "duplicate"


@pytest.mark.parametrize("first", ["Fam.", "Familie", "Eheleute"])
def test_a_family_in_the_field_of_the_first_name_is_no_name(first):
    row = Person(first_name="Heike", last_name="Kaltenrath", phones=("0171 2345678",))
    asks = Person(salutation="Frau", first_name=first, last_name="Kaltenrath", phones=row.phones)
    assert prepare(asks).family and not prepare(asks).people[0].first
    assert verdict(asks, row) == "duplicate"
    couple = replace(row, salutation="Eheleute", first_name="Heike und Jan")
    assert verdict(asks, couple) == "duplicate"
    assert verdict(replace(asks, phones=("0160 7654321",)), row) in ("different", "related")


def test_two_capitals_are_two_initials():
    row = Person(first_name="Hans-Peter", last_name="Kaltenrath", phones=("0171 2345678",))
    assert level(replace(row, first_name="HP"), row, "first_name") == "initial"
    assert verdict(replace(row, first_name="HP"), row) == "duplicate"
    assert level(replace(row, first_name="KD"), row, "first_name") == "different"
    assert prepare(replace(row, first_name="JO")).people[0].first == ("jo",), "a name"
    assert prepare(replace(row, first_name="KRZ")).people[0].first == ("krz",)


def test_jun_is_a_first_name_too():
    liu = prepare(Person(last_name="Jun Liu", phones=("0171 2345678",)))
    assert not liu.generation
    assert prepare(Person(first_name="Hans", last_name="Berg jun")).generation == "junior"
    assert prepare(Person(first_name="Hans", last_name="jun. Berg")).generation == "junior"


def test_a_firm_is_asked_for_by_its_owner_from_its_line():
    firm = Person(company="Gasthof Kaltenrath AG", phones=("0561 234567",))
    asks = Person(first_name="Eva", last_name="Kaltenrath", company="Gasthof Kaltenrath", phones=firm.phones)
    assert verdict(asks, firm) == "duplicate"
    assert verdict(replace(asks, phones=("0561 999888",)), firm) == "possible"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Lindenweg 12 (Rückgebäude)", "12"), ("Lindenweg 12 Rgb. links", "12"), ("Lindenweg 12 (2. Stock)", "12"),
        ("Lindenweg 12 a Hofseite", "12a"), ("Lindenweg", ""),
    ],
)  # fmt: skip
def test_what_follows_the_number_says_where_in_the_house(written, number):
    street = prepare(replace(ANNA, street=written)).street
    assert (street.full, street.number + street.addition) == ("lindenweg", number)


@pytest.mark.parametrize("written", ["Straße des 17. Juni 135", "Straße des 17. Juni 135 links"])
def test_a_number_in_a_streets_name_is_not_the_houses(written):
    street = prepare(replace(ANNA, street=written)).street
    assert (street.name, street.number) == ("strassedes17juni", "135")


def test_a_firm_without_its_legal_form_is_asked_about():
    firm = Person(company="Gao Capital UG (haftungsbeschränkt)", phones=("05341 3708",))
    asks = Person(company="Gao Capital", emails=("info@gaocapital.de",))
    assert verdict(asks, firm) == "possible"
    assert verdict(replace(asks, company="Gao Capital GmbH"), firm) == "different", "another firm of its owner"
    gao = replace(asks, company="Gao")
    assert verdict(gao, replace(firm, company="Gao UG")) == "different", "one word"


def test_raphi_is_raphael():
    row = Person(first_name="Raphael", last_name="Kaltenrath", phones=("0171 2345678",))
    assert level(replace(row, first_name="Raphi"), row, "first_name") == "short_form"
    # a name of its own
    assert level(replace(row, first_name="Luci"), replace(row, first_name="Lucius"), "first_name") != "short_form"


def test_a_whole_name_in_brackets_is_the_partners():
    found = prepare(Person(first_name="Christian", last_name="Berg (Inga Stein-Berg)"))
    read = [(name.first, name.last) for name in found.people[:2]]
    assert read == [(("christian",), "berg"), (("inga",), "steinberg")]
    assert len(prepare(Person(first_name="Christian", last_name="Berg (seit Januar Kunde)")).people) == 1
    assert len(prepare(Person(first_name="Christian", last_name="Berg (Dr. Stein)")).people) == 1
    assert len(prepare(Person(first_name="Christian", last_name="Berg (Inga Stein) Wolf")).people) == 1


def test_who_gives_the_firms_line_and_door_is_the_firm():
    firm = Person(company="Terra Objekt KG", phones=("0531 80614",), emails=("info@terra-objekt.de",), **DOOR)
    asks = Person(first_name="Klaus", last_name="Rübstedt", company="Terra Objekt", phones=firm.phones, **DOOR)
    assert verdict(asks, firm) == "duplicate"
    assert verdict(replace(asks, emails=("klaus@terra-objekt.de",)), firm) == "duplicate"
    assert verdict(replace(asks, phones=()), firm) in ("related", "possible"), "a colleague of whomever"
    assert verdict(replace(asks, company=""), firm) in ("related", "possible")
    colleague = replace(asks, first_name="Pia", last_name="Kern")
    assert verdict(asks, colleague) in ("related", "different")


def test_one_rare_name_and_number_at_another_provider():
    row = Person(first_name="Lothar", last_name="Kubsert", emails=("lothar_kubsert51@gmx.de",))
    asks = replace(row, emails=("lothar_kubsert51@icloud.com",))
    found = compare(prepare(asks), prepare(row))
    assert (found.verdict, found.rests_on) == ("duplicate", "contact")
    other = replace(asks, first_name="Lydia", emails=("kubsert51@icloud.com",))
    assert verdict(other, replace(row, emails=("kubsert51@gmx.de",))) in ("related", "different")
    nameless = replace(asks, first_name="", emails=("kubsert51@icloud.com",))
    assert compare(prepare(nameless), prepare(replace(row, emails=("kubsert51@gmx.de",)))).rests_on == "name"
    # of a million contacts a hundred are called so, and some write 51 behind it
    row = Person(first_name="Thomas", last_name="Müller", emails=("thomas_mueller51@gmx.de",))
    assert compare(prepare(replace(row, emails=("thomas_mueller51@aol.com",))), prepare(row)).rests_on == "name"


@pytest.mark.parametrize("written", ["0157 / 59955393 / 01726020987", "0157/59955393/01726020987"])
def test_a_number_behind_a_slash_has_its_own_area_code(written):
    assert [phone.e164 for phone in read_phones(written)] == ["+4915759955393", "+491726020987"]


def test_a_number_without_its_area_code_is_that_of_the_town():
    row = Person(first_name="Gerda", last_name="Beyer", phones=("62 97 29 38",), zip="04205", city="Leipzig")
    asks = Person(first_name="Gerda", last_name="Beyer", phones=("0341 62972938",))
    assert level(asks, row, "phone") == "similar" and verdict(asks, row) == "duplicate"
    assert level(replace(asks, phones=("0341 62972939",)), row, "phone") == "different"
    assert level(replace(asks, phones=("0171 62972938",)), row, "phone") != "similar", "a mobile has no area code"


@pytest.mark.parametrize(
    ("asks", "row", "expected"),
    [
        ("anna.berg@gmx.d", "anna.berg@gmx.de", "similar"),
        ("anna.berg@kaltenrath-im", "anna.berg@kaltenrath-immobilien.de", "same_local_part"),
        ("anna.berg@web.d", "anna.berg@gmx.de", "different"),
        # two providers, and two domains that are none's
        ("wolke77@mail.de", "wolke77@email.de", "same_local_part"),
        ("wolke77@bergbau.de", "wolke77@bergbay.de", "same_local_part"),
        ("anna.berg@", "anna.berg@gmx.de", ""),
    ],
)
def test_an_address_that_was_cut_off_is_compared(asks, row, expected):
    one = Person(first_name="Anna", last_name="Berg", emails=(asks,))
    found = level(one, replace(one, emails=(row,)), "email")
    assert found == expected or not expected and found == "missing"


@pytest.mark.parametrize("address", ["keine@mail.de", "unbekannt@unbekannt.de", "x7@mail.kleinanzeigen.de"])
def test_a_placeholder_is_not_taken_for_one_that_was_cut_off(address):
    assert prepare(Person(last_name="Berg", emails=(address,))).emails == ()


@pytest.mark.parametrize("written", ["05371/992852 VIP", "05371 992852 EG", "05371/992852"])
def test_capitals_behind_a_whole_number_are_a_remark(written):
    assert [phone.e164 for phone in read_phones(written)] == ["+495371992852"]


@pytest.mark.parametrize("written", ["0800-IMMOHAUS", "0171-23XXXXX", "0171 23 ABC", "0171 2345678XXX1"])
def test_a_number_that_goes_on_in_letters_is_none(written):
    assert read_phones(written) == ()


def test_exchanged_names_are_found_in_the_name_of_a_firm():
    firm = Person(company="Wagh Hausverwaltung GmbH", phones=("0171 2345678",))
    assert verdict(Person(first_name="Wagh", last_name="Nisha", phones=firm.phones), firm) == "duplicate"
    # a mobile in the row of a firm is somebody's
    assert verdict(Person(first_name="Nisha", last_name="Rao", phones=firm.phones), firm) == "possible"
    hans = Person(company="Hans Wolf Bau GmbH", phones=firm.phones)
    assert verdict(Person(first_name="Hans", last_name="Rao", phones=firm.phones), hans) == "possible"


def test_a_mailbox_made_of_the_other_form_makes_one_name_of_two():
    tim = replace(ANNA, first_name="Tim", last_name="Berg", emails=("timo.berg@web.de",))
    timo = replace(tim, first_name="Timo", phones=("0160 7654321",), emails=("tb77@gmx.de",))
    assert verdict(tim, timo) == "duplicate"
    # his own form, or a mailbox that both have, tells nothing
    assert verdict(replace(tim, emails=("tim.berg@web.de",)), timo) == "possible"
    assert level(tim, timo, "first_name") == "short_form"
    assert level(tim, replace(timo, emails=tim.emails), "first_name") == "short_form"
    # each goes by his own
    heinz = replace(tim, first_name="Heinz", emails=("heinz.berg@web.de",))
    heinrich = replace(timo, first_name="Heinrich", emails=("heinrich.berg@gmx.de",))
    assert verdict(heinz, heinrich) == "possible"


@pytest.mark.parametrize(
    ("last_name", "people"),
    [
        ("Altun, Ali / Falke, Nicole", [("altun", ("ali",)), ("falke", ("nicole",))]),
        ("Wagner/Dornstein", [("wagner", ()), ("dornstein", ())]),
        ("Dimitriadis/Romano", [("dimitriadis", ()), ("romano", ())]),
        ("Peter/Maria", [("", ("peter",)), ("", ("maria",))]),
    ],
)
def test_a_couple_listed_by_its_surnames(last_name, people):
    row = prepare(Person(salutation="Eheleute", last_name=last_name))
    assert [(name.last, name.first) for name in row.people] == people


def test_who_of_a_listed_couple_asks():
    row = Person(last_name="Altun, Ali / Falke, Nicole", phones=("02041 223482",), **DOOR)
    assert verdict(Person(first_name="Nicole", last_name="Falke", phones=("02041 223482",), **DOOR), row) == "duplicate"
    assert verdict(Person(first_name="Jana", last_name="Wolf", phones=("02041 223482",), **DOOR), row) == "related"


def test_the_row_of_a_family_that_names_one_of_them():
    row = Person(salutation="Eheleute", first_name="Dragan", last_name="Novak", phones=("0664 4357293",), **DOOR)
    wife = Person(first_name="Ute", last_name="Novak", phones=("0664 4357293",), **DOOR)
    assert verdict(wife, row) == "duplicate"
    landline = replace(row, phones=("0561 234567",))
    asks = replace(wife, phones=landline.phones)
    assert verdict(asks, landline) == "duplicate"
    assert compare(prepare(asks), prepare(landline), PRESETS["strict"]).verdict == "possible"
    # a child with a number of its own, or whoever else is called so
    assert verdict(replace(wife, phones=("0660 1112223",)), row) in ("related", "possible")
    assert verdict(replace(wife, last_name="Horvat"), row) in ("related", "possible")
    son = replace(asks, first_name="Stefan", salutation="Herr")
    assert verdict(son, landline) in ("related", "possible"), "of a couple's row another man is the son"
    alone = replace(row, salutation="Herr")
    assert verdict(wife, alone) in ("related", "possible"), "his row, and she has his mobile"


@pytest.mark.parametrize(
    "last_name", ["Novak u. Ehefrau", "Novak + Frau", "Novak & Partner", "Novak und Familie", "Novak mit Frau"]
)
def test_a_partner_without_a_name_makes_a_family(last_name):
    found = prepare(Person(first_name="Dragan", last_name=last_name))
    assert found.family and [(name.first, name.last) for name in found.people] == [(("dragan",), "novak")]
    assert not prepare(Person(first_name="Dragan", last_name="Frau")).family
    assert len(prepare(Person(first_name="Dragan", last_name="Novak und Frauke Berg")).people) > 1


@pytest.mark.parametrize(
    ("last_name", "read"),
    [
        ("Berg - sucht 3 Zi.", "berg"), ("Berg /alt", "berg"), ("Berg - VIP", "berg"),
        ("Berg - Stein", "bergstein"), ("Berg-Stein", "bergstein"),
    ],
)  # fmt: skip
def test_what_an_office_noted_behind_a_name_is_no_name(last_name, read):
    found = prepare(Person(first_name="Stefan", last_name=last_name))
    assert [name.last for name in found.people] == [read] and not found.generation


@pytest.mark.parametrize("name", ["unbekannt", "Unbekannt", "k.A.", "keine Angabe"])
def test_what_stands_in_place_of_a_name_is_none(name):
    assert not prepare(Person(last_name=name)).people[0].last


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        ("Hoa", "Nguyễn Thị", (("hoa",), "nguyen")), ("Thi Hoa", "Nguyen", (("hoa",), "nguyen")),
        ("Hai", "Phan Van", (("hai",), "phan")), ("", "Bui Thi", ((), "bui")),
        ("Van", "Nguyen", (("van",), "nguyen")), ("Thi", "Berg", (("thi",), "berg")),
    ],
)  # fmt: skip
def test_vietnamese_middle_names_tell_nothing(first, last, read):
    found = prepare(Person(first_name=first, last_name=last)).people
    assert [(name.first, name.last) for name in found] == [read]


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("6804539760", "DE", ["+496804539760"]), ("4915907252596.0", "DE", ["+4915907252596"]),
        ("905321234567", "DE", ["+905321234567"]), ("4369912345", "DE", ["+4369912345"]),
        ("1522/7199952", "CH", ["+4915227199952"]), ("0851-31010871  (01590) 86 21 01 1", "DE",
                                                     ["+4985131010871", "+4915908621011"]),
        ("+49 (0171) 1234567", "DE", ["+491711234567"]),
    ],
)  # fmt: skip
def test_what_spreadsheets_leave_of_a_number(written, country, read):
    assert [phone.e164 for phone in read_phones(written, country)] == read


@pytest.mark.parametrize("written", ["bei Frank, Lindenweg 12", "bei Eva Frank, Lindenweg 12", "Bei der Kirche 12"])
def test_with_whom_somebody_lives_is_no_part_of_the_street(written):
    street = prepare(replace(ANNA, street=written)).street
    assert (street.full, street.number) == ("beiderkirche" if "Kirche" in written else "lindenweg", "12")


@pytest.mark.parametrize("desk", ["Buchhaltung", "Zentrale", "Büro", "Geschäftsführung"])
def test_a_desk_is_nobodys_name(desk):
    row = Person(company="Ockes Dachdeckerei GmbH", last_name=desk, phones=("0511 26480",))
    assert prepare(row).is_company
    assert verdict(Person(company="Ockes Dachdeckerei", phones=("0511 26480",)), row) == "duplicate"
    assert not prepare(replace(row, company="")).is_company, "without a firm it may be a name"
    assert not prepare(replace(row, first_name="Eva")).is_company


def test_a_first_name_in_no_list_before_a_last_name():
    asks = prepare(Person(first_name="malwine roth"))
    assert [(name.first, name.last) for name in asks.people] == [(("malwine",), "roth")]
    assert [name.first for name in prepare(Person(first_name="van Aken")).people] == [()]
    row = Person(first_name="Sönke", last_name="Weigand", emails=("soenke.weigand@bluewin.ch",))
    assert verdict(Person(first_name="malwine roth", emails=row.emails), row) in ("related", "possible")


def test_an_initial_for_a_last_name_is_no_other_name():
    row = Person(salutation="Herr", last_name="Sachs", phones=("0171 2345678",))
    asks = Person(first_name="Johannes", last_name="S.", phones=row.phones)
    assert verdict(asks, row) in ("possible", "duplicate")
    assert level(asks, row, "last_name") == ""
    assert level(replace(asks, last_name="B."), row, "last_name") == "different"


@pytest.mark.parametrize(
    ("detail", "other", "rests"),
    [
        ({"emails": ("mali@paula-kubsert.at",)}, {"emails": ("mail@paula-kubsert.at",)}, "contact"),
        ({"phones": ("08151 272618",)}, {"phones": ("08151 272678",)}, "contact"),
        ({"emails": ("mali@gmx.at",)}, {"emails": ("mail@gmx.at",)}, "name"),
    ],
)
def test_one_rare_name_and_nearly_the_same_line_or_mailbox(detail, other, rests):
    asks, row = (Person(first_name="Paula", last_name="Kubsert", **each) for each in (detail, other))
    found = compare(prepare(asks), prepare(row))
    assert found.rests_on == rests
    assert found.verdict == "duplicate" or rests == "name"
    other_name = replace(asks, first_name="Petra")
    assert compare(prepare(other_name), prepare(row)).rests_on != "contact"


def test_the_person_comes_before_the_firm_whose_line_he_uses():
    firm = Person(id="firm", company="Terra Objekt KG", phones=("0531 80614",), **DOOR)
    klaus = Person(id="klaus", first_name="Klaus", last_name="Kern", company="Terra Objekt", phones=firm.phones, **DOOR)
    asks = prepare(replace(klaus, id=None))
    found = {person.person.id: seen.verdict for person, seen in Book([firm, klaus]).match(asks)}
    assert found == {"klaus": "duplicate", "firm": "related"}
    assert [seen.verdict for _person, seen in Book([firm]).match(asks)] == ["duplicate"]
    itself = prepare(replace(firm, id=None))
    assert {person.person.id: seen.verdict for person, seen in Book([firm, klaus]).match(itself)}["firm"] == "duplicate"


def test_first_and_last_name_without_a_blank():
    row = Person(first_name="Oliver", last_name="Aigner", phones=("0699 31158208",))
    assert verdict(Person(first_name="OlivereAigner", phones=("0699 31158208",)), row) == "duplicate"
    assert verdict(Person(first_name="OliviaAigner", phones=("0699 31158208",)), row) != "duplicate"


def test_notes_titles_and_initials_in_the_fields_of_names():
    anna = replace(ANNA, phones=("0561 4711081",), emails=())
    assert prepare(replace(anna, first_name="Anna (sucht EG)")).people[0].first == ("anna",)
    assert prepare(replace(anna, first_name="Annegret (Anna)")).people[0].first != ("annegret",)
    assert prepare(Person(first_name="Anna Kaltenrath", last_name="lic. iur.")).people[0].last == "kaltenrath"
    asked = Person(last_name="A. Kaltenrath", phones=anna.phones)
    assert prepare(asked).people[0].first == ("a",)
    assert verdict(asked, anna) == "duplicate"
    # each a mobile of his own: one of the family, or a new one
    assert verdict(
        replace(asked, phones=(*anna.phones, "0160 7654321")), replace(anna, phones=(*anna.phones, "0171 2345678"))
    ) in ("possible", "duplicate")


def test_a_name_that_few_bear_is_asked_about_in_its_town_and_noted_elsewhere():
    here = Person(first_name="Anna", last_name="Kaltenrath", zip="34117", city="Kassel")
    for there, base in (
        ({"zip": "34131", "city": "Kassel"}, "rare_name"),
        ({"zip": "20095", "city": "Hamburg"}, "name"),
    ):
        found = compare(prepare(here), prepare(replace(here, **there)))
        assert (found.verdict, found.rests_on) == ("possible", base)
    # of a listed surname namesakes are not rare, and without a first name it is any of the family
    usual = replace(here, last_name="Bergmann")
    assert verdict(usual, replace(usual, zip="20095", city="Hamburg")) == "different"
    # a short word may be any name misspelt
    short = replace(here, last_name="Hax")
    assert verdict(short, replace(short, zip="20095", city="Hamburg")) == "different"
    nameless = compare(prepare(here), prepare(replace(here, first_name="")))
    assert nameless.rests_on == "name"


def test_a_firm_and_who_asks_in_its_name():
    firm = Person(company="Metallbau Landsberg GmbH", emails=("info@metallbau-hartmann.de",), phones=("08191 64188",))
    asks = Person(first_name="Raimund", last_name="Vogel", company="Metallbau Landsberg GmbH")
    assert verdict(replace(asks, phones=firm.phones), firm) == "possible"
    # its own mailbox is the firm's, whoever signs, unless another firm is named
    assert verdict(replace(asks, emails=firm.emails), firm) == "duplicate"
    assert verdict(replace(asks, emails=firm.emails, company="Bau Krug GmbH"), firm) == "related"
    # the firm that names nobody is known by the row of whoever stands for it and has its line or its mailbox, unless
    # the model asks for more
    clerk = replace(firm, first_name="Kristina", last_name="Stadter", id="k")
    assert verdict(firm, clerk) == verdict(replace(firm, emails=()), clerk) == "duplicate"
    assert compare(prepare(firm), prepare(clerk), PRESETS["strict"]).verdict == "possible"
    assert verdict(replace(firm, phones=(), emails=("post@metallbau-hartmann.de",)), clerk) == "possible"
    both = [clerk, replace(clerk, first_name="Uwe", last_name="Berg", id="u")]
    assert {r.comparison.verdict for r in match_books(both, [replace(firm, id="q")])} == {"possible"}
    # the firm's own row comes before those of its people
    rows = [clerk, replace(firm, id="f")]
    assert {r.candidate.id: r.comparison.verdict for r in match_books(rows, [replace(firm, id="q")])} == {
        "f": "duplicate",
        "k": "related",
    }
    # one of its people
    assert verdict(replace(asks, emails=("r.vogel@metallbau-hartmann.de",)), firm) in ("related", "possible")
    assert verdict(asks, firm) in ("related", "different")
    # the firm in the field of the last name; one name is a person's
    assert verdict(
        Person(last_name="Tan Döner & Grill", phones=firm.phones), replace(firm, company="Tan Döner & Grill")
    ) == ("duplicate")
    assert verdict(Person(last_name="Farhat", phones=firm.phones), replace(firm, company="Farhat")) != "duplicate"


def test_a_person_with_both_names_is_no_firm():
    firm = Person(company="Tan Grill", is_company=True, phones=("08191 64188",))
    assert verdict(Person(first_name="Tan Grill", last_name="Vogel", phones=firm.phones), firm) != "duplicate"


def test_two_couples_of_whom_one_is_called_by_a_pet_name():
    here = {"last_name": "Berg", "zip": "34117", "city": "Kassel"}
    found = compare(
        prepare(Person(first_name="Geli & Hans", **here)), prepare(Person(first_name="Angelika & Hans", **here))
    )
    assert (found.verdict, found.rests_on) == ("possible", "rare_name")


def test_two_boxes_of_one_firm_are_the_firm():
    firm = Person(company="Praxis Adam", emails=("info@praxisadam.de",), phones=("0203 4951085",), **DOOR)
    assert verdict(replace(firm, emails=("verwaltung@praxisadam.de",)), firm) == "duplicate"
    assert level(replace(firm, emails=("verwaltung@praxisadam.de",)), firm, "email") == "same_firm"


@pytest.mark.parametrize(
    ("field", "country", "numbers"),
    [
        ("393180 / 0170 / 976 89 50", "DE", ["+49393180", "+491709768950"]),
        ("346/848 3378 / 3382217263", "IT", ["+393468483378", "+393382217263"]),
        ("030 / 23125678", "DE", ["+493023125678"]),
        ("0170 / 976 89 50", "DE", ["+491709768950"]),
        ("079/710 12 09", "LI", ["+41797101209"]),
        ("784 67 62", "LI", ["+4237846762"]),
    ],
)
def test_numbers_behind_a_slash_and_over_the_border(field, country, numbers):
    assert [phone.e164 for phone in read_phones(field, country)] == numbers


def test_a_pet_name_is_shown_as_a_short_form():
    assert shown_level("first_name", "pet_name") == "short_form"
    assert shown_level("last_name", "equal_rare") == "equal"


def test_who_gives_no_name_and_writes_from_a_known_mailbox():
    laura = Person(salutation="Frau", first_name="Laura", last_name="May", emails=("laura.may@hotmail.com",))
    assert verdict(Person(salutation="Herr", emails=laura.emails), laura) in ("possible", "duplicate")
    line = ("0341 5782330",)
    assert verdict(Person(salutation="Herr", phones=line), replace(laura, phones=line)) != "duplicate"


def test_a_last_name_that_is_a_first_name_ends_where_the_field_of_the_first_one_does():
    one = Person(first_name="Orhan", last_name="Karataş & Nazlı Çetin", **DOOR)
    other = Person(first_name="Nazlı", last_name="Çetin und Orhan Karataş", **DOOR)
    assert verdict(one, other) == "duplicate"
    assert verdict(one, replace(other, last_name="Çetin und Murat Aydın")) != "duplicate"


def test_a_firm_asks_and_one_of_its_people_is_known():
    andrea = Person(first_name="Andrea", last_name="Richter", company="Richter Grundbesitz GbR", **DOOR)
    firm = Person(company="Richter Grundbesitz GbR", phones=("030 50687578",), **DOOR)
    assert set(blocking_keys(prepare(firm))) & set(blocking_keys(prepare(andrea)))
    assert verdict(firm, andrea) == verdict(replace(firm, street="", zip="", city=""), andrea) == "duplicate"
    # of another name she may be one of several
    assert verdict(firm, replace(andrea, last_name="Vogel")) == "possible"


def test_two_extensions_of_one_firm():
    firm = Person(company="Klinik Adam GmbH", phones=("030 2257928",), emails=("office@klinik-adam.de",), **DOOR)
    assert verdict(replace(firm, phones=("030 2257916",)), firm) == "duplicate"


def test_a_remark_with_a_number_is_no_generation():
    laura = prepare(Person(first_name="Laura", last_name="Lohmeier (sucht 2 Zi.)"))
    assert (laura.people[0].last, laura.generation) == ("lohmeier", "")
    assert prepare(Person(first_name="Laura", last_name="Lohmeier (II)")).generation == "junior"
    frank = prepare(Person(first_name="Frank", last_name="Siebert (2 Whg.)"))
    assert (frank.people[0].last, frank.generation) == ("siebert", "")


def test_a_first_name_alone_and_the_row_with_both_names_exchanged():
    row = Person(first_name="Schulte", last_name="Carina", phones=("0173 3913589",))
    assert verdict(Person(first_name="Carina", phones=row.phones), row) in ("possible", "duplicate")
    assert verdict(Person(first_name="Patrick", phones=row.phones), row) in ("related", "possible")
    # of two first names the first one is hers
    both = replace(row, first_name="Sabine")
    assert level(Person(first_name="Carina", phones=row.phones), both, "first_name") == "different"


def test_a_salutation_in_the_field_of_the_last_name():
    asked = prepare(Person(first_name="Wegner", last_name="Hr.", phones=("0177 3916506",)))
    assert [(name.last, name.first) for name in asked.people] == [("wegner", ())]


def test_two_spellings_of_a_first_name_in_two_mailboxes_are_two_people():
    reiner = Person(first_name="Reiner", last_name="Lange", emails=("reinerlange@web.de",))
    rainer = Person(first_name="Rainer", last_name="Lange", emails=("rainer.lange@web.de",))
    assert verdict(reiner, rainer) != "duplicate"
    # of one name it is a slip
    assert level(reiner, replace(reiner, emails=("reinerlnage@web.de",)), "email") == "similar"


def test_who_names_himself_and_asks_as_a_family_is_a_person():
    widow = Person(salutation="Familie", first_name="Gertraud", last_name="Oberweg", phones=("038389 1281",), **DOOR)
    row = Person(salutation="Herr", first_name="Stefan", last_name="Oberweg", phones=("038389 1281",), **DOOR)
    assert verdict(widow, row) == "related"
    # and the row of a family that names the one who asks is his
    fam = Person(salutation="Fam.", first_name="Willi", last_name="Mangstl", **DOOR)
    assert verdict(replace(fam, salutation="Herr"), fam) == "duplicate"


def test_another_name_one_slip_away_and_the_mailbox_that_tells():
    row = Person(first_name="Inge", last_name="Mischke", **DOOR)
    asked = Person(first_name="Ine", last_name="Mischke", emails=("mischke.inge@gmail.com",), **DOOR)
    assert verdict(asked, row) == "duplicate"
    assert verdict(replace(asked, emails=()), row) != "duplicate"


def test_the_dots_google_drops_still_tell_of_what_names_an_address_is_made():
    assert read_email("g.richter@gmail.com") == read_email("grichter@googlemail.com")
    asked = Person(first_name="Gerda", last_name="Richter", emails=("g.kaltenrath@gmail.com",), **DOOR)
    row = Person(first_name="Gerda", last_name="Kaltenrath", **DOOR)
    assert level(asked, row, "last_name") == "in_mail"
    assert level(replace(asked, emails=("g.kaltenbach@gmail.com",)), row, "last_name") == "different"
    assert read_email("g.richter+immo@gmail.com").written == "g.richter"
    # a first name beside another word
    anna = Person(first_name="Anna", last_name="Berg", **DOOR)
    initial = replace(anna, first_name="A.", emails=("anna.wolke@gmail.com",))
    assert level(initial, anna, "first_name") == "in_mail"
    # he goes by another name
    kurt = replace(anna, first_name="Kurt", emails=("kb77@web.de",))
    other = replace(kurt, emails=("norbert.wolke@gmail.com",))
    assert verdict(other, kurt) == "possible"
    assert verdict(replace(other, emails=("kurt.wolke@gmail.com",)), kurt) == "duplicate"
    # the mailbox of a relative, and of both partners
    shared = {"emails": ("helene.wolke@gmail.com",)}
    nameless = Person(salutation="Frau", last_name="Berg", **shared)
    assert level(replace(anna, first_name="Sieglinde", **shared), nameless, "email") == "equal_shared"
    both = {"emails": ("sascha.sonja@gmail.com",)}
    sascha, sonja = (replace(anna, first_name=name, **both) for name in ("Sascha", "Sonja"))
    assert level(sascha, sonja, "email") == "equal_shared"


def test_who_has_moved_and_is_misspelt_is_found_by_the_firms_domain():
    one = Person(first_name="Annka", last_name="Kaltenrath", emails=("kaltenrath@berg-daten.de",), zip="80469")
    other = Person(first_name="Anna", last_name="Kaltenrath", company="Berg Daten AG", zip="45127")
    assert set(blocking_keys(prepare(one))) & set(blocking_keys(prepare(other)))


def test_the_initial_of_another_spelling_is_one():
    row = replace(ANNA, first_name="Vladimir")
    assert level(replace(row, first_name="W."), row, "first_name") == "initial"
    assert level(replace(row, first_name="R."), row, "first_name") == "different"


@pytest.mark.parametrize(
    "last",
    [
        "Kaltenrath wg. Besichtigung", "Fr. Kaltenrath wg Bewertung", "KALTENRATH wg. Whg. Lindenweg", "Kaltenrath ETW",
        "kaltenrath - bittet um Rückruf", "Kaltenrath will verkaufen", "Kaltenrath (Tochter v. Vater Peter)",
        "z. Hd. Frau Kaltenrath", "Ansprechpartnerin: Frau Kaltenrath",
    ],
)  # fmt: skip
def test_a_note_of_the_office_is_no_name(last):
    told = prepare(Person(salutation="Frau", last_name=last)).people[0]
    assert (told.last, told.first) == ("kaltenrath", ())


def test_the_same_name_in_both_fields_and_a_title_for_a_first_name():
    whole = ("kaltenrath", ("anna",))
    for first, last in (
        ("Anna Kaltenrath", "Anna Kaltenrath"),
        ("Anna Kaltenrath", "Kaltenrath"),
        ("Dr.", "Kaltenrath, Anna"),
        ("Dr.", "Anna Kaltenrath"),
    ):
        told = prepare(Person(salutation="Frau", first_name=first, last_name=last)).people[0]
        assert (told.last, told.first) == whole, (first, last)
    martin = prepare(Person(first_name="Martin", last_name="Martin")).people[0]
    assert (martin.last, martin.first) == ("martin", ("martin",))


def test_a_partner_in_brackets_is_one_of_a_couple():
    for first, last in (
        ("Paul (Anna)", "Kaltenrath"),
        ("Paul", "Kaltenrath (LG Anna Berg)"),
        ("Paul", "Kaltenrath (Lebenspartnerin Anna)"),
    ):
        told = prepare(Person(salutation="Herr", first_name=first, last_name=last)).people
        assert {name.first for name in told} == {("paul",), ("anna",)}, (first, last)
    called = prepare(Person(first_name="Johannes (Hannes)", last_name="Kaltenrath")).people
    assert len(called) == 1


FIRM = Person(company="Kaltenrath Bau GmbH", phones=("0561 234567",), **DOOR)


def test_a_firm_with_the_word_in_front_and_of_another_legal_form():
    assert verdict(FIRM, replace(FIRM, company="Fa. Kaltenrath Bau GmbH")) == "duplicate"
    assert level(FIRM, replace(FIRM, company="Kaltenrath Bau GmbH & Co. KG"), "company_name") == "other_form"
    assert verdict(FIRM, replace(FIRM, company="Kaltenrath Bau GmbH & Co. KG")) == "possible"
    assert verdict(FIRM, replace(FIRM, company="Kaltenrath Bau")) == "duplicate"


def test_another_firm_of_somebodys_name_on_his_line_is_not_he():
    owner = replace(ANNA, company="Kaltenrath Bau GmbH", phones=("0561 234567",), emails=())
    asks = Person(company="Reisebüro Kaltenrath", phones=("0561 234567",))
    assert verdict(asks, owner) == "related"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WEG Lindenstr. 10-16", "WEG Lindenstraße 10-16, Kassel"),
        ("WEG Lindenstr. 10-16", "Wohnungseigentümergemeinschaft Lindenstraße 10-16"),
        ("WEG Lindenstr. 10-16", "WEG Linden Str. 10-16 c/o Kern Hausverwaltung GmbH"),
        ("Erbengem. Karl Kern", "Erbengemeinschaft nach Karl Kern"),
    ],
)
def test_a_community_is_known_by_its_house_or_its_dead(one, other):
    line = {"phones": ("0561 234567",), "emails": ("post@kern-verwaltung.de",)}
    for asks in (Person(company=one, **line), Person(last_name=one, **line)):
        assert verdict(asks, Person(company=other, **line)) == "duplicate"
        assert verdict(asks, Person(last_name=other, company="", **line)) == "duplicate"
        assert verdict(asks, Person(company=other.replace("16", "18").replace("Karl", "Rita"), **line)) != "duplicate"


def test_another_house_of_the_same_administration_is_not_asked_about():
    line = {"phones": ("0561 234567",), "emails": ("post@kern-verwaltung.de",)}
    one, other = Person(company="WEG Lindenweg 3", **line), Person(last_name="WEG Lindenweg 5", **line)
    assert verdict(one, other) == "related"
    assert prepare(Person(first_name="", last_name="Weg Anna")).people[0].last == "weg"


@pytest.mark.parametrize(
    "row",
    [
        {"company": "Zahnarztpraxis Dr. Fritz, Anna Kaltenrath"},
        {"company": "Fritz Hausverwaltung Inh. Anna Kaltenrath"},
        {"company": "Erbengemeinschaft Karl Fritz", "street": "c/o Anna Kaltenrath, Lindenweg 12"},
        {"last_name": "Erbengem. Fritz", "company": "c/o Anna Kaltenrath"},
    ],
)
def test_whoever_stands_for_a_company_by_its_own_words_is_known(row):
    held = Person(phones=("0171 2345678",), **row)
    asks = replace(ANNA, emails=(), street="", zip="", city="")
    assert set(blocking_keys(prepare(replace(asks, phones=(), city="Kassel")))) & set(
        blocking_keys(prepare(replace(held, phones=(), city="Kassel")))
    )
    assert verdict(asks, held) == "duplicate"
    assert verdict(replace(asks, first_name="Rita"), held) != "duplicate"


def test_two_who_each_write_their_name_in_their_mailbox_are_two():
    heike = replace(ANNA, first_name="Heike", phones=(), emails=("heike.kaltenrath@web.de",))
    assert level(heike, replace(heike, first_name="Helke", emails=("kaltenrath7@web.de",)), "first_name") == "similar"
    helke = replace(heike, first_name="Helke", emails=("helke.kaltenrath@gmx.de",))
    assert level(heike, helke, "first_name") == "near"
    assert verdict(heike, helke) != "duplicate"
    # of exchanged fields the last name in the mailbox tells nothing of the first one
    hanna = replace(ANNA, first_name="Hanna", emails=("hanna.kaltenrath@web.de",))
    anna = replace(ANNA, first_name="Kaltenrath", last_name="Anna", phones=("0160 7654321",), emails=("x77@gmx.de",))
    assert verdict(hanna, anna) in ("possible", "related")


def test_a_mailbox_of_two_first_names_tells_nobody():
    row = replace(ANNA, first_name="", salutation="Herr", phones=("0561 234567",), emails=("paul.anna.kern@web.de",))
    row = replace(row, last_name="Kern")
    asks = replace(row, first_name="Anna", salutation="Frau")
    assert verdict(asks, row) == "possible"
    assert verdict(replace(asks, first_name="Paul", salutation="Herr"), row) == "duplicate"


def test_a_known_first_name_tells_the_gender_and_not_the_preselected_salutation():
    row = replace(ANNA, first_name="", salutation="Herr", emails=("die.kaltenraths@web.de",))
    asks = replace(row, first_name="Anna", phones=())
    assert verdict(asks, row) in ("related", "possible"), "his wife, from the family's mailbox"


def test_a_partner_who_asks_with_a_new_one():
    row = Person(first_name="Paul & Rita", last_name="Kern", phones=("0171 2345678",), emails=("paul77@web.de",))
    asks = replace(row, first_name="Paul Kern", last_name="und Anna Berg")
    assert verdict(asks, row) == "duplicate"
    assert compare(prepare(asks), prepare(row), PRESETS["strict"]).verdict == "possible"
    # a mailbox that bears nobody's name is either partner's
    assert verdict(replace(asks, phones=(), first_name="Otto Kern"), row) != "duplicate"


def test_two_double_names_that_share_the_second_one_are_two():
    assert level(replace(ANNA, first_name="Melanie-Anna"), replace(ANNA, first_name="Lisa-Anna"), "first_name") == (
        "different"
    )
    assert verdict(replace(ANNA, first_name="Ahmet"), replace(ANNA, first_name="Mehmet")) in ("related", "possible")


def test_vietnamese_names_of_two_letters_and_exchanged():
    ha = Person(first_name="HÀ", last_name="DƯƠNG", phones=("0251 887273",))
    assert verdict(ha, replace(ha, first_name="Thu Ha", last_name="Duong")) == "duplicate"
    hoa = Person(first_name="Tran", last_name="Thi Hoa", phones=("0152 21595167",))
    assert verdict(hoa, replace(hoa, first_name="Thi Hoa", last_name="Tran")) == "duplicate"


def test_a_short_street_a_comma_in_a_domain_and_care_of_with_a_dot():
    assert level(replace(ANNA, street="Ahstr. 89"), replace(ANNA, street="Ahstraße 89"), "street") == "equal"
    assert level(replace(ANNA, emails=("anna@web,de",)), replace(ANNA, emails=("anna@web.de",)), "email") == "equal"
    assert level(replace(ANNA, street="co. Schwab, Lindenweg 12"), ANNA, "street") == "equal"


def test_area_codes_change_and_are_left_out():
    wien = Person(first_name="Anna", last_name="Kaltenrath", phones=("0222/9676267",), city="Wien", country="AT")
    asks = Person(first_name="Anna", last_name="Kaltenrath", phones=("+43 1 9676267",), country="AT")
    assert level(asks, wien, "phone") == "similar"
    assert verdict(asks, wien) == "duplicate"
    assert level(replace(asks, phones=("+43 1 9676268",)), wien, "phone") == "different"
    keys = set(blocking_keys(prepare(replace(wien, phones=("561480",), first_name="")))) & set(
        blocking_keys(prepare(Person(last_name="Kaltenrath", phones=("08158 561480",))))
    )
    assert keys, "found by the last name and the end of the number"


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        # salutation "Herr und Frau", a whole name in each field
        ("Martin Anton Kern", "Anna Kaltenrath", {"kern", "kaltenrath"}),
        ("Martin", "Kern / Anna Kaltenrath", {"kern", "kaltenrath"}),
    ],
)
def test_two_whole_names_are_a_couple(first, last, found):
    people = prepare(Person(salutation="Eheleute", first_name=first, last_name=last)).people
    assert {name.last for name in people} >= found


def test_a_firm_behind_the_last_name():
    for last in ("Kaltenrath / Gasthof Kern", "Kaltenrath c/o Kern Hausverwaltungen"):
        told = prepare(Person(first_name="Anna", last_name=last))
        assert (told.people[0].last, bool(told.company)) == ("kaltenrath", True), last


def test_columns_moved_by_an_import():
    moved = prepare(Person(first_name="Anna", last_name="Kern", company="anna77@web.de", phones=("0171 2345678",)))
    assert ([email.address for email in moved.emails], moved.company) == (["anna77@web.de"], "")
    moved = prepare(Person(first_name="Anna", last_name="Kern", phones=("anna77@web.de", "0171 2345678")))
    assert [email.address for email in moved.emails] == ["anna77@web.de"]
    assert [number.number for number in moved.phones] == ["+491712345678"]
    assert prepare(Person(first_name="Anna", last_name="Kern", company="Bar@home GmbH")).company


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("FNU", "Kern", ("kern", ())), ("N.N.", "Kern", ("kern", ())), ("", "Krüger N.", ("kruger", ("n",))),
        ("", "Lena K.", ("k", ("lena",))), ("Anna", "K&uuml;hn", ("kuhn", ("anna",))),
        ("Anna", "Kern !!Schufa prüfen", ("kern", ("anna",))), ("Anna", "Kern alt!", ("kern", ("anna",))),
    ],
)  # fmt: skip
def test_names_as_old_books_hold_them(first, last, name):
    told = prepare(Person(first_name=first, last_name=last)).people[0]
    assert (told.last, told.first) == name


def test_an_initial_by_the_second_name_and_by_the_mailbox():
    row = replace(ANNA, first_name="A.", phones=("0561 234567",), emails=())
    asks = replace(row, first_name="Lena Anna", emails=("kern7@gmx.de",))
    assert level(asks, row, "first_name") == "initial"
    # C. writes from Clara's mailbox: she is not Constantin
    clara = replace(ANNA, first_name="C.", emails=("clara.kaltenrath@web.de",), phones=())
    constantin = replace(ANNA, first_name="Constantin", emails=(), phones=())
    assert verdict(clara, constantin) == "related"
    assert verdict(clara, replace(constantin, first_name="Clara")) == "duplicate"


def test_a_pet_name_nobody_lists_is_asked_about():
    row = replace(ANNA, first_name="Michelle", street="", zip="", city="", phones=())
    assert verdict(replace(row, first_name="Milly"), row) == "possible"
    assert verdict(replace(row, first_name="Rita"), row) in ("related", "possible")


def test_an_assistants_mailbox_does_not_tell_of_another_first_name():
    boss = Person(
        first_name="Anna",
        last_name="Kern",
        company="Kern & Co KG",
        phones=("0561 234567",),
        emails=("eva.stein@kern-co.de",),
    )
    asks = replace(boss, emails=("kern@kern-co.de",))
    assert verdict(asks, boss) == "duplicate"


def test_two_first_names_in_the_mailbox_of_one():
    row = replace(ANNA, first_name="Eva-Maria", last_name="Kern", phones=(), emails=("kern.eva-maria@web.de",))
    assert level(replace(row, first_name="Maria"), row, "email") == "equal"


def test_half_a_double_name_in_the_other_field():
    row = Person(first_name="Schönfeld", last_name="Clemens", emails=("kiez817@web.de",))
    asks = replace(row, first_name="Clemens", last_name="Kaltenrath-Schönfeld")
    assert level(asks, row, "last_name") == "part"
    assert verdict(asks, row) == "duplicate"


def test_the_words_of_the_shorter_name_are_all_in_the_longer_one_in_another_order():
    row = Person(last_name="trang le", emails=("trang.le@freenet.de",))
    asks = Person(first_name="LE BICH", last_name="TRANG", emails=row.emails)
    assert (level(asks, row, "last_name"), level(asks, row, "first_name")) == ("equal", "part")
    assert verdict(asks, row) == "duplicate"


def test_who_to_turn_to_in_a_company_nobody_lists():
    held = Person(company="Metropol, z. Hd. Anna Rita Kaltenrath", phones=("0171 2345678",))
    assert verdict(replace(ANNA, emails=(), street="", zip="", city=""), held) == "duplicate"
    assert prepare(held).company == "metropol"


@pytest.mark.parametrize(
    ("first", "last", "partner"),
    [
        ("Monika Mahnke-Mertens,", "Bernd Kern", ("bernd",)),
        ("Monika und", "Mahnke Bernd Kern", ("bernd",)),
        ("Monika", "Mahnke + Mann Bernd", ("bernd",)),
        ("Monika", "Mahnke u. Mann Bernd", ("bernd",)),
    ],
)
def test_couples_a_program_has_split_badly(first, last, partner):
    people = prepare(Person(first_name=first, last_name=last)).people
    assert partner in {name.first for name in people if name.last in ("kern", "mahnke")}
    assert ("monika",) in {name.first for name in people}


def test_a_couple_in_the_column_of_the_company_with_a_name_nobody_lists():
    people = prepare(Person(salutation="Eheleute", company="Eheleute Richard und Abenalia Kern")).people
    assert [(name.first, name.last) for name in people] == [(("richard",), "kern"), (("abenalia",), "kern")]


def test_a_particle_behind_a_comma_and_two_surnames_of_which_one_is_a_first_name():
    told = prepare(Person(first_name="Vincent Hacht, von")).people[0]
    assert (told.first, told.last) == (("vincent",), "hacht")
    row = Person(salutation="Herr", last_name="Martins Coelho", emails=("wolke77@web.de",))
    assert level(replace(row, first_name="Carlos"), row, "last_name") == "equal"
    assert verdict(replace(row, first_name="Carlos"), row) == "duplicate"


def test_the_son_says_so():
    row = replace(ANNA, first_name="Bruno", phones=(), emails=("bruno_k@me.com",))
    asks = replace(row, last_name="Kaltenrath (Sohn)", emails=("bruno.k60@web.de",))
    assert prepare(asks).generation == "junior"
    assert verdict(asks, row) != "duplicate"


def test_a_compound_name_at_a_couples_door_is_asked_about():
    row = Person(first_name="Henning und Susanne", last_name="Kaltenrath", phones=("0561 234567",), **DOOR)
    asks = replace(ANNA, first_name="Henning-Erik", phones=(), emails=("henningerik@gmx.net",))
    assert verdict(asks, row) == "possible"
    assert verdict(replace(asks, first_name="Henning"), row) == "duplicate"


def test_another_legal_form_from_the_same_mailbox_is_the_firm():
    firm = Person(company="Kern Bau GmbH", emails=("info@kern-bau.de",), phones=("0561 234567",))
    assert verdict(firm, replace(firm, company="Kern Bau GmbH & Co. KG")) == "duplicate"
    other = replace(firm, company="Kern Bau GmbH & Co. KG", emails=("info@kern-kg.de",))
    assert verdict(firm, other) == "possible"


def test_the_office_of_an_organisation_and_a_saint():
    one = Person(company="Kirchengemeinde St. Johannis - Büro", phones=("0561 234567",))
    assert verdict(one, replace(one, company="Kirchengemeinde Sankt Johannis")) == "duplicate"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("z. Hd. Anna Kern", "Gasthof Stein", ""), ("", "", "Gasthof Stein", "Anna Kern")),
        (("Fa.", "Stein Bau GmbH", ""), ("", "", "Stein Bau GmbH", "")),
        (("Anna Kern", "Anna Kern", ""), ("Anna", "Kern", "", "")),
        (("", "", "Eheleute Richard und Anna Kern"), ("Richard & Anna", "Kern", "", "")),
        (("", "", "Frau A. Kern"), ("A.", "Kern", "", "")),
    ],
)
def test_what_stands_in_the_wrong_field_of_a_name(fields, expected):
    read = read_name_fields("", *fields, is_company_row=False)
    assert (read.first, read.last, read.company, read.contact) == expected


@pytest.mark.parametrize("noted", ["(alt: Ring 3, 50667 Köln)", ", vorher Ring 3", "früher Ring 3"])
def test_a_former_address_noted_behind_the_street_is_not_the_address(noted):
    row = replace(ANNA, street=f"Lindenweg 12 {noted}")
    assert level(ANNA, row, "house_number") == "equal"
    assert level(replace(ANNA, street="Ring 3"), row, "street") == "different"


def test_names_exchanged_and_alike_only_in_part_are_two_people_of_one_door():
    one = Person(first_name="Martin", last_name="Ernst", **DOOR)
    assert verdict(one, Person(first_name="Ernsta", last_name="Martin-Wolf", **DOOR)) == "possible"
    assert verdict(one, Person(first_name="Ernst", last_name="Martin-Wolf", **DOOR)) == "duplicate"


def test_names_in_the_wrong_fields_are_set_right_before_the_mailboxes_are_asked():
    tim = replace(ANNA, first_name="Tim", phones=(), emails=("tim.kaltenrath@web.de",))
    kim = replace(tim, first_name="Kaltenrath", last_name="Kim", emails=())
    assert level(tim, kim, "name_order") == "swapped"
    assert level(tim, kim, "first_name") == "near"
    assert verdict(tim, kim) == "possible"


def test_another_first_name_at_ones_number_is_no_doubt_about_who_lives_at_the_door():
    row = replace(ANNA, phones=("0160 7654321",), emails=())
    paula = replace(ANNA, first_name="Paula", street="Ring 3", zip="50667", city="Köln", emails=())
    found = match_books([row, paula], [replace(ANNA, emails=())])
    verdicts = {result.candidate.first_name: result.comparison.verdict for result in found}
    assert verdicts == {"Anna": "duplicate", "Paula": "possible"}


@pytest.mark.parametrize("names", [{"first_name": "Dinh Long"}, {"last_name": "Dinh Long"}])
def test_who_tells_no_more_than_his_first_names(names):
    row = Person(first_name="Dinh Long", last_name="Nguyen", emails=("dinhnguyen@gmail.com",), phones=("0171 2345678",))
    assert verdict(Person(**names, phones=("01712345678",)), row) == "duplicate"
    # the names alone say nothing
    assert verdict(Person(**names), row) == "different"


def test_a_row_addressed_as_a_firm_is_the_firm_for_the_firm_and_its_contact_for_him():
    row = Person(salutation="Firma", first_name="Silke", last_name="Rademann", company="Hafenkontor GmbH")
    row = replace(row, emails=("silke.rademann@hafenkontor.de",), phones=("069 38023234",))
    asks = Person(company="Hafenkontor GmbH", emails=("info@hafenkontor.de",))
    assert verdict(asks, row) == "duplicate"
    assert verdict(asks, replace(row, salutation="Frau")) == "possible"
    assert verdict(Person(first_name="Silke", last_name="Rademann", emails=row.emails), row) == "duplicate"
    colleague = Person(first_name="Uwe", last_name="Berg", emails=("uwe.berg@hafenkontor.de",), phones=row.phones)
    assert verdict(colleague, row) in ("related", "different")


def test_a_slip_in_a_mobile_is_found_by_the_last_name():
    row = Person(id="r", first_name="Maximilian", last_name="Simons", phones=("0179 9992305",))
    for slip in ("0179 9992350", "0197 9992305"):
        asks = Person(id="q", first_name="Max", last_name="Simons", phones=(slip,))
        assert [r.comparison.verdict for r in match_books([row], [asks])] == ["duplicate"]
    # of a family's contract the numbers follow one another
    asks = Person(id="q", last_name="Simons", phones=("0179 9992306",))
    assert [r.comparison.verdict for r in match_books([row], [asks])] == ["possible"]


@pytest.mark.parametrize(
    "employer", ["Kern Bau AG, Herr Berg", "c/o Kern Bau AG", "vertr. durch Kern Bau AG", "Kern Bau AG Inh. Uwe Kern"]
)
def test_where_somebody_works_or_who_stands_for_him(employer):
    assert prepare(Person(first_name="Uwe", last_name="Berg", company=employer)).company == "kern bau"


def test_a_limited_partnership_is_one_with_and_without_its_last_letters():
    firm = Person(company="Garage Kern GmbH & Co. KG", phones=("0561 234567",))
    assert verdict(replace(firm, company="Garage Kern GmbH & Co."), firm) == "duplicate"
    assert verdict(replace(firm, company="Garage Kern GmbH"), firm) == "possible"


def test_a_firms_contact_who_is_named_by_the_last_name():
    row = Person(company="Kern Immobilien GmbH z.Hd. Frau Lewandowska", phones=("0171 2345678",))
    row = replace(row, emails=("post@kern-immobilien.de",))
    she = Person(salutation="Frau", first_name="Monika", last_name="Lewandowska", phones=row.phones)
    assert verdict(she, row) == "duplicate"
    assert verdict(replace(she, salutation="Herr", first_name="Paul"), row) != "duplicate"
    assert verdict(Person(company="Kern Immobilien GmbH", emails=row.emails), row) == "duplicate"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thaliastraße 20 Stg.6 Top 34", "Thaliastr. 20/6/34"),
        ("Favoritenstrasse 12/Stiege 2/Tür 18", "Favoritenstr. 12 Stg.2 Top 18"),
        ("Bergg. 7/Top 13", "Berggasse 7, Top 13"),
    ],
)
def test_doors_and_lanes_of_austria(one, other):
    one, other = (prepare(Person(street=street)).street for street in (one, other))
    assert one == other


def test_what_looks_like_a_lane_or_a_door_and_is_none():
    assert prepare(Person(street="Birkenweg. 4")).street.full == "birkenweg"
    assert prepare(Person(street="Topstraße 4")).street.full == "topstrasse"


def test_a_firm_in_the_field_of_the_name_of_which_somebody_is_known():
    rosa = Person(first_name="Rosa", last_name="Cavallaro", company="Fa. Terrazzo Cavallaro", phones=("07131 81549",))
    assert verdict(Person(last_name="Terrazzo Cavallaro", phones=rosa.phones), rosa) == "duplicate"
    assert verdict(Person(last_name="Rosa Cavallaro", phones=rosa.phones), rosa) == "duplicate"
    assert verdict(Person(last_name="Terrazzo Bianchi", phones=rosa.phones), rosa) != "duplicate"
