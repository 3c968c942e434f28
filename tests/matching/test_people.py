"""Who is the same, who is related, who is a stranger: the stories the duplicate check is for."""

from dataclasses import replace

import pytest

from anfragemanager.matching import PRESETS, Person, blocking_keys, compare, explain, match_candidates, prepare

HANS = Person(
    id=1,
    salutation="Herr",
    first_name="Johannes",
    last_name="Müller",
    street="Lindenstraße 12",
    zip="50667",
    city="Köln",
    emails=("johannes77@gmx.de",),
    phones=("0221 4711081", "0171 5551234"),
)


def like(**changes) -> Person:
    values = {name: getattr(HANS, name) for name in HANS.__dataclass_fields__}
    return Person(**{**values, "id": 2, **changes})


def verdict(a: Person, b: Person) -> str:
    one, other = prepare(a), prepare(b)
    comparison = compare(one, other)
    assert compare(other, one).verdict == comparison.verdict
    return comparison.verdict


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"last_name": "Mueller"},
        {"last_name": "Muller"},
        {"last_name": "MÜLLER", "first_name": " johannes "},
        {"last_name": "MÃ¼ller"},
        {"first_name": "Hans"},
        {"first_name": "Dr. Johannes"},
        {"first_name": "Müller", "last_name": "Johannes"},
        {"first_name": "Johannes Peter"},
        {"first_name": "Johnanes"},
        {"last_name": "Miller"},
        {"street": "Lindenstr. 12", "emails": (), "phones": ()},
        {"street": "Linden Strasse 12a", "emails": (), "phones": ()},
        {"street": "Bergweg 3", "zip": "80331", "city": "München"},
        {"street": "Bergweg 3", "zip": "80331", "city": "München", "phones": ("+49 (0)171/5551234",), "emails": ()},
        {"last_name": "Müller-Weiß"},
        {"last_name": "Weiß", "phones": ("0171 5551234",), "emails": ()},
        {"phones": ("030 99999",), "emails": ("mueller@firma-x.de",), "company": "X GmbH"},
        {"street": "", "zip": "", "city": "", "phones": ()},
    ],
)
def test_the_same_person_after_a_change_is_a_duplicate(changes):
    assert verdict(HANS, like(**changes)) == "duplicate"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Josef", "Sepp"),
        ("Stefanie", "Steffi"),
        ("Sergej", "Sergey"),
        ("Johannes", "Hans"),
        ("Anton", "Toni"),
        ("Stefan", "Stephan"),
        ("Katharina", "Kathi"),
        ("Alexander", "Sascha"),
        ("Alexandra", "Sandra"),
        ("Vinzenz", "Vincent"),
        ("Jewgenij", "Yevgeny"),
        ("Kathrin", "Catrin"),
        ("Günther", "Gunter"),
        ("Friedrich", "Fritz"),
        ("Elisabeth", "Lisl"),
        ("Hans-Peter", "Hanspeter"),
    ],
)
def test_short_forms_and_spellings_of_a_first_name_are_one_person(one, other):
    assert verdict(like(first_name=one, salutation=""), like(first_name=other, salutation="", emails=())) == "duplicate"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hans", "Maria"),
        ("Lena", "Lea"),
        ("Max", "Moritz"),
        ("Andreas", "Andrea"),
        ("Simon", "Simone"),
        ("Daniel", "Daniela"),
        ("Kerstin", "Kirsten"),
        ("Stefan", "Steffen"),
        ("Anna", "Anne"),
        ("Laura", "Lara"),
        ("Tim", "Tom"),
        ("Hans", "Hannes"),
        ("Christian", "Christoph"),
        ("Martin", "Martina"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_relatives_who_share_door_line_and_mailbox_are_never_one_person(one, other, swapped):
    home = {"salutation": "", "phones": ("0221 4711081",), "emails": ("familie.mueller@gmx.de",)}
    second = {"first_name": "Müller", "last_name": other} if swapped else {"first_name": other}
    assert verdict(like(first_name=one, **home), like(**second, **home)) in ("related", "possible")


def test_spouse_is_related():
    assert verdict(HANS, like(salutation="Frau", first_name="Petra", emails=(), phones=("0221 4711081",))) == "related"


@pytest.mark.parametrize(
    ("one", "other"), [("Müller sen.", "Müller jun."), ("Müller", "Müller jun."), ("Müller sr.", "Müller")]
)
def test_father_and_son_of_one_name_are_left_to_a_person(one, other):
    assert verdict(like(last_name=one), like(last_name=other, phones=("0172 9998887",))) == "possible"


def test_who_asks_from_the_same_mobile_or_mailbox_may_leave_out_junior():
    asks, row = prepare(like(last_name="Müller")), prepare(like(last_name="Müller jun.", emails=()))
    assert compare(asks, row).verdict == "duplicate"
    assert compare(row, asks).verdict == "possible"
    # another mobile of the row's own, another spelling, another address only
    other = {"phones": ("0172 9998887",)}
    assert compare(asks, prepare(like(last_name="Müller jun.", **other))).verdict == "possible"
    assert compare(prepare(like(last_name="Möller")), row).verdict == "possible"
    couple = prepare(like(first_name="Petra und Johannes", last_name="Müller jun.", emails=()))
    assert compare(asks, couple).verdict == "possible"


def test_who_calls_himself_junior_is_not_his_father():
    father = prepare(like(last_name="Müller", emails=(), phones=("0221 4711081",)))
    son = prepare(like(last_name="Müller jun.", phones=("0221 4711081", "0172 9998887")))
    assert compare(son, father).verdict == "related"
    # the row may be the son's own, who leaves it out
    assert compare(father, son).verdict == "possible"


def test_who_has_the_same_mobile_and_mailbox_may_leave_out_junior():
    assert verdict(like(last_name="Müller"), like(last_name="Müller jun.")) == "duplicate"
    assert verdict(like(last_name="Müller sen."), like(last_name="Müller jun.")) == "possible"


def test_father_meets_himself():
    assert verdict(like(last_name="Müller sen."), like(last_name="Müller Senior")) == "duplicate"


def test_couple_is_found_by_either_partner():
    couple = like(salutation="Herr und Frau", first_name="Hans und Petra")
    assert verdict(couple, like(salutation="Frau", first_name="Petra", emails=())) == "duplicate"
    assert verdict(couple, like(salutation="", first_name="Hans & Petra", emails=())) == "duplicate"
    assert verdict(couple, like(salutation="Herr", first_name="Leon", emails=(), phones=())) == "related"
    # another couple at the same door; with the same mobile they may have taken it over
    assert verdict(couple, like(salutation="", first_name="Jan und Eva", emails=(), phones=())) == "related"
    assert verdict(couple, like(salutation="", first_name="Jan und Eva", emails=())) != "duplicate"
    # his mobile: it is he, whoever asks with him
    assert verdict(couple, like(salutation="", first_name="Hans und Eva", emails=())) == "duplicate"
    assert verdict(couple, like(salutation="", first_name="Hans und Eva", phones=(), emails=())) == "possible"


def test_couple_of_two_surnames():
    couple = like(first_name="Hans und Petra", last_name="Müller und Weiß")
    assert verdict(couple, like(first_name="Petra", last_name="Weiß", salutation="Frau")) == "duplicate"
    assert (
        verdict(couple, like(first_name="Petra", last_name="Weber", salutation="Frau", phones=(), emails=()))
        != "duplicate"
    )


def test_family_without_first_names_is_a_question():
    family = like(salutation="Familie", first_name="")
    assert verdict(replace(family, emails=()), like(emails=(), phones=())) == "possible"
    assert verdict(family, like(emails=())) == "duplicate"  # one mobile at one door


def test_colleagues_at_one_switchboard_are_related():
    firm = {"company": "Bau Huber GmbH", "phones": ("089 123000-0",), "emails": ("info@bau-huber.de",)}
    one = Person(first_name="Jörg", last_name="Lang", **firm)
    other = Person(first_name="Eva", last_name="Stein", **{**firm, "phones": ("089 123000-25",)})
    assert verdict(one, other) == "related"


def test_a_company_is_a_persons_only_by_his_name_and_what_is_his_own():
    firm = Person(company="Müller Immobilien GmbH", is_company=True, emails=("johannes77@gmx.de",))
    # his own mailbox, and his name in the firm's
    assert verdict(HANS, firm) == "duplicate"
    assert compare(prepare(HANS), prepare(firm), PRESETS["strict"]).verdict == "possible"
    assert verdict(HANS, replace(firm, company="Weber Immobilien GmbH")) == "possible"
    assert verdict(HANS, replace(firm, emails=("info@mueller-immobilien.de",))) == "different"


def test_company_with_another_legal_form_is_the_same():
    one = Person(company="Bau Huber GmbH & Co. KG", is_company=True, street="Ring 1", zip="80331", city="München")
    other = Person(company="Bau-Huber", is_company=True, street="Ring 1", zip="80331", city="München")
    assert verdict(one, other) == "duplicate"


@pytest.mark.parametrize(
    "changes", [{"street": "Bergweg 3"}, {"street": "Bergweg 3", "zip": "80331", "city": "München"}]
)
def test_namesake_with_nothing_else_in_common_is_no_duplicate(changes):
    assert verdict(HANS, like(phones=("030 7654321",), emails=("jo.m@web.de",), **changes)) != "duplicate"


def test_neighbour_in_the_same_house_is_a_stranger():
    assert (
        verdict(HANS, like(first_name="Ute", last_name="Kramer", salutation="Frau", phones=(), emails=()))
        == "different"
    )


def test_relay_address_is_nobodys_identity():
    relay = "abc123@mail.kleinanzeigen.de"
    one = prepare(Person(first_name="Ute", last_name="Kramer", emails=(relay,)))
    other = prepare(Person(first_name="Jan", last_name="Voss", emails=(relay,)))
    assert one.emails == ()
    assert compare(one, other).verdict == "different"


def test_candidate_who_fits_worse_than_another_of_the_house_is_not_stated_as_duplicate():
    christian, christoph = (
        like(id=10, first_name="Christian"),
        like(id=11, first_name="Christoph", emails=(), phones=("0221 4711081",)),
    )
    query = prepare(like(first_name="Chris", emails=(), phones=("0221 4711081",)))
    found = match_candidates(query, [prepare(christian), prepare(christoph)])
    assert {comparison.verdict for _contact, comparison in found} == {"possible"}


def test_every_true_pair_shares_a_key():
    for changes in (
        {"last_name": "Mueller"},
        {"first_name": "Hans", "street": "Bergweg 3", "zip": "80331", "city": "München"},
    ):
        moved = like(emails=(), phones=(), **changes)
        assert set(blocking_keys(prepare(HANS))) & set(blocking_keys(prepare(moved)))


def test_evidence_reads_like_a_sentence():
    other = like(last_name="Miller", street="Lindenstr. 14", emails=(), phones=("0221/4711081",))
    comparison = compare(prepare(HANS), prepare(other))
    text = explain(comparison)
    for part in ("Nachname klingt gleich", "Telefon gleich", "Straße gleich", "Hausnummer verschieden"):
        assert part in text
    assert "house number different" in explain(comparison, "en")
    with pytest.raises(ValueError, match="'fr'"):
        explain(comparison, "fr")


def test_house_number_is_compared_exactly():
    one = prepare(like(street="Lindenstraße 12"))
    levels = {
        number: next(
            e.level
            for e in compare(one, prepare(like(street=f"Lindenstr. {number}"))).evidence
            if e.field == "house_number"
        )
        for number in ("12", "12a", "21", "112")
    }
    assert levels == {"12": "equal", "12a": "addition_missing", "21": "different", "112": "different"}


def test_what_agrees_beside_the_names_is_told():
    def kind(*, one=HANS, **changes):
        return compare(prepare(one), prepare(like(**changes))).rests_on

    assert kind() == "own"
    assert kind(phones=(), emails=()) == "address"
    assert kind(phones=(), emails=(), street="Bergweg 3") == "name"


def test_two_of_one_first_name_at_a_switchboard_are_not_merged():
    firm = {"company": "Bau Huber GmbH", "phones": ("089 123000",), "street": "Ring 1", "zip": "80331"}
    one = Person(first_name="Thomas", last_name="Lang", **firm)
    other = Person(first_name="Thomas", last_name="Stein", **firm)
    assert verdict(one, other) in ("related", "possible")


def test_wrong_salutation_alone_is_no_second_person():
    assert verdict(like(first_name="Kim", salutation="Herr"), like(first_name="Kim", salutation="Frau")) == "duplicate"


def test_no_first_name_but_the_own_mobile():
    assert verdict(HANS, like(first_name="", emails=())) in ("duplicate", "possible")


@pytest.mark.parametrize("street", ["c/o Weber, Lindenstraße 12", "Lindenstr. 12 c/o Fam. Weber"])
def test_care_of_is_no_other_street(street):
    assert verdict(HANS, like(street=street, phones=(), emails=())) == "duplicate"


def test_double_name_by_its_second_half():
    assert verdict(like(last_name="Krummeister Gärtner"), like(last_name="Krummeister")) == "duplicate"


@pytest.mark.parametrize(
    ("one", "other"), [("Ibo", "Ibrahim"), ("Ahmed", "Ahmad"), ("Youssef", "Yusuf"), ("Ayşe", "Aisha")]
)
def test_transliterations(one, other):
    assert verdict(like(first_name=one, emails=()), like(first_name=other, emails=())) == "duplicate"


def test_names_both_of_which_are_addressed_as_women_are_no_man_and_woman():
    eman = Person(salutation="Frau", first_name="Eman", last_name="Al Masri", emails=("angler2923@aon.example",))
    iman = Person(salutation="Frau", first_name="Iman", last_name="Al Masri", emails=("angler2923@aon.example",))
    assert verdict(eman, iman) == "possible"
    # a man and a woman, or a portal's salutation
    assert verdict(replace(eman, salutation="Herr"), iman) in ("related", "possible")
