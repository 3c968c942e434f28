"""Pictures of a property as prospects get them: no notes of the camera, no larger than a screen, not too many."""

import base64
import io

from PIL import Image, PngImagePlugin

from odoo.tests import TransactionCase

from odoo.addons.anfragemanager.models.printing import plain_picture

PLACE = b"50.941357 N 6.958307 E"


def written(image, kind, **options):
    """The bytes of a picture."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def small(colour="red"):
    return Image.new("RGB", (60, 40), colour)


def with_segment(number, data):
    """A JPEG with a further segment in its head."""
    plain = written(small(), "JPEG")
    return plain[:2] + bytes((0xFF, 0xE0 + number)) + (len(data) + 2).to_bytes(2, "big") + data + plain[2:]


def with_text(key, compressed=False):
    """A PNG with a text in it."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text(key, PLACE.decode(), zip=compressed)
    return written(small(), "PNG", pnginfo=texts)


class TestPictures(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.property = cls.env["anfragemanager.property"].create({"name": "Haus am See", "reference": "HH-7"})

    def test_whatever_a_camera_or_program_wrote_into_a_picture_is_gone(self):
        exif = Image.Exif()
        exif[0x010E] = PLACE.decode()
        xmp = PngImagePlugin.PngInfo()
        xmp.add_itxt("XML:com.adobe.xmp", PLACE.decode())
        noted = {
            "exif of a JPEG": written(small(), "JPEG", exif=exif),
            "exif of a PNG": written(small(), "PNG", exif=exif),
            "XMP of a JPEG": with_segment(1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
            "further XMP of a JPEG": with_segment(1, b"http://ns.adobe.com/xmp/extension/\0" + PLACE),
            "XMP of a PNG": written(small(), "PNG", pnginfo=xmp),
            "Photoshop": with_segment(13, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0" + bytes([len(PLACE)]) + PLACE),
            "a segment nobody knows": with_segment(5, PLACE),
            "comment of a JPEG": written(small(), "JPEG", comment=PLACE),
            "text of a PNG": with_text("Location"),
            "profile in a text of a PNG": with_text("Raw profile type exif"),
        }
        for name, picture in noted.items():
            with self.subTest(name):
                self.assertIn(PLACE, picture)
                self.assertNotIn(PLACE, plain_picture(picture))
        packed = with_text("Comment", compressed=True)
        self.assertEqual(Image.open(io.BytesIO(packed)).text, {"Comment": PLACE.decode()})
        self.assertFalse(getattr(Image.open(io.BytesIO(plain_picture(packed))), "text", None))

    def test_a_picture_without_notes_stays_as_it_is(self):
        profile = Image.open(io.BytesIO(written(small(), "JPEG", icc_profile=b"profile")))
        for picture in (
            written(small(), "JPEG", quality=30, progressive=True, dpi=(72, 72)),
            written(profile, "JPEG", icc_profile=b"profile"),
            written(small().convert("CMYK"), "JPEG"),
            written(small(), "PNG", dpi=(72, 72)),
            written(small().convert("P"), "PNG", transparency=0),
        ):
            self.assertEqual(plain_picture(picture), picture)

    def test_none_is_larger_than_a_screen(self):
        for size, kept in (((1920, 1920), (1920, 1920)), ((1921, 960), (1920, 960)), ((30, 2400), (24, 1920))):
            with self.subTest(size):
                plain = plain_picture(written(Image.new("RGB", size), "PNG"))
                self.assertEqual(Image.open(io.BytesIO(plain)).size, kept)

    def test_every_mail_program_shows_it(self):
        for picture, kind in (
            (written(small(), "WEBP"), "JPEG"),
            (written(small(), "GIF"), "JPEG"),
            (written(Image.new("RGBA", (60, 40)), "WEBP", lossless=True), "PNG"),
        ):
            self.assertEqual(Image.open(io.BytesIO(plain_picture(picture))).format, kind)

    def test_what_cannot_be_read_is_refused(self):
        for picture in (b"", b"<svg/>", written(small(), "JPEG")[:40], written(Image.new("1", (10_000, 5_001)), "PNG")):
            with self.assertRaises(ValueError):
                plain_picture(picture)

    def test_uploaded_pictures_are_kept_so(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by 90°
        exif.get_ifd(0x8825)[2] = (50.0, 56.0, 17.0)  # where it was taken
        self.property.image_1920 = base64.b64encode(written(small(), "JPEG", exif=exif))
        kept = Image.open(io.BytesIO(base64.b64decode(self.property.image_1920)))
        self.assertEqual((kept.size, dict(kept.getexif())), ((40, 60), {}))
        large = written(Image.new("RGB", (4000, 3000), "blue"), "WEBP")
        image = self.property.image_ids.create(
            {"property_id": self.property.id, "name": "W", "image_1920": base64.b64encode(large)}
        )
        kept = Image.open(io.BytesIO(base64.b64decode(image.image_1920)))
        self.assertEqual((kept.format, kept.size), ("JPEG", (1920, 1440)))

    def test_more_pictures_than_anybody_looks_at_are_not_shown(self):
        picture = base64.b64encode(written(small(), "PNG"))
        self.property.image_ids = [(0, 0, {"name": f"B{n}", "image_1920": picture}) for n in range(70)]
        self.assertEqual(len(self.property._expose_images()), 60)
        self.property.image_1920 = picture
        self.env.invalidate_all()
        shown = self.property._expose_images()
        self.assertEqual((len(shown), shown[0][0]), (60, self.property), "the main one is the first of them")
