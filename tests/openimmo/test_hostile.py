"""Deliveries that want something else than to deliver properties."""

import io
import struct
import zipfile

import pytest

from anfragemanager.openimmo import Broken, Delivery, Refused

PROPERTY = "<immobilie><verwaltung_techn><objektnr_extern>A-1</objektnr_extern></verwaltung_techn>{}</immobilie>"


def document(inner="", prolog=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<openimmo><anbieter>{inner}</anbieter></openimmo>'


def write(folder, content, name="a.xml"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path):
    with Delivery(path) as delivery:
        return list(delivery)


def failure(path, kind):
    with pytest.raises(kind) as caught:
        read(path)
    return caught.value


def archive(folder, *members, name="a.zip", method=zipfile.ZIP_DEFLATED):
    path = folder / name
    with zipfile.ZipFile(path, "w", method) as box:
        for member, content in members:
            box.writestr(member, content)
    return path


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE openimmo [<!ENTITY a "b">]>',
        '<!DOCTYPE openimmo [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE openimmo [<!ENTITY % p SYSTEM "http://evil.example/p.dtd"> %p;]>',
        '<!DOCTYPE openimmo SYSTEM "http://evil.example/x.dtd">',
        '<!DOCTYPE openimmo SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE openimmo SYSTEM "../../secret.dtd">',
        '<!DOCTYPE openimmo PUBLIC "-//x//y" "https://openimmo.de.evil.example/x.dtd">',
        '<!doctype openimmo [<!ENTITY a "b">]>',
    ],
)
def test_definitions_of_strangers_are_refused(tmp_path, doctype):
    error = failure(write(tmp_path, document(PROPERTY.format("<geo><ort>&a;</ort></geo>"), doctype)), Refused)
    assert error.note.code in ("entities", "doctype")
    assert error.line == 2


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE openimmo SYSTEM "openimmo.dtd">',
        '<!DOCTYPE openimmo PUBLIC "-//OPENIMMO//DTD 1.1//DE" "http://www.openimmo.de/openimmo110.dtd">',
        "<!DOCTYPE openimmo>",
        "<!DOCTYPE openimmo [<!ELEMENT openimmo ANY>]>\n",
        "<!-- <!DOCTYPE x> --><?pi <!DOCTYPE y> ?><!DOCTYPE openimmo>",
    ],
)
def test_the_old_doctype_is_ignored(tmp_path, doctype):
    with Delivery(write(tmp_path, document(PROPERTY.format(""), doctype))) as delivery:
        assert [found.reference for found in delivery] == ["A-1"]
        assert [note.code for note in delivery.notes] == ["doctype_ignored"]


def test_a_second_doctype_is_broken_xml(tmp_path):
    text = document(PROPERTY.format(""), '<!DOCTYPE openimmo><!DOCTYPE openimmo [<!ENTITY a "b">]>')
    assert failure(write(tmp_path, text), Refused).note.code == "entities"


def test_an_undefined_entity_is_broken_xml_with_its_place(tmp_path):
    error = failure(write(tmp_path, document("\n\n" + PROPERTY.format("<geo><ort>&xxe;</ort></geo>"))), Broken)
    assert (error.line, error.reference) == (4, "A-1")


def test_depth_and_number_of_elements_are_bounded(tmp_path):
    assert failure(write(tmp_path, document("<a>" * 5000 + "</a>" * 5000)), Refused).note.code == "too_deep"
    wide = document(PROPERTY.format("<x/>" * 30_000))
    assert failure(write(tmp_path, wide), Refused).note.code == "too_complex"


def test_one_endless_text_is_refused(tmp_path):
    path = tmp_path / "a.xml"
    with path.open("wb") as file:
        file.write(b"<openimmo><anbieter><immobilie><freitexte><lage>")
        for _ in range(70):
            file.write(b"a" * 1024 * 1024)
    assert failure(path, Refused).note.code == "too_large"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = archive(tmp_path, ("openimmo.xml", b"<openimmo>" + b" " * 30_000_000))
    assert failure(bomb, Refused).note.code == "ratio"
    assert failure(archive(tmp_path, ("a.xml", document()), ("b.jpg", bytes(30_000_000))), Refused).note.code == "ratio"


def test_a_header_that_lies_about_the_size_gains_nothing(tmp_path):
    path = archive(tmp_path, ("openimmo.xml", document(PROPERTY.format("") * 5000)))
    raw = bytearray(path.read_bytes())
    central = raw.rfind(b"PK\x01\x02")
    raw[central + 24 : central + 28] = struct.pack("<I", 100)
    path.write_bytes(raw)
    failure(path, Broken)


def test_overlapping_members_are_refused(tmp_path):
    path = archive(tmp_path, *[(f"{number}.xml", document()) for number in range(2)])
    raw = bytearray(path.read_bytes())
    first = raw.find(b"PK\x01\x02")
    second = raw.find(b"PK\x01\x02", first + 4)
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    raw[first + 20 : first + 24] = struct.pack("<I", len(raw))
    path.write_bytes(raw)
    with pytest.raises((Refused, Broken)):
        read(path)


@pytest.mark.parametrize("name", ["../evil.jpg", "/etc/passwd", "a/../../b.xml", "..\\evil.xml", "C:/evil.xml"])
def test_names_that_lead_out_are_refused(tmp_path, name):
    assert failure(archive(tmp_path, ("a.xml", document()), (name, b"x")), Refused).note.code == "path"


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "..\\x.jpg", "a/../../x.jpg"])
def test_an_attachment_outside_the_delivery_is_left_out(tmp_path, path):
    inner = f'<anhaenge><anhang location="EXTERN" gruppe="BILD"><daten><pfad>{path}</pfad></daten></anhang></anhaenge>'
    (found,) = read(write(tmp_path, document(PROPERTY.format(inner))))
    assert found.images == ()
    assert [note.code for note in found.notes if note.code.startswith("attachment")] == ["attachment_path"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/a.jpg", "gopher://x/", "http://[::1"])
def test_only_web_addresses_are_remote(tmp_path, url):
    inner = f'<anhaenge><anhang location="REMOTE" gruppe="BILD"><daten><pfad>{url}</pfad></daten></anhang></anhaenge>'
    (found,) = read(write(tmp_path, document(PROPERTY.format(inner))))
    assert found.attachments == ()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "bild.jpg").symlink_to(tmp_path / "secret.jpg")
    inner = '<anhaenge><anhang location="EXTERN" gruppe="BILD"><daten><pfad>bild.jpg</pfad></daten></anhang></anhaenge>'
    with Delivery(write(inbox, document(PROPERTY.format(inner)))) as delivery:
        for found in delivery:
            assert delivery.open(found.images[0]) is None


def test_the_marker_of_embedded_data_cannot_be_forged(tmp_path):
    inner = (
        '<anhaenge><anhang location="INTERN" gruppe="BILD"><daten>'
        '<anhanginhalt anfragemanager-spooled="0 10 abc">%%%</anhanginhalt></daten></anhang></anhaenge>'
    )
    (found,) = read(write(tmp_path, document(PROPERTY.format(inner))))
    assert found.attachments == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_openimmo"),
        (b"hello", "not_openimmo"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_openimmo"),
        (b"<html><body/></html>", "not_openimmo"),
        (b"<openimmo_feedback><objekt/></openimmo_feedback>", "not_openimmo"),
        (b"<openimmo><anbieter><immobilie>", "truncated"),
        (b"<openimmo><anbieter><immobilie></anbieter>", "broken_xml"),
        (b"<openimmo><anbieter>A & B</anbieter></openimmo>", "broken_xml"),
        (b'<?xml version="1.0" encoding="klingon"?><openimmo/>', "encoding_unknown"),
        (b'<?xml version="1.0" encoding="zip"?><openimmo/>', "encoding_unknown"),
        (b"PK\x03\x04garbage", "broken_archive"),
    ],
)
def test_what_is_no_delivery_says_so(tmp_path, content, code):
    assert failure(write(tmp_path, content), Broken).note.code == code


def test_an_archive_without_openimmo_and_one_with_a_password(tmp_path):
    assert failure(archive(tmp_path, ("a.jpg", b"x")), Broken).note.code == "no_xml"
    path = archive(tmp_path, ("a.xml", document()))
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + offset] |= 1
    path.write_bytes(raw)
    assert failure(path, Broken).note.code == "encrypted"


def test_a_damaged_member_is_broken(tmp_path):
    path = archive(tmp_path, ("a.xml", document(PROPERTY.format("") * 100)), method=zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    raw[200] ^= 0xFF
    path.write_bytes(raw)
    failure(path, Broken)


def test_a_missing_file_is_named(tmp_path):
    assert "nothing.xml" in str(failure(tmp_path / "nothing.xml", Broken))


def test_the_reader_never_raises_anything_else(tmp_path):
    whole = document(PROPERTY.format("<preise><kaufpreis>1</kaufpreis></preise>")).encode()
    for cut in range(len(whole)):
        for piece in (whole[:cut], whole[:cut] + b"\xff\x00<" + whole[cut:]):
            try:
                read(write(tmp_path, piece))
            except (Broken, Refused) as error:
                assert str(error)


def test_zip_bytes_anywhere_never_raise_anything_else(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as box:
        box.writestr("a.xml", document(PROPERTY.format("")))
    whole = buffer.getvalue()
    for at in range(0, len(whole), 3):
        piece = bytearray(whole)
        piece[at] ^= 0x5A
        try:
            read(write(tmp_path, bytes(piece), "a.zip"))
        except (Broken, Refused) as error:
            assert str(error)
