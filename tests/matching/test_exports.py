"""Address books as other systems export them, and files that are broken (cases/)."""

from pathlib import Path

import pytest

from anfragemanager.matching import match_books, prepare
from anfragemanager.matching.csvbook import BookError, read_people

CASES = Path(__file__).parent / "cases"
FULL = ("Jörg", "Müller", "j.mueller@web.de", "Schloßstr. 5", "80331", "München")


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("name", ["onoffice", "outlook", "odoo_export", "utf16le_nobom"])
def test_export_loses_nothing(name):
    warnings = []
    person = next(read_people(CASES / f"{name}.csv", warnings.append))
    assert (person.first_name, person.last_name, person.emails[0], person.street, person.zip, person.city) == FULL
    assert "0171 1234568" in [phone.replace("+49 ", "0") for phone in person.phones]
    assert not warnings


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Address 1 - Street,Address 1 - Postal Code,"
        "Address 1 - City",
        "Vorname,Nachname,E-Mail,Handynummer,Straße,PLZ,Stadt",
        "Vorname,Nachname,E-Mail 1,Telefon (privat),Straße,PLZ,Ort",
        "First Name,Last Name,E-mail Address,Mobile Phone,Home Street,Home Postal Code,Home City",
        "first_name,last_name,email,home_cell,home_street,home_zip_code,home_city",
        "Vorname,Familienname,Mailadresse,Mobil privat,Straße/Hausnummer,Postleitzahl,Wohnort",
    ],
)
def test_headings_of_other_systems(tmp_path, header):
    path = write(tmp_path / "b.csv", header, "Jörg,Müller,j.mueller@web.de,0171 1234568,Schloßstr. 5,80331,München")
    warnings = []
    [person] = read_people(path, warnings.append)
    assert (person.first_name, person.last_name, person.emails[0], person.street, person.zip, person.city) == FULL
    assert person.phones == ("0171 1234568",)
    assert not warnings


def test_several_columns_of_one_kind_are_read_together(tmp_path):
    path = write(tmp_path / "b.csv", "Name;E-Mail;E-Mail 2;Telefon 1;Telefon 2", "Eva Stein;a@x.de;b@x.de;030 1;030 2")
    [person] = read_people(path)
    assert (person.emails, person.phones) == (("a@x.de; b@x.de",), ("030 1; 030 2",))


def test_unknown_columns_are_listed(tmp_path):
    warnings = []
    list(read_people(write(tmp_path / "b.csv", "Nachname;Lieblingsfarbe;Schuhgröße", "Stein;blau;42"), warnings.append))
    assert len(warnings) == 1 and "Lieblingsfarbe, Schuhgröße" in warnings[0]


def test_open_quote_is_named_with_its_line():
    with pytest.raises(BookError, match="line 2: a quote"):
        list(read_people(CASES / "quote_open.csv"))


def test_what_is_no_address_book_says_so():
    with pytest.raises(BookError, match="foo, bar"):
        list(read_people(CASES / "missing_cols.csv"))
    with pytest.raises(BookError, match="save it as CSV"):
        list(read_people(CASES / "xlsx_renamed.csv"))


def test_double_ids_and_long_rows_are_warned_of():
    warnings = []
    assert len(list(read_people(CASES / "dup_ids.csv", warnings.append))) == 2
    assert len(list(read_people(CASES / "ragged.csv", warnings.append))) == 2
    assert ["the id 1 stands" in warnings[0], "more cells" in warnings[1]] == [True, True]


@pytest.mark.parametrize("name", ["couple", "phones"])
def test_cases_are_duplicates(name):
    """A couple's row and either partner; remarks, two numbers, no plus, country words in the fields of a phone."""
    results = list(match_books(read_people(CASES / f"{name}_book.csv"), read_people(CASES / f"{name}_q.csv")))
    assert {result.comparison.verdict for result in results} == {"duplicate"}
    assert len(results) == len(list(read_people(CASES / f"{name}_book.csv")))


def test_a_number_that_many_carry_proves_little():
    from anfragemanager.matching import Person

    crowd = [Person(id=f"p{n}", first_name=f"Vor{n}", last_name=f"Name{n}", phones=("030 1234560",)) for n in range(50)]
    book = [*crowd, Person(id="t", first_name="Thomas", last_name="Müller", phones=("030 1234560",))]
    query = Person(id="q", first_name="Thomas", last_name="Müller", phones=("030 1234560",))
    assert {r.candidate.id: r.comparison.verdict for r in match_books(book, [query])} in ({}, {"t": "related"})
    assert [r.comparison.verdict for r in match_books(book[-1:], [query])] == ["duplicate"]


def test_of_two_addresses_one_is_read_whole(tmp_path):
    header = "Nachname,Straße geschäftlich,Ort geschäftlich,Postleitzahl geschäftlich,Straße privat,Ort privat,Land"
    path = write(tmp_path / "b.csv", header, "Stein,,Bonn,53111,Weg 5,München,D", "Voss,Allee 1,Bonn,53111,,,D")
    stein, voss = read_people(path)
    assert (stein.street, stein.zip, stein.city, stein.country) == ("Weg 5", "", "München", "DE")
    assert (voss.street, voss.zip, voss.city) == ("Allee 1", "53111", "Bonn")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Nachname;Straße;PLZ Ort", "Stein;Weg 5;80331 München"),
        ("Nachname;Adresse", 'Stein;"Weg 5, 80331 München"'),
        ("Nachname;Anschrift", "Stein;Weg 5 80331 München"),
        ("Nachname;Privat: Straße;Privat: PLZ;Privat: Ort", "Stein;Weg 5;80331;München"),
        ("Nachname;Straße;Hausnummer;PLZ;Ort;Adresse", "Stein;Weg;5;80331;München;anders"),
    ],
)
def test_address_in_other_columns(tmp_path, header, row):
    warnings = []
    [person] = read_people(write(tmp_path / "b.csv", header, row), warnings.append)
    prepared = prepare(person)
    assert (prepared.street.full, prepared.street.number, prepared.zip, prepared.city) == (
        "weg",
        "5",
        "80331",
        "munchen",
    )
    assert not warnings


def test_every_address_of_a_mailbox_and_what_else_holds_data_is_read(tmp_path):
    header = "Externe ID,Name,Ist ein Unternehmen,Titel,E-mail Address,E-mail 2 Address,Geburtsname,office_cell,dob"
    path = write(
        tmp_path / "b.csv",
        header,
        "x7,Eva Stein,FALSCH,Frau,a@x.de,b@y.de,Voss,0171 1234568,1970-01-02",
        "x8,Stein Bau,WAHR,,info@x.de,,,,",
    )
    warnings = []
    eva, firm = read_people(path, warnings.append)
    assert (eva.salutation, eva.title, eva.last_name, eva.birth_date) == ("Frau", "", "Stein", "1970-01-02")
    assert [email.address for email in prepare(eva).emails] == ["a@x.de", "b@y.de"]
    assert eva.phones == ("0171 1234568",)
    assert (firm.is_company, firm.company, prepare(firm).people) == (True, "Stein Bau", ())
    assert not warnings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Vorname;Nachname;Telefon (Handy);Adresse (privat) Straße;Adresse (privat) PLZ;Adresse (privat) Ort;"
            "Adresse (Arbeit) Straße\nKarl;Berg;0171 5551234;Weg 5;80331;München;Gasse 3\n",
            ("Berg", ("0171 5551234",), "Weg 5", "80331", "München"),
        ),
        (
            "Name 1;Vorname;Tel. priv.;Tel. gesch.;Str.;PLZ/Ort\nBerg;Karl;089 33333;089 22222;Weg 5;80331 München\n",
            ("Berg", ("089 33333; 089 22222",), "Weg 5", "80331 München", ""),
        ),
        (
            'sep=;\nVorname;Nachname;Mobil;Str\n"Karl";"Berg";"0171 5551234";"Weg 5"\n',
            ("Berg", ("0171 5551234",), "Weg 5", "", ""),
        ),
        (
            'Name,Phone 1 - Value,Address 1 - Formatted\nKarl Berg,0171 5551234,"Weg 5, 80331 München"\n',
            ("Berg", ("0171 5551234",), "Weg 5, 80331 München", "", ""),
        ),
    ],
)
def test_headings_of_two_steps_and_the_line_that_tells_excel_the_separator(tmp_path, text, expected):
    path = tmp_path / "export.csv"
    path.write_text(text, "utf-8")
    said = []
    (person,) = read_people(path, said.append)
    assert (person.last_name, person.phones, person.street, person.zip, person.city)[:3] == expected[:3]
    assert " ".join(filter(None, (person.zip, person.city))) == " ".join(filter(None, expected[3:]))
    assert not said


def test_a_row_that_names_nobody_is_said(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("id;name;email;zip\n1;;;80331\n2;Karl Berg;;\n3;;k@web.de;\n", "utf-8")
    said = []
    assert [person.id for person in read_people(path, said.append)] == ["1", "2", "3"]
    (sentence,) = said
    assert sentence.endswith("in line 2.")


@pytest.mark.parametrize("count", [20, 21])
def test_many_unknown_columns_are_cut_short(tmp_path, count):
    path = tmp_path / "export.csv"
    path.write_text("name;" + ";".join(f"foo{number}x" for number in range(count)) + "\nKarl Berg\n", "utf-8")
    said = []
    list(read_people(path, said.append))
    (sentence,) = said
    assert sentence.endswith(" …." if count > 20 else "foo19x.")
