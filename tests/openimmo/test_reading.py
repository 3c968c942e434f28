"""What senders write, and what is read out of it."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from anfragemanager.openimmo import Broken, Delivery, Listing, values
from anfragemanager.openimmo.commission import figures, with_vat

KEYS = (
    "file reference key action marketing_type marketing_state title price currency street zip city country"
    " address_released living_area usable_area plot_area rooms commission commission_with_vat energy texts"
    " contact_email images documents warnings"
).split()
SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 26)


def read(path):
    with Delivery(path, TODAY) as delivery:
        return list(delivery), delivery


def read_one(tmp_path, inner, head="<uebertragung umfang='TEIL'/>", encoding="utf-8", declared="UTF-8"):
    path = tmp_path / "one.xml"
    text = f'<?xml version="1.0" encoding="{declared}"?><openimmo>{head}<anbieter><anbieternr>1</anbieternr>'
    text += f"<immobilie>{inner}</immobilie></anbieter></openimmo>"
    path.write_bytes(text.encode(encoding))
    (found,), _delivery = read(path)
    return found


def test_a_modern_file_with_everything():
    (found,), delivery = read(SAMPLES / "onoffice.xml")
    assert (found.reference, found.action, found.marketing_type, found.marketing_state) == (
        "MA-4711",
        "change",
        "buy",
        "active",
    )
    assert (found.price, found.prices.currency, found.prices.service_charge) == (689000, "EUR", 412.5)
    assert (found.street, found.zip, found.city, found.country) == ("Domstraße 12 a", "50667", "Köln", "DE")
    assert found.address_released and found.floors == 6 and found.district == "Altstadt-Nord"
    assert (found.commission.percent, found.commission.with_vat, found.commission.due) == (3.57, True, True)
    assert found.energy.kind == "consumption" and found.energy.value == 54.3
    assert found.energy.valid_until == date(2033, 8, 15)
    assert found.texts["de"].location == "Zwischen Rhein und Hauptbahnhof.\nU-Bahn vor der Tür."
    assert found.texts["en"].description == "A penthouse above the roofs."
    assert [image.path for image in found.images] == ["4711_BILD_1.JPG", "4711_bild_2.jpg", "4711_grundriss.png"]
    assert [document.title for document in found.documents] == ["Energieausweis"]
    assert found.listings == (
        Listing("immoscout24", "162188779"),
        Listing("website", None, "https://agentur.example/objekt/4711"),
    )
    assert (found.project, found.master) == ("Domhöfe", True)
    assert any(extra.path == "ausstattung/kueche" and extra.attributes == (("EBK", "true"),) for extra in found.extras)
    assert delivery.full == []


def test_an_old_namespaced_file_in_windows_1252_called_latin_1():
    (flat, inn), delivery = read(SAMPLES / "flowfact.xml")
    assert flat.title == "Altbau mit Flair – 85 m² für 1.250 €"
    assert flat.provider.name == "Küsten-Makler „Nord“"
    assert (flat.zip, flat.street, flat.marketing_state) == ("01067", "Elbufer 5", "reserved")
    assert (flat.price, flat.prices.warm_rent, flat.prices.additional_costs) == (1250, 1460.5, 210.5)
    assert (flat.prices.deposit, flat.prices.deposit_text) == (None, "3 Nettokaltmieten")
    assert (flat.commission.percent, flat.commission.amount) == (None, None)
    assert (flat.areas.living, flat.areas.rooms, flat.year_built) == (85, 3.5, 1910)
    assert flat.energy.valid_until == date(2031, 8, 31)
    assert (inn.marketing_type, inn.price, inn.areas.usable, inn.country) == ("lease", 2800, 1250, "DE")
    assert [provider.number for provider in delivery.full] == ["0815"]


def test_an_austrian_file_that_lies_about_its_encoding():
    (house,), delivery = read(SAMPLES / "lagler_at.xml")
    assert (house.price, house.areas.plot, house.country) == (1_250_000, 1050, "AT")
    assert (house.action, house.marketing_state) == ("reference", "closed")
    assert (house.energy.hwb_value, house.energy.hwb_class, house.energy.fgee_value) == (48.2, "B", 0.85)
    assert (house.commission.percent, house.commission.with_vat) == (3, False)
    assert house.images[0].path == "https://cdn.donau.example/img?id=5&w=1200"
    assert {note.code for note in delivery.notes} == {"doctype_ignored", "html_entities"}


def test_a_swiss_file_with_two_languages_and_an_embedded_picture():
    with Delivery(SAMPLES / "casasoft_ch.xml") as delivery:
        found = next(iter(delivery))
        assert delivery.open(found.images[0]).read(4) == b"\x89PNG"
    (flat, gone), _delivery = read(SAMPLES / "casasoft_ch.xml")
    assert (flat.price, flat.prices.currency, flat.areas.rooms) == (2850, "CHF", 4.5)
    assert flat.texts["fr"].title == "Habiter au lac"
    assert {listing.portal for listing in flat.listings} == {"homegate", "immowelt"}
    assert gone.action == "delete" and gone.marketing_state == "closed" and not gone.notes


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("120.5", "plain", 120.5),
        ("120,5", "plain", 120.5),
        ("1.250,00", "money", 1250),
        ("1,250.00", "money", 1250),
        ("1.250.000", "money", 1_250_000),
        ("250.000", "money", 250_000),
        ("250000.000", "money", 250_000),
        ("0.000", "money", 0),
        ("1'250'000.00", "money", 1_250_000),
        ("1 250 000", "money", 1_250_000),
        ("1\u202f250,50", "money", 1250.5),
        ("€ 1.250,-", "money", 1250),
        ("1.250,– €", "money", 1250),
        ("2.5E5", "money", 250_000),
        ("120.500", "area", 120.5),
        ("1.250", "area", 1250),
        ("85.000", "area", 85),
        ("ca. 120 m²", "area", 120),
        ("3½", "plain", 3.5),
        ("3 1/2", "plain", 3.5),
        ("½", "plain", 0.5),
        ("3.500", "plain", 3.5),
        ("-5", "plain", -5),
        ("auf Anfrage", "money", None),
        ("", "money", None),
        ("NaN", "money", None),
        ("9" * 60, "money", None),
        ("1e99", "money", None),
    ],
)
def test_numbers(text, kind, expected):
    assert values.number(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031-08-15", date(2031, 8, 15)),
        ("2031-08-15T00:00:00+02:00", date(2031, 8, 15)),
        ("15.08.2031", date(2031, 8, 15)),
        ("5.8.31", date(2031, 8, 5)),
        ("15.08.2031 12:00", date(2031, 8, 15)),
        ("20310815", date(2031, 8, 15)),
        ("02/2032", date(2032, 2, 29)),
        ("2032-02", date(2032, 2, 29)),
        ("0000-00-00", None),
        ("01.01.1900", None),
        ("31.02.2030", None),
        ("sofort", None),
    ],
)
def test_dates(text, expected):
    assert values.day(text) == expected


@pytest.mark.parametrize(
    ("text", "percent", "amount", "vat"),
    [
        ("3,57 % inkl. MwSt.", 3.57, None, True),
        ("3,57% des Kaufpreises (inkl. 19 % MwSt.)", 3.57, None, True),
        ("inkl. 19 % MwSt. 3,57 %", 3.57, None, True),
        ("3 % zzgl. 19 % USt.", 3, None, False),
        ("3 % zzgl. der gesetzlichen MwSt.", 3, None, False),
        ("4,76 Prozent incl. gesetzl. MwSt", 4.76, None, True),
        ("3.57", 3.57, None, None),
        ("3,570", 3.57, None, None),
        ("5.950,00 €", None, 5950, None),
        ("5000", None, 5000, None),
        ("2,38 Monatsmieten inkl. MwSt.", None, None, True),
        ("2 MM", None, None, None),
        ("2,38 Netto-Kaltmieten", None, None, None),
        ("provisionsfrei", None, None, None),
        ("keine Käuferprovision", None, None, None),
        ("Sprechen Sie uns an", None, None, None),
        ("42", None, None, None),
    ],
)
def test_commission(text, percent, amount, vat):
    assert figures(text) == (percent, amount)
    assert with_vat(None, text) == vat


@pytest.mark.parametrize(
    ("inner", "due"),
    [
        ("<provisionspflichtig>true</provisionspflichtig>", True),
        ("<provisionspflichtig>0</provisionspflichtig>", False),
        ("<aussen_courtage>3,57 %</aussen_courtage>", True),
        ("<provisionspflichtig>false</provisionspflichtig><aussen_courtage>3,57 %</aussen_courtage>", True),
        ("<provisionspflichtig>true</provisionspflichtig><aussen_courtage>provisionsfrei</aussen_courtage>", False),
        ("<aussen_courtage>0</aussen_courtage>", False),
        ("<aussen_courtage/>", None),
    ],
)
def test_whether_the_buyer_owes_commission(tmp_path, inner, due):
    assert read_one(tmp_path, f"<preise>{inner}</preise>").commission.due is due


@pytest.mark.parametrize(
    ("attributes", "prices", "expected"),
    [
        ("KAUF='1'", "", "buy"),
        ("kauf='TRUE'", "", "buy"),
        ("MIETE_PACHT='true'", "<pacht>900</pacht>", "lease"),
        ("MIETE_PACHT='true'", "<pacht>900</pacht><kaltmiete>900</kaltmiete>", "rent"),
        ("MIETE_PACHT='true'", "<kaufpreis>5</kaufpreis>", "rent"),
        ("ERBPACHT='true' KAUF='true'", "<kaufpreis>5</kaufpreis>", "leasehold"),
        ("KAUF='true' MIETE_PACHT='true'", "<nettokaltmiete>5</nettokaltmiete>", "rent"),
        ("KAUF='true' MIETE_PACHT='true'", "<kaufpreis>5</kaufpreis><nettokaltmiete>5</nettokaltmiete>", "buy"),
        ("KAUF='false' MIETE_PACHT='false'", "<warmmiete>5</warmmiete>", "rent"),
        ("", "<kaufpreis>5</kaufpreis>", "buy"),
        ("", "", None),
    ],
)
def test_marketing_type(tmp_path, attributes, prices, expected):
    inner = f"<objektkategorie><vermarktungsart {attributes}/></objektkategorie><preise>{prices}</preise>"
    assert read_one(tmp_path, inner).marketing_type == expected


@pytest.mark.parametrize(
    ("state", "technical", "expected"),
    [
        ("", "", "active"),
        ('<verkaufstatus stand="OFFEN"/>', "", "active"),
        ('<verkaufstatus stand="reserviert"/>', "", "reserved"),
        ("<verkaufstatus>VERKAUFT</verkaufstatus>", "", "closed"),
        ('<verkaufstatus stand="OFFEN"/>', "<aktiv_bis>2026-11-25</aktiv_bis>", "closed"),
        ('<verkaufstatus stand="OFFEN"/>', "<aktiv_bis>2026-11-26</aktiv_bis>", "active"),
        ('<verkaufstatus stand="OFFEN"/>', "<aktiv_von>01.12.2026</aktiv_von>", "preparation"),
        ("", '<aktion aktionart="DELETE"/>', "closed"),
        ("", '<aktion aktionart="REFERENZ"/>', "closed"),
    ],
)
def test_marketing_state(tmp_path, state, technical, expected):
    inner = f"<zustand_angaben>{state}</zustand_angaben><verwaltung_techn>{technical}</verwaltung_techn>"
    assert read_one(tmp_path, inner).marketing_state == expected


def test_a_rented_flat_for_sale_is_active(tmp_path):
    inner = "<verwaltung_objekt><vermietet>true</vermietet></verwaltung_objekt>"
    assert read_one(tmp_path, inner).marketing_state == "active"


def test_a_price_on_request_is_no_price(tmp_path):
    found = read_one(tmp_path, '<preise><kaufpreis auf_anfrage="1">500000</kaufpreis></preise>')
    assert found.price is None and found.prices.purchase_price == 500_000
    assert read_one(tmp_path, "<preise><kaufpreis>auf Anfrage</kaufpreis></preise>").prices.on_request


def test_an_address_is_released_only_when_it_says_so(tmp_path):
    released = "<verwaltung_objekt><objektadresse_freigeben>{}</objektadresse_freigeben></verwaltung_objekt>"
    assert [
        read_one(tmp_path, released.format(word)).address_released for word in ("true", "1", "false", "", "vielleicht")
    ] == [True, True, False, False, False]


@pytest.mark.parametrize(("encoding", "declared"), [("cp1252", "UTF-8"), ("utf-8", "ISO-8859-1"), ("utf-16", "UTF-16")])
def test_wrong_encodings(tmp_path, encoding, declared):
    assert read_one(tmp_path, "<geo><ort>Köln</ort></geo>", encoding=encoding, declared=declared).city == "Köln"


def test_control_characters_and_undeclared_prefixes(tmp_path):
    inner = "<geo xsi:type='x'><ort>Kö\x0bln&#x1F;</ort></geo><oi:preise><oi:kaufpreis>5</oi:kaufpreis></oi:preise>"
    found = read_one(tmp_path, inner)
    assert (found.city, found.prices.purchase_price) == ("Köln", 5)


def test_an_element_in_another_section_is_found(tmp_path):
    found = read_one(tmp_path, "<wohnflaeche>80</wohnflaeche><energiepass><wertklasse>c</wertklasse></energiepass>")
    assert (found.areas.living, found.energy.energy_class) == (80, "C")


def test_an_archive_with_several_files_folders_and_cases(tmp_path):
    path = tmp_path / "Export.ZIP"
    with zipfile.ZipFile(path, "w") as box:
        box.write(SAMPLES / "onoffice.xml", "Eins/OPENIMMO.XML")
        box.writestr("Eins/4711_bild_1.jpg", b"one")
        box.writestr("bilder/4711_BILD_2.JPG", b"two")
        box.write(SAMPLES / "flowfact.xml", "zwei.xml")
        box.writestr("BILDER/straße.jpg", b"three")
        box.writestr("__MACOSX/._zwei.xml", b"litter")
        box.writestr("sitemap.xml", b"<urlset/>")
    read_ = {}
    with Delivery(path) as delivery:
        for found in delivery:
            for image in found.images:
                file = delivery.open(image)
                read_[found.reference, image.path] = file.read() if file else None
        assert [note.code for note in delivery.notes] == ["member_skipped"]
    assert read_ == {
        ("MA-4711", "4711_BILD_1.JPG"): b"one",
        ("MA-4711", "4711_bild_2.jpg"): b"two",
        ("MA-4711", "4711_grundriss.png"): None,
        ("W 12/7", "Bilder/STRASSE.JPG"): b"three",
    }


def test_a_folder_is_a_delivery(tmp_path):
    (tmp_path / "a.xml").write_bytes((SAMPLES / "casasoft_ch.xml").read_bytes())
    (tmp_path / "b.xml").write_bytes((SAMPLES / "onoffice.xml").read_bytes())
    assert [found.reference for found in read(tmp_path)[0]] == ["CH-77", "CH-12", "MA-4711"]


def test_a_broken_file_names_line_and_property(tmp_path):
    text = (SAMPLES / "onoffice.xml").read_text("utf-8").replace("</verwaltung_techn>", "</verwaltung>")
    (tmp_path / "a.xml").write_text(text, "utf-8")
    with pytest.raises(Broken) as caught:
        read(tmp_path / "a.xml")
    line = text[: text.index("</verwaltung>")].count("\n") + 1
    assert (caught.value.line, caught.value.reference, caught.value.file) == (line, "MA-4711", "a.xml")


def test_the_key_prefers_the_senders_own_id(tmp_path):
    inner = "<verwaltung_techn><objektnr_extern>A</objektnr_extern><openimmo_obid>O</openimmo_obid></verwaltung_techn>"
    assert read_one(tmp_path, inner).key == "1/O"
    assert read_one(tmp_path, inner.replace(">O<", "><")).key == "A"
    intern = read_one(tmp_path, "<verwaltung_techn><objektnr_intern>7</objektnr_intern></verwaltung_techn>")
    assert intern.key == "7" and "intern_reference" in [note.code for note in intern.notes]


def test_the_command_prints_one_line_per_property(command, tmp_path):
    (tmp_path / "broken.xml").write_bytes(b"<openimmo><anbieter>\n<immobilie/><immobilie>")
    files = [str(SAMPLES / "flowfact.xml"), str(tmp_path / "broken.xml"), str(SAMPLES / "lagler_at.xml")]
    status, lines = command(*files)
    assert status == 1
    assert [(line["file"], line["reference"]) for line in lines] == [
        (files[0], "W 12/7"),
        (files[0], "G-3"),
        (files[1], None),
        (files[2], "5511/12"),
    ]
    assert list(lines[0]) == KEYS and list(lines[2]) == [*KEYS, "error"]
    assert lines[0]["price"] == 1250 and lines[0]["rooms"] == 3.5 and lines[0]["plot_area"] is None
    assert lines[0]["energy"] == {
        "kind": "demand",
        "value": 120.5,
        "carrier": None,
        "class": None,
        "year": 1910,
        "valid_until": "2031-08-31",
    }
    assert "line 2" in lines[2]["error"] and "No. 2" in lines[2]["error"]


def test_the_command_names_a_missing_file(command, tmp_path):
    status, (line,) = command(str(tmp_path / "nothing.xml"))
    assert status == 1 and "There is no file" in line["error"]


def test_the_command_names_files_that_a_delivery_lacks(command, tmp_path):
    attachment = "<anhang location='EXTERN' gruppe='BILD'><daten><pfad>{}</pfad></daten></anhang>"
    number = "<verwaltung_techn><objektnr_extern>A</objektnr_extern></verwaltung_techn>"
    pictures = "".join(map(attachment.format, ("da.JPG", "nicht_da.jpg")))
    text = f"<openimmo><anbieter><immobilie>{number}<anhaenge>{pictures}</anhaenge></immobilie></anbieter></openimmo>"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.xml", text)
        archive.writestr("DA.jpg", b"x")
    (tmp_path / "alone.xml").write_text(text)
    _status, (delivered,) = command(str(tmp_path / "a.zip"))
    assert [warning for warning in delivered["warnings"] if "da.jpg" in warning.lower()] == [
        "The attachment “nicht_da.jpg” is not part of the delivery."
    ]
    _status, (alone,) = command(str(tmp_path / "alone.xml"))
    assert not [warning for warning in alone["warnings"] if "da.jpg" in warning], "they may come another way"


def test_the_mode_of_the_transfer_stands_in_for_a_missing_action(tmp_path):
    assert read_one(tmp_path, "", "<uebertragung modus='DELETE'/>").action == "delete"
    assert read_one(tmp_path, "<aktion>LÖSCHEN</aktion>").action == "delete"
    odd = read_one(tmp_path, "<verwaltung_techn><aktion aktionart='WHAT'/></verwaltung_techn>")
    assert odd.action == "change" and "action_unknown" in [note.code for note in odd.notes]


def test_a_provider_named_after_its_properties_is_part_of_their_keys(tmp_path):
    inner = "<immobilie><obid>O-1</obid><aktion aktionart='REFRESH'/></immobilie>"
    text = f"<openimmo><anbieter><immobilien>{inner}</immobilien><openimmo_anid>ANID</openimmo_anid></anbieter>"
    (tmp_path / "late.xml").write_text(text + "</openimmo>")
    (found,), _delivery = read(tmp_path / "late.xml")
    assert (found.key, found.action) == ("ANID/O-1", "change")


@pytest.mark.parametrize(
    ("street", "number", "expected"),
    [
        ("Am Markt", "5 a", "Am Markt 5 a"),
        ("Am Markt 5", "5", "Am Markt 5"),
        ("Am Markt 5", "5a", "Am Markt 5a"),
        ("Am Markt 5 a", "5 a", "Am Markt 5 a"),
        ("Straße des 17. Juni", "135", "Straße des 17. Juni 135"),
        ("Q7", "24", "Q7 24"),
        ("Am Markt 5", "", "Am Markt 5"),
        ("Am Markt", "-", "Am Markt"),
        ("", "5", None),
    ],
)
def test_house_numbers(tmp_path, street, number, expected):
    geo = f"<geo><strasse>{street}</strasse><hausnummer>{number}</hausnummer></geo>"
    assert read_one(tmp_path, geo).street == expected


def test_texts_by_language_of_their_section_and_titles_with_markup(tmp_path):
    found = read_one(
        tmp_path,
        "<freitexte><objekttitel>&lt;b&gt;Haus &amp;amp; Hof&lt;/b&gt;</objekttitel></freitexte>"
        '<freitexte xml:lang="en-GB"><objekttitel>House</objekttitel></freitexte>',
    )
    assert (found.texts["de"].title, found.texts["en"].title) == ("Haus & Hof", "House")


def test_an_empty_embedded_content_beside_a_path_is_a_file_beside(tmp_path):
    inner = (
        '<anhaenge><anhang location="EXTERN" gruppe="BILD"><daten><pfad>a.jpg</pfad><anhanginhalt/></daten></anhang>'
        '<anhang location="INTERN" gruppe="BILD"><daten><anhanginhalt> </anhanginhalt></daten></anhang></anhaenge>'
    )
    found = read_one(tmp_path, inner)
    assert [image.path for image in found.images] == ["a.jpg"]
    assert [note.code for note in found.notes if note.code.startswith("attachment")] == []
