"""Books that were moved, noted by ear or kept for couples: what the fields say, and who is meant."""

from dataclasses import replace

import pytest

from anfragemanager.matching import PRESETS, Person, compare, match_books, prepare

ANNA = Person(
    id="a", salutation="Frau", first_name="Anna", last_name="Kaltenrath", emails=("wolke77@web.de",),
    phones=("0171 2345678",), street="Lindenweg 12", zip="50667", city="Köln",
)  # fmt: skip


def verdict(one: Person, other: Person) -> str:
    return compare(prepare(one), prepare(other)).verdict


def levels(one: Person, other: Person) -> dict[str, str]:
    return {item.field: item.level for item in compare(prepare(one), prepare(other)).evidence}


@pytest.mark.parametrize(
    ("salutation", "company", "people"),
    [
        ("Frau", "Anna Kaltenrath", [("kaltenrath", ("anna",))]),
        ("", "Anna Kaltenrath", [("kaltenrath", ("anna",))]),
        ("Frau", "anna kaltenrath", [("kaltenrath", ("anna",))]),
        ("Frau", "A. Kaltenrath", [("kaltenrath", ("a",))]),
        ("", "Anna und Jens Kaltenrath", [("kaltenrath", ("anna",)), ("kaltenrath", ("jens",))]),
        ("", "A. Kaltenrath", []),
        ("", "Kaltenrath Bau", []),
        ("", "Anna Kaltenrath GmbH", []),
        ("", "Studio 54", []),
        ("", "Günther Logistik", []),
        ("", "Peter Hahn Moden", []),
        ("", "Anna Peter", []),
        ("Frau", "Anna Peter", [("peter", ("anna",))]),
    ],
)
def test_a_whole_name_in_the_column_of_the_company(salutation, company, people):
    prepared = prepare(Person(salutation=salutation, company=company))
    assert [(name.last, name.first) for name in prepared.people] == people
    assert prepared.is_company is not bool(people)
    assert bool(prepared.company) is not bool(people)


def test_a_company_that_says_so_keeps_its_name():
    assert prepare(Person(company="Anna Kaltenrath", is_company=True)).is_company


def test_after_a_salutation_an_unlisted_word_is_a_first_name():
    (name,) = prepare(Person(salutation="Frau", last_name="Aetra Oberberg")).people
    assert (name.first, name.last) == (("aetra",), "oberberg")
    (name,) = prepare(Person(salutation="Frau", last_name="Schmidt Meier")).people
    assert (name.first, name.last) == ((), "schmidtmeier")


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("Neudorf", "Maximilian u. Nicole", {("maximilian", "neudorf"), ("nicole", "neudorf")}),
        ("Trung Kien/Bara", "Huynh", {("kien trung", "huynh"), ("bara", "huynh")}),
        ("Jürgen Heinrich und Sylvia", "von Beckmann", {("juergen", "heinrich"), ("sylvia", "beckmann")}),
        ("Sven Kirchmeier und Brigitte", "Oderwald", {("sven", "kirchmeier"), ("brigitte", "oderwald")}),
    ],
)
def test_couples_however_the_columns_divide_them(first, last, wanted):
    found = {(" ".join(name.first), name.last) for name in prepare(Person(first_name=first, last_name=last)).people}
    assert wanted <= found


def test_two_couples_whose_columns_can_be_read_in_two_ways():
    one = replace(ANNA, salutation="", first_name="Jens Schmidt-Steindl und Anna")
    other = replace(ANNA, salutation="Frau und Herr", last_name="Kaltenrath u. Jens Schmidt-Steindl")
    assert verdict(replace(one, phones=()), other) == "duplicate"
    assert verdict(replace(one, first_name="Ute Wald und Eva", phones=(), emails=()), other) != "duplicate"


def test_exchanged_names_meet_a_row_without_first_name():
    row = replace(ANNA, salutation="", first_name="", emails=())
    swapped = replace(ANNA, salutation="", first_name="Kaltenrath", last_name="Anna")
    assert verdict(swapped, row) in ("duplicate", "possible")
    assert levels(swapped, row)["last_name"] == "equal"
    assert verdict(replace(swapped, first_name="Berg"), row) != "duplicate"


@pytest.mark.parametrize("glued", ["Freiherrvonkaltenrath", "Vonkaltenrath", "vonderKaltenrath"])
def test_particles_written_on_are_a_spelling(glued):
    assert levels(ANNA, replace(ANNA, last_name=glued))["last_name"] == "spelling"


@pytest.mark.parametrize("last", ["Seekaltenrath", "Freiherrkaltenrath", "Grafkaltenrath"])
def test_another_word_in_front_is_no_particle(last):
    assert levels(ANNA, replace(ANNA, last_name=last))["last_name"] != "spelling"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Martin", "Marin", "near"),
        ("Petra", "Petar", "near"),
        ("Kübarn", "Kbran", "near"),
        ("Andrea", "Andreas", "different"),
        ("Paul", "Paula", "different"),
        ("H.", "Hanni", "initial"),
        ("J.", "Hanni", "initial"),
        ("J.", "Katja", "different"),
        ("Ü.", "Ümmühan", "initial"),
        ("Ue.", "Ulla", "different"),
        ("Chr.", "Christian", "initial"),
        ("Marie-Luise", "Marlies", "spelling"),
        ("Anna-Maria", "Anna-Marie", "part"),
        ("Anna-Maria", "Anna-Sophie", "cognate"),
        ("Katja", "Katharina", "short_form"),
        ("Инна", "Inna", "equal"),
        ("Наталья", "Natalja", "spelling"),
        ("Serhii", "Sergej", "spelling"),
        ("Olha", "Olga", "spelling"),
        ("Bashar", "Baschar", "spelling"),
        ("Qassem", "Kasim", "spelling"),
        ("محمد", "Mohammed", "similar"),
        ("محمد", "Ahmad", "different"),
        ("Jella", "Ella", "cognate"),
        ("Przemek", "Przemysław", "short_form"),
        ("Darek", "Dariusz", "short_form"),
        ("Marek", "Marian", "different"),
        ("Samir", "Samer", "similar"),
    ],
)
def test_first_names(one, other, level):
    assert (
        levels(replace(ANNA, first_name=one, salutation=""), replace(ANNA, first_name=other, salutation=""))[
            "first_name"
        ]
        == level
    )


def test_a_name_one_letter_away_is_sure_by_two_details_of_ones_own():
    martin, marin = (replace(ANNA, salutation="Herr", first_name=name) for name in ("Martin", "Marin"))
    # both the mobile and the mailbox: a slip
    assert verdict(martin, marin) == "duplicate"
    assert verdict(martin, replace(marin, first_name="Marina", salutation="Frau")) != "duplicate"
    assert verdict(martin, replace(marin, phones=())) == "possible"
    assert verdict(martin, replace(marin, emails=())) == "possible"
    # at one door brothers, or a slip
    assert verdict(martin, replace(marin, phones=(), emails=())) == "possible"


def test_an_initial_is_known_by_what_is_ones_own():
    initial = replace(ANNA, first_name="A.")
    assert verdict(initial, replace(ANNA, emails=())) == "duplicate"
    # the salutation is what the portal preselected
    assert verdict(replace(initial, salutation="Herr"), ANNA) == "duplicate"
    assert verdict(replace(initial, salutation="Herr", emails=()), ANNA) == "possible"
    landline = {"phones": ("0221 4711081",), "emails": ()}
    assert verdict(replace(initial, salutation="Herr", **landline), replace(ANNA, **landline)) == "possible"
    assert verdict(replace(initial, salutation="Herr", phones=(), emails=()), replace(ANNA, phones=())) != "duplicate"


@pytest.mark.parametrize("where", ["last_name", "first_name"])
def test_a_first_name_alone_is_asked_about_with_its_number(where):
    # a portal of small ads gives no more, and writes from an address of its own
    told = Person(id="q", emails=("a1b2@mail.portal.example",), phones=ANNA.phones, **{where: "Anna"})
    assert verdict(told, replace(ANNA, emails=())) in ("duplicate", "possible")
    # "Jens" may be a last name, which she has now
    assert verdict(replace(told, **{where: "Jens"}), ANNA) == ("related" if where == "first_name" else "possible")
    line = ("0221 4711081",)
    assert verdict(replace(told, phones=line), replace(ANNA, emails=(), phones=line)) == "duplicate"
    # there may be several in a firm, and another of the name is not she
    firm = replace(ANNA, emails=(), phones=line, company="Bau Krug GmbH")
    assert verdict(replace(told, phones=line), firm) == "possible"
    assert (
        verdict(replace(told, phones=line, **{where: "Annika"}), replace(ANNA, emails=(), phones=line)) != "duplicate"
    )


def test_one_provider_has_several_endings_and_slips():
    here = replace(ANNA, emails=("anna.kaltenrath@gmx.de",), phones=(), street="", zip="", city="")
    for there in ("gmx.net", "gmx.dee"):
        assert verdict(here, replace(here, emails=(f"anna.kaltenrath@{there}",))) in ("duplicate", "possible")
    assert levels(here, replace(here, emails=("anna.kaltenrath@web.de",)))["email"].startswith("different")


def test_two_rows_of_one_person_are_both_duplicates():
    old = replace(ANNA, id="old", phones=(), street="Ring 1", zip="20095", city="Hamburg")
    new = replace(ANNA, id="new", emails=())
    assert {r.candidate.id: r.comparison.verdict for r in match_books([old, new], [ANNA])} == {
        "old": "duplicate",
        "new": "duplicate",
    }


def test_strict_rules_ask_about_an_other_mobile_and_an_other_mailbox_at_one_door():
    def verdict(a, b):
        return compare(prepare(a), prepare(b), PRESETS["strict"]).verdict

    other = replace(ANNA, phones=("0160 7654321",), emails=("berg12@web.de",))
    assert verdict(ANNA, other) == "possible"
    assert verdict(ANNA, replace(other, emails=("berg12@kaltenrath-bau.de",))) == "possible"
    line = "0221 4711081"
    assert (
        verdict(replace(ANNA, phones=(line, *ANNA.phones)), replace(other, phones=(line, *other.phones))) == "possible"
    )
    # both of hers are new, and the row has another of one
    assert verdict(ANNA, replace(other, phones=())) == "possible"
    assert verdict(ANNA, replace(other, emails=())) == "possible"
    # of one of the two alone many people have two
    assert verdict(replace(ANNA, phones=()), replace(other, emails=())) == "duplicate"
    # nothing of her own agrees, as far as both have something, and the name only nearly
    assert verdict(ANNA, replace(other, emails=(), first_name="Annika")) != "duplicate"
    assert verdict(ANNA, replace(other, emails=(), last_name=ANNA.last_name[:-1])) == "possible"


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ("klaus.hartheim@web.de", "possible"),
        ("hartheim-klaus70@web.de", "possible"),
        ("klaus1997@web.de", "possible"),
        # his own, in part or in another spelling, and words that are hardly names
        ("curt.hartheim@web.de", "duplicate"),
        ("kurti@web.de", "duplicate"),
        ("kur_hartheim@web.de", "duplicate"),
        ("k.klaus@web.de", "duplicate"),
        ("wolke77@web.de", "duplicate"),
        ("vonhartheim1@web.de", "duplicate"),
        # his wife's
        ("ute.hartheim@web.de", "duplicate"),
    ],
)
def test_a_mailbox_of_another_first_name_at_one_door(mail, expected):
    kurt = replace(ANNA, salutation="Herr", first_name="Kurt", last_name="Hartheim")
    kurt = replace(kurt, phones=(), emails=("nord7@gmx.de",))
    assert verdict(replace(kurt, emails=(mail,)), kurt) == verdict(kurt, replace(kurt, emails=(mail,))) == expected
    # one mobile is one person's, whatever he calls his mailbox
    mobile = replace(kurt, phones=("0171 2345678",))
    assert verdict(replace(mobile, emails=(mail,)), mobile) == "duplicate"


def test_a_last_name_of_one_letter():
    row = Person(salutation="Frau", first_name="Irmgard", last_name="Birkenberger", phones=("0171 2345678",))
    for first, last, mobile, expected in (
        ("Irmgard", "B.", "0171 2345678", "duplicate"),
        # who married has kept the mobile
        ("Irmgard", "K.", "0171 2345678", "duplicate"),
        ("Irmgard", "K.", "0171 2345679", "different"),
        ("Irmgard", "B.", "0171 2345699", "different"),
        ("Eva", "B.", "0171 2345678", "related"),
    ):
        asks = Person(first_name=first, last_name=last, phones=(mobile,))
        assert verdict(asks, row) == expected, (first, last, mobile)
    line = replace(row, phones=("0221 4711081",))
    assert verdict(Person(first_name="Irmgard", last_name="B.", phones=line.phones), line) == "duplicate"


def test_an_unlisted_first_name_in_the_field_of_the_last():
    row = Person(first_name="Rotenberg", last_name="Hauwke", emails=("hase2719@web.de",))
    assert levels(Person(last_name="Rotenberg", emails=row.emails), row)["last_name"] == "equal"
    # a listed one stays what it is
    anna = Person(first_name="Anna", last_name="Hauwke", emails=row.emails)
    assert levels(Person(last_name="Rotenberg", emails=row.emails), anna)["last_name"] == "different"


def test_a_company_of_nothing_but_its_name():
    firm = Person(company="Bäckerei Pohl GmbH & Co. KG", is_company=True, emails=("mail@pohl.de",))
    assert verdict(firm, replace(firm, emails=())) == "duplicate"
    assert verdict(firm, replace(firm, emails=(), company="Bäckerei Pohl GmbH")) == "different"
    assert verdict(replace(firm, company="Pohl GmbH"), replace(firm, emails=(), company="Pohl GmbH")) == "different"
    koeln, bonn = {"zip": "50667", "city": "Köln"}, {"zip": "53111", "city": "Bonn"}
    assert verdict(replace(firm, **koeln), replace(firm, emails=(), **koeln)) == "duplicate"
    assert verdict(replace(firm, **koeln), replace(firm, emails=(), **bonn)) != "possible"


def test_exchanged_fields_and_a_mailbox_made_of_both_names():
    jens = Person(salutation="Herr", first_name="Jens", last_name="Wagner", emails=("jens.wagner@posteo.de",))
    swapped = replace(jens, first_name="Wagner", last_name="Jens")
    assert levels(swapped, jens)["email"] == "equal"
    assert verdict(swapped, jens) == "duplicate"
    # two people in one mailbox
    uta = replace(jens, salutation="Frau", first_name="Uta", emails=("jens.und.uta@posteo.de",))
    assert levels(replace(jens, emails=uta.emails), uta)["email"] == "equal_shared"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("volphers1958@gmail.com", "volfers1958@gmail.com", "similar"),
        ("bllum125@gmx.de", "blum125@gmx.de", "similar"),
        ("blum125@gmx.de", "blum126@gmx.de", "different"),
        ("volphers1958@gmail.com", "volfers1959@gmail.com", "different"),
        ("m.fischer@gmx.de", "mia.fischer@gmx.de", "different"),
        ("volphers1958@gmail.com", "volfers1958@gmx.de", "different"),
    ],
)
def test_mailboxes_one_slip_apart(one, other, level):
    person = Person(first_name="Ferdinand", last_name="Oberbauer", emails=(one,))
    assert levels(person, replace(person, emails=(other,)))["email"] == level


def test_the_mobile_in_a_couples_row_may_be_the_partners():
    line = "0221 4711081"
    couple = replace(ANNA, first_name="Jens und Anna", phones=(line, "0160 7654321"), emails=("jens1@web.de",))
    assert verdict(replace(ANNA, phones=(line, *ANNA.phones)), couple) == "duplicate"


@pytest.mark.parametrize("told", ["privat", "Privat", "Eigennutzer", "n/a", "(keine)"])
def test_what_stands_in_place_of_a_company_is_no_firm_of_many(told):
    anna = replace(ANNA, company=told)
    assert "company" not in levels(anna, replace(anna, emails=()))
    assert prepare(Person(last_name="Kaltenrath", company=told)).people[0].last == "kaltenrath"
    assert prepare(Person(company=told)).is_company is False


def test_one_first_name_in_one_firm():
    firm = {"company": "Busch & Stein GmbH", "phones": ("0221 4711081",)}
    colleague = replace(ANNA, last_name="Westerborn", emails=(), **firm)
    assert verdict(replace(ANNA, emails=(), **firm), colleague) == "related"
    # who has married has kept the mobile or the mailbox
    own = {"company": firm["company"], "phones": ("0221 4711081", "0171 2345678")}
    assert verdict(replace(ANNA, emails=(), **own), replace(colleague, **own)) in ("duplicate", "possible")


def test_few_men_take_their_wifes_name():
    other = {"last_name": "Westerborn", "emails": ("berg12@web.de",), "phones": ()}
    assert verdict(ANNA, replace(ANNA, **other)) == "possible"
    jens = replace(ANNA, salutation="Herr", first_name="Jens")
    assert verdict(jens, replace(jens, **other)) == "different"


def test_a_mailbox_named_after_another_proves_less():
    sister = replace(ANNA, first_name="Anne", phones=(), emails=("anne.kaltenrath@web.de",))
    assert levels(replace(ANNA, emails=sister.emails, phones=()), sister)["email"] == "equal"
    assert verdict(replace(ANNA, emails=("anne.kaltenrath@web.de",), phones=()), sister) == "possible"


def test_names_alone_are_worth_a_look_where_they_are_rare():
    bare = {"phones": (), "emails": (), "street": ""}
    assert verdict(replace(ANNA, first_name="Wunibald", salutation="", **bare),
                   replace(ANNA, first_name="Wunibald", salutation="", **bare)) == "possible"  # fmt: skip
    thomas = replace(ANNA, salutation="Herr", first_name="Thomas", last_name="Müller", zip="", city="", **bare)
    assert verdict(thomas, thomas) == "different"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Busch & Stein GmbH", "Busch und Stein"),
        ("Busch + Stein", "Busch u. Stein KG"),
        ("Busch & Stein", "Busch and Stein Ltd."),
    ],
)
def test_the_and_of_a_firm(one, other):
    firms = [Person(id=name, company=name, emails=("info@busch-stein.de",)) for name in (one, other)]
    assert verdict(*firms) == "duplicate"


@pytest.mark.parametrize(
    "street", ["Lindenweg 12 App. 14", "Lindenweg 12, WE 3", "Lindenweg 12 Zi. 4", "Lindenweg 12/4"]
)
def test_the_door_inside_the_house(street):
    found = levels(ANNA, replace(ANNA, street=street))
    assert found["street"] == "equal"
    assert found["house_number"] in ("equal", "addition_missing")


def test_doors_of_one_house_and_letters():
    assert (
        levels(replace(ANNA, street="Ring 52a"), replace(ANNA, street="Ring 52a/4"))["house_number"]
        == "addition_missing"
    )
    assert (
        levels(replace(ANNA, street="Ring 52a"), replace(ANNA, street="Ring 52b"))["house_number"]
        == "addition_different"
    )


@pytest.mark.parametrize("email", ["wolke77 @ web.de", "wolke77(at)web.de", "wolke77 [at] web.de", "WOLKE77@ web.de"])
def test_addresses_that_hide_their_sign(email):
    assert levels(ANNA, replace(ANNA, emails=(email,)))["email"] == "equal"


@pytest.mark.parametrize("country", ["AT", "CH", "DE"])
def test_a_german_mobile_at_a_foreign_address(country):
    abroad = replace(ANNA, country=country, zip="8001", city="Zürich", emails=())
    assert levels(ANNA, abroad)["phone"] == "equal"


def test_a_surname_in_the_column_of_the_first_name():
    (name,) = prepare(Person(first_name="Dornkamp")).people
    assert (name.first, name.last) == ((), "dornkamp")
    (name,) = prepare(Person(first_name="Elke")).people
    assert (name.first, name.last) == (("elke",), "")


@pytest.mark.parametrize("nothing", ["-", "?", "...", "0"])
def test_what_stands_in_place_of_a_name_is_none(nothing):
    (name,) = prepare(Person(first_name="Elke Dornkamp", last_name=nothing)).people
    assert (name.first, name.last) == (("elke",), "dornkamp")
