"""What was read comes out equal in meaning."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from anfragemanager.openimmo import Attachment, Delivery, Listing, Property, Provider, Texts, feedback, write_xml
from anfragemanager.openimmo.order import ORDER
from anfragemanager.openimmo.types import Areas, Commission, Energy, Prices
from anfragemanager.openimmo.writer import write_zip

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 26)


def read(path):
    with Delivery(path, TODAY) as delivery:
        return list(delivery)


def meaning(found):
    """A property without what only tells where it stood."""
    files = tuple(replace(file, blob=None) for file in found.attachments)
    return replace(found, notes=(), line=None, attachments=files, extras=tuple(sorted(found.extras, key=repr)))


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.stem)
def test_a_file_that_was_read_is_written_equal_in_meaning(sample, tmp_path):
    before = read(sample)
    target = tmp_path / "out.xml"
    with Delivery(sample, TODAY) as delivery, target.open("wb") as file:
        assert write_xml(file, delivery, before[0].provider, open_attachment=delivery.open) == len(before)
    after = read(target)
    assert list(map(meaning, after)) == list(map(meaning, before))
    again = io.BytesIO()
    write_xml(again, after, before[0].provider)
    assert [note for found in after for note in found.notes if "unknown" in note.code] == []


def test_elements_stand_in_the_standards_order(tmp_path):
    target = io.BytesIO()
    write_xml(target, read(SAMPLES / "onoffice.xml"), Provider(number="1"))
    for element in etree.fromstring(target.getvalue()).iter():
        places = [ORDER[element.tag].get(child.tag, 999) for child in element] if element.tag in ORDER else []
        assert places == sorted(places)


def test_an_archive_holds_its_files_and_names_them(tmp_path):
    source = tmp_path / "in.zip"
    with zipfile.ZipFile(source, "w") as box:
        box.write(SAMPLES / "onoffice.xml", "openimmo.xml")
        box.writestr("4711_bild_1.jpg", b"one")
        box.writestr("4711_ea.pdf", b"certificate")
    target = tmp_path / "out.zip"
    with Delivery(source, TODAY) as delivery:
        write_zip(target, delivery, Provider(number="1"), open_attachment=delivery.open)
    with Delivery(target, TODAY) as delivery:
        (found,) = [
            {file.title: delivery.open(file).read() for file in found.attachments if file.location == "extern"}
            for found in delivery
        ]
    assert found == {"Terrasse": b"one", "Energieausweis": b"certificate"}


def test_awkward_values_survive(tmp_path):
    found = Property(
        key="A&<1>",
        reference="A&<1>",
        marketing_type="leasehold",
        marketing_state="reserved",
        uses=("residential", "commercial"),
        street="Straße des 17. Juni 135",
        city="Müllheim \x0b]]>",
        country="XK",
        prices=Prices(purchase_price=1234.5, ground_rent=1250.0, currency="CHF"),
        areas=Areas(living=1.25, plot=5.125, rooms=2.5),
        commission=Commission(due=True, text="3,57 % inkl. MwSt.", with_vat=True, percent=3.57),
        energy=Energy(kind="exempt", vintage="nicht_noetig"),
        texts={"de": Texts(title="a < b & c", description="eins\n\nzwei"), "en": Texts(title="one")},
        listings=(
            Listing("willhaben", "123456789", "https://www.willhaben.at/iad/1"),
            Listing("website", None, "https://a.example/1"),
        ),
        attachments=(Attachment("remote", "image", "BILD", "t", "jpg", "https://a.example/1.jpg?a=1&b=2"),),
    )
    target = tmp_path / "a.xml"
    with target.open("wb") as file:
        write_xml(file, [found], Provider())
    (after,) = read(target)
    assert after.city == "Müllheim ]]>"
    for name in "key reference marketing_type marketing_state uses street country prices areas commission".split():
        assert getattr(after, name) == getattr(found, name), name
    assert after.energy.kind == "exempt"
    assert (after.texts, after.listings) == (found.texts, found.listings)
    assert after.attachments[0] == found.attachments[0]


def test_a_receipt_names_what_failed_and_what_was_taken():
    target = io.BytesIO()
    outcomes = [feedback.Outcome("A-1", 0, "angelegt"), feedback.Outcome("A-2", 7, "ohne <Titel>")]
    feedback.write(target, outcomes, sender="Agentur & Co", openimmo_anid="X", today=TODAY)
    root = etree.fromstring(target.getvalue())
    assert [child.tag for child in root] == ["version", "sender", "fehlerliste", "status"]
    assert root.findtext("fehlerliste/fehler/text") == "ohne <Titel>"
    assert root.findtext("status/objekt_id") == "A-1"
    assert root.findtext("sender/name") == "Agentur & Co"
