"""Salutations, titles and companies around a name, postal addresses in one field, and what is the agency's own."""

import pytest

from anfragemanager.contact.addresses import Address, clean, read_address, read_place, read_street, read_zip
from anfragemanager.contact.companies import (
    company_core,
    has_legal_form,
    is_company,
    legal_form,
    split_company,
    split_contact,
    strip_addressee,
)
from anfragemanager.contact.emails import is_no_reply, is_relay, is_shared, mailbox_key, read_email
from anfragemanager.contact.given_names import gender_of, is_common_surname, is_given_name, is_surname
from anfragemanager.contact.names import read_fields, strip_note
from anfragemanager.contact.own import own_from
from anfragemanager.contact.phones import find_phones, read_phones
from anfragemanager.contact.salutations import is_salutation, salutation, strip_salutation
from anfragemanager.contact.text import collapse, fold, repair
from anfragemanager.contact.titles import only_titles, strip_titles
from anfragemanager.contact.wordlists import entries, pairs, words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Frau Dr.", "mrs"), ("Herrn", "mr"), ("Mr.", "mr"), ("Sra.", "mrs"), ("Eheleute", "family"),
        ("Familie", "family"),         ("Herr und Frau", "family"), ("Frau & Herr", "family"),
        ("Herr/Frau", None), ("", None), (None, None),
        ("Herr Frau Herr Frau Herr Frau Herr Frau Herr", None), ("Musterfrau", None),
    ],
)  # fmt: skip
def test_the_code_of_a_salutation(text, code):
    assert salutation(text) == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Herr und Frau Max Muster", ("family", "Max Muster")),
        ("Sehr geehrte Frau Muster", ("mrs", "Muster")),
        ("Herr Max Muster", ("mr", "Max Muster")),
        ("Frau", (None, "Frau")),
        ("Max Muster", (None, "Max Muster")),
        ("Frau Frau Muster", ("mrs", "Muster")),
    ],
)
def test_salutations_in_front(text, found):
    assert strip_salutation(text) == found


def test_words_that_are_salutations():
    assert is_salutation("Frau") and is_salutation("Herr.") and not is_salutation("Muster")


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("Prof. Dr. Eva Muster, LL.M.", "Prof. Dr. LL.M.", "Eva Muster"),
        ("Dr.Eva Muster", "Dr.", "Eva Muster"),
        ("Dipl.-Ing. (FH) Jan Muster", "Dipl.-Ing. (FH)", "Jan Muster"),
        ("Dr. med. Eva Muster", "Dr. med.", "Eva Muster"),
        ("Eva Muster MSc", "MSc", "Eva Muster"),
        ("Muster Max Dr. med.", "Dr. med.", "Muster Max"),
        ("Eva Muster", None, "Eva Muster"),
        ("Dr.", None, "Dr."),
        ("Ma Li", None, "Ma Li"),
        ("Dr. h. c. Eva Muster", "Dr. h. c.", "Eva Muster"),
    ],
)
def test_titles(text, title, name):
    assert strip_titles(text) == (title, name)


def test_a_profession_in_front_of_a_surname_needs_a_salutation():
    assert strip_titles("Notarin Kern", addressed=True) == ("Notarin", "Kern")
    assert strip_titles("Notarin Kern") == (None, "Notarin Kern")


@pytest.mark.parametrize(
    ("text", "only"),
    [("Dr. med.", True), ("LL.M.", True), ("Dr. Muster", False), ("Ma", False), ("M.A.", True), ("", False)],
)
def test_nothing_but_titles(text, only):
    assert only_titles(text) is only


@pytest.mark.parametrize(
    "text",
    [
        "Müller GmbH",
        "Müller & Co. KG",
        "Kern SE",
        "Huber e.K.",
        "Bau Ltd.",
        "Wald OHG",
        "Stein AG",
        "Immo24 UG",
        "Projekt 7 OG",
        "Kern Stein Partner mbB",
    ],
)
def test_legal_forms(text):
    assert has_legal_form(text) and is_company(text)


@pytest.mark.parametrize(
    "text", ["E. K. Müller", "MAX SE", "Müller, E. K.", "Eva Muster", "ag", "Max Muster, 2. OG", "Max Muster, EG"]
)
def test_names_that_look_like_legal_forms(text):
    assert not has_legal_form(text)


@pytest.mark.parametrize(
    ("text", "company"),
    [("Bäckerei Hofmann", True), ("Bäckerei", False), ("Hofmann Immobilien", True), ("Günther Logistik", True),
     ("Stadt Musterhausen", True), ("Anna Stadt", False), ("", False), (None, False)],
)  # fmt: skip
def test_words_of_trade(text, company):
    assert is_company(text) is company


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Müller GmbH, Frau Adam", ("Müller GmbH", "Frau Adam")),
        ("Frau Adam c/o Müller GmbH", ("Müller GmbH", "Frau Adam")),
        ("Frau Adam (Müller GmbH)", ("Müller GmbH", "Frau Adam")),
        ("Müller GmbH", ("Müller GmbH", "")),
        ("Frau Adam", (None, "Frau Adam")),
    ],
)
def test_a_company_and_a_person_in_one_field(text, found):
    assert split_company(text) == found


def test_the_core_of_a_company():
    assert company_core("Busch & Stein GmbH") == company_core("Busch und Stein") == company_core("BUSCH + STEIN")
    assert company_core("Kern & Soehne GesmbH") == company_core("Kern & Söhne GesmbH")
    assert company_core("Kern UG (haftungsbeschraenkt)") == company_core("Kern UG (haftungsbeschränkt)")
    assert company_core("GmbH")
    assert company_core("Und Co") != company_core("Co")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("50667 Köln", ("50667", "Köln", None)),
        ("A-1010 Wien", ("1010", "Wien", "AT")),
        ("CH - 8001 Zürich", ("8001", "Zürich", "CH")),
        ("Köln 50667", ("50667", "Köln", None)),
        ("Wien (A-1010)", ("1010", "Wien", "AT")),
        ("London SW1A 1AA", ("SW1A 1AA", "London", None)),
        ("Austin, TX 78701", ("78701", "Austin", None)),
        ("50667 Köln, Deutschland", ("50667", "Köln", "DE")),
        ("50667 Köln (Deutschland)", ("50667", "Köln", "DE")),
        ("123456", ("123456", None, None)),
        ("Köln", (None, "Köln", None)),
        ("keine Angabe", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_postcode_and_town_in_one_field(text, found):
    place = read_place(text)
    assert (place.zip, place.city, place.country) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("50667", ("50667", None)), ("D-50667", ("50667", None)), ("50667 Köln", ("50667", "Köln")),
     ("Köln", (None, None)), ("", (None, None)), ("AB12", ("AB12", None))],
)  # fmt: skip
def test_a_field_for_the_postcode(text, found):
    place = read_zip(text)
    assert (place.zip, place.city) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Öderstr. 1, 50667 Köln, Deutschland", Address("Öderstr. 1", "50667", "Köln", "DE")),
        ("Öderstr. 1\n50667\nKöln", Address("Öderstr. 1", "50667", "Köln", None)),
        ("Öderstraße 1 50667 Köln", Address("Öderstraße 1", "50667", "Köln", None)),
        ("50667 Köln - Öderstr. 1", Address("Öderstr. 1", "50667", "Köln", None)),
        ("10 High Street, London, SW1A 1AA", Address("10 High Street", "SW1A 1AA", "London", None)),
        ("Musterstraße 1234", Address("Musterstraße 1234", None, None, None)),
        ("Köln", Address(None, None, "Köln", None)),
        ("", Address()),
    ],
)
def test_an_address_in_one_field(text, found):
    assert read_address(text) == found


@pytest.mark.parametrize(
    ("street", "number", "found"),
    [("Ring", "5", "Ring 5"), ("Ring 5", "5", "Ring 5"), ("Ring 15", "5", "Ring 15 5"), ("Ring 5", None, "Ring 5"),
     ("", "5", None), ("Ring", "-", "Ring")],
)  # fmt: skip
def test_street_and_number_however_they_were_asked(street, number, found):
    assert read_street(street, number) == found


def test_what_says_nothing():
    assert clean(" k.A. ") is None and clean("-") is None and clean(None) is None
    assert clean("  Ring \n 5, ") == "Ring 5"


@pytest.mark.parametrize(
    ("address", "own"),
    [("chef@muster.de", True), ("x@mail.muster.de", True), ("x@notmuster.de", False), ("agentur@gmail.com", True),
     ("a.gentur@googlemail.com", True), ("other@gmail.com", False), ("x@web.muster.at", True), ("x@filiale.de", True)],
)  # fmt: skip
def test_what_is_the_agencys_own(address, own):
    found = own_from(
        ["https://www.muster.de/kontakt", "@muster.at", "agentur@gmail.com", "gmail.com", "", None, "kein"],
        senders=["info@filiale.de", None],
    )
    assert found.holds(address) is own
    assert list(found) == ["agentur@gmail.com", "filiale.de", "info@filiale.de", "muster.at", "muster.de"]


def test_addresses_that_are_nobodys():
    assert is_relay("x@mail.kleinanzeigen.de") and not is_relay("x@meinekleinanzeigen.de")
    assert is_no_reply("noreply@x.de") and is_no_reply("do-not-reply@x.de") and not is_no_reply("norbert@x.de")
    assert read_email("noreply@x.de") is None and read_email("nobody") is None


def test_boxes_of_several():
    assert is_shared("info@x.de") and is_shared("familie.huber@web.de") and is_shared("kontakt2@x.de")
    assert not is_shared("infolge@x.de") and not is_shared("huber@web.de")


def test_one_form_of_a_mailbox():
    assert mailbox_key("A.Muster+immo@googlemail.com") == "amuster@gmail.com"
    assert mailbox_key("A.Muster+immo@Web.de") == "a.muster@web.de"
    assert mailbox_key("x@Müller.de") == "x@xn--mller-kva.de"
    found = read_email("A.Muster@huber-bau.de")
    assert (found.local, found.domain, found.shared, found.company) == ("a.muster", "huber-bau.de", False, True)


def test_names_that_exist():
    assert is_given_name("Jörg") and is_given_name("Anna-Lena") and not is_given_name("Kaltenrath")
    assert is_surname("Müller") and not is_surname("Qwrtz")
    assert is_common_surname("Müller") and not is_common_surname("Pfannenstiel")
    assert (gender_of("anna"), gender_of("peter"), gender_of("kim"), gender_of("qwrtz")) == ("f", "m", "", "")


def test_lists_of_words():
    assert "web.de" in words("public_providers")
    assert not any(entry.startswith("#") or not entry for entry in entries("titles"))
    assert pairs("countries")
    with pytest.raises(FileNotFoundError):
        entries("no such list")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("MÃ¼ller", "Müller"),
        ("Bergstra?e 5", "Bergstraße 5"),
        ("Wo?", "Wo?"),
        ("Müller", "Müller"),
        ("Ã¼中", "Ã¼中"),
        ("Ã", "Ã"),
    ],
)
def test_text_that_was_once_read_in_the_wrong_encoding(text, mended):
    assert repair(text) == mended


def test_one_comparable_form():
    assert fold("  Müller-Weiß,  ŁUKASZ ") == "mueller weiss lukasz"
    assert collapse("mueller") == collapse("muller")


def test_numbers_in_running_text_behind_others():
    text = "a12345@x.de, Nr. 123456789, Tel. 030 2312500\nmobil 0171 2345678, Fax 030 2312599"
    assert [phone.e164 for phone in find_phones(text)][:2] == ["+49302312500", "+491712345678"]


@pytest.mark.parametrize(
    "text", ["(030) 2312500", "(0 30) 2312500", "030 (2312500)", "+49 (0)30 2312500", "+49 (30) 2312500"]
)
def test_brackets_of_a_number(text):
    assert [phone.e164 for phone in read_phones(text)] == ["+49302312500"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kern wg. Besichtigung", "Kern"), ("Kern möchte verkaufen", "Kern"),
        ("Uwe Kern - bittet um Rückruf", "Uwe Kern"),
        ("Fr. kern wg Bewertung", "Fr. kern"), ("Le ETW", "Le"), ("Herr wegen Wohnung", "Herr wegen Wohnung"),
        # names
        ("von der Heide", "von der Heide"), ("Am Ende", "Am Ende"), ("hansen per", "hansen per"),
        ("Müller gen. Kern", "Müller gen. Kern"), ("Nguyen thi Hoa", "Nguyen thi Hoa"),
        ("wegener anna", "wegener anna"), ("Bei der Wieden", "Bei der Wieden"), ("will smith", "will smith"),
        ("maria alt", "maria alt"), ("Peter will", "Peter will"), ("anna neu", "anna neu"), ("Kern alt!", "Kern"),
        # set apart, the word may be written large and be the last one, unless it is another name
        ("Kern - Interessent", "Kern"), ("Anna Kern / Käuferin", "Anna Kern"), ("Kern, Mieter EG", "Kern"),
        ("Kern - Schmidt", "Kern - Schmidt"), ("Kern - Kunde", "Kern - Kunde"), ("Kern Käufer", "Kern Käufer"),
        ("Al Omar -Interessent-", "Al Omar"), ("Kern - Schon", "Kern - Schon"),
    ],
)  # fmt: skip
def test_a_note_behind_a_name(text, name):
    assert strip_note(text) == name


def test_a_note_of_the_telephone_service_is_not_stored_as_a_name():
    read = read_fields(name="Anna Kern wg. Besichtigung", salutation_text="Frau")
    assert (read.first_name, read.last_name) == ("Anna", "Kern")


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Fa. Kern Bau GmbH", "kern bau"), ("Firma Kern", "kern"), ("Firma", "firma"),
        ("WEG Kirchstr. 12-20, Essen", "weg kirchstrasse 12 20"), ("W.E.G. Kirch Straße 12", "weg kirchstrasse 12"),
        ("Eigentümergemeinschaft Am Park 3a", "weg ampark 3a"), ("Weg Anna", "weg anna"),
    ],
)  # fmt: skip
def test_what_a_company_is_compared_by(name, core):
    assert company_core(name) == core


def test_communities_are_companies():
    assert all(map(is_company, ("WEG Kirchstr. 12", "Erbengemeinschaft Kern", "Wohnungseigentümergemeinschaft Weg 5")))
    assert not any(map(is_company, ("Weg Anna", "Wegener", "Erben", "Weg beim Jäger 55")))
    # facts of a listing
    assert not any(map(is_company, ("Eigentümergemeinschaft mit 6 Parteien", "Bad mit Fliesen", "Haus in Massivbau")))
    assert split_contact("Gasthof bei der Kirche") == ("Gasthof bei der Kirche", "")
    assert split_contact("Metropol, z. Hd. Uwe Kern") == ("Metropol", "Uwe Kern")
    assert legal_form("Kern GmbH & Co. KG") == legal_form("Kern GmbH und Co. KG") == "gmbh co kg"
    assert legal_form("Kern UG") == legal_form("Kern UG (haftungsbeschränkt)") != legal_form("Kern") == ""
    assert [strip_addressee(text) for text in ("z.H. Herrn Kern", "Vertreter: Uwe Kern", "Zander Uwe")] == [
        "Herrn Kern", "Uwe Kern", "Zander Uwe",
    ]  # fmt: skip
