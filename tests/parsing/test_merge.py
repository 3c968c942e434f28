"""Who the prospect is among all that is named, and how several sources become one inquiry."""

import re

import pytest
from cases import table

from anfragemanager.parsing import PORTALS, Portal, drafts, merge, portals, types
from anfragemanager.parsing.drafts import Draft, Parties

PARTIES = Parties(PORTALS, ("makler.example",))


# -- who is the prospect ----------------------------------------------------------------------------------------------


@table(
    ("max@example.org", ("max@example.org", False)), ("mailto:max@example.org", ("max@example.org", False)),
    ("a@makler.example", (None, False)), ("a@sub.makler.example", (None, False)),
    ("a@notmakler.example", ("a@notmakler.example", False)),
    ("noreply@x.example", (None, False)), ("info@x.example", ("info@x.example", False)),
    ("x@immonet.de", (None, False)),
    ("x@immonet.de b@x.example", ("b@x.example", False)), (None, (None, False)), ("Max", (None, False)),
)  # fmt: skip
def test_address_behind_which_a_prospect_stands(given, right):
    assert PARTIES.email(given) == right


@table(
    (["viewing"], ("viewing",)), (["Besichtigung bitte"], ("viewing",)),
    (["Rückruf und Besichtigung"], ("viewing", "callback")),
    (["callback", "Rückruf"], ("callback",)), (["x"], ()), ([], ()),
)  # fmt: skip
def test_wishes_in_any_words(given, right):
    assert set(drafts.wishes(given)) == set(right)
    assert len(drafts.wishes(given)) == len(right)


@table(
    (["E-Mail"], ("email",)), (["Telefon oder E-Mail"], ("phone", "email")), (["Telefon, E-Mail"], ("phone", "email")),
    (["E-Mail", "per E-Mail"], ("email",)), (["gern"], ()),
)  # fmt: skip
def test_preferred_contact_in_any_words(given, right):
    assert drafts.preferred_contact(given) == right


def person(**raw):
    draft = Draft("text")
    drafts.person(draft, raw, PARTIES, "de", {name: f"{name}!" for name in raw})
    return draft


@table(
    ({"mobile": "0171 1234567", "phone": "030 1234567"}, ("030 1234567", "0171 1234567")),
    ({"phone": "0171 1234567"}, (None, "0171 1234567")),
    ({"landline": "0171 1234567"}, ("0171 1234567", None)), ({"mobile": "030 1234567"}, (None, "030 1234567")),
    ({"phone": "0171 1234567", "phone_2": "0171 1234568"}, ("0171 1234568", "0171 1234567")),
    ({"phone": "0171 1234567", "phone_2": "+49 171 1234567"}, (None, "0171 1234567")),
    ({"mobile": "0171 1234567 / 0172 1234567"}, ("0172 1234567", "0171 1234567")), ({}, (None, None)),
)  # fmt: skip
def test_which_number_is_the_mobile(given, right):
    values = person(**given).values
    assert (values.get("phone"), values.get("mobile")) == right


@table(
    ({"street": "Am Ring 1"}, ("Am Ring 1", None, None, None)),
    ({"street": "Am Ring", "house_number": "1"}, ("Am Ring 1", None, None, None)),
    ({"street": "Am Ring 1, 24114 Kiel"}, ("Am Ring 1", "24114", "Kiel", None)),
    ({"street": "Am Ring 1\n24114 Kiel"}, ("Am Ring 1", "24114", "Kiel", None)),
    ({"zip": "24114", "city": "Kiel"}, (None, "24114", "Kiel", None)),
    ({"zip_city": "24114 Kiel"}, (None, "24114", "Kiel", None)),
    ({"city": "24114 Kiel"}, (None, "24114", "Kiel", None)),
    ({"zip": "1010", "country": "Österreich"}, (None, "1010", None, "AT")),
    ({"address": "Am Ring 1, 24114 Kiel"}, ("Am Ring 1", "24114", "Kiel", None)),
    ({"address": "Ring", "city": "Kiel"}, ("Ring", None, "Kiel", None)),
    ({"address": "Ring", "zip_city": "24114 Kiel"}, ("Ring", "24114", "Kiel", None)),
    ({"address": "Am Ring 1, 24114 Kiel", "city": "Bonn"}, ("Am Ring 1", "24114", "Bonn", None)),
    ({"street": "Ring 1, Hinterhaus"}, ("Ring 1, Hinterhaus", None, None, None)),
    ({"street": "Am Ring 1, 24114 Kiel", "address": "Weg 2"}, ("Am Ring 1", "24114", "Kiel", None)),
    ({"address": "Ring", "zip": "24114"}, ("Ring", "24114", None, None)),
)  # fmt: skip
def test_which_part_of_an_address_is_which(given, right):
    values = person(**given).values
    assert tuple(values.get(name) for name in ("street", "zip", "city", "country")) == right


def test_an_own_address_is_kept_beside():
    assert person(email="a@makler.example").own_email == "a@makler.example"
    assert person(email="max@example.org").own_email == ""
    assert person(email="max@example.org, a@makler.example").own_email == ""
    alias = "max.123@kontakt.kleinanzeigen.example"
    portal = Portal("k", "K", domains=("kontakt.kleinanzeigen.example",), relay=re.compile("max"))
    assert Parties((portal,)).email(alias) == (alias, True)


# -- merging ----------------------------------------------------------------------------------------------------------


def merged(*values, origins=("html", "text", "pattern"), cut=False):
    return merge.merge(
        [Draft(origin, dict(given), truncated=cut) for origin, given in zip(origins, values, strict=False)], "de"
    )


@pytest.mark.parametrize(
    ("name", "first", "second", "kept", "conflicts"),
    [
        ("city", "Kiel", "Bonn", "Kiel", 1),
        ("city", "Kiel", "KIEL", "Kiel", 0),
        ("city", "Kie", "Kiel", "Kiel", 0),
        ("city", "Bad", "Bad Aibling", "Bad", 1),
        ("city", "Bad …", "Bad Aibling", "Bad Aibling", 0),
        ("city", "Bad...", "Bad Aibling", "Bad Aibling", 0),
        ("city", "Kiel", "Kie", "Kiel", 1),
        ("city", "St.", "St.Gallen", "St.", 1),
        ("city", "St. G", "St. Gallen", "St. Gallen", 0),
        ("city", "A-B", "A-B-C", "A-B", 1),
        ("salutation", "mr", "mrs", "mr", 1),
        ("country", "D", "DE", "D", 1),
        ("phone", "030 1234567", "+49 30 1234567", "030 1234567", 0),
        ("phone", "030 1234567", "030 12345678", "030 1234567", 1),
        ("message", "Ist es frei", "Ist es frei? Danke", "Ist es frei", 0),
        ("message", "Ist es", "Wann", "Ist es", 1),
        ("message", "x" * 61, "x" * 61 + " y", "x" * 61 + " y", 0),
        ("message", "x" * 60, "x" * 60 + " y", "x" * 60, 0),
        ("message", "x" * 61, "x" * 61 + " \ny", "x" * 61, 0),
        ("message", "x" * 61 + ".", "x" * 61 + ". y", "x" * 61 + ".", 0),
        ("email", "a@x.example", "b@x.example", "a@x.example", 1),
    ],
)
def test_the_better_source_wins_unless_it_is_cut_off(name, first, second, kept, conflicts):
    found = merged({name: first}, {name: second})
    assert (getattr(found, name), len(found.conflicts)) == (kept, conflicts)
    assert found.origin[name] == ("html" if kept == first else "text")


def test_a_source_that_is_cut_off_gives_way():
    assert merged({"city": "Bad"}, {"city": "Bad Aibling"}, cut=True).city == "Bad Aibling"
    assert merged({"city": "Kiel"}, {"city": "Bonn"}, cut=True).city == "Kiel"


def test_a_number_is_either_phone_or_mobile():
    found = merged({"mobile": "0171 1234567"}, {"phone": "+49 171 1234567"})
    assert (found.mobile, found.phone, found.conflicts) == ("0171 1234567", None, ())
    assert merged({"mobile": "0171 1234567"}, {"phone": "030 1234567"}).phone == "030 1234567"


def test_a_name_is_not_put_together_of_two_kinds_of_sources():
    known = {"last_name": "Muster"}
    also = {"first_name": "Eva", "salutation": "mrs", "title": "Dr.", "city": "Kiel"}
    for origin in ("pattern", "subject", "header"):
        found = merged(known, also, origins=("html", origin))
        assert (found.first_name, found.salutation, found.title, found.city) == (None, None, None, "Kiel")
    assert merged(known, also).first_name == "Eva"
    assert merged({"city": "Kiel"}, also, origins=("html", "header")).first_name == "Eva"


def test_a_part_of_the_name_is_no_conflict():
    assert not merged({"first_name": "Max", "last_name": "Muster"}, {"last_name": "Max Muster"}).conflicts
    assert not merged(
        {"first_name": "Max Uwe", "last_name": "Muster"}, {"first_name": "Uwe", "last_name": "Muster"}
    ).conflicts
    assert len(merged({"first_name": "Max", "last_name": "Muster"}, {"last_name": "Meier"}).conflicts) == 1


def test_lists_come_from_the_first_source_and_answers_from_all():
    found = merged(
        {"wishes": ("viewing",), "disclosure": {"a": "1"}}, {"wishes": ("details",), "disclosure": {"a": "2", "b": "3"}}
    )
    assert (found.wishes, found.disclosure) == (("viewing",), {"a": "1", "b": "3"})
    assert found.origin == {"wishes": "html", "disclosure": "html"}


@table(
    (({"email": "a@x.example"}, {"alias": "a@x.example"}), ("a@x.example", True)),
    (({"email": "a@x.example"}, {"alias": "Ja"}), ("a@x.example", True)),
    (({"email": "a@x.example"}, {"alias": "b@x.example"}), ("a@x.example", False)),
    (({"email": "a@x.example"}, {"alias": "nein"}), ("a@x.example", False)),
    (({}, {"alias": "b@x.example"}), ("b@x.example", True)), (({}, {"alias": "Ja"}), (None, False)),
    (({"email": "a@x.example", "email_is_alias": True}, {"email": "b@x.example"}), ("a@x.example", True)),
    (({"email": "a@x.example"}, {"email": "b@x.example", "email_is_alias": True}), ("a@x.example", False)),
)  # fmt: skip
def test_alias_of_a_portal(given, right):
    found = merged(*given)
    assert (found.email, found.email_is_alias, found.conflicts if "alias" in given[1] else ()) == (*right, ())


def test_an_alias_of_a_portal_is_no_other_address():
    alias = {"email": "b@x.example", "email_is_alias": True}
    assert not merged({"email": "a@x.example"}, alias).conflicts
    assert len(merged({"street": "Am Ring 1"}, {"street": "Am Markt 2", **alias}).conflicts) == 1


def test_references_by_their_rank():
    first = Draft("html", refs=[(1, "B2"), (4, "D4")], found={"property_refs": "here"})
    second = Draft("text", refs=[(0, "A-1"), (1, "b 2")], found={"property_refs": "there"})
    found = merge.merge([first, second], "de")
    assert (found.property_refs, found.origin["property_refs"]) == (("A-1", "B2", "D4"), "text")
    assert found.place["property_refs"] == "there"
    many = merge.merge([Draft("html", refs=[(0, f"A{number}") for number in range(30)])], "de")
    assert len(many.property_refs) == 20


def test_the_agencys_own_address_is_told_where_there_is_no_other():
    own = Draft("html", own_email="a@makler.example")
    assert merge.merge([own], "de").place == {"own_email": "a@makler.example"}
    assert "own_email" not in merge.merge([own, Draft("text", {"email": "a@x.example"})], "de").place


# -- portals ----------------------------------------------------------------------------------------------------------


@table(
    ("werbung@x.example", True), ("werbungen@x.example", False), ("a@news.x.example", True), ("news@x.example", False),
)  # fmt: skip
def test_senders_that_never_forward_an_inquiry(given, right):
    portal = Portal("x", "X", domains=("x.example",), bulk=("werbung@", "news."))
    assert portals.is_bulk_sender(portal, given) is right


@table(
    ("immonet GmbH", "immonet"), ("Immo net", "immonet"), ("Max", None),
)  # fmt: skip
def test_brand_in_a_text(given, right):
    found = portals.claimed(given, PORTALS)
    assert (found and found.code) == right


def test_what_is_told_of_a_mail_is_ready_for_json():
    told = types.Inquiry(property_refs=("A",), conflicts=({"field": "x"},), disclosure={"a": "b"}).to_dict()
    assert (told["property_refs"], told["conflicts"], told["disclosure"]) == (["A"], [{"field": "x"}], {"a": "b"})
    assert set(told) == set(types.Inquiry.__dataclass_fields__)
    assert types.Evidence("reply", 3, "subject", "re", "why").to_dict()["class"] == "reply"
