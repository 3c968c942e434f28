"""Each rule by a case on either side of it: titles, salutations, companies, numbers, places, countries."""

import pytest

from anfragemanager.contact.addresses import Address, read_address, read_place, read_street, read_zip, split_care_of
from anfragemanager.contact.companies import company_core, has_legal_form, split_company
from anfragemanager.contact.countries import country_code, may_be_postcode
from anfragemanager.contact.names import (
    PersonName,
    cased,
    looks_like_person,
    read_fields,
    read_name,
    split_couple,
)
from anfragemanager.contact.particles import particles_to_last
from anfragemanager.contact.phones import calling_code, find_phones, phone_key, read_phones
from anfragemanager.contact.residence import country_of, presumed_country
from anfragemanager.contact.salutations import salutation, strip_salutation
from anfragemanager.contact.titles import only_titles, strip_titles


def table(*rows):
    return pytest.mark.parametrize(("given", "right"), rows, ids=[repr(row[0]) for row in rows])


@table(
    ("Dr.Eva Muster", ("Dr.", "Eva Muster")),
    ("Prof.Dr. Eva Muster", ("Prof.Dr.", "Eva Muster")),
    ("Eva Muster, LL.M., MBA", ("LL.M. MBA", "Eva Muster")),
    ("Eva Muster MBA", ("MBA", "Eva Muster")),
    ("EVA MUSTER MBA", (None, "EVA MUSTER MBA")),
    ("Eva Ma", (None, "Eva Ma")),
    ("Eva Muster MA", ("MA", "Eva Muster")),
    ("Eva Muster Ma", (None, "Eva Muster Ma")),
    ("Eva Muster M.A.", ("M.A.", "Eva Muster")),
    ("Eva Muster M. A.", ("M. A.", "Eva Muster")),
    ("Muster Max Dr. med. dent.", ("Dr. med. dent.", "Muster Max")),
    ("Muster Max Ing", (None, "Muster Max Ing")),
    ("Max Muster Ing.", ("Ing.", "Max Muster")),
    ("Ing Max Muster", ("Ing", "Max Muster")),
    ("Notarin Kern", (None, "Notarin Kern")),
    ("Pfarrer Josef Engel", ("Pfarrer", "Josef Engel")),
    ("Pastor Anna", (None, "Pastor Anna")),
    ("Hauptmann, Gerhart", (None, "Hauptmann, Gerhart")),
    ("Dr. h. c. Eva Muster", ("Dr. h. c.", "Eva Muster")),
    ("Dr. h.c. mult. Eva Muster", ("Dr. h.c. mult.", "Eva Muster")),
    ("Dr. rer. nat. Eva Muster", ("Dr. rer. nat.", "Eva Muster")),
    ("Dr. med. Eva", ("Dr. med.", "Eva")),
    ("Dr. med. univ. Eva Muster", ("Dr. med. univ.", "Eva Muster")),
    ("Dipl.-Kfm. (FH) Max Muster", ("Dipl.-Kfm. (FH)", "Max Muster")),
    ("Dipl. Kfm. Max Muster", ("Dipl. Kfm.", "Max Muster")),
    ("Diplomkaufmann Max Muster", ("Diplomkaufmann", "Max Muster")),
    ("Diplom-Ingenieur Max Muster", ("Diplom-Ingenieur", "Max Muster")),
    ("Dr.-Ing. habil. Max Muster", ("Dr.-Ing. habil.", "Max Muster")),
    ("Priv.-Doz. Dr. Max Muster", ("Priv.-Doz. Dr.", "Max Muster")),
    ("PD Dr. Max Muster", ("PD Dr.", "Max Muster")),
    ("Univ.-Prof. Dr. Max Muster", ("Univ.-Prof. Dr.", "Max Muster")),
    ("Max Muster BSc", ("BSc", "Max Muster")),
    ("Max PhD", ("PhD", "Max")),
    ("Max Muster (MBA)", ("MBA", "Max Muster")),
    ("Max Muster, Steuerberater", ("Steuerberater", "Max Muster")),
    ("Max Muster Steuerberater", (None, "Max Muster Steuerberater")),
    ("Mag. (FH) Max Muster", ("Mag. (FH)", "Max Muster")),
    ("RA Dr. Max Muster, Notar", ("RA Dr. Notar", "Max Muster")),
    ("Dr. oec. Max Muster", ("Dr. oec.", "Max Muster")),
    ("Univ.-Doz. Dr. Max Muster", ("Univ.-Doz. Dr.", "Max Muster")),
    ("Dipl. Kaufmann Max Muster", ("Dipl. Kaufmann", "Max Muster")),
    ("Dr. Kaufmann Max", ("Dr.", "Kaufmann Max")),
    ("Dr.", (None, "Dr.")),
    ("Dr. med.", (None, "Dr. med.")),
    ("", (None, "")),
    ("Max Muster", (None, "Max Muster")),
)
def test_titles_of_a_name(given, right):
    assert strip_titles(given) == right


def test_one_word_behind_a_profession_is_the_surname_after_a_salutation():
    assert strip_titles("Notarin Kern", addressed=True) == ("Notarin", "Kern")


@table(
    ("Dr. med.", True), ("LL.M.", True), ("MBA", True), ("MA", True), ("M.A.", True), ("Dipl.-Ing. (FH)", True),
    ("Dr. h. c.", True), ("Rechtsanwältin", True), ("Mag", True), ("Ing", True),
    ("Ma", False), ("Ba", False), ("Muster", False),
    ("Dr. Muster", False), ("", False), ("h. c.", False), ("med.", False),
)  # fmt: skip
def test_nothing_but_titles(given, right):
    assert only_titles(given) is right


@table(
    ("Frau", "mrs"), ("Herr Dr.", "mr"), ("Sra.", "mrs"),
    ("Eheleute", "family"), ("Herr und Frau", "family"),
    ("Sig.ra", "mrs"), ("Frau.Dr.", "mrs"),
    ("Frau & Herr", "family"), ("Herr + Frau", "family"), ("Mr and Mrs", "family"), ("Sr. y Sra.", "family"),
    ("Herr / Frau", None), ("Herr/Frau", None), ("Herr oder Frau", None), ("Firma", "company"), ("Divers", "diverse"),
    ("Frau, Divers", None), ("Herr Familie", "family"), ("Dr.", None), ("", None), (None, None),
    ("Ich bin Frau Müller und suche eine Wohnung", "mrs"),
    ("Ich bin eine Frau und suche seit langem eine Wohnung", None),
)  # fmt: skip
def test_code_of_a_salutation(given, right):
    assert salutation(given) == right


@table(
    ("Herr", (None, "Herr")), ("Herr und Frau Max Muster", ("family", "Max Muster")),
    ("Herr Herr Muster", ("mr", "Muster")), ("Herr Frau Muster", ("family", "Muster")),
    ("Herr und Muster", ("mr", "und Muster")), ("Herr und Frau", ("mr", "und Frau")),
    ("Familie und Herr Muster", ("family", "Muster")), ("Firma Herr Muster", ("company", "Muster")),
    ("Hallo Frau Muster", ("mrs", "Muster")), ("Hallo Max", (None, "Hallo Max")), ("Max Herr", (None, "Max Herr")),
    ("M. Dupont", (None, "M. Dupont")), ("Sig.ra Giulia Rossi", ("mrs", "Giulia Rossi")),
    ("Mevr. Sanne de Wit", ("mrs", "Sanne de Wit")), ("H.R. Maier", (None, "H.R. Maier")),
    ("Mr & Mrs Smith", ("family", "Smith")),
)  # fmt: skip
def test_salutation_in_front_of_a_name(given, right):
    assert strip_salutation(given) == right


@table(
    ("Müller GmbH, Frau Adam", ("Müller GmbH", "Frau Adam")),
    ("Frau Adam (Müller GmbH)", ("Müller GmbH", "Frau Adam")),
    ("Müller GmbH (Frau Adam)", ("Müller GmbH", "Frau Adam")),
    ("Müller GmbH (Köln)", ("Müller GmbH (Köln)", "")),
    ("Müller GmbH - Frau Adam", ("Müller GmbH", "Frau Adam")),
    ("Frau Adam c/o Müller GmbH", ("Müller GmbH", "Frau Adam")),
    ("Frau Adam bei Müller GmbH", ("Müller GmbH", "Frau Adam")),
    ("Müller GmbH z. Hd. Frau Adam", ("Müller GmbH", "Frau Adam")),
    ("Müller GmbH, z. Hd. Frau Adam", ("Müller GmbH", "Frau Adam")),
    ("Bäckerei Kern Inh. Uwe Kern", ("Bäckerei Kern", "Uwe Kern")),
    ("Kern OHG – Ansprechpartnerin: Eva Kern", ("Kern OHG", "Eva Kern")),
    ("Kern GmbH, vertreten durch Uwe Kern", ("Kern GmbH", "Uwe Kern")),
    ("Max Muster, 2. OG", (None, "Max Muster, 2. OG")),
    ("Max Muster, EG", (None, "Max Muster, EG")),
    ("Kern & Söhne OG", ("Kern & Söhne OG", "")),
    ("Kern GmbH, Abt. Einkauf, Herr Jonas Beil", ("Kern GmbH", "Herr Jonas Beil")),
    ("Müller GmbH & Co. KG", ("Müller GmbH & Co. KG", "")),
    ("Müller GmbH, Maier AG", ("Müller GmbH, Maier AG", "")),
    ("Bäckerei Hofmann", ("Bäckerei Hofmann", "")),
    ("Immobilien", (None, "Immobilien")),
    ("Hausverwaltung", (None, "Hausverwaltung")),
    ("Stadt Köln", ("Stadt Köln", "")),
    ("Stadt", (None, "Stadt")),
    ("Max Muster (Köln)", (None, "Max Muster (Köln)")),
)
def test_company_and_person(given, right):
    assert split_company(given) == right


@table(
    ("E. K. Müller", False), ("Müller e.K.", True), ("Müller e. K.", True), ("Müller, E. K.", False),
    ("MAX SE", False), ("Kern SE", True), ("Müller AG", True), ("Müller ag", False), ("MÜLLER AG", True),
    ("Agnes Müller", False), ("Müller & Co.", True), ("Muster sl", False), ("Muster S.L.", True),
)  # fmt: skip
def test_legal_form(given, right):
    assert has_legal_form(given) is right


@table(
    ("Müller & Co. KG", "muller"), ("Busch & Stein GmbH", "busch stein"), ("Busch und Stein", "busch stein"),
    ("GmbH", "gmbh"), ("Bäckerei Hofmann e.K.", "backerei hofmann"),
)  # fmt: skip
def test_core_of_a_companys_name(given, right):
    assert company_core(given) == right


@table(
    ("12345", []), ("123456", ["+49123456"]), ("030 1234", ["+49301234"]), ("111111", []),
    ("12345678901234567", ["+4912345678901234567"]), ("123456789012345678", []),
    ("x030 555777", []), ("n030 555777", ["+4930555777"]), ("0171 123XX", []), ("0171-23XXXXX", []),
    ("0800-IMMOHAUS", []), ("030) 555777", ["+4930555777"]), ("(030 555777", ["+4930555777"]),
    ("+49 ( 0 ) 30 555777", ["+4930555777"]), ("00 49 30 555777", ["+4930555777"]),
    ("0171 1234568 030 555777", ["+491711234568", "+4930555777"]),
    ("0171 1234568 0171 1234568", ["+491711234568"]), ("0171/1234568", ["+491711234568"]),
    ("030 555777/78", ["+493055577778"]), ("030 555777 / 555778", ["+4930555777", "+4930555778"]),
    ("040 123456 - 1. Wahl", ["+4940123456"]), ("0171 1234568 8-12", ["+491711234568"]),
    ("0171 1234568 ab 18 Uhr", ["+491711234568"]), ("0171 12345689 und 0172 12345689", ["+4917112345689",
     "+4917212345689"]),
    ("Tel. 030 555777 Fax 030 555778", ["+4930555777"]), ("Fax 030 555778 Tel. 030 555777", ["+4930555777"]),
    ("Telefax: 030 555778", []), ("491598751078", ["+491598751078"]), ("43664 1234567", ["+436641234567"]),
    ("1711234568", ["+491711234568"]), ("2312500", ["+492312500"]), ("+999 123456", [None]), ("", []), (None, []),
)  # fmt: skip
def test_numbers_of_a_field(given, right):
    assert [phone.e164 for phone in read_phones(given)] == right


@table(
    ("0171 1234568 mobil", (True, True)), ("030 555777 (Handy)", (True, True)), ("mobil 030 555777", (True, True)),
    ("030 555777", (False, True)), ("+49 171 12345", (True, False)), ("01711234", (True, False)),
    ("491598751078", (True, False)), ("+999 123456", (False, False)), ("+1 212 555 0123", (False, True)),
)  # fmt: skip
def test_mobile_and_valid(given, right):
    [phone] = read_phones(given)
    assert (phone.mobile, phone.valid) == right
    assert phone.number == given or phone.valid


@table(
    (("0664 1234567", "DE"), "+496641234567"), (("0171 1234568", "AT"), "+491711234568"),
    (("01 71 12 34 56", "AT"), "+43171123456"), (("01 7112345", "AT"), "+4317112345"),
    (("612345678", "ES"), "+34612345678"), (("34612345678", "ES"), "+34612345678"),
    (("0612345678", "FR"), "+33612345678"), (("0171 1234568", None), "+491711234568"),
)  # fmt: skip
def test_whose_number_it_is(given, right):
    [phone] = read_phones(*given)
    assert phone.e164 == right


@table(
    ("Rufen Sie an: 0171 1234568", ["+491711234568"]), ("tel:+491711234568", ["+491711234568"]),
    ("mein Handy 1711234568", ["+491711234568"]), ("Objekt 171123456", []), ("Nr. 1711234568", []),
    ("x0171 1234568", []), ("a@0171 1234568", []), ("=030 555777", []), ("/030 555777", []),
    ("ID-0171 1234568", []), ("(030) 555777", ["+4930555777"]), ("erreichbar unter 2312500", ["+492312500"]),
    ("Tel 030 555777\nMobil 0171 1234568", ["+4930555777", "+491711234568"]),
    ("Tel 030 555777, 030 555777", ["+4930555777"]), ("Kaufpreis 450000", []), ("0301", []), (None, []),
    ("am 04.12.2026 um acht", []), ("04.12.2026: 030 555777", ["+4930555777"]), ("030.555.777", ["+4930555777"]),
)  # fmt: skip
def test_numbers_in_running_text(given, right):
    assert [phone.e164 for phone in find_phones(given)] == right


def test_two_zeros_are_dialled_for_abroad_whatever_the_own_country_dials():
    assert [phone.e164 for phone in read_phones("0049 171 5550123", country="US")] == ["+491715550123"]


def test_numbers_that_are_numbered():
    found = read_phones("1. 0151 11122233 2. 0171 4445556")
    assert [phone.e164 for phone in found] == ["+4915111122233", "+491714445556"]


def test_digits_that_belong_to_a_word_are_no_number():
    assert read_phones("Objekt Nr. MA0171 1234567") == ()


def test_blanks_group_the_digits_of_a_number_also_where_one_is_too_many():
    assert [phone.raw for phone in read_phones("0157 133 0246 12")] == ["0157 133 0246 12"]
    assert [phone.e164 for phone in read_phones("030 2312500 0171 1234567")] == ["+49302312500", "+491711234567"]


@table(
    ("0660 1234567 (Österreich)", ("+436601234567", "AT")), ("Schweiz: 079 123 45 67", ("+41791234567", "CH")),
    ("+49 171 1234567 (zur Zeit in Österreich)", ("+491711234567", "DE")),
    ("0171 1234567 (nicht aus Österreich oder Schweiz)", ("+491711234567", "DE")),
)  # fmt: skip
def test_country_named_beside_a_number(given, right):
    (phone,) = read_phones(given)
    assert (phone.e164, phone.country) == right


def test_keys_and_codes_of_numbers():
    assert [phone_key(text) for text in ("0171 1234568", "abc")] == ["+491711234568", ""]
    assert [calling_code(code) for code in ("DE", "AT", "XX")] == ["+49", "+43", ""]


@table(
    ("50667 Köln", (None, "50667", "Köln", None)), ("A-1010 Wien", (None, "1010", "Wien", "AT")),
    ("A 1010 Wien", (None, "1010", "Wien", "AT")), ("D 50667 Köln", (None, "50667", "Köln", "DE")),
    ("Köln 50667", (None, "50667", "Köln", None)), ("D-50667", (None, "50667", None, "DE")),
    ("5066", (None, "5066", None, None)), ("London SW1A 1AA", (None, "SW1A 1AA", "London", None)),
    ("sw1a 1aa London", (None, "SW1A 1AA", "London", None)), ("SW1A 1AA", (None, "SW1A 1AA", None, None)),
    ("New York, NY 10001", (None, "10001", "New York", None)), ("Springfield IL 62704", (None, "62704", "Springfield",
     None)),
    ("50667 Köln, Deutschland", (None, "50667", "Köln", "DE")),
    ("50667 Köln (Deutschland)", (None, "50667", "Köln", "DE")),
    ("50667 Köln (Nippes)", (None, "50667", "Köln (Nippes)", None)),
    ("Wien, Österreich", (None, None, "Wien", "AT")), ("Köln, Nippes", (None, None, "Köln, Nippes", None)),
    ("FL-9490 Vaduz", (None, "9490", "Vaduz", "LI")), ("123 45", (None, "123 45", None, None)),
    ("", (None, None, None, None)), ("-", (None, None, None, None)),
)  # fmt: skip
def test_postcode_and_town(given, right):
    assert read_place(given) == Address(*right)


@table(("50667 Köln", ("50667", "Köln")), ("Köln", (None, None)), ("12-345", ("12-345", None)), ("k.A.", (None, None)))
def test_the_field_of_a_postcode(given, right):
    found = read_zip(given)
    assert (found.zip, found.city) == right


@table(
    ("Öderstr. 1, 50667 Köln", ("Öderstr. 1", "50667", "Köln", None)),
    ("Öderstr. 1\n50667 Köln\nDeutschland", ("Öderstr. 1", "50667", "Köln", "DE")),
    ("Öderstr. 1, 50667, Köln", ("Öderstr. 1", "50667", "Köln", None)),
    ("Öderstr. 1, 50667 Köln, Nippes", ("Öderstr. 1, Nippes", "50667", "Köln", None)),
    ("Öderstr. 1, 50667, 3. OG", ("Öderstr. 1, 3. OG", "50667", None, None)),
    ("Öderstr. 1 | Hinterhaus | 50667 Köln", ("Öderstr. 1, Hinterhaus", "50667", "Köln", None)),
    ("Öderstr. 1 - 50667 Köln", ("Öderstr. 1", "50667", "Köln", None)),
    ("Öderstraße 1 50667 Köln", ("Öderstraße 1", "50667", "Köln", None)),
    ("10 High Street, London, SW1A 1AA", ("10 High Street", "SW1A 1AA", "London", None)),
    ("10 High Street, SW1A 1AA, London", ("10 High Street", "SW1A 1AA", "London", None)),
    ("Öderstraße 1", ("Öderstraße 1", None, None, None)),
    ("Köln", (None, None, "Köln", None)),
    ("Köln, Deutschland", (None, None, "Köln", "DE")),
    ("Öderstraße 1, Köln", ("Öderstraße 1", None, "Köln", None)),
    ("Köln, Öderstraße 1", ("Öderstraße 1", None, "Köln", None)),
    ("Musterstraße 1234", ("Musterstraße 1234", None, None, None)),
    ("Musterstraße 1234, Köln", ("Musterstraße 1234", None, "Köln", None)),
    ("Am Ring 5, Haus B, Köln", ("Am Ring 5, Haus B", None, "Köln", None)),
    ("Hauptstr. 5, 50667 Köln, 12345", ("Hauptstr. 5, 12345", "50667", "Köln", None)),
    ("Deutschland", (None, None, None, "DE")),
    ("Luxemburg", (None, None, "Luxemburg", "LU")),
    ("", (None, None, None, None)),
)
def test_address_in_one_field(given, right):
    assert read_address(given) == Address(*right)


@table(
    (("Hauptstr.", "5"), "Hauptstr. 5"), (("Hauptstr. 5", "5"), "Hauptstr. 5"),
    (("Hauptstr. 15", "5"), "Hauptstr. 15 5"), ((None, "5"), None), (("5", "5"), "5"),
)  # fmt: skip
def test_street_and_number(given, right):
    assert read_street(*given) == right


@table(
    ("c/o Müller, Hauptstr. 5", ("Müller", "Hauptstr. 5")), ("Hauptstr. 5, c/o Müller", ("Müller", "Hauptstr. 5")),
    ("bei Familie Müller, Hauptstr. 5", ("Familie Müller", "Hauptstr. 5")), ("c/o Müller", ("Müller", None)),
    ("bei Müller, Hauptstr. 5", (None, "bei Müller, Hauptstr. 5")), ("", (None, None)),
)  # fmt: skip
def test_care_of(given, right):
    assert split_care_of(given) == right


@table(
    ("D", "DE"), ("A", "AT"), ("DEU", "DE"), ("BRD", "DE"), ("Bundesrepublik Deutschland", "DE"),
    ("the Netherlands", "NL"), ("die Schweiz", "CH"), ("Republik Österreich", "AT"), ("UK", "GB"), ("USA", "US"),
    ("FL", "LI"), ("España", "ES"), ("Suisse", "CH"), ("GBR", "GB"), ("EU", None), ("xx", None), ("", None),
    ("Köln", None),
)  # fmt: skip
def test_country(given, right):
    assert country_code(given) == right


@table(
    (("50667", "DE"), True), (("D-50667", "DE"), True), (("1010", "DE"), True), (("123", "DE"), False),
    (("123456", "DE"), False), (("SW1A 1AA", "DE"), True), (("12", "GB"), False), (("123", "GB"), True),
    (("123456", "PL"), True), (("1234567890", "GB"), True), (("12345678901", "GB"), False), (("50667", None), True),
)  # fmt: skip
def test_may_be_a_postcode(given, right):
    assert may_be_postcode(*given) is right


@table(
    (("50667", ("+49 30 555777",)), "DE"), (("1010", ("+43 1 5134567",)), "AT"), (("50667", ("030 555777",)), None),
    (("1010", ("+49 30 555777",)), None), ((None, ("+49 30 555777",)), None), (("5066A", ("+49 30 555777",)), None),
    (("8001", ("030", "+41 44 6681800")), "CH"), (("8001", ("(0041) 44 6681800",)), "CH"),
)  # fmt: skip
def test_country_of_postcode_and_number(given, right):
    assert country_of(*given) == right


@table(
    (("DE", "50667", (), ""), "DE"), (("DE", "1010", (), ""), None), (("DE", "50667", ("+43 1 5134567",), ""), None),
    (("DE", "50667", ("+33 1 42685300",), ""), "FR"), (("DE", "50667", (), "a@example.fr"), None),
    (("DE", "50667", (), "a@example.de"), "DE"), (("DE", "50667", (), "a@example.io"), "DE"),
    (("DE", "50667", (), "a@example.com"), "DE"), (("DE", None, (), ""), None), (("GB", "50667", (), ""), None),
    (("DE", "50667", ("030 555777",), None), "DE"), (("DE", "50667", ("+49 30 555777", "+43 1 5134567"), ""), "DE"),
)  # fmt: skip
def test_country_that_may_be_presumed(given, right):
    assert presumed_country(*given) == right


@table(
    ("Max Muster", True), ("Max von der Heide", True), ("A B C D E F", True), ("A B C D E F G", False),
    ("max muster", False), ("Max muster", False), ("1ax Muster", False), ("-ax Muster", False), ("Max Muster!", False),
)  # fmt: skip
def test_may_be_a_person(given, right):
    assert looks_like_person(given) is right


@table(
    (("Karl von", "Stein"), ("Karl", "von Stein")), (("Ugo Rossi-Dal", "Farra"), ("Ugo", "Rossi-Dal Farra")),
    (("Karl von und", "Stein"), ("Karl von und", "Stein")),
    (("von", "Stein"), ("von", "Stein")), (("Karl Graf von", "Stein"), ("Karl", "Graf von Stein")),
    (("Karl", None), ("Karl", None)), ((None, "Stein"), (None, "Stein")), (("", ""), (None, None)),
)  # fmt: skip
def test_particles_belong_to_the_surname(given, right):
    assert particles_to_last(*given) == right


@table(
    ({"name": "Muster", "first": "Max"}, ("Max", "Muster", None)),
    ({"name": "Max Muster", "first": "Max"}, ("Max", "Muster", None)),
    ({"name": "Max Muster", "last": "Muster"}, ("Max", "Muster", None)),
    ({"name": "Muster GmbH", "last": "Muster"}, (None, "Muster", "Muster GmbH")),
    ({"name": "Muster", "last": "muster"}, (None, "Muster", None)),
    ({"name": "Muster Max", "last": "Muster"}, ("Max", "Muster", None)),
    ({"name": "Juan", "last": "García López"}, ("Juan", "García López", None)),
    ({"name": "Anderer", "first": "Max", "last": "Muster"}, ("Max", "Muster", None)),
    ({"last": "Max Muster"}, ("Max", "Muster", None)),
    ({"last": "von Muster"}, (None, "von Muster", None)),
    ({"first": "Max Muster"}, ("Max", "Muster", None)),
    ({"first": "Anna Maria"}, ("Anna Maria", None, None)),
    ({"first": "Pastor Anna", "last": "Kern"}, ("Anna", "Kern", None)),
    ({"name": "Kern, Pastor Anna"}, ("Anna", "Kern", None)),
    ({"first": "Max und Erika"}, ("Max und Erika", None, None)),
    ({"first": "Max Muster", "last": "Muster"}, ("Max", "Muster", None)),
    ({"first": "Max", "last": "Max"}, ("Max", "Max", None)),
    ({"last": "Muster GmbH"}, (None, None, "Muster GmbH")),
    ({"first": "Max", "last": "Muster GmbH"}, ("Max", "Muster GmbH", None)),
    ({"salutation_text": "Firma", "last": "Muster"}, (None, None, "Muster")),
)
def test_fields_that_were_filled_in_the_wrong_place(given, right):
    name = read_fields(**given)
    assert (name.first_name, name.last_name, name.company) == right


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Juan García López", "Juan", "García López"),
        ("Juan García", "Juan", "García"),
        ("Ana María López", "Ana María", "López"),
        ("Ana María López Pérez", "Ana María", "López Pérez"),
    ],
)
def test_two_surnames_in_spanish(text, first, last):
    name = read_name(text, language="es")
    assert (name.first_name, name.last_name) == (first, last)


def test_two_surnames_and_one_given_name():
    both = split_couple(PersonName(first_name="Hans", last_name="Huber und Meier"))
    assert [(name.first_name, name.last_name) for name in both] == [("Hans", "Huber"), (None, "Meier")]


def test_a_surname_in_capitals_stands_in_front_whatever_the_lists_know():
    assert (read_name("XQRTEL Qwerta").first_name, read_name("XQRTEL Qwerta").last_name) == ("Qwerta", "Xqrtel")
    assert (read_name("XQT Qwerta").first_name, read_name("XQT Qwerta").last_name) == ("Qwerta", "Xqt")
    assert read_name("XQ Qwerta").last_name == "Qwerta"


def test_a_given_name_in_capitals_before_a_known_surname_stays_one():
    assert (read_name("ANNA Müller").first_name, read_name("ANNA Müller").last_name) == ("Anna", "Müller")
    assert (read_name("MÜLLER Anna").first_name, read_name("MÜLLER Anna").last_name) == ("Anna", "Müller")


@table(
    ("Max OTTO Muster", "Max Otto Muster"), ("Max RIES", "Max Ries"), ("Max LEE", "Max LEE"),
    ("Eva WEIß", "Eva Weiß"), ("EMRE ŞAHİN", "Emre Şahin"), ("HEINRICH VIII", "Heinrich VIII"),
)  # fmt: skip
def test_four_capitals_are_a_name_three_may_be_initials(given, right):
    assert cased(given) == right


@table(
    ("Ben von Stein", ("Ben", "von Stein")), ("ben von stein", ("Ben", "von Stein")),
    ("Tran Van von Stein", ("Tran Van", "von Stein")),
    ("Frau Ingrid SAß", ("Ingrid", "Saß")), ("FRAU INGRID SAß", ("Ingrid", "Saß")), ("Max aus Hamburg", ("Max", None)),
    ("Eva v. Stein", ("Eva", "v. Stein")), ("Max V. Muster", ("Max V.", "Muster")),
    ("Jürgen Schulze zur Wiesche", ("Jürgen", "Schulze zur Wiesche")),
    ("Karl Maria von Weber", ("Karl Maria", "von Weber")),
    ("Frau Nguyen Thi Mai", ("Thi Mai", "Nguyen")), ("Mag.a Dr.in Eva Muster", ("Eva", "Muster")),
    ("Eva Muster geb. 12.03.1980", ("Eva", "Muster")), ("Eva Muster geb Kern", ("Eva", "Muster")),
    ("Muster, 50667 Köln, Max", ("Max", "Muster")), ("Muster,, Max", ("Max", "Muster")),
)  # fmt: skip
def test_where_the_surname_begins(given, right):
    assert (read_name(given).first_name, read_name(given).last_name) == right


@table(
    ("Herr Max und Herr Moritz Muster", "mr"), ("Herr Max und Frau Erika Muster", "family"),
    ("Herr Max und Erika Muster", "family"), ("Max und Frau Erika Muster", "family"), ("Max und Erika Muster", None),
)  # fmt: skip
def test_two_people_of_whom_one_is_addressed_are_addressed_together(given, right):
    assert read_name(given).salutation == right


@pytest.mark.parametrize(
    ("zip_", "number", "country"),
    [
        ("1234", "+352 621 123 456", "LU"),
        ("9490", "+423 237 1234", "LI"),
        ("28013", "+34 612 345 678", "ES"),
        ("75001", "+33 6 12 34 56 78", "FR"),
        ("00184", "+39 312 345 6789", "IT"),
    ],
)
def test_neighbours_by_postcode_and_number(zip_, number, country):
    assert country_of(zip_, [number]) == country
    assert country_of(zip_ + "0", [number]) is None


@table(
    ("10 High Street London SW1A 1AA", Address("10 High Street", "SW1A 1AA", "London")),
    ("Keizersgracht 123, 1015 CJ Amsterdam", Address("Keizersgracht 123", "1015 CJ", "Amsterdam", "NL")),
    ("Keizersgracht 123, NL-1015CJ Amsterdam", Address("Keizersgracht 123", "1015CJ", "Amsterdam", "NL")),
    ("Hauptstr. 5, 3100 ST PÖLTEN", Address("Hauptstr. 5", "3100", "ST PÖLTEN")),
    ("Bahnhofstr. 5, 8001 ZH Zürich", Address("Bahnhofstr. 5", "8001", "ZH Zürich")),
    ("Rue 5, 2300 LA Chaux-de-Fonds", Address("Rue 5", "2300", "LA Chaux-de-Fonds")),
    ("Q7, 24, 68161 Mannheim", Address("Q7, 24", "68161", "Mannheim")),
    ("Hauptstr. 5 a - 7, 79098 Freiburg", Address("Hauptstr. 5 a - 7", "79098", "Freiburg")),
    ("Hauptstr. 5 - 79098 Freiburg", Address("Hauptstr. 5", "79098", "Freiburg")),
    ("ul. Polna 10/5, 00-590 Warszawa, Polska", Address("ul. Polna 10/5", "00-590", "Warszawa", "PL")),
    ("Strandvägen 5, 114 51 Stockholm, Schweden", Address("Strandvägen 5", "114 51", "Stockholm", "SE")),
    ("16 Oak Ave NW, Washington, DC 20500, USA", Address("16 Oak Ave NW", "20500", "Washington", "US")),
)
def test_address_in_one_line(given, right):
    assert read_address(given) == right


def test_a_floor_is_no_town():
    assert read_address("Lindenhof, 50667, 3. OG") == Address("Lindenhof, 3. OG", "50667", None, None)
